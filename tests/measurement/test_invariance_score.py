"""Score tests of equalities across groups against lavaan's lavTestScore."""

from __future__ import annotations

import numpy as np
import pytest
from measurement.reference import HS, TOLERANCE, holzinger, reference

from tamkit.measurement import invariance
from tamkit.measurement.blocks import blocks_of
from tamkit.measurement.invariance_score import names_of, release_drops, score_drop
from tamkit.measurement.invariance_syntax import group_model

REF = reference("measurement_models")["scores"]


@pytest.mark.parametrize("kind", ["loading", "intercept"])
def test_against_lavaan(kind: str) -> None:
    blocks = blocks_of(HS)
    fit = invariance(holzinger(), HS, "school", upto="scalar").fits["scalar"]
    keys = {name: key for block in blocks for name, key in names_of(kind, block.code, block.items).items()}
    drops = release_drops(fit, group_model(blocks, "scalar", 2, freed=keys), keys)
    assert list(drops.values()) == sorted(drops.values(), reverse=True)
    for name, value in drops.items():
        assert value == pytest.approx(REF[name], abs=TOLERANCE * max(1.0, REF[name])), name


def test_score_by_hand() -> None:
    """Mean of a normal with variance 1 held at 0 while nothing else is free: N times the squared mean."""
    drop = score_drop(np.array([0.0, -0.3]), np.eye(2), np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]]), 100)
    assert drop == pytest.approx(100 * 0.3**2)
