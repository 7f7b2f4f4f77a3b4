"""Prediction of respondents left out, against lavPredictY, lm and t.test (tests/reference/contributions.R)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from drivers.contributions_reference import MODEL, REFERENCE, answers, fitted

from tamkit.drivers import prediction
from tamkit.drivers.held_out import better
from tamkit.errors import InputError, SampleError
from tamkit.sem.prediction import predict
from tamkit.syntax import parse

SMALL = "PU =~ PU1 + PU2 + PU3\nINT =~ AI1 + AI2 + AI3\nINT ~ PU"


def test_every_number_is_r_s() -> None:
    folds = (np.arange(1, 401) * 7) % REFERENCE["folds"]
    found = prediction(MODEL, answers(), "INT", folds=folds)
    assert (found.n, found.missing, found.folds) == (400, 0, 10)
    assert found.items == ("AI1", "AI2", "AI3")
    rows = found.table.set_index("by")
    for given in REFERENCE["prediction"]:
        for name, value in given.items():
            if name != "by":
                assert rows.loc[given["by"], name] == pytest.approx(value, abs=1e-5), (given["by"], name)
    assert rows["model_is"].to_dict() == {"model": "", "mean": "better", "linear": "alike"}
    assert rows.loc["mean", "p_holm"] == pytest.approx(2 * rows.loc["mean", "pvalue"])


def test_what_is_predicted_comes_from_the_factor_score() -> None:
    """ν + λ·E(η | the others' items): the regression score of INT where its own items are not known."""
    fit = fitted()
    items = ["AI1", "AI2", "AI3"]
    others = [name for name in fit.observed if name not in items]
    guess = predict(fit, answers(), items, others)
    loadings = fit.loadings()
    Lambda = loadings.pivot_table(index="rhs", columns="lhs", values="est", fill_value=0).loc[others, fit.latent]
    cov = fit.latent_cov().to_numpy()
    Sigma = fit.implied_cov().loc[others, others].to_numpy()
    off = (answers()[others] - answers()[others].mean()).to_numpy()
    eta = off @ np.linalg.solve(Sigma, Lambda.to_numpy() @ cov)
    own = loadings[loadings["lhs"] == "INT"].set_index("rhs")["est"]
    score = eta[:, fit.latent.index("INT")]
    for item in items:
        assert np.allclose(guess[item], answers()[item].mean() + own[item] * score, atol=1e-8)


def test_a_model_that_is_wrong_predicts_worse_and_says_so() -> None:
    """Two predictors of opposite effect behind one factor: the linear model knows them apart."""
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(2, 400))
    frame = pd.DataFrame({f"x{i}": a + 0.3 * rng.normal(size=400) for i in (1, 2)})
    frame["x3"] = 0.5 * a + b
    for i in (1, 2, 3):
        frame[f"y{i}"] = 0.2 * a - b + 0.5 * rng.normal(size=400)
    found = prediction("F =~ x1 + x2 + x3\nY =~ y1 + y2 + y3\nY ~ F", frame, "Y", folds=5)
    rows = found.table.set_index("by")
    assert rows.loc["linear", "model_is"] == "worse"
    assert rows.loc["linear", "loss_diff"] < 0
    assert rows.loc["linear", "r2"] > rows.loc["model", "r2"]


def test_words_for_what_is_not_told_apart() -> None:
    assert better(0.5, 0.05) == "alike"
    assert better(0.5, 0.0499) == "better"
    assert better(float("nan"), float("nan")) == ""


def test_incomplete_rows_are_left_out_and_counted() -> None:
    holes = answers().copy()
    holes.loc[:4, "PU1"] = np.nan
    found = prediction(SMALL, holes, "INT", folds=3, missing="fiml", estimator="MLR")
    assert (found.n, found.missing) == (395, 5)
    assert found.table["n"].eq(395).all()
    again = prediction(SMALL, holes.dropna(), "INT", folds=3, estimator="ML")
    pd.testing.assert_frame_equal(found.table, again.table)  # the estimates of MLR are those of ML
    other = prediction(SMALL, holes, "INT", folds=3, seed=2)
    assert other.table["rmse"].iloc[0] != found.table["rmse"].iloc[0]


def test_ordered_items_are_predicted_as_numbers_and_that_is_said() -> None:
    found = prediction(SMALL, answers(), "INT", folds=3, estimator="WLSMV", ordered="all")
    assert [note.key for note in found.notes] == ["drivers.predicted_as_numbers"]
    pd.testing.assert_frame_equal(found.table, prediction(SMALL, answers(), "INT", folds=3).table)


def test_the_outcome_s_items_are_those_of_its_facets() -> None:
    text = "a =~ PU1 + PU2\nb =~ AI1 + AI2\nR =~ a + b\nf =~ PE1 + PE2\nR ~ f"
    assert prediction(parse(text), answers(), "R", folds=2).items == ("PU1", "PU2", "AI1", "AI2")


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    prediction(SMALL, answers(), "INT", folds=3, progress=lambda what, *at: told.append((str(what), *at)))
    assert told == [("prediction, fold 1", 0, 3), ("prediction, fold 2", 1, 3), ("prediction, fold 3", 2, 3)]


def test_what_can_t_be_done_is_refused() -> None:
    with pytest.raises(InputError, match="INTT"):
        prediction(SMALL, answers(), "INTT")
    with pytest.raises(InputError, match="3 given for 400"):
        prediction(SMALL, answers(), "INT", folds=[1, 2, 3])
    with pytest.raises(InputError, match="two at least"):
        prediction(SMALL, answers(), "INT", folds=np.ones(400))
    with pytest.raises(SampleError, match="8 complete answers"):
        prediction(SMALL, answers().head(8), "INT", folds=2)


def test_it_shows_itself() -> None:
    assert "predicted in 2 folds" in repr(prediction(SMALL, answers(), "INT", folds=2))
