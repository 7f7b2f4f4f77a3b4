"""How far the model is from the sample: value, gradient and weight matrix for a stack of samples.

All members of the normal-theory family are one function with another weight Ω in place:

    ML   f = ½ [log|Σ| − log|S| + tr(S Σ⁻¹) − p + (m−μ)ᵀ Σ⁻¹ (m−μ)],  Ω = Σ⁻¹
    GLS  f = ¼ tr[(S⁻¹(S − Σ))²] + ½ (m−μ)ᵀ S⁻¹ (m−μ),                Ω = S⁻¹
    ULS  f = ¼ tr[(S − Σ)²] + ½ (m−μ)ᵀ(m−μ),                          Ω = I

f is lavaan's ``fx``; the test statistic is 2 N f. Groups are weighted by their share of the sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.curvature import observed
from tamkit.sem.implied import gradient, implied, information
from tamkit.sem.linalg import inverse_and_log_determinant, inverse_or_nan, log_determinant, solved_trace, trace
from tamkit.sem.matrices import Array, Matrices
from tamkit.sem.structured import structured, structured_gradient, structured_value

Rows = NDArray[np.intp] | slice
Weight = bool | Literal["exact"]


class Discrepancy(Protocol):
    """What the solver asks for. ``rows`` picks members of the stack; shapes f (B,), g (B,k), H (B,k,k)."""

    @property
    def size(self) -> int:
        """How many samples are in the stack."""

    @property
    def exact(self) -> bool:
        """Whether `evaluate` knows the exact Hessian."""

    def value(self, theta: Array, rows: Rows) -> Array:
        """f; infinite where the model-implied covariance is not positive definite."""

    def derivatives(self, theta: Array, rows: Rows, weight: bool = True) -> tuple[Array, Array | None]:
        """Gradient and, when asked for, the expected Hessian (Gauss–Newton weight)."""

    def evaluate(self, theta: Array, rows: Rows, weight: Weight = True) -> tuple[Array, Array, Array | None]:
        """Value, gradient and Hessian at once, sharing what they have in common.

        ``weight``: True for the expected Hessian, ``"exact"`` for the exact one where it is offered.
        """


@dataclass(frozen=True, slots=True)
class NormalTheory:
    """ML, GLS or ULS on a stack of sample moments; one entry a group in every sequence.

    ``cov`` (B,p,p), ``mean`` (B,p), ``weights`` the groups' shares (summing to 1).
    """

    estimator: str
    matrices: Sequence[Matrices]
    cov: Sequence[Array]
    mean: Sequence[Array]
    weights: Sequence[float]
    sample_inverse: Sequence[Array]
    sample_logdet: Sequence[Array]

    @classmethod
    def of(
        cls,
        estimator: str,
        matrices: Sequence[Matrices],
        cov: Sequence[Array],
        mean: Sequence[Array],
        weights: Sequence[float],
    ) -> NormalTheory:
        """Prepare a stack; what depends on the sample alone is computed once."""
        inverse = [np.linalg.inv(S) for S in cov] if estimator == "GLS" else []
        logdet = [np.linalg.slogdet(S)[1] if estimator == "ML" else np.zeros(len(S)) for S in cov]
        return cls(estimator, matrices, cov, mean, weights, inverse, logdet)

    @property
    def size(self) -> int:
        return len(self.cov[0])

    @property
    def exact(self) -> bool:
        return True

    def value(self, theta: Array, rows: Rows) -> Array:
        total = np.zeros(len(theta))
        for g, matrices in enumerate(self.matrices):
            S, m = self.cov[g][rows], self.mean[g][rows]
            if self.estimator == "ML" and len(theta) > 1 and structured(matrices):
                total += 0.5 * self.weights[g] * _structured_value(matrices, theta, S, m, self.sample_logdet[g][rows])
                continue
            at = implied(matrices, theta, S, m)
            d = m - at.mu if matrices.meanstructure else np.zeros_like(m)
            if self.estimator == "ML":
                f = _ml_value(at.Sigma, S, d, self.sample_logdet[g][rows])
            else:
                Omega = self._fixed_weight(g, rows, S)
                E = Omega @ (S - at.Sigma)
                f = 0.5 * np.einsum("bij,bji->b", E, E) + (d[:, None, :] @ Omega @ d[..., None])[:, 0, 0]
            total += 0.5 * self.weights[g] * f
        return np.where(np.isfinite(total), total, np.inf)

    def derivatives(self, theta: Array, rows: Rows, weight: bool = True) -> tuple[Array, Array | None]:
        _, g, H = self._all(theta, rows, weight, False)
        return g, H

    def evaluate(self, theta: Array, rows: Rows, weight: Weight = True) -> tuple[Array, Array, Array | None]:
        return self._all(theta, rows, weight, True)

    def _all(self, theta: Array, rows: Rows, weight: Weight, valued: bool) -> tuple[Array, Array, Array | None]:
        # Resamples all begin at the sample's solution: one model for the whole stack, broadcast against its samples.
        alike = len(theta) > 1 and not weight and not valued and bool((theta == theta[0]).all())
        f, g, H = self._group(0, theta, rows, weight, valued, alike)
        for index in range(1, len(self.matrices)):
            f_more, g_more, H_more = self._group(index, theta, rows, weight, valued, alike)
            f, g, H = f + f_more, g + g_more, H + H_more if weight else None
        if valued:
            f[~np.isfinite(f)] = np.inf
        return f, g, H

    def _group(
        self, g: int, theta: Array, rows: Rows, weight: Weight, valued: bool, alike: bool
    ) -> tuple[Array, Array, Any]:
        """One group's share of value, gradient and Hessian; the value is 0 unless asked for."""
        matrices, share = self.matrices[g], self.weights[g]
        ml = self.estimator == "ML"
        S, m = self.cov[g][rows], self.mean[g][rows]
        one = slice(1) if alike and not len(matrices.exo_S) else slice(None)
        # Only the many gradients of a stack are worth the shortcut; what a single sample is told is exact.
        if ml and not valued and not weight and len(theta) > 1 and structured(matrices):
            return np.zeros(len(theta)), share * structured_gradient(matrices, theta[one], S, m), None
        at = implied(matrices, theta[one], S[one], m[one])
        logdet: Any = 0.0
        if ml and valued:
            Omega, logdet = inverse_and_log_determinant(at.Sigma)
        elif ml:
            Omega = inverse_or_nan(at.Sigma)
        else:
            Omega = self._fixed_weight(g, rows, S)
        D = at.Sigma - S
        d = r = None
        if matrices.meanstructure:
            d = m - at.mu
            r = -(Omega @ d[..., None])[..., 0]
            if ml:
                D -= d[:, :, None] * d[:, None, :]
        OD = Omega @ D
        if not valued:
            f = np.zeros(len(theta))
        elif ml:
            # tr(SΩ) − p + dᵀΩd = −tr(ΩD), whichever way D holds the means.
            f = logdet - self.sample_logdet[g][rows] - trace(OD)
        else:
            f = 0.5 * np.einsum("bij,bji->b", OD, OD)
            f = f if d is None or r is None else f - np.vecdot(d, r)
        M, H = OD @ Omega, None
        if weight:
            exact = weight == "exact"
            H = share * (observed(matrices, at, Omega, M, r, ml) if exact else information(matrices, at, Omega))
        return 0.5 * share * f, share * gradient(matrices, at, M, r), H

    def _fixed_weight(self, g: int, rows: Rows, S: Array) -> Array:
        if self.estimator == "GLS":
            return self.sample_inverse[g][rows]
        return np.broadcast_to(np.eye(S.shape[-1]), S.shape)


def _structured_value(matrices: Matrices, theta: Array, S: Array, m: Array, sample_logdet: Array) -> Array:
    """F_ML of each member; through Σ itself where the way through the factors is not open."""
    f = structured_value(matrices, theta, S, m) - sample_logdet - S.shape[-1]
    rest = np.flatnonzero(~np.isfinite(f))
    if len(rest):
        at = implied(matrices, theta[rest])
        d = m[rest] - at.mu if matrices.meanstructure else np.zeros_like(m[rest])
        f[rest] = _ml_value(at.Sigma, S[rest], d, sample_logdet[rest])
    return f


def _ml_value(Sigma: Array, S: Array, d: Array, sample_logdet: Array) -> Array:
    """F_ML of each member; infinite where Σ is not positive definite."""
    p = Sigma.shape[-1]
    moment = S + d[:, :, None] * d[:, None, :]
    if len(Sigma) == 1 and p:
        known, own = solved_trace(Sigma[0], moment[0])
        return np.array([known - float(sample_logdet[0]) + own - p])
    logdet = log_determinant(Sigma)
    good = np.isfinite(logdet)
    fit = np.full(len(S), np.inf)
    if good.any():
        fit[good] = trace(np.linalg.solve(Sigma[good], moment[good]))
    return np.where(good, logdet - sample_logdet + fit - p, np.inf)
