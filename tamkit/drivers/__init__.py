"""What drives adoption intention: hypotheses, effects on the outcome, and the comparison of competing models."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tamkit.drivers.analysis import Drivers, analyse
    from tamkit.drivers.groups import SMALLEST, Groups, compare_groups, usable
    from tamkit.drivers.montecarlo import power
    from tamkit.drivers.reruns import Robustness, Sensitivity, robustness
    from tamkit.sem.engines.agreement import Agreement, agreement

_WHERE = {
    "SMALLEST": "groups",
    "Agreement": "tamkit.sem.engines.agreement",
    "Drivers": "analysis",
    "Groups": "groups",
    "Robustness": "reruns",
    "Sensitivity": "reruns",
    "agreement": "tamkit.sem.engines.agreement",
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
    "Sensitivity",
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
    where = _WHERE[name]
    value = getattr(importlib.import_module(where if "." in where else f"{__name__}.{where}"), name)
    globals()[name] = value
    return value
