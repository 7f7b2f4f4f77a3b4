"""Importance and performance: by their formulas, turned round, with missing answers, by segment."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from drivers.contributions_reference import answers, fitted
from scipy import stats

from tamkit import sem
from tamkit.drivers import importance, performance
from tamkit.drivers.importance_map import COLUMNS, marker
from tamkit.questionnaire import load

FORM = load("huabei_baitiao_short")


def test_importance_is_the_total_effect_and_performance_the_mean_of_item_means() -> None:
    found = importance(fitted("MLR"), answers(), FORM, "INT")
    assert list(found.table.columns) == COLUMNS
    rows = found.table.set_index("construct")
    assert found.table["construct"].iloc[-1] == "INT"
    effects = fitted("MLR").effects("INT").set_index("source")
    assert rows.loc["PU", "importance"] == effects.loc["PU", "total_std"]
    assert rows.loc["PU", "points"] == effects.loc["PU", "total"]  # both of five points
    assert rows.loc["PU", "points_ci_upper"] == effects.loc["PU", "total_ci_upper"]
    own = answers()[FORM.items_of("PU")]
    assert rows.loc["PU", "performance"] == pytest.approx((own.mean().mean() - 1) / 4 * 100)
    persons = (own.mean(axis=1) - 1) / 4 * 100
    low, high = stats.t.interval(0.95, 399, persons.mean(), stats.sem(persons))
    assert rows.loc["PU", ["ci_lower", "ci_upper", "n", "missing"]].tolist() == pytest.approx([low, high, 400, 0])
    assert found.n == 400
    assert np.isnan(rows.loc["INT", "importance"])
    assert rows["importance"].iloc[:-1].abs().is_monotonic_decreasing


def test_risk_is_turned_round_both_ways() -> None:
    rows = importance(fitted("MLR"), answers(), FORM, "INT").table.set_index("construct")
    effects = fitted("MLR").effects("INT").set_index("source")
    assert rows["turned"].to_dict() == {name: name == "PR" for name in rows.index}
    assert effects.loc["PR", "total_std"] < 0
    assert rows.loc["PR", "importance"] == -effects.loc["PR", "total_std"]
    assert rows.loc["PR", "importance_ci_lower"] == -effects.loc["PR", "total_std_ci_upper"]
    assert rows.loc["PR", "importance_ci_upper"] == -effects.loc["PR", "total_std_ci_lower"]
    assert rows.loc["PR", "points"] == -effects.loc["PR", "total"]
    plain = (answers()[FORM.items_of("PR")].mean().mean() - 1) / 4 * 100
    assert rows.loc["PR", "performance"] == pytest.approx(100 - plain)


def test_scales_of_other_lengths_and_sliders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of nine answers from −3 on one is an eighth of the outcome's scale, of the others' a quarter."""
    items = FORM.items_of("INT")
    monkeypatch.setattr("tamkit.drivers.importance_map._ends", lambda form, name: (-3, 5) if name in items else (1, 5))
    rows = importance(fitted("MLR"), answers(), FORM, "INT").table.set_index("construct")
    effects = fitted("MLR").effects("INT").set_index("source")
    assert rows.loc["PU", "points"] == pytest.approx(effects.loc["PU", "total"] / 2)
    assert rows.loc["INT", "performance"] == pytest.approx((answers()[items].mean().mean() + 3) / 8 * 100)


def test_missing_answers_and_segments() -> None:
    items = answers().copy()
    own = FORM.items_of("PU")
    items.loc[0, own] = np.nan  # nothing answered
    items.loc[1, own[:2]] = np.nan  # half of them
    items.loc[2, own[:3]] = np.nan  # fewer
    row = performance(items, FORM, ["PU"]).iloc[0]
    assert (row["n"], row["missing"]) == (398, 2)
    score = performance(items, FORM, ["PU"], rows=[1])["performance"].iloc[0]
    assert score == pytest.approx((items.loc[1, own[2:]].mean() - 1) / 4 * 100)
    segment = answers()["PE1"] > 3
    part = importance(fitted(), answers(), FORM, "INT", rows=segment)
    whole = importance(fitted(), answers(), FORM, "INT")
    assert part.table["n"].eq(int(segment.sum())).all()
    assert part.table.set_index("construct").loc["PEOU", "performance"] > 70
    assert part.table["importance"].equals(whole.table["importance"])  # of the fit, not of the segment
    one = performance(answers(), FORM, ["PU"], rows=[5]).iloc[0]
    assert np.isnan(one["ci_lower"])
    nobody = performance(items, FORM, ["PU"], rows=[0]).iloc[0]
    assert (nobody["n"], nobody["missing"]) == (0, 1)
    assert np.isnan(nobody["performance"])


@pytest.mark.parametrize(("options", "ordinal"), [({"std_lv": True}, False), ({"ordered": "all"}, True)])
def test_constructs_in_another_unit_have_no_points(options: dict[str, object], ordinal: bool) -> None:
    text = "PU =~ PU1 + PU2 + PU3\nINT =~ AI1 + AI2 + AI3\nINT ~ PU"
    found = importance(
        sem.fit(text, answers(), estimator="WLSMV" if ordinal else "ML", **options), answers(), FORM, "INT"
    )
    assert found.table["points"].isna().all()
    (note,) = found.notes
    assert note.values["ordinal"] is ordinal
    assert ("ordered" in note.say("en")) is ordinal
    assert found.table["importance"].iloc[0] > 0


def test_of_a_group() -> None:
    frame = answers().assign(half=np.arange(400) % 2)
    fit = sem.fit("PU =~ PU1 + PU2 + PU3\nINT =~ AI1 + AI2 + AI3\nINT ~ PU", frame, group="half")
    rows = frame["half"] == 1
    found = importance(fit, frame, FORM, "INT", rows, group="1")
    assert found.n == 200
    assert found.table["importance"].iloc[0] == fit.effects("INT", group="1")["total_std"].iloc[0]


def test_a_second_order_construct_has_the_unit_of_its_facet_s_item() -> None:
    rng = np.random.default_rng(1)
    g = rng.normal(size=300)
    facets = {name: 0.8 * g + 0.6 * rng.normal(size=300) for name in "abc"}
    frame = pd.DataFrame({f"{n}{i}": f + 0.6 * rng.normal(size=300) for n, f in facets.items() for i in (1, 2, 3)})
    text = "\n".join(f"{n} =~ {n}1 + {n}2 + {n}3" for n in "abc") + "\ng =~ a + b + c"
    assert marker(sem.fit(text, frame), "g") == "a1"


def test_it_shows_itself() -> None:
    assert ".table (6)" in repr(importance(fitted(), answers(), FORM, "INT"))
