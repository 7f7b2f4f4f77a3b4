"""What the package says, in Chinese too; which class each mistake is; what a machine file holds of a note."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from survey.exports import FORM, plain, save
from survey.samples import survey_of, varied

from tamkit.errors import DataError, InputError, OptionError, SampleError
from tamkit.messages import Message
from tamkit.messages.catalogue import catalogue
from tamkit.messages.wording import placeholders
from tamkit.survey import Rules, load, screen
from tamkit.survey.coding.cells import Wrong
from tamkit.survey.missing import little_mcar, missing
from tamkit.survey.proportions import association, one_sample, wilson
from tamkit.survey.readers.table import spell_rows
from tamkit.survey.screening import RULES


def chinese(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.message.say("zh")


def test_cells_that_are_no_answers(tmp_path):
    rows = plain()
    rows[1][rows[0].index("PU1")] = 9
    rows[2][rows[0].index("gender")] = "别的"
    with pytest.raises(DataError) as caught:
        load(save(rows, tmp_path / "a.csv"), FORM)
    said = chinese(caught)
    assert said.startswith("a.csv：有 2 类单元格不是所在题目的有效回答：\n  ")
    assert "第 2 行：“9”超出量表范围；可用：1–5（" in said
    assert "第 3 行：“别的”不是选项；可用：" in said
    assert len(said.splitlines()) == 3
    assert len(str(caught.value).splitlines()) == 3


def test_one_cell_takes_one_line(tmp_path):
    rows = plain()
    rows[1][rows[0].index("PU1")] = 9
    with pytest.raises(DataError) as caught:
        load(save(rows, tmp_path / "a.csv"), FORM)
    assert "\n" not in str(caught.value)
    assert chinese(caught).startswith("a.csv，")


def test_a_sheet_is_named_in_the_language(tmp_path):
    rows = [[*row, ""] for row in plain()]
    rows[0][rows[0].index("PU1")] = "PU9"
    with pytest.raises(DataError) as caught:
        load(save(rows, tmp_path / "a.xlsx"), FORM)
    assert chinese(caught).startswith("a.xlsx 的工作表“Sheet")
    assert "6 个题项中有 1 个没有对应的列" in chinese(caught)
    assert "no column for 1 of 6 items" in str(caught.value)


@pytest.mark.parametrize(
    ("low", "high", "english", "said"),
    [
        (14, 99, "'7' is not between 14 and 99", "“7”不在 14 到 99 之间"),
        (14, None, "'7' is below 14", "“7”小于 14"),
        (None, 5, "'7' is above 5", "“7”大于 5"),
    ],
)
def test_bounds_that_are_open(low, high, english, said):
    message = Wrong("out_of_bounds", {"low": low, "high": high}).about("7")
    assert (message.say("en"), message.say("zh")) == (english, said)


@pytest.mark.parametrize(
    ("values", "english", "said"),
    [
        (
            {"n": 0},
            "synonyms: no item pairs with r ≥ 0.6, so not computed.",
            "同义题一致性：没有 r ≥ 0.6 的题对，未计算。",
        ),
        (
            {"n": 1},
            "synonyms: one item pair with r ≥ 0.6; fewer than 5, so not computed.",
            "同义题一致性：r ≥ 0.6 的题对只有 1 对，少于 5 对，未计算。",
        ),
        ({"n": 7, "computed": True}, "synonyms: 7 item pairs with r ≥ 0.6.", "同义题一致性依据 r ≥ 0.6 的 7 个题对。"),
        (
            {"n": 7, "computed": True, "index": "antonyms"},
            "antonyms: 7 item pairs with r ≤ −0.6.",
            "反义题一致性依据 r ≤ −0.6 的 7 个题对。",
        ),
        (
            {"n": 6, "computed": True, "correlation": None},
            "synonyms: 6 declared item pairs.",
            "同义题一致性依据声明的 6 个题对。",
        ),
    ],
)
def test_pairs_are_counted_as_one_counts(values, english, said):
    given = {"index": "synonyms", "correlation": 0.6, "computed": False, "least": 5, **values}
    message = Message("survey.pairs", **given)
    assert (message.say("en"), message.say("zh")) == (english, said)


def test_screening_says_the_same():
    clean = screen(survey_of(varied(60)), Rules())
    first = next(note for note in clean.notes if note.key == "survey.pairs")
    assert first.say("zh").startswith("同义题一致性")
    assert " 0 " not in first.say("zh")


def test_rows_in_both_languages():
    assert spell_rows([4], 1).say("zh") == "第 4 行"
    assert spell_rows([4, 9], 12).say("zh") == "第 4、9 行等共 12 行"


def test_a_bad_threshold_says_what_the_rule_means():
    with pytest.raises(OptionError) as caught:
        Rules.of({"attention": 1.5})
    assert chinese(caught) == "screening: attention：1.5 不是 1 到 99 的整数。含义：未通过的注意力检测题不少于此数。"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_rule_has_a_meaning(language):
    meant = catalogue(language)["survey.rule_means"]
    assert set(RULES) <= set(meant)


def test_nobody_left_is_counted_by_rule():
    survey = survey_of(np.full((5, 4), np.nan))
    with pytest.raises(DataError) as caught:
        screen(survey, {"longstring": None})
    assert "5 名受访者全部被剔除（题项缺失比例：5 人）" in chinese(caught)


def test_what_prevents_littles_test_is_the_error_itself():
    found = missing(survey_of(varied(20)))
    assert found.note is not None
    assert found.note.say("zh") == "没有缺失的作答。"
    X = varied(20)
    X[3, 0] = np.nan
    assert missing(survey_of(X)).note is None


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: wilson(3, 2), DataError),
        (lambda: one_sample(1, 2, 1.0), OptionError),
        (lambda: association([[1, 2]]), SampleError),
        (lambda: little_mcar(varied(20)), SampleError),
        (lambda: Rules.of({"exclude": ["speed"]}), OptionError),
        (lambda: load([], FORM), OptionError),
    ],
)
def test_classes(call, error):
    with pytest.raises(error):
        call()


def test_a_machine_file_holds_both_languages(tmp_path):
    survey = load(save([[*row, "x"] for row in plain()], tmp_path / "a.csv"), FORM)
    note = next(note for note in survey.notes if note.key == "survey.columns_unmatched")
    plainly = json.loads(json.dumps(note.to_dict(), ensure_ascii=False))
    assert plainly["values"]["n"] == 1
    assert "one column belongs to no question" in plainly["en"]
    assert "有 1 列不属于任何题目" in plainly["zh"]
    html = replace(survey, notes=(note,))._repr_html_()
    assert "belongs to no question" in html


def test_the_languages_say_the_same_things():
    english, said = catalogue("en"), catalogue("zh")
    keys = [key for key in english if key.startswith("survey.")]
    assert len(keys) > 100
    for key in keys:
        assert placeholders(english[key]) == placeholders(said[key]), key
