"""One parameter written in several places: its modifiers joined, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tamkit.messages import Message
from tamkit.syntax.parts import Constraint, Key, Some, Term
from tamkit.syntax.tokens import Token

#: What a parameter has once, or once a group.
KINDS = ("labels", "fixed", "starts")
Clash = tuple[Term | Constraint, Message, Token]


def merge(terms: Iterable[Term]) -> tuple[tuple[Term, ...], list[Clash]]:
    """Each parameter once, at its first place (``f =~ a*x1`` and ``f =~ start(.5)*x1`` are one), and the clashes."""
    found: dict[Key, Term] = {}
    clashes: list[Clash] = []
    for term in terms:
        first = found.get(term.key)
        if first is None:
            found[term.key] = term
            continue
        for kind in KINDS:
            old, new = getattr(first, kind), getattr(term, kind)
            if old and new and old != new:
                clashes.append((term, contradiction(term, kind, old, new, first.token.line or None), term.token))
            elif new:
                first = replace(first, **{kind: new})
        found[term.key] = first
    return tuple(found.values()), clashes


def contradiction(
    term: Term, kind: str, old: tuple[object, ...], new: tuple[object, ...], line: int | None = None
) -> Message:
    """``PU ~ PEOU has two labels, 'a' and 'b'; a parameter has one.``; ``line`` is where the first of them stands."""
    written = f"{term.lhs} {term.op} {term.rhs}".replace(" ~1 ", " ~ 1")
    return Message(
        "syntax.two_modifiers", parameter=written, kind=kind, first=_shown(old), second=_shown(new), line=line
    )


def _shown(values: tuple[object, ...]) -> str:
    words = ["NA" if v is None else repr(v) if isinstance(v, str) else f"{v:g}" for v in values]
    return words[0] if len(words) == 1 else f"c({', '.join(words)})"


def named_twice(terms: Iterable[Term], constraints: Iterable[Constraint]) -> list[Clash]:
    """Definitions whose name is taken: by an earlier definition, or by a label, which would then mean two things."""
    labels = {label: term for term in terms for label in term.labels}
    defined: dict[str, Constraint] = {}
    clashes: list[Clash] = []
    for constraint in constraints:
        if constraint.op != ":=":
            continue
        name = constraint.name
        if name in defined:
            line = defined[name].token.line or None
            message = Message("syntax.name_defined_twice", name=name, line=line)
            clashes.append((constraint, message, constraint.token))
        elif name in labels:
            term = labels[name]
            message = Message("syntax.name_is_a_label", name=name, parameter=f"{term.lhs} {term.op} {term.rhs}")
            clashes.append((constraint, message, constraint.token))
        defined.setdefault(name, constraint)
    return clashes


def checked(model: Some) -> Some:
    """The model with each parameter once; raises InputError for the first clash."""
    terms, clashes = merge(model.terms)
    clashes += named_twice(terms, model.constraints)
    if clashes:
        part, message, token = clashes[0]
        raise model.error(part, message, token)
    return replace(model, terms=terms)
