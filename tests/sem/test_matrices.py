"""Matrices of every reference model: gradients, Jacobians and information against differences and textbook formulas."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from sem.lavaan_reference import reference

from tamkit.sem.complete.casewise import case_scores
from tamkit.sem.discrepancy import NormalTheory
from tamkit.sem.implied import fill, gradient, implied, information, jacobian
from tamkit.sem.information import expected_hessian, observed_hessian
from tamkit.sem.linalg import vech_index
from tamkit.sem.matrices import Array, Matrices, compile_group
from tamkit.sem.table import ParameterTable, TableOptions, build
from tamkit.syntax import parse

MODELS = reference("sem_tables")["models"]
SINGLE = [name for name in MODELS if not name.startswith("group_")]
GROUPED = ["chain", "group_labels", "group_wald", "group_fixed", "tam_covariates"]


@cache
def table_of(name: str, meanstructure: bool, groups: int = 1) -> ParameterTable:
    parsed = parse(MODELS[name])
    meanstructure = meanstructure or any(term.op == "~1" for term in parsed.terms)
    equal = ("loadings",) if groups > 1 else ()
    return build(parsed, TableOptions(meanstructure=meanstructure, groups=groups, group_equal=equal))


def point(table: ParameterTable, seed: int = 3) -> Array:
    """A θ with a positive definite Σ: loadings near .8, small paths, variances near one."""
    rng = np.random.default_rng(seed)
    theta = np.zeros(table.k)
    for row in table.rows:
        if not row.free:
            continue
        if row.op == "~~" and row.lhs == row.rhs:
            theta[row.free - 1] = rng.uniform(0.9, 1.4)
        elif row.op == "=~":
            theta[row.free - 1] = rng.uniform(0.6, 1.0)
        else:
            theta[row.free - 1] = rng.uniform(-0.15, 0.15)
    return theta


def sample(p: int, seed: int = 5, n: int = 200) -> tuple[Array, Array, Array]:
    """Correlated data (n,p), their covariance and mean."""
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, p)) + 0.7 * rng.normal(size=(n, 1)) + rng.uniform(-1, 1, size=p)
    mean = y.mean(axis=0)
    return y, (y - mean).T @ (y - mean) / n, mean


def problem(name: str, meanstructure: bool, estimator: str = "ML", groups: int = 1) -> tuple[NormalTheory, Array]:
    table = table_of(name, meanstructure, groups)
    matrices = [compile_group(table, g + 1) for g in range(groups)]
    parts = [sample(len(table.names.ov), seed=5 + g) for g in range(groups)]
    weights = [0.4, 0.6] if groups == 2 else [1.0]
    cov, mean = [S[None] for _, S, _ in parts], [m[None] for _, _, m in parts]
    return NormalTheory.of(estimator, matrices, cov, mean, weights), point(table)


def numeric_gradient(function: object, theta: Array) -> Array:
    """Central differences with two steps (Richardson): error of order h⁴."""
    out = []
    for index in range(len(theta)):
        values = []
        for h in (1e-3, 5e-4):
            up, down = theta.copy(), theta.copy()
            up[index] += h
            down[index] -= h
            values.append((function(up) - function(down)) / (2 * h))  # type: ignore[operator]
        out.append((4 * values[1] - values[0]) / 3)
    return np.array(out)


CASES = [(name, means, "ML", 1) for name in SINGLE for means in (False, True)]
CASES += [(name, True, kind, 1) for name in ("tam_second", "tam_covariates", "growth") for kind in ("GLS", "ULS")]
CASES += [(name, True, "ML", 2) for name in GROUPED]


@pytest.mark.parametrize(("name", "means", "estimator", "groups"), CASES)
def test_gradient(name: str, means: bool, estimator: str, groups: int) -> None:
    f, theta = problem(name, means, estimator, groups)
    g, _ = f.derivatives(theta[None], slice(None))
    wanted = numeric_gradient(lambda at: f.value(at[None], slice(None))[0], theta)
    assert np.isfinite(wanted).all()
    np.testing.assert_allclose(g[0], wanted, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("name", "means", "estimator", "groups"), CASES)
def test_information_is_the_hessian_when_the_sample_is_what_the_model_implies(
    name: str, means: bool, estimator: str, groups: int
) -> None:
    f, theta = problem(name, means, estimator, groups)
    at = [implied(m, theta[None], f.cov[g], f.mean[g]) for g, m in enumerate(f.matrices)]
    mean = [part.mu if m.meanstructure else f.mean[g] for g, (part, m) in enumerate(zip(at, f.matrices, strict=True))]
    exact = NormalTheory.of(estimator, f.matrices, [part.Sigma for part in at], mean, f.weights)
    wanted = numeric_gradient(lambda t: exact.derivatives(t[None], slice(None), weight=False)[0][0], theta)
    found = expected_hessian(exact, theta)
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-7)
    assert np.linalg.eigvalsh(found)[0] > -1e-8


@pytest.mark.parametrize(("name", "means", "estimator", "groups"), CASES)
def test_observed_information_is_the_hessian(name: str, means: bool, estimator: str, groups: int) -> None:
    """The closed form of second derivatives against differences of the gradient, away from the minimum."""
    f, theta = problem(name, means, estimator, groups)
    wanted = numeric_gradient(lambda t: f.derivatives(t[None], slice(None), weight=False)[0][0], theta)
    np.testing.assert_allclose(observed_hessian(f, theta), wanted, rtol=1e-6, atol=1e-7)


def by_the_book(matrices: Matrices, theta: Array, cov: Array, mean: Array) -> tuple[Array, Array]:
    """Σ = F (I − A)⁻¹ S (I − A)⁻ᵀ Fᵀ and μ = F (I − A)⁻¹ α with full matrices."""
    A, S, alpha = (part[0] for part in fill(matrices, theta[None], cov[None], mean[None]))
    m = len(matrices.variables)
    full = np.zeros((m, m))
    full[:, : matrices.inner] = A
    T = np.linalg.inv(np.eye(m) - full)
    F = [matrices.variables.index(name) for name in matrices.observed]
    return (T @ S @ T.T)[np.ix_(F, F)], (T @ alpha)[F]


@pytest.mark.parametrize("name", SINGLE)
def test_implied_moments_are_those_of_the_full_matrices(name: str) -> None:
    table = table_of(name, True)
    matrices = compile_group(table, 1)
    _, S, m = sample(len(table.names.ov))
    theta = point(table)
    at = implied(matrices, theta[None], S[None], m[None])
    Sigma, mu = by_the_book(matrices, theta, S, m)
    np.testing.assert_allclose(at.Sigma[0], Sigma, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(at.mu[0], mu, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["tam_second", "tam_feedback", "tam_covariates", "growth", "tam_equal", "mixed"])
def test_jacobian_gradient_and_information_agree(name: str) -> None:
    """∂Σ/∂θ by differences; the gradient and information are its products with the weight."""
    table = table_of(name, True)
    matrices = compile_group(table, 1)
    _, S, m = sample(len(table.names.ov))
    theta = point(table)
    at = implied(matrices, theta[None], S[None], m[None])
    d_sigma, d_mu = jacobian(matrices, at)
    by_sigma = numeric_gradient(lambda t: implied(matrices, t[None], S[None], m[None]).Sigma[0], theta)
    by_mu = numeric_gradient(lambda t: implied(matrices, t[None], S[None], m[None]).mu[0], theta)
    np.testing.assert_allclose(d_sigma[0], by_sigma, rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(d_mu[0], by_mu, rtol=1e-7, atol=1e-8)
    Omega = np.linalg.inv(at.Sigma)
    rng = np.random.default_rng(0)
    M = rng.normal(size=S.shape)
    M, r = M + M.T, rng.normal(size=len(m))
    found = gradient(matrices, at, M[None], r[None])[0]
    wanted = 0.5 * np.einsum("kij,ij->k", d_sigma[0], M) + d_mu[0] @ r
    np.testing.assert_allclose(found, wanted, rtol=1e-10, atol=1e-10)
    half = Omega[0] @ d_sigma[0]
    book = 0.5 * np.einsum("kij,lji->kl", half, half) + d_mu[0] @ Omega[0] @ d_mu[0].T
    np.testing.assert_allclose(information(matrices, at, Omega)[0], book, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize(
    ("name", "means"), [("tam", False), ("tam_second", True), ("tam_covariates", True), ("chain", True)]
)
def test_scores_of_the_cases_sum_to_the_gradient(name: str, means: bool) -> None:
    table = table_of(name, means)
    matrices = compile_group(table, 1)
    y, S, m = sample(len(table.names.ov))
    theta = point(table)
    f = NormalTheory.of("ML", [matrices], [S[None]], [m[None]], [1.0])
    g, _ = f.derivatives(theta[None], slice(None), weight=False)
    scores = case_scores(matrices, theta, y, S, m, centre="model")
    np.testing.assert_allclose(-scores.mean(axis=0), g[0], rtol=1e-9, atol=1e-10)


def test_a_stack_is_the_same_as_its_members_alone() -> None:
    table = table_of("tam_second", True)
    matrices = compile_group(table, 1)
    parts = [sample(len(table.names.ov), seed=seed) for seed in range(4)]
    cov, mean = np.stack([S for _, S, _ in parts]), np.stack([m for _, _, m in parts])
    theta = np.stack([point(table, seed) for seed in range(4)])
    stack = NormalTheory.of("ML", [matrices], [cov], [mean], [1.0])
    g, H = stack.derivatives(theta, slice(None))
    value = stack.value(theta, slice(None))
    assert H is not None
    for b in range(4):
        alone = NormalTheory.of("ML", [matrices], [cov[b : b + 1]], [mean[b : b + 1]], [1.0])
        one, weight = alone.derivatives(theta[b : b + 1], slice(None))
        assert weight is not None
        np.testing.assert_allclose(value[b], alone.value(theta[b : b + 1], slice(None))[0], rtol=1e-13)
        np.testing.assert_allclose(g[b], one[0], rtol=1e-11, atol=1e-13)
        np.testing.assert_allclose(H[b], weight[0], rtol=1e-11, atol=1e-13)


CROSSED = """
  F =~ x1 + x2 + x3
  G =~ y1 + y2 + y3
  G ~ F + w
  x2 ~~ G
  y2 ~~ x2
  w ~~ y3
  w ~~ F
"""


def test_residuals_that_covary_with_constructs_make_inner_variables() -> None:
    """An item joined to a construct, one joined to that item, one joined to a predictor: each stands for itself."""
    table = build(parse(CROSSED), TableOptions(meanstructure=True, fixed_x=False))
    matrices = compile_group(table, 1)
    assert set(matrices.variables[: matrices.inner]) == {"F", "G", "w", "x2", "y2", "y3"}
    _, S, m = sample(len(table.names.ov))
    theta = point(table)
    at = implied(matrices, theta[None], S[None], m[None])
    Sigma, mu = by_the_book(matrices, theta, S, m)
    np.testing.assert_allclose(at.Sigma[0], Sigma, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(at.mu[0], mu, rtol=1e-12, atol=1e-12)
    f = NormalTheory.of("ML", [matrices], [S[None]], [m[None]], [1.0])
    g, _ = f.derivatives(theta[None], slice(None))
    wanted = numeric_gradient(lambda t: f.value(t[None], slice(None))[0], theta)
    np.testing.assert_allclose(g[0], wanted, rtol=1e-6, atol=1e-8)
    exact = numeric_gradient(lambda t: f.derivatives(t[None], slice(None), weight=False)[0][0], theta)
    np.testing.assert_allclose(observed_hessian(f, theta), exact, rtol=1e-6, atol=1e-7)


def test_longest_chain_of_arrows() -> None:
    depths = {"chain": 2, "tam_feedback": -1}
    for name, depth in depths.items():
        assert compile_group(table_of(name, False), 1).depth == depth
    alone = build(parse("F =~ x1 + x2 + x3"), TableOptions())
    assert compile_group(alone, 1).depth == 0


def test_the_lower_triangle_runs_down_the_columns() -> None:
    """The order of vech decides the order of weights and thresholds; fixed here once."""
    rows, columns = vech_index(3)
    assert list(zip(rows, columns, strict=True)) == [(0, 0), (1, 0), (2, 0), (1, 1), (2, 1), (2, 2)]
