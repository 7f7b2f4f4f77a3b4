"""What was answered: reading platform exports, coding, screening, describing and simulating responses.

Names are imported where they are first used, so that ``tamkit --help`` stays fast.

>>> from tamkit.survey import safe_cell
>>> safe_cell("=1+1")
"'=1+1"
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tamkit.survey.description import Description, describe
    from tamkit.survey.privacy import safe_cell
    from tamkit.survey.readers.mapping import Mapping, load_mapping
    from tamkit.survey.responses import Responses, Source
    from tamkit.survey.screening import RULES, Clean, Rules, screen, variants
    from tamkit.survey.simulation.simulate import Simulated, simulate
    from tamkit.survey.survey import Survey, load

_EXPORTS = {
    "Clean": "screening",
    "Description": "description",
    "Mapping": "readers.mapping",
    "RULES": "screening",
    "Rules": "screening",
    "Simulated": "simulation",
    "Responses": "responses",
    "Source": "responses",
    "Survey": "survey",
    "describe": "description",
    "load": "survey",
    "load_mapping": "readers.mapping",
    "safe_cell": "privacy",
    "screen": "screening",
    "simulate": "simulation",
    "variants": "screening",
}

__all__ = [
    "RULES",
    "Clean",
    "Description",
    "Mapping",
    "Responses",
    "Rules",
    "Simulated",
    "Source",
    "Survey",
    "describe",
    "load",
    "load_mapping",
    "safe_cell",
    "screen",
    "simulate",
    "variants",
]


def __getattr__(name: str) -> Any:
    if name in _EXPORTS:
        value = getattr(import_module(f"tamkit.survey.{_EXPORTS[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_EXPORTS})
