"""Factor extraction from a correlation matrix: minres, principal axes, maximum likelihood, principal components."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamkit.errors import AnalysisError, NotConverged, NotIdentified, OptionError
from tamkit.measurement.adequacy import inverse_of
from tamkit.measurement.blocks import Matrix
from tamkit.measurement.remarks import unknown_choice
from tamkit.messages import Message

Extraction = Literal["minres", "paf", "ml", "pca"]
EXTRACTIONS: tuple[Extraction, ...] = ("minres", "paf", "ml", "pca")
STEPS = 20000  # of principal axes
LEAST_UNIQUENESS = 0.005  # as stats::factanal and psych::fa: a uniqueness at this bound is a Heywood case


@dataclass(frozen=True, slots=True)
class Extracted:
    """Unrotated loadings.

    Attributes
    ----------
    loadings
        (k, m), columns by eigenvalue, each with a positive sum.
    uniqueness
        (k,), ``1 - communality``.
    heywood
        Positions of items whose uniqueness ran into its bound (communality near 1).
    chisq, df, pvalue
        Bartlett-corrected likelihood-ratio test that m factors suffice; only for ``ml`` with rows and df > 0 given.
    """

    loadings: Matrix
    uniqueness: Matrix
    heywood: tuple[int, ...]
    chisq: float | None = None
    df: int | None = None
    pvalue: float | None = None


def extract(R: Matrix, factors: int, method: Extraction = "minres", *, n: int | None = None) -> Extracted:
    """Extract ``factors`` factors from a correlation matrix R (k, k).

    minres minimises the squared residual correlations (the same solution as ULS and converged principal axes), ml the
    normal-theory discrepancy; pca takes the largest principal components, whose loadings also hold unique variance.
    R: ``psych::fa(R, m, fm = "minres" | "pa" | "ml", rotate = "none")``, ``psych::principal(R, m, rotate = "none")``.

    >>> R = np.array([[1, 0.56, 0.48], [0.56, 1, 0.42], [0.48, 0.42, 1]])
    >>> extract(R, 1).loadings.ravel().round(3).tolist()
    [0.8, 0.7, 0.6]
    """
    R = np.asarray(R, dtype=float)
    k = R.shape[0]
    if method not in EXTRACTIONS:
        raise OptionError(unknown_choice(Message("measurement.choice.extraction"), method, EXTRACTIONS))
    most = k if method == "pca" else max(1, (k - 1) // 2 + (k > 4))
    if not 1 <= factors <= most:
        raise AnalysisError("measurement.factors_range", factors=factors, items=k, method=method, most=most)
    inverse = inverse_of(R)
    if method == "pca":
        L = _leading(R, factors)
        return Extracted(_positive(L), 1.0 - (L**2).sum(axis=1), ())
    df = ((k - factors) ** 2 - k - factors) // 2
    if df < 0:
        raise NotIdentified("measurement.factors_df", factors=factors, items=k, df=df)
    start = 1.0 / np.diag(inverse)
    if method == "paf":
        psi = _principal_axes(R, factors, start)
        L = _leading(R - np.diag(psi), factors)
    elif method == "minres":
        psi = _minimise(lambda u: _minres(u, R, factors), start)
        L = _leading(R - np.diag(psi), factors)
    else:
        psi = _minimise(lambda u: _likelihood(u, R, factors), (1.0 - 0.5 * factors / k) * start)
        L = _likelihood_loadings(psi, R, factors)
    heywood = tuple(int(i) for i in np.flatnonzero(psi <= LEAST_UNIQUENESS * 1.001))
    result = Extracted(_positive(L), 1.0 - (L**2).sum(axis=1), heywood)
    if method == "ml" and n is not None and df > 0:
        from scipy import stats

        value = _likelihood(psi, R, factors)[0]
        chisq = (n - 1 - (2 * k + 5) / 6 - 2 * factors / 3) * value
        result = Extracted(result.loadings, result.uniqueness, heywood, chisq, df, float(stats.chi2.sf(chisq, df)))
    return result


def _positive(L: Matrix) -> Matrix:
    return L * np.where(L.sum(axis=0) < 0.0, -1.0, 1.0)


def _leading(R: Matrix, m: int) -> Matrix:
    values, vectors = np.linalg.eigh(R)
    largest = np.clip(values[::-1][:m], 0.0, None)
    return np.asarray(vectors[:, ::-1][:, :m] * np.sqrt(largest), dtype=float)


def _principal_axes(R: Matrix, m: int, psi: Matrix) -> Matrix:
    """Iterated principal axes, the communalities replaced until none moves by 1e-10."""
    for _ in range(STEPS):
        L = _leading(R - np.diag(psi), m)
        new = 1.0 - (L**2).sum(axis=1)
        if (new < 0.0).any():
            raise NotConverged("measurement.axes_heywood", position=int(np.argmin(new)) + 1)
        if np.abs(new - psi).max() < 1e-10:
            return np.asarray(new, dtype=float)
        psi = new
    raise NotConverged("measurement.axes_steps", steps=STEPS)


def _minres(psi: Matrix, R: Matrix, m: int) -> tuple[float, Matrix]:
    """Half the sum of the squared eigenvalues of R - Psi left over after m, and its gradient in psi."""
    values, vectors = np.linalg.eigh(R - np.diag(psi))
    rest, E = values[:-m], vectors[:, :-m]
    return 0.5 * float((rest**2).sum()), -np.asarray((E**2 @ rest), dtype=float)


def _likelihood(psi: Matrix, R: Matrix, m: int) -> tuple[float, Matrix]:
    """Maximum-likelihood discrepancy profiled over the loadings (Lawley & Maxwell), and its gradient in psi."""
    s = 1.0 / np.sqrt(psi)
    values, vectors = np.linalg.eigh(R * np.outer(s, s))
    rest, E = values[:-m], vectors[:, :-m]
    return float((rest - np.log(rest) - 1.0).sum()), np.asarray((E**2 @ (1.0 - rest)) / psi, dtype=float)


def _likelihood_loadings(psi: Matrix, R: Matrix, m: int) -> Matrix:
    s = np.sqrt(psi)
    values, vectors = np.linalg.eigh(R / np.outer(s, s))
    largest = np.clip(values[::-1][:m] - 1.0, 0.0, None)
    return np.asarray(s[:, None] * vectors[:, ::-1][:, :m] * np.sqrt(largest), dtype=float)


def _minimise(objective: object, start: Matrix) -> Matrix:
    from scipy import optimize

    result = optimize.minimize(
        objective,
        np.clip(start, LEAST_UNIQUENESS, 1.0),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LEAST_UNIQUENESS, 1.0)] * start.size,
        options={"maxiter": 5000, "maxfun": 20000, "ftol": 1e-16, "gtol": 1e-9, "maxcor": 30},
    )
    if not np.isfinite(result.fun):
        raise NotConverged("measurement.extraction_failed")
    return np.asarray(result.x, dtype=float)
