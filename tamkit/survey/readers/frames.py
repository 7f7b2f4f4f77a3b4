"""A DataFrame, read as the file it may have come from: names in the first header row, cells as they are."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from dataclasses import replace
from typing import Any

import numpy as np

from tamkit.errors import DataError
from tamkit.survey.readers.limits import check_columns
from tamkit.survey.readers.table import Cell, Cells, Head, RawTable, factorize

HEAD = 12


class Framed:
    """The table of a DataFrame; further header rows, which Qualtrics' exports have, are taken from its first rows.

    Messages call it ``DataFrame``, or ``DataFrame 2``, the second of several; rows are counted from 1, as in
    parquet. The frame's index is not read.
    """

    def __init__(self, frame: Any, number: int | None = None) -> None:
        self.name = name = "DataFrame" if number is None else f"DataFrame {number}"
        if frame.columns.nlevels > 1:
            raise DataError("survey.names_in_levels", place=self.name, levels=frame.columns.nlevels)
        if not frame.shape[1]:
            raise DataError("survey.no_columns", place=self.name)
        check_columns(frame.shape[1], name)
        names = tuple(str(column) for column in frame.columns)
        columns = tuple(_cells(frame.iloc[:, place], (name, one)) for place, one in enumerate(names))
        self._table = RawTable(name, "DataFrame", (names,), columns, np.arange(1, len(frame) + 1, dtype=np.int64))
        self.head = Head(name, "DataFrame", (names, *self._rows(HEAD - 1)))

    def _rows(self, count: int) -> tuple[tuple[Cell, ...], ...]:
        shown = range(min(count, self._table.n))
        return tuple(tuple(one.values[one.codes[row]] for one in self._table.columns) for row in shown)

    def table(self, header_rows: int) -> RawTable:
        """The answers below ``header_rows`` header rows, of which the columns' names are the first."""
        more = self._rows(header_rows - 1)
        texts = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in more)
        kept = self._table.keep(self._table.rows > len(more))
        return replace(kept, header=(*kept.header, *texts))

    @property
    def sha256(self) -> str:
        """Of names and cells, as that of a file is of its bytes."""
        digest = hashlib.sha256(repr(self._table.header).encode())
        for column in self._table.columns:
            digest.update(repr(column.values).encode())
            digest.update(column.codes.tobytes())
        return digest.hexdigest()


def _cells(column: Any, place: tuple[str, str]) -> Cells:
    """A column of any dtype, ``place`` its table and header; what is missing in pandas' eyes is empty."""
    import pandas as pd

    if column.dtype == object:
        return factorize([_cell(value, place) for value in column.tolist()])
    codes, values = pd.factorize(column)
    found = tuple(_cell(value, place) for value in values.tolist())
    empty = codes < 0
    if not empty.any():
        return Cells(codes.astype(np.int32), found)
    return Cells(np.where(empty, len(found), codes).astype(np.int32), (*found, None))


def _cell(value: Any, place: tuple[str, str]) -> Cell:
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return None
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, pd.Timestamp | pd.Timedelta):
        return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value.to_pytimedelta()
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, str | int | float | dt.date | dt.time | dt.timedelta):
        return value
    name, header = place
    kind = type(value).__name__
    raise DataError("survey.no_cell", place=name, column=header, kind=kind, value=str(value)[:40])
