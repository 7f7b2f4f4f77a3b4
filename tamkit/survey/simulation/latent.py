"""Latent scores and item answers drawn from a questionnaire's truth.

Everything is standardized: η_j = Σ β_jk η_k + √ψ_j z with ψ_j such that var(η_j) = 1, a facet is λη + √(1 − λ²) z, a
latent response y* = λF + √(1 − λ²) z, and the answer is 1 + the number of thresholds below y*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import QuestionnaireError

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Population:
    """What is drawn from.

    paths: structural latent → its causes with standardized weights, causes first; residuals: residual variance of each;
    correlations: of the structural latents, in the order of ``paths``; facets: facet → (construct, loading); items:
    item → (first-order construct, loading); minor: item → its weights on the minor factors, none where there are none.
    ``questionnaire.population(model)`` is the same as lavaan syntax.
    """

    paths: Mapping[str, Mapping[str, float]]
    residuals: Mapping[str, float]
    correlations: Floats
    facets: Mapping[str, tuple[str, float]]
    items: Mapping[str, tuple[str, float]]
    minor: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @property
    def latents(self) -> list[str]:
        """Structural latent variables, causes before effects."""
        return list(self.paths)


def population(questionnaire: Questionnaire, model: str | None = None) -> Population:
    """The population of ``questionnaire.truth``; ``model`` keeps the paths the named model has.

    Raises
    ------
    InputError
        When the questionnaire has no truth, the paths run in a circle, or the values are impossible together.
    """
    from tamkit.questionnaire.population import loading, minor_weights, structure, truth_of

    truth = truth_of(questionnaire)
    paths, correlations, residuals = structure(questionnaire, model)
    R = np.array([[correlations[a][b] for b in paths] for a in paths])
    if len(R) and np.linalg.eigvalsh(R).min() <= 0:
        raise QuestionnaireError("survey.truth_not_positive_definite", questionnaire=questionnaire.name)
    facets = {
        facet: (parent.code, loading(truth, facet, facet=True))
        for parent in questionnaire.second_order()
        for facet in parent.facets
    }
    items = {
        item.code: (construct.code, loading(truth, item.code, facet=False))
        for construct in questionnaire.first_order()
        for item in construct.items
    }
    return Population(paths, residuals, R, facets, items, minor_weights(questionnaire))


def draw_latents(
    pop: Population,
    n: int,
    rng: np.random.Generator,
    shifts: Mapping[str, Floats] | None = None,
    weights: Mapping[tuple[str, str], Floats] | None = None,
) -> dict[str, Floats]:
    """Scores of every latent variable, facets included; ``shifts`` adds to a latent mean person by person, ``weights``
    replaces the weight of a path (source, target) person by person (residual variances stay)."""
    shifts, weights = shifts or {}, weights or {}
    exogenous = [name for name in pop.latents if not pop.paths[name]]
    at = [pop.latents.index(name) for name in exogenous]
    drawn = rng.standard_normal((n, len(at))) @ np.linalg.cholesky(pop.correlations[np.ix_(at, at)]).T
    eta: dict[str, Floats] = {name: drawn[:, j] for j, name in enumerate(exogenous)}
    for name in pop.latents:
        if name not in eta:
            score = np.sqrt(pop.residuals[name]) * rng.standard_normal(n)
            for source, beta in pop.paths[name].items():
                weight: Any = weights.get((source, name), beta)
                score += weight * eta[source]
            eta[name] = score
    # After the structure: a group difference moves a mean and leaves the regressions within groups as they are.
    eta = {name: score + shifts.get(name, 0.0) for name, score in eta.items()}
    for facet, (parent, loading) in pop.facets.items():
        eta[facet] = loading * eta[parent] + np.sqrt(1 - loading**2) * rng.standard_normal(n) + shifts.get(facet, 0.0)
    return eta


def draw_items(
    pop: Population,
    eta: Mapping[str, Floats],
    cuts: Mapping[str, Sequence[float]],
    rng: np.random.Generator,
    minor: Floats | None = None,
) -> dict[str, Floats]:
    """Keyed answers of every item, from 1: the points of its scale, the steps of a slider; ``minor``: everybody's
    scores (n, factors) on the population's minor factors."""
    out: dict[str, Floats] = {}
    for code, (construct, loading) in pop.items.items():
        score = eta[construct]
        shared = np.asarray(pop.minor[code]) if minor is not None else np.zeros(0)
        own = np.sqrt(1 - loading**2 - shared @ shared) * rng.standard_normal(len(score))
        response = loading * score + (own if minor is None else own + minor @ shared)
        out[code] = np.asarray(1.0 + np.searchsorted(np.asarray(cuts[code]), response, side="left"), dtype=float)
    return out


def draw_minor(pop: Population, n: int, rng: np.random.Generator) -> Floats | None:
    """Scores on the minor factors; None for a population without."""
    factors = len(next(iter(pop.minor.values()), ()))
    return rng.standard_normal((n, factors)) if factors else None


def thresholds(questionnaire: Questionnaire) -> dict[str, tuple[float, ...]]:
    """Cut points of every item: its own set, its construct's, the default one, or equal steps for its scale."""
    truth: Any = questionnaire.truth
    parents = {facet: c.code for c in questionnaire.second_order() for facet in c.facets}
    out = {}
    for construct in questionnaire.first_order():
        for item in construct.items:
            keys = (item.code, construct.code, parents.get(construct.code, ""))
            chosen = next((truth.cuts[key] for key in keys if key in truth.cuts), truth.default_cut)
            scale = questionnaire.scale_of(item.code)
            points = scale.high - scale.low + 1
            cut = truth.thresholds.get(chosen) if chosen is not None and not scale.slider else None
            if cut is not None and len(cut) != points - 1:
                raise QuestionnaireError(
                    "survey.truth_cut_length",
                    questionnaire=questionnaire.name,
                    cut=chosen,
                    has=len(cut),
                    item=item.code,
                    points=points,
                    needs=points - 1,
                )
            out[item.code] = cut if cut is not None else normal_cuts(points)
    return out


def normal_cuts(points: int) -> tuple[float, ...]:
    """Cut points that give a symmetric, bell-shaped spread of answers: equal steps from −1.6 to 1.6.

    >>> [round(cut, 2) for cut in normal_cuts(5)]
    [-1.6, -0.53, 0.53, 1.6]
    """
    if points == 2:
        return (0.0,)
    return tuple(-1.6 + 3.2 * step / (points - 2) for step in range(points - 1))
