"""What a route says of the resamples' surroundings."""

from __future__ import annotations

import numpy as np
from sem.lavaan_reference import dataset, reference
from sem.test_resamples import collinear

from tamkit.sem import fit
from tamkit.sem.bootstrap import PILOT, vicinity
from tamkit.sem.resampling import chunks, counts
from tamkit.sem.vicinity import Vicinity

MODELS = reference("sem_tables")["models"]


def surveyed(fitted: object) -> Vicinity:
    setup, theta = fitted.setup, fitted.estimate.theta  # type: ignore[attr-defined]
    n = setup.sample.n
    first = [counts(at[:PILOT], m) for at, m in zip(chunks(n, 50, 1)[0].indices(), n, strict=True)]
    return setup.route.survey(setup, vicinity(setup, theta), first, setup.sample.data)


def test_the_metric_is_the_inverse_information_along_linear_constraints() -> None:
    fitted = fit(MODELS["tam_linear"], dataset("tam"))
    near = vicinity(fitted.setup, fitted.estimate.theta)
    K = fitted.setup.constraints.affine.K
    assert K is not None
    H = fitted.setup.route.hessian(fitted.setup, fitted.estimate.theta, "expected")
    np.testing.assert_allclose(near.inverse @ (K.T @ H @ K), np.eye(K.shape[1]), atol=1e-8)
    assert vicinity(fit(MODELS["tam_nonlinear"], dataset("tam")).setup, near.theta).inverse.size == 0


def test_charts_are_surveyed_where_normal_theory_has_them() -> None:
    hard = surveyed(collinear())
    assert len(hard.charts) == 2
    assert hard.templates
    easy = surveyed(fit(MODELS["tam"], dataset("tam")))
    assert easy.charts
    assert easy.templates == ()


def test_nothing_is_surveyed_elsewhere() -> None:
    for model, options in (("tam_equal", {}), ("tam_nonlinear", {}), ("tam", {"estimator": "ULS"})):
        near = surveyed(fit(MODELS[model], dataset("tam"), **options))  # type: ignore[arg-type]
        assert (near.charts, near.templates) == ((), ())
