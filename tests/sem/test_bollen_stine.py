"""Bollen and Stine's test: rows in which the model holds, χ² of each draw, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset
from sem.ordinal_reference import columns

from tamkit.errors import OptionError
from tamkit.sem import fit
from tamkit.sem.bollen_stine import BollenStine, bollen_stine

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual"


@pytest.mark.parametrize(
    "options", [{}, {"meanstructure": True}, {"likelihood": "wishart"}, {"estimator": "GLS"}, {"group": "school"}]
)
def test_in_the_transformed_rows_the_model_holds(options: dict[str, object]) -> None:
    result = fit(HS, dataset("hs"), **options)  # type: ignore[arg-type]
    setup = result.setup
    rows = setup.route.null_rows(setup, result.estimate.theta)
    for g, part in enumerate(rows):
        unbiased = setup.settings.discrepancy != "ML" or setup.settings.likelihood == "wishart"
        np.testing.assert_allclose(np.cov(part.T, bias=not unbiased), result.implied_cov(g + 1), rtol=1e-7, atol=1e-9)
        np.testing.assert_allclose(part.mean(axis=0), result.implied_mean(g + 1), rtol=1e-8)
        assert len(part) == result.n[g]


def test_a_draw_is_the_fit_of_its_rows() -> None:
    """The statistic of the first draw, from the rows that its seed picks."""
    from tamkit.sem.resampling import chunks

    result = fit(HS, dataset("hs"))
    found = result.bollen_stine(3, seed=8)
    (lot,) = chunks([301], 3, 8)
    rows = result.setup.route.null_rows(result.setup, result.estimate.theta)[0]
    for chisq, at in zip(found.chisq, lot.indices()[0], strict=True):
        again = fit(HS, pd.DataFrame(rows[at], columns=result.observed))
        assert chisq == pytest.approx(again.fit["chisq"], rel=1e-6)


def test_p_is_the_share_of_draws_at_least_as_large() -> None:
    result = fit(HS, dataset("hs"))
    found = bollen_stine(result.setup, result.estimate, 60, seed=2)
    assert found.pvalue == np.mean(found.chisq >= result.fit["chisq"])
    assert (found.requested, found.seed) == (60, 2)
    assert found.converged == len(found.chisq)
    np.testing.assert_array_equal(found.chisq, bollen_stine(result.setup, result.estimate, 60, seed=2, jobs=2).chisq)


def test_a_card_without_converged_draws() -> None:
    empty = BollenStine(float("nan"), np.zeros(0), 5, 0, 1)
    assert "5" in repr(empty)
    full = BollenStine(0.25, np.array([3.0, 5.0, 9.0]), 3, 3, 1)
    assert "5.0" in repr(full)


def test_what_it_cannot_be_made_from() -> None:
    result = fit(HS, dataset("hs"))
    for draws in (0, -3):
        with pytest.raises(OptionError) as caught:
            result.bollen_stine(draws)
        assert caught.value.message.key == "sem.bollen_stine_needs_a_draw"
        assert caught.value.message.values["draws"] == draws
    gaps = fit(HS, pd.DataFrame(columns("hs_missing")), missing="fiml")
    ordered = fit("f =~ y1 + y2 + y3 + y4", pd.DataFrame(columns("skew7")), estimator="WLSMV", ordered="all")
    for other in (gaps, ordered):
        with pytest.raises(OptionError) as caught:
            other.bollen_stine(5, seed=1)
        assert caught.value.message.key == "sem.bollen_stine_needs_complete_continuous"
