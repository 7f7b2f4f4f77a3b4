"""Counts, moments and groups of a setup: what is fixed before the first iteration."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sem.lavaan_reference import dataset, fitted

from tamkit.errors import OptionError
from tamkit.sem import Moments, fit
from tamkit.sem.result import Fit
from tamkit.sem.setup import Setup

HS = "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + x5 + x6"
COVARIATES = "visual =~ x1 + x2 + x3\nvisual ~ x7 + x8"


def setup_of(model: str, **options: Any) -> Setup:
    return fit(model, dataset("hs"), **options).setup


@pytest.mark.parametrize(
    ("constraint", "less"),
    [("", 0), ("a == b", 1), ("a == b; a == 0.7", 2), ("a^2 == b^2", 1), ("a > 0", 0), ("s := a + b", 0)],
)
def test_an_equality_is_a_parameter_less(constraint: str, less: int) -> None:
    plain, held = setup_of(HS), setup_of(f"{HS}\n{constraint}")
    assert plain.npar == plain.table.k == 13
    assert held.npar == 13 - less
    assert held.df == plain.df + less == 21 - 13 + less


def test_moments_among_fixed_exogenous_variables_are_not_counted() -> None:
    """p(p + 1)/2 covariances, and p means, less those of the x exogenous variables."""
    p, x = 5, 2
    plain = setup_of(COVARIATES)
    assert plain.exogenous == [plain.sample.names.index(name) for name in ("x7", "x8")]
    assert plain.moments == p * (p + 1) // 2 - x * (x + 1) // 2
    assert setup_of(COVARIATES, meanstructure=True).moments == plain.moments + p - x
    random = setup_of(COVARIATES, fixed_x=False)
    assert random.exogenous == []
    assert random.moments == p * (p + 1) // 2
    assert random.df == plain.df
    grouped = setup_of(COVARIATES, group="school")
    assert grouped.moments == 2 * (plain.moments + p - x)


def test_which_moments_vary() -> None:
    setup = setup_of(COVARIATES, meanstructure=True)
    covariances, both = setup.modelled(means=False), setup.modelled(means=True)
    names = np.array(setup.sample.names)
    i, j = np.triu_indices(len(names))
    held = {frozenset((names[a], names[b])) for a, b, keep in zip(i, j, covariances, strict=True) if not keep}
    assert held == {frozenset(("x7",)), frozenset(("x8",)), frozenset(("x7", "x8"))}
    assert names[~both[:5]].tolist() == ["x7", "x8"]
    np.testing.assert_array_equal(both[5:], covariances)
    assert covariances.sum() == setup.moments - 3


@pytest.mark.parametrize(
    ("options", "divisor", "lost"),
    [
        ({}, 0, 0),
        ({"likelihood": "wishart"}, 1, 1),
        ({"estimator": "GLS"}, 1, 1),
        ({"estimator": "ULS"}, 1, 1),
        ({"estimator": "MLR"}, 0, 0),
    ],
)
def test_the_divisors_of_each_discrepancy(options: dict[str, Any], divisor: int, lost: int) -> None:
    setup = setup_of(HS, **options)
    y = dataset("hs")[list(setup.sample.names)].to_numpy()
    np.testing.assert_allclose(setup.cov[0], np.cov(y.T, ddof=divisor), rtol=1e-12)
    np.testing.assert_allclose(setup.mean[0], y.mean(axis=0))
    assert 301 - lost == setup.N


def test_a_case_is_lost_in_every_group() -> None:
    assert setup_of(HS, group="school").N == 301
    assert setup_of(HS, group="school", likelihood="wishart").N == 299


def test_the_moments_of_a_fit_cannot_be_written_over() -> None:
    setup = setup_of(HS)
    for part in (setup.cov[0], setup.mean[0]):
        with pytest.raises(ValueError, match="read-only"):
            part[0] = 1.0
    cov, mean = setup.stack
    assert cov[0].shape == (1, 6, 6)
    assert mean[0].shape == (1, 6)


@pytest.fixture(scope="module")
def groups() -> Fit:
    return fitted("tam_groups", "configural")


def test_a_group_by_label_or_number(groups: Fit) -> None:
    setup = groups.setup
    first, second = groups.groups
    for which, place in ((None, 0), (1, 0), (2, 1), (np.int64(2), 1), (first, 0), (second, 1)):
        assert setup.group(which) == place  # type: ignore[arg-type]


@pytest.mark.parametrize("which", [0, 3, -1, 1.0, True, "elsewhere", ""])
def test_any_other_group_is_refused_with_those_there_are(groups: Fit, which: Any) -> None:
    with pytest.raises(OptionError) as caught:
        groups.setup.group(which)
    message = caught.value.message
    assert message.key == "sem.no_such_group"
    assert message.values["group"] == which
    assert message.values["groups"] == tuple(f"{g} ({label})" for g, label in enumerate(groups.groups, start=1))
    with pytest.raises(OptionError) as caught:
        groups.setup.group(groups.groups[0][:-1])
    assert caught.value.message.values["near"] == groups.groups[0]


def test_without_groups_there_is_the_first() -> None:
    setup = setup_of(HS)
    assert setup.group(None) == setup.group(1) == setup.group("") == 0
    with pytest.raises(OptionError) as caught:
        setup.group("schol")
    assert caught.value.message.values["groups"] == ("1",)
    assert caught.value.message.values["near"] is None


def test_groups_of_matrices_are_numbered() -> None:
    items = dataset("hs")[[f"x{j}" for j in range(1, 7)]]
    halves = [items.iloc[:150].cov(), items.iloc[150:].cov()]
    setup = fit(HS, Moments(halves, [150, 151])).setup
    assert setup.sample.groups == ("1", "2")
    assert setup.group(2) == setup.group("2") == 1
    named = fit(HS, Moments(halves, [150, 151], groups=("early", "late"))).setup
    assert named.group("late") == 1
