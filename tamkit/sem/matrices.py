"""The parameter table as matrices, for a stack of parameter vectors at once.

The model is written in RAM form. Let v hold all variables (latent and observed), v = α + A v + ζ with cov(ζ) = S and F
the rows that pick the observed ones:

    Σ = F (I − A)⁻¹ S (I − A)⁻ᵀ Fᵀ ,   μ = F (I − A)⁻¹ α.

Two facts keep everything small. Only variables with outgoing arrows ("inner": latents, observed predictors) need the
inverse. And with U = F(I − A)⁻¹ (how v reaches the observed) and V = cov(observed, v), every derivative has rank two:

    ∂Σ/∂A_ij = u_i v_jᵀ + v_j u_iᵀ ,   ∂Σ/∂S_ij = u_i u_jᵀ + u_j u_iᵀ (halved for i = j),
    ∂μ/∂A_ij = u_i η_j ,               ∂μ/∂α_i = u_i ,        with η = (I − A)⁻¹ α.

So gradients and information matrices are look-ups in U, V and their products, whatever the model.

Shapes: B samples in the stack, p observed variables, m variables, e free elements, k free parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.table import Parameter, ParameterTable

Array = NDArray[Any]  # floats, except where complex steps pass through
Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Matrices:
    """One group's model: where each element of A, S and α comes from.

    ``free_*`` are (row, column, position in θ) triples; ``exo_*`` take sample moments; ``x, y, c`` say which columns of
    [U V] make ∂Σ of each free element, ``mean_of`` which entry of η (−1: none, −2: one) multiplies u_x in ∂μ.
    """

    variables: tuple[str, ...]
    observed: tuple[str, ...]
    inner: int
    observed_inner: Index  # rows of the observed order that are inner variables …
    inner_of: Index  # … and which inner variable each is
    observed_outer: Index  # rows of the observed order that are outer variables, in the order of the outer ones
    A0: Array
    S0: Array
    alpha0: Array
    free_A: Index  # (·, 3)
    free_S: Index
    free_alpha: Index
    exo_S: Index  # (·, 4): row, column, sample row, sample column
    exo_alpha: Index  # (·, 2)
    x: Index
    y: Index
    c: Array
    mean_of: Index
    place: Index  # where u_xᵀM w_y of each element stands among the blocks of UᵀM[U V]
    crossed: bool  # some covariance joins an inner and an outer variable
    position: Index  # position in θ of each free element, A then S then α
    distinct: bool  # no parameter is shared by two elements of this group
    k: int
    meanstructure: bool
    responses: Index  # (·, 2): variable and position in θ of the scale (−1: fixed) of each latent response, delta only
    response_scale: Array  # their fixed scales

    def spread(self, by_element: Array) -> Array:
        """Sum what belongs to elements (…, e) into parameters (…, k)."""
        out = np.zeros((*by_element.shape[:-1], self.k))
        if self.distinct:
            out[..., self.position] = by_element
        else:
            for element, position in enumerate(self.position):
                out[..., position] += by_element[..., element]
        return out


@dataclass(frozen=True, slots=True)
class Implied:
    """Model-implied moments of a stack and what their derivatives need.

    Σ (B,p,p), μ (B,p), T (B,p,i) the columns of U for inner variables, V (B,p,i), η (B,m). The columns of U for outer
    variables are unit vectors at the rows ``outer``, so they are never multiplied with.
    """

    Sigma: Array
    mu: Array
    T: Array
    V: Array
    eta: Array
    inverse: Array  # (I − A)⁻¹ among the inner variables
    inner_cov: Array  # S among the inner variables
    outer: Index

    @property
    def U(self) -> Array:
        """How each variable reaches the observed (B,p,m), written out."""
        B, p, inner = self.T.shape
        U = np.zeros((B, p, inner + len(self.outer)))
        U[:, :, :inner] = self.T
        U[:, self.outer, inner + np.arange(len(self.outer))] = 1.0
        return U

    @property
    def total(self) -> Array:
        """Covariance of the inner variables (B,i,i)."""
        return self.inverse @ self.inner_cov @ self.inverse.transpose(0, 2, 1)


def compile_group(table: ParameterTable, group: int) -> Matrices:
    """Read one group's rows into index arrays."""
    rows = [row for row in table.of_group(group) if row.op in ("=~", "~", "~~", "~1")]
    rows_of_scales = [row for row in table.of_group(group) if row.op == "~*~"]
    names = table.names
    arrows = [(row.lhs, row.rhs) if row.op == "=~" else (row.rhs, row.lhs) for row in rows if row.op in ("=~", "~")]
    sources = {source for source, _ in arrows}
    inner = [*names.lv, *(name for name in names.ov if name in sources)]
    outer = [name for name in names.ov if name not in sources]
    variables = (*inner, *outer)
    at = {name: index for index, name in enumerate(variables)}
    row_of = {name: index for index, name in enumerate(names.ov)}
    m, n_inner = len(variables), len(inner)
    A0, S0, alpha0 = np.zeros((m, n_inner)), np.zeros((m, m)), np.zeros(m)
    free_A: list[tuple[int, int, int]] = []
    free_S: list[tuple[int, int, int]] = []
    free_alpha: list[tuple[int, int, int]] = []
    exo_S: list[tuple[int, int, int, int]] = []
    exo_alpha: list[tuple[int, int]] = []
    for row in rows:
        _place(row, at, row_of, (A0, S0, alpha0), (free_A, free_S, free_alpha), (exo_S, exo_alpha))
    x = [i for i, _, _ in free_A] + [i for i, _, _ in free_S] + [i for i, _, _ in free_alpha]
    y = [m + j for _, j, _ in free_A] + [j for _, j, _ in free_S] + [0] * len(free_alpha)
    c = [1.0] * len(free_A) + [0.5 if i == j else 1.0 for i, j, _ in free_S] + [0.0] * len(free_alpha)
    mean_of = [j for _, j, _ in free_A] + [-1] * len(free_S) + [-2] * len(free_alpha)
    position = [k - 1 for _, _, k in (*free_A, *free_S, *free_alpha)]
    return Matrices(
        variables=variables,
        observed=names.ov,
        inner=n_inner,
        observed_inner=_index([row_of[name] for name in inner if name in row_of]),
        inner_of=_index([at[name] for name in inner if name in row_of]),
        observed_outer=_index([row_of[name] for name in outer]),
        A0=A0,
        S0=S0,
        alpha0=alpha0,
        free_A=_triples(free_A, 3),
        free_S=_triples(free_S, 3),
        free_alpha=_triples(free_alpha, 3),
        exo_S=_triples(exo_S, 4),
        exo_alpha=_triples(exo_alpha, 2),
        x=_index(x),
        y=_index(y),
        c=np.array(c),
        mean_of=_index(mean_of),
        place=_places(x, y, n_inner, m),
        crossed=bool(S0[:n_inner, n_inner:].any())
        or any((i < n_inner) != (j < n_inner) for i, j, *_ in (*free_S, *exo_S)),
        position=_index(position),
        distinct=len(set(position)) == len(position),
        k=table.k,
        meanstructure=table.options.meanstructure,
        **_responses(table, rows_of_scales, at, n_inner),
    )


def _responses(table: ParameterTable, rows: list[Parameter], at: dict[str, int], inner: int) -> dict[str, Array]:
    """Ordered variables whose residual variance follows from the scale of their latent response (delta)."""
    if table.options.parameterization != "delta":
        rows = []
    rows = [row for row in rows if at[row.lhs] >= inner]
    return {
        "responses": _triples([(at[row.lhs], row.free - 1) for row in rows], 2),
        "response_scale": np.array([1.0 if row.free or row.value != row.value else row.value for row in rows]),
    }


def _places(x: list[int], y: list[int], n: int, m: int) -> Index:
    """Position of each (x, y) among the blocks TᵀMT, EᵀMT, EᵀME, TᵀMV, EᵀMV, with E the outer unit vectors."""
    o = m - n
    begin = np.cumsum([0, n * n, o * n, o * o, n * n])
    out = []
    for i, j in zip(x, y, strict=True):
        if j >= m:
            out.append(begin[3] + i * n + j - m if i < n else begin[4] + (i - n) * n + j - m)
        elif i < n and j < n:
            out.append(begin[0] + i * n + j)
        elif i >= n and j >= n:
            out.append(begin[2] + (i - n) * o + j - n)
        else:
            a, b = max(i, j) - n, min(i, j)
            out.append(begin[1] + a * n + b)
    return _index([int(value) for value in out])


def _index(values: list[int]) -> Index:
    return np.array(values, dtype=np.intp)


def _triples(values: list[Any], width: int) -> Index:
    return np.array(values, dtype=np.intp).reshape(-1, width)


def _place(
    row: Parameter,
    at: dict[str, int],
    row_of: dict[str, int],
    fixed: tuple[Array, Array, Array],
    free: tuple[list[Any], list[Any], list[Any]],
    exo: tuple[list[Any], list[Any]],
) -> None:
    A0, S0, alpha0 = fixed
    if row.op in ("=~", "~"):
        i, j = (at[row.rhs], at[row.lhs]) if row.op == "=~" else (at[row.lhs], at[row.rhs])
        if row.free:
            free[0].append((i, j, row.free))
        else:
            A0[i, j] = row.value
    elif row.op == "~~":
        i, j = at[row.lhs], at[row.rhs]
        if row.free:
            free[1].append((i, j, row.free))
        elif row.exo:
            exo[0].append((i, j, row_of[row.lhs], row_of[row.rhs]))
        else:
            S0[i, j] = S0[j, i] = row.value
    else:
        i = at[row.lhs]
        if row.free:
            free[2].append((i, 0, row.free))
        elif row.exo:
            exo[1].append((i, row_of[row.lhs]))
        else:
            alpha0[i] = row.value


def fill(
    matrices: Matrices, theta: Array, cov: Array | None = None, mean: Array | None = None
) -> tuple[Array, Array, Array]:
    """A (B,m,i), S (B,m,m) and α (B,m) for a stack θ (B,k); ``cov`` and ``mean`` supply exogenous sample moments."""
    B = theta.shape[0]
    A = np.broadcast_to(matrices.A0, (B, *matrices.A0.shape)).copy()
    S = np.broadcast_to(matrices.S0, (B, *matrices.S0.shape)).copy()
    alpha = np.broadcast_to(matrices.alpha0, (B, *matrices.alpha0.shape)).copy()
    i, j, k = matrices.free_A.T
    A[:, i, j] = theta[:, k - 1]
    i, j, k = matrices.free_S.T
    S[:, i, j] = theta[:, k - 1]
    S[:, j, i] = theta[:, k - 1]
    i, _, k = matrices.free_alpha.T
    alpha[:, i] = theta[:, k - 1]
    if len(matrices.exo_S) and cov is not None:
        i, j, a, b = matrices.exo_S.T
        S[:, i, j] = cov[:, a, b]
        S[:, j, i] = cov[:, a, b]
    if len(matrices.exo_alpha) and mean is not None:
        i, a = matrices.exo_alpha.T
        alpha[:, i] = mean[:, a]
    if len(matrices.responses):
        _close(matrices, theta, A, S)
    return A, S, alpha


def _close(matrices: Matrices, theta: Array, A: Array, S: Array) -> None:
    """Give each latent response the residual variance that makes its total variance 1 / scale²."""
    at, position = matrices.responses.T
    scale = np.where(position >= 0, theta[:, position], matrices.response_scale)
    u = np.zeros((len(theta), len(at), len(matrices.variables)))
    u[:, :, : matrices.inner] = A[:, at, :] @ _inverse(A[:, : matrices.inner, :])
    u[:, np.arange(len(at)), at] = 1.0
    given = S
    if len(matrices.exo_S):  # the scale is that of the response given the exogenous variables
        given = S.copy()
        i, j = matrices.exo_S[:, 0], matrices.exo_S[:, 1]
        given[:, i, j] = given[:, j, i] = 0.0
    S[:, at, at] += 1.0 / scale**2 - np.einsum("bri,bij,brj->br", u, given, u)


def implied(matrices: Matrices, theta: Array, cov: Array | None = None, mean: Array | None = None) -> Implied:
    """Σ, μ and the factors of their derivatives for a stack θ (B,k)."""
    A, S, alpha = fill(matrices, theta, cov, mean)
    n, m, p = matrices.inner, len(matrices.variables), len(matrices.observed)
    B = theta.shape[0]
    outer, inner_rows = matrices.observed_outer, matrices.observed_inner
    inverse, A_outer = _inverse(A[:, :n, :]), A[:, n:, :]
    T = np.empty((B, p, n))
    T[:, outer] = A_outer @ inverse
    T[:, inner_rows] = inverse[:, matrices.inner_of]
    TS = T @ S[:, :n, :n]
    if matrices.crossed:
        TS[:, outer] += S[:, n:, :n]
    V = TS @ inverse.transpose(0, 2, 1)
    # cov(observed, v) is V for inner v; for outer v it is U S + V Aᵀ, where U S is S itself in the outer rows.
    Sigma = np.empty((B, p, p))
    Sigma[:, :, inner_rows] = V[:, :, matrices.inner_of]
    Sigma[:, :, outer] = V @ A_outer.transpose(0, 2, 1)
    Sigma[:, outer[:, None], outer] += S[:, n:, n:]
    if matrices.crossed:
        Sigma[:, :, outer] += T @ S[:, :n, n:]
    Sigma = 0.5 * (Sigma + Sigma.transpose(0, 2, 1))
    if matrices.meanstructure:
        eta_inner = (inverse @ alpha[:, :n, None])[..., 0]
        eta = np.concatenate([eta_inner, alpha[:, n:] + (A[:, n:, :] @ eta_inner[..., None])[..., 0]], axis=1)
        mu = (T @ alpha[:, :n, None])[..., 0]
        mu[:, outer] += alpha[:, n:]
    else:
        eta, mu = np.zeros((B, m)), np.zeros((B, p))
    return Implied(Sigma, mu, T, V, eta, inverse, S[:, :n, :n], outer)


def _inverse(B: Array) -> Array:
    """(I − B)⁻¹; a model without feedback is nilpotent, so its series ends and needs no factorisation."""
    eye = np.eye(B.shape[-1])
    if not B.shape[-1]:
        return np.zeros_like(B)
    pattern = (B != 0).any(axis=0)
    if not pattern.any():
        return np.broadcast_to(eye, B.shape).copy()
    reach, length = pattern, 0
    while reach.any() and length <= B.shape[-1]:
        length += 1
        reach = (reach.astype(float) @ pattern.astype(float)) > 0
    if length > B.shape[-1]:
        return inverse_or_nan(eye - B)
    total = eye + B
    for _ in range(length - 1):
        total = eye + B @ total
    return total


def inverse_or_nan(stack: Array) -> Array:
    """Inverses of a stack; singular members come back as NaN, for the line search to step away from."""
    try:
        return np.linalg.inv(stack)
    except np.linalg.LinAlgError:
        out = np.full_like(stack, np.nan)
        for index, member in enumerate(stack):
            try:
                out[index] = np.linalg.inv(member)
            except np.linalg.LinAlgError:
                continue
        return out


def gradient(matrices: Matrices, at: Implied, M: Array, r: Array | None) -> Array:
    """Gradient (B,k) of a scalar whose derivative is ½M with respect to Σ (symmetric, all entries) and r to μ."""
    B, outer = len(M), at.outer
    MT, MV, Tt = M @ at.T, M @ at.V, at.T.transpose(0, 2, 1)
    # The blocks of UᵀM[U V], laid end to end in the order that `_places` counts on.
    blocks = (Tt @ MT, MT[:, outer], M[:, outer[:, None], outer], Tt @ MV, MV[:, outer])
    flat = np.concatenate([block.reshape(B, -1) for block in blocks], axis=1)
    by_element = matrices.c * flat[:, matrices.place]
    if r is not None and matrices.meanstructure:
        reach = np.concatenate([(Tt @ r[..., None])[..., 0], r[:, outer]], axis=1)
        by_element = by_element + mean_factor(matrices, at) * reach[:, matrices.x]
    return matrices.spread(by_element)


def mean_factor(matrices: Matrices, at: Implied) -> Array:
    """What multiplies u_x in ∂μ of each free element (B,e): η_j for an arrow, 1 for an intercept, else 0."""
    factor = at.eta[:, np.maximum(matrices.mean_of, 0)]
    factor = np.where(matrices.mean_of >= 0, factor, 0.0)
    return np.where(matrices.mean_of == -2, 1.0, factor)


def information(matrices: Matrices, at: Implied, Omega: Array) -> Array:
    """Expected information (B,k,k) per observation with weight Ω (Σ⁻¹ for ML, S⁻¹ for GLS, I for ULS).

    I_kl = ½ tr(Ω ∂_kΣ Ω ∂_lΣ) + ∂_kμᵀ Ω ∂_lμ, which the rank-two derivatives turn into look-ups in [U V]ᵀ Ω [U V].
    """
    W = np.concatenate([at.U, at.V], axis=2)
    K = W.transpose(0, 2, 1) @ (Omega @ W)
    x, y, c = matrices.x, matrices.y, matrices.c
    Kx, Ky = K[:, x, :], K[:, y, :]
    by_element = (c[:, None] * c) * (Kx[:, :, x] * Ky[:, :, y] + Kx[:, :, y] * Ky[:, :, x])
    if matrices.meanstructure:
        factor = mean_factor(matrices, at)
        by_element = by_element + factor[:, :, None] * factor[:, None, :] * Kx[:, :, x]
    half = matrices.spread(by_element)
    return matrices.spread(half.transpose(0, 2, 1))


def jacobian(matrices: Matrices, at: Implied) -> tuple[Array, Array]:
    """∂Σ/∂θ (B,k,p,p) and ∂μ/∂θ (B,k,p)."""
    W = np.concatenate([at.U, at.V], axis=2).transpose(0, 2, 1)
    outer = matrices.c[:, None, None] * W[:, matrices.x, :, None] * W[:, matrices.y, None, :]
    outer = outer + outer.transpose(0, 1, 3, 2)
    reach = mean_factor(matrices, at)[..., None] * at.U.transpose(0, 2, 1)[:, matrices.x, :]
    if not matrices.meanstructure:
        reach = np.zeros_like(reach)
    B, _, p, _ = outer.shape
    d_sigma = matrices.spread(outer.reshape(B, -1, p * p).transpose(0, 2, 1)).transpose(0, 2, 1)
    d_mu = matrices.spread(reach.transpose(0, 2, 1)).transpose(0, 2, 1)
    return d_sigma.reshape(B, matrices.k, p, p), d_mu
