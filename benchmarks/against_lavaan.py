"""tamkit.sem against lavaan: same data, same machine, same run; the answers are checked before a time is printed.

    python benchmarks/against_lavaan.py            # needs R with lavaan and jsonlite

Every row is printed, lost ones too. Times of single fits are medians inside one process after import, fit measures
included on both sides. A bootstrap is compared with the fastest of lavaan's documented calls, in CPU and in seconds on
the clock, one job with one process and two with two: of the simulated data, of the real data that lavaan carries
(Holzinger and Swineford 1939, political democracy) and, where the public data folder is, of a study whose model fits
badly (mida). There 500 given resamples are also fitted by both, one by one: who loses which, who ends higher.
"""

from __future__ import annotations

import json
import resource
import shutil
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
from tamkit.sem.matrices import Array

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
    asked = f"   target {target:>4.0f}x  {'met' if ratio >= target else 'MISSED'}" if target == target else ""
    times = f"{ours * 1e3:>10.3f} ms {theirs * 1e3:>10.2f} ms {ratio:>9.1f}x"
    print(f"  {what:<34}{times}{asked}")


MIDA = HERE.parents[1] / "shared" / "data" / "mida"
DRAWS = {"simulated": 5000, "hs": 5000, "democracy": 5000, "mida": 2000}
#: CPU of lavaan's fastest call by ours that is owed: 100 times where the model fits, 40 where it fits badly.
OWED = {"mida": 40.0}


def hard_case(folder: Path) -> Array | None:
    """Copy mida and the rows of its given resamples to ``folder``; None where the data are absent."""
    from tamkit.sem.resampling import chunks

    if not MIDA.is_dir():
        return None
    shutil.copy(MIDA / "responses.csv", folder / "mida.csv")
    shutil.copy(MIDA / "model.lav", folder / "mida.lav")
    rows = np.concatenate([chunk.indices()[0] for chunk in chunks([300], 500, 1)])
    np.savetxt(folder / "rows.csv", rows + 1, "%d", ",")
    return rows


def bootstraps(name: str, model: str, data: pd.DataFrame, ways: dict[str, Any]) -> None:
    """One and two jobs, the least of three runs each, against lavaan's fastest call of one and two processes."""
    draws = DRAWS[name]
    for jobs, kind in ((1, "serial"), (2, "parallel")):
        spent = {"cpu": float("inf"), "wall": float("inf")}
        for seed in (1, 2, 3):
            cpu, wall = time.process_time(), time.perf_counter()
            result = fit(model, data, bootstrap=draws, seed=seed, jobs=jobs).bootstrap
            spent["cpu"] = min(spent["cpu"], (time.process_time() - cpu) / draws)
            spent["wall"] = min(spent["wall"], (time.perf_counter() - wall) / draws)
        for clock in ("cpu", "wall") if jobs == 1 else ("wall",):
            call = min(ways[kind], key=lambda way: ways[kind][way][clock])
            owed = OWED.get(name, 100.0) if clock == "cpu" else float("nan")
            row(f"{name}, {clock}, {jobs} job{'s' * (jobs > 1)}", spent[clock], ways[kind][call][clock], owed)
            print(f"      against {call}")
    assert result is not None
    print(f"      {result.converged} of {draws} draws converged, {result.basins.changed} in another basin")


def one_by_one(model: str, data: pd.DataFrame, rows: Array, chisq: list[float | None]) -> None:
    """The given resamples by both: lost draws, and minima that differ."""
    theirs = np.array([np.nan if value is None else value for value in chisq])
    result = fit(model, data, resamples=rows).bootstrap
    assert result is not None
    lost = len(rows) - result.converged
    if lost:  # the draws that are left don't say which they are
        print(f"  mida, {len(rows)} given resamples: tamkit loses {lost}; not compared one by one")
        return
    ours = 2 * len(data) * result.draws.value
    there = np.isfinite(theirs)
    higher, lower = np.flatnonzero(ours > theirs + 1e-3), np.flatnonzero(ours < theirs - 1e-3)
    print(f"  mida, {len(rows)} given resamples: lavaan loses {(~there).sum()}, tamkit none")
    print(f"  of {there.sum()} that both solve, tamkit's is higher in {len(higher)} {higher.tolist()}")
    print(f"  and lower in {len(lower)} {lower.tolist()}")


def main() -> None:
    data, model = simulate(520, 1), model_text()
    gaps = data.astype(float).mask(np.random.default_rng(2).random(data.shape) < 0.03)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        data.to_csv(folder / "data.csv", index=False)
        gaps.to_csv(folder / "missing.csv", index=False, na_rep="NA")
        (folder / "model.lav").write_text(model)
        rows = hard_case(folder)
        subprocess.run(["Rscript", str(HERE / "peers.R"), place], check=True)
        lavaan = json.loads((folder / "lavaan.json").read_text())
        cases = {"simulated": (model, data)}
        for name in ("hs", "democracy", "mida"):
            if (folder / f"{name}.csv").exists():
                cases[name] = ((folder / f"{name}.lav").read_text(), pd.read_csv(folder / f"{name}.csv"))
    print(f"six-factor TAM, 22 items, n = 520; lavaan {lavaan['version']}, BLAS {lavaan['blas'] or 'of R itself'}")
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
    print("bootstrap, a draw")
    for name, (text, frame) in cases.items():
        bootstraps(name, text, frame, lavaan["ways"][name])
    if rows is not None:
        one_by_one(*cases["mida"], rows, lavaan["given"])
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (bound: 500 MB)")


if __name__ == "__main__":
    main()
