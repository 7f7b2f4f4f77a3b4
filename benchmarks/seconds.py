"""How long the everyday things take: help, ten thousand rows of xlsx, the demo with its report.

``python benchmarks/seconds.py --write`` keeps the result in ``seconds.json``: the fastest of a few, in seconds of CPU,
what the program needs and not what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = Path(__file__).with_suffix(".json")


def cpu(command: list[str], times: int) -> float:
    """Seconds of CPU of a command, user and system, the least of several runs."""
    found = []
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=ROOT, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return min(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.xlsx"
        make = (
            "from tamkit import questionnaire, survey; import sys; form = questionnaire.load('huabei_baitiao_short'); "
            "made = survey.simulate(form, 10_000, 1); survey.write(made.survey, sys.argv[1], platform='wjx')"
        )
        subprocess.run(
            [sys.executable, "-c", make, folder], check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        rows = next(Path(folder).glob("*.xlsx"))
        load = (
            "from tamkit import questionnaire, survey; import sys; form = questionnaire.load('huabei_baitiao_short'); "
            "assert survey.load(sys.argv[1], form).n == 10_000"
        )
        found = {
            "help": cpu(["-m", "tamkit", "--help"], 5),
            "ten_thousand_rows_of_xlsx": cpu(["-c", load, str(rows)], 2),
            "demo": cpu(["-m", "tamkit", "demo", "--out", f"{folder}/demo", "--lang", "en", "--format", "html"], 1),
        }
    text = json.dumps({name: round(seconds, 2) for name, seconds in found.items()}, indent=1) + "\n"
    print(text, end="")
    if args.write:
        OUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
