"""What follows from θ̂, for every estimator and every kind of data: its covariance and the (scaled) test of fit.

With H the information, B the first-order one, M = Δᵀ W Γ W Δ, all on the tangent space of the constraints:

    standard            cov(θ̂) = H⁻¹ / N
    robust.sem          cov(θ̂) = H⁻¹ M H⁻¹ / N       (MLM, WLSMV …; Satorra & Bentler 1994; Browne 1984)
    robust.sem.nt       the same with Γ under normality           (ULS, as in lavaan 0.7; Browne 1984)
    robust.huber.white  cov(θ̂) = H⁻¹ B H⁻¹ / N       (MLR; Huber 1967; White 1982)
    yuan.bentler.mplus  c = [tr(B₁ A₁⁻¹) − tr(B H⁻¹)] / df        (MLR; Asparouhov & Muthén 2005)
    satorra.bentler, scaled.shifted, mean.var.adjusted: from tr(UΓ) and tr((UΓ)²), see `tamkit.sem.teststat`

R: ``vcov(fit)``, ``lavTest(fit, test = )``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamkit.sem.matrices import Array
from tamkit.sem.setup import Setup
from tamkit.sem.teststat import Test, adjusted_test

FROM_TRACES = ("satorra.bentler", "scaled.shifted", "mean.var.adjusted")


@dataclass(frozen=True, slots=True)
class Inference:
    """Covariance of θ̂ (k,k), H⁻¹ (k,k), the (scaled) test, and the scaling factors of the log-likelihoods (MLR)."""

    vcov: Array
    inverse: Array
    test: Test
    scaling_h1: float = float("nan")
    scaling_h0: float = float("nan")


def infer(setup: Setup, theta: Array, base: Test, expected: Array | None = None) -> Inference:
    """Everything that follows from θ̂ (k,): see `Inference`.

    ``base``: the unscaled test. ``expected``: the expected Hessian of the discrepancy there, where it is known.
    """
    settings, route, N = setup.settings, setup.route, setup.N

    def bread(information: str) -> Array:
        # The discrepancies of least squares count n − 1 where the information counts n, so theirs is made anew.
        known = expected if information == "expected" and settings.discrepancy == "ML" else None
        return setup.inverse(route.hessian(setup, theta, information) if known is None else known, theta)

    inverse = bread(settings.information)
    vcov, test, scaling_h1, scaling_h0 = inverse / N, base, float("nan"), float("nan")
    if settings.se == "robust.huber.white" or settings.test == "yuan.bentler.mplus":
        B = route.first_order(setup, theta)
        if settings.se == "robust.huber.white":
            vcov = inverse @ B @ inverse / N
        if settings.test == "yuan.bentler.mplus":
            h1, h0 = route.saturated_trace(setup), float(np.trace(B @ inverse))
            test = adjusted_test(base, h1 - h0, float("nan"), settings.test)
            scaling_h1 = h1 / setup.moments
            scaling_h0 = h0 / setup.npar if setup.npar else float("nan")
    if settings.se == "robust.sem.nt":
        vcov = inverse @ route.normal_meat(setup, theta) @ inverse / N
    if settings.se == "robust.sem" or settings.test in FROM_TRACES:
        sandwich = route.sandwich(setup, theta, inverse if settings.information == "expected" else bread("expected"))
        if settings.se == "robust.sem":
            vcov = inverse @ sandwich.meat @ inverse / N
        if settings.test in FROM_TRACES:
            test = adjusted_test(base, sandwich.trace, sandwich.trace_square, settings.test)
    return Inference(vcov, inverse, test, scaling_h1, scaling_h0)
