"""Options of respondent questions: labels in any spelling, numbers, lists of choices, ticks."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey.exports import FORM

from tamkit.questionnaire import loads
from tamkit.survey.coding.cells import Wrong
from tamkit.survey.coding.options import LONGEST, TICKED, UNTICKED, Options, fold_option

USED = Options.of(FORM.variable("used"))
GENDER = Options.of(FORM.variable("gender"))
WIDE = loads("""
name: wide
title: Wide
scales: {s: {points: 2, labels: {en: ["No", "Yes"]}}}
variables:
  - code: why
    name: Why
    text: Why do you use it
    kind: multiple
    options:
      - {code: 1, label: "Cheap, fast"}
      - {code: 2, label: Cheap}
      - {code: 3, label: "Safe; everybody has it", synonyms: [Safety]}
      - {code: 4, label: Other, other: true}
  - code: age
    name: Age
    text: How old are you
    options:
      - {code: 1, label: Under 18}
      - {code: 2, label: "18-25"}
      - {code: 3, label: "26-40"}
      - {code: 9, label: "1"}
  - code: two
    name: Two
    text: Two others
    options:
      - {code: 1, label: Other, other: true}
      - {code: 2, label: Something else, other: true}
""")
WHY, AGE = Options.of(WIDE.variable("why")), Options.of(WIDE.variable("age"))
COMMAS = (";", ", ", ",", "，")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("18 – 25 岁", "18-25岁"), ("18至25岁", "18-25岁"), ("18 to 25", "18-25"), ("18——25", "18-25"),
        ("1,000,000元", "1000000元"), ("≥5%", "≥5%"), ("C++", "c++"), ("B）經濟學", "经济学"), ("其他______", "其他"),
        ("其他（请说明）", "其他"), ("Other (please specify)", "other"), ("其他〖借呗〗", "其他"), ("1.5万", "1.5万"),
        ("-5", "5"), ("up-to-date", "uptodate"), ("", ""),
    ],
)  # fmt: skip
def test_options_as_they_are_compared(text, folded):
    assert fold_option(text) == folded


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Huabei", 1), (" HUABEI ", 1), ("b. 白条", 2), ("(2) 白条", 2), ("2、白条", 2), ("其他：借呗", 3),
        ("Other (Jiebei)", 3),
        ("C. 其他(没有了)", 3), ("都没用过", 4), ("花", None), ("", None), ("：借呗", None),
    ],
)  # fmt: skip
def test_labels(text, code):
    assert USED.of_words(text) == code


def test_a_text_of_any_length_is_no_option():
    assert USED.of_words("花呗" + " " * (LONGEST - 2)) == 1
    assert USED.of_words("花呗" + " " * (LONGEST - 1)) is None


def test_own_words_need_one_option_to_take_them():
    assert USED.other == 3
    assert GENDER.other is None
    two = Options.of(WIDE.variable("two"))
    assert two.other is None
    assert two.of_words("Other: mine") is None


@pytest.mark.parametrize(("cell", "code"), [(1, 1.0), ("2", 2.0), ("２", 2.0), (2.0, 2.0), ("女", 2.0), ("A.男", 1.0)])
@pytest.mark.parametrize("form", ["text", "codes", "mixed"])
def test_one_answer(cell, code, form):
    assert GENDER.choice(cell, form=form) == code


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("其他", "no_option"),
        (3, "no_option"),
        (True, "truth_value"),
        (dt.date(2026, 1, 2), "date"),
        ("1.5", "no_option"),
    ],
)
def test_what_is_no_answer(cell, why):
    wrong = GENDER.choice(cell, form="mixed")
    assert isinstance(wrong, Wrong)
    assert wrong.why == why


def test_a_label_that_is_a_number_counts_in_words_only():
    assert AGE.choice("1", form="text") == 9
    assert AGE.choice("1", form="codes") == 1
    assert AGE.choice(9, form="codes") == 9


def test_the_nearest_label_is_told():
    wrong = AGE.choice("Under 16", form="text")
    assert isinstance(wrong, Wrong)
    assert wrong.values["near"] == "Under 18"
    assert "2 18-25" in wrong.values["allowed"]


def test_free_words_are_the_other_option():
    assert USED.choice("微粒贷", form="text", free=True) == 3
    assert isinstance(USED.choice("微粒贷", form="text"), Wrong)
    assert isinstance(GENDER.choice("微粒贷", form="text", free=True), Wrong)  # nowhere to count it


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Cheap, fast", {1}), ("Cheap, fast, Cheap", {1, 2}), ("Cheap, Cheap, fast", {1, 2}), ("Cheap; Safety", {2, 3}),
        ("Safe; everybody has it, Cheap, fast", {1, 3}), ("Cheap, Safe; everybody has it, Other", {2, 3, 4}),
        ("1;4", {1, 4}), ("2", {2}), ("Cheap,", {2}), ("Cheap,,Cheap", {2}),
    ],
)  # fmt: skip
def test_options_that_hold_separators_are_cut_longest_first(cell, codes):
    assert WHY.choices(cell, COMMAS, form="text") == codes


def test_what_is_cut_off_and_unknown():
    assert WHY.choices("Cheap, fast, a gift", COMMAS, form="text", free=True) == {1, 4}
    assert WHY.choices("a gift", COMMAS, form="text", free=True) == {4}
    wrong = WHY.choices("Cheap, fast, a gift, Cheap", COMMAS, form="text")
    assert isinstance(wrong, Wrong)
    assert (wrong.why, wrong.values["part"]) == ("holds_no_option", "agift")


def test_lists_that_are_none():
    assert WHY.choices("x" * (LONGEST + 1), COMMAS, form="text") == Wrong("too_long")
    assert WHY.choices(dt.date(2026, 1, 2), COMMAS, form="codes") == Wrong("date")
    wrong = USED.choices("1┋7", ("┋",), form="codes")
    assert isinstance(wrong, Wrong)
    assert wrong.why == "holds_no_option"


@given(st.sets(st.sampled_from(USED.codes), min_size=1), st.sampled_from(["┋", ";", ", "]), st.booleans())
def test_any_list_of_choices_comes_back(codes, separator, chinese):
    labels = {option.code: option.label.both()[not chinese] for option in FORM.variable("used").options}
    assert USED.choices(separator.join(labels[code] for code in sorted(codes)), (separator,), form="text") == codes
    assert USED.choices(separator.join(map(str, sorted(codes))), (separator,), form="codes") == codes


@pytest.mark.parametrize("cell", [*sorted(TICKED), 1, 1.0, True, 2, "2", "白条", "Baitiao", "YES"])
def test_ticks(cell):
    assert USED.ticked(cell, 2) == 1.0


@pytest.mark.parametrize("cell", [*sorted(UNTICKED), 0, 0.0, False, "No"])
def test_no_ticks(cell):
    assert USED.ticked(cell, 2) == 0.0


@pytest.mark.parametrize("cell", ["花呗", 3, "maybe", "-1"])
def test_neither(cell):
    assert USED.ticked(cell, 2) == Wrong("no_tick")


def test_own_words_behind_a_tick():
    assert USED.ticked("其他〖没有〗", 3) == 1.0
    assert USED.ticked("1〖没有〗", 3) == 1.0
