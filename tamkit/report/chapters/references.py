"""The works cited: those that the report's own text names, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from tamkit.report import bibliography
from tamkit.report.content import Content
from tamkit.report.references import as_cited, bare, is_unknown, named_in, narrative, uncited, works
from tamkit.report.tree import Bullets, Cards, Code, Note, Paragraph, Run, Section, Table, printable
from tamkit.report.words import Words

ORDER = 95


def build(content: Content, t: Words) -> Section:
    """The section without its list, which is made when it is known what the report holds: :func:`filled`."""
    return Section("references", t("report.references.title"), (), part="back")


def filled(sections: tuple[Section, ...], content: Content, t: Words) -> tuple[Section, ...]:
    """The sections of a report with the list of what they cite; without the section where they cite nothing."""
    if not any(section.id == "references" for section in sections):
        return sections
    text = "\n".join(one for section in sections for one in texts(section))
    found = entries(text, content, t)
    made = {"references": printable(Bullets(found))} if found else {}
    return tuple(
        replace(section, blocks=(made[section.id],)) if section.id in made else section
        for section in sections
        if section.id != "references" or made
    )


def told(sections: tuple[Section, ...], t: Words) -> tuple[Section, ...]:
    """The sections of a brief, which has no list: without the works in brackets, with a line on those still named."""
    left: tuple[Section, ...] = _uncited(sections, t)
    text = "\n".join(one for section in left for one in texts(section))
    listed = bibliography.ordered([works()[key] for key in named_in(text, t.lang)], "apa7", t.han)
    if not listed:
        return left
    said = [
        ", ".join(filter(None, (narrative(work["id"], t.lang), bibliography.brief(work, t.han)))) for work in listed
    ]
    *others, last = left
    *blocks, rest = last.blocks
    line = printable(t.p("report.references.short", list=t.clauses(said)))
    return (*others, replace(last, blocks=(*blocks, line, rest)))


def _uncited(node: Any, t: Words) -> Any:
    """A part of a report without the works in the brackets of its sentences and of the notes below its tables."""
    if isinstance(node, tuple):
        return tuple(_uncited(one, t) for one in node)
    if isinstance(node, str):
        return uncited(node, t.lang)
    names = _SENTENCES.get(node.__class__)
    return replace(node, **{name: _uncited(getattr(node, name), t) for name in names}) if names else node


#: Where a brief has sentences.
_SENTENCES: dict[type, tuple[str, ...]] = {
    Section: ("blocks",),
    Paragraph: ("runs",),
    Run: ("text",),
    Bullets: ("items",),
    Note: ("blocks",),
    Cards: ("items",),
    Table: ("notes",),
}


def entries(text: str, content: Content, t: Words) -> tuple[Paragraph, ...]:
    """The works that a text names as they are listed; those that only the questionnaire knows stand as it has them."""
    style = content.layout.references or ("gbt7714" if t.han else "apa7")
    listed = [works()[key] for key in named_in(text, t.lang)]
    made = []
    for work in bibliography.ordered(listed, style, t.han):
        runs = bibliography.entry(work, style, t.han)
        whole = work["type"] != "article-journal" or "container-title" in work
        made.append(Paragraph(runs if whole else (*runs, Run(t("report.references.incomplete", title=False)))))
    for source in dict.fromkeys(one for one in _sources(content) if is_unknown(one) and as_cited(one, t.lang) in text):
        told = t("report.references.incomplete", title=True) if bare(source) else ""
        made.append(Paragraph((Run(f"{source}{told}"),)))
    return tuple(made)


def _sources(content: Content) -> list[str]:
    form = content.questionnaire
    named = [source for construct in form.constructs for source in construct.sources]
    return sorted([*named, *(work for one in form.hypotheses for work in one.references)], key=str.casefold)


def texts(node: Any) -> Iterator[str]:
    """Every text of a part of a report but code, a paragraph as one; each once."""
    found: dict[str, None] = {}
    left = [node]
    while left:
        one = left.pop()
        if isinstance(one, str):
            found[one] = None
        elif isinstance(one, tuple):
            left += [part for part in one if part.__class__ not in _NUMBERS]
        elif isinstance(one, Paragraph):
            found[one.text] = None
        else:
            values = [getattr(one, name) for name in _parts(one.__class__)]
            left += [part for part in values if part.__class__ not in _NUMBERS]
    return iter(found)


_NUMBERS = frozenset({float, int, bool, type(None)})


@cache
def _parts(kind: type) -> tuple[str, ...]:
    """What of a node may hold text."""
    if not is_dataclass(kind) or issubclass(kind, Code):
        return ()
    return tuple(field.name for field in fields(kind) if field.name != "picture")
