"""The cut-offs, at and beside their bounds."""

from __future__ import annotations

import pytest

from tamkit.report import cutoffs
from tamkit.report.cutoffs import Cutoff
from tamkit.report.references import works

NAN = float("nan")


@pytest.mark.parametrize(
    ("measure", "good", "acceptable", "no"),
    [
        ("chisq_df", 2.999, 3.0, 5.0),
        ("gfi", 0.95, 0.90, 0.899),
        ("agfi", 0.90, 0.80, 0.799),
        ("rmsea", 0.06, 0.08, 0.0801),
        ("srmr", 0.05, 0.08, 0.0801),
        ("rmr", 0.049, None, 0.05),
        ("cfi", 0.95, 0.90, 0.899),
        ("ifi", 0.95, 0.90, 0.899),
        ("tli", 0.95, 0.90, 0.899),
        ("cn_05", 201.0, None, 200.0),
    ],
)
def test_bounds_of_fit(measure: str, good: float, acceptable: float | None, no: float) -> None:
    row = cutoffs.FIT[measure]
    assert row.met(good) == "good"
    assert row.met(no) == "no"
    if acceptable is not None:
        assert row.met(acceptable) == "acceptable"


@pytest.mark.parametrize(
    ("row", "good", "acceptable", "no"),
    [
        (cutoffs.ALPHA, 0.70, 0.60, 0.599),
        (cutoffs.CITC, 0.50, 0.40, 0.399),
        (cutoffs.CR, 0.70, 0.60, 0.599),
        (cutoffs.AVE, 0.50, None, 0.499),
        (cutoffs.LOADING, 0.70, 0.50, 0.499),
        (cutoffs.HTMT, 0.849, 0.85, 0.90),
    ],
)
def test_bounds_of_scales(row: Cutoff, good: float, acceptable: float | None, no: float) -> None:
    assert row.met(good) == "good"
    assert row.met(no) == "no"
    if acceptable is not None:
        assert row.met(acceptable) == "acceptable"


@pytest.mark.parametrize("measure", ["aic", "bic", "ecvi"])
def test_criteria_have_no_bound(measure: str) -> None:
    row = cutoffs.FIT[measure]
    assert row.met(1.0) == "none"
    assert row.bound("good") == row.bound("acceptable") == ""


@pytest.mark.parametrize("value", [None, NAN])
def test_what_is_absent_is_not_judged(value: float | None) -> None:
    assert cutoffs.FIT["cfi"].met(value) == "none"


def test_bounds_as_they_are_printed() -> None:
    printed = {name: (row.bound("good"), row.bound("acceptable")) for name, row in cutoffs.FIT.items()}
    assert printed["chisq_df"] == ("< 3", "< 5")
    assert printed["cfi"] == ("≥ 0.95", "≥ 0.90")
    assert printed["rmsea"] == ("≤ 0.06", "≤ 0.08")
    assert printed["pgfi"] == ("", "> 0.50")
    assert printed["cn_05"] == ("> 200", "")


def test_the_version_to_judge() -> None:
    assert cutoffs.value_of({"cfi": 0.91, "cfi_scaled": 0.92, "cfi_robust": 0.93}, "cfi") == (0.93, "robust")
    assert cutoffs.value_of({"cfi": 0.91, "cfi_scaled": 0.92}, "cfi") == (0.92, "scaled")
    assert cutoffs.value_of({"cfi": 0.91}, "cfi") == (0.91, "")
    assert cutoffs.value_of({}, "cfi") == (None, "")


def test_chi_square_by_its_degrees_of_freedom() -> None:
    assert cutoffs.value_of({"chisq": 10.0, "chisq_scaled": 8.0, "df": 4.0}, "chisq_df") == (2.0, "scaled")
    assert cutoffs.value_of({"chisq": 10.0, "df": 0.0}, "chisq_df") == (None, "")
    assert cutoffs.value_of({"df": 4.0}, "chisq_df") == (None, "")


def test_the_weakest_of_four_decides() -> None:
    fit = {"cfi": 0.96, "tli": 0.96, "rmsea": 0.05, "srmr": 0.04}
    assert cutoffs.decision(fit) == ("good", [])
    assert cutoffs.decision(fit | {"srmr": 0.07}) == ("acceptable", [])
    assert cutoffs.decision(fit | {"tli": 0.85, "rmsea": 0.09}) == ("no", ["RMSEA", "TLI"])
    assert cutoffs.decision(fit | {"gfi": 0.1, "nfi": 0.1, "agfi": 0.1}) == ("good", [])
    assert cutoffs.decision({}) == ("none", [])


@pytest.mark.parametrize(
    ("measure", "reached", "missed"),
    [("nfi", 0.90, 0.899), ("rfi", 0.90, 0.899), ("pgfi", 0.501, 0.5), ("pnfi", 0.501, 0.5), ("pcfi", 0.501, 0.5)],
)
def test_what_has_one_bound_is_never_called_good(measure: str, reached: float, missed: float) -> None:
    """Parsimony indices reward nothing but degrees of freedom; no work calls .95 of NFI good."""
    row = cutoffs.FIT[measure]
    assert row.met(1.0) == row.met(reached) == "acceptable"
    assert row.met(missed) == "no"


#: domain.md §3.8: whose a bound is, and whose it is not.
SOURCES = {
    "cfi": ("hu1999", "bentler1990"),
    "tli": ("hu1999", "bentler1980"),
    "rmsea": ("hu1999", "browne1993"),
    "chisq_df": ("carmines1981", "wheaton1977"),
    "nfi": ("", "bentler1980"),
}


def test_every_bound_carries_the_work_it_stands_in() -> None:
    rows = [*cutoffs.FIT.values(), cutoffs.ALPHA, cutoffs.CITC, cutoffs.CR, cutoffs.AVE, cutoffs.LOADING]
    rows += [cutoffs.HTMT, cutoffs.VIF, cutoffs.VIF_LATENT]
    for row in rows:
        assert bool(row.good_by) == (row.good is not None), row.measure
        assert bool(row.acceptable_by) == (row.acceptable is not None), row.measure
        assert {row.good_by, row.acceptable_by} - {""} <= set(works()), row.measure
    for measure, sources in SOURCES.items():
        assert (cutoffs.FIT[measure].good_by, cutoffs.FIT[measure].acceptable_by) == sources
    assert (cutoffs.CR.good_by, cutoffs.CR.acceptable_by) == ("hair2019", "bagozzi1988")
    assert "fornell1981" not in (cutoffs.CR.good_by, cutoffs.LOADING.good_by, cutoffs.LOADING.acceptable_by)
