"""Respondents who don't read: what they tick instead of an answer.

Kinds: ``random`` (any answer, anywhere), ``straight`` (one answer all along, now and then a slip), ``pattern`` (up and
down the scale), ``late`` (attentive for a while, then random), ``copy`` (somebody else's answers with few changes).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

KINDS = ("random", "straight", "pattern", "late", "copy")

#: Probability that a straight-liner leaves the line for one item, and that a copied answer is changed.
SLIP, CHANGE = 0.03, 0.02


def assign(n: int, share: float, kinds: tuple[str, ...], rng: np.random.Generator) -> NDArray[Any]:
    """The kind of each respondent, "" for the attentive: ``share`` of n rounded, the kinds in equal parts."""
    kind = np.full(n, "", dtype=object)
    number = round(share * n)
    who = rng.permutation(n)[:number]
    kind[who] = np.array(kinds, dtype=object)[np.arange(number) % len(kinds)] if number else ""
    return kind


def overwrite(raw: Floats, points: NDArray[np.int64], kind: NDArray[Any], rng: np.random.Generator) -> Floats:
    """Raw answers (n, k), in the order of the form, with those of the careless written over them."""
    raw = raw.copy()
    k = raw.shape[1]
    honest = np.flatnonzero(kind == "")
    for i in np.flatnonzero(kind != ""):
        noise = rng.integers(1, points + 1).astype(float)
        if kind[i] == "random":
            raw[i] = noise
        elif kind[i] == "straight":
            line = np.ceil(rng.random() * points)
            raw[i] = np.where(rng.random(k) < SLIP, noise, line)
        elif kind[i] == "pattern":
            period = np.maximum(2 * (points - 1), 1)
            step = (np.arange(k) + rng.integers(0, 8)) % period
            raw[i] = 1.0 + np.minimum(step, period - step)
        elif kind[i] == "late":
            start = int(k * rng.uniform(0.3, 0.6))
            raw[i, start:] = noise[start:]
        elif len(honest):
            raw[i] = np.where(rng.random(k) < CHANGE, noise, raw[rng.choice(honest)])
    return raw


def check_answers(answers: Floats, points: NDArray[np.int64], kind: NDArray[Any], rng: np.random.Generator) -> Floats:
    """Answers to the checks (n, c): the careless tick anything."""
    out = answers.copy()
    who = kind != ""
    for j, top in enumerate(points):
        out[who, j] = rng.integers(1, top + 1, int(who.sum())).astype(float)
    return out
