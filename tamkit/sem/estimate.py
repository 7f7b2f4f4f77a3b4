"""θ̂: the minimum of a discrepancy, and whether the data identify it. The heart that ``fit()`` dresses up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from tamkit.errors import NotIdentified
from tamkit.sem.discrepancy import Discrepancy
from tamkit.sem.inference import infer
from tamkit.sem.information import NEARLY_SINGULAR, clearly_identified, expected_hessian, unidentified
from tamkit.sem.matrices import Array
from tamkit.sem.nonlinear import constrained
from tamkit.sem.resamples import resolve
from tamkit.sem.search import lowest
from tamkit.sem.setup import Setup
from tamkit.sem.solve import Solution
from tamkit.sem.teststat import Test, standard_test
from tamkit.sem.vicinity import Vicinity
from tamkit.sem.wide_search import lower


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A minimum that is not the lowest: its χ² and θ (k,)."""

    chisq: float
    theta: Array


@dataclass(frozen=True, slots=True)
class Estimate:
    """θ̂ (k,), f there, its covariance (k,k) (None: not available), the unit information's inverse, and the test.

    ``scaling_h1`` and ``scaling_h0`` scale the log-likelihoods of the saturated model and of this one (MLR).
    ``unidentified``: parameters that no data could tell apart; ``empirically_weak``: that these data hardly do.
    ``elsewhere``: the higher minimum that the standard start led to, where another start found this one. ``lower``: a
    lower one than this that a wider search found (`tamkit.sem.wide_search`), told but not taken.
    """

    theta: Array
    value: float
    converged: bool
    iterations: int
    vcov: Array | None
    inverse: Array | None
    test: Test
    scaling_h1: float = float("nan")
    scaling_h0: float = float("nan")
    unidentified: tuple[str, ...] = ()
    empirically_weak: tuple[str, ...] = ()
    elsewhere: Elsewhere | None = None
    lower: Elsewhere | None = None

    def __post_init__(self) -> None:
        """The numbers that everything else follows from cannot be written over."""
        for part in (self.theta, self.vcov, self.inverse):
            if part is not None:
                part.flags.writeable = False

    @property
    def covariance(self) -> Array:
        """``vcov``; NaN where there is none."""
        return np.full((len(self.theta),) * 2, np.nan) if self.vcov is None else self.vcov


class Fitted(Protocol):
    """Anything that holds a setup and the estimate made from it."""

    @property
    def setup(self) -> Setup: ...

    @property
    def estimate(self) -> Estimate: ...


def estimate(setup: Setup, *, inference: bool = True, search: bool | str = False) -> Estimate:
    """Minimise, then compute covariance and test. Raises AnalysisError when the model is not identified (df < 0).

    ``search``: look further for a lower minimum (`tamkit.sem.wide_search`); ``"adopt"`` takes it.
    """
    df = setup.df
    if df < 0:
        raise NotIdentified(
            "sem.too_many_parameters",
            npar=setup.npar,
            moments=setup.moments,
            df=df,
            excess=-df,
        )
    problem = setup.route.problem(setup)
    lowest_found = lowest(setup, problem)
    solution, below = lowest_found.solution, None
    elsewhere = None if lowest_found.before is None else Elsewhere(lowest_found.first, lowest_found.before)
    if search and solution.converged[0]:
        found_lower = lower(setup, problem, solution)
        if found_lower is not None and search == "adopt":
            elsewhere, solution = _at(setup, solution), found_lower
        elif found_lower is not None:
            below = _at(setup, found_lower)
    theta, value = solution.theta[0], float(solution.value[0])
    base = base_test(setup, setup.route.chisquare(setup, theta, value), df)
    converged, iterations = bool(solution.converged[0]), int(solution.iterations[0])
    found = Estimate(theta, value, converged, iterations, None, None, base, elsewhere=elsewhere, lower=below)
    if not np.isfinite(value):
        return replace(found, converged=False)
    if not inference:
        return found
    H = expected_hessian(problem, theta)
    lost, weak = _identification(setup, problem, H, theta, lowest_found.start)
    if lost:
        return replace(found, unidentified=lost)
    inferred = infer(setup, theta, base, H)
    return replace(
        found,
        vcov=inferred.vcov,
        inverse=inferred.inverse,
        test=inferred.test,
        scaling_h1=inferred.scaling_h1,
        scaling_h0=inferred.scaling_h0,
        empirically_weak=weak,
    )


def _at(setup: Setup, solution: Solution) -> Elsewhere:
    theta = solution.theta[0]
    return Elsewhere(setup.route.chisquare(setup, theta, float(solution.value[0])), theta)


def base_test(setup: Setup, chisq: float, df: float) -> Test:
    """The unscaled test; 2 N f of ULS and DWLS follows no χ², so it has no p."""
    plain = standard_test(chisq, df)
    return replace(plain, pvalue=float("nan")) if setup.settings.estimator.takes_ordered else plain


def _identification(
    setup: Setup, problem: Discrepancy, H: Array, theta: Array, start: Array
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Parameters that are not identified, and those that this sample hardly tells apart; H (k,k) is at the solution."""
    K = setup.tangent(theta)
    if clearly_identified(H, K):
        return (), ()
    names = [row.label or row.name for row in setup.table.free_rows()]
    lost = tuple(unidentified(H, K, names))
    if lost:
        other = _elsewhere(problem, start)
        if not unidentified(expected_hessian(problem, other), setup.tangent(other), names):
            # Identified elsewhere: it is this sample, not the model, that cannot tell them apart.
            return (), lost
    return lost, () if lost else tuple(unidentified(H, K, names, NEARLY_SINGULAR))


def _elsewhere(problem: Discrepancy, start: Array) -> Array:
    """A θ with nothing special about it, near the start: a fifth of a standard deviation away in every direction."""
    diagonal = np.diag(expected_hessian(problem, start))
    unit = 1.0 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
    return start + 0.2 * unit * np.random.default_rng(1).uniform(-1, 1, size=len(start))


def resolve_near(setup: Setup, problem: Discrepancy, near: Vicinity) -> Solution:
    """Solve every member of a stack that lies near the sample, from the sample's solution."""
    if setup.constraints.linear_only:
        return resolve(problem, near, setup.constraints.affine)
    return constrained(setup.table, setup.constraints, problem, np.repeat(near.theta[None], problem.size, axis=0))
