from __future__ import annotations

import doctest
import importlib

import pytest

from tamkit.report import formats, numbering, tree
from tamkit.report.tree import Column, Document, Interval, Paragraph, Row, Run, Section, Starred, Table, Verdict

MODULES = "tree formats cutoffs md tex pdf csvs docx_parts"


@pytest.mark.parametrize("name", MODULES.split())
def test_examples_in_the_docstrings_run(name):
    assert doctest.testmod(importlib.import_module(f"tamkit.report.{name}")).failed == 0


def test_a_value_is_never_read_for_marks():
    made = tree.paragraph("**n** = {n}", n="**<b>** [[x]] {y}")
    assert made.runs == (Run("n", "strong"), Run(" = **<b>** [[x]] {y}"))


def test_tables_and_figures_are_numbered_and_referred_to():
    table = Table("t", "caption", (Column("a", "A", stub=True),), (Row(("x",)),))
    text = tree.paragraph("see [[t]]")
    inner = Section("inner", "Inner", (table,))
    made = numbering.numbered(Document("en", "d", "", (Section("s", "S", (text, inner)),)))
    assert isinstance(made.sections[0].blocks[0], Paragraph)
    assert made.sections[0].blocks[0].text == "see Table 1"
    assert made.sections[0].blocks[1].heading == "1.1 Inner"
    assert tree.tables(made)[0].label == "Table 1"


def test_tables_aside_are_of_no_page_and_have_no_number():
    table, page = (Table(name, "caption", (Column("a", "A", stub=True),), ()) for name in ("aside", "page"))
    made = numbering.numbered(
        Document("en", "d", "", (Section("s", "S", (Section("i", "I", (page,), aside=(table,)),)),))
    )
    assert [one.id for one in tree.asides(made)] == ["aside"]
    assert [one.id for one in tree.tables(made)] == ["page"]
    assert tree.asides(made)[0].label == ""


def test_a_reference_to_nothing_and_a_name_given_twice_are_errors():
    table = Table("t", "caption", (Column("a", "A", stub=True),), ())
    with pytest.raises(KeyError):
        numbering.numbered(Document("zh", "d", "", (Section("s", "S", (tree.paragraph("[[gone]]"),)),)))
    with pytest.raises(ValueError, match="two tables"):
        numbering.numbered(Document("zh", "d", "", (Section("s", "S", (table, table)),)))


def test_a_row_must_fill_the_columns():
    with pytest.raises(ValueError, match="2 cells under 1 columns"):
        Table("t", "c", (Column("a", "A"),), (Row(("x", 1)),))


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (0.12345, "number", "0.123"),
        (-0.5, "number", "−0.500"),
        (float("nan"), "number", "—"),
        (None, "number", "—"),
        (3, "number", "3"),
        (2.0, "integer", "2"),
        (43.511, "percent", "43.511%"),
        (0.0004, "p", "< .001"),
        (Starred(0.2, 0.03), "number", "0.200*"),
        (Interval(-0.1, 0.2), "number", "[−0.100, 0.200]"),
        (Verdict("No", "bad"), "decision", "No"),
    ],
)
def test_cells_as_people_read_them(value, kind, shown):
    assert formats.cell(value, Column("k", "K", kind)) == shown
