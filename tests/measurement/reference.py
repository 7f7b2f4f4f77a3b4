"""The reference numbers, the data they were made from, and how rotated columns are matched."""

from __future__ import annotations

import importlib.util
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parents[1] / "reference"
TOLERANCE = 1e-4  # against psych and semTools
ROTATED = 1e-3  # rotated loadings: R's own searches stop earlier than ours
ITEMS = {
    "PU": ["PU1", "PU2", "PU3", "PU4"],
    "IT": ["IT1", "IT2", "IT3", "IT4"],
    "FR": ["FR1", "FR2", "FR3"],
    "PV": ["PV1", "PV2", "PV3"],
    "PF": ["PF1", "PF2", "PF3"],
}
RISK = [*ITEMS["FR"], *ITEMS["PV"], *ITEMS["PF"]]
SECOND = {**ITEMS, "PR": ["FR", "PV", "PF"]}
HS = {"visual": ["x1", "x2", "x3"], "textual": ["x4", "x5", "x6"], "speed": ["x7", "x8", "x9"]}


def reference(name: str = "measurement") -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def likert() -> pd.DataFrame:
    """Simulated five-point answers of 420 respondents in two groups."""
    return pd.read_csv(FOLDER / "measurement_likert.csv")


def holzinger() -> pd.DataFrame:
    """HolzingerSwineford1939 as semopy ships it (found without importing semopy, which is slow)."""
    spec = importlib.util.find_spec("semopy")
    assert spec is not None
    assert spec.origin is not None
    return pd.read_csv(Path(spec.origin).parent / "examples" / "holzinger_swineford39_data.csv")


def distance(found: Any, wanted: Any) -> float:
    """Largest difference of two (k, m) loading matrices up to the order and sign of columns."""
    A, B = np.asarray(found, dtype=float), np.asarray(wanted, dtype=float)
    best = np.inf
    for order in itertools.permutations(range(A.shape[1])):
        P = A[:, order]
        best = min(best, float(np.abs(P * np.sign((P * B).sum(axis=0)) - B).max()))
    return best
