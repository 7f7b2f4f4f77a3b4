"""Power against the planning table of the protocol (R lavaan, 200 replications) and against the normal theory."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from tamkit.drivers import power
from tamkit.drivers.montecarlo import _summary
from tamkit.errors import InputError
from tamkit.messages import Message
from tamkit.questionnaire import load
from tamkit.sem.replications import Replications

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
    two, again = (power(REGRESSION, sizes, replications=20, seed=5) for sizes in ([100, 200], [200]))
    assert again["mean"].tolist() == two["mean"].tolist()[1:]


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


def test_bounds_of_what_is_asked() -> None:
    small = "F =~ 0.9*a + 0.9*b + 0.9*c\nG =~ 0.9*d + 0.9*e + 0.9*f\nG ~ 0.4*F"
    told: list[tuple[Message, int, int]] = []
    found = power(small, [60, 80], replications=1, seed=0, progress=lambda *step: told.append(step))
    assert told == [(Message("drivers.sample_size", n=60), 0, 2), (Message("drivers.sample_size", n=80), 1, 2)]
    assert found["replications"].tolist() == [1, 1]
    assert found["sd"].isna().all()
    with pytest.raises(InputError, match="replications"):
        power(small, [60], replications=0)
    with pytest.raises(InputError, match="seed"):
        power(small, [60], replications=1, seed=-1)


def summary_of(est: list[float], z: list[float], truth: float) -> pd.Series:
    """Of one path; β is b, with a standard error of .1."""
    b, size = np.array(est)[:, None], np.array(z)[:, None]
    found = Replications((("F", "G"),), b, b / size, b, np.full(b.shape, 0.11), np.arange(len(est)), len(est))
    return _summary(found, {("F", "G"): truth}, 100).iloc[0]


def test_power_counts_what_is_significant_in_the_true_direction() -> None:
    row = summary_of([0.3, -0.3, 0.3, 0.1], [2.6, -2.6, 1.9599, 1.3], 0.3)
    assert row["power"] == 0.25
    assert row["power_mcse"] == pytest.approx(np.sqrt(0.25 * 0.75 / 4))
    assert row["coverage"] == 0.75
    assert row["mean"] == pytest.approx(0.1)
    assert row["sd"] == pytest.approx(np.std([0.3, -0.3, 0.3, 0.1], ddof=1))
    assert summary_of([0.3, -0.3], [2.6, -2.6], 0.0)["power"] == 1.0
    assert summary_of([0.3, 0.1], [2.6, 1.3], 0.3)["sd"] == pytest.approx(np.std([0.3, 0.1], ddof=1))
