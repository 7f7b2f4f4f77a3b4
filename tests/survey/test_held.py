"""Things had at the same time, counted by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import fisher_exact
from survey.samples import small

from tamkit.errors import AnalysisError
from tamkit.questionnaire import Quantity
from tamkit.survey.held import coheld
from tamkit.survey.proportions import wilson

rng = np.random.default_rng(4)
FRAME = pd.DataFrame({"uses.1": rng.integers(0, 2, 90), "uses.2": rng.integers(0, 2, 90)}).astype(float)
FRAME["user"] = np.where(rng.random(90) < 0.5, 1.0, 2.0)
FRAME.loc[:9, ["uses.1", "uses.2"]] = np.nan
OF = (Quantity(variable="uses"), Quantity(variable="user", options=(1,)))


def test_things_and_pairs():
    found = coheld(FRAME, small(), OF)
    things = found.things.set_index("thing")
    assert things.loc["uses.1", ["n", "base", "missing"]].tolist() == [FRAME["uses.1"].sum(), 80, 10]
    assert things.loc["user=1", "base"] == 90
    assert found.pairs["both"].is_monotonic_decreasing
    row = found.pairs[(found.pairs["first"] == "uses.1") & (found.pairs["second"] == "user=1")].iloc[0]
    asked = FRAME[FRAME["uses.1"].notna()]
    x, y = asked["uses.1"] == 1, asked["user"] == 1
    both = int((x & y).sum())
    assert row[["base", "both"]].tolist() == [80, both]
    assert (row["share_of_first"], row["share_of_second"]) == pytest.approx((both / x.sum(), both / y.sum()))
    assert (row["lower"], row["upper"]) == wilson(both, int(x.sum()))
    assert row["lift"] == pytest.approx((x & y).mean() / (x.mean() * y.mean()))
    assert row["phi"] == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert row["pvalue"] == pytest.approx(fisher_exact(pd.crosstab(x, y)).pvalue)


def test_what_everybody_or_nobody_has():
    found = coheld(FRAME.assign(user=1.0), small(), OF)
    row = found.pairs[found.pairs["second"] == "user=1"].iloc[0]
    assert (row["share_of_first"], np.isnan(row["phi"])) == (1.0, True)
    none = coheld(FRAME.assign(user=2.0), small(), OF).pairs
    assert none.loc[none["second"] == "user=1", "share_of_second"].isna().all()


def test_what_was_not_asked():
    with pytest.raises(AnalysisError, match="hold no user"):
        coheld(FRAME.drop(columns="user"), small(), OF)
