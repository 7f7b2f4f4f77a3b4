"""csv and tsv: separators, header records, blank and ragged rows, and quotation marks."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamkit.errors import DataError
from tamkit.survey.readers.delimited import HEAD, Delimited, from_arrow


def read(text, header_rows=1):
    return Delimited(text.encode(), "a.csv", "x/a.csv").table(header_rows)


def cells(table):
    return [column.to_list() for column in table.columns]


def key(text, header_rows=1):
    with pytest.raises(DataError) as caught:
        read(text, header_rows)
    return caught.value.message


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_the_separator_that_cuts_most(separator):
    found = Delimited(separator.join(["a x", "b", "c"]).encode() + b"\n" + separator.join("123").encode(), "a", "a")
    assert found.separator == separator
    assert cells(found.table(1)) == [["1"], ["2"], ["3"]]


def test_decimal_commas_do_not_beat_semicolons():
    assert Delimited(b"a;b;c\n1,5;2,5;3\n1,5;2;3\n", "a", "a").separator == ";"
    assert Delimited(b"one column\nof words\n", "a", "a").separator == ","


def test_excels_own_first_line_names_the_separator_and_counts_as_a_row():
    found = Delimited(b"sep=;\r\na;b\r\n1,2;3\r\n", "a", "a")
    assert found.separator == ";"
    assert found.table(1).rows.tolist() == [3]
    assert cells(found.table(1)) == [["1,2"], ["3"]]


def test_more_header_records_than_there_are():
    table = read("a,b\nA,B\n1,2\n", 2)
    assert table.header == (("a", "b"), ("A", "B"))
    assert table.rows.tolist() == [3]
    assert key("a,b\n1,2\n", 5).key == "survey.headers_without_responses"


def test_headers_of_unequal_length_are_filled():
    assert read("a,b\nA,B,C\n1,2,3\n", 2).header == (("a", "b", ""), ("A", "B", "C"))


def test_cells_with_separators_quotes_and_line_breaks():
    table = read('a,b\n"1,2","he said ""no"""\n"two\nlines",3\n')
    assert cells(table) == [["1,2", "two\nlines"], ['he said "no"', "3"]]
    assert table.rows.tolist() == [2, 3]


def test_blank_lines_keep_the_count_of_rows():
    table = read("a,b\n1,2\n\n3,4\n,\n5,6\n")
    assert table.rows.tolist() == [2, 4, 6]
    assert cells(table)[0] == ["1", "3", "5"]


def test_one_column_without_answers_in_between():
    table = read("a\n1\n\n2\n")
    assert cells(table) == [["1", "2"]]
    assert table.rows.tolist() == [2, 4]


def test_separators_too_many_or_too_few_at_the_end_of_a_row():
    assert cells(read("a,b\n1,2,,\n3,4\n")) == [["1", "3"], ["2", "4"]]
    assert cells(read("a,b,\n1,2\n3,4,5\n")) == [["1", "3"], ["2", "4"], ["", "5"]]


def test_ragged_rows_are_named():
    said = key("a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3\n")
    assert said.key == "survey.ragged_rows"
    assert (said.values["n"], said.values["fewest"], said.values["most"], said.values["width"]) == (2, 2, 4, 3)
    assert said.values["rows"].values["rows"] == (3, 4)
    assert key("a,b,c\n1,2\n").values["most"] is None


def test_a_quotation_mark_left_open_is_found():
    said = key('a,b\n1,2\n3,"4\n5,6\n')
    assert said.key == "survey.quotation_mark_open"
    assert said.values["row"] == 3


def test_a_quotation_mark_inside_a_cell_is_a_character():
    assert cells(read('a,b\n5" screen,2\n3,4\n')) == [['5" screen', "3"], ["2", "4"]]


@pytest.mark.parametrize("text", ["a,b\n", "a,b", "a,b\n\n\n", "a,b\n,\n \n,\n"])
def test_headers_alone(text):
    assert key(text).key in ("survey.headers_without_responses", "survey.file_blank")


@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff\n"])
def test_nothing(text):
    assert key(text or " ").key == "survey.file_blank"


def test_characters_lost_before_are_counted():
    found = Delimited("a,b\n\ufffd,\ufffd\ufffd\n".encode(), "a.csv", "a.csv")
    assert [note.key for note in found.notes] == ["survey.characters_lost"]
    assert found.notes[0].values["n"] == 3


def test_the_head_is_the_first_records():
    found = Delimited(("a,b\n" + "1,2\n" * 40).encode(), "a.csv", "x/a.csv")
    assert len(found.head.rows) == HEAD
    assert found.head.texts() == ("a", "b")
    assert found.table(1).n == 40


CELL = st.text("ab,;\"' \n", max_size=4)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6))
def test_what_the_csv_module_writes_comes_back(records):
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([("h1", "h2"), *records])
    kept = [row for row in records if any(cell.strip() for cell in row)]
    if not kept:
        return
    table = Delimited(out.getvalue().encode(), "a.csv", "a.csv").table(1).without_blank_rows()
    assert list(zip(*cells(table), strict=True)) == kept


@pytest.mark.parametrize(
    "column",
    [
        pa.chunked_array([["a", "b"], ["b", None]]),
        pa.chunked_array([pa.array(["a", "b"]).dictionary_encode(), pa.array(["b", None]).dictionary_encode()]),
        pa.chunked_array([pa.array(["a", "b", "b", None]).dictionary_encode()]),
        pa.chunked_array([["a", "b", "b", None]]),
    ],
)
def test_columns_of_arrow(column):
    found = from_arrow(column)
    assert found.to_list() == ["a", "b", "b", None]
    assert found.codes.dtype == np.int32


@pytest.mark.parametrize("above", ["\n", "\r\n \r\n", "\n\t\t\n\n", "sep=,\n\n"])
def test_blank_lines_above_the_header_are_no_header(above):
    """An IndexError at 0.1.0."""
    table = read(above + "a,b\n1,2\n3,4\n")
    assert table.header == (("a", "b"),)
    assert cells(table) == [["1", "3"], ["2", "4"]]
    assert table.rows.tolist() == [above.count("\n") + 2, above.count("\n") + 3]
