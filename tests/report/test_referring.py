"""Every number of a sentence that a table holds is written as it stands there, and refers to it."""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tamkit.report import document, formats, referring
from tamkit.report.assembly import documents
from tamkit.report.cited import Cited
from tamkit.report.content import Content
from tamkit.report.referring import Cells, told
from tamkit.report.tree import (
    Below,
    Beside,
    Column,
    Document,
    Interval,
    Pvalue,
    Row,
    Starred,
    Table,
    runs_of,
    tables,
)

REPORT = Path(referring.__file__).parent


def made(*cells: object, kind: str = "number", digits: int = 3, name: str = "t") -> Table:
    column = Column("x", "", kind, digits)  # type: ignore[arg-type]
    return Table(name, "", (column,), tuple(Row((cell,)) for cell in cells))  # type: ignore[arg-type]


def test_examples_in_the_docstrings_run() -> None:
    assert doctest.testmod(referring).failed == 0


@pytest.mark.parametrize(
    ("cell", "kind", "digits", "number", "text"),
    [
        (0.123456, "number", 2, Cited("0.123", 0.123456, "number"), "0.12"),
        (Starred(0.123456, 0.01), "number", 3, Cited("0.12", 0.123456, "number"), "0.123"),
        (Beside(-1.23456, 0.01), "number", 3, Cited("−1.23†", -1.23456, "beta"), "−1.235†"),
        (Interval(0.123456, 0.5), "number", 2, Cited("0.123", 0.123456, "number"), "0.12"),
        (43.5123, "percent", 2, Cited("43.5%", 43.5123, "percent"), "43.51%"),
        (43.5123, "percent", 2, Cited("43.5%", 0.435123, "%"), "43.51%"),
        (0.435123, "number", 3, Cited("43.51%", 0.435123, "%"), "43.5%"),
        (0.435123, "number", 3, Cited("43.51%", 43.5123, "percent"), "43.5%"),
        (0.031234, "p", 3, Cited("p = .031", 0.031234, "phrase"), "p = .031"),
        (Beside(0.5, 0.031234), "number", 3, Cited("p = .031", 0.031234, "phrase"), "p = .031"),
        (Pvalue(0.031234), "number", 3, Cited("p = .031", 0.031234, "phrase"), "p = .031"),
        (Below(0.000312345, 0.001), "p", 3, Cited("< .001", 0.000312345, "p"), "< .001"),
    ],
)
def test_a_number_is_written_as_its_cell_has_it(cell: object, kind: str, digits: int, number: Cited, text: str) -> None:
    place = Cells([made(cell, kind=kind, digits=digits)]).find(number, ((),))
    assert place is not None
    assert (told(number, place), place.anchor) == (text, "t.0.0")


def test_the_table_that_the_sentence_names_goes_before_others() -> None:
    cells = Cells([made(0.123456, name="a"), made(0.123456, digits=2, name="b"), made(0.123456, digits=1, name="c")])
    number = Cited("", 0.123456, "number")

    def of(*near: tuple[str, ...]) -> str:
        place = cells.find(number, near)
        assert place is not None
        return place.table

    assert (of(("c",), ("b",)), of((), ("b",)), of((), ())) == ("c", "b", "a")


def test_of_two_cells_the_one_in_the_column_of_that_name() -> None:
    columns = (Column("direct", "", "number"), Column("total", "", "number"))
    cells = Cells([Table("t", "", columns, (Row((0.123456, 0.123456)),))])
    for name, at in (("total", "t.0.1"), ("direct", "t.0.0"), ("", "t.0.0")):
        place = cells.find(Cited("", 0.123456, "number", name), (("t",),))
        assert place is not None
        assert place.anchor == at


def test_of_tables_that_nobody_named_one_with_the_same_digits() -> None:
    cells = Cells([made(915.99437, digits=1, name="a"), made(915.99437, digits=3, name="b")])
    for text, table in (("915.994", "b"), ("916.0", "a"), ("916", "a")):
        place = cells.find(Cited(text, 915.99437, "number"), ((), ()))
        assert place is not None
        assert place.table == table
    named = cells.find(Cited("915.994", 915.99437, "number"), (("a",),))
    assert named is not None
    assert named.table == "a"


def test_a_round_number_is_of_the_named_table_alone_and_a_p_no_estimate() -> None:
    cells = Cells([made(0.5, 0.031234)])
    assert cells.find(Cited("", 0.5, "number"), ((), ("t",))) is None
    assert cells.find(Cited("", 0.5, "number"), (("t",),)) is not None
    assert cells.find(Cited("", 0.031234, "phrase"), (("t",),)) is None
    assert cells.find(Cited("", 0.9, "number"), (("t",),)) is None


def shown(made: Document) -> dict[str, str]:
    """What each cell prints, by its anchor."""
    return {
        referring.anchor(table.id, i, j): formats.cell(cell, column)
        for table in tables(made)
        for i, row in enumerate(table.rows)
        for j, (cell, column) in enumerate(zip(row.cells, table.columns, strict=False))
    }


@pytest.mark.parametrize("name", ["models", "ordered", "demo"])
@pytest.mark.parametrize("layout", ["brief", "thesis", "full"])
def test_what_a_sentence_says_stands_so_in_the_cell(name: str, layout: str, request: pytest.FixtureRequest) -> None:
    content: Content = request.getfixturevalue(name)
    for lang in ("zh", "en"):
        found = documents(content, lang, (layout,))[layout]
        cells = shown(found)
        referred = [run for run in runs_of(found) if run.cell]
        assert len(referred) >= {"brief": 15, "thesis": 60, "full": 60}[layout]
        for run in referred:
            bare = run.text.removeprefix("p ").removeprefix("= ").removesuffix("%")
            assert bare in cells[run.cell], (run.text, run.cell, cells[run.cell])


def test_most_numbers_of_a_whole_report_are_references(demo: Content) -> None:
    numbers = [run for run in runs_of(document(demo, "en")) if run.cited is not None]
    assert sum(bool(run.cell) for run in numbers) >= 0.65 * len(numbers)


# -- no sentence formats a number by itself ------------------------------------------------------------------------

#: Of cells and headings, of whole numbers, and of the least p that draws tell: numbers that no table holds.
CELLS = {"cell", "integer", "is_numeric", "stars", "p_value", "MISSING", "MINUS", "BEYOND"}


def calls(path: Path) -> Iterator[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "formats":
            yield node.attr, node.lineno
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = ast.unparse(node.format_spec)
            if re.search(r"\.[1-9]\d*[f%]", spec):
                yield spec, node.lineno


@pytest.mark.parametrize(
    "path", [*sorted((REPORT / "chapters").glob("*.py")), REPORT / "sentences.py"], ids=lambda path: path.stem
)
def test_chapters_write_numbers_by_spoken_alone(path: Path) -> None:
    assert [(path.name, *call) for call in calls(path) if call[0] not in CELLS] == []
