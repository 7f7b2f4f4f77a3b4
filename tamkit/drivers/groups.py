"""Whether the paths differ between groups: each group's paths, and a test of every difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from tamkit.drivers import group_tests
from tamkit.drivers.reruns import FAILURES, reason
from tamkit.errors import DataError, SampleError, unknown
from tamkit.messages import Message
from tamkit.sem.paths import path_rows
from tamkit.shown import Card, Shown, noted, sizes, tables_of
from tamkit.syntax import Model, as_model

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.measurement import Invariance
    from tamkit.questionnaire import Variable
    from tamkit.questionnaire.texts import Text
    from tamkit.sem.options import Options

#: Fewer complete answers than this in a group say little of its paths.
SMALLEST = 100
LARGEST_NUMBER = 12
#: How the paths of groups are compared: by the one model in which they are free, or with one more fit a path as well.
Test = Literal["wald", "chisq"]
COLUMNS = [
    *("source", "target", "group", "n", "est", "se", "pvalue", "ci_lower", "ci_upper"),
    *("std", "std_se", "std_ci_lower", "std_ci_upper"),
]


@dataclass(frozen=True, slots=True, repr=False)
class Groups(Shown):
    """A model in several groups.

    Attributes
    ----------
    group, groups, n
        The grouping variable, its values compared, in order, and their complete rows.
    refused
        Groups left out because they are too small, and their size; None where a study shows no number of so few.
    unplaced
        How many usable rows belong to no group: no answer, or one that no level of a derived variable takes.
    held
        The level of measurement invariance reached, or None.
    equal_loadings
        Whether the loadings are equal across groups in ``paths`` (then unstandardized paths share one scale); otherwise
        every group was fitted on its own.
    paths
        ``source, target, group, n, est, se, pvalue, ci_lower, ci_upper, std, std_se, std_ci_lower, std_ci_upper``:
        B and β with intervals of 95 %.
    r2
        ``construct, group, n, r2``: the explained variance of every endogenous construct.
    differences
        ``source, target, wald, df, pvalue, p_holm``: whether the path is equal in all groups, by the covariance of the
        estimates of the one model in which every path is free; None where metric invariance does not hold. With the
        test ``chisq`` also ``chisq_diff, df_diff, pvalue_diff, p_diff_holm``: the model with this one path equal in all
        groups against that model.
    pairs
        ``source, target, group_1, group_2, n_1, n_2, est_1, est_2, difference, se, ci_lower, ci_upper, z, pvalue,
        p_holm``: each path in each two groups, Holm's over all of them; None where nothing is tested.
    fits
        Every fit: ``free`` of all groups together (and one with each path equal, if asked for), or one of each group.
    remarks
        What was left out or could not be tested, and why.
    """

    group: str
    groups: tuple[str, ...]
    n: tuple[int, ...]
    refused: dict[str, int | None]
    unplaced: int
    held: str | None
    equal_loadings: bool
    paths: pd.DataFrame
    r2: pd.DataFrame
    differences: pd.DataFrame | None
    pairs: pd.DataFrame | None
    fits: dict[str, Any]
    remarks: tuple[Message, ...]

    @property
    def notes(self) -> tuple[Message, ...]:
        return self.remarks

    def _card(self) -> Card:
        rows = {
            "n": tuple(f"{label} {n:,}" for label, n in zip(self.groups, self.n, strict=True)),
            "left out": tuple(Message("measurement.group_size", label=label, n=n) for label, n in self.refused.items()),
            "in no group": self.unplaced or None,
            "invariance": None if self.held is None else Message("measurement.level_name", level=self.held),
            "loadings": Message("drivers.loadings", equal=self.equal_loadings),
            "tables": sizes(self._tables()),
            "notes": noted(self.notes),
        }
        title = Message("drivers.paths_by", group=self.group, n=len(self.groups))
        return Card(title, rows, (".paths", ".differences", ".fits", ".notes"))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)


def usable(
    data: pd.DataFrame,
    items: list[str],
    group: str,
    *,
    missing: str = "listwise",
    smallest: int = SMALLEST,
    variable: Variable | None = None,
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The rows of groups that are large enough, in the groups' order, and the groups that are not with their size.

    ``variable`` gives the groups names for messages.

    Raises
    ------
    InputError
        When there is no such column, or it has more values than a grouping variable has.
    AnalysisError
        When fewer than two groups are large enough; it names the others.
    """
    if group not in data.columns:
        raise DataError(unknown("grouping column", group, [str(column) for column in data.columns]))
    complete = _complete(data, items, missing)
    sizes = data.loc[complete, group].dropna().value_counts().sort_index()
    if len(sizes) > LARGEST_NUMBER:
        raise DataError("drivers.many_groups", group=group, n=len(sizes))
    refused = {name(value): int(n) for value, n in sizes.items() if n < smallest}
    kept = [value for value, n in sizes.items() if n >= smallest]
    if len(kept) < 2:
        raise SampleError(
            "drivers.few_groups", group=group, smallest=smallest, small=named(refused, variable), n=len(refused)
        )
    chosen = data[data[group].isin(kept)].sort_values(group, kind="stable")
    return chosen.assign(**{group: chosen[group].map(name)}), refused


def unplaced(data: pd.DataFrame, items: list[str], group: str, *, missing: str = "listwise") -> int:
    """How many rows that could be used belong to no group."""
    return int((_complete(data, items, missing) & data[group].isna()).sum())


def _complete(data: pd.DataFrame, items: list[str], missing: str) -> Any:
    used = data[items]
    return used.notna().all(axis=1) if missing == "listwise" else used.notna().any(axis=1)


def name(value: Any) -> str:
    """A group's name; option codes kept as floats are whole numbers to the reader."""
    return str(int(value)) if isinstance(value, int | float) and float(value).is_integer() else str(value)


def compare_groups(
    syntax: Model | str,
    data: pd.DataFrame,
    group: str,
    invariance: Invariance | None,
    *,
    refused: Mapping[str, int] | None = None,
    unplaced: int = 0,
    variable: Variable | None = None,
    test: Test = "wald",
    options: Options | None = None,
    **given: Any,
) -> Groups:
    """The paths of a model in each group and, where (partial) metric invariance holds, tests of every difference.

    All groups are fitted together with equal loadings (those of second-order constructs too) and free paths; the tests
    are Wald tests by the covariance of that fit, of each path in all groups and in each two of them
    (:func:`tamkit.drivers.group_tests.wald`). Loadings freed for partial invariance stay free.

    Parameters
    ----------
    syntax, data, group
        The model, the answers and the grouping column (:func:`usable` gives both rows and groups in order).
    refused, unplaced, variable
        Groups left out, to be named in the remarks; rows in no group; the question the groups come from, for names.
    invariance
        The ladder for the same rows; None, or one that breaks before metric: no test.
    test
        ``"chisq"`` adds the chi-square difference of the model with each path equal in all groups, a fit a path.
    options, given
        `tamkit.sem.Options`, or its fields as keywords; MLR unless named. Nothing is bootstrapped.

    Notes
    -----
    R: ``fit <- sem(model, data, group = g, group.equal = "loadings"); lavTestWald(fit, "b1 == b2")``.
    """
    import pandas as pd

    from tamkit.sem.options import Options

    chosen = Options.for_companions(options, **given)
    model = as_model(syntax).unlabelled()
    sizes = {str(label): int(n) for label, n in data[group].value_counts(sort=False).items()}
    remarks = [left_out(group, refused, variable)] if refused else []
    held = invariance.held if invariance is not None else None
    fits, tests, pairs = dict[str, Any](), None, None
    if chosen.kind.ordinal:
        remarks.append(NOT_ORDINAL)
    elif not metric(held):
        remarks.append(NO_METRIC)
    else:
        try:
            fits, tests, pairs, failed = _tested(model, data, group, invariance, chosen, test)
            remarks += [path_untested(group, *path, variable, why) for path, why in failed.items()]
            if freed_loadings(invariance):
                remarks.append(free_loadings(freed_loadings(invariance)))
        except FAILURES as error:
            remarks.append(untested(group, variable, reason(error)))
    joint = tests is not None
    if not joint:
        fits, said = _apart(model, data, group, list(sizes), variable, chosen)
        remarks += said
    each = [(label, fit, str(label)) for label, fit in fits.items()] if not joint else _groups_of(fits["free"])
    return Groups(
        group=group,
        groups=tuple(label for _, _, label in each),
        n=tuple(_size(fit, place) for place, fit, _ in each),
        refused=dict(refused or {}),
        unplaced=unplaced,
        held=held,
        equal_loadings=joint,
        paths=pd.DataFrame([row for one in each for row in _path_rows(*one)], columns=COLUMNS),
        r2=pd.DataFrame([row for one in each for row in _r2_rows(*one)], columns=["construct", "group", "n", "r2"]),
        differences=tests,
        pairs=pairs,
        fits=fits,
        remarks=tuple(remarks),
    )


def metric(held: str | None) -> bool:
    """Whether a level of invariance includes equal loadings (at least partly)."""
    return held is not None and held.removeprefix("partial ") in ("metric", "scalar", "strict", "structural")


def _tested(
    model: Model, data: pd.DataFrame, group: str, invariance: Any, options: Options, test: Test
) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame, Mapping[tuple[str, str], Message]]:
    """Every fit, the test of each path, of each path in each two groups, and why a path could not be tested."""
    from tamkit import sem

    freed = freed_loadings(invariance)
    # Latent variances of 1 in the first group: every loading can be equal or free, none is a marker.
    common = replace(options, group=group, std_lv=True, group_equal=("loadings",), group_partial=tuple(freed))
    free = sem.fit(model, data, options=common).require_converged()
    tests, pairs = group_tests.wald(free)
    if test == "wald":
        return {"free": free}, tests, pairs, {}
    more, fits, failed = group_tests.chisq(model, data, free, common, freed)
    return {"free": free, **fits}, tests.merge(more, on=["source", "target"], how="left"), pairs, failed


def freed_loadings(invariance: Any) -> list[str]:
    """Loadings that partial invariance leaves free, as ``PU=~PU2``."""
    rows = invariance.freed.to_dict("records") if invariance.freed is not None else []
    return [str(row["parameter"]) for row in rows if "=~" in str(row["parameter"])]


def _groups_of(fit: Any) -> list[tuple[str, Any, str]]:
    return [(str(label), fit, str(label)) for label in fit.groups]


def _size(fit: Any, label: str) -> int:
    """The rows of a group, in a fit of all groups or of its own."""
    groups = [str(one) for one in fit.groups]
    return int(fit.n[groups.index(label)] if label in groups else sum(fit.n))


def _path_rows(label: str, fit: Any, group: str) -> list[dict[str, Any]]:
    groups = [str(one) for one in fit.groups]
    at = groups.index(label) + 1 if label in groups else 1
    table, n = fit.table, _size(fit, label)
    return [
        {
            **{key: row[key] for key in ("source", "target", "est", "se", "pvalue", "ci_lower", "ci_upper")},
            **{"group": group, "n": n, "std": row["std_all"], "std_se": row["std_all_se"]},
            **{"std_ci_lower": row["std_all_ci_lower"], "std_ci_upper": row["std_all_ci_upper"]},
        }
        for row in path_rows(table[table["group"] == at], fit.latent)
    ]


def _r2_rows(label: str, fit: Any, group: str) -> list[dict[str, Any]]:
    own = fit.r2[label] if len(fit.groups) > 1 else fit.r2
    endogenous = dict.fromkeys(row["target"] for row in path_rows(fit.table, fit.latent))
    n = _size(fit, label)
    return [{"construct": one, "group": group, "n": n, "r2": own[one]} for one in endogenous if one in own]


def _apart(
    model: Model, data: pd.DataFrame, group: str, labels: list[str], variable: Variable | None, options: Options
) -> tuple[dict[str, Any], list[Message]]:
    """Every group fitted on its own; one that can't be is left out and named."""
    from tamkit import sem

    fits: dict[str, Any] = {}
    remarks = []
    for code in labels:
        try:
            fits[code] = sem.fit(model, data[data[group] == code], options=options).require_converged()
        except FAILURES as error:
            remarks.append(group_failed(group, code, variable, reason(error)))
    return fits, remarks


NO_METRIC = Message("drivers.no_metric")
NOT_ORDINAL = Message("drivers.not_ordinal")


def label(variable: Variable | None, code: str) -> Text | str:
    """A group's name: its option's label where the question is known, else its code.

    >>> label(None, "2")
    '2'
    """
    options = variable.options if variable is not None else ()
    return next((option.label for option in options if str(option.code) == code), code)


def named(sizes: Mapping[str, int], variable: Variable | None) -> tuple[Message, ...]:
    return tuple(Message("drivers.group_size", label=label(variable, code), n=n) for code, n in sizes.items())


def _title(group: str, variable: Variable | None) -> Text | str:
    return group if variable is None else variable.name


def left_out(
    group: str, refused: Mapping[str, int], variable: Variable | None = None, smallest: int = SMALLEST
) -> Message:
    return Message(
        "drivers.left_out", group=_title(group, variable), smallest=smallest, groups=named(refused, variable)
    )


def free_loadings(freed: list[str]) -> Message:
    return Message("drivers.free_loadings", loadings=tuple(freed), n=len(freed))


def untested(group: str, variable: Variable | None, reason: Message) -> Message:
    return Message("drivers.untested", group=_title(group, variable), reason=reason)


def path_untested(group: str, source: str, target: str, variable: Variable | None, reason: Message) -> Message:
    title = _title(group, variable)
    return Message("drivers.path_untested", group=title, source=source, target=target, reason=reason)


def group_failed(group: str, code: str, variable: Variable | None, reason: Message) -> Message:
    return Message("drivers.group_failed", label=label(variable, code), group=_title(group, variable), reason=reason)
