"""Models made from models. Each function is a method of :class:`tamkit.syntax.Model`, which says what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from tamkit.errors import unknown
from tamkit.messages import Message
from tamkit.syntax.merging import checked
from tamkit.syntax.parser import statements
from tamkit.syntax.parts import Key, Some, Statements, Term, Value
from tamkit.syntax.roles import default_covariances, names
from tamkit.syntax.tokens import NAME

_NAME = re.compile(NAME)


def measuring(model: Some, measured: Mapping[str, Iterable[str]]) -> Some:
    """The measurement model of ``{construct: its items or facets}``, from an empty one."""
    terms = []
    for construct, items in measured.items():
        if isinstance(items, str):
            raise model.complaint(Message("syntax.items_not_a_list", construct=construct, items=items))
        parts = tuple(dict.fromkeys(items))
        if not parts:
            raise model.complaint(Message("syntax.construct_has_no_items", construct=construct))
        for name in (construct, *parts):
            _check_name(model, name)
            if name == construct and name in parts:
                raise model.complaint(Message("syntax.construct_measured_by_itself", construct=construct))
        terms += [Term(construct, "=~", part) for part in parts]
    return replace(model, terms=tuple(terms))


def _check_name(model: Statements, name: object) -> None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise model.complaint(Message("syntax.not_a_name", name=name))


def joined(model: Some, other: Statements | str) -> Some:
    """One model behind another. The places of the second belong to another text, so only the first keeps its own."""
    if isinstance(other, str):
        other, mistakes = statements(other)
        if mistakes:
            raise mistakes[0]
    added = other.made("")
    return checked(
        replace(
            model,
            terms=(*model.terms, *added.terms),
            constraints=(*model.constraints, *added.constraints),
            origin=model.origin or other.origin,
        )
    )


def added(model: Some, terms: Iterable[Term]) -> Some:
    """The model with more terms; what is there already stays one parameter."""
    return checked(replace(model, terms=(*model.terms, *terms)))


def fixed(model: Some, values: Mapping[Key, float | None]) -> Some:
    """Parameters held at numbers, or with None free; those not mentioned are added."""
    wanted = {Term(*key).key: value for key, value in values.items()}
    kept = tuple(
        replace(term, fixed=_as_fixed(wanted.pop(term.key))) if term.key in wanted else term for term in model.terms
    )
    new = (Term(*key, fixed=_as_fixed(wanted[Term(*key).key])) for key in values if Term(*key).key in wanted)
    return replace(model, terms=(*kept, *new))


def _as_fixed(value: float | None) -> tuple[Value, ...]:
    return () if value is None else (float(value),)


def with_method(
    model: Some, name: str, items: tuple[str, ...], label: str | None, start: float | None, value: float | None
) -> Some:
    """A factor on which all ``items`` load and which correlates with no construct."""
    others = [other for other in names(model).lv if other != name]
    loadings = (
        Term(
            name,
            "=~",
            item,
            fixed=() if value is None else (float(value),),
            labels=() if label is None else (label,),
            starts=() if start is None else (float(start),),
        )
        for item in items
    )
    return fixed(added(model, loadings), {(name, "~~", other): 0.0 for other in others})


def with_controls(model: Some, controls: tuple[str, ...], outcomes: tuple[str, ...], orthogonal: bool = False) -> Some:
    """Controls for outcomes and exogenous constructs, all covariances as they were."""
    before = names(model)
    before_lv = set(before.lv)
    known = [*before.lv, *before.ov]
    measured_by = {item: construct for construct, items in model.measured().items() for item in items}
    explained = {term.lhs for term in model.terms if term.op == "~"}
    for control in controls:
        _check_name(model, control)
        if control in measured_by:
            part = "facet" if control in before_lv else "item"
            raise model.complaint(
                Message("syntax.control_in_construct", control=control, part=part, construct=measured_by[control])
            )
        if control in explained and control not in before_lv:
            raise model.complaint(Message("syntax.control_explained_by_model", control=control))
        if control in before.lv:
            raise model.complaint(Message("syntax.control_is_construct", control=control))
    for outcome in outcomes:
        if outcome not in known:
            raise model.complaint(unknown("outcome of the controls", outcome, known))
    if not controls:
        return model
    targets = dict.fromkeys((*outcomes, *before.lv_x))
    larger = added(model, (Term(target, "~", control) for target in targets for control in controls))
    larger = replace(larger, terms=_gathered(larger.terms))
    # Free before and after: lavaan gives it. Only before: written out. Only after: held at 0, as it was.
    old, new = default_covariances(before), default_covariances(names(larger))
    if orthogonal:  # nothing among latent variables is free by default, before or after
        old, new = ([pair for pair in pairs if not before_lv.issuperset(pair)] for pairs in (old, new))
    written = {term.key for term in model.terms}
    lost = [pair for pair in old if not _among(pair, new) and Term(pair[0], "~~", pair[1]).key not in written]
    gained = [pair for pair in new if not _among(pair, old) and Term(pair[0], "~~", pair[1]).key not in written]
    return added(
        larger,
        [*(Term(a, "~~", b) for a, b in lost), *(Term(a, "~~", b, fixed=(0.0,)) for a, b in gained)],
    )


def _among(pair: tuple[str, str], pairs: list[tuple[str, str]]) -> bool:
    return pair in pairs or pair[::-1] in pairs


def _gathered(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """The regressions of one variable side by side, so that they are written in one line."""
    places: dict[str, int] = {}
    for at, term in enumerate(terms):
        if term.op == "~":
            places.setdefault(term.lhs, at)
    order = [places[term.lhs] if term.op == "~" else at for at, term in enumerate(terms)]
    return tuple(terms[at] for at in sorted(range(len(terms)), key=lambda at: (order[at], at)))


def numbers_off(model: Some) -> Some:
    """Numbers other than 0 taken off; what was fixed in one group and 0 in another is ``NA`` in the first."""

    def off(values: tuple[Value, ...]) -> tuple[Value, ...]:
        kept = tuple(0.0 if value == 0 else None for value in values)
        if all(value is None for value in values):
            return values  # NA as it stands
        return kept if 0.0 in kept else ()

    return replace(model, terms=tuple(replace(term, fixed=off(term.fixed)) for term in model.terms))
