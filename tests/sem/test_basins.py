"""Draws that change basin are counted and told."""

from __future__ import annotations

import numpy as np
import pytest
from sem.lavaan_reference import dataset, reference
from sem.test_resamples import collinear

from tamkit.sem import fit
from tamkit.sem.basins import FAR, Basins, basins
from tamkit.sem.bootstrap import bootstrap_fit

MODELS = reference("sem_tables")["models"]


def test_a_draw_beyond_infinity_has_changed_basin() -> None:
    fitted = collinear()
    theta = fitted.estimate.theta
    at, other = (row.free - 1 for row in fitted.setup.table.free_rows() if row.op == "~")
    draws = np.repeat(theta[None], 5, axis=0)
    error = np.sqrt(np.linalg.inv(fitted.setup.route.hessian(fitted.setup, theta, "expected"))[at, at] / fitted.setup.N)
    draws[1, at], draws[2, at] = 60.0, -60.0
    draws[1, other], draws[2, other] = -60.0, 60.0
    draws[3, at] = theta[at] + 0.9 * FAR * error  # far, but as far as chance may lead
    draws[4, at] = 0.0
    found = basins(fitted.setup, theta, draws)
    assert found == Basins(2, ("Y ~ A", "Y ~ B"))


def test_settled_paths_change_nothing() -> None:
    fitted = fit(MODELS["tam"], dataset("tam"), bootstrap=60, seed=1)
    assert fitted.bootstrap is not None
    assert fitted.bootstrap.basins == Basins(0)
    assert not fitted.bootstrap.unsettled
    assert "basin" not in fitted.summary()
    assert "changed_basin" not in fitted.to_dict()["bootstrap"]


@pytest.mark.parametrize("model", ["tam_equal", "tam_nonlinear", "tam_path"])
def test_models_without_charts_have_no_other_basin(model: str) -> None:
    fitted = fit(MODELS[model], dataset("tam"))
    draws = fitted.estimate.theta + 100 * np.ones((3, 1))
    assert basins(fitted.setup, fitted.estimate.theta, draws) == Basins(0)


def test_more_than_a_twentieth_is_a_warning() -> None:
    fitted = collinear()
    draws = bootstrap_fit(fitted.setup, fitted.estimate, draws=120, seed=2)
    share = draws.basins.changed / draws.converged
    assert draws.unsettled == (share > 0.05)
    again = fit(fitted.model, _data(), bootstrap=120, seed=2)
    told = [warning for warning in again.warnings if warning.code == "draws_change_basin"]
    assert share > 0.05
    assert len(told) == 1
    assert f"{draws.basins.changed} of {draws.converged} bootstrap draws" in str(told[0])
    assert "Y ~ A" in str(told[0])
    assert f"{draws.basins.changed} in another basin" in again.summary()
    assert f"{draws.basins.changed} draws in another basin than the sample" in repr(again.bootstrap)
    assert again.to_dict()["bootstrap"]["changed_basin"] == draws.basins.changed
    assert "极小值" in told[0].say("zh")


def _data() -> object:
    import pandas as pd

    sample = collinear().setup.sample
    assert sample.data is not None
    return pd.DataFrame(sample.data[0], columns=list(sample.names))
