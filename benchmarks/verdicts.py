"""How often the verdicts are wrong: simulated truth, MLR on five-point answers, the rule of `tamkit.drivers.verdicts`.

    python benchmarks/verdicts.py                   # 2,000 samples at n = 300, 500 and 1,300: some minutes
    python benchmarks/verdicts.py --samples 50 --to quick.json
    python benchmarks/verdicts.py --check           # the counts that are there against what the printed n foretells

The population is the shipped form's, with three paths of 0, three of ±δ = ±.10 and three of ±.20. Counted are the
verdicts of each path; and beside them stands the power that a study of that size prints for paths whose true value is
the one it is printed for, from a fit to so many answers that it is the population, with its 400 samples.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tamkit import sem
from tamkit.drivers.prospects import prospects
from tamkit.drivers.verdicts import DELTA, VERDICTS, judge
from tamkit.questionnaire import Questionnaire, load
from tamkit.sem.options import Options
from tamkit.sem.replications import replications
from tamkit.survey.simulation.answers import drawing

RESULTS = Path(__file__).parent / "verdicts.json"
SIZES = (300, 500, 1300)
MODEL = "tam_risk_trust"
#: What differs from the shipped truth.
TRUTH = {
    ("PEOU", "ATT"): 0.0,
    ("IT", "INT"): 0.0,
    ("PR", "INT"): 0.0,
    ("IT", "ATT"): 0.10,
    ("PU", "INT"): 0.10,
    ("PR", "ATT"): -0.10,
    ("IT", "PU"): 0.20,
    ("ATT", "INT"): 0.20,
    ("IT", "PR"): -0.20,
}
MANY = 60_000
LOT = 50


def form() -> Questionnaire:
    """The shipped questionnaire with the benchmark's truth."""
    shipped = load("huabei_baitiao")
    assert shipped.truth is not None
    paths = tuple(
        path.model_copy(update={"beta": TRUTH.get((path.source, path.target), path.beta)})
        for path in shipped.truth.paths
    )
    return shipped.model_copy(update={"truth": shipped.truth.model_copy(update={"paths": paths})})


def judged(n: int, samples: range, seed: int) -> dict[tuple[str, str], Counter[str]]:
    """The verdicts of each hypothesised path of the truth above, sample by sample."""
    asked = form()
    draw = drawing(asked, MODEL)

    def lots() -> Iterator[Any]:
        for begin in range(samples.start, samples.stop, LOT):
            seeds = range(begin, min(begin + LOT, samples.stop))
            yield np.stack([draw(n, int(np.random.SeedSequence([seed, n, at]).generate_state(1)[0])) for at in seeds])

    found = replications(asked.model(MODEL), asked.item_codes, lots(), Options(estimator="MLR"))
    signs = {(one.source, one.target): one.sign for one in asked.hypotheses}
    out: dict[tuple[str, str], Counter[str]] = {}
    from scipy.special import ndtr

    for path in TRUTH:
        at = found.paths.index(path)
        columns = (found.est[:, at], found.se[:, at], found.std[:, at], found.std_se[:, at])
        out[path] = Counter(
            judge(est, 2 * ndtr(-abs(est / se)), std, std_se, signs[path]).verdict
            for est, se, std, std_se in zip(*columns, strict=True)
        )
        out[path]["lost"] = found.drawn - len(found.kept)
    return out


def printed(seed: int) -> dict[int, dict[tuple[str, str], Any]]:
    """What studies of the sizes print, where the population is known."""
    asked = form()
    rows = pd.DataFrame(drawing(asked, MODEL)(MANY, seed), columns=asked.item_codes)
    fit = sem.fit(asked.model(MODEL), rows, estimator="MLR")
    paths = {(one.source, one.target): one.sign for one in asked.hypotheses}
    return {n: prospects(fit, paths, DELTA, n=n, seed=seed) for n in SIZES}


def foretold(n: float, needed: float) -> float:
    """How often *absent* is found at n where β is 0, by the n it is said to take for power .80: then z.95 + z.90 errors
    are δ, at n √(n/needed) times as many, and both one-sided tests succeed with 2Φ(δ/se − z.95) − 1. No test of level
    .05 does better: what n buys is the standard error, and that is the path's collinearity."""
    from scipy.special import ndtr, ndtri

    errors = (ndtri(0.95) + ndtri(0.90)) * np.sqrt(n / needed)
    return float(max(0.0, 2 * ndtr(errors - ndtri(0.95)) - 1))


#: What the n printed for *absent* differs by between studies of one population: one hundredth (its three sizes).
N_ERROR = 0.01


def checked(rows: list[dict[str, Any]], samples: int) -> list[dict[str, Any]]:
    """Per null path: how often *absent* was found, how often its n foretells it, and by how many errors they differ: of
    the count alone (``errors_count``), and with the error of the printed n (``errors``)."""
    out = []
    for row in rows:
        if row["true"] != 0:
            continue
        found, rate = row["absent"] / (samples - row["lost"]), foretold(row["n"], row["absent_needs"])
        count = float(np.sqrt(max(rate * (1 - rate), found * (1 - found), 1 / samples) / samples))
        by_n = abs(foretold(row["n"], row["absent_needs"] * (1 + N_ERROR)) - rate)
        told = {key: row[key] for key in ("n", "source", "target", "absent_needs")}
        told |= {"found": found, "foretold": rate, "errors_count": (found - rate) / count}
        out.append(told | {"errors": (found - rate) / float(np.hypot(count, by_n))})
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--to", type=Path, default=RESULTS)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    if asked.check:
        there = json.loads(asked.to.read_text(encoding="utf-8"))
        for row in checked(there["rows"], there["design"]["samples"]):
            print(json.dumps(row))
        return 0
    told, rows = printed(asked.seed), []
    for n in SIZES:
        for path, found in judged(n, range(asked.samples), asked.seed).items():
            ahead = told[n][path]
            power = {DELTA: (ahead.at_delta, ahead.mcse_delta), 0.2: (ahead.at_20, ahead.mcse_20)}
            row = {"n": n, "source": path[0], "target": path[1], "true": TRUTH[path], "lost": found["lost"]}
            row |= {name: found[name] for name in VERDICTS if name != "not_tested"}
            if abs(TRUTH[path]) in power:
                row["printed"], row["printed_mcse"] = (round(value, 5) for value in power[abs(TRUTH[path])])
            row["absent_needs"] = ahead.n_needed
            rows.append(row)
            print(row, file=sys.stderr, flush=True)
    design = {"samples": asked.samples, "seed": asked.seed, "model": MODEL, "estimator": "MLR", "delta": DELTA}
    text = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    asked.to.write_text(f'{{"design": {json.dumps(design)},\n "rows": [\n{text}\n ]}}\n', encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
