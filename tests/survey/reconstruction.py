"""A synthetic reconstruction from published percentages: 262 respondents whose answers give the figures printed.

These are not the original data, which nobody has; the cells are whole numbers that round to the percentages.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tamkit.questionnaire import load
from tamkit.survey import Survey
from tamkit.survey.simulation import simulate

N = 262


def reconstructed() -> Survey:
    """All 262 have used a product; CR2 was answered by 258; CR8 by 80, two more than the 78 ever overdue."""
    base = simulate(load("credit_reference"), N, 1).survey
    frame = base.respondents.copy()

    def fill(code: str, cells: dict[int, int]) -> None:
        frame[code] = np.repeat(list(cells), list(cells.values())).astype(float)

    fill("CR1", {1: 262})
    fill("CR3", {2: 131, 1: 100, 3: 31})
    fill("CR4", {3: 114, 4: 34, 1: 42, 2: 72})
    fill("CR7", {2: 62, 3: 16, 1: 184})
    products = np.full((N, 11), np.nan)
    products[:258] = 0.0
    products[:48, :3] = 1.0  # three products
    products[48:258, 0] = 1.0
    reasons = np.full((N, 6), np.nan)
    reasons[:80] = 0.0
    reasons[:58, 0] = 1.0
    reasons[58:74, 1] = 1.0
    reasons[74:80, 2] = 1.0
    for stem, cells in (("CR2", products), ("CR8", reasons)):
        for option in range(cells.shape[1]):
            frame[f"{stem}.{option + 1}"] = cells[:, option]
    filled = ("CR1", "CR2", "CR3", "CR4", "CR7", "CR8")
    skipped = base.skipped.drop(columns=[column for column in base.skipped if column.split(".")[0] in filled])
    note = "Synthetic reconstruction from published percentages; not the original data."
    return replace(base, respondents=frame, skipped=skipped, notes=(note,))
