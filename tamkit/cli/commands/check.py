"""``tamkit check``: the data stages of a study, with every problem by row and column."""

from __future__ import annotations

import argparse

from tamkit.cli.terminal import progress, table

SHOWN = 50


def run(args: argparse.Namespace) -> None:
    from tamkit.study import Study

    study = Study.load(args.study)
    with progress() as step:
        survey = study.read(step)
        clean = study.screen(survey)
    for source in survey.sources:
        sheet = f", sheet {source.sheet}" if source.sheet else ""
        print(f"{source.name}: {source.rows} answers, {source.platform} {source.form}{sheet}")
    if survey.simulated:
        print("SIMULATED DATA")
    print()
    rows = [
        [row.reason, f"{row.excluded:g}" if row.excluded == row.excluded else "", f"{row.remaining:g}"]
        for row in clean.flow.itertuples()
    ]
    print(table(["step", "excluded", "remaining"], rows, right=[1, 2]))
    missing = clean.items.isna().sum()
    for code, count in missing[missing > 0].items():
        print(f"item {code}: {count} of {clean.n} missing")
    for note in dict.fromkeys((*survey.notes, *clean.notes)):
        print(f"note: {note}")
    if clean.not_checked:
        print(f"not checked, for want of data: {', '.join(clean.not_checked)}")
    if len(clean.excluded):
        print()
        excluded = clean.excluded.reset_index() if clean.excluded.index.name else clean.excluded
        listed = [[str(cell) for cell in row] for row in excluded.head(SHOWN).itertuples(index=False)]
        print(table([str(name) for name in excluded.columns], listed))
        if len(excluded) > SHOWN:
            print(f"… and {len(excluded) - SHOWN} more; a report's screening.csv has all")
