"""The three layouts of one report: which sections, tables and figures stand where, and in which order.

A layout chooses and moves; it writes nothing. What only the full one shows in its body stands in the appendix of a
thesis, and in files; a section of which no table is shown leaves its first paragraph, which says what was found and
where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from tamkit.report import formats, marks, matrix
from tamkit.report.tree import (
    Block,
    Code,
    Detail,
    Figure,
    Note,
    Paragraph,
    Run,
    Section,
    Table,
    blocks_of,
    paragraphs_of,
)
from tamkit.report.words import Words

#: The layout of each format unless a study says otherwise.
DEFAULT = {
    "html": "full",
    "docx": "thesis",
    "pdf": "thesis",
    "tex": "thesis",
    "md": "thesis",
    "xlsx": "full",
    "facts": "full",
}
#: The order of the chapters in a thesis, those not named behind them; `FURTHER` holds what the others leave.
FURTHER = "further"
THESIS = (
    "summary",
    "methods",
    "sample",
    "respondents",
    "items",
    "efa",
    "measurement",
    "fit_section",
    "structural",
    "effects_section",
    "people",
    FURTHER,
    "answers",
    "limits",
)
#: Chapters whose sentences a thesis holds whole, wherever their tables stand.
PROSE = ("methods", "answers", "limits")
#: Chapters of which a brief says a line though it shows no table of them.
LINES = ("respondents",)
#: What the notes hold that a brief keeps under its tables.
SIGNS = (formats.BEYOND, marks.INADMISSIBLE, "***", "“—”", "—: ", "n = ", "δ = ")
#: Tables a brief has none of where another says what they say: the coefficients are in the verdicts.
SAID_BY = {"paths": "hypotheses"}
#: Chapters a brief has none of: its page one says it.
NOT_IN_BRIEF = ("answers", "methods", "references")
#: The one figure that stands on page one, in a thesis among the results.
DIAGRAM = "path_diagram"


#: Whether a layout's body shows the table or figure of an id.
Shows = Callable[[str], bool]


class Parts(NamedTuple):
    """What a layout leaves of a section in the body, and what goes to the appendix."""

    kept: tuple[Block | Section, ...]
    moved: tuple[Block | Section, ...]


def arrange(sections: Iterable[Section], layout: str, t: Words) -> tuple[Section, ...]:
    """The chapters of a full report in a layout, unnumbered."""
    there = tuple(sections)
    if layout == "brief":
        return _brief(there, t)
    return _thesis(there, t) if layout == "thesis" else _full(there)


def _shows(sections: tuple[Section, ...], layout: str) -> Shows:
    """What the body of a layout shows of a study with or without models."""
    names = {block.id for one in sections for block in blocks_of(one) if isinstance(block, Table)}
    return partial(matrix.shown, layout=layout, modelled="fit" in names)


def _full(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    out = []
    for section in _fronted(sections):
        out += _lifted(section) if section.part == "appendix" else [section]
    return tuple(_flat(section) for section in out)


def _thesis(sections: tuple[Section, ...], t: Words) -> tuple[Section, ...]:
    shows = _shows(sections, "thesis")
    front: list[Section] = []
    body: list[Section] = []
    further: list[Block | Section] = []
    moved: list[Section] = []
    last: list[Section] = []
    for section in _ordered(sections):
        if section.part == "front":
            front.append(_flat(_unexplained(section)))
        elif section.part == "back":
            last.append(_flat(section))
        elif section.part == "appendix":
            last += [_flat(child) for child in _lifted(section)]
        else:
            parts = _split(section, shows, whole=section.id in PROSE)
            if section.id in PROSE or _held(parts.kept, shows) or not _drawn(section):
                body.append(replace(section, blocks=parts.kept, aside=()))
            else:
                leads = _leads(section)
                further += _told(section, leads, t)
                parts = Parts((), _without_leads(_flat(section), leads).blocks)
            if parts.moved:
                held = replace(section, id=f"more_{section.id}", blocks=_renamed(parts.moved), aside=())
                moved.append(headed(held, t))
    if further:
        title = t("report.layout.further")
        at = next((i for i, one in enumerate(body) if one.id in THESIS[THESIS.index(FURTHER) :]), len(body))
        body.insert(at, Section(FURTHER, title, tuple(further)))
    back = [section for section in last if section.part == "back"]
    rest = [section for section in last if section.part == "appendix"]
    if moved:
        rest.insert(0, Section("more", t("report.layout.more"), tuple(moved), part="appendix"))
    return (*front, *body, *back, *rest)


def _brief(sections: tuple[Section, ...], t: Words) -> tuple[Section, ...]:
    out = []
    shows = _shows(sections, "brief")

    def wanted(name: str) -> bool:
        return shows(name) and SAID_BY.get(name) not in there

    there = {block.id for one in sections for block in blocks_of(one) if isinstance(block, Table)}
    for section in _ordered(_fronted(sections)):
        if section.part == "front":
            out.append(_flat(_unexplained(section)))
        elif section.part != "body" or section.id in NOT_IN_BRIEF:
            continue
        elif not _drawn(section):
            out.append(_flat(section))
        elif section.id in LINES:
            lead = _first(section)
            out += [] if lead is None else [replace(section, blocks=(lead,), aside=())]
        else:
            made = _lean(section, wanted)
            out += [] if made is None else [made]
    *others, last = out
    return (*others, replace(last, blocks=(*last.blocks, t.p("report.layout.rest"))))


def _unexplained(section: Section) -> Section:
    """Page one without the note on how to read it, which the limits say again."""
    blocks = tuple(one for one in section.blocks if not (isinstance(one, Note) and one.tone == "info"))
    return replace(section, blocks=blocks)


def _lean(section: Section, shows: Shows) -> Section | None:
    """A section with the tables a brief shows and the sentences before each; None where it shows none."""
    blocks: list[Block | Section] = []
    before: list[Block | Section] = []
    for block in section.blocks:
        if isinstance(block, Section):
            inner = _lean(block, shows)
            if inner is not None:
                blocks.append(inner)
        elif isinstance(block, Table | Figure):
            if shows(block.id):
                blocks += [*before, _noted(block) if isinstance(block, Table) else block]
                before = []
            elif isinstance(block, Table):
                before = []
        elif isinstance(block, Paragraph):
            before.append(block)
    if len(blocks) == 1 and isinstance(blocks[0], Section):
        blocks = list(blocks[0].blocks)
    return replace(section, blocks=tuple(blocks), aside=()) if blocks else None


def _noted(table: Table) -> Table:
    """A table with the notes on its signs and its n; whose cut-offs these are, the full report says."""
    return replace(
        table, notes=tuple(note for note in table.notes if any(sign in note.replace("\xa0", " ") for sign in SIGNS))
    )


def _ordered(sections: tuple[Section, ...]) -> list[Section]:
    places = {name: place for place, name in enumerate(THESIS)}
    between = places[FURTHER]
    return sorted(sections, key=lambda section: places.get(section.id, between))


def _split(section: Section, shows: Shows, whole: bool = False) -> Parts:
    """Blocks for the body and for the appendix, each in their order; ``whole``: with all sentences."""
    kept: list[Block | Section] = []
    moved: list[Block | Section] = []
    for block in section.blocks:
        if isinstance(block, Section):
            inner = _split(block, shows, whole)
            if not inner.kept:
                moved.append(replace(block, id=f"more_{block.id}", blocks=inner.moved))
            elif whole or _held(inner.kept, shows) or not _drawn(block):
                kept.append(replace(block, blocks=inner.kept, aside=()))
                if inner.moved:
                    moved.append(replace(block, id=f"more_{block.id}", blocks=inner.moved))
            else:
                lead = _first(block)
                kept += [] if lead is None else [lead]
                rest = _flat(block)
                moved.append(
                    replace(rest, id=f"more_{block.id}", blocks=tuple(b for b in rest.blocks if b is not lead))
                )
        elif isinstance(block, Detail):
            moved += block.blocks
        elif isinstance(block, Code) or (isinstance(block, Table | Figure) and not shows(block.id)):
            moved.append(block)
        else:
            kept.append(block)
    return Parts(tuple(kept), tuple(moved))


def _leads(section: Section) -> list[tuple[Section, Paragraph]]:
    """The parts of a section that the body has no table of, each with its first paragraph."""
    inner = [block for block in section.blocks if isinstance(block, Section)]
    parts = inner if inner and _first(section, deep=False) is None else [section]
    return [(part, lead) for part in parts if (lead := _first(part)) is not None]


def _told(section: Section, leads: list[tuple[Section, Paragraph]], t: Words) -> list[Block]:
    """Those first paragraphs under the titles of their parts."""
    out: list[Block] = []
    for part, lead in leads:
        title = part.title if part is section else t("report.layout.part", chapter=section.title, part=part.title)
        out.append(Paragraph((Run(title, "strong"), Run(t("report.layout.stop")), *lead.runs)))
    return out


def _without_leads(section: Section, leads: list[tuple[Section, Paragraph]]) -> Section:
    """A section without the paragraphs that the body has, and without parts that were nothing else."""
    told = [lead for _, lead in leads]
    left = [block for block in section.blocks if not any(block is lead for lead in told)]
    blocks = [_without_leads(block, leads) if isinstance(block, Section) else block for block in left]
    return replace(section, blocks=tuple(one for one in blocks if not isinstance(one, Section) or one.blocks))


def headed(section: Section, t: Words) -> Section:
    """A section that begins with the tables and figures it holds, of those that none of its sentences names."""
    blocks = tuple(headed(block, t) if isinstance(block, Section) else block for block in section.blocks)
    own = [block for block in blocks if isinstance(block, Table | Figure)]
    named = {run.target for block in blocks for part in paragraphs_of(block) for run in part.runs if run.style == "ref"}
    bare = [block for block in own if block.id not in named]
    runs: list[Run] = []
    for place, block in enumerate(bare):
        values = {"first": place == 0, "last": place == len(bare) - 1}
        runs += t.p("report.layout.holds", table=block.id, **values).runs
    return replace(section, blocks=(*([Paragraph(tuple(runs))] if runs else []), *blocks))


def _first(section: Section, deep: bool = True) -> Paragraph | None:
    for block in section.blocks:
        if isinstance(block, Paragraph):
            return block
        if deep and isinstance(block, Section):
            found = _first(block)
            if found is not None:
                return found
    return None


def _drawn(section: Section) -> bool:
    """Whether a section has any table or figure."""
    return any(isinstance(block, Table | Figure) for block in blocks_of(section))


def _held(blocks: Iterable[Block | Section], shows: Shows) -> bool:
    """Whether a table or figure that a layout shows is among some blocks."""
    return any(
        isinstance(block, Table | Figure) and shows(block.id) for block in blocks_of(Section("", "", tuple(blocks)))
    )


def _fronted(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The diagram on page one, behind the sentence that answers."""
    (figure, *_) = [
        *(block for one in sections for block in blocks_of(one) if isinstance(block, Figure) and block.id == DIAGRAM),
        None,
    ]
    if figure is None or not any(section.part == "front" for section in sections):
        return sections
    out = []
    for section in sections:
        if section.part == "front":
            at = 1 + next((i for i, block in enumerate(section.blocks) if isinstance(block, Paragraph)), -1)
            out.append(replace(section, blocks=(*section.blocks[:at], figure, *section.blocks[at:])))
        else:
            out.append(_without(section, DIAGRAM))
    return tuple(out)


def _without(section: Section, name: str) -> Section:
    blocks = tuple(
        _without(block, name) if isinstance(block, Section) else block
        for block in section.blocks
        if not (isinstance(block, Figure) and block.id == name)
    )
    return replace(section, blocks=blocks)


def _lifted(section: Section) -> list[Section]:
    """The parts of an appendix as appendices of their own."""
    return [replace(child, part="appendix") for child in section.blocks if isinstance(child, Section)]


def _renamed(blocks: tuple[Block | Section, ...]) -> tuple[Block | Section, ...]:
    """A moved part that is alone needs no heading under the chapter's."""
    if len(blocks) == 1 and isinstance(blocks[0], Section):
        return blocks[0].blocks
    return blocks


def _flat(section: Section) -> Section:
    """Details where they stand."""
    blocks: list[Block | Section] = []
    for block in section.blocks:
        if isinstance(block, Detail):
            blocks += block.blocks
        else:
            blocks.append(_flat(block) if isinstance(block, Section) else block)
    return replace(section, blocks=tuple(blocks))
