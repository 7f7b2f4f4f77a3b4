"""What an exploratory analysis explains, in the tables that SPSS prints: variance, communalities, the sorted matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.measurement.adequacy import inverse_of
from tamkit.measurement.blocks import Matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

STAGES = ("initial", "extracted", "rotated")


def total_variance(eigenvalues: Matrix, loadings: Matrix, pattern: Matrix, phi: Matrix) -> pd.DataFrame:
    """SPSS's "total variance explained": eigenvalues, and sums of squared loadings before and after rotation.

    Parameters
    ----------
    eigenvalues
        Of the correlations, all k of them, the largest first.
    loadings, pattern, phi
        Unrotated loadings (k, m), rotated ones, and the correlations of the rotated factors.

    Returns
    -------
    DataFrame[component, initial, initial_share, initial_cumulative, extracted, …, rotated, …]
        Shares are fractions of all k items; from component m + 1 on nothing was extracted (nan). Rotated sums are
        ``diag(phi pattern' pattern)``, which for factors that correlate split the sum of the communalities too.

    >>> L = np.array([[0.8, 0.3], [0.7, 0.4], [0.3, -0.6]])
    >>> total_variance(np.array([1.5, 1.0, 0.5]), L, L, np.eye(2))[["initial_cumulative", "extracted"]].round(3)
       initial_cumulative  extracted
    0               0.500       1.22
    1               0.833       0.61
    2               1.000        NaN
    """
    import pandas as pd

    k = len(loadings)
    rotated = np.diag(phi @ pattern.T @ pattern)
    sums = dict(zip(STAGES, (eigenvalues, (loadings**2).sum(axis=0), rotated), strict=True))
    columns: dict[str, Any] = {"component": np.arange(1, k + 1)}
    for name, found in sums.items():
        padded = np.full(k, np.nan)
        padded[: len(found)] = found
        columns |= {name: padded, f"{name}_share": padded / k, f"{name}_cumulative": np.cumsum(padded) / k}
    return pd.DataFrame(columns)


def communalities(R: Matrix, extracted: Matrix, codes: Sequence[str], msa: Matrix, *, components: bool) -> pd.DataFrame:
    """DataFrame[item, initial, extraction, kmo]: 1 before components are extracted, before factors the squared multiple
    correlation with the other items, ``1 - 1/diag(R⁻¹)``; and each item's measure of sampling adequacy.

    >>> R = np.array([[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]])
    >>> communalities(R, np.ones(3), "abc", np.ones(3), components=False)["initial"].round(3).tolist()
    [0.319, 0.262, 0.173]
    """
    import pandas as pd

    initial = np.ones(len(R)) if components else 1.0 - 1.0 / np.diag(inverse_of(R))
    return pd.DataFrame({"item": list(codes), "initial": initial, "extraction": extracted, "kmo": msa})


def sorted_by_size(pattern: pd.DataFrame) -> pd.DataFrame:
    """The rows as SPSS sorts them: items by the factor they load highest on (in absolute size), and within it by size.

    >>> import pandas as pd
    >>> L = pd.DataFrame([[0.1, 0.6], [-0.8, 0.2], [0.9, 0.1]], index=["a", "b", "c"], columns=["F1", "F2"])
    >>> list(sorted_by_size(L).index)
    ['c', 'b', 'a']
    """
    size = np.abs(pattern.to_numpy())
    return pattern.iloc[np.lexsort((-size.max(axis=1), size.argmax(axis=1)))]
