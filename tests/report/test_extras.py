"""Optional chapters: there when their results are, absent otherwise; the shapes are those of docs/report.md."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace as Space

import fakes
import numpy as np
import pandas as pd
import pytest

from tamkit.questionnaire import Analyses, Quantity
from tamkit.report import document, docx, html, tree

FIT = {"chisq": 10.0, "df": 4.0, "pvalue": 0.04, "cfi": 0.98, "tli": 0.97, "rmsea": 0.03, "srmr": 0.03}
TEST = {"chisq_diff": 5.0, "df_diff": 2.0, "pvalue_diff": 0.08, "cfi_diff": -0.001, "rmsea_diff": 0.001}


def efa():
    items = [
        ("PU1", "F1", 0.8, "F2", 0.1, 0.7, 0.66, 0.9, "kept"),
        ("IT1", "F2", 0.7, "F1", 0.2, 0.5, 0.5, 0.8, "kept"),
    ]
    names = ["item", "factor", "loading", "second_factor", "second_loading", "gap", "communality", "kmo", "verdict"]
    variance = pd.DataFrame(
        {"factor": ["F1", "F2"], "eigenvalue": [3.0, 1.2], "ss_loadings": [2.0, 1.5], "share": [0.3, 0.2]}
    ).assign(cumulative=[0.3, 0.5])
    return Space(
        kmo=Space(overall=0.89),
        bartlett=Space(chisq=900.0, df=10, pvalue=0.0),
        extraction="minres",
        rotation="oblimin",
        n=200,
        factors=2,
        numbers=pd.DataFrame({"rule": ["parallel", "kaiser"], "factors": [2, 2]}),
        parallel={"fa": Space(eigenvalues=np.array([3.0, 1.2, 0.5]), threshold=np.array([0.9, 0.6, 0.4]))},
        variance=variance,
        items=pd.DataFrame(items, columns=names),
        notes=(),
    )


def common_method():
    return Space(
        checklist=pd.DataFrame([{"key": "unknown", "question": "Anonymous?", "done": "yes"}]),
        harman=Space(pca=0.249, paf=0.22),
        one_factor=pd.DataFrame([{"model": "measurement"} | FIT, {"model": "one_factor"} | FIT]),
        one_factor_test=TEST,
        collinearity=pd.DataFrame([("PU", 1.4, 1.7), ("IT", 1.2, 2.9)], columns=["construct", "vif", "vif_latent"]),
        latent=Space(tests=pd.DataFrame([{"model": "method_equal", "substantive": 0.4, "method": 0.1} | TEST])),
        marker=Space(tests=pd.DataFrame([{"comparison": "C vs U"} | TEST]), marker="PU", method=0.02),
        notes=("No marker.",),
    )


def invariance():
    means = pd.DataFrame(
        [("PU", 2, 1, 0.1, 0.05, 2.0, 0.04, 0.0, 0.2)],
        columns=["construct", "group", "reference", "difference", "se", "z", "pvalue", "ci_lower", "ci_upper"],
    )
    rows = [
        {"level": "configural", "partial": False} | FIT,
        {"level": "metric", "partial": True, "holds": True} | FIT | TEST,
    ]
    return Space(
        group="gender",
        groups=("1", "2"),
        n=(231, 256),
        table=pd.DataFrame(rows),
        rule=Space(name="large", cfi=-0.01, rmsea=0.015, srmr_metric=0.03, srmr=0.015, source="Chen (2007)"),
        held="partial metric",
        freed=pd.DataFrame(
            [("metric", "PU=~PU2", "PU", "PU2", 9.0, "")],
            columns=["level", "parameter", "construct", "item", "chisq_drop", "reason"],
        ),
        latent_means=means,
        notes=(),
    )


def runs():
    rows = [
        ("PU", "ATT", "all", 0.3, 0.001, 520),
        ("PU", "ATT", "strict", 0.2, 0.2, 400),
        ("IT", "PU", "all", 0.3, 0.001, 520),
        ("IT", "PU", "strict", 0.3, 0.001, 400),
    ]
    return pd.DataFrame(rows, columns=["source", "target", "run", "std", "pvalue", "n"])


def sensitivity():
    return Space(paths=runs(), fits={})


def robustness():
    return Space(paths=runs(), runs=pd.DataFrame(), controls=None, engines=engines(), fits={}, failures=(), remarks=())


def battery():
    shares = pd.DataFrame(
        [("gender", 1, 57, 131, 43.51, 35.3, 52.1)],
        columns=["variable", "option", "n", "base", "percent", "wilson_lower", "wilson_upper"],
    )
    references = shares.assign(id="read", reference=43.51, difference=0.0, pvalue=1.0, p_holm=1.0)
    row, column = Quantity(variable="gender"), Quantity(count="products", at_most=3)
    pair = Space(row=row, column=column, association=Space(chisq=3.0, df=1, pvalue=0.08, cramer_v=0.1))
    return Space(
        shares=shares,
        references=references,
        crosstabs=(pair,),
        knowledge=None,
        regressions={},
        consistency=None,
        notes=(),
    )


def competing():
    rows = [
        {"model": name, "aic": 100.0 + i, "bic": 120.0 - i} | FIT
        for i, name in enumerate(["one_factor", "second_order"])
    ]
    target = pd.DataFrame(
        [("PR", 90.0, 40, 100.0, 42, 0.9)],
        columns=["construct", "chisq_first", "df_first", "chisq_second", "df_second", "target"],
    )
    return Space(table=pd.DataFrame(rows), target=target, remarks=(fakes.Text(zh="说明", en="A remark."),))


def groups():
    paths = pd.DataFrame(
        [("PU", "ATT", "1", 231, 0.3, 0.001), ("PU", "ATT", "2", 256, 0.1, 0.2)],
        columns=["source", "target", "group", "n", "std", "pvalue"],
    )
    differences = pd.DataFrame(
        [("PU", "ATT", 6.1, 1.0, 0.013, 0.026)],
        columns=["source", "target", "chisq_diff", "df_diff", "pvalue_diff", "p_holm"],
    )
    return {
        "gender": Space(
            group="gender",
            groups=("1", "2"),
            n=(231, 256),
            held="metric",
            equal_loadings=True,
            paths=paths,
            differences=differences,
            remarks=(),
        )
    }


def engines():
    return Space(
        engines=("tamkit", "semopy"),
        parameters=76,
        n=487,
        largest_est=1e-4,
        largest_est_at="PU =~ PU2",
        largest_se=2e-4,
        largest_se_at="PU =~ PU2",
    )


EXTRAS = {
    "competing": (competing, {"competing", "competing_target"}),
    "groups": (groups, {"groups_gender", "groups_gender_differences"}),
    "efa": (efa, {"efa_numbers", "efa_loadings", "efa_variance"}),
    "common_method": (common_method, {"method_vif", "method_one_factor", "method_latent", "method_marker"}),
    "invariance": (
        lambda: {"gender": invariance()},
        {"invariance_gender", "invariance_gender_freed", "invariance_gender_means"},
    ),
    "sensitivity": (sensitivity, {"sensitivity"}),
    "robustness": (robustness, {"robustness"}),
    "battery": (battery, {"battery_shares", "battery_references", "battery_crosstabs"}),
}


@pytest.fixture(scope="module")
def full():
    content = fakes.content()
    content.questionnaire.reference_values = ()
    content.questionnaire.analyses = Analyses()
    found = {key: make() for key, (make, _) in EXTRAS.items()}
    findings = dataclasses.replace(content.findings, **found, efa_confirmed=content.measurement.cfa)
    return dataclasses.replace(content, findings=findings)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_optional_chapters_appear_with_their_results(full, lang):
    made = document(full, lang)
    ids = {table.id for table in tree.tables(made)}
    for _, expected in EXTRAS.values():
        assert expected <= ids
    assert "efa_scree" in {figure.id for figure in tree.figures(made)}
    assert html.render(made)
    assert docx.render(made)


def test_without_them_nothing_of_them_is_there(documents):
    ids = {table.id for table in tree.tables(documents["en"])}
    for _, expected in EXTRAS.values():
        assert not expected & ids


def test_runs_that_disagree_are_counted(full):
    made = document(full, "en")
    section = next(block for block in tree.blocks_of(made) if getattr(block, "id", "") == "robustness_section")
    text = " ".join(block.text for block in tree.blocks_of(section) if isinstance(block, tree.Paragraph))
    assert "1 path agrees in sign and significance" in text
    assert "Perceived usefulness → Attitude towards use" in text


def test_groups_are_named_by_their_options(full):
    made = document(full, "zh")
    section = next(block for block in tree.blocks_of(made) if getattr(block, "id", "") == "invariance")
    text = " ".join(block.text for block in tree.blocks_of(section) if isinstance(block, tree.Paragraph))
    assert "男 231、女 256" in text
    assert "部分弱等值" in text


def test_groups_engines_and_the_second_half_are_told(full):
    made = document(full, "en")
    text = " ".join(block.text for block in tree.blocks_of(made) if isinstance(block, tree.Paragraph))
    assert "1 differs at Holm-adjusted p < .05: Perceived usefulness → Attitude towards use" in text
    assert "tamkit and semopy on the 76 free parameters" in text
    assert "the confirmatory analysis of the other half: χ²(386) = 561.203" in text
    assert 'BIC is smallest for "Second-order factor" (119.0)' in text
