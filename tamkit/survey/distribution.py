"""Skewness and kurtosis under their three definitions, and Mardia's multivariate pair.

With m₂, m₃, m₄ the central moments (divisor n): g₁ = m₃/m₂^1.5 and g₂ = m₄/m₂² − 3 (``"g"``); SPSS, SAS and Excel print
G₁ = g₁√(n(n−1))/(n−2) and G₂ = ((n+1)g₂ + 6)(n−1)/((n−2)(n−3)) (``"G"``); R's psych prints by default
b₁ = m₃/s³ and b₂ = m₄/s⁴ − 3 with s² the n − 1 variance (``"b"``).

Source: Joanes & Gill 1998 (The Statistician 47:183-189).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: ``G``: SPSS, SAS, Excel (psych type = 2). ``g``: moments (type = 1). ``b``: psych's default (type = 3).
Definition = Literal["G", "g", "b"]


def skewness(x: Floats, definition: Definition = "G") -> float:
    """Skewness; nan for a constant or too short sample. R: ``psych::skew(x, type = 2)`` for ``"G"``.

    >>> round(skewness([1, 2, 3, 10]), 6)
    1.763633
    """
    x = np.asarray(x, dtype=float)
    x = x[~np.isnan(x)]
    n = len(x)
    if n < 3:
        return float("nan")
    d = x - x.mean()
    square = d * d  # powers by multiplication: numpy's ** is ten times slower
    m2, m3 = np.mean(square), np.mean(square * d)
    if m2 < 1e-15:
        return float("nan")
    g = m3 / m2**1.5
    factor = {"g": 1.0, "G": np.sqrt(n * (n - 1)) / (n - 2), "b": ((n - 1) / n) ** 1.5}[definition]
    return float(g * factor)


def kurtosis(x: Floats, definition: Definition = "G") -> float:
    """Excess kurtosis (normal: 0); nan for a constant or too short sample.

    R: ``psych::kurtosi(x, type = 2)`` for ``"G"``.

    >>> round(kurtosis([1, 2, 3, 10]), 6)
    3.228
    """
    x = np.asarray(x, dtype=float)
    x = x[~np.isnan(x)]
    n = len(x)
    if n < 4:
        return float("nan")
    d = x - x.mean()
    square = d * d
    m2, m4 = np.mean(square), np.mean(square * square)
    if m2 < 1e-15:
        return float("nan")
    g = m4 / m2**2 - 3.0
    if definition == "g":
        return float(g)
    if definition == "b":
        return float((g + 3.0) * (1.0 - 1.0 / n) ** 2 - 3.0)
    return float(((n + 1) * g + 6.0) * (n - 1) / ((n - 2) * (n - 3)))


@dataclass(frozen=True, slots=True)
class Mardia:
    """Mardia's multivariate normality.

    n, p: complete rows and items. skewness: b₁ₚ. skewness_chisq, skewness_df, skewness_pvalue: n·b₁ₚ/6 on χ².
    kurtosis: b₂ₚ. kurtosis_excess: b₂ₚ − p(p + 2), what AMOS prints as kurtosis. critical_ratio: the excess over its
    standard error √(8p(p + 2)/n), what AMOS prints as c.r. (above 5: not normal). kurtosis_pvalue: two-sided.
    """

    n: int
    p: int
    skewness: float
    skewness_chisq: float
    skewness_df: int
    skewness_pvalue: float
    kurtosis: float
    kurtosis_excess: float
    critical_ratio: float
    kurtosis_pvalue: float


def mardia(X: Floats, *, divisor: Literal["n", "n-1"] = "n") -> Mardia | None:
    """Mardia's (1970) skewness and kurtosis of the complete rows of X (n, p).

    b₁ₚ = Σᵢⱼ d³ᵢⱼ/n², b₂ₚ = Σᵢ d²ᵢᵢ/n with d = (xᵢ − x̄)ᵀ S⁻¹ (xⱼ − x̄). ``divisor`` of S: n is Mardia's own and
    AMOS's, n − 1 that of R's ``psych::mardia`` and ``semTools::mardiaKurtosis``. Constant items are left out; None when
    S is singular or there are fewer than p + 2 rows. Time O(n²p), for large n O(np³).

    >>> m = mardia([[0, 0], [1, 0], [0, 1], [1, 2], [2, 1], [3, 3.5]])
    >>> round(m.kurtosis, 6)
    4.669819
    """
    from scipy.special import chdtrc, ndtr

    X = np.asarray(X, dtype=float)
    X = X[~np.isnan(X).any(axis=1)]
    if len(X) < 2:
        return None
    X = X[:, X.std(axis=0) > 1e-12]
    n, p = X.shape
    if p == 0 or n < p + 2:
        return None
    d = X - X.mean(axis=0)
    S = d.T @ d / (n if divisor == "n" else n - 1)
    if np.linalg.matrix_rank(S) < p:
        return None
    white = d @ np.linalg.inv(np.linalg.cholesky(S)).T
    b1 = _cubed_sum(white) / n**2
    b2 = float(np.mean(np.einsum("ij,ij->i", white, white) ** 2))
    df = p * (p + 1) * (p + 2) // 6
    excess = b2 - p * (p + 2)
    ratio = excess / np.sqrt(8.0 * p * (p + 2) / n)
    return Mardia(
        n=n,
        p=p,
        skewness=b1,
        skewness_chisq=n * b1 / 6.0,
        skewness_df=df,
        skewness_pvalue=float(chdtrc(df, n * b1 / 6.0)),
        kurtosis=b2,
        kurtosis_excess=float(excess),
        critical_ratio=float(ratio),
        kurtosis_pvalue=float(2.0 * ndtr(-abs(ratio))),
    )


def _cubes(D: Floats) -> float:
    return float(np.sum(D * D * D))


def _cubed_sum(Z: Floats) -> float:
    """Σᵢⱼ (zᵢᵀzⱼ)³. Equals ‖Σᵢ zᵢ⊗zᵢ⊗zᵢ‖², which costs O(np³) and wins once n is large."""
    n, p = Z.shape
    if n <= p * p:
        return float(sum(_cubes(Z[start : start + 1024] @ Z.T) for start in range(0, n, 1024)))
    first, second = np.triu_indices(p)
    third = np.zeros((len(first), p))
    for start in range(0, n, 4096):
        z = Z[start : start + 4096]
        third += (z[:, first] * z[:, second]).T @ z
    twice = np.where(first == second, 1.0, 2.0)
    return float(twice @ (third**2).sum(axis=1))
