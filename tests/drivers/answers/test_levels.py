"""How high a construct stands, and by groups only where their means can be compared."""

from __future__ import annotations

import numpy as np
import pytest
from drivers.answers.example import differing, evidence, question, said, without

from tamkit.drivers.answers.levels import answer
from tamkit.errors import SampleError
from tamkit.messages import Message


def test_mean_interval_and_share_by_their_formulas() -> None:
    found = answer(question("level", of=("INT",)), evidence())
    means = evidence().items[["IN1", "IN2", "IN3"]].mean(axis=1, skipna=False).dropna()
    row = found.tables["levels"].iloc[0]
    assert row["mean"] == pytest.approx(means.mean())
    assert row["se"] == pytest.approx(means.std(ddof=1) / np.sqrt(len(means)))
    assert row["favourable"] == pytest.approx((means >= 4 - 1e-9).mean())
    assert (found.n, found.missing) == (len(means), 400 - len(means))
    assert f"mean {means.mean():.2f} of 5" in said(found)
    assert found.numbers["INT"]["mean"] == row["mean"]


def test_a_difference_is_said_where_means_are_comparable_and_differ() -> None:
    changed = differing(comparable=True, p_holm=0.001)
    told = said(answer(question("level", of=("INT",)), without(differences=changed)))
    assert "differs by gender: highest Female" in told
    assert "not comparable" not in told


def test_no_difference_found_is_not_said_to_be_none() -> None:
    changed = differing(comparable=True, p_holm=0.4, pvalue=0.3)
    told = said(answer(question("level", of=("INT",)), without(differences=changed)))
    assert "unadjusted" not in told
    assert "does not show that the groups are equal" in told
    assert "highest" not in told
    raw = differing(comparable=True, p_holm=0.4, pvalue=0.01)
    assert "unadjusted" in said(answer(question("level", of=("INT",)), without(differences=raw)))


def test_groups_that_cannot_be_compared_are_not_and_the_reason_is_told() -> None:
    changed = differing(comparable=False, why=Message("drivers.means_untested"), p_holm=0.001)
    told = said(answer(question("level", of=("INT",)), without(differences=changed)))
    assert "not comparable" in told
    assert "highest" not in told


def test_by_names_the_variables_asked_about() -> None:
    found = answer(question("level", of=("INT",), by=("age",)), evidence())
    assert "groups" not in found.tables
    assert len(found.statement) == 2
    assert 'By "age": not compared, for fewer than two levels have 30 answers or more that differ.' in said(found)


def test_a_risk_is_favourable_below_the_midpoint() -> None:
    form = evidence().questionnaire
    turned = tuple(
        one.model_copy(update={"valence": "negative"}) if one.code == "INT" else one for one in form.constructs
    )
    changed = without(questionnaire=form.model_copy(update={"constructs": turned}), differences=None)
    means = evidence().items[["IN1", "IN2", "IN3"]].mean(axis=1, skipna=False).dropna()
    found = answer(question("level", of=("INT",)), changed)
    assert found.tables["levels"]["favourable"].item() == pytest.approx((means <= 2 + 1e-9).mean())
    assert "answer favourably, with a mean of 2 or less" in said(found)
    item = answer(question("level", of=("IN1",)), changed)  # an item is turned as its construct is
    assert item.tables["levels"]["favourable"].item() == pytest.approx((evidence().items["IN1"] <= 2).mean(), abs=0.01)
    assert "with a rating of 2 or less" in said(item)
    assert "with a mean of 4 or more" in said(answer(question("level", of=("INT",)), evidence()))


def test_one_item_is_a_level_too() -> None:
    found = answer(question("level", of=("IN1",)), evidence())
    assert found.tables["levels"]["mean"].item() == pytest.approx(evidence().items["IN1"].mean())


def test_nothing_of_it_was_asked() -> None:
    with pytest.raises(SampleError, match="age gives none"):
        answer(question("level", of=("age",)), evidence())
