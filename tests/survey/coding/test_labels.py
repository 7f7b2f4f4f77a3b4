"""Scale labels to scores: the whole label first, then its meaning, then the longest label in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey.exports import FORM, LABELS

from tamkit.messages import Message
from tamkit.questionnaire import Scale
from tamkit.survey.coding.cells import Wrong
from tamkit.survey.coding.labels import LONGEST, Labels, meaning
from tamkit.survey.readers.headers import fold

AGREE = Labels.of("agree5", FORM.scales["agree5"])
SATISFIED = Labels.of("s4", Scale(points=4, labels={"zh": ("非常不满意", "不满意", "满意", "非常满意")}))
BARE = Labels.of("bare", Scale(points=7, labels={}))


@pytest.mark.parametrize(
    ("label", "sense"),
    [
        ("完全同意", (1, 2, "同意")), ("很不同意", (-1, 2, "同意")), ("不太同意", (-1, 1, "同意")),
        ("不是很满意", (-1, 1, "满意")),
        ("略微赞成", (1, 1, "同意")), ("不吻合", (-1, 0, "符合")), ("反对", (-1, 0, "同意")),
        ("不反对", (1, 0, "同意")),
        ("强烈反对", (-1, 2, "同意")), ("有点反对", (-1, 1, "同意")), ("说不清", (0, 0, "")), ("undecided", (0, 0, "")),
        ("somewhatagree", (1, 1, "agree")), ("notlikely", (-1, 0, "likely")), ("extremelyunlikely", (-1, 2, "likely")),
        ("verymuchagree", (1, 2, "agree")), ("important", (1, 0, "important")), ("quitesatisfied", (1, 1, "satisfied")),
    ],
)  # fmt: skip
def test_meanings(label, sense):
    assert meaning(label) == sense


@pytest.mark.parametrize(
    ("words", "family"),
    [(("赞同", "认同", "赞成", "认可", "同意"), "同意"), (("相符", "吻合", "符合"), "符合"), (("满意",), "满意")],
)
def test_words_of_one_family(words, family):
    assert {meaning(f"非常不{word}") for word in words} == {(-1, 2, family)}
    scale = Scale(points=4, labels={"zh": tuple(f"{level}{family}" for level in ("非常不", "不", "", "非常"))})
    assert {Labels.of("s", scale).score(f"十分{word}") for word in words} == {4}


@pytest.mark.parametrize("label", ["", "很", "好", "同意agree", "agreeornot", "5", "不不同意"])
def test_without_a_meaning(label):
    assert meaning(label) is None


@given(
    st.sampled_from(LABELS),
    st.sampled_from(["", "我", "选", "5分", "（2）"]),
    st.sampled_from(["", "。", "的", "(3分)"]),
)
def test_filler_around_a_label_changes_nothing(label, before, after):
    assert AGREE.score(before + label + after) == LABELS.index(label) + 1


def test_what_stands_around_the_longest_label_must_be_filler():
    assert AGREE.of_words("表示非常不同意") == 1
    assert AGREE.of_words("同意非常不同意") is None
    assert AGREE.of_words("他们都说非常不同意才对") is None


def test_a_scale_with_one_degree_takes_plain_and_mild_for_it():
    assert [SATISFIED.score(word) for word in ("不太满意", "比较满意", "略不满意")] == [2, 3, 2]
    assert isinstance(SATISFIED.score("同意"), Wrong)
    assert isinstance(SATISFIED.score("一般"), Wrong)  # four points have no middle


def test_labels_of_two_points_with_one_meaning_are_not_told_by_meaning():
    twice = Labels.of("twice", Scale(points=3, labels={"zh": ("不同意", "比较同意", "有点同意")}))
    assert twice.exact == {}
    assert twice.score("比较同意") == 2
    assert isinstance(twice.score("稍同意"), Wrong)


def test_synonyms_come_before_other_languages_and_never_over_a_label():
    scale = Scale(points=2, labels={"zh": ("不", "要"), "en": ("Nope", "Yep")}, synonyms={1: ("要",), 2: ("Sure",)})
    labels = Labels.of("want", scale)
    assert [labels.score(word) for word in ("不", "要", "nope", "YEP", "sure")] == [1, 2, 1, 2, 2]
    assert labels.whole == {
        fold(word): point for word, point in (("nope", 1), ("yep", 2), ("不", 1), ("要", 2), ("sure", 2))
    }


def test_a_scale_without_labels_takes_numbers_only():
    assert BARE.score("7") == 7
    assert BARE.score("6星") == 6
    assert BARE.score("2 points") == 2
    wrong = BARE.score("同意")
    assert isinstance(wrong, Wrong)
    assert wrong.values["allowed"] == Message("survey.scale", low=1, high=7, labels=None)
    assert wrong.values["near"] is None


@pytest.mark.parametrize(
    ("cell", "why"),
    [("8", "off_the_scale"), (0, "off_the_scale"), ("8分", "off_the_scale"), (2.5, "between_points"), ("abc",
    "no_label"),
     (True, "truth_value"), ("#REF!", "formula_error")],
)  # fmt: skip
def test_what_is_wrong_with_a_cell(cell, why):
    wrong = BARE.score(cell)
    assert isinstance(wrong, Wrong)
    assert wrong.why == why


def test_a_wrong_label_is_told_its_nearest_and_what_is_allowed():
    wrong = AGREE.score("非常同议")
    assert isinstance(wrong, Wrong)
    assert (wrong.values["scale"], wrong.values["near"]) == ("agree5", "非常同意")
    allowed = wrong.values["allowed"]
    assert (allowed.key, allowed.values["high"]) == ("survey.scale", 5)
    assert "一般" in str(allowed)


@given(st.integers(1, 7))
def test_option_numbers_from_the_highest(value):
    assert BARE.score(value, descending=True) == 8 - value
    assert BARE.score(value) == value


def test_an_essay_is_no_label():
    assert AGREE.of_words("同意" + " " * LONGEST) is None
    assert AGREE.of_words("同意" + " " * (LONGEST - 2)) == 4
