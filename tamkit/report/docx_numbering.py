"""Numbers that Word counts itself: of headings, one list for the body and one for the appendix, and of list items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tamkit.report.tree import Document, Section
from tamkit.report.words import Words

LEVELS = 4  # of headings
_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_SPACE}}}"
NONE = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a document; ``chapter`` is the number of the one chapter it is, 0 of a whole report."""

    numbering: Any
    body: int
    appendix: int
    bullets: int
    items: int
    chapter: int = 0

    def heading(self, section: Section, part: str, level: int) -> str:
        """The properties of a heading ``level`` (1 …) that number it, or take its style's number away."""
        if not section.number:
            return NONE
        return _numbered(self.appendix if part == "appendix" else self.body, level)

    def chapter_heading(self) -> str:
        return _numbered(self.body, 1)

    def bullet(self) -> str:
        return _numbered(self.bullets, 1)

    def ordered(self) -> str:
        """What numbers each item of a list of its own, which starts at 1."""
        return _numbered(_num(self.numbering, self.items, {0: 1}), 1)


def _numbered(number: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="{number}"/></w:numPr>'


def chapter(document: Document) -> int:
    """The number of the chapter of a thesis a report is, 0 if it is none: its sections are 4.1 … then."""
    first = next((section.number for section in document.sections if section.part == "body" and section.number), "")
    return int(first.split(".")[0]) if "." in first else 0


def lists(word: Any, document: Document, styles: Mapping[str, str]) -> Lists:
    """Puts the lists of a report into a document; a template whose headings are numbered keeps its own numbers."""
    t = Words(document.lang)
    numbering = _part(word)
    number = chapter(document)
    heads = [styles[f"Heading {level}"] for level in range(1, LEVELS + 1)]
    own = _own(word, numbering, heads[0])
    dots = [".".join(f"%{i + 1}" for i in range(level + 1)) for level in range(LEVELS)]
    if own is not None:
        body = _num(numbering, own, {0: number} if number else {})
    else:
        first = t("report.chapter.number", number="%1") if number else "%1"
        made = _abstract(numbering, [first, *dots[1:]], start=number or 1, styles=heads)
        body = _num(numbering, made, {})
        for level, style in enumerate(heads, 1):
            _link(word, style, body, level)
    lettered = [t("report.appendix.number", letter="%1"), *dots[1:]]
    appendix = _num(numbering, _abstract(numbering, lettered, letters=True), {})
    bullets = _num(numbering, _abstract(numbering, ["•"], bullets=True, hanging=283), {})
    items = _abstract(numbering, ["%1."], hanging=340)
    return Lists(numbering, body, appendix, bullets, items, number)


def _part(word: Any) -> Any:
    """The element that holds a document's lists; a template may have none yet."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.oxml import parse_xml
    from docx.parts.numbering import NumberingPart

    try:
        return word.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        element = parse_xml(f'<w:numbering xmlns:w="{_SPACE}"/>')
        name = PackURI("/word/numbering.xml")
        part = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, element, word.part.package)
        word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
        return element


def _own(word: Any, numbering: Any, style: str) -> int | None:
    """The kind of list a template's style is numbered by."""
    used = word.styles.element.find(f"{_W}style[@{_W}styleId='{style}']/{_W}pPr/{_W}numPr/{_W}numId")
    if used is None:
        return None
    found = numbering.find(f"{_W}num[@{_W}numId='{used.get(f'{_W}val')}']/{_W}abstractNumId")
    return None if found is None else int(found.get(f"{_W}val"))


def _abstract(
    numbering: Any,
    texts: list[str],
    *,
    start: int = 1,
    styles: list[str] | None = None,
    letters: bool = False,
    bullets: bool = False,
    hanging: int = 0,
) -> int:
    """A list with a text a level; its number."""
    from docx.oxml import parse_xml

    known = [int(found.get(f"{_W}abstractNumId")) for found in numbering.findall(f"{_W}abstractNum")]
    number = max(known, default=-1) + 1
    levels = []
    for level, text in enumerate(texts):
        kind = "bullet" if bullets else "upperLetter" if letters and level == 0 else "decimal"
        indent = f'<w:ind w:left="{420 if hanging else 0}" w:hanging="{hanging}"/>'
        levels.append(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="{start if level == 0 else 1}"/><w:numFmt w:val="{kind}"/>'
            + (f'<w:pStyle w:val="{styles[level]}"/>' if styles else "")
            + ("" if hanging else '<w:suff w:val="space"/>')
            + f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>{indent}</w:pPr></w:lvl>'
        )
    kind = "singleLevel" if len(texts) == 1 else "multilevel"
    made = parse_xml(
        f'<w:abstractNum xmlns:w="{_SPACE}" w:abstractNumId="{number}"><w:multiLevelType w:val="{kind}"/>'
        f"{''.join(levels)}</w:abstractNum>"
    )
    place = next((i for i, child in enumerate(numbering) if child.tag != f"{_W}abstractNum"), len(numbering))
    numbering.insert(place, made)
    return number


def _num(numbering: Any, abstract: int, starts: Mapping[int, int]) -> int:
    """A list of the kind ``abstract``; ``starts``: the first number of a level."""
    from docx.oxml import parse_xml

    known = numbering.findall(f"{_W}num")
    number = max((int(found.get(f"{_W}numId")) for found in known), default=0) + 1
    overrides = "".join(
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        for level, start in starts.items()
    )
    made = parse_xml(
        f'<w:num xmlns:w="{_SPACE}" w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'
    )
    last = known[-1] if known else numbering.findall(f"{_W}abstractNum")[-1]
    last.addnext(made)
    return number


def _link(word: Any, style: str, number: int, level: int) -> None:
    """Numbers every heading of a style, also those a user adds."""
    from docx.oxml import parse_xml

    found = word.styles.element.find(f"{_W}style[@{_W}styleId='{style}']")
    properties = found.get_or_add_pPr()
    inside = f'<w:ilvl w:val="{level - 1}"/><w:numId w:val="{number}"/>'
    properties._insert_numPr(parse_xml(f'<w:numPr xmlns:w="{_SPACE}">{inside}</w:numPr>'))
