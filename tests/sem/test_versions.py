"""Which version of a fit measure is shown."""

from __future__ import annotations

from types import SimpleNamespace

from tamkit.sem.versions import named, row, shown

ROBUST = {"chisq": 9.0, "chisq_scaled": 8.0, "df": 4.0, "pvalue": 0.06, "pvalue_scaled": 0.09, "cfi": 0.9}
ROBUST |= {"cfi_scaled": 0.91, "cfi_robust": 0.92, "srmr": 0.04}


def made(estimator: str, **changed: float) -> SimpleNamespace:
    return SimpleNamespace(estimator=estimator, fit=ROBUST | changed)


def test_robust_before_scaled_before_plain() -> None:
    (measures,) = shown(made("MLR"))
    assert measures == ROBUST
    assert named("cfi", measures) == ("cfi_robust", "robust")
    assert named("chisq", measures) == ("chisq_scaled", "scaled")
    assert named("srmr", measures) == ("srmr", "")
    assert named("df", {"df", "df_scaled"}) == ("df", "")


def test_of_ordered_items_the_scaled_one_and_no_plain_p() -> None:
    (measures,) = shown(made("WLSMV", rmsea_pvalue=0.5, baseline_pvalue=0.0, rmsea_pvalue_scaled=0.4))
    assert named("cfi", measures) == ("cfi_scaled", "scaled")
    assert not {"pvalue", "rmsea_pvalue", "baseline_pvalue", "cfi_robust"} & measures.keys()
    assert measures["pvalue_scaled"] == 0.09
    (plain,) = shown(SimpleNamespace(estimator="DWLS", fit={"chisq": 9.0, "pvalue": 0.99}))
    assert plain == {"chisq": 9.0}
    (normal,) = shown(SimpleNamespace(estimator="ML", fit={"chisq": 9.0, "pvalue": 0.06}))
    assert normal["pvalue"] == 0.06


def test_side_by_side_a_version_is_one_that_all_have() -> None:
    lacking = SimpleNamespace(estimator="MLR", fit={k: v for k, v in ROBUST.items() if k != "cfi_robust"})
    unknown = made("MLR", cfi_robust=float("nan"))
    for other in (lacking, unknown):
        one, two = shown(made("MLR"), other)
        assert named("cfi", one) == named("cfi", two) == ("cfi_scaled", "scaled")
        assert one["cfi"] == two["cfi"] == 0.9
    assert shown() == ()


def test_a_row_has_what_is_wanted_with_its_versions() -> None:
    (measures,) = shown(made("MLR"))
    assert row(measures, ["df", "cfi", "tli"]) == {
        "df": 4.0,
        "cfi": 0.9,
        "cfi_scaled": 0.91,
        "cfi_robust": 0.92,
        "tli": None,
    }
