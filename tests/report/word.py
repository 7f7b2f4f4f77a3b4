"""What a Word file shows once its fields and numbers are counted, by the rules Word counts by."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

from tamkit.report import docx
from tamkit.report.tree import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(made: Document | bytes) -> Any:
    from docx import Document as Open

    return Open(io.BytesIO(made if isinstance(made, bytes) else docx.render(made)))


def paragraphs(word: Any) -> list[Any]:
    """The paragraphs of the text, those of the contents too, which stand in a block of their own."""
    from docx.text.paragraph import Paragraph

    body = word.element.body
    found = [p for one in body for p in (one.iter(f"{W}p") if one.tag == f"{W}sdt" else [one]) if p.tag == f"{W}p"]
    return [Paragraph(p, word._body) for p in found]


def words(node: Any) -> str:
    return "".join(part.text or "" for part in node.iter(f"{W}t"))


@dataclass
class Field:
    code: str
    shown: str


@dataclass
class Read:
    """Fields in the order of the text, bookmarks with their text, numbered headings as they come out."""

    fields: list[Field] = field(default_factory=list)
    bookmarks: dict[str, str] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)


def read(word: Any) -> Read:
    found = Read()
    _fields(word, found)
    counts: dict[tuple[str, int], int] = {}
    for paragraph in word.paragraphs:
        if paragraph.style.name.startswith("Heading"):
            found.headings.append((_number(word, paragraph, counts) + " " + words(paragraph._p)).strip())
    return found


def _fields(word: Any, found: Read) -> None:
    stack: list[tuple[list[str], list[str], list[bool]]] = []
    running: dict[str, tuple[str, list[str]]] = {}
    for node in word.element.body.iter():
        if node.tag == f"{W}bookmarkStart":
            assert node.get(f"{W}name") not in found.bookmarks
            running[node.get(f"{W}id")] = node.get(f"{W}name"), []
        elif node.tag == f"{W}bookmarkEnd":
            name, parts = running.pop(node.get(f"{W}id"))
            found.bookmarks[name] = "".join(parts)
        elif node.tag == f"{W}fldChar":
            kind = node.get(f"{W}fldCharType")
            if kind == "begin":
                stack.append(([], [], [False]))
            elif kind == "separate":
                stack[-1][2][0] = True
            else:
                code, shown, _ = stack.pop()
                found.fields.append(Field("".join(code).strip(), "".join(shown)))
        elif node.tag == f"{W}instrText":
            stack[-1][0].append(node.text)
        elif node.tag == f"{W}t":
            for _, shown, behind in stack:
                assert behind[0]
                shown.append(node.text or "")
            for _, parts in running.values():
                parts.append(node.text or "")
    assert not stack
    assert not running


def _number(word: Any, paragraph: Any, counts: dict[tuple[str, int], int]) -> str:
    own = paragraph._p.pPr.find(f"{W}numPr")
    used = own if own is not None else paragraph.style.element.pPr.find(f"{W}numPr")
    number, level = used.find(f"{W}numId").get(f"{W}val"), int(used.find(f"{W}ilvl").get(f"{W}val"))
    if number == "0":
        return ""
    numbering = word.part.numbering_part.element
    num = numbering.find(f"{W}num[@{W}numId='{number}']")
    abstract = num.find(f"{W}abstractNumId").get(f"{W}val")
    levels = numbering.find(f"{W}abstractNum[@{W}abstractNumId='{abstract}']").findall(f"{W}lvl")
    starts = [int(one.find(f"{W}start").get(f"{W}val")) for one in levels]
    for override in num.findall(f"{W}lvlOverride"):
        starts[int(override.get(f"{W}ilvl"))] = int(override.find(f"{W}startOverride").get(f"{W}val"))
    counts[number, level] = counts.get((number, level), starts[level] - 1) + 1
    for deeper in range(level + 1, len(levels)):
        counts.pop((number, deeper), None)

    def value(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        one = counts.get((number, at), starts[at])
        return chr(64 + one) if levels[at].find(f"{W}numFmt").get(f"{W}val") == "upperLetter" else str(one)

    return re.sub(r"%(\d)", value, levels[level].find(f"{W}lvlText").get(f"{W}val"))
