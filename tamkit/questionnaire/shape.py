"""Says what is wrong with the shape of a file: unknown keys, missing keys, wrong kinds of value.

Turns pydantic's list of errors into sentences that name the key, what was found and what is allowed.
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

_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a map of keys and values",
    "model_type": "a map of keys and values",
    "model_attributes_type": "a map of keys and values",
}


def shape_problems(tree: Tree, error: ValidationError, model: type[BaseModel], beside: Sequence[str] = ()) -> None:
    """Report every error pydantic found in the tree, at its place; ``beside``: top keys that others read."""
    for one in error.errors(include_url=False):
        place = tuple(part for part in one["loc"] if part != "[key]")
        _one(tree, place, one, model, beside)


def _one(tree: Tree, place: Place, error: Any, model: type[BaseModel], beside: Sequence[str]) -> None:
    kind, found, context = error["type"], error.get("input"), error.get("ctx", {})
    key = place[-1] if place else ""
    what = _name(place)
    if kind == "extra_forbidden":
        known = [*_fields(model, place[:-1]), *(beside if len(place) == 1 else ())]
        near = nearest(str(key), known)
        hint = f" Did you mean {near!r}?" if near else ""
        if found is None and " " in str(key):
            hint = " A comma inside {…} begins a new key: put the text before it in quotes."
        tree.report(
            place,
            Message("questionnaire.unknown_key_allowed_here", key=key, hint=hint, known=listed(known, 40)),
            at_key=True,
        )
    elif kind == "missing":
        tree.report(place[:-1], Message("questionnaire.key_missing", key=key, of=_of(place[:-1])))
    elif kind == "literal_error":
        allowed = context.get("expected", "").replace(" or ", ", ")
        choices = [part.strip().strip("'") for part in allowed.split(",")]
        choices = [{"True": "true", "False": "false"}.get(choice, choice) for choice in choices]
        near = nearest(str(found), choices) if isinstance(found, str) else None
        hint = f"; did you mean {near!r}?" if near else "."
        tree.report(
            place,
            Message("questionnaire.allowed", what=what, shown=_shown(found), hint=hint, choices=listed(choices)),
            at_key="[key]" in error["loc"],
        )
    elif kind == "string_pattern_mismatch":
        tree.report(place, Message("questionnaire.code_letter_followed_by", what=what, shown=_shown(found)))
    elif kind in ("string_too_short", "too_short"):
        tree.report(place, Message("questionnaire.empty", what=what))
    elif kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        signs = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}
        bound = " and ".join(f"{word} {context[name]}" for name, word in signs.items() if name in context)
        tree.report(place, Message("questionnaire.must", what=what, shown=_shown(found), bound=bound))
    elif kind == "value_error":
        tree.report(place, Message("questionnaire.text_2", what=what, get=context.get("error")))
    elif kind in _WANTED:
        quote = "; put it in quotes" if kind == "string_type" and isinstance(found, int | float) else ""
        tree.report(
            place,
            Message("questionnaire.must_found", what=what, WANTED=_WANTED[kind], shown=_shown(found), quote=quote),
        )
    else:
        tree.report(place, Message("questionnaire.found", what=what, error=error["msg"], shown=_shown(found)))


def _name(place: Place) -> str:
    """``items[2].text`` → the key, with the list it belongs to when it is an entry of one."""
    if not place:
        return "the file"
    if isinstance(place[-1], int):
        return f"entry {place[-1] + 1} of {_name(place[:-1])}"
    return f"{place[-1]!r}"


def _of(place: Place) -> str:
    return f" in {_name(place)}" if place else ""


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…" + text[0]


def _fields(model: Any, place: Place) -> list[str]:
    """The keys the model at a place has: follows the annotations down from the top model."""
    for part in place:
        if isinstance(model, type) and issubclass(model, BaseModel):
            field = model.model_fields.get(str(part))
            model = _inner(field.annotation) if field is not None else None
        else:
            model = _inner(model, 1)
        if model is None:
            return []
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [name for name in model.model_fields if name != "module"]
    return []


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
