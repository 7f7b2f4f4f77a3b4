"""tamkit.sem against lavaan: same data, same machine, same run; the answers are checked before a time is printed.

    python benchmarks/against_lavaan.py            # needs R with lavaan and jsonlite

Every row is printed, lost ones too. Times are medians inside one process after import, fit measures included on both
sides. lavaan's bootstrap refits with ``bootstrapLavaan``; ours is timed with one and with two jobs.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tamkit.sem import Fit, fit

HERE = Path(__file__).parent
TOLERANCE = 1e-4  # |Δ| ≤ TOLERANCE · max(1, |reference|)

POPULATION = {
    "IT": {"PEOU": 0.40},
    "PR": {"IT": -0.35},
    "PU": {"PEOU": 0.35, "IT": 0.30},
    "ATT": {"PU": 0.35, "PEOU": 0.15, "PR": -0.20, "IT": 0.20},
    "INT": {"ATT": 0.35, "PU": 0.20, "PR": -0.15, "IT": 0.15},
}
ITEMS = {"PU": 4, "PEOU": 4, "PR": 4, "IT": 4, "ATT": 3, "INT": 3}


def model_text() -> str:
    """The six-factor TAM of the short form: 22 items, 12 paths."""
    lines = [f"{name} =~ " + " + ".join(f"{name}{i + 1}" for i in range(count)) for name, count in ITEMS.items()]
    return "\n".join([*lines, *(f"{y} ~ {' + '.join(x)}" for y, x in POPULATION.items())])


def simulate(n: int, seed: int) -> pd.DataFrame:
    """Five-point answers with loadings of .78 and skewed thresholds."""
    from tamkit.sem import simulate as draw

    lines = [f"{f} =~ " + " + ".join(f"0.78*{f}{i + 1}" for i in range(k)) for f, k in ITEMS.items()]
    lines += [f"{y} ~ " + " + ".join(f"{b}*{x}" for x, b in source.items()) for y, source in POPULATION.items()]
    latent = draw("\n".join(lines), n, seed=seed, standardized=True)
    return latent.apply(lambda column: np.digitize(column, [-1.6, -0.8, 0.1, 1.0]) + 1)


def timed(function: Callable[[], Any], times: int) -> float:
    """Median seconds of ``times`` calls after one warm-up."""
    function()
    seconds = []
    for _ in range(times):
        begin = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)


def same(ours: Fit, theirs: dict[str, Any], what: str) -> None:
    """Stop when an estimate, a standard error or χ² differs."""
    table = ours.table
    names = (table["lhs"] + table["op"] + table["rhs"]).tolist()
    values = dict(zip(names, zip(table["est"], table["se"].fillna(0.0), strict=True), strict=True))
    pairs = [(f"{what} chisq", ours.fit["chisq"], theirs["chisq"])]
    for name, est, se in zip(theirs["name"], theirs["est"], theirs["se"], strict=True):
        if name in values:
            pairs += [(f"{what} est {name}", values[name][0], est), (f"{what} se {name}", values[name][1], se or 0.0)]
    wrong = [p for p in pairs if abs(p[1] - p[2]) > TOLERANCE * max(1.0, abs(p[2]))]
    if wrong:
        raise SystemExit(f"answers differ, so no times are printed: {wrong[:5]}")
    print(f"  checked {what}: {len(pairs)} numbers within {TOLERANCE:g} of lavaan")


def same_resamples(model: str, data: pd.DataFrame, theirs: dict[str, Any]) -> None:
    """The same five resamples refitted by both: estimates draw by draw."""
    result = fit(model, data, bootstrap=5, resamples=np.array(theirs["index"]))
    assert result.bootstrap is not None
    rows = result.setup.table.free_rows()
    at = {f"{row.lhs}{row.op}{row.rhs}": row.free - 1 for row in rows}
    index = [at[name] for name in theirs["name"]]
    difference = np.abs(result.bootstrap.draws.theta[:, index] - np.array(theirs["coef"]))
    worst = float((difference / np.maximum(1.0, np.abs(theirs["coef"]))).max())
    if worst > TOLERANCE:
        raise SystemExit(f"bootstrap draws differ from lavaan's refits by {worst:.2e}")
    print(f"  checked bootstrap: 5 resamples, largest difference {worst:.1e}")


def row(what: str, ours: float, theirs: float, target: float) -> None:
    ratio = theirs / ours
    verdict = "met" if ratio >= target else "MISSED"
    times = f"{ours * 1e3:>10.3f} ms {theirs * 1e3:>10.2f} ms {ratio:>9.1f}x"
    print(f"  {what:<34}{times}   target {target:>4.0f}x  {verdict}")


def main() -> None:
    data, model = simulate(520, 1), model_text()
    gaps = data.astype(float).mask(np.random.default_rng(2).random(data.shape) < 0.03)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data.to_csv(folder / "data.csv", index=False)
        gaps.to_csv(folder / "missing.csv", index=False, na_rep="NA")
        (folder / "model.lav").write_text(model)
        subprocess.run(["Rscript", str(HERE / "peers.R"), name], check=True)
        lavaan = json.loads((folder / "lavaan.json").read_text())
    print(f"six-factor TAM, 22 items, n = 520; lavaan {lavaan['version']}")
    calls: dict[str, tuple[Callable[[], Fit], float]] = {
        "ML": (lambda: fit(model, data), 20),
        "MLR": (lambda: fit(model, data, estimator="MLR"), 20),
        "WLSMV": (lambda: fit(model, data, estimator="WLSMV", ordered=True), 10),
        "FIML": (lambda: fit(model, gaps, missing="fiml"), 10),
    }
    for what, (call, _) in calls.items():
        same(call(), lavaan[what], what)
    same_resamples(model, data, lavaan["resamples"])
    print(f"  {'':<34}{'tamkit':>13} {'lavaan':>13} {'ratio':>10}")
    for what, (call, target) in calls.items():
        row(f"single fit, {what}", timed(call, 25), statistics.median(lavaan[what]["seconds"]), target)
    draws, per_draw = 5000, lavaan["bootstrap"]["seconds_per_draw"]
    for jobs in (1, 2):
        begin = time.perf_counter()
        result = fit(model, data, bootstrap=draws, seed=1, jobs=jobs).bootstrap
        seconds = (time.perf_counter() - begin) / draws
        assert result is not None
        row(f"bootstrap, a draw, {jobs} job{'s' * (jobs > 1)}", seconds, per_draw, 150)
    print(f"  {result.converged} of {draws} draws converged, {result.admissible} admissible")
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (bound: 500 MB)")


if __name__ == "__main__":
    main()
