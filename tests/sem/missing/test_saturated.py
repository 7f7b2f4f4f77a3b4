"""Saturated moments of incomplete rows: EM's step by its definition, Newton's finish, and what has none."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.errors import NotConverged, SampleError
from tamkit.sem.missing.fiml import fiml, independence_moments
from tamkit.sem.missing.patterns import Array, Patterns, missing_patterns
from tamkit.sem.missing.saturated import _em, _newton, saturated


def incomplete(n: int = 120, p: int = 4, share: float = 0.25, seed: int = 1) -> Array:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, 1)) + rng.normal(size=(n, p)) + np.arange(p)
    y[rng.random((n, p)) < share] = np.nan
    return np.asarray(y[~np.isnan(y).all(axis=1)])


def begun(y: Array, steps: int) -> tuple[Patterns, Array, Array, Array]:
    """Patterns, and the moments after some EM steps."""
    patterns = missing_patterns(y)
    mean, variance = independence_moments(patterns)
    cov, sd = np.diag(variance), np.sqrt(variance)
    for _ in range(steps):
        mean, cov, _ = _em(patterns, mean, cov, fiml(patterns, mean, cov), sd)
    return patterns, mean, cov, sd


def test_a_step_of_em_fills_in_expectations() -> None:
    """E-step: missing values by regression, their residual covariance added; M-step: moments of the whole."""
    y = incomplete(40)
    patterns, mean, cov, sd = begun(y, 2)
    rows, extra = [], np.zeros_like(cov)
    for row in y:
        seen = ~np.isnan(row)
        full = row.copy()
        slope = cov[np.ix_(~seen, seen)] @ np.linalg.inv(cov[np.ix_(seen, seen)])
        full[~seen] = mean[~seen] + slope @ (row[seen] - mean[seen])
        rows.append(full)
        extra[np.ix_(~seen, ~seen)] += cov[np.ix_(~seen, ~seen)] - slope @ cov[np.ix_(seen, ~seen)]
    filled = np.array(rows)
    new_mean, new_cov, moved = _em(patterns, mean, cov, fiml(patterns, mean, cov), sd)
    np.testing.assert_allclose(new_mean, filled.mean(axis=0), rtol=1e-10)
    np.testing.assert_allclose(new_cov, np.cov(filled.T, bias=True) + extra / len(y), rtol=1e-9, atol=1e-12)
    assert moved >= np.abs((new_mean - mean) / sd).max() > 0


def test_em_never_lowers_the_likelihood() -> None:
    y = incomplete()
    values = [fiml(patterns, mean, cov).loglik for patterns, mean, cov, _ in (begun(y, k) for k in range(8))]
    assert (np.diff(values) > 0).all()


def test_newton_arrives_in_a_few_steps_where_em_would_take_dozens(monkeypatch: pytest.MonkeyPatch) -> None:
    y = incomplete(share=0.4)
    patterns, mean, cov, sd = begun(y, 12)
    found = _newton(patterns, mean, cov, fiml(patterns, mean, cov), sd, 1e-9)
    assert found is not None
    assert found.iterations <= 6
    whole = saturated(patterns)
    np.testing.assert_allclose(found.cov, whole.cov, atol=1e-9)
    monkeypatch.setitem(saturated.__globals__, "NEWTON_LIMIT", 0)
    alone = saturated(patterns, tolerance=1e-10)
    assert alone.iterations > 2 * whole.iterations
    np.testing.assert_allclose(alone.mean, whole.mean, atol=1e-7)
    np.testing.assert_allclose(alone.cov, whole.cov, atol=1e-7)
    assert alone.loglik == pytest.approx(whole.loglik, abs=1e-9)


def test_newton_gives_up_where_it_does_not_climb() -> None:
    """Far away a step may leave the definite matrices, or lower the likelihood: EM goes on alone."""
    y = incomplete(share=0.5, seed=3)
    patterns, mean, cov, sd = begun(y, 0)
    far = cov * 40 + 39.9 * np.sqrt(np.outer(np.diag(cov), np.diag(cov))) * (1 - np.eye(len(cov)))
    found = _newton(patterns, mean + 3, far, fiml(patterns, mean + 3, far), sd, 1e-9)
    assert found is None or found.loglik == pytest.approx(saturated(patterns).loglik, abs=1e-6)


def test_the_gradient_is_zero_there() -> None:
    patterns = missing_patterns(incomplete())
    found = saturated(patterns)
    at = fiml(patterns, found.mean, found.cov)
    np.testing.assert_allclose(at.dmu, 0.0, atol=1e-6)
    np.testing.assert_allclose(at.dsigma, 0.0, atol=1e-6)
    assert at.loglik == pytest.approx(found.loglik)


def test_data_without_saturated_moments() -> None:
    few = incomplete(6, 8, 0.1)
    with pytest.raises(SampleError) as caught:
        saturated(missing_patterns(few))
    assert caught.value.message.key == "sem.fewer_rows_than_variables"
    y = incomplete(80, 3, 0.0)
    y = np.column_stack([y, y[:, 0] + y[:, 1]])
    y[:5, 2] = np.nan
    with pytest.raises(SampleError) as caught:
        saturated(missing_patterns(y))
    assert caught.value.message.key == "sem.incomplete_not_pd"


def test_em_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(saturated.__globals__, "MAX_EM", 3)
    with pytest.raises(NotConverged) as caught:
        saturated(missing_patterns(incomplete()))
    assert dict(caught.value.message.values) == {"steps": 3}
