"""What drives adoption intention: hypotheses, effects on the outcome, and the comparison of competing models."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tamkit.drivers.analysis import Drivers, analyse
    from tamkit.drivers.montecarlo import power

_WHERE = {"Drivers": "analysis", "analyse": "analysis", "power": "montecarlo"}

__all__ = ["Drivers", "analyse", "power"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = value
    return value
