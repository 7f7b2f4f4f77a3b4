"""Are drivers that differ put in order, and equal ones called ties? Samples with known total effects.

    python benchmarks/ranking.py                    # 2,000 samples of each size and the bootstrap's check; two minutes
    python benchmarks/ranking.py --samples 200 --bootstrapped 0 --to quick.json

Samples come from a six-construct acceptance model with 22 items (normal answers) whose direct paths on intention are
set so that the standardized total effects are those of TOTALS: six pairs .15 apart, two pairs equal (one of them of
opposite sign). Counted of every sample: for a pair that is apart, in how many the estimates have the right order, in
how many the test (`tamkit.drivers.ranking.differences`, Holm's adjustment over all ten pairs) puts them in it, in how
many its p without the adjustment would, and in how many it is put in the wrong one; for a pair that is equal, in how
many it is a tie; and in how many samples the ranks printed hold the true ones of all drivers.

The samples of a size are solved as one stack and tested by the delta method, from maximum likelihood's information.
The bootstrap, which decides where a study has one, is too dear for so many: some samples more are drawn with their
rows and tested by both, to see in how many pairs the verdicts agree. Counts go to ranking.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tamkit.drivers.ranking import differences, ranks
from tamkit.drivers.verdicts import ALPHA
from tamkit.sem import Fit, Moments, fit, population
from tamkit.sem.bootstrap import vicinity
from tamkit.sem.complete.route import stacked_problem
from tamkit.sem.estimate import resolve_near
from tamkit.sem.machine import single_threaded
from tamkit.sem.structure import Totals, totals

Array = NDArray[np.float64]
HERE = Path(__file__).parent
RESULTS = HERE / "ranking.json"
SIZES = (300, 500, 1300, 2000)
ITEMS = {"PEOU": 4, "IT": 4, "PR": 4, "PU": 4, "ATT": 3, "INT": 3}
LOADINGS = (0.85, 0.80, 0.75, 0.70)
#: Standardized paths among the drivers, and their total effects on intention.
AMONG = {
    ("PEOU", "IT"): 0.35,
    ("IT", "PR"): -0.30,
    ("PEOU", "PU"): 0.30,
    ("IT", "PU"): 0.20,
    ("PU", "ATT"): 0.30,
    ("IT", "ATT"): 0.25,
    ("PR", "ATT"): -0.20,
}
TOTALS = {"PEOU": 0.30, "IT": 0.30, "PR": -0.15, "PU": 0.15, "ATT": 0.45}
OUTCOME = "INT"
SOURCES = tuple(TOTALS)
DRAWS = 1000
LOT = 500  # samples solved at a time
CHECKED = (300, 1300)  # sizes of which some samples are bootstrapped
APART, EQUAL = "apart", "equal"


def truth() -> str:
    """The population: every item and construct has variance 1. A direct path is what the others leave of the total."""
    direct = {
        source: total - sum(path * TOTALS[to] for (own, to), path in AMONG.items() if own == source)
        for source, total in TOTALS.items()
    }
    measured = [
        f"{name} =~ " + " + ".join(f"{value}*{name}{i}" for i, value in enumerate(LOADINGS[:k], 1))
        for name, k in ITEMS.items()
    ]
    paths = [f"{to} ~ {path}*{source}" for (source, to), path in AMONG.items()]
    return "\n".join([*measured, *paths, *(f"{OUTCOME} ~ {path!r}*{source}" for source, path in direct.items())])


def model() -> str:
    """The same with every number free."""
    measured = [f"{name} =~ {' + '.join(f'{name}{i}' for i in range(1, k + 1))}" for name, k in ITEMS.items()]
    paths = [f"{to} ~ {source}" for source, to in AMONG]
    return "\n".join([*measured, *paths, *(f"{OUTCOME} ~ {source}" for source in TOTALS)])


@cache
def known() -> pd.DataFrame:
    """The covariances of the population."""
    found = population(truth(), standardized=True)
    return pd.DataFrame(found.cov, index=list(found.observed), columns=list(found.observed))


def pairs_of(kind: str) -> list[tuple[str, str]]:
    """Pairs of drivers as (larger, smaller): .15 apart in size, or equal."""
    size = {name: abs(total) for name, total in TOTALS.items()}
    gap = {APART: 0.15, EQUAL: 0.0}[kind]
    found = [(a, b) for a in SOURCES for b in SOURCES if a != b and abs(size[a] - size[b] - gap) < 1e-9]
    return found if kind == APART else [(a, b) for a, b in found if SOURCES.index(a) < SOURCES.index(b)]


def drawn(n: int, rng: np.random.Generator) -> Array:
    """One sample (n,p)."""
    return rng.standard_normal((n, len(known()))) @ np.linalg.cholesky(known().to_numpy()).T


def stack(n: int, samples: int, seed: int) -> list[Totals]:
    """Total effects of so many samples, by the delta method, those that converge."""
    at = fit(model(), Moments(known(), n), estimator="ML")
    near = vicinity(at.setup, at.estimate.theta)
    rng = np.random.default_rng([seed, n])
    found = []
    for begin in range(0, samples, LOT):
        cov = np.stack([np.cov(drawn(n, rng).T, bias=True) for _ in range(min(LOT, samples - begin))])
        problem = stacked_problem(at.setup, [cov], [np.zeros(cov.shape[:2])])
        solution = resolve_near(at.setup, problem, near)
        rows = np.flatnonzero(solution.converged)
        _, H = problem.derivatives(solution.theta[rows], rows)
        assert H is not None
        for theta, inverse in zip(solution.theta[rows], np.linalg.inv(H), strict=True):
            own = replace(at.estimate, theta=theta, vcov=inverse / n)
            found.append(totals(replace(at, estimate=own), OUTCOME))
    return found


def judged(found: Totals, p: str = "p_holm") -> set[tuple[str, str]]:
    """The pairs (larger, smaller) that the tests put in order."""
    table = differences(found)
    firm = table[table[p] < ALPHA]
    return set(zip(firm["source_1"], firm["source_2"], strict=True))


def true_ranks() -> dict[str, tuple[int, int]]:
    sizes = [abs(total) for total in TOTALS.values()]
    return {
        name: (1 + sum(other > abs(total) for other in sizes), sum(other >= abs(total) for other in sizes))
        for name, total in TOTALS.items()
    }


def counts(found: list[Totals]) -> dict[str, Any]:
    """What the module's text says is counted."""
    apart, equal = pairs_of(APART), pairs_of(EQUAL)
    right, ordered, raw, wrong = ({f"{a} > {b}": 0 for a, b in apart} for _ in range(4))
    ties = {f"{a} = {b}": 0 for a, b in equal}
    held = 0
    for one in found:
        size = dict(zip(one.sources, np.abs(one.est), strict=True))
        table, firm, plain = differences(one), judged(one), judged(one, "pvalue")
        for a, b in apart:
            right[f"{a} > {b}"] += bool(size[a] > size[b])
            ordered[f"{a} > {b}"] += (a, b) in firm
            raw[f"{a} > {b}"] += (a, b) in plain
            wrong[f"{a} > {b}"] += (b, a) in firm
        for a, b in equal:
            ties[f"{a} = {b}"] += (a, b) not in firm and (b, a) not in firm
        printed = dict(zip(one.sources, ranks(list(one.sources), table), strict=True))
        held += all(printed[x][0] <= low and high <= printed[x][1] for x, (low, high) in true_ranks().items())
    return {
        "samples": len(found),
        "right_order": right,
        "put_in_order": ordered,
        "without_adjustment": raw,
        "put_in_the_wrong_order": wrong,
        "ties": ties,
        "ranks_held": held,
    }


def both(n: int, samples: int, seed: int) -> dict[str, int]:
    """In how many pairs of how many samples the bootstrap and the delta method agree."""
    agree = drawn_only = delta_only = 0
    for child in np.random.SeedSequence([seed, n, 1]).spawn(samples):
        rows = pd.DataFrame(drawn(n, np.random.default_rng(child)), columns=list(known().columns))
        own: Fit = fit(model(), rows, estimator="ML", bootstrap=DRAWS, seed=int(child.generate_state(1)[0]))
        found = totals(own, OUTCOME)
        by_draws, by_delta = judged(found), judged(replace(found, draws=None))
        drawn_only += len(by_draws - by_delta)
        delta_only += len(by_delta - by_draws)
        agree += 10 - len(by_draws ^ by_delta)
    return {"samples": samples, "agree": agree, "draws_only": drawn_only, "delta_only": delta_only}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--bootstrapped", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--to", type=Path, default=RESULTS)
    asked = parser.parse_args()
    design = {"seed": asked.seed, "alpha": ALPHA, "totals": TOTALS, "draws": DRAWS}
    cells = []
    with single_threaded():
        for n in SIZES:
            begin = time.process_time()
            cell = {"n": n} | counts(stack(n, asked.samples, asked.seed))
            if asked.bootstrapped and n in CHECKED:
                cell["bootstrap"] = both(n, asked.bootstrapped, asked.seed)
            cells.append(cell)
            print(n, f"{time.process_time() - begin:.0f} s", file=sys.stderr, flush=True)
    asked.to.write_text(json.dumps({"design": design, "cells": cells}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
