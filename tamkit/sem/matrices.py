"""The parameter table as matrices: where every element of a model comes from, for a stack of parameter vectors at once.

    η = α + B η + ζ,  cov(ζ) = Ψ          y = ν + Λ η + ε,  cov(ε) = Θ

η holds the latent variables and every observed variable that predicts another one or whose residual covaries with an
η's ("inner" variables); such an observed variable has a unit row in Λ and no ε. The other observed variables are
"outer". So any model of observed and latent variables has this form, and the two error vectors never covary.

An element is a free parameter, a fixed value or a moment of an exogenous variable. All of them are looked up in one
vector, the sources (θ, fixed values, exogenous moments), so that filling the matrices of a stack is one look-up.

Shapes: B samples in the stack, p observed variables, n inner ones, m variables (inner, then outer), e free elements,
k free parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.table import Parameter, ParameterTable

Array = NDArray[Any]  # floats, except where complex steps pass through
Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Elements:
    """The free elements of one group, in the order of θ.

    With W = [T V I] (see `tamkit.sem.implied`) an element moves Σ by c (w_x w_yᵀ + w_y w_xᵀ) and μ by u_x times what
    ``mean_of`` says of η: entry j, n for nothing, n + 1 for one. ``place`` is where w_xᵀ M w_y stands among the blocks
    TᵀM[T V], M[T V], M laid end to end, ``slim`` where it stands among TᵀM[T V], MV, diag M (where residuals are
    uncorrelated), ``reach`` where w_xᵀ r stands in [Tᵀr r].

    ``arrows`` are the elements of B and Λ, with the variables they leave (``tail``) and enter (``head``);
    ``covariances`` those of Ψ and Θ, between the variables ``one`` and ``other``; ``intercepts`` those of α and ν, of
    the variables ``level``.
    """

    x: Index
    y: Index
    c: Array
    mean_of: Index
    place: Index
    slim: Index
    reach: Index
    arrows: Index
    tail: Index
    head: Index
    covariances: Index
    one: Index
    other: Index
    intercepts: Index
    level: Index
    first: Index  # where the elements of each parameter of this group begin …
    parameters: Index  # … and its position in θ

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True)
class Matrices:
    """One group's model. ``A`` is [B; Λ of the outer variables], ``S`` holds Ψ and Θ: ``*_at`` index the sources."""

    variables: tuple[str, ...]
    observed: tuple[str, ...]
    inner: int
    observed_inner: Index  # rows of the observed order that are inner variables …
    inner_of: Index  # … and which inner variable each is
    observed_outer: Index  # rows of the observed order that are outer variables, in the order of the outer ones
    A_at: Index  # (m, n)
    S_at: Index  # (m, m)
    alpha_at: Index  # (m,)
    constants: Array
    exo_S: Index  # (·, 2): row and column of the sample covariance each exogenous source is
    exo_alpha: Index
    blocks: Index  # B (n,n), Λ (p,n), Ψ (n,n), Θ (p,p), and with a mean structure α (n,) and ν (p,), laid end to end
    slim: Index  # the same with the diagonal of Θ for Θ
    uncorrelated: bool  # every observed variable has a residual of its own, and residuals do not covary
    exo_Psi: Index  # flat positions of exogenous moments in Ψ
    depth: int  # longest chain of arrows among inner variables; −1 with feedback
    elements: Elements
    k: int
    meanstructure: bool
    responses: Index  # (·, 3), delta only, for each latent response whose residual variance follows from its scale: …
    response_scale: Array  # … variable, observed row, position in θ of the scale (−1: fixed); the fixed scales

    def spread(self, by_element: Array) -> Array:
        """Sum what belongs to elements (…, e) into parameters (…, k)."""
        elements = self.elements
        if len(elements.first) < len(elements):
            by_element = np.add.reduceat(by_element, elements.first, axis=-1)
        if len(elements.first) == self.k:
            return by_element
        out = np.zeros((*by_element.shape[:-1], self.k), dtype=by_element.dtype)
        out[..., elements.parameters] = by_element
        return out

    def sources(self, theta: Array, cov: Array | None, mean: Array | None) -> Array:
        """θ, the fixed values and the exogenous moments of a stack (B, ·); without ``cov`` the moments are 0."""
        k, c, s = self.k, len(self.constants), len(self.exo_S)
        out = np.empty((len(theta), k + c + s + len(self.exo_alpha)), dtype=theta.dtype)
        out[:, :k] = theta
        out[:, k : k + c] = self.constants
        if s:
            out[:, k + c : k + c + s] = 0.0 if cov is None else cov[:, self.exo_S[:, 0], self.exo_S[:, 1]]
        if len(self.exo_alpha):
            out[:, k + c + s :] = 0.0 if mean is None else mean[:, self.exo_alpha]
        return out


def compile_group(table: ParameterTable, group: int) -> Matrices:
    """Read one group's rows into index arrays."""
    rows = [row for row in table.rows if row.group == group]
    names = table.names
    inner = _inner_variables(rows, names.lv, names.ov)
    held = set(inner)
    outer = [name for name in names.ov if name not in held]
    variables = (*inner, *outer)
    n, m, p = len(inner), len(variables), len(names.ov)
    at = {name: index for index, name in enumerate(variables)}
    row_of = {name: index for index, name in enumerate(names.ov)}
    observed_inner = _index([row_of[name] for name in inner if name in row_of])
    inner_of = _index([at[name] for name in inner if name in row_of])
    observed_outer = _index([row_of[name] for name in outer])

    constants: dict[float, int] = {0.0: table.k, 1.0: table.k + 1}
    for row in rows:
        if not row.free and not row.exo and row.value not in constants and row.op in ("=~", "~", "~~", "~1"):
            constants[row.value] = table.k + len(constants)
    begin = table.k + len(constants)
    exo_S = [row for row in rows if row.exo and row.op == "~~"]
    exo_alpha = [row for row in rows if row.exo and row.op == "~1"]
    exogenous = {id(row): begin + index for index, row in enumerate((*exo_S, *exo_alpha))}

    zero = table.k
    A_at, S_at, alpha_at = np.full((m, n), zero), np.full((m, m), zero), np.full(m, zero)
    free: list[tuple[int, str, int, int]] = []  # position in θ, kind, row, column
    for row in rows:
        place = _place(row, at)
        if place is None:
            continue
        kind, i, j = place
        source = row.free - 1 if row.free else exogenous[id(row)] if row.exo else constants[row.value]
        if kind == "A":
            A_at[i, j] = source
        elif kind == "S":
            S_at[i, j] = S_at[j, i] = source
        else:
            alpha_at[i] = source
        if row.free:
            free.append((source, kind, i, j))

    Lambda_at, Theta_at, nu_at = np.full((p, n), zero), np.full((p, p), zero), np.full(p, zero)
    Lambda_at[observed_inner, inner_of] = zero + 1
    Lambda_at[observed_outer] = A_at[n:]
    Theta_at[observed_outer[:, None], observed_outer] = S_at[n:, n:]
    nu_at[observed_outer] = alpha_at[n:]
    first = [A_at[:n].ravel(), Lambda_at.ravel(), S_at[:n, :n].ravel()]
    means = [alpha_at[:n], nu_at] if table.options.meanstructure else []
    return Matrices(
        variables=variables,
        observed=names.ov,
        inner=n,
        observed_inner=observed_inner,
        inner_of=inner_of,
        observed_outer=observed_outer,
        A_at=A_at,
        S_at=S_at,
        alpha_at=alpha_at,
        constants=np.array(list(constants)),
        exo_S=_index([(row_of[row.lhs], row_of[row.rhs]) for row in exo_S]).reshape(-1, 2),
        exo_alpha=_index([row_of[row.lhs] for row in exo_alpha]),
        blocks=np.concatenate([*first, Theta_at.ravel(), *means]),
        slim=np.concatenate([*first, Theta_at.diagonal(), *means]),
        uncorrelated=bool(((Theta_at != zero) == np.eye(p, dtype=bool)).all()),
        exo_Psi=np.flatnonzero(S_at[:n, :n].ravel() >= begin),
        depth=_depth(A_at[:n] != zero),
        elements=_elements(sorted(free, key=lambda element: element[0]), n, p, observed_outer),
        k=table.k,
        meanstructure=table.options.meanstructure,
        **_responses(table, rows, at, row_of),
    )


def _inner_variables(rows: Sequence[Parameter], latent: Sequence[str], observed: Sequence[str]) -> list[str]:
    """Latent variables, observed predictors, and observed variables whose residuals covary with one of these."""
    inner = {*latent, *(row.rhs for row in rows if row.op == "~")}
    pairs = [(row.lhs, row.rhs) for row in rows if row.op == "~~" and row.lhs != row.rhs and (row.free or row.value)]
    while crossing := [pair for pair in pairs if (pair[0] in inner) != (pair[1] in inner)]:
        inner.update(name for pair in crossing for name in pair)
    return [*latent, *(name for name in observed if name in inner)]


def _place(row: Parameter, at: dict[str, int]) -> tuple[str, int, int] | None:
    """Matrix, row and column of a table row; None for thresholds and scales."""
    if row.op == "=~":
        return "A", at[row.rhs], at[row.lhs]
    if row.op == "~":
        return "A", at[row.lhs], at[row.rhs]
    if row.op == "~~":
        return "S", at[row.lhs], at[row.rhs]
    return ("alpha", at[row.lhs], 0) if row.op == "~1" else None


def _elements(free: Sequence[tuple[int, str, int, int]], n: int, p: int, observed_outer: Index) -> Elements:
    """``free``: position in θ, matrix, row, column of each free element, by position."""
    width = 2 * n
    end = n * width
    unit = [*range(n), *(width + row for row in observed_outer.tolist())]  # column of W of each variable's u
    x, y, c, mean_of, place, slim, reach = [], [], [], [], [], [], []
    for _, kind, i, j in free:
        a = unit[i]
        if kind == "A":
            b, share, level = n + j, 1.0, j
        elif kind == "S":
            b, share, level = unit[j], 0.5 if i == j else 1.0, n
        else:
            b, share, level = 0, 0.0, n + 1
        x.append(a)
        y.append(b)
        c.append(share)
        mean_of.append(level)
        if a < n:
            place.append(a * width + b)
            slim.append(place[-1])
        elif b < width:
            place.append(end + (a - width) * width + b)
            slim.append(end + (a - width) * n + b - n)
        else:
            place.append(end + p * width + (a - width) * p + b - width)
            slim.append(end + p * n + a - width)
        reach.append(a if a < n else n + a - width)
    positions = [element[0] for element in free]
    first = [e for e, position in enumerate(positions) if e == 0 or position != positions[e - 1]]
    of = {kind: [e for e, element in enumerate(free) if element[1] == kind] for kind in ("A", "S", "alpha")}
    return Elements(
        x=_index(x),
        y=_index(y),
        c=np.array(c),
        mean_of=_index(mean_of),
        place=_index(place),
        slim=_index(slim),
        reach=_index(reach),
        arrows=_index(of["A"]),
        tail=_index([free[e][3] for e in of["A"]]),
        head=_index([free[e][2] for e in of["A"]]),
        covariances=_index(of["S"]),
        one=_index([free[e][2] for e in of["S"]]),
        other=_index([free[e][3] for e in of["S"]]),
        intercepts=_index(of["alpha"]),
        level=_index([free[e][2] for e in of["alpha"]]),
        first=_index(first),
        parameters=_index([positions[e] for e in first]),
    )


def _depth(pattern: NDArray[np.bool_]) -> int:
    """Length of the longest chain of arrows of a square pattern; −1 when it has a cycle."""
    reach, length = pattern, 0
    while reach.any():
        length += 1
        if length > len(pattern):
            return -1
        reach = (reach.astype(float) @ pattern) > 0
    return length


def _responses(
    table: ParameterTable, rows: Sequence[Parameter], at: dict[str, int], row_of: dict[str, int]
) -> dict[str, Array]:
    """Ordered variables whose residual variance follows from the scale of their latent response (delta)."""
    predictors = {row.lhs if row.op == "=~" else row.rhs for row in rows if row.op in ("=~", "~")}
    delta = table.options.parameterization == "delta"
    found = [row for row in rows if delta and row.op == "~*~" and row.lhs not in predictors]
    where = [(at[row.lhs], row_of[row.lhs], row.free - 1) for row in found]
    return {
        "responses": _index(where).reshape(-1, 3),
        "response_scale": np.array([1.0 if row.free or row.value != row.value else row.value for row in found]),
    }


def _index(values: Sequence[Any]) -> Index:
    return np.array(values, dtype=np.intp)
