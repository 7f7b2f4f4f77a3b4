"""``tamkit report``"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tamkit.cli.terminal import progress, tell


def run(args: argparse.Namespace) -> None:
    from tamkit.report import restore
    from tamkit.study import Study, check_replaceable

    study = Study.load(args.study)
    folder = Path(args.out) if args.out else study.path.parent / "report"
    study.output(args.format, args.lang)
    if restore(folder.absolute()):
        tell("cli.report_restored", folder=folder)
    check_replaceable(folder)  # before the work, not after it
    with progress() as step:
        results = study.run(step)
        results.report(folder, args.format, args.lang, step)
    say_written(results, folder)


def say_written(results: Any, folder: Path) -> None:
    """What was found in three lines, and where the files are."""
    clean, drivers = results.clean, results.drivers
    if results.simulated:
        tell("cli.simulated_data")
    tell("cli.answers_valid", received=clean.received, valid=clean.n, rate=clean.valid_rate)
    if drivers is not None:  # a questionnaire may have no models
        verdicts = list(drivers.hypotheses["verdict"])
        if verdicts:
            from tamkit.drivers.verdicts import counts, supported_after

            count = counts(verdicts)
            tell(
                "cli.hypotheses_supported",
                stated=len(verdicts),
                supported=count["supported"],
                holm=supported_after(drivers.hypotheses["p_holm"], verdicts),
                opposite=count["opposite"],
                absent=count["absent"],
                unknown=count["unknown"],
                untested=count["not_tested"],
            )
        ranked = tuple(f"{row.source} {row.total:+.3f}" for row in drivers.effects.itertuples())
        tell("cli.total_effects", outcome=drivers.outcome, ranked=ranked)
    for path in sorted(folder.glob("report.*")):
        print(path)
    print(folder / "results.json")
