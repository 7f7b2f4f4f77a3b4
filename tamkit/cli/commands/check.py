"""``tamkit check``: the data stages of a study, every problem by row and column, what would stop its report."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tamkit.cli.terminal import heading, indented, joined, progress, table, tell
from tamkit.errors import DataError
from tamkit.messages import Indented, Message

if TYPE_CHECKING:
    from tamkit.study import Study
    from tamkit.survey import Clean

SHOWN = 50
#: What the first and the last step of the flow are called; between them stand rules, by their key under ``screening:``.
ENDS = ("received", "valid")


def run(args: argparse.Namespace) -> None:
    from tamkit.study import Study

    study = Study.load(args.study)
    study.output()
    stop_for(say_data(study))


def say_data(study: Study) -> tuple[Message, ...]:
    """Reads and screens, and prints what was found; returns what would stop the report."""
    from tamkit.study.foreseen import losses, not_identified, stops

    with progress() as step:
        survey = study.read(step)
        clean = study.screen(survey)
    for source in survey.sources:
        tell(
            "cli.source",
            name=source.name,
            rows=source.rows,
            platform=Message("report.platform", platform=source.platform),
            form=source.form,
            sheet=source.sheet,
        )
    if survey.simulated:
        tell("cli.simulated_data")
    print()
    print(_flow(clean))
    missing = clean.items.isna().sum()
    for code, count in missing[missing > 0].items():
        tell("cli.item_missing", item=code, missing=count, n=clean.n)
    for note in dict.fromkeys((*survey.notes, *clean.notes, *losses(study, clean))):
        tell("cli.note", note=note)
    if clean.not_checked:
        tell("cli.not_checked")
        print(indented([[str(_step(rule)), rule] for rule in clean.not_checked]))
    if len(clean.excluded):
        print()
        print(_excluded(clean))
        if len(clean.excluded) > SHOWN:
            tell("cli.and_more_excluded", more=len(clean.excluded) - SHOWN)
    return (*stops(study, clean), *not_identified(study.questionnaire, study.models))


def stop_for(reasons: tuple[Message, ...]) -> None:
    """The error of a study whose report would not be made."""
    if reasons:
        raise DataError("study.would_stop", n=len(reasons), reasons=Indented(reasons))


def _step(name: str) -> Message:
    """A step of the sample flow, as the report calls it."""
    return Message("report.step", step=name)


def _flow(clean: Clean) -> str:
    """The steps in words, beside each rule the key it has in a study file."""
    rows = [
        [
            _step(row.reason),
            *(
                ("", "")
                if row.reason in ENDS
                else (row.reason, "—" if row.reason in clean.not_checked else row.excluded)
            ),
            row.remaining,
        ]
        for row in clean.flow.itertuples()
    ]
    return table([heading("step"), heading("rule"), heading("excluded"), heading("remaining")], rows, right=[2, 3])


def _excluded(clean: Clean) -> str:
    """Who was excluded: by which rule first, and by which rules altogether."""
    rows = [
        [row.id, _step(row.reason), joined([_step(rule) for rule in row.reasons.split("; ")])]
        for row in clean.excluded.head(SHOWN).itertuples()
    ]
    return table([heading("id"), heading("reason"), heading("reasons")], rows)
