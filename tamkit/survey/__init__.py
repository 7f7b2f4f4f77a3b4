"""What was answered: reading platform exports, coding, screening, describing and simulating responses.

Names are imported where they are first used, so that ``tamkit --help`` stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_EXPORTS = {
    "load": "tamkit.survey.survey",
    "Survey": "tamkit.survey.survey",
    "Source": "tamkit.survey.survey",
    "Clean": "tamkit.survey.screening",
    "Rules": "tamkit.survey.screening",
    "screen": "tamkit.survey.screening",
    "Description": "tamkit.survey.description",
    "describe": "tamkit.survey.description",
    "simulate": "tamkit.survey.simulation",
    "safe_cell": "tamkit.survey.privacy",
}

__all__ = sorted(_EXPORTS)


def __getattr__(name: str) -> Any:
    if name in _EXPORTS:
        value = getattr(import_module(_EXPORTS[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_EXPORTS])
