"""The normal-theory discrepancies by their formulas, one member at a time and as a stack."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.sem.discrepancy import NormalTheory
from tamkit.sem.implied import implied
from tamkit.sem.matrices import Array, Matrices, compile_group
from tamkit.sem.table import TableOptions, build
from tamkit.syntax import parse

MODEL = "f =~ x1 + x2 + x3\ng =~ y1 + y2 + y3\ng ~ f"
SHARES = [0.3, 0.7]
KINDS = ("ML", "GLS", "ULS")


def model(means: bool) -> tuple[list[Matrices], Array]:
    table = build(parse(MODEL), TableOptions(meanstructure=means, groups=2))
    theta = np.zeros(table.k)
    for row in table.rows:
        if row.free:
            theta[row.free - 1] = {"=~": 0.9, "~": 0.4, "~1": 0.2}.get(row.op, 0.8)
    rng = np.random.default_rng(7)
    return [compile_group(table, 1), compile_group(table, 2)], theta + 0.05 * rng.normal(size=(3, table.k))


def samples(B: int = 3) -> tuple[list[Array], list[Array]]:
    rng = np.random.default_rng(3)
    y = rng.normal(size=(2, B, 60, 6)) + rng.normal(size=(2, B, 60, 1))
    cov = [np.stack([np.cov(part.T, bias=True) for part in group]) for group in y]
    return cov, [group.mean(axis=1) for group in y]


def problem(kind: str, means: bool) -> tuple[NormalTheory, Array]:
    matrices, theta = model(means)
    cov, mean = samples()
    return NormalTheory.of(kind, matrices, cov, mean, SHARES), theta


def by_formula(kind: str, S: Array, m: Array, Sigma: Array, mu: Array) -> float:
    p = len(S)
    d = m - mu
    if kind == "ML":
        inverse = np.linalg.inv(Sigma)
        logs = np.linalg.slogdet(Sigma)[1] - np.linalg.slogdet(S)[1]
        return float(0.5 * (logs + np.trace(S @ inverse) - p + d @ inverse @ d))
    W = np.linalg.inv(S) if kind == "GLS" else np.eye(p)
    E = W @ (S - Sigma)
    return float(0.25 * np.trace(E @ E) + 0.5 * d @ W @ d)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("means", [False, True])
def test_values(kind: str, means: bool) -> None:
    f, theta = problem(kind, means)
    wanted = np.zeros(3)
    for g, share in enumerate(SHARES):
        at = implied(f.matrices[g], theta, f.cov[g], f.mean[g])
        for b in range(3):
            mu = at.mu[b] if means else f.mean[g][b]
            wanted[b] += share * by_formula(kind, f.cov[g][b], f.mean[g][b], at.Sigma[b], mu)
    np.testing.assert_allclose(f.value(theta, slice(None)), wanted, rtol=1e-10)
    value, _, _ = f.evaluate(theta, slice(None))
    np.testing.assert_allclose(value, wanted, rtol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("means", [False, True])
@pytest.mark.parametrize("single", [True, False])
def test_gradients_are_differences(kind: str, means: bool, single: bool) -> None:
    """A single sample is told its gradient by another way than a stack."""
    f, theta = problem(kind, means)
    rows = np.array([1]) if single else np.arange(3)
    point, h = theta[rows], 1e-6
    g, H = f.derivatives(point, rows, weight=False)
    assert H is None
    for place in range(point.shape[1]):
        step = np.zeros(point.shape[1])
        step[place] = h
        numeric = (f.value(point + step, rows) - f.value(point - step, rows)) / (2 * h)
        np.testing.assert_allclose(g[:, place], numeric, atol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_asked_for_together_is_what_is_asked_for_alone(kind: str) -> None:
    f, theta = problem(kind, True)
    rows = np.array([0, 2])
    value, g, H = f.evaluate(theta[rows], rows)
    np.testing.assert_allclose(value, f.value(theta, slice(None))[rows], rtol=1e-9)
    alone, expected = f.derivatives(theta[rows], rows)
    assert H is not None
    assert expected is not None
    np.testing.assert_allclose(g, alone, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(H, expected, rtol=1e-12)
    np.testing.assert_allclose(H, H.transpose(0, 2, 1), atol=1e-12)
    assert (np.linalg.eigvalsh(H) > -1e-10).all()
    _, _, exact = f.evaluate(theta[rows], rows, "exact")
    assert exact is not None
    assert not np.allclose(exact, H)
    assert f.exact
    assert f.size == 3


def test_one_model_against_many_samples() -> None:
    """Resamples all begin at one θ: the shortcut gives each its own gradient."""
    f, theta = problem("ML", True)
    same = np.repeat(theta[:1], 3, axis=0)
    together, _ = f.derivatives(same, slice(None), weight=False)
    for b in range(3):
        alone, _ = f.derivatives(theta[:1], np.array([b]), weight=False)
        np.testing.assert_allclose(together[b], alone[0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("means", [False, True])
def test_an_impossible_covariance_has_no_value(means: bool) -> None:
    f, theta = problem("ML", means)
    table = build(parse(MODEL), TableOptions(meanstructure=means, groups=2))
    theta[1, next(row.free - 1 for row in table.rows if row.op == "~~" and row.lhs == "x1")] = -9.0
    for value in (f.value(theta, slice(None)), f.evaluate(theta, slice(None), weight=False)[0]):
        assert np.isinf(value).tolist() == [False, True, False]


def test_the_sample_itself_is_the_minimum() -> None:
    cov, mean = samples(1)
    table = build(parse("a ~~ b\na ~~ a\nb ~~ b"), TableOptions())
    S = cov[0][:, :2, :2]
    f = NormalTheory.of("ML", [compile_group(table, 1)], [S], [mean[0][:, :2]], [1.0])
    place = {(row.lhs, row.rhs): row.free - 1 for row in table.rows if row.free}
    theta = np.zeros((1, table.k))
    theta[0, place["a", "a"]], theta[0, place["b", "b"]], theta[0, place["a", "b"]] = S[0, 0, 0], S[0, 1, 1], S[0, 0, 1]
    value, g, _ = f.evaluate(theta, slice(None))
    assert value[0] == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(g, 0.0, atol=1e-12)
