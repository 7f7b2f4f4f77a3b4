"""What is said of scales: no cut-off is said to be met that one construct misses."""

from __future__ import annotations

import dataclasses

import pytest
from report import real

from tamkit.report import cutoffs
from tamkit.report.assembly import documents
from tamkit.report.cited import plain
from tamkit.report.content import Content
from tamkit.report.scales import criterion, items
from tamkit.report.tree import (
    Document,
    Figure,
    Section,
    Table,
    blocks_of,
    paragraphs_of,
)
from tamkit.report.words import Words

EN, ZH = Words("en"), Words("zh")


@pytest.mark.parametrize(
    ("values", "en", "zh"),
    [
        ((0.8, 0.9), "lies between 0.800 and 0.900, not below 0.70", "在 0.800 与 0.900 之间，均不低于 0.70"),
        ((0.7, 0.9), "not below 0.70", "均不低于 0.70"),
        ((0.65, 0.9), "below 0.70 for perceived usefulness (0.650)", "低于 0.70 的有感知有用性（0.650）"),
        ((0.65, 0.6), "below 0.70 for all", "均低于 0.70"),
        ((0.65,), "is 0.650, below 0.70 for it", "为 0.650，低于 0.70"),
        ((0.8,), "is 0.800, not below 0.70", "为 0.800，不低于 0.70"),
        ((None, 0.9), "is 0.900, not below 0.70", "为 0.900，不低于 0.70"),
    ],
)
def test_all_some_one_or_none_miss_a_criterion(
    models: Content, values: tuple[float | None, ...], en: str, zh: str
) -> None:
    rows = [{"construct": code, "cr": x} for code, x in zip(("PU", "PEOU"), values, strict=False)]
    for t, said in ((EN, en), (ZH, zh)):
        told = criterion(models, t, rows, "cr", cutoffs.CR)
        assert told.startswith("CR ")
        assert said in plain(told)
        assert "Hair et al., 2019" in told
    assert criterion(models, EN, [{"construct": "PU", "cr": None}], "cr", cutoffs.CR) == ""


def test_items_are_named_that_hold_their_scale_back(models: Content) -> None:
    def said(**columns: object) -> str:
        frame = models.measurement.items.assign(**columns)
        made = real.but(models, measurement=dataclasses.replace(models.measurement, items=frame))
        return items(made, ZH).text

    n = len(models.measurement.items)
    first, second = models.measurement.items["item"].iloc[:2]
    fine = {"citc": 0.4, "alpha_if_deleted": 0.5}
    assert "CITC 均不低于 0.40（吴明隆，2010）；删除任何一个题项，所在构念的 α 都不会提高。" in said(**fine)
    low = said(**fine | {"citc": [0.39, *[0.5] * (n - 1)]})
    assert f"CITC 低于 0.40 的题项有 {first}（" in low
    assert second not in low
    raised = said(**fine | {"alpha_if_deleted": [0.5, 0.99, *[0.5] * (n - 2)]})
    assert raised.endswith(f"；删除后所在构念的 α 会提高的题项有 {second}。")
    assert "删除任何" not in said(citc=0.5, alpha_if_deleted=float("nan"))


#: The chapters on scales, sample, fit and segments.
HERE = ("methods", "sample", "respondents", "items", "efa", "measurement", "competing_section", "common_method")
HERE += ("fit_section", "people")


def unnamed(made: Document, chapters: tuple[str, ...]) -> set[str]:
    """The tables and figures of some chapters, in body and appendix, that no sentence names."""
    blocks = list(blocks_of(made))
    named = {run.target for block in blocks for said in paragraphs_of(block) for run in said.runs}
    parts = [part for one in made.sections for part in (one, *one.blocks) if isinstance(part, Section)]
    own = [part for part in parts if part.id.removeprefix("more_") in chapters]
    here = {block.id for part in own for block in blocks_of(part) if isinstance(block, Table | Figure)}
    return {name for name in here - named if not name.startswith("likert_")}  # of those the first is named


@pytest.mark.parametrize("name", ["demo", "models"])
def test_a_thesis_names_every_table_and_figure_of_these_chapters(name: str, request: pytest.FixtureRequest) -> None:
    made = documents(request.getfixturevalue(name), "zh", ("thesis",))["thesis"]
    assert unnamed(made, HERE) == set()
    alone = Section("efa", "", (Table("alone", "", (), ()),))
    assert unnamed(dataclasses.replace(made, sections=(alone,)), HERE) == {"alone"}
