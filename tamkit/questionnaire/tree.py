"""A YAML file as plain data, every key and value with its line and column.

Only what a questionnaire needs is read: mappings, sequences and plain, quoted or block scalars of the YAML 1.2 core
schema (so ``no`` and ``on`` are words and ``2026-01-01`` is a text). Anchors, aliases and tags are refused, which
rules out exploding files and Python objects; so are duplicate keys, deep nesting and files too large to be meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tamkit.errors import InputError, QuestionnaireError
from tamkit.messages import Message
from tamkit.questionnaire.said import Problem

LARGEST_FILE = 1_000_000  # bytes; the shipped questionnaires have about 60,000
DEEPEST = 24
Place = tuple[str | int, ...]  # the way to a value: ("constructs", 0, "items", 2, "text", "zh")


@dataclass(frozen=True, slots=True)
class Spot:
    """Line and column of a value, counted from 1; ``key`` is where its key stands; ``block`` a block scalar's
    first line and indentation, by which a place inside the text is found."""

    line: int
    column: int
    key: tuple[int, int] | None = None
    block: tuple[int, int] | None = None


@dataclass(slots=True)
class Tree:
    """The data of a file and the spot of everything in it."""

    data: Any
    spots: dict[Place, Spot]
    problems: list[Problem] = field(default_factory=list)

    def spot(self, place: Place) -> Spot:
        """The spot of a value, or of the nearest thing around it that stands in the file."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.spots:
                return self.spots[place[:length]]
        return Spot(1, 1)

    def report(
        self, place: Place, message: Message, *, at_key: bool = False, inside: tuple[int, int] | None = None
    ) -> None:
        """Note a mistake at a value, at its key, or ``inside`` a text (its line and column there, from 0)."""
        spot = self.spot(place)
        line, column = spot.key if at_key and spot.key and place in self.spots else (spot.line, spot.column)
        if inside is not None and place in self.spots:
            if spot.block is not None:
                line, column = spot.block[0] + inside[0], spot.block[1] + inside[1] + 1
            elif inside[0] == 0:
                column += inside[1]
        self.problems.append(Problem(line, column, message))


def read(text: str, origin: str) -> Tree:
    """Parse a file's text.

    Raises
    ------
    InputError, QuestionnaireError
        With file, line and column, when the text is not YAML or uses what is refused. These stop the reading, so
        they are reported alone.
    """
    import yaml

    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_FILE:
        raise InputError("questionnaire.too_large", path=origin, largest=LARGEST_FILE)
    _refuse_characters(text, origin)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        builder = _Builder(text, origin)
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        rest = text.split("\n")[line - 1][column - 1 :] if text else ""
        why = Message("questionnaire.yaml_problem", problem=error.problem, context=error.context)
        what = Message("questionnaire.not_yaml", why=why, tab=rest.startswith("\t"))
        raise _refused(origin, line, column, what) from None
    except yaml.YAMLError as error:
        what = Message("questionnaire.not_yaml", why=error, tab=False)
        raise QuestionnaireError("located", place=origin, what=what) from None
    return Tree(builder.root, builder.spots, builder.problems)


def _refused(origin: str, line: int, column: int, what: Message) -> QuestionnaireError:
    return QuestionnaireError(Problem(line, column, what).of(origin))


def _refuse_characters(text: str, origin: str) -> None:
    found = re.search("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        raise _refused(origin, line, column, Message("questionnaire.character_refused", character=found.group()))


class _Builder:
    """Builds data from parser events. A stack frame is (container, its place, key waiting for a value)."""

    def __init__(self, text: str, origin: str) -> None:
        self.lines = text.split("\n")
        self.origin = origin
        self.root: Any = None
        self.documents = 0
        self.spots: dict[Place, Spot] = {}
        self.problems: list[Problem] = []
        self.stack: list[list[Any]] = []

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind in ("MappingStartEvent", "SequenceStartEvent", "ScalarEvent", "AliasEvent"):
            self._refuse(event, kind)
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            if self._is_key():
                self._key(event, kind)
                return
            if kind == "ScalarEvent":
                self._put(_resolve(event), line, column, _block(event, self.lines))
                return
            container: Any = {} if kind == "MappingStartEvent" else []
            place = self._put(container, line, column, None)
            self.stack.append([container, place, None])
            if len(self.stack) > DEEPEST:
                raise self._refused(event, Message("questionnaire.nested_too_deep", deepest=DEEPEST))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.stack.pop()
        elif kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                raise self._refused(event, Message("questionnaire.second_document"))

    def _refused(self, event: Any, what: Message) -> QuestionnaireError:
        return _refused(self.origin, event.start_mark.line + 1, event.start_mark.column + 1, what)

    def _refuse(self, event: Any, kind: str) -> None:
        if kind == "AliasEvent":
            raise self._refused(event, Message("questionnaire.aliases_refused", anchor=event.anchor))
        if event.anchor is not None:
            raise self._refused(event, Message("questionnaire.anchors_refused", anchor=event.anchor))
        if event.tag is not None and event.tag != "!":
            raise self._refused(event, Message("questionnaire.tags_refused", tag=event.tag))

    def _is_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0], dict) and self.stack[-1][2] is None

    def _key(self, event: Any, kind: str) -> None:
        if kind != "ScalarEvent":
            raise self._refused(event, Message("questionnaire.key_not_a_word"))
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        container, place, _ = self.stack[-1]
        key = _resolve(event)
        if isinstance(key, bool | float) or key is None:
            key = event.value
        if key in container:
            first = self.spots[(*place, key)].key
            assert first is not None
            self.problems.append(Problem(line, column, Message("questionnaire.key_twice", key=key, first=first[0])))
        self.stack[-1][2] = (key, (line, column))

    def _put(self, value: Any, line: int, column: int, block: tuple[int, int] | None) -> Place:
        if not self.stack:
            self.root = value
            self.spots[()] = Spot(line, column)
            return ()
        container, place, key = self.stack[-1]
        if isinstance(container, list):
            here: Place = (*place, len(container))
            container.append(value)
            self.spots[here] = Spot(line, column, None, block)
        else:
            name, key_spot = key
            here = (*place, name)
            container[name] = value
            self.spots[here] = Spot(line, column, key_spot, block)
            self.stack[-1][2] = None
        return here


def _block(event: Any, lines: list[str]) -> tuple[int, int] | None:
    """First line and indentation of a literal block scalar."""
    if event.style != "|":
        return None
    first = event.start_mark.line + 1  # 0-based number of the line after the bar
    for line in lines[first:]:
        if line.strip():
            return first + 1, len(line) - len(line.lstrip(" "))
    return first + 1, 0


def _resolve(event: Any) -> Any:
    """A scalar by the YAML 1.2 core schema; quoted and block scalars are texts."""
    text: str = event.value
    if event.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if re.fullmatch(r"[-+]?\d{1,18}", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d{1,3})?", text):
        return float(text)
    return text
