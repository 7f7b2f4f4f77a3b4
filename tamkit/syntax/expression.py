"""Arithmetic on numbers and parameter labels, as in ``(1/2)*x``, ``ie := a*b`` and ``a == b^2``.

Only numbers, labels, ``+ - * / ^ **``, parentheses and a few functions are read: a model is never
executed as code. Derivatives come from the complex step, so they are exact to rounding.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tamkit.messages import Message
from tamkit.syntax.tokens import Token, syntax_error

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

Tree = tuple[Any, ...]

#: What may be called, as plain arithmetic knows it; on arrays numpy's functions of the same names.
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
}
DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression. ``tree`` is nested tuples; ``names`` the labels it uses; ``text`` how it was written.

    ``places`` are the tokens at which the names first stand.
    """

    tree: Tree
    names: tuple[str, ...]
    text: str = field(compare=False)
    places: tuple[Token, ...] = field(default=(), compare=False, repr=False)

    @property
    def is_name(self) -> bool:
        """Whether it is a label and nothing else."""
        return bool(self.tree[0] == "name")

    def evaluate(self, values: Mapping[str, Array]) -> Array:
        """The value, elementwise over the arrays in ``values`` (one a label); NaN or infinite where there is none."""
        import numpy as np

        with np.errstate(all="ignore"):
            return _evaluate(np, self.tree, values)

    def gradient(self, values: Mapping[str, Array]) -> dict[str, Array]:
        """∂value/∂label for each label, by the complex step f(x + ih)/h with h = 1e-30."""
        import numpy as np

        base = {name: np.asarray(values[name], dtype=complex) for name in self.names}
        step = {name: {**base, name: base[name] + 1e-30j} for name in self.names}
        with np.errstate(all="ignore"):
            return {name: np.imag(_evaluate(np, self.tree, step[name])) / 1e-30 for name in self.names}


def _evaluate(np: Any, tree: Tree, values: Mapping[str, Array]) -> Array:
    head = tree[0]
    if head == "number":
        return np.asarray(tree[1])
    if head == "name":
        return np.asarray(values[tree[1]])
    if head == "call":
        value = _evaluate(np, tree[2], values)
        # np.abs would drop the imaginary part that carries the derivative.
        return np.where(np.real(value) < 0, -value, value) if tree[1] == "abs" else getattr(np, tree[1])(value)
    if head == "neg":
        return -_evaluate(np, tree[1], values)
    return _combined(head, _evaluate(np, tree[1], values), _evaluate(np, tree[2], values))


def _combined(head: str, left: Any, right: Any) -> Any:
    if head == "+":
        return left + right
    if head == "-":
        return left - right
    if head == "*":
        return left * right
    if head == "/":
        return left / right
    return left**right


def _constant(tree: Tree) -> Any:
    """The value of a tree without labels."""
    head = tree[0]
    if head == "number":
        return tree[1]
    if head == "call":
        return FUNCTIONS[tree[1]](_constant(tree[2]))
    if head == "neg":
        return -_constant(tree[1])
    return _combined(head, _constant(tree[1]), _constant(tree[2]))


def parse_expression(text: str, tokens: list[Token]) -> Expression:
    """Precedence-climbing parser for the tokens of one expression (``text`` is the whole model, for messages)."""
    reader = Reader(text, tokens)
    tree = reader.sum()
    if reader.peek().kind != "end":
        raise syntax_error(text, reader.peek(), Message("syntax.unexpected_in_expression", found=reader.peek().text))
    places: dict[str, Token] = {}
    for token in reader.labels:
        places.setdefault(token.text, token)
    return Expression(tree, tuple(places), _written(tokens), tuple(places.values()))


def _written(tokens: list[Token]) -> str:
    return "".join(token.text for token in tokens if token.kind != "end")


class Reader:
    """Reads one expression off ``tokens`` from ``at`` on; the last token is the end.

    With ``constant=True`` a label is a mistake. ``labels`` are the tokens of the labels read.
    """

    def __init__(self, text: str, tokens: list[Token], at: int = 0, *, constant: bool = False) -> None:
        self.text, self.tokens, self.at, self.constant = text, tokens, at, constant
        self.labels: list[Token] = []
        self.depth = 0

    def peek(self, ahead: int = 0) -> Token:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def next(self) -> Token:
        token = self.peek()
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

    def value(self, *, sums: bool = False) -> float:
        """The number before a term: a product of numbers, which ends before ``*`` and what it is multiplied with.

        With ``sums=True``, as between the brackets of ``c(…)``, sums are read too.
        """
        begin = self.peek()
        tree = self._factors()
        while sums and self.peek().text in ("+", "-"):
            head = self.next().text
            tree = (head, tree, self._factors())
        try:
            value = _constant(tree)
        except (ArithmeticError, ValueError):
            value = math.nan
        if isinstance(value, complex) or not math.isfinite(value):
            raise syntax_error(self.text, begin, Message("syntax.arithmetic_not_finite"))
        return float(value)

    def _factors(self) -> Tree:
        tree = self.unary()
        while self.peek().text == "/" or (self.peek().text == "*" and self._number_follows()):
            head = self.next().text
            tree = (head, tree, self.unary())
        return tree

    def _number_follows(self) -> bool:
        """Whether behind the ``*`` here another factor stands, not what the number belongs to (``2*x``, ``2*1``)."""
        token, after = self.peek(1), self.peek(2)
        if token.kind == "number":
            return after.text in ("*", "/", "^", "**", "?")
        return token.text in ("-", "+", "(") or (token.text in FUNCTIONS and after.text == "(")

    def unary(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise syntax_error(self.text, self.peek(), Message("syntax.expression_too_deep", deepest=DEEPEST))
        if self.peek().text == "-":
            self.next()
            tree: Tree = ("neg", self.unary())
        elif self.peek().text == "+":
            self.next()
            tree = self.unary()
        else:
            tree = self.power()
        self.depth -= 1
        return tree

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
            if self.constant:
                raise syntax_error(self.text, token, Message("syntax.expected_number", found=token.text))
            self.labels.append(token)
            return ("name", token.text)
        if token.text == "(":
            tree = self.sum()
            self.expect(")")
            return tree
        if token.kind == "end":
            raise syntax_error(self.text, token, Message("syntax.expression_ends_early"))
        raise syntax_error(self.text, token, Message("syntax.unexpected_in_expression", found=token.text))

    def call(self, name: Token) -> Tree:
        if name.text not in FUNCTIONS:
            message = Message("syntax.unknown_function", function=name.text, known=tuple(FUNCTIONS))
            raise syntax_error(self.text, name, message)
        self.expect("(")
        tree = self.sum()
        self.expect(")")
        return ("call", name.text, tree)

    def expect(self, mark: str) -> None:
        token = self.next()
        if token.text != mark:
            raise syntax_error(self.text, token, Message("syntax.expected_mark", mark=mark))
