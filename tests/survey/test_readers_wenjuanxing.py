"""Wenjuanxing exports: three matrix headers, words and numbers, skips, 总分, and the two joined."""

from __future__ import annotations

import numpy as np
import pytest
from survey.exports import FORM, SECONDS, check, matrix_headers, save, wjx_codes, wjx_text

from tamkit.errors import InputError
from tamkit.survey import load
from tamkit.survey.readers.table import Head
from tamkit.survey.readers.wenjuanxing import parenthesis, recognise


@pytest.mark.parametrize("style", ["a", "b", "c"])
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_words(tmp_path, style, suffix):
    survey = load(save(wjx_text(style), tmp_path / f"320_按文本_问卷_4_4{suffix}"), FORM)
    check(survey)
    assert survey.sources[0].platform == "wjx"
    assert survey.sources[0].form == "text"
    assert survey.items.index.tolist() == [1, 2, 3, 4]
    assert survey.meta["seconds"].tolist() == SECONDS
    assert str(survey.meta["submitted"].iloc[0]) == "2026-09-18 19:20:55"


@pytest.mark.parametrize("style", ["a", "b", "c"])
def test_numbers(tmp_path, style):
    survey = load(save(wjx_codes(style), tmp_path / "export.xlsx"), FORM)
    check(survey)
    # The platform shows a 总分 column, so nothing but the file name could tell numbers from scores.
    assert survey.sources[0].form == "scores"
    survey = load(save(wjx_codes(style), tmp_path / "320_按序号_问卷.xlsx"), FORM)
    check(survey)
    assert survey.sources[0].form == "codes"
    assert any("1 the lowest label" in str(note) for note in survey.notes)


def test_total_score_is_no_item(tmp_path):
    survey = load(save(wjx_text(), tmp_path / "a.xlsx"), FORM)
    assert "总分" not in " ".join(survey.meta.columns)
    assert any("总分" in str(note) for note in survey.notes)


def test_skip_is_not_missing_and_zero_is_missing_only_outside_multiple_choice(tmp_path):
    rows = wjx_codes()
    header = rows[0]
    rows[1][header.index("1、您的性别")] = 0
    survey = load(save(rows, tmp_path / "按序号.xlsx"), FORM)
    assert np.isnan(survey.respondents["gender"].iloc[0])
    assert survey.respondents["used.3"].iloc[0] == 0
    assert "gender" not in survey.skipped
    assert survey.skipped["overdue"].tolist() == [False, True, False, False]
    assert np.isnan(survey.items["PU1"].iloc[2])
    assert "PU1" not in survey.skipped


def test_duplicated_matrix_headers_of_other_programs(tmp_path):
    rows = wjx_text("b")
    header = rows[0]
    header[-3] = f"{header[-3]}.1"  # pandas
    header[-4] = f"{header[-4]}...18"  # readxl
    check(load(save(rows, tmp_path / "a.csv"), FORM))


def test_two_exports_are_joined_and_the_direction_found(tmp_path):
    words = save(wjx_text(), tmp_path / "1_按文本_x.xlsx")
    numbers = save(wjx_codes(descending=True), tmp_path / "1_按序号_x.xlsx")
    survey = load([words, numbers], FORM)
    check(survey)
    assert any("from the highest label" in str(note) for note in survey.notes)
    # Items only the numbers hold follow the direction the others show.
    rows = wjx_text()
    gone = rows[0].index("7、我担心信息被泄露")
    part = save([row[:gone] + row[gone + 1 :] for row in rows], tmp_path / "2_按文本_x.xlsx")
    check(load([numbers, part], FORM))
    assert len(survey.sources) == 2


def test_exports_that_disagree_are_refused(tmp_path):
    rows = wjx_codes()
    column = rows[0].index("7、我担心信息被泄露")
    rows[3][column] = 4
    words, numbers = save(wjx_text(), tmp_path / "按文本.xlsx"), save(rows, tmp_path / "按序号.xlsx")
    with pytest.raises(InputError, match=r"disagree on one question: RK2 \(serial 3\)"):
        load([words, numbers], FORM)
    rows = wjx_codes()
    rows[2][1] = "2026/9/19 10:00:00"
    with pytest.raises(InputError, match="different times"):
        load([words, save(rows, tmp_path / "按序号.xlsx")], FORM)


def test_numbers_that_run_backwards_are_refused_by_the_attention_check(tmp_path):
    rows = wjx_codes(descending=True)
    rows += [[n, *rows[1][1:]] for n in range(5, 16)]
    file = save(rows, tmp_path / "按序号.xlsx")
    with pytest.raises(InputError, match="direction: descending"):
        load(file, FORM)
    survey = load(file, FORM, mapping={"direction": "descending"})
    assert survey.items.iloc[0].tolist() == [5, 4, 5, 2, 3, 4]
    assert load(file, FORM, mapping={"direction": "ascending"}).items["PU1"].iloc[0] == 1


def test_matrix_headers_differ():
    assert len({tuple(matrix_headers(style)) for style in "abc"}) == 3


def test_recognised_by_its_marks_only():
    assert recognise(Head("x.xlsx", "xlsx", (("序号", "提交答卷时间", "1、题"),)))
    assert recognise(Head("x.xlsx", "xlsx", (("序号", "第1题(行)"),)))
    assert not recognise(Head("x.xlsx", "xlsx", (("序号", "name", "score"),)))


def test_nested_parentheses():
    assert parenthesis("题干（多选）(选项(含a))") == ("题干（多选）", "选项(含a)")


def test_items_not_asked_are_skips(tmp_path):
    rows = wjx_text()
    first = rows[0].index("6、您是否同意—使用花呗让付款更快")
    rows[2][first : first + 3] = ["(跳过)"] * 3
    survey = load(save(rows, tmp_path / "a.xlsx"), FORM)
    assert survey.items.loc[2, ["PU1", "PU2", "PU3"]].isna().all()
    assert survey.skipped[["PU1", "PU2", "PU3"]].loc[2].all()
    assert not survey.skipped.loc[3, "PU1"]  # (空): asked and left out


def test_old_headers_throughout(tmp_path):
    rows = wjx_codes("c")
    header = rows[0]
    for place, number in ((7, 1), (8, 2), (9, 3), (14, 5)):
        header[place] = f"第{number}题({header[place].split('、')[1].rstrip('：:_')})"
    for place, option in enumerate(("花呗", "白条", "其他", "都没用过"), 10):
        header[place] = f"第4题({option})"
    check(load(save(rows, tmp_path / "按序号.xlsx"), FORM))


def test_joined_files_may_hold_different_respondents(tmp_path):
    words, numbers = wjx_text(), wjx_codes()
    survey = load([save(words[:4], tmp_path / "按文本.xlsx"), save(numbers, tmp_path / "按序号.xlsx")], FORM)
    check(survey, rows=3)
    assert any("1 in 按序号.xlsx, sheet 'Sheet1' only" in str(note) for note in survey.notes)


def test_own_words_behind_an_option(tmp_path):
    rows = wjx_text()
    rows[1][rows[0].index("4、您使用过哪些产品【多选题】")] = "花呗┋白条┋其他〖a┋b〗"
    survey = load(save(rows, tmp_path / "a.xlsx"), FORM)
    assert survey.respondents.filter(like="used").iloc[0].tolist() == [1, 1, 1, 0]
    codes = wjx_codes()
    codes[1][9] = "2〖大约〗"
    assert load(save(codes, tmp_path / "b.xlsx"), FORM).respondents["income"].iloc[0] == 2


def test_items_neither_file_has_are_named(tmp_path):
    words, numbers = wjx_text(), wjx_codes()
    gone = [words[0].index("7、我担心信息被泄露"), numbers[0].index("7、我担心信息被泄露")]
    files = [
        save([row[:place] + row[place + 1 :] for row in rows], tmp_path / name)
        for rows, place, name in zip((words, numbers), gone, ("按文本.xlsx", "按序号.xlsx"), strict=True)
    ]
    with pytest.raises(InputError, match=r"neither file has a column for item RK2"):
        load(files, FORM)


def halves(folder, *, descending=False):
    """The common practice: respondents in words, scales in numbers."""
    words, numbers = wjx_text(), wjx_codes(descending=descending)
    for rows in (words, numbers):
        rows += [[n, *rows[1][1:]] for n in range(5, 16)]
    cut = words[0].index("6、您是否同意—使用花呗让付款更快")
    start = numbers[0].index("6、您是否同意—使用花呗让付款更快")
    return [
        save([row[:cut] for row in words], folder / "1_按文本_x.xlsx"),
        save([row[:1] + row[start:] for row in numbers], folder / "1_按序号_x.xlsx"),
    ]


def test_respondents_in_words_and_scales_in_numbers(tmp_path):
    survey = load(halves(tmp_path), FORM)
    assert survey.items.iloc[0].tolist() == [5, 4, 5, 2, 3, 4]
    assert survey.respondents["overdue"].iloc[0] == 1
    assert any("1 the lowest label" in str(note) for note in survey.notes)
    with pytest.raises(InputError, match="direction: descending"):
        load(halves(tmp_path, descending=True), FORM)


def test_respondent_questions_are_held_against_each_other(tmp_path):
    rows = wjx_codes()
    rows[2][rows[0].index("2、您的年龄（岁）：____")] = 53
    with pytest.raises(InputError, match=r"disagree on one question: age \(serial 2\)"):
        load([save(wjx_text(), tmp_path / "按文本.xlsx"), save(rows, tmp_path / "按序号.xlsx")], FORM)


CODES = """
name: zero
title: Zero
scales: {s: {points: 2, labels: {en: ["No", "Yes"]}}}
variables:
  - {code: user, name: User, text: Do you use it, options: [{code: 0, label: Never}, {code: 1, label: Often}]}
  - {code: uses, name: Uses, text: What for, kind: multiple, options: [
      {code: 1, label: Food}, {code: 9, label: Else}]}
"""


def test_option_numbers_are_places_not_codes(tmp_path):
    """At 0.1.0 place 1 was read as code 1, so that those who never use it were users."""
    from tamkit.questionnaire import loads

    asked = loads(CODES)
    header = ["序号", "提交答卷时间", "1、Do you use it", "2、What for(Food)", "2(Else)"]
    rows = [header, [1, "2026/9/18 19:20:55", 1, 1, 0], [2, "2026/9/18 19:21:55", 2, 0, 1]]
    file = save(rows, tmp_path / "7_按序号_x_2_2.xlsx")
    with pytest.raises(InputError, match=r"column C \(user\).*values: \{user: \{1: 0, 2: 1\}\}"):
        load(file, asked)
    said = {"values": {"user": {"1": 0, "2": 1}}}
    found = load(file, asked, mapping=said).respondents
    assert found.to_numpy().tolist() == [[0, 1, 0], [1, 0, 1]]
    words = [header, [1, "2026/9/18 19:20:55", "Never", 1, 0], [2, "2026/9/18 19:21:55", "Often", 0, 1]]
    assert load(save(words, tmp_path / "7_按文本_x_2_2.xlsx"), asked).respondents["user"].tolist() == [0, 1]
    listed = [["序号", "提交答卷时间", "2、What for"], [1, "2026/9/18 19:20:55", "1┋2"]]
    listed.append([2, "2026/9/18 19:20:55", "2"])
    file = save(listed, tmp_path / "8_按序号_x_2_2.xlsx")
    with pytest.raises(InputError, match=r"uses: \{1: 1, 2: 9\}"):
        load(file, asked)
    found = load(file, asked, mapping={"values": {"uses": {"1": 1, "2": 9}}}).respondents
    assert found.to_numpy().tolist() == [[1, 1], [0, 1]]
