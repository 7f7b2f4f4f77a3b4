"""Constraints as coordinates and as functions: what is linear, derivatives by formula, contradictions by name."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.errors import AnalysisError
from tamkit.sem.constraints import (
    Constraints,
    active_jacobian,
    evaluate,
    label_values,
    resolve,
    stacked,
    with_definitions,
)
from tamkit.sem.table import ParameterTable, TableOptions, build
from tamkit.syntax import parse

MODEL = "f =~ 1*x1 + a*x2 + b*x3 + c*x4"


def table(*constraints: str) -> ParameterTable:
    return build(parse("\n".join((MODEL, *constraints))), TableOptions())


def resolved(*constraints: str) -> tuple[ParameterTable, Constraints]:
    made = table(*constraints)
    return made, resolve(made)


def point(made: ParameterTable, **values: float) -> np.ndarray:
    theta = np.linspace(0.3, 0.9, made.k)
    for row in made.rows:
        if row.label in values:
            theta[row.free - 1] = values[row.label]
    return theta


def test_linear_equalities_become_coordinates() -> None:
    made, found = resolved("a == b", "c == 2*a + 0.5")
    assert found.linear_only
    K, c = found.affine.K, found.affine.c
    assert K is not None
    assert K.shape == (made.k, made.k - 2)
    np.testing.assert_allclose(K.T @ K, np.eye(made.k - 2), atol=1e-12)
    for phi in np.random.default_rng(1).normal(size=(3, made.k - 2)):
        values = {name: float(v[0]) for name, v in label_values(made, (K @ phi + c)[None]).items()}
        assert values["a"] == pytest.approx(values["b"])
        assert values["c"] == pytest.approx(2 * values["a"] + 0.5)


def test_a_linear_equality_may_use_definitions_and_fixed_values() -> None:
    made, found = resolved("s := a + b", "s == 1")
    assert found.linear_only
    assert found.affine.K is not None
    theta = found.affine.expand(np.zeros((1, made.k - 1)))
    assert sum(float(label_values(made, theta)[name][0]) for name in "ab") == pytest.approx(1.0)


def test_constraints_that_repeat_each_other_count_once() -> None:
    made, found = resolved("a == b", "b == a", "2*a == 2*b")
    assert found.affine.K is not None
    assert found.affine.K.shape == (made.k, made.k - 1)


def test_what_is_not_linear_is_left_to_the_solver() -> None:
    made, found = resolved("a*b == 0.5", "c > 0.1", "a < 0.9")
    assert found.affine.K is None
    assert [constraint.op for constraint in found.equalities] == ["=="]
    assert [constraint.op for constraint in found.inequalities] == [">", "<"]
    assert not found.linear_only
    np.testing.assert_array_equal(found.affine.c, np.zeros(made.k))


def test_without_constraints_nothing_is_held() -> None:
    _, found = resolved()
    assert found.linear_only
    assert found.affine.K is None


@pytest.mark.parametrize("pair", [("a == b", "a == b + 1"), ("a == 1", "2*a == 3")])
def test_a_contradiction_is_told_with_its_constraints(pair: tuple[str, str]) -> None:
    with pytest.raises(AnalysisError) as caught:
        resolved(*pair)
    assert caught.value.message.key == "sem.constraints_contradict"
    told = caught.value.message.values["constraints"]
    assert [text.replace(" ", "") for text in told] == [text.replace(" ", "") for text in pair]


def test_values_and_derivatives() -> None:
    """h is left − right of == and >, right − left of <, so that inequalities read h ≥ 0."""
    made = table("p := a*b", "p + exp(c) == 2", "c < 3*a", "c > 3*a")
    theta = point(made, a=0.5, b=0.4, c=0.3)
    at = {row.label: row.free - 1 for row in made.rows if row.label}
    (equal, less, more) = made.constraints
    h, J = evaluate(made, equal, theta[None])
    assert h[0] == pytest.approx(0.5 * 0.4 + np.exp(0.3) - 2)
    wanted = np.zeros(made.k)
    wanted[[at["a"], at["b"], at["c"]]] = 0.4, 0.5, np.exp(0.3)
    np.testing.assert_allclose(J[0], wanted, rtol=1e-14)
    for constraint, sign in ((less, 1.0), (more, -1.0)):
        h, J = evaluate(made, constraint, theta[None])
        assert h[0] == pytest.approx(sign * 1.2)
        assert J[0, at["a"]] == pytest.approx(sign * 3.0)
        assert J[0, at["c"]] == pytest.approx(-sign)


def test_a_stack_of_points() -> None:
    made = table("a*b == 1")
    theta = np.stack([point(made, a=2.0, b=0.5), point(made, a=3.0, b=1.0)])
    h, J = evaluate(made, made.constraints[0], theta)
    np.testing.assert_allclose(h, [0.0, 2.0], atol=1e-15)
    assert J.shape == (2, made.k)
    one, slope = stacked(made, made.constraints, theta[1])
    np.testing.assert_allclose(one, h[1:])
    np.testing.assert_allclose(slope, J[1:])
    none, empty = stacked(made, (), theta[1])
    assert (none.shape, empty.shape) == ((0,), (0, made.k))


def test_only_inequalities_that_bind_hold() -> None:
    made, found = resolved("a*b == 0.2", "c > 0.1", "a < 0.9")
    theta = point(made, a=0.9, b=0.2, c=0.5)
    J = active_jacobian(made, found, theta)
    at = {row.label: row.free - 1 for row in made.rows if row.label}
    assert J.shape == (2, made.k)
    assert (J[0, at["a"]], J[0, at["b"]]) == pytest.approx((0.2, 0.9))
    assert J[1, at["a"]] == pytest.approx(-1.0)
    theta[at["c"]] = 0.1
    assert len(active_jacobian(made, found, theta)) == 3


def test_definitions_build_on_each_other() -> None:
    made = table("p := a*b", "q := p + 1", "k := 3")
    theta = np.stack([point(made, a=2.0, b=3.0), point(made, a=1.0, b=0.0)])
    values = with_definitions(made, label_values(made, theta))
    assert values["q"].tolist() == [7.0, 1.0]
    assert values["k"].tolist() == [3.0, 3.0]
    assert values["f=~x1"].tolist() == [1.0, 1.0]  # a fixed parameter by its name
