"""Units far apart, samples far too small, and other places where a solver gets lost."""

from __future__ import annotations

import numpy as np
import pytest
from sem.lavaan_reference import dataset, reference

from tamkit.errors import InputError
from tamkit.sem import fit

FACTOR = "PU =~ PU1 + PU2 + PU3 + PU4"
COVARIATES = FACTOR + "\nPU ~ income + age"
HS = reference("sem_tables")["models"]["hs"]


@pytest.mark.parametrize("power", [-5, -3, 3, 5])
@pytest.mark.parametrize("column", ["PU1", "PU2", "every item", "income"])
@pytest.mark.parametrize("fixed_x", [True, False])
def test_units_far_apart(power: int, column: str, fixed_x: bool) -> None:
    """Monthly income in yuan beside a five-point item, shares beside sums: the same chi-square and the same z."""
    reference = fit(COVARIATES, dataset("tam"), fixed_x=fixed_x)
    data = dataset("tam").astype({"income": float, "PU1": float, "PU2": float, "PU3": float, "PU4": float}).copy()
    scaled = ["PU1", "PU2", "PU3", "PU4"] if column == "every item" else [column]
    data[scaled] = data[scaled] * 10.0**power
    found = fit(COVARIATES, data, fixed_x=fixed_x)
    assert found.converged
    assert found.fit["chisq"] == pytest.approx(reference.fit["chisq"], rel=1e-6)
    np.testing.assert_allclose(found.paths()["z"], reference.paths()["z"], rtol=1e-4)
    np.testing.assert_allclose(found.table["std_all"], reference.table["std_all"], rtol=1e-4, atol=1e-6)


def test_twenty_respondents_whose_minimum_lies_behind_a_ridge() -> None:
    """Fisher scoring alone ends at chi-square 49; lavaan 0.6-14 finds 25.1537907439."""
    rows = [206, 155, 55, 160, 273, 39, 123, 1, 215, 242, 53, 299, 161, 114, 178, 32, 184, 169, 188, 250]
    found = fit(HS, dataset("hs").iloc[rows])
    assert found.converged
    assert found.fit["chisq"] == pytest.approx(25.1537907439, rel=1e-6)


def test_twenty_two_respondents_who_need_a_plain_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the usual start nor BFGS from there arrives; lavaan 0.6-14 finds 42.9668918507."""
    rows = [62, 235, 262, 255, 124, 58, 146, 226, 236, 72, 272, 86, 215, 141, 90, 63, 113, 112, 10, 97, 263, 54]
    data = dataset("hs").iloc[rows]
    found = fit(HS, data)
    assert found.converged
    assert found.fit["chisq"] == pytest.approx(42.9668918507, rel=1e-6)
    monkeypatch.setattr("tamkit.sem.search.further", lambda *_: iter(()))
    assert not fit(HS, data).converged


def test_a_sample_that_hardly_identifies_an_identified_model_is_a_warning() -> None:
    """lavaan 0.6-14: chi-square 43.9732039551, variance of x1 -47.9 with a standard error of 1147."""
    rows = [170, 153, 3, 142, 233, 127, 203, 0, 240, 54, 89, 6, 30, 10, 80, 43, 44, 88, 73, 281]
    found = fit(HS, dataset("hs").iloc[rows])
    assert found.fit["chisq"] == pytest.approx(43.9732039551, rel=1e-6)
    text = " ".join(map(str, found.warnings))
    assert "empirically under-identified" in text
    assert "visual~~visual" in text


def test_definitions_may_not_use_what_is_defined_later() -> None:
    with pytest.raises(InputError, match="y"):
        fit(FACTOR.replace("PU2", "a*PU2") + "\nx := y*2\ny := a", dataset("tam"))


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(InputError, match="seed"):
        fit(FACTOR, dataset("tam"), bootstrap=3, seed=-1)
