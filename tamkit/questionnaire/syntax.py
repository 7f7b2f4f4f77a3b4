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
_NAME = re.compile(r"(?<![\w.])[A-Za-z_][\w.]*")
_MODIFIER = re.compile(r"(?<![\w.])([A-Za-z_][\w.]*)\s*[*?]")
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
    goes_on = False  # the statement before ended with a plus or an operator: this one continues it
    hanging: tuple[int, int, str] | None = None
    for number, line in enumerate(model.split("\n")):
        bare = re.sub(r"[#!].*", "", line)
        start = 0
        for statement in bare.split(";"):
            if statement.strip():
                if hanging and _OPERATOR.search(statement):
                    yield hanging
                hanging = None
                for found in _statement(statement, number, start, goes_on):
                    if isinstance(found, tuple) and found[2].startswith("nothing stands right"):
                        hanging = found
                    else:
                        yield found
                goes_on = hanging is not None or statement.rstrip().endswith(("+", "*"))
            start += len(statement) + 1
    if hanging:
        yield hanging


def _statement(statement: str, line: int, start: int, goes_on: bool) -> Iterator[Name | tuple[int, int, str]]:
    offset = start + len(statement) - len(statement.lstrip())
    quoted = re.sub(r'"[^"]*"', lambda found: " " * len(found.group()), statement)
    operator = _OPERATOR.search(quoted)
    if operator is None:
        if goes_on or quoted.lstrip().startswith("+"):
            yield from _terms(quoted, "variable", line, start)
        elif not re.match(r"\s*(level|group)\s*:", statement, re.IGNORECASE):
            yield line, offset, f"no operator in {statement.strip()!r}; allowed: =~ ~ ~~ := == < > |"
        return
    left, right = quoted[: operator.start()], quoted[operator.end() :]
    after = start + operator.end()
    sign = operator.group()
    if not left.strip() or not right.strip():
        side = "left" if not left.strip() else "right"
        yield from _terms(left, "latent" if sign == "=~" else "variable", line, start)
        yield line, start + operator.start(), f"nothing stands {side} of {sign} in {statement.strip()!r}"
    elif sign == ":=":
        yield Name(left.strip(), "defined", line, offset)
        yield from _uses(right, line, after)
    elif sign in ("==", "<", ">"):
        yield from _uses(left, line, start)
        yield from _uses(right, line, after)
    else:
        yield from _terms(left, "latent" if sign in ("=~", "<~") else "variable", line, start)
        if sign != "|":
            yield from _terms(right, "variable", line, after)


def _terms(text: str, role: str, line: int, start: int) -> Iterator[Name]:
    """Terms joined by plus: ``label*name``, ``c(a, b)*name``, ``start(0.5)*name``, ``0.5*name``, ``1``."""
    at = 0
    for term in text.split("+"):
        place = start + at
        for found in _MODIFIER.finditer(term):
            if found.group(1) != "NA":
                yield Name(found.group(1), "label", line, place + found.start())
        for call in re.finditer(r"\bc\s*\(([^()]*)\)\s*\*", term):
            for label in _NAME.finditer(call.group(1)):
                if label.group() != "NA":
                    yield Name(label.group(), "label", line, place + call.start(1) + label.start())
        last = term.rfind("*") + 1
        name = _NAME.search(term, last)
        if name:
            yield Name(name.group(), role, line, place + name.start())
        at += len(term) + 1


def _uses(text: str, line: int, start: int) -> Iterator[Name]:
    for found in _NAME.finditer(text):
        if found.group() not in FUNCTIONS:
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
