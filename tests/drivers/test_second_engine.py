"""The main model by another program."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tamkit import sem
from tamkit.drivers.second_engine import AGREEMENT, MOST, SecondEngine, cannot, compared, second_engine
from tamkit.messages import Message

MODEL = "a =~ x1 + x2 + x3\nb =~ y1 + y2 + y3\nb ~ a"


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    a = rng.normal(size=300)
    b = 0.5 * a + rng.normal(size=300)
    columns = {f"x{i}": a + rng.normal(size=300) for i in (1, 2, 3)}
    return pd.DataFrame(columns | {f"y{i}": b + rng.normal(size=300) for i in (1, 2, 3)})


@pytest.fixture(scope="module")
def main(data: pd.DataFrame) -> sem.Fit:
    return sem.fit(MODEL, data, estimator="MLR", search=True)


def test_semopy_arrives_at_the_same_coefficients(data: pd.DataFrame, main: sem.Fit) -> None:
    found = second_engine(MODEL, data, main)
    assert found == SecondEngine("semopy", 300, 6, 1, 0.0, 0.0, "", True, None)


def test_a_difference_is_found_and_named(data: pd.DataFrame, main: sem.Fit) -> None:
    """The solution of other rows, said to be of these."""
    other = sem.fit(MODEL, data.iloc[::-1].assign(x1=data["x1"].to_numpy()), estimator="ML")
    found = compared(main, other)
    own, theirs = (
        fit.table.set_index(["lhs", "op", "rhs"])["std_all"].loc[[("b", "~", "a"), ("a", "=~", "x1")]]
        for fit in (main, other)
    )
    assert not found.agree
    assert found.largest_path == pytest.approx(abs(own.iloc[0] - theirs.iloc[0]), abs=1e-4)
    assert found.largest_loading >= round(abs(own.iloc[1] - theirs.iloc[1]), 4) > AGREEMENT
    assert found.at.startswith("a =~ x")
    assert found.largest == max(found.largest_loading, found.largest_path)


def test_what_semopy_can_not_compare_is_said(data: pd.DataFrame, main: sem.Fit) -> None:
    least = sem.fit(MODEL, data, estimator="ULS")
    assert second_engine(MODEL, data, least).why == Message("drivers.second_engine_estimator", estimator="ULS")
    holes = data.copy()
    holes.loc[:5, "x1"] = np.nan
    incomplete = sem.fit(MODEL, holes, estimator="MLR", missing="fiml")
    assert second_engine(MODEL, holes, incomplete).why == Message("drivers.second_engine_missing")
    two = data.assign(g=np.arange(300) % 2)
    assert cannot(sem.fit(MODEL, two, group="g")) == Message("drivers.second_engine_groups")
    large = SimpleNamespace(estimator="ML", n=(300,), options=main.options, npar=MOST + 1)
    assert cannot(large) == Message("drivers.second_engine_size", parameters=MOST + 1, most=MOST)
    assert cannot(SimpleNamespace(**{**vars(large), "npar": MOST})) is None


def test_a_failure_is_no_failure_of_the_study(data: pd.DataFrame, main: sem.Fit) -> None:
    constrained = MODEL.replace("b ~ a", "b ~ p*a\np > 0.1")
    found = second_engine(constrained, data, sem.fit(constrained, data, estimator="ML"))
    assert found.why is not None
    assert found.why.say("zh") != found.why.say("en")
    fewer = dataclasses.replace(found, why=None)
    assert fewer.loadings == 0
    assert compared(main, sem.fit(MODEL, data.head(200), estimator="ML")).why == Message("sem.engines_differ")
