"""Factor rotation: varimax, promax and oblimin of an unrotated (k, m) loading matrix.

statsmodels' varimax lacks Kaiser's normalisation and its promax is fixed at a power of 2, so these are our own, by
gradient projection (Jennrich 2001, 2002) where a criterion is minimised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamkit.errors import AnalysisError, NotConverged, OptionError
from tamkit.measurement.blocks import Matrix
from tamkit.measurement.remarks import unknown_choice
from tamkit.messages import Message

Method = Literal["none", "varimax", "promax", "oblimin"]
METHODS: tuple[Method, ...] = ("none", "varimax", "promax", "oblimin")


@dataclass(frozen=True, slots=True)
class Rotated:
    """A rotated solution.

    Attributes
    ----------
    pattern
        Regression weights of items on factors, (k, m).
    phi
        Correlations of the factors, (m, m); the identity after an orthogonal rotation.
    structure
        Correlations of items with factors, ``pattern @ phi``.
    """

    pattern: Matrix
    phi: Matrix

    @property
    def structure(self) -> Matrix:
        return np.asarray(self.pattern @ self.phi, dtype=float)


def rotate(
    L: Matrix, method: Method = "oblimin", *, kappa: float = 4.0, gamma: float = 0.0, normalize: bool | None = None
) -> Rotated:
    """Rotate unrotated loadings L (k, m); columns come out by variance explained, signs with positive sums.

    ``normalize`` is Kaiser's row normalisation; by default on for varimax and promax and off for oblimin, as psych does
    (SPSS normalises all three).

    R: ``stats::varimax(L)``; ``psych::kaiser(L, rotate = "Promax")``; ``GPArotation::oblimin(L)``.

    >>> L = np.array([[0.8, 0.3], [0.7, 0.4], [0.3, -0.6], [0.4, -0.7]])
    >>> rotate(L, "varimax").pattern.round(2).tolist()
    [[0.85, 0.09], [0.81, -0.04], [-0.0, 0.67], [0.04, 0.81]]
    """
    L = np.asarray(L, dtype=float)
    if method not in METHODS:
        raise OptionError(unknown_choice(Message("measurement.choice.rotation"), method, METHODS))
    m = L.shape[1]
    if method == "none" or m == 1:
        return tidy(L, np.eye(m), sort=method != "none")
    weights = np.ones(L.shape[0])
    if normalize if normalize is not None else method != "oblimin":
        weights = np.sqrt((L**2).sum(axis=1))
        if (weights < 1e-12).any():
            raise AnalysisError("measurement.no_communality")
    A = L / weights[:, None]
    if method == "varimax":
        pattern, phi = varimax(A), np.eye(m)
    elif method == "promax":
        pattern, phi = promax(A, kappa)
    else:
        pattern, phi = oblimin(A, gamma)
    return tidy(pattern * weights[:, None], phi)


def tidy(pattern: Matrix, phi: Matrix, *, sort: bool = True) -> Rotated:
    """Columns by variance explained (``diag(phi pattern' pattern)``), each with a positive sum."""
    variance = np.diag(phi @ pattern.T @ pattern)
    order = np.argsort(-variance, kind="stable") if sort else np.arange(pattern.shape[1])
    sign = np.where(pattern.sum(axis=0) < 0.0, -1.0, 1.0)
    pattern, phi = pattern * sign, phi * np.outer(sign, sign)
    return Rotated(pattern[:, order], phi[np.ix_(order, order)])


def varimax(A: Matrix, *, tolerance: float = 1e-12, most: int = 1000) -> Matrix:
    """Raw varimax of A (k, m): maximise the variance of squared loadings within factors (Kaiser 1958).

    Pairs of factors are turned in their plane to its best angle, sweep after sweep, until no angle moves: every turn
    raises the criterion, which the quicker iteration on all factors at once does not promise.
    """
    L = np.array(A, dtype=float)
    k, m = L.shape
    for _ in range(most):
        largest = 0.0
        for i in range(m - 1):
            for j in range(i + 1, m):
                x, y = L[:, i].copy(), L[:, j].copy()
                u, v = x**2 - y**2, 2.0 * x * y
                sine = 2.0 * float(u @ v) - 2.0 * float(u.sum() * v.sum()) / k
                cosine = float(u @ u - v @ v) - float(u.sum() ** 2 - v.sum() ** 2) / k
                angle = float(np.arctan2(sine, cosine)) / 4.0
                if abs(angle) > tolerance and np.hypot(sine, cosine) > 1e-14:
                    L[:, i] = x * np.cos(angle) + y * np.sin(angle)
                    L[:, j] = y * np.cos(angle) - x * np.sin(angle)
                    largest = max(largest, abs(angle))
        if largest <= 1e-10:
            return L
    raise NotConverged("measurement.varimax")


def promax(A: Matrix, kappa: float = 4.0) -> tuple[Matrix, Matrix]:
    """Promax (Hendrickson & White 1964): varimax loadings regressed on themselves raised to the power kappa."""
    if kappa <= 1.0:
        raise OptionError("measurement.kappa", kappa=kappa)
    V = varimax(A)
    target = V * np.abs(V) ** (kappa - 1.0)
    U = np.linalg.lstsq(V, target, rcond=None)[0]
    U = U * np.sqrt(np.diag(np.linalg.inv(U.T @ U)))
    inverse = np.linalg.inv(U)
    return V @ U, np.asarray(inverse @ inverse.T, dtype=float)


def oblimin(A: Matrix, gamma: float = 0.0, *, tolerance: float = 1e-7, most: int = 20000) -> tuple[Matrix, Matrix]:
    """Direct oblimin (gamma 0: quartimin) of A (k, m) by gradient projection, started at the unrotated loadings.

    Minimises ``1/4 sum over f != g of (L_f²)'(I - gamma/k 11')(L_g²)`` over L = A T⁻ᵀ with columns of T of length 1.
    """
    if gamma > 0.8:
        raise OptionError("measurement.gamma", gamma=gamma)
    k, m = A.shape
    others = np.ones((m, m)) - np.eye(m)

    def criterion(L: Matrix) -> tuple[float, Matrix]:
        X = L**2 @ others
        if gamma:
            X = X - gamma / k * X.sum(axis=0)
        return float((L**2 * X).sum() / 4.0), L * X

    T = np.eye(m)
    inverse = T
    L = A @ inverse.T
    value, Gq = criterion(L)
    G = -(L.T @ Gq @ inverse).T
    step = 1.0
    for _ in range(most):
        projected = G - T * (T * G).sum(axis=0)
        size = float(np.sqrt((projected**2).sum()))
        if size < tolerance:
            return L, np.asarray(T.T @ T, dtype=float)
        step *= 2.0
        for _ in range(40):
            X = T - step * projected
            X = X / np.sqrt((X**2).sum(axis=0))
            inverse = np.linalg.inv(X)
            L = A @ inverse.T
            new, Gq = criterion(L)
            if value - new > 0.5 * size**2 * step:
                break
            step /= 2.0
        else:  # no step improves: the gradient is at the noise of the arithmetic
            if size < 1e-4:
                return L, np.asarray(X.T @ X, dtype=float)
            break
        T, value = X, new
        G = -(L.T @ Gq @ inverse).T
    raise NotConverged("measurement.oblimin")
