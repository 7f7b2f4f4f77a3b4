"""Fit against the cut-offs."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest
from report.reading import has, rows, section, table, text_of

from tamkit.messages import Message
from tamkit.report import cutoffs, formats
from tamkit.report.chapters import fit as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Document, Interval, Pvalue, Verdict
from tamkit.report.words import Words
from tamkit.sem.calibration import Calibrated

T = Words("en")


def by_symbol(made: Document) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for row in rows(made, "fit"):
        found.setdefault(str(row["measure"]).split(" ")[0], row)  # the interval of RMSEA stands behind RMSEA
    return found


def test_every_measure_of_both_models_and_what_it_is_held_against(models: Content, models_en: Document) -> None:
    found = by_symbol(models_en)
    fits = {"measurement": models.measurement.cfa.fit, "structural": models.drivers.main.fit}
    for row in cutoffs.FIT.values():
        if row.measure not in fits["structural"] and row.measure != "chisq_df":
            continue
        shown = found[row.symbol.split(" ")[0]]
        for name, fit in fits.items():
            value, _ = cutoffs.value_of(fit, row.measure)
            assert shown[name] == pytest.approx(value)
            met = row.met(value)
            only = met in ("good", "acceptable") and (row.good is None or row.acceptable is None)
            assert shown[f"{name}_met"] == Verdict(T("report.met", met="yes" if only else met), chapter.TONE[met])
        for bound in (row.bound("good"), row.bound("acceptable")):
            assert bound in shown["standard"]
    assert found["AIC"]["standard"] == T("report.fit.smaller")


def test_chi_square_is_printed_and_decides_nothing(models: Content, models_en: Document) -> None:
    first, second, third = rows(models_en, "fit")[:3]
    fit = models.drivers.main.fit
    assert first["structural"] == fit["chisq"]
    assert second["structural"] == fit["df"]
    assert third["structural"] == Pvalue(fit["pvalue"])
    assert first["structural_met"] == second["structural_met"] == ""
    assert third["structural_met"] == T("report.met", met="yes" if fit["pvalue"] > 0.05 else "no")


def test_p_of_a_good_fit_is_met() -> None:
    good = {"chisq": 3.0, "df": 2.0, "pvalue": 0.22}
    bad = {"chisq": 30.0, "df": 2.0, "pvalue": 0.0001}
    last = chapter._chisq((good, bad), T)[-1]
    assert last.cells[3] == T("report.met", met="yes")
    assert last.cells[5] == T("report.met", met="no")
    missing = chapter._chisq(({"chisq": 3.0}, good), T)[-1]
    assert missing.cells[2:4] == (None, "")


def test_the_interval_of_rmsea_stands_below_it(models: Content, models_en: Document) -> None:
    names = [str(row["measure"]) for row in rows(models_en, "fit")]
    at = next(i for i, name in enumerate(names) if name.startswith("RMSEA"))
    fit = models.measurement.cfa.fit
    shown = rows(models_en, "fit")[at + 1]
    assert shown["measurement"] == Interval(fit["rmsea_ci_lower"], fit["rmsea_ci_upper"])
    without = {"chisq": 1.0, "df": 1.0, "pvalue": 0.5, "rmsea": 0.01}
    assert chapter._rmsea_ci((without, fit), T).cells[2] is None


def test_the_verdict_names_what_missed() -> None:
    poor = {"cfi": 0.80, "tli": 0.95, "rmsea": 0.04, "srmr": 0.03}
    fine = poor | {"cfi": 0.97}
    said = chapter._verdict(fine, poor, T).text
    assert "the measurement model meets the good standard on all four; " in said
    assert said.endswith("the structural model misses the acceptable standard on CFI.")
    assert chapter._verdict(fine, fine, T).text.endswith(": both models meet the good standard on all four.")
    assert chapter._verdict(poor, poor, Words("zh")).text.endswith("：两个模型的 CFI 未达到可接受标准。")


@pytest.mark.parametrize(
    ("measurement", "structural", "said"),
    [
        (0.2, 0.3, "Exact fit is not rejected (χ², p ≥ .05). "),
        (0.01, 0.3, "Exact fit of the measurement model is rejected"),
        (0.2, 0.049, "Exact fit of the structural model is rejected"),
        (0.01, 0.01, "Exact fit of both models is rejected"),
    ],
)
def test_exact_fit_is_rejected_of_those_models_only(measurement: float, structural: float, said: str) -> None:
    made = chapter._verdict({"pvalue": measurement}, {"pvalue": structural}, T)
    assert made.text.startswith(said)


def test_ordered_items_are_not_judged(ordered_en: Document, models_en: Document) -> None:
    met = {row["structural_met"] for row in rows(ordered_en, "fit") if isinstance(row["structural_met"], Verdict)}
    assert {one.tone for one in met} == {"none"}
    said = T.p("report.fit.unjudged").text
    assert text_of(section(ordered_en, "fit_section")).count(said) == 1
    assert said not in text_of(section(models_en, "fit_section"))
    assert (
        len(section(models_en, "fit_section").blocks)
        == len(section(ordered_en, "fit_section").blocks)
        + has(models_en, "modification_indices")
        - has(ordered_en, "modification_indices")
        + 1
    )


def test_robust_measures_are_named_so(demo: Content, demo_en: Document) -> None:
    names = [str(row["measure"]) for row in rows(demo_en, "fit")]
    robust = T("report.fit.measure", version="robust", measure="CFI")
    assert robust in names
    assert T("report.fit.measure", version="scaled", measure="χ²") in names
    assert "df" in names
    row = next(row for row in rows(demo_en, "fit") if row["measure"] == robust)
    assert row["structural"] == demo.drivers.main.fit["cfi_robust"]


def test_residual_correlations_and_modification_indices(models: Content, models_en: Document) -> None:
    fit = models.drivers.main
    residuals = fit.residuals("cor").to_numpy()
    size = [abs(residuals[i, j]) for i in range(len(residuals)) for j in range(i)]
    said = text_of(section(models_en, "fit_section"))
    assert formats.number(max(size)) in said
    over = sum(one > 0.10 for one in size)
    assert f"{over or 'none'} of {len(size)} exceed" in said
    large = fit.modification_indices()
    large = large[large["mi"] > 10].head(10)
    assert has(models_en, "modification_indices") == bool(len(large))
    if len(large):
        found = rows(models_en, "modification_indices")
        assert [row["mi"] for row in found] == pytest.approx(large["mi"].tolist())
        names = [f"{lhs} {op} {rhs}" for lhs, op, rhs in large[["lhs", "op", "rhs"]].itertuples(index=False)]
        assert [row["parameter"] for row in found] == names


def test_indices_are_listed_up_to_ten_and_counted_all(models: Content) -> None:
    fit = models.drivers.main
    many = fit.modification_indices().head(14).assign(mi=[30.0 - i for i in range(13)] + [9.0])
    fake = SimpleNamespace(n=(100,), admissible=True, residuals=fit.residuals, modification_indices=lambda: many)
    _, text, shown = chapter._local(fake, T)
    assert text.text == T.p("report.fit.indices", count=13, listed=10).text
    assert len(shown.rows) == 10
    assert chapter._local(SimpleNamespace(n=(50, 50)), T) == []
    none = SimpleNamespace(
        n=(100,), admissible=True, residuals=fit.residuals, modification_indices=lambda: many.assign(mi=1.0)
    )
    assert len(chapter._local(none, T)) == 2


def test_sources_of_the_standards_are_noted(models_en: Document) -> None:
    notes = table(models_en, "fit").notes
    assert len(notes) == 4
    assert "Hu & Bentler" in notes[0]
    for credited in ("CFI ≥ 0.90: Bentler, 1990", "RMSEA ≤ 0.08: Browne & Cudeck, 1993", "SRMR ≤ 0.08"):
        assert credited in notes[0]
    without = chapter.table({"cfi": 0.9}, {"cfi": 0.9}, T)
    assert len(without.notes) == 2
    assert [row.cells[0] for row in without.rows][3:] == ["CFI"]


FOUND = Calibrated(0.0312, "peba4_rls", "five-point", "ML", 300, 0.041, 0.006, 0.63, 1000)
NONE = Calibrated(kind="heavy-tailed", estimator="FIML", n=150, why=Message("sem.calibrated_small", n=90, least=150))


def test_the_calibrated_p_stands_in_a_row_of_its_own() -> None:
    row = chapter._calibrated((FOUND, dataclasses.replace(FOUND, pvalue=0.2)), T)[0]
    no, yes = T("report.met", met="no"), T("report.met", met="yes")
    assert row.cells == (
        "calibrated p, block-averaged eigenvalue test",
        "> .05",
        Pvalue(0.0312),
        no,
        Pvalue(0.2),
        yes,
    )
    other = dataclasses.replace(FOUND, test="bollen.stine")
    first, second = chapter._calibrated((FOUND, other), T)
    assert first.cells[4:] == (None, "")
    assert second.cells[0] == "calibrated p, Bollen–Stine bootstrap"
    assert second.cells[2:4] == (None, "")
    assert chapter._calibrated((), T) == []
    twin = dataclasses.replace(FOUND, test="peba4_ml")  # of one name in words: the codes tell them apart
    told = [row.cells[0] for row in chapter._calibrated((FOUND, twin), T)]
    assert told == [f"calibrated p, block-averaged eigenvalue test ({code})" for code in ("peba4_rls", "peba4_ml")]


def test_without_one_the_row_is_empty_and_the_note_says_why() -> None:
    assert chapter._calibrated((NONE, NONE), T)[0].cells == ("calibrated p", "> .05", *(None, "") * 2)
    assert chapter._calibration((NONE, NONE), T) == [
        "No calibrated p: tests of fit were calibrated from n = 150 on; here n = 90."
    ]
    one = chapter._calibrated((NONE, FOUND), T)
    assert [row.cells[2] for row in one] == [None]
    assert len(chapter._calibration((NONE, FOUND), T)) == 2


def test_the_note_of_a_calibrated_p_says_how_often_the_test_errs() -> None:
    (said,) = chapter._calibration((FOUND, FOUND), T)
    for part in ("ordered answers", "n = 300", "4.1%", "0.6%", "1000", "63%", "Foldnes et al., 2025"):
        assert part in said
    (chinese,) = chapter._calibration((FOUND,), Words("zh"))
    for part in ("有序作答", "300", "4.1%", "0.6%", "63%"):
        assert part in chinese
    assert "peba4_rls" not in said + chinese  # a function's name is no name of a test


def test_the_note_of_a_calibrated_p_names_the_work_of_its_test() -> None:
    def said(test: str) -> str:
        return chapter._calibration((dataclasses.replace(FOUND, test=test),), T)[0]

    assert "Bollen–Stine bootstrap (Bollen & Stine, 1992) is" in said("bollen.stine")
    assert "(Yuan & Bentler, 2000) is" in said("yuan.bentler.mplus")
    assert "standard test is" in said("standard")


def test_a_study_prints_what_its_stage_found(models: Content, models_en: Document) -> None:
    found = models.findings.calibrated
    names = [str(row["measure"]) for row in rows(models_en, "fit")]
    assert names[:2] == ["χ²", "df"]
    at = next(place for place, name in enumerate(names) if name.startswith("calibrated p"))
    assert names[at] == "calibrated p, penalized eigenvalue test, unbiased Γ"
    assert "pall_ug_ml" not in " ".join(table(models_en, "fit").notes)
    assert "called pall_ug_ml in the program" in text_of(section(models_en, "fit_section"))
    row = rows(models_en, "fit")[at]
    assert row["structural"] == Pvalue(found["structural"].pvalue)


@pytest.mark.parametrize(
    ("code", "en", "zh"),
    [
        ("pall_ug_ml", "penalized eigenvalue test, unbiased Γ (pall_ug_ml)", "惩罚特征值检验（无偏 Γ；pall_ug_ml）"),
        ("standard", "standard test (standard)", "标准检验（standard）"),
        (
            "browne.residual.nt",
            "Browne's residual-based test (browne.residual.nt)",
            "Browne 残差检验（browne.residual.nt）",
        ),
    ],
)
def test_a_test_is_told_in_words_with_its_name(code: str, en: str, zh: str) -> None:
    assert tuple(chapter._test(code, Words(lang), more=code) for lang in ("en", "zh")) == (en, zh)
    assert code not in chapter._test(code, Words("zh"))
