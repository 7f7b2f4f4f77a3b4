"""Alpha and its company against psych."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from measurement.reference import HS, ITEMS, RISK, TOLERANCE, holzinger, likert, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement import reliability as rel

REF = reference()["reliability"]
SCALES = [("likert", code, items) for code, items in {**ITEMS, "PR": RISK}.items()]
SCALES += [("hs", code, items) for code, items in HS.items()]


def answers(data: str, items: list[str]) -> Any:
    return (likert() if data == "likert" else holzinger())[items].to_numpy(float)


@pytest.mark.parametrize(("data", "code", "items"), SCALES)
def test_alpha_family_against_psych(data: str, code: str, items: list[str]) -> None:
    X, ref = answers(data, items), REF[data][code]
    interval = rel.alpha_interval(X)
    assert interval.estimate == rel.alpha(X) == pytest.approx(ref["alpha"], abs=TOLERANCE)
    assert (interval.lower, interval.upper) == pytest.approx((ref["lower"], ref["upper"]), abs=TOLERANCE)
    assert rel.alpha_standardized(X) == pytest.approx(ref["alpha_std"], abs=TOLERANCE)
    assert rel.mean_inter_item(X) == pytest.approx(ref["mean_r"], abs=TOLERANCE)
    np.testing.assert_allclose(rel.corrected_item_total(X), ref["citc"], atol=TOLERANCE)
    np.testing.assert_allclose(rel.alpha_if_deleted(X), ref["dropped"], atol=TOLERANCE)


@pytest.mark.parametrize(("code", "items"), [(code, items) for data, code, items in SCALES if data == "likert"])
def test_split_half_and_ordinal_alpha(code: str, items: list[str]) -> None:
    X, ref = answers("likert", items), REF["halves"][code]
    halves = rel.split_half(X)
    assert halves.r == pytest.approx(ref["r"], abs=TOLERANCE)
    assert halves.spearman_brown == pytest.approx(ref["spearman_brown"], abs=TOLERANCE)
    assert halves.guttman == pytest.approx(ref["guttman"], abs=TOLERANCE)
    assert rel.alpha_ordinal(X) == pytest.approx(REF["ordinal"][code], abs=TOLERANCE)


def test_first_second_halves() -> None:
    halves = rel.split_half(answers("likert", ITEMS["FR"]), "first_second")
    assert (halves.first, halves.second) == ((0, 1), (2,))


def test_undefined_is_refused_with_the_reason() -> None:
    X = answers("likert", ITEMS["PU"])
    constant = X.copy()
    constant[:, 1] = 3.0
    with pytest.raises(AnalysisError, match="item 2 has the same score"):
        rel.alpha(constant)
    with pytest.raises(AnalysisError, match="1 item"):
        rel.alpha(X[:, :1])
    with pytest.raises(AnalysisError, match="at least 3 are needed"):
        rel.alpha_if_deleted(X[:, :2])
    with pytest.raises(AnalysisError, match="reverse keys"):
        rel.alpha(np.column_stack([X[:, 0], -X[:, 0]]))
    with pytest.raises(AnalysisError, match="reverse keys"):
        rel.split_half(np.column_stack([X[:, 0], 6 - X[:, 0] * 2.0]))
    with pytest.raises(InputError, match="complete rows"):
        rel.alpha(np.where(X == 5, np.nan, X))
    with pytest.raises(InputError, match="unknown split"):
        rel.split_half(X, "thirds")  # type: ignore[arg-type]
    with pytest.raises(AnalysisError, match="few categories"):
        rel.alpha_ordinal(np.random.default_rng(1).normal(size=(50, 3)))
