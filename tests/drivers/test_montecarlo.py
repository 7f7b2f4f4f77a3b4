"""Power against the planning table of the protocol (R lavaan, 200 replications) and against the normal theory."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from tamkit.drivers import power
from tamkit.errors import InputError
from tamkit.questionnaire import load

# n = 200, full form, five-category answers; MLR in R lavaan, 200 replications.
TABLE = {
    ("PEOU", "IT"): 1.00,
    ("IT", "PR"): 0.98,
    ("PEOU", "PU"): 0.96,
    ("IT", "PU"): 0.92,
    ("PU", "ATT"): 0.94,
    ("PEOU", "ATT"): 0.38,
    ("PR", "ATT"): 0.66,
    ("IT", "ATT"): 0.64,
    ("ATT", "INT"): 0.80,
    ("PU", "INT"): 0.52,
    ("PR", "INT"): 0.41,
    ("IT", "INT"): 0.34,
}
REPLICATIONS = 60


def test_power_of_the_base_model_agrees_with_the_planning_table() -> None:
    found = power(load("huabei_baitiao"), [200], replications=REPLICATIONS, seed=11)
    assert len(found) == len(TABLE)
    assert (found["replications"] == REPLICATIONS).all()
    for row in found.itertuples():
        expected = TABLE[row.source, row.target]
        # Both are Monte-Carlo shares; four standard errors of their difference, over twelve paths.
        p = min(max(expected, 0.02), 0.98)
        noise = np.sqrt(p * (1 - p) * (1 / REPLICATIONS + 1 / 200))
        assert abs(row.power - expected) < 4 * noise + 0.01, (row.source, row.target, row.power, expected)
    truth = found.set_index(["source", "target"])["true"]
    assert truth["PEOU", "IT"] == pytest.approx(0.40, abs=1e-6)
    assert truth["PR", "INT"] == pytest.approx(-0.15, abs=1e-6)
    assert (found["coverage"] > 0.85).all()


REGRESSION = """
F =~ 0.9*x1 + 0.9*x2 + 0.9*x3 + 0.9*x4
G =~ 0.9*y1 + 0.9*y2 + 0.9*y3 + 0.9*y4
G ~ 0.2*F
"""


def test_power_of_a_syntax_model_is_near_the_normal_theory_s() -> None:
    found = power(REGRESSION, [100, 200], replications=150, seed=5)
    for row in found.itertuples():
        expected = norm.cdf(row.true / row.mean_se - norm.ppf(0.975))
        assert abs(row.power - expected) < 4 * max(row.power_mcse, 0.02)
    assert found["power"].is_monotonic_increasing
    assert found["true"].tolist() == pytest.approx([0.2, 0.2], abs=1e-6)
    # A sample does not depend on which other sizes are drawn.
    again = power(REGRESSION, [200], replications=150, seed=5)
    assert again["mean"].tolist() == found["mean"].tolist()[1:]


def test_a_path_of_zero_gives_the_error_rate() -> None:
    found = power(REGRESSION.replace("0.2*F", "0.0000001*F"), [200], replications=100, seed=3)
    assert found["power"][0] < 0.13


def test_what_has_no_truth_is_refused() -> None:
    with pytest.raises(InputError, match="no numbers"):
        power("F =~ x1 + x2 + x3", [100])
    with pytest.raises(InputError, match="no 'truth'"):
        power(load("huabei_baitiao").model_copy(update={"truth": None}), [100])
    with pytest.raises(InputError, match="missing: "):
        power("F =~ 0.8*x1 + x2 + 0.8*x3", [100])
