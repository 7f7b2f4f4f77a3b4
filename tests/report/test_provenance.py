"""Where the numbers come from."""

from __future__ import annotations

import dataclasses

from report.reading import rows

from tamkit.report import provenance as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Document
from tamkit.report.words import Words

T = Words("en")


def test_where_the_numbers_come_from(models: Content, models_en: Document) -> None:
    found = {row["what"]: row["value"] for row in rows(models_en, "provenance")}
    (source,) = models.clean.survey.sources
    assert source.name in found[T("report.provenance.label", what="data")]
    assert str(source.rows) in found[T("report.provenance.label", what="data")]
    assert found[T("report.provenance.label", what="estimator")] == T("report.estimator", estimator="ML")
    assert found[T("report.provenance.label", what="n")] == str(sum(models.drivers.main.n))
    assert found[T("report.provenance.label", what="bootstrap")] == "40; of HTMT 40"
    assert found[T("report.provenance.label", what="seed")] == "7"
    assert found[T("report.provenance.label", what="ci")] == T("report.interval_kind", kind="percentile")
    form = models.questionnaire
    items = T("report.provenance.items", items=len(form.item_codes), constructs=len(form.first_order()))
    assert found[T("report.provenance.label", what="items")] == items
    assert T("report.provenance.label", what="simulated") in found
    assert found[T("report.provenance.label", what="tamkit")] == models.provenance["versions"]["tamkit"]
    real = chapter.provenance(dataclasses.replace(models, simulated=False), T)
    assert T("report.provenance.label", what="simulated") not in [row.cells[0] for row in real.rows]
