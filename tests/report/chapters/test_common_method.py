"""The chapter on common-method bias says what the stage found."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from report import real
from report.reading import has, rows, section, text_of

from tamkit.report import document, formats, procedure
from tamkit.report.chapters import common_method as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Document
from tamkit.report.words import Words


def test_not_asked_for_no_chapter(ordered: Content) -> None:
    assert chapter.build(ordered, Words("en")) is None


def test_the_checklist_says_what_the_study_and_the_questionnaire_say(
    models: Content, models_en: Document, models_zh: Document
) -> None:
    found, checklist = rows(models_en, "method_checklist"), models.findings.common_method.checklist
    t = Words("en")
    taken = procedure.remedies(models)
    checklist = checklist[~checklist["key"].isin(procedure.BESIDE)]  # the methods tell of these by themselves
    stated = checklist[(checklist["done"] != "not stated") | checklist["key"].isin(taken)]
    assert [row["done"] for row in found] == ["no" if one is False else "yes" for one in stated["done"]]
    done = {key: row["done"] for key, row in zip(stated["key"], found, strict=True)}
    assert done["anonymous"] == t("report.method.done", done="yes")
    assert done["pages"] == t("report.method.done", done="no") != done["anonymous"]
    assert {"anonymous", "pages", "marker", "reverse", "anchors"} <= set(done)
    assert {row["done"] for row in rows(models_zh, "method_checklist")} == {"是", "否"}
    said = text_of(section(models_en, "common_method"))
    for question in checklist[~checklist["key"].isin(stated["key"])]["question"]:
        assert question.say("en") in said


def test_nothing_is_listed_where_nothing_is_stated(models: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(procedure, "remedies", lambda _: {})
    bias = models.findings.common_method
    silent = dataclasses.replace(bias, checklist=bias.checklist.assign(done="not stated"))
    built = chapter.build(real.but(models, common_method=silent), Words("en"))
    assert not [block for block in built.blocks if getattr(block, "id", "") == "method_checklist"]
    assert "method_checklist" not in str(built.blocks[0])
    told = dataclasses.replace(bias, checklist=bias.checklist.assign(done=True))
    built = chapter.build(real.but(models, common_method=told), Words("en"))
    assert "Not stated" not in built.blocks[0].text


@pytest.mark.parametrize(("difference", "said"), [(1e6, True), (1.0, False)])
def test_a_scaled_difference_beyond_the_chi_square_itself_is_told(
    models: Content, difference: float, said: bool
) -> None:
    bias = models.findings.common_method
    odd = dataclasses.replace(bias, one_factor_test={**bias.one_factor_test, "chisq_diff": difference})
    built = chapter.build(real.but(models, common_method=odd), Words("en"))
    own = bias.fits["one_factor"].fit
    assert ("cannot be estimated well" in text_of(built)) is said
    assert (formats.number(own.get("chisq_scaled", own["chisq"])) in text_of(built).split("Δχ²")[1]) is said


@pytest.mark.parametrize(
    ("difference", "p", "cfi", "zh"),
    [
        (1e6, 0.0, -0.5, "拟合远差于"),
        (1e6, 0.0, -0.02, "拟合差于"),
        (1.0, 0.001, -0.5, "拟合显著差于"),
        (1.0, 0.2, -0.5, "拟合并不显著差于"),
    ],
)
def test_significance_is_not_said_of_a_test_that_is_not_trusted(
    models: Content, difference: float, p: float, cfi: float, zh: str
) -> None:
    """Fails before: "显著差于" beside a test that the appendix calls unreliable."""
    bias = models.findings.common_method
    test = {**bias.one_factor_test, "chisq_diff": difference, "pvalue_diff": p, "cfi_diff": cfi}
    made = real.but(models, common_method=dataclasses.replace(bias, one_factor_test=test))
    assert zh in chapter.build(made, Words("zh")).blocks[0].text


def test_harman_and_one_factor(models: Content, models_en: Document) -> None:
    bias = models.findings.common_method
    said = text_of(section(models_en, "common_method"))
    assert formats.percent(100 * bias.harman.pca) in said
    assert formats.percent(100 * bias.harman.paf) in said
    test = bias.one_factor_test
    assert f"{test['df_diff']:.0f}" in said
    assert formats.number(test["chisq_diff"]) in said
    assert formats.number(test["cfi_diff"]) in said
    first, second, third = rows(models_en, "method_tests")
    assert [first["variance_share"], second["variance_share"]] == [100 * bias.harman.pca, 100 * bias.harman.paf]
    for key in ("chisq_diff", "df_diff", "pvalue_diff", "cfi_diff"):
        assert third[key] == pytest.approx(test[key])
    found = rows(models_en, "method_one_factor")
    for key in ("chisq", "df", "pvalue", "cfi", "tli", "rmsea"):
        assert [row[key] for row in found] == pytest.approx(bias.one_factor[key].tolist())
    assert found[1]["df"] - found[0]["df"] == test["df_diff"]


@pytest.mark.parametrize(("change", "said"), [(0.02, True), (0.01, False), (None, None)])
def test_the_first_sentence_tells_what_a_method_factor_adds(
    models: Content, change: float | None, said: bool | None
) -> None:
    """A thesis has this sentence alone: it may not say less than the table."""
    bias = models.findings.common_method
    row = {"model": "method_free", "cfi_diff": float("nan") if change is None else change}
    tests = bias.latent.tests[bias.latent.tests["model"] != "method_free"]
    latent = dataclasses.replace(bias.latent, tests=pd.concat([tests, pd.DataFrame([row])], ignore_index=True))
    lead = chapter.build(real.but(models, common_method=dataclasses.replace(bias, latent=latent)), Words("zh")).blocks[
        0
    ]
    assert ("不能排除共同方法的影响" in lead.text) is bool(said)
    assert ("未超过 0.01" in lead.text) is (said is False)
    assert [run.target for run in lead.runs].count("method_latent") == 1


def test_models_that_another_table_has_are_not_listed_again(models: Content, models_en: Document) -> None:
    assert not has(models_en, "method_one_factor")
    alone = document(real.but(models, competing=None), "en")
    assert has(alone, "method_one_factor")
    others = models.findings.competing
    odd = dataclasses.replace(others, table=others.table.assign(chisq=others.table["chisq"] * 1.01))
    assert has(document(real.but(models, competing=odd), "en"), "method_one_factor")


def test_the_largest_vif_is_named(models: Content, models_en: Document) -> None:
    vif = models.findings.common_method.collinearity
    found = rows(models_en, "method_vif")
    assert [row["construct"] for row in found] == [models.with_code(code, "en") for code in vif["construct"]]
    assert [row["vif"] for row in found] == vif["vif"].tolist()
    assert [row["vif_latent"] for row in found] == vif["vif_latent"].tolist()
    assert formats.number(vif["vif_latent"].max()) in text_of(section(models_en, "common_method"))


def test_the_latent_method_factor(models: Content, models_en: Document) -> None:
    tests = models.findings.common_method.latent.tests
    found = rows(models_en, "method_latent")
    for key in ("chisq_diff", "df_diff", "pvalue_diff", "cfi_diff", "rmsea_diff", "substantive", "method"):
        assert [row[key] for row in found] == pytest.approx(tests[key].tolist())


def test_what_was_not_found_is_left_out(models: Content) -> None:
    less = dataclasses.replace(models.findings.common_method, latent=None, marker=None)
    made = chapter.build(real.but(models, common_method=less), Words("en"))
    assert not has(made, "method_latent")
    assert not has(made, "method_marker")
    assert has(made, "method_vif")


def test_remarks_come_last(models: Content) -> None:
    made = chapter.build(models, Words("zh"))
    (remarks,) = made.blocks[-1].blocks
    assert len(remarks.items) == len({str(one) for one in models.findings.common_method.remarks}) > 0


def test_what_a_method_factor_of_its_own_loadings_adds_is_told() -> None:
    row = {"model": "method_free", "cfi_diff": 0.02, "df_diff": 30, "chisq_diff": 262.6, "pvalue_diff": 0.0}
    row |= {"method": 0.02, "substantive": 0.55}
    for change, said in ((0.02, "cannot be set aside"), (0.005, "speaks for little influence")):
        assert said in chapter._latent(Words("en"), [row | {"cfi_diff": change}]).text
    assert "ΔCFI" not in chapter._latent(Words("en"), []).text
