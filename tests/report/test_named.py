"""Every table and figure of a document is referred to by a sentence of it: none stands where nobody sent the reader."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

import pytest

from tamkit.report import tree
from tamkit.report.assembly import documents
from tamkit.report.content import Content
from tamkit.report.tree import Document, Paragraph, Section, blocks_of, paragraphs_of

STUDIES = ("demo", "models", "ordered", "battery")
#: The figures of answers are one series, of which the first is named.
KNOWN = ("likert_*",)


def named(document: Document) -> set[str]:
    """What the sentences of a document refer to."""
    return {
        run.target
        for block in blocks_of(document)
        if not isinstance(block, Section)
        for part in paragraphs_of(block)
        for run in part.runs
        if run.style == "ref"
    }


def bare(document: Document) -> set[str]:
    there = {block.id for block in (*tree.tables(document), *tree.figures(document))}
    return {one for one in there - named(document) if not any(fnmatchcase(one, known) for known in KNOWN)}


@pytest.mark.parametrize("layout", ["thesis", "full"])
@pytest.mark.parametrize("study", STUDIES)
def test_every_table_and_figure_is_named_by_a_sentence(study: str, layout: str, request: pytest.FixtureRequest) -> None:
    content: Content = request.getfixturevalue(study)
    made = documents(content, "zh", (layout,))[layout]
    assert not bare(made)


def test_the_search_finds_what_no_sentence_names(battery: Content) -> None:
    made = documents(battery, "zh", ("full",))["full"]
    (part,) = [one for one in made.sections if one.id == "battery"]
    silent = tuple(block for block in part.blocks if not isinstance(block, Paragraph))
    sections = tuple(replace(one, blocks=silent) if one is part else one for one in made.sections)
    assert {"battery_crosstabs", "battery_cells", "battery_knowledge"} <= bare(replace(made, sections=sections))


def test_a_part_of_a_thesis_s_appendix_begins_with_what_it_holds(demo: Content) -> None:
    """The sentences of what stands in the appendix alone go with it."""
    made = documents(demo, "zh", ("thesis",))["thesis"]
    parts = {one.id: one for one in blocks_of(made) if isinstance(one, Section)}
    screening = parts["more_screening_section"] if "more_screening_section" in parts else parts["more_sample"]
    first = next(block for block in blocks_of(screening) if isinstance(block, Paragraph))
    assert any(run.style == "ref" for run in first.runs)
    credit = [block for block in parts["more_credit"].blocks if isinstance(block, Paragraph)]
    assert any("居首的是" in one.text for one in credit)
    (body,) = [one for one in made.sections if one.id == "further"]
    lead = next(block for block in blocks_of(body) if isinstance(block, Paragraph) and "个回归" in block.text)
    assert not any(lead.text.endswith(one.text) for one in credit)  # told once
