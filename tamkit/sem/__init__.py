"""Structural equation models: lavaan syntax → parameter table → moments → estimation → inference → fit measures.

This package knows nothing of questionnaires. Its public names are imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PUBLIC = {
    "Fit": "tamkit.sem.result",
    "FitWarning": "tamkit.sem.admissibility",
    "Moments": "tamkit.sem.moments",
    "fit": "tamkit.sem.fit",
    "compare": "tamkit.sem.compare",
    "compare_engines": "tamkit.sem.engines.comparison",
    "population": "tamkit.sem.population",
    "simulate": "tamkit.sem.population",
    "parameter_table": "tamkit.sem.population",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        value = getattr(import_module(_PUBLIC[name]), name)
        # Importing the module tamkit.sem.fit set the attribute "fit" to the module; the function takes its place.
        globals()[name] = value
        return value
    raise AttributeError(f"module 'tamkit.sem' has no attribute {name!r}")
