# ruff: noqa: E501
"""A small document with every kind of node, for the renderers: one of each, and what is awkward about it."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Any, ClassVar

from tamkit.report.numbering import numbered
from tamkit.report.tree import (
    Bullets,
    Code,
    Column,
    Document,
    Figure,
    Interval,
    Lang,
    Note,
    Row,
    Section,
    Starred,
    Table,
    Verdict,
    paragraph,
)

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10"><metadata>x</metadata><g id="a"><use xlink:href="#a"/></g></svg>'


def _png() -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


PNG = _png()


@dataclass(frozen=True, slots=True)
class Dot:
    """A picture of one pixel."""

    name: str = "dot"
    size: tuple[float, float] = (4.0, 3.0)
    formats: ClassVar[tuple[str, ...]] = ("svg", "png")

    def svg(self) -> bytes:
        return SVG

    def png(self) -> bytes:
        return PNG


def results() -> Table:
    columns = (
        Column("path", "Path", stub=True),
        Column("n", "n", "integer"),
        Column("share", "Share", "percent", 1),
        Column("b", "B", "number"),
        Column("ci", "95% CI", "number", 2),
        Column("p", "p", "p"),
        Column("met", "Met", "decision"),
    )
    body = (
        Row(heading="Paths | of *intention*"),
        Row(("PU → INT", 12, 43.51, Starred(1 / 3, 0.002), Interval(-0.1, 0.25), 0.0312, Verdict("yes", "good"))),
        Row(("PR → INT", 7, 3.0, Starred(-0.2, None), None, 0.00001, Verdict("no", "bad"))),
        Row(("IT → INT", None, None, None, Interval(0.0, 1.0), None, Verdict("nearly", "fair"))),
        Row(heading="Others"),
        Row(("=A1 <b>", 0, 0.0, Starred(0.0, 0.5), Interval(0.5, 0.75), 1.0, "")),
    )
    return Table("results", "What was found", columns, body, ("First note.", "Second note_of_all."))


def wide() -> Table:
    columns = (Column("item", "Item", stub=True), *(Column(f"X{i}", f"X{i}", "number", 2) for i in range(30)))
    body = tuple(Row((f"X{i}", *(0.1 * (j + 1) if j <= i else "" for j in range(30)))) for i in range(30))
    return Table("wide", "Correlations", columns, body)


def document(lang: Lang = "en", banner: str = "SIMULATED DATA", more: tuple[Any, ...] = ()) -> Document:
    """The sample; ``more`` are further sections."""
    text = paragraph("n = **{n}**, *nearly* `x_1`; see [[results]] and [[dot_figure]].", n="3 & 4")
    steps = Bullets((paragraph("one"), paragraph("**two**")), ordered=True)
    warned = Note("Mind", (paragraph("a < b"), Bullets((paragraph("c"), paragraph("d")))), "warning")
    marked = Note("Simulated", (paragraph("not real"),), "simulated")
    told = Note("By the way", (paragraph("of interest"),))
    first = Section("first", "First & foremost", (text, Bullets((paragraph("point"),)), steps, results()))
    drawn = Figure("dot_figure", "A dot", 'A "dot" seen', Dot(), ("Drawn small.",))
    code = Code("F =~ a + b\n# ```", "Model", "lavaan")
    second = Section("second", "Second", (warned, Section("inner", "Inner", (drawn, code, Code("bare"))), marked, told))
    return numbered(
        Document(
            lang=lang,
            title="Title_1 <em>",
            subtitle="Sub & title",
            sections=(first, second, *more),
            banner=banner,
            footer="foot",
            meta=(("author", "nobody"),),
        )
    )


def long() -> Document:
    return document(more=(Section("third", "Third", (wide(),)),))
