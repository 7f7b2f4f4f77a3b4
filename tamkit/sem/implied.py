"""What a model implies for the moments of the data, and how they move with its parameters, for a stack at once.

With E = (I − B)⁻¹ and C = E Ψ Eᵀ, the covariance of η,

    Σ = Λ C Λᵀ + Θ ,   μ = ν + Λ E α .

Let T = ΛE (how each η reaches the observed) and V = ΛC (covariance of the observed with each η). Then every derivative
has rank two, with columns of W = [T V I]:

    ∂Σ/∂B_ij = t_i v_jᵀ + v_j t_iᵀ     ∂Σ/∂Λ_rj = e_r v_jᵀ + v_j e_rᵀ     ∂Σ/∂Ψ_ij, ∂Θ_rs: t_i t_jᵀ, e_r e_sᵀ likewise
    ∂μ/∂B_ij = t_i η_j                 ∂μ/∂Λ_rj = e_r η_j                 ∂μ/∂α_i = t_i,  ∂μ/∂ν_r = e_r

(halved on the diagonals of Ψ and Θ; η = E α). So gradients and information matrices are look-ups in products with W,
whatever the model. Shapes as in `tamkit.sem.matrices`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamkit.sem.linalg import inverse_or_nan
from tamkit.sem.matrices import Array, Index, Matrices


@dataclass(frozen=True, slots=True)
class Implied:
    """Σ (B,p,p), μ (B,p), and what their derivatives need: TV = [T V] (B,p,2n), η (B,n), E and C (B,n,n), Λ, Θ."""

    Sigma: Array
    mu: Array
    TV: Array
    eta: Array
    inverse: Array
    total: Array
    Lambda: Array
    Theta: Array

    @property
    def T(self) -> Array:
        return self.TV[:, :, : self.inverse.shape[1]]

    @property
    def V(self) -> Array:
        return self.TV[:, :, self.inverse.shape[1] :]

    @property
    def W(self) -> Array:
        """[T V I] (B,p,2n+p), written out."""
        B, p, width = self.TV.shape
        W = np.zeros((B, p, width + p), dtype=self.TV.dtype)
        W[:, :, :width] = self.TV
        W[:, np.arange(p), width + np.arange(p)] = 1.0
        return W


def fill(
    matrices: Matrices, theta: Array, cov: Array | None = None, mean: Array | None = None
) -> tuple[Array, Array, Array]:
    """A = [B; Λ of the outer variables] (B,m,n), S = Ψ and Θ (B,m,m) and [α ν] (B,m) for a stack θ (B,k)."""
    sources = matrices.sources(theta, cov, mean)
    A, S, alpha = (sources.take(at, axis=1) for at in (matrices.A_at, matrices.S_at, matrices.alpha_at))
    if len(matrices.responses):
        B, Lambda, Psi, *_ = _blocks(matrices, sources)
        own = matrices.responses[:, 0]
        S[:, own, own] = _residual_variances(matrices, theta, total_effects(B, matrices.depth), Lambda, Psi)
    return A, S, alpha


def _blocks(matrices: Matrices, sources: Array) -> tuple[Array, Array, Array, Array, Array | None, Array | None]:
    """B, Λ, Ψ, Θ, α, ν of a stack."""
    b, n, p = len(sources), matrices.inner, len(matrices.observed)
    flat = sources.take(matrices.blocks, axis=1)
    ends = (n * n, n * (n + p), n * (2 * n + p), n * (2 * n + p) + p * p)
    B = flat[:, : ends[0]].reshape(b, n, n)
    Lambda = flat[:, ends[0] : ends[1]].reshape(b, p, n)
    Psi = flat[:, ends[1] : ends[2]].reshape(b, n, n)
    Theta = flat[:, ends[2] : ends[3]].reshape(b, p, p)
    if not matrices.meanstructure:
        return B, Lambda, Psi, Theta, None, None
    return B, Lambda, Psi, Theta, flat[:, ends[3] : ends[3] + n], flat[:, ends[3] + n :]


def implied(matrices: Matrices, theta: Array, cov: Array | None = None, mean: Array | None = None) -> Implied:
    """Σ, μ and the factors of their derivatives for a stack θ (B,k); ``cov``, ``mean``: exogenous sample moments."""
    B, Lambda, Psi, Theta, alpha, nu = _blocks(matrices, matrices.sources(theta, cov, mean))
    E = total_effects(B, matrices.depth)
    if len(matrices.responses):
        variable, row, _ = matrices.responses.T
        residual = _residual_variances(matrices, theta, E, Lambda, Psi)
        inner = variable < matrices.inner
        Psi[:, variable[inner], variable[inner]] = residual[:, inner]
        Theta[:, row[~inner], row[~inner]] = residual[:, ~inner]
    C = E @ Psi @ E.transpose(0, 2, 1)
    TV = Lambda @ np.concatenate((E, C), axis=2)
    n = matrices.inner
    Sigma = TV[:, :, n:] @ Lambda.transpose(0, 2, 1)
    Sigma += Theta
    if alpha is None or nu is None:
        return Implied(Sigma, np.zeros(Sigma.shape[:2]), TV, np.zeros(E.shape[:2]), E, C, Lambda, Theta)
    eta = (E @ alpha[..., None])[..., 0]
    return Implied(Sigma, nu + (Lambda @ eta[..., None])[..., 0], TV, eta, E, C, Lambda, Theta)


def inner_covariance(matrices: Matrices, theta: Array) -> Array:
    """C = cov(η) (B,n,n) of a model without exogenous moments."""
    n = matrices.inner
    sources = matrices.sources(theta, None, None)
    E = total_effects(sources.take(matrices.A_at[:n], axis=1), matrices.depth)
    return np.asarray(E @ sources.take(matrices.S_at[:n, :n], axis=1) @ E.transpose(0, 2, 1))


@dataclass(frozen=True, slots=True)
class Variances:
    """One group's total and residual variances (B,m), in the order of ``variables``."""

    variables: tuple[str, ...]
    total: Array
    residual: Array
    latent_cov: Array  # (B,i,i) total covariance of the inner variables


def variances(matrices: Matrices, theta: Array, cov: Array, mean: Array) -> Variances:
    """Model-implied variances of latent and observed variables."""
    if not len(matrices.responses):
        return _variances(matrices, matrices.sources(theta, cov, mean))
    at = implied(matrices, theta, cov, mean)
    _, S, _ = fill(matrices, theta, cov, mean)
    outer = np.diagonal(at.Sigma, axis1=1, axis2=2)[:, matrices.observed_outer]
    total = np.concatenate([np.diagonal(at.total, axis1=1, axis2=2), outer], axis=1)
    return Variances(matrices.variables, total, np.diagonal(S, axis1=1, axis2=2), at.total)


def _variances(matrices: Matrices, sources: Array) -> Variances:
    """The same where no residual variance follows from others, without Σ itself."""
    b, n, p = len(sources), matrices.inner, len(matrices.observed)
    flat = sources.take(matrices.slim[: n * (2 * n + p) + p], axis=1)
    B, Lambda, Psi, Theta = np.split(flat, [n * n, n * (n + p), n * (2 * n + p)], axis=1)
    E = total_effects(B.reshape(b, n, n), matrices.depth)
    C = E @ Psi.reshape(b, n, n) @ E.transpose(0, 2, 1)
    Lambda = Lambda.reshape(b, p, n)
    outer = (np.vecdot(Lambda @ C, Lambda) + Theta)[:, matrices.observed_outer]
    total = np.concatenate([np.diagonal(C, axis1=1, axis2=2), outer], axis=1)
    return Variances(matrices.variables, total, sources.take(matrices.S_at.diagonal(), axis=1), C)


def path_values(matrices: Matrices, theta: Array, rows: Index, columns: Index) -> Array:
    """The arrows (B, rows, columns) to variables ``rows`` from inner variables ``columns``."""
    return matrices.sources(theta, None, None).take(matrices.A_at[rows[:, None], columns], axis=1)


def _residual_variances(matrices: Matrices, theta: Array, E: Array, Lambda: Array, Psi: Array) -> Array:
    """The residual variance that gives each latent response (delta) the variance 1/scale² (B,r).

    The scale is that of the response given the exogenous variables, so their moments count as zero.
    """
    variable, row, position = matrices.responses.T
    scale = np.where(position >= 0, theta[:, position], matrices.response_scale)
    given = Psi
    if len(matrices.exo_Psi):
        given = Psi.copy()
        given.reshape(len(given), -1)[:, matrices.exo_Psi] = 0.0
    T = Lambda[:, row] @ E
    explained = np.einsum("bri,bri->br", T @ given, T)
    # An inner response finds its present residual variance among what is explained.
    inner = np.flatnonzero(variable < matrices.inner)
    explained[:, inner] -= Psi[:, variable[inner], variable[inner]]
    return 1.0 / scale**2 - explained


def total_effects(B: Array, depth: int) -> Array:
    """(I − B)⁻¹. A model without feedback is nilpotent, so its series ends: (I + B)(I + B²)(I + B⁴)…"""
    eye = np.eye(B.shape[-1])
    if depth < 0:
        return inverse_or_nan(eye - B)
    total, power, terms = eye + B, B, 1
    while terms < depth:
        power = power @ power
        total = total + total @ power
        terms = 2 * terms + 1
    return total


def gradient(matrices: Matrices, at: Implied, M: Array, r: Array | None) -> Array:
    """Gradient (B,k) of a scalar whose derivative is ½M with respect to Σ (symmetric, all entries) and r to μ."""
    B, elements = len(M), matrices.elements
    MTV, Tt = M @ at.TV, at.T.transpose(0, 2, 1)
    # The blocks of WᵀMW that elements meet, laid end to end in the order that ``place`` counts on.
    flat = np.concatenate(((Tt @ MTV).reshape(B, -1), MTV.reshape(B, -1), M.reshape(B, -1)), axis=1)
    by_element = elements.c * flat.take(elements.place, axis=1)
    if r is not None and matrices.meanstructure:
        reach = np.concatenate(((Tt @ r[..., None])[..., 0], r), axis=1)
        by_element = by_element + mean_factor(matrices, at.eta) * reach.take(elements.reach, axis=1)
    return matrices.spread(by_element)


def mean_factor(matrices: Matrices, eta: Array) -> Array:
    """What multiplies u_x in ∂μ of each free element (B,e): η_j for an arrow, 1 for an intercept, else 0."""
    B, n = eta.shape
    factor = np.zeros((B, n + 2), dtype=eta.dtype)
    factor[:, :n] = eta
    factor[:, n + 1] = 1.0
    return factor.take(matrices.elements.mean_of, axis=1)


def products(at: Implied, M: Array) -> Array:
    """WᵀMW (B, 2n+p, 2n+p) of a symmetric M, by blocks: the unit columns of W are never multiplied with."""
    B, p, width = at.TV.shape
    out = np.empty((B, width + p, width + p), dtype=at.TV.dtype)
    MTV = M @ at.TV
    out[:, :width, :width] = at.TV.transpose(0, 2, 1) @ MTV
    out[:, width:, :width] = MTV
    out[:, :width, width:] = MTV.transpose(0, 2, 1)
    out[:, width:, width:] = M
    return out


def between(K: Array, rows: Index, columns: Index) -> Array:
    """K[:, rows, columns] for all pairs."""
    return K.take(rows, axis=1).take(columns, axis=2)


def lookups(matrices: Matrices, K: Array) -> tuple[Array, Array, Array]:
    """K_xx, K_xy and K_yy between all free elements (B,e,e each), for K = WᵀMW."""
    x, y = matrices.elements.x, matrices.elements.y
    Kx = K.take(x, axis=1)
    return Kx.take(x, axis=2), Kx.take(y, axis=2), between(K, y, y)


def information(matrices: Matrices, at: Implied, Omega: Array) -> Array:
    """Expected information (B,k,k) per observation with weight Ω (Σ⁻¹ for ML, S⁻¹ for GLS, I for ULS).

    I_kl = ½ tr(Ω ∂_kΣ Ω ∂_lΣ) + ∂_kμᵀ Ω ∂_lμ, which the rank-two derivatives turn into look-ups in K = WᵀΩW.
    """
    return by_parameter(matrices, information_of_elements(matrices, at, *lookups(matrices, products(at, Omega))))


def information_of_elements(matrices: Matrices, at: Implied, Kxx: Array, Kxy: Array, Kyy: Array) -> Array:
    """The same for all pairs of free elements (B,e,e)."""
    c = matrices.elements.c
    by_element = Kxx * Kyy
    by_element += Kxy * Kxy.transpose(0, 2, 1)
    by_element *= c[:, None] * c
    if matrices.meanstructure:
        factor = mean_factor(matrices, at.eta)
        by_element += factor[:, :, None] * factor[:, None, :] * Kxx
    return by_element


def by_parameter(matrices: Matrices, by_element: Array) -> Array:
    """Sum both sides of a symmetric (B,e,e) into parameters (B,k,k)."""
    return matrices.spread(matrices.spread(by_element).transpose(0, 2, 1))


def jacobian(matrices: Matrices, at: Implied) -> tuple[Array, Array]:
    """∂Σ/∂θ (B,k,p,p) and ∂μ/∂θ (B,k,p)."""
    W = at.W.transpose(0, 2, 1)
    elements = matrices.elements
    Wx = W.take(elements.x, axis=1)
    outer = (elements.c[:, None] * Wx)[:, :, :, None] * W.take(elements.y, axis=1)[:, :, None, :]
    outer = outer + outer.transpose(0, 1, 3, 2)
    reach = mean_factor(matrices, at.eta)[..., None] * Wx if matrices.meanstructure else np.zeros_like(Wx)
    B, _, p, _ = outer.shape
    d_sigma = matrices.spread(outer.reshape(B, -1, p * p).transpose(0, 2, 1)).transpose(0, 2, 1)
    d_mu = matrices.spread(reach.transpose(0, 2, 1)).transpose(0, 2, 1)
    return d_sigma.reshape(B, matrices.k, p, p), d_mu
