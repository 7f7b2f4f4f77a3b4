"""Composite reliability, omega and AVE from the estimates of a fitted model.

Two metrics, each with its own name: ``cr`` and ``ave`` from *standardized* loadings, as Fornell & Larcker wrote them
and as one can check by hand from a printed loading table; ``omega`` and ``ave_raw`` in the metric of the items, as
semTools prints them. They agree when the items of a scale have the same standard deviation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tamkit.errors import AnalysisError
from tamkit.measurement.blocks import Block, Matrix
from tamkit.messages import Message


@dataclass(frozen=True, slots=True)
class Estimates:
    """What composite measures need of a fit, in one group.

    Attributes
    ----------
    loading, loading_std
        ``{(latent, indicator): estimate}``, raw and fully standardized (``std_all``).
    theta
        ``{(item, item): covariance}`` of residuals, variances included, both orders.
    sigma
        Model-implied covariances of the items, and their names in ``names``.
    latent
        Model-implied covariances of the latent variables, names in ``latents``.
    observed
        Sample covariances of the items.
    """

    loading: dict[tuple[str, str], float]
    loading_std: dict[tuple[str, str], float]
    theta: dict[tuple[str, str], float]
    names: tuple[str, ...]
    sigma: Matrix
    observed: Matrix
    latents: tuple[str, ...]
    latent: Matrix

    def items(self, items: Sequence[str], matrix: Matrix) -> Matrix:
        """The part of an item matrix that belongs to ``items``."""
        at = [self.names.index(item) for item in items]
        return matrix[np.ix_(at, at)]

    def variance(self, latent: str) -> float:
        """Model-implied variance of one latent variable."""
        at = self.latents.index(latent)
        return float(self.latent[at, at])


def estimates(fit: Any, group: int = 1) -> Estimates:
    """Read a fit (``tamkit.sem.Fit``) once."""
    table = fit.table
    if "group" in table.columns and table["group"].nunique() > 1:
        table = table[table["group"] == group]
    loadings = table[table["op"] == "=~"]
    keys = list(zip(loadings["lhs"], loadings["rhs"], strict=True))
    residuals = table[table["op"] == "~~"]
    theta: dict[tuple[str, str], float] = {}
    for a, b, value in zip(residuals["lhs"], residuals["rhs"], residuals["est"], strict=True):
        theta[a, b] = theta[b, a] = float(value)
    sigma, observed, latent = fit.implied_cov(group), fit.sample_cov(group), fit.latent_cov(group)
    names = tuple(str(name) for name in sigma.index)
    return Estimates(
        loading=dict(zip(keys, loadings["est"].astype(float), strict=True)),
        loading_std=dict(zip(keys, loadings["std_all"].astype(float), strict=True)),
        theta=theta,
        names=names,
        sigma=sigma.to_numpy(float),
        observed=observed.loc[list(names), list(names)].to_numpy(float),
        latents=tuple(str(name) for name in latent.index),
        latent=latent.to_numpy(float),
    )


def composite_reliability(loadings: Sequence[float], error: float | None = None) -> float:
    """CR (rho c) of standardized loadings: ``(sum l)² / ((sum l)² + sum(1 - l²))``.

    ``error`` replaces ``sum(1 - l²)`` where residuals covary or items load elsewhere too.
    Source: Fornell & Larcker (1981). R: ``semTools::reliability(fit)["omega", ]`` of standardized items.

    >>> round(composite_reliability([0.8, 0.7, 0.6]), 4)
    0.7449
    """
    lam = np.asarray(loadings, dtype=float)
    if lam.size < 2:
        raise AnalysisError("measurement.few_items", what=Message("measurement.what.cr"), items=lam.size, least=2)
    true = float(lam.sum()) ** 2
    noise = float((1.0 - lam**2).sum()) if error is None else error
    return true / (true + noise)


def average_variance(loadings: Sequence[float]) -> float:
    """AVE of standardized loadings: the mean of their squares. R: ``semTools::AVE`` of standardized items.

    >>> round(average_variance([0.8, 0.7, 0.6]), 4)
    0.4967
    """
    lam = np.asarray(loadings, dtype=float)
    if lam.size < 2:
        raise AnalysisError("measurement.ave_few_items", items=lam.size)
    return float((lam**2).mean())


def first_order_measures(est: Estimates, block: Block) -> dict[str, float]:
    """cr, ave, omega, omega_observed and ave_raw of a construct measured by items.

    ``omega = (sum l)² psi / sum of the model-implied covariances`` of its items (semTools ``reliability``'s omega2);
    ``omega_observed`` divides by the sum of the sample covariances instead (omega3, ``compRelSEM``'s default).
    R: ``semTools::reliability(fit)``, ``semTools::compRelSEM(fit)``, ``semTools::AVE(fit)``.

    Raises
    ------
    AnalysisError
        For one item or a composite.
    """
    _reflective(block)
    items = [item for item in block.items if (block.code, item) in est.loading]
    if len(items) < 2:
        raise AnalysisError("measurement.composite_few_items", code=block.code, items=len(items))
    lam = np.array([est.loading[block.code, item] for item in items])
    std = np.array([est.loading_std[block.code, item] for item in items])
    psi = est.variance(block.code)
    sigma = est.items(items, est.sigma)
    theta = np.array([[est.theta.get((a, b), 0.0) for b in items] for a in items])
    sd = np.sqrt(np.diag(sigma))
    true = float(lam.sum()) ** 2 * psi
    return {
        "cr": composite_reliability(std.tolist(), float((theta / np.outer(sd, sd)).sum())),
        "ave": average_variance(std.tolist()),
        "omega": true / float(sigma.sum()),
        "omega_observed": true / float(est.items(items, est.observed).sum()),
        "ave_raw": float((lam**2).sum()) * psi / float(np.diag(sigma).sum()),
    }


def second_order_measures(est: Estimates, block: Block, facets: Sequence[Block]) -> dict[str, float]:
    """cr and ave over the facets' loadings, and omega at both levels, of a second-order construct.

    With first-order loadings L, second-order loadings g, second-order variance phi, item residuals Theta:
    ``omega_L1 = phi (1'L g)² / 1'S1`` (share of the whole score's variance due to the second-order factor, S
    the implied covariances), ``omega_L2 = phi (1'g)² / 1'Psi1`` (share of the facets' variance), ``omega_partial`` =
    ``phi (1'L g)² / (phi (1'L g)² + 1'Theta1)`` (residual variance of facets left out).
    R: ``semTools::reliabilityL2(fit, "PR")``.
    """
    names = [facet.code for facet in facets if (block.code, facet.code) in est.loading]
    if len(names) < 2:
        raise AnalysisError("measurement.few_facets", code=block.code, facets=len(names))
    items = [item for facet in facets for item in facet.items]
    g = np.array([est.loading[block.code, name] for name in names])
    std = [est.loading_std[block.code, name] for name in names]
    Lambda = np.array([[est.loading.get((name, item), 0.0) for name in names] for item in items])
    theta = np.array([[est.theta.get((a, b), 0.0) for b in items] for a in items])
    phi = est.variance(block.code)
    at = [est.latents.index(name) for name in names]
    true = phi * float((Lambda @ g).sum()) ** 2
    return {
        "cr": composite_reliability(std),
        "ave": average_variance(std),
        "omega_L1": true / float(est.items(items, est.sigma).sum()),
        "omega_L2": phi * float(g.sum()) ** 2 / float(est.latent[np.ix_(at, at)].sum()),
        "omega_partial": true / (true + float(theta.sum())),
    }


def _reflective(block: Block) -> None:
    if block.composite:
        raise AnalysisError("measurement.no_composite_measures", code=block.code)
