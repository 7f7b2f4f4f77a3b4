"""``tamkit new``"""

from __future__ import annotations

import argparse


def run(args: argparse.Namespace) -> None:
    from tamkit import study

    folder = study.new(args.dir, args.questionnaire)
    print(f"{folder}: put your export into {folder / 'data'}, name it in {folder / 'study.yaml'}, then:")
    print(f"  tamkit check {folder}")
    print(f"  tamkit report {folder}")
