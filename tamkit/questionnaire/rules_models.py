"""What models, hypotheses and the true values may name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tamkit.errors import unknown
from tamkit.messages import Message
from tamkit.questionnaire.raw import Known, dig, entries, everywhere, scale_name
from tamkit.questionnaire.rules_questions import no_option
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
    _hypotheses(tree, known)
    _truth(tree, known)


def _lavaan(tree: Tree, known: Known, place: Place, text: str, whole: Sequence[Model]) -> None:
    """Report what cannot be read in a text, and names that neither the questionnaire nor the ``whole`` model has."""
    model, mistakes = read(text)
    for mistake in mistakes:
        tree.report(place, mistake.reason, inside=(mistake.line - 1, mistake.column - 1))
    latent = {term.lhs for part in whole for term in part.terms if term.op in ("=~", "<~")}
    labels = sorted({label for part in whole for label in part.labels()})
    allowed = [*known.constructs, *known.items, *known.variables, *sorted(latent - set(known.constructs))]

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


def _hypotheses(tree: Tree, known: Known) -> None:
    seen: dict[tuple[str, str], int] = {}
    ends = [*known.constructs, *known.variables]
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


def _truth(tree: Tree, known: Known) -> None:
    truth = tree.data.get("truth")
    if not isinstance(truth, dict):
        return
    names = [str(entry.get("name")) for _, entry in everywhere(tree.data, "models")]
    if isinstance(truth.get("model"), str) and truth["model"] not in names:
        tree.report(("truth", "model"), unknown("model", truth["model"], names))
    _keys(tree, ("truth", "loadings"), [*known.items, *known.constructs], "item or construct")
    for key in ("paths", "covariances"):
        for place, entry in entries(tree.data, "truth", key):
            for end in ("source", "target", "first", "second"):
                code = entry.get(end)
                if isinstance(code, str) and code not in known.constructs:
                    tree.report((*place, end), unknown("construct", code, known.constructs))
    _cuts(tree, known, truth)
    _respondents(tree, known)
    _numbers(tree, known)


def _keys(tree: Tree, place: Place, known: list[str], what: str) -> None:
    value = dig(tree.data, *place)
    for key in value if isinstance(value, dict) else ():
        if key not in known:
            tree.report((*place, key), unknown(what, str(key), known), at_key=True)


def _cuts(tree: Tree, known: Known, truth: dict[Any, Any]) -> None:
    sets = truth.get("thresholds")
    lengths: dict[str, int] = {}
    for name, cuts in sets.items() if isinstance(sets, dict) else ():
        values = [cut for cut in cuts if isinstance(cut, int | float)] if isinstance(cuts, list) else []
        lengths[str(name)] = len(values)
        if any(low >= high for low, high in pairwise(values)):
            tree.report(("truth", "thresholds", name), Message("questionnaire.cut_points_fall"))
    _keys(tree, ("truth", "cuts"), [*known.items, *known.constructs], "item or construct")
    uses: list[tuple[Place, Any]] = [(("truth", "default_cut"), truth.get("default_cut"))]
    chosen = truth.get("cuts")
    if isinstance(chosen, dict):
        uses += [(("truth", "cuts", key), value) for key, value in chosen.items()]
    for place, name in uses:
        if isinstance(name, str) and name not in lengths:
            tree.report(place, unknown("set of thresholds", name, lengths))
    own = chosen if isinstance(chosen, dict) else {}
    unfit: dict[str, list[Message]] = {}
    for code, place in known.constructs.items():
        for _, item in entries(tree.data, *place, "items"):
            name = own.get(str(item.get("code")), own.get(code, truth.get("default_cut")))
            points = known.points.get(scale_name(item, known))
            if isinstance(name, str) and name in lengths and points and lengths[name] != points - 1:
                told = Message("questionnaire.item_of_points", item=item.get("code"), points=points)
                unfit.setdefault(name, []).append(told)
    for name, items in unfit.items():
        some = tuple(items[:6])
        shown = some if len(some) == len(items) else Message("list.more", words=some, more=len(items) - len(some))
        n = lengths[name]
        what = Message("questionnaire.cut_points_unfit", n=n, points=n + 1, items=shown)
        tree.report(("truth", "thresholds", name), what)


def _respondents(tree: Tree, known: Known) -> None:
    for part in ("respondents", "shifts"):
        _keys(tree, ("truth", part), list(known.variables), "variable")
        value = dig(tree.data, "truth", part)
        for variable, given in value.items() if isinstance(value, dict) else ():
            options = known.variables.get(variable)
            if options is None or not isinstance(given, dict):
                continue
            for code in given:
                if code not in options:
                    place: Place = ("truth", part, variable, code)
                    tree.report(place, no_option(variable, code, options), at_key=True)
            if part == "shifts":
                for code in given:
                    _keys(tree, ("truth", part, variable, code), list(known.constructs), "construct")
            elif _kind(tree, variable) == "single":
                shares = [share for share in given.values() if isinstance(share, int | float)]
                if shares and abs(sum(shares) - 1) > 0.005:
                    what = Message("questionnaire.shares_do_not_sum", variable=variable, total=sum(shares))
                    tree.report(("truth", part, variable), what, at_key=True)


def _numbers(tree: Tree, known: Known) -> None:
    """Numbers drawn by another answer: both are there, and the answer is one of a choice."""
    given = dig(tree.data, "truth", "numbers")
    _keys(tree, ("truth", "numbers"), [code for code, kind in known.kinds.items() if kind == "number"], "variable")
    for variable, drawn in given.items() if isinstance(given, dict) else ():
        by, place = dig(drawn, "by"), ("truth", "numbers", variable)
        if isinstance(by, str) and by not in known.variables:
            tree.report((*place, "by"), unknown("variable", by, known.variables))
            continue
        ranges = dig(drawn, "ranges")
        for code in ranges if isinstance(ranges, dict) and isinstance(by, str) else ():
            if code not in known.variables[str(by)]:
                tree.report((*place, "ranges", code), no_option(str(by), code, known.variables[str(by)]), at_key=True)


def _kind(tree: Tree, variable: str) -> str:
    for _, entry in everywhere(tree.data, "variables"):
        if entry.get("code") == variable:
            return str(entry.get("kind", "single"))
    return ""
