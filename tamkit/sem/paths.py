"""The paths of a fit: the one reading of the regressions in its parameter table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any


def records(frame: Any) -> list[dict[str, Any]]:
    """A frame's rows as dictionaries: pandas' ``to_dict("records")``, which takes several times as long.

    >>> import pandas as pd
    >>> records(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
    [{'a': 1, 'b': 'x'}, {'a': 2, 'b': 'y'}]
    """
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frame.to_numpy(dtype=object).tolist()]


def path_rows(table: Any, among: Collection[str] | None = None) -> list[dict[str, Any]]:
    """The regressions of a parameter table as rows, with ``source`` (right of ``~``) and ``target`` (left of it).

    ``among``: only those between these variables; a fit's ``latent`` gives the paths among constructs.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"lhs": ["f", "y"], "op": ["=~", "~"], "rhs": ["x", "f"], "est": [1.0, 0.4]})
    >>> [(row["source"], row["target"], row["est"]) for row in path_rows(table)]
    [('f', 'y', 0.4)]
    """
    rows = records(table[table["op"] == "~"])
    return [
        {**row, "source": row["rhs"], "target": row["lhs"]}
        for row in rows
        if among is None or (row["lhs"] in among and row["rhs"] in among)
    ]
