"""Tests of exact fit from the eigenvalues of UΓ (Foldnes, Moss & Grønneberg 2024), as lavaan 0.7 has them.

T is distributed as Σ λᵢ χ²₁. Estimated eigenvalues λ̂₁ ≥ … ≥ λ̂_df are spread too far, so all but ``all`` draw them
together; p = P(Σ λ̃ᵢ χ²₁ > T) is exact (`tamkit.sem.weighted_chisq`).

    all       λ̃ᵢ = λ̂ᵢ
    pall      λ̃ᵢ = (λ̂ᵢ + λ̄) / 2
    peba<k>   λ̃ᵢ = (block mean of λ̂ᵢ + λ̄) / 2,   k blocks of ⌈df/k⌉ eigenvalues in order, the last may be shorter
    pols<g>   λ̃ᵢ = max(a + b·i, 0),   b the least-squares slope of λ̂ᵢ on i divided by g, a such that the mean is λ̄
"""

from __future__ import annotations

import numpy as np

from tamkit.sem.fit_test_names import EigenvalueTest
from tamkit.sem.matrices import Array
from tamkit.sem.weighted_chisq import weighted_chisq_sf


def eigenvalue_pvalue(test: EigenvalueTest, statistic: float, spectrum: Array, df: int) -> float:
    """p of a statistic; ``spectrum``: the eigenvalues of UΓ, the largest first. NaN of a saturated model.

    A negative eigenvalue, which the unbiased Γ can have, counts as 0; so does what is missing of df.

    >>> round(eigenvalue_pvalue(EigenvalueTest("all"), 5.991464547107979, np.ones(2), 2), 12)
    0.05
    """
    if df <= 0:
        return float("nan")
    lambdas = np.zeros(df)
    lambdas[: len(spectrum)] = np.maximum(spectrum[:df], 0.0)
    return weighted_chisq_sf(statistic, penalized(test, lambdas))


def penalized(test: EigenvalueTest, lambdas: Array) -> Array:
    """The weights λ̃ (df,) that a test makes of the eigenvalues λ̂ (df,), the largest first.

    >>> penalized(EigenvalueTest("peba", 2), np.array([4.0, 3.0, 2.0, 1.0]))
    array([3., 3., 2., 2.])
    """
    mean, m = lambdas.mean(), len(lambdas)
    if test.method == "all":
        return lambdas
    if test.method == "pall":
        return np.asarray((lambdas + mean) / 2)
    if test.method == "peba":
        size = int(np.ceil(m / test.number))
        starts = np.arange(0, m, size)
        blocks = np.add.reduceat(lambdas, starts) / np.diff(np.append(starts, m))
        return np.asarray((np.repeat(blocks, size)[:m] + mean) / 2)
    place = np.arange(m) - (m - 1) / 2
    slope = float(place @ lambdas) / float(place @ place) / test.number if m > 1 else 0.0
    return np.maximum(mean + slope * place, 0.0)
