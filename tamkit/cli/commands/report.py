"""``tamkit report``"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tamkit.cli.terminal import progress, tell

if TYPE_CHECKING:
    from tamkit.study import Study

#: What lies in a report folder beside the reports, tables and figures.
BESIDE = ("models/*.lav", "results.json", "screening.csv", "manifest.json")


def run(args: argparse.Namespace) -> None:
    from tamkit.report import restore
    from tamkit.study import Study, check_replaceable

    study = Study.load(args.study)
    if args.table:
        _single(study, args)
        return
    folder = Path(args.out) if args.out else study.path.parent / "report"
    formats, langs = study.output(args.format, args.lang)
    if args.dry_run:
        from tamkit.cli.commands.dry_run import foretell

        check_replaceable(folder)
        foretell(study, folder, [*_files("report", formats, langs), "tables/*.csv", _figures(formats), *BESIDE])
        return
    if restore(folder.absolute()):
        tell("cli.report_restored", folder=folder)
    check_replaceable(folder)  # before the work, not after it
    with progress() as step:
        results = study.run(step)
        results.report(folder, args.format, args.lang, step)
    say_written(results, folder)


def _files(stem: str, formats: list[str], langs: list[str]) -> list[str]:
    from tamkit.report.output import file_name

    return [file_name(stem, lang, name) for lang in langs for name in formats]


def _figures(formats: list[str]) -> str:
    """The files of the figures of a report, whatever they are called."""
    from tamkit.report.output import kinds

    return "figures/" + ", ".join(f"*.{kind}" for kind in kinds(formats))


def _single(study: Study, args: argparse.Namespace) -> None:
    """Some tables or figures alone, into ``--out`` or the current folder."""
    from tamkit.report.alone import check_alone, made_alone, write_alone

    folder = Path(args.out or ".")
    drawn = all(code[:1].upper() == "F" and code[1:].isdigit() for code in args.table)
    formats, langs = args.format or ["png" if drawn else "docx"], args.lang or list(study.spec.report.lang)
    check_alone(args.table, formats, langs)
    if args.dry_run:
        from tamkit.cli.commands.dry_run import foretell

        foretell(study, folder, [name for code in args.table for name in _files(code, formats, langs)])
        return
    with progress() as step:
        results = study.run(step)
    for path in write_alone(folder, made_alone(results.content, args.table, formats, langs)):
        print(path)


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
