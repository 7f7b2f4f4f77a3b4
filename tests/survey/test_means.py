"""Means by group and tests of their differences against base R, effectsize and rstatix (tests/reference/people.R)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tamkit.questionnaire import load
from tamkit.survey.means import compared, ends, games_howell, is_favourable, level_row, scale_means

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
R: dict[str, Any] = json.loads((REFERENCE / "people.json").read_text(encoding="utf-8"))
ITEMS = {"y": ["AI1", "AI2", "AI3"], "z": ["PU1", "PU2", "PU3", "PU4"]}


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "drivers" / "responses.csv").astype(float)


def parts(answers: pd.DataFrame, name: str, *cuts: int) -> list[Any]:
    return np.split(answers[ITEMS[name]].to_numpy().mean(axis=1), cuts)


def near(found: dict[str, Any], expected: dict[str, Any], *names: str) -> None:
    for name in names:
        assert found[name] == pytest.approx(expected[name], rel=1e-6, abs=1e-9), name


def test_levels_are_described(answers: pd.DataFrame) -> None:
    for part, expected in zip(parts(answers, "y", 150, 180), R["means"].values(), strict=True):
        row = level_row(np.append(part, np.nan), 1, 5)
        near(row, expected, "n", "mean", "sd", "ci_lower", "ci_upper", "favourable", "favourable_lower")
        assert row["missing"] == 1


def test_nobody_and_one(answers: pd.DataFrame) -> None:
    assert level_row(np.array([np.nan]), 1, 5)["n"] == 0
    row = level_row(np.array([4.0]), 1, 5)
    assert (row["mean"], row["favourable"]) == (4.0, 1.0)
    assert np.isnan(row["ci_lower"])


@pytest.mark.parametrize("name", ["y", "z"])
def test_several_groups(answers: pd.DataFrame, name: str) -> None:
    expected = R["several"][name]
    groups = parts(answers, name, 150, 180)
    found = compared(groups)
    near(found, expected, "stat", "df1", "df2", "pvalue", "levene", "levene_p", "equal_p", "eta2")
    assert max(0.0, found["omega2"]) == pytest.approx(expected["omega2"])  # R cuts it off at 0
    assert found["equal_stat"] == pytest.approx(expected["equal_F"])
    assert (found["test"], found["levels"], found["n"]) == ("anova", 3, len(answers))
    for row, pair in zip(games_howell(groups, [1, 2, 3]), expected["pairs"], strict=True):
        near(row, pair, "level_1", "level_2", "df")
        assert row["pvalue"] == pytest.approx(pair["pvalue"], abs=2e-3)  # R's is rounded to three digits
        assert abs(row["difference"]) == pytest.approx(abs(pair["difference"]), abs=1e-9)
        assert row["t"] == pytest.approx(row["difference"] / row["se"])


@pytest.mark.parametrize("name", ["y", "z"])
def test_two_groups(answers: pd.DataFrame, name: str) -> None:
    expected = R["two"][name]
    found = compared(parts(answers, name, 130))
    names = ("stat", "df2", "pvalue", "difference", "ci_lower", "ci_upper", "equal_stat", "equal_df2", "equal_p", "d")
    near(found, expected, *names, "levene", "levene_p", "eta2")
    assert max(0.0, found["omega2"]) == pytest.approx(expected["omega2"])
    assert found["g"] == pytest.approx(expected["g"], rel=1e-5)  # the exact correction there, 1 - 3/(4 df - 1) here
    assert found["test"] == "t"
    assert np.isnan(found["df1"])


@pytest.mark.parametrize(
    ("kind", "name", "cuts"), [("several", "y", (150, 180)), ("two", "z", (130,)), ("two", "y", (130,))]
)
def test_effects_have_noncentral_intervals(answers: pd.DataFrame, kind: str, name: str, cuts: tuple[int, ...]) -> None:
    found = compared(parts(answers, name, *cuts))
    for bound in ("eta2_ci_lower", "eta2_ci_upper", "omega2_ci_lower", "omega2_ci_upper"):
        assert found[bound] == pytest.approx(R[kind][name][bound], abs=1e-6), bound


def test_eta_squared_is_the_share_of_the_sum_of_squares(answers: pd.DataFrame) -> None:
    groups = parts(answers, "y", 150, 180)
    whole = np.concatenate(groups)
    within = sum(((part - part.mean()) ** 2).sum() for part in groups)
    assert compared(groups)["eta2"] == pytest.approx(1 - within / ((whole - whole.mean()) ** 2).sum())


def test_equal_means(answers: pd.DataFrame) -> None:
    found = compared([np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0])])
    assert found["pvalue"] == 1.0
    assert found["eta2"] == 0.0


def test_means_of_constructs() -> None:
    form = load("huabei_baitiao")
    items = pd.DataFrame(3.0, index=[1, 2], columns=form.item_codes)
    items.loc[1, "FR1"] = np.nan
    items.loc[2, form.items_of("FR")] = [1.0, 2.0, 3.0]
    means = scale_means(items, form)
    assert list(means) == [construct.code for construct in form.constructs]
    assert means.loc[1, ["FR", "PR"]].isna().all()
    assert means.loc[2, "FR"] == 2.0
    assert means.loc[2, "PR"] == pytest.approx((6 + 27) / 12)
    assert ends(form, "PR") == (1, 5)


def test_what_speaks_for_adoption() -> None:
    assert is_favourable(np.array([4.9, 5.0]), 1, 7).tolist() == [False, True]
    assert is_favourable(np.array([74.0, 75.0]), 0, 100).tolist() == [False, True]
    assert is_favourable(np.array([25.0, 26.0]), 0, 100, negative=True).tolist() == [True, False]
    assert is_favourable(np.array([1 / 3 * 12]), 1, 5).tolist() == [True]
