"""Full-information maximum likelihood as a discrepancy for the solver.

    f = (logl(saturated) - logl(theta)) / N,   g = -(dlogl/dmu dmu/dtheta + dlogl/dSigma dSigma/dtheta) / N,
    H = Delta' I Delta with I the expected information of (mu, vech Sigma) given the patterns

so that the test statistic is 2 N f, as with complete data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.sem.discrepancy import Rows, Weight
from tamkit.sem.implied import Implied, gradient, implied, jacobian
from tamkit.sem.matrices import Array, Matrices
from tamkit.sem.missing.fiml import Fiml, fiml
from tamkit.sem.missing.information import expected_information, observed_information
from tamkit.sem.missing.patterns import Patterns


@dataclass(frozen=True, slots=True)
class IncompleteML:
    """One sample (a stack of one): patterns, saturated moments and their log-likelihood, one entry a group.

    ``cov`` (1,p,p) and ``mean`` (1,p) are the saturated moments; they supply those of fixed exogenous variables.
    """

    matrices: Sequence[Matrices]
    patterns: Sequence[Patterns]
    cov: Sequence[Array]
    mean: Sequence[Array]
    saturated: Sequence[float]

    @property
    def size(self) -> int:
        return 1

    @property
    def exact(self) -> bool:
        return False

    @property
    def total(self) -> int:
        return sum(patterns.n for patterns in self.patterns)

    def at(self, g: int, theta: Array) -> Implied:
        """Implied moments of group ``g`` for a stack theta (B,k)."""
        B = len(theta)
        cov = np.broadcast_to(self.cov[g], (B, *self.cov[g].shape[1:]))
        mean = np.broadcast_to(self.mean[g], (B, *self.mean[g].shape[1:]))
        return implied(self.matrices[g], theta, cov, mean)

    def value(self, theta: Array, rows: Rows) -> Array:
        return self._all(theta, gradients=False, weight=False)[0]

    def derivatives(self, theta: Array, rows: Rows, weight: bool = True) -> tuple[Array, Array | None]:
        _, g, H = self._all(theta, gradients=True, weight=weight)
        return g, H

    def evaluate(self, theta: Array, rows: Rows, weight: Weight = True) -> tuple[Array, Array, Array | None]:
        return self._all(theta, gradients=True, weight=bool(weight))

    def _all(self, theta: Array, *, gradients: bool, weight: bool) -> tuple[Array, Array, Array | None]:
        f, g_total = np.zeros(len(theta)), np.zeros_like(theta)
        H_total: Array | None = np.zeros((*theta.shape, theta.shape[1])) if weight else None
        for g, (matrices, patterns) in enumerate(zip(self.matrices, self.patterns, strict=True)):
            at = self.at(g, theta)
            parts = [fiml(patterns, mu, Sigma) for mu, Sigma in zip(at.mu, at.Sigma, strict=True)]
            f += (self.saturated[g] - np.array([part.loglik for part in parts])) / self.total
            if gradients:
                g_total += gradient(matrices, at, *self._pull(parts))
            if H_total is not None:
                for b, delta in enumerate(moment_jacobian(matrices, at)):
                    if np.isfinite(parts[b].loglik):
                        information = expected_information(patterns, at.mu[b], at.Sigma[b])
                        H_total[b] += patterns.n / self.total * delta.T @ information @ delta
        return np.where(np.isfinite(f), f, np.inf), g_total, H_total

    def _pull(self, parts: Sequence[Fiml]) -> tuple[Array, Array]:
        """What :func:`~tamkit.sem.matrices.gradient` wants: twice df/dSigma and df/dmu."""
        return (
            -2.0 / self.total * np.stack([part.dsigma for part in parts]),
            -1.0 / self.total * np.stack([part.dmu for part in parts]),
        )

    def observed(self, theta: Array) -> Array:
        """Observed information per observation (k,k) at theta (k,): Delta' I_obs Delta plus the curvature of the model.

        The second part is the change of Delta' g with theta at fixed g, by central differences of an analytic function
        that touches no data.
        """
        k = len(theta)
        h = 1e-4 * np.maximum(1.0, np.abs(theta))
        shifted = theta + np.concatenate([np.diag(h), -np.diag(h), 2 * np.diag(h), -2 * np.diag(h)])
        out = np.zeros((k, k))
        for g, (matrices, patterns) in enumerate(zip(self.matrices, self.patterns, strict=True)):
            at = self.at(g, theta[None])
            delta = moment_jacobian(matrices, at)[0]
            own = observed_information(patterns, at.mu[0], at.Sigma[0])
            out += patterns.n / self.total * delta.T @ own @ delta
            M, r = self._pull([fiml(patterns, at.mu[0], at.Sigma[0])])
            moved = gradient(
                matrices,
                self.at(g, shifted),
                np.broadcast_to(M, (4 * k, *M.shape[1:])),
                np.broadcast_to(r, (4 * k, r.shape[1])),
            )
            bend = 8 * (moved[:k] - moved[k : 2 * k]) - (moved[2 * k : 3 * k] - moved[3 * k :])
            bend /= 12 * h[:, None]
            out += 0.5 * (bend + bend.T)
        return out


def moment_jacobian(matrices: Matrices, at: Implied) -> Array:
    """Delta (B, p + p(p+1)/2, k): derivatives of the means, then of the lower triangle of Sigma column by column."""
    d_sigma, d_mu = jacobian(matrices, at)
    i, j = np.triu_indices(d_sigma.shape[-1])
    return np.concatenate([d_mu, d_sigma[:, :, i, j]], axis=2).transpose(0, 2, 1)
