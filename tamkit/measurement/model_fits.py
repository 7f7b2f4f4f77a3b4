"""Fitting several models to the same answers and laying their fit side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tamkit.errors import AnalysisError, NotConverged
from tamkit.measurement import remarks
from tamkit.measurement.blocks import Block, measurement_model
from tamkit.messages import Message
from tamkit.sem import versions
from tamkit.syntax import Model

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.sem.options import Options

MEASURES = ("npar", "chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic")


def attempt(name: str, model: Model | str, data: pd.DataFrame, options: Options) -> tuple[Any | None, list[Message]]:
    """A fit or None, and what to say about it: why it failed, or its admissibility warnings."""
    try:
        fit = needed(name, model, data, options)
    except AnalysisError as error:
        return None, [error.message]
    return fit, [remarks.model_warns(name, warning.message) for warning in fit.warnings]


def settings(options: Options | None, given: Mapping[str, Any], **held: Any) -> Options:
    """The options of a check of scales: those given (MLR for items unless named), and what the check holds fixed."""
    from tamkit.sem.options import Options

    return replace(Options.for_companions(options, **given), **held)


def needed(name: str, model: Model | str, data: pd.DataFrame, options: Options) -> Any:
    """A fit without which the analysis makes no sense; refuses one that did not converge."""
    from tamkit import sem

    try:
        fit = sem.fit(model, data, options=options)
    except AnalysisError as error:
        raise type(error)(remarks.model_failed(name, error.message)) from error
    if not fit.converged:
        raise NotConverged(remarks.not_converged(name))
    return fit


def fit_table(fits: Mapping[str, Any]) -> pd.DataFrame:
    """One row a model: npar, chisq, df, pvalue, cfi, tli, rmsea, srmr, aic, bic, and the scaled and robust versions.

    Which of them is shown: :mod:`tamkit.sem.versions`. What one model lacks is left out.
    """
    import pandas as pd

    rows = [versions.row(measures, MEASURES) for measures in versions.shown(*fits.values())]
    columns = [key for key in rows[0] if all(row.get(key) is not None for row in rows)] if rows else []
    found = [{"model": name, **{key: row[key] for key in columns}} for name, row in zip(fits, rows, strict=True)]
    return pd.DataFrame(found, columns=["model", *columns])


def changes(fit: Any, base: Any, names: Iterable[str]) -> dict[str, float]:
    """By how much measures differ from those of another model, both in the version that is shown: ``cfi_diff`` …"""
    own, other = versions.shown(fit, base)
    found = {}
    for name in names:
        key, _ = versions.named(name, own)
        found[f"{name}_diff"] = own[key] - other[key]
    return found


def index(fit: Any, name: str) -> float:
    """``cfi`` or ``rmsea`` in the version that belongs to the estimator: robust, else scaled, else plain.

    With an ordinal estimator always scaled: robust versions exist for some models of a ladder only, and a change from
    one version to another is no change of fit.
    """
    ordinal = fit.options.kind.ordinal
    if name == "cfi" and "cfi" not in fit.fit and "baseline_chisq" in fit.fit:
        return _cfi(fit.fit, ordinal)
    for kind in ("_scaled", "") if ordinal else ("_robust", "_scaled", ""):
        value = fit.fit.get(name + kind)
        if value is not None and value == value:  # not NaN: lavaan has no robust version for some models
            return float(value)
    raise AnalysisError("measurement.fit_lacks", measure=name)


def _cfi(measures: Mapping[str, float], ordinal: bool) -> float:
    """CFI where the model restricts more than the baseline does, as equal means across groups can. lavaan has it too.

    ``1 - max(T - c df, 0) / max(T - c df, T_b - c_b df_b, 0)``; c and c_b: scaling factors of a robust test, else 1.
    With an ordinal estimator both chi-squares are the scaled ones and c is 1.
    """
    if ordinal and "chisq_scaled" in measures:
        misfit = measures["chisq_scaled"] - measures["df"]
        null = measures["baseline_chisq_scaled"] - measures["baseline_df"]
    else:
        misfit = measures["chisq"] - measures.get("chisq_scaling_factor", 1.0) * measures["df"]
        null = measures["baseline_chisq"] - measures.get("baseline_chisq_scaling_factor", 1.0) * measures["baseline_df"]
    largest = max(misfit, null, 0.0)
    return 1.0 if largest == 0.0 else 1.0 - max(misfit, 0.0) / largest


def first_order_model(blocks: Iterable[Block]) -> Model:
    """The measurement model with facets as correlated first-order constructs, second-order factors left out."""
    return measurement_model(block for block in blocks if not block.facets)


def free_name(blocks: Iterable[Block], wish: str) -> str:
    """A latent name no construct or item has yet."""
    taken = {name for block in blocks for name in (block.code, *block.items)}
    name = wish
    while name in taken:
        name += "_"
    return name
