"""What a route hands up to the ground: plain records of arrays, one meaning each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.matrices import Array


@dataclass(frozen=True, slots=True)
class Solved:
    """Resamples that converged: θ (C,k), f (C,), the moments of each group they were fitted to, how many admissible."""

    theta: Array
    value: Array
    cov: list[Array]
    mean: list[Array]
    admissible: int

    @classmethod
    def joined(cls, parts: list[Solved]) -> Solved:
        """Several lots end to end."""
        groups = range(len(parts[0].cov))
        return cls(
            np.concatenate([part.theta for part in parts]),
            np.concatenate([part.value for part in parts]),
            [np.concatenate([part.cov[g] for part in parts]) for g in groups],
            [np.concatenate([part.mean[g] for part in parts]) for g in groups],
            sum(part.admissible for part in parts),
        )


@dataclass(frozen=True, slots=True)
class Replicated:
    """Samples of a population that converged: θ (C,k), their moments, the covariance of θ̂ (C,k,k), which they are."""

    theta: Array
    cov: list[Array]
    mean: list[Array]
    covariance: Array
    kept: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Sandwich:
    """The meat Δᵀ W Γ W Δ (k,k) per observation, tr(UΓ) and tr((UΓ)²); the last is NaN where no test asks for it."""

    meat: Array
    trace: float
    trace_square: float = float("nan")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Least squares, one entry a group: derivatives Δ (q,k), the diagonal of the weight W (q,), and Γ (q,q)."""

    deltas: list[Array]
    weights: list[Array]
    gammas: list[Array]


@dataclass(frozen=True, slots=True)
class MomentFit:
    """One group's moments that vary: residuals s − σ̂ (q,), derivatives Δ (q,k), and the cases a statistic counts."""

    residual: Array
    delta: Array
    n: int


@dataclass(frozen=True, slots=True)
class Nested:
    """What Satorra's (2000) difference test takes from a fit: derivatives Δ (q,k), one entry a group, information (k,k)
    and meat Δᵀ W Γ W Δ (k,k) per observation, and the kind of test that adjusts the difference."""

    deltas: list[Array]
    information: Array
    meat: Array
    kind: str


@dataclass(frozen=True, slots=True)
class Misfit:
    """How far the sample lies from the model.

    GFI's raw numbers, for each group e′We of the residuals and s′Ws of the statistics, and ``count`` of them all;
    ``averages``: RMR, SRMR and their relatives under lavaan's names.
    """

    error: list[float]
    size: list[float]
    count: int
    averages: dict[str, float]


@dataclass(frozen=True, slots=True)
class Corrected:
    """T and c of model and independence model, so that T − c·df estimates the misfit (robust CFI, TLI and RMSEA).

    The interval and the tests of RMSEA take ``interval``, a χ², in units of ``factor``; ``N`` is the N of T = N·F.
    """

    chisq: float
    c: float
    null: float
    c_null: float
    interval: float
    factor: float
    N: float


@dataclass(frozen=True, slots=True)
class ResidualParts:
    """One group's q statistics: what their residuals' standard errors are made of.

    ``residual`` (q,), ``acov`` (q,q) of √n times the statistics, ``delta`` (q,k), ``weighted`` = WΔ (q,k), ``bread``
    (k,k) the Hessian that belongs to W, ``divisor`` of acov. ``at`` (r,) are the statistics that are covariances, of
    the variables ``i`` and ``j``; those with a variance below ``least`` (r,) or a residual below ``negligible`` are
    reproduced by construction.
    """

    residual: Array
    acov: Array
    delta: Array
    weighted: Array
    bread: Array
    divisor: float
    at: NDArray[np.intp]
    i: NDArray[np.intp]
    j: NDArray[np.intp]
    least: Array
    negligible: float
