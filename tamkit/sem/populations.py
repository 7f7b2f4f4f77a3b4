"""Populations like a fitted model: its standardized structure with some paths set to other values, items cut as the
sample's are, the moments they imply, samples of them, and what their information says without any sample.

A population is a stack of standardized structures: B (paths, and loadings of facets), Ψ with the residual variances
that give every variable the variance 1, Λ. A structure in which the paths explain more than everything is impossible.

Items answered in categories are latent responses cut at the sample's thresholds. Where the model takes their numbers
for continuous, its loadings are those of the numbers; the responses' are larger, λ/a with a the correlation of a
response with its own category. The covariance of cut responses follows from their correlation ρ by Mehler's series,
cov(g(x), h(y)) = Σ_k ρᵏ g_k h_k with the coefficients of normalized Hermite polynomials,
g_k = Σ_j (v_j − v_{j−1}) φ(τ_j) He_{k−1}(τ_j) / √k!.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import TamkitError
from tamkit.sem.bootstrap import vicinity
from tamkit.sem.discrepancy import NormalTheory
from tamkit.sem.estimate import estimate, resolve_near
from tamkit.sem.fitting import arrange
from tamkit.sem.implied import implied
from tamkit.sem.linalg import inverse_or_nan
from tamkit.sem.matrices import Array
from tamkit.sem.moments import Moments
from tamkit.sem.options import Options
from tamkit.sem.replications import path_errors
from tamkit.sem.result import Fit
from tamkit.sem.setup import Setup
from tamkit.sem.table import Parameter

LOT = 60_000  # answers that are drawn at a time
CATEGORIES = 12  # more different answers than that are no categories
TERMS = 40  # of Mehler's series
HIGHEST = 0.97  # loading of a latent response
LEAST = 1e-3  # share of a construct's variance that its causes leave

Path = tuple[str, str]  # source, target


@dataclass(frozen=True, slots=True)
class Cut:
    """How an item's response becomes an answer: thresholds (m,) and the m + 1 answers; none: it is the response."""

    thresholds: Array
    values: Array

    @classmethod
    def of(cls, column: Array) -> Cut:
        """The cut of a sample's column; no thresholds where the answers are no categories.

        >>> Cut.of(np.array([1.0, 2, 2, 3])).thresholds.round(3).tolist()
        [-0.674, 0.674]
        """
        from scipy.special import ndtri

        known = column[~np.isnan(column)]
        values, counts = np.unique(known, return_counts=True)
        if len(values) > CATEGORIES:
            return cls(np.zeros(0), np.zeros(0))
        return cls(ndtri(np.cumsum(counts)[:-1] / len(known)), values)

    def coefficients(self) -> Array:
        """g_1 … g_TERMS of the standardized answer."""
        out = np.zeros(TERMS)
        if not len(self.thresholds):
            out[0] = 1.0
            return out
        from scipy.special import ndtr

        t = self.thresholds
        steps = np.diff(self.values) * np.exp(-0.5 * t**2) / sqrt(2 * np.pi)
        before, now = np.zeros_like(t), np.ones_like(t)  # normalized Hermite polynomials
        for k in range(1, TERMS + 1):
            out[k - 1] = float(steps @ now) / sqrt(k)
            before, now = now, (t * now - sqrt(k - 1) * before) / sqrt(k)
        share = np.diff(np.concatenate([[0.0], ndtr(t), [1.0]]))
        variance = share @ self.values**2 - (share @ self.values) ** 2
        return out / sqrt(variance)


@dataclass(frozen=True, slots=True)
class Populations:
    """A stack of populations: correlations of the latent responses (G,p,p), and which of them are possible (G,)."""

    responses: Array
    possible: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is alike in all populations made of a fit: structure, cuts, and a setup that fits its moments by ML."""

    setup: Setup
    theta: Array
    paths: tuple[Path, ...]
    B: Array
    residual: Array  # correlations of the residuals (n,n)
    spread: Array  # residual variances, standardized (n,)
    Lambda: Array
    Theta: Array
    cuts: tuple[Cut, ...]
    sd: Array
    mask: NDArray[np.bool_] | None  # whose answers are missing

    @property
    def rows(self) -> list[Parameter]:
        return [row for row in self.setup.table.rows if row.op == "~"]

    def where(self, path: Path) -> tuple[int, int]:
        """Row and column of a path in B."""
        variables = self.setup.matrices[0].variables
        return variables.index(path[1]), variables.index(path[0])

    @property
    def values(self) -> dict[Path, float]:
        """β of every path in the fit."""
        return {path: float(self.B[self.where(path)]) for path in self.paths}

    def populations(self, changes: Sequence[Mapping[Path, float]]) -> Populations:
        """One population for each change: these paths as given, the others as they are, standardized."""
        G, n = len(changes), len(self.B)
        B = np.repeat(self.B[None], G, axis=0)
        for at, change in enumerate(changes):
            for path, value in change.items():
                B[(at, *self.where(path))] = value
        caused = (self.B != 0).any(axis=1) | (B != 0).any(axis=(0, 2))
        E = np.linalg.inv(np.eye(n) - B)
        spread = np.repeat(self.spread[None], G, axis=0)
        C = np.zeros_like(B)
        for _ in range(n + 2):  # each pass settles the variables one arrow further down
            scale = np.sqrt(np.maximum(spread, 0.0))
            C = E @ (self.residual * scale[:, :, None] * scale[:, None]) @ E.transpose(0, 2, 1)
            spread = spread + np.where(caused, 1.0 - np.diagonal(C, axis1=1, axis2=2), 0.0)
        possible = (spread > LEAST).all(axis=1)
        R = self.Lambda @ C @ self.Lambda.T + self.Theta
        diagonal = np.arange(R.shape[1])
        R[:, diagonal, diagonal] = 1.0
        R[~possible] = np.eye(len(diagonal))
        possible &= np.linalg.eigvalsh(R)[:, 0] > 1e-8
        R[~possible] = np.eye(len(diagonal))
        return Populations(R, possible)

    def moments(self, of: Populations) -> Array:
        """Covariances (G,p,p) of the answers."""
        g = np.array([cut.coefficients() for cut in self.cuts])
        out, power = np.zeros_like(of.responses), np.ones_like(of.responses)
        for k in range(TERMS):
            power = power * of.responses
            out += power * np.outer(g[:, k], g[:, k])
        at = np.arange(out.shape[1])
        out[:, at, at] = 1.0
        return out * np.outer(self.sd, self.sd)

    def information(self, of: Populations, n: int) -> Array:
        """b, SE(b), β and SE(β) of the paths (4,G,P) that n answers of each population have in expectation, by ML
        under normality; NaN where a population is impossible."""
        cov = self.moments(of)
        setup = self.setup
        mean = np.repeat(setup.mean[0][None], len(cov), axis=0)
        problem = NormalTheory.of("ML", setup.matrices, [cov], [mean], [1.0])
        solution = resolve_near(setup, problem, vicinity(setup, self.theta))
        _, H = problem.derivatives(solution.theta, np.arange(len(cov)))
        assert H is not None
        if setup.constraints.affine.K is None:
            inverse = inverse_or_nan(H)
        else:
            inverse = np.stack([setup.inverse(one, point) for one, point in zip(H, solution.theta, strict=True)])
        found = path_errors(setup, self.rows, solution.theta, inverse / n)
        found[:, ~(of.possible & solution.converged)] = np.nan
        return found

    def draw(self, of: Populations, at: int, n: int, samples: int, rng: np.random.Generator) -> Array:
        """Answers (samples, n, p) of one population, missing where the sample's are."""
        root = np.linalg.cholesky(of.responses[at])
        p, most = len(root), max(len(cut.thresholds) for cut in self.cuts)
        thresholds, values = np.full((most, p), np.inf), np.zeros((p, most + 1))
        for j, cut in enumerate(self.cuts):
            thresholds[: len(cut.thresholds), j], values[j, : len(cut.values)] = cut.thresholds, cut.values
        cut_up = np.array([len(cut.thresholds) > 0 for cut in self.cuts])
        first = (most + 1) * np.arange(p)
        out, lot = np.empty((samples, n, p)), max(1, LOT // (n * p))
        for begin in range(0, samples, lot):  # a few samples at a time stay in the caches
            part = out[begin : begin + lot]
            y = rng.standard_normal(part.shape) @ root.T
            above = np.zeros(y.shape, dtype=np.int8)
            for threshold in thresholds:  # a few comparisons of all responses are faster than a search for each
                above += (y > threshold).view(np.int8)
            values.take(above + first, out=part, mode="clip")
            if not cut_up.all():
                part[:, :, ~cut_up] = (y * self.sd)[:, :, ~cut_up]
        if self.mask is not None:
            out[:, self.mask[:n]] = np.nan
        return out


def likeness(fit: Fit) -> Likeness | None:
    """What populations like a fit have in common; None for several groups, covariates, or loops."""
    setup = fit.setup
    table, matrices = setup.table, setup.matrices[0]
    if len(setup.matrices) != 1 or table.names.ov_x or len(matrices.observed_inner) or setup.sample.data is None:
        return None
    rows = [row for row in table.rows if row.op == "~"]
    if not rows or matrices.depth < 0 or not {name for row in rows for name in (row.lhs, row.rhs)} <= set(fit.latent):
        return None
    n, theta, data = matrices.inner, fit.estimate.theta[None], setup.sample.data[0]
    at, sources = implied(matrices, theta), matrices.sources(theta, None, None)
    B, Psi = (sources.take(part[:n, :n], axis=1)[0] for part in (matrices.A_at, matrices.S_at))
    sd, own, items = (np.sqrt(np.diag(part)) for part in (at.total[0], Psi, at.Sigma[0]))
    if not (np.isfinite(sd).all() and (own > 0).all() and np.isfinite(items).all()):
        return None
    cuts = tuple(Cut.of(data[:, j]) for j in range(data.shape[1]))
    # The correlation of a response with its answer, where the model is one of the answers.
    loss = np.array([1.0 if fit.options.ordered else cut.coefficients()[0] for cut in cuts])
    Lambda = at.Lambda[0] * sd / (items * loss)[:, None]
    C = at.total[0] / np.outer(sd, sd)
    Lambda /= np.maximum(1.0, np.sqrt(np.einsum("pi,ij,pj->p", Lambda, C, Lambda)) / HIGHEST)[:, None]
    unknown = np.isnan(data)
    made = Likeness(
        setup=setup,
        theta=theta[0],
        paths=tuple((row.rhs, row.lhs) for row in rows),
        B=B * sd / sd[:, None],
        residual=Psi / np.outer(own, own),
        spread=np.diag(Psi) / sd**2,
        Lambda=Lambda,
        Theta=at.Theta[0] / np.outer(items * loss, items * loss),
        cuts=cuts,
        sd=items,
        mask=unknown if unknown.any() else None,
    )
    return _by_likelihood(made, fit)


def _by_likelihood(made: Likeness, fit: Fit) -> Likeness | None:
    """With the setup and the solution of the same model by ML on the moments of the population like the fit itself."""
    import pandas as pd

    names = list(fit.setup.sample.names)
    alike = made.populations([{}])
    if not alike.possible[0]:
        return None
    cov = pd.DataFrame(made.moments(alike)[0], index=names, columns=names)
    options = Options(estimator="ML", std_lv=fit.options.std_lv, orthogonal=fit.options.orthogonal)
    try:
        setup = arrange(fit.model, Moments(cov, max(fit.n[0], len(names) + 2)), options)
        found = estimate(setup, inference=False)
    except (TamkitError, np.linalg.LinAlgError):
        return None
    return replace(made, setup=setup, theta=found.theta) if found.converged else None
