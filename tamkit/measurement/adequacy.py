"""Is there enough common variance to factor: Kaiser-Meyer-Olkin and Bartlett's test of sphericity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamkit.errors import AnalysisError, SampleError
from tamkit.measurement.blocks import Matrix


@dataclass(frozen=True, slots=True)
class Kmo:
    """Kaiser-Meyer-Olkin measure of sampling adequacy.

    Attributes
    ----------
    overall
        All items together; Kaiser's (1974) words: below .50 unacceptable, .60 mediocre, .70 middling, .80 meritorious.
    items
        Per item, shape (k,).
    """

    overall: float
    items: Matrix


@dataclass(frozen=True, slots=True)
class Bartlett:
    """Bartlett's test that the correlation matrix is an identity: chi-square, degrees of freedom, p."""

    chisq: float
    df: int
    pvalue: float


def inverse_of(R: Matrix) -> Matrix:
    """The inverse of a correlation matrix; a (nearly) singular one is refused, for some item repeats the others."""
    R = np.asarray(R, dtype=float)
    smallest = float(np.linalg.eigvalsh(R)[0])
    if smallest <= 1e-10:
        raise SampleError("measurement.singular_correlations", smallest=smallest)
    return np.asarray(np.linalg.inv(R), dtype=float)


def kmo(R: Matrix) -> Kmo:
    """KMO of a correlation matrix (k, k): squared correlations against squared correlations plus squared partials.

    ``KMO = sum r² / (sum r² + sum q²)`` over pairs of different items, q the partial correlation given all others.
    Source: Kaiser & Rice (1974). R: ``psych::KMO(R)``.

    >>> round(kmo(np.array([[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]])).overall, 4)
    0.6279
    """
    R = np.asarray(R, dtype=float)
    if R.shape[0] < 3:
        raise AnalysisError("measurement.kmo_few_items", items=R.shape[0])
    P = inverse_of(R)
    d = np.sqrt(np.diag(P))
    Q2 = (P / np.outer(d, d)) ** 2
    R2 = R**2
    np.fill_diagonal(Q2, 0.0)
    R2 = R2 - np.diag(np.diag(R2))
    if float(R2.sum()) == 0.0:
        raise SampleError("measurement.kmo_no_correlation")
    return Kmo(float(R2.sum() / (R2.sum() + Q2.sum())), R2.sum(axis=0) / (R2.sum(axis=0) + Q2.sum(axis=0)))


def bartlett(R: Matrix, n: int) -> Bartlett:
    """Bartlett's sphericity: ``-(n - 1 - (2k + 5)/6) log|R|`` on k(k-1)/2 degrees of freedom.

    Source: Bartlett (1951). R: ``psych::cortest.bartlett(R, n)``.

    >>> round(bartlett(np.array([[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]]), 100).chisq, 2)
    46.45
    """
    from scipy import stats

    inverse_of(R)
    k = R.shape[0]
    if n <= k:
        raise SampleError("measurement.bartlett_few_rows", rows=n, items=k)
    chisq = -(n - 1 - (2 * k + 5) / 6) * float(np.linalg.slogdet(R)[1])
    df = k * (k - 1) // 2
    return Bartlett(chisq, df, float(stats.chi2.sf(chisq, df)))
