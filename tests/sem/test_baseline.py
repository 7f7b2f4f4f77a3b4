"""The independence model: its rows, its closed form, and that fitting it gives the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2
from sem.lavaan_reference import dataset

from tamkit.sem import fit
from tamkit.sem.baseline import fit_independence, independence, independence_table
from tamkit.sem.table import TableOptions, build
from tamkit.syntax import parse

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual"
COVARIATES = "visual =~ x1 + x2 + x3\nvisual ~ x7 + x8"


def rows(model: str, **options: Any) -> list[tuple[str, str, str, int]]:
    table = independence_table(build(parse(model), TableOptions(**options)))
    assert [row.free for row in table.rows if row.free] == list(range(1, table.k + 1))
    return [(row.lhs, row.op, row.rhs, row.group) for row in table.rows if row.free]


def test_only_variances_are_free() -> None:
    assert rows(HS) == [(name, "~~", name, 1) for name in ("x1", "x2", "x3", "x4", "x5", "x6")]


def test_means_and_groups() -> None:
    found = rows("f =~ a + b + c", meanstructure=True, groups=2, group_equal=("loadings", "intercepts"))
    wanted = [part for name in "abc" for part in ((name, "~~", name), (name, "~1", ""))]
    assert found == [(*part, g) for g in (1, 2) for part in wanted]


def test_fixed_exogenous_variables_keep_their_moments() -> None:
    table = independence_table(build(parse(COVARIATES), TableOptions(meanstructure=True)))
    exo = [(row.lhs, row.op, row.rhs) for row in table.rows if row.exo]
    assert sorted(exo) == sorted(
        [("x7", "~~", "x7"), ("x7", "~~", "x8"), ("x8", "~~", "x8"), ("x7", "~1", ""), ("x8", "~1", "")]
    )
    assert {row.lhs for row in table.rows if row.free} == {"x1", "x2", "x3"}


def test_free_exogenous_variables_covary() -> None:
    assert ("x7", "~~", "x8", 1) in rows(COVARIATES, fixed_x=False)
    assert ("x1", "~~", "x2", 1) not in rows(COVARIATES, fixed_x=False)


@pytest.mark.parametrize(
    ("model", "options"),
    [
        (HS, {}),
        (HS, {"group": "school"}),
        (HS, {"likelihood": "wishart"}),
        (HS, {"likelihood": "wishart", "group": "school"}),
        (COVARIATES, {}),
        (COVARIATES, {"meanstructure": True}),
        (HS, {"estimator": "MLR"}),
        (HS, {"estimator": "MLR", "meanstructure": True}),
        (HS, {"estimator": "MLR", "group": "school"}),
        (HS, {"estimator": "MLR", "information": "expected"}),
    ],
)
def test_the_closed_form_is_what_fitting_gives(model: str, options: dict[str, Any]) -> None:
    setup = fit(model, dataset("hs"), **options).setup
    closed, found = setup.route.baseline(setup), fit_independence(setup)
    assert closed.setup is None
    assert found.test.chisq == pytest.approx(closed.test.chisq, rel=1e-8)
    assert found.test.df == closed.test.df
    assert found.test.scaling_factor == pytest.approx(closed.test.scaling_factor, rel=1e-8, nan_ok=True)
    assert found.test.pvalue == pytest.approx(chi2.sf(closed.test.chisq, closed.test.df), abs=1e-12)


@pytest.mark.parametrize("options", [{"estimator": "MLR"}, {"estimator": "MLM"}, {"estimator": "ML", "fixed_x": False}])
def test_what_has_no_closed_form_is_fitted(options: dict[str, Any]) -> None:
    setup = fit(COVARIATES, dataset("hs"), **options).setup
    assert setup.route.baseline(setup).setup is not None


def test_the_estimates_are_the_variances() -> None:
    setup = fit(HS, dataset("hs"), estimator="MLR").setup
    found = fit_independence(setup)
    assert found.theta is not None
    np.testing.assert_allclose(found.theta, np.diag(setup.cov[0]), rtol=1e-6)
    assert found.test.robust
    assert independence(setup).df == 15


def test_a_constraint_of_the_model_is_none_of_independence() -> None:
    setup = fit(HS.replace("x2", "a*x2").replace("x3", "b*x3") + "\na == b", dataset("hs")).setup
    assert independence(setup).constraints.linear_only
    assert independence(setup).npar == 6
