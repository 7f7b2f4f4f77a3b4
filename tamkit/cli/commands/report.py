"""``tamkit report``"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tamkit.cli.terminal import progress


def run(args: argparse.Namespace) -> None:
    from tamkit.study import Study, check_replaceable

    study = Study.load(args.study)
    folder = Path(args.out) if args.out else study.path.parent / "report"
    study.output(args.format, args.lang)
    check_replaceable(folder)  # before the work, not after it
    with progress() as step:
        results = study.run(step)
        results.report(folder, args.format, args.lang, step)
    say_written(results, folder)


def say_written(results: Any, folder: Path) -> None:
    """What was found in three lines, and where the files are."""
    clean, drivers = results.clean, results.drivers
    if results.simulated:
        print("SIMULATED DATA: no statement about real people follows from this.")
    print(f"{clean.received} answers received, {clean.n} valid ({clean.valid_rate:.1%}).")
    if drivers is not None:  # a questionnaire may have no models
        verdicts = drivers.hypotheses["verdict"]
        tested = int((verdicts != "not_in_model").sum())
        supported = int((verdicts == "supported").sum())
        print(f"{supported} of {tested} hypotheses supported (two-sided .05, sign as stated).")
        ranked = ", ".join(f"{row.source} {row.total:+.3f}" for row in drivers.effects.itertuples())
        print(f"Standardized total effects on {drivers.outcome}: {ranked}.")
    for path in sorted(folder.glob("report.*")):
        print(path)
    print(folder / "results.json")
