"""The rule by first match, and decisions that another seed would not make; rates of both kinds of error."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from tamkit.drivers.verdicts import VERDICTS, counts, fragile, fragile_effects, fragile_runs, judge, supported_after

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("est", "p", "std", "se", "sign", "expected"),
    [
        (0.3, 0.049, 0.3, 0.15, "+", "supported"),
        (0.3, 0.05, 0.3, 0.15, "+", "unknown"),
        (-0.3, 0.001, -0.3, 0.05, "+", "opposite"),
        (-0.3, 0.001, -0.3, 0.05, "-", "supported"),
        (0.3, 0.001, 0.3, 0.05, "-", "opposite"),
        (0.01, 0.7, 0.01, 0.03, "+", "absent"),
        (0.01, 0.7, 0.01, 0.06, "+", "unknown"),
        (-0.01, 0.7, -0.01, 0.03, "+", "absent"),  # absent whatever the sign
        (0.3, np.nan, 0.3, np.nan, "+", "not_tested"),
    ],
)
def test_by_first_match(est: float, p: float, std: float, se: float, sign: str, expected: str) -> None:
    assert judge(est, p, std, se, sign).verdict == expected


def test_significant_and_small_is_supported_and_negligible_never_absent() -> None:
    small = judge(0.05, 0.01, 0.05, 0.02, "+")
    assert (small.verdict, small.negligible) == ("supported", True)
    other = judge(0.05, 0.01, 0.05, 0.02, "-")
    assert (other.verdict, other.negligible) == ("opposite", False)
    assert not judge(0.05, 0.01, 0.05, 0.02, "+", delta=0.05).negligible


def test_unknown_says_whether_the_effect_in_question_is_excluded() -> None:
    against = judge(-0.10, 0.09, -0.10, 0.06, "+")
    assert (against.verdict, against.excluded) == ("unknown", True)
    assert not judge(-0.10, 0.09, -0.10, 0.06, "-").excluded
    assert judge(0.10, 0.09, 0.10, 0.06, "-").excluded


@given(st.floats(-0.5, 0.5), st.floats(0.005, 0.3), st.floats(0.01, 0.4))
def test_absent_is_two_one_sided_tests(std: float, se: float, delta: float) -> None:
    """The interval within ±δ and p of both tests below .05 say the same; p as R has it, by pnorm."""
    found = judge(std, 0.5, std, se, "+", delta)
    lower = 1 - norm.cdf((std + delta) / se)
    upper = norm.cdf((std - delta) / se)
    assert found.p_equivalence == pytest.approx(max(lower, upper), abs=1e-12)
    if abs(found.p_equivalence - 0.05) > 1e-9:
        assert (found.verdict == "absent") == (found.p_equivalence < 0.05)


def test_counts_are_of_all_and_holm_of_the_supported() -> None:
    given_ = ["supported", "supported", "unknown", "not_tested"]
    assert counts(given_) == dict(zip(VERDICTS, (2, 0, 0, 1, 1), strict=True))
    assert supported_after([0.04, 0.06, 0.01, np.nan], given_) == 1


# -- what another seed would decide ---------------------------------------------------------------------------------


def test_fragile_is_what_twenty_seeds_make_of_it() -> None:
    """The rule against twenty seeds themselves: draws of a normal statistic whose p is near .05 or is not."""
    flips = {}
    for center in (1.6, 1.93, 1.96, 2.4):  # p = .110, .054, .050, .016
        rates = []
        for study in range(20):
            rng = np.random.default_rng([7, study])
            shares = rng.binomial(1000, norm.cdf(-center), size=20) / 1000
            decided = 2 * shares < 0.05
            rates.append(0 < decided.sum() < 20)
        flips[center] = float(np.mean(rates))
    p = 2 * norm.cdf(-np.array([1.6, 1.93, 1.96, 2.4]))
    assert flips[1.6] < 0.1
    assert flips[2.4] < 0.1
    assert min(flips[1.93], flips[1.96]) > 0.9
    assert fragile(p, 1000).tolist() == [False, True, True, False]


def test_more_draws_make_less_fragile_and_none_decide_nothing() -> None:
    assert fragile([0.04], 200).tolist() == [True]
    assert fragile([0.04], 50_000).tolist() == [False]
    assert fragile([0.05], 0).tolist() == [False]
    assert fragile([np.nan], 100).tolist() == [False]
    assert fragile([0.0], 100).tolist() == [False]
    assert fragile([0.042], 5000, seeds=1).tolist() == [False]


def test_effects_that_draws_decide_are_named() -> None:
    mediation = pd.DataFrame(
        {
            "path": ["A -> M -> Y", "B -> M -> Y", "A -> B -> M"],
            "source": ["A", "B", "A"],
            "outcome": ["Y", "Y", "M"],
            "pvalue": [0.049, 0.3, 0.05],
        }
    )
    effects = pd.DataFrame(
        {"source": ["A", "M"], "outcome": "Y", "total_b_pvalue": [0.051, 0.0501], "indirect_b": [0.2, 0.0]}
    )
    bootstrap = SimpleNamespace(converged=1000)
    drivers = SimpleNamespace(
        main=SimpleNamespace(bootstrap=bootstrap), mediation=mediation, effects=effects, outcome="Y"
    )
    found = fragile_effects(drivers)
    assert [(one.kind, one.path) for one in found] == [("indirect", ("A", "M", "Y")), ("total", ("A", "Y"))]
    assert found[0].to_dict()["reason"] == "draws"
    drivers.main.bootstrap = None
    assert fragile_effects(drivers) == ()


def test_hypotheses_that_another_run_decides_otherwise() -> None:
    table = pd.DataFrame(
        {
            "hypothesis": ["H1", "H2", "H3"],
            "source": ["A", "B", "C"],
            "target": "Y",
            "sign": ["+", "-", "+"],
            "verdict": ["supported", "unknown", "not_tested"],
        }
    )
    runs = pd.DataFrame(
        [
            ("A", "main", 0.3, 0.01),
            ("A", "strict", 0.2, 0.06),
            ("A", "all", 0.3, 0.001),
            ("B", "main", -0.1, 0.2),
            ("B", "strict", -0.3, 0.01),
            ("B", "all", 0.3, 0.01),
            ("B", "few", 0.3, np.nan),
        ],
        columns=["source", "run", "est", "pvalue"],
    ).assign(target="Y")
    found = fragile_runs(table, runs, "main")
    assert [(one.hypothesis, one.run) for one in found] == [("H1", "strict"), ("H2", "strict")]
    assert fragile_runs(table, None, "main") == ()


# -- error rates -----------------------------------------------------------------------------------------------------


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import verdicts

    return verdicts


def test_the_committed_rates_keep_their_bounds(benchmark: ModuleType) -> None:
    """2,000 samples of each size: β = 0 → supported or opposite, |β| = δ → absent, both at most .05 and three errors;
    the power that is printed for a path is what the samples have, within three errors of both."""
    found = json.loads(benchmark.RESULTS.read_text(encoding="utf-8"))
    samples, bound = found["design"]["samples"], 0.05 + 3 * np.sqrt(0.05 * 0.95 / found["design"]["samples"])
    assert samples == 2000
    assert {(row["n"], row["source"], row["target"]) for row in found["rows"]} == {
        (n, *path) for n in benchmark.SIZES for path in benchmark.TRUTH
    }
    for row in found["rows"]:
        told = sum(row[name] for name in ("supported", "opposite", "absent", "unknown"))
        assert told + row["lost"] == samples
        if row["true"] == 0:
            assert (row["supported"] + row["opposite"]) / told <= bound, row
        if abs(row["true"]) == 0.1:
            assert row["absent"] / told <= bound, row
        if "printed" in row:
            share = row["supported"] / told
            error = np.sqrt(row["printed_mcse"] ** 2 + share * (1 - share) / told)
            assert abs(row["printed"] - share) <= 3 * error + 1e-3, row


def test_absence_is_found_as_often_as_the_n_it_takes_says(benchmark: ModuleType) -> None:
    """At n = 1,300 and β = 0: at least .70 of the samples for a path whose printed n is no larger than 1,450; for the
    others what their n says, (z.95 + z.90) √(n/n needed) errors being δ. The n printed is good to a tenth."""
    rows = [row for row in json.loads(benchmark.RESULTS.read_text())["rows"] if row["true"] == 0 and row["n"] == 1300]
    shares = []
    for row in rows:
        share = row["absent"] / 2000
        low, high = (
            2
            * norm.cdf((norm.ppf(0.95) + norm.ppf(0.90)) * np.sqrt(1300 / (row["absent_needs"] * by)) - norm.ppf(0.95))
            - 1
            for by in (1.1, 0.9)
        )
        assert low - 0.03 < share < high + 0.03, row
        shares.append(share)
        assert share >= 0.70 or row["absent_needs"] > 1450, row
    assert max(shares) >= 0.70


def test_absent_is_found_as_often_as_foretold_within_three_errors(benchmark: ModuleType) -> None:
    """Per null path, where the samples can say something (a rate of 2 % or more)."""
    found = json.loads(benchmark.RESULTS.read_text(encoding="utf-8"))
    rows = benchmark.checked(found["rows"], found["design"]["samples"])
    assert len(rows) == 9
    assert benchmark.foretold(1300, 1300) == pytest.approx(0.80)
    assert benchmark.foretold(100, 1300) == 0
    for row in rows:
        assert row["found"] < 0.07 or row["n"] == 1300  # at 300 and 500 there is next to nothing to find
        if row["n"] == 1300:
            assert abs(row["errors"]) <= 3, row
            assert abs(row["errors_count"]) <= 3.5, row
    other = [{**row, "absent": row["absent"] - 200 * (row["n"] == 1300)} for row in found["rows"]]
    assert any(abs(row["errors"]) > 3 for row in benchmark.checked(other, found["design"]["samples"]))


def test_a_small_piece_of_the_benchmark(benchmark: ModuleType) -> None:
    found = benchmark.judged(300, range(40), 20261126)
    assert set(found) == set(benchmark.TRUTH)
    for path, beta in benchmark.TRUTH.items():
        assert sum(found[path][name] for name in VERDICTS) == 40
        assert found[path]["absent"] <= 1  # 300 respondents can't show that an effect of .10 is absent
        if beta == 0:
            assert found[path]["supported"] + found[path]["opposite"] <= 8
        if abs(beta) == 0.2:
            assert found[path]["supported"] >= 16
