"""Do tests of fit hold their size, and what do they find? Rejection of true models, power, coverage of HTMT's bound.

    python benchmarks/fit_tests.py                  # 1,000 samples of 36 cells: some hours; stopped, it goes on
    python benchmarks/fit_tests.py --samples 20 --to quick.json

Samples come from a six-construct acceptance model with 22 items, once as it is fitted and once with three
cross-loadings of .2 that the fitted model leaves out: multivariate normal, the same cut into five ordered points, or
with heavy tails (multivariate t). Every test is asked at 5 %. Counts of each cell go to fit_tests.json;
benchmarks/fit_tests_page.py makes docs/calibration.md of them, and the table a study's calibrated p is chosen from.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from calibration import ITEMS, PATHS
from numpy.typing import NDArray

from tamkit.errors import AnalysisError
from tamkit.measurement.discriminant import htmt, ratios
from tamkit.sem import Fit, population
from tamkit.sem.bootstrap import solve_draws
from tamkit.sem.comparison import nested_test
from tamkit.sem.estimate import Estimate, estimate
from tamkit.sem.fit_tests import fit_tests
from tamkit.sem.fitting import arrange
from tamkit.sem.inference import infer
from tamkit.sem.machine import single_threaded
from tamkit.sem.options import Options
from tamkit.sem.resampling import chunks
from tamkit.sem.setup import Settings, Setup, prepare
from tamkit.sem.table import build
from tamkit.sem.teststat import standard_test
from tamkit.syntax import Model, parse

Array = NDArray[np.float64]
HERE = Path(__file__).parent
RESULTS = HERE / "fit_tests.json"

KINDS = ("normal", "five-point", "heavy-tailed")
SIZES = (150, 300, 500)
TRUTHS = ("true", "misfit")
ALPHA = 0.05
TAILS = 6  # degrees of freedom of the multivariate t: every item has excess kurtosis 3
DRAWS = 200  # of Bollen and Stine's test, fewer where the verdict is known before
STEPS = (25, 25, 50, 100)
HTMT_DRAWS = 200
MISSING, PATTERNS = 0.1, 20
LOT = 125  # samples of a cell between one saving and the next

LOADINGS = (0.85, 0.80, 0.75, 0.70)
CROSS = {"PU =~ PEOU4": 0.2, "IT =~ PR4": 0.2, "ATT =~ INT3": 0.2}
#: The model with paths that are nought in the population: the fitted one is a true restriction of it.
MORE = ("INT ~ PEOU", "INT ~ PR", "PU ~ IT")
#: The path left out in a false restriction.
FEWER = "INT ~ IT"
CUTS = np.array([-1.5, -0.8, 0.0, 1.0])  # four in five answers at or above the middle, as acceptance items have them
SHIFTS = np.array([0.0, -0.2, 0.2, 0.1])  # of the items of a construct


@cache
def fitted_models() -> dict[str, Model]:
    """The models fitted: ``model``, the ``larger`` one and the ``smaller``."""
    measured = [f"{name} =~ {' + '.join(_items(name))}" for name in ITEMS]
    paths = list(PATHS)
    written = {"model": paths, "larger": [*paths, *MORE], "smaller": [path for path in paths if path != FEWER]}
    return {name: parse("\n".join([*measured, *lines])) for name, lines in written.items()}


def _items(name: str) -> list[str]:
    return [f"{name}{i}" for i in range(1, ITEMS[name] + 1)]


def truth(which: str) -> Any:
    """The population: every item and construct has variance 1."""
    lines = [
        f"{name} =~ " + " + ".join(f"{value}*{item}" for value, item in zip(LOADINGS, _items(name), strict=False))
        for name in ITEMS
    ]
    known = PATHS if which == "true" else PATHS | CROSS
    for path, value in known.items():
        left, op, right = path.split()
        if op == "~" or which == "misfit":
            lines.append(f"{left} {op} {value}*{right}")
    return population("\n".join(lines), standardized=True)


def draw(kind: str, which: str, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """One sample of n respondents."""
    known = truth_of(which)
    y = rng.normal(size=(n, len(known[0]))) @ known[1].T
    if kind == "heavy-tailed":
        y *= np.sqrt((TAILS - 2) / rng.chisquare(TAILS, size=(n, 1)))
    if kind == "five-point":
        shifts = np.array([SHIFTS[int(name[-1]) - 1] for name in known[0]])
        y = 1.0 + ((y - shifts)[:, :, None] > CUTS).sum(axis=2)
    return pd.DataFrame(y, columns=list(known[0]))


@cache
def truth_of(which: str) -> tuple[tuple[str, ...], Array]:
    """Names of the items, and a root of their covariance."""
    known = truth(which)
    return known.observed, np.linalg.cholesky(known.cov)


# -- what is asked of one sample -----------------------------------------------------------------------------------

#: Of a sample: each test's verdict (whether it rejects), None where there is none.
Verdicts = dict[str, bool | None]


def fitted(frame: pd.DataFrame, **options: Any) -> Fit | None:
    """A fit without its measures; None where it does not converge."""
    chosen = Options.of(None, **options)
    setup = arrange(fitted_models()["model"], frame, chosen)
    return _of(chosen, setup, estimate(setup))


def _of(options: Options, setup: Setup, found: Estimate) -> Fit | None:
    if not found.converged or found.unidentified:
        return None
    return Fit("", options, setup, found, {})


def by_estimator(fit: Fit | None, name: str) -> Fit | None:
    """The same ML estimate with another estimator's standard errors and test."""
    if fit is None:
        return None
    options = fit.options.with_estimator(name)
    kind = options.kind
    settings = Settings(kind, options.likelihood, kind.information, kind.se, kind.test)
    setup = prepare(fit.setup.table, fit.setup.sample, settings, fit.setup.route)
    found = fit.estimate
    made = infer(setup, found.theta, standard_test(found.test.chisq, setup.df))
    return _of(options, setup, replace(found, vcov=made.vcov, inverse=made.inverse, test=made.test))


def by_model(fit: Fit | None, name: str) -> Fit | None:
    """The same data and estimator with another model."""
    if fit is None:
        return None
    model, old = fitted_models()[name], fit.setup
    table = build(model, old.table.options, old.route.thresholds, model.names())
    setup = prepare(table, old.sample, old.settings, old.route)
    return _of(fit.options, setup, estimate(setup))


def below(p: float) -> bool | None:
    return None if np.isnan(p) else bool(p < ALPHA)


def own_tests(fit: Fit | None, plain: str, scaled: str) -> Verdicts:
    if fit is None:
        return {name: None for name in (plain, scaled) if name}
    found = {scaled: below(fit.estimate.test.pvalue_scaled)}
    return found | ({plain: below(fit.estimate.test.pvalue)} if plain else {})


def asked_for(fit: Fit | None, names: tuple[str, ...]) -> Verdicts:
    if fit is None:
        return dict.fromkeys(names)
    return {one.test: below(one.pvalue) for one in fit_tests(fit.setup, fit.estimate, names)}


def bollen_stine(fit: Fit | None, seed: np.random.SeedSequence) -> Verdicts:
    """The verdict of all draws, from no more of them than settle it: so many are at least the sample's χ²."""
    if fit is None:
        return {"bollen.stine": None}
    setup, found = fit.setup, fit.estimate
    rows = setup.route.null_rows(setup, found.theta)
    enough = int(np.ceil(ALPHA * DRAWS))
    exceeded = converged = 0
    for size, child in zip(STEPS, seed.spawn(len(STEPS)), strict=True):
        lots = chunks(setup.sample.n, size, int(child.generate_state(1)[0]))
        solved = solve_draws(setup, found.theta, lots, rows, jobs=1, progress=None)
        exceeded += int((solved.value >= found.value).sum())
        converged += solved.converged
        if exceeded >= enough:
            return {"bollen.stine": False}
    return {"bollen.stine": exceeded < ALPHA * converged}


def holes(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """A tenth of the cells missing completely at random, in no more than PATTERNS patterns."""
    masks = rng.random((PATTERNS, frame.shape[1])) < MISSING
    return frame.mask(masks[rng.integers(0, PATTERNS, len(frame))])


def differences(fit: Fit | None, methods: tuple[str, ...], estimator: str) -> Verdicts:
    """Of each method the verdict on the true restriction (``=``) and on the false one (``≠``)."""
    larger, smaller = (attempt(by_model, fit, name) for name in ("larger", "smaller"))
    out: Verdicts = {}
    for method in methods:
        out[f"{estimator} {method} ="] = attempt(_difference, larger, fit, method)
        out[f"{estimator} {method} ≠"] = attempt(_difference, fit, smaller, method)
    return out


def _difference(larger: Fit | None, smaller: Fit | None, method: str) -> bool | None:
    if larger is None or smaller is None:
        return None
    return below(nested_test(larger, smaller, method, ("larger", "smaller"))["pvalue_diff"])


def attempt(work: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """What ``work`` finds; None where a sample does not bear it."""
    try:
        return work(*given, **named)
    except (AnalysisError, np.linalg.LinAlgError):
        return None


COMPLETE = ("peba4_rls", "pall_ug_ml")


def complete(kind: str, which: str, n: int, child: np.random.SeedSequence) -> tuple[Verdicts, Array | None]:
    """What is asked of one complete sample; whether HTMT's upper bound is above each true ratio."""
    of_data, _, of_draws, of_htmt = child.spawn(4)
    frame = draw(kind, which, n, np.random.default_rng(of_data))
    mlr = attempt(fitted, frame, estimator="MLR")
    ml, mlm = (attempt(by_estimator, mlr, name) for name in ("ML", "MLM"))
    out = own_tests(mlr, "ML", "MLR") | own_tests(mlm, "", "MLM")
    out |= attempt(asked_for, ml, COMPLETE) or dict.fromkeys(COMPLETE)
    out |= attempt(bollen_stine, ml, of_draws) or {"bollen.stine": None}
    wls = None
    if kind == "five-point":
        wls = attempt(fitted, frame, estimator="WLSMV", ordered="all")
        out |= own_tests(wls, "", "WLSMV")
    if which != "true":
        return out, None
    out |= differences(mlr, ("standard", "2001", "2010", "2000"), "MLR")
    if kind == "five-point":
        out |= differences(wls, ("2000",), "WLSMV")
    return out, attempt(bound, kind, frame, int(of_htmt.generate_state(1)[0]))


def incomplete(kind: str, which: str, n: int, child: np.random.SeedSequence) -> tuple[Verdicts, None]:
    """The same sample with cells missing, by full information."""
    of_data, of_holes, *_ = child.spawn(4)
    frame = holes(draw(kind, which, n, np.random.default_rng(of_data)), np.random.default_rng(of_holes))
    full = attempt(fitted, frame, estimator="MLR", missing="fiml")
    return own_tests(full, "FIML ML", "FIML MLR"), None


PARTS = {"complete": complete, "incomplete": incomplete}


def bound(kind: str, frame: pd.DataFrame, seed: int) -> Array:
    """Of every pair of constructs whether the upper end of HTMT's 95 % interval is at least the true ratio."""
    blocks = {name: _items(name) for name in ITEMS}
    pairs = htmt(frame, blocks, draws=HTMT_DRAWS, seed=seed).pairs
    return np.asarray(pairs["ci_upper"].to_numpy() >= true_ratios(kind))


@cache
def true_ratios(kind: str) -> Array:
    """HTMT of the population, pair by pair; of five-point items from a million answers."""
    names, root = truth_of("true")
    R = root @ root.T
    if kind == "five-point":
        parts = [draw(kind, "true", 100_000, np.random.default_rng(child)) for child in range(10)]
        R = np.mean([part.corr().to_numpy() for part in parts], axis=0)
    of = [[names.index(item) for item in _items(name)] for name in ITEMS]
    rows, columns = np.tril_indices(len(of), -1)
    return np.asarray(ratios(np.abs(R), of)[rows, columns])


# -- cells ---------------------------------------------------------------------------------------------------------


def cell(part: str, kind: str, which: str, n: int, seed: int, samples: range) -> dict[str, Any]:
    """Counts of some samples of a cell: of every test in how many it exists (used), is lost, and rejects."""
    used: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    names: dict[str, None] = {}
    covered = []
    begin = time.process_time()
    place = [seed, KINDS.index(kind), n, TRUTHS.index(which)]
    for child in np.random.SeedSequence(place).spawn(samples.stop)[samples.start :]:
        found, above = PARTS[part](kind, which, n, child)
        for name, verdict in found.items():
            names[name] = None
            used[name] += verdict is not None
            rejected[name] += verdict is True
        if above is not None:
            covered.append(above)
    tests = {
        name: {"used": used[name], "lost": len(samples) - used[name], "rejected": rejected[name]} for name in names
    }
    out: dict[str, Any] = {"part": part, "kind": kind, "truth": which, "n": n, "samples": len(samples), "tests": tests}
    if which == "true" and part == "complete":
        by_pair = np.sum(covered, axis=0).astype(int).tolist()
        out["htmt"] = {"used": len(covered), "lost": len(samples) - len(covered), "covered": by_pair}
    return out | {"seconds": round(time.process_time() - begin, 1)}


def added(one: Any, other: Any) -> Any:
    """Counts of two lots of samples as counts of both."""
    if isinstance(one, dict):
        return {key: added(value, other[key]) for key, value in one.items()}
    if isinstance(one, list):
        return [added(*pair) for pair in zip(one, other, strict=True)]
    return one + other


KEYS = ("part", "kind", "truth", "n")


def lots(samples: int) -> Iterator[tuple[tuple[Any, ...], range]]:
    """Cell by cell the first LOT samples, then the next: whenever the work is stopped all cells are nearly as far."""
    for begin in range(0, samples, LOT):
        for part in PARTS:
            for n in SIZES:
                for kind in KINDS:
                    for which in TRUTHS:
                        yield (part, kind, which, n), range(begin, min(begin + LOT, samples))


def population_rmsea(which: str) -> float:
    """How far the model fitted is from the truth, √(F₀/df), of normal answers."""
    from tamkit.sem import Moments, fit

    known = truth(which)
    cov = pd.DataFrame(known.cov, index=list(known.observed), columns=list(known.observed))
    found = fit(fitted_models()["model"], Moments(cov, n=100_000)).fit
    return float(np.sqrt(max(found["chisq"], 0.0) / 100_000 / found["df"]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--to", type=Path, default=RESULTS)
    parser.add_argument("--part", choices=tuple(PARTS), help="only this part")
    asked = parser.parse_args()
    design = {
        "seed": asked.seed,
        "alpha": ALPHA,
        "tails": TAILS,
        "bollen_stine_draws": DRAWS,
        "htmt_draws": HTMT_DRAWS,
        "missing": MISSING,
        "patterns": PATTERNS,
        "rmsea": {which: round(population_rmsea(which), 4) for which in TRUTHS},
    }
    kept: dict[str, Any] = {"design": design, "cells": []}
    if asked.to.exists():
        kept = json.loads(asked.to.read_text(encoding="utf-8"))
        if kept["design"] != design:
            parser.error(f"{asked.to} holds another design; remove it or name another file with --to")
    cells = {tuple(one[key] for key in KEYS): one for one in kept["cells"]}
    with single_threaded():
        for at, samples in lots(asked.samples):
            before = cells.get(at)
            if asked.part not in (None, at[0]) or (before and before["samples"] > samples.start):
                continue
            found = cell(*at, asked.seed, samples)
            if before:
                found = {key: value if key in KEYS else added(value, found[key]) for key, value in before.items()}
            cells[at] = found
            text = json.dumps({"design": design, "cells": list(cells.values())}, indent=1, ensure_ascii=False)
            asked.to.write_text(text + "\n", encoding="utf-8")
            print(*at, samples, f"{found['seconds']:.0f} s", file=sys.stderr, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
