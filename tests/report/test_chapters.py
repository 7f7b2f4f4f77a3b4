"""What the chapters say of the numbers they are given."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace as Space

import fakes
import pandas as pd
import pytest

from tamkit.errors import OptionError
from tamkit.messages import Message
from tamkit.report import cutoffs, document, tree
from tamkit.report.chapters import chapters, summary
from tamkit.report.tree import Section, Starred, Verdict
from tamkit.report.words import Words
from tamkit.sem.notes import FitWarning


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


def test_what_other_packages_say_is_said_in_the_language():
    warning = FitWarning("heywood", Message("located", place="tam", what=("PU", "IT")))
    t = {lang: Words(lang) for lang in ("zh", "en")}
    assert t["zh"].say(warning) == "tam：PU、IT"
    assert t["en"].say(warning) == "tam: PU, IT"
    assert t["en"].say(OptionError(Message("report.nothing_chosen"))).startswith("report: name at least")
    assert t["zh"].say(fakes.Text(zh="说明", en="A remark.")) == "说明"
    assert t["zh"].say("never seen before") == "never seen before"


def test_each_remark_stands_once():
    (made,) = Words("en").remarks([Message("report.skip"), "Skip to the text", "*other* {words}"])
    assert [item.text for item in made.items] == ["Skip to the text", "*other* {words}"]
    assert Words("en").remarks([]) == ()


def test_local_fit_is_reported(documents):
    text = text_of(next(s for s in documents["en"].sections if s.id == "fit_section"))
    assert "is 0.123 (PU1 and PU2); 1 of 435 exceeds 0.10" in text
    assert [row[0] for row in rows(documents["en"], "modification_indices")] == ["PEOU =~ PS1"]


def test_works_are_listed_once(content):
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


def battery(differ):
    rows = pd.DataFrame({"id": ["a", "b"], "p_holm": [0.01 if i < differ else 0.4 for i in range(2)]})
    return Space(references=rows)


@pytest.mark.parametrize(
    ("lang", "differ", "said"),
    [
        ("en", 0, "2 published shares were tested; none differs at Holm-adjusted p < .05 (Table"),
        ("en", 1, "2 published shares were tested; 1 differs at Holm-adjusted p < .05: a (Table"),
        ("en", 2, "2 published shares were tested; 2 differ at Holm-adjusted p < .05: a; b (Table"),
        ("zh", 0, "检验 2 个已公布的比例，Holm 校正后没有 p < .05 的（表"),
        ("zh", 2, "检验 2 个已公布的比例，Holm 校正后 p < .05 的有 2 个：a；b（表"),
    ],
)
def test_none_one_and_more_have_their_own_words(content, lang, differ, said):
    content.questionnaire.reference_values = ()
    made = summary._battery(dataclasses.replace(content, battery=battery(differ)), Words(lang))
    text = made.text.replace("battery_references", Message("report.table", number=9).say(lang))
    assert said in text


def test_all_that_is_supported_or_nothing(content):
    for supported, en, zh in (
        (0, "None of 3 hypotheses is supported", "3 条假设中没有成立的"),
        (1, "1 of 3 hypotheses is", "中 1 条成立"),
    ):
        values = {"tested": 3, "supported": supported, "failed": None}
        assert en in Words("en").p("report.summary.hypotheses", **values).text
        assert zh in Words("zh").p("report.summary.hypotheses", **values).text
    tested = {"tested": 1, "supported": 1, "insignificant": 0, "opposite": 0}
    said = Words("en").p("report.structural.hypotheses_text", **tested).text
    assert said.startswith(
        "1 hypothesis was tested in the model: 1 is supported, none is significant with the opposite"
    )
    assert (
        Words("zh")
        .p("report.structural.hypotheses_text", **tested | {"tested": 0})
        .text.startswith("本模型没有检验任何假设")
    )
