"""The reference data and results of the ordinal and missing-data tests, read once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parents[1] / "reference"


@cache
def reference(name: str) -> dict[str, Any]:
    """The JSON an R script of the same name wrote."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def columns(name: str) -> dict[str, list[float]]:
    """A data set of ordinal_data.R, NaN where missing."""
    data = reference("ordinal_data")[name]
    return {key: [np.nan if value is None else value for value in values] for key, values in data.items()}


def matrix(name: str, names: list[str]) -> NDArray[np.float64]:
    data = columns(name)
    return np.array([data[column] for column in names], dtype=float).T
