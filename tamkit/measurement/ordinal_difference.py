"""The chi-square difference of nested ordinal models (DWLS estimates with a robust test).

The difference of two scaled chi-squares is no chi-square, and the scaling of Satorra & Bentler (2001) belongs to
maximum likelihood. Satorra (2000) gives the test of the restrictions themselves; with its trace matched in mean and
variance it is what Mplus calls DIFFTEST and lavaan prints for WLSMV.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tamkit.errors import AnalysisError
from tamkit.measurement.blocks import Matrix


def restriction_traces(
    Delta1: Matrix, Delta0: Matrix, information: Matrix, meat: Matrix, K1: Matrix | None = None
) -> tuple[float, float]:
    """tr(U Γ) and tr((U Γ)²) of the restrictions that lead from a larger to a smaller model.

    With H the regression of the smaller model's derivatives on the larger's, A its orthogonal complement, P the larger
    model's information and M its meat ``sum_g f_g Δ'WΓWΔ``: ``X = P⁻¹A'(A P⁻¹A')⁻¹A P⁻¹``, tr(X M) and tr(X M X M).

    Parameters
    ----------
    Delta1, Delta0
        Derivatives (q, k1) and (q, k0) of all groups' statistics in the free, unconstrained parameters of either model.
    information, meat
        (k, k) of the larger model, before its equality constraints.
    K1
        (k, k1) basis of the larger model's constraints; None without constraints.

    >>> D1 = np.eye(3)
    >>> restriction_traces(D1, D1[:, :2], np.eye(3), 2 * np.eye(3))
    (2.0, 4.0)
    """
    K = np.eye(information.shape[0]) if K1 is None else K1
    H = np.linalg.lstsq(Delta1, Delta0, rcond=None)[0]
    U, s, _ = np.linalg.svd(H)
    rank = int((s > 1e-9 * s.max()).sum()) if s.size else 0
    A = U[:, rank:].T
    if not A.shape[0]:
        raise AnalysisError("the models do not differ: no restriction leads from one to the other.")
    P = np.linalg.inv(K.T @ information @ K)
    X = P @ A.T @ np.linalg.pinv(A @ P @ A.T) @ A @ P
    XM = X @ (K.T @ meat @ K)
    return float(np.trace(XM)), float(np.sum(XM * XM.T))


def ordinal_difference(larger: Any, smaller: Any) -> dict[str, float]:
    """chisq_diff, df_diff, pvalue_diff of two nested fits with an ordinal estimator (Satorra 2000, mean and variance).

    R: ``lavaan::lavTestLRT(larger, smaller)`` of WLSMV fits (method ``satorra.2000``, ``A.method = "delta"``).
    """
    from tamkit.sem.ordinal.estimation import fitted
    from tamkit.sem.ordinal.least_squares import adjusted_test, information, sandwich_meat
    from tamkit.sem.teststat import standard_test

    setup = larger.setup
    parts = fitted(setup, larger.estimate.theta)
    n = setup.sample.n
    deltas, weights = [part.delta for part in parts], [part.weight for part in parts]
    gammas = [part.moments.gamma for part in parts]
    if any(gamma is None for gamma in gammas):
        raise AnalysisError("the difference of ordinal models needs a robust estimator such as WLSMV.")
    K1, K0 = setup.constraints.affine.K, smaller.setup.constraints.affine.K
    Delta1 = np.concatenate(deltas)
    Delta0 = np.concatenate([part.delta for part in fitted(smaller.setup, smaller.estimate.theta)])
    trace, square = restriction_traces(
        Delta1 if K1 is None else Delta1 @ K1,
        Delta0 if K0 is None else Delta0 @ K0,
        information(deltas, weights, n),
        sandwich_meat(deltas, weights, [g for g in gammas if g is not None], n),
        K1,
    )
    t1, t0 = larger.estimate.test, smaller.estimate.test
    df = round(t0.df - t1.df)
    test = adjusted_test(standard_test(t0.chisq - t1.chisq, df), trace, square, setup.settings.test)
    return {"chisq_diff": test.chisq_scaled, "df_diff": float(test.df_scaled), "pvalue_diff": test.pvalue_scaled}
