"""What complete and incomplete data share: averages of residuals by lavaan's definitions, and singular samples."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tamkit.errors import DataError
from tamkit.sem.complete.route import CompleteRoute
from tamkit.sem.continuous import averages
from tamkit.sem.matrices import Array
from tamkit.sem.moments import Sample

S = np.array([[2.0, 0.6, 0.2], [0.6, 1.5, -0.3], [0.2, -0.3, 1.0]])
SIGMA = np.array([[1.8, 0.5, 0.0], [0.5, 1.6, -0.1], [0.0, -0.1, 1.0]])
M, MU = np.array([0.3, 1.0, -0.5]), np.array([0.1, 1.0, -0.2])
LOW = np.tril_indices(3)
OFF = np.tril_indices(3, -1)


def setup(means: bool, groups: int = 1) -> Any:
    options = SimpleNamespace(meanstructure=means)
    n = (100, 300)[:groups]
    return SimpleNamespace(
        sample=SimpleNamespace(n=n), table=SimpleNamespace(options=options), cov=[S] * groups, mean=[M] * groups
    )


def rms(values: Array, count: int) -> float:
    return float(np.sqrt(np.sum(np.square(values)) / count))


def test_residuals_without_means() -> None:
    found = averages(setup(False), [(SIGMA, MU)])
    ds, dm = np.sqrt(np.diag(S)), np.sqrt(np.diag(SIGMA))
    raw, bentler = S - SIGMA, (S - SIGMA) / np.outer(ds, ds)
    bollen = S / np.outer(ds, ds) - SIGMA / np.outer(dm, dm)
    assert found["rmr"] == pytest.approx(rms(raw[LOW], 6))
    assert found["srmr"] == found["srmr_bentler"] == pytest.approx(rms(bentler[LOW], 6))
    assert found["crmr"] == pytest.approx(rms(bollen[OFF], 3))  # the diagonal is none of it
    mplus = [*bollen[OFF], *(np.diag(S - SIGMA) / np.diag(S))]
    assert found["srmr_mplus"] == pytest.approx(rms(np.array(mplus), 6))
    assert all(found[key] == found[f"{key}_nomean"] for key in ("rmr", "srmr_bentler", "crmr", "srmr_mplus"))


def test_residuals_with_means() -> None:
    found, plain = averages(setup(True), [(SIGMA, MU)]), averages(setup(False), [(SIGMA, MU)])
    ds, dm, d = np.sqrt(np.diag(S)), np.sqrt(np.diag(SIGMA)), M - MU
    for key, gaps, count in (
        ("rmr", d, 6),
        ("srmr_bentler", d / ds, 6),
        ("crmr", d / ds, 3),
        ("srmr_mplus", M / ds - MU / dm, 6),
    ):
        assert found[f"{key}_nomean"] == plain[key]
        assert found[key] == pytest.approx(np.sqrt((count * plain[key] ** 2 + np.sum(gaps**2)) / (count + 3)))


def test_groups_are_weighted_by_their_size() -> None:
    other = (S, M)  # reproduced exactly
    found, alone = averages(setup(True, 2), [(SIGMA, MU), other]), averages(setup(True), [(SIGMA, MU)])
    assert found["srmr"] == pytest.approx(0.25 * alone["srmr"])
    assert found["rmr"] == pytest.approx(0.25 * alone["rmr"])


def test_one_variable_has_no_correlation() -> None:
    one = setup(False)
    one.cov, one.mean = [S[:1, :1]], [M[:1]]
    assert averages(one, [(SIGMA[:1, :1], MU[:1])])["crmr"] == 0.0


@pytest.mark.parametrize("unit", [1.0, 1e-6, 1e6])
def test_a_singular_sample_is_told_in_any_unit(unit: float) -> None:
    scale = np.array([unit, 1.0, 1.0])
    singular = np.array([[1.0, 1.0, 0.2], [1.0, 1.0, 0.2], [0.2, 0.2, 1.0]]) * np.outer(scale, scale)
    sample = Sample(("a", "b", "c"), ("",), (50,), (singular,), (M,), None)
    with pytest.raises(DataError) as caught:
        CompleteRoute().check(sample)
    values = dict(caught.value.message.values)
    assert caught.value.message.key == "sem.sample_covariance_singular"
    assert (values["first"], values["second"], values["group"]) == ("a", "b", None)
    assert values["r"] == pytest.approx(1.0)
    CompleteRoute().check(Sample(("a", "b", "c"), ("",), (50,), (S * np.outer(scale, scale),), (M,), None))
