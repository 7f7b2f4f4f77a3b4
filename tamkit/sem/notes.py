"""The named warning of a fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tamkit.messages import Message


@dataclass(frozen=True, slots=True)
class FitWarning:
    """``code`` is stable (``heywood``, ``latent_not_pd``, …); ``message`` is for people."""

    code: str
    message: Message

    def __str__(self) -> str:
        return str(self.message)

    def say(self, language: str) -> str:
        """The warning in a language."""
        return self.message.say(language)

    def to_dict(self) -> dict[str, Any]:
        """``{code, key, values, zh, en}``, for JSON."""
        return {"code": self.code, **self.message.to_dict()}
