"""Where incomplete data meet the model: the sample, the problem to minimise, its inference and its robust fit
measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tamkit.sem.information import invert
from tamkit.sem.matrices import Array
from tamkit.sem.missing.discrepancy import IncompleteML, moment_jacobian
from tamkit.sem.missing.fiml import casewise_scores, fiml
from tamkit.sem.missing.information import (
    crossed,
    expected_information,
    first_order_information,
    observed_information,
)
from tamkit.sem.missing.patterns import Patterns, missing_patterns
from tamkit.sem.missing.saturated import saturated
from tamkit.sem.moments import Sample
from tamkit.sem.teststat import Test, scaled_test

if TYPE_CHECKING:
    from tamkit.sem.setup import Estimate, Setup


def incomplete(sample: Sample, exogenous: Sequence[int]) -> Sample:
    """The sample with its patterns and, as its moments, the saturated model's estimates.

    Rows without an answer on a fixed exogenous variable are left out first, as lavaan does: nothing models them.
    """
    assert sample.data is not None
    parts, cases, dropped = [], [], sample.dropped
    for data, at in zip(sample.data, sample.cases, strict=True):
        known = ~np.isnan(data[:, list(exogenous)]).any(axis=1)
        dropped += int((~known).sum())
        parts.append(data[known])
        cases.append(at[known])
    patterns = tuple(missing_patterns(data, sample.names) for data in parts)
    h1 = [saturated(part) for part in patterns]
    return replace(
        sample,
        n=tuple(part.n for part in patterns),
        cov=tuple(part.cov for part in h1),
        mean=tuple(part.mean for part in h1),
        data=tuple(data[part.kept] for data, part in zip(parts, patterns, strict=True)),
        cases=tuple(at[part.kept] for at, part in zip(cases, patterns, strict=True)),
        dropped=dropped,
        patterns=patterns,
        saturated=tuple(part.loglik for part in h1),
    )


def problem(setup: Setup) -> IncompleteML:
    """The discrepancy of the sample itself, a stack of one."""
    sample = setup.sample
    return IncompleteML(
        setup.matrices,
        sample.patterns,
        [S[None] for S in setup.cov],
        [m[None] for m in setup.mean],
        sample.saturated,
    )


def hessian(setup: Setup, theta: Array, information: str) -> Array:
    """Observed or expected information per observation (k,k)."""
    at = problem(setup)
    if information == "observed":
        return at.observed(theta)
    _, H = at.derivatives(theta[None], slice(None))
    assert H is not None
    return H[0]


def scores(setup: Setup, theta: Array) -> list[Array]:
    """(n,k) casewise scores of each group."""
    at = problem(setup)
    out = []
    for g, (matrices, patterns) in enumerate(zip(setup.matrices, setup.sample.patterns, strict=True)):
        moments = at.at(g, theta[None])
        out.append(casewise_scores(patterns, moments.mu[0], moments.Sigma[0]) @ moment_jacobian(matrices, moments)[0])
    return out


def infer(setup: Setup, theta: Array, base: Test, jacobian: Array | None) -> tuple[Array, Array, Test, float, float]:
    """Covariance of theta, H⁻¹, the test, and the scaling factors of the saturated and the model's log-likelihood
    (MLR)."""
    settings = setup.settings
    inverse = invert(hessian(setup, theta, settings.information), setup.constraints.affine, jacobian)
    vcov, test, scaling_h1, scaling_h0 = inverse / setup.N, base, float("nan"), float("nan")
    if settings.se == "robust.huber.white" or settings.test == "yuan.bentler.mplus":
        meat = sum((s.T @ s for s in scores(setup, theta)), np.zeros_like(inverse)) / sum(setup.sample.n)
        if settings.se == "robust.huber.white":
            vcov = inverse @ meat @ inverse / setup.N
        if settings.test == "yuan.bentler.mplus":
            h0, h1 = float(np.trace(meat @ inverse)), sum(saturated_traces(setup))
            test = scaled_test(base, h1 - h0, settings.test)
            scaling_h1 = h1 / (len(_modelled(setup)) * len(setup.sample.n))
            scaling_h0 = h0 / setup.npar if setup.npar else float("nan")
    return vcov, inverse, test, scaling_h1, scaling_h0


def saturated_traces(setup: Setup) -> list[float]:
    """tr(B1 A1⁻¹) of each group's saturated model, moments of fixed exogenous variables left out."""
    keep = _modelled(setup)
    out = []
    for patterns, cov, mean in zip(setup.sample.patterns, setup.cov, setup.mean, strict=True):
        A = observed_information(patterns, mean, cov)[np.ix_(keep, keep)]
        B = first_order_information(patterns, mean, cov)[np.ix_(keep, keep)]
        out.append(float(np.trace(np.linalg.solve(A, B))))
    return out


def _modelled(setup: Setup) -> Array:
    """Positions in (mu, vech Sigma) that are not moments of fixed exogenous variables alone."""
    p, fixed = len(setup.sample.names), set(setup.exogenous)
    i, j = np.triu_indices(p)
    means = [m not in fixed for m in range(p)]
    return np.flatnonzero([*means, *(not (a in fixed and b in fixed) for a, b in zip(i, j, strict=True))])


def logliks(setup: Setup, theta: Array) -> tuple[float, float]:
    """Log-likelihood of the model and of the saturated model, conditional on fixed exogenous variables."""
    at = problem(setup)
    model = saturated_value = 0.0
    for g, patterns in enumerate(setup.sample.patterns):
        moments = at.at(g, theta[None])
        model += fiml(patterns, moments.mu[0], moments.Sigma[0]).loglik
        saturated_value += setup.sample.saturated[g]
        x = setup.exogenous
        if x:
            own = setup.cov[g][np.ix_(x, x)]
            alone = -0.5 * patterns.n * (len(x) * (np.log(2 * np.pi) + 1) + float(np.linalg.slogdet(own)[1]))
            model, saturated_value = model - alone, saturated_value - alone
    return model, saturated_value


def measures(setup: Setup, estimated: Estimate, base: Estimate) -> dict[str, float]:
    """What differs from complete data: GFI and relatives, robust CFI, TLI and RMSEA."""
    return _gfi(setup, estimated) | robust_measures(setup, estimated, base)


def _gfi(setup: Setup, estimated: Estimate) -> dict[str, float]:
    """GFI of available-case moments, weighted by the expected information of the incomplete data at the model."""
    at = problem(setup)
    df, n = estimated.test.df, setup.sample.n
    p = len(setup.sample.names)
    i, j = np.triu_indices(p)
    fixed = np.setdiff1d(np.arange(p + len(i)), _modelled(setup))
    values = []
    for g, patterns in enumerate(setup.sample.patterns):
        moments = at.at(g, estimated.theta[None])
        W = expected_information(patterns, moments.mu[0], moments.Sigma[0])
        W[fixed, :] = W[:, fixed] = 0.0
        mean, cov = available_moments(patterns)
        sample = np.concatenate([mean, cov[i, j]])
        gap = sample - np.concatenate([moments.mu[0], moments.Sigma[0][i, j]])
        values.append(1.0 - float(gap @ W @ gap) / float(sample @ W @ sample))
    gfi = float(np.average(values, weights=n))
    count = (p + len(i)) * len(n)
    return {
        "gfi": gfi,
        "agfi": 1 - count / df * (1 - gfi) if df > 0 else 1.0,
        "pgfi": df / count * gfi,
    }


def available_moments(patterns: Patterns) -> tuple[Array, Array]:
    """Means of the available cases, and covariances of the cases with both variables (divisor m - 1, times (n - 1)/n).

    R: ``colMeans(x, na.rm = TRUE)``, ``cov(x, use = "pairwise") * (n - 1) / n``.
    """
    seen = patterns.observed[patterns.of_row].astype(float)
    x = patterns.data
    both = seen.T @ seen
    cross, sums = x.T @ x, x.T @ seen
    cov = (cross - sums * sums.T / both) / (both - 1.0)
    mean: Array = x.sum(axis=0) / seen.sum(axis=0)
    return mean, cov * (patterns.n - 1) / patterns.n


def robust_measures(setup: Setup, estimated: Estimate, base: Estimate) -> dict[str, float]:
    """Robust CFI, TLI, RNI and RMSEA of incomplete data, under lavaan's names."""
    from tamkit.sem.measures import _rmsea, cfi, tli

    T, c, Tb, cb = corrected(setup, estimated, base)
    df, df_null = estimated.test.df, base.test.df
    if df <= 0:
        return {}
    out = {
        "cfi_robust": cfi(T, df, Tb, df_null, c, cb),
        "tli_robust": tli(T, df, Tb, df_null, c, cb),
        "rni_robust": 1 - (T - c * df) / (Tb - cb * df_null),
    }
    out["nnfi_robust"] = out["tli_robust"]
    return out | _rmsea(T, df, setup.N, len(setup.sample.n), T / c, c, c, "_robust")


def residual_z(setup: Setup, theta: Array, g: int, *, standardized: bool) -> Array:
    """(p,p) residual covariances of group ``g`` over their standard errors.

    The saturated moments have the covariance I1⁻¹/n (I1⁻¹ J1 I1⁻¹/n under robust standard errors), I1 their observed
    (expected) information; the residual's is Q of it Q', Q = I - n_g/N Delta (Delta' I0 Delta)⁻¹ Delta' I0 with I0 the
    information at the model's moments. R: ``lavResiduals(fit)$cov.z``.
    """
    at = problem(setup)
    keep = _modelled(setup)
    kind = expected_information if setup.settings.information == "expected" else observed_information
    n = setup.sample.n
    own, H = [], np.zeros((setup.table.k,) * 2)
    for other, patterns in enumerate(setup.sample.patterns):
        moments = at.at(other, theta[None])
        delta = moment_jacobian(setup.matrices[other], moments)[0][keep]
        I0 = kind(patterns, moments.mu[0], moments.Sigma[0])[np.ix_(keep, keep)]
        own.append((moments, delta, I0))
        H += n[other] / sum(n) * delta.T @ I0 @ delta
    moments, delta, I0 = own[g]
    patterns, cov, mean = setup.sample.patterns[g], setup.cov[g], setup.mean[g]
    acov = np.linalg.inv(kind(patterns, mean, cov)[np.ix_(keep, keep)])
    if setup.settings.se == "robust.huber.white":
        acov = acov @ first_order_information(patterns, mean, cov)[np.ix_(keep, keep)] @ acov
    if standardized:
        inverse = invert(H, setup.constraints.affine)
        Q = np.eye(len(keep)) - n[g] / sum(n) * delta @ inverse @ delta.T @ I0
        acov = Q @ acov @ Q.T
    p = len(cov)
    i, j = np.triu_indices(p)
    variance = np.zeros(p + len(i))
    variance[keep] = np.diag(acov) / n[g]
    residual = (cov - moments.Sigma[0])[i, j]
    spread = variance[p:]
    exact = (np.abs(residual) < 1e-5) | (spread < 1e-12 * cov[i, i] * cov[j, j])
    out = np.zeros((p, p))
    out[i, j] = out[j, i] = np.where(exact, 0.0, residual / np.sqrt(np.maximum(spread, 1e-300)))
    return out


def corrected(setup: Setup, estimated: Estimate, base: Estimate) -> tuple[float, float, float, float]:
    """(T, c) of the model and of the independence model for robust CFI, TLI and RMSEA with incomplete data.

    T is the complete-data ML statistic of the saturated moments at the estimates; with Wm, Wc the information of
    incomplete and of complete data about the saturated moments, H = Delta' Wm Delta (Wm expected there if the standard
    errors use expected information) and U = Wm - Wm Delta H⁻¹ Delta' Wm, the constant is
    tr(Wc Wm⁻¹ U Wm⁻¹)/df under normality (FIML-C V6) and tr(U Wm⁻¹ Wc Wm⁻¹ U Gamma)/df with Gamma the sandwich under a
    robust test (V3): Zhang & Savalei (2022), Psychological Methods.
    """
    robust = setup.settings.test != "standard"
    keep = _modelled(setup)
    n = setup.sample.n
    parts, kinds = [], []
    expected = setup.settings.information == "expected"
    for patterns, cov, mean, m in zip(setup.sample.patterns, setup.cov, setup.mean, n, strict=True):
        share = m / sum(n)
        Wm = observed_information(patterns, mean, cov)[np.ix_(keep, keep)]
        inverse = np.linalg.inv(Wm)
        Wc = _complete_information(cov)[np.ix_(keep, keep)]
        gamma = inverse
        if robust:
            gamma = inverse @ first_order_information(patterns, mean, cov)[np.ix_(keep, keep)] @ inverse
        parts.append((share * Wm, inverse / share, share * Wc, gamma / share))
        kinds.append(
            share * expected_information(patterns, mean, cov)[np.ix_(keep, keep)] if expected else parts[-1][0]
        )
    out: list[float] = []
    for one in (estimated, base):
        chisq = 0.0
        deltas = []
        at = problem(one.setup)
        for g, (cov, mean, m) in enumerate(zip(setup.cov, setup.mean, n, strict=True)):
            moments = at.at(g, one.theta[None])
            chisq += m * _complete_discrepancy(cov, mean, moments.Sigma[0], moments.mu[0])
            deltas.append(moment_jacobian(one.setup.matrices[g], moments)[0][keep])
        H = sum(
            (delta.T @ W @ delta for W, delta in zip(kinds, deltas, strict=True)), np.zeros((one.setup.table.k,) * 2)
        )
        trace = _corrected_trace(parts, deltas, invert(H, one.setup.constraints.affine), robust)
        out += [chisq, trace / one.test.df if one.test.df > 0 else float("nan")]
    return out[0], out[1], out[2], out[3]


def _corrected_trace(
    parts: Sequence[tuple[Array, Array, Array, Array]], deltas: Sequence[Array], inverse: Array, robust: bool
) -> float:
    """tr(Wc Wm⁻¹ U Wm⁻¹), or tr(U Wm⁻¹ Wc Wm⁻¹ U Gamma), over all groups without building their block matrix.

    With A = I - Delta H⁻¹ Delta' Wm, so that Wm⁻¹ U = A, the second is tr(A' Wc A Gamma).
    """
    if not robust:
        k = inverse.shape[0]
        middle = sum(
            (delta.T @ Wc @ delta for (_, _, Wc, _), delta in zip(parts, deltas, strict=True)), np.zeros((k, k))
        )
        return float(sum(np.sum(Wc * Wmi) for _, Wmi, Wc, _ in parts)) - float(np.sum(inverse * middle))
    DWD = sum(delta.T @ Wc @ delta for (_, _, Wc, _), delta in zip(parts, deltas, strict=True))
    out = 0.0
    for (Wm, _, Wc, gamma), delta in zip(parts, deltas, strict=True):
        back = inverse @ (delta.T @ Wm)
        out += float(np.sum(Wc * gamma))
        out -= 2.0 * float(np.sum((Wc @ delta) * (gamma @ back.T)))
        out += float(np.sum((DWD @ back @ gamma) * back))
    return out


def _complete_information(cov: Array) -> Array:
    """Information of complete data about (mu, vech Sigma), per observation."""
    p = len(cov)
    inverse = np.linalg.inv(cov)
    out = np.zeros((p + p * (p + 1) // 2,) * 2)
    out[:p, :p] = inverse
    out[p:, p:] = 0.5 * crossed(inverse[None], inverse[None])
    return out


def _complete_discrepancy(S: Array, mean: Array, Sigma: Array, mu: Array) -> float:
    inverse = np.linalg.inv(Sigma)
    d = mean - mu
    logs = float(np.linalg.slogdet(Sigma)[1]) - float(np.linalg.slogdet(S)[1])
    return logs + float(np.sum(inverse * S)) - len(S) + float(d @ inverse @ d)
