"""The inverses behind the likelihood of incomplete rows, and the independence model's moments."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.sem.missing import fiml as likelihood
from tamkit.sem.missing.fiml import apply, casewise_loglik, independence_loglik, independence_moments, pattern_inverses
from tamkit.sem.missing.patterns import Array, missing_patterns

SIGMA = np.eye(6) * np.arange(1.0, 7.0) + 0.5


def every_pattern() -> Array:
    return np.array([[bool(code >> j & 1) for j in range(6)] for code in range(1, 64)])


def test_inverses_of_every_pattern_whichever_way_they_are_made() -> None:
    """A downdate of the whole inverse where up to half is missing, the small block itself beyond."""
    seen = every_pattern()
    found = pattern_inverses(SIGMA, seen)
    assert found is not None
    for have, G, log_det in zip(seen, *found, strict=True):
        block = SIGMA[np.ix_(have, have)]
        np.testing.assert_allclose(G[np.ix_(have, have)], np.linalg.inv(block), rtol=1e-9, atol=1e-12)
        assert (G[~have] == 0).all()
        assert (G[:, ~have] == 0).all()
        assert log_det == pytest.approx(np.linalg.slogdet(block)[1])


def test_a_covariance_that_is_none_has_no_inverses() -> None:
    assert pattern_inverses(SIGMA - 7 * np.eye(6), every_pattern()) is None
    patterns = missing_patterns(np.random.default_rng(1).normal(size=(9, 6)))
    assert np.isneginf(casewise_loglik(patterns, np.zeros(6), SIGMA - 7 * np.eye(6))).all()


def test_rows_are_multiplied_with_their_patterns_inverse_chunk_by_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    G, which, rows = rng.normal(size=(3, 4, 4)), rng.integers(0, 3, 11), rng.normal(size=(11, 4))
    wanted = np.array([G[k] @ row for k, row in zip(which, rows, strict=True)])
    np.testing.assert_allclose(apply(G, which, rows), wanted)
    monkeypatch.setitem(apply.__globals__, "CHUNK", 4)
    np.testing.assert_allclose(apply(G, which, rows), wanted)


def test_the_independence_model_is_variable_by_variable() -> None:
    y = np.random.default_rng(3).normal(size=(50, 3)) * [1.0, 2.0, 0.5] + [0.0, 3.0, -1.0]
    y[:10, 0], y[5:30, 2] = np.nan, np.nan
    patterns = missing_patterns(y)
    mean, variance = independence_moments(patterns)
    np.testing.assert_allclose(mean, np.nanmean(y, axis=0))
    np.testing.assert_allclose(variance, np.nanvar(y, axis=0))
    assert independence_loglik(patterns) == pytest.approx(casewise_loglik(patterns, mean, np.diag(variance)).sum())
    assert callable(likelihood)
