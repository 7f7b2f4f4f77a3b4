"""``assess``: do the items measure what they should, in one call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import AnalysisError
from tamkit.measurement import composite, discriminant, reliability, remarks
from tamkit.measurement.blocks import (
    Block,
    Source,
    blocks_of,
    complete,
    first_order,
    items_of,
    measurement_model,
    scores,
    second_order,
    top_level,
)
from tamkit.measurement.model_fits import settings
from tamkit.measurement.remarks import Remarked
from tamkit.measurement.tables import item_table, second_order_table
from tamkit.messages import Message
from tamkit.syntax import Model, as_model

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.measurement.efa import Efa
    from tamkit.sem.options import Options


@dataclass(frozen=True, slots=True, repr=False)
class Measurement(Remarked):
    """Reliability and validity of a questionnaire's scales.

    Attributes
    ----------
    cfa
        The fitted measurement model (``tamkit.sem.Fit``).
    reliability
        One row a construct, facet and second-order whole: construct, level, k, n, alpha, alpha_ci_lower,
        alpha_ci_upper (Feldt), alpha_std, mean_r, cr, omega, ave; on request alpha_ordinal, spearman_brown, guttman.
        ``cr`` and ``ave`` are of standardized loadings, ``omega`` of raw ones; a second-order row has ``cr`` and
        ``ave`` over its facets' loadings and ``omega_L1`` as omega. Constructs for which these do not exist are not
        in it but in ``notes``.
    items
        One row an item: construct, item, mean, sd, citc, alpha_if_deleted, loading (standardized), est, se, z, pvalue,
        smc, fixed. ``se``, ``z`` and ``pvalue`` are empty where ``fixed`` says that the loading sets the scale;
        ``alpha_if_deleted`` is empty for scales of two items.
    validity
        construct, level, cr, ave, msv, msv_with, asv: constructs among themselves, facets among first-order factors.
    fornell_larcker
        Square: root AVE on the diagonal, latent correlations beside it.
    latent_cor, manifest_cor
        Square: correlations of the latent variables (decide on these), and of the means of the items.
    htmt
        Square, first-order constructs; ``htmt_pairs`` has construct_1, construct_2, htmt (ci_lower, ci_upper).
    second_order
        construct, facet, loading (standardized), se, z, pvalue (of the standardized loading), smc; or None.
    second_order_reliability
        construct, cr, ave, omega_L1, omega_L2, omega_partial; or None.
    whole
        Alpha over all items with its interval, negative constructs turned round: printed by custom, informs of nothing.
        None when cells are missing and too few rows are complete.
    item_groups
        On request, high against low groups (决断值) per construct; or None.
    cases
        Row labels the CFA used.
    remarks, notes
        What was left out and why, what the reader must know: messages, in the language asked for.
    """

    cfa: Any
    reliability: pd.DataFrame
    items: pd.DataFrame
    validity: pd.DataFrame
    fornell_larcker: pd.DataFrame
    latent_cor: pd.DataFrame
    manifest_cor: pd.DataFrame
    htmt: pd.DataFrame
    htmt_pairs: pd.DataFrame
    second_order: pd.DataFrame | None
    second_order_reliability: pd.DataFrame | None
    whole: reliability.Interval | None
    item_groups: pd.DataFrame | None
    blocks: tuple[Block, ...]
    cases: tuple[Any, ...]
    remarks: tuple[Message, ...]

    def _known_by(self) -> dict[str, object]:
        f, weak = self.cfa.fit, self.reliability
        least = "" if not len(weak) else f"CR {weak['cr'].min():.3f}, AVE {weak['ave'].min():.3f}"
        return {
            "constructs": tuple(str(one) for one in weak.get("construct", weak.index)),
            "model": f"n = {sum(self.cfa.n):,}, df {f.get('df', 0):g}, "
            + ", ".join(f"{key.upper()} {f[key]:.3f}" for key in ("cfi", "rmsea", "srmr") if key in f),
            "lowest": least,
        }

    @property
    def warnings(self) -> tuple[Message, ...]:
        """The remarks that call into question all that is computed from a scale."""
        return tuple(one for one in self.remarks if one.key in remarks.SERIOUS)

    @property
    def options(self) -> Options:
        """What the measurement model was fitted with."""
        options: Options = self.cfa.options
        return options


def assess(
    items: pd.DataFrame,
    questionnaire: Source,
    *,
    model: str | None = None,
    level: float = 0.95,
    draws: int = 0,
    sign: discriminant.Sign = "absolute",
    ordinal: bool = False,
    halves: bool = False,
    item_groups: bool = False,
    efa: Efa | None = None,
    same_cases: bool = False,
    options: Options | None = None,
    **given: Any,
) -> Measurement:
    """Reliability, the confirmatory factor analysis, convergent and discriminant validity of all scales.

    Parameters
    ----------
    items
        One column an item, scores after reverse keys, missing cells NaN.
    questionnaire
        A questionnaire, ``{construct: [items or facets]}``, lavaan ``=~`` lines, or blocks.
    model
        Measurement model in lavaan syntax; otherwise the questionnaire's.
    level, draws
        Level of the intervals; bootstrap draws for HTMT (0: no interval), by the seed of the options (1 unless given).
    sign
        How HTMT treats negative correlations, see :func:`tamkit.measurement.htmt`.
    ordinal, halves, item_groups
        Add ordinal alpha, split-half reliability, high/low-group item analysis.
    efa
        An exploratory analysis that led to this model: refused if it used any of these cases, unless ``same_cases``.
    options, given
        `tamkit.sem.Options`, or its fields as keywords; MLR unless named.

    Raises
    ------
    InputError
        An item is not in the data.
    AnalysisError
        An item is constant, rows are too few, the model is not identified or did not converge.

    Examples
    --------
    >>> import pandas as pd
    >>> rng = np.random.default_rng(3)
    >>> f = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 400)
    >>> data = pd.DataFrame(np.repeat(f, 3, axis=1) + rng.normal(size=(400, 6)), columns=list("abcdef"))
    >>> found = assess(data, {"A": list("abc"), "B": list("def")})
    >>> found.reliability[["construct", "alpha", "cr"]].round(2).to_numpy().tolist()
    [['A', 0.77, 0.77], ['B', 0.76, 0.76]]
    """
    import pandas as pd

    from tamkit import sem

    blocks, whole, notes = _model(questionnaire, model)
    codes = items_of(blocks)
    data = scores(items, codes)
    notes += _case_notes(data, efa, same_cases)
    chosen = settings(options, given)
    missing, seed = chosen.missing, 1 if chosen.seed is None else chosen.seed
    if missing == "listwise":
        complete(
            data, codes, what=Message("measurement.what.scales")
        )  # refuses constant items by name before any model does
    fit = sem.fit(whole, data, options=chosen).require_converged()
    est = composite.estimates(fit)

    if chosen.kind.ordinal:
        notes.append(remarks.ORDINAL)
    rows, composites = [], {}
    for block in blocks:
        if block.composite or len(block.items) < 2:
            notes.append(remarks.composite(block.code) if block.composite else remarks.one_item(block.code, 1))
            continue
        composites[block.code] = _composite_measures(est, block, blocks)
        rows.append(_reliability_row(data, block, composites[block.code], level=level, ordinal=ordinal, halves=halves))
    if not rows:
        raise AnalysisError("measurement.no_scale")

    latent_cor = fit.latent_cor()
    ave = {code: measures["ave"] for code, measures in composites.items()}
    top = [block.code for block in top_level(blocks) if block.code in ave]
    ratio = _htmt(data, blocks, fit, missing, notes, sign=sign, draws=draws, seed=seed, level=level)
    groups = None
    if item_groups:
        groups = _item_groups(data, first_order(blocks))
    second = second_order(blocks)
    return Measurement(
        cfa=fit,
        reliability=pd.DataFrame(rows),
        items=item_table(fit, data, first_order(blocks), notes),
        validity=_validity(blocks, composites, latent_cor),
        fornell_larcker=discriminant.fornell_larcker(latent_cor.loc[top, top], ave),
        latent_cor=latent_cor,
        manifest_cor=manifest_correlations(data, blocks),
        htmt=ratio.matrix if ratio else pd.DataFrame(),
        htmt_pairs=ratio.pairs if ratio else pd.DataFrame(columns=["construct_1", "construct_2", "htmt"]),
        second_order=second_order_table(fit, second) if second else None,
        second_order_reliability=pd.DataFrame(
            [{"construct": block.code, **composites[block.code]} for block in second if block.code in composites]
        )
        if second
        else None,
        whole=_whole(data, first_order(blocks), level),
        item_groups=groups,
        blocks=blocks,
        cases=tuple(data.dropna().index if missing == "listwise" else data.index),
        remarks=tuple(dict.fromkeys(notes)),
    )


def _model(questionnaire: Source, model: Model | str | None) -> tuple[tuple[Block, ...], Model, list[Message]]:
    """Blocks as the measurement model has them, that model, and what the questionnaire asks beyond it."""
    asked = blocks_of(questionnaire)
    if model is not None:
        whole = as_model(model)
    elif isinstance(questionnaire, str | Model):
        whole = as_model(questionnaire)
    else:
        text, named = (getattr(questionnaire, name, None) for name in ("measurement", "measurement_model"))
        whole = measurement_model(asked) if not text else named() if named else as_model(text)
    negative = {block.code for block in asked if block.negative}
    blocks = tuple(
        replace(block, negative=block.code in negative or block.parent in negative) for block in blocks_of(whole)
    )
    in_model = {block.code for block in blocks}
    beside = [block.code for block in asked if block.code not in in_model]
    notes: list[Message] = []
    if beside:
        notes.append(remarks.not_in_model(beside))
    return blocks, whole, notes


def _case_notes(data: pd.DataFrame, efa: Efa | None, same_cases: bool) -> list[Message]:
    if efa is None:
        return []
    shared = data.index.intersection(list(efa.cases))
    if shared.empty:
        return [remarks.other_cases(len(efa.cases), efa.split)]
    if not same_cases:
        raise AnalysisError("measurement.cases_reused", shared=len(shared), n=len(data))
    return [remarks.shared_cases(len(shared), len(data))]


def _composite_measures(est: composite.Estimates, block: Block, blocks: tuple[Block, ...]) -> dict[str, float]:
    if not block.facets:
        return composite.first_order_measures(est, block)
    return composite.second_order_measures(est, block, [facet for facet in blocks if facet.code in block.facets])


def _reliability_row(
    data: pd.DataFrame, block: Block, measures: dict[str, float], *, level: float, ordinal: bool, halves: bool
) -> dict[str, Any]:
    X = complete(data, block.items, what=Message("measurement.what.reliability", code=block.code))
    interval = reliability.alpha_interval(X, level)
    row: dict[str, Any] = {
        "construct": block.code,
        "level": block.level,
        "k": X.shape[1],
        "n": X.shape[0],
        "alpha": interval.estimate,
        "alpha_ci_lower": interval.lower,
        "alpha_ci_upper": interval.upper,
        "alpha_std": reliability.alpha_standardized(X),
        "mean_r": reliability.mean_inter_item(X),
    }
    if ordinal:
        row["alpha_ordinal"] = reliability.alpha_ordinal(X)
    if halves:
        half = reliability.split_half(X)
        row["spearman_brown"], row["guttman"] = half.spearman_brown, half.guttman
    row["cr"] = measures["cr"]
    row["omega"] = measures["omega_L1"] if block.facets else measures["omega"]
    row["ave"] = measures["ave"]
    return row


def _validity(
    blocks: tuple[Block, ...], composites: dict[str, dict[str, float]], latent_cor: pd.DataFrame
) -> pd.DataFrame:
    import pandas as pd

    top = [block.code for block in top_level(blocks) if block.code in composites]
    low = [block.code for block in first_order(blocks) if block.code in composites]
    shared = {}
    for level, codes in (("top", top), ("low", low)):
        if len(codes) > 1:
            shared[level] = discriminant.shared_variance(latent_cor, codes).set_index("construct")
    rows = []
    for block in blocks:
        if block.code not in composites:
            continue
        row = {
            "construct": block.code,
            "level": block.level,
            "cr": composites[block.code]["cr"],
            "ave": composites[block.code]["ave"],
        }
        source = shared.get("low" if block.parent else "top")
        if source is not None:
            row |= source.loc[block.code, ["msv", "msv_with", "asv"]].to_dict()
        rows.append(row)
    return pd.DataFrame(rows)


def manifest_correlations(data: pd.DataFrame, blocks: Iterable[Block]) -> pd.DataFrame:
    """Pearson correlations of the constructs' item means over complete rows: shown beside the latent ones."""
    import pandas as pd

    blocks = list(blocks)
    whole = data[items_of(blocks)].dropna()
    return pd.DataFrame({block.code: whole[list(block.items)].mean(axis=1) for block in blocks}).corr()


def _htmt(
    data: pd.DataFrame, blocks: tuple[Block, ...], fit: Any, missing: str, notes: list[Message], **options: Any
) -> discriminant.Htmt | None:
    usable = [block for block in first_order(blocks) if len(block.items) > 1 and not block.composite]
    if len(usable) < 2:
        notes.append(remarks.NO_HTMT)
        return None
    incomplete = bool(data[items_of(usable)].isna().to_numpy().any())
    if missing == "listwise" or not incomplete:
        codes = items_of(first_order(blocks))
        ratio = discriminant.htmt(data.dropna(subset=codes), usable, **options)
    elif missing == "pairwise":
        R = data[items_of(usable)].corr().to_numpy(float)
        ratio = discriminant.htmt(data, usable, sign=options["sign"], correlations=R)
        notes.append(remarks.PAIRWISE_HTMT)
    else:
        S = fit.sample_cov(1).loc[items_of(usable), items_of(usable)].to_numpy(float)
        sd = np.sqrt(np.diag(S))
        ratio = discriminant.htmt(data, usable, sign=options["sign"], correlations=S / np.outer(sd, sd))
        notes.append(remarks.ML_HTMT)
    if ratio.defined < ratio.draws:
        notes.append(remarks.fewer_draws(ratio.defined, ratio.draws))
    if options["sign"] == "absolute" and any(block.negative for block in usable):
        notes.append(remarks.ABSOLUTE_HTMT)
    return ratio


def _item_groups(data: pd.DataFrame, blocks: Iterable[Block]) -> pd.DataFrame:
    import pandas as pd

    from tamkit.measurement.item_analysis import extreme_groups

    frames = []
    for block in blocks:
        if len(block.items) > 1 and not block.composite:
            frame = extreme_groups(data, block.items)
            frame.insert(0, "construct", block.code)
            frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _whole(data: pd.DataFrame, blocks: Iterable[Block], level: float) -> reliability.Interval | None:
    blocks = list(blocks)
    turned = data.copy()
    for block in blocks:
        if block.negative:
            turned[list(block.items)] = -turned[list(block.items)]
    whole = turned[items_of(blocks)].dropna()
    if len(whole) < len(whole.columns) + 1 or bool((whole.nunique() < 2).any()):
        return None
    return reliability.alpha_interval(whole.to_numpy(float), level)
