"""What complete and incomplete continuous data have in common: covariances and means are the statistics."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tamkit.errors import DataError
from tamkit.sem.implied import implied
from tamkit.sem.linalg import clearly_definite, vech_index
from tamkit.sem.matrices import Array
from tamkit.sem.moments import Sample
from tamkit.sem.pieces import ResidualParts
from tamkit.sem.scores import normal_scores
from tamkit.sem.setup import Route, Setup
from tamkit.sem.teststat import Test


class Continuous(Route):
    """The part of a route that needs no more than S and the means."""

    def check(self, sample: Sample) -> None:
        """Raise InputError for a covariance without inverse: variables that are linear combinations of others."""
        p = len(sample.names)
        for g, S in enumerate(sample.cov):
            sd = np.sqrt(S.diagonal())
            R = S / (sd[:, None] * sd)
            if not clearly_definite(R) and np.linalg.eigvalsh(R)[0] < 1e-10:
                i, j = np.unravel_index(int(np.argmax(np.abs(R - np.eye(p)))), R.shape)
                raise DataError(
                    "sem.sample_covariance_singular",
                    first=sample.names[i],
                    second=sample.names[j],
                    r=float(R[i, j]),
                    group=sample.groups[g] or None,
                )

    def moments(self, setup: Setup) -> int:
        """p(p+1)/2 covariances and the means of each group, those among fixed exogenous variables left out."""
        p, x = len(setup.sample.names), len(setup.exogenous)
        means = p - x if setup.table.options.meanstructure else 0
        return (p * (p + 1) // 2 - x * (x + 1) // 2 + means) * len(setup.sample.n)

    def implied(self, setup: Setup, theta: Array, g: int) -> tuple[Array, Array]:
        at = implied(setup.matrices[g], theta[None], setup.cov[g][None], setup.mean[g][None])
        return at.Sigma[0], at.mu[0] if setup.table.options.meanstructure else setup.mean[g]

    def own_measures(self, setup: Setup, test: Test) -> dict[str, float]:
        return {"ecvi": test.chisq / setup.N + 2 * setup.npar / setup.N}

    def factor_scores(self, setup: Setup, theta: Array, g: int, method: str) -> Array:
        assert setup.sample.data is not None
        return normal_scores(setup, theta, g, setup.sample.data[g], method)


def averages(setup: Setup, implied: Sequence[tuple[Array, Array]]) -> dict[str, float]:
    """RMR, SRMR (Bentler), CRMR (Bollen), Mplus's SRMR, group-weighted means; ``_nomean`` without the means.

    ``implied``: Σ̂ and μ̂ of each group.
    """
    n, meanstructure = setup.sample.n, setup.table.options.meanstructure
    groups = [
        _residuals_of(S, Sigma, m, mu, meanstructure)
        for S, m, (Sigma, mu) in zip(setup.cov, setup.mean, implied, strict=True)
    ]
    return {key: sum(w / sum(n) * own[key] for w, own in zip(n, groups, strict=True)) for key in groups[0]}


def residual_parts(
    S: Array, residual: Array, acov: Array, delta: Array, weighted: Array, bread: Array, n: int
) -> ResidualParts:
    """The parts of covariances S (p,p), whose statistics are the last of the q; means may stand before them."""
    i, j = vech_index(len(S))
    at = np.arange(len(residual) - len(i), len(residual))
    least = 1e-12 * S[i, i] * S[j, j]
    return ResidualParts(residual, acov, delta, weighted, bread, n, at, i, j, least, 1e-5)


def _residuals_of(S: Array, Sigma: Array, m: Array, mu: Array, meanstructure: bool) -> dict[str, float]:
    p = len(S)
    ds, dm = np.sqrt(S.diagonal()), np.sqrt(Sigma.diagonal())
    raw, units = S - Sigma, ds[:, None] * ds
    bentler = raw / units
    correlation = S / units - Sigma / (dm[:, None] * dm)
    mplus = correlation.copy()
    np.fill_diagonal(mplus, raw.diagonal() / S.diagonal())
    np.fill_diagonal(correlation, 0.0)
    all_moments, correlations = p * (p + 1) // 2, p * (p - 1) // 2
    d = m - mu
    kinds: dict[str, tuple[Array, int, Array]] = {
        "rmr": (raw, all_moments, d),
        "srmr_bentler": (bentler, all_moments, d / ds),
        "crmr": (correlation, correlations, d / ds),
        "srmr_mplus": (mplus, all_moments, m / ds - mu / dm),
    }
    out: dict[str, float] = {}
    for key, (residuals, count, means) in kinds.items():
        # The lower triangle holds half of the whole and half of the diagonal.
        square = 0.5 * float(np.vdot(residuals, residuals) + np.vdot(residuals.diagonal(), residuals.diagonal()))
        out[f"{key}_nomean"] = out[key] = _root_mean(square, count)
        if meanstructure:
            out[key] = _root_mean(square + float(means @ means), count + p)
    out["srmr"] = out["srmr_bentler"]
    return out


def _root_mean(square: float, count: int) -> float:
    return float(np.sqrt(square / count)) if count else 0.0
