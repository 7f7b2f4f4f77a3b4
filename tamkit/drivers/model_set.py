"""The set of competing models as one: weights, exact equivalents, directions, the claim that one construct decides.

χ², AIC and BIC mean something among models of the same items and respondents only (an item set), so weights and
equivalents are found within one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tamkit.drivers.comparison import nested, one_sample
from tamkit.drivers.reruns import FAILURES
from tamkit.drivers.verdicts import ALPHA
from tamkit.sem import versions
from tamkit.sem.comparison import difference
from tamkit.sem.paths import path_rows
from tamkit.sem.preference import preferred
from tamkit.shown import Card, Shown, sizes, tables_of

if TYPE_CHECKING:
    from tamkit.progress import Progress
    from tamkit.sem import Fit

SAME = 1e-6  # χ² by which two models differ and are the same model of the data

DRAWS = 1000  # at most: the share's Monte-Carlo error is 1.6 points then

WEIGHTS = ["model", "item_set", "items", "n", "npar", "df", "chisq", "aic", "aic_diff", "aic_weight"]
AGAINST = ["model", "df", "chisq", "chisq_diff", "df_diff", "pvalue_diff", "cfi_diff"]
DIRECTIONS = ["model", "source", "target", "n", "aic_diff", "share", "draws", "equivalent", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Decisive:
    """Whether all that leads to the outcome goes through one construct.

    ``model`` lets only ``construct`` act on the outcome directly; ``chisq_diff, df_diff, pvalue, cfi_diff`` are of it
    against the model reported in full, ``direct`` the sources there whose own direct path is significant, in its order.
    """

    model: str
    construct: str
    n: int
    chisq_diff: float
    df_diff: float
    pvalue: float
    cfi_diff: float
    direct: tuple[str, ...]

    @property
    def rejected(self) -> bool:
        """Whether the data contradict that nothing but the construct acts on the outcome directly."""
        return bool(self.pvalue < ALPHA)


@dataclass(frozen=True, slots=True, repr=False)
class ModelSet(Shown):
    """
    Attributes
    ----------
    weights
        A row a model: ``model, item_set, items, n, npar, df, chisq, aic, aic_diff, aic_weight``. ``aic_diff`` and
        ``aic_weight`` are within the item set (numbered in the order of the models) and missing without a likelihood.
    against
        The structure of the main model against measurement models in which all constructs covary: ``model``
        (``first_order``, ``second_order``), its ``df, chisq``, and ``chisq_diff, df_diff, pvalue_diff, cfi_diff`` of
        the main model.
    directions
        A row an arrow that another model turns round: the other ``model``; the main model's ``source, target``;
        ``aic_diff`` (the other's AIC − the main model's); ``share`` of the ``draws`` of the bootstrap in which the main
        model's AIC is lower; ``equivalent``: no data could tell; ``added, removed``: paths ("A -> B", joined by ", ")
        that the other model has or lacks besides the arrow.
    equivalents
        ``model_1, model_2, df, chisq``: models of one item set with the same df and χ² (to 1e-6).
    decisive
        What became of the claim that one construct decides; None where no model makes it.
    """

    weights: pd.DataFrame
    against: pd.DataFrame
    directions: pd.DataFrame
    equivalents: pd.DataFrame
    decisive: Decisive | None

    def _card(self) -> Card:
        return Card("models", {"tables": sizes(self._tables())}, (".weights", ".against", ".directions", ".decisive"))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)


def model_set(
    fits: Mapping[str, Fit],
    outcome: str,
    measured: Mapping[str, Fit] | None = None,
    *,
    seed: int | None = None,
    draws: int = 0,
    progress: Progress | None = None,
) -> ModelSet:
    """What the fitted models say together; the last is the main one.

    Parameters
    ----------
    fits
        The models by name, as :func:`tamkit.drivers.analyse` has them.
    measured
        Measurement models of the same items, by name: constructs that all covary.
    seed, draws
        Of the bootstrap that directions are preferred by; by default the first 1,000 of the main model's own.
    """
    return ModelSet(
        weights=weights(fits),
        against=against(fits, measured or {}),
        directions=directions(fits, seed=seed, draws=draws, progress=progress),
        equivalents=equivalents({**(measured or {}), **fits}),
        decisive=decisive(fits, outcome),
    )


def akaike_weights(aic: ArrayLike) -> NDArray[np.float64]:
    """w = exp(−Δ/2) / Σ exp(−Δ/2), Δ the difference from the smallest AIC (Burnham & Anderson, 2002).

    >>> akaike_weights([100.0, 102.0, 110.0]).round(3).tolist()
    [0.727, 0.268, 0.005]
    """
    found = np.asarray(aic, dtype=float)
    relative = np.exp(-0.5 * (found - found.min()))
    return np.asarray(relative / relative.sum())


def weights(fits: Mapping[str, Fit]) -> pd.DataFrame:
    """See :class:`ModelSet`."""
    rows: dict[str, dict[str, Any]] = {}
    for number, names in enumerate(one_sample(fits).values(), start=1):
        aic = [fits[name].fit.get("aic") for name in names]
        some = len(names) > 1 and all(one is not None for one in aic)
        share = akaike_weights([float(one or 0.0) for one in aic]) if some else [None] * len(names)
        for name, own, weight in zip(names, aic, share, strict=True):
            fit = fits[name]
            row = {"model": name, "item_set": number, "items": len(fit.observed), "n": sum(fit.n), "npar": fit.npar}
            row |= {"df": fit.fit["df"], "chisq": fit.fit["chisq"], "aic": own, "aic_weight": weight}
            row["aic_diff"] = own - min(one for one in aic if one is not None) if some and own is not None else None
            rows[name] = row
    frame = pd.DataFrame([rows[name] for name in fits], columns=WEIGHTS)
    numbers = ["df", "chisq", "aic", "aic_diff", "aic_weight"]
    frame[numbers] = frame[numbers].astype(float)
    return frame


def against(fits: Mapping[str, Fit], measured: Mapping[str, Fit]) -> pd.DataFrame:
    """See :class:`ModelSet`; measurement models of other items or rows are left out."""
    main = list(fits.values())[-1]
    rows = []
    for name, fit in measured.items():
        same = sorted(fit.observed) == sorted(main.observed) and tuple(fit.n) == tuple(main.n)
        if not same or not fit.fit["df"] < main.fit["df"]:
            continue
        row: dict[str, Any] = {"model": name, "df": fit.fit["df"], "chisq": fit.fit["chisq"]}
        row["cfi_diff"] = _cfi_diff(main, fit)
        try:
            row |= difference(fit, main)
        except FAILURES:
            continue
        rows.append(row)
    return pd.DataFrame(rows, columns=AGAINST)


def equivalents(fits: Mapping[str, Fit]) -> pd.DataFrame:
    """See :class:`ModelSet`."""
    rows = []
    for names in one_sample(fits).values():
        for one, other in combinations(names, 2):
            a, b = fits[one].fit, fits[other].fit
            if a["df"] == b["df"] and abs(a["chisq"] - b["chisq"]) < SAME:
                rows.append((one, other, a["df"], a["chisq"]))
    return pd.DataFrame(rows, columns=["model_1", "model_2", "df", "chisq"])


def directions(
    fits: Mapping[str, Fit], *, seed: int | None = None, draws: int = 0, progress: Progress | None = None
) -> pd.DataFrame:
    """See :class:`ModelSet`."""
    main_name, main = list(fits.items())[-1]
    own = main.bootstrap
    if own is not None and own.seed is not None:
        seed, draws = (own.seed if seed is None else seed), draws or min(own.requested, DRAWS)
    arrows = _arrows(main)
    same = next(names for names in one_sample(fits).values() if main_name in names)
    rows = []
    for name, fit in fits.items():
        own_arrows = _arrows(fit)
        turned = [arrow for arrow in arrows if arrow[::-1] in own_arrows]
        if not turned or name not in same or "aic" not in fit.fit or "aic" not in main.fit:
            continue
        twin = fit.fit["df"] == main.fit["df"] and abs(fit.fit["chisq"] - main.fit["chisq"]) < SAME
        row: dict[str, Any] = {"model": name, "n": sum(main.n), "aic_diff": fit.fit["aic"] - main.fit["aic"]}
        row["equivalent"] = twin
        if draws and seed is not None and not twin:
            chosen = preferred(main, fit, draws=draws, seed=seed, progress=progress)
            row |= {"share": chosen.share, "draws": chosen.draws}
        for one in turned:
            more, less = set(own_arrows) - set(arrows) - {one[::-1]}, set(arrows) - set(own_arrows) - {one}
            besides = {"added": _listed(more), "removed": _listed(less)}
            rows.append({**row, **besides, "source": one[0], "target": one[1]})
    frame = pd.DataFrame(rows, columns=DIRECTIONS)
    return frame.astype({"share": float, "draws": float, "aic_diff": float})


def decisive(fits: Mapping[str, Fit], outcome: str) -> Decisive | None:
    """See :class:`ModelSet`: of a model nested in the main one in which the outcome has one predictor alone."""
    main = list(fits.values())[-1]
    direct = [row for row in path_rows(main.table, main.latent) if row["target"] == outcome]
    if len(direct) < 2:
        return None
    arrows = set(_arrows(main))
    for name, fit in fits.items():
        own = _arrows(fit)
        only = [source for source, target in own if target == outcome]
        same = tuple(fit.n) == tuple(main.n) and arrows - set(own) == {
            (row["source"], outcome) for row in direct if row["source"] not in only
        }
        if len(only) != 1 or not same or not nested(fit, main):
            continue
        try:
            test = difference(main, fit)
        except FAILURES:
            continue
        firm = tuple(str(row["source"]) for row in direct if row["source"] != only[0] and row["pvalue"] < ALPHA)
        numbers = (test["chisq_diff"], test["df_diff"], test["pvalue_diff"], _cfi_diff(fit, main))
        return Decisive(name, only[0], sum(main.n), *numbers, firm)
    return None


def _cfi_diff(one: Fit, other: Fit) -> float:
    """CFI of one − that of the other, in the version that is shown of both."""
    measures = versions.shown(one, other)
    name, _ = versions.named("cfi", measures[0])
    own, theirs = (float(each.get(name, np.nan)) for each in measures)
    return own - theirs


def _listed(arrows: set[tuple[str, str]]) -> str:
    return ", ".join(f"{source} -> {target}" for source, target in sorted(arrows))


def _arrows(fit: Fit) -> list[tuple[str, str]]:
    return list(dict.fromkeys((row["source"], row["target"]) for row in path_rows(fit.table, fit.latent)))
