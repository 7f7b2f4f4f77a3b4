"""Effects on the outcome, the largest first."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from drivers.contributions_reference import REFERENCE, fitted

from tamkit import sem
from tamkit.drivers.mediation import mediation_type
from tamkit.drivers.ranking import COLUMNS, COMPARED, KINDS, PARTS, TESTED, differences, ranks, table
from tamkit.sem.intervals import interval, pvalue_of
from tamkit.sem.structure import Totals, totals

NOTHING = pd.DataFrame(columns=COMPARED)
BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "ranking.json"


def made(totals: dict[str, float]) -> SimpleNamespace:
    rows = []
    for number, (source, total) in enumerate(totals.items()):
        row = {"source": source, "target": "Y"}
        for k, kind in enumerate(KINDS):
            for p, part in enumerate(PARTS):
                row[f"{kind}_std{part}"] = 100.0 * number + 10.0 * k + p
            for p, part in enumerate(TESTED):
                row[f"{kind}{part}"] = -100.0 * number - 10.0 * k - p
        row |= {"total_std": total, "resolution": 0.002}
        rows.append(row)
    none = pd.DataFrame(columns=["source", "est", "pvalue"])
    return SimpleNamespace(effects=lambda outcome: pd.DataFrame(rows), indirect=lambda outcome: none)


def test_the_largest_in_size_comes_first_whatever_its_sign() -> None:
    found = table(made({"A": 0.1, "B": -0.5, "C": 0.3, "D": -0.1}), "Y", NOTHING)
    assert found["source"].tolist() == ["B", "C", "A", "D"]
    assert found["total"].tolist() == [-0.5, 0.3, 0.1, -0.1]
    assert found.index.tolist() == [0, 1, 2, 3]


def test_standardized_numbers_and_those_that_are_tested() -> None:
    found = table(made({"A": 0.4}), "Y", NOTHING).iloc[0]
    assert found["outcome"] == "Y"
    for k, kind in enumerate(KINDS):
        for p, part in enumerate(PARTS):
            if (kind, part) != ("total", ""):
                assert found[f"{kind}{part}"] == 10.0 * k + p
        for p, part in enumerate(TESTED):
            assert found[f"{kind}_b{part}"] == -10.0 * k - p
        assert f"{kind}_pvalue" not in found  # what is not tested has no p
    assert found["resolution"] == 0.002
    assert list(table(made({"A": 0.4}), "Y", NOTHING).columns) == COLUMNS


def test_nothing_leads_to_the_outcome() -> None:
    fit = SimpleNamespace(effects=lambda outcome: pd.DataFrame([]), indirect=lambda outcome: pd.DataFrame([]))
    assert table(fit, "Y", NOTHING).empty
    assert list(table(fit, "Y", NOTHING).columns) == COLUMNS


def test_a_fitted_model() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=400)
    m = 0.6 * x + rng.normal(size=400)
    y = 0.5 * m + rng.normal(size=400)
    fit = sem.fit("M ~ X\nY ~ M + X", pd.DataFrame({"X": x, "M": m, "Y": y}), estimator="ML")
    found = table(fit, "Y", NOTHING).set_index("source")
    effects = fit.effects("Y").set_index("source")
    for source in ("X", "M"):
        assert found.loc[source, "total"] == effects.loc[source, "total_std"]
        assert found.loc[source, "indirect_ci_lower"] == effects.loc[source, "indirect_std_ci_lower"] or np.isnan(
            found.loc[source, "indirect_ci_lower"]
        )
    row = found.loc["X"]
    kind = mediation_type(
        indirect=row["indirect_b"],
        indirect_p=row["indirect_b_pvalue"],
        direct=row["direct_b"],
        direct_p=row["direct_b_pvalue"],
    )
    assert row["mediation"] == kind == "indirect_only"


# -- which of them differ ----------------------------------------------------------------------------------------------


def test_ranks_hold_all_that_the_tests_leave() -> None:
    found = table(made({"A": 0.1, "B": -0.5, "C": 0.3}), "Y", differences(three()))
    assert found["source"].tolist() == ["B", "C", "A"]
    assert found[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[1, 2], [1, 2], [3, 3]]
    alone = table(made({"A": 0.1}), "Y", NOTHING)
    assert alone[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[1, 1]]


def three(draws: int = 0) -> Totals:
    """B and C differ by .2 ± .15, both from A by far more than their errors."""
    est, vcov = np.array([0.1, -0.5, 0.3]), np.diag([0.0004, 0.011, 0.0004])
    rng = np.random.default_rng(3)
    return Totals(("A", "B", "C"), est, vcov, rng.multivariate_normal(est, vcov, draws) if draws else None)


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
def test_differences_are_those_of_lavaan_s_estimates(estimator: str) -> None:
    found = differences(totals(fitted(estimator), "INT"))
    given = REFERENCE["differences"][estimator]
    assert found["by"].eq("delta").all()
    for row, want in zip(found.to_dict("records"), given, strict=True):
        assert (row["source_1"], row["source_2"]) == (want["source_1"], want["source_2"])
        for name in ("diff", "se", "pvalue", "p_holm"):
            assert row[name] == pytest.approx(want[name], abs=1e-4), name


def test_from_the_draws_by_their_formula() -> None:
    found = differences(three(999)).set_index(["source_1", "source_2"])
    t = -three(999).draws[:, [1]] - three(999).draws[:, [2]]  # type: ignore[index]
    row = found.loc[("B", "C")]
    assert row["by"] == "draws"
    assert row["diff"] == pytest.approx(0.2)
    assert row["se"] == pytest.approx(t.std(ddof=1))
    assert row["pvalue"] == pytest.approx(pvalue_of(t, np.array([0.2]), "percentile", None)[0])
    assert [row["ci_lower"], row["ci_upper"]] == pytest.approx(
        [end[0] for end in interval(t, np.array([0.2]), "percentile", None)]
    )
    assert np.isnan(row["z"])
    assert row["resolution"] == pytest.approx(0.002)
    assert found.loc[("C", "A"), "pvalue"] < 0.002  # the draws can tell no smaller


def test_so_few_draws_that_nothing_could_be_told_leave_it_to_the_delta_method() -> None:
    """Three pairs: 2/(R + 1) · 3 < .05 needs 120 draws."""
    assert differences(three(119))["by"].eq("delta").all()
    assert differences(three(120))["by"].eq("draws").all()
    pd.testing.assert_frame_equal(differences(three(119)), differences(three()))


def test_draws_without_a_value_are_left_out() -> None:
    found = three(500)
    assert found.draws is not None
    found.draws[:3] = np.nan
    assert differences(found)["se"].notna().all()


def test_what_has_no_value_differs_from_nothing() -> None:
    found = differences(Totals(("A", "B"), np.array([np.nan, 0.2]), np.diag([0.01, 0.01]), None))
    assert found["source_1"].tolist() == ["B"]
    assert found["p_holm"].isna().all()
    assert ranks(["A", "B"], found) == [(1, 2), (1, 2)]
    assert differences(Totals(("A",), np.array([0.2]), np.eye(1), None)).empty


def test_an_order_that_is_no_order_of_pairs() -> None:
    """A > C and B > C, nothing between A and B; D is told from nobody."""
    firm = pd.DataFrame({"source_1": ["A", "B"], "source_2": ["C", "C"], "p_holm": [0.01, 0.02]})
    assert ranks(["A", "B", "C", "D"], firm) == [(1, 3), (1, 3), (3, 4), (1, 4)]


def test_drivers_that_differ_are_ordered_and_equal_ones_are_ties() -> None:
    """2,000 samples a size (benchmarks/ranking.py): equal totals are ties in 95 %, and whoever differs by .15 is never
    put in the wrong order; the estimates have the right one in 90 % from n = 300 on, the tests from n = 2,000 on."""
    kept = json.loads(BENCHMARK.read_text(encoding="utf-8"))
    by_n = {cell["n"]: cell for cell in kept["cells"]}
    assert list(by_n) == [300, 500, 1300, 2000]
    for cell in by_n.values():
        samples = cell["samples"]
        assert samples == 2000
        assert min(cell["ties"].values()) >= 0.95 * samples
        assert cell["ranks_held"] >= (0.95 - 3 * np.sqrt(0.95 * 0.05 / samples)) * samples
        assert max(cell["put_in_the_wrong_order"].values()) <= 0.001 * samples
        assert min(cell["right_order"].values()) >= 0.90 * samples
    assert min(by_n[2000]["put_in_order"].values()) >= 0.90 * 2000
    assert min(by_n[1300]["put_in_order"].values()) >= 0.70 * 2000
    for n in (300, 1300):  # the delta method of the table says what the bootstrap says
        assert by_n[n]["bootstrap"]["agree"] >= 0.95 * 10 * by_n[n]["bootstrap"]["samples"]


def test_a_few_of_those_samples_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARK.parent))
    import ranking as benchmark

    found = benchmark.stack(1300, 40, 5)
    assert len(found) == 40
    counted = benchmark.counts(found)
    assert min(counted["right_order"].values()) >= 38
    assert max(counted["put_in_the_wrong_order"].values()) == 0
    assert min(counted["ties"].values()) >= 35
    mean = np.mean([one.est for one in found], axis=0)
    assert dict(zip(found[0].sources, mean, strict=True)) == pytest.approx(benchmark.TOTALS, abs=0.03)
    spread, error = (
        np.std([one.est for one in found], axis=0),
        np.sqrt(np.mean([np.diag(one.vcov) for one in found], 0)),
    )
    assert (spread / error).mean() == pytest.approx(1, abs=0.2)
