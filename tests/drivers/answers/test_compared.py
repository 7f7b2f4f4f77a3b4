"""Single items by group, and that something is said of every variable a question was asked by."""

from __future__ import annotations

import numpy as np
import pytest
from drivers.answers.example import answers, evidence, form, question, said, without

from tamkit.drivers.answers import Evidence
from tamkit.drivers.answers.compared import is_item, items_by, not_compared
from tamkit.drivers.answers.kinds import KINDS
from tamkit.questionnaire.derived import Derived
from tamkit.survey.means import compared


def asked() -> Evidence:
    """Beside gender: one that selects on the answers, one of a single level, one without answers, one of chance."""
    made = {
        "four": {"quadrants": ["INT", "IT"], "label": "Quadrant"},
        "one": {"from": "age", "cut": [90], "label": "Grown up"},
        "gone": {"from": "age", "cut": [40], "label": "Age group"},
        "half": {"from": "age", "cut": [35], "label": "Half"},
    }
    asked = form().with_derived({code: Derived.model_validate(one) for code, one in made.items()})
    people = evidence().respondents
    more = {"four": 1.0 + np.arange(len(people)) % 4, "one": 1.0, "half": 1.0 + (people["age"] >= 35)}
    return without(questionnaire=asked, respondents=people.assign(**more))


def test_an_item_is_compared_by_welch_s_test_with_holm() -> None:
    found, told = items_by(asked(), ["IN1", "IN1", "PU1"], ["gender", "half"])
    rows = found[(found["construct"] == "IN1") & (found["variable"] == "gender")]
    parts = [answers().loc[answers()["gender"] == level, "IN1"].dropna().to_numpy(float) for level in (1, 2)]
    assert rows["mean"].tolist() == pytest.approx([part.mean() for part in parts])
    assert rows["n"].tolist() == [len(part) for part in parts]
    assert compared(parts)["pvalue"] * 4 < 0.05
    text = " ".join(one.say("en") for one in told)
    assert "It differs by gender: highest Female" in text
    assert "Holm over these 4 comparisons" in text
    assert "by gender, half no significant difference" in text.replace('"', "")
    assert len(found) == 8


def test_means_of_few_are_hidden_and_no_level_is_called_the_highest() -> None:
    found, told = items_by(without(small_cells=100), ["IN1"], ["gender"])
    assert found["n"].notna().all()
    people = evidence().respondents.assign(gender=np.where(np.arange(400) < 80, 1.0, 2.0))
    found, told = items_by(without(small_cells=100, respondents=people), ["IN1"], ["gender"])
    assert found["n"].isna().all()
    assert not any("highest" in str(one) for one in told)


def test_what_is_no_item_is_not_compared_here() -> None:
    assert not is_item(evidence(), "INT")
    assert not is_item(evidence(), "gender")
    found, told = items_by(evidence(), ["INT"], ["gender"])
    assert found.empty
    assert told == []


@pytest.mark.parametrize("kind", ["level", "segments"])
@pytest.mark.parametrize("of", [("INT",), ("IN1",), ("PU", "IT"), ("PU", "IN1", "where")])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_something_is_said_of_every_variable_asked_by(kind: str, of: tuple[str, ...], lang: str) -> None:
    by = ("gender", "four", "one", "gone", "half")
    found = KINDS[kind](question(kind, of=of, by=by), asked())
    text = said(found, lang).casefold()
    names = [asked().questionnaire.variable(code).name.get(lang).casefold() for code in by]
    assert [name for name in names if name not in text] == []
    assert "nothing is told" not in text


def test_reasons_are_told_apart() -> None:
    told = [one.say("en") for one in not_compared(asked(), "INT", ("gender", "four", "one", "gone"))]
    assert told == [
        'By "quadrant": not compared, for the levels are made from the answers to intention, initial trust.',
        'By "grown up": not compared, for fewer than two levels have 30 answers or more that differ.',
        'By "age group": not compared, for it has no answers.',
    ]
    (none,) = not_compared(without(differences=None), "INT", ("gender",))
    assert "this study compared no means" in str(none)
