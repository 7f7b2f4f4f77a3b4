"""The test of the restrictions between two nested fits (Satorra 2000): for least squares, and if asked MLR and MLM.

The scaled-and-shifted statistics of two models do not subtract, and Satorra & Bentler's (2001) scaling needs tests
that are multiples of χ². With P the larger model's information, M its meat Σ n_g/N Δᵀ W Γ W Δ, and A the restrictions
(the part of the larger model's derivatives that the smaller one's do not span),

    X = P⁻¹ Aᵀ (A P⁻¹ Aᵀ)⁻¹ A P⁻¹,   tr(U Γ) = tr(X M),   tr((U Γ)²) = tr(X M X M),

and the difference T₀ − T₁ is adjusted like a single test (Asparouhov & Muthén 2006, 2010; Mplus's DIFFTEST).
"""

from __future__ import annotations

import numpy as np

from tamkit.errors import AnalysisError, OptionError
from tamkit.sem.estimate import Fitted
from tamkit.sem.matrices import Array
from tamkit.sem.teststat import Test, adjusted_test, standard_test


def satorra_2000(larger: Fitted, smaller: Fitted) -> Test:
    """The adjusted test of ``smaller`` against ``larger``; fields ``chisq_scaled``, ``df_scaled``, ``pvalue_scaled``.

    Raises InputError for fits without a robust test or of incomplete rows, AnalysisError when the models do not differ.
    R: ``lavTestLRT(larger, smaller, method = "satorra.2000", A.method = "delta")``.
    """
    setup, theta = larger.setup, larger.estimate.theta
    if setup.settings.test == "standard" and not setup.settings.estimator.takes_ordered:
        raise OptionError("sem.method_2000_needs_robust")
    at = setup.route.nested(setup, theta)
    others = smaller.setup.route.nested(smaller.setup, smaller.estimate.theta).deltas
    K1, K0 = setup.tangent(theta), smaller.setup.tangent(smaller.estimate.theta)
    Delta1, Delta0 = np.concatenate(at.deltas), np.concatenate(others)
    trace, square = restriction_traces(
        Delta1 if K1 is None else Delta1 @ K1,
        Delta0 if K0 is None else Delta0 @ K0,
        at.information,
        at.meat,
        K1,
    )
    t1, t0 = larger.estimate.test, smaller.estimate.test
    base = standard_test(t0.chisq - t1.chisq, round(t0.df - t1.df))
    return adjusted_test(base, trace, square, at.kind)


def restriction_traces(
    Delta1: Array, Delta0: Array, P: Array, M: Array, K1: Array | None = None
) -> tuple[float, float]:
    """tr(U Γ) and tr((U Γ)²) of the restrictions, from the derivatives (q,k₁), (q,k₀) of all groups' statistics.

    ``P`` and ``M`` (k,k) are information and meat of the larger model, ``K1`` (k,k₁) the basis of its constraints.

    >>> D = np.eye(3)
    >>> restriction_traces(D, D[:, :2], np.eye(3), 2 * np.eye(3))
    (2.0, 4.0)
    """
    K = np.eye(len(P)) if K1 is None else K1
    H = np.linalg.lstsq(Delta1, Delta0, rcond=None)[0]
    U, s, _ = np.linalg.svd(H)
    A = U[:, int((s > 1e-9 * s.max(initial=0.0)).sum()) :].T
    if not len(A):
        raise AnalysisError("sem.models_do_not_differ")
    inverse = np.linalg.inv(K.T @ P @ K)
    X = inverse @ A.T @ np.linalg.pinv(A @ inverse @ A.T) @ A @ inverse
    XM = X @ (K.T @ M @ K)
    return float(np.trace(XM)), float(np.sum(XM * XM.T))
