"""The chapters of a report: a module here with ``ORDER`` and ``build(content, t)`` is one, with nothing to register.

``build`` returns the chapter as a :class:`~tamkit.report.tree.Section` in the language of ``t``, or None when the
content has nothing for it. A chapter with ``MODELS = True`` appears only where models were fitted; one with
``OF_ALL = True`` is told the chapters before it: ``build(content, t, built)``. The works that the texts name are listed
by themselves. A chapter that refers to a table or figure (``[[id]]`` in its phrases) must be sure that it exists.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType


@cache
def chapters() -> tuple[ModuleType, ...]:
    """All chapter modules in the order they are read."""
    names = [info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")]
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(sorted(modules, key=lambda module: (module.ORDER, module.__name__)))
