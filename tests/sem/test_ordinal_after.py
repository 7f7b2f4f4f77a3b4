"""What follows a fit of ordered or incomplete data: indices, residuals, scores and difference tests against lavaan."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from sem.ordinal_reference import columns, reference

from tamkit.errors import InputError
from tamkit.sem.comparison import compare
from tamkit.sem.fitting import fit
from tamkit.sem.restrictions import satorra_2000
from tamkit.sem.result import Fit

TOLERANCE = 1e-4
DIFFERENCE = ["chisq_diff", "df_diff", "pvalue_diff"]
EXTRAS = reference("ordinal_extras")
TWO = reference("ordinal_fits")["skew7_wlsmv"]["model"]
HS = reference("ordinal_fits")["hs_fiml"]["model"]
TAU = "F1 =~ a*y1 + a*y2 + a*y3\n F2 =~ y4 + b*y5 + b*y6"
HS_EQUAL = "visual =~ x1 + a*x2 + a*x3\n textual =~ x4 + b*x5 + b*x6\n speed =~ x7 + c*x8 + c*x9"
OPTIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "wlsmv": (TWO, "skew7", {"estimator": "WLSMV", "ordered": "all"}),
    "binary": (TWO, "binary", {"estimator": "WLSMV", "ordered": "all"}),
    "covariates": (
        f"{TWO}\n F1 ~ age\n F2 ~ F1 + age + male",
        "covariates",
        {"estimator": "WLSMV", "ordered": [f"y{j}" for j in range(1, 7)]},
    ),
    "groups": (TWO, "groups", {"estimator": "WLSMV", "ordered": "all", "group": "school"}),
    "fiml": (HS, "hs_missing", {"missing": "fiml"}),
}


def frame(name: str) -> pd.DataFrame:
    return pd.DataFrame(columns(name))


@cache
def fitted(name: str) -> Fit:
    model, data, options = OPTIONS[name]
    return fit(model, frame(data), **options)


@pytest.mark.parametrize("name", list(OPTIONS))
def test_modification_indices_are_lavaans(name: str) -> None:
    ref = EXTRAS[name]["mi"]
    place = {key: i for i, key in enumerate(zip(ref["lhs"], ref["op"], ref["rhs"], ref["group"], strict=True))}
    found = fitted(name).modification_indices()
    assert len(found) == len(place)
    for row in found.itertuples():
        key = (row.lhs, row.op, row.rhs, row.group)
        i = place[key if key in place else (row.rhs, row.op, row.lhs, row.group)]
        expected = [ref[column][i] for column in ("mi", "epc", "sepc.all")]
        assert_allclose([row.mi, row.epc, row.sepc_all], expected, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize(("name", "kind"), [("wlsmv", "cor"), ("fiml", "cor.bentler")])
def test_residuals_are_lavaans(name: str, kind: str) -> None:
    ref = EXTRAS[name]["residuals"]
    found = fitted(name)
    assert_allclose(found.residuals(kind), ref["cor"], atol=1e-5)
    z = np.array(ref["z"], dtype=float)
    assert_allclose(found.residuals("standardized"), z, atol=TOLERANCE)


def test_normalized_residuals_use_the_statistics_own_error() -> None:
    found = fitted("wlsmv")
    moments = found.setup.route.statistics[0]
    z = found.residuals("normalized").to_numpy()
    raw = found.residuals("raw").to_numpy()
    own = np.sqrt(np.diag(moments.gamma)[-15] / moments.n)
    assert_allclose(z[0, 1], raw[0, 1] / own, rtol=1e-8)


@pytest.mark.parametrize("name", ["wlsmv", "binary", "covariates", "fiml"])
def test_factor_scores_are_lavaans(name: str) -> None:
    # lavaan finds the posterior modes by BFGS without gradients, stopping at a relative 1e-8: some 1e-4 in a score
    assert_allclose(fitted(name).factor_scores(), np.array(EXTRAS[name]["scores"], dtype=float), atol=5e-4)


def test_ordered_items_have_no_bartlett_scores() -> None:
    with pytest.raises(InputError, match="posterior-mode scores only"):
        fitted("wlsmv").factor_scores("bartlett")


def test_scores_of_mixed_and_missing_answers() -> None:
    names = ["x1", "x2", "x3"]
    found = fit(HS, frame("mixed_missing"), estimator="WLSMV", ordered=names, missing="pairwise")
    scores = found.factor_scores()
    assert scores.shape == (301, 3)
    assert np.isfinite(scores.to_numpy()).all()
    complete = fit(HS, frame("hs"), missing="fiml").factor_scores()
    assert (np.diag(np.corrcoef(scores.T, complete.T)[:3, 3:]) > 0.85).all()


def test_score_of_extreme_answers_is_finite() -> None:
    data = frame("skew7")
    data.iloc[0] = 1
    data.iloc[1] = 7
    scores = fit(TWO, data, estimator="WLSMV", ordered="all").factor_scores().to_numpy()
    assert np.isfinite(scores).all()
    assert (scores[0] < scores[1]).all()


@pytest.mark.parametrize("method", ["2001", "2010"])
def test_scaled_differences_of_incomplete_data_are_lavaans(method: str) -> None:
    larger, smaller = (fit(m, frame("hs_missing"), missing="fiml", estimator="MLR") for m in (HS, HS_EQUAL))
    row = compare(larger, smaller, method=method).iloc[1]
    ref = EXTRAS["differences"][f"fiml_{method}"]
    assert_allclose(row[DIFFERENCE].astype(float), [ref["chisq"], ref["df"], ref["pvalue"]], rtol=TOLERANCE)


def test_restriction_tests_of_ordered_data_are_lavaans() -> None:
    smaller = fit(TAU, frame("skew7"), estimator="WLSMV", ordered="all")
    loadings = fit(TWO, frame("groups"), estimator="WLSMV", ordered="all", group="school", group_equal="loadings")
    for one, other, name in ((fitted("wlsmv"), smaller, "wlsmv"), (fitted("groups"), loadings, "groups")):
        row, ref = compare(one, other).iloc[1], EXTRAS["differences"][name]
        assert_allclose(row[DIFFERENCE].astype(float), [ref["chisq"], ref["df"], ref["pvalue"]], rtol=TOLERANCE)


def test_the_restriction_test_needs_robust_fits() -> None:
    with pytest.raises(InputError, match=r"method .2000. compares fits by MLM, MLR or least squares"):
        satorra_2000(fitted("fiml"), fitted("fiml"))
