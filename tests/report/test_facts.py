"""Facts: every number is there, with its name and its cut-off, and not one sentence."""

from __future__ import annotations

import pytest
from report import sample

from tamkit.messages import Message
from tamkit.report import cutoffs, facts, formats, md, tree
from tamkit.report.tree import Bullets, Column, Document, Note, Paragraph, Row, Section, Table, blocks_of
from tamkit.report.words import Words


@pytest.fixture(scope="module")
def told(models_zh: Document) -> str:
    return facts.render(models_zh).decode()


def test_every_number_of_every_table_is_there(models_zh: Document, told: str) -> None:
    counted = 0
    for table in tree.tables(models_zh):
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=False):
                shown = md.text(formats.cell(cell, column))
                if formats.is_numeric(column) and not column.stub and shown not in ("", formats.MISSING):
                    assert f"{md.text(column.title)} {shown}" in told
                    counted += 1
    assert counted > 500


def test_every_table_and_figure_has_a_blank(models_zh: Document, told: str) -> None:
    found = [table for table in tree.tables(models_zh) if facts._numbers(table)]
    blank = Message("report.facts.blank").say("zh")
    assert told.count(blank) == len(found) + len(tree.figures(models_zh))
    for node in (*found, *tree.figures(models_zh)):
        assert f"# {md.text(f'{node.label} {node.caption}')}\n" in told


def test_no_sentence_of_the_report_is_there(models_zh: Document, told: str) -> None:
    sentences = [block.text for block in blocks_of(models_zh) if isinstance(block, Paragraph)]
    sentences += [item.text for block in blocks_of(models_zh) if isinstance(block, Bullets) for item in block.items]
    sentences += [
        part.text
        for block in blocks_of(models_zh)
        if isinstance(block, Note)
        for part in block.blocks
        if isinstance(part, Paragraph)
    ]
    sentences += [note for table in tree.tables(models_zh) for note in table.notes]
    assert len(sentences) > 80
    assert not [text for text in sentences if md.text(text) in told]


def test_numbers_stand_beside_their_cut_offs_and_these_beside_their_works(told: str) -> None:
    assert "Cronbach α ≥ 0.70 / ≥ 0.60（Nunnally &amp; Bernstein, 1994；Hair et al., 2019）" in told
    assert "AVE 0." in told
    line = next(line for line in told.splitlines() if "Cronbach α 0." in line and line.startswith("- "))
    assert "（≥ 0.70 / ≥ 0.60）" in line


@pytest.mark.parametrize(
    ("table", "key", "kind", "expected"),
    [
        ("reliability", "cr", "number", cutoffs.CR),
        ("comparison", "cfi_robust", "number", cutoffs.FIT["cfi"]),
        ("htmt", "PU", "number", cutoffs.HTMT),
        ("htmt", "n", "integer", None),
        ("reliability", "cr", "text", None),
        ("fit", "cfi_diff", "number", None),
    ],
)
def test_the_cut_off_of_a_column(table: str, key: str, kind: tree.Kind, expected: object) -> None:
    assert facts.cutoff_of(Table(table, "", (), ()), Column(key, key, kind)) is expected


def test_headings_of_rows_and_long_tables() -> None:
    long = Table("long", "Long", (Column("a", "A", stub=True), Column("b", "B", "number")), (Row(("x", 1.0)),))
    made = sample.document(more=(Section("e", "E", (), aside=(long,)), Section("f", "F", ())))
    text = facts.render(made).decode()
    assert (
        "\n\n**Paths | of \\*intention\\***\n\n- **PU → INT**: n 12; Share 43.5%; B 0.333".replace("|", "\\|") in text
    )
    assert "More: `tables/long.csv`" in text
    assert "Third" not in text
    assert "F" not in [line.strip("# ") for line in text.splitlines()]
    assert "SIMULATED DATA" in text


def test_a_bound_there_is_only_one_of() -> None:
    assert facts.bounds(cutoffs.AVE) == "≥ 0.50"
    assert facts.bounds(cutoffs.FIT["nfi"]) == "≥ 0.90"
    assert facts.bounds(cutoffs.FIT["aic"]) == ""
    assert facts._held_against(Table("x", "", (Column("aic", "AIC", "number"),), ()), Words("en")) == []
