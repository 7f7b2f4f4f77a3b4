"""Reliability and validity as the measurement stage found them."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter

import numpy as np
import pytest
from report import real
from report.drawn import texts
from report.reading import figure, has, headings, rows, section, table, text_of

from tamkit.report import cutoffs, document, formats
from tamkit.report.build import num
from tamkit.report.chapters import measurement as chapter
from tamkit.report.content import Content
from tamkit.report.formats import number
from tamkit.report.tree import Document, Interval, Starred, Verdict
from tamkit.report.words import Words

T = Words("en")


def changed(content: Content, **fields: object) -> Document:
    return document(real.but(content, measurement=dataclasses.replace(content.measurement, **fields)), "en")


def test_reliability_of_every_construct(models: Content, models_en: Document) -> None:
    frame = models.measurement.reliability
    found = rows(models_en, "reliability")
    for row, want in zip(found, frame.to_dict("records"), strict=True):
        assert row["construct"] == models.with_code(want["construct"], "en")
        for key in ("k", "alpha", "cr", "ave"):
            assert row[key] == (want[key] if want[key] is not None and want[key] == want[key] else None)
        if want["alpha_ci_lower"] == want["alpha_ci_lower"] and want["alpha_ci_lower"] is not None:
            assert row["alpha_ci"] == Interval(want["alpha_ci_lower"], want["alpha_ci_upper"])


@pytest.mark.parametrize(
    ("alpha", "cr", "ave", "tone"),
    [
        (0.8, 0.8, 0.6, "good"),
        (0.65, 0.8, 0.6, "bad"),
        (0.5, 0.8, 0.6, "bad"),
        (0.8, 0.8, 0.4, "bad"),
        (0.8, 0.65, 0.6, "bad"),
        (math.nan, math.nan, 0.5, "good"),
        (math.nan, math.nan, math.nan, "none"),
    ],
)
def test_alpha_cr_and_ave_must_all_be_good(models: Content, alpha: float, cr: float, ave: float, tone: str) -> None:
    frame = models.measurement.reliability.assign(alpha=alpha, cr=cr, ave=ave)
    found = rows(changed(models, reliability=frame), "reliability")
    assert {row["met"].tone for row in found} == {tone}


def test_constructs_below_a_bound_are_named_with_their_value(models: Content) -> None:
    frame = models.measurement.reliability
    low = frame.assign(alpha=[0.55, *([0.9] * (len(frame) - 1))])
    said = text_of(section(changed(models, reliability=low), "reliability_section"))
    first = models.within(frame["construct"].iloc[0], "en")
    assert T("report.measurement.named", name=first, value="0.550") in said


def test_items_with_low_correlation_are_named(models: Content) -> None:
    items = models.measurement.items
    low = items.assign(citc=[0.39, 0.40, *([0.6] * (len(items) - 2))])
    said = text_of(section(changed(models, items=low), "reliability_section"))
    assert items["item"].iloc[0] in said
    assert items["item"].iloc[1] not in said


def test_item_reliability(models: Content, models_en: Document) -> None:
    items = models.measurement.items
    found = rows(models_en, "item_reliability")
    assert [row["item"] for row in found] == items["item"].tolist()
    assert [row["citc"] for row in found] == pytest.approx(items["citc"].tolist())
    deleted = next(key for key in found[0] if "alpha" in key)
    assert [row[deleted] for row in found] == pytest.approx(items["alpha_if_deleted"].tolist(), nan_ok=True)
    assert len(headings(models_en, "item_reliability")) == items["construct"].nunique()


def test_loadings_with_the_fixed_ones_untested(models: Content, models_en: Document) -> None:
    items = models.measurement.items
    found = rows(models_en, "loadings")
    fixed = 0
    for row, want in zip(found, items.to_dict("records"), strict=True):
        assert (row["est"], row["loading"], row["smc"]) == (want["est"], want["loading"], want["smc"])
        if not want["se"] or want["se"] != want["se"]:
            fixed += 1
            assert row["se"] is row["z"] is row["p"] is None
        else:
            assert (row["se"], row["z"], row["p"]) == (want["se"], want["z"], want["pvalue"])
    assert fixed == items["construct"].nunique()


def test_loadings_are_counted_by_size(models: Content) -> None:
    items = models.measurement.items
    sizes = [0.70, 0.69, 0.50, 0.49, *([0.8] * (len(items) - 4))]
    made = changed(models, items=items.assign(loading=sizes))
    said = section(made, "convergent").blocks[0].text
    code = items["item"].iloc[3]
    assert f"between 0.490 and 0.800: 1 is below 0.50 ({code}), {len(items) - 3} at 0.70 or more (Hair" in said
    for sizes, told in (
        ([0.69, *([0.8] * (len(items) - 1))], f"none is below 0.50, {len(items) - 1} reach 0.70"),
        ([0.69] * len(items), "none is below 0.50, none reaches 0.70"),
        ([0.8] * len(items), "none is below 0.70"),
    ):
        made = changed(models, items=items.assign(loading=sizes))
        assert told in section(made, "convergent").blocks[0].text


def test_second_order_constructs(demo: Content, demo_en: Document, models_en: Document) -> None:
    second = demo.measurement.second_order
    found = rows(demo_en, "second_order")
    assert [row["facet"] for row in found] == [demo.with_code(one, "en") for one in second["facet"]]
    assert [row["loading"] for row in found] == [
        Starred(loading, p if p == p else None) for loading, p in zip(second["loading"], second["pvalue"], strict=True)
    ]
    whole = demo.measurement.second_order_reliability
    (row,) = rows(demo_en, "second_order_reliability")
    for key in ("omega_L1", "omega_L2", "omega_partial"):
        assert row[key] == whole[key].iloc[0]
    assert not {"cr", "ave"} & set(row)  # they stand in the table of reliability
    assert not has(models_en, "second_order")


def test_fornell_and_larcker(models: Content, models_en: Document) -> None:
    frame = models.measurement.fornell_larcker
    for i, row in enumerate(rows(models_en, "fornell_larcker")):
        own = frame.columns[i]
        for j, other in enumerate(frame.columns):
            want = frame.loc[own, other]
            assert row[other] == ("" if j > i or want != want else want)


def test_pairs_that_fail_are_named(models: Content, models_en: Document) -> None:
    frame = models.measurement.fornell_larcker.copy()
    a, b = frame.columns[:2]
    frame.loc[b, a] = 0.99
    said = text_of(section(changed(models, fornell_larcker=frame), "discriminant"))
    pair = T("report.measurement.pair", a=models.within(b, "en"), b=models.within(a, "en"), value="0.990")
    assert pair in said
    assert pair not in text_of(section(models_en, "discriminant"))
    frame.loc[b, a] = min(frame.loc[a, a], frame.loc[b, b])  # as large as the root of AVE is not discriminant
    said = text_of(section(changed(models, fornell_larcker=frame), "discriminant"))
    names = {"a": models.within(b, "en"), "b": models.within(a, "en")}
    assert T("report.measurement.pair", **names, value=number(frame.loc[b, a])) in said


def test_validity(models: Content, models_en: Document) -> None:
    frame = models.measurement.validity
    for row, want in zip(rows(models_en, "validity"), frame.to_dict("records"), strict=True):
        assert not {"cr", "ave"} & set(row)  # they stand in the table of reliability
        for key in ("msv", "asv"):
            assert row[key] == (want[key] if want[key] == want[key] else None)
        assert row["msv_with"] == models.name(want["msv_with"], "en")
        if want["ave"] == want["ave"]:
            assert row["ave_msv"].tone == ("good" if want["ave"] > want["msv"] else "bad")
    turned = rows(changed(models, validity=frame.assign(ave=0.2, msv=[0.2, *([0.1] * (len(frame) - 1))])), "validity")
    assert [row["ave_msv"].tone for row in turned] == ["bad", *(["good"] * (len(frame) - 1))]
    nothing = rows(changed(models, validity=frame.assign(msv=math.nan)), "validity")
    assert "msv" not in nothing[0]
    assert "ave_msv" not in nothing[0]


def test_htmt(models: Content, models_en: Document) -> None:
    frame = models.measurement.htmt
    names = list(frame.columns)
    lower = [(a, b, chapter._lower(frame, a, b)) for i, a in enumerate(names) for b in names[:i]]
    found = rows(models_en, "htmt")
    for i, row in enumerate(found):
        for j, other in enumerate(names):
            if j <= i:
                assert row[other] == (chapter._lower(frame, names[i], other) if j < i else "")
    pairs = models.measurement.htmt_pairs.set_index(["construct_1", "construct_2"])
    shown = {frozenset(pair): (row["ci_lower"], row["ci_upper"]) for pair, row in pairs.iterrows()}
    for i, row in enumerate(found):
        for other in names[i + 1 :]:
            assert row[other] == Interval(*shown[frozenset((names[i], other))], 2)
    assert "[0." in formats.cell(found[0][names[1]], table(models_en, "htmt").columns[2])
    bare = rows(changed(models, htmt_pairs=models.measurement.htmt_pairs.drop(columns=["ci_upper"])), "htmt")
    assert {bare[0][other] for other in names} == {""}
    top = max(lower, key=lambda pair: pair[2])
    said = text_of(section(models_en, "discriminant"))
    assert f"{models.within(top[0], 'en')}–{models.within(top[1], 'en')}" in said
    assert number(top[2]) in said
    flipped = rows(changed(models, htmt=frame.T), "htmt")
    assert flipped == found


def test_htmt_of_085_fails(models: Content) -> None:
    frame = models.measurement.htmt.copy()
    a, b, c = frame.columns[:3]
    for one, other, value in ((a, b, 0.85), (a, c, 0.8499)):
        frame.loc[one, other] = frame.loc[other, one] = value
    said = text_of(section(changed(models, htmt=frame), "discriminant"))
    assert T("report.measurement.pair", a=models.within(b, "en"), b=models.within(a, "en"), value="0.850") in said
    failed = [line for line in said.split("\n") if "0.850" in line]
    assert failed
    assert not any(models.within(c, "en") in line.split("0.850")[0][-60:] for line in failed)


def test_intervals_of_htmt(models: Content, ordered: Content) -> None:
    pairs = models.measurement.htmt_pairs
    assert len(chapter.htmt_intervals(models)) == len(pairs)
    assert chapter.htmt_intervals(ordered) == []
    (text,) = chapter._htmt_intervals(models, T)
    top = pairs.loc[pairs["ci_upper"].idxmax()]
    assert number(top["ci_upper"]) in text.text
    assert models.within(top["construct_1"], "en") in text.text
    assert chapter._htmt_intervals(ordered, T) == []
    far = pairs.assign(ci_upper=np.where(np.arange(len(pairs)) < 2, 0.95, 0.2))
    made = real.but(models, measurement=dataclasses.replace(models.measurement, htmt_pairs=far))
    (text,) = chapter._htmt_intervals(made, T)
    pair = "–".join(models.within(far[f"construct_{i}"].iloc[0], "en") for i in (2, 1))
    assert text == T.p("report.measurement.htmt_intervals", largest=num(0.95), pair=pair, beyond=2)


def test_the_table_without_htmt_and_validity(models: Content) -> None:
    made = changed(models, htmt=None, validity=None)
    assert not has(made, "htmt")
    assert not has(made, "validity")
    assert has(made, "fornell_larcker")
    assert not has(changed(models, htmt=None, validity=None, fornell_larcker=None), "discriminant")


def test_what_the_stage_says_of_itself_comes_last_unless_a_note_says_it(demo: Content, ordered_en: Document) -> None:
    assert section(ordered_en, "measurement").blocks[-1].id == "measurement_notes"
    assert {one.key for one in demo.measurement.remarks} <= set(chapter.NOTED)
    assert chapter.build(demo, T).blocks[-1].id == "discriminant"


def test_no_table_of_items_repeats_another(models_en: Document) -> None:
    assert set(rows(models_en, "item_reliability")[0]) == {"item", "citc", "alpha_if_deleted"}


def test_cut_offs_are_those_of_one_place(models: Content) -> None:
    assert cutoffs.AVE.met(0.5) == "good"
    assert isinstance(rows(changed(models), "reliability")[0]["met"], Verdict)
    assert table(changed(models), "reliability").notes[0] == T("report.measurement.reliability_note")


def test_the_diagram_holds_every_loading(
    demo: Content, demo_en: Document, models: Content, models_en: Document
) -> None:
    for content, made in ((demo, demo_en), (models, models_en)):
        words = [text.replace("\n", " ") for text in texts(figure(made, "cfa_diagram").picture)]
        items = content.measurement.items
        assert set(items["item"]) <= set(words)
        assert {content.name(code, "en") for code in items["construct"]} <= set(words)
        wanted = Counter(number(value, 2) for value in items["loading"])
        if content.measurement.second_order is not None:
            wanted += Counter(number(value, 2) for value in content.measurement.second_order["loading"])
        assert Counter(word for word in words if word[:2] in ("0.", "1.")) == wanted


def test_scales_outside_the_model_have_their_alpha_too(demo: Content, models: Content) -> None:
    (said,) = chapter.outside(demo, Words("zh"))
    inside = set(demo.measurement.reliability["construct"])
    for construct in demo.questionnaire.first_order():
        assert (demo.within(construct.code, "zh") in said.text) == (construct.code not in inside)
    assert chapter.outside(models, T) == []
