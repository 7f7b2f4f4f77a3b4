"""``tamkit verify``"""

from __future__ import annotations

import argparse

from tamkit.cli.terminal import progress, tell
from tamkit.errors import AnalysisError

SHOWN = 10


def run(args: argparse.Namespace) -> None:
    from tamkit.study import verify

    with progress() as step:
        found = verify(args.dir, args.study, step, files=args.files)
    for name, (then, now) in found.versions.items():
        tell("cli.version_moved", name=name, then=then, now=now)
    for name in found.added:
        tell("cli.added_since", name=name)
    if found.ok:
        if found.identical:
            tell("cli.verified_identical", dir=args.dir, numbers=found.numbers)
        else:
            tell("cli.verified_close", dir=args.dir, numbers=found.numbers, largest=found.largest)
            if found.moved is not None:
                tell("cli.first_moved", first=found.moved.said)
        return
    if found.template is not None:
        print(found.template)
    for name in found.edited:
        tell("cli.changed_since", name=name)
    for name in found.missing:
        tell("cli.file_missing", name=name)
    for said in [one.said for one in found.rewritten[:SHOWN]] + [one.said for one in found.differences[:SHOWN]]:
        print(said)
    if len(found.differences) > SHOWN:
        tell("cli.and_more", more=len(found.differences) - SHOWN)
    files = len(found.edited) + len(found.missing) + len(found.rewritten) + (found.template is not None)
    raise AnalysisError(
        "cli.not_as_made",
        dir=args.dir,
        differ=len(found.differences),
        numbers=found.numbers,
        files=files,
        first=found.first,
    )
