"""Content in, document tree out: the chapters in order, numbered, marked where the data are simulated."""

from __future__ import annotations

from dataclasses import replace

from tamkit.report import marks
from tamkit.report.chapters import chapters
from tamkit.report.content import Content
from tamkit.report.tree import Block, Document, Figure, Lang, Section, Table, numbered, printable
from tamkit.report.words import Words


def document(content: Content, lang: Lang) -> Document:
    """The whole report in one language."""
    t = Words(lang)
    built: list[Section] = []
    cited: dict[str, None] = {}
    for chapter in chapters():
        if content.drivers is None and getattr(chapter, "MODELS", False):
            continue  # a questionnaire without models: the survey's own chapters only
        if getattr(chapter, "CITED_BY_ALL", False):
            section = chapter.build(content, t, tuple(cited))
        else:
            section = chapter.build(content, t)
        if section is not None:
            built.append(marks.explained(section, t))
            cited.update(dict.fromkeys(getattr(chapter, "REFERENCES", ())))
            if hasattr(chapter, "cited"):  # works that this report alone cites
                cited.update(dict.fromkeys(chapter.cited(content)))
            if content.drivers is not None:
                cited.update(dict.fromkeys(getattr(chapter, "MODEL_REFERENCES", ())))
    if content.simulated:
        built = [_marked(section, t) for section in built]
    title = str(content.title.get(lang)) if content.title is not None else str(content.questionnaire.title.get(lang))
    whole = printable(
        Document(
            lang=lang,
            title=title,
            subtitle=t("report.subtitle", modelled=content.drivers is not None),
            sections=tuple(built),
            banner=t("report.simulated.banner") if content.simulated else "",
        )
    )
    return numbered(whole)


def _marked(section: Section, t: Words) -> Section:
    """Every table and figure says in its caption that the data are simulated."""

    def mark(block: Block | Section) -> Block | Section:
        if isinstance(block, Section):
            return _marked(block, t)
        if isinstance(block, Table | Figure):
            return replace(block, caption=t("report.simulated.caption", caption=block.caption))
        return block

    return replace(section, blocks=tuple(mark(block) for block in section.blocks))
