"""Means by groups and segments: what is compared, what can't be, and what is left out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tamkit.drivers import Differences, differences
from tamkit.drivers.mean_differences import incomparable, reworded
from tamkit.questionnaire import Questionnaire, load
from tamkit.survey import simulate


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return load("huabei_baitiao_short")


@pytest.fixture(scope="module")
def answers(form: Questionnaire) -> Any:
    return simulate(form, 300, seed=5).survey.screen()


def ladder(form: Questionnaire, held: str | None, *freed: str, groups: tuple[str, ...] = ("1", "2")) -> Any:
    fits = {"configural": SimpleNamespace(observed=form.item_codes)}
    table = pd.DataFrame({"level": ["configural", "metric"], "cfi": [0.95, 0.94]})
    made = {"n": (60, 40), "rule": SimpleNamespace(name="large"), "table": table}
    return SimpleNamespace(held=held, freed=pd.DataFrame({"item": list(freed)}), fits=fits, groups=groups, **made)


@pytest.fixture(scope="module")
def found(form: Questionnaire, answers: Any) -> Differences:
    items = answers.items.copy()
    items.loc[answers.respondents["gender"] == 2, form.items_of("INT")] -= 0.8
    items.iloc[:7, 0] = np.nan
    names = ["gender", "age", "work", "quadrant"]
    return differences(items, answers.respondents, form, names, {"gender": ladder(form, "scalar")})


def test_every_construct_by_every_variable(form: Questionnaire, found: Differences) -> None:
    constructs = [construct.code for construct in form.constructs]
    for code in ("gender", "age", "work"):
        assert found.tests.loc[found.tests["variable"] == code, "construct"].tolist() == constructs
    ours = found.means[(found.means["variable"] == "gender") & (found.means["construct"] == "PU")]
    assert ours["n"].sum() + ours["missing"].sum() == 300
    assert ours["missing"].sum() == 7
    row = found.tests[(found.tests["variable"] == "gender") & (found.tests["construct"] == "PU")].iloc[0]
    assert (row["missing"], row["n"]) == (7, 293)


def test_holm_is_over_what_can_be_compared(found: Differences) -> None:
    row = found.tests.loc[found.tests["pvalue"].idxmin()]
    assert (row["variable"], row["construct"]) == ("gender", "INT")
    assert row["p_holm"] == pytest.approx(row["pvalue"] * found.tests["comparable"].sum())
    assert (found.tests["p_holm"].notna() == found.tests["comparable"]).all()
    assert row["difference"] > 0.5
    assert row["g"] > 0.5


def test_comparable_only_where_scalar_invariance_holds(found: Differences) -> None:
    by = found.tests.set_index("variable")["comparable"]
    assert by["gender"].all()
    assert not by["age"].any()
    why = found.tests.loc[found.tests["variable"] == "age", "why"].iloc[0]
    assert str(why) == "means not comparable: scalar invariance was not tested"
    assert found.held == {"gender": "scalar", "age": None, "work": None, "quadrant": None}
    assert found.ladders.drop(columns="cfi").to_numpy().tolist() == [
        ["gender", 2, 100, "large", "configural"],
        ["gender", 2, 100, "large", "metric"],
    ]
    assert found.means[found.means["comparable"]]["variable"].unique().tolist() == ["gender"]


def test_quadrants_are_described_and_not_compared(found: Differences) -> None:
    assert "quadrant" in set(found.means["variable"])
    assert "quadrant" not in set(found.tests["variable"])


def test_small_levels_are_described_and_named(form: Questionnaire, answers: Any, found: Differences) -> None:
    counts = answers.respondents["age"].value_counts()
    small = {code for code, n in counts.items() if n < 30}
    assert small
    means = found.means[(found.means["variable"] == "age") & (found.means["construct"] == "PU")]
    assert set(means.loc[means["small"], "level"]) == small
    (told,) = (one for one in found.notes if one.key == "drivers.small_levels" and "Age" in str(one))
    assert f"(n = {counts[min(small)]})" in str(told)
    tests = found.tests[found.tests["variable"] == "age"]
    assert (tests["levels"] == len(counts) - len(small)).all()
    assert (tests["small"] == sum(counts[code] for code in small)).all()


def test_a_segment_of_twelve_costs_itself_alone(form: Questionnaire, answers: Any) -> None:
    people = answers.respondents.assign(gender=np.repeat([1.0, 2.0], [288, 12]))
    made = differences(answers.items, people, form, ["gender", "work"], {})
    assert set(made.tests["variable"]) == {"work"}
    assert [str(one) for one in made.notes] == [
        "Gender: this level is too small to be compared and only described: Female (n = 12)."
    ]
    row = made.means[(made.means["variable"] == "gender") & (made.means["level"] == 2)]
    assert (row["n"] == 12).all()


def test_levels_the_ladder_left_out_are_not_compared(form: Questionnaire, answers: Any) -> None:
    made = differences(
        answers.items, answers.respondents, form, ["work"], {"work": ladder(form, "strict", groups=("1", "3"))}
    )
    assert (made.tests["levels"] == 2).all()
    assert made.tests["comparable"].all()
    assert "Blue-collar" in str(made.notes[0])


def test_who_is_in_no_level_is_counted(form: Questionnaire, answers: Any, found: Differences) -> None:
    nowhere = int(answers.respondents["work"].isna().sum())
    assert nowhere
    assert (found.tests.loc[found.tests["variable"] == "work", "unplaced"] == nowhere).all()


def test_pairs_of_several_levels_where_all_differ(form: Questionnaire, answers: Any, found: Differences) -> None:
    assert found.pairs.empty
    items = answers.items.copy()
    items.loc[answers.respondents["work"] == 3, form.items_of("ATT")] -= 1.0
    assert differences(items, answers.respondents, form, ["work"], {}).pairs.empty
    reached = {"work": ladder(form, "scalar", groups=("1", "2", "3"))}
    made = differences(items, answers.respondents, form, ["work"], reached)
    assert made.pairs[["level_1", "level_2"]].to_numpy().tolist() == [[1, 2], [1, 3], [2, 3]]
    assert set(made.pairs["construct"]) == {"ATT"}
    assert made.pairs["pvalue"].iloc[1] < 0.001


@pytest.mark.parametrize(
    ("held", "freed", "said"),
    [
        ("partial scalar", ("PU1",), "means not comparable: PU1 is not equal across the groups"),
        ("partial scalar", ("AT1",), None),
        ("structural", (), None),
        ("partial metric", ("PU1",), "means not comparable: scalar invariance fails"),
        (None, (), "means not comparable: scalar invariance fails"),
    ],
)
def test_why_means_cannot_be_compared(form: Questionnaire, held: str | None, freed: Any, said: str | None) -> None:
    why = incomparable(form.construct("PU"), form, ladder(form, held, *freed))
    assert (None if why is None else str(why)) == said


def test_scales_outside_the_ladder_are_untested(form: Questionnaire) -> None:
    whole = form.plus(load("credit_reference"))
    why = incomparable(whole.construct("R4"), whole, ladder(form, "scalar"))
    assert why is not None
    assert why.say("zh") == "均值不可比较：未检验强等值（截距）"


def test_intention_is_worded_otherwise_for_users(form: Questionnaire) -> None:
    (told,) = reworded(form, "user", ["INT", "PU"])
    assert "whether they will keep using it" in str(told)
    assert "题意不同" in told.say("zh")
    assert reworded(form, "user", ["PU"]) == reworded(form, "gender", ["INT"]) == []


def test_it_shows_itself(found: Differences) -> None:
    assert "gender" in repr(found)
