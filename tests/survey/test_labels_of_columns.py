"""Labels attached to numbers decide for the whole column, and what is not understood is refused: properties over
generated columns. Each docstring says on which generated example 0.1.0 failed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey.samples import small

from tamkit.errors import InputError
from tamkit.questionnaire import loads
from tamkit.survey import load

ITEMS = [f"{construct}{n}" for construct in "ABC" for n in range(1, 5)]
ZH = ["非常不同意", "比较不同意", "一般", "比较同意", "非常同意"]
EN = ["Strongly disagree", "Somewhat disagree", "Neutral", "Somewhat agree", "Strongly agree"]
ASCENDING = dict(enumerate(ZH, start=1))
quick = settings(derandomize=True, max_examples=25, deadline=None)


def saved(columns: dict[str, list[float]], labels: dict[str, dict[float, str]], kind: str = "sav") -> Path:
    """A .sav or .dta of twelve items, those not given answered 1 … 5."""
    import pyreadstat

    rows = max(len(cells) for cells in columns.values())
    frame = pd.DataFrame({code: [float(1 + row % 5) for row in range(rows)] for code in ITEMS})
    for code, cells in columns.items():
        frame[code] = cells
    file = Path(tempfile.mkdtemp()) / f"a.{kind}"
    write = pyreadstat.write_sav if kind == "sav" else pyreadstat.write_dta
    write(frame, str(file), variable_value_labels=labels)
    return file


@quick
@given(
    points=st.sets(st.integers(1, 5), min_size=1),
    turned=st.booleans(),
    language=st.sampled_from([ZH, EN]),
    answers=st.lists(st.integers(1, 5), min_size=1, max_size=8),
    kind=st.sampled_from(["sav", "dta"]),
    shift=st.sampled_from([0, -1, 10]),
)
def test_labels_at_some_points_settle_all(points, turned, language, answers, kind, shift):
    """0.1.0: points={1}, answers=[2], shift=-1 gave 1; 1 = 非常同意 and 5 = 非常不同意 turned the ends only."""
    if points == {3}:
        points = {3, 4}
    if shift and len(points) < 2:
        points = points | {1, 5}
    attached = {(6 - point if turned else point) + shift: language[point - 1] for point in points}
    cells = [float(value + shift) for value in answers]
    file = saved({"A1": cells}, {"A1": attached}, kind)
    expected = [6 - value if turned else value for value in answers]
    assert load(file, small()).items["A1"].tolist() == expected


@quick
@given(
    at=st.integers(1, 5),
    strange=st.sampled_from(["非常同议X", "Stimme voll zu", "D’accord", "よくわかる", "不适用于我的情况"]),
    turned=st.booleans(),
    answers=st.lists(st.integers(1, 5), min_size=1, max_size=6),
    code=st.sampled_from(["A1", "B2", "C4"]),
)
def test_a_label_nobody_knows_is_named_with_its_column(at, strange, turned, answers, code):
    """0.1.0: at=1, strange='非常同议X', answers=[1] was read as 1, turned or not, without a word."""
    labels = {6 - point if turned else point: label for point, label in ASCENDING.items()}
    labels[at] = strange
    with pytest.raises(InputError) as error:
        load(saved({code: [float(value) for value in answers]}, {code: labels}), small())
    said = str(error.value)
    assert [word for word in (strange, code, "labels:", "direction:") if word not in said] == []


@quick
@given(order=st.permutations([1, 2, 3, 4, 5]), language=st.just(["Gar nicht", "Wenig", "Teils", "Eher", "Völlig"]))
def test_labels_in_another_language_are_refused_until_the_mapping_settles_them(order, language):
    """0.1.0: read as they stand, whatever the order (first example order=[1, 2, 3, 4, 5])."""
    attached = {value: language[place] for place, value in enumerate(order)}
    file = saved({"A1": [1.0, 2.0, 3.0, 4.0, 5.0]}, {"A1": attached})
    with pytest.raises(InputError, match="direction: descending"):
        load(file, small())
    told = load(file, small(), mapping={"labels": {label: place + 1 for place, label in enumerate(language)}})
    assert told.items["A1"].tolist() == [order.index(value) + 1 for value in (1, 2, 3, 4, 5)]
    turned = load(file, small(), mapping={"direction": "descending"})
    assert turned.items["A1"].tolist() == [5, 4, 3, 2, 1]


@quick
@given(first=st.integers(1, 5), second=st.integers(1, 5))
def test_two_numbers_with_one_label_are_refused(first, second):
    """0.1.0: first=1, second=1 (so 1 and 2 both 非常同意) was read as 1 and 2."""
    if first == second:
        second = first % 5 + 1
    labels = dict(ASCENDING) | {first: "非常同意", second: "非常同意"}
    with pytest.raises(InputError, match="A1"):
        load(saved({"A1": [1.0, 2.0, 3.0, 4.0, 5.0]}, {"A1": labels}), small())


GENDER = loads("""
name: people
title: People
scales: {agree: {points: 3, labels: {en: [Disagree, Neutral, Agree]}}}
constructs: [{code: P, name: P, items: [{code: P1, text: One}, {code: P2, text: Two}]}]
variables:
  - code: gender
    name: Gender
    text: {zh: 您的性别, en: Your gender}
    options:
      - {code: 1, label: {zh: 男, en: Male}}
      - {code: 2, label: {zh: 女, en: Female}}
      - {code: 3, label: {zh: 其他, en: Other}}
""")  # fmt: skip


def people(values: list[float], labels: dict[float, str]) -> Path:
    import pyreadstat

    file = Path(tempfile.mkdtemp()) / "p.sav"
    frame = pd.DataFrame({"P1": [1.0] * len(values), "P2": [2.0] * len(values), "gender": values})
    pyreadstat.write_sav(frame, str(file), variable_value_labels={"gender": labels})
    return file


@quick
@given(
    words=st.permutations(["男", "女", "其他", "未知", "拒答", "Unbekannt"]),
    values=st.lists(st.integers(1, 4), min_size=1, max_size=6),
    labelled=st.integers(1, 4),
)
def test_no_number_becomes_an_option_its_label_does_not_name(words, values, labelled):
    """0.1.0: words=[男, 未知, …], values=[2] made 未知 to 女 (2), and with [女, 未知] both."""
    labels = {float(value): words[value - 1] for value in range(1, labelled + 1)}
    options = {"男": 1, "女": 2, "其他": 3}
    moved = any(word in options and options[word] != value for value, word in labels.items())
    used = set(map(float, values))
    strange = [value for value in used if value in labels and labels[value] not in options]
    alone = [value for value in used if value not in labels and (moved or value > 3)]
    file = people([float(value) for value in values], labels)
    if strange or alone:
        with pytest.raises(InputError, match="gender") as error:
            load(file, GENDER)
        assert all(labels[value] in str(error.value) for value in strange)
        return
    expected = [options[labels[value]] if value in labels else value for value in map(float, values)]
    assert load(file, GENDER).respondents["gender"].tolist() == expected


def test_the_mapping_settles_a_respondent_question():
    """The line the message names is the line that helps."""
    file = people([1.0, 2.0], {1.0: "女", 2.0: "未知"})
    with pytest.raises(InputError, match="'未知', the label of 2"):
        load(file, GENDER)
    assert load(file, GENDER, mapping={"values": {"gender": {"2": 3}}}).respondents["gender"].tolist() == [2, 3]
    assert load(file, GENDER, mapping={"missing": [2]}).respondents["gender"].isna().tolist() == [False, True]


def csv(cells: list[str], **mapping: object) -> pd.Series:
    frame = pd.DataFrame({code: ["3"] * len(cells) for code in ITEMS} | {"A1": cells})
    survey = load(frame, small(), mapping=mapping)
    csv.notes = [str(note) for note in survey.notes]  # type: ignore[attr-defined]
    return survey.items["A1"]


@quick
@given(turned=st.booleans(), answers=st.lists(st.integers(1, 5), min_size=1, max_size=6), style=st.sampled_from([
    "{n} {label}", "{n}={label}", "{label} ({n})", "{label}({n}分)", "{n}、{label}"]))  # fmt: skip
def test_labels_beside_numbers_settle_bare_numbers(turned, answers, style):
    """0.1.0: turned=True, answers=[1]: '1 非常同意' was 5, the bare 1 stayed 1."""
    ends = [(1, ZH[4] if turned else ZH[0]), (5, ZH[0] if turned else ZH[4])]
    cells = [style.format(n=n, label=label) for n, label in ends] + [str(value) for value in answers]
    got = csv(cells).tolist()
    assert got == [6 - value if turned else value for value in (1, 5, *answers)]
    assert any("word and number disagree" in note for note in csv.notes) is turned


def test_word_and_number_that_disagree_are_told():
    """0.1.0 said nothing of ``比较同意 (5)`` (LimeSurvey writes label and code so)."""
    assert csv(["比较同意 (5)", "非常不同意 (1)"]).tolist() == [4, 1]
    assert any("比较同意 (5) → 4" in note for note in csv.notes)


@pytest.mark.parametrize(("word", "point"), [("很同意", 5), ("无所谓", 3), ("不太同意", 2)])
def test_words_that_are_no_label_are_told(word, point):
    """0.1.0 scored them without a note."""
    assert csv([word, "非常不同意"]).tolist() == [point, 1]
    assert any(f"{word} → {ZH[point - 1]}" in note for note in csv.notes)
    assert csv(["非常同意", "一般"]).tolist() == [5, 3]
    assert not any("→" in note for note in csv.notes)
