"""The exploratory analysis as a whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from measurement.reference import HS, ROTATED, distance, holzinger, likert, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement import explore, split_cases
from tamkit.measurement.efa import cross_loadings
from tamkit.measurement.remarks import KEPT

REF = reference()["efa"]
ANSWERS = likert().iloc[:, 1:]


def test_default_finds_the_six_constructs() -> None:
    found = explore(ANSWERS, draws=100)
    assert found.factors == 6
    assert distance(found.pattern, REF["likert"]["minres_oblimin"]["loadings"]) < ROTATED
    owner = found.items.assign(construct=found.items["item"].str[:2]).groupby("construct")["factor"].nunique()
    assert (owner == 1).all()
    assert found.variance["cumulative"].iloc[-1] == pytest.approx(sum(found.items["communality"]) / 20)
    assert not found.items.isna().to_numpy().any()
    assert "<table" in found._repr_html_()


def test_spss_mode_is_components_varimax_and_kaiser() -> None:
    hs = holzinger()[[item for items in HS.values() for item in items]]
    found = explore(hs, mode="spss", draws=50)
    assert (found.extraction, found.rotation, found.factors) == ("pca", "varimax", 3)
    assert distance(found.pattern, REF["hs"]["pca_varimax"]["loadings"]) < ROTATED
    assert any("unique variance" in str(note) for note in found.notes)


def test_verdict_names_what_is_short() -> None:
    found = explore(ANSWERS, factors=5, draws=50).items.set_index("item")
    assert set(found["verdict"]) > {KEPT}
    assert {str(verdict) for verdict in found["verdict"]} >= {"kept", "low communality"}
    assert {verdict.say("zh") for verdict in found["verdict"]} >= {"保留", "共同度不足"}
    assert (found["gap"] <= found["loading"].abs()).all()


def test_one_factor_has_no_second_loading() -> None:
    found = explore(ANSWERS, ["PU1", "PU2", "PU3", "PU4"], factors=1, extraction="ml", draws=50)
    assert "gap" not in found.items
    assert found.df == 2
    assert found.pvalue is not None


def test_polychoric_correlations_raise_loadings() -> None:
    items = ["PU1", "PU2", "PU3", "PU4"]
    plain = explore(ANSWERS, items, factors=1, draws=50)
    ordinal = explore(ANSWERS, items, factors=1, correlations="polychoric", draws=50)
    assert (ordinal.items["loading"] > plain.items["loading"]).all()


def test_split_cases_are_apart_and_repeatable() -> None:
    a, b = split_cases(ANSWERS, seed=3)
    again, _ = split_cases(ANSWERS, seed=3)
    assert a.index.equals(again.index)
    assert not set(a.index) & set(b.index)
    assert len(a) == len(b) == 210
    with pytest.raises(InputError, match="between 0 and 1"):
        split_cases(ANSWERS, seed=1, share=1.0)
    with pytest.raises(InputError, match="labels"):
        split_cases(pd.concat([ANSWERS, ANSWERS]), seed=1)


def test_what_cannot_be_explored() -> None:
    with pytest.raises(AnalysisError, match="at least 3 items"):
        explore(ANSWERS, ["PU1", "PU2"])
    with pytest.raises(InputError, match="allowed: factor, spss"):
        explore(ANSWERS, mode="amos")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="allowed: a number"):
        explore(ANSWERS, factors="many", draws=20)  # type: ignore[arg-type]
    noise = pd.DataFrame(np.random.default_rng(8).normal(size=(200, 5)), columns=list("abcde"))
    with pytest.raises(AnalysisError, match="no factor"):
        explore(noise, factors="map", draws=20)


def test_the_columns_about_the_second_loading() -> None:
    pattern = np.array([[0.7, -0.3, 0.1], [0.2, 0.1, -0.6]])
    frame = cross_loadings(pattern, np.array([0.6, 0.4]), ["a", "b"], np.array([0.9, 0.8]))
    assert frame[["item", "factor", "second_factor"]].to_numpy().tolist() == [["a", "F1", "F2"], ["b", "F3", "F1"]]
    assert frame["loading"].tolist() == [0.7, -0.6]
    assert frame["second_loading"].tolist() == [-0.3, 0.2]
    assert frame["gap"].tolist() == pytest.approx([0.4, 0.4])
    assert frame["communality"].tolist() == [0.6, 0.4]
    assert frame["kmo"].tolist() == [0.9, 0.8]
    assert frame["verdict"].tolist() == [KEPT, KEPT]
    low = cross_loadings(pattern, np.array([0.6, 0.39]), ["a", "b"], np.array([0.9, 0.8]), loading=0.65, gap=0.41)
    assert [str(one) for one in low["verdict"]] == ["low gap", "low loading, gap, communality"]
    alone = cross_loadings(pattern[:, :1], np.array([0.6, 0.4]), ["a", "b"], np.array([0.9, 0.8]))
    assert "second_factor" not in alone
