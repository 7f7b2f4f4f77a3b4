"""Population models: implied moments by hand, simulated data, and a fit that recovers what it was made from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tamkit.errors import InputError
from tamkit.sem import Moments, fit, parameter_table, population, simulate

TRUE = """
  A =~ 1*a1 + 0.8*a2 + 1.2*a3
  B =~ 1*b1 + 0.9*b2 + 0.7*b3
  B ~ 0.5*A
  A ~~ 0.8*A
  B ~~ 0.6*B
  a1 ~~ 0.4*a1
  a1 ~~ 0.1*b1
"""
MODEL = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nB ~ A\na1 ~~ b1"


def test_implied_moments_by_hand() -> None:
    known = population(TRUE)
    assert known.observed == ("a1", "a2", "a3", "b1", "b2", "b3")
    at = {name: index for index, name in enumerate(known.observed)}
    S = known.cov
    assert S[at["a1"], at["a1"]] == pytest.approx(0.8 + 0.4)
    assert S[at["a2"], at["a3"]] == pytest.approx(0.8 * 1.2 * 0.8)
    assert S[at["a1"], at["b1"]] == pytest.approx(0.5 * 0.8 + 0.1)
    assert S[at["b2"], at["b2"]] == pytest.approx(0.81 * (0.25 * 0.8 + 0.6) + 1.0)  # a variance without a number is 1
    np.testing.assert_allclose(known.latent_cov, [[0.8, 0.4], [0.4, 0.8]])
    assert known.mean.tolist() == [0.0] * 6


def test_standardized_values_give_unit_variances() -> None:
    known = population(
        "A =~ 0.8*a1 + 0.7*a2 + 0.6*a3\nB =~ 0.9*b1 + 0.8*b2 + 0.7*b3\nC =~ 0.8*c1 + 0.8*c2 + 0.8*c3\n"
        "B ~ 0.5*A\nC ~ 0.3*A + 0.4*B",
        standardized=True,
    )
    np.testing.assert_allclose(np.diag(known.cov), 1.0, atol=1e-10)
    np.testing.assert_allclose(np.diag(known.latent_cov), 1.0, atol=1e-10)
    at = {name: index for index, name in enumerate(known.observed)}
    assert known.cov[at["a1"], at["b1"]] == pytest.approx(0.8 * 0.5 * 0.9)
    assert known.cov[at["a1"], at["c1"]] == pytest.approx(0.8 * (0.3 + 0.5 * 0.4) * 0.8)


def test_means() -> None:
    known = population("A =~ 1*a1 + 0.5*a2 + 0.5*a3\nA ~ 2*1\na1 ~ 3*1")
    np.testing.assert_allclose(known.mean, [5.0, 1.0, 1.0])


def test_a_fit_to_the_population_returns_its_values() -> None:
    known = population(TRUE)
    names = list(known.observed)
    result = fit(MODEL, Moments(pd.DataFrame(known.cov, index=names, columns=names), 1000), likelihood="wishart")
    assert result.fit["chisq"] == pytest.approx(0.0, abs=1e-8)
    values = {(row.lhs, row.op, row.rhs): row.est for row in result.table.itertuples()}
    for key, value in {
        ("A", "=~", "a3"): 1.2,
        ("B", "=~", "b2"): 0.9,
        ("B", "~", "A"): 0.5,
        ("A", "~~", "A"): 0.8,
        ("B", "~~", "B"): 0.6,
        ("a1", "~~", "a1"): 0.4,
        ("a1", "~~", "b1"): 0.1,
    }.items():
        assert values[key] == pytest.approx(value, abs=1e-6), key


def test_simulated_data_have_the_population_moments() -> None:
    data = simulate(TRUE, 20_000, seed=4)
    known = population(TRUE)
    np.testing.assert_allclose(np.cov(data.T), known.cov, atol=0.05)
    np.testing.assert_array_equal(data, simulate(TRUE, 20_000, seed=4))
    assert list(simulate(TRUE, 3, seed=1, names=["b1", "a1"]).columns) == ["b1", "a1"]


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("A =~ 1*a1 + a2 + 0.5*a3", {}, "missing: A =~ a2"),
        ("A =~ 0.9*a1 + 0.8*a2 + 1.1*a3", {"standardized": True}, "more than all of the variance of a3"),
        ("A =~ 1*a1 + 1*a2 + 1*a3\na1 ~~ 1.5*a2", {}, "not positive definite"),
    ],
)
def test_impossible_populations_are_refused(text: str, options: dict[str, bool], says: str) -> None:
    with pytest.raises(InputError, match=says):
        population(text, **options)


def test_parameter_table_before_any_data() -> None:
    table = parameter_table(MODEL, meanstructure=True, groups=2, group_equal=("loadings",))
    assert {"lhs", "op", "rhs", "group", "free", "label", "exo"} <= set(table.columns)
    assert table["group"].tolist() == sorted(table["group"])
    first, second = table[(table["op"] == "=~") & (table["rhs"] == "a2")]["free"]
    assert first == second


def test_simulated_data_have_the_population_means() -> None:
    model = "A =~ 1*a1 + 0.5*a2 + 0.5*a3\nA ~ 2*1\na1 ~ 3*1"
    data = simulate(model, 5000, seed=3)
    np.testing.assert_allclose(data.mean(), population(model).mean, atol=0.1)
    np.testing.assert_allclose(data.mean(), [5.0, 1.0, 1.0], atol=0.1)
