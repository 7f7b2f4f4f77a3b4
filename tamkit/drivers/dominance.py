"""What each direct predictor contributes to the explanation of a construct: dominance, relative weights, f².

Total effects rank the drivers; what is told here is of the direct predictors alone, and of their share in R². All of it
follows from the correlations of constructs that the model implies, which are free of measurement error:

* **General dominance** (Budescu 1993; Azen & Budescu 2003): how much R² grows when a predictor joins a set of the
  others, averaged over the sets of each size and then over the sizes. **Conditional**: the averages of each size.
  **Complete**: one predictor adds more than another to whatever set of the rest.
* **Relative weights** (Johnson 2000): R² divided by way of the nearest orthogonal variables.
* **f²** (Cohen 1988) = (R² with − R² without)/(1 − R² with), every path of the model; .02 small, .15 medium, .35 large.

General dominance and relative weights each sum to R².
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tamkit.messages import Message
from tamkit.sem.paths import path_rows
from tamkit.sem.structure import covariances
from tamkit.shown import Card, Shown, noted, sizes, tables_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tamkit.sem import Fit

    Array = NDArray[np.float64]

#: More predictors than this have too many subsets for dominance; relative weights and f² are told of them all the same.
MOST = 12
SMALL, MEDIUM, LARGE = 0.02, 0.15, 0.35
#: Increments closer than this are equal, and numbers below it nought.
EQUAL = 1e-12

WEIGHTS = ["target", "predictor", "n", "r", "std", "general", "general_share", "weight", "weight_share", "r2"]
SIZES = ["target", "predictor", "others", "increment"]
DOMINANCE = ["target", "dominant", "dominated", "level"]
F2 = ["source", "target", "n", "r2_included", "r2_excluded", "f2", "size"]


@dataclass(frozen=True, slots=True, repr=False)
class Contributions(Shown):
    """
    Attributes
    ----------
    n
        Respondents in the model.
    table
        A row a (target, direct predictor), of every construct with two predictors or more: the correlation ``r`` with
        the target, the coefficient ``std`` of the regression on all of them, ``general`` dominance and relative
        ``weight``, each with its share in ``r2``. A share of dominance is missing where there are too many predictors.
    conditional
        ``target, predictor, others, increment``: the mean growth of R² when the predictor joins so many others.
    dominance
        ``target, dominant, dominated, level`` of every pair: ``complete``, ``conditional`` or ``general``, the
        strictest that holds; ``equal`` where neither adds more.
    f2
        A row a structural path: ``source, target, n, r2_included`` (the model's R²), ``r2_excluded`` (the regression on
        the target's other predictors), ``f2`` and its ``size`` (``negligible, small, medium, large``; ``negative``).
    notes
        What could not be told of some construct, and why.
    """

    n: int
    table: pd.DataFrame
    conditional: pd.DataFrame
    dominance: pd.DataFrame
    f2: pd.DataFrame
    notes: tuple[Message, ...]

    def _card(self) -> Card:
        rows = {"n": f"{self.n:,}", "tables": sizes(self._tables()), "notes": noted(self.notes)}
        return Card(Message("drivers.contributions"), rows, (".table", ".conditional", ".dominance", ".f2"))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)


def contributions(fit: Fit, group: int | str | None = None) -> Contributions:
    """The contribution of every direct predictor of every construct of a fit (of one group of it).

    In a model without feedback whose residuals do not covary the regressions on the implied covariances are the model's
    own. Elsewhere they are not: there the model's R² can lie below that of a regression without the path, and f² is
    negative. It is left as it is, for it says that the path explains the target only together with what the regression
    does not know.

    >>> from tamkit.sem import fit, simulate
    >>> answers = simulate("y ~ 0.5*a + 0.3*b; a ~~ 0.4*b", 500, seed=1)
    >>> found = contributions(fit("y ~ a + b", answers))
    >>> found.table[["predictor", "general", "weight", "r2"]].round(3).to_numpy().tolist()
    [['a', 0.226, 0.226, 0.347], ['b', 0.121, 0.121, 0.347]]
    """
    g = fit.setup.group(group)
    rows = [row for row in path_rows(fit.table, None) if row["group"] == g + 1]
    n = int(fit.n[g])
    r2 = fit.r2 if len(fit.groups) == 1 else fit.r2[fit.groups[g]]
    tables: dict[str, list[dict[str, Any]]] = {"weights": [], "sizes": [], "pairs": [], "f2": []}
    notes: list[Message] = []
    for target in dict.fromkeys(row["target"] for row in rows):
        names = [row["source"] for row in rows if row["target"] == target]
        cov = covariances(fit, [*names, target], group).to_numpy()
        if not _positive(cov):
            notes.append(Message("drivers.not_positive", target=target))
            continue
        tables["f2"] += _effect_sizes(names, target, cov, r2.get(target, np.nan), n)
        if len(names) > 1:
            _divided(names, target, cov, n, tables, notes)
    if any(row["size"] == "negative" for row in tables["f2"]):
        notes.append(Message("drivers.negative_f2"))
    return Contributions(
        n=n,
        table=pd.DataFrame(tables["weights"], columns=WEIGHTS),
        conditional=pd.DataFrame(tables["sizes"], columns=SIZES),
        dominance=pd.DataFrame(tables["pairs"], columns=DOMINANCE),
        f2=pd.DataFrame(tables["f2"], columns=F2),
        notes=tuple(notes),
    )


def _divided(
    names: list[str], target: str, cov: Array, n: int, tables: dict[str, list[dict[str, Any]]], notes: list[Message]
) -> None:
    """R² of one target, divided among its predictors."""
    sd = np.sqrt(np.diag(cov))
    R = cov / np.outer(sd, sd)
    P, r = R[:-1, :-1], R[:-1, -1]
    beta = np.linalg.solve(P, r)
    whole = float(r @ beta)
    general = np.full(len(names), np.nan)
    if len(names) <= MOST:
        r2 = subset_r2(P, r)
        by_size = conditional_dominance(r2)
        general = by_size.mean(axis=1)
        tables["sizes"] += [
            {"target": target, "predictor": name, "others": others, "increment": float(by_size[k, others])}
            for k, name in enumerate(names)
            for others in range(len(names))
        ]
        tables["pairs"] += [
            {"target": target, "dominant": names[i], "dominated": names[j], "level": level}
            for i, j, level in dominance_levels(r2, by_size)
        ]
    else:
        notes.append(Message("drivers.many_predictors", target=target, n=len(names), most=MOST))
    weight = relative_weights(P, r)
    for k, name in enumerate(names):
        row = {"target": target, "predictor": name, "n": n, "r": r[k], "std": beta[k], "r2": whole}
        row |= {"general": general[k], "general_share": general[k] / whole}
        tables["weights"].append(row | {"weight": weight[k], "weight_share": weight[k] / whole})


def _effect_sizes(names: list[str], target: str, cov: Array, r2: float, n: int) -> list[dict[str, Any]]:
    found = []
    for k, name in enumerate(names):
        without = [at for at in range(len(names)) if at != k]
        excluded = explained(cov, without)
        f2 = (r2 - excluded) / (1 - r2) if r2 < 1 else np.nan
        row = {"source": name, "target": target, "n": n, "r2_included": r2, "r2_excluded": excluded}
        found.append(row | {"f2": f2, "size": size_of(f2)})
    return found


def size_of(f2: float) -> str:
    """Cohen's (1988) word for an f²; "" for none.

    >>> [size_of(value) for value in (-0.01, 0.019, 0.02, 0.2, 0.35)]
    ['negative', 'negligible', 'small', 'medium', 'large']
    """
    if f2 != f2:
        return ""
    if f2 < -EQUAL:
        return "negative"
    return "large" if f2 >= LARGE else "medium" if f2 >= MEDIUM else "small" if f2 >= SMALL else "negligible"


def explained(cov: Array, predictors: list[int]) -> float:
    """R² of the last variable of a covariance matrix regressed on some of the others.

    >>> explained(np.array([[1.0, 0.5], [0.5, 1.0]]), [0])
    0.25
    """
    if not predictors:
        return 0.0
    c = cov[predictors, -1]
    return float(c @ np.linalg.solve(cov[np.ix_(predictors, predictors)], c) / cov[-1, -1])


def subset_r2(P: Array, r: Array) -> Array:
    """R² of every set of predictors (2^K,), set s holding predictor k where bit k of s is 1, from their correlations
    P (K,K) and those with the target r (K,).

    >>> subset_r2(np.eye(2), np.array([0.3, 0.4])).round(2).tolist()
    [0.0, 0.09, 0.16, 0.25]
    """
    K = len(r)
    out = np.zeros(2**K)
    for size in range(1, K + 1):
        sets = np.array(list(combinations(range(K), size)))
        b = r[sets]
        slopes = np.linalg.solve(P[sets[:, :, None], sets[:, None, :]], b[..., None])[..., 0]
        out[(1 << sets).sum(axis=1)] = np.vecdot(b, slopes)
    return out


def conditional_dominance(r2: Array) -> Array:
    """The mean growth of R² (K,K) when a predictor (row) joins 0, 1, … K − 1 others (column). The mean of a row is the
    predictor's general dominance.

    >>> conditional_dominance(subset_r2(np.eye(2), np.array([0.3, 0.4]))).round(2).tolist()
    [[0.09, 0.09], [0.16, 0.16]]
    """
    K = len(r2).bit_length() - 1
    sets = np.arange(len(r2))
    size = np.bitwise_count(sets)
    out = np.empty((K, K))
    for k in range(K):
        others = sets[(sets >> k) & 1 == 0]
        gain = r2[others | (1 << k)] - r2[others]
        for s in range(K):
            out[k, s] = gain[size[others] == s].mean()
    return out


def dominance_levels(r2: Array, by_size: Array) -> list[tuple[int, int, str]]:
    """For each pair (dominant, dominated) of predictors the strictest dominance that holds."""
    K = len(by_size)
    sets, general = np.arange(len(r2)), by_size.mean(axis=1)
    found = []
    for i, j in combinations(range(K), 2):
        if general[i] < general[j]:
            i, j = j, i
        rest = sets[((sets >> i) | (sets >> j)) & 1 == 0]
        more = r2[rest | (1 << i)] - r2[rest | (1 << j)]
        if general[i] - general[j] <= EQUAL:
            level = "equal"
        elif (more > EQUAL).all():
            level = "complete"
        else:
            level = "conditional" if (by_size[i] - by_size[j] > EQUAL).all() else "general"
        found.append((i, j, level))
    return found


def relative_weights(P: Array, r: Array) -> Array:
    """Johnson's (2000) weights (K,): with Λ = P^½, ε_k = Σ_j λ²_kj (Λ⁻¹ r)²_j, which sum to R².

    >>> relative_weights(np.eye(2), np.array([0.3, 0.4])).round(2).tolist()
    [0.09, 0.16]
    """
    values, vectors = np.linalg.eigh(P)
    root = (vectors * np.sqrt(values)) @ vectors.T
    return np.asarray(root**2 @ np.linalg.solve(root, r) ** 2)


def _positive(cov: Array) -> bool:
    """Whether it is the covariance matrix of variables none of which is nought or follows from the others."""
    return bool(np.isfinite(cov).all() and (np.diag(cov) > 0).all() and np.linalg.eigvalsh(cov)[0] > EQUAL)
