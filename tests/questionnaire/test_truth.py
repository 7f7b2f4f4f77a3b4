"""True values: what holds where a questionnaire says nothing of it, and what no value may be."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tamkit.questionnaire.truth import Seconds, Truth


def test_what_holds_where_nothing_is_said() -> None:
    """Simulated answers depend on it: another default gives other data for the same seed."""
    truth = Truth()
    assert (truth.loading, truth.facet_loading) == (0.78, 0.80)
    assert truth.seconds == Seconds(median=6.0, sigma=0.35, careless_median=1.2, careless_sigma=0.3)


@pytest.mark.parametrize("name", ["median", "sigma", "careless_median", "careless_sigma"])
def test_times_are_positive(name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        Seconds(**{name: 0.0})
