"""Agreement of two engines by made-up tables: differences in standard errors, the largest of them, and refusals."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from tamkit.errors import AnalysisError
from tamkit.sem.engines.agreement import AGREEMENT, agreement

ROWS = [("f", "=~", "x2", 0.8, 0.1), ("y", "~", "f", 0.5, 0.2), ("a", "~~", "b", -0.1, 0.05)]


def engine(rows: list[tuple[str, str, str, float, float]], name: str = "tamkit", n: tuple[int, ...] = (100,)) -> Any:
    table = pd.DataFrame(rows, columns=["lhs", "op", "rhs", "est", "se"]).assign(free=True)
    fixed = pd.DataFrame([("f", "=~", "x1", 1.0, float("nan"), False)], columns=table.columns)
    defined = pd.DataFrame([("p", ":=", "a*b", 9.0, 1.0, True)], columns=table.columns)
    return SimpleNamespace(table=pd.concat([fixed, table, defined]), engine=name, n=n)


def changed(*rows: tuple[int, float, float]) -> list[tuple[str, str, str, float, float]]:
    """The rows with est and se moved, in standard errors."""
    out = list(ROWS)
    for at, est, se in rows:
        lhs, op, rhs, value, error = out[at]
        out[at] = (lhs, op, rhs, value + est * error, error + se * error)
    return out


def test_differences_are_in_standard_errors() -> None:
    found = agreement(engine(ROWS), engine(changed((0, 0.5, 0.0), (1, -0.25, 0.1)), "semopy"))
    assert found.engines == ("tamkit", "semopy")
    assert (found.parameters, found.n) == (3, 100)
    assert found.table["est_difference"].tolist() == pytest.approx([0.5, -0.25, 0.0])
    assert found.table["se_difference"].tolist() == pytest.approx([0.0, 0.1, 0.0])
    assert found.largest_est == pytest.approx(0.5)
    assert found.largest_est_at == "f =~ x2"
    assert found.largest_se == pytest.approx(0.1)
    assert found.largest_se_at == "y ~ f"
    assert not found.agree


def test_a_large_negative_difference_is_the_largest() -> None:
    found = agreement(engine(ROWS), engine(changed((0, 0.5, 0.0), (2, -0.75, -0.2))))
    assert (found.largest_est, found.largest_est_at) == (pytest.approx(0.75), "a ~~ b")
    assert (found.largest_se, found.largest_se_at) == (pytest.approx(0.2), "a ~~ b")


@pytest.mark.parametrize(
    ("est", "se", "agree"), [(0.009, 0.0, True), (0.011, 0.0, False), (0.0, 0.009, True), (0.0, 0.011, False)]
)
def test_both_must_be_within_the_bound(est: float, se: float, agree: bool) -> None:
    assert AGREEMENT == 0.01
    assert agreement(engine(ROWS), engine(changed((1, est, se)))).agree is agree


def test_a_covariance_may_stand_either_way_round() -> None:
    mirrored = [*ROWS[:2], ("b", "~~", "a", -0.1, 0.05)]
    assert agreement(engine(ROWS), engine(mirrored)).largest_est == 0.0
    swapped = [*ROWS[:1], ("f", "~", "y", 0.5, 0.2), ROWS[2]]  # a path may not
    with pytest.raises(AnalysisError):
        agreement(engine(ROWS), engine(swapped))


@pytest.mark.parametrize(
    ("other", "key"),
    [
        (engine(ROWS[:2]), "sem.engines_differ"),
        (engine(ROWS, n=(99,)), "sem.engines_differ"),
        (engine(changed((0, float("nan"), 0.0))), "sem.engines_not_comparable"),
        (engine(changed((0, 0.0, float("nan")))), "sem.engines_not_comparable"),
    ],
)
def test_what_cannot_be_compared(other: Any, key: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        agreement(engine(ROWS), other)
    assert caught.value.message.key == key


def test_nothing_to_compare() -> None:
    with pytest.raises(AnalysisError) as caught:
        agreement(engine([]), engine([]))
    assert caught.value.message.key == "sem.engines_not_comparable"


def test_rows_of_groups_are_counted_together() -> None:
    assert agreement(engine(ROWS, n=(40, 60)), engine(ROWS)).n == 100
