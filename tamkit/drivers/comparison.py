"""Competing models side by side, each tested against the full one where the test means something."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from tamkit.sem import versions
from tamkit.sem.comparison import difference, implies

MEASURES = ["npar", "chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic"]
# Printed when the estimator has them; absent otherwise, as in lavaan.
SCALED = ["chisq_scaled", "df_scaled", "pvalue_scaled", "cfi_scaled", "tli_scaled", "rmsea_scaled"]
SCALED += ["cfi_robust", "tli_robust", "rmsea_robust", "bic2"]

#: Column → its name before, which stands behind the others for one release.
ALIASES = {"cfi_diff": "delta_cfi", "aic_diff": "delta_aic", "bic_diff": "delta_bic"}


def nested(restricted: Any, full: Any) -> bool:
    """Whether every free parameter of ``restricted`` is free in ``full`` too, or ``full``, with fewer degrees of
    freedom, can imply the same moments by other paths (an arrow turned round, a correlation for an arrow).

    Of ordered items the second is not asked: what is nested by a detour alone is not recognised there.
    """
    if sorted(restricted.observed) != sorted(full.observed) or tuple(restricted.n) != tuple(full.n):
        return False
    if free_parameters(restricted) <= free_parameters(full):
        return True
    return bool(restricted.fit["df"] > full.fit["df"]) and implies(full, restricted)


def free_parameters(fit: Any) -> set[tuple[str, str, str]]:
    """(lhs, op, rhs) of what a fit estimates; a covariance is the same in both orders.

    A variance of an exogenous construct in one model is a residual variance in another: the same parameter.
    """
    found = set()
    for row in fit.setup.table.rows:
        if row.free and row.op in ("=~", "~", "~~", "~1", "|"):
            ends = sorted((row.lhs, row.rhs)) if row.op == "~~" else [row.lhs, row.rhs]
            found.add((ends[0], row.op, ends[1]))
    return found


def one_sample(fits: Mapping[str, Any]) -> dict[tuple[Any, ...], list[str]]:
    """The models by what they were fitted to: the same items and respondents.

    Only within one of these can χ², AIC and BIC be compared.
    """
    found: dict[tuple[Any, ...], list[str]] = {}
    for name, fit in fits.items():
        found.setdefault((tuple(sorted(fit.observed)), tuple(fit.n)), []).append(name)
    return found


def predicted(
    fits: Mapping[str, Any], fitted: Callable[[str, pd.DataFrame], Any], data: pd.DataFrame, outcome: str, seed: int
) -> dict[str, float | None]:
    """How well each model predicts the items of the outcome on rows left out, which models of any items can be
    compared by (:func:`tamkit.sem.prediction.cross_validated_r2`). The rows are those complete in all the models."""
    from tamkit.sem.prediction import cross_validated_r2

    rows = data[sorted({name for fit in fits.values() for name in fit.observed})].dropna()
    found: dict[str, float | None] = {}
    for name, fit in fits.items():
        items = [row.rhs for row in fit.setup.table.rows if row.op == "=~" and row.lhs == outcome]
        usable = items and not fit.options.kind.ordinal
        found[name] = cross_validated_r2(partial(fitted, name), rows, items, seed=seed) if usable else None
    return found


def table(
    fits: Mapping[str, Any], constructs: Sequence[str], r2_cv: Mapping[str, float | None] | None = None
) -> pd.DataFrame:
    """One row a model; every other is tested against the last one, whichever of the two is nested in the other.

    Columns: ``model, n, npar, chisq, df, pvalue, cfi, tli, rmsea, srmr, aic, bic``; scaled and robust versions where
    the estimator has them; ``chisq_diff, df_diff, pvalue_diff`` (the restricted of the two against the other; scaled as
    lavaan's ``anova`` does for a scaled statistic); ``cfi_diff``, ``aic_diff``, ``bic_diff`` (of the model − of the
    last one); ``nested``: the model in the last one; ``nests``: the last one in the model; ``r2_<construct>`` for
    ``constructs``; and ``r2_cv`` where it is given (:func:`predicted`). Information criteria of
    models of different observed variables or different rows can't be compared and are left out of the differences.
    """
    full = list(fits.values())[-1]
    rows = []
    shown = versions.shown(*fits.values())
    for (name, fit), measures in zip(fits.items(), shown, strict=True):
        row: dict[str, Any] = {"model": name, "n": sum(fit.n)}
        row |= {measure: measures.get(measure) for measure in MEASURES}
        row |= {measure: measures[measure] for measure in SCALED if measure in measures}
        same_data = sorted(fit.observed) == sorted(full.observed) and tuple(fit.n) == tuple(full.n)
        other = fit is not full and same_data
        row["nested"] = other and nested(fit, full)
        row["nests"] = other and not row["nested"] and nested(full, fit)
        if other:
            row |= {f"{key}_diff": _minus(measures, shown[-1], key) for key in ("cfi", "aic", "bic")}
        row |= _tested(full, fit) if row["nested"] else _tested(fit, full) if row["nests"] else {}
        row |= {f"r2_{construct}": fit.r2.get(construct) for construct in constructs}
        row |= {"r2_cv": r2_cv.get(name)} if r2_cv else {}
        rows.append(row)
    frame = pd.DataFrame(rows)
    first = ["model", "n", *MEASURES, *(name for name in SCALED if name in frame)]
    change = ["nested", "nests", "chisq_diff", "df_diff", "pvalue_diff", "cfi_diff", "aic_diff", "bic_diff"]
    columns = [*first, *change, *(f"r2_{construct}" for construct in constructs)]
    frame = frame.reindex(columns=[*columns, *(["r2_cv"] if r2_cv else [])])
    numbers = [column for column in frame.columns if column not in ("model", "nested", "nests")]
    frame[numbers] = frame[numbers].astype(float)
    frame[["n", "npar"]] = frame[["n", "npar"]].astype(int)
    return frame.assign(**{old: frame[name] for name, old in ALIASES.items()})


def _tested(larger: Any, smaller: Any) -> dict[str, float]:
    return difference(larger, smaller) if smaller.fit["df"] > larger.fit["df"] else {}


def _minus(own: Mapping[str, float], full: Mapping[str, float], measure: str) -> float | None:
    """A difference in the version that is shown."""
    name, _ = versions.named(measure, own)
    mine, theirs = own.get(name), full.get(name)
    return None if mine is None or theirs is None else float(mine - theirs)


def without_aliases(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without the columns that repeat another under its old name."""
    return [{key: value for key, value in row.items() if key not in ALIASES.values()} for row in rows]
