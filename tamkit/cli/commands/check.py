"""``tamkit check``: the data stages of a study, with every problem by row and column."""

from __future__ import annotations

import argparse

from tamkit.cli.terminal import heading, progress, table, tell

SHOWN = 50


def run(args: argparse.Namespace) -> None:
    from tamkit.study import Study

    study = Study.load(args.study)
    with progress() as step:
        survey = study.read(step)
        clean = study.screen(survey)
    for source in survey.sources:
        tell(
            "cli.source",
            name=source.name,
            rows=source.rows,
            platform=source.platform,
            form=source.form,
            sheet=source.sheet,
        )
    if survey.simulated:
        tell("cli.simulated_data")
    print()
    rows = [
        [row.reason, f"{row.excluded:g}" if row.excluded == row.excluded else "", f"{row.remaining:g}"]
        for row in clean.flow.itertuples()
    ]
    print(table([heading("step"), heading("excluded"), heading("remaining")], rows, right=[1, 2]))
    missing = clean.items.isna().sum()
    for code, count in missing[missing > 0].items():
        tell("cli.item_missing", item=code, missing=count, n=clean.n)
    for note in dict.fromkeys((*survey.notes, *clean.notes)):
        tell("cli.note", note=note)
    if clean.not_checked:
        tell("cli.not_checked", rules=clean.not_checked)
    if len(clean.excluded):
        print()
        excluded = clean.excluded.reset_index() if clean.excluded.index.name else clean.excluded
        listed = [[str(cell) for cell in row] for row in excluded.head(SHOWN).itertuples(index=False)]
        print(table([heading(str(name)) for name in excluded.columns], listed))
        if len(excluded) > SHOWN:
            tell("cli.and_more_excluded", more=len(excluded) - SHOWN)
