"""Whether the paths differ between groups: each group's paths, and a test of every difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tamkit.drivers.hypotheses import holm
from tamkit.drivers.reruns import FAILURES, paths_of, reason
from tamkit.errors import DataError, SampleError, unknown
from tamkit.messages import Message
from tamkit.sem.comparison import difference
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
TESTED = ("chisq_diff", "df_diff", "pvalue_diff")
COLUMNS = ["source", "target", "group", "n", "est", "se", "std", "pvalue"]


@dataclass(frozen=True, slots=True, repr=False)
class Groups(Shown):
    """A model in several groups.

    Attributes
    ----------
    group, groups, n
        The grouping variable, its values compared, in order, and their complete rows.
    refused
        Groups left out because they are too small, and their size.
    held
        The level of measurement invariance reached, or None.
    equal_loadings
        Whether the loadings are equal across groups in ``paths`` (then unstandardized paths share one scale); otherwise
        every group was fitted on its own.
    paths
        ``source, target, group, n, est, se, std, pvalue``.
    differences
        ``source, target, chisq_diff, df_diff, pvalue_diff, p_holm``: the model with this one path equal in all groups
        against the model with all paths free, or None where metric invariance does not hold.
    fits
        Every fit: ``free`` of all groups together and one with each path equal, or one of each group.
    remarks
        What was left out or could not be tested, and why.
    """

    group: str
    groups: tuple[str, ...]
    n: tuple[int, ...]
    refused: dict[str, int]
    held: str | None
    equal_loadings: bool
    paths: pd.DataFrame
    differences: pd.DataFrame | None
    fits: dict[str, Any]
    remarks: tuple[Message, ...]

    @property
    def notes(self) -> tuple[Message, ...]:
        return self.remarks

    def _card(self) -> Card:
        rows = {
            "n": tuple(f"{label} {n:,}" for label, n in zip(self.groups, self.n, strict=True)),
            "left out": tuple(f"{label} ({n})" for label, n in self.refused.items()),
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
    used = data[items]
    complete = used.notna().all(axis=1) if missing == "listwise" else used.notna().any(axis=1)
    sizes = data.loc[complete, group].dropna().value_counts().sort_index()
    if len(sizes) > LARGEST_NUMBER:
        raise DataError("drivers.many_groups", group=group, n=len(sizes))
    refused = {name(value): int(n) for value, n in sizes.items() if n < smallest}
    kept = [value for value, n in sizes.items() if n >= smallest]
    if len(kept) < 2:
        raise SampleError(
            "drivers.few_groups", group=group, smallest=smallest, small=_named(refused, variable), n=len(refused)
        )
    chosen = data[data[group].isin(kept)].sort_values(group, kind="stable")
    return chosen.assign(**{group: chosen[group].map(name)}), refused


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
    variable: Variable | None = None,
    options: Options | None = None,
    **given: Any,
) -> Groups:
    """The paths of a model in each group and, where (partial) metric invariance holds, a test of every difference.

    Each test is the chi-square difference (scaled for a robust estimator) of the model with this one path equal in all
    groups against the model with equal loadings (those of second-order constructs too) and free paths; ``p_holm`` is
    Holm's adjustment for the number of paths. Loadings freed for partial invariance stay free.

    Parameters
    ----------
    syntax, data, group
        The model, the answers and the grouping column (:func:`usable` gives both rows and groups in order).
    refused, variable
        Groups left out, to be named in the remarks; the question the groups come from, for their names.
    invariance
        The ladder for the same rows; None, or one that breaks before metric: no test.
    options, given
        `tamkit.sem.Options`, or its fields as keywords; MLR unless named. Nothing is bootstrapped.

    Notes
    -----
    R: ``lavTestLRT(free, sem(model, data, group = g, group.equal = c("loadings", "regressions"), group.partial = …))``.
    """
    import pandas as pd

    from tamkit.sem.options import Options

    chosen = Options.for_companions(options, **given)
    model = as_model(syntax).unlabelled()
    sizes = {str(label): int(n) for label, n in data[group].value_counts(sort=False).items()}
    remarks = [left_out(group, refused, variable)] if refused else []
    held = invariance.held if invariance is not None else None
    fit, tests, fits = None, None, dict[str, Any]()
    if chosen.kind.ordinal:
        remarks.append(NOT_ORDINAL)
    elif not metric(held):
        remarks.append(NO_METRIC)
    else:
        try:
            fit, tests, fits, failed = _tested(model, data, group, invariance, chosen)
            remarks += [path_untested(group, *path, variable, why) for path, why in failed.items()]
            if freed_loadings(invariance):
                remarks.append(free_loadings(freed_loadings(invariance)))
        except FAILURES as error:
            remarks.append(untested(group, variable, reason(error)))
    if fit is not None:
        rows, done = _joint(fit), tuple(str(label) for label in fit.groups)
        n = tuple(int(size) for size in fit.n)
    else:
        rows, fits, said = _apart(model, data, group, list(sizes), variable, chosen)
        done, n = tuple(fits), tuple(int(sum(one.n)) for one in fits.values())
        remarks += said
    return Groups(
        group=group,
        groups=done,
        n=n,
        refused=dict(refused or {}),
        held=held,
        equal_loadings=fit is not None,
        paths=pd.DataFrame(rows, columns=COLUMNS),
        differences=tests,
        fits=fits,
        remarks=tuple(remarks),
    )


def metric(held: str | None) -> bool:
    """Whether a level of invariance includes equal loadings (at least partly)."""
    return held is not None and held.removeprefix("partial ") in ("metric", "scalar", "strict", "structural")


def _tested(
    model: Model, data: pd.DataFrame, group: str, invariance: Any, options: Options
) -> tuple[Any, pd.DataFrame, dict[str, Any], dict[tuple[str, str], Message]]:
    """The fit with free paths, the test of each path, every fit, and why a path could not be tested: one that can't be
    leaves the others as they are."""
    import pandas as pd

    from tamkit import sem

    freed = freed_loadings(invariance)
    # Latent variances of 1 in the first group: every loading can be equal or free, none is a marker.
    common = replace(options, group=group, std_lv=True, group_equal=("loadings",), group_partial=tuple(freed))
    free = sem.fit(model, data, options=common).require_converged()
    fits = {"free": free}
    first = free.table[free.table["group"] == 1]
    paths = [(row["source"], row["target"]) for row in path_rows(first, free.latent)]
    regressions = [f"{row['target']}~{row['source']}" for row in path_rows(first)]
    found: list[dict[str, Any]] = []
    failed: dict[tuple[str, str], Message] = {}
    for source, target in paths:
        others = [path for path in regressions if path != f"{target}~{source}"]
        one = replace(common, group_equal=("loadings", "regressions"), group_partial=(*freed, *others))
        test = dict.fromkeys(TESTED, float("nan"))
        try:
            held = sem.fit(model, data, options=one).require_converged()
            test = difference(free, held)
            fits[f"{target}~{source} equal"] = held
        except FAILURES as error:
            failed[source, target] = reason(error)
        found.append({"source": source, "target": target} | test)
    frame = pd.DataFrame(found, columns=["source", "target", *TESTED])
    frame["p_holm"] = holm(frame["pvalue_diff"].to_numpy(dtype=float))
    return free, frame, fits, failed


def freed_loadings(invariance: Any) -> list[str]:
    """Loadings that partial invariance leaves free, as ``PU=~PU2``."""
    rows = invariance.freed.to_dict("records") if invariance.freed is not None else []
    return [str(row["parameter"]) for row in rows if "=~" in str(row["parameter"])]


def _joint(fit: Any) -> list[dict[str, Any]]:
    names = {place: str(label) for place, label in enumerate(fit.groups, start=1)}
    sizes = dict(zip(names.values(), fit.n, strict=True))
    return [
        {
            **{"source": row["source"], "target": row["target"], "group": names[row["group"]]},
            **{"n": int(sizes[names[row["group"]]]), "est": row["est"], "se": row["se"]},
            **{"std": row["std_all"], "pvalue": row["pvalue"]},
        }
        for row in path_rows(fit.table, fit.latent)
    ]


def _apart(
    model: Model, data: pd.DataFrame, group: str, labels: list[str], variable: Variable | None, options: Options
) -> tuple[list[dict[str, Any]], dict[str, Any], list[Message]]:
    """Every group fitted on its own; one that can't be is left out and named."""
    from tamkit import sem

    rows: list[dict[str, Any]] = []
    fits: dict[str, Any] = {}
    remarks = []
    for code in labels:
        try:
            fit = sem.fit(model, data[data[group] == code], options=options).require_converged()
        except FAILURES as error:
            remarks.append(group_failed(group, code, variable, reason(error)))
            continue
        fits[code] = fit
        rows += [{**row, "group": code} for row in paths_of(fit, code)]
    return rows, fits, remarks


NO_METRIC = Message("drivers.no_metric")
NOT_ORDINAL = Message("drivers.not_ordinal")


def label(variable: Variable | None, code: str) -> Text | str:
    """A group's name: its option's label where the question is known, else its code.

    >>> label(None, "2")
    '2'
    """
    options = variable.options if variable is not None else ()
    return next((option.label for option in options if str(option.code) == code), code)


def _named(sizes: Mapping[str, int], variable: Variable | None) -> tuple[Message, ...]:
    return tuple(Message("drivers.group_size", label=label(variable, code), n=n) for code, n in sizes.items())


def _title(group: str, variable: Variable | None) -> Text | str:
    return group if variable is None else variable.name


def left_out(
    group: str, refused: Mapping[str, int], variable: Variable | None = None, smallest: int = SMALLEST
) -> Message:
    return Message(
        "drivers.left_out", group=_title(group, variable), smallest=smallest, groups=_named(refused, variable)
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
