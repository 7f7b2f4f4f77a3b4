"""Do 95 % confidence intervals cover in 95 % of samples? Maximum likelihood, its robust version, percentile bootstrap.

    python benchmarks/calibration.py                     # 500 samples, the table of docs/estimation.md; some minutes
    python benchmarks/calibration.py --samples 100       # quick look

Samples come from a six-construct acceptance model with 22 items and known paths, once multivariate normal and once
with heavy tails (multivariate t with 8 degrees of freedom, relative kurtosis .5), both with the same covariance matrix.
Under heavy tails plain ML intervals must be too short, in theory by 1/sqrt(1.5), which is a coverage of 89 %; MLR and
the bootstrap must not be. The script fails when a coverage that should be 95 % lies outside its Monte-Carlo band.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from tamkit.sem import fit, population

ITEMS = {"PEOU": 4, "PU": 4, "PR": 4, "IT": 4, "ATT": 3, "INT": 3}
LOADINGS = (1.0, 0.95, 1.05, 0.9)
PATHS = {
    "IT ~ PEOU": 0.45,
    "PR ~ IT": -0.40,
    "PU ~ PEOU": 0.55,
    "ATT ~ PU": 0.35,
    "ATT ~ PEOU": 0.15,
    "ATT ~ PR": -0.20,
    "ATT ~ IT": 0.20,
    "INT ~ ATT": 0.45,
    "INT ~ PU": 0.20,
    "INT ~ IT": 0.15,
}
DISTURBANCES = {"PEOU": 0.64, "PU": 0.45, "PR": 0.50, "IT": 0.50, "ATT": 0.30, "INT": 0.30}
LEVEL = 0.95
TAILS = 8  # degrees of freedom of the multivariate t


def models() -> tuple[str, str, dict[str, float]]:
    """The model to fit, the same with its true values, and the truth of every path and defined effect."""
    plain, valued = [], []
    for name, count in ITEMS.items():
        items = [f"{name}{i}" for i in range(1, count + 1)]
        plain.append(f"{name} =~ {' + '.join(items)}")
        valued.append(
            f"{name} =~ " + " + ".join(f"{value}*{item}" for value, item in zip(LOADINGS, items, strict=False))
        )
        valued += [f"{item} ~~ 0.36*{item}" for item in items]
        valued.append(f"{name} ~~ {DISTURBANCES[name]}*{name}")
    for path, value in PATHS.items():
        outcome, source = path.split(" ~ ")
        label = f"{source}_{outcome}"
        plain.append(f"{outcome} ~ {label}*{source}")
        valued.append(f"{outcome} ~ {value}*{source}")
    plain.append("indirect := PEOU_PU*PU_ATT*ATT_INT")
    truth = {**PATHS, "indirect": PATHS["PU ~ PEOU"] * PATHS["ATT ~ PU"] * PATHS["INT ~ ATT"]}
    return "\n".join(plain), "\n".join(valued), truth


def samples(count: int, n: int, seed: int, tails: bool) -> Iterator[pd.DataFrame]:
    """Samples of n answers from the population, normal or heavy-tailed, all with the population's covariance."""
    known = population(models()[1])
    root = np.linalg.cholesky(known.cov)
    for child in np.random.SeedSequence(seed).spawn(count):
        rng = np.random.default_rng(child)
        y = rng.normal(size=(n, len(root))) @ root.T
        if tails:
            y *= np.sqrt((TAILS - 2) / rng.chisquare(TAILS, size=(n, 1)))
        yield pd.DataFrame(y, columns=list(known.observed))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one interval method: how often each truth lay inside, in percent, and how many samples were used and lost."""

    method: str
    data: str
    percent: dict[str, float]
    used: int
    lost: int

    @property
    def band(self) -> tuple[float, float]:
        """Where all of the coverages lie in 99 % of such studies when they are truly 95 % (Bonferroni)."""
        z = float(ndtri(1 - 0.01 / (2 * len(self.percent))))
        half = 100 * z * np.sqrt(LEVEL * (1 - LEVEL) / self.used)
        return 100 * LEVEL - half, 100 * LEVEL + half


def interval(
    frame: pd.DataFrame, model: str, truth: dict[str, float], method: str, draws: int, seed: int
) -> NDArray | None:
    """Whether each truth lies in its interval; None when the fit does not converge."""
    estimator = "MLR" if method == "MLR" else "ML"
    fitted = fit(model, frame, estimator=estimator, bootstrap=draws if method == "bootstrap" else 0, seed=seed)
    if not fitted.converged:
        return None
    table = fitted.bootstrapped() if method == "bootstrap" else fitted.table
    names = np.where(table["op"] == "~", table["lhs"] + " ~ " + table["rhs"], table["lhs"])
    rows = table[table["op"].isin(["~", ":="])].set_index(names[table["op"].isin(["~", ":="])])
    rows = rows.loc[list(truth)]
    value = np.array(list(truth.values()))
    return np.asarray((rows["ci_lower"] <= value) & (value <= rows["ci_upper"]))


def study(method: str, *, count: int, n: int, seed: int, tails: bool, draws: int = 0) -> Coverage:
    """Coverage of one method over ``count`` samples."""
    model, _, truth = models()
    inside, lost = [], 0
    for index, frame in enumerate(samples(count, n, seed, tails)):
        found = interval(frame, model, truth, method, draws, index)
        if found is None:
            lost += 1
        else:
            inside.append(found)
    percent = dict(zip(truth, 100 * np.mean(inside, axis=0), strict=True))
    return Coverage(method, "heavy tails" if tails else "normal", percent, len(inside), lost)


def table(parts: list[Coverage]) -> str:
    """Markdown: one row an effect, one column a method."""
    heads = [f"{part.method}, {part.data}" for part in parts]
    _, _, truth = models()
    lines = ["| effect | true value | " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(parts) + 1)]
    for name, value in truth.items():
        cells = " | ".join(f"{part.percent[name]:.1f}" for part in parts)
        lines.append(f"| `{name}` | {value:.3f} | {cells} |")
    lines.append("| mean | | " + " | ".join(f"{np.mean(list(part.percent.values())):.1f}" for part in parts) + " |")
    lines.append("| samples (not converged) | | " + " | ".join(f"{p.used} ({p.lost})" for p in parts) + " |")
    lines.append("| band | | " + " | ".join(f"{p.band[0]:.1f} to {p.band[1]:.1f}" for p in parts) + " |")
    return "\n".join(lines)


def outside(part: Coverage) -> list[str]:
    """Effects whose coverage is not 95 % within Monte-Carlo error."""
    low, high = part.band
    return [f"{part.method}, {part.data}: {k} {v:.1f} %" for k, v in part.percent.items() if not low <= v <= high]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=500)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--n", type=int, default=400)
    parser.add_argument("--seed", type=int, default=20240601)
    asked = parser.parse_args()
    parts = []
    for tails in (False, True):
        for method in ("ML", "MLR", "bootstrap"):
            begin = time.perf_counter()
            draws = asked.draws if method == "bootstrap" else 0
            parts.append(study(method, count=asked.samples, n=asked.n, seed=asked.seed, tails=tails, draws=draws))
            print(f"{method}, {parts[-1].data}: {time.perf_counter() - begin:.1f} s", file=sys.stderr)
    print(f"n = {asked.n}, {asked.draws} bootstrap draws, seed {asked.seed}\n\n{table(parts)}")
    failures = [line for part in parts if not (part.method == "ML" and part.data != "normal") for line in outside(part)]
    print("\n".join(["", *(failures or ["every coverage that should be 95 % lies within its band"])]))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
