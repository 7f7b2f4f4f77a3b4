"""Page one answers first, and says nothing that no table behind it says."""

from __future__ import annotations

import dataclasses
import re

import pytest
from report import real
from report.reading import has, rows, section, table, text_of

from tamkit.report import document, formats
from tamkit.report.assembly import documents
from tamkit.report.chapters import page_one as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Cards, Document, Figure, Note, Paragraph, Section, Table, blocks_of, tables
from tamkit.report.words import Words

T = Words("en")


def cards(document: Document) -> dict[str, Paragraph]:
    (found,) = [block for block in section(document, "summary").blocks if isinstance(block, Cards)]
    return dict(found.items)


def test_it_begins_with_the_answer_and_the_diagram(demo_en: Document) -> None:
    page = demo_en.sections[0]
    blocks = [block for block in page.blocks if not isinstance(block, Note)]
    assert page.part == "front"
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0].text.startswith("Adoption intention: R² = 0.275.")
    assert isinstance(blocks[1], Figure)
    assert blocks[1].id == "path_diagram"
    assert isinstance(blocks[2], Cards)


def test_the_answer_names_every_driver_with_its_total_effect(demo: Content, demo_en: Document) -> None:
    said = chapter.answer(demo, T).text
    for row in demo.drivers.effects.to_dict("records"):
        assert f"{demo.within(row['source'], 'en')} {formats.beta(row['total'])}" in said
    assert said.count("(indirect)") == demo.drivers.effects["direct_se"].isna().sum()


def test_an_effect_whose_interval_holds_0_is_marked(demo: Content) -> None:
    frame = demo.drivers.effects.assign(total_ci_lower=-0.1)
    unsure = real.but(demo, drivers=dataclasses.replace(demo.drivers, effects=frame))
    assert chapter.answer(unsure, T).text.count("(n.s.)") == len(frame)
    assert "(n.s.)" not in chapter.answer(demo, T).text


def test_an_effect_against_its_hypothesis_is_marked(demo: Content) -> None:
    """Risk goes with higher intention in the demo, against H7: page one says so where it names the effect."""
    said = chapter.answer(demo, T).text
    assert said.count("(against H7)") == said.count("(against") == 1
    assert "perceived risk 0.122 (against H7)" in said
    frame = demo.drivers.hypotheses.assign(verdict="supported")
    agreed = real.but(demo, drivers=dataclasses.replace(demo.drivers, hypotheses=frame))
    assert "(against" not in chapter.answer(agreed, T).text
    unsure = demo.drivers.effects.assign(total_ci_lower=-0.1)
    loose = real.but(demo, drivers=dataclasses.replace(demo.drivers, effects=unsure))
    assert "(against" not in chapter.answer(loose, T).text


def test_no_effects_no_answer(demo: Content) -> None:
    none = real.but(demo, drivers=dataclasses.replace(demo.drivers, effects=demo.drivers.effects.head(0)))
    assert chapter.answer(none, T) is None


def test_five_cells(demo_en: Document, battery_en: Document) -> None:
    titles = [T("report.page.card", card=name) for name in ("sample", "fit", "hypotheses", "drivers", "fragile")]
    assert [title for title in cards(demo_en) if title != "Published figures"] == titles
    assert list(cards(battery_en)) == ["Sample", "Published figures"]


def test_nothing_fragile_is_said_only_where_something_could_be(demo: Content) -> None:
    calm = real.but(demo, verdicts=dataclasses.replace(demo.findings.verdicts, fragile=()))
    said = dict(chapter._cards(calm, T))["fragile"].text
    assert "No decision on a hypothesis differs in" in said
    alone = real.but(calm, sensitivity=None, robustness=None)
    assert "depends on the seed" in dict(chapter._cards(alone, T))["fragile"].text
    assert "fragile" not in dict(chapter._cards(real.but(calm, verdicts=None), T))


def test_a_paragraph_a_question_with_a_table(demo: Content, demo_en: Document) -> None:
    page = section(demo_en, "summary")
    asked = [block for block in page.blocks if isinstance(block, Paragraph) and block.text.startswith("RQ")]
    assert len(asked) == len(demo.findings.answers)
    for block in asked:
        targets = [run.target for run in block.runs if run.style == "ref"]
        assert targets
        assert len(set(targets)) == len(targets)
        assert all(one.startswith("answer_") or has(demo_en, one) for one in targets)  # a table is not printed twice
    (first,) = [block for block in asked if block.text.startswith("RQ1")]
    assert [run.target for run in first.runs if run.style == "ref"] == ["answer_rq1_ratings", "ranking_CR12"]
    (third,) = [block for block in asked if block.text.startswith("RQ3")]
    assert "against the hypothesis is that of perceived risk (H7). These are associations" in third.text
    assert "the latent correlation with adoption intention is: perceived risk 0.005" in third.text


NUMBER = re.compile(r"(?<![\w.])[−]?(?:\d+\.\d+|\.\d+)(?![\w.])")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_with_decimals_stands_in_a_table(demo: Content, lang: str) -> None:
    """Numbers of sentences are those of the tables, written alike."""
    made = document(demo, lang)
    written: set[str] = set()
    for one in tables(made):
        for row in one.rows:
            for cell, column in zip(row.cells, one.columns, strict=False):
                written |= set(NUMBER.findall(formats.cell(cell, column)))
        for note in one.notes:
            written |= set(NUMBER.findall(note))
    written |= {".05", "0.10", "0.70", "0.50", "0.85"}  # levels and cut-offs
    page = made.sections[0]
    told = [block for block in page.blocks if isinstance(block, Paragraph)]
    told += [text for block in page.blocks if isinstance(block, Cards) for _, text in block.items]
    for text in told:
        for number in NUMBER.findall(text.text):
            assert number in written or f"{number}0" in written or number.rstrip("%") in written, (number, text.text)


def test_a_survey_without_models_has_a_page_without_models(battery_en: Document) -> None:
    assert not has(battery_en, "path_diagram")
    found = {row["what"] for row in rows(battery_en, "provenance")}
    assert T("report.provenance.label", what="estimator") not in found
    said = text_of(section(battery_en, "summary"))
    assert T.p("report.summary.caveat", modelled=False).text in said
    assert T.p("report.summary.caveat", modelled=True).text not in said


def test_warnings_and_simulated_data_are_boxed(models: Content, models_en: Document) -> None:
    tones = [block.tone for block in section(models_en, "summary").blocks if isinstance(block, Note)]
    assert tones == ["simulated", "warning", "info"]  # a fit beside the main models is inadmissible
    quiet = document(dataclasses.replace(models, warnings=()), "en")
    assert [one.tone for one in section(quiet, "summary").blocks if isinstance(one, Note)] == ["simulated", "info"]
    warned = document(dataclasses.replace(models, warnings=("mind this.",), simulated=False), "en")
    notes = [block for block in section(warned, "summary").blocks if isinstance(block, Note)]
    assert [note.tone for note in notes] == ["warning", "info"]
    assert notes[0].blocks[1].items[0].text == "mind this."


def test_where_the_numbers_came_from_stands_at_the_end(demo_en: Document) -> None:
    assert table(demo_en, "provenance").number[0].isalpha()
    assert not any(isinstance(block, Table) for block in blocks_of(demo_en.sections[0]))


def test_in_a_thesis_the_diagram_stands_with_the_paths(demo: Content) -> None:
    made = documents(demo, "zh", ("thesis",))["thesis"]
    assert not has(made.sections[0], "path_diagram")
    (part,) = [one for one in blocks_of(made) if isinstance(one, Section) and one.id == "paths_section"]
    assert has(part, "path_diagram")
