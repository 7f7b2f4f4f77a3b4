"""Arithmetic on numbers and labels, each function and operator against Python's, derivatives against the formulas."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from tamkit.errors import ModelSyntaxError
from tamkit.syntax import parse
from tamkit.syntax.expression import DEEPEST, FUNCTIONS, Expression

#: Each function as mathematics has it, and its derivative.
KNOWN: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "exp": (math.exp, math.exp),
    "log": (math.log, lambda x: 1 / x),
    "sqrt": (math.sqrt, lambda x: 0.5 / math.sqrt(x)),
    "abs": (abs, lambda x: math.copysign(1, x)),
    "sin": (math.sin, math.cos),
    "cos": (math.cos, lambda x: -math.sin(x)),
    "tanh": (math.tanh, lambda x: 1 / math.cosh(x) ** 2),
}


def defined(text: str) -> Expression:
    return parse(f"y ~ a*x + b*z\nd := {text}").constraints[0].right


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("at", [0.3, 1.7])
def test_a_function_and_its_derivative(name: str, at: float) -> None:
    value, slope = KNOWN[name]
    expression = defined(f"{name}(a)")
    point = {"a": np.array([at, at + 0.1])}
    assert np.allclose(expression.evaluate(point), [value(at), value(at + 0.1)], rtol=1e-14)
    assert np.allclose(expression.gradient(point)["a"], [slope(at), slope(at + 0.1)], rtol=1e-14)


def test_every_function_is_known_and_reads_as_a_number_too() -> None:
    assert set(FUNCTIONS) == set(KNOWN)
    for name, (value, _) in KNOWN.items():
        assert parse(f"y ~ {name}(0.3)*x").terms[0].fixed == (pytest.approx(value(0.3), rel=1e-15),)


@pytest.mark.parametrize("at", [-1.5, -0.5, 0.5, 1.5])
def test_the_absolute_value_turns_at_0(at: float) -> None:
    expression = defined("abs(a)")
    assert expression.evaluate({"a": np.array([at])}) == [abs(at)]
    assert expression.gradient({"a": np.array([at])})["a"] == [np.sign(at)]


def test_the_labels_of_an_expression_once_each_where_they_first_stand() -> None:
    expression = defined("b*a - exp(b)")
    assert expression.names == ("b", "a")
    assert [(token.text, token.line, token.column) for token in expression.places] == [("b", 2, 6), ("a", 2, 8)]
    assert expression.text == "b*a-exp(b)"


def test_depth_counts_what_is_open_not_what_was() -> None:
    """A long sum is no deep one, and does not make room for one."""
    long = "1 + " * (2 * DEEPEST)
    assert defined(f"{long}a").evaluate({"a": np.array([0.0])}) == 2 * DEEPEST
    deep = "(" * (DEEPEST - 2) + "a" + ")" * (DEEPEST - 2)
    assert defined(f"{long}{deep}").names == ("a",)
    for before in ("", long):
        with pytest.raises(ModelSyntaxError, match=f"nested more than {DEEPEST} deep"):
            defined(f"{before}(({deep}))")


def test_a_number_ends_before_what_it_belongs_to() -> None:
    for text, fixed in (("2*3*x", 6.0), ("2/4*x", 0.5), ("2*(1 + 2)*x", 6.0), ("2*-3*x", -6.0), ("2*sqrt(4)*x", 4.0)):
        (term,) = parse(f"y ~ {text}").terms
        assert (term.rhs, term.fixed) == ("x", (fixed,)), text
    (term,) = parse("y ~ 2*1").terms
    assert (term.op, term.fixed) == ("~1", (2.0,))
