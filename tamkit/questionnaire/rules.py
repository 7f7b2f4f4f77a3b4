"""What must agree between the parts of a questionnaire: codes, scales, pages, models, hypotheses, truth.

The rules read the plain data of a file, not the models, so that a file with a misspelt key and a hypothesis about an
unknown construct is told of both. What has the wrong shape is passed over here; `shape` reports it.
"""

from __future__ import annotations

import re
from typing import Any

from tamkit.errors import unknown
from tamkit.messages import Message
from tamkit.questionnaire.raw import (
    Known,
    dig,
    entries,
    everywhere,
    numbers,
    rated,
    report_repeated,
    report_twice,
    scale_name,
    words,
)
from tamkit.questionnaire.rules_analyses import check_analyses
from tamkit.questionnaire.rules_derived import check_derived, check_segments
from tamkit.questionnaire.rules_models import check_models
from tamkit.questionnaire.rules_questions import check_questions
from tamkit.questionnaire.rules_research import check_research
from tamkit.questionnaire.texts import MINUTES, normalise
from tamkit.questionnaire.tree import Place, Tree


def check_rules(tree: Tree) -> Known:
    """Report every disagreement in the tree; returns the codes that were found."""
    known = Known()
    if not isinstance(tree.data, dict):
        return known
    _scales(tree, known)
    _codes(tree, known)
    rules = (_facets, _answers, _checks, _texts, check_questions, check_models)
    for rule in (*rules, check_derived, check_segments, check_analyses, check_research):
        rule(tree, known)
    report_twice(tree)
    return known


def _scales(tree: Tree, known: Known) -> None:
    scales = tree.data.get("scales")
    known.first_scale = str(next(iter(scales), "")) if isinstance(scales, dict) else ""
    for name, scale in scales.items() if isinstance(scales, dict) else ():
        ends = _ends(str(name), scale, known)
        if ends is None:
            continue
        points, slider = known.points.get(str(name), 2), str(name) in known.ranges
        seen: dict[str, int] = {}
        labels = dig(scale, "labels")
        for lang, row in labels.items() if isinstance(labels, dict) else ():
            place: Place = ("scales", name, "labels", lang)
            if isinstance(row, list) and len(row) != points:
                told = Message("questionnaire.labels_miss_points", points=points, slider=slider, n=len(row))
                tree.report(place, told)
            for at, label in enumerate(words(row)):
                _claim(tree, (*place, at), label, ends[at > 0] if slider else at + 1, seen)
        synonyms = dig(scale, "synonyms")
        for point, row in synonyms.items() if isinstance(synonyms, dict) else ():
            place = ("scales", name, "synonyms", point)
            if isinstance(point, int) and not ends[0] <= point <= ends[1]:
                told = Message("questionnaire.synonyms_off_scale", point=point, low=ends[0], high=ends[1])
                tree.report(place, told, at_key=True)
            elif isinstance(point, int):
                for at, label in enumerate(words(row)):
                    _claim(tree, (*place, at), label, point, seen)
        if labels in (None, {}) and not slider:
            place = ("scales", name) if labels is None else ("scales", name, "labels")
            tree.report(place, Message("questionnaire.scale_without_labels"))


def _ends(name: str, scale: Any, known: Known) -> tuple[int, int] | None:
    """The lowest and the highest answer of a scale, kept; None where its file does not say them."""
    points, span = dig(scale, "points"), dig(scale, "range")
    if span is None and isinstance(points, int) and not isinstance(points, bool) and points >= 2:
        known.points[name] = points
    whole = isinstance(span, list) and len(span) == 2 and all(type(end) is int for end in span)
    if points is None and whole and span[0] < span[1]:
        known.ranges[name] = (span[0], span[1])
    return known.ends(name)


def _claim(tree: Tree, place: Place, label: str, point: int, seen: dict[str, int]) -> None:
    text = normalise(label)
    if seen.setdefault(text, point) != point:
        tree.report(place, Message("questionnaire.label_of_two_points", label=label, point=seen[text]))


def _codes(tree: Tree, known: Known) -> None:
    """Collect the codes and report those given twice. Columns and latent variables share one name space."""
    taken: dict[str, Message] = {}

    def claim(place: Place, entry: dict[Any, Any], what: str, into: dict[str, Place] | None = None) -> str | None:
        code = entry.get("code")
        if not isinstance(code, str):
            return None
        line = tree.spot((*place, "code")).line
        if code in taken:
            tree.report((*place, "code"), Message("questionnaire.code_taken", code=code, owner=taken[code]))
            return None
        kind = Message("questionnaire.part", part=what)
        taken[code] = Message("questionnaire.part_in_line", part=kind, line=line)
        if into is not None:
            into[code] = place
        return code

    for place, entry in everywhere(tree.data, "constructs"):
        code = claim(place, entry, "construct", known.constructs)
        if code:
            known.facets[code] = words(entry.get("facets"))
            if place[0] == "modules":
                known.module_constructs.add(code)
        for item_place, item in entries(tree.data, *place, "items"):
            claim(item_place, item, "item", known.items)
    for place, entry in everywhere(tree.data, "checks"):
        claim(place, entry, "check", known.checks)
    for place, entry in everywhere(tree.data, "variables"):
        code = claim(place, entry, "variable")
        options: dict[int, Any] = {}
        for at, option in entries(tree.data, *place, "options"):
            number = option.get("code")
            if isinstance(number, int) and number in options:
                tree.report((*at, "code"), Message("questionnaire.option_twice", option=number))
            elif isinstance(number, int):
                options[number] = option.get("label")
        if code:
            known.variables[code] = options
            known.kinds[code] = str(entry.get("kind", "single"))
            known.knowledge = known.knowledge or isinstance(entry.get("correct"), int)
            if entry.get("ordered") is True:
                known.ordered.add(code)
            if isinstance(dig(entry, "base", "variable"), str):
                known.bases[code] = entry["base"]["variable"]
    for part, key, what in (
        ("models", "name", "model"),
        ("hypotheses", "id", "hypothesis"),
        ("blocks", "code", "block"),
        ("modules", "code", "module"),
    ):
        report_repeated(tree, everywhere(tree.data, part), key, what)
    _aliases(tree, set(taken))


def _aliases(tree: Tree, codes: set[str]) -> None:
    owner: dict[str, str] = {}
    for part in ("constructs", "checks", "variables"):
        for place, entry in everywhere(tree.data, part):
            found = list(entries(tree.data, *place, "items")) if part == "constructs" else [(place, entry)]
            for at, asked in found:
                code = str(asked.get("code"))
                for number, alias in enumerate(words(asked.get("aliases"))):
                    spot = (*at, "aliases", number)
                    if alias in codes and alias != code:
                        tree.report(spot, Message("questionnaire.alias_is_a_code", alias=alias))
                    elif owner.setdefault(alias, code) != code:
                        tree.report(spot, Message("questionnaire.alias_taken", alias=alias, owner=owner[alias]))


def _facets(tree: Tree, known: Known) -> None:
    for place, entry in everywhere(tree.data, "constructs"):
        has_items, facets = bool(entry.get("items")), words(entry.get("facets"))
        if has_items and facets:
            tree.report((*place, "facets"), Message("questionnaire.items_and_facets"))
        if not has_items and not facets:
            tree.report(place, Message("questionnaire.neither_items_nor_facets", construct=entry.get("code")))
        for at, facet in enumerate(facets):
            spot = (*place, "facets", at)
            if facet not in known.constructs:
                tree.report(spot, unknown("construct", facet, known.constructs))
            elif known.facets.get(facet):
                tree.report(spot, Message("questionnaire.facet_of_facets", facet=facet))
            elif facets.index(facet) != at:
                tree.report(spot, Message("questionnaire.facet_twice", facet=facet))
    for place, entry in entries(tree.data, "modules"):
        whole = entry.get("facet_of")
        if isinstance(whole, str) and not known.facets.get(whole):
            second = [code for code, facets in known.facets.items() if facets]
            none = Message("questionnaire.no_facets_here")
            tree.report((*place, "facet_of"), unknown("second-order construct", whole, second) if second else none)


def _answers(tree: Tree, known: Known) -> None:
    scales = tree.data.get("scales")
    names = [str(name) for name in scales] if isinstance(scales, dict) else []
    for place, entry in rated(tree):
        name = entry.get("scale")
        if isinstance(name, str) and name and names and name not in names:
            tree.report((*place, "scale"), unknown("scale", name, names))


def _checks(tree: Tree, known: Known) -> None:
    for place, entry in everywhere(tree.data, "checks"):
        ends = known.ends(scale_name(entry, known))
        passes = numbers(entry.get("passes"))
        if isinstance(entry.get("passes"), list) and not entry["passes"]:
            tree.report((*place, "passes"), Message("questionnaire.nobody_passes"))
        if ends is None:
            continue
        low, high = ends
        for at, score in passes:
            if not low <= score <= high:
                what = Message("questionnaire.passing_off_scale", score=score, low=low, high=high)
                tree.report((*place, "passes", at), what)
        if {score for _, score in passes} >= set(range(low, high + 1)):
            tree.report((*place, "passes"), Message("questionnaire.everybody_passes"))
        elif entry.get("kind") == "instructed":
            _instruction(tree, place, entry, {score for _, score in passes}, scale_name(entry, known))


def _instruction(tree: Tree, place: Place, check: dict[Any, Any], passes: set[int], scale: str) -> None:
    """An instructed check that names an answer must let that answer pass."""
    for lang in ("zh", "en"):
        text, labels = dig(check, "text", lang), words(dig(tree.data, "scales", scale, "labels", lang))
        if not isinstance(text, str):
            continue
        asked: dict[int, str] = {}
        for label in sorted(labels, key=len, reverse=True):  # the longest first: 同意 also stands in 不同意
            edge = r"\b" if label.isascii() else ""
            text, found = re.subn(edge + re.escape(label) + edge, " ", text, flags=re.IGNORECASE)
            if found and len(label) > 1:
                asked[labels.index(label) + 1] = label
        if asked and not passes & set(asked):
            score, label = next(iter(asked.items()))
            told = tuple(sorted(passes))
            what = Message("questionnaire.instruction_fails", label=label, score=score, passes=told)
            tree.report((*place, "passes"), what)


def _texts(tree: Tree, known: Known) -> None:
    """Braces in a text are a product's place or a slip."""
    products = isinstance(tree.data.get("products"), dict)

    def walk(value: Any, place: Place) -> None:
        if isinstance(value, dict):
            for key, part in value.items():
                walk(part, (*place, key))
        elif isinstance(value, list):
            for number, part in enumerate(value):
                walk(part, (*place, number))
        elif isinstance(value, str):
            for hole in re.finditer(r"\{[^{}\n]*\}", value):
                if hole.group() == MINUTES and place[0] == "introduction":
                    continue
                if hole.group() != "{P}":
                    tree.report(place, Message("questionnaire.unknown_placeholder", placeholder=hole.group()))
                elif not products:
                    tree.report(place, Message("questionnaire.placeholder_without_products"))
                    return

    for key in ("constructs", "checks", "variables", "blocks", "modules", "introduction", "closing"):
        walk(tree.data.get(key), (key,))
