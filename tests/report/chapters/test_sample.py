"""From what was received to what is valid."""

from __future__ import annotations

import dataclasses

import pytest
from report import real
from report.drawn import texts
from report.reading import column, figure, has, rows, section, table, text_of

from tamkit.report import formats
from tamkit.report.chapters import sample as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Document
from tamkit.report.words import Words

T = Words("en")


def test_the_flow_step_by_step(models: Content, models_en: Document) -> None:
    flow = models.clean.flow
    found = rows(models_en, "sample_flow")
    received = flow["remaining"].iloc[0]
    assert [row["remaining"] for row in found] == flow["remaining"].tolist()
    assert [row["share"] for row in found] == pytest.approx((100 * flow["remaining"] / received).tolist())
    assert found[0]["excluded"] is found[-1]["excluded"] is None
    assert found[0]["flagged_n"] is found[-1]["flagged_n"] is None
    assert [row["excluded"] for row in found[1:-1]] == flow["excluded"].tolist()[1:-1]
    assert [row["flagged_n"] for row in found[1:-1]] == flow["flagged"].tolist()[1:-1]
    assert sum(row["excluded"] for row in found[1:-1]) == received - models.clean.n


def test_the_flow_in_words(models: Content, models_en: Document) -> None:
    received = int(models.clean.flow["remaining"].iloc[0])
    said = section(models_en, "flow").blocks[0].text
    for part in (received, received - models.clean.n, models.clean.n, formats.percent(100 * models.clean.n / received)):
        assert str(part) in said


def test_steps_are_rules_or_the_two_ends(models: Content, models_en: Document) -> None:
    shown = [row["step"] for row in rows(models_en, "sample_flow")]
    assert shown == [T("report.step", step=reason) for reason in models.clean.flow["reason"]]
    assert (shown[0], shown[-1]) == ("Received", "Valid")
    assert len(set(shown)) == len(shown)


def test_the_chart_shows_what_excluded_somebody(models: Content, models_en: Document) -> None:
    flow = models.clean.flow
    words = texts(figure(models_en, "sample_flow_figure").picture)
    for row in flow.iloc[1:-1].to_dict("records"):
        name = T("report.step", step=row["reason"])
        assert any(word.startswith(name) for word in words) == bool(row["excluded"])


def test_rules_with_limits_hits_and_use(models: Content, models_en: Document) -> None:
    clean = models.clean
    flags = clean.flags
    shown = {row["rule"]: row for row in rows(models_en, "screening_rules")}
    wanted = [
        name for name in chapter.RULES if getattr(clean.rules, name, None) is not None and f"flag_{name}" in flags
    ]
    assert list(shown) == [T("report.step", step=name) for name in wanted]
    uses = set()
    for name in wanted:
        row = shown[T("report.step", step=name)]
        assert row["limit"] == T("report.limit", rule=name, value=f"{getattr(clean.rules, name):.3g}")
        if name in clean.not_checked:
            assert row["flagged"] is row["flagged_share"] is None
        else:
            hit = int(flags[f"flag_{name}"].sum())
            assert row["flagged"] == hit
            assert row["flagged_share"] == pytest.approx(100 * hit / len(flags))
        use = (
            "exclude"
            if name in clean.rules.exclude
            else "second"
            if name in clean.rules.exclude_with_second
            else "flag"
        )
        assert row["use"] == T("report.sample.use", use=use)
        uses.add(use)
    assert {"exclude", "flag"} <= uses


def test_rules_without_data_are_noted(models: Content, models_en: Document) -> None:
    clean = models.clean
    assert len(table(models_en, "screening_rules").notes) == (1 if clean.not_checked else 0)
    made = real.but(models, clean=dataclasses.replace(clean, not_checked=("attention",)))
    document = chapter.build(made, T)
    step = T("report.step", step="attention")
    assert table(document, "screening_rules").notes == (T("report.sample.not_checked", list=step),)
    at = column(document, "screening_rules", "rule").index(step)
    assert rows(document, "screening_rules")[at]["flagged"] is None
    none = real.but(models, clean=dataclasses.replace(clean, not_checked=()))
    assert table(chapter.build(none, T), "screening_rules").notes == ()


def test_without_times_there_is_no_screening_figure(models: Content, models_en: Document) -> None:
    assert has(models_en, "screening_figure")
    flags = models.clean.flags
    empty = flags.assign(seconds_per_item=float("nan"))
    for changed in (empty, flags.drop(columns="seconds_per_item")):
        made = real.but(models, clean=dataclasses.replace(models.clean, flags=changed))
        assert not has(chapter.build(made, T), "screening_figure")


def test_what_screening_says_is_listed(models: Content) -> None:
    made = real.but(models, clean=dataclasses.replace(models.clean, notes=("one.", "two.")))
    assert text_of(chapter.build(made, T)).endswith("one.\ntwo.")


def test_what_was_not_checked_is_not_nought() -> None:
    """Without times and checks in the file nobody is known to have been too fast or to have failed."""
    flow = [
        {"reason": "received", "flagged": 0, "excluded": 0, "remaining": 9},
        {"reason": "attention", "flagged": 0, "excluded": 0, "remaining": 9},
        {"reason": "missing", "flagged": 0, "excluded": 0, "remaining": 9},
        {"reason": "valid", "flagged": 0, "excluded": 0, "remaining": 9},
    ]
    made = chapter.flow_table(flow, ["a", "b", "c", "d"], 9, Words("en"), ("attention",))
    assert [row.cells[1:3] for row in made.rows] == [(None, None), (None, None), (0, 0), (None, None)]
