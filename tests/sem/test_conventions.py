"""χ² as lavaan and as AMOS print it, against lavaan (tests/reference/tables.R)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from measurement.reference import holzinger
from scipy import stats

from tamkit import sem
from tamkit.sem.conventions import conventions

FOLDER = Path(__file__).parents[1] / "reference"
R = json.loads((FOLDER / "tables.json").read_text(encoding="utf-8"))["conventions"]
MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return holzinger()


@pytest.mark.parametrize(("estimator", "likelihood"), [("ML", "normal"), ("ML", "wishart"), ("MLR", "normal")])
def test_both_conventions_whatever_the_fit_uses(data: pd.DataFrame, estimator: str, likelihood: str) -> None:
    found = conventions(sem.fit(MODEL, data, estimator=estimator, likelihood=likelihood))
    assert list(found) == ["normal", "wishart"]
    for name, one in found.items():
        assert one.likelihood == name
        assert one.chisq == pytest.approx(R[name]["chisq"], rel=1e-7)
        assert one.pvalue == pytest.approx(R[name]["pvalue"], rel=1e-5)
        assert one.pvalue == pytest.approx(stats.chi2.sf(one.chisq, R[name]["df"]))
    n = len(data)
    assert found["wishart"].chisq == pytest.approx(found["normal"].chisq * (n - 1) / n)


def test_there_are_none_of_other_estimators_groups_and_incomplete_rows(data: pd.DataFrame) -> None:
    assert conventions(sem.fit(MODEL, data, estimator="GLS")) == {}
    holes = data.copy()
    holes.loc[holes.index[:9], "x1"] = np.nan
    assert conventions(sem.fit(MODEL, holes, estimator="ML", missing="fiml")) == {}
    two = data.assign(half=np.arange(len(data)) % 2)
    assert conventions(sem.fit(MODEL, two, estimator="ML", group="half")) == {}
