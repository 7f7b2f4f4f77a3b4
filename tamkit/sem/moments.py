"""Sample moments: from rows of a table, or from a covariance or correlation matrix someone published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import DataError, listed, nearest

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Moments:
    """Summary statistics in place of rows, for one or several groups.

    Parameters
    ----------
    cov
        Covariance matrix as a DataFrame, or a list of them, one a group. With ``sd`` it may hold correlations.
    n
        Sample size, one a group. The divisor of ``cov`` is taken to be n − 1, as programs print it.
    mean
        Means in the same order, needed for a mean structure only.
    sd
        Standard deviations; then ``cov`` is read as a correlation matrix.
    """

    cov: Any
    n: int | Sequence[int]
    mean: Any = None
    sd: Any = None
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """A bare array does not say which variable is which."""
        for one in self.cov if isinstance(self.cov, list | tuple) else [self.cov]:
            if not hasattr(one, "columns"):
                raise DataError("sem.matrix_not_a_frame", found=type(one).__name__)


@dataclass(frozen=True, slots=True)
class Sample:
    """What is fitted: for each group its name, size, covariance (divisor n), means, and the rows if there are any.

    ``cov`` (p,p), ``mean`` (p,), ``data`` (n,p) with NaN for missing under FIML; ``cases`` the positions
    of the kept rows, ``empty`` those of rows without any answer, where incomplete rows are kept. ``dropped`` counts all
    rows left out, ``ungrouped`` those of them in no group, ``without_exogenous`` those without a value of an exogenous
    variable, where other gaps are kept.
    """

    names: tuple[str, ...]
    groups: tuple[str, ...]
    n: tuple[int, ...]
    cov: tuple[Array, ...]
    mean: tuple[Array, ...]
    data: tuple[Array, ...] | None
    dropped: int = 0
    has_means: bool = True
    cases: tuple[NDArray[np.intp], ...] = ()
    empty: tuple[NDArray[np.intp], ...] = ()
    ungrouped: int = 0
    without_exogenous: int = 0

    @property
    def total(self) -> int:
        return sum(self.n)


def covariance(data: Array) -> tuple[Array, Array]:
    """Covariance with divisor n, and means, of the rows of (n,p)."""
    mean = data.mean(axis=0)
    centred = data - mean
    return centred.T @ centred / len(data), mean


def from_frame(
    frame: Any,
    names: Sequence[str],
    *,
    group: str | None = None,
    missing: str = "listwise",
    group_order: Sequence[str] | None = None,
) -> Sample:
    """Take the columns ``names`` of a DataFrame, split by ``group``, drop incomplete rows unless ``missing="fiml"``.

    Raises InputError for a column that is absent, constant or not numeric, and for too few rows.
    """
    values = numeric_columns(frame, names)
    if group is not None and group not in frame.columns:
        near = nearest(group, [str(c) for c in frame.columns])
        raise DataError("sem.group_no_column", group=group, near=near)
    if group is None:
        labels: tuple[str, ...] = ("",)
        members = [np.arange(len(values))]
    else:
        codes, labels = group_codes(frame[group], group_order)
        members = [np.flatnonzero(codes == g) for g in range(len(labels))]
    parts, cases, empty = [], [], []
    dropped = len(values) - sum(len(at) for at in members)
    for at, label in zip(members, labels, strict=True):
        part = values if group is None else values[at]
        found, without = len(part), at[:0]
        if not np.isfinite(part).all():
            observed = ~np.isnan(part)
            keep = observed.any(axis=1) if missing == "fiml" else observed.all(axis=1)
            dropped += int((~keep).sum())
            without = at[~keep & (missing == "fiml")]
            part, at = part[keep], at[keep]
        parts.append(part)
        cases.append(at)
        empty.append(without)
        _check_part(part, names, label, group, found)
    moments = [covariance(part) if missing != "fiml" else (np.eye(len(names)), np.zeros(len(names))) for part in parts]
    return Sample(
        names=tuple(names),
        groups=labels,
        n=tuple(len(part) for part in parts),
        cov=tuple(cov for cov, _ in moments),
        mean=tuple(mean for _, mean in moments),
        data=tuple(parts),
        dropped=dropped,
        cases=tuple(cases),
        empty=tuple(empty),
        ungrouped=len(values) - sum(len(at) for at in members),
    )


def numeric_columns(frame: Any, names: Sequence[str]) -> Array:
    """The columns ``names`` as floats (n,p)."""
    if frame.columns.is_unique and names:
        at = {name: index for index, name in enumerate(frame.columns.tolist())}
        own = frame.iloc[:, [at[name] for name in names]]
        kinds = set(own.dtypes.to_numpy().tolist())
        if all(isinstance(kind, np.dtype) and kind.kind in "fiub" for kind in kinds):
            return np.array(own.to_numpy(dtype=float), order="C")
    columns = [numeric_column(frame, name) for name in names]
    return np.column_stack(columns) if columns else np.empty((len(frame), 0))


def numeric_column(frame: Any, name: str) -> Array:
    """One column as floats, missing as NaN; InputError when it holds anything else."""
    column = frame[name]
    if getattr(column, "ndim", 1) != 1:
        raise DataError("sem.column_twice", column=name)
    if hasattr(column, "cat"):
        column = _categories(column, name)
    try:
        return np.asarray(column.astype("float64"), dtype=float)
    except (TypeError, ValueError):
        bad = [value for value in column if not _is_number(value)]
        raise DataError(
            "sem.column_not_numeric", column=name, found=listed([repr(v) for v in dict.fromkeys(bad)], 4)
        ) from None


def _categories(column: Any, name: str) -> Any:
    """The numbers of a categorical column: its categories where they are numbers, else their places in its own order.

    Words without an order have none: pandas sorts them by their characters, which says nothing. Ordered categories are
    taken by their places, 1 to k, unless they are numbers that rise.
    """
    known = column.cat.categories.tolist()
    codes = column.cat.codes.to_numpy()
    if all(_is_number(one) and not isinstance(one, bool) for one in known):
        numbers = np.array([float(one) for one in known])
        if not column.cat.ordered or (np.diff(numbers) > 0).all():
            return np.where(codes < 0, np.nan, numbers[codes]) if len(known) else np.full(len(codes), np.nan)
    if not column.cat.ordered:
        raise DataError("sem.categories_without_order", column=name, found=listed([repr(one) for one in known], 5))
    return np.where(codes < 0, np.nan, codes + 1.0)


def _is_number(value: object) -> bool:
    try:
        float(value)  # type: ignore[arg-type]  # anything may come; the answer is whether it can be
    except (TypeError, ValueError):
        return value is None
    return True


def group_codes(column: Any, order: Sequence[str] | None = None) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Codes 0… (−1 for missing) and labels of a grouping variable, in order of first appearance as in lavaan."""
    words = [None if value is None or value != value else _label(value) for value in column.tolist()]
    seen = list(dict.fromkeys(word for word in words if word is not None))
    if order is not None:
        absent = [word for word in order if word not in seen]
        if absent:
            raise DataError("sem.group_absent", group=absent[0], groups=listed(seen))
        seen = list(order)
    if len(seen) < 2:
        raise DataError("sem.too_few_groups", n=len(seen))
    at = {word: index for index, word in enumerate(seen)}
    return np.array([-1 if word is None else at.get(word, -1) for word in words]), tuple(seen)


def _label(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _check_part(part: Array, names: Sequence[str], label: str, group: str | None, found: int) -> None:
    own = label if group is not None else None
    if len(part) < 3:
        raise DataError("sem.too_few_usable_rows", n=len(part), found=found, group=own, by=group)
    if np.isfinite(part).all():
        varies = (part != part[0]).any(axis=0)
    else:
        blank = np.asarray(np.isnan(part).all(axis=0))
        if blank.any():
            without = [name for name, empty in zip(names, blank, strict=True) if empty]
            raise DataError("sem.without_values", names=listed(without), n=len(without), group=own, by=group)
        if np.isinf(part).any():
            raise DataError("sem.infinite_values", group=own, by=group)
        varies = np.nanmax(part, axis=0) > np.nanmin(part, axis=0)
    if not varies.all():
        constant = [name for name, change in zip(names, varies, strict=True) if not change]
        raise DataError("sem.same_value_in_every_row", names=listed(constant), n=len(constant), group=own, by=group)


def from_moments(moments: Moments, names: Sequence[str]) -> Sample:
    """A sample from published summary statistics; the covariance is rescaled from divisor n − 1 to n."""
    covs = list(moments.cov) if isinstance(moments.cov, (list, tuple)) else [moments.cov]
    sizes = [int(n) for n in moments.n] if isinstance(moments.n, Sequence) else [int(moments.n)] * 1
    means = list(moments.mean) if isinstance(moments.mean, (list, tuple)) and len(covs) > 1 else [moments.mean]
    sds = list(moments.sd) if isinstance(moments.sd, (list, tuple)) and len(covs) > 1 else [moments.sd]
    if len(sizes) != len(covs):
        raise DataError("sem.matrices_and_sizes_differ", matrices=len(covs), sizes=len(sizes))
    means += [None] * (len(covs) - len(means))
    sds += [None] * (len(covs) - len(sds))
    out = [_one_matrix(cov, mean, sd, n, names) for cov, mean, sd, n in zip(covs, means, sds, sizes, strict=True)]
    labels = moments.groups or (("",) if len(covs) == 1 else tuple(str(g + 1) for g in range(len(covs))))
    return Sample(
        names=tuple(names),
        groups=labels,
        n=tuple(sizes),
        cov=tuple(cov for cov, _ in out),
        mean=tuple(mean for _, mean in out),
        data=None,
        has_means=all(mean is not None for mean in means),
    )


def _one_matrix(cov: Any, mean: Any, sd: Any, n: int, names: Sequence[str]) -> tuple[Array, Array]:
    columns = [str(c) for c in cov.columns]
    for name in names:
        if name not in columns or name not in [str(i) for i in cov.index]:
            near = nearest(name, columns)
            raise DataError("sem.not_in_the_matrix", name=name, columns=listed(columns, 40), near=near)
    frame = cov.copy()
    frame.index = [str(i) for i in frame.index]
    frame.columns = columns
    matrix = frame.loc[list(names), list(names)].to_numpy(dtype=float)
    upper_missing = np.isnan(matrix[np.triu_indices(len(names), 1)])
    lower_missing = np.isnan(matrix[np.tril_indices(len(names), -1)])
    if upper_missing.all() and not lower_missing.any() and len(names) > 1:
        matrix = np.tril(np.nan_to_num(matrix)) + np.tril(np.nan_to_num(matrix), -1).T
    elif lower_missing.all() and not upper_missing.any() and len(names) > 1:
        matrix = np.triu(np.nan_to_num(matrix)) + np.triu(np.nan_to_num(matrix), 1).T
    if np.isnan(matrix).any():
        raise DataError("sem.matrix_has_empty_cells")
    if np.abs(matrix - matrix.T).max() > 1e-6 * np.abs(matrix).max():
        raise DataError("sem.matrix_not_symmetric")
    if sd is not None:
        scale = np.array([float(_pick(sd, name, index)) for index, name in enumerate(names)])
        if np.abs(np.diag(matrix) - 1).max() > 1e-6:
            raise DataError("sem.sd_needs_correlations")
        matrix = matrix * scale[:, None] * scale
    if np.linalg.eigvalsh(matrix).min() <= 0:
        raise DataError("sem.matrix_not_pd")
    if n <= len(names):
        raise DataError("sem.sample_size_too_small", n=n, variables=len(names))
    centre = np.zeros(len(names))
    if mean is not None:
        centre = np.array([float(_pick(mean, name, index)) for index, name in enumerate(names)])
    return matrix * (n - 1) / n, centre


def _pick(values: Any, name: str, index: int) -> Any:
    try:
        return values[name]
    except (KeyError, TypeError, IndexError):
        return values.iloc[index] if hasattr(values, "iloc") else values[index]
