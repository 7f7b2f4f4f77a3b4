"""Measurement models of several groups, written out parameter by parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tamkit.messages import Message
from tamkit.syntax.parts import Some, Term, Value

KINDS = ("thresholds", "loadings", "intercepts", "residuals", "lv.variances", "lv.covariances")


def across_groups(
    model: Some, groups: int, equal: frozenset[str], freed: frozenset[str], thresholds: Mapping[str, int] | None
) -> Some:
    """See :meth:`tamkit.syntax.Model.across_groups`."""
    wrong = sorted(equal - set(KINDS))
    if wrong:
        raise model.complaint(Message("syntax.unknown_equality", equality=wrong[0], allowed=KINDS))
    measured = model.measured()
    items = list(dict.fromkeys(item for parts in measured.values() for item in parts))
    several = _Groups(groups, equal, freed)
    terms = [several.loading(term) if term.op == "=~" else term for term in model.terms]
    if thresholds is None:
        terms += [several.same(Term(item, "~1", ""), "intercepts", f"i_{item}") for item in items]
        if "residuals" in equal:
            terms += [several.same(Term(item, "~~", item), "residuals", f"r_{item}") for item in items]
    else:
        terms += several.ordinal(items, thresholds)
    terms += several.latent(list(measured))
    # What the model itself says of one of these is now said group by group.
    return replace(model, terms=tuple({term.key: term for term in terms}.values()))


class _Groups:
    """How parameters stand in each of a number of groups."""

    def __init__(self, groups: int, equal: frozenset[str], freed: frozenset[str]) -> None:
        self.groups, self.equal, self.freed = groups, equal, freed

    def same(self, term: Term, kind: str, label: str) -> Term:
        """The term with one label where its kind is equal and it is not freed, else with one a group."""
        held = kind in self.equal and f"{term.lhs}{term.op}{term.rhs}" not in self.freed
        labels = [label] * self.groups if held else [f"{label}_g{g + 1}" for g in range(self.groups)]
        return replace(term, labels=tuple(labels), starts=())

    def first_then(self, term: Term, first: float, rest: Value) -> Term:
        """The term at ``first`` in the first group and at ``rest`` in the others; None is free."""
        return replace(term, fixed=(first, *[rest] * (self.groups - 1)))

    def loading(self, term: Term) -> Term:
        if any(value is not None for value in term.fixed):
            return term  # a number the user gave
        return self.same(replace(term, fixed=()), "loadings", f"l_{term.lhs}_{term.rhs}")

    def ordinal(self, items: list[str], thresholds: Mapping[str, int]) -> list[Term]:
        """Thresholds first: once they are equal, intercepts and residual variances of the later groups can be free.

        An item with two categories has one threshold and no such information: its residual variance stays 1.
        """
        terms = []
        for item in items:
            for t in range(1, thresholds[item] + 1):
                terms.append(self.same(Term(item, "|", f"t{t}"), "thresholds", f"t{t}_{item}"))
        for item in items:
            identified = "thresholds" in self.equal and thresholds[item] > 1
            loose = identified and ("intercepts" not in self.equal or f"{item}~1" in self.freed)
            terms.append(self.first_then(Term(item, "~1", ""), 0.0, None if loose else 0.0))
            loose = identified and ("residuals" not in self.equal or f"{item}~~{item}" in self.freed)
            terms.append(self.first_then(Term(item, "~~", item), 1.0, None if loose else 1.0))
        return terms

    def latent(self, constructs: list[str]) -> list[Term]:
        loose = "loadings" in self.equal and "lv.variances" not in self.equal
        terms = [self.first_then(Term(code, "~~", code), 1.0, None if loose else 1.0) for code in constructs]
        if "lv.covariances" in self.equal:
            terms += [
                replace(Term(a, "~~", b), labels=(f"c_{a}_{b}",) * self.groups)
                for i, a in enumerate(constructs)
                for b in constructs[i + 1 :]
            ]
        free_means = None if "intercepts" in self.equal else 0.0
        return [*terms, *(self.first_then(Term(code, "~1", ""), 0.0, free_means) for code in constructs)]
