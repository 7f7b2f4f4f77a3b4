"""csv and tsv: encoding, separator, header records, then the body straight into dictionary-encoded columns.

pyarrow reads the body (a million rows in seconds); whatever it stumbles over is read again record by record, which
is slower but says which row is wrong.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tamkit.errors import DataError, InputError
from tamkit.messages import Message
from tamkit.survey.readers.encoding import decode
from tamkit.survey.readers.limits import check_columns
from tamkit.survey.readers.table import Cell, Cells, Head, RawTable, Rows, factorize, spell_rows

_SEPARATORS = (",", "\t", ";", "|")
HEAD = 12
csv.field_size_limit(10_000_000)


class Delimited:
    """One csv or tsv file: its first records, and the table once the number of header rows is known."""

    def __init__(self, data: bytes, name: str, path: str, notes: tuple[Message, ...] = ()) -> None:
        self.name, self.path, self.notes = name, path, notes
        text, self.encoding = decode(data, name)
        # Files of one row may end in "\r" alone (old Macs); everything below knows "\n".
        if "\r" in text and "\n" not in text:
            text = text.replace("\r", "\n")
        # Excel's own first line, "sep=;", names the separator.
        said = re.match(r"sep=(.)\r?\n", text)
        self.before = 1 if said else 0
        text = text[said.end() :] if said else text
        above = re.match(r"(?:[ \t]*\r?\n)+", text)  # lines with nothing on them, as a workbook may have rows
        if above and text[above.end() :]:
            self.before += above[0].count("\n")
            text = text[above.end() :]
        self.text = text
        lost = text.count("\ufffd")
        if lost:
            self.notes += (Message("survey.characters_lost", name=name, n=lost),)
        if not text.strip():
            raise DataError("survey.file_blank", name=name)
        self.separator = said[1] if said else _separator(text, name)
        rows, self._ends = _first_records(text, self.separator, name)
        check_columns(max(len(row) for row in rows), name)
        self.head = Head(path, "csv", tuple(tuple(row) for row in rows))

    def table(self, header_rows: int) -> RawTable:
        """The whole table below ``header_rows`` header records."""
        header_rows = min(header_rows, len(self.head.rows))
        header = [list(map(str, row)) for row in self.head.rows[:header_rows]]
        width = max(len(row) for row in header)
        header = [row + [""] * (width - len(row)) for row in header]
        body = self.text[self._ends[header_rows - 1] :]
        if not body.strip("\r\n"):
            raise DataError("survey.headers_without_responses", place=self.name)
        exact = body.count('"') % 2 == 1 or "\n\n" in body or "\n\r\n" in body
        done = None if exact else _fast(body, width, self.separator)
        if done is None:
            named = max(
                (position + 1 for row in header for position, cell in enumerate(row) if cell.strip()), default=1
            )
            columns, rows = _careful(body, width, named, self.separator, header_rows + self.before, self.name)
        else:
            columns = done
            rows = np.arange(len(columns[0]), dtype=np.int64) + header_rows + self.before + 1
        names = tuple(tuple(row) for row in header)
        return RawTable(self.path, "csv", names, columns, rows, encoding=self.encoding, notes=self.notes)


def _separator(text: str, name: str) -> str:
    """The separator that cuts the first records into the most columns, equally many in each."""
    best, score = ",", (0.0, 0.0)
    for separator in _SEPARATORS:
        try:
            widths = [len(row) for row in _first_records(text[:400_000], separator, name)[0] if row]
        except InputError:
            continue
        if not widths:
            continue
        alike = widths.count(widths[0]) / len(widths)
        found = (alike * min(widths[0], 3), float(widths[0]))
        if widths[0] > 1 and found > score:
            best, score = separator, found
    return best


def _first_records(text: str, separator: str, name: str) -> tuple[list[list[Cell]], list[int]]:
    """The first records, and where each ends in the text (cells may hold line breaks)."""
    rows: list[list[Cell]] = []
    ends: list[int] = []
    position = 0

    def lines() -> Iterator[str]:
        nonlocal position
        while position < len(text):
            end = text.find("\n", position)
            end = len(text) if end < 0 else end + 1
            line, position = text[position:end], end
            yield line

    reader = csv.reader(lines(), delimiter=separator)
    try:
        for row in reader:
            rows.append(list(row))
            ends.append(position)
            if len(rows) == HEAD:
                break
    except csv.Error as error:
        raise DataError("survey.row_unreadable", name=name, row=len(rows) + 1, reason=error) from None
    return rows, ends


def _fast(body: str, width: int, separator: str) -> tuple[Cells, ...] | None:
    """Columns by pyarrow, or None when a record does not have ``width`` cells."""
    import pyarrow as pa
    import pyarrow.csv as pc

    names = [str(position) for position in range(width)]
    kind = pa.dictionary(pa.int32(), pa.string())
    data = body.encode("utf-8")
    if width == 1:
        return None  # pyarrow takes an empty line of a one-column file for no record
    try:
        table = pc.read_csv(
            io.BytesIO(data),
            read_options=pc.ReadOptions(column_names=names, block_size=max(1 << 24, 4 * _longest(data))),
            parse_options=pc.ParseOptions(delimiter=separator, newlines_in_values=True),
            convert_options=pc.ConvertOptions(column_types=dict.fromkeys(names, kind), strings_can_be_null=False),
        )
    except pa.ArrowException:  # read again, record by record
        return None
    return tuple(from_arrow(table.column(position)) for position in range(width))


def _longest(data: bytes) -> int:
    """An upper bound for a record: quoted cells hold line breaks, so only files with quotes need a larger one."""
    return 1 << 24 if b'"' in data else 0


def from_arrow(column: Any) -> Cells:
    """A pyarrow column as `Cells` (dictionary-encoding it where it is not yet)."""
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    whole = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.unify_dictionaries().combine_chunks()
    values = whole.dictionary.to_pylist()
    codes = whole.indices.cast(pa.int32())
    if codes.null_count:
        values = [*values, None]
        codes = codes.fill_null(len(values) - 1)
    return Cells(codes.to_numpy(zero_copy_only=False).astype(np.int32, copy=False), tuple(values))


def _careful(
    body: str, width: int, named: int, separator: str, header_rows: int, name: str
) -> tuple[tuple[Cells, ...], Rows]:
    """Columns record by record: blank lines are left out (row numbers keep counting), ragged rows are an error.

    Empty cells beyond the header, and none under headers without a name (from ``named`` on), do no harm.
    """
    records: list[list[str]] = []
    rows: list[int] = []
    bad: list[tuple[int, int]] = []
    for number, record in enumerate(_records(body, separator, header_rows, name), start=header_rows + 1):
        if not any(cell.strip() for cell in record):
            continue
        if len(record) > width and not any(cell.strip() for cell in record[width:]):
            record = record[:width]
        elif named <= len(record) < width:
            record = record + [""] * (width - len(record))
        if len(record) != width:
            bad.append((number, len(record)))
        else:
            records.append(record)
            rows.append(number)
    if bad:
        _refuse_ragged(bad, width, name)
    if not records:
        raise DataError("survey.headers_without_responses", place=name)
    return tuple(factorize(column) for column in zip(*records, strict=True)), np.asarray(rows, dtype=np.int64)


def _records(body: str, separator: str, header_rows: int, name: str) -> Iterator[list[str]]:
    _check_closed(body, separator, header_rows, name)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    count = header_rows
    try:
        for record in reader:
            count += 1
            yield record
    except csv.Error as error:
        raise DataError("survey.row_unreadable", name=name, row=count + 1, reason=error) from None


def _check_closed(body: str, separator: str, header_rows: int, name: str) -> None:
    """A quotation mark that never closes swallows the rest of the file into one cell: found by strict reading."""
    if body.count('"') % 2 == 0:
        return
    count = header_rows
    try:
        for _ in csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True):
            count += 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise DataError("survey.quotation_mark_open", name=name, row=count + 1) from None


def _refuse_ragged(bad: Sequence[tuple[int, int]], width: int, name: str) -> None:
    rows = [row for row, _ in bad]
    found = sorted({count for _, count in bad})
    raise DataError(
        "survey.ragged_rows",
        name=name,
        rows=spell_rows(rows[:6], len(rows)),
        n=len(rows),
        fewest=found[0],
        most=found[-1] if len(found) > 1 else None,
        width=width,
    )
