"""``tamkit simulate``"""

from __future__ import annotations

import argparse
from pathlib import Path

from tamkit.cli.terminal import tell
from tamkit.errors import InputError


def run(args: argparse.Namespace) -> None:
    from tamkit import questionnaire as questionnaires
    from tamkit import survey

    path = Path(args.out)
    if path.exists():
        raise InputError("cli.file_exists", path=path)
    if not 0 <= args.careless < 1:
        raise InputError("cli.careless_share", careless=args.careless)
    form = questionnaires.load(args.questionnaire, modules=args.modules, add=args.add)
    survey.simulate(
        form,
        n=args.n,
        seed=args.seed,
        model=args.model,
        careless=args.careless,
        truth=args.truth,
        platform=args.platform,
        path=path,
    )
    tell("cli.simulated", path=path, n=args.n, questionnaire=form.name, seed=args.seed)
