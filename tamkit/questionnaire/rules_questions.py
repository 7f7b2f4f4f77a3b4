"""What respondents are asked: variables, who is asked what, pages, products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tamkit.errors import listed, unknown
from tamkit.messages import Message
from tamkit.questionnaire.raw import Known, dig, entries, everywhere, numbers, rated, report_repeated, scale_name
from tamkit.questionnaire.said import Coded
from tamkit.questionnaire.tree import Place, Tree


def check_questions(tree: Tree, known: Known) -> None:
    """Report variables without sensible options, skips that can't be followed, and pages that ask wrongly."""
    _variables(tree, known)
    for place, entry in everywhere(tree.data, "constructs"):
        base = entry.get("defined_for")
        if isinstance(base, dict):
            condition(tree, known, (*place, "defined_for"), base.get("variable"), base.get("options"))
        reworded = entry.get("reworded")
        variable = reworded.get("variable") if isinstance(reworded, dict) else None
        if isinstance(variable, str) and variable not in known.variables:
            tree.report((*place, "reworded", "variable"), unknown("variable", variable, known.variables))
    _blocks(tree, known)
    _products(tree, known)


def _variables(tree: Tree, known: Known) -> None:
    for place, entry in everywhere(tree.data, "variables"):
        kind, options = entry.get("kind", "single"), entry.get("options")
        count = len(options) if isinstance(options, list) else 0
        code = entry.get("code")
        if kind in ("single", "multiple") and count < 2:
            tree.report(place, Message("questionnaire.too_few_options", variable=code, kind=kind, n=count))
        if kind in ("number", "text") and count:
            tree.report((*place, "options"), Message("questionnaire.options_of_no_choice", variable=code, kind=kind))
        labels: dict[str, Place] = {}
        for at, option in entries(tree.data, *place, "options"):
            for lang in ("zh", "en"):
                label = dig(option, "label", lang)
                if isinstance(label, str) and labels.setdefault(f"{lang} {label}", at) != at:
                    what = Message("questionnaire.two_options_one_label", variable=code, label=label)
                    tree.report((*at, "label", lang), what)
        own = known.variables.get(str(code), {})
        correct = entry.get("correct")
        if isinstance(correct, int) and own and correct not in own:
            what = Message("questionnaire.correct_is_no_option", answer=correct, variable=code, allowed=listed([*own]))
            tree.report((*place, "correct"), what)
        base = entry.get("base")
        if isinstance(base, dict):
            condition(tree, known, (*place, "base"), base.get("variable"), base.get("options"))
            _circle(tree, place, str(code), known)
        low, high = entry.get("minimum"), entry.get("maximum")
        if isinstance(low, int | float) and isinstance(high, int | float) and low >= high:
            tree.report((*place, "maximum"), Message("questionnaire.maximum_too_low", high=high, low=low))


def _circle(tree: Tree, place: Place, code: str, known: Known) -> None:
    """Whether a variable is asked depends on another's answer, in the end on one that everybody answers."""
    way = [code]
    while way[-1] in known.bases:
        way.append(known.bases[way[-1]])
        if way[-1] == code:
            what = Message("questionnaire.asked_in_a_circle", way=" → ".join(way), variable=code)
            tree.report((*place, "base", "variable"), what)
            return
        if way[-1] in way[:-1]:
            return  # a circle further on is told where it is


def condition(tree: Tree, known: Known, place: Place, variable: Any, options: Any) -> None:
    """A variable with some of its options: both must exist."""
    if not isinstance(variable, str):
        return
    if variable not in known.variables:
        tree.report((*place, "variable"), unknown("variable", variable, known.variables))
        return
    own = known.variables[variable]
    for at, option in numbers(options):
        if option not in own:
            tree.report((*place, "options", at), no_option(variable, option, own))


def no_option(variable: str, option: object, own: Mapping[int, Any]) -> Message:
    """What to say of an option that a variable lacks; ``own``: those it has, by code with their labels."""
    known = listed([Message("questionnaire.option_shown", option=Coded.of(code, own[code])) for code in own])
    return Message("questionnaire.no_such_option", variable=variable, option=option, allowed=known or None)


def _blocks(tree: Tree, known: Known) -> None:
    asked: dict[str, int] = {}
    constructs = known.constructs

    def expand(code: str) -> list[str]:
        if code not in constructs:
            return [code]
        facets = known.facets.get(code) or []
        if facets:
            first_order = [facet for facet in facets if facet in constructs and not known.facets.get(facet)]
            return [item for facet in first_order for item in expand(facet)]
        return [str(item.get("code")) for _, item in entries(tree.data, *constructs[code], "items")]

    scales = {str(entry.get("code")): scale_name(entry, known) for _, entry in rated(tree) if entry.get("code")}
    blocks = list(everywhere(tree.data, "blocks"))
    for place, entry in blocks:
        kind, used = entry.get("kind"), set()
        for at, code in enumerate(entry["entries"] if isinstance(entry.get("entries"), list) else []):
            spot = (*place, "entries", at)
            if not isinstance(code, str):
                continue
            if code not in known.askable():
                tree.report(spot, unknown("item, check, variable or construct", code, known.askable()))
                continue
            for one in expand(code):
                if one in asked:
                    tree.report(spot, Message("questionnaire.asked_twice", code=one, first=asked[one]))
                base = known.bases.get(one)
                if base in known.variables and base not in asked and place[0] == "blocks":
                    tree.report(spot, Message("questionnaire.asked_too_early", code=one, base=base))
                asked.setdefault(one, tree.spot(spot).line)
                if known.ends(str(scales.get(one))) is not None:
                    used.add(scales[one])
            if kind == "matrix" and code in known.variables:
                tree.report(spot, Message("questionnaire.variable_in_matrix", variable=code))
            if kind == "questions" and code not in known.variables:
                tree.report(spot, Message("questionnaire.rated_in_questions", code=code))
        if kind == "matrix" and len(used) > 1:
            tree.report((*place, "entries"), Message("questionnaire.matrix_of_two_scales", scales=listed(sorted(used))))
    if not tree.data.get("blocks"):
        return  # without blocks the form is laid out scale by scale
    for code in (*known.items, *known.checks, *known.variables):
        if code not in asked:
            tree.report(_place_of(tree, code, known), Message("questionnaire.never_asked", code=code))


def _place_of(tree: Tree, code: str, known: Known) -> Place:
    places = known.items | known.checks
    if code in places:
        return (*places[code], "code")
    for place, entry in everywhere(tree.data, "variables"):
        if entry.get("code") == code:
            return (*place, "code")
    return ()


def _products(tree: Tree, known: Known) -> None:
    products = tree.data.get("products")
    if not isinstance(products, dict):
        return
    report_repeated(tree, entries(tree.data, "products", "options"), "code", "product")
    variable = products.get("variable")
    if not isinstance(variable, str):
        return
    if variable not in known.variables:
        tree.report(("products", "variable"), unknown("variable", variable, known.variables))
        return
    own = known.variables[variable]
    for place, entry in entries(tree.data, "products", "options"):
        option = entry.get("option")
        if isinstance(option, int) and option not in own:
            tree.report((*place, "option"), no_option(variable, option, own))
