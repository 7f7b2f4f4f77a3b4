"""Which coordinates are best where, and the way between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from sem.lavaan_reference import dataset, reference
from sem.test_resamples import collinear, stack_of

from tamkit.sem import fit
from tamkit.sem.atlas import Atlas
from tamkit.sem.bootstrap import vicinity
from tamkit.sem.charts import charts_of


def test_an_atlas_goes_to_a_chart_and_back() -> None:
    fitted = collinear()
    near = vicinity(fitted.setup, fitted.estimate.theta)
    near = replace(near, charts=charts_of(fitted.setup.table, fitted.setup.matrices))
    atlas = Atlas(stack_of(fitted, 3), near, fitted.setup.constraints.affine)
    theta = np.repeat(fitted.estimate.theta[None], 3, axis=0)
    a, b = (chart.path for chart in near.charts)
    theta[:, a], theta[:, b] = [0.3, 6.0, -6.0], [0.3, -5.0, 7.0]
    assert atlas.wanted(0, theta).tolist() == [0, 1, 2]
    q = atlas.moved(theta, 0, 1)
    assert atlas.wanted(1, q).tolist() == [0, 1, 1]  # the other chart is entered from θ
    np.testing.assert_allclose(atlas.moved(q, 1, 0), theta, rtol=1e-9, atol=1e-12)
    assert atlas.moved(theta, 0, 0) is theta


def test_linear_constraints_are_coordinates_too() -> None:
    fitted = fit(reference("sem_tables")["models"]["tam_equal"], dataset("tam"))
    affine, problem = fitted.setup.constraints.affine, stack_of(fitted, 2)
    assert affine.K is not None
    plain = Atlas(problem, vicinity(fitted.setup, fitted.estimate.theta), affine).problems[0]
    phi = affine.reduce(np.repeat(fitted.estimate.theta[None], 2, axis=0)) + 0.01
    f, g, H = plain.evaluate(phi, slice(None), "exact")
    assert H is not None
    assert (plain.size, plain.exact) == (2, True)
    np.testing.assert_allclose(plain.value(phi, slice(None)), f, rtol=1e-12)
    for j in range(phi.shape[1]):
        h = 1e-5 * np.eye(phi.shape[1])[j]
        slope = (plain.value(phi + h, slice(None)) - plain.value(phi - h, slice(None))) / 2e-5
        np.testing.assert_allclose(g[:, j], slope, atol=1e-7)
        up, down = (plain.derivatives(phi + sign * h, slice(None), False)[0] for sign in (1, -1))
        np.testing.assert_allclose(H[:, j], (up - down) / 2e-5, atol=1e-5)
