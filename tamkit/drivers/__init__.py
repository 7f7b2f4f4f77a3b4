"""What drives adoption intention: hypotheses, effects on the outcome, and the comparison of competing models."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tamkit.drivers.analysis import Drivers, analyse
    from tamkit.drivers.engines import Agreement, agreement
    from tamkit.drivers.groups import SMALLEST, Groups, compare_groups, usable
    from tamkit.drivers.montecarlo import power
    from tamkit.drivers.reruns import Robustness, robustness

_WHERE = {
    "SMALLEST": "groups",
    "Agreement": "engines",
    "Drivers": "analysis",
    "Groups": "groups",
    "Robustness": "reruns",
    "agreement": "engines",
    "analyse": "analysis",
    "compare_groups": "groups",
    "power": "montecarlo",
    "robustness": "reruns",
    "usable": "groups",
}

__all__ = [
    "SMALLEST",
    "Agreement",
    "Drivers",
    "Groups",
    "Robustness",
    "agreement",
    "analyse",
    "compare_groups",
    "power",
    "robustness",
    "usable",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = value
    return value
