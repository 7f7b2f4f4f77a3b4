"""The second engine: semopy agrees where it is used, and is refused where it is not right."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from sem.lavaan_reference import dataset, reference

from tamkit.errors import InputError
from tamkit.sem import compare_engines, fit
from tamkit.sem.fitting import fit as _fit

MODELS = reference("sem_tables")["models"]


@pytest.fixture(autouse=True)
def _semopy_warns() -> Any:
    """semopy itself raises deprecation warnings of numpy and pandas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize(("model", "data"), [("hs", "hs"), ("chain", "tam"), ("democracy", "pd"), ("hs_second", "hs")])
def test_both_engines_agree(model: str, data: str) -> None:
    found = compare_engines(MODELS[model], dataset(data))
    assert np.abs(found["difference"]).max() < 2e-3  # in standard errors: where semopy's optimiser stops
    np.testing.assert_allclose(found["se_ratio"], 1.0, atol=5e-3)


def test_fit_measures_are_tamkits_whatever_the_engine() -> None:
    ours, theirs = fit(MODELS["hs"], dataset("hs")), fit(MODELS["hs"], dataset("hs"), engine="semopy")
    assert theirs.engine == "semopy"
    for key in ("chisq", "df", "cfi", "rmsea", "srmr", "gfi", "aic"):
        assert theirs.fit[key] == pytest.approx(ours.fit[key], rel=1e-4)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"estimator": "MLR"}, "used for plain ML only"),
        ({"group": "school"}, "groups"),
        ({"meanstructure": True}, "a mean structure"),
        ({"bootstrap": 10, "seed": 1}, "the bootstrap"),
    ],
)
def test_what_semopy_gets_wrong_is_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        _fit(MODELS["hs"], dataset("hs"), engine="semopy", **options)
