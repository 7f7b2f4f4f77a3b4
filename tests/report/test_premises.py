"""A sentence is printed only when what it asserts is so.

Each sentence is either conditional, so that some study is reported without it, or stands in `ALWAYS` with what makes
it true of every study. Who adds one that is always printed has to say here why it can be.
"""

from __future__ import annotations

import pytest
from study import small as example

from tamkit.report import document
from tamkit.report.content import Content
from tamkit.report.words import Words
from tamkit.study import Study

#: The figures in it are those of the study, or it says what something is called, made of or judged by.
ALWAYS = {
    "report.fit.test_code": "a name of the program",
    "report.note.n": "numbers",
    "report.methods.reason": "the estimator, the scales of the items, and their distribution",
    "report.items.complete": "a number; where nothing is missing",
    "report.appendix.items_r_note": "the numbers of respondents",
    "report.appendix.items_text": "the ends of the scale, where all items share one",
    "report.appendix.latent_note": "what stands where in the table",
    "report.appendix.versions_text": "a command, and tables that are there",
    "report.appendix.correlations_text": "what the tables hold",
    "report.appendix.items_lead": "what the table holds, and a number",
    "report.appendix.syntax_text": "what follows it",
    "report.limits.about": "a heading",
    "report.comparison.equivalent": "of fit indices, not of the data",
    "report.comparison.needs": "the arrows that lack one path",
    "report.effects.f2_note": "a definition, cut-offs and numbers; where a driver has a direct path",
    "report.effects.note": "what a word means",
    "report.effects.text": "numbers, and what their tests found",
    "report.fit.indices": "a number",
    "report.fit.note_calibrated": "the counts of a simulation, and how this p came from it, or why there is none",
    "report.fit.note_convention": "what the cut-offs are",
    "report.fit.note_sources": "whose they are",
    "report.fit.note_rmr": "of a measure, where it is printed",
    "report.fit.residuals": "numbers",
    "report.fit.text": "numbers",
    "report.importance.importance_note": "what the columns are",
    "report.importance.note": "what the columns are",
    "report.importance.text": "what the table holds, and its ends",
    "report.items.likert_text": "what the figures show",
    "report.items.mardia": "numbers",
    "report.items.note": "what the columns are",
    "report.items.text": "numbers",
    "report.measurement.cfa_note": "what the signs are",
    "report.measurement.convergent_text": "numbers",
    "report.measurement.fl_note": "what stands where",
    "report.measurement.fl_text": "a criterion and the pairs that miss it",
    "report.measurement.htmt_note": "what HTMT is made of",
    "report.measurement.htmt_text": "a cut-off and numbers",
    "report.measurement.items_text": "what the table holds, and items below a cut-off",
    "report.measurement.loadings_note": "a definition; its first half where loadings are fixed",
    "report.measurement.reliability_note": "definitions",
    "report.measurement.reliability_text": "numbers",
    "report.measurement.validity_note": "definitions; its last sentence where there are facets",
    "report.measurement.whole": "a number, and what it does not say",
    "report.guidance.may": "advice, where a study fails (test_guidance)",
    "report.guidance.may_not": "advice, where a study fails (test_guidance)",
    "report.guidance.write": "advice, where a study fails (test_guidance)",
    "report.jars.text": "numbers",
    "report.limits.design": "of one survey; away where the study measured at two times (test_limits)",
    "report.limits.sampling": "what no study file tells of, and a number",
    "report.limits.self_report": "of a survey; away where other sources back it (test_limits)",
    "report.methods.estimation": "how it was fitted, and that the measurement model comes first",
    "report.methods.further": "what was run",
    "report.methods.measures": "numbers",
    "report.methods.missing": "numbers, or that there are none missing",
    "report.methods.rules": "the rule of the verdicts",
    "report.methods.screening": "numbers",
    "report.methods.software": "versions",
    "report.note.stars": "what stars mean",
    "report.page.answer": "numbers",
    "report.prediction.note": "what the columns are, and the test",
    "report.prediction.text": "numbers, and better or worse as the test has it",
    "report.sample.flow_note": "what the columns count",
    "report.sample.rules_text": "what the table holds",
    "report.sample.text": "numbers, and where the rules stand",
    "report.structural.diagram_note": "what the lines mean",
    "report.structural.paths_note": "what the columns are",
    "report.structural.text": "numbers, and where they stand",
    "report.summary.caveat": "of surveys",
    "report.summary.drivers": "numbers",
    "report.summary.measurement": "numbers",
    "report.summary.sample": "numbers",
    "report.summary.structural": "numbers",
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """A study with as little as a study can have: one model, no questions about people, nothing stated."""
    more = "bootstrap: 0\nmeasurement: {common_method: false, competing: false, htmt_bootstrap: 0, efa: false}\n"
    more += "second_engine: false\n"
    folder = example.write(tmp_path_factory.mktemp("plain") / "study", 150, more)
    form, study = folder / "form.yaml", folder / "study.yaml"
    study.write_text(study.read_text(encoding="utf-8").replace("[short, full]", "[short]"), encoding="utf-8")
    text = form.read_text(encoding="utf-8")
    asked, models, hypotheses = (text.index(f"\n{key}:\n") for key in ("variables", "models", "hypotheses"))
    assert asked < models < hypotheses
    form.write_text(text[:asked] + text[models:hypotheses] + "\n", encoding="utf-8")
    return Study.load(folder).run().content


def sentences(content: Content, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The keys of the paragraphs and notes of a report."""
    said: set[str] = set()
    call, paragraph = Words.__call__, Words.p

    def phrase(self: Words, key: str, /, **values: object) -> str:
        if "note" in key.split(".")[-1] or key.startswith("report.note."):
            said.add(key)
        return call(self, key, **values)

    def sentence(self: Words, key: str, /, **values: object) -> object:
        said.add(key)
        return paragraph(self, key, **values)

    with monkeypatch.context() as patch:
        patch.setattr(Words, "__call__", phrase)
        patch.setattr(Words, "p", sentence)
        document(content, "en")
    return said - {"report.measurement.notes"}  # a heading


def test_what_every_report_says_is_true_of_every_study(
    plain: Content, models: Content, ordered: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    always = set.intersection(*(sentences(content, monkeypatch) for content in (plain, models, ordered)))
    assert not always - set(ALWAYS), sorted(always - set(ALWAYS))
    assert not set(ALWAYS) - always, sorted(set(ALWAYS) - always)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_plain_study_is_told_nothing_it_has_not(plain: Content, lang: str) -> None:
    """Fails at 0.1.0: risk that is no construct of the study, facets it lacks, rules declared nobody knows when."""
    text = str(document(plain, lang))
    for word in (
        "Risk",
        "风险",
        "facet",
        "维度",
        "beforehand",
        "预先",
        "JARS-Quant items",
        "reverse",
        "反向",
        "cut-off > 0.80",
    ):
        assert word not in text, word
    assert plain.drivers.comparison.shape[0] == 1
    assert ("模型比较" if lang == "zh" else "Comparison of models") not in text
