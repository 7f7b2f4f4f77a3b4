"""Segments side by side: how many, and shares of the others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tamkit.drivers import differences, profiles
from tamkit.questionnaire import load
from tamkit.survey import simulate

FORM = load("huabei_baitiao_short")


def test_shares_are_of_those_who_answered() -> None:
    clean = simulate(FORM, 200, seed=4).survey.screen()
    people = clean.respondents.copy()
    people.iloc[:9, people.columns.get_loc("credit_card")] = np.nan
    names = ["user", "credit_card", "work", "quadrant", "absent"]
    means = differences(clean.items, people, FORM, names[:-1], {}).means
    found = profiles(means, people, FORM, names)
    assert set(found.segments["variable"]) == set(names) - {"absent"}
    work = found.segments[found.segments["variable"] == "work"]
    assert work["share"].sum() == pytest.approx(1.0)
    assert (work["unplaced"] == people["work"].isna().sum()).all()
    mine = found.shares[(found.shares["variable"] == "user") & (found.shares["of"] == "credit_card")]
    for level, rows in mine.groupby("level"):
        inside = people[people["user"] == level]["credit_card"]
        assert (rows["base"] == inside.notna().sum()).all()
        assert (rows["missing"] == inside.isna().sum()).all()
        assert rows.set_index("option")["n"].to_dict() == inside.value_counts().reindex([1, 2]).to_dict()
        assert ((rows["ci_lower"] < rows["share"]) & (rows["share"] < rows["ci_upper"])).all()
    assert not (found.shares["variable"] == found.shares["of"]).any()
    assert "quadrant" in set(found.means["variable"])
    assert "segments" in repr(found)


def test_nobody_in_a_level() -> None:
    clean = simulate(FORM, 60, seed=4).survey.screen()
    people = clean.respondents.assign(user=1.0)
    found = profiles(pd.DataFrame({"variable": [], "small": [], "comparable": []}), people, FORM, ["user", "gender"])
    assert found.segments["level"].tolist() == [1, 1, 2]
