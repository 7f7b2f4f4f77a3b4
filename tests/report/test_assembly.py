"""The whole document: chapters in order, numbered, marked where the data are simulated."""

from __future__ import annotations

import dataclasses
import re
from functools import partial

import pytest
from report.reading import has, text_of

from tamkit.report import assembly, document, tree
from tamkit.report.chapters import chapters
from tamkit.report.content import Content, Layout
from tamkit.report.tree import Document, Figure, Paragraph, Section

T = ("models_en", "models_zh", "ordered_en", "battery_en", "demo_en")


@pytest.fixture(params=T)
def made(request: pytest.FixtureRequest) -> Document:
    return request.getfixturevalue(request.param)


def test_every_id_is_there_once(made: Document) -> None:
    """Sections have names of their own; pages make links of them."""
    for kind in (Section, tree.Table | tree.Figure):
        ids = [block.id for block in tree.blocks_of(made) if isinstance(block, kind)]
        assert len(ids) == len(set(ids))


def test_sections_are_numbered_in_order(made: Document) -> None:
    body = [section for section in made.sections if section.part == "body"]
    assert [section.number for section in body] == [str(i) for i in range(1, len(body) + 1)]
    appendix = [section.number for section in made.sections if section.part == "appendix"]
    assert appendix == [
        f"{'附录' if made.lang == 'zh' else 'Appendix '}{letter}" for letter in "ABCDEFGH"[: len(appendix)]
    ]
    assert {section.number for section in made.sections if section.part in ("front", "back")} <= {""}
    for section in body:
        inner = [block.number for block in section.blocks if isinstance(block, Section)]
        assert inner == [f"{section.number}.{i}" for i in range(1, len(inner) + 1)]


def test_simulated_data_are_marked_in_banner_caption_and_picture(models_zh: Document, models_en: Document) -> None:
    for made, word in ((models_zh, "模拟数据"), (models_en, "simulated data")):
        assert word.casefold() in made.banner.casefold()
        for block in [*tree.tables(made), *tree.figures(made)]:
            assert word in block.caption
        assert {figure.picture.mark for figure in tree.figures(made)} == {word}


def test_real_data_carry_no_such_mark(models: Content) -> None:
    made = document(dataclasses.replace(models, simulated=False), "en")
    assert made.banner == ""
    assert "simulated" not in " ".join(block.caption for block in [*tree.tables(made), *tree.figures(made)])
    assert {figure.picture.mark for figure in tree.figures(made)} == {""}


def test_in_a_report_for_print_no_figure_has_a_colour(models: Content, battery: Content) -> None:
    for content in (models, battery):
        made = document(dataclasses.replace(content, layout=Layout(grey=True)), "en")
        drawn = tree.figures(made)
        assert drawn
        for figure in drawn:
            found = re.findall(rb"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", figure.picture.svg())
            assert all(len({*color}) == 1 for color in found), figure.id
        assert not re.search("blue|red:", " ".join(note.casefold() for figure in drawn for note in figure.notes))


def test_both_languages_have_the_same_parts(models_zh: Document, models_en: Document) -> None:
    for kind in (Section, tree.Table, Figure):
        parts = [
            [block.id for block in tree.blocks_of(made) if isinstance(block, kind)] for made in (models_zh, models_en)
        ]
        assert parts[0] == parts[1]
        assert parts[0]


def test_chapters_are_found_by_themselves_and_stand_in_order(models_en: Document) -> None:
    orders = [chapter.ORDER for chapter in chapters()]
    assert orders == sorted(orders)
    chaptered = [section for section in models_en.sections if section.part != "appendix"]
    assert len(chaptered) == len(orders) - 4  # all but the battery, what is ranked and joined there, and the appendices
    assert [section.id for section in models_en.sections][:2] == ["summary", "answers"]
    assert models_en.sections[-1].part == "appendix"


def test_a_questionnaire_without_models_has_the_survey_s_chapters(battery_en: Document) -> None:
    models_only = {"measurement", "fit_section", "structural", "effects_section", "comparison_section"}
    assert not models_only & {section.id for section in battery_en.sections}
    assert has(battery_en, "battery")


def test_the_title_is_the_study_s_or_the_questionnaire_s(models: Content, models_en: Document) -> None:
    form = models.questionnaire.title
    assert models_en.title == models.title.get("en")
    assert document(dataclasses.replace(models, title=None), "zh").title == form.get("zh")


def test_labels_are_words_of_the_language(models_en: Document, models_zh: Document) -> None:
    for made, table, figure in ((models_en, "Table 1", "Figure 1"), (models_zh, "表1", "图1")):
        assert tree.tables(made)[0].label == table
        assert tree.figures(made)[0].label == figure


def test_nothing_unprintable_comes_through(models: Content) -> None:
    made = document(dataclasses.replace(models, warnings=("a\x00b\x0bc",)), "en")
    assert "abc" in text_of(made)


def test_figures_have_alternative_text(made: Document) -> None:
    assert all(len(figure.alt) > 10 for figure in tree.figures(made))


def test_marking_keeps_what_is_marked(models_en: Document) -> None:
    from tamkit.report.words import Words

    section = next(one for one in models_en.sections if one.id == "structural")
    twice = assembly._each(section, partial(assembly._marked, t=Words("en")))
    for one, other in zip(tree.blocks_of(section), tree.blocks_of(twice), strict=True):
        if isinstance(one, tree.Table):
            assert other.rows == one.rows
            assert other.caption != one.caption


def test_nothing_of_a_report_claims_causes(models_zh: Document, models_en: Document) -> None:
    for one, words in ((models_zh, ("导致", "证明")), (models_en, (" proves ", " proven "))):
        said = text_of(one)
        assert not [word for word in words if word in said]
    assert "cross-sectional" in text_of(models_en)
    assert "横断面" in text_of(models_zh)


#: Chapters of which a thesis's body has the first paragraph alone.
LEADS = ("battery", "credit", "competing_section", "common_method", "invariance", "comparison_section", "groups")
LEADS += ("people", "reruns")


@pytest.mark.parametrize("study", ["models_en", "models_zh", "battery_en", "demo_en"])
def test_chapters_that_leave_their_first_paragraph_begin_with_what_was_found(
    request: pytest.FixtureRequest, study: str
) -> None:
    made: Document = request.getfixturevalue(study)
    found = 0
    for section in made.sections:
        if section.id in LEADS:
            parts = [part for part in section.blocks if isinstance(part, Section)]
            for part in [section] if isinstance(section.blocks[0], Paragraph) else parts:
                lead = part.blocks[0]
                assert isinstance(lead, Paragraph), part.id
                # where nothing differs there is no table of it, and the files are named
                assert any(run.style in ("ref", "code") for run in lead.runs) or " tables" in lead.text, part.id
                found += 1
    assert found >= (1 if study == "battery_en" else 5)
