"""The named warning of a fit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FitWarning:
    """``code`` is stable (``heywood``, ``latent_not_pd``, …); ``message`` is for people."""

    code: str
    message: str

    def __str__(self) -> str:
        return self.message
