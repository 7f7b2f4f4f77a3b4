"""Old results are read with today's names."""

from __future__ import annotations

from tamkit.drivers.comparison import ALIASES
from tamkit.study.renamed import OLD_NAMES, as_now


def test_old_names_wherever_they_stand() -> None:
    old = {"a": [{"delta_cfi": 0.1, "x": [{"delta_aic": 1}]}], "delta_bic": None}
    assert as_now(old) == {"a": [{"cfi_diff": 0.1, "x": [{"aic_diff": 1}]}], "bic_diff": None}
    assert as_now(["delta_cfi", 3]) == ["delta_cfi", 3]  # a value is no name


def test_today_s_names_stay() -> None:
    now = {"cfi_diff": 0.1, "rows": [1, 2]}
    assert as_now(now) == now


def test_the_list_is_that_of_the_comparison() -> None:
    assert OLD_NAMES == ALIASES
    assert OLD_NAMES is not ALIASES
