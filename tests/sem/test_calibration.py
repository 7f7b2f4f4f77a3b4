"""A quick look at what benchmarks/calibration.py studies at length: intervals cover at their nominal rate."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tamkit.sem import fit, population

MODEL = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nB ~ A\nb1 ~~ b1"
TRUE = "A =~ 1*a1 + 0.9*a2 + 1.1*a3\nB =~ 1*b1 + 0.9*b2 + 1.1*b3\nB ~ 0.5*A\n" + "\n".join(
    [f"{x}{i} ~~ 0.4*{x}{i}" for x in "ab" for i in (1, 2, 3)] + ["A ~~ 0.8*A", "B ~~ 0.6*B"]
)
SAMPLES, N = 120, 250


@pytest.mark.slow
@pytest.mark.parametrize(
    ("estimator", "tails", "low", "high"),
    [
        # 95 % ± 4 Monte-Carlo standard errors of 120 samples; plain ML under heavy tails covers about 89 %
        ("ML", False, 0.87, 1.0),
        ("MLR", False, 0.87, 1.0),
        ("MLR", True, 0.87, 1.0),
        ("ML", True, 0.80, 0.935),
    ],
)
def test_coverage_of_a_path(estimator: str, tails: bool, low: float, high: float) -> None:
    known = population(TRUE)
    root = np.linalg.cholesky(known.cov)
    rng = np.random.default_rng(2)
    inside = []
    for _ in range(SAMPLES):
        y = rng.normal(size=(N, 6)) @ root.T
        if tails:
            y *= np.sqrt(5 / rng.chisquare(7, size=(N, 1)))
        path = fit(MODEL, pd.DataFrame(y, columns=list(known.observed)), estimator=estimator).paths().iloc[0]
        inside.append(path["ci_lower"] <= 0.5 <= path["ci_upper"])
    assert low <= np.mean(inside) <= high
