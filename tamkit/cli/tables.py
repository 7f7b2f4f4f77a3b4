"""Any table or matrix as a data frame, and any way of naming a model as lavaan syntax: the input of `tamkit fit`."""

from __future__ import annotations

import math
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tamkit.errors import InputError, listed, nearest

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.syntax import Model

# What R, SPSS and spreadsheets write for a missing cell.
MISSING = frozenset({"", "na", "nan", "n/a", "null", "none", "."})
LARGEST_MODEL = 1_000_000
SYMMETRY = 1e-6


def read_table(path: str | os.PathLike[str], sheet: str | None = None) -> pd.DataFrame:
    """A table with its names in the first row; columns of numbers become floats, the others stay text.

    Raises
    ------
    InputError
        For files that cannot be read, repeated names and tables without rows.
    """
    import pandas as pd

    from tamkit.survey.readers import reading

    table = reading.grids(Path(path), sheet)[0].table(1)
    names = [str(name).strip() for name in table.header[0]]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        raise InputError("cli.repeated_names", place=table.place, repeated=listed(repeated))
    if not table.n:
        raise InputError("cli.no_rows", place=table.place)
    # The column of row names has no name of its own in what R and pandas write; others without one are empty columns.
    columns = {
        name: _column(cells)
        for place, (name, cells) in enumerate(zip(names, table.columns, strict=True))
        if name or place == 0
    }
    return pd.DataFrame(columns)


def _column(cells: Any) -> Any:
    """Distinct cells are converted once, then spread over the rows."""
    import numpy as np

    texts = [None if cell is None else str(cell).strip() for cell in cells.values]
    kept = [None if text is None or text.casefold() in MISSING else text for text in texts]
    numbers = [_number(text) for text in kept]
    if all(number is not None for number, text in zip(numbers, kept, strict=True) if text is not None):
        values = np.array([math.nan if number is None else number for number in numbers], dtype=float)
    else:
        values = np.array(kept, dtype=object)
    return values[cells.codes]


def _number(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        return {"true": 1.0, "false": 0.0}.get(text.casefold())
    return value if math.isfinite(value) else None


def read_moments(path: str | os.PathLike[str], n: int, sheet: str | None = None) -> Any:
    """A covariance or correlation matrix as :class:`tamkit.sem.Moments`.

    The first column holds the names, like the first row; a lower triangle is enough. A row named ``sd`` makes it a
    correlation matrix with standard deviations, a row named ``mean`` gives means.

    Raises
    ------
    InputError
        When the table is no square matrix of that kind.
    """
    import numpy as np

    from tamkit.sem import Moments

    frame = read_table(path, sheet)
    place = Path(path).name
    first = frame.columns[0]
    if frame[first].dtype.kind == "f" and len(frame) == len(frame.columns):
        names = [str(name) for name in frame.columns]  # a bare matrix without a column of names
        frame.index = names
    else:
        frame = frame.set_index(first)
        frame.index = [str(name) for name in frame.index]
        names = [str(name) for name in frame.columns]
    extra = {key: frame.loc[key] for key in frame.index if key.casefold() in ("sd", "mean")}
    rows = [key for key in frame.index if key not in extra]
    if rows != names:
        lone = [name for name in names if name not in rows] or [name for name in rows if name not in names]
        if lone:
            raise InputError("cli.matrix_names", place=place, lone=listed(lone, 5))
        raise InputError("cli.matrix_order", place=place)
    values = frame.loc[rows].to_numpy(dtype=object)
    try:
        cov = np.array([[np.nan if cell is None else float(cell) for cell in row] for row in values], dtype=float)
    except (TypeError, ValueError):
        raise InputError("cli.matrix_cell", place=place) from None
    upper = np.triu_indices(len(cov), 1)
    if np.isnan(cov[upper]).all():
        cov[upper] = cov.T[upper]
    if np.isnan(cov).any():
        raise InputError("cli.matrix_empty_cells", place=place)
    if np.abs(cov - cov.T).max() > SYMMETRY * max(1.0, np.abs(cov).max()):
        raise InputError("cli.matrix_not_symmetric", place=place)
    found = {key.casefold(): row.astype(float).to_numpy() for key, row in extra.items()}
    labelled = _labelled((cov + cov.T) / 2, names)
    return Moments(labelled, n, mean=_series(found.get("mean"), names), sd=_series(found.get("sd"), names))


def _labelled(matrix: Any, names: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(matrix, index=names, columns=names)


def _series(values: Any, names: list[str]) -> Any:
    import pandas as pd

    return None if values is None else pd.Series(values, index=names)


def read_model(given: str) -> Model | str:
    """lavaan syntax from a file or as it stands, or the model ``QUESTIONNAIRE:MODEL``.

    Raises
    ------
    InputError
        When it is none of these.
    """
    path = Path(given)
    if "\n" not in given and len(given) < 1000 and path.is_file():
        if path.stat().st_size > LARGEST_MODEL:
            raise InputError("cli.model_too_large", given=given, limit=LARGEST_MODEL)
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise InputError("cli.model_not_utf8", given=given) from None
    from tamkit.questionnaire import addressed

    model = addressed(given)
    if model is not None:
        return model
    if re.search("[~|～｜〜∼]", given):
        return given
    near = nearest(path.name, [entry.name for entry in path.parent.iterdir()]) if path.parent.is_dir() else None
    raise InputError("cli.no_such_model", given=given, near=near)
