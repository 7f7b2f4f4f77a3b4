"""The one list of tables and figures."""

from __future__ import annotations

import doctest

import pytest

from tamkit.errors import OptionError
from tamkit.report import matrix, tree
from tamkit.report.tree import Document


def test_examples() -> None:
    assert doctest.testmod(matrix).failed == 0


def test_every_table_and_figure_of_the_demo_is_on_one_line(demo_en: Document, battery_en: Document) -> None:
    """But for what no one asks for by number: answers, provenance, checklists."""
    named = [pattern for entry in matrix.ENTRIES for pattern in (*entry.shown, *entry.more)]
    free = ("answer_", "provenance", "hashes", "versions", "jars", "loadings_figure", "reliability_figure")
    for document in (demo_en, battery_en):
        for block in (*tree.tables(document), *tree.figures(document)):
            found = matrix._matches(block.id, named)
            assert found or block.id.startswith(free), block.id


def test_codes_are_those_of_the_field() -> None:
    assert {entry.code for entry in matrix.ENTRIES} == {f"T{i}" for i in range(1, 23)} | {f"F{i}" for i in range(1, 11)}


def test_an_unknown_code_names_those_there_are() -> None:
    with pytest.raises(OptionError, match="T13"):
        matrix.chosen("T99", ["paths"])
