"""Incomplete normal data: patterns, saturated moments, likelihood, scores and information against lavaan."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sem.ordinal_reference import columns, matrix, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.sem.missing import (
    casewise_loglik,
    casewise_scores,
    expected_information,
    fiml,
    first_order_information,
    independence_loglik,
    missing_patterns,
    observed_information,
    saturated,
)

TOLERANCE = 1e-8
NAMES = list(reference("missing_moments"))


def case(name: str):  # type: ignore[no-untyped-def]
    names = [column for column in columns(name) if column != "school"]
    ref = reference("missing_moments")[name]
    return ref, missing_patterns(matrix(name, names), names), np.array(ref["mu"]), np.array(ref["Sigma"])


@pytest.mark.parametrize("name", NAMES)
def test_saturated_moments_are_lavaans(name: str) -> None:
    ref, patterns, _, _ = case(name)
    found = saturated(patterns)
    assert patterns.size == ref["patterns"]
    assert_allclose(found.mean, ref["mean"], atol=TOLERANCE)
    assert_allclose(found.cov, ref["cov"], atol=TOLERANCE)
    assert_allclose(found.loglik, ref["loglik"], rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_likelihood_and_gradient_are_lavaans(name: str) -> None:
    ref, patterns, mu, Sigma = case(name)
    at = fiml(patterns, mu, Sigma)
    i, j = np.triu_indices(patterns.p)
    gradient = np.concatenate([at.dmu, np.where(i == j, 1, 2) * at.dsigma[i, j]])
    assert_allclose(at.loglik, ref["loglik_there"], rtol=1e-12)
    assert_allclose(gradient, ref["gradient"], atol=1e-7)
    assert_allclose(casewise_loglik(patterns, mu, Sigma), ref["casewise"], atol=TOLERANCE)
    weights = np.cos(np.arange(1, len(gradient) + 1))
    assert_allclose(casewise_scores(patterns, mu, Sigma) @ weights, ref["scores_product"], atol=TOLERANCE)
    assert_allclose(independence_loglik(patterns), ref["baseline"], rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("kind", "information"),
    [("expected", expected_information), ("observed", observed_information), ("first_order", first_order_information)],
)
def test_information_is_lavaans(name: str, kind: str, information) -> None:  # type: ignore[no-untyped-def]
    ref, patterns, mu, Sigma = case(name)
    found = information(patterns, mu, Sigma)
    assert_allclose(found, found.T, atol=1e-10)
    assert_allclose(found @ np.cos(np.arange(1, len(found) + 1)), ref[kind], atol=TOLERANCE)
    assert_allclose(np.trace(found), ref[kind.split("_")[0] + "_trace"], atol=1e-7)


def test_complete_data_are_their_own_maximum() -> None:
    x = matrix("tam5", ["PU1", "PU2", "IT1"])
    found = saturated(missing_patterns(x))
    assert_allclose(found.mean, x.mean(axis=0), atol=1e-12)
    assert_allclose(found.cov, np.cov(x.T, bias=True), atol=1e-12)


def test_large_patterns_are_compressed_without_loss() -> None:
    x = matrix("tam_missing", ["PU1", "PU2", "IT1", "IT2"])
    patterns = missing_patterns(x)
    assert len(patterns.spread) < patterns.n / 4
    mean, cov = np.full(4, 3.0), np.eye(4) + 0.4
    assert_allclose(fiml(patterns, mean, cov).loglik, casewise_loglik(patterns, mean, cov).sum(), rtol=1e-12)
    complete = patterns.observed.all(axis=1).argmax()
    rows = x[~np.isnan(x).any(axis=1)]
    assert_allclose(patterns.scatter()[complete], np.cov(rows.T, bias=True), atol=1e-12)


def test_patterns_that_miss_most_variables() -> None:
    """The small block is inverted itself when more than half is missing; both ways give the same likelihood."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=(60, 5))
    x[:20, 1:] = np.nan
    x[20:30, :4] = np.nan
    patterns = missing_patterns(x)
    cov = np.eye(5) * 0.7 + 0.3
    direct = sum(
        -0.5 * (seen.sum() * np.log(2 * np.pi) + np.linalg.slogdet(S)[1] + row[seen] @ np.linalg.solve(S, row[seen]))
        for row in x
        for seen in [~np.isnan(row)]
        for S in [cov[np.ix_(seen, seen)]]
    )
    assert_allclose(fiml(patterns, np.zeros(5), cov).loglik, direct, rtol=1e-12)


def test_empty_rows_are_left_out() -> None:
    patterns = missing_patterns([[1.0, 2.0], [np.nan, np.nan], [2.0, 1.0], [3.0, np.nan]])
    assert patterns.n == 3
    assert patterns.kept.tolist() == [0, 2, 3]


def test_not_positive_definite_has_no_likelihood() -> None:
    patterns = missing_patterns([[1.0, 2.0], [2.0, np.nan], [0.5, 1.0]])
    assert fiml(patterns, np.zeros(2), np.array([[1.0, 2.0], [2.0, 1.0]])).loglik == -np.inf
    with pytest.raises(AnalysisError, match="not positive definite"):
        expected_information(patterns, np.zeros(2), np.array([[1.0, 2.0], [2.0, 1.0]]))


def test_never_observed_together_is_named() -> None:
    with pytest.raises(AnalysisError, match="both 'a' and 'b'"):
        missing_patterns([[1.0, np.nan], [2.0, np.nan], [np.nan, 1.0], [np.nan, 3.0]], ["a", "b"])


@pytest.mark.parametrize(
    ("column", "message"), [([np.nan, np.nan, np.nan], "'b' has no values"), ([4.0, 4.0, np.nan], "'b' is constant")]
)
def test_useless_variables_are_named(column: list[float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        missing_patterns(np.column_stack([[1.0, 2.0, 3.0], column]), ["a", "b"])
