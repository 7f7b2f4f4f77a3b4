"""The chapter of answers: what was found to each question, tables in words, numbers as they are in the findings."""

from __future__ import annotations

import dataclasses

import pytest
from report import real
from report.reading import has, rows, section, table, text_of

from tamkit.report import document
from tamkit.report.chapters import answers as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Document
from tamkit.report.words import Words


def of(content: Content, name: str) -> object:
    return next(one for one in content.findings.answers or () if one.id == name)


def test_a_section_a_question_with_all_that_is_said(models: Content, models_en: Document, models_zh: Document) -> None:
    found = models.findings.answers
    assert found is not None
    assert [one.id for one in found] == ["RQ1", "RQ2", "RQ3", "RQ4"]
    for one in found:
        for made, lang in ((models_en, "en"), (models_zh, "zh")):
            told = section(made, f"answer_{one.id}")
            assert models.text(one.question, lang) in told.title
            assert text_of(told).replace("−", "-").count("\n") >= len(one.statement) - 1
    assert has(models_en, "answers")


def test_ratings_in_the_words_of_the_items(models: Content, models_en: Document) -> None:
    frame = of(models, "RQ1").tables["ratings"]
    found = rows(models_en, "answer_rq1_ratings")
    assert [row["rated"] for row in found] == [models.item_text(code, "en") for code in frame["item"]]
    assert [row["mean"] for row in found] == pytest.approx(frame["mean"].tolist())
    assert [row["agreeing"] for row in found] == pytest.approx((100 * frame["favourable"]).tolist())
    assert not has(models_en, "answer_rq1_ratings_pairs")


def test_places_are_ranges_where_tests_leave_them_open(models: Content, models_en: Document) -> None:
    frame = of(models, "RQ3").tables["drivers"]
    found = rows(models_en, "answer_rq3_drivers")
    for row, (low, high) in zip(found, frame[["rank_lower", "rank_upper"]].to_numpy(), strict=True):
        assert row["place"] == (f"{low}" if low == high else f"{low}–{high}")
    assert [row["total"] for row in found] == pytest.approx(frame["total"].tolist())
    assert next(column for column in table(models_en, "answer_rq3_drivers").columns if column.key == "total").bounded


def test_risk_is_shown_as_freedom_from_it(models: Content, models_en: Document) -> None:
    frame = of(models, "RQ4").tables["importance_performance"]
    found = rows(models_en, "answer_rq4_importance_performance")
    for row, turned in zip(found, frame["turned"], strict=True):
        assert str(row["construct"]).startswith("Freedom from") == turned
    assert [row["performance"] for row in found] == pytest.approx(frame["performance"].tolist())


def test_groups_that_cannot_be_compared_stand_beside_nobody(models: Content) -> None:
    answer = of(models, "RQ2")
    frame = answer.tables["groups"].assign(comparable=False)
    changed = dataclasses.replace(answer, tables={**answer.tables, "groups": frame})
    findings = dataclasses.replace(models.findings, answers=(changed,))
    made = document(dataclasses.replace(models, findings=findings), "en")
    assert not has(made, "answer_rq2_groups")


def test_without_questions_there_is_no_chapter(models: Content) -> None:
    for nothing in (None, ()):
        findings = dataclasses.replace(models.findings, answers=nothing)
        assert chapter.build(dataclasses.replace(models, findings=findings), Words("en")) is None


def test_minus_signs_are_signs() -> None:
    assert chapter._NEGATIVE.sub("−", "risk -0.17 [-0.20, 0.01], 1-2, PU-1") == "risk −0.17 [−0.20, 0.01], 1-2, PU-1"


def test_levels_too_small_to_be_compared_are_named_below_the_table(models: Content) -> None:
    answer = of(models, "RQ2")
    groups = answer.tables["groups"]
    first = groups["variable"] == groups["variable"].iloc[0]
    rows_of = groups[first].assign(comparable=True, small=False)
    last = rows_of["level"] == rows_of["level"].iloc[-1]
    rows_of = rows_of.assign(comparable=~last, small=last)
    changed = dataclasses.replace(answer, tables={**answer.tables, "groups": rows_of})
    made = chapter.build(real.but(models, answers=(changed,)), Words("en"))
    (note,) = table(made, "answer_rq2_groups").notes
    assert note.startswith("Not in this table, for too few people are in them to be compared: ")
    variable = models.questionnaire.variable(str(rows_of["variable"].iloc[0]))
    assert variable.option(int(rows_of["level"].iloc[-1])).label.get("en") in note
    every = rows_of.assign(comparable=True, small=False)
    whole = dataclasses.replace(answer, tables={**answer.tables, "groups": every})
    assert table(chapter.build(real.but(models, answers=(whole,)), Words("en")), "answer_rq2_groups").notes == ()


def test_a_sentence_on_drivers_names_the_table_it_stands_in(demo: Content, demo_en: Document) -> None:
    said = text_of(section(demo_en, "answer_RQ3"))
    assert "The numbers are in" not in said
    keys = {one.key: chapter.sources(demo, one) for one in of(demo, "RQ3").statement}
    assert keys["drivers.answer.verdicts"] == ["hypotheses"]
    assert keys["drivers.answer.predicted"] == ["prediction"]
    assert keys["drivers.answer.decisive"] == ["comparison_tests", "paths"]
    bare = real.but(demo, prediction=None, model_set=None)
    for one in of(demo, "RQ3").statement:
        assert "prediction" not in chapter.sources(bare, one)
        assert "comparison_tests" not in chapter.sources(bare, one)
    assert chapter.alone(demo, Words("en")) is not None
    agreed = dataclasses.replace(demo.drivers, hypotheses=demo.drivers.hypotheses.assign(verdict="supported"))
    assert chapter.alone(real.but(demo, drivers=agreed), Words("en")) is None
