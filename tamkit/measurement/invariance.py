"""Measurement invariance across groups, level by level, in one call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import OptionError
from tamkit.measurement import remarks
from tamkit.measurement.blocks import Block, Source, blocks_of, first_order, items_of
from tamkit.measurement.invariance_groups import grouped, thresholds_of
from tamkit.measurement.invariance_partial import search
from tamkit.measurement.invariance_rules import Rule, rule_for
from tamkit.measurement.invariance_syntax import CONTINUOUS, ORDINAL, Level, group_model
from tamkit.measurement.model_fits import attempt, index, needed, settings
from tamkit.measurement.remarks import Remarked, unknown_choice
from tamkit.messages import Message
from tamkit.sem import versions
from tamkit.sem.comparison import difference

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.sem.options import Options


@dataclass(frozen=True, slots=True, repr=False)
class Invariance(Remarked):
    """An invariance ladder.

    Attributes
    ----------
    group, groups, n
        The grouping variable, its values in order (the first is the reference), and their sizes.
    table
        One row a fitted level: level, partial, chisq, df, pvalue, cfi, rmsea, srmr, chisq_diff, df_diff, pvalue_diff,
        cfi_diff, rmsea_diff, srmr_diff, holds. The first row has no differences (empty cells). CFI and RMSEA are robust
        or scaled where the estimator has such versions (``version`` says which); chi-square and p are plain, with
        scaled ones beside them where there are such; the chi-square difference is scaled where it has to be.
    rule
        The rule ``holds`` was decided by.
    held
        The highest level reached without a break, ``"partial "`` before it where parameters were freed; or None.
    freed
        DataFrame[level, parameter, construct, item, chisq_drop, reason] of parameters freed; a reason
        is a message.
    latent_means
        DataFrame[construct, group, reference, difference, se, z, pvalue, ci_lower, ci_upper]: differences from the
        first group in its standard deviations; None unless (partial) scalar invariance holds.
    fits, models
        Fit and syntax by row of the table (``metric``, ``partial metric`` …).
    options
        What every level was fitted with.
    remarks, notes
        What was left out, what did not converge, what the reader must know.
    """

    group: str
    groups: tuple[str, ...]
    n: tuple[int, ...]
    table: pd.DataFrame
    rule: Rule
    held: str | None
    freed: pd.DataFrame
    latent_means: pd.DataFrame | None
    fits: dict[str, Any]
    models: dict[str, str]
    options: Options
    remarks: tuple[Message, ...]

    def _known_by(self) -> dict[str, object]:
        each = tuple(f"{label} {n:,}" for label, n in zip(self.groups, self.n, strict=True))
        return {
            "groups": Message("located", place=self.group, what=each),
            "holds": Message("measurement.level_name", level=self.held),
            "freed": len(self.freed) or None,
        }


def invariance(
    data: pd.DataFrame,
    constructs: Source,
    group: str,
    *,
    partial: bool = False,
    max_freed: float = 0.5,
    smallest: int = 100,
    rule: Rule | None = None,
    upto: Level = "structural",
    options: Options | None = None,
    **given: Any,
) -> Invariance:
    """Configural, metric, scalar, strict and structural invariance of the first-order constructs across groups.

    Latent variances are 1 in the first group (every loading is tested, no marker is exempt); chi-square and df are
    those of lavaan's marker-based ``group.equal`` ladder. ``structural`` holds latent variances and covariances equal.
    With an ordinal estimator (WLSMV …) thresholds come first, theta parameterization, identified as by Wu & Estabrook
    (2016). Facets stand as correlated first-order constructs.

    Parameters
    ----------
    data, constructs, group
        Scores with a grouping column (rows without a group are left out and counted).
    partial
        When a level fails, free its worst parameters one at a time (largest drop in chi-square) until the rule holds;
        at least two items of every construct stay equal, and at most the share ``max_freed`` of them is freed. The
        intercept of an item whose loading was freed is freed with it.
    smallest
        Smallest group allowed: below some 100 to 150 the comparison says little.
    rule
        Other bounds than :func:`rule_for` chooses.
    upto
        The last level to fit.
    options, given
        `tamkit.sem.Options`, or its fields as keywords; MLR unless named. Scale and means are set by the ladder.

    Raises
    ------
    InputError
        No such column; fewer than two groups; more than 12.
    AnalysisError
        A group is too small (it is named); an item is constant, or for ordinal items lacks a category, in a group; the
        configural model did not converge.

    Notes
    -----
    R: ``lavaan::cfa(model, data, group = "g", group.equal = c("loadings", "intercepts", …))`` and ``lavTestLRT``;
    ordinal: ``semTools::measEq.syntax(…, parameterization = "theta", ID.cat = "Wu.Estabrook.2016")``.

    Examples
    --------
    >>> import pandas as pd
    >>> rng = np.random.default_rng(3)
    >>> f = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 400)
    >>> data = pd.DataFrame(np.repeat(f, 3, axis=1) + rng.normal(size=(400, 6)), columns=list("abcdef"))
    >>> scales = {"A": list("abc"), "B": list("def")}
    >>> data["g"] = np.repeat(["x", "y"], 200)
    >>> invariance(data, scales, "g").table["df"].tolist()
    [16, 20, 24, 30, 33]
    """
    import pandas as pd

    blocks = first_order(blocks_of(constructs))
    items = items_of(blocks)
    chosen = settings(options, given, std_lv=True)
    frame, labels, notes = grouped(data, items, group, smallest, chosen.missing)
    ordinal = chosen.kind.ordinal
    levels = ORDINAL if ordinal else CONTINUOUS
    if upto not in levels:
        raise OptionError(unknown_choice(Message("measurement.choice.level"), upto, levels))
    thresholds = thresholds_of(frame, items, group, labels) if ordinal else None
    if ordinal:
        chosen = replace(chosen, group=group, ordered=tuple(items), parameterization="theta")
    else:
        chosen = replace(chosen, group=group, meanstructure=True)
    k = len(labels)
    configural = group_model(blocks, "configural", k, thresholds=thresholds)
    models = {"configural": str(configural)}
    base = needed("configural", configural, frame, chosen)
    fits = {"configural": base}
    groups, n = tuple(str(label) for label in base.groups), tuple(int(size) for size in base.n)
    bounds = rule or rule_for(n)
    rows = [_row("configural", base, None, bounds, unbroken=True)]
    if index(base, "cfi") < 0.90:
        notes.append(remarks.poor_configural(index(base, "cfi")))
    freed_rows: list[dict[str, Any]] = []
    freed: set[str] = set()
    previous, held, unbroken = base, "configural", True
    scalar_fit = None
    for level in levels[1 : levels.index(upto) + 1]:
        if level == "scalar":
            freed_rows += _intercepts_of_freed_loadings(blocks, freed)
        model = group_model(blocks, level, k, freed=freed, thresholds=thresholds)
        fit, said = attempt(level, model, frame, chosen)
        notes += said
        if fit is None:
            unbroken = False
            break
        name = f"partial {level}" if freed and _names_level(freed, level) else level
        fits[name], models[name] = fit, str(model)
        row = _row(level, fit, previous, bounds, unbroken=unbroken, partial=name != level)
        rows.append(row)
        if not row["holds"] and unbroken and partial and level in ("metric", "scalar", "strict"):
            found = search(
                blocks,
                level,
                k,
                freed,
                thresholds,
                previous,
                fit,
                frame,
                chosen,
                max_freed,
                partial_test(level, previous, bounds),
            )
            notes += found.notes
            if found.fit is not None:
                freed |= set(found.freed)
                freed_rows += found.rows
                name = f"partial {level}"
                fit, fits[name], models[name] = found.fit, found.fit, found.model
                row = _row(level, fit, previous, bounds, unbroken=True, partial=True)
                rows.append(row)
        unbroken = unbroken and bool(row["holds"])
        if unbroken:
            held = name
            if level == "scalar":
                scalar_fit = fit
        previous = fit
    means = None
    if scalar_fit is not None:
        means = latent_means(scalar_fit, blocks, groups)
    elif "scalar" in levels[: levels.index(upto) + 1]:
        notes.append(remarks.NO_MEANS)
    if ordinal:
        notes.append(remarks.ORDINAL_BOUNDS)
    columns = ["level", "parameter", "construct", "item", "chisq_drop", "reason"]
    return Invariance(
        group=group,
        groups=groups,
        n=n,
        table=pd.DataFrame(rows),
        rule=bounds,
        held=held,
        freed=pd.DataFrame(freed_rows, columns=columns),
        latent_means=means,
        fits=fits,
        models=models,
        options=chosen,
        remarks=tuple(notes),
    )


def _row(
    level: Level, fit: Any, previous: Any | None, rule: Rule, *, unbroken: bool, partial: bool = False
) -> dict[str, Any]:
    (measures,) = versions.shown(fit)
    row: dict[str, Any] = {
        "level": level,
        "partial": partial,
        "chisq": float(fit.fit["chisq"]),
        "df": int(fit.fit["df"]),
        "pvalue": float(measures.get("pvalue", np.nan)),  # least squares have none
        "cfi": index(fit, "cfi"),
        "rmsea": index(fit, "rmsea"),
        "srmr": float(fit.fit["srmr"]),
        "version": versions.named("cfi", measures)[1],
    }
    for key in ("chisq", "pvalue"):
        if f"{key}_scaled" in fit.fit:
            row[f"{key}_scaled"] = float(fit.fit[f"{key}_scaled"])
    if previous is None:
        return (
            row
            | dict.fromkeys(("chisq_diff", "df_diff", "pvalue_diff", "cfi_diff", "rmsea_diff", "srmr_diff"), np.nan)
            | {"holds": True}
        )
    row |= difference(previous, fit)
    for key in ("cfi", "rmsea"):
        row[f"{key}_diff"] = row[key] - index(previous, key)
    row["srmr_diff"] = row["srmr"] - float(previous.fit["srmr"])
    row["holds"] = unbroken and rule.holds(level, row["cfi_diff"], row["rmsea_diff"], row["srmr_diff"])
    return row


def partial_test(level: Level, previous: Any, rule: Rule) -> Callable[[Any], bool]:
    """The test a partial model has to pass: the same rule, against the same level before."""

    def holds(fit: Any) -> bool:
        return bool(_row(level, fit, previous, rule, unbroken=True)["holds"])

    return holds


def _names_level(freed: set[str], level: Level) -> bool:
    """Whether parameters freed so far matter at a level: it is partial invariance from there on."""
    return level != "thresholds" and bool(freed)


def _intercepts_of_freed_loadings(blocks: Sequence[Block], freed: set[str]) -> list[dict[str, Any]]:
    rows = []
    for block in blocks:
        for item in block.items:
            if f"{block.code}=~{item}" in freed and f"{item}~1" not in freed:
                freed.add(f"{item}~1")
                rows.append(
                    {
                        "level": "scalar",
                        "parameter": f"{item}~1",
                        "construct": block.code,
                        "item": item,
                        "chisq_drop": np.nan,
                        "reason": Message("measurement.freed_with_loading"),
                    }
                )
    return rows


def latent_means(fit: Any, blocks: Sequence[Block], groups: Sequence[str]) -> pd.DataFrame:
    """Latent means of the later groups less those of the first, in standard deviations of the first group."""
    import pandas as pd

    from tamkit.sem.intervals import Z975, normal_pvalue

    codes = {block.code for block in blocks}
    # The parameter table would cost far more: it has the standard errors of every standardized value.
    means = [row for row in fit.setup.table.rows if row.op == "~1" and row.lhs in codes and row.group > 1 and row.free]
    at = [row.free - 1 for row in means]
    est = fit.estimate.theta[at]
    variances = np.diag(fit.estimate.covariance)[at]
    se = np.sqrt(np.where(variances > 0, variances, np.nan))
    return pd.DataFrame(
        {
            "construct": [row.lhs for row in means],
            "group": [groups[row.group - 1] for row in means],
            "reference": groups[0],
            "difference": est,
            "se": se,
            "z": est / se,
            "pvalue": normal_pvalue(est / se),
            "ci_lower": est - Z975 * se,
            "ci_upper": est + Z975 * se,
        }
    )
