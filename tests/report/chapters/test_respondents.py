"""Who answered."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from report import real
from report.reading import has, headings, rows, table

from tamkit.report import document
from tamkit.report.chapters import respondents as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Document
from tamkit.report.words import Words

T = Words("en")


def test_frequencies_of_single_choices(models: Content, models_en: Document) -> None:
    frame = models.description.respondents
    found = rows(models_en, "respondents")
    assert [row["n"] for row in found] == frame["n"].tolist()
    assert [row["percent"] for row in found] == pytest.approx(frame["percent"].tolist())
    wanted = zip(frame["variable"], frame["cumulative"], strict=True)
    added = [value if models.questionnaire.variable(name).ordered else None for name, value in wanted]
    assert [row["cumulative"] for row in found] == added
    pairs = zip(frame["variable"], frame["option"], strict=True)
    labels = [models.questionnaire.variable(name).option(int(code)).label.get("en") for name, code in pairs]
    assert [row["option"] for row in found] == labels


def test_headings_name_the_question_and_how_many_answered(models: Content, models_en: Document) -> None:
    frame = models.description.respondents
    said = headings(models_en, "respondents")
    for heading, (name, part) in zip(said, frame.groupby("variable", sort=False), strict=True):
        assert heading == T("report.respondents.base", variable=models.name(name, "en"), n=f"{part['n'].sum():.0f}")


def test_multiple_choices_have_two_percentages(battery: Content, battery_en: Document) -> None:
    frame = battery.description.multiple
    found = rows(battery_en, "multiple_response")
    assert [row["n"] for row in found] == frame["n"].tolist()
    assert [row["responses"] for row in found] == pytest.approx(frame["percent_responses"].tolist())
    assert [row["cases"] for row in found] == pytest.approx(frame["percent_respondents"].tolist())
    total = frame.groupby("variable")["n"].transform("sum")
    assert [row["responses"] for row in found] == pytest.approx((100 * frame["n"] / total).tolist())


def test_percentages_are_made_where_they_are_not_given(battery: Content, battery_en: Document) -> None:
    bare = battery.description.multiple.drop(columns=["percent_responses", "percent_respondents", "responses"])
    made = chapter.build(real.but(battery, description=dataclasses.replace(battery.description, multiple=bare)), T)
    for row, want in zip(rows(made, "multiple_response"), rows(battery_en, "multiple_response"), strict=True):
        assert row["responses"] == pytest.approx(want["responses"])
        assert row["cases"] == pytest.approx(want["cases"])


def test_numbers_are_described(models: Content) -> None:
    frame = pd.DataFrame(
        [("age", 400, 27.5, 6.1, 18.0, 26.0, 60.0)], columns=["variable", "n", "mean", "sd", "min", "median", "max"]
    )
    made = chapter.build(real.but(models, description=dataclasses.replace(models.description, numbers=frame)), T)
    (row,) = rows(made, "numbers")
    assert row == {
        "variable": models.name("age", "en"), "n": 400, "mean": 27.5, "sd": 6.1, "min": 18, "median": 26, "max": 60,
    }  # fmt: skip


@pytest.mark.parametrize(("code", "said"), [(1, True), ("2", True), (1.0, True), (99, False), ("words", False)])
def test_a_code_without_an_option_is_shown_as_it_is(models: Content, code: object, said: bool) -> None:
    found = chapter.option(models, "gender", code, "en")
    if said:
        assert found == models.questionnaire.variable("gender").option(int(float(code))).label.get("en")
    else:
        assert found == str(code)
    assert chapter.option(models, "nobody", code, "en") == str(code)


def test_without_a_description_there_is_no_chapter(models: Content) -> None:
    assert not has(document(real.but(models, description=None), "en"), "respondents")


def test_percentages_add_up_along_an_order_alone(demo: Content, demo_zh: Document) -> None:
    made = table(demo_zh, "respondents")
    at = next(place for place, column in enumerate(made.columns) if column.key == "cumulative")
    shown: dict[str, bool] = {}
    name = ""
    for row in made.rows:
        if row.heading:
            name = row.heading.split("（")[0]
        else:
            shown[name] = row.cells[at] is not None
    ordered = {one.name.zh: one.ordered for one in demo.questionnaire.variables}
    assert shown == {name: ordered.get(name, False) for name in shown}
    assert {True, False} == set(shown.values())
    assert "累计百分比只列于选项有顺序的变量。" in made.notes
