"""How the value of an option is read, wherever it was written: in Python, on the command line, in a study file."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tamkit.errors import OptionError
from tamkit.messages import Message
from tamkit.sem.estimators import chosen
from tamkit.sem.fit_test_names import canonical


class Kind(Protocol):
    """``read`` returns the value as `Options` keeps it or raises OptionError; ``metavar`` stands in the help."""

    def read(self, name: str, value: Any) -> Any: ...

    @property
    def metavar(self) -> str: ...


def _wrong(name: str, value: Any, wanted: Message) -> OptionError:
    return OptionError("sem.option_must_be", option=name, wanted=wanted, found=repr(value))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words, however they are cased; ``aliases``: other words for them."""

    what: str
    allowed: tuple[str, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False

    def read(self, name: str, value: Any) -> str | None:
        if value is None and self.optional:
            return None
        if isinstance(value, str):
            value = self.aliases.get(value.strip().casefold(), value)
        return chosen(self.what, value, self.allowed)

    @property
    def metavar(self) -> str:
        return "|".join(self.allowed)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from ``low`` to ``high``."""

    low: int
    high: int
    optional: bool = False

    def read(self, name: str, value: Any) -> int | None:
        if value is None and self.optional:
            return None
        high = self.high if self.high < 10**9 else None
        wanted = Message("sem.whole_number", low=self.low, high=high)
        if isinstance(value, str) and value.strip().isdecimal():
            value = int(value)  # the command line has only text
        try:
            if isinstance(value, bool):
                raise TypeError
            number = operator.index(value)
        except TypeError:
            raise _wrong(name, value, wanted) from None
        if not self.low <= number <= self.high:
            raise _wrong(name, value, wanted)
        return number

    @property
    def metavar(self) -> str:
        return "N"


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no; ``optional``: None leaves it to the estimator."""

    optional: bool = False

    def read(self, name: str, value: Any) -> bool | None:
        if value is None and self.optional:
            return None
        if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):  # numpy's own
            return bool(value)
        raise _wrong(name, value, Message("sem.true_or_false", optional=self.optional))

    @property
    def metavar(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Search:
    """No, yes (``tell``), or ``adopt``."""

    def read(self, name: str, value: Any) -> bool | str:
        if isinstance(value, str) and value.strip().casefold() in ("tell", "adopt"):
            return "adopt" if value.strip().casefold() == "adopt" else True
        if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
            return bool(value)
        raise _wrong(name, value, Message("sem.search_or_not"))

    @property
    def metavar(self) -> str:
        return "tell|adopt"


@dataclass(frozen=True, slots=True)
class Column:
    """The name of a column, or None."""

    def read(self, name: str, value: Any) -> str | None:
        if value is None:
            return None
        if isinstance(value, str) and value.strip():
            return str(value)
        raise _wrong(name, value, Message("sem.column_name_or_none"))

    @property
    def metavar(self) -> str:
        return "COL"


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names, or one text with commas; ``allowed``: the only ones; ``every``: the word for all of them, which
    True stands for too."""

    allowed: tuple[str, ...] = ()
    every: str = ""

    def read(self, name: str, value: Any) -> tuple[str, ...]:
        if value is None or value is False:
            return ()
        if value is True and self.every:
            return (self.every,)
        if isinstance(value, str):
            value = [word.strip() for word in value.split(",") if word.strip()]
        listed = value.tolist() if hasattr(value, "tolist") else value
        if not isinstance(listed, Sequence | set | frozenset) or not all(isinstance(one, str) for one in listed):
            raise _wrong(name, value, Message("sem.name_or_names", every=self.every or None))
        found = tuple(sorted(listed) if isinstance(listed, set | frozenset) else listed)
        if self.allowed:
            return tuple(chosen(name, one, self.allowed) for one in found)
        if self.every and [one.casefold() for one in found] == [self.every.casefold()]:
            return (self.every,)
        return found

    @property
    def metavar(self) -> str:
        return f"ITEMS|{self.every}" if self.every else ",".join((*self.allowed[:2], "…")) if self.allowed else "A,B,…"


@dataclass(frozen=True, slots=True)
class FitTests:
    """Names of tests of exact fit, read as `Names` are, each once and in full."""

    def read(self, name: str, value: Any) -> tuple[str, ...]:
        return tuple(dict.fromkeys(canonical(one) for one in Names().read(name, value)))

    @property
    def metavar(self) -> str:
        return "NAMES"
