"""What a model implies, against the matrices written out, and its derivatives against differences."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.sem.curvature import observed
from tamkit.sem.implied import (
    Implied,
    fill,
    gradient,
    implied,
    information,
    jacobian,
    products,
    variances,
)
from tamkit.sem.matrices import Array, Matrices, compile_group
from tamkit.sem.table import ParameterTable, TableOptions, build
from tamkit.syntax import parse

MODELS = {
    "factors": "f =~ x1 + a*x2 + x3\ng =~ y1 + a*y2 + y3\ng ~ f\nx1 ~~ y1",
    "second": "f1 =~ x1 + x2 + x3\nf2 =~ y1 + y2 + y3\nf3 =~ z1 + z2 + z3\nh =~ f1 + f2 + f3",
    "paths": "m ~ a*x + w\ny ~ b*m + x\nm ~~ q\ny ~ a*w",
    "loop": "f =~ x1 + x2 + x3\ng =~ y1 + y2 + y3\nf ~ g + u\ng ~ f + v",
    "mimic": "f =~ x1 + x2 + x3\nf ~ u + v\nx2 ~ u",
}


class Case:
    """A model at a stack of two θ, with made-up exogenous moments."""

    def __init__(self, name: str, means: bool) -> None:
        self.table: ParameterTable = build(parse(MODELS[name]), TableOptions(meanstructure=means))
        self.matrices: Matrices = compile_group(self.table, 1)
        rng = np.random.default_rng(len(name))
        p = len(self.table.names.ov)
        self.theta = np.empty((2, self.table.k))
        for row in self.table.rows:
            if row.free:
                diagonal = row.op == "~~" and row.lhs == row.rhs
                self.theta[:, row.free - 1] = rng.uniform(0.8, 1.5, 2) if diagonal else rng.uniform(-0.4, 0.6, 2)
        self.cov = np.stack([np.eye(p) + 0.3, 2 * np.eye(p) + 0.1])
        self.mean = rng.normal(size=(2, p))

    def at(self, theta: Array | None = None) -> Implied:
        theta = self.theta if theta is None else theta
        reps = len(theta) // 2
        return implied(self.matrices, theta, np.repeat(self.cov, reps, axis=0), np.repeat(self.mean, reps, axis=0))

    def alone(self, theta: Array) -> Implied:
        """Of the first member's sample."""
        n = len(theta)
        return implied(self.matrices, theta, np.repeat(self.cov[:1], n, axis=0), np.repeat(self.mean[:1], n, axis=0))


every = pytest.mark.parametrize("means", [False, True])
each = pytest.mark.parametrize("name", MODELS)


def written_out(case: Case, b: int) -> tuple[Array, Array]:
    """Σ = G (I − B)⁻¹ Ψ (I − B)⁻ᵀ Gᵀ over all variables, row by row of the table; G picks the observed."""
    names = [*case.table.names.lv, *case.table.names.ov]
    at = {name: index for index, name in enumerate(names)}
    observed = case.table.names.ov
    B, Psi, alpha = np.zeros((len(names),) * 2), np.zeros((len(names),) * 2), np.zeros(len(names))
    for row in case.table.rows:
        if row.exo:
            i = observed.index(row.lhs)
            value = case.mean[b, i] if row.op == "~1" else case.cov[b, i, observed.index(row.rhs)]
        else:
            value = case.theta[b, row.free - 1] if row.free else row.value
        if row.op == "=~":
            B[at[row.rhs], at[row.lhs]] = value
        elif row.op == "~":
            B[at[row.lhs], at[row.rhs]] = value
        elif row.op == "~~":
            Psi[at[row.lhs], at[row.rhs]] = Psi[at[row.rhs], at[row.lhs]] = value
        elif row.op == "~1":
            alpha[at[row.lhs]] = value
    E = np.linalg.inv(np.eye(len(names)) - B)
    G = [at[name] for name in observed]
    return (E @ Psi @ E.T)[np.ix_(G, G)], (E @ alpha)[G]


@each
@every
def test_moments_are_those_of_the_equations(name: str, means: bool) -> None:
    case = Case(name, means)
    at = case.at()
    for b in range(2):
        Sigma, mu = written_out(case, b)
        np.testing.assert_allclose(at.Sigma[b], Sigma, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(at.mu[b], mu if means else 0.0, rtol=1e-10, atol=1e-12)


@each
@every
def test_derivatives_are_differences(name: str, means: bool) -> None:
    case, h = Case(name, means), 1e-6
    d_sigma, d_mu = jacobian(case.matrices, case.at())
    for place in range(case.table.k):
        step = np.zeros(case.table.k)
        step[place] = h
        up, down = case.at(case.theta + step), case.at(case.theta - step)
        np.testing.assert_allclose(d_sigma[:, place], (up.Sigma - down.Sigma) / (2 * h), atol=1e-7)
        np.testing.assert_allclose(d_mu[:, place], (up.mu - down.mu) / (2 * h), atol=1e-7)


@each
@every
def test_gradient_and_information_are_sums_over_the_derivatives(name: str, means: bool) -> None:
    case = Case(name, means)
    at = case.at()
    d_sigma, d_mu = jacobian(case.matrices, at)
    rng = np.random.default_rng(1)
    M = rng.normal(size=at.Sigma.shape)
    M += M.transpose(0, 2, 1)
    r = rng.normal(size=at.mu.shape)
    wanted = 0.5 * np.einsum("bij,bkij->bk", M, d_sigma)
    np.testing.assert_allclose(gradient(case.matrices, at, M, None), wanted, rtol=1e-9, atol=1e-10)
    if means:
        wanted = wanted + np.einsum("bi,bki->bk", r, d_mu)
    np.testing.assert_allclose(gradient(case.matrices, at, M, r), wanted, rtol=1e-9, atol=1e-10)
    Omega = np.linalg.inv(at.Sigma)
    half = Omega[:, None] @ d_sigma
    expected = 0.5 * np.einsum("bkij,blji->bkl", half, half)
    expected += np.einsum("bki,bij,blj->bkl", d_mu, Omega, d_mu)
    np.testing.assert_allclose(information(case.matrices, at, Omega), expected, rtol=1e-8, atol=1e-10)


@each
@every
@pytest.mark.parametrize("moving", [True, False])
def test_the_exact_hessian_is_the_change_of_the_gradient(name: str, means: bool, moving: bool) -> None:
    """ML's weight moves with θ (½M = ½(Ω − Ω(S + ddᵀ)Ω), r = −Ωd), that of least squares does not."""
    case, h = Case(name, means), 1e-5
    p = len(case.table.names.ov)
    S, m = np.eye(p) * 1.3 + 0.2, np.linspace(-0.5, 0.5, p)

    def parts(theta: Array) -> tuple[Implied, Array, Array, Array]:
        at = case.alone(theta)
        d = m - at.mu if means else np.zeros_like(at.mu)
        if not moving:
            return at, np.broadcast_to(np.eye(p), at.Sigma.shape), at.Sigma - S, -d
        Omega = np.linalg.inv(at.Sigma)
        return at, Omega, Omega - Omega @ (S + d[:, :, None] * d[:, None, :]) @ Omega, -(Omega @ d[..., None])[..., 0]

    theta = case.theta[:1]
    at, Omega, M, r = parts(theta)
    H = observed(case.matrices, at, Omega, M, r if means else None, moving)[0]
    k = case.table.k
    points = np.concatenate([theta + h * np.eye(k), theta - h * np.eye(k)])
    there, _, M, r = parts(points)
    g = gradient(case.matrices, there, M, r if means else None)
    numeric = (g[:k] - g[k:]) / (2 * h)
    np.testing.assert_allclose(H, numeric, atol=1e-7 * max(1.0, np.abs(numeric).max()))
    np.testing.assert_allclose(H, H.T, atol=1e-10)


def test_products_are_those_with_w() -> None:
    case = Case("factors", True)
    at = case.at()
    M = np.linalg.inv(at.Sigma)
    np.testing.assert_allclose(products(at, M), at.W.transpose(0, 2, 1) @ M @ at.W, atol=1e-12)
    n = case.matrices.inner
    np.testing.assert_allclose(at.T, at.Lambda @ at.inverse)
    np.testing.assert_allclose(at.V, at.Lambda @ at.total)
    assert at.W.shape[2] == 2 * n + len(case.table.names.ov)


def test_variances_of_everything() -> None:
    case = Case("mimic", False)
    spread = variances(case.matrices, case.theta, case.cov, case.mean)
    at = dict(zip(spread.variables, range(len(spread.variables)), strict=True))
    for b in range(2):
        Sigma, _ = written_out(case, b)
        for i, name in enumerate(case.table.names.ov):
            assert spread.total[b, at[name]] == pytest.approx(Sigma[i, i])
        residual = next(row for row in case.table.rows if row.op == "~~" and row.lhs == row.rhs == "f")
        assert spread.residual[b, at["f"]] == case.theta[b, residual.free - 1]
        u, v = (case.table.names.ov.index(name) for name in "uv")
        slopes = [next(r for r in case.table.rows if (r.lhs, r.op, r.rhs) == ("f", "~", x)).free - 1 for x in "uv"]
        beta, X = case.theta[b, slopes], case.cov[b][np.ix_([u, v], [u, v])]
        assert spread.total[b, at["f"]] == pytest.approx(beta @ X @ beta + spread.residual[b, at["f"]])
    A, S, alpha = fill(case.matrices, case.theta, case.cov, case.mean)
    assert A.shape[1:] == (len(at), case.matrices.inner)
    assert S.shape[1:] == (len(at), len(at))
    assert alpha.shape[1:] == (len(at),)


def test_a_singular_feedback_leaves_its_member_alone() -> None:
    case = Case("loop", False)
    loop = [row.free - 1 for row in case.table.rows if row.op == "~" and row.lhs in "fg" and row.rhs in "fg"]
    case.theta[1, loop] = 1.0  # f = g + …, g = f + …
    at = case.at()
    assert np.isfinite(at.Sigma[0]).all()
    assert not np.isfinite(at.Sigma[1]).all()
