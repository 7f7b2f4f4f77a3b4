"""Arithmetic on parameter labels, as in ``ie := a*b`` and ``a == b^2``.

Only numbers, labels, ``+ - * / ^ **``, parentheses and a few functions are read: a model is never
executed as code. Derivatives come from the complex step, so they are exact to rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.syntax.tokens import Token, syntax_error

Array = NDArray[Any]
Tree = tuple[Any, ...]


def _abs(value: Array) -> Array:
    # np.abs would drop the imaginary part that carries the derivative.
    return np.where(np.real(value) < 0, -value, value)


FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": _abs,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression. ``tree`` is nested tuples; ``names`` the labels it uses; ``text`` how it was written."""

    tree: Tree
    names: tuple[str, ...]
    text: str

    def evaluate(self, values: Mapping[str, Array]) -> Array:
        """The value, elementwise over the arrays in ``values`` (one a label)."""
        return _evaluate(self.tree, values)

    def gradient(self, values: Mapping[str, Array]) -> dict[str, Array]:
        """∂value/∂label for each label, by the complex step f(x + ih)/h with h = 1e-30."""
        base = {name: np.asarray(values[name], dtype=complex) for name in self.names}
        return {name: np.imag(_evaluate(self.tree, {**base, name: base[name] + 1e-30j})) / 1e-30 for name in self.names}


def _evaluate(tree: Tree, values: Mapping[str, Array]) -> Array:
    head = tree[0]
    if head == "number":
        return np.asarray(tree[1])
    if head == "name":
        return np.asarray(values[tree[1]])
    if head == "call":
        return FUNCTIONS[tree[1]](_evaluate(tree[2], values))
    if head == "neg":
        return -_evaluate(tree[1], values)
    left, right = _evaluate(tree[1], values), _evaluate(tree[2], values)
    if head == "+":
        return left + right
    if head == "-":
        return left - right
    if head == "*":
        return left * right
    if head == "/":
        return left / right
    return left**right


def parse_expression(text: str, tokens: list[Token]) -> Expression:
    """Precedence-climbing parser for the tokens of one expression (``text`` is the whole model, for messages)."""
    reader = _Reader(text, tokens)
    tree = reader.sum()
    if reader.peek().kind != "end":
        raise syntax_error(text, reader.peek(), f"unexpected {reader.peek().text!r} in an expression.")
    names: list[str] = []
    for name in _names(tree):
        if name not in names:
            names.append(name)
    return Expression(tree, tuple(names), _written(tokens))


def _written(tokens: list[Token]) -> str:
    return "".join(token.text for token in tokens if token.kind != "end")


def _names(tree: Tree) -> list[str]:
    if tree[0] == "name":
        return [tree[1]]
    found: list[str] = []
    for part in tree[1:]:
        if isinstance(part, tuple):
            found.extend(_names(part))
    return found


class _Reader:
    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text, self.tokens, self.at = text, tokens, 0

    def peek(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def sum(self) -> Tree:
        tree = self.product()
        while self.peek().text in ("+", "-"):
            head = self.next().text
            tree = (head, tree, self.product())
        return tree

    def product(self) -> Tree:
        tree = self.unary()
        while self.peek().text in ("*", "/"):
            head = self.next().text
            tree = (head, tree, self.unary())
        return tree

    def unary(self) -> Tree:
        if self.peek().text == "-":
            self.next()
            return ("neg", self.unary())
        if self.peek().text == "+":
            self.next()
            return self.unary()
        return self.power()

    def power(self) -> Tree:
        base = self.atom()
        if self.peek().text in ("^", "**"):
            self.next()
            return ("^", base, self.unary())
        return base

    def atom(self) -> Tree:
        token = self.next()
        if token.kind == "number":
            return ("number", float(token.text))
        if token.kind == "name":
            if self.peek().text == "(":
                return self.call(token)
            return ("name", token.text)
        if token.text == "(":
            tree = self.sum()
            self.expect(")")
            return tree
        what = "the expression ends too early" if token.kind == "end" else f"unexpected {token.text!r} in an expression"
        raise syntax_error(self.text, token, what + ".")

    def call(self, name: Token) -> Tree:
        if name.text not in FUNCTIONS:
            raise syntax_error(
                self.text, name, f"unknown function {name.text!r}; known functions are {', '.join(FUNCTIONS)}."
            )
        self.expect("(")
        tree = self.sum()
        self.expect(")")
        return ("call", name.text, tree)

    def expect(self, mark: str) -> None:
        token = self.next()
        if token.text != mark:
            raise syntax_error(self.text, token, f"expected {mark!r}.")
