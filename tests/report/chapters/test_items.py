"""Item descriptives and the bars of answers."""

from __future__ import annotations

import dataclasses

import pytest
from report import real
from report.drawn import texts
from report.reading import figure, has, headings, rows, section, text_of

from tamkit.report import document, tree
from tamkit.report.chapters import items as chapter
from tamkit.report.content import Content
from tamkit.report.formats import number
from tamkit.report.tree import Document
from tamkit.report.words import Words

T = Words("en")


def test_every_item_as_described(models: Content, models_en: Document) -> None:
    frame = models.description.items
    found = rows(models_en, "items")
    assert [row["item"] for row in found] == frame["item"].tolist()
    keys = {"valid_n": "n"} | {key: key for key in ("missing", "mean", "sd", "min", "max", "skew", "kurtosis", "floor")}
    for shown, key in {**keys, "ceiling": "ceiling"}.items():
        assert [row[shown] for row in found] == pytest.approx(frame[key].tolist()), key
    wanted = [models.with_code(code, "en") for code in dict.fromkeys(frame["construct"])]
    assert headings(models_en, "items") == wanted


@pytest.mark.parametrize(
    ("skew", "kurtosis", "outside"),
    [
        (2.99, 9.99, False),
        (3.0, 0.0, True),
        (-3.1, 0.0, True),
        (0.0, 10.0, True),
        (0.0, -10.5, True),
        (None, None, False),
    ],
)
def test_which_items_are_far_from_normal(
    models: Content, skew: float | None, kurtosis: float | None, outside: bool
) -> None:
    frame = models.description.items.head(1).assign(skew=skew, kurtosis=kurtosis)
    made = real.but(models, description=dataclasses.replace(models.description, items=frame))
    assert chapter.beyond(made) == (frame["item"].tolist() if outside else [])


def test_items_far_from_normal_are_named(models: Content, models_en: Document) -> None:
    frame = models.description.items
    odd = frame.assign(skew=[3.5, *frame["skew"].iloc[1:]])
    made = chapter.build(real.but(models, description=dataclasses.replace(models.description, items=odd)), T)
    assert frame["item"].iloc[0] in made.blocks[0].text
    assert frame["item"].iloc[0] not in section(models_en, "items").blocks[0].text
    assert str(len(frame)) in made.blocks[0].text
    assert "between" in made.blocks[0].text
    assert number(frame["kurtosis"].max(), 2) in made.blocks[0].text


def test_mardia_and_what_it_means(models: Content, models_en: Document) -> None:
    found = models.description.mardia
    said = text_of(section(models_en, "items"))
    for value in (found.kurtosis, found.kurtosis_excess, found.critical_ratio):
        assert number(value, 2) in said
    for ratio, word in ((5.1, "above 5"), (-5.1, "above 5"), (5.0, "not above 5")):
        odd = dataclasses.replace(models.description, mardia=dataclasses.replace(found, critical_ratio=ratio))
        assert f", {word}" in chapter._mardia(real.but(models, description=odd), T).text
    none = real.but(models, description=dataclasses.replace(models.description, mardia=None))
    assert chapter._mardia(none, T) is None


def test_bars_keep_constructs_together(models: Content, models_en: Document) -> None:
    drawn = [one for one in tree.figures(models_en) if one.id.startswith("likert_")]
    shown: list[str] = []
    for number_, one in enumerate(drawn, 1):
        assert one.id == f"likert_{number_}"
        here = [code for code in models.questionnaire.item_codes if code in one.alt]
        assert 0 < len(here) <= chapter.PER_FIGURE
        shown += here
        constructs = {models.questionnaire.construct_of(code).code for code in here}
        assert all(models.name(code, "en") in one.caption for code in constructs)
        whole = [code for name in constructs for code in models.questionnaire.items_of(name)]
        assert sorted(whole) == sorted(here)
    assert sorted(shown) == sorted(models.questionnaire.item_codes)


def test_a_bar_is_the_share_of_its_answers(models: Content, models_en: Document) -> None:
    counts = models.description.likert
    row = counts.iloc[0]
    name = str(row.get("item", counts.index[0]))
    points = row[[key for key in row.index if str(key).isdigit()]].astype(float)
    shares = 100 * points / points.sum()
    words = texts(figure(models_en, "likert_1").picture)
    wanted = [f"{share:.0f}" for share in shares if share >= 5]
    at = words.index(wanted[0])
    assert words[at : at + len(wanted)] == wanted
    assert any(word.startswith(f"{name}  ") for word in words)


def test_other_scales_get_a_figure_of_their_own(models: Content) -> None:
    counts = models.description.likert
    codes = models.questionnaire.items_of("PEOU")
    frame = counts if "item" in counts else counts.reset_index(names="item")
    top = max((key for key in frame.columns if str(key).isdigit()), key=int)
    frame = frame.astype({top: float})
    frame.loc[frame["item"].isin(codes), top] = float("nan")
    other = real.but(models, description=dataclasses.replace(models.description, likert=frame))
    first = next(one for one in chapter.likert(other, T) if codes[0] in one.alt)
    assert [code for code in models.questionnaire.item_codes if code in first.alt] == codes


def test_without_a_description_there_is_no_chapter(models: Content) -> None:
    assert not has(document(real.but(models, description=None), "en"), "items")
    none = dataclasses.replace(models.description, likert=None)
    assert chapter.likert(real.but(models, description=none), T) == []


def test_items_under_one_legend_are_of_one_answer_scale(
    models: Content, battery: Content, demo: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails at 0.1.0: four items of worry (完全不担心 …) stood under a legend of agreement."""
    drawn: list[list[str]] = []
    monkeypatch.setattr(
        chapter.figures, "likert", lambda content, rows, t, name: drawn.append([r["item"] for r in rows])
    )
    for content in (models, battery, demo):
        drawn.clear()
        chapter.likert(content, T)
        form = content.questionnaire
        assert sorted(item for page in drawn for item in page) == sorted(content.description.items["item"])
        for page in drawn:
            assert len({form.scale_of(item).labels["zh"] for item in page}) == 1
            assert len(page) <= chapter.PER_FIGURE
    assert len({item.scale for item in battery.questionnaire.items}) > 1


def test_items_outside_the_model_are_no_reason_for_its_estimator(demo: Content, models: Content) -> None:
    inside = chapter.modelled(demo)
    assert inside is not None
    assert inside.p == len(demo.measurement.items) < demo.description.mardia.p
    assert f"其中进入测量模型的 {inside.p} 个题项" in chapter._mardia(demo, Words("zh")).text
    assert chapter.modelled(models) is None  # every item is in it
    assert "其中进入测量模型" not in chapter._mardia(models, Words("zh")).text
