"""Difference tests beyond the numbers in test_lavaan_after: order, changes of fit, and what is refused."""

from __future__ import annotations

import pytest
from sem.lavaan_reference import dataset, fitted, reference

from tamkit.errors import InputError
from tamkit.sem import compare, fit

CHAIN = reference("sem_tables")["models"]["chain"]


def test_models_are_sorted_by_their_degrees_of_freedom_and_keep_their_names() -> None:
    steps = [fitted("tam_groups", key) for key in ("intercepts", "configural", "loadings")]
    found = compare(*steps, names=["scalar", "configural", "metric"])
    assert list(found["model"]) == ["configural", "metric", "scalar"]
    assert found["df"].is_monotonic_increasing
    assert found["chisq_diff"].isna().tolist() == [True, False, False]
    assert found["chisq_diff"].iloc[1] == pytest.approx(found["chisq"].iloc[1] - found["chisq"].iloc[0])
    assert found["cfi_diff"].iloc[2] == pytest.approx(found["cfi"].iloc[2] - found["cfi"].iloc[1])
    assert found["delta_cfi"].equals(found["cfi_diff"])  # the name before, for one release


def test_robust_fits_are_compared_with_the_scaled_test_by_default() -> None:
    steps = [
        fitted("classics", "democracy_mlr"),
        fit(reference("sem_tables")["models"]["democracy_equal"], dataset("pd"), estimator="MLR"),
    ]
    default, named, plain = (compare(*steps, method=method) for method in (None, "2001", "standard"))
    assert default["chisq_diff"].iloc[1] == named["chisq_diff"].iloc[1] != plain["chisq_diff"].iloc[1]
    # the scaled difference is not the difference of the scaled statistics
    assert default["chisq_diff"].iloc[1] != pytest.approx(default["chisq_scaled"].diff().iloc[1], rel=1e-3)


def test_equivalent_models_have_no_test() -> None:
    found = compare(fitted("classics", "hs"), fitted("classics", "hs_second"))
    assert found["df_diff"].iloc[1] == 0
    assert found["chisq_diff"].iloc[1] == pytest.approx(0.0, abs=1e-6)
    assert "pvalue_diff" not in found or found["pvalue_diff"].isna().all()


def test_what_cannot_be_compared_is_refused() -> None:
    chain = fitted("tam_groups", "configural")
    single = fit(CHAIN, dataset("tam"))
    for others, options, says in (
        ((single,), {}, "at least two fits"),
        ((single, fitted("classics", "hs")), {}, "different observed variables"),
        ((single, chain), {}, "different samples"),
        ((single, fit(CHAIN, dataset("tam").iloc[:200])), {}, "different samples"),
        ((single, fit(CHAIN, dataset("tam"), estimator="MLR")), {}, "different estimators"),
        ((single, single), {"method": "2001"}, "needs fits with a scaled test"),
        ((single, single), {"method": "1999"}, "unknown method '1999'"),
    ):
        with pytest.raises(InputError, match=says):
            compare(*others, **options)
