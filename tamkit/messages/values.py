"""What a message may carry, how each is said, and how a machine file has it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tamkit.messages.catalogue import WRITTEN, entry


def joined(parts: Iterable[str], language: str) -> str:
    """A list in running text; Chinese has no mark between two that stand in quotation marks.

    >>> joined(("“a”", "“b”", "c"), "zh"), joined(("a", "b"), "en")
    ('“a”“b”、c', 'a, b')
    """
    between = str(entry("list.between", language))
    return between.join(parts).replace(f"”{between}“", str(entry("list.between_quoted", language)))


def said(value: Any, language: str) -> Any:
    """A value ready for a placeholder: messages and bilingual texts in the language, lists joined as it joins them.

    >>> said(("PU", "PEOU"), "en")
    'PU, PEOU'
    """
    if isinstance(value, str | int | float):
        return value
    if hasattr(value, "say"):
        return value.say(language)
    if isinstance(value, BaseException):
        told: Any = getattr(value, "message", None)
        return told.say(language) if hasattr(told, "say") else str(value)
    if isinstance(value, tuple | list):
        return joined((str(said(part, language)) for part in value), language)
    if hasattr(value, "zh") and hasattr(value, "en"):
        return value.get(language)
    return value


def plain(value: Any) -> Any:
    """A value as JSON has it.

    >>> plain(("PU", 3))
    ['PU', 3]
    """
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if hasattr(value, "key") and hasattr(value, "values"):
        return {"key": value.key, "values": {name: plain(part) for name, part in value.values.items()}}
    if isinstance(value, BaseException):
        told: Any = getattr(value, "message", None)
        return plain(told) if hasattr(told, "say") else str(value)
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if hasattr(value, "zh") and hasattr(value, "en"):
        return {language: value.get(language) for language in WRITTEN}
    if hasattr(value, "item"):  # a numpy number
        return value.item()
    return str(value)
