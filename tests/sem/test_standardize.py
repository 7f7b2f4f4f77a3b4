"""Standardized values row by row: what each kind of parameter is multiplied with, and definitions on top."""

from __future__ import annotations

import numpy as np
import pytest
from sem.lavaan_reference import dataset, fitted

from tamkit.sem import fit
from tamkit.sem.matrices import Array
from tamkit.sem.result import Fit
from tamkit.sem.standardize import (
    defined_values,
    difference_jacobian,
    row_factor,
    row_values,
    scales_of,
    standardized,
)
from tamkit.sem.table import Parameter

MODEL = """
  PU =~ PU1 + l2*PU2 + PU3
  INT =~ INT1 + INT2 + INT3
  INT ~ b*PU + age
  PU1 ~~ INT1
  product := b*l2
  twice := 2*product
"""


@pytest.fixture(scope="module")
def model() -> Fit:
    data = dataset("tam")
    return fit(MODEL, data.assign(age=np.arange(len(data)) % 37 / 10), meanstructure=True)


def spreads(result: Fit) -> tuple[dict[str, float], dict[str, float]]:
    """Standard deviations and residual standard deviations from the fit's own tables."""
    total = dict(zip(result.latent, np.sqrt(np.diag(result.latent_cov())), strict=True))
    total |= dict(zip(result.observed, np.sqrt(np.diag(result.implied_cov())), strict=True))
    table = result.table
    own = table[(table["op"] == "~~") & (table["lhs"] == table["rhs"])].set_index("lhs")["est"]
    return total, {name: float(np.sqrt(value)) for name, value in own.items()}


@pytest.mark.parametrize("kind", ["std_lv", "std_all"])
def test_every_row_by_its_formula(model: Fit, kind: str) -> None:
    total, residual = spreads(model)
    if kind == "std_lv":  # observed variables keep their units
        total |= dict.fromkeys(model.observed, 1.0)
        residual |= dict.fromkeys(model.observed, 1.0)
    ops = set()
    for row in model.table.itertuples():
        if row.op == ":=":
            continue
        ops.add((row.op, row.lhs == row.rhs))
        factor = {
            "=~": lambda r=row: total[r.lhs] / total[r.rhs],
            "~": lambda r=row: total[r.rhs] / total[r.lhs],
            "~1": lambda r=row: 1 / total[r.lhs],
            "~~": lambda r=row: 1 / total[r.lhs] ** 2 if r.lhs == r.rhs else 1 / (residual[r.lhs] * residual[r.rhs]),
        }[row.op]()
        assert getattr(row, kind) == pytest.approx(row.est * factor, rel=1e-10), (row.lhs, row.op, row.rhs)
    assert ops == {("=~", False), ("~", False), ("~~", True), ("~~", False), ("~1", False)}


def test_definitions_are_evaluated_on_standardized_parameters(model: Fit) -> None:
    table = model.table.set_index("label")
    for kind in ("std_lv", "std_all"):
        wanted = table.loc["b", kind] * table.loc["l2", kind]
        assert table.loc["product", kind] == pytest.approx(wanted, rel=1e-12)
        assert table.loc["twice", kind] == pytest.approx(2 * wanted, rel=1e-12)
    theta = model.estimate.theta[None]
    np.testing.assert_allclose(
        defined_values(model.setup.table, np.concatenate([theta, 2 * theta]))[:, 0],
        np.array([1.0, 4.0]) * table.loc["product", "est"],
    )


def test_exogenous_rows_take_the_moment_of_each_sample(model: Fit) -> None:
    setup, theta = model.setup, model.estimate.theta
    at = next(i for i, row in enumerate(setup.table.rows) if row.exo and row.op == "~~")
    mean_at = next(i for i, row in enumerate(setup.table.rows) if row.exo and row.op == "~1")
    cov, mean = setup.stack
    stacked = [np.concatenate([cov[0], 4 * cov[0]])], [np.concatenate([mean[0], mean[0] + 1])]
    values = row_values(setup, np.repeat(theta[None], 2, axis=0), *stacked)
    x = setup.sample.names.index("age")
    np.testing.assert_allclose(values[:, at], cov[0][0, x, x] * np.array([1.0, 4.0]))
    np.testing.assert_allclose(values[:, mean_at], mean[0][0, x] + np.array([0.0, 1.0]))


def test_groups_are_standardized_by_their_own_variances() -> None:
    result = fitted("tam_groups", "loadings")
    loadings = result.table[(result.table["op"] == "=~") & result.table["free"]]
    for (lhs, rhs), pair in loadings.groupby(["lhs", "rhs"]):
        first, second = pair["std_all"]
        assert pair["est"].nunique() == 1  # one parameter
        ratio = [np.sqrt(result.latent_cov(g).loc[lhs, lhs] / result.implied_cov(g).loc[rhs, rhs]) for g in (1, 2)]
        assert first / second == pytest.approx(ratio[0] / ratio[1], rel=1e-9)


def test_a_negative_variance_leaves_no_scale_but_zeros_stay_zero() -> None:
    row = Parameter("a", "~~", "b")
    scales = ({"a": 0, "b": 1}, np.array([[2.0, np.nan]]), np.array([[np.nan, 4.0]]))
    assert np.isnan(row_factor(row, scales)[0])
    assert row_factor(Parameter("a", "~1", ""), scales)[0] == 0.5
    assert row_factor(Parameter("a", "~*~", "a"), scales)[0] == 1.0
    heywood = fitted("classics", "hs_heywood")
    values = standardized(heywood.setup, heywood.estimate.theta[None], *heywood.setup.stack)[0]
    fixed = [i for i, row in enumerate(heywood.setup.table.rows) if not row.free and row.value == 0]
    assert (values[fixed] == 0.0).all()


def test_scales_of_observed_variables_are_one_under_std_lv(model: Fit) -> None:
    setup, theta = model.setup, model.estimate.theta[None]
    cov, mean = setup.stack
    at, total, residual = scales_of(setup, theta, 0, cov[0], mean[0], "std_lv")
    for name, place in at.items():
        if name in model.latent:
            assert total[0, place] == pytest.approx(np.sqrt(model.latent_cov().loc[name, name]))
            assert residual[0, place] <= total[0, place]
        else:
            assert total[0, place] == residual[0, place] == 1.0


def test_jacobian_by_differences() -> None:
    def function(points: Array) -> Array:
        return np.column_stack([points[:, 0] ** 2, points[:, 0] * points[:, 1], np.exp(points[:, 1])])

    theta = np.array([3.0, -2.0])
    wanted = np.array([[6.0, 0.0], [-2.0, 3.0], [0.0, np.exp(-2.0)]])
    np.testing.assert_allclose(difference_jacobian(function, theta), wanted, atol=1e-8)
    for scale in ([0.5, 100.0], [np.nan, 0.0]):  # without a standard error the parameter's own size
        np.testing.assert_allclose(difference_jacobian(function, theta, np.array(scale)), wanted, rtol=1e-4, atol=1e-7)


def test_steps_suit_the_unit() -> None:
    """A parameter of 1e-6 with a standard error to match: a step of its own size would see nothing of 1/θ."""
    theta, scale = np.array([2e-6]), np.array([1e-8])
    found = difference_jacobian(lambda points: 1.0 / points, theta, scale)
    assert found[0, 0] == pytest.approx(-1 / theta[0] ** 2, rel=1e-6)
