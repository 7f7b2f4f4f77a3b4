"""Content in, document tree out: the chapters in order, arranged, numbered, marked where the data are simulated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tamkit.report import layouts, marks
from tamkit.report.chapters import chapters
from tamkit.report.chapters.references import filled, told
from tamkit.report.content import Content
from tamkit.report.numbering import numbered
from tamkit.report.referring import Cells
from tamkit.report.tree import (
    Block,
    Detail,
    Document,
    Figure,
    Lang,
    Section,
    Table,
    asides,
    blocks_of,
    printable,
    tables,
)
from tamkit.report.words import Words


def document(content: Content, lang: Lang, layout: str = "full") -> Document:
    """The report in one language and layout (`tamkit.report.matrix.LAYOUTS`)."""
    return documents(content, lang, (layout,))[layout]


def documents(content: Content, lang: Lang, wanted: tuple[str, ...]) -> dict[str, Document]:
    """The report in one language in several layouts: its chapters are written once."""
    t = Words(lang)
    whole = _whole(content, lang, t)
    files = {block.id: _file(block, lang) for block in blocks_of(whole) if isinstance(block, Table | Figure)}
    cells = Cells((*tables(whole), *asides(whole)))
    made = {}
    for layout in dict.fromkeys(wanted):
        arranged = layouts.arrange(whole.sections, layout, t)
        sections = told(arranged, t) if layout == "brief" else filled(arranged, content, t)
        document = replace(whole, sections=sections, layout=layout)
        made[layout] = numbered(document, content.layout.chapter, files, cells)
    return made


def _file(block: Table | Figure, lang: Lang) -> str:
    """Where a table or figure stands beside the report."""
    return f"tables/{block.id}.csv" if isinstance(block, Table) else f"figures/{block.picture.name}.{lang}.png"


def _whole(content: Content, lang: Lang, t: Words) -> Document:
    """All chapters as they are written, nothing arranged."""
    built: list[Section] = []
    for chapter in chapters():
        if content.drivers is None and getattr(chapter, "MODELS", False):
            continue  # a questionnaire without models: the survey's own chapters only
        if getattr(chapter, "OF_ALL", False):
            section = chapter.build(content, t, tuple(built))
        else:
            section = chapter.build(content, t)
        if section is not None:
            built.append(marks.explained(section, t))
    if content.simulated:
        built = [_each(section, partial(_marked, t=t)) for section in built]
    if content.layout.grey:
        built = [_each(section, _printed) for section in built]
    title = str(content.title.get(lang)) if content.title is not None else str(content.questionnaire.title.get(lang))
    return printable(
        Document(
            lang=lang,
            title=title,
            subtitle=t("report.subtitle", modelled=content.drivers is not None),
            sections=tuple(built),
            banner=t("report.simulated.banner") if content.simulated else "",
            template=content.layout.template,
        )
    )


def _each(section: Section, change: Callable[[Table | Figure], Table | Figure]) -> Section:
    """The section with each of its tables and figures changed."""

    def made(block: Block | Section) -> Block | Section:
        if isinstance(block, Section):
            return _each(block, change)
        if isinstance(block, Detail):
            return Detail(_each(Section("", "", block.blocks), change).blocks)  # type: ignore[arg-type]  # of blocks it makes blocks
        return change(block) if isinstance(block, Table | Figure) else block

    return replace(section, blocks=tuple(made(block) for block in section.blocks))


def _marked(block: Table | Figure, t: Words) -> Table | Figure:
    """Every table and figure says in its caption that the data are simulated."""
    return replace(block, caption=t("report.simulated.caption", caption=block.caption))


def _printed(block: Table | Figure) -> Table | Figure:
    """Every figure as it is printed in black and white."""
    return replace(block, picture=block.picture.grey()) if isinstance(block, Figure) else block
