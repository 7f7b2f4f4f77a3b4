"""What the methods chapter says was done."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest
from report.reading import rows, section, text_of

from tamkit.report import formats
from tamkit.report.chapters import methods as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Document
from tamkit.report.words import Words

T = Words("en")


def with_options(content: Content, **options: object) -> Content:
    return dataclasses.replace(
        content, provenance={**content.provenance, "options": {**content.provenance["options"], **options}}
    )


def test_every_construct_with_what_measures_it(demo: Content, demo_en: Document) -> None:
    found = {row["construct"]: row for row in rows(demo_en, "constructs")}
    assert len(found) == len(demo.questionnaire.constructs)
    for construct in demo.questionnaire.constructs:
        row = found[demo.with_code(construct.code, "en")]
        if construct.facets:
            assert row["items_of"] == ", ".join(demo.name(facet, "en") for facet in construct.facets)
        else:
            assert row["items_of"] == ", ".join(item.code for item in construct.items)
        assert row["definition"] == (demo.text(construct.definition, "en") if construct.definition else "")
        assert row["sources"] == "; ".join(construct.sources)


def test_estimation_names_estimator_n_and_missing_answers(models: Content) -> None:
    said = chapter._estimation(models, T).text
    assert T("report.estimator", estimator="ML") in said
    assert str(sum(models.drivers.main.n)) in said
    assert T("report.missing", missing="listwise") in said
    assert T("report.missing", missing="fiml") in chapter._estimation(with_options(models, missing="fiml"), T).text
    without = chapter._estimation(with_options(models, missing=None), T).text
    assert T("report.missing", missing="listwise") not in without


def test_chi_square_by_n_or_by_n_less_groups(models: Content) -> None:
    largest = max(len(fit.n) / (sum(fit.n) - len(fit.n)) for _, _, fit in models.findings.fits())
    told = formats.percent((int(1e4 * largest) + 1) / 100, 2)
    assert told in chapter._chisq(models, T).text
    wishart = chapter._chisq(with_options(models, likelihood="wishart"), T)
    assert wishart == T.p("report.methods.chisq", likelihood="wishart", percent=told)
    two = SimpleNamespace(n=(100, 100))
    made = SimpleNamespace(drivers=SimpleNamespace(main=two), provenance={}, findings=SimpleNamespace(fits=lambda: ()))
    assert "1.02%" in chapter._chisq(made, T).text


def test_ordered_items_get_another_chi_square(ordered_en: Document, models_en: Document, demo_en: Document) -> None:
    def said(made: Document) -> str:
        return text_of(section(made, "methods"))

    assert T.p("report.methods.categorical", estimator="WLSMV").text in said(ordered_en)
    assert "WLSMV" not in said(models_en)
    assert T.p("report.methods.robust").text in said(demo_en)
    assert T.p("report.methods.robust").text not in said(models_en)


def test_intervals_by_the_delta_method_or_resampled(models: Content, ordered: Content) -> None:
    assert chapter._intervals(ordered, T) == T.p("report.methods.delta")
    found = models.drivers.main.bootstrap
    said = chapter._intervals(models, T).text
    assert T("report.interval_kind", kind="percentile") in said
    for number in (found.requested, found.converged, found.admissible, found.seed):
        assert str(number) in said
    given = SimpleNamespace(drivers=SimpleNamespace(main=SimpleNamespace(bootstrap={"requested": 12, "kind": "bca"})))
    said = chapter._intervals(given, T).text
    assert "12" in said
    assert formats.MISSING in said
    assert T("report.interval_kind", kind="bca") in said


@pytest.mark.parametrize(
    ("provenance", "found"),
    [({"options": {"a": 1}, "a": 2}, 1), ({"options": {}, "a": 2}, 2), ({"options": None, "a": 2}, 2), ({}, None)],
)
def test_options_come_before_provenance(provenance: dict[str, object], found: object) -> None:
    assert chapter.option(SimpleNamespace(provenance=provenance), "a") == found


def test_a_construct_of_the_form_s_own_is_said_to_be_so_in_the_language() -> None:
    for lang, said in (("en", "Written for this questionnaire"), ("zh", "本问卷自编")):
        assert chapter._source(Words(lang), "Written for this questionnaire") == said
        assert chapter._source(Words(lang), "Davis (1989)") == "Davis (1989)"
        assert chapter._source(Words(lang), "Written for this questionnaire; x (2001)") == f"{said}; x (2001)"
