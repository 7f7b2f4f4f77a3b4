"""What must agree between the parts of a questionnaire: codes, scales, pages, models, hypotheses, truth.

The rules read the plain data of a file, not the models, so that a file with a misspelt key and a hypothesis about an
unknown construct is told of both. What has the wrong shape is passed over here; `shape` reports it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tamkit.errors import listed, nearest, unknown
from tamkit.questionnaire.tree import Place, Tree


@dataclass(slots=True)
class Known:
    """The codes of a file by kind, with the place where each was first given."""

    constructs: dict[str, Place] = field(default_factory=dict)
    items: dict[str, Place] = field(default_factory=dict)
    checks: dict[str, Place] = field(default_factory=dict)
    variables: dict[str, dict[int, str]] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    first_scale: str = ""
    facets: dict[str, list[str]] = field(default_factory=dict)
    module_constructs: set[str] = field(default_factory=set)

    def askable(self) -> list[str]:
        return [*self.constructs, *self.items, *self.checks, *self.variables]


def entries(data: Any, *way: str | int) -> Iterator[tuple[Place, dict[Any, Any]]]:
    """The maps of a list, each with its place: ``entries(data, "constructs")``."""
    value = dig(data, *way)
    if isinstance(value, list):
        for number, entry in enumerate(value):
            if isinstance(entry, dict):
                yield (*way, number), entry


def dig(data: Any, *way: str | int) -> Any:
    """The value at a place, None when there is none."""
    for part in way:
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def words(value: Any) -> list[str]:
    """The texts of a list, the others left to the shape check."""
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def numbers(value: Any) -> list[tuple[int, int]]:
    """Position and value of the whole numbers of a list."""
    if not isinstance(value, list):
        return []
    return [(at, n) for at, n in enumerate(value) if isinstance(n, int) and not isinstance(n, bool)]


def everywhere(data: Any, part: str) -> Iterator[tuple[Place, dict[Any, Any]]]:
    """A kind of part in the questionnaire itself and in its modules."""
    yield from entries(data, part)
    for place, _ in entries(data, "modules"):
        yield from entries(data, *place, part)


def check_rules(tree: Tree) -> Known:
    """Report every disagreement in the tree; returns the codes that were found."""
    from tamkit.questionnaire.rules_models import check_models

    known = Known()
    if not isinstance(tree.data, dict):
        return known
    _scales(tree, known)
    _codes(tree, known)
    for rule in (_facets, _answers, _checks, _variables, _texts, _blocks, _products):
        rule(tree, known)
    check_models(tree, known)
    return known


def _scales(tree: Tree, known: Known) -> None:
    scales = tree.data.get("scales")
    known.first_scale = str(next(iter(scales), "")) if isinstance(scales, dict) else ""
    for name, scale in scales.items() if isinstance(scales, dict) else ():
        points = dig(scale, "points")
        if not isinstance(points, int) or isinstance(points, bool) or points < 2:
            continue
        known.points[str(name)] = points
        seen: dict[str, int] = {}
        labels = dig(scale, "labels")
        for lang, row in labels.items() if isinstance(labels, dict) else ():
            place: Place = ("scales", name, "labels", lang)
            if isinstance(row, list) and len(row) != points:
                tree.report(place, f"{len(row)} labels for a scale of {points} points; give one label a point.")
            for at, label in enumerate(words(row)):
                _claim(tree, (*place, at), label, at + 1, seen)
        synonyms = dig(scale, "synonyms")
        for point, row in synonyms.items() if isinstance(synonyms, dict) else ():
            place = ("scales", name, "synonyms", point)
            if isinstance(point, int) and not 1 <= point <= points:
                tree.report(place, f"synonyms for point {point} of a scale of {points} points.", at_key=True)
            elif isinstance(point, int):
                for at, label in enumerate(words(row)):
                    _claim(tree, (*place, at), label, point, seen)
        if isinstance(labels, dict) and not labels:
            tree.report(("scales", name, "labels"), "a scale needs labels in zh, en or both.")


def _claim(tree: Tree, place: Place, label: str, point: int, seen: dict[str, int]) -> None:
    from tamkit.questionnaire.texts import normalise

    text = normalise(label)
    if seen.setdefault(text, point) != point:
        tree.report(place, f"the label {label!r} stands for point {seen[text]} already; a label means one point.")


def _codes(tree: Tree, known: Known) -> None:
    """Collect the codes and report those given twice. Columns and latent variables share one name space."""
    taken: dict[str, str] = {}

    def claim(place: Place, entry: dict[Any, Any], what: str, into: dict[str, Place] | None = None) -> str | None:
        code = entry.get("code")
        if not isinstance(code, str):
            return None
        line = tree.spot((*place, "code")).line
        if code in taken:
            tree.report((*place, "code"), f"the code {code!r} is already that of the {taken[code]}; codes are unique.")
            return None
        taken[code] = f"{what} in line {line}"
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
        options: dict[int, str] = {}
        for at, option in entries(tree.data, *place, "options"):
            number = option.get("code")
            if isinstance(number, int) and number in options:
                tree.report((*at, "code"), f"option {number} stands here twice; option codes are unique.")
            elif isinstance(number, int):
                options[number] = str(dig(option, "label", "zh") or dig(option, "label", "en") or option.get("label"))
        if code:
            known.variables[code] = options
    for part, key, what in (
        ("models", "name", "model"),
        ("hypotheses", "id", "hypothesis"),
        ("blocks", "code", "block"),
        ("modules", "code", "module"),
        ("reference_values", "id", "reference value"),
    ):
        _unique(tree, everywhere(tree.data, part), key, what)
    _aliases(tree, set(taken))


def _unique(tree: Tree, found: Iterable[tuple[Place, dict[Any, Any]]], key: str, what: str) -> None:
    seen: dict[str, int] = {}
    for place, entry in found:
        name = entry.get(key)
        if isinstance(name, str):
            spot = tree.spot((*place, key))
            if name in seen:
                tree.report((*place, key), f"a second {what} {name!r} (the first is in line {seen[name]}).")
            seen.setdefault(name, spot.line)


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
                        tree.report(spot, f"the alias {alias!r} is the code of something else.")
                    elif owner.setdefault(alias, code) != code:
                        tree.report(spot, f"the alias {alias!r} belongs to {owner[alias]} already.")


def _facets(tree: Tree, known: Known) -> None:
    for place, entry in everywhere(tree.data, "constructs"):
        has_items, facets = bool(entry.get("items")), words(entry.get("facets"))
        if has_items and facets:
            tree.report((*place, "facets"), "a construct has items or facets, not both.")
        if not has_items and not facets:
            tree.report(place, f"construct {entry.get('code')!r} has neither items nor facets.")
        for at, facet in enumerate(facets):
            spot = (*place, "facets", at)
            if facet not in known.constructs:
                tree.report(spot, unknown("construct", facet, known.constructs))
            elif known.facets.get(facet):
                tree.report(spot, f"the facet {facet!r} has facets itself; two orders are supported.")
            elif facets.index(facet) != at:
                tree.report(spot, f"the facet {facet!r} stands here twice.")
    for place, entry in entries(tree.data, "modules"):
        whole = entry.get("facet_of")
        if isinstance(whole, str) and not known.facets.get(whole):
            second = [code for code, facets in known.facets.items() if facets]
            hint = unknown("second-order construct", whole, second) if second else "no construct here has facets."
            tree.report((*place, "facet_of"), hint)


def _asked_on_scale(tree: Tree) -> Iterator[tuple[Place, dict[Any, Any]]]:
    for place, _ in everywhere(tree.data, "constructs"):
        yield from entries(tree.data, *place, "items")
    yield from everywhere(tree.data, "checks")


def scale_name(entry: dict[Any, Any], known: Known) -> str:
    """The scale of an item or a check: its own, or the file's first."""
    name = entry.get("scale")
    return name if isinstance(name, str) and name else known.first_scale


def _answers(tree: Tree, known: Known) -> None:
    scales = tree.data.get("scales")
    names = [str(name) for name in scales] if isinstance(scales, dict) else []
    for place, entry in _asked_on_scale(tree):
        name = entry.get("scale")
        if isinstance(name, str) and name and names and name not in names:
            tree.report((*place, "scale"), unknown("scale", name, names))


def _checks(tree: Tree, known: Known) -> None:
    for place, entry in everywhere(tree.data, "checks"):
        points = known.points.get(scale_name(entry, known))
        passes = numbers(entry.get("passes"))
        if isinstance(entry.get("passes"), list) and not entry["passes"]:
            tree.report((*place, "passes"), "no answer passes this check; list the scores that do.")
        if points is None:
            continue
        for at, score in passes:
            if not 1 <= score <= points:
                message = f"the passing answer {score} is off the scale; its points are 1 to {points}."
                tree.report((*place, "passes", at), message)
        if {score for _, score in passes} >= set(range(1, points + 1)):
            tree.report((*place, "passes"), "every answer passes this check, so it checks nothing.")


def _variables(tree: Tree, known: Known) -> None:
    for place, entry in everywhere(tree.data, "variables"):
        kind, options = entry.get("kind", "single"), entry.get("options")
        count = len(options) if isinstance(options, list) else 0
        code = entry.get("code")
        if kind in ("single", "multiple") and count < 2:
            tree.report(place, f"variable {code!r} is a {kind} choice and needs two options at least, found {count}.")
        if kind in ("number", "text") and count:
            tree.report((*place, "options"), f"variable {code!r} is a {kind} and has no options to choose from.")
        labels: dict[str, Place] = {}
        for at, option in entries(tree.data, *place, "options"):
            for lang in ("zh", "en"):
                label = dig(option, "label", lang)
                if isinstance(label, str) and labels.setdefault(f"{lang} {label}", at) != at:
                    tree.report((*at, "label", lang), f"two options of {code!r} have the label {label!r}.")
        own = known.variables.get(str(code), {})
        correct = entry.get("correct")
        if isinstance(correct, int) and own and correct not in own:
            tree.report(
                (*place, "correct"), f"the correct answer {correct} is no option of {code!r}: {listed([*own])}."
            )
        base = entry.get("base")
        if isinstance(base, dict):
            if base.get("variable") == code:
                tree.report((*place, "base", "variable"), f"variable {code!r} depends on itself.")
            condition(tree, known, (*place, "base"), base.get("variable"), base.get("options"))
        low, high = entry.get("minimum"), entry.get("maximum")
        if isinstance(low, int | float) and isinstance(high, int | float) and low >= high:
            tree.report((*place, "maximum"), f"the maximum {high} is not above the minimum {low}.")


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
            allowed = listed([f"{code} ({label})" for code, label in own.items()]) or "none, it has no options"
            tree.report((*place, "options", at), f"{variable!r} has no option {option}. Allowed: {allowed}.")


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
                if hole.group() != "{P}":
                    tree.report(
                        place, f"{hole.group()} stands for nothing; the only placeholder is {{P}}, the product."
                    )
                elif not products:
                    tree.report(place, "{P} stands for a product, but the file has no 'products'.")
                    return

    for key in ("constructs", "checks", "variables", "blocks", "modules", "introduction", "closing"):
        walk(tree.data.get(key), (key,))


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

    scales = {
        str(entry.get("code")): scale_name(entry, known) for _, entry in _asked_on_scale(tree) if entry.get("code")
    }
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
                    tree.report(spot, f"{one!r} is asked in line {asked[one]} already.")
                asked.setdefault(one, tree.spot(spot).line)
                if scales.get(one) in known.points:
                    used.add(scales[one])
            if kind == "matrix" and code in known.variables:
                tree.report(spot, f"a matrix holds items and checks; {code!r} is a variable (use kind: questions).")
            if kind == "questions" and code not in known.variables:
                tree.report(spot, f"'questions' holds variables; {code!r} is answered on a scale (use kind: matrix).")
        if kind == "matrix" and len(used) > 1:
            tree.report((*place, "entries"), f"a matrix has one scale, this one {listed(sorted(used))}.")
    if not tree.data.get("blocks"):
        return  # without blocks the form is laid out scale by scale
    for code in (*known.items, *known.checks, *known.variables):
        if code not in asked:
            message = f"{code!r} stands in no block, so nobody would be asked."
            tree.report(_place_of(tree, code, known), message)


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
    _unique(tree, entries(tree.data, "products", "options"), "code", "product")
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
            allowed = listed([f"{code} ({label})" for code, label in own.items()])
            tree.report((*place, "option"), f"{variable!r} has no option {option}. Allowed: {allowed}.")


Rule = Callable[[Tree, Known], None]
__all__ = ["Known", "check_rules", "condition", "dig", "entries", "everywhere", "nearest", "numbers", "words"]
