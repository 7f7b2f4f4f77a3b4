"""Says what is wrong with the shape of a file: unknown keys, missing keys, wrong kinds of value.

Turns pydantic's list of errors into sentences that name the key, what was found and what is allowed: by the type of
the error and its values, never by pydantic's words.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from tamkit.errors import listed, nearest
from tamkit.messages import Message
from tamkit.questionnaire.tree import Place, Tree

LONGEST = 57  # letters of a value that a message shows


def shape_problems(tree: Tree, error: ValidationError, model: type[BaseModel], beside: Sequence[str] = ()) -> None:
    """Report every error pydantic found in the tree, at its place; ``beside``: top keys that others read."""
    for one in error.errors(include_url=False):
        place = tuple(part for part in one["loc"] if part != "[key]")
        _one(tree, place, one, model, beside)


def _one(tree: Tree, place: Place, error: Any, model: type[BaseModel], beside: Sequence[str]) -> None:
    kind, found = error["type"], error.get("input")
    of_key = "[key]" in error["loc"]
    if kind == "extra_forbidden":
        known = [*_fields(model, place[:-1]), *(beside if len(place) == 1 else ())]
        tree.report(place, _unknown_key(str(place[-1]), found, known), at_key=True)
    elif kind == "missing" and isinstance(place[-1], int):
        tree.report(place[:-1], Message("questionnaire.entry_missing", list=_name(place[:-1]), number=place[-1] + 1))
    elif kind == "missing":
        where = _name(place[:-1]) if place[:-1] else None
        tree.report(place[:-1], Message("questionnaire.key_missing", key=place[-1], where=where))
    elif kind == "literal_error":
        given = error.get("ctx", {}).get("allowed")  # by a validator of ours, where a type can't say it
        choices = list(given) if given else _choices(model, place, of_key=of_key)
        tree.report(place, _no_choice(place, found, choices), at_key=of_key)
    else:
        tree.report(place, _wrong(place, error))


def _unknown_key(key: str, found: Any, known: Sequence[str]) -> Message:
    near = nearest(key, known)
    hint = "comma" if found is None and " " in key else "near" if near else "none"
    return Message("questionnaire.unknown_key", key=key, hint=hint, near=near, known=listed(known, 40))


def _no_choice(place: Place, found: Any, choices: Sequence[str]) -> Message:
    near = nearest(found, choices) if isinstance(found, str) else None
    return Message(
        "questionnaire.no_choice", what=_name(place), found=_shown(found), near=near, allowed=listed(choices)
    )


def _wrong(place: Place, error: Any) -> Message:
    """What pydantic found, by its type; ``ctx`` holds the bounds, and what a validator of ours has to say."""
    context = dict(error.get("ctx", {}))
    reason = context.pop("error", None)
    if isinstance(reason, ValueError) and reason.args and isinstance(reason.args[0], Message):
        reason = reason.args[0]
    number = isinstance(error.get("input"), int | float)
    return Message(
        "questionnaire.wrong",
        **context,
        type=error["type"],
        what=_name(place),
        found=_shown(error.get("input")),
        number=number,
        reason=reason,
    )


def _name(place: Place) -> Message:
    """``items[2].text`` → the key, with the list it belongs to when it is an entry of one."""
    if not place:
        return Message("questionnaire.the_file")
    if isinstance(place[-1], int):
        return Message("questionnaire.entry_of", number=place[-1] + 1, list=_name(place[:-1]))
    return Message("questionnaire.key", key=place[-1])


def _shown(value: Any) -> Message:
    if value is None:
        kind = "nothing"
    elif isinstance(value, dict):
        kind = "map"
    elif isinstance(value, list | tuple):
        kind = "list"
    elif isinstance(value, bool):
        kind = str(value).lower()
    elif isinstance(value, str):
        kind = "text"
        value = value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    else:
        kind = "number"
    return Message("questionnaire.found", kind=kind, value=value if kind in ("text", "number") else None)


def _choices(model: Any, place: Place, *, of_key: bool) -> list[str]:
    """The words a place may hold, or its keys."""
    choice = _keys(_at(model, place[:-1])) if of_key else _at(model, place)
    words = typing.get_args(choice) if typing.get_origin(choice) is typing.Literal else ()
    return [str(word).lower() if isinstance(word, bool) else str(word) for word in words]


def _keys(annotation: Any) -> Any:
    return typing.get_args(annotation)[0] if typing.get_origin(annotation) is dict else None


def _fields(model: Any, place: Place) -> list[str]:
    """The keys the model at a place has."""
    found = _at(model, place)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return [field.alias or name for name, field in found.model_fields.items() if name != "module"]
    return []


def _at(model: Any, place: Place) -> Any:
    """What the model declares at a place: follows the annotations down from the top model; None where there is none."""
    for part in place:
        if isinstance(model, type) and issubclass(model, BaseModel):
            field = model.model_fields.get(str(part))
            model = _inner(field.annotation) if field is not None else None
        else:
            model = _inner(model, 1)
        if model is None:
            return None
    return model


def _inner(annotation: Any, down: int = 0) -> Any:
    """Strip Optional and Annotated; ``down`` steps into the element type of a tuple or dict."""
    while True:
        origin = typing.get_origin(annotation)
        if origin in (typing.Union, types.UnionType):
            annotation = next(part for part in typing.get_args(annotation) if part is not type(None))
        elif origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif down and origin is tuple:
            annotation, down = typing.get_args(annotation)[0], down - 1
        elif down and origin is dict:
            annotation, down = typing.get_args(annotation)[1], down - 1
        else:
            return annotation
