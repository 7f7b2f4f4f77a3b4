"""Scale answers from a questionnaire's truth: one way of drawing them for `simulate` and for Monte-Carlo studies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.survey.simulation import latent, people

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire

#: One stream of random numbers a part: more respondent variables don't change anybody's scale answers.
STREAMS = ("latent", "items", "people", "checks", "seconds", "careless", "missing", "arrival", "minor")


def streams(seed: int) -> dict[str, np.random.Generator]:
    """The random numbers of every part."""
    return {name: np.random.default_rng([seed, stream]) for stream, name in enumerate(STREAMS)}


def draw_answers(
    questionnaire: Questionnaire,
    population: latent.Population,
    cuts: Mapping[str, Sequence[float]],
    columns: Mapping[str, Any],
    n: int,
    rngs: Mapping[str, np.random.Generator],
) -> tuple[dict[str, latent.Floats], dict[str, latent.Floats]]:
    """Scores of every latent variable, and keyed answers of every item, of n people with the answers ``columns``."""
    shifts = people.mean_shifts(questionnaire, columns, n)
    weights = people.path_weights(questionnaire, population.paths, columns, n)
    eta = latent.draw_latents(population, n, rngs["latent"], shifts, weights)
    minor = latent.draw_minor(population, n, rngs["minor"])
    return eta, latent.draw_items(population, eta, cuts, rngs["items"], minor)


def drawing(questionnaire: Questionnaire, model: str | None = None) -> Callable[[int, int], latent.Floats]:
    """``draw(n, seed) -> (n, items)``: the items of ``simulate(questionnaire, n, seed, model).survey.items``.

    The same numbers in the order of ``questionnaire.item_codes``, without all that surrounds them in a survey; the
    population is worked out once.

    >>> from tamkit.questionnaire import load
    >>> from tamkit.survey import simulate
    >>> form = load("huabei_baitiao_short")
    >>> bool((drawing(form)(50, 1) == simulate(form, 50, 1).survey.items.to_numpy()).all())
    True
    """
    population, cuts = latent.population(questionnaire, model), latent.thresholds(questionnaire)
    codes = questionnaire.item_codes
    # Scores count from the lowest point of the scale, whichever way the item is keyed.
    low = np.array([questionnaire.scale_of(code).low - 1.0 for code in codes])
    truth = questionnaire.truth
    grouped = truth is not None and bool(truth.shifts or truth.differences)

    def draw(n: int, seed: int) -> latent.Floats:
        rngs = streams(seed)
        # Who people are is drawn where their answers depend on it.
        columns = people.draw_variables(questionnaire, n, rngs["people"])[0] if grouped else {}
        _, answers = draw_answers(questionnaire, population, cuts, columns, n, rngs)
        return np.column_stack([answers[code] for code in codes]) + low

    return draw
