"""One document tree, many files: tables, figures and words in Chinese and English. No statistics are computed here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tamkit.report.content import Content
    from tamkit.report.document import document
    from tamkit.report.write import FORMATS, place, render_into, staging, write

__all__ = ["FORMATS", "Content", "document", "place", "render_into", "staging", "write"]

_HOMES = {"Content": "content", "document": "document"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'write')}"), name)
