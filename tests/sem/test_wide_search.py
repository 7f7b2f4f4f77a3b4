"""Minima beyond infinity: found, told with both χ² and what moves, and taken where that is asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset, reference
from sem.test_resamples import collinear

from tamkit.errors import InputError
from tamkit.sem import Fit, fit
from tamkit.sem.information import observed_hessian
from tamkit.sem.options import Options

MODELS = reference("sem_tables")["models"]


def again(fitted: Fit, **options: object) -> Fit:
    sample = fitted.setup.sample
    assert sample.data is not None
    return fit(fitted.model, pd.DataFrame(sample.data[0], columns=list(sample.names)), **options)


def codes(fitted: Fit) -> set[str]:
    return {warning.code for warning in fitted.warnings}


def test_a_lower_minimum_is_told_and_not_taken() -> None:
    usual = collinear(1)
    found = again(usual, search=True)
    below = found.estimate.lower
    assert below is not None
    np.testing.assert_array_equal(found.estimate.theta, usual.estimate.theta)
    assert below.chisq < usual.fit["chisq"] - 0.04
    told = [warning for warning in found.warnings if warning.code == "lower_minimum"]
    assert len(told) == 1
    for part in (f"{below.chisq:.3f}", f"{usual.fit['chisq']:.3f}", "Y~A", "Y~B"):
        assert part in str(told[0])
        assert part in told[0].say("zh")
    assert "lower_minimum" not in codes(usual)


def test_it_is_a_minimum_and_adopted_where_asked() -> None:
    usual = collinear(1)
    told, taken = again(usual, search=True), again(usual, search="adopt")
    assert told.estimate.lower is not None
    np.testing.assert_allclose(taken.estimate.theta, told.estimate.lower.theta, atol=1e-6)
    problem = taken.setup.route.problem(taken.setup)
    g = problem.derivatives(taken.estimate.theta[None], slice(None), weight=False)[0][0]
    H = observed_hessian(problem, taken.estimate.theta)
    assert np.linalg.eigvalsh(H)[0] > 0
    assert 0 <= g @ np.linalg.solve(H, g) < 1e-11
    assert taken.estimate.elsewhere is not None
    assert taken.estimate.elsewhere.chisq == pytest.approx(usual.fit["chisq"], abs=1e-8)
    assert "several_minima" in codes(taken)
    assert "lower_minimum" not in codes(taken)


@pytest.mark.parametrize("seed", range(2, 8))
def test_what_is_told_is_lower_and_else_nothing_is(seed: int) -> None:
    usual = collinear(seed)
    found = again(usual, search=True)
    assert (found.estimate.lower is None) == ("lower_minimum" not in codes(found))
    if found.estimate.lower is not None:
        assert found.estimate.lower.chisq < usual.fit["chisq"] - 1e-5


@pytest.mark.parametrize("model", ["tam", "tam_equal", "tam_nonlinear", "tam_path"])
def test_a_model_that_fits_has_one_minimum(model: str) -> None:
    found = fit(MODELS[model], dataset("tam"), search=True)
    assert found.estimate.lower is None
    assert "lower_minimum" not in codes(found)


def test_the_option_is_one_of_three() -> None:
    assert Options(search="TELL").search is True
    assert Options(search="adopt").search == "adopt"
    with pytest.raises(InputError, match="true, false or adopt"):
        Options(search="yes please")
    with pytest.raises(InputError, match="search"):
        fit(MODELS["tam"], dataset("tam"), engine="semopy", search=True)


def test_companions_are_told_nothing_but_adopt_alike() -> None:
    told, taken = Options(search=True), Options(search="adopt")
    assert told.without_bootstrap().search is False
    assert told.for_measurement().search is False
    assert taken.without_bootstrap().search == "adopt"
    assert replace(told, bootstrap=9).search is True
