"""What the chapters say of the numbers they are given."""

from __future__ import annotations

import dataclasses

import pytest

from tamkit.report import cutoffs, document, tree
from tamkit.report.chapters import chapters
from tamkit.report.tree import Section, Starred, Verdict


def table(made, name):
    return next(found for found in tree.tables(made) if found.id == name)


def rows(made, name):
    return [row.cells for row in table(made, name).rows if not row.heading]


def text_of(node):
    out = []
    for block in tree.blocks_of(node):
        if isinstance(block, tree.Paragraph):
            out.append(block.text)
        if isinstance(block, tree.Bullets):
            out += [item.text for item in block.items]
        if isinstance(block, tree.Note):
            out += [inner.text for inner in block.blocks if isinstance(inner, tree.Paragraph)]
    return "\n".join(out)


def test_verdicts_come_through_and_wrong_sign_is_not_support(documents):
    found = {row[0]: row[-1] for row in rows(documents["en"], "hypotheses")}
    assert found["H1"] == Verdict("Supported", "good")
    assert found["H3"].text == "Not supported (not significant)"
    assert found["H9"] == Verdict("Not supported (significant, opposite sign)", "bad")
    assert found["H13"].text == "Not tested in this model"
    zh = {row[0]: row[-1].text for row in rows(documents["zh"], "hypotheses")}
    assert zh["H1"] == "成立"
    assert zh["H9"] == "不成立\uff08显著但方向相反\uff09"


def test_the_summary_counts_what_the_table_shows(documents):
    text = text_of(documents["en"].sections[0])
    assert "9 of 12 hypotheses are supported" in text
    assert "not supported: H3, H7, H9" in text
    assert "520 responses received, 33 excluded" in text


def test_constructs_are_named_in_the_language(documents):
    paths = [row[0] for row in rows(documents["zh"], "paths")]
    assert "感知易用性 → 感知有用性" in paths
    assert "Perceived ease of use → Perceived usefulness" in [row[0] for row in rows(documents["en"], "paths")]


@pytest.mark.parametrize(
    ("measure", "value", "met"),
    [
        ("cfi", 0.951, "good"),
        ("cfi", 0.90, "acceptable"),
        ("cfi", 0.899, "no"),
        ("rmsea", 0.06, "good"),
        ("rmsea", 0.0801, "no"),
        ("srmr", 0.05, "good"),
        ("chisq_df", 3.0, "acceptable"),
        ("chisq_df", 5.0, "no"),
        ("pgfi", 0.5, "no"),
        ("agfi", 0.85, "acceptable"),
    ],
)
def test_cut_offs(measure, value, met):
    assert cutoffs.FIT[measure].met(value) == met


def test_the_verdict_on_fit_ignores_gfi(documents, content):
    fit = dict(content.drivers.main.fit) | {"gfi": 0.5, "agfi": 0.4, "nfi": 0.5}
    assert cutoffs.decision(fit) == ("good", [])
    assert cutoffs.decision(fit | {"tli": 0.85}) == ("no", ["TLI"])


def test_robust_versions_are_those_judged():
    assert cutoffs.value_of({"cfi": 0.91, "cfi_scaled": 0.92, "cfi_robust": 0.93}, "cfi") == (0.93, "robust")
    assert cutoffs.value_of({"chisq": 10.0, "chisq_scaled": 8.0, "df": 4.0}, "chisq_df") == (2.0, "scaled")


def test_every_cut_off_names_a_work_that_is_listed(documents):
    from tamkit.report.references import works

    for row in cutoffs.FIT.values():
        assert set(row.source) <= set(works())
    listed = text_of(next(s for s in documents["en"].sections if s.id == "references"))
    assert "Hu, L., & Bentler, P. M. (1999)" in listed


def test_categorical_estimators_get_no_verdict_from_hu_and_bentler(content):
    main = content.drivers.main
    main.estimator, before = "WLSMV", main.estimator
    try:
        made = document(content, "en")
        for row in rows(made, "fit")[3:]:
            assert isinstance(row[3], str) or row[3].tone == "none"
        assert "Xia & Yang, 2019" in text_of(made)
    finally:
        main.estimator = before


def test_stars_and_p_belong_to_the_same_row(documents):
    for row in rows(documents["en"], "paths"):
        assert isinstance(row[5], Starred)
        assert row[5].p == row[4]


def test_a_chapter_without_content_is_left_out(content):
    bare = dataclasses.replace(content, findings=dataclasses.replace(content.findings, description=None))
    made = document(bare, "en")
    assert "respondents" not in {section.id for section in made.sections}
    assert "items" not in {section.id for section in made.sections}


def test_chapters_are_found_by_themselves_and_stand_in_order():
    orders = [chapter.ORDER for chapter in chapters()]
    assert orders == sorted(orders)
    assert all(callable(chapter.build) for chapter in chapters())


def test_the_equivalent_model_warning_stands(documents):
    for lang, words in (("zh", "等价模型"), ("en", "equivalent models")):
        section = next(s for s in documents[lang].sections if s.id == "comparison_section")
        assert isinstance(section, Section)
        assert words in text_of(section)


def test_nothing_speaks_of_causes(documents):
    for word in ("导致", "证明"):
        assert word not in text_of(documents["zh"])
    assert " proves " not in text_of(documents["en"])
    assert "cross-sectional" in text_of(documents["en"])
    assert "横断面" in text_of(documents["zh"])


def test_remarks_of_other_packages_are_said_in_chinese():
    from tamkit.report.remarks import say

    text = "model tam: Heywood case: negative variance of AT1; do not interpret as it stands."
    assert say(text, "zh") == "模型 tam\uff1aHeywood 现象\uff1aAT1 的方差为负\uff0c现有解不宜解释\u3002"
    assert say(text, "en") == text
    assert say("never seen before", "zh") == "never seen before"


def test_local_fit_is_reported(documents):
    text = text_of(next(s for s in documents["en"].sections if s.id == "fit_section"))
    assert "is 0.123 (PU1 and PU2); 1 of 435 exceed 0.10" in text
    assert [row[0] for row in rows(documents["en"], "modification_indices")] == ["PEOU =~ PS1"]


def test_works_are_listed_once(content):
    from types import SimpleNamespace as Space

    given = Space(references=("Davis, F. D. (1989)",))
    content.questionnaire.hypotheses, before = (given,), content.questionnaire.hypotheses
    try:
        made = document(content, "en")
    finally:
        content.questionnaire.hypotheses = before
    named = next(block for block in tree.blocks_of(made) if getattr(block, "id", "") == "references_questionnaire")
    assert text_of(named).count("Davis") == 1


def test_questions_answered_with_a_number_are_described(documents):
    assert rows(documents["zh"], "numbers")[0][:3] == ("性别", 400.0, 27.5)


@pytest.mark.parametrize(
    "text",
    [
        "No marker construct was named, so the CFA marker technique, the best test after the fact, is absent.",
        "robustness, run WLSMV: did not converge.",
        "12 of 500 valid respondents left an item out and are not in the models.",
        "measurement model: the residual covariance matrix is not positive definite.",
    ],
)
def test_what_the_stages_say_is_known_in_chinese(text):
    from tamkit.report.remarks import say

    said = say(text, "zh")
    assert said != text
    assert any("\u4e00" <= char <= "\u9fff" for char in said)


def _raised_by_the_engine() -> list[str]:
    """Every warning and refusal of the engine, raised by samples that deserve them."""
    import numpy as np
    import pandas as pd

    from tamkit.errors import TamkitError
    from tamkit.sem import fit

    def items(n: int, seed: int, **more: object) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        f = rng.normal(size=(n, 1))
        y = np.column_stack([f + rng.normal(size=(n, 3)), 0.95 * f + 0.1 * rng.normal(size=(n, 1)), rng.normal(size=n)])
        return pd.DataFrame(y, columns=list("abcde")).assign(**more)

    two = "F =~ a + b\nG =~ c + d + e"
    gaps = items(60, 3).mask(np.random.default_rng(1).random((60, 5)) < 0.05)
    grouped = items(80, 4, g=["u", "v"] * 40)
    tried: list[tuple[str, pd.DataFrame, dict[str, object]]] = [
        ("F =~ a + b + c + e", gaps, {}),
        ("F =~ a + b\na ~~ b", items(60, 1), {}),
        ("F =~ NA*a + b + c + d", items(60, 1), {}),
        ("F =~ a + b + c", items(4, 1).iloc[:3], {}),
        ("F =~ a + b + c + h", items(60, 1).assign(h=lambda frame: frame["a"] + frame["b"]), {}),
    ]
    tried += [(two, items(30, seed), {}) for seed in range(12)]
    tried += [(two, grouped.iloc[seed : seed + 44], {"group": "g"}) for seed in range(0, 36, 6)]
    said = []
    for model, data, options in tried:
        try:
            said += [warning.message for warning in fit(model, data, **options).warnings]
        except TamkitError as error:
            said.append(str(error))
    return list(dict.fromkeys(said))


def test_what_the_engine_says_is_known_in_chinese():
    from tamkit.measurement.remarks import model_failed, model_warns
    from tamkit.report.remarks import say

    said = _raised_by_the_engine()
    assert {text.split(":")[0] for text in said} >= {"Heywood case", "the model is not identified"}
    assert any("in group" in text for text in said)
    assert len(said) > 8
    for text in said:
        for whole in (say(text, "zh"), say(model_warns("m", text), "zh"), say(model_failed("m", text), "zh")):
            assert any("\u4e00" <= char <= "\u9fff" for char in whole), text
            assert " the " not in whole, whole
            assert " is " not in whole, whole


def test_models_are_called_what_their_tables_call_them():
    from tamkit.measurement.remarks import model_warns, not_converged
    from tamkit.report.remarks import say

    warned = model_warns("method_equal", "the residual covariance matrix is not positive definite.")
    assert say(warned, "zh") == "模型“等载荷方法因子”的警告\uff1a残差协方差矩阵非正定。"
    assert say(warned, "en").startswith("Model “Method factor, equal loadings”: the residual")
    assert say(not_converged("bifactor"), "zh") == "模型“双因子”未收敛。"
    assert say(not_converged("mine"), "en") == "Model mine did not converge."


def test_a_reason_that_is_handed_on_is_said_in_chinese_with_its_group():
    from tamkit.report.remarks import say

    reason = "the residual covariance matrix is not positive definite in group 'new users'."
    assert say(f"groups: gender: {reason}", "zh").endswith("组“new users”：残差协方差矩阵非正定。")
    assert say(f"model tam: {reason}", "zh").startswith("模型 tam")
    assert say("battery: never seen before", "zh").endswith("never seen before")
