"""The likelihood that binary and ordinal logistic regression share, for intervals and for what has no estimate.

P(y ≤ k | x) = F(αₖ − xᵀβ) with F the logistic distribution; of two categories it is binary logistic regression with
intercept −α. statsmodels finds the maximum; here are the derivatives around it, which it has by differences only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Newton steps at most from one point of a profile to the next, and what counts as its maximum.
STEPS = 40
TOLERANCE = 1e-9
#: Newton steps to an end of an interval at most; it takes three or four.
NEWTON = 8
#: Standard errors from the estimate at which a profile that has not fallen enough is taken never to.
FARTHEST = 50.0


@dataclass(frozen=True, slots=True)
class Cumulative:
    """Log-likelihood of the proportional-odds model in θ = (α₁ … αₖ₋₁, β). y: 0 … K − 1, every one occurring; X (n, p)
    without intercept."""

    y: Ints
    X: Floats
    # What θ is multiplied with, of everybody, for the threshold above the answer and the one below, less xᵀβ.
    _sides: tuple[Floats, Floats] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # The first and last category have no outer threshold: a column too much on either side, dropped.
        marks = np.zeros((2, len(self.y), self.cuts + 2))
        for side, at in enumerate((self.y + 1, self.y)):
            marks[side, np.arange(len(self.y)), at] = 1.0
        above, below = (np.column_stack([mark[:, 1:-1], -self.X]) for mark in marks)
        object.__setattr__(self, "_sides", (above, below))

    @property
    def cuts(self) -> int:
        return int(self.y.max())

    def parts(self, theta: Floats) -> tuple[float, Floats, Floats]:
        """The log-likelihood with its gradient and Hessian; −∞ where the thresholds are out of order."""
        from scipy.special import expit

        k, eta = self.cuts, self.X @ theta[self.cuts :]
        bounds = np.concatenate([[-np.inf], theta[:k], [np.inf]])
        upper, lower = expit(bounds[self.y + 1] - eta), expit(bounds[self.y] - eta)
        gap = upper - lower
        if not (gap > 0).all():
            return -np.inf, np.zeros_like(theta), np.zeros((len(theta), len(theta)))
        slopes = upper * (1 - upper), lower * (1 - lower)
        curves = slopes[0] * (1 - 2 * upper), slopes[1] * (1 - 2 * lower)
        above, below = self._sides
        each = above * (slopes[0] / gap)[:, None] - below * (slopes[1] / gap)[:, None]
        bent = above.T @ (above * (curves[0] / gap)[:, None]) - below.T @ (below * (curves[1] / gap)[:, None])
        return float(np.log(gap).sum()), each.sum(axis=0), bent - each.T @ each

    def held(self, theta: Floats, at: int, value: float) -> tuple[float, Floats, float]:
        """The highest log-likelihood with θ[at] held at a value, where, and how it changes with the value; ``theta`` is
        where to begin."""
        theta = theta.copy()
        theta[at] = value
        free = np.arange(len(theta)) != at
        loglik, gradient, hessian = self.parts(theta)
        for _ in range(STEPS if np.isfinite(loglik) else 0):
            step = np.zeros_like(theta)
            step[free] = np.linalg.solve(-hessian[np.ix_(free, free)], gradient[free])
            if float(gradient @ step) < TOLERANCE:
                break
            while True:  # a step that overshoots is halved
                found = self.parts(theta + step)
                if found[0] >= loglik or np.abs(step).max() < 1e-12:
                    break
                step /= 2
            theta = theta + step
            loglik, gradient, hessian = found
        return loglik, theta, float(gradient[at])


def profile(likelihood: Cumulative, theta: Floats, cov: Floats, at: int, level: float = 0.95) -> tuple[float, float]:
    """Ends of the profile-likelihood interval of θ[at]: where twice the fall of the log-likelihood from its maximum at
    ``theta`` is χ²₁'s quantile; infinite on a side where it never falls so far. R: ``confint(glm(…))``,
    ``confint(MASS::polr(…))``.
    """
    from scipy.special import ndtri

    z = float(ndtri(0.5 + level / 2))
    low, high = (_end(likelihood, theta, cov[at], at, side * z) for side in (-1, 1))
    return low, high


def absent(likelihood: Cumulative, theta: Floats, cov: Floats, at: int) -> float:
    """p of the likelihood-ratio test that θ[at] is 0: below .05 exactly where its 95 % profile interval leaves 0 out.

    R: ``drop1(glm(…), test = "Chisq")`` of a single column.
    """
    from scipy.special import chdtrc

    start = theta - cov[at] / cov[at, at] * theta[at]
    loglik = likelihood.held(start, at, 0.0)[0]
    return float(chdtrc(1, max(0.0, 2 * (likelihood.parts(theta)[0] - loglik))))


def _end(likelihood: Cumulative, theta: Floats, cov: Floats, at: int, z: float) -> float:
    """Where, on the side of z's sign, the root of the likelihood ratio has come to |z|. ``cov``: θ's with θ[at].

    By Newton's steps, since the profile changes with θ[at] as the likelihood does; where they lead nowhere, as on a
    side where there is no end, between two points that have it between them.
    """
    from scipy.optimize import brentq

    top, unit = likelihood.parts(theta)[0], np.sign(z) * np.sqrt(cov[at])
    along = cov / cov[at] * unit  # where a quadratic likelihood would have its maximum

    steps, known = abs(z), theta + abs(z) * along
    for _ in range(NEWTON):
        loglik, known, slope = likelihood.held(known, at, float(theta[at]) + steps * unit)
        root = float(np.sqrt(max(0.0, 2 * (top - loglik))))
        rise = -slope * unit / root if root > 0 else 0.0
        if not (np.isfinite(root) and rise > 0):
            break
        further = (abs(z) - root) / rise
        if abs(further) < 1e-8:
            return float(theta[at] + (steps + further) * unit)
        steps, known = steps + further, known + further * along
        if not 0 < steps < FARTHEST:
            break

    def short(steps: float) -> float:
        if steps == 0.0:
            return -abs(z)
        loglik = likelihood.held(theta + steps * along, at, float(theta[at]) + steps * unit)[0]
        return min(float(np.sqrt(max(0.0, 2 * (top - loglik)))), FARTHEST) - abs(z)

    far = abs(z)
    while short(far) < 0:
        far *= 1.5
        if far > FARTHEST:
            return float(np.copysign(np.inf, z))
    return float(theta[at] + unit * brentq(short, 0.0, far, xtol=1e-7))


def separated(y: Ints, X: Floats) -> Bools:
    """Which predictors separate the answers, wholly or but for ties: their coefficients grow without end.

    Those that do so by themselves; where none does, those that do together.

    >>> separated(np.array([0, 0, 1, 1]), np.array([[1.0, 5], [2, 3], [3, 4], [4, 6]])).tolist()
    [True, False]
    """
    together = _recession(y, X)
    if not together.any():
        return together
    alone = np.array([bool(one) and bool(_recession(y, X[:, [j]])[0]) for j, one in enumerate(together)])
    return alone if alone.any() else together


def _recession(y: Ints, X: Floats) -> Bools:
    """Which slopes can grow without end and the likelihood never fall.

    A direction (γ, δ) with γₖ ≥ xᵀδ ≥ γₖ₋₁ for everybody, found by linear programming as in R's
    ``detectseparation`` (Konis 2007, Linear programming algorithms for detecting separated data, Oxford).
    """
    from scipy.optimize import linprog

    k, (n, p) = int(y.max()), X.shape
    spread = X.std(axis=0)
    X = (X - X.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    rows = []
    for sign, at, inside in ((1.0, y, y < k), (-1.0, y - 1, y > 0)):
        marks = np.zeros((n, k))
        marks[np.flatnonzero(inside), at[inside]] = 1.0
        rows.append(sign * np.column_stack([marks, -X])[inside])
    A = np.vstack(rows)
    found = linprog(-A.sum(axis=0), A_ub=-A, b_ub=np.zeros(len(A)), bounds=[(-1, 1)] * (k + p), method="highs")
    return np.abs(found.x[k:]) > 1e-7 if found.status == 0 else np.zeros(p, dtype=bool)
