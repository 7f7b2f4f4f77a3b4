"""One model, one sample: θ̂, its covariance and the test of fit. The heart that ``fit()`` dresses up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamkit.errors import AnalysisError
from tamkit.sem.constraints import active_jacobian
from tamkit.sem.discrepancy import Discrepancy, NormalTheory
from tamkit.sem.information import (
    NEARLY_SINGULAR,
    case_scores,
    clearly_identified,
    expected_hessian,
    invert,
    meat,
    observed_hessian,
    unidentified,
)
from tamkit.sem.matrices import Array
from tamkit.sem.nonlinear import constrained
from tamkit.sem.setup import Estimate, Setup
from tamkit.sem.solve import Solution, descend, scoring
from tamkit.sem.start import plain_start, start_values
from tamkit.sem.teststat import Test, scaled_test, standard_test, trace_mlr_saturated, trace_satorra_bentler
from tamkit.sem.weighted import WeightedLS, model_statistics
from tamkit.sem.weighted_inference import diagonal_weights


def discrepancy(setup: Setup, cov: list[Array] | None = None, mean: list[Array] | None = None) -> Discrepancy:
    """The function to minimise, for the sample itself (a stack of one) or for a given stack of moments."""
    if setup.sample.ordinal:
        from tamkit.sem.ordinal.estimation import problem as ordinal_problem

        return ordinal_problem(setup)
    if setup.sample.patterns:
        from tamkit.sem.missing.estimation import problem as incomplete_problem

        return incomplete_problem(setup)
    stack_cov = cov if cov is not None else [S[None] for S in setup.cov]
    stack_mean = mean if mean is not None else [m[None] for m in setup.mean]
    kind = setup.settings.estimator.discrepancy
    n = setup.sample.n
    if kind in ("ML", "GLS"):
        lost = 0 if kind == "ML" else 1
        weights = [(m - lost) / sum(n) for m in n]
        return NormalTheory.of(kind, setup.matrices, stack_cov, stack_mean, weights)
    weight = [np.broadcast_to(w, (len(stack_cov[g]), len(w))) for g, w in enumerate(diagonal_weights(setup))]
    return WeightedLS(setup.matrices, stack_cov, stack_mean, weight, n)


def estimate(setup: Setup, *, inference: bool = True) -> Estimate:
    """Minimise, then compute covariance and test. Raises AnalysisError when the model is not identified (df < 0)."""
    table = setup.table
    if setup.df < 0:
        raise AnalysisError(
            f"the model is not identified: it has {setup.npar} free parameters but the data give only {setup.moments} "
            f"moments (df = {setup.df}). Fix or equate at least {-setup.df} parameter{'s' * (setup.df < -1)}."
        )
    problem = discrepancy(setup)
    start = start_values(table, setup.sample, setup.cov)[None]
    solution = minimise(setup, problem, start)
    theta, value = solution.theta[0], float(solution.value[0])
    chisq = chisquare(setup, problem, theta, value)
    base = standard_test(chisq, setup.df)
    converged, iterations = bool(solution.converged[0]), int(solution.iterations[0])
    if not np.isfinite(value):
        return Estimate(setup, theta, value, False, iterations, None, None, base)
    if not inference:
        return Estimate(setup, theta, value, converged, iterations, None, None, base)
    H = expected_hessian(problem, theta)
    dead, weak = _identification(setup, problem, H, start[0])
    if dead:
        return Estimate(setup, theta, value, converged, iterations, None, None, base, dead=dead)
    found = infer(setup, problem, theta, base, H)
    return Estimate(
        setup,
        theta,
        value,
        converged,
        iterations,
        found.vcov,
        found.inverse,
        found.test,
        found.scaling_h1,
        found.scaling_h0,
        weak=weak,
    )


def _identification(
    setup: Setup, problem: Discrepancy, H: Array, start: Array
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Parameters that are not identified, and those that this sample hardly tells apart; H (k,k) is at the solution."""
    affine = setup.constraints.affine
    if clearly_identified(H, affine):
        return (), ()
    names = [row.label or row.name for row in setup.table.free_rows()]
    dead = tuple(unidentified(H, affine, names))
    if dead and not unidentified(expected_hessian(problem, _elsewhere(problem, start)), affine, names):
        # Identified elsewhere: it is this sample, not the model, that cannot tell them apart.
        return (), dead
    return dead, () if dead else tuple(unidentified(H, affine, names, NEARLY_SINGULAR))


def _elsewhere(problem: Discrepancy, start: Array) -> Array:
    """A θ with nothing special about it, near the start: a fifth of a standard deviation away in every direction."""
    diagonal = np.diag(expected_hessian(problem, start))
    unit = 1.0 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
    return start + 0.2 * unit * np.random.default_rng(1).uniform(-1, 1, size=len(start))


def minimise(setup: Setup, problem: Discrepancy, start: Array) -> Solution:
    """Fisher scoring, or sequential quadratic programming when constraints are not linear.

    A single sample on which scoring does not arrive is tried again from where BFGS leads and from starts that assume
    less; the lowest of the minima found that way counts.
    """
    affine = setup.constraints.affine
    if setup.constraints.linear_only:
        solution = scoring(problem, start, affine)
        if len(start) > 1 or solution.converged.all() or not np.isfinite(solution.value).all():
            return solution
        others = [
            descend(problem, start[0], affine, 0),
            start_values(setup.table, setup.sample, setup.cov, structured=False),
            plain_start(setup.table, setup.sample, setup.cov),
        ]
        found = [scoring(problem, other[None], affine) for other in others]
        return min((again for again in found if again.converged[0]), key=lambda one: one.value[0], default=solution)
    return constrained(setup.table, setup.constraints, problem, start)


def chisquare(setup: Setup, problem: Discrepancy, theta: Array, value: float) -> float:
    """T from f: 2 N f, or for the Wishart likelihood 2 Σ (n_g − 1) f_g."""
    n = setup.sample.n
    if setup.settings.estimator.discrepancy == "ML" and setup.settings.likelihood == "wishart":
        if len(n) == 1:
            return max(2 * (n[0] - 1) * value, 0.0)
        total = 0.0
        for g, m in enumerate(n):
            alone = NormalTheory.of("ML", [setup.matrices[g]], [setup.cov[g][None]], [setup.mean[g][None]], [1.0])
            total += 2 * (m - 1) * float(alone.value(theta[None], slice(None))[0])
        return max(total, 0.0)
    return max(2 * sum(n) * value, 0.0)


@dataclass(frozen=True, slots=True)
class Inference:
    """Covariance of θ̂ (k,k), H⁻¹ (k,k), the (scaled) test, and the scaling factors of the log-likelihoods (MLR)."""

    vcov: Array
    inverse: Array
    test: Test
    scaling_h1: float = float("nan")
    scaling_h0: float = float("nan")


def infer(setup: Setup, problem: Discrepancy, theta: Array, base: Test, expected: Array | None = None) -> Inference:
    """Everything that follows from θ̂: see `Inference`. ``expected``: the expected Hessian there, where it is known."""
    settings, sample, constraints = setup.settings, setup.sample, setup.constraints
    jacobian = None if constraints.linear_only else active_jacobian(setup.table, constraints, theta)
    if sample.ordinal:
        from tamkit.sem.ordinal import estimation as ordinal

        return Inference(*ordinal.infer(setup, theta, base, jacobian))
    if sample.patterns:
        from tamkit.sem.missing import estimation as incomplete

        return Inference(*incomplete.infer(setup, theta, base, jacobian))
    if isinstance(problem, WeightedLS):
        from tamkit.sem import weighted_inference

        return Inference(*weighted_inference.infer(setup, theta, base, jacobian))

    def information(kind: str) -> Array:
        if expected is not None and kind == "expected" and settings.estimator.discrepancy == "ML":
            return expected
        return hessian(setup, problem, theta, kind)

    H = information(settings.information)
    inverse = invert(H, constraints.affine, jacobian)
    N = setup.N
    vcov, test, scaling_h1, scaling_h0 = inverse / N, base, float("nan"), float("nan")
    if settings.se == "robust.huber.white" or settings.test == "yuan.bentler.mplus":
        B0 = meat(_scores(setup, theta, "model"), sum(sample.n))
        if settings.se == "robust.huber.white":
            vcov = inverse @ B0 @ inverse / N
        if settings.test == "yuan.bentler.mplus":
            data = _data(setup)
            saturated = trace_mlr_saturated(
                data, setup.cov, setup.mean, setup.table.options.meanstructure, setup.exogenous
            )
            h0 = float(np.trace(B0 @ inverse))
            test = scaled_test(base, saturated - h0, settings.test)
            scaling_h1 = saturated / setup.moments
            scaling_h0 = h0 / setup.npar if setup.npar else float("nan")
    if settings.se == "robust.sem" or settings.test == "satorra.bentler":
        plain = settings.information == "expected"
        bread = inverse if plain else invert(information("expected"), constraints.affine, jacobian)
        M = meat(_scores(setup, theta, "sample"), sum(sample.n))
        if settings.se == "robust.sem":
            vcov = inverse @ M @ inverse / N
        if settings.test == "satorra.bentler":
            trace = trace_satorra_bentler(
                setup.matrices, theta, _data(setup), setup.cov, setup.mean, bread, setup.exogenous
            )
            test = scaled_test(base, trace, settings.test)
    return Inference(vcov, inverse, test, scaling_h1, scaling_h0)


def hessian(setup: Setup, problem: Discrepancy, theta: Array, information: str) -> Array:
    """H per observation in lavaan's scaling. GLS, ULS and DWLS leave out the (n−1)/n of their f."""
    if setup.sample.ordinal:
        from tamkit.sem.ordinal import estimation as ordinal

        return ordinal.hessian(setup, theta)
    if setup.sample.patterns:
        from tamkit.sem.missing import estimation as incomplete

        return incomplete.hessian(setup, theta, information)
    if information == "observed":
        return observed_hessian(problem, theta)
    if setup.settings.estimator.discrepancy == "ML":
        return expected_hessian(problem, theta)
    n = setup.sample.n
    if isinstance(problem, NormalTheory):
        unit = NormalTheory(
            problem.estimator,
            problem.matrices,
            problem.cov,
            problem.mean,
            [m / sum(n) for m in n],
            problem.sample_inverse,
            problem.sample_logdet,
        )
        return expected_hessian(unit, theta)
    H = np.zeros((setup.table.k, setup.table.k))
    for g, weight in enumerate(diagonal_weights(setup)):
        _, delta = model_statistics(setup.matrices[g], theta[None], setup.cov[g][None], setup.mean[g][None])
        H += n[g] / sum(n) * delta[0].T @ (weight[:, None] * delta[0])
    return H


def _data(setup: Setup) -> tuple[Array, ...]:
    if setup.sample.data is None:
        raise AnalysisError(
            f"{setup.settings.estimator.name} needs the rows of the data; with a covariance matrix use ML, GLS or ULS."
        )
    return setup.sample.data


def _scores(setup: Setup, theta: Array, centre: str) -> list[Array]:
    return [
        case_scores(setup.matrices[g], theta, y, setup.cov[g], setup.mean[g], centre=centre, exogenous=setup.exogenous)
        for g, y in enumerate(_data(setup))
    ]
