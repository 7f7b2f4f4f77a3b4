"""Scale answers alone, as `simulate` draws them: what a Monte-Carlo study needs of thousands of samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from tamkit.survey.simulation import latent, people
from tamkit.survey.simulation.simulate import STREAMS

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire


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
    shifted = questionnaire.truth is not None and bool(questionnaire.truth.shifts)

    def draw(n: int, seed: int) -> latent.Floats:
        def stream(name: str) -> np.random.Generator:
            return np.random.default_rng([seed, STREAMS.index(name)])

        shifts = None
        if shifted:
            columns, _ = people.draw_variables(questionnaire, n, stream("people"))
            shifts = people.mean_shifts(questionnaire, columns, n)
        eta = latent.draw_latents(population, n, stream("latent"), shifts)
        answers = latent.draw_items(population, eta, cuts, stream("items"))
        return np.column_stack([answers[code] for code in codes]) + low

    return draw
