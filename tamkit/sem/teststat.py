"""The χ² test of exact fit and its robust versions.

    standard             T = 2 N f (ML with normal likelihood), 2 (N − G) f (Wishart), (n − 1) F summed (GLS, ULS)
    satorra.bentler      T / c, c = tr(U Γ) / df                                  (MLM; Satorra & Bentler 1994)
    yuan.bentler.mplus   T / c, c = [tr(B₁ A₁⁻¹) − tr(B₀ H⁻¹)] / df               (MLR; Asparouhov & Muthén 2005)

Traces are computed from the cases, never from p*² matrices: for the saturated model tr(B₁ A₁⁻¹) is half of Mardia's
kurtosis minus p, because a case's saturated score weighs it by its squared Mahalanobis distance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.sem.implied import implied
from tamkit.sem.information import case_scores, meat, predicted
from tamkit.sem.matrices import Array, Matrices


@dataclass(frozen=True, slots=True)
class Test:
    """χ², its degrees of freedom and p; ``scaled`` values are NaN without a robust test.

    ``trace`` is tr(UΓ); ``shift`` is used by the scaled-and-shifted test only.
    """

    chisq: float
    df: float
    pvalue: float
    kind: str = "standard"
    chisq_scaled: float = float("nan")
    df_scaled: float = float("nan")
    pvalue_scaled: float = float("nan")
    scaling_factor: float = float("nan")
    shift: float = float("nan")
    trace: float = float("nan")

    @property
    def robust(self) -> bool:
        return self.kind != "standard"


def chi2_sf(x: float, df: float) -> float:
    """Upper tail of χ²; NaN when the model is saturated."""
    from scipy.special import chdtrc

    return float(chdtrc(df, max(x, 0.0))) if df > 0 else float("nan")


def standard_test(chisq: float, df: float) -> Test:
    return Test(chisq, df, chi2_sf(chisq, df))


def scaled_test(base: Test, trace: float, kind: str) -> Test:
    """Divide by c = trace/df."""
    if base.df <= 0:
        return Test(base.chisq, base.df, base.pvalue, kind, base.chisq, base.df, base.pvalue, float("nan"), trace=trace)
    c = trace / base.df
    scaled = base.chisq / c
    return Test(
        base.chisq, base.df, base.pvalue, kind, scaled, base.df, chi2_sf(scaled, base.df), c, float("nan"), trace
    )


def trace_mlr_saturated(
    data: Sequence[Array], cov: Sequence[Array], mean: Sequence[Array], meanstructure: bool, exo: Sequence[int]
) -> float:
    """Σ_g tr(B₁ A₁⁻¹) of the saturated model.

    Without exogenous variables a case contributes ½ (m² − p) with m its squared Mahalanobis distance, and the means p.
    With fixed exogenous variables their own moments are left out of both matrices, by regression on them.
    """
    total = 0.0
    for g, y in enumerate(data):
        centred = y - mean[g]
        m = np.einsum("ni,ij,nj->n", centred, np.linalg.inv(cov[g]), centred)
        p = y.shape[1]
        if not len(exo):
            total += 0.5 * (float(np.mean(m**2)) - p) + (p if meanstructure else 0)
            continue
        total += _trace_with_exogenous(y, cov[g], mean[g], meanstructure, exo)
    return total


def _trace_with_exogenous(y: Array, cov: Array, mean: Array, meanstructure: bool, exo: Sequence[int]) -> float:
    """tr(B₁ A₁⁻¹) over all sample moments but those among the exogenous variables."""
    p = len(cov)
    Omega = np.linalg.inv(cov)
    z = (y - mean) @ Omega
    a, b = np.tril_indices(p)
    fixed = set(exo)
    keep = np.array([not (i in fixed and j in fixed) for i, j in zip(a, b, strict=True)])
    a, b = a[keep], b[keep]
    c = np.where(a == b, 0.5, 1.0)
    scores = c * (z[:, a] * z[:, b] - Omega[a, b])
    A1 = (c[:, None] * c) * (Omega[np.ix_(a, a)] * Omega[np.ix_(b, b)] + Omega[np.ix_(a, b)] * Omega[np.ix_(b, a)])
    if meanstructure:
        free = [i for i in range(p) if i not in fixed]
        scores = np.concatenate([scores, z[:, free]], axis=1)
        zeros = np.zeros((len(A1), len(free)))
        A1 = np.block([[A1, zeros], [zeros.T, Omega[np.ix_(free, free)]]])
    B1 = scores.T @ scores / len(y)
    return float(np.trace(np.linalg.solve(A1, B1)))


def trace_satorra_bentler(
    matrices: Sequence[Matrices],
    theta: Array,
    data: Sequence[Array],
    cov: Sequence[Array],
    mean: Sequence[Array],
    inverse: Array,
    exogenous: Sequence[int] = (),
) -> float:
    """tr(U Γ) = Σ_g tr(W Γ) − tr(H⁻¹ Δᵀ W Γ W Δ) with W at the model-implied moments and Γ distribution-free."""
    total = sum(len(y) for y in data)
    first = 0.0
    scores = []
    for g, y in enumerate(data):
        at = implied(matrices[g], theta[None], cov[g][None], mean[g][None])
        Omega = np.linalg.inv(at.Sigma[0])
        centred = y - mean[g]
        fitted = predicted(centred, exogenous) if len(exogenous) else np.zeros_like(centred)
        q, cross, r = (
            np.einsum("ni,ij,nj->n", a, Omega, b) for a, b in ((centred, centred), (centred, fitted), (fitted, fitted))
        )
        OS = Omega @ ((centred.T @ centred - fitted.T @ fitted) / len(y))
        first += 0.5 * (float(np.mean(q**2 - 2 * cross**2 + r**2)) - float(np.trace(OS @ OS)))
        if matrices[g].meanstructure:
            first += float(np.mean(q - 2 * cross + r))
        scores.append(case_scores(matrices[g], theta, y, cov[g], mean[g], centre="sample", exogenous=exogenous))
    return first - float(np.trace(inverse @ meat(scores, total)))
