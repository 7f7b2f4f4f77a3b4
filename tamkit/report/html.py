"""HTML: one file that opens with no network, reads well on a telephone, on a screen and on paper."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from tamkit.report import formats
from tamkit.report.html_parts import CSS, MACROS, TEMPLATE
from tamkit.report.tree import (
    Bullets,
    Cards,
    Code,
    Column,
    Document,
    Figure,
    Note,
    Paragraph,
    Section,
    Table,
    Verdict,
)
from tamkit.report.words import Words


@cache
def _environment() -> Any:
    import jinja2

    loader = jinja2.DictLoader({"report": TEMPLATE, "blocks": MACROS})
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)


def render(document: Document) -> bytes:
    """The document as one self-contained HTML file (UTF-8)."""
    environment = _environment()
    t = Words(document.lang)

    def kind(column: Column, value: object = None) -> str:
        classes = ["num"] if formats.is_numeric(column) else ["dec"] if column.kind == "decision" else ["txt"]
        if isinstance(value, Verdict):
            classes.append(value.tone)
        return " ".join(classes)

    def block(node: Any, level: int) -> Any:
        if isinstance(node, Section):
            return blocks.section(node, level)
        if isinstance(node, Paragraph):
            return blocks.paragraph(node)
        if isinstance(node, Bullets):
            return blocks.bullets(node)
        if isinstance(node, Note):
            return blocks.note(node)
        if isinstance(node, Cards):
            return blocks.cards(node)
        if isinstance(node, Code):
            return blocks.code(node)
        if isinstance(node, Figure):
            return blocks.figure(node, inline_svg(node), document.lang)
        if isinstance(node, Table):
            return blocks.table(node, t.notes(node))
        raise TypeError(f"no way to write a {type(node).__name__}")

    shared = {"render": block, "kind": kind, "show": _show, "gap": t("report.gap")}
    blocks = environment.get_template("blocks").make_module(shared)
    text = environment.get_template("report").render(
        doc=document,
        css=_safe(CSS),
        render=block,
        is_section=lambda node: isinstance(node, Section),
        tag=t("language.tag"),
        skip=t("report.skip"),
        contents=t("report.contents"),
    )
    return text.encode()


def _safe(text: str) -> Any:
    """Marks text of ours (never a respondent's) as ready for the page."""
    from markupsafe import Markup

    return Markup(text)


def _show(value: Any, column: Column) -> str:
    return formats.cell(value, column)


_ID = re.compile(r'(\bid="|xlink:href="#|\bhref="#|url\(#)([^")]+)')


def inline_svg(figure: Figure) -> Any:
    """The picture as an svg element: ids made unique on the page, a name for screen readers."""
    from markupsafe import escape

    text = figure.picture.svg().decode()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = _ID.sub(lambda match: f"{match.group(1)}{figure.id}-{match.group(2)}", text)
    head = f'<svg role="img" aria-label="{escape(figure.alt)}"'
    return _safe(text.replace("<svg", head, 1).strip())
