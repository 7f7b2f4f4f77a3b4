"""θ̂ and whether there is one: counts, retries, and what is refused before and after the first iteration."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2
from sem.lavaan_reference import dataset, fitted

from tamkit.errors import NotIdentified
from tamkit.sem import fit, search
from tamkit.sem.estimate import base_test, estimate, resolve_near
from tamkit.sem.information import expected_hessian
from tamkit.sem.solve import Solution
from tamkit.sem.vicinity import Vicinity

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6"


@pytest.mark.parametrize(
    ("model", "npar", "moments"), [("f =~ x1 + x2", 4, 3), ("f =~ x1 + x2 + x3\nx1 ~~ x2\nx2 ~~ x3", 8, 6)]
)
def test_more_parameters_than_moments(model: str, npar: int, moments: int) -> None:
    with pytest.raises(NotIdentified) as caught:
        fit(model, dataset("hs"))
    message = caught.value.message
    assert message.key == "sem.too_many_parameters"
    assert dict(message.values) == {"npar": npar, "moments": moments, "df": moments - npar, "excess": npar - moments}


def test_without_inference_there_is_only_the_minimum() -> None:
    full = fitted("classics", "hs")
    bare = estimate(full.setup, inference=False)
    np.testing.assert_allclose(bare.theta, full.estimate.theta, atol=1e-8)
    assert bare.vcov is None
    assert bare.inverse is None
    assert np.isnan(bare.covariance).all()
    assert bare.covariance.shape == (len(bare.theta),) * 2
    assert bare.test.chisq == pytest.approx(full.fit["chisq"])


def test_the_test_of_uls_has_no_p() -> None:
    result = fit(HS, dataset("hs"), estimator="ULS")
    assert np.isnan(base_test(result.setup, 10.0, 8).pvalue)
    assert base_test(fitted("classics", "hs").setup, 10.0, 8).pvalue == pytest.approx(chi2.sf(10.0, 8))


def test_what_is_estimated_cannot_be_written_over() -> None:
    found = fitted("classics", "hs").estimate
    for part in (found.theta, found.vcov, found.inverse):
        assert part is not None
        with pytest.raises(ValueError, match="read-only"):
            part[0] = 0.0


def test_the_covariance_is_the_inverse_of_the_information() -> None:
    result = fitted("classics", "hs")
    H = expected_hessian(result.setup.route.problem(result.setup), result.estimate.theta)
    assert result.estimate.inverse is not None
    np.testing.assert_allclose(result.estimate.inverse @ H, np.eye(len(H)), atol=1e-8)
    np.testing.assert_allclose(result.estimate.covariance, result.estimate.inverse / 301, rtol=1e-12)


def test_a_start_that_does_not_arrive_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """From where BFGS leads and from plainer starts; the lowest minimum found counts."""
    setup = fitted("classics", "hs").setup
    problem = setup.route.problem(setup)
    real, calls = search.scoring, []

    def first_fails(*args: object, **given: object) -> Solution:
        found = real(*args, **given)  # type: ignore[arg-type]
        calls.append(found.value[0])
        return replace(found, converged=np.array([False]), value=found.value + 1.0) if len(calls) == 1 else found

    monkeypatch.setattr(search, "scoring", first_fails)
    found = search.lowest(setup, problem).solution
    assert len(calls) > 2
    assert found.converged[0]
    assert found.value[0] == pytest.approx(min(calls[1:]), rel=1e-9)
    np.testing.assert_allclose(found.theta[0], fitted("classics", "hs").estimate.theta, atol=1e-5)


def test_where_no_start_arrives_the_first_answer_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    setup = fitted("classics", "hs").setup
    real = search.scoring
    monkeypatch.setattr(
        search,
        "scoring",
        lambda *args, **given: replace(real(*args, **given), converged=np.array([False])),
    )
    lost = estimate(setup)
    assert not lost.converged
    assert np.isfinite(lost.value)


def test_samples_near_the_sample_are_solved_from_its_solution() -> None:
    result = fitted("classics", "hs")
    setup, theta = result.setup, result.estimate.theta
    problem = setup.route.problem(setup)
    near = resolve_near(setup, problem, Vicinity(theta, np.linalg.inv(expected_hessian(problem, theta))))
    assert near.converged.tolist() == [True]
    np.testing.assert_allclose(near.theta[0], theta, atol=1e-6)


def test_curved_constraints_are_solved_draw_by_draw() -> None:
    result = fit("visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + x5 + x6\na^2 == b^2", dataset("hs"))
    setup, theta = result.setup, result.estimate.theta
    near = resolve_near(setup, setup.route.problem(setup), Vicinity(theta, np.empty((0, 0))))
    assert near.converged.tolist() == [True]
    values = {row.label: near.theta[0, row.free - 1] for row in setup.table.rows if row.label}
    assert values["a"] ** 2 == pytest.approx(values["b"] ** 2, abs=1e-8)
