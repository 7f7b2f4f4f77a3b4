"""What a derived variable may be made from, in a questionnaire or a study."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from tamkit.errors import unknown
from tamkit.messages import Message
from tamkit.questionnaire.derived import WAYS
from tamkit.questionnaire.raw import Known, numbers, words
from tamkit.questionnaire.rules_questions import no_option
from tamkit.questionnaire.tree import Place, Tree

#: Kinds of question each way takes.
TAKES = {"join": ("single",), "cut": ("number", "multiple"), "cohorts": ("number",)}


def check_derived(tree: Tree, known: Known, replaced: Collection[str] = ()) -> None:
    """Report derived variables that are called like something else, join what is not there or in two levels, or are
    made from what can't be; each is known to what follows. ``replaced``: those of the questionnaire, which a study may
    make otherwise."""
    given = tree.data.get("derive")
    for code, entry in given.items() if isinstance(given, dict) else ():
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
                tree.report(spot, no_option(source, code, [f"{one} ({label})" for one, label in own.items()]))
            elif code in taken:
                tree.report(spot, Message("questionnaire.derived_twice", option=code, level=level, first=taken[code]))
            taken.setdefault(code, str(level))


def _quadrants(tree: Tree, known: Known, place: Place, entry: dict[Any, Any]) -> bool:
    pair = words(entry.get("quadrants"))
    for at, code in enumerate(pair):
        if code not in known.constructs:
            tree.report((*place, "quadrants", at), unknown("construct", code, known.constructs))
        elif pair.index(code) != at:
            tree.report((*place, "quadrants", at), Message("questionnaire.stands_twice", code=code))
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
