"""HTMT, Fornell-Larcker and shared variance against semTools and by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from measurement.reference import HS, ITEMS, RISK, TOLERANCE, holzinger, likert, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement import Block, fornell_larcker, htmt, shared_variance
from tamkit.measurement.blocks import correlation
from tamkit.measurement.discriminant import ratios, resampled_correlations
from tamkit.sem.intervals import interval
from tamkit.sem.resampling import chunks, counts

REF = reference()["cfa"]["htmt"]
CASES = [("hs", holzinger(), HS), ("likert", likert(), ITEMS)]


@pytest.mark.parametrize(("name", "data", "scales"), CASES)
@pytest.mark.parametrize(
    ("key", "options"), [("absolute", {}), ("absolute2", {"kind": "htmt2"}), ("signed", {"sign": "signed"})]
)
def test_against_semtools(name: str, data: pd.DataFrame, scales: Any, key: str, options: dict[str, Any]) -> None:
    np.testing.assert_allclose(htmt(data, scales, **options).matrix, REF[name][key], atol=TOLERANCE)


def test_valence_turns_risk_round() -> None:
    blocks = [Block(code, tuple(items), negative=code in ("FR", "PV", "PF")) for code, items in ITEMS.items()]
    found = htmt(likert(), blocks, sign="valence").matrix
    np.testing.assert_allclose(found, REF["valence"]["signed"], atol=TOLERANCE)
    assert (found.to_numpy() > 0).all()
    turned = likert()
    turned[RISK] = 6 - turned[RISK]
    np.testing.assert_allclose(htmt(turned, ITEMS, sign="signed").matrix, found, atol=1e-12)


def test_bootstrap_draws_against_semtools_on_the_same_resamples() -> None:
    data = likert()
    n = len(data)
    i = np.arange(1, n + 1)
    indices = np.array([(i * (2 * b + 1) + b * (i // 7)) % n for b in range(1, 41)])
    X = data[[*ITEMS["PU"], *ITEMS["IT"]]].to_numpy(float)
    R = resampled_correlations(X, counts(indices, n))
    np.testing.assert_allclose(R[3], correlation(X[indices[3]]), atol=1e-12)
    found = ratios(np.abs(R), [range(4), range(4, 8)])[:, 0, 1]
    np.testing.assert_allclose(found, REF["draws"], atol=TOLERANCE)
    injected = htmt(data, ITEMS, indices=indices)
    lower, upper = interval(found[:, None], np.zeros(1), "percentile", None)
    assert injected.pairs.loc[0, ["ci_lower", "ci_upper"]].tolist() == pytest.approx([lower[0], upper[0]])


def test_draws_and_interval_are_those_of_a_fits_bootstrap() -> None:
    """One kernel and one definition of an interval: the same seed draws the same rows for a fit and for HTMT."""
    data = likert()
    found = htmt(data, {code: ITEMS[code] for code in ("PU", "IT")}, draws=300, seed=2).pairs.iloc[0]
    (rows,) = zip(*(chunk.indices() for chunk in chunks([len(data)], 300, 2)), strict=True)
    again = htmt(data, {code: ITEMS[code] for code in ("PU", "IT")}, indices=np.concatenate(rows)).pairs.iloc[0]
    assert found["ci_lower"] == again["ci_lower"]
    assert found["ci_upper"] == again["ci_upper"]


def test_interval_is_repeatable_and_holds_the_estimate() -> None:
    first, again = (htmt(likert(), ITEMS, draws=300, seed=2) for _ in range(2))
    pd.testing.assert_frame_equal(first.pairs, again.pairs)
    assert (first.pairs["ci_lower"] < first.pairs["htmt"]).all()
    assert (first.pairs["ci_upper"] > first.pairs["htmt"]).all()
    assert first.defined == first.draws == 300


def test_what_htmt_does_not_exist_for() -> None:
    data = likert()
    with pytest.raises(AnalysisError, match="FR is a composite"):
        htmt(data, "PU =~ PU1 + PU2\nFR <~ FR1 + FR2", only=["PU", "FR"])
    with pytest.raises(AnalysisError, match="FR has 1 item"):
        htmt(data, {"PU": ["PU1", "PU2"], "FR": ["FR1"]}, only=["PU", "FR"])
    left = htmt(data, {"PU": ["PU1", "PU2"], "IT": ["IT1", "IT2"], "FR": ["FR1"]})
    assert list(left.matrix) == ["PU", "IT"]
    assert "FR has 1 item" in str(left.notes[0])
    with pytest.raises(AnalysisError, match="fewer than two"):
        htmt(data, {"PU": ["PU1", "PU2"]})
    with pytest.raises(AnalysisError, match=r"htmt2 of PU and FR.*absolute"):
        htmt(data, {"PU": ITEMS["PU"], "FR": ITEMS["FR"]}, kind="htmt2", sign="signed")
    unkeyed = data.assign(IT1=6 - data["IT1"], IT2=6 - data["IT2"])
    with pytest.raises(AnalysisError, match="reverse keys"):
        htmt(unkeyed, ITEMS, sign="signed")
    with pytest.raises(InputError, match="allowed: htmt, htmt2"):
        htmt(data, ITEMS, kind="htmt3")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="resamples rows"):
        htmt(data, ITEMS, correlations=np.eye(17) * 0.5 + 0.5, draws=50)


def test_shared_variance_and_fornell_larcker_by_hand() -> None:
    cor = pd.DataFrame(
        [[1, 0.5, -0.6], [0.5, 1, 0.2], [-0.6, 0.2, 1]], index=list("ABC"), columns=list("ABC"), dtype=float
    )
    shared = shared_variance(cor, list("ABC")).set_index("construct")
    assert shared["msv"].tolist() == pytest.approx([0.36, 0.25, 0.36])
    assert shared["msv_with"].tolist() == ["C", "A", "A"]
    assert shared["asv"].tolist() == pytest.approx([0.305, 0.145, 0.2])
    table = fornell_larcker(cor, {"A": 0.49, "B": 0.64, "C": 0.81})
    assert np.diag(table).tolist() == pytest.approx([0.7, 0.8, 0.9])
    assert table.loc["C", "A"] == -0.6
    assert table.loc["A", "C"] == -0.6
    assert cor.loc["A", "A"] == 1.0  # the caller's frame is left alone
    with pytest.raises(AnalysisError, match="at least two"):
        shared_variance(cor, ["A"])


def test_draws_too_few_for_an_interval_give_none_and_say_so() -> None:
    two = {code: ITEMS[code] for code in ("PU", "IT")}
    few, enough = (htmt(likert(), two, draws=draws, seed=2) for draws in (38, 39))
    assert few.pairs[["ci_lower", "ci_upper"]].isna().to_numpy().all()
    assert any("38 bootstrap draws are too few" in str(note) for note in few.notes)
    assert enough.pairs[["ci_lower", "ci_upper"]].notna().to_numpy().all()
    assert not any("too few" in str(note) for note in enough.notes)
