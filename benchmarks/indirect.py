"""Do the intervals of indirect effects cover? Simulated samples of a known truth, every interval that a fit has.

    python benchmarks/indirect.py                  # 2,000 samples of each cell: half an hour of one processor
    python benchmarks/indirect.py --samples 20 --to quick.json

Four constructs with three items each; of the ways from X to Y one goes over M, one over K, one over both, and the path
from X to K is nought in the population. Samples are multivariate normal, or heavy-tailed (multivariate t with 6
degrees of freedom, the covariances kept). Each is fitted by MLR and resampled 999 times; counted is how often the Wald,
percentile and BCa intervals hold the true value, unstandardized and standardized. Counts go to indirect.json.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tamkit.errors import AnalysisError
from tamkit.sem import Fit, fit, population

RESULTS = Path(__file__).parent / "indirect.json"
SEED, DRAWS, TAILS, LOT = 20261127, 999, 6, 50
CELLS = (("normal", 300), ("heavy-tailed", 300))
MEASURED = "X =~ x1 + x2 + x3\nM =~ m1 + m2 + m3\nK =~ k1 + k2 + k3\nY =~ y1 + y2 + y3\n"
MODEL = MEASURED + "M ~ X\nK ~ X + M\nY ~ X + M + K"
#: Path by path; all constructs have variance 1.
PATHS = {("X", "M"): 0.4, ("X", "K"): 0.0, ("M", "K"): 0.4, ("X", "Y"): 0.1, ("M", "Y"): 0.3, ("K", "Y"): 0.3}
LOADING = 0.8
SCALES = {"est": "", "std": "std_"}
KINDS = ("wald", "percentile", "bca")


def truth() -> str:
    """The population, its loadings fixed so that unstandardized and standardized paths are the same numbers."""
    measured = [f"{name} =~ " + " + ".join(f"{LOADING}*{name.lower()}{i}" for i in (1, 2, 3)) for name in "XMKY"]
    paths = [f"{target} ~ {value}*{source}" for (source, target), value in PATHS.items()]
    return "\n".join([*measured, *paths])


def true_values() -> dict[str, float]:
    """Of every way, of all ways from X to Y, of the total effect, and of the difference of two ways."""
    ways = {
        "X -> M -> Y": 0.4 * 0.3,
        "X -> K -> Y": 0.0,
        "X -> M -> K -> Y": 0.4 * 0.4 * 0.3,
        "M -> K -> Y": 0.4 * 0.3,
        "X -> M -> K": 0.4 * 0.4,
    }
    from_x = ways["X -> M -> Y"] + ways["X -> K -> Y"] + ways["X -> M -> K -> Y"]
    return ways | {"indirect": from_x, "total": from_x + PATHS["X", "Y"], "difference": ways["X -> M -> Y"]}


def sample(kind: str, n: int, number: int) -> pd.DataFrame:
    """One sample, whatever the others."""
    rng = np.random.default_rng([SEED, CELLS.index((kind, n)), number])
    whole = population(truth(), standardized=True)
    rows = rng.multivariate_normal(whole.mean, whole.cov, n)
    if kind == "heavy-tailed":
        rows *= np.sqrt((TAILS - 2) / rng.chisquare(TAILS, size=(n, 1)))
    return pd.DataFrame(rows, columns=list(whole.observed))


def held(found: Fit) -> dict[str, bool]:
    """Whether each interval of each effect holds the true value: ``effect|kind|scale``."""
    rows = {row["path"]: row for row in found.indirect().to_dict("records")}
    (sums,) = found.mediated("Y").query("source == 'X'").to_dict("records")
    differences = found.indirect_differences("Y").to_dict("records")
    (difference,) = [row for row in differences if {row["path_1"], row["path_2"]} == {"X -> M -> Y", "X -> K -> Y"}]
    out = {}
    for effect, value in true_values().items():
        for kind in KINDS:
            for scale, stem in SCALES.items():
                if effect in ("indirect", "total"):
                    ends = [sums[f"{effect}_{stem}{kind}_{end}"] for end in ("lower", "upper")]
                else:
                    row = difference if effect == "difference" else rows[effect]
                    ends = [row[f"{stem}{kind}_{end}"] for end in ("lower", "upper")]
                value_here = value if effect != "difference" or row["path_1"] == "X -> M -> Y" else -value
                out[f"{effect}|{kind}|{scale}"] = bool(ends[0] <= value_here <= ends[1])
    return out


def one(kind: str, n: int, number: int, draws: int = DRAWS) -> dict[str, bool] | None:
    """What a sample's intervals hold; None where the fit or its draws do not converge."""
    try:
        found = fit(MODEL, sample(kind, n, number), estimator="MLR", bootstrap=draws, seed=number + 1)
    except AnalysisError:
        return None
    return held(found) if found.converged else None


def counted(kind: str, n: int, samples: range, counts: Counter[str]) -> None:
    for number in samples:
        found = one(kind, n, number)
        counts["samples"] += 1
        if found is None:
            counts["lost"] += 1
        else:
            counts.update({name: int(value) for name, value in found.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--to", type=Path, default=RESULTS)
    args = parser.parse_args()
    before: dict[str, Any] = json.loads(args.to.read_text()) if args.to.is_file() else {"cells": []}
    cells = {(cell["kind"], cell["n"]): Counter(cell["counts"]) for cell in before["cells"]}
    for lot in range(0, args.samples, LOT):
        for kind, n in CELLS:
            counts = cells.setdefault((kind, n), Counter())
            if counts["samples"] > lot:
                continue
            counted(kind, n, range(lot, min(lot + LOT, args.samples)), counts)
            told = [{"kind": k, "n": size, "counts": dict(found)} for (k, size), found in cells.items()]
            design = {"seed": SEED, "draws": DRAWS, "tails": TAILS, "level": 0.95}
            args.to.write_text(json.dumps({"design": design, "true": true_values(), "cells": told}, indent=1) + "\n")


if __name__ == "__main__":
    main()
