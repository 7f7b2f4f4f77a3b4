"""Items predicted by what a model implies, against lavaan's lavPredictY (tests/reference/prediction.R)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sem.lavaan_reference import dataset

from tamkit.errors import DataError, InputError, SampleError
from tamkit.sem import fit, prediction, simulate
from tamkit.sem.prediction import cross_validated_r2, folds, predict

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "prediction.json").read_text(encoding="utf-8"))
OUTCOMES = REFERENCE["outcomes"]


@pytest.mark.parametrize("name", REFERENCE["models"])
def test_predictions_are_lavaans(name: str) -> None:
    given: dict[str, Any] = REFERENCE["models"][name]
    hs = dataset("hs")
    found = predict(fit(given["model"], hs, meanstructure=True), hs, OUTCOMES)
    assert np.abs(found.to_numpy()[:8] - np.array(given["first"])).max() < 1e-5
    assert list(found.columns) == OUTCOMES
    assert found.index.equals(hs.index)


@pytest.mark.parametrize("name", REFERENCE["models"])
def test_r2_of_folds_left_out_is_that_of_lavaans_predictions(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = REFERENCE["models"][name]
    monkeypatch.setattr(prediction, "folds", lambda n, k, seed: (np.arange(1, n + 1) * 7) % 5)
    found = cross_validated_r2(lambda rows: fit(given["model"], rows), dataset("hs"), OUTCOMES, k=5)
    assert found == pytest.approx(given["r2"], abs=1e-6)


def test_the_formula() -> None:
    """One factor, standardized: the best guess of x1 from x2 is λ₁ λ₂ x2."""
    data = simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3", 500, seed=2, standardized=True)
    found = fit("f =~ x1 + x2 + x3", data)
    cov, mean = found.implied_cov(), data.mean()
    guess = mean["x1"] + cov.loc["x1", "x2"] / cov.loc["x2", "x2"] * (data["x2"] - mean["x2"])
    assert np.allclose(predict(found, data, ["x1"], ["x2"])["x1"], guess)


def test_folds_are_of_one_size_and_by_the_seed() -> None:
    sizes = np.bincount(folds(103, 10, 4))
    assert sizes.max() - sizes.min() == 1
    assert (folds(103, 10, 4) == folds(103, 10, 4)).all()
    assert (folds(103, 10, 4) != folds(103, 10, 5)).any()


def test_a_predictor_that_is_noise_predicts_nothing() -> None:
    rng = np.random.default_rng(1)
    data = simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3", 300, seed=2, standardized=True).assign(x1=rng.normal(size=300))
    found = cross_validated_r2(lambda rows: fit("x1 ~ x2 + x3", rows), data, ["x1"])
    assert found is not None
    assert -0.05 < found < 0.01


def test_a_fold_that_fails_leaves_no_number() -> None:
    def never(rows: Any) -> Any:
        raise SampleError("sem.prediction_continuous")

    assert cross_validated_r2(never, dataset("hs"), ["x1"], k=3) is None


def test_what_can_t_be_predicted_is_refused() -> None:
    hs = dataset("hs")
    found = fit(REFERENCE["models"]["cfa"]["model"], hs)
    with pytest.raises(InputError, match="x77"):
        predict(found, hs, ["x77"])
    with pytest.raises(InputError, match="x88"):
        predict(found, hs, ["x7"], ["x88"])
    groups = fit("f =~ x1 + x2 + x3", hs, group="school")
    with pytest.raises(DataError, match="one group"):
        predict(groups, hs, ["x1"])
