"""Real answers: the mida survey against its reference (R semTools on the authors' model)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tamkit import sem
from tamkit.measurement import assess, composite, latent_pairs
from tamkit.measurement.blocks import blocks_of
from tamkit.syntax import parse

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "mida"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared survey data are not here")


def test_ave_and_cr_of_the_authors_model() -> None:
    """The reference is semTools' raw metric on the structural model; AVE of standardized loadings rounds the same."""
    model = (FOLDER / "model.lav").read_text(encoding="utf-8")
    est = composite.estimates(sem.fit(model, pd.read_csv(FOLDER / "responses.csv")))
    found = {b.code: composite.first_order_measures(est, b) for b in blocks_of(model)}
    assert round(found["Trust"]["ave_raw"], 3) == round(found["Trust"]["ave"], 3) == 0.706
    assert round(found["Risk"]["omega"], 3) == 0.842
    assert round(found["Risk"]["cr"], 3) == 0.844


def test_whole_assessment() -> None:
    """R: cfa() of the nine constructs; psych::alpha; semTools::reliability of raw and of standardized items."""
    model = (FOLDER / "model.lav").read_text(encoding="utf-8")
    found = assess(pd.read_csv(FOLDER / "responses.csv"), parse(model).measured())
    table = found.reliability.set_index("construct")
    assert table["alpha"].round(3).loc[["Guidance", "SocInf", "Risk", "Trust"]].tolist() == [0.879, 0.730, 0.843, 0.876]
    assert table["ave"].round(3).loc[["Trust", "Risk", "SocInf"]].tolist() == [0.708, 0.644, 0.489]
    assert table["omega"].round(3).loc[["Trust", "Risk"]].tolist() == [0.879, 0.842]
    assert table["cr"].round(3).loc[["Trust", "Risk"]].tolist() == [0.879, 0.844]


def test_every_pair_of_the_nine_constructs_is_tested() -> None:
    """R: cfa(model, data, std.lv = TRUE) with and without the correlation at ±1.

    Risk and Trust: lavaan stops at 464.39, where Trust correlates at 9.6 with Security; a lower minimum exists.
    """
    model = (FOLDER / "model.lav").read_text(encoding="utf-8")
    scales = parse(model).measured()
    data = pd.read_csv(FOLDER / "responses.csv")
    table = latent_pairs(data, scales, estimator="ML").table.set_index(["construct_1", "construct_2"])
    assert len(table) == 36
    assert table["chisq_diff"].notna().all()
    assert table.loc[("Guidance", "Risk"), "chisq_diff"] == pytest.approx(368.33, abs=0.005)
    assert table.loc[("PerfExp", "Trust"), "chisq_diff"] == pytest.approx(435.30, abs=0.005)
    assert table.loc[("Risk", "Trust"), "chisq_diff"] == pytest.approx(368.654, abs=5e-4)
