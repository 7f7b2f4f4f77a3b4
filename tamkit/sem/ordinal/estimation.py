"""Where the ordinal statistics meet the model: the problem to minimise, its inference, its independence model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tamkit.sem.information import invert
from tamkit.sem.matrices import Array
from tamkit.sem.ordinal.codes import pairs_of
from tamkit.sem.ordinal.latent import Latent, compile_latent, statistics_jacobian
from tamkit.sem.ordinal.least_squares import OrdinalLS, adjusted_test, information, sandwich_meat, traces
from tamkit.sem.ordinal.measures import OrdinalFit, ordinal_measures, polychoric_discrepancy
from tamkit.sem.ordinal.moments import OrdinalMoments
from tamkit.sem.teststat import Test, standard_test

if TYPE_CHECKING:
    from tamkit.sem.setup import Estimate, Setup


def weights(setup: Setup) -> list[Array]:
    """diag(W) of each group: ones for ULS, 1 / diag(Gamma) for DWLS."""
    moments = setup.sample.ordinal
    if setup.settings.estimator.discrepancy == "ULS":
        return [np.ones(len(part.statistics)) for part in moments]
    return [part.weights for part in moments]


def latents(setup: Setup) -> list[Latent]:
    return [compile_latent(setup.table, g + 1, matrices) for g, matrices in enumerate(setup.matrices)]


def problem(setup: Setup) -> OrdinalLS:
    """The discrepancy of the sample itself, a stack of one."""
    moments = setup.sample.ordinal
    return OrdinalLS(
        latents(setup),
        [part.statistics[None] for part in moments],
        [weight[None] for weight in weights(setup)],
        [S[None] for S in setup.cov],
        [m[None] for m in setup.mean],
        setup.sample.n,
    )


def fitted(setup: Setup, theta: Array) -> list[OrdinalFit]:
    """Statistics and derivatives of each group at theta (k,)."""
    out = []
    for latent, moments, weight, S, m in zip(
        latents(setup), setup.sample.ordinal, weights(setup), setup.cov, setup.mean, strict=True
    ):
        value, delta = statistics_jacobian(latent, theta[None], S[None], m[None])
        out.append(OrdinalFit(moments, value[0], delta[0], weight))
    return out


def hessian(setup: Setup, theta: Array) -> Array:
    """H (k,k) per observation, without the (n - 1)/n of f."""
    parts = fitted(setup, theta)
    return information([part.delta for part in parts], [part.weight for part in parts], setup.sample.n)


def infer(setup: Setup, theta: Array, base: Test, jacobian: Array | None) -> tuple[Array, Array, Test]:
    """Covariance of theta, H⁻¹ and the test. ``jacobian``: of non-linear or active constraints."""
    parts, n = fitted(setup, theta), setup.sample.n
    deltas, W = [part.delta for part in parts], [part.weight for part in parts]
    inverse = invert(information(deltas, W, n), setup.constraints.affine, jacobian)
    settings = setup.settings
    if settings.estimator.discrepancy == "ULS":
        base = replace(base, pvalue=float("nan"))  # 2 N f of ULS follows no chi-square
    vcov, test = inverse / setup.N, base
    if settings.se == "robust.sem" or settings.test != "standard":
        gammas = [_gamma(part.moments) for part in parts]
        if settings.se == "robust.sem":
            vcov = inverse @ sandwich_meat(deltas, W, gammas, n) @ inverse / setup.N
        if settings.test != "standard":
            test = adjusted_test(base, *traces(deltas, W, gammas, n, inverse), settings.test)
    return vcov, inverse, test


def baseline(setup: Setup) -> Test:
    """The independence model: thresholds, means and variances as in the sample, all correlations zero.

    It needs no iteration: T = sum_g (n_g - 1) sum w r² over the correlations, and U is W on them and zero elsewhere.
    """
    chisq, first, second, df = 0.0, 0.0, 0.0, 0
    for moments, weight in zip(setup.sample.ordinal, weights(setup), strict=True):
        start = moments.covariances_at.start
        chisq += (moments.n - 1) * float(weight[start:] @ moments.statistics[start:] ** 2)
        df += len(moments.statistics) - start
        if setup.settings.test != "standard":
            P = weight[start:, None] * _gamma(moments)[start:, start:]
            first += float(np.trace(P))
            second += float(np.sum(P * P.T))
    base = standard_test(chisq, df)
    if setup.settings.estimator.discrepancy == "ULS":
        base = replace(base, pvalue=float("nan"))
    return base if setup.settings.test == "standard" else adjusted_test(base, first, second, setup.settings.test)


def measures(setup: Setup, estimated: Estimate) -> dict[str, float]:
    """All fit measures of an estimate."""
    parts = fitted(setup, estimated.theta)
    robust = None
    if estimated.inverse is not None and setup.settings.test != "standard" and _thresholds_are_free(setup):
        robust = polychoric_discrepancy(parts, estimated.inverse, estimated.test.df)
    return ordinal_measures(parts, estimated.test, baseline(setup), setup.npar, estimated.value, robust)


def _thresholds_are_free(setup: Setup) -> bool:
    """Whether thresholds and scales are as in the sample, so that the correlations alone carry the misfit.

    Where groups share thresholds, or the model holds some, lavaan has no robust CFI and RMSEA either.
    """
    rows, ordered = setup.table.rows, setup.table.ordered
    if any(row.free and row.op == "~*~" for row in rows):
        return False
    if any(row.free and row.op == "~~" and row.lhs == row.rhs and row.lhs in ordered for row in rows):
        return False
    at = [row.free - 1 for row in rows if row.op == "|"]
    if min(at, default=0) < 0 or len(set(at)) < len(at):
        return False
    K = setup.constraints.affine.K
    return K is None or bool(np.allclose(K[at] @ K[at].T, np.eye(len(at)), atol=1e-8))


def residual_z(setup: Setup, theta: Array, g: int, *, standardized: bool) -> Array:
    """(p,p) residual covariances of group ``g`` over their standard errors; 0 on the diagonal of ordered variables.

    ``standardized``: SE of the residual, from Q Gamma Q' / N with Q = I - n_g/N Delta H⁻¹ Delta' W; otherwise of the
    statistic alone. R: ``lavResiduals(fit)$cov.z``.
    """
    part = fitted(setup, theta)[g]
    moments = part.moments
    acov = _gamma(moments)
    if standardized:
        inverse = invert(hessian(setup, theta), setup.constraints.affine)
        share = setup.sample.n[g] / sum(setup.sample.n)
        Q = np.eye(len(acov)) - share * part.delta @ inverse @ (part.weight[:, None] * part.delta).T
        acov = Q @ acov @ Q.T
    variance = np.diag(acov) / sum(setup.sample.n)
    residual = moments.statistics - part.fitted
    z = np.where(variance > 1e-14, residual / np.sqrt(np.maximum(variance, 1e-300)), 0.0)
    names = setup.sample.names
    at = np.array([names.index(name) for name in moments.names])
    continuous = at[~np.array(moments.ordered)]
    first, second = pairs_of(len(at))
    out = np.zeros((len(names), len(names)))
    out[continuous, continuous] = z[moments.variances_at]
    out[at[first], at[second]] = out[at[second], at[first]] = z[moments.covariances_at]
    return out


def _gamma(moments: OrdinalMoments) -> Array:
    assert moments.gamma is not None
    return moments.gamma
