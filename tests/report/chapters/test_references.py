"""The works that are cited."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

from report.reading import has, section

from tamkit.report import document
from tamkit.report.chapters import chapters
from tamkit.report.chapters import references as chapter
from tamkit.report.content import Content
from tamkit.report.references import full, works
from tamkit.report.tree import Document
from tamkit.report.words import Words

T = Words("en")


def listed(made: Document, name: str) -> list[str]:
    (block,) = section(made, name).blocks
    return [item.text for item in block.items]


def test_works_of_the_chapters_that_are_present(
    models_en: Document, ordered_en: Document, battery_en: Document
) -> None:
    invariance = full(("chen2007",))[0]
    assert invariance in listed(models_en, "references_methods")
    assert invariance not in listed(ordered_en, "references_methods")
    xia = full(("xia2019",))[0]
    assert xia in listed(ordered_en, "references_methods")
    assert xia not in listed(battery_en, "references_methods")


def test_every_chapter_cites_works_there_are() -> None:
    for one in chapters():
        cited = {*getattr(one, "REFERENCES", ()), *getattr(one, "MODEL_REFERENCES", ())}
        assert cited <= set(works()), one.__name__


def test_works_of_the_questionnaire_are_sorted_and_have_a_year(models: Content, models_en: Document) -> None:
    found = listed(models_en, "references_questionnaire")
    assert found == sorted(found, key=str.casefold)
    assert all(any(char.isdigit() for char in entry) for entry in found)
    named = {source for one in models.questionnaire.constructs for source in one.sources}
    assert set(found) <= named | {work for one in models.questionnaire.hypotheses for work in one.references}
    assert found


def questionnaire(sources: list[str], references: list[str]) -> object:
    return SimpleNamespace(
        constructs=[SimpleNamespace(sources=sources)], hypotheses=[SimpleNamespace(references=references)]
    )


def test_a_work_named_short_and_in_full_is_listed_once(models: Content) -> None:
    form = questionnaire(["Davis, F. D. (1989), MIS Quarterly", "own wording"], ["Davis, F. D. (1989)", "Abe (2001)"])
    made = chapter.build(dataclasses.replace(models, questionnaire=form), T)
    (block,) = made.blocks[0].blocks
    assert [item.text for item in block.items] == ["Abe (2001)", "Davis, F. D. (1989), MIS Quarterly"]


def test_nothing_cited_nothing_listed(models: Content) -> None:
    made = chapter.build(dataclasses.replace(models, questionnaire=questionnaire([], [])), T)
    assert made.blocks == ()
    cited = chapter.build(dataclasses.replace(models, questionnaire=questionnaire([], [])), T, ("hu1999",))
    assert [part.id for part in cited.blocks] == ["references_methods"]
    assert has(document(models, "zh"), "references_questionnaire")
