"""Values and gradients through the factors, against those through Σ itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamkit.sem.discrepancy import NormalTheory
from tamkit.sem.matrices import Array, Matrices, compile_group
from tamkit.sem.structured import structured, structured_gradient, structured_value
from tamkit.sem.table import ParameterTable, TableOptions, build
from tamkit.syntax import parse

MODELS = {
    "paths": "f =~ x1 + x2 + x3\ng =~ y1 + y2 + y3\nh =~ z1 + z2 + z3\ng ~ f\nh ~ f + g",
    "shared": "f =~ x1 + a*x2 + a*x3\ng =~ y1 + a*y2 + y3 + x3\ng ~ f",
    "second": "f1 =~ x1 + x2 + x3\nf2 =~ y1 + y2 + y3\nf3 =~ z1 + z2 + z3\nk =~ f1 + f2 + f3",
    "loop": "f =~ x1 + x2 + x3\ng =~ y1 + y2 + y3\nh =~ z1 + z2 + z3\nf ~ g\ng ~ f + h",
}
each = pytest.mark.parametrize("name", MODELS)
means = pytest.mark.parametrize("meanstructure", [False, True])


def of(name: str, meanstructure: bool) -> tuple[ParameterTable, Matrices]:
    table = build(parse(MODELS[name]), TableOptions(meanstructure=meanstructure))
    return table, compile_group(table, 1)


def points(table: ParameterTable, members: int, seed: int) -> Array:
    rng = np.random.default_rng(seed)
    theta = rng.uniform(-0.3, 0.3, size=(members, table.k))
    for row in table.free_rows():
        own = theta[:, row.free - 1]
        own += 0.8 if row.op == "=~" else 1.0 if row.op == "~~" and row.lhs == row.rhs else 0.0
    return theta


def samples(p: int, members: int, seed: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(members, 40, p)) + rng.normal(size=(members, 40, 1)) + rng.uniform(-1, 1, size=p)
    return np.stack([np.cov(part.T, bias=True) for part in y]), y.mean(axis=1)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.sampled_from(sorted(MODELS)), st.booleans(), st.integers(0, 2**31))
def test_the_way_through_the_factors_is_the_way_through_sigma(name: str, meanstructure: bool, seed: int) -> None:
    table, matrices = of(name, meanstructure)
    assert structured(matrices)
    theta = points(table, 3, seed)
    S, m = samples(len(table.names.ov), 3, seed)
    direct = NormalTheory.of("ML", [matrices], [S], [m], [1.0])
    f, g, _ = direct.evaluate(theta, slice(None), weight=False)
    np.testing.assert_allclose(structured_gradient(matrices, theta, S, m), g, rtol=1e-9, atol=1e-10)
    raw = structured_value(matrices, theta, S, m) - np.linalg.slogdet(S)[1] - S.shape[-1]
    np.testing.assert_allclose(0.5 * raw, f, rtol=1e-11, atol=1e-11)


@each
@means
def test_one_model_of_many_samples(name: str, meanstructure: bool) -> None:
    table, matrices = of(name, meanstructure)
    theta = points(table, 1, 1)
    S, m = samples(len(table.names.ov), 4, 2)
    one = structured_gradient(matrices, theta, S, m)
    many = structured_gradient(matrices, np.repeat(theta, 4, axis=0), S, m)
    np.testing.assert_allclose(one, many, rtol=1e-12, atol=1e-13)


def test_a_stack_goes_through_the_factors_and_a_single_sample_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is reported of a single fit owes nothing to the shortcut, which loses digits as a residual variance nears
    zero."""
    table, matrices = of("paths", False)
    theta = points(table, 2, 1)
    S, m = samples(9, 2, 1)
    direct = NormalTheory.of("ML", [matrices], [S], [m], [1.0])
    alone = [direct.derivatives(theta[b : b + 1], np.array([b]), weight=False)[0][0] for b in range(2)]
    asked = []

    def counted(*given: Array) -> Array:
        asked.append(len(given[2]))
        return structured_gradient(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("tamkit.sem.discrepancy.structured_gradient", counted)
    together, _ = direct.derivatives(theta, slice(None), weight=False)
    direct.derivatives(theta[:1], np.array([0]), weight=False)
    assert asked == [2]
    np.testing.assert_allclose(together, alone, rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize(
    "model", ["f =~ x1 + x2 + x3\nx1 ~~ x2", "f =~ x1 + x2 + x3\nf ~ u", "f =~ x1 + x2 + x3\ng =~ x4\ng ~ f"]
)
def test_where_the_way_is_not_open(model: str) -> None:
    """Residuals that covary, an observed predictor, a single indicator without a residual."""
    assert not structured(compile_group(build(parse(model), TableOptions()), 1))


def test_few_items_for_many_factors_go_through_sigma() -> None:
    table = build(parse("f =~ x1 + x2\ng =~ y1\nh =~ z1\ny1 ~~ y1\nz1 ~~ z1"), TableOptions())
    assert not structured(compile_group(table, 1))


def test_a_negative_residual_variance_and_a_sigma_that_is_not_definite() -> None:
    """The value says NaN of the first, to be asked of Σ itself, which may be definite; and infinity where it is not."""
    table, matrices = of("paths", False)
    theta = points(table, 3, 4)
    S, m = samples(9, 3, 4)
    at = {row.name: row.free - 1 for row in table.free_rows()}
    theta[1, at["x1~~x1"]] = -0.05
    theta[2, at["f~~f"]] = -5.0
    raw = structured_value(matrices, theta, S, m)
    assert np.isfinite(raw).tolist() == [True, False, False]
    direct = NormalTheory.of("ML", [matrices], [S], [m], [1.0])
    found = direct.value(theta, slice(None))
    alone = [direct.value(theta[b : b + 1], np.array([b]))[0] for b in range(3)]
    assert np.isfinite(found).tolist() == [True, True, False]
    np.testing.assert_allclose(found[:2], alone[:2], rtol=1e-11)
    g = structured_gradient(matrices, theta[1:2], S[1:2], m[1:2])
    np.testing.assert_allclose(g, direct.derivatives(theta[1:2], np.array([1]), weight=False)[0], rtol=1e-8)


def test_a_residual_variance_of_zero_spoils_its_own_member_only() -> None:
    table, matrices = of("paths", False)
    theta = points(table, 2, 5)
    S, m = samples(9, 2, 5)
    theta[1, next(row.free for row in table.free_rows() if row.name == "x1~~x1") - 1] = 0.0
    g = structured_gradient(matrices, theta, S, m)
    assert np.isfinite(g[0]).all()
    assert not np.isfinite(g[1]).all()
