"""Sample moments from rows and from published matrices, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset

from tamkit.errors import InputError
from tamkit.sem import Moments, fit
from tamkit.sem.moments import from_frame, from_moments, group_codes, numeric_column

ITEMS = ["PU1", "PU2", "PU3", "PU4"]
MODEL = "PU =~ PU1 + PU2 + PU3 + PU4"


def refused(call: Any, *says: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    for text in says:
        assert text in str(caught.value)


def test_covariance_has_divisor_n() -> None:
    sample = from_frame(dataset("tam"), ITEMS)
    np.testing.assert_allclose(sample.cov[0], np.cov(dataset("tam")[ITEMS].T, bias=True))
    np.testing.assert_allclose(sample.mean[0], dataset("tam")[ITEMS].mean())
    assert sample.total == 300
    assert sample.dropped == 0


def test_incomplete_rows_are_dropped_and_counted() -> None:
    data = dataset("tam").astype({"PU1": float}).copy()
    data.loc[[3, 5, 8], "PU1"] = np.nan
    sample = from_frame(data, ITEMS)
    assert sample.dropped == 3
    assert sample.n == (297,)
    assert 5 not in sample.cases[0]
    fitted = fit(MODEL, data)
    assert any(w.code == "rows_dropped" and "3 rows" in str(w) for w in fitted.warnings)


def test_groups_stand_in_order_of_appearance() -> None:
    codes, labels = group_codes(pd.Series(["b", "a", "b", None, "c"]))
    assert labels == ("b", "a", "c")
    assert codes.tolist() == [0, 1, 0, -1, 2]
    codes, labels = group_codes(pd.Series([2.0, 1.0, 2.0]))
    assert labels == ("2", "1")
    codes, labels = group_codes(pd.Series(["b", "a", "b", "c"]), order=["a", "b"])
    assert labels == ("a", "b")
    assert codes.tolist() == [1, 0, 1, -1]


def test_ordered_categories_become_codes() -> None:
    column = pd.Categorical(["low", "high", None, "mid"], categories=["low", "mid", "high"], ordered=True)
    found = numeric_column(pd.DataFrame({"x": column}), "x")
    np.testing.assert_array_equal(found, [1, 3, np.nan, 2])


def test_data_that_cannot_be_fitted_are_refused() -> None:
    data = dataset("tam")
    refused(lambda: fit(MODEL, data.assign(PU1="yes")), "column 'PU1' of the data is not numeric", "'yes'")
    refused(lambda: fit(MODEL, data.assign(PU1=3)), "'PU1' has the same value in every row")
    refused(lambda: fit(MODEL, data.assign(PU1=3, PU2=4)), "PU1, PU2 have the same value")
    refused(lambda: fit(MODEL, data.iloc[:2]), "only 2 usable rows")
    refused(lambda: fit(MODEL, data.iloc[:4]), "only 4 complete rows for 4 observed variables")
    refused(lambda: fit(MODEL, data.assign(PU1=np.inf)), "infinite values")
    refused(lambda: fit(MODEL, data.assign(PU2=data["PU1"])), "singular", "PU1", "PU2")
    refused(lambda: fit(MODEL, data, group="prodct"), "'prodct' is no column", "'product'")
    refused(lambda: fit(MODEL, data.assign(one="x"), group="one"), "has 1 value")
    refused(lambda: fit(MODEL, data.to_numpy()), "must be a DataFrame or Moments; got ndarray")
    twice = pd.concat([data[["PU1"]], data], axis=1)
    refused(lambda: fit(MODEL, twice), "more than one column named 'PU1'")


def matrix(**options: Any) -> Moments:
    data = dataset("tam")[ITEMS]
    given: dict[str, Any] = {"cov": data.cov(), "n": len(data)}
    return Moments(**(given | options))


def test_published_matrices_are_rescaled_to_divisor_n() -> None:
    sample = from_moments(matrix(), ITEMS)
    np.testing.assert_allclose(sample.cov[0], from_frame(dataset("tam"), ITEMS).cov[0], rtol=1e-12)
    assert not sample.has_means
    assert sample.data is None


@pytest.mark.parametrize("triangle", ["lower", "upper"])
def test_a_triangle_is_enough(triangle: str) -> None:
    cov = dataset("tam")[ITEMS].cov()
    keep = np.tril(np.ones((4, 4), bool)) if triangle == "lower" else np.triu(np.ones((4, 4), bool))
    found = from_moments(matrix(cov=cov.where(keep)), ITEMS).cov[0]
    np.testing.assert_allclose(found, from_moments(matrix(), ITEMS).cov[0])


def test_order_and_extra_variables_of_a_matrix_do_not_matter() -> None:
    wide = dataset("tam")[["INT1", *ITEMS[::-1], "ATT1"]]
    found = from_moments(Moments(wide.cov(), 300, mean=wide.mean()), ITEMS)
    np.testing.assert_allclose(found.cov[0], from_moments(matrix(), ITEMS).cov[0])
    np.testing.assert_allclose(found.mean[0], dataset("tam")[ITEMS].mean())


def test_correlations_with_standard_deviations() -> None:
    data = dataset("tam")[ITEMS]
    found = from_moments(Moments(data.corr(), 300, sd=data.std()), ITEMS).cov[0]
    np.testing.assert_allclose(found, from_moments(matrix(), ITEMS).cov[0], rtol=1e-12)


def test_matrices_that_cannot_be_covariances_are_refused() -> None:
    cov = dataset("tam")[ITEMS].cov()
    crooked = cov.copy()
    crooked.iloc[0, 1] += 0.1
    refused(lambda: fit(MODEL, matrix(cov=crooked)), "not symmetric")
    empty = cov.copy()
    empty.iloc[0, 1] = np.nan
    refused(lambda: fit(MODEL, matrix(cov=empty)), "empty cells")
    refused(lambda: fit(MODEL, matrix(cov=cov - 2 * np.diag(np.diag(cov)))), "not positive definite")
    refused(lambda: fit(MODEL, matrix(sd=pd.Series(1.0, index=ITEMS))), "must hold correlations")
    refused(lambda: fit(MODEL, matrix(n=4)), "not larger than the number of variables")
    refused(lambda: fit(MODEL, matrix(cov=cov.drop(index="PU4", columns="PU4"))), "'PU4'", "matrix")
    refused(lambda: fit(MODEL, Moments([cov, cov], [300])), "2 matrices but 1 sample size;")


def test_what_needs_rows_refuses_a_matrix() -> None:
    for estimator in ("MLM", "MLR", "DWLS"):
        refused(lambda e=estimator: fit(MODEL, matrix(), estimator=e), f"{estimator} needs the rows")
    refused(lambda: fit(MODEL, matrix(), bootstrap=10, seed=1), "resamples rows")
    refused(lambda: fit(MODEL, matrix()).factor_scores(), "need the rows")
    refused(lambda: fit(MODEL, matrix(), meanstructure=True), "needs the means")


@pytest.mark.parametrize("cov", [np.eye(2), [np.eye(2)], "cov"])
def test_a_matrix_without_names_is_refused(cov: object) -> None:
    with pytest.raises(InputError, match="columns name the variables"):
        Moments(cov, 100)
