"""Respondent variables made from others: what they are, and what is answered to one that can't be made."""

from __future__ import annotations

import pytest

from tamkit.errors import QuestionnaireError
from tamkit.questionnaire import load, loads
from tamkit.questionnaire.derived import Derived, in_order

BASE = """
name: small
title: Small
scales: {agree: {points: 5, labels: {en: [a, b, c, d, e]}}}
constructs:
  - {code: INT, name: Intention, items: [{code: I1, text: I will.}, {code: I2, text: I shall.}]}
  - {code: PR, name: Risk, items: [{code: R1, text: I worry.}, {code: R2, text: I fear.}]}
variables:
  - code: income
    name: Income
    text: Income?
    ordered: true
    options: [{code: 1, label: low}, {code: 2, label: mid}, {code: 3, label: high}]
  - {code: born, name: Born, text: Born?, kind: number}
  - code: uses
    name: Uses
    text: Which?
    kind: multiple
    options: [{code: 1, label: x}, {code: 2, label: y}, {code: 3, label: none, exclusive: true}]
derive:
"""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("  a: {from: incme, join: {x: [1], y: [2]}}", "21:13: unknown variable 'incme'"),
        ("  a: {from: income, join: {x: [1, 4], y: [2]}}", "21:35: 'income' has no option 4"),
        ("  a: {from: income, join: {x: [1, 2], y: [2]}}", "21:43: option 2 is joined in 'y' and in 'x'"),
        ("  a: {from: income, join: {x: [1, 1], y: [2]}}", "21:35: 1 stands here twice"),
        ("  a: {from: b, join: {x: [1], y: [2]}}\n  b: {from: a, join: {x: [1], y: [2]}}", "21:13: a → b → a: made"),
        ("  a: {from: a, join: {x: [1], y: [2]}}", "21:13: a → a: made"),
        (
            "".join(f"  {one}: {{from: {of}, join: {{x: [1], y: [2]}}}}\n" for one, of in ("ca", "ab", "ba")),
            "22:13: a → b",
        ),
        ("  a: {from: born, cohorts: [85, 90]}", "years of four digits, as 1985; found 85, 90"),
        ("  a: {from: income, join: {x: [1, 2]}}", "'join' has one level"),
        ("  a: {from: income, cut: [2]}", "'cut' can't be made from 'income', a single-choice question"),
        ("  a: {from: born, cut: [2, 1]}", "must rise"),
        ("  a: {from: born, cut: [2], cohorts: [1990]}", "made in one way"),
        ("  a: {from: uses, cohorts: [1990]}", "'cohorts' can't be made from 'uses'"),
        ("  a: {quadrants: [INT, XX]}", "21:24: unknown construct 'XX'"),
        ("  a: {quadrants: [INT, INT]}", "21:24: 'INT' stands here twice"),
        ("  a: {from: born, quadrants: [INT, PR]}", "takes no 'from'"),
        ("  a: {cut: [3]}", "'cut' needs 'from'"),
        ("  born: {from: born, cut: [3]}", "21:3: 'born' is something else already"),
        ("  a: {from: born, cut: [3], labels: {3: x}}", "21:38: there is no level '3'. Allowed: 1, 2"),
        ("  a: {form: born, cut: [3]}", "unknown key 'form'.*'from'"),
    ],
)
def test_what_cannot_be_derived_is_one_message_with_its_place(line: str, told: str) -> None:
    with pytest.raises(QuestionnaireError, match=told) as caught:
        loads(BASE + line + "\n", "q.yaml")
    assert len(str(caught.value).strip().splitlines()) <= 2


def test_a_segment_is_a_single_choice() -> None:
    made = BASE + "  a: {from: born, cut: [3]}\nsegments: [a, income, born]\n"
    with pytest.raises(QuestionnaireError, match="22:23"):
        loads(made)
    assert loads(made.replace(", born]", "]")).segments == ("a", "income")


def test_levels_and_labels() -> None:
    text = BASE + "  a: {from: born, cohorts: [1985, 1990]}\n  b: {from: a, join: {x: [1], y: [2]}}\n"
    text += "  c: {quadrants: [INT, PR]}\n"
    form = loads(text + "  d: {from: uses, cut: [1, 2]}\n")
    cohorts = form.variable("a")
    assert [option.label.get("zh") for option in cohorts.options] == [
        "85 后（1985–1989 年出生）",
        "90 后（1990–1994 年出生）",
    ]
    assert cohorts.options[0].label.get("en") == "born 1985–1989"
    assert cohorts.ordered
    assert [option.label.get("en") for option in form.variable("c").options] == [
        f"Intention {one} · Risk {other}" for one in ("high", "low") for other in ("high", "low")
    ]
    assert [option.label.get("en") for option in form.variable("d").options] == ["<1", "1–<2", "≥2"]
    assert form.variable("b").options[1].code == 2
    assert form.selects("c") == ("INT", "PR")
    assert form.selects("a") == form.selects("income") == ()


def test_a_cohort_ends_where_the_next_begins() -> None:
    made = Derived.model_validate({"from": "born", "cohorts": [1980, 1990, 1995]})
    assert made.spans == ((1980, 1989), (1990, 1994), (1995, 1999))
    assert Derived.model_validate({"from": "born", "cohorts": [1985]}).spans == ((1985, 1989),)


def test_the_shipped_segments_are_made_of_what_is_asked() -> None:
    form = load("huabei_baitiao").plus(load("credit_reference"))
    for code in form.segments:
        assert len(form.variable(code).options) >= 2
    assert {"work", "cohort", "heavy", "overdue", "quadrant"} <= set(form.segments)
    assert form.variable("cohort").options[1].label.get("zh") == "85 后（1985–1989 年出生）"


def test_one_may_be_made_from_another_wherever_it_stands() -> None:
    made = "  both: {from: young, join: {a: [1], b: [2]}}\n  young: {from: born, cut: [1990]}\n"
    form = loads(BASE + made)
    assert [variable.code for variable in form.derived] == ["both", "young"]
    assert in_order(form.derive) == ("young", "both")
    assert form.variable("both").text == form.variable("born").text


def test_what_selects_does_so_through_others() -> None:
    form = loads(BASE + "  both: {from: four, join: {a: [1], b: [2, 3]}}\n  four: {quadrants: [INT, PR]}\n")
    assert form.selects("both") == ("INT", "PR")


def test_options_are_listed_in_the_language_of_the_message() -> None:
    text = BASE.replace("{code: 1, label: low}", "{code: 1, label: {zh: 低}}")
    with pytest.raises(QuestionnaireError) as caught:
        loads(text + "  a: {from: income, join: {x: [1, 4], y: [2]}}\n")
    assert "Allowed: 1, 2 (mid), 3 (high)." in caught.value.message.say("en")
    assert "可用：1（低）、2、3。" in caught.value.message.say("zh")
