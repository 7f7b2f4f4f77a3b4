"""Data and numbers of the references for tests of exact fit (`tests/reference/fit_tests.R`, `fit_tests_07.json`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sem.lavaan_reference import FOLDER, reference

from tamkit.sem import Moments

#: The data of lavaan 0.7's fifteen models lie beside the repository.
SHARED = Path(__file__).resolve().parents[3] / "shared" / "reference" / "lavaan"
CHAIN = "f =~ a1 + a2 + a3\ng =~ b1 + b2 + b3\nh =~ c1 + c2 + c3\ng ~ f\nh ~ g"


@cache
def data(kind: str = "complete") -> Any:
    """The simulated answers as `fit_tests.R` uses them: complete, with holes, ordered, or their covariance matrix."""
    frame = pd.read_csv(FOLDER / "fit_tests.csv")
    items = list(frame.columns[:9])
    if kind == "missing":
        row = np.arange(1, len(frame) + 1)
        for j, item in enumerate(items, start=1):
            frame.loc[(7 * row + 13 * j) % 29 == 0, item] = np.nan
    if kind == "ordered":
        for item in items:
            frame[item] = np.digitize(frame[item], [-1.0, 0.0, 0.8], right=True) + 1
    return Moments(frame[items].cov(), len(frame)) if kind == "matrix" else frame


def cases() -> dict[str, dict[str, Any]]:
    """lavaan 0.6-14's cases by their names."""
    found: dict[str, dict[str, Any]] = reference("fit_tests")["cases"]
    return found


def options_of(case: dict[str, Any]) -> dict[str, Any]:
    """Its options under tamkit's names."""
    return {name.replace(".", "_"): value for name, value in dict(case["options"] or {}).items()}
