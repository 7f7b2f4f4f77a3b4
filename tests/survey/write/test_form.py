"""Questions as the platforms number them, answers as they were clicked, and cells for missing and skipped answers."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from survey.samples import YAML, small, survey_of, varied

from tamkit.errors import DataError
from tamkit.questionnaire import loads
from tamkit.survey.write import plain, qualtrics, wenjuanxing
from tamkit.survey.write.form import answers, pick, questions, record

NAN = np.nan


def full(n=3, **options):
    """A survey with every variable answered."""
    respondents = {
        "user": [1.0, 2.0, NAN], "often": [3.0, NAN, NAN], "uses.1": [1.0, 0.0, NAN], "uses.2": [1.0, 0.0, NAN],
        "uses.3": [0.0, 1.0, NAN], "uses.4": [0.0, 0.0, NAN], "age": [20.0, 30.5, NAN],
    }  # fmt: skip
    X = varied(n)
    X[:, 0], X[1, 1] = [5, 4, 1], NAN
    return survey_of(
        X, checks={"AC1": [4.0, 1.0, NAN]}, respondents=respondents, skipped={"often": [False, True, False]}, **options
    )


def test_questions_in_the_order_of_the_form():
    found = questions(small())
    assert [question.number for question in found] == [1, 2, 3, 4, 5, 6]
    assert [question.variable.code if question.variable else "" for question in found] == [
        "user",
        "often",
        "uses",
        "",
        "",
        "age",
    ]
    assert [row.part.code for row in found[4].rows] == ["C1", "C2", "C3", "C4", "AC1"]
    assert (found[3].text, found[3].rows[0].text) == ("看法一", "甲一")
    assert (questions(small(), "en")[3].text, questions(small(), "en")[3].rows[0].text) == ("Views one", "A one")
    assert [option.code for option in found[0].options] == [1, 2]
    assert found[3].options == ()


def test_what_no_block_names_comes_last_statement_by_statement():
    bare = YAML[: YAML.index("blocks:")] + YAML[YAML.index("truth:") :]
    found = questions(loads(bare, "bare.yaml"))
    assert len(found) == 12 + 1 + 4
    assert [question.rows[0].part.code for question in found[:2]] == ["A1", "A2"]
    assert found[12].rows[0].part.code == "AC1"
    assert found[-1].variable is not None
    assert found[-1].variable.code == "age"


def test_answers_are_those_clicked():
    survey = full()
    given = answers(survey)
    np.testing.assert_array_equal(given.scaled["A3"], 6 - survey.items["A3"])
    np.testing.assert_array_equal(given.scaled["A1"], survey.items["A1"])
    np.testing.assert_array_equal(given.scaled["AC1"], [4, 1, NAN])
    assert given.skip("often").tolist() == [False, True, False]
    assert given.skip("age").tolist() == [False] * 3


def test_cells():
    values = np.array([2.0, NAN, 9.0, 2.0, NAN])
    skip = np.array([False, False, False, True, True])
    assert pick(values, {9: "nine", 2: "two"}, "(missing)", skip, "(skipped)") == [
        "two", "(missing)", "nine", "(skipped)", "(skipped)"
    ]  # fmt: skip
    with pytest.raises(DataError) as caught:
        pick(np.array([3.0]), {2: "two", 9: "nine"}, "", np.array([False]), "")
    assert (caught.value.message.key, caught.value.message.values["answer"]) == ("survey.answer_has_no_cell", 3.0)


def test_times_and_serials():
    stamp = pd.Timestamp("2026-03-01 10:00:30")
    found = record(full(seconds=[30, NAN, 12.7], submitted=[stamp, stamp, None]))
    assert found.serial == [1, 2, 3]
    assert found.seconds == [30, "", 12]
    assert found.started == [stamp - dt.timedelta(seconds=30), stamp, None]
    assert found.submitted == [stamp, stamp, None]
    bare = record(full())
    assert (bare.seconds, bare.submitted) == ([""] * 3, [None] * 3)


def test_wenjuanxing_in_words():
    survey = full()
    header, columns = wenjuanxing.table(survey, questions(small()), answers(survey), "text", "a", "zh")
    by = dict(zip(header, columns, strict=True))
    assert header[:6] == list(wenjuanxing.META)
    assert by["1、是否使用过"] == ["是", "否", "(空)"]
    assert by["2、使用频率"] == ["经常", "(跳过)", "(空)"]
    assert by["3、使用场景（可多选）"] == ["网购┋超市", "其他〖…〗", "(空)"]
    assert by["4、看法一—甲一"] == ["非常同意", "比较同意", "非常不同意"]
    assert by["4、甲二"][1] == "(空)"
    assert by["6、您的年龄"] == [20, 30.5, "(空)"]
    assert by["来源"] == ["手机提交"] * 3


def test_wenjuanxing_in_numbers():
    survey = full()
    header, columns = wenjuanxing.table(survey, questions(small()), answers(survey), "codes", "b", "zh")
    by = dict(zip(header, columns, strict=True))
    assert by["2、使用频率"] == [3, -3, -2]
    assert [by[name] for name in header if name.startswith("3")] == [[1, 0, -2], [1, 0, -2], [0, 1, -2], [0, 0, -2]]
    assert [name for name in header if name.startswith("3")][:2] == ["3、使用场景（可多选）(网购)", "3(超市)"]
    assert header[header.index("4、看法一—1 甲一") + 1] == "甲二"
    old, _ = wenjuanxing.table(survey, questions(small()), answers(survey), "codes", "c", "zh")
    assert "第4题(甲一)" in old


def test_qualtrics():
    survey = full()
    (names, texts, keys), columns = qualtrics.table(survey, questions(small(), "en"), answers(survey), "codes", "en")
    by = dict(zip(names, columns, strict=True))
    assert keys[0] == '{"ImportId": "startDate"}'
    assert by["Q1"] == [1, 2, -99]
    assert by["Q2"] == [3, "", -99]
    assert [by[f"Q3_{place}"] for place in (1, 2, 3)] == [[1, "", -99], [1, "", -99], ["", 1, -99]]
    assert by["Q4_1"] == [5, 4, 1]
    assert by["Q6"] == [20, 30.5, ""]
    assert texts[names.index("Q4_1")] == "Views one - A one"
    assert texts[names.index("Q3_2")] == "Where do you use it - Selected Choice - Shops"
    assert by["ResponseId"][0] == "R_000000000000001"
    assert (by["DistributionChannel"], by["UserLanguage"]) == (["anonymous"] * 3, ["EN"] * 3)


def test_a_plain_table():
    survey = full()
    header, columns = plain.table(survey, answers(survey), "text", "en")
    by = dict(zip(header, columns, strict=True))
    assert header[:4] == ["id", "submitted", "seconds", "simulated"]
    assert by["user"] == ["Yes", "No", ""]
    assert by["often"] == ["Often", "", ""]
    assert by["uses.3"] == [0, 1, ""]
    assert by["age"] == [20, 30.5, ""]
    assert by["A1"] == ["Strongly agree", "Somewhat agree", "Strongly disagree"]
    assert by["simulated"] == [0, 0, 0]
