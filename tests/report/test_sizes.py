"""Every table of a fit says how many respondents it is of."""

from __future__ import annotations

import dataclasses

import pytest
from report.reading import table

from tamkit.report import document
from tamkit.report.content import Content
from tamkit.report.sizes import says_n, sized
from tamkit.report.tree import Column, Document, Row, Section, Table, tables
from tamkit.report.words import Words
from tamkit.study import Results

#: Tables that count nobody: words, cut-offs, versions, figures of others, what was asked.
COUNT_NOBODY = {
    *("provenance", "constructs", "item_texts", "stated", "versions", "hashes", "screening_rules", "sample_flow"),
    *("efa_numbers", "efa_phi", "efa_communalities", "stated", "method_checklist", "battery_conflicts", "jars"),
}


@pytest.mark.parametrize("name", ["models_en", "ordered_en", "demo_en", "battery_en"])
def test_a_table_of_a_study_says_its_n(name: str, request: pytest.FixtureRequest) -> None:
    made: Document = request.getfixturevalue(name)
    silent = {one.id for one in tables(made) if not says_n(one) and one.id not in COUNT_NOBODY}
    assert silent == set()


def test_a_row_that_counts_says_it_too() -> None:
    spec = (Column("measure", "", stub=True), Column("a", "A", "number"))
    assert says_n(Table("own", "Own", spec, (Row(("n", 3)),)))
    assert not says_n(Table("own", "Own", spec, (Row(("k", 3)),)))


def test_who_left_an_answer_out_is_counted(small: Results) -> None:
    notes = table(document(small.content, "en"), "loadings").notes
    assert "n = 118; 2 of 120 valid respondents had a missing answer and are left out." in notes
    notes = table(document(small.content, "zh"), "loadings").notes
    assert "n = 118，120 名有效受访者中有 2 人回答缺失，未计入。" in notes


def test_a_table_that_says_it_is_left_alone(small: Results, models: Content) -> None:
    spec = (Column("a", "A", stub=True), Column("n", "n", "integer"))
    own = Table("own", "Own", spec, (Row(("x", 3)),))
    bare = dataclasses.replace(own, columns=(spec[0], Column("m", "m", "integer")))
    part = Section("s", "S", (own, Section("inner", "I", (bare,))))
    made = sized(part, models, Words("en"), models.measurement.cfa)
    assert made.blocks[0] == own
    assert made.blocks[1].blocks[0].notes[0].startswith("n = ")
    assert says_n(dataclasses.replace(bare, caption="Somebody, n = 12"))
    assert not says_n(dataclasses.replace(bare, caption="n of all"))
