"""Importance and performance by segment: what is predicted, and whose figure it is."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from drivers.answers.example import answers, differing, evidence, question, said, without

from tamkit.drivers.answers.segments import STEP, answer, on_the_way
from tamkit.drivers.importance_map import importance
from tamkit.errors import SampleError
from tamkit.sem import fit

ASKED = question("segments", of=("PU", "IT"), by=("gender",))


def grouped(p: float) -> SimpleNamespace:
    """Groups whose test of IT → INT gives this p; the paths are free in both."""
    rows = answers().dropna(subset=["PU1", "PU2", "PU3", "IT1", "IT2", "IT3", "IN1", "IN2", "IN3"])
    rows = rows.assign(gender=rows["gender"].map({1.0: "1", 2.0: "2"})).sort_values("gender", kind="stable")
    model = evidence().questionnaire.model("full")
    free = fit(model, rows, group="gender", std_lv=True, group_equal=["loadings"])
    tests = pd.DataFrame({"source": ["PU", "IT", "IT"], "target": ["INT", "INT", "PU"], "p_holm": [0.5, p, 0.5]})
    return SimpleNamespace(differences=tests, fits={"free": free}, groups=tuple(free.groups))


def test_the_implication_predicts_by_the_model_s_own_numbers() -> None:
    drivers = evidence().drivers
    assert drivers is not None
    found = answer(ASKED, evidence())
    whole = importance(drivers.main, evidence().items, evidence().questionnaire, "INT").table.set_index("construct")
    gain = whole["importance"] * (100 - whole["performance"])
    lever = str(gain.drop("INT").idxmax())
    assert found.numbers["construct"] == lever
    assert found.numbers["predicted"] == pytest.approx(STEP * whole.loc[lever, "importance"])
    assert found.numbers["lower"] < found.numbers["predicted"] < found.numbers["upper"]
    told = said(found)
    assert f"are predicted {found.numbers['predicted']:.3f} SD" in told
    assert "a survey cannot say" in told


def test_a_risk_is_turned_round() -> None:
    form = evidence().questionnaire
    constructs = tuple(
        one.model_copy(update={"valence": "negative"}) if one.code == "IT" else one for one in form.constructs
    )
    items = evidence().items.assign(**{code: 6 - evidence().items[code] for code in ("IT1", "IT2", "IT3")})
    asked = form.model_copy(update={"constructs": constructs})
    drivers = evidence().drivers
    assert drivers is not None
    main = fit(form.model("full"), items, estimator="MLR")
    effects = drivers.effects.assign(
        total=np.where(drivers.effects["source"] == "IT", -1, 1) * drivers.effects["total"]
    )
    changed = without(questionnaire=asked, items=items, drivers=replace(drivers, main=main, effects=effects))
    found = answer(question("segments", of=("IT",), by=("gender",)), changed)
    assert found.numbers["predicted"] > 0
    assert "SD lower in initial trust are predicted" in said(found)


def test_a_segment_has_its_own_figure_only_where_equality_is_rejected() -> None:
    for p, own in ((0.2, False), (0.01, True)):
        groups = grouped(p)
        found = answer(ASKED, without(groups={"gender": groups}))
        rows = found.tables["segments"].set_index(["construct", "level"])
        assert bool(rows.loc[("IT", 1), "own"]) is own
        assert not rows.loc[("PU", 1), "own"]  # no path on its way differs
        effects = groups.fits["free"].effects("INT", group="1").set_index("source")
        pooled = found.tables["importance_performance"].set_index("construct").loc["IT", "importance"]
        expected = effects.loc["IT", "total_std"] if own else pooled
        assert rows.loc[("IT", 1), "importance"] == pytest.approx(expected)
        assert ("a group's own" in said(found)) == (own and found.numbers["construct"] == "IT")


def test_the_lowest_group_is_named_where_means_can_be_compared_and_differ() -> None:
    code = answer(ASKED, evidence()).numbers["construct"]
    differ = answer(ASKED, without(differences=differing(comparable=True, p_holm=0.001)))
    assert "performance is lower for" in said(differ)  # there are two groups
    rows = differ.tables["segments"]
    own = rows[rows["construct"] == code]
    low = own.loc[own["performance"].idxmin()]
    assert f"{low['performance']:.1f} [{low['ci_lower']:.1f}" in said(differ)
    for values in ({"comparable": False, "p_holm": 0.001}, {"comparable": True, "p_holm": 0.3}):
        assert "lower for" not in said(answer(ASKED, without(differences=differing(**values))))


def test_a_segment_of_few_people_is_left_out() -> None:
    few = evidence().respondents.assign(gender=np.where(np.arange(400) < 12, 2.0, 1.0))
    found = answer(ASKED, without(respondents=few))
    assert set(found.tables["segments"]["level"]) == {1}


def test_nothing_is_recommended_without_a_significant_effect() -> None:
    drivers = evidence().drivers
    assert drivers is not None
    changed = replace(drivers, effects=drivers.effects.assign(total_b_pvalue=0.6))
    found = answer(ASKED, without(drivers=changed))
    assert found.numbers["construct"] is None
    assert "are predicted" not in said(found)


def test_ways_through_others_count() -> None:
    arrows = {("A", "B"), ("B", "C"), ("A", "C"), ("D", "B")}
    assert on_the_way(arrows, "A", "C") == {("A", "B"), ("B", "C"), ("A", "C")}
    assert on_the_way(arrows, "C", "A") == set()


def test_without_models_the_groups_are_compared_by_their_means() -> None:
    told = without(drivers=None, differences=differing(comparable=True, p_holm=0.001))
    found = answer(question("segments", of=("INT",), by=("gender",)), told)
    assert list(found.tables) == ["groups"]
    assert said(found).startswith("Intention: It differs by")
    assert "predicted" not in said(found)


def test_the_outcome_itself_is_compared_by_its_means() -> None:
    told = without(differences=differing(comparable=True, p_holm=0.001))
    found = answer(question("segments", of=("PU", "INT"), by=("gender",)), told)
    assert set(found.tables) == {"importance_performance", "segments", "groups"}
    assert set(found.tables["groups"]["construct"]) == {"INT"}


def test_refusals() -> None:
    with pytest.raises(SampleError, match="of PU, IT nothing was compared"):
        answer(ASKED, without(drivers=None, differences=None))
