"""Base R's and lavaan's numbers of dominance, differences and prediction (tests/reference/contributions.R)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from tamkit import sem

FOLDER = Path(__file__).resolve().parents[1] / "reference"
REFERENCE: dict[str, Any] = json.loads((FOLDER / "contributions.json").read_text(encoding="utf-8"))
MODEL = (FOLDER / "drivers" / "tam_risk_trust.lav").read_text(encoding="utf-8")


@cache
def answers() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "drivers" / "responses.csv").astype(float)


@cache
def fitted(estimator: str = "ML", **options: Any) -> sem.Fit:
    found: sem.Fit = sem.fit(MODEL, answers(), estimator=estimator, **options)
    return found
