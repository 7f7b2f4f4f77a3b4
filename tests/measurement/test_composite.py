"""CR, omega and AVE against semTools, in both metrics."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from measurement.reference import HS, ITEMS, SECOND, TOLERANCE, holzinger, likert, reference

from tamkit import sem
from tamkit.errors import AnalysisError
from tamkit.measurement import composite
from tamkit.measurement.blocks import Block, blocks_of, measurement_model

REF = reference()["cfa"]


@pytest.mark.parametrize(
    ("name", "data", "scales", "more"),
    [("hs", holzinger(), HS, ""), ("likert", likert(), ITEMS, ""), ("hs_error", holzinger(), HS, "\nx7 ~~ x8")],
)
def test_first_order_against_semtools(name: str, data: pd.DataFrame, scales: Any, more: str) -> None:
    blocks = blocks_of(scales)
    est = composite.estimates(sem.fit(measurement_model(blocks).plus(more), data))
    for block in blocks:
        found = composite.first_order_measures(est, block)
        for key, theirs in {
            "cr": "cr",
            "ave": "ave_std",
            "omega": "omega2",
            "omega_observed": "omega3",
            "ave_raw": "ave",
        }.items():
            assert found[key] == pytest.approx(REF[name][theirs][block.code], abs=TOLERANCE), key


def test_second_order_against_semtools() -> None:
    blocks = blocks_of(SECOND)
    fit = sem.fit(measurement_model(blocks), likert())
    found = composite.second_order_measures(composite.estimates(fit), blocks[-1], blocks[2:5])
    for key in ("omega_L1", "omega_L2", "omega_partial"):
        assert found[key] == pytest.approx(REF["second"][key], abs=TOLERANCE)
    loadings = REF["second"]["loadings"]
    assert found["ave"] == pytest.approx(sum(x * x for x in loadings) / 3, abs=TOLERANCE)
    assert found["cr"] == pytest.approx(composite.composite_reliability(loadings), abs=TOLERANCE)


def test_undefined_is_refused() -> None:
    est = composite.estimates(sem.fit(measurement_model(blocks_of(HS)), holzinger()))
    with pytest.raises(AnalysisError, match="one item shares no variance"):
        composite.average_variance([0.7])
    with pytest.raises(AnalysisError, match="1 item"):
        composite.composite_reliability([0.7])
    with pytest.raises(AnalysisError, match="1 item in the model"):
        composite.first_order_measures(est, Block("visual", ("x1",)))
    with pytest.raises(AnalysisError, match="composite visual"):
        composite.first_order_measures(est, Block("visual", ("x1", "x2"), composite=True))
    with pytest.raises(AnalysisError, match="at least 2 facets"):
        composite.second_order_measures(est, Block("G", (), facets=("visual",)), [])


def test_facets_that_the_model_has_no_loading_of_are_left_out() -> None:
    blocks = blocks_of(SECOND)
    (second,) = [block for block in blocks if block.facets]
    facets = [block for block in blocks if block.code in second.facets]
    est = composite.estimates(sem.fit(measurement_model(blocks), likert()))
    known = composite.second_order_measures(est, second, facets)
    other = next(block for block in blocks if block.code == "PU")
    more = composite.second_order_measures(est, second, [*facets, other])
    assert (more["cr"], more["ave"], more["omega_L2"]) == (known["cr"], known["ave"], known["omega_L2"])
    with pytest.raises(AnalysisError, match="has only 1"):
        composite.second_order_measures(est, second, [facets[0], other])
