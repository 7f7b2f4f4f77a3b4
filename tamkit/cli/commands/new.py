"""``tamkit new``"""

from __future__ import annotations

import argparse

from tamkit.cli.terminal import tell


def run(args: argparse.Namespace) -> None:
    from tamkit import study

    folder = study.new(args.dir, args.questionnaire)
    tell("cli.new_folder", folder=folder, data=folder / "data", study=folder / "study.yaml")
    print(f"  tamkit check {folder}")
    print(f"  tamkit report {folder}")
