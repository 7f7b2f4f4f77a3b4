"""What a derived variable may be made from, in a questionnaire or a study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tamkit.errors import unknown
from tamkit.messages import Message
from tamkit.questionnaire.derived import WAYS, Derived
from tamkit.questionnaire.raw import Known, numbers, words
from tamkit.questionnaire.rules_questions import no_option
from tamkit.questionnaire.tree import Place, Tree

#: Kinds of question each way takes.
TAKES = {"join": ("single",), "cut": ("number", "multiple"), "cohorts": ("number",)}


def check_derived(tree: Tree, known: Known, replaced: Mapping[str, Derived] | None = None) -> None:
    """Report derived variables that are called like something else, join what is not there or in two levels, or are
    made from what can't be or in a circle from each other; each is known to what follows. ``replaced``: those of the
    questionnaire, which a study may make otherwise."""
    replaced = replaced or {}
    given = tree.data.get("derive")
    given = given if isinstance(given, dict) else {}
    order, circles = _in_order(given, replaced, known)
    for circle in circles:
        way = " → ".join(str(code) for code in (*circle, circle[0]))
        message = Message("questionnaire.derived_in_a_circle", way=way, code=str(circle[0]))
        tree.report(("derive", circle[0], "from"), message)
        for code in circle:  # one message is enough: what names it finds it
            known.variables[str(code)] = dict(enumerate(_levels(given.get(code, {})), 1))
            known.kinds[str(code)] = "single"
    for code in order:
        entry = given[code]
        place: Place = ("derive", code)
        taken = {**known.constructs, **known.items, **known.checks, **known.variables}
        if code in taken and code not in replaced:
            tree.report(place, Message("questionnaire.derived_taken", code=code), at_key=True)
        if not isinstance(entry, dict):
            continue
        selects = _quadrants(tree, known, place, entry) or _source(tree, known, place, entry)
        levels = _levels(entry)
        _labels(tree, place, entry, levels)
        name = str(code)
        known.variables[name] = dict(enumerate(levels, 1))
        known.kinds[name] = "single"
        if selects:
            known.selecting.add(name)


def _in_order(
    given: dict[Any, Any], replaced: Mapping[str, Derived], known: Known
) -> tuple[list[Any], list[list[Any]]]:
    """The codes of a file, each behind the one it is made from, and the circles, each from its first in the file on."""
    of = {code: made.from_ for code, made in replaced.items()}
    of |= {code: entry.get("from") if isinstance(entry, dict) else None for code, entry in given.items()}
    asked = [code for code in known.variables if code not in replaced]
    of = {code: source for code, source in of.items() if code not in asked}
    order: list[Any] = []
    circles: list[list[Any]] = []
    for code in given:
        way: list[Any] = []
        here: Any = code
        while isinstance(here, str) and here in of and here not in way and here not in order:
            way.append(here)
            here = of[here]
        circle = way[way.index(here) :] if here in way else []
        if circle and not any(set(circle) == set(one) for one in circles):
            first = next(one for one in given if one in circle)
            circles.append([*circle[circle.index(first) :], *circle[: circle.index(first)]])
        order += [one for one in reversed(way) if one in given and one not in order]
        order += [code] if code not in order else []
    round_ = {one for circle in circles for one in circle}
    return [code for code in order if code not in round_], circles


def check_segments(tree: Tree, known: Known) -> None:
    """Report segments that are no single choices."""
    for at, code in enumerate(words(tree.data.get("segments"))):
        single = [name for name, kind in known.kinds.items() if kind == "single"]
        if code not in known.variables:
            tree.report(("segments", at), unknown("variable", code, single))
        elif code not in single:
            message = Message("questionnaire.groups_of_single", code=code, kind=known.kinds[code])
            tree.report(("segments", at), message)


def _source(tree: Tree, known: Known, place: Place, entry: dict[Any, Any]) -> bool:
    """What it is made from; True where that selects on what a model explains."""
    source = entry.get("from")
    if not isinstance(source, str):
        return False
    if source not in known.variables:
        tree.report((*place, "from"), unknown("variable", source, known.variables))
        return False
    for way, kinds in TAKES.items():
        kind = known.kinds.get(source, "single")
        if entry.get(way) and kind not in kinds:
            tree.report((*place, "from"), Message("questionnaire.derived_kind", code=source, kind=kind, way=way))
    _joins(tree, known, place, entry.get("join"), source)
    return source in known.selecting


def _joins(tree: Tree, known: Known, place: Place, join: Any, source: str) -> None:
    own, taken = known.variables[source], dict[int, str]()
    for level, codes in join.items() if isinstance(join, dict) else ():
        for at, code in numbers(codes):
            spot = (*place, "join", level, at)
            if code not in own:
                tree.report(spot, no_option(source, code, own))
            elif taken.get(code, str(level)) != str(level):
                tree.report(spot, Message("questionnaire.derived_twice", option=code, level=level, first=taken[code]))
            taken.setdefault(code, str(level))


def _quadrants(tree: Tree, known: Known, place: Place, entry: dict[Any, Any]) -> bool:
    pair = words(entry.get("quadrants"))
    for at, code in enumerate(pair):
        if code not in known.constructs:
            tree.report((*place, "quadrants", at), unknown("construct", code, known.constructs))
    return bool(pair)


def _levels(entry: dict[Any, Any]) -> list[str]:
    join, cut, cohorts = (entry.get(way) for way in WAYS[:3])
    if isinstance(join, dict):
        return [str(level) for level in join]
    if isinstance(cohorts, list):
        return [str(year) for year in cohorts]
    return [str(at + 1) for at in range(len(cut) + 1 if isinstance(cut, list) else 4)]


def _labels(tree: Tree, place: Place, entry: dict[Any, Any], levels: list[str]) -> None:
    given = entry.get("labels")
    for level in _strange(given, levels):
        message = Message("questionnaire.derived_no_level", level=str(level), levels=tuple(levels))
        tree.report((*place, "labels", level), message, at_key=True)


def _strange(given: Any, levels: list[str]) -> Iterator[Any]:
    yield from (level for level in (given if isinstance(given, dict) else ()) if str(level) not in levels)
