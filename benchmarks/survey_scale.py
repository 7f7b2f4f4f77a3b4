"""Loading and screening a million responses: time and memory, csv and parquet, and 10,000 rows of xlsx.

    python benchmarks/survey_scale.py [--n 1000000] [--screen]

Every workload runs in its own process; the answer is checked (every score equals the one written) before a time is
printed.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

LABELS = ["非常不同意", "比较不同意", "一般", "比较同意", "非常同意"]


def answers(n: int, codes: list[str]) -> np.ndarray:
    """(n, items) scores 1–5."""
    return np.random.default_rng(5).integers(1, 6, (n, len(codes)), dtype=np.int8)


def write(folder: Path, n: int, kind: str) -> Path:
    """A file of 40 columns: serial, times, seconds, IP, 5 respondent variables and 30 items (half of them in words)."""
    from tamkit.questionnaire import load

    asked = load("huabei_baitiao")
    scores = answers(n, asked.item_codes)
    rng = np.random.default_rng(6)
    start = pd.Timestamp("2026-03-01")
    stamp = (start + pd.to_timedelta(rng.integers(0, 30 * 86_400, n), unit="s")).strftime("%Y-%m-%d %H:%M:%S")
    columns: dict[str, object] = {
        "id": np.arange(1, n + 1),
        "submitted": stamp,
        "seconds": rng.integers(40, 900, n),
        "ip": [f"10.{a}.{b}.{c}" for a, b, c in rng.integers(0, 255, (n, 3))],
    }
    singles = [variable for variable in asked.variables if variable.kind == "single"][:6]
    for variable in singles:
        columns[variable.code] = rng.choice([option.code for option in variable.options], n)
    for place, code in enumerate(asked.item_codes):
        column = scores[:, place]
        columns[code] = np.array(LABELS, dtype=object)[column - 1] if place % 2 else column
    frame = pd.DataFrame(columns)
    path = folder / f"responses.{kind}"
    if kind == "csv":
        frame.to_csv(path, index=False, encoding="utf-8-sig")
    elif kind == "parquet":
        frame.to_parquet(path, index=False)
    else:
        frame.to_excel(path, index=False)
    return path


def measure(path: Path, n: int, screen: bool) -> None:
    """One workload, in this process."""
    from tamkit.questionnaire import load as questionnaire
    from tamkit.survey import load

    asked = questionnaire("huabei_baitiao")
    begin, busy = time.perf_counter(), time.process_time()
    survey = load(path, asked)
    seconds, busy = time.perf_counter() - begin, time.process_time() - busy
    assert np.array_equal(survey.items.to_numpy(), answers(n, asked.item_codes)), (
        "the scores read are not those written"
    )
    line = f"{path.suffix[1:]:8} {n:>9,} rows × 40: load and code {seconds:5.1f} s ({busy:.1f} s of processor time)"
    if screen:
        begin = time.perf_counter()
        survey.screen()
        line += f", screen {time.perf_counter() - begin:5.1f} s"
    print(f"{line}, peak memory {peak_memory():.2f} GB", flush=True)


def peak_memory() -> float:
    """Gigabytes at most in use by this process (a forked child's ru_maxrss would start at its parent's)."""
    status = Path("/proc/self/status")
    if status.is_file():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main() -> None:
    """Writes the files, then measures each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--screen", action="store_true", help="screen with the default rules, too")
    parser.add_argument("--only", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        measure(options.only, options.n, options.screen)
        return
    with tempfile.TemporaryDirectory() as folder:
        for kind, n in (("csv", options.n), ("parquet", options.n), ("xlsx", min(options.n, 10_000))):
            path = write(Path(folder), n, kind)
            command = [sys.executable, __file__, "--only", str(path), "--n", str(n)]
            subprocess.run(command + ["--screen"] * options.screen, check=True)
            path.unlink()


if __name__ == "__main__":
    main()
