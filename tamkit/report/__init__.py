"""One document tree, many files: tables, figures and words in Chinese and English. No statistics are computed here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tamkit.report.assembly import document
    from tamkit.report.content import Content
    from tamkit.report.output import FORMATS, LANGS, check, place, render_into, staging, write

__all__ = ["FORMATS", "LANGS", "Content", "check", "document", "place", "render_into", "staging", "write"]

# No module may be called like one of these names: importing it would hide the name.
_HOMES = {"Content": "content", "document": "assembly"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _HOMES.get(name, "output")
    return getattr(import_module(f"{__name__}.{home}"), name)
