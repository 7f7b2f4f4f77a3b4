"""Charts: there and back, the same Σ, derivatives against differences, and where there are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamkit.sem.charts import Chart, Charted, charts_of
from tamkit.sem.discrepancy import NormalTheory
from tamkit.sem.implied import implied, inner_covariance
from tamkit.sem.matrices import Array, Matrices, compile_group
from tamkit.sem.table import ParameterTable, TableOptions, build
from tamkit.syntax import parse

ITEMS = "".join(f"{name} =~ {name}1 + {name}2 + {name}3\n" for name in "abcyz")
#: a, b and c are exogenous; all of them reach z by y, and c reaches it directly too.
MODEL = ITEMS + "y ~ a + b\nz ~ y + c + b"


def of(model: str = MODEL, **options: bool) -> tuple[ParameterTable, Matrices, tuple[Chart, ...]]:
    table = build(parse(model), TableOptions(**options))  # type: ignore[arg-type]
    matrices = compile_group(table, 1)
    return table, matrices, charts_of(table, [matrices])


def named(table: ParameterTable, charts: tuple[Chart, ...]) -> list[str]:
    names = {row.free - 1: row.name for row in table.free_rows()}
    return [names[chart.path] for chart in charts]


def points(table: ParameterTable, members: int, seed: int) -> Array:
    rng = np.random.default_rng(seed)
    theta = rng.uniform(-0.25, 0.25, size=(members, table.k))
    for row in table.free_rows():
        own = theta[:, row.free - 1]
        own += {"=~": 0.8, "~": 0.5, "~1": 0.0}.get(row.op, 1.0 if row.lhs == row.rhs else 0.0)
    return theta


def problem(table: ParameterTable, matrices: Matrices, members: int, seed: int) -> NormalTheory:
    rng, p = np.random.default_rng(seed), len(table.names.ov)
    y = rng.normal(size=(members, 60, p)) + rng.normal(size=(members, 60, 1))
    cov = np.stack([np.cov(part.T, bias=True) for part in y])
    return NormalTheory.of("ML", [matrices], [cov], [y.mean(axis=1)], [1.0])


def test_every_path_from_an_exogenous_construct_has_a_chart() -> None:
    table, _, charts = of()
    assert named(table, charts) == ["y~a", "y~b", "z~c", "z~b"]


@settings(max_examples=25, derandomize=True, deadline=None)
@given(st.booleans(), st.integers(0, 2**31))
def test_the_chart_is_the_same_model(meanstructure: bool, seed: int) -> None:
    table, matrices, charts = of(meanstructure=meanstructure)
    theta = points(table, 3, seed)
    at = implied(matrices, theta)
    sources = matrices.sources(theta, None, None)
    for chart in charts:
        q = chart.enter(sources, table.k)
        inside = implied(chart.matrices, chart.spread(q))
        np.testing.assert_allclose(inside.Sigma, at.Sigma, rtol=1e-10, atol=1e-11)
        np.testing.assert_allclose(inside.mu, at.mu, atol=1e-12)
        np.testing.assert_allclose(inner_covariance(chart.matrices, chart.spread(q)), at.total, rtol=1e-10, atol=1e-11)
        np.testing.assert_allclose(chart.leave(q, matrices.sources(q, None, None)), theta, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("number", range(4))
def test_derivatives(number: int) -> None:
    table, matrices, charts = of()
    chart, whole = charts[number], problem(table, matrices, 2, 3)
    within, rows = Charted.of(chart, whole), np.zeros(1, dtype=int)
    q = chart.enter(matrices.sources(points(table, 1, 8), None, None), table.k)
    f, g, H = within.evaluate(q, rows, "exact")
    expected = within.derivatives(q, rows)[1]
    assert H is not None
    assert expected is not None
    assert (within.size, within.exact) == (2, True)
    assert f[0] == pytest.approx(whole.value(chart.leave(q, matrices.sources(q, None, None)), rows)[0], rel=1e-10)
    h = 1e-5 * np.eye(table.k)
    zeros = np.zeros(table.k, dtype=int)
    slope = (within.value(q + h, zeros) - within.value(q - h, zeros)) / 2e-5
    np.testing.assert_allclose(g[0], slope, atol=1e-7)
    bend = (within.derivatives(q + h, zeros, False)[0] - within.derivatives(q - h, zeros, False)[0]) / 2e-5
    np.testing.assert_allclose(H[0], bend, atol=1e-6)
    # The expected information is that of θ in other coordinates.
    theta = chart.leave(q, matrices.sources(q, None, None))
    own = whole.derivatives(theta, rows)[1]
    assert own is not None
    ends = [chart.leave(part, matrices.sources(part, None, None)) for part in (q + h, q - h)]
    J = ((ends[0] - ends[1]) / 2e-5).T
    np.testing.assert_allclose(expected[0], J.T @ own[0] @ J, rtol=1e-5, atol=1e-6)


def test_the_way_through_infinity_is_smooth() -> None:
    """At u = 0 the coefficient is infinite and its sign changes; Σ and f run on."""
    table, matrices, charts = of()
    chart, whole = charts[0], problem(table, matrices, 1, 1)
    within = Charted.of(chart, whole)
    q = np.repeat(chart.enter(matrices.sources(points(table, 1, 2), None, None), table.k), 5, axis=0)
    q[:, chart.path] = [-2e-3, -1e-3, 0.0, 1e-3, 2e-3]
    f = within.value(q, np.zeros(5, dtype=int))
    assert np.isfinite(f).all()
    assert np.abs(np.diff(f, 2)).max() < 0.01 * np.abs(np.diff(f)).min()
    theta = chart.leave(q[[1, 3]], matrices.sources(q[[1, 3]], None, None))
    assert theta[0, chart.path] == pytest.approx(-1000.0)
    assert theta[1, chart.path] == pytest.approx(1000.0)
    np.testing.assert_allclose(whole.value(theta, np.zeros(2, dtype=int)), f[[1, 3]], rtol=1e-7)


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ("a ~~ 0*b", ["z~c"]),
        ("a ~~ y", ["z~c", "z~b"]),
        ("y ~~ 1*y", ["z~c", "z~b"]),
        ("y ~ 0.3*c", ["z~c", "z~b"]),
    ],
)
def test_what_is_held_or_taken_has_no_chart(change: str, left: list[str]) -> None:
    table, _, charts = of(f"{MODEL}\n{change}")
    assert named(table, charts) == left


@pytest.mark.parametrize(
    "model",
    [
        MODEL.replace("y ~ a + b", "y ~ p*a + p*b"),  # shared
        MODEL.replace("y ~ a + b", "y ~ p*a + b") + "\np == 0.4",  # constrained
        MODEL + "\na ~ x",  # an observed predictor
        ITEMS + "y ~~ z",  # no paths
    ],
)
def test_models_without_charts(model: str) -> None:
    assert of(model)[2] == ()


def test_groups_have_none() -> None:
    table = build(parse(MODEL), TableOptions(groups=2))
    assert charts_of(table, [compile_group(table, 1), compile_group(table, 2)]) == ()


def test_a_unit_that_is_the_construct_s_own_variance_has_none() -> None:
    assert of(std_lv=True)[2] == ()
