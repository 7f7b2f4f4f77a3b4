"""The bootstrap of a model that fits badly, on real answers: wherever lavaan arrives tamkit does, no higher.

The resamples are given, so both fit the same 500 samples (`tests/reference/sem_mida_draws.R`). Before there were charts
(0.1.0) 488 converged, at 11 ms a draw, and 69 lay above the lowest minimum known.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tamkit.sem import Fit, fit
from tamkit.sem.discrepancy import NormalTheory
from tamkit.sem.information import observed_hessian
from tamkit.sem.resampling import chunks

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data" / "mida"
REFERENCE = HERE.parent / "reference" / "sem_mida_draws.json"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public data folder ../shared/data/mida is absent")


@cache
def booted(jobs: int = 1) -> Fit:
    rows = np.concatenate([chunk.indices()[0] for chunk in chunks([300], 500, 1)])
    model = (DATA / "model.lav").read_text(encoding="utf-8")
    return fit(model, pd.read_csv(DATA / "responses.csv"), resamples=rows, jobs=jobs)


def test_every_draw_of_lavaans_converges_at_its_minimum_or_a_lower_one() -> None:
    lavaan = np.array(json.loads(REFERENCE.read_text(encoding="utf-8"))["chisq"], dtype=float)
    draws = booted().bootstrap
    assert draws is not None
    assert draws.converged == draws.requested == len(lavaan)
    arrived = np.isfinite(lavaan)
    assert arrived.sum() == 480
    higher = arrived & (600 * draws.draws.value > lavaan + 1e-3)
    assert higher.sum() <= 5, np.flatnonzero(higher)


def test_the_draws_are_minima() -> None:
    """In θ itself: the exact Hessian is definite, and nothing is left to gain."""
    fitted = booted()
    assert fitted.bootstrap is not None
    draws, matrices = fitted.bootstrap.draws, fitted.setup.matrices
    for b in range(0, 500, 5):
        one = NormalTheory.of("ML", matrices, [draws.cov[0][b : b + 1]], [draws.mean[0][b : b + 1]], [1.0])
        g = one.derivatives(draws.theta[b : b + 1], slice(None), weight=False)[0][0]
        H = observed_hessian(one, draws.theta[b])
        scale = 1.0 / np.sqrt(H.diagonal())
        assert np.linalg.eigvalsh(H * scale * scale[:, None])[0] > 0
        assert 0 <= g @ np.linalg.solve(H, g) < 1e-11


def test_the_number_of_jobs_changes_nothing() -> None:
    one, two = booted(1).bootstrap, booted(2).bootstrap
    assert one is not None
    assert two is not None
    np.testing.assert_array_equal(one.draws.theta, two.draws.theta)


def test_the_paths_that_the_data_do_not_settle_are_told() -> None:
    fitted = booted()
    assert fitted.bootstrap is not None
    assert fitted.bootstrap.basins.changed > 100
    told = [warning for warning in fitted.warnings if warning.code == "draws_change_basin"]
    assert len(told) == 1
    assert "EffExp ~ SocInf, EffExp ~ FacCond" in str(told[0])


def test_the_lower_minimum_beyond_infinity_is_found() -> None:
    """R: sem(model, data, start = …) with start(8)*SocInf + start(-5.5)*FacCond in EffExp's formula: 911.527."""
    model = (DATA / "model.lav").read_text(encoding="utf-8")
    data = pd.read_csv(DATA / "responses.csv")
    told = fit(model, data, search=True)
    assert told.fit["chisq"] == pytest.approx(915.994, abs=5e-4)
    (warning,) = [one for one in told.warnings if one.code == "lower_minimum"]
    assert warning.values["lower"] == pytest.approx(911.527, abs=5e-4)
    assert "EffExp~SocInf" in str(warning)
    assert "EffExp~FacCond" in str(warning)
    assert "nadmissible" not in str(warning)
    assert fit(model, data, search="adopt").fit["chisq"] == pytest.approx(911.527, abs=5e-4)
