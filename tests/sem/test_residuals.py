"""Implied and residual moments are those of the statistics that were fitted, ordered or not."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose
from sem.ordinal_reference import columns, reference

from tamkit.sem import fit
from tamkit.sem.result import Fit

LAVAAN = reference("sem_constraints")
TWO = reference("ordinal_fits")["skew7_wlsmv"]["model"]


def ordered(**options: object) -> Fit:
    return fit(TWO, pd.DataFrame(columns("groups")), estimator="WLSMV", ordered="all", **options)  # type: ignore[arg-type]


def test_implied_covariances_of_ordered_groups_are_lavaans() -> None:
    """The responses of group 2 have scales of their own; what is fitted are correlations."""
    found = ordered(group="school", group_equal=["loadings", "thresholds", "intercepts"])
    Sigma = found.implied_cov(2).to_numpy()
    assert_allclose(np.diag(Sigma), 1.0, atol=1e-10)
    assert_allclose(Sigma[0], LAVAAN["ordered_groups"]["implied"], atol=2e-5)
    raw = found.residuals("raw")[found.groups[1]].to_numpy()
    assert_allclose(raw[0], LAVAAN["ordered_groups"]["raw"], atol=2e-5)
    # of correlations all three residuals are the same
    for kind in ("cor", "cor.bentler"):
        assert_allclose(found.residuals(kind)[found.groups[1]], raw, atol=1e-8)


def test_both_parameterizations_imply_the_same() -> None:
    delta, theta = ordered(), ordered(parameterization="theta")
    assert_allclose(delta.implied_cov(), theta.implied_cov(), atol=1e-5)
    assert_allclose(theta.implied_cov().to_numpy()[0], LAVAAN["theta_implied"], atol=2e-5)
    for kind in ("raw", "cor", "standardized"):
        assert_allclose(delta.residuals(kind), theta.residuals(kind), atol=1e-3)


def test_covariates_keep_their_unit() -> None:
    data = pd.DataFrame(columns("covariates"))
    items = [f"y{j}" for j in range(1, 7)]
    model = f"{TWO}\nF1 ~ age\nF2 ~ F1 + age + male"
    delta, theta = (
        fit(model, data, estimator="WLSMV", ordered=items, parameterization=kind) for kind in ("delta", "theta")
    )
    implied, sample = theta.implied_cov(), theta.sample_cov()
    assert_allclose(implied.loc[["age", "male"], ["age", "male"]], sample.loc[["age", "male"], ["age", "male"]])
    assert_allclose(implied, delta.implied_cov(), atol=1e-4)
    # given the covariates a response has variance one, so what remains of the diagonal is small
    assert np.abs(theta.residuals("raw").loc[items, items].to_numpy()).max() < 0.15
