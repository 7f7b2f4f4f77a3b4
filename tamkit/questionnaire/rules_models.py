"""What models and hypotheses may name."""

from __future__ import annotations

from collections.abc import Sequence

from tamkit.errors import unknown
from tamkit.messages import Message
from tamkit.questionnaire.analyses import KNOWLEDGE
from tamkit.questionnaire.raw import Known, entries, everywhere
from tamkit.questionnaire.rules_truth import check_truth
from tamkit.questionnaire.tree import Place, Tree
from tamkit.syntax import Model, read
from tamkit.syntax.tokens import Token


def check_models(tree: Tree, known: Known) -> None:
    """Report models, hypotheses and truth that name what the questionnaire lacks."""
    outcome = tree.data.get("outcome")
    if isinstance(outcome, str) and outcome not in known.constructs:
        tree.report(("outcome",), unknown("construct", outcome, known.constructs))
    top = tree.data.get("measurement")
    shared = read(top)[0] if isinstance(top, str) else Model(())
    if isinstance(top, str):
        _lavaan(tree, known, ("measurement",), top, [shared])
    for place, model in everywhere(tree.data, "models"):
        texts = {key: model[key] for key in ("measurement", "structure") if isinstance(model.get(key), str)}
        parts = [read(text)[0] for text in texts.values()]
        if "measurement" not in texts:
            parts.append(shared)
        for key, text in texts.items():
            _lavaan(tree, known, (*place, key), text, parts)
    _roles(tree)
    _hypotheses(tree, known)
    check_truth(tree, known, [str(entry.get("name")) for _, entry in everywhere(tree.data, "models")])


def _lavaan(tree: Tree, known: Known, place: Place, text: str, whole: Sequence[Model]) -> None:
    """Report what cannot be read in a text, and names that neither the questionnaire nor the ``whole`` model has."""
    model, mistakes = read(text)
    for mistake in mistakes:
        tree.report(place, mistake.reason, inside=(mistake.line - 1, mistake.column - 1))
    latent = {term.lhs for part in whole for term in part.terms if term.op in ("=~", "<~")}
    labels = sorted({label for part in whole for label in part.labels()})
    allowed = [*known.constructs, *known.items, *_observed(known), *sorted(latent - set(known.constructs))]

    def check(name: str, token: Token, what: str, among: Sequence[str]) -> None:
        for one in name.split(":"):
            if one not in among:
                tree.report(place, unknown(what, one, among), inside=(token.line - 1, token.column - 1))

    for term in model.terms:
        check(term.lhs, term.left, "item, construct or variable", allowed)
        if term.op in ("=~", "<~", "~", "~~"):
            check(term.rhs, term.token, "item, construct or variable", allowed)
    # A label may stand in what could not be read: told of it, one would look for a second mistake.
    for constraint in () if mistakes else model.constraints:
        for side in (constraint.left, constraint.right):
            for name, token in zip(side.names, side.places, strict=True) if side else ():
                check(name, token, "label", labels)


def _observed(known: Known) -> list[str]:
    """What a model may hold of the respondents: their variables, and the knowledge score where it can be had."""
    return [*known.variables, *([KNOWLEDGE] if known.knowledge else [])]


def _roles(tree: Tree) -> None:
    """One model is the base; modules that are needed exist; a factor model has no role among structural ones."""
    modules = [str(module.get("code")) for _, module in entries(tree.data, "modules")]
    base: int | None = None
    for place, model in everywhere(tree.data, "models"):
        needs = model.get("needs")
        for at, code in enumerate(needs) if isinstance(needs, list) else ():
            if isinstance(code, str) and code not in modules:
                tree.report((*place, "needs", at), unknown("module", code, modules))
        if model.get("kind") == "cfa" and "role" in model:
            tree.report((*place, "role"), Message("questionnaire.role_of_cfa", model=model.get("name")))
        if model.get("role") == "base":
            line = tree.spot((*place, "role")).line
            if base is not None:
                tree.report((*place, "role"), Message("questionnaire.two_base_models", first=base))
            base = base or line


def _hypotheses(tree: Tree, known: Known) -> None:
    seen: dict[tuple[str, str], int] = {}
    ends = [*known.constructs, *_observed(known)]
    for place, entry in everywhere(tree.data, "hypotheses"):
        source, target = entry.get("source"), entry.get("target")
        for key, code in (("source", source), ("target", target)):
            if isinstance(code, str) and code not in ends:
                tree.report((*place, key), unknown("construct", code, ends))
        if isinstance(source, str) and source == target:
            tree.report((*place, "target"), Message("questionnaire.own_cause", construct=source))
        if isinstance(source, str) and isinstance(target, str):
            line = tree.spot(place).line
            if seen.setdefault((source, target), line) != line:
                first = seen[source, target]
                what = Message("questionnaire.hypothesis_twice", source=source, target=target, first=first)
                tree.report(place, what)
