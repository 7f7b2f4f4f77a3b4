"""Files that keep columns: parquet, SPSS .sav/.zsav, Stata .dta. Values come with names, labels and missing codes."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tamkit.errors import DataError, InputError
from tamkit.foreign import guarded, in_a_line
from tamkit.messages import Message
from tamkit.survey.readers.delimited import from_arrow
from tamkit.survey.readers.limits import check_columns
from tamkit.survey.readers.table import Cell, Cells, Head, RawTable, factorize

HEAD = 12


class Columnar:
    """A table whose headers are known: names in the first header row, labels (if any) in a second."""

    def __init__(self, table: RawTable) -> None:
        self._table = table
        count = min(HEAD, table.n)
        body = tuple(tuple(column.values[column.codes[row]] for column in table.columns) for row in range(count))
        self.head = Head(table.path, table.format, (*table.header, *body))

    def table(self, header_rows: int) -> RawTable:
        """The whole table; the number of header rows is the file's own."""
        return self._table


def open_parquet(data: bytes, name: str, path: str) -> Columnar:
    """A parquet file (flat columns only).

    Raises
    ------
    InputError
        For damaged files, nested columns and tables without rows.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with guarded(lambda reason: InputError("survey.parquet_unreadable", name=name, reason=reason)):
        file = pq.ParquetFile(io.BytesIO(data))
        check_columns(len(file.schema_arrow.names), name)
        table = file.read()
    if not table.num_rows:
        raise DataError("survey.columns_without_responses", name=name)
    names = [str(column) for column in table.column_names]
    nested = [column for column, kind in zip(names, table.schema.types, strict=True) if pa.types.is_nested(kind)]
    if nested:
        raise DataError("survey.column_nested", name=name, column=nested[0])
    # pandas stores its index as a column of this name.
    keep = [number for number, column in enumerate(names) if not column.startswith("__index_level_")]
    columns = []
    for number in keep:
        column = table.column(number)
        try:
            if pa.types.is_decimal(column.type):
                column = column.cast(pa.float64())
            columns.append(_whole(from_arrow(column)))
        except (pa.ArrowException, ValueError, OverflowError) as error:
            what = " ".join(str(error).split())[:120]
            raise DataError("survey.column_unreadable", name=name, column=names[number], reason=what) from None
    rows = np.arange(1, table.num_rows + 1, dtype=np.int64)
    return Columnar(RawTable(path, "parquet", (tuple(names[number] for number in keep),), tuple(columns), rows))


def _whole(cells: Cells) -> Cells:
    """NaN is an empty cell, as None is."""
    return Cells(cells.codes, tuple(None if isinstance(v, float) and math.isnan(v) else v for v in cells.values))


def open_statistics(path: Path, kind: str) -> Columnar:
    """SPSS (``kind="spss"``) or Stata (``"stata"``) with value labels; user-missing values become empty cells.

    Old Chinese files do not name their encoding: they are read again as GB18030.

    Raises
    ------
    InputError
        For damaged files and for tables without rows.
    """
    frame, meta, encoding = _read(path, kind)
    name = path.name
    check_columns(frame.shape[1], name)
    if not len(frame):
        raise DataError("survey.columns_without_responses", name=name)
    names = [str(column) for column in frame.columns]
    labels = [str(meta.column_names_to_labels.get(column) or "") for column in names]
    value_labels: dict[int, dict[float | str, str]] = {}
    notes: list[Message] = []
    columns = []
    for position, column in enumerate(names):
        cells = factorize(_plain(frame.iloc[:, position].to_list()))  # a damaged file names two alike
        attached = {key: str(label) for key, label in (meta.variable_value_labels.get(column) or {}).items()}
        ranges = getattr(meta, "missing_ranges", {}).get(column) or []
        user = getattr(meta, "missing_user_values", {}).get(column) or []
        cells, dropped = _user_missing(cells, ranges, user)
        if dropped:
            shown = tuple(f"{value!r} ({attached[value]})" if value in attached else repr(value) for value in dropped)
            notes.append(Message("survey.declared_missing", name=name, column=column, cells=shown))
        columns.append(cells)
        if attached:
            value_labels[position] = {key: label for key, label in attached.items() if key not in dropped}
    header = (tuple(names), tuple(labels)) if any(labels) else (tuple(names),)
    rows = np.arange(1, len(frame) + 1, dtype=np.int64)
    table = RawTable(str(path), kind, header, tuple(columns), rows, encoding=encoding, value_labels=value_labels)
    return Columnar(table.noted(*notes))


def _read(path: Path, kind: str) -> tuple[Any, Any, str | None]:
    import pyreadstat

    read = pyreadstat.read_sav if kind == "spss" else pyreadstat.read_dta
    program = "SPSS" if kind == "spss" else "Stata"

    def refused(reason: str) -> InputError:
        return InputError("survey.statistics_unreadable", name=path.name, program=program, reason=reason)

    said = ""
    for encoding in (None, "GB18030"):
        with guarded(refused):
            try:
                frame, meta = read(str(path), user_missing=True, encoding=encoding)
            except (pyreadstat.ReadstatError, UnicodeDecodeError, pyreadstat.PyreadstatError, MemoryError) as error:
                said = in_a_line(error)
                continue
        if encoding is None and _garbled(frame, meta):
            continue
        return frame, meta, encoding or getattr(meta, "file_encoding", None)
    raise refused(said)


def _garbled(frame: Any, meta: Any) -> bool:
    """GBK bytes taken for a western encoding: labels full of accents and not one Chinese character."""
    texts = [text for text in meta.column_names_to_labels.values() if text]
    texts += [str(label) for labels in meta.variable_value_labels.values() for label in labels.values()]
    whole = "".join(texts)
    if "\ufffd" in whole:
        return True
    accents = sum(0x80 <= ord(char) < 0x250 for char in whole)
    chinese = sum(0x4E00 <= ord(char) < 0xA000 for char in whole)
    return accents > 0.3 * max(len(whole), 1) and chinese == 0


def _plain(cells: Sequence[Any]) -> list[Cell]:
    """pandas' missing values become None; everything else stays as it is."""
    return [None if cell is None or cell != cell else cell for cell in cells]


def _user_missing(
    cells: Cells, ranges: Sequence[dict[str, Any]], values: Sequence[Any]
) -> tuple[Cells, tuple[Any, ...]]:
    """Empties the cells the file declares missing; says which values those were."""
    dropped = []
    kept: list[Cell] = []
    for value in cells.values:
        if value is not None and (value in values or _within(value, ranges)):
            dropped.append(value)
            kept.append(None)
        else:
            kept.append(value)
    return Cells(cells.codes, tuple(kept)), tuple(dropped)


def _within(value: Any, ranges: Sequence[dict[str, Any]]) -> bool:
    for limits in ranges:
        low, high = limits.get("lo"), limits.get("hi")
        if isinstance(value, str) or isinstance(low, str):
            if value == low:
                return True
        elif low is not None and high is not None and low <= value <= high:
            return True
    return False
