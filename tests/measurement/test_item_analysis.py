"""High and low groups against R's t.test."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from measurement.reference import ITEMS, TOLERANCE, likert, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement import extreme_groups

REF = reference()["reliability"]["item_groups"]


def test_decision_values_against_t_test() -> None:
    table = extreme_groups(likert(), ITEMS["PU"])
    assert set(table["n_low"]) == {REF["n_low"]}
    assert set(table["n_high"]) == {REF["n_high"]}
    equal = table["levene_pvalue"].to_numpy() > 0.05
    wanted = np.where(equal, REF["t"], REF["welch_t"])
    np.testing.assert_allclose(table["decision_value"], wanted, rtol=TOLERANCE)
    np.testing.assert_allclose(
        table["df"], np.where(equal, REF["n_low"] + REF["n_high"] - 2, REF["welch_df"]), rtol=1e-6
    )
    assert table["keeps"].all()


def test_groups_that_cannot_be_formed() -> None:
    with pytest.raises(InputError, match="share of the high"):
        extreme_groups(likert(), ITEMS["PU"], share=0.7)
    flat = pd.DataFrame({"a": [1, 1, 1, 1, 2], "b": [1, 1, 1, 1, 2]})
    with pytest.raises(AnalysisError, match="too few"):
        extreme_groups(flat, ["a", "b"])
