"""What a report can explain where it says it: terms of the field, and the works it cites, found in running text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tamkit.messages.catalogue import entry
from tamkit.report.tree import Bullets, Document, blocks_of

#: Cases of the entry ``report.glossary``; how those are written that are not what they are called.
_SIGNS = {"alpha": "Cronbach(?:[’']s)? α", "beta": "β", "chi2_df": "χ²/df", "omega": r"ω(?!²)"}
#: Longer ones first, so that RMSEA is not read as RMSE.
TERMS = tuple(sorted({*entry("report.glossary", "en")} - {"choose"}, key=lambda name: (-len(name), name)))
_TERM = re.compile(
    r"(?<![A-Za-z0-9.\-])(?:"
    + "|".join(f"(?P<t{i}>{_SIGNS.get(name) or re.escape(name)})" for i, name in enumerate(TERMS))
    + r")(?![A-Za-z0-9²_])"
)
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
# "Hu & Bentler, 1999", "Zhao et al. (2010)", "吴明隆（2010）": the first author, at most some more, and the year.
_CITED = re.compile(
    r"(?P<who>(?:(?:van|de|von) )?[A-Z][\w’'\-]+|[\u4e00-\u9fff]{2,4})"
    r"(?:(?:, [A-Z][\w’'\-]+)*,? (?:&|and|和|与) [A-Z][\w’'\-]+|(?:,? et al\.| ?等))?"
    r"(?:, | \(|（|，)(?P<year>(?:1[89]|20)\d\d)"
)
_SURNAME = re.compile(r"(?:(?:van|de|von) )?[^\W\d_][\w’'\-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text that something explains: a term, or a work (``ref-…``)."""

    start: int
    end: int
    target: str


def anchor(term: str) -> str:
    """Where the definition of a term stands on a page.

    >>> anchor("AVE"), anchor("R²")
    ('term-AVE', 'term-R2')
    """
    return "term-" + term.replace("²", "2")


def found(text: str, works: dict[tuple[str, str], str]) -> list[Found]:
    """The terms and cited works of a text in its order.

    >>> [(one.target, one.start) for one in found("AVE > MSV (Hu & Bentler, 1999)", {("hu", "1999"): "ref-1"})]
    [('AVE', 0), ('MSV', 6), ('ref-1', 11)]
    """
    out = [Found(one.start(), one.end(), TERMS[int((one.lastgroup or "t0")[1:])]) for one in _TERM.finditer(text)]
    if works:
        for cited in _CITED.finditer(text):
            target = works.get((cited["who"].casefold(), cited["year"]))
            if target:
                out.append(Found(cited.start(), cited.end(), target))
    kept: list[Found] = []
    for one in sorted(out, key=lambda one: one.start):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


@dataclass(slots=True)
class Works:
    """The list of references: where each entry stands, and which by first author and year."""

    ids: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)


def works(document: Document) -> Works:
    """The works that a document lists behind its body, each under an id of its own."""
    listed: Iterable[str] = (
        item.text
        for section in document.sections
        if section.part == "back"
        for block in blocks_of(section)
        if isinstance(block, Bullets)
        for item in block.items
    )
    made = Works()
    for text in dict.fromkeys(listed):
        name = f"ref-{len(made.ids) + 1}"
        made.ids[text] = name
        made.texts[name] = text
        who = _SURNAME.match(re.sub(r"^\[\d+\]\s*", "", text))
        year = _YEAR.search(text)  # a title or a DOI may hold others behind it
        if who and year:
            made.keys.setdefault((who.group().casefold(), year.group()), name)
    return made
