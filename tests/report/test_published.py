"""One published figure is one, however many readings its words and its counts have."""

from __future__ import annotations

import dataclasses

import pandas as pd
from report import real

from tamkit.report import published
from tamkit.report.content import Content


def test_two_readings_of_the_words_are_one_figure(battery: Content) -> None:
    found = published.figures(battery)
    held = battery.findings.battery
    assert len(found) == len(held.references) - 1
    (worded,) = [one for one in found if one.worded]
    assert {one.id for one in worded.readings} == {"three_or_more_products", "more_than_three_products"}
    assert worded.counts
    assert [one.count for one in worded.readings] == ["48/258", "24/129"] * 2


def test_every_comparison_is_a_reading_of_one_figure(battery: Content) -> None:
    held = battery.findings.battery
    readings = [one for figure in published.figures(battery) for one in figure.readings]
    alone = [one for one in readings if not one.counted]
    assert len(readings) - len(alone) == len(held.published)
    assert {one.id for one in alone} == set(held.references["id"]) - set(held.published["id"])
    assert all(one.count is None and one.test is one.share for one in alone)


def test_a_figure_differs_whatever_the_reading_or_only_in_some(battery: Content) -> None:
    held = battery.findings.battery
    for p, differs, mixed in (((0.01, 0.02), True, 0), ((0.01, 0.2), False, 1), ((0.3, 0.2), False, 0)):
        tests = [
            {"id": "ever_overdue", "reading": i, "published_n": 1, "published_base": 2, "p_holm": one}
            for i, one in enumerate(p)
        ]
        rows = held.references[held.references["id"] == "ever_overdue"]
        less = dataclasses.replace(held, references=rows, published=pd.DataFrame(tests))
        (figure,) = published.figures(real.but(battery, battery=less))
        assert (figure.differs, len(figure.mixed)) == (differs, mixed)


def test_families_are_those_that_were_adjusted(battery: Content) -> None:
    held = battery.findings.battery
    sizes = held.published.groupby("reading").size().tolist()
    assert published.families(battery) == (sizes, len(held.references))
    none = dataclasses.replace(held, published=None)
    assert published.families(real.but(battery, battery=none)) == ([], len(held.references))
    assert published.figures(real.but(battery, battery=None)) == []
    assert published.families(real.but(battery, battery=None)) == ([], 0)


def test_nothing_is_judged_by_a_rough_figure(battery: Content) -> None:
    held = battery.findings.battery
    low = dataclasses.replace(held, references=held.references.assign(p_holm=0.001), published=None)
    found = published.figures(real.but(battery, battery=low))
    (rough,) = [one for one in found if one.approximate]
    assert rough.readings[0].id == "never_applied_credit_card"
    assert rough.readings[0].differs
    assert not rough.differs
    assert rough.mixed == ()
    assert all(one.differs for one in found if one is not rough)
