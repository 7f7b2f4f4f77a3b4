"""One study: a `study.yaml` in, its stages run in order, results, report and manifest out."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tamkit.study.folder import check_replaceable
    from tamkit.study.results import Results
    from tamkit.study.study import Study
    from tamkit.study.template import demo, new
    from tamkit.study.verification import Verification, verify

_WHERE = {
    "Results": "results",
    "Study": "study",
    "Verification": "verification",
    "check_replaceable": "folder",
    "demo": "template",
    "new": "template",
    "verify": "verification",
}

__all__ = ["Results", "Study", "Verification", "check_replaceable", "demo", "new", "verify"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = value
    return value
