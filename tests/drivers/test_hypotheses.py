"""Verdicts and Holm's adjustment against worked examples that could disagree."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamkit.drivers.hypotheses import COLUMNS, holm, table


def test_holm_is_r_s_p_adjust() -> None:
    # p.adjust(c(.01, .02, .03, .04, .05), "holm"); p.adjust(c(.0001, .9, .02, .02), "holm") in R 4.2
    assert holm([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx([0.05, 0.08, 0.09, 0.09, 0.09])
    assert holm([0.0001, 0.9, 0.02, 0.02]) == pytest.approx([0.0004, 0.9, 0.06, 0.06])


def test_holm_leaves_out_what_has_no_p() -> None:
    adjusted = holm([0.01, np.nan, 0.04])
    assert adjusted[[0, 2]] == pytest.approx([0.02, 0.04])
    assert np.isnan(adjusted[1])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_keeps_order_and_never_lowers(p: list[float]) -> None:
    adjusted = holm(p)
    assert (adjusted >= np.array(p) - 1e-15).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()


def path(lhs: str, rhs: str, est: float, p: float) -> dict[str, object]:
    return {
        "lhs": lhs,
        "op": "~",
        "rhs": rhs,
        "est": est,
        "se": 0.1,
        "z": est / 0.1,
        "pvalue": p,
        "ci_lower": est - 0.2,
        "ci_upper": est + 0.2,
        "std_all": est / 2,
        "std_all_se": 0.05,
        "std_all_ci_lower": est / 2 - 0.1,
        "std_all_ci_upper": est / 2 + 0.1,
    }


def test_the_table_keeps_the_questionnaire_s_order_and_says_what_is_not_tested() -> None:
    fit = SimpleNamespace(table=pd.DataFrame([path("B", "A", 0.4, 0.001), path("C", "B", 0.3, 0.03)]))
    asked = [
        SimpleNamespace(id="H2", source="B", target="C", sign="+"),
        SimpleNamespace(id="H1", source="A", target="B", sign="-"),
        SimpleNamespace(id="H3", source="C", target="A", sign="+"),
    ]
    found = table({"main": fit}, asked)
    assert list(found.columns) == COLUMNS
    assert found["hypothesis"].tolist() == ["H2", "H1", "H3"]
    assert found["verdict"].tolist() == ["supported", "opposite", "not_tested"]
    assert found["model"].tolist() == ["main", "main", ""]
    # Adjusted over the two tested, not over all three.
    assert found["p_holm"].tolist()[:2] == pytest.approx([0.03, 0.002])
    assert found.loc[2, ["est", "std", "p_holm", "ci90_lower"]].isna().all()
    assert found.loc[0, "ci90_upper"] == pytest.approx(0.15 + 1.6448536 * 0.05)


def test_each_is_judged_in_the_model_that_has_its_path() -> None:
    """The one reported in full first, else the last of the others."""
    first = SimpleNamespace(table=pd.DataFrame([path("B", "A", 0.1, 0.6), path("D", "A", 0.4, 0.001)]))
    second = SimpleNamespace(table=pd.DataFrame([path("B", "A", 0.2, 0.04), path("D", "A", -0.4, 0.001)]))
    main = SimpleNamespace(table=pd.DataFrame([path("B", "A", 0.4, 0.001)]))
    asked = [SimpleNamespace(id=f"H{t}", source="A", target=t, sign="+") for t in "BDE"]
    found = table({"first": first, "second": second, "main": main}, asked, 0.2)
    assert found["model"].tolist() == ["main", "second", ""]
    assert found["est"].tolist()[:2] == [0.4, -0.4]
    assert found["verdict"].tolist() == ["supported", "opposite", "not_tested"]
    assert found["p_holm"].tolist()[:2] == pytest.approx([0.002, 0.002])  # over both, whichever model they are in
    assert found["negligible"].tolist() == [False, False, False]  # .2 and its interval up to .28
    assert table({"main": main}, asked, 0.3)["negligible"].tolist() == [True, False, False]
