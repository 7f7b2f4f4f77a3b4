"""The named warning of a fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tamkit.messages import Message

#: The warnings of a solution that no population can have; what is read off it is marked wherever it is printed.
INADMISSIBLE = frozenset({"heywood", "latent_not_pd", "residual_not_pd", "loading_above_one"})


@dataclass(frozen=True, slots=True)
class FitWarning:
    """``code`` is stable (``heywood``, ``latent_not_pd``, …); ``message`` is for people.

    ``key``, ``values`` and ``say`` are the message's, so that a warning may stand in another message as it is.
    """

    code: str
    message: Message

    def __str__(self) -> str:
        return str(self.message)

    @property
    def key(self) -> str:
        return self.message.key

    @property
    def values(self) -> Mapping[str, Any]:
        return self.message.values

    def say(self, language: str) -> str:
        """The sentence in a language."""
        return self.message.say(language)

    def to_dict(self) -> dict[str, Any]:
        """``{code, key, values, zh, en}``, for JSON: the same bytes whatever language is spoken."""
        return {"code": self.code, **self.message.to_dict()}
