"""The reweighted residual-based χ² (RLS): how far S lies from Σ̂, weighted by normal theory at Σ̂ (Browne 1974, 1984)."""

from __future__ import annotations

import numpy as np

from tamkit.sem.discrepancy import NormalTheory
from tamkit.sem.implied import gradient, implied
from tamkit.sem.information import expected_hessian
from tamkit.sem.matrices import Array
from tamkit.sem.setup import Setup


def reweighted_chisquare(setup: Setup, theta: Array) -> float:
    """T = N [d′Wd − d′WΔ (Δ′WΔ)⁻¹ Δ′Wd] with d the residual moments of all groups and W normal theory's at Σ̂.

    At the ML estimate of a model without restricted means the second part is nothing.
    R: ``lavTest(fit, test = "browne.residual.nt.model")``.
    """
    n, k = setup.sample.n, setup.table.k
    size, slope = 0.0, np.zeros(k)
    for g, (matrices, S, m) in enumerate(zip(setup.matrices, setup.cov, setup.mean, strict=True)):
        share = n[g] / sum(n)
        at = implied(matrices, theta[None], S[None], m[None])
        Omega = np.linalg.inv(at.Sigma[0])
        E = Omega @ (S - at.Sigma[0])
        size += share * 0.5 * float(np.vdot(E, E.T))
        r = None
        if matrices.meanstructure:
            d = m - at.mu[0]
            size += share * float(d @ Omega @ d)
            r = (Omega @ d)[None]
        slope += share * gradient(matrices, at, (E @ Omega)[None], r)[0]
    normal = NormalTheory.of("ML", setup.matrices, *setup.stack, [m / sum(n) for m in n])
    H = expected_hessian(normal, theta)
    return setup.N * (size - float(slope @ setup.inverse(H, theta) @ slope))
