"""Structural equation models: lavaan syntax → parameter table → moments → estimation → inference → fit measures.

This package knows nothing of questionnaires. Its public names are imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tamkit.sem.comparison import compare
    from tamkit.sem.engines.agreement import compare_engines
    from tamkit.sem.fitting import fit
    from tamkit.sem.moments import Moments
    from tamkit.sem.notes import FitWarning
    from tamkit.sem.options import Options
    from tamkit.sem.result import Fit
    from tamkit.sem.simulation import parameter_table, population, simulate

_PUBLIC = {
    "Fit": "tamkit.sem.result",
    "FitWarning": "tamkit.sem.notes",
    "Moments": "tamkit.sem.moments",
    "Options": "tamkit.sem.options",
    "fit": "tamkit.sem.fitting",
    "compare": "tamkit.sem.comparison",
    "compare_engines": "tamkit.sem.engines.agreement",
    "population": "tamkit.sem.simulation",
    "simulate": "tamkit.sem.simulation",
    "parameter_table": "tamkit.sem.simulation",
}

__all__ = [
    "Fit",
    "FitWarning",
    "Moments",
    "Options",
    "compare",
    "compare_engines",
    "fit",
    "parameter_table",
    "population",
    "simulate",
]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'tamkit.sem' has no attribute {name!r}")
