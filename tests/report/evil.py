"""What somebody could have written into a form, put into every text of a document."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from report import sample

from tamkit.report.tree import Document, printable

EVIL = "<script>alert(1)</script>\"'&{{7*7}}=cmd|'/C calc'!A0\\input{x}$#\x00\x0b"
KEPT = {"cell", "id", "lang", "kind", "style", "target", "tone", "number", "key", "picture", "language", "label"}
KEPT |= {"layout", "part", "template"}


def spoil(node: Any) -> Any:
    if isinstance(node, str):
        return node + EVIL
    if isinstance(node, tuple):
        return tuple(spoil(part) for part in node)
    if hasattr(node, "__dataclass_fields__"):
        texts = {field.name: spoil(getattr(node, field.name)) for field in fields(node) if field.name not in KEPT}
        return replace(node, **texts)
    return node


def spoiled() -> Document:
    """The sample with evil in its title, banner, headings, sentences, cells, notes, captions and code."""
    return printable(spoil(sample.document("zh")))
