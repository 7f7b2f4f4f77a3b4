"""Rotations against psych, stats and GPArotation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measurement.reference import ROTATED, TOLERANCE, distance, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement import rotate

REF = reference()["efa"]
SOLUTIONS = [
    (name, key)
    for name in ("hs", "likert")
    for key in ("minres_oblimin", "ml_promax", "minres_promax", "ml_varimax", "pa_varimax", "pca_varimax")
]


@pytest.mark.parametrize(("name", "key"), SOLUTIONS)
def test_rotated_loadings_against_psych(name: str, key: str) -> None:
    extraction, method = key.split("_")
    ref = REF[name][key]
    found = rotate(np.array(REF[name][f"{extraction}_none"]["loadings"]), method)  # type: ignore[arg-type]
    assert distance(found.pattern, ref["loadings"]) < ROTATED
    assert distance(found.structure, ref["structure"]) < ROTATED
    variance = np.diag(found.phi @ found.pattern.T @ found.pattern)
    np.testing.assert_allclose(np.sort(variance), np.sort(ref["variance"][0]), atol=ROTATED)
    assert (np.diff(variance) <= 1e-12).all()
    wanted = np.abs(np.array(ref["phi"]))[np.triu_indices(len(variance), 1)]
    ours = np.abs(found.phi)[np.triu_indices(len(variance), 1)]
    np.testing.assert_allclose(np.sort(ours), np.sort(wanted), atol=ROTATED)


@pytest.mark.parametrize(
    ("method", "normalize", "key"),
    [("varimax", None, "varimax"), ("oblimin", None, "quartimin"), ("oblimin", True, "quartimin_kaiser")],
)
def test_searches_run_to_the_end_in_r(method: Any, normalize: bool | None, key: str) -> None:
    tight = REF["tight"]
    found = rotate(np.array(tight["factanal_loadings"]), method, normalize=normalize)
    assert distance(found.pattern, tight[key]) < 1e-6


def test_promax_without_normalising_the_target_step() -> None:
    """stats::promax of Kaiser-normalised varimax loadings: what base R users get."""
    from tamkit.measurement.rotation import promax, varimax

    L = np.array(REF["tight"]["factanal_loadings"])
    weights = np.sqrt((L**2).sum(axis=1))[:, None]
    pattern, phi = promax(varimax(L / weights) * weights)
    del phi
    assert pattern.shape == L.shape
    assert distance(rotate(L, "promax").pattern, REF["hs"]["ml_promax"]["loadings"]) < TOLERANCE


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.sampled_from(["varimax", "promax", "oblimin"]))
def test_rotation_keeps_the_reproduced_correlations(seed: int, method: Any) -> None:
    rng = np.random.default_rng(seed)
    target = np.kron(np.eye(3), np.full((4, 1), 0.7)) + rng.uniform(-0.1, 0.1, size=(12, 3))
    L = target @ np.linalg.qr(rng.normal(size=(3, 3)))[0]
    found = rotate(L, method)
    np.testing.assert_allclose(found.pattern @ found.phi @ found.pattern.T, L @ L.T, atol=1e-8)
    np.testing.assert_allclose(np.diag(found.phi), 1.0, atol=1e-10)
    assert np.abs(found.pattern - target @ np.eye(3)[:, _order(found.pattern, target)]).max() < 0.25


def _order(found: np.ndarray, target: np.ndarray) -> list[int]:
    return [int(np.argmax(np.abs(target.T @ found)[:, j])) for j in range(target.shape[1])]


def test_one_factor_is_left_alone_and_bad_options_are_answered() -> None:
    L = np.array([[-0.8], [-0.7], [-0.6]])
    np.testing.assert_allclose(rotate(L, "oblimin").pattern, -L)
    two = np.array([[0.8, 0.1], [0.7, 0.2], [0.1, 0.6], [0.0, 0.0]])
    with pytest.raises(InputError, match="allowed: none"):
        rotate(two, "equamax")  # type: ignore[arg-type]
    with pytest.raises(AnalysisError, match="communality"):
        rotate(two, "varimax")
    with pytest.raises(InputError, match="kappa"):
        rotate(two[:3], "promax", kappa=1)
    with pytest.raises(InputError, match="gamma"):
        rotate(two, "oblimin", gamma=0.9)
