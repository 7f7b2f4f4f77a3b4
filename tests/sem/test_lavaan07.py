"""What lavaan 0.7-2 defines anew: the words of group_equal with ordered items, and GFI.

The numbers are of lavaan 0.7-2 (sem_lavaan07.json; data sem_hs07.csv and sem_hsm.csv, HolzingerSwineford1939 with
ordered copies o1–o9 and, in the second, a tenth of the cells empty).
"""

from __future__ import annotations

from functools import cache
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sem.lavaan_reference import dataset, reference

from tamkit.errors import AnalysisError
from tamkit.sem import Fit, fit

CASES: dict[str, dict[str, Any]] = {case["id"]: case for case in reference("sem_lavaan07")["cases"]}
UNIDENTIFIED = "groups ordered: loadings, intercepts"  # lavaan warns of a singular information and goes on
ORDERED = ["o1", "o2", "o3", "o4"]
ONE = "visual=~o1+o2+o3+o4"


@cache
def of(name: str) -> Fit:
    case = CASES[name]
    options = {key.replace(".", "_"): value for key, value in case["options"].items()}
    options["missing"] = "fiml" if options.get("missing") == "ml" else options.get("missing", "listwise")
    if "ordered" in options:
        options.setdefault("estimator", "WLSMV")
    return fit(case["model"], dataset("hsm" if case["data"] == "hsm.csv" else "hs07"), **options)


@pytest.mark.parametrize("name", [name for name in CASES if name != UNIDENTIFIED])
def test_both_gfi(name: str) -> None:
    """``gfi`` is LISREL's and AMOS's; lavaan 0.7's stands beside it."""
    found, theirs = of(name).fit, CASES[name]["fit"]
    assert found["gfi_population"] == pytest.approx(theirs["gfi"], abs=1e-5)
    assert found["gfi"] == pytest.approx(theirs["gfi_lisrel"], abs=1e-5)


@pytest.mark.parametrize(
    "name", [name for name in CASES if "ordered" in CASES[name]["options"] and name != UNIDENTIFIED]
)
def test_equal_parameters_of_ordered_items(name: str) -> None:
    found, theirs = of(name).fit, CASES[name]["fit"]
    assert (found["npar"], found["df"]) == (theirs["npar"], theirs["df"])
    assert found["chisq"] == pytest.approx(theirs["chisq"], rel=1e-5)
    if "chisq.scaled" in theirs:
        assert found["chisq_scaled"] == pytest.approx(theirs["chisq.scaled"], rel=1e-5)


def test_intercepts_alone_locate_no_construct_of_ordered_items() -> None:
    """With thresholds free nothing tells the mean of a construct from them; lavaan gives 0 and a warning."""
    with pytest.raises(AnalysisError, match=r"visual~1\.g2"):
        of(UNIDENTIFIED)


def test_one_intercept_may_be_freed() -> None:
    equal = {
        "group": "school",
        "estimator": "WLSMV",
        "ordered": ORDERED,
        "group_equal": ["loadings", "thresholds", "intercepts"],
    }
    held, freed = fit(ONE, dataset("hs07"), **equal), fit(ONE, dataset("hs07"), **equal, group_partial=["o3~1"])
    assert freed.fit["df"] == held.fit["df"] - 1
    assert freed.fit["chisq"] < held.fit["chisq"] - 10


@settings(max_examples=12, derandomize=True, deadline=None)
@given(
    st.sampled_from(list(permutations(["loadings", "thresholds", "intercepts"]))),
    st.permutations(ORDERED),
    st.sampled_from(["delta", "theta"]),
)
def test_the_order_of_words_and_items_says_nothing(
    words: tuple[str, ...], items: list[str], parameterization: str
) -> None:
    """Equal thresholds make delta and theta one model; so do words and items in another order."""
    shared = {"group": "school", "estimator": "WLSMV", "ordered": ORDERED, "parameterization": parameterization}
    two = [word for word in words if word != "intercepts"]
    for equal, chisq, df in ((two, 12.349137, 11), (list(words), 64.495019, 14)):
        found = fit(f"visual =~ {' + '.join(items)}", dataset("hs07"), **shared, group_equal=equal)
        assert found.fit["df"] == df
        assert found.fit["chisq"] == pytest.approx(chisq, rel=1e-5)
