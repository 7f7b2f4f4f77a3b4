"""``Model`` → lavaan text that R reads as it stands, and that reads back to the same model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from tamkit.syntax.expression import Expression
from tamkit.syntax.parts import Statements, Term, Value
from tamkit.syntax.tokens import NAME

_PLAIN = re.compile(NAME)
_SUM = re.compile(r"(?<=[\w.)])\s*(?<![\d.][eE])([+-])\s*")


def write(model: Statements) -> str:
    """One line for the terms with one left side that stand together; operators of neighbouring lines stand below each
    other."""
    lines = [*_formulas(model), *_constraints(model)]
    return "\n".join(text for _, group in groupby(lines, key=lambda line: line[1]) for text in _aligned(list(group)))


def line(term: Term) -> str:
    """One term alone: ``PU =~ 0.5*PU1``."""
    return f"{term.lhs} {'~' if term.op == '~1' else term.op} {_right(term)}"


def number(value: Value) -> str:
    """The shortest text that reads back to the same number.

    >>> number(1.0), number(0.1 + 0.2), number(None)
    ('1', '0.30000000000000004', 'NA')
    """
    if value is None:
        return "NA"
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _formulas(model: Statements) -> Iterator[tuple[str, str, str]]:
    for (lhs, op), terms in groupby(model.terms, key=lambda term: (term.lhs, term.op)):
        yield lhs, "~" if op == "~1" else op, " + ".join(_right(term) for term in terms)


def _constraints(model: Statements) -> Iterator[tuple[str, str, str]]:
    for constraint in model.constraints:
        left = constraint.name if constraint.left is None else _expression(constraint.left)
        yield left, constraint.op, _expression(constraint.right)


def _aligned(lines: list[tuple[str, str, str]]) -> list[str]:
    width = max(len(left) for left, _, _ in lines)
    return [f"{left:<{width}} {op} {right}" for left, op, right in lines]


def _right(term: Term) -> str:
    modifiers = ""
    if term.fixed:
        modifiers += f"{_several([number(value) for value in term.fixed])}*"
    if term.starts:
        modifiers += f"start({_several([number(value) for value in term.starts])})*"
    if term.labels:
        modifiers += f"{_several([_label(label) for label in term.labels])}*"
    return modifiers + ("1" if term.op == "~1" else term.rhs)


def _several(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"c({', '.join(words)})"


def _label(label: str) -> str:
    if _PLAIN.fullmatch(label) and label != "NA":
        return label
    return f"'{label}'" if '"' in label else f'"{label}"'


def _expression(expression: Expression) -> str:
    """As it was written, with blanks around plus and minus."""
    return _SUM.sub(r" \1 ", expression.text)
