"""Unrotated loadings against psych and stats::factanal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from measurement.reference import HS, TOLERANCE, distance, holzinger, likert, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement import extract
from tamkit.measurement.blocks import correlation

REF = reference()["efa"]
R: dict[str, Any] = {
    "hs": correlation(holzinger()[[item for items in HS.values() for item in items]].to_numpy(float)),
    "likert": correlation(likert().iloc[:, 1:].to_numpy(float)),
}


@pytest.mark.parametrize(("name", "factors"), [("hs", 3), ("likert", 6)])
@pytest.mark.parametrize(("ours", "theirs"), [("minres", "minres"), ("paf", "pa"), ("ml", "ml"), ("pca", "pca")])
def test_loadings_against_psych(name: str, factors: int, ours: Any, theirs: str) -> None:
    ref = REF[name][f"{theirs}_none"]
    found = extract(R[name], factors, ours)
    assert distance(found.loadings, ref["loadings"]) < TOLERANCE
    np.testing.assert_allclose(1 - found.uniqueness, ref["communality"], atol=TOLERANCE)
    assert found.heywood == ()


def test_likelihood_test_against_factanal() -> None:
    found = extract(R["hs"], 3, "ml", n=301)
    assert found.df == REF["tight"]["factanal_df"]
    assert found.chisq == pytest.approx(REF["tight"]["factanal_chisq"], rel=TOLERANCE)
    assert distance(found.loadings, REF["tight"]["factanal_loadings"]) < 1e-6


def test_minres_is_converged_principal_axes() -> None:
    a, b = extract(R["hs"], 2, "minres"), extract(R["hs"], 2, "paf")
    assert distance(a.loadings, b.loadings) < 1e-6


def test_heywood_case_is_named() -> None:
    L = np.array([[0.99, 0.0], [0.7, 0.0], [0.2, 0.7], [0.1, 0.6], [0.0, 0.65]])
    S = L @ L.T
    np.fill_diagonal(S, 1.0)
    S[0, 1] = S[1, 0] = 0.78  # more than 0.99 * 0.7 can give
    assert 0 in extract(S, 2, "ml").heywood


def test_too_many_factors_and_unknown_methods() -> None:
    with pytest.raises(AnalysisError, match="allowed: 1 to"):
        extract(R["hs"], 9, "minres")
    with pytest.raises(AnalysisError, match="not identified"):
        extract(R["hs"][:5, :5], 3, "minres")
    with pytest.raises(InputError, match="allowed: minres"):
        extract(R["hs"], 2, "alpha")  # type: ignore[arg-type]
