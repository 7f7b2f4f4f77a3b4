"""Tables as csv: every digit, no formula."""

from __future__ import annotations

import csv
import io
import re

import pytest
from report import sample

from tamkit.report import csvs, tree
from tamkit.report.content import Content
from tamkit.report.tree import Below, Beside, Column, Document, Interval, Row, Starred, Table, Verdict, tables


def read(table: Table) -> list[list[str]]:
    data = csvs.render(table)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_every_digit_is_kept_and_two_numbers_take_two_columns() -> None:
    columns = (Column("name", "Name", stub=True), Column("b", "B", "number"), Column("ci", "CI", "number"))
    cells = ("=1+1", Starred(1 / 3, 0.02), Interval(0.1, 0.25))
    got = read(Table("t", "c", columns, (Row(heading="+group"), Row(cells))))
    assert got[0] == ["group", "name", "b", "b_p", "ci_lower", "ci_upper"]
    assert got[1] == ["'+group", "'=1+1", repr(1 / 3), "0.02", "0.1", "0.25"]


def test_the_sample_s_table() -> None:
    head, *body = read(sample.results())
    assert head == ["group", "path", "n", "share", "b", "b_p", "ci_lower", "ci_upper", "p", "met"]
    assert body[1] == ["Paths | of *intention*", "PR → INT", "7", "3.0", "-0.2", "", "", "", "1e-05", "no"]
    assert body[2][2:6] == ["", "", "", ""]
    assert body[3][0] == "Others"


def test_cells_of_other_kinds_in_the_same_column() -> None:
    assert csvs.cells({Interval, str}, "a") == ["a", None]
    assert csvs.cells({Starred, float}, 2.0) == [2.0, None]
    assert csvs.cells({Starred}, Starred(1.0, None)) == [1.0, None]
    assert csvs.cells({Verdict}, Verdict("=no", "bad")) == ["'=no"]
    assert csvs.cells({float}, float("nan")) == [None]
    assert csvs.cells({Beside}, Beside(0.3, 0.04)) == [0.3, 0.04]
    assert csvs.cells({Below, float}, Below(0.0019, 0.002)) == [0.0019]
    with pytest.raises(TypeError, match="Starred"):
        csvs._plain(Starred(1.0, None))


def test_numbers_of_a_report_come_back_as_they_were(models: Content, models_en: Document) -> None:
    paths = next(table for table in tables(models_en) if table.id == "paths")
    head, *body = read(paths)
    frame = models.drivers.main.table
    wanted = frame.loc[(frame["op"] == "~") & frame["lhs"].isin(models.drivers.main.latent), "est"].tolist()
    assert [float(row[head.index("b")]) for row in body] == wanted


def test_tables_without_groups_have_no_group_column() -> None:
    assert read(Table("t", "c", (Column("a", "A"),), (Row((1,)),))) == [["a"], ["1"]]


def test_every_csv_that_a_sentence_names_is_written(demo_zh: Document, demo_en: Document, models_en: Document) -> None:
    for made in (demo_zh, demo_en, models_en):
        written = {table.id for table in (*tables(made), *tree.asides(made))}
        texts = ["".join(run.text for run in tree.runs_of(made))]
        for block in tree.blocks_of(made):
            texts += getattr(block, "notes", ())
            texts.append(getattr(block, "alt", ""))
        named = {one for text in texts for one in re.findall(r"tables/(\w+)\.csv", text)}
        assert named <= written
