"""KMO and Bartlett against psych."""

from __future__ import annotations

import numpy as np
import pytest
from measurement.reference import HS, TOLERANCE, holzinger, likert, reference

from tamkit.errors import AnalysisError
from tamkit.measurement import bartlett, kmo
from tamkit.measurement.blocks import correlation

REF = reference()["adequacy"]
DATA = {
    "hs": holzinger()[[item for items in HS.values() for item in items]].to_numpy(float),
    "likert": likert().iloc[:, 1:].to_numpy(float),
}


@pytest.mark.parametrize("name", ["hs", "likert"])
def test_against_psych(name: str) -> None:
    X, ref = DATA[name], REF[name]
    R = correlation(X)
    found, test = kmo(R), bartlett(R, len(X))
    assert found.overall == pytest.approx(ref["kmo"], abs=TOLERANCE)
    np.testing.assert_allclose(found.items, ref["items"], atol=TOLERANCE)
    assert test.chisq == pytest.approx(ref["chisq"], rel=TOLERANCE)
    assert test.df == ref["df"]
    assert test.pvalue == pytest.approx(ref["p"], abs=1e-12)


def test_undefined_is_refused() -> None:
    R = correlation(DATA["hs"])
    with pytest.raises(AnalysisError, match="at least 3"):
        kmo(R[:2, :2])
    with pytest.raises(AnalysisError, match="singular"):
        kmo(correlation(DATA["hs"][:, [0, 1, 2, 2]]))
    with pytest.raises(AnalysisError, match="more rows"):
        bartlett(R, 9)
    with pytest.raises(AnalysisError, match="all correlations are 0"):
        kmo(np.eye(4))
