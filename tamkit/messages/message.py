"""`Message`: a sentence a person reads, as a key and its values, until someone asks in which language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tamkit.messages.catalogue import WRITTEN, catalogue, entry
from tamkit.messages.values import plain
from tamkit.messages.wording import chosen, filled

_spoken = "en"


class Message:
    """One sentence: the key it has in every catalogue, and the values its placeholders take.

    Values are words, numbers, tuples of them (joined as the language joins), bilingual texts, errors, other messages.
    Equal when keys and values are. ``str(message)`` is in the language of `tamkit.set_language`.

    >>> str(Message("list.more", words=("a", "b"), more=3))
    'a, b and 3 more'
    """

    __slots__ = ("key", "values")

    key: str
    values: Mapping[str, Any]

    def __init__(self, key: str, /, **values: Any) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "values", MappingProxyType(values))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Message does not change")

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.key, dict(self.values))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.key, dict(self.values)) == (other.key, dict(other.values))

    def __hash__(self) -> int:
        return hash(self.key)  # not of the sentence, which changes with the language

    def with_values(self, values: Mapping[str, Any]) -> Message:
        """The same sentence of other values.

        >>> str(Message("list.more", words=("a",), more=3).with_values({"words": ("b",), "more": 1}))
        'b and 1 more'
        """
        return Message(self.key, **values)

    def template(self, language: str) -> str:
        """The text of the catalogue with what is to choose chosen, values not yet put in."""
        return chosen(entry(self.key, language), self.values)

    def say(self, language: str) -> str:
        """The sentence in a language."""
        return filled(self.template(language), self.values, language)

    def __str__(self) -> str:
        return self.say(_spoken)

    def __repr__(self) -> str:
        return f"Message({self.key!r}{''.join(f', {name}={value!r}' for name, value in self.values.items())})"

    def to_dict(self) -> dict[str, Any]:
        """``{key, values, zh, en}``: the same bytes whatever language this machine speaks."""
        return {**plain(self), **{language: self.say(language) for language in WRITTEN}}


class Lines(tuple[Message, ...]):
    """Messages that are said one a line, as a value of another.

    >>> print(Message("lines", lines=Lines([Message("list.more", words="a", more=1)] * 2)))
    a and 1 more
    a and 1 more
    """

    __slots__ = ()
    between = "\n"

    def say(self, language: str) -> str:
        return self.between.join(message.say(language) for message in self)


class Indented(Lines):
    """Messages one a line, each but the first indented, as the list below a heading."""

    __slots__ = ()
    between = "\n  "


def _made(key: str, values: Mapping[str, Any]) -> Message:
    return Message(key, **values)


def say(message: Message | str, language: str | None = None) -> str:
    """A message in a language (that of `tamkit.set_language` if none is named); other words as they are."""
    if isinstance(message, Message):
        return message.say(language or _spoken)
    return str(message)


def speak(language: str) -> None:
    """The language ``str(message)`` is in from here on; `tamkit.set_language` is the door, which checks."""
    global _spoken
    catalogue(language)
    _spoken = language


def language() -> str:
    """The language messages speak now.

    >>> language()
    'en'
    """
    return _spoken
