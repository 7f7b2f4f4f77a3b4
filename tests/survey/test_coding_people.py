"""Respondent variables: labels of statistics files, own words, options without a column, bases, joined files."""

from __future__ import annotations

import numpy as np
import pytest
from survey.exports import FORM, check, frame, plain, save, wjx_codes, wjx_text

from tamkit.errors import InputError
from tamkit.questionnaire import loads
from tamkit.survey import load

ASKED = loads("""
name: people
title: People
scales: {s: {points: 2, labels: {en: ["No", "Yes"]}}}
variables:
  - code: user
    name: User
    text: Do you use it
    options: [{code: 1, label: "Yes"}, {code: 2, label: "No"}]
  - code: product
    name: Product
    text: Which one mostly
    base: {variable: user, options: [1]}
    options: [{code: 1, label: Huabei}, {code: 2, label: Baitiao}, {code: 3, label: Other, other: true}]
  - code: satisfied
    name: Satisfied
    text: Are you satisfied with it
    base: {variable: product, options: [1, 2]}
    options: [{code: 1, label: "Yes"}, {code: 2, label: "No"}]
""")


def test_value_labels_decide_for_respondent_questions(tmp_path):
    import pyreadstat

    data = frame()
    data.columns = [column.replace(".", "_") for column in data.columns]
    data["gender"] = 3 - data["gender"]
    file = tmp_path / "a.sav"
    pyreadstat.write_sav(data, str(file), variable_value_labels={"gender": {1: "女", 2: "男"}})
    check(load(file, FORM))


def test_google_own_words_are_other(tmp_path):
    stamp = "2026/1/2 10:00:00"
    rows = [["Timestamp", "Do you use it", "Which one mostly"], [stamp, "Yes", "Jiebei"], [stamp, "No", ""]]
    survey = load(save(rows, tmp_path / "g.csv"), ASKED)
    assert survey.respondents["product"].tolist()[0] == 3
    assert any("one answer in own words was counted as 'other'" in str(note) for note in survey.notes)
    with pytest.raises(InputError, match="'Jiebei' is no option"):
        load(save([row[1:] for row in rows], tmp_path / "c.csv"), ASKED)
    rows[1][2] = "Other: Jiebei"
    assert load(save([row[1:] for row in rows], tmp_path / "c.csv"), ASKED).respondents["product"].tolist()[0] == 3


def test_bases_of_bases(tmp_path):
    rows = [["user", "product", "satisfied"], [1, 1, 2], [1, 3, ""], [2, "", ""], [1, 2, ""], ["", "", ""], [1, "", ""]]
    survey = load(save(rows, tmp_path / "a.csv"), ASKED)
    assert survey.skipped["product"].tolist() == [False, False, True, False, False]
    assert survey.skipped["satisfied"].tolist() == [False, True, True, False, False]
    assert survey.meta["row"].tolist() == [2, 3, 4, 5, 7]  # the empty row is left out


def test_options_without_a_column_are_noted(tmp_path):
    rows = [[*row[:6], *row[7:]] for row in plain()]  # without used.2
    survey = load(save(rows, tmp_path / "a.csv"), FORM)
    assert [name for name in survey.respondents if name.startswith("used")] == ["used.1", "used.3", "used.4"]
    assert any("used: no column for option 2" in str(note) for note in survey.notes)


def test_a_list_of_choices_beside_its_options(tmp_path):
    rows = [[*row, "used" if n == 0 else "花呗,白条"] for n, row in enumerate(plain())]
    check(load(save(rows, tmp_path / "a.csv"), FORM))


def test_what_only_the_numbers_hold_is_joined(tmp_path):
    words, numbers = wjx_text(), wjx_codes()
    gone = {words[0].index(name) for name in ("5、您是否逾期过", "所用时间", "来自IP", "1、您的性别")}
    part = [[cell for place, cell in enumerate(row) if place not in gone] for row in words]
    survey = load([save(part, tmp_path / "按文本.xlsx"), save(numbers, tmp_path / "按序号.xlsx")], FORM)
    check(survey)
    assert survey.meta["seconds"].tolist() == [123, 95, 200, 61]
    assert survey._fingerprints["ip"].iloc[0] == survey._fingerprints["ip"].iloc[3]


def test_headers_that_repeat_need_a_letter_in_a_mapping(tmp_path):
    rows = [[*row, "extra", "extra"] if n == 0 else [*row, 1, 2] for n, row in enumerate(plain())]
    with pytest.raises(InputError, match=r"2 columns 'extra' \(R, S\); name one by its letter, '@R'"):
        load(save(rows, tmp_path / "a.csv"), FORM, mapping={"columns": {"extra": "ignore"}})


def test_multiple_choice_that_nobody_was_asked(tmp_path):
    rows = wjx_text()
    place = rows[0].index("4、您使用过哪些产品【多选题】")
    rows[1][place] = "(跳过)"
    rows[3][place] = "(空)"
    survey = load(save(rows, tmp_path / "a.csv"), FORM)
    used = survey.respondents[[f"used.{code}" for code in (1, 2, 3, 4)]]
    assert used.iloc[[0, 2]].isna().all().all()
    assert survey.skipped["used.1"].tolist() == [True, False, False, False]
    assert np.isfinite(used.iloc[[1, 3]].to_numpy()).all()
