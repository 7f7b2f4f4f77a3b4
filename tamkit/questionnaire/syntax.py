"""A light look at lavaan syntax: which variables and labels a model names, and where.

The package may not know `tamkit.sem`, so this is no parser: it finds names that the questionnaire does not have and
lines that hold no operator. Whether a model is well-formed and identified is `tamkit.sem`'s to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tamkit.questionnaire.parts import Construct

_OPERATOR = re.compile(r"=~|~~|~\*~|:=|==|<~|~|<|>|\|")
_TERM = re.compile(
    r"(?:(?P<modifier>[A-Za-z_.][\w.]*\s*\([^()]*\)|[-+]?[\d.]+(?:[eE][-+]?\d+)?|\"[^\"]*\"|[A-Za-z_.][\w.]*)\s*[*?]\s*)*"
    r"(?P<name>[A-Za-z_.][\w.]*|\d+(?:\.\d*)?)"
)
_NAME = re.compile(r"[A-Za-z_.][\w.]*")
# What may stand in a := line beside labels.
FUNCTIONS = frozenset({"sqrt", "exp", "log", "abs", "sin", "cos", "tan", "min", "max", "pnorm", "pi", "atan", "tanh"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a model: ``role`` is latent (left of =~), variable, label (defined), used (in := == < >) or defined."""

    text: str
    role: str
    line: int
    column: int


def names(model: str) -> Iterator[Name | tuple[int, int, str]]:
    """Every name of a model with line and column from 0; a tuple (line, column, message) for an unreadable line."""
    for number, line in enumerate(model.split("\n")):
        bare = re.sub(r"[#!].*", "", line)
        start = 0
        for statement in bare.split(";"):
            yield from _statement(statement, number, start)
            start += len(statement) + 1


def _statement(statement: str, line: int, start: int) -> Iterator[Name | tuple[int, int, str]]:
    if not statement.strip():
        return
    offset = start + len(statement) - len(statement.lstrip())
    operator = _OPERATOR.search(statement)
    if operator is None:
        if statement.strip()[0] == "+" or statement.rstrip().endswith("+"):  # a statement over several lines
            yield from _terms(statement.strip().strip("+"), "variable", line, offset)
        elif not re.match(r"\s*level\s*:|\s*group\s*:", statement, re.IGNORECASE):
            yield line, offset, f"no operator in {statement.strip()!r}; allowed: =~ ~ ~~ := == < > |"
        return
    left, right = statement[: operator.start()], statement[operator.end() :]
    after = start + operator.end()
    sign = operator.group()
    if not left.strip() or not right.strip():
        side = "left" if not left.strip() else "right"
        yield line, start + operator.start(), f"nothing stands {side} of {sign} in {statement.strip()!r}"
        return
    if sign in (":=", "==", "<", ">"):
        if sign == ":=":
            yield Name(left.strip(), "defined", line, offset)
        else:
            yield from _uses(left, line, start)
        yield from _uses(right, line, after)
        return
    yield from _terms(left, "latent" if sign in ("=~", "<~") else "variable", line, start)
    if sign != "|":
        yield from _terms(right, "variable", line, after)


def _terms(text: str, role: str, line: int, start: int) -> Iterator[Name]:
    at = 0
    for term in text.split("+"):
        found = _TERM.search(term)
        if found:
            for modifier in re.finditer(r"([A-Za-z_.][\w.]*)\s*\*", term):
                if modifier.group(1) not in ("NA",):
                    yield Name(modifier.group(1), "label", line, start + at + modifier.start())
            for call in re.finditer(r"\b(?:c|equal)\s*\(([^()]*)\)\s*\*", term):
                for label in re.finditer(r"[A-Za-z_.][\w.]*", call.group(1)):
                    yield Name(label.group(), "label", line, start + at + call.start(1) + label.start())
            name = found.group("name")
            if _NAME.fullmatch(name):
                yield Name(name, role, line, start + at + found.start("name"))
        at += len(term) + 1


def _uses(text: str, line: int, start: int) -> Iterator[Name]:
    for found in _NAME.finditer(text):
        if found.group() not in FUNCTIONS and not re.match(r"[\d.]", text[max(found.start() - 1, 0)]):
            yield Name(found.group(), "used", line, start + found.start())


def variables(model: str) -> set[str]:
    """The latent and observed variables a model names.

    >>> sorted(variables("INT ~ e1*ATT + PU # why"))
    ['ATT', 'INT', 'PU']
    """
    return {name.text for name in names(model) if isinstance(name, Name) and name.role in ("latent", "variable")}


def measurement(constructs: Sequence[Construct]) -> str:
    """The lavaan measurement model that follows from constructs: ``PU =~ PU1 + PU2``, second-order lines last."""
    width = max((len(construct.code) for construct in constructs), default=0)

    def lines(chosen: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
        return [f"{code:<{width}} =~ {' + '.join(parts)}" for code, parts in chosen]

    first = lines((c.code, [item.code for item in c.items]) for c in constructs if c.items)
    second = lines((c.code, c.facets) for c in constructs if c.facets)
    return "\n".join([*first, *second]) + "\n" if constructs else ""
