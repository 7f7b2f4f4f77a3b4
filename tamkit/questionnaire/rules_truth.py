"""What the true values may name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from tamkit.errors import unknown
from tamkit.messages import Message
from tamkit.questionnaire.raw import Known, dig, entries, scale_name
from tamkit.questionnaire.rules_analyses import check_quantity
from tamkit.questionnaire.rules_questions import condition, no_option
from tamkit.questionnaire.tree import Place, Tree


def check_truth(tree: Tree, known: Known, names: Sequence[str], cuts: Mapping[str, int] | None = None) -> None:
    """Report what the truth names that the questionnaire, or its models of these ``names``, lack.

    ``cuts``: the sets of thresholds, with their lengths, of a truth that this one is put on top of.
    """
    truth = tree.data.get("truth")
    if not isinstance(truth, dict):
        return
    if isinstance(truth.get("model"), str) and truth["model"] not in names:
        tree.report(("truth", "model"), unknown("model", truth["model"], names))
    _keys(tree, ("truth", "loadings"), [*known.items, *known.constructs], "item or construct")
    for key in ("paths", "covariances", "differences"):
        for place, entry in entries(tree.data, "truth", key):
            for end in ("source", "target", "first", "second"):
                code = entry.get(end)
                if isinstance(code, str) and code not in known.constructs:
                    tree.report((*place, end), unknown("construct", code, known.constructs))
    for key in ("tilts", "differences"):
        for place, entry in entries(tree.data, "truth", key):
            condition(tree, known, place, entry.get("variable"), entry.get("options"))
    _tilts(tree, known)
    _cuts(tree, known, truth, dict(cuts or {}))
    _respondents(tree, known)
    _numbers(tree, known)


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


def _keys(tree: Tree, place: Place, known: list[str], what: str) -> None:
    value = dig(tree.data, *place)
    for key in value if isinstance(value, dict) else ():
        if key not in known:
            tree.report((*place, key), unknown(what, str(key), known), at_key=True)


def _cuts(tree: Tree, known: Known, truth: dict[Any, Any], lengths: dict[str, int]) -> None:
    sets = truth.get("thresholds")
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
            elif known.kinds.get(variable) == "single":
                shares = [share for share in given.values() if isinstance(share, int | float)]
                if shares and abs(sum(shares) - 1) > 0.005:
                    what = Message("questionnaire.shares_do_not_sum", variable=variable, total=sum(shares))
                    tree.report(("truth", part, variable), what, at_key=True)


def _tilts(tree: Tree, known: Known) -> None:
    for place, entry in entries(tree.data, "truth", "tilts"):
        check_quantity(tree, known, (*place, "by"), entry.get("by"))
        code = entry.get("variable")
        if isinstance(code, str) and code in known.kinds and known.kinds[code] not in ("single", "multiple"):
            tree.report(
                (*place, "variable"), Message("questionnaire.tilt_of_no_choice", code=code, kind=known.kinds[code])
            )
