"""Looks into the plain data of a file leniently: what has the wrong shape is passed over, and told by `shape`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tamkit.messages import Message
from tamkit.questionnaire.tree import Place, Tree


@dataclass(slots=True)
class Known:
    """The codes of a file by kind, with the place where each was first given."""

    constructs: dict[str, Place] = field(default_factory=dict)
    items: dict[str, Place] = field(default_factory=dict)
    checks: dict[str, Place] = field(default_factory=dict)
    variables: dict[str, dict[int, Any]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    ordered: set[str] = field(default_factory=set)
    knowledge: bool = False
    quantities: set[str] = field(default_factory=set)
    points: dict[str, int] = field(default_factory=dict)
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)
    first_scale: str = ""
    facets: dict[str, list[str]] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    module_constructs: set[str] = field(default_factory=set)
    selecting: set[str] = field(default_factory=set)

    def ends(self, scale: str) -> tuple[int, int] | None:
        """The lowest and the highest answer of a scale."""
        points = self.points.get(scale)
        return self.ranges.get(scale) if points is None else (1, points)

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


#: Lists of words in which a word may stand twice, or that are told by a rule of their own.
NOT_ONCE = frozenset({"labels", "synonyms", "entries"})
#: Lists of numbers that are names: codes of options.
CODES = frozenset({"options", "passes", "join"})


def report_twice(tree: Tree) -> None:
    """Report names that stand twice in one list, wherever it is: variables, models, options, files."""
    _twice(tree, tree.data, ())


def _twice(tree: Tree, value: Any, place: Place) -> None:
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in NOT_ONCE:
                _twice(tree, part, (*place, key))
    elif isinstance(value, list):
        kinds = (str, int) if not CODES.isdisjoint(place) else (str,)
        seen: set[Any] = set()
        for at, part in enumerate(value):
            if isinstance(part, kinds) and not isinstance(part, bool):
                if part in seen:
                    tree.report((*place, at), Message("questionnaire.stands_twice", code=part))
                seen.add(part)
            else:
                _twice(tree, part, (*place, at))


def everywhere(data: Any, part: str) -> Iterator[tuple[Place, dict[Any, Any]]]:
    """A kind of part in the questionnaire itself and in its modules."""
    yield from entries(data, part)
    for place, _ in entries(data, "modules"):
        yield from entries(data, *place, part)


def scale_name(entry: dict[Any, Any], known: Known) -> str:
    """The scale of an item or a check: its own, or the file's first."""
    name = entry.get("scale")
    return name if isinstance(name, str) and name else known.first_scale


def rated(tree: Tree) -> Iterator[tuple[Place, dict[Any, Any]]]:
    """Everything that is answered on a scale: items and checks."""
    for place, _ in everywhere(tree.data, "constructs"):
        yield from entries(tree.data, *place, "items")
    yield from everywhere(tree.data, "checks")


def report_repeated(tree: Tree, found: Iterable[tuple[Place, dict[Any, Any]]], key: str, what: str) -> None:
    """Report entries that have the same ``key`` as an earlier one; ``what``: a case of ``questionnaire.part``."""
    seen: dict[str, int] = {}
    for place, entry in found:
        name = entry.get(key)
        if isinstance(name, str):
            spot = tree.spot((*place, key))
            if name in seen:
                kind = Message("questionnaire.part", part=what)
                tree.report((*place, key), Message("questionnaire.second", part=kind, name=name, first=seen[name]))
            seen.setdefault(name, spot.line)
