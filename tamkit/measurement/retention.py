"""How many factors: parallel analysis, Velicer's MAP, and Kaiser's rule for comparison only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamkit.errors import OptionError
from tamkit.measurement.adequacy import inverse_of
from tamkit.measurement.blocks import Matrix, correlation
from tamkit.measurement.remarks import unknown_choice
from tamkit.messages import Message

Basis = Literal["pca", "fa"]
Null = Literal["normal", "permutation"]
CELLS = 60_000  # numbers drawn at once, for the caches' sake
SHUFFLED = 4_000_000  # the same of a permutation: keeps a run within some 50 MB


@dataclass(frozen=True, slots=True)
class Parallel:
    """Parallel analysis.

    Attributes
    ----------
    basis
        ``pca`` (eigenvalues of R) or ``fa`` (of R with squared multiple correlations on the diagonal).
    eigenvalues
        Of the data, shape (k,), largest first.
    mean, threshold
        Mean and percentile of the eigenvalues of data without factors, shape (k,).
    factors
        How many leading eigenvalues exceed their threshold.
    percentile, draws, seed, null
        How the threshold was drawn.
    """

    basis: Basis
    eigenvalues: Matrix
    mean: Matrix
    threshold: Matrix
    factors: int
    percentile: float
    draws: int
    seed: int
    null: Null


@dataclass(frozen=True, slots=True)
class Map:
    """Velicer's minimum average partial: average squared (1976) and fourth-power (2000) partial correlations.

    ``squared[m]`` and ``fourth[m]`` are after removing m components, m = 0 … ; ``factors`` is where ``squared`` is
    least, ``factors_fourth`` where ``fourth`` is.
    """

    squared: Matrix
    fourth: Matrix
    factors: int
    factors_fourth: int


def reduced(R: Matrix) -> Matrix:
    """R (…, k, k) with squared multiple correlations ``1 - 1/diag(R⁻¹)`` on the diagonal."""
    R = np.array(R, dtype=float)
    if R.ndim == 2:
        inverse_of(R)
    k = R.shape[-1]
    smc = 1.0 - 1.0 / np.diagonal(np.linalg.inv(R), axis1=-2, axis2=-1)
    R[..., np.arange(k), np.arange(k)] = smc
    return R


def eigenvalues(R: Matrix, basis: Basis = "pca") -> Matrix:
    """Eigenvalues (…, k), largest first, of R or of the reduced R."""
    if basis not in ("pca", "fa"):
        raise OptionError(unknown_choice(Message("measurement.choice.basis"), basis, ("pca", "fa")))
    return np.asarray(np.linalg.eigvalsh(R if basis == "pca" else reduced(R))[..., ::-1], dtype=float)


def parallel(
    X: Matrix, *, basis: Basis = "pca", percentile: float = 95.0, draws: int = 500, seed: int = 1, null: Null = "normal"
) -> Parallel:
    """Horn's parallel analysis of (n, k) scores: keep factors whose eigenvalue beats that of data without factors.

    Data without factors are independent normal columns of the same size (``normal``) or the answers with every column
    shuffled by itself (``permutation``, which keeps the skew of the items). Source: Horn (1965); percentile: Glorfeld
    (1995); reduced matrix: Humphreys & Ilgen (1969). The ``fa`` basis tends to keep more factors than the ``pca`` one.
    R: ``psych::fa.parallel(X, fa = "both", SMC = TRUE, quant = .95)``.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> f = rng.normal(size=(300, 1))
    >>> parallel(f + rng.normal(size=(300, 6)), draws=100).factors
    1
    """
    return parallels(X, (basis,), percentile=percentile, draws=draws, seed=seed, null=null)[basis]


def parallels(
    X: Matrix,
    bases: Sequence[Basis],
    *,
    percentile: float = 95.0,
    draws: int = 500,
    seed: int = 1,
    null: Null = "normal",
) -> dict[str, Parallel]:
    """The same on several bases, by the same draws."""
    X = np.asarray(X, dtype=float)
    n, k = X.shape
    if not 0.0 < percentile < 100.0 or draws < 20:
        raise OptionError("measurement.parallel_draws", percentile=percentile, draws=draws)
    if null not in ("normal", "permutation"):
        raise OptionError(unknown_choice(Message("measurement.choice.null"), null, ("normal", "permutation")))
    R = correlation(X)
    observed = {basis: eigenvalues(R, basis) for basis in bases}
    rng, found = np.random.default_rng(seed), {basis: list[Matrix]() for basis in bases}
    step = max(1, (CELLS if null == "normal" else SHUFFLED) // (n * k))
    for start in range(0, draws, step):
        b = min(step, draws - start)
        Z = rng.standard_normal((b, n, k)) if null == "normal" else rng.permuted(np.broadcast_to(X, (b, n, k)), axis=1)
        drawn = _correlations(Z if null == "normal" else Z - X.mean(axis=0))
        for basis in bases:
            found[basis].append(eigenvalues(drawn, basis))
    return {
        basis: _compared(basis, observed[basis], np.concatenate(found[basis]), percentile, seed, null)
        for basis in bases
    }


def _correlations(Z: Matrix) -> Matrix:
    """R (b, k, k) of a stack (b, n, k) whose means are small beside its spread."""
    mean = Z.mean(axis=1)
    R = np.swapaxes(Z, 1, 2) @ Z / Z.shape[1]
    R -= mean[:, :, None] * mean[:, None, :]
    spread = np.sqrt(np.diagonal(R, axis1=1, axis2=2))
    R /= spread[:, :, None] * spread[:, None, :]
    return R


def _compared(basis: Basis, observed: Matrix, simulated: Matrix, percentile: float, seed: int, null: Null) -> Parallel:
    draws, k = simulated.shape
    threshold = np.quantile(simulated, percentile / 100.0, axis=0)
    above = observed > threshold
    factors = int(k if above.all() else np.argmin(above))
    return Parallel(basis, observed, simulated.mean(axis=0), threshold, factors, percentile, draws, seed, null)


def minimum_average_partial(R: Matrix) -> Map:
    """Velicer's MAP test on a correlation matrix (k, k).

    After removing m components, the average squared partial correlation falls as long as common variance is removed
    and rises once unique variance goes. R: ``psych::vss(R, fm = "pc")$map`` (whose first value is m = 1).

    >>> R = np.kron(np.eye(2), np.full((4, 4), 0.5)) + 0.5 * np.eye(8)
    >>> minimum_average_partial(R).factors
    2
    """
    R = np.asarray(R, dtype=float)
    inverse_of(R)
    k = R.shape[0]
    values, vectors = np.linalg.eigh(R)
    A = (vectors * np.sqrt(np.clip(values, 0.0, None)))[:, ::-1]
    squared, fourth = [], []
    for m in range(k - 1):
        C = R - A[:, :m] @ A[:, :m].T
        d = np.sqrt(np.clip(np.diag(C), 0.0, None))
        if (d < 1e-8).any():  # an item is used up: nothing is left to partial
            break
        P = C / np.outer(d, d)
        off = P[~np.eye(k, dtype=bool)]
        squared.append(float((off**2).mean()))
        fourth.append(float((off**4).mean()))
    return Map(np.array(squared), np.array(fourth), int(np.argmin(squared)), int(np.argmin(fourth)))


def kaiser(R: Matrix) -> int:
    """Number of eigenvalues above 1. Printed for comparison: it keeps too many factors when items are many.

    >>> kaiser(np.kron(np.eye(2), np.full((4, 4), 0.5)) + 0.5 * np.eye(8))
    2
    """
    return int((eigenvalues(R) > 1.0).sum())
