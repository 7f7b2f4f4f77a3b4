"""``tamkit demo``"""

from __future__ import annotations

import argparse
from pathlib import Path

from tamkit.cli.commands.report import say_written
from tamkit.cli.terminal import progress


def run(args: argparse.Namespace) -> None:
    from tamkit import study

    folder = Path(args.out or "tamkit-demo")
    with progress() as step:
        results = study.demo(folder, n=args.n, seed=args.seed, formats=args.format, langs=args.lang, progress=step)
    say_written(results, folder / "report")
