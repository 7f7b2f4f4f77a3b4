"""Bollen and Stine's bootstrap test of fit: how large χ² becomes in resamples of data in which the model holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamkit.errors import OptionError
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.sem.bootstrap import solve_draws
from tamkit.sem.estimate import Estimate
from tamkit.sem.matrices import Array
from tamkit.sem.resampling import chunks, fresh_seed
from tamkit.sem.setup import Setup
from tamkit.shown import Card, Shown


@dataclass(frozen=True, slots=True, repr=False)
class BollenStine(Shown):
    """``pvalue``: share of converged draws whose χ² is at least the sample's; ``chisq`` (C,) theirs."""

    pvalue: float
    chisq: Array
    requested: int
    converged: int
    seed: int | None

    def _card(self) -> Card:
        median = float(np.median(self.chisq)) if self.converged else None
        draws = Message("sem.draws_median", converged=self.converged, requested=self.requested, median=median)
        return Card(
            Message("sem.bollen_stine_test", p=self.pvalue),
            {"draws": draws, "seed": self.seed},
            (".pvalue", ".chisq"),
        )


def bollen_stine(
    setup: Setup,
    estimate: Estimate,
    draws: int = 1000,
    *,
    seed: int | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> BollenStine:
    """Bollen & Stine's (1992) bootstrap test of fit.

    The rows are transformed to z = (y − ȳ) S^{−½} Σ̂^{½} + μ̂, so that the model holds in them, and then resampled.

    Raises InputError for data that are not complete continuous rows, and for fewer than one draw.
    R: ``lavaan::sem(…, test = "bollen.stine")``.
    """
    if draws < 1:
        raise OptionError("sem.bollen_stine_needs_a_draw", draws=draws)
    rows = setup.route.null_rows(setup, estimate.theta)
    seed = fresh_seed(seed)
    lots = chunks(setup.sample.n, draws, seed)
    solved = solve_draws(
        setup, estimate.theta, lots, rows, jobs=jobs, progress=progress, what=Message("sem.bollen_stine")
    )
    observed = estimate.test.chisq
    scale = observed / estimate.value if estimate.value > 0 else 2.0 * setup.N
    chisq = scale * solved.value
    return BollenStine(float(np.mean(chisq >= observed)), chisq, draws, solved.converged, seed)
