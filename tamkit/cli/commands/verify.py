"""``tamkit verify``"""

from __future__ import annotations

import argparse

from tamkit.cli.terminal import progress
from tamkit.errors import AnalysisError

SHOWN = 10


def run(args: argparse.Namespace) -> None:
    from tamkit.study import verify

    with progress() as step:
        found = verify(args.dir, args.study, step)
    for name, (then, now) in found.versions.items():
        print(f"{name}: {then} then, {now} now")
    for name in found.added:
        print(f"{name}: added since")
    if found.ok:
        how = "byte for byte" if found.identical else f"largest relative difference {found.largest:.2g}"
        print(f"{args.dir}: {found.numbers} numbers compared, all the same ({how}); no file changed.")
        return
    for name in found.edited:
        print(f"{name}: changed since")
    for name in found.missing:
        print(f"{name}: missing")
    for difference in found.differences[:SHOWN]:
        print(f"{difference.place}: {difference.stored} then, {difference.found} now")
    if len(found.differences) > SHOWN:
        print(f"… and {len(found.differences) - SHOWN} more")
    files = len(found.edited) + len(found.missing)
    raise AnalysisError(
        "cli.not_as_made_numbers", dir=args.dir, n=len(found.differences), numbers=found.numbers, files=files
    )
