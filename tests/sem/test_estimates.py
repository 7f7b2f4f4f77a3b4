"""The numbers of the parameter table: delta-method errors, intervals, explained variance, latent moments."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm
from sem.lavaan_reference import dataset, fitted

from tamkit.sem import fit
from tamkit.sem.estimates import columns, delta_errors, explained, jacobian, latent_cov, parameter_frame
from tamkit.sem.result import Fit

MODEL = """
  visual =~ x1 + a*x2 + b*x3
  textual =~ x4 + x5 + x6
  textual ~ c*visual
  product := a*b
  ratio := c/a
"""


@pytest.fixture(scope="module")
def model() -> Fit:
    return fit(MODEL, dataset("hs"))


def test_errors_of_definitions_are_the_delta_methods(model: Fit) -> None:
    table, V = model.table.set_index("label"), model.vcov
    a, b, c = (table.loc[name, "est"] for name in "abc")
    for name, labels, slope in (("product", ["a", "b"], [b, a]), ("ratio", ["c", "a"], [1 / a, -c / a**2])):
        part = V.loc[labels, labels].to_numpy()
        assert table.loc[name, "se"] == pytest.approx(np.sqrt(np.array(slope) @ part @ slope), rel=1e-6)
        assert table.loc[name, "group"] == 0
    assert table.loc["product", "est"] == pytest.approx(a * b)


def test_standard_errors_are_the_roots_of_the_covariance(model: Fit) -> None:
    free = model.table[model.table["free"]]
    np.testing.assert_allclose(free["se"], np.sqrt(np.diag(model.vcov)), rtol=1e-12)
    np.testing.assert_allclose(free["z"], free["est"] / free["se"])
    np.testing.assert_allclose(free["pvalue"], 2 * norm.sf(np.abs(free["z"])), rtol=1e-9)
    for end, sign in (("ci_lower", -1), ("ci_upper", 1)):
        np.testing.assert_allclose(free[end], free["est"] + sign * norm.ppf(0.975) * free["se"], rtol=1e-10)
        std = free["std_all"] + sign * norm.ppf(0.975) * free["std_all_se"]
        np.testing.assert_allclose(free[f"std_all_{end}"], std, rtol=1e-10)


def test_errors_of_standardized_values_are_the_delta_methods(model: Fit) -> None:
    """By hand for a loading: λ √(φ / (λ²φ + θ))."""
    table = model.table
    rows = {(r.lhs, r.op, r.rhs): r for r in table.itertuples()}
    lam, phi = rows["visual", "=~", "x2"].est, rows["visual", "~~", "visual"].est
    theta = rows["x2", "~~", "x2"].est
    V = model.vcov.loc[["a", "visual~~visual", "x2~~x2"], ["a", "visual~~visual", "x2~~x2"]].to_numpy()
    total = lam**2 * phi + theta
    slope = np.array([np.sqrt(phi) * theta, lam * theta / (2 * np.sqrt(phi)), -lam * np.sqrt(phi) / 2]) / total**1.5
    assert rows["visual", "=~", "x2"].std_all_se == pytest.approx(np.sqrt(slope @ V @ slope), rel=1e-6)


def test_what_does_not_vary_has_no_error(model: Fit) -> None:
    numbers = columns(model.setup, model.estimate)
    table = parameter_frame(model.setup, numbers)
    marker = table[(table["rhs"] == "x1") & (table["op"] == "=~")].iloc[0]
    assert np.isnan(marker["se"])
    assert marker["std_all_se"] > 0
    fixed = fit("visual =~ x1 + x2 + x3\nx1 ~~ 0*x2", dataset("hs"), std_lv=True).table
    variance = fixed[(fixed["lhs"] == "visual") & (fixed["rhs"] == "visual")].iloc[0]
    assert np.isnan(variance[["se", "z", "pvalue", "std_all_se", "std_all_ci_lower"]].to_numpy(dtype=float)).all()


def test_labels_that_tamkit_gave_itself_are_not_shown() -> None:
    result = fitted("tam_groups", "loadings")
    assert any(row.label.startswith(".") for row in result.setup.table.rows)
    assert (result.table["label"] == "").all()


def test_a_jacobian_of_the_parameters_themselves_is_the_identity(model: Fit) -> None:
    J = jacobian(model.setup, model.estimate, lambda theta, cov, mean: theta)
    np.testing.assert_allclose(J, np.eye(len(model.estimate.theta)), atol=1e-9)
    np.testing.assert_allclose(delta_errors(model.estimate, J), np.sqrt(np.diag(model.vcov)), rtol=1e-8)
    twice = delta_errors(model.estimate, 2 * J)
    np.testing.assert_allclose(twice, 2 * np.sqrt(np.diag(model.vcov)), rtol=1e-8)


def test_explained_variance(model: Fit) -> None:
    shares = explained(model.setup, model.estimate, 0)
    assert list(shares) == ["x1", "x2", "x3", "x4", "x5", "x6", "textual"]
    C, table = model.latent_cov(), model.table
    residual = table[(table["lhs"] == "textual") & (table["rhs"] == "textual")]["est"].iloc[0]
    assert shares["textual"] == pytest.approx(1 - residual / C.loc["textual", "textual"])
    path = table.set_index("label").loc["c", "est"]
    assert shares["textual"] == pytest.approx(path**2 * C.loc["visual", "visual"] / C.loc["textual", "textual"])


def test_a_negative_residual_leaves_no_share() -> None:
    result = fitted("classics", "hs_heywood")
    assert "x1" not in explained(result.setup, result.estimate, 0)
    loadings = result.loadings().set_index("rhs")
    assert np.isnan(loadings.loc["x1", "smc"])


def test_latent_moments_stand_in_the_order_of_the_constructs() -> None:
    result = fitted("tam_sem", "ml")
    C = latent_cov(result.setup, result.estimate, 0)
    np.testing.assert_allclose(C, result.latent_cov())
    est = {(r.lhs, r.op, r.rhs): r.est for r in result.table.itertuples()}
    place = {name: i for i, name in enumerate(result.latent)}
    x, it = place["PEOU"], place["IT"]
    assert C[x, it] == pytest.approx(est["IT", "~", "PEOU"] * C[x, x])
    assert C[it, it] == pytest.approx(est["IT", "~", "PEOU"] ** 2 * C[x, x] + est["IT", "~~", "IT"])
