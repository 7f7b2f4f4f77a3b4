"""Choices: shares of options, and whether they go with groups."""

from __future__ import annotations

import numpy as np
import pytest
from drivers.answers.example import evidence, question, said, without

from tamkit.drivers.answers.choices import crossed, shares, ticks
from tamkit.drivers.answers.levels import answer as level
from tamkit.drivers.answers.segments import answer as segments
from tamkit.survey.proportions import association, wilson


def test_shares_by_wilson_of_those_who_answered() -> None:
    table, told = shares(evidence(), "gender")
    assert table["chosen"].tolist() == [200, 200]
    assert table["share"].tolist() == [0.5, 0.5]
    assert table[["lower", "upper"]].iloc[0].tolist() == pytest.approx(list(wilson(200, 400)))
    assert len(told) == 1
    multiple, _ = shares(evidence(), "where")
    assert (multiple["n"] == 390).all()
    assert (multiple["missing"] == 10).all()


def test_who_did_not_answer_is_in_no_share() -> None:
    respondents = evidence().respondents.assign(gender=np.where(np.arange(400) < 100, np.nan, 1.0))
    table, _ = shares(without(respondents=respondents), "gender")
    assert table[["chosen", "n", "missing"]].to_numpy().tolist() == [[300, 300, 100], [0, 300, 100]]


@pytest.mark.parametrize("goes", [True, False])
def test_two_choices_are_tested_together(goes: bool) -> None:
    """R: chisq.test(table, correct = FALSE); the exact p of a table of four cells."""
    gender = evidence().respondents["gender"].to_numpy()
    other = gender if goes else np.where(np.arange(400) % 4 < 2, 1.0, 2.0)
    form = evidence().questionnaire
    variables = (*form.variables, form.variable("gender").model_copy(update={"code": "again"}))
    changed = without(
        questionnaire=form.model_copy(update={"variables": variables}),
        respondents=evidence().respondents.assign(again=other),
    )
    found = crossed(changed, ["again"], ["gender"])
    assert found is not None
    counts = [[int(((gender == g) & (other == o)).sum()) for o in (1, 2)] for g in (1, 2)]
    same = association(np.array(counts))
    assert found.tests["chisq"].item() == pytest.approx(same.chisq)
    assert found.tests["pvalue"].item() == same.pvalue_exact
    assert ("was not found" in found.said[0].say("en")) == (not goes)
    assert "有关联" in found.said[0].say("zh")
    assert ("未发现" in found.said[0].say("zh")) == (not goes)


def test_a_multiple_choice_has_shares_by_group_and_no_test() -> None:
    found = crossed(evidence(), ["where"], ["gender"])
    assert found is not None
    assert len(found.shares) == 6
    assert len(found.tests) == 0
    assert "not tested together" in found.said[0].say("en")


def test_a_level_of_a_choice_and_segments_of_one() -> None:
    assert 'given most is "' in said(level(question("level", of=("gender",)), evidence()))
    found = segments(question("segments", of=("where",), by=("gender",)), without(drivers=None, differences=None))
    assert set(found.tables) == {"shares", "associations"}


def test_few_are_hidden() -> None:
    few = evidence().respondents.assign(gender=np.where(np.arange(400) < 3, 2.0, 1.0))
    table, _ = shares(without(respondents=few, small_cells=5), "gender")
    assert table["share"].isna().all()  # the other follows from the sum
    assert (table["n"] == 400).all()


def test_hidden_cells_do_not_follow_from_the_sums() -> None:
    """The cell of few people, and another in its row and in its column."""
    other = np.where(np.arange(400) < 3, 2.0, np.where(np.arange(400) % 2 == 0, 1.0, 2.0))
    form = evidence().questionnaire
    variables = (*form.variables, form.variable("gender").model_copy(update={"code": "again"}))
    changed = without(
        questionnaire=form.model_copy(update={"variables": variables}),
        respondents=evidence().respondents.assign(again=other),
        small_cells=5,
    )
    found = crossed(changed, ["again"], ["gender"])
    assert found is not None
    assert found.shares["chosen"].isna().all()
    assert found.shares["share"].isna().all()


def test_what_is_no_choice_has_no_options() -> None:
    assert ticks(evidence(), "PU") == {}
    assert ticks(evidence(), "age") == {}
    assert crossed(evidence(), ["PU"], ["gender"]) is None
