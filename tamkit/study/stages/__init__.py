"""The stages of a study: a module here with ``ORDER`` and ``STAGES`` adds its own, with nothing to register.

A stage is a :class:`~tamkit.study.stage.Stage`: its name, the stages it needs, and ``run(task)``. What it finds is the
field of :class:`~tamkit.report.findings.Findings` of its name. The order they are run in follows from what they need;
where that leaves a choice, from ``ORDER``.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from tamkit.study.stage import Stage


@cache
def stages() -> tuple[Stage, ...]:
    """All stages, module by module."""
    names = [info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")]
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    modules.sort(key=lambda module: (module.ORDER, module.__name__))
    return tuple(stage for module in modules for stage in module.STAGES)
