"""How often Little's test rejects at the 5% level where answers are missing completely at random, and where not.

Samples of five-point answers to two constructs of three items, correlated by .5: 10% of all cells gone at random
(``mcar``), or answers to the second construct gone more often the lower those to the first (``mar``). Run from the
repository root; writes ``little.json`` beside this file (about 20 CPU seconds).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from tamkit.survey.missing import little_mcar

SAMPLES = 1000
SIZES = (150, 400)


def answers(n: int, rng: np.random.Generator) -> Any:
    factors = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], n)
    latent = np.repeat(factors, 3, axis=1) + 0.75 * rng.normal(size=(n, 6))
    return np.clip(np.round(3 + 0.9 * latent), 1, 5)


def gaps(X: Any, kind: str, rng: np.random.Generator) -> Any:
    chance = np.full(X.shape, 0.1)
    if kind == "mar":
        chance[:, 3:] = 0.2 / (1 + np.exp(1.5 * (X[:, :3].mean(axis=1, keepdims=True) - 3)))
        chance[:, :3] = 0.0
    return np.where(rng.random(X.shape) < chance, np.nan, X)


def rate(kind: str, n: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    rejected = sum(little_mcar(gaps(answers(n, rng), kind, rng)).pvalue < 0.05 for _ in range(SAMPLES))
    return {"kind": kind, "n": n, "samples": SAMPLES, "rejected": int(rejected)}


if __name__ == "__main__":
    rows = [rate(kind, n, seed) for seed, kind in enumerate(("mcar", "mar"), 1) for n in SIZES]
    Path(__file__).with_suffix(".json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    for row in rows:
        print(row["kind"], row["n"], row["rejected"] / row["samples"])
