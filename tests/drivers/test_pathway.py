"""A respondent variable through a construct: the covariate model by hand, the product's numbers by their formulas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from tamkit import sem
from tamkit.drivers.pathway import DRAWS, effects, model_with, pathway
from tamkit.errors import AnalysisError
from tamkit.sem.options import Options
from tamkit.syntax import parse

MODEL = """
M =~ m1 + m2 + m3
Y =~ y1 + y2 + y3
Z =~ z1 + z2 + z3
M ~ Z
Y ~ M + Z
"""


def data(n=400, a=0.6, b=0.5):
    rng = np.random.default_rng(14)
    knew = rng.integers(1, 4, n).astype(float)
    Z = rng.normal(size=n)
    M = a * (knew == 2) + 0.3 * Z + rng.normal(size=n)
    Y = b * M + 0.2 * Z + rng.normal(size=n)
    items = {f"{name}{k}": f + rng.normal(0, 0.7, n) for name, f in (("m", M), ("y", Y), ("z", Z)) for k in (1, 2, 3)}
    return pd.DataFrame({**items, "knew": np.where(np.arange(n) < 20, np.nan, knew)})


@pytest.fixture(scope="module")
def found():
    return pathway("main", parse(MODEL), data(), "knew", (1, 2, 3, 4), "M", "Y", Options(estimator="ML"))


def test_who_is_in_it(found):
    assert (found.n, found.missing, found.reference) == (380, 20, 1)
    assert found.levels["code"].tolist() == [1, 2, 3]  # nobody gave the fourth
    assert found.levels["n"].sum() == 380
    assert found.table["effect"].tolist() == ["a", "b", "direct", "indirect", "total"] * 2


def test_it_is_the_model_with_the_dummies_written_out(found):
    rows = data().dropna()
    rows = rows.assign(d2=(rows["knew"] == 2) * 1.0, d3=(rows["knew"] == 3) * 1.0)
    text = MODEL + "M ~ a*d2 + d3\nY ~ b*M + c*d2 + d3\nZ ~ d2 + d3\nind := a*b\ntot := c + a*b"
    table = sem.fit(text, rows, estimator="ML").table.set_index("label")
    own = found.table[found.table["code"] == 2].set_index("effect")
    labels = {"a": "a", "b": "b", "direct": "c", "indirect": "ind", "total": "tot"}
    for effect, label in labels.items():
        for key in ("est", "se", "std_nox"):
            assert own.loc[effect, key] == pytest.approx(table.loc[label, key], rel=1e-5), (effect, key)
        if effect != "indirect":
            for key in ("pvalue", "ci_lower", "ci_upper"):
                assert own.loc[effect, key] == pytest.approx(table.loc[label, key], rel=1e-4), (effect, key)


def test_the_truth_is_found(found):
    rows = found.table.set_index(["code", "effect"])
    assert rows.loc[(2, "a"), "ci_lower"] < 0.6 < rows.loc[(2, "a"), "ci_upper"]
    assert rows.loc[(2, "indirect"), "ci_lower"] > 0
    assert rows.loc[(3, "indirect"), "ci_lower"] < 0 < rows.loc[(3, "indirect"), "ci_upper"]


def test_the_product_by_its_formulas():
    C = np.array([[0.02, 0.004, 0.0], [0.004, 0.01, -0.003], [0.0, -0.003, 0.015]])
    told = effects(np.array([0.4, 0.3, -0.1]), C)
    assert told["indirect"][0] == pytest.approx(0.12)
    assert told["indirect"][1] ** 2 == pytest.approx(0.3**2 * 0.02 + 0.4**2 * 0.01 + 2 * 0.4 * 0.3 * 0.004)
    slope = np.array([0.3, 0.4, 1.0])
    assert told["total"][:2] == pytest.approx((0.02, np.sqrt(slope @ C @ slope)))
    assert told["total"][2] == pytest.approx(2 * ndtr(-abs(0.02 / told["total"][1])))
    # Simulated, the ends lie where those of the product are: against many more draws of another generator.
    many = np.random.default_rng(1).multivariate_normal([0.4, 0.3], C[:2, :2], 400_000).prod(axis=1)
    assert told["indirect"][3:] == pytest.approx(np.quantile(many, [0.025, 0.975]), abs=0.01)
    assert (told["indirect"][2] < 0.05) == (told["indirect"][3] > 0)
    sure = effects(np.array([9.0, 9.0, 0.0]), np.eye(3) * 0.01)
    assert sure["indirect"][2] == pytest.approx(2 / (1 + DRAWS))


def test_the_model_that_has_the_way():
    without = parse("M =~ m1 + m2\nY =~ y1 + y2\nM ~~ Y")
    second = parse("R =~ M + N\nM =~ m1 + m2\nN =~ n1 + n2\nY =~ y1 + y2\nY ~ R")
    whole = parse(MODEL)
    assert model_with([("none", without), ("second", second), ("main", whole)], "M", "Y") == ("main", whole)
    assert model_with([("none", without)], "M", "Y") is None


def test_one_answer_is_no_variable():
    with pytest.raises(AnalysisError, match="fewer than two of its answers occur"):
        pathway("main", parse(MODEL), data().assign(knew=1.0), "knew", (1, 2), "M", "Y", Options())
