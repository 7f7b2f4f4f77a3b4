"""``tamkit power``"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tamkit.cli.arguments import options_of
from tamkit.cli.tables import read_model
from tamkit.cli.terminal import heading, progress, table, tell
from tamkit.errors import OptionError
from tamkit.messages import Message

if TYPE_CHECKING:
    from tamkit.sem import Options


def run(args: argparse.Namespace) -> None:
    from tamkit import drivers

    truth, options, model = _truth(args)
    with progress() as step:
        found = drivers.power(
            truth,
            args.n,
            model=model,
            replications=args.reps,
            seed=args.seed,
            options=options,
            progress=step,
        )
    if args.csv is not None:
        from tamkit.study.folder import write_whole

        write_whole(Path(args.csv), found.to_csv(index=False, lineterminator="\n"))
    header = [heading("path"), heading("true"), *(f"n = {size}" for size in dict.fromkeys(found["n"]))]
    rows = []
    for (source, target), frame in found.groupby(["source", "target"], sort=False):
        cells = [f"{value:.2f}" for value in frame["power"]]
        rows.append([f"{source} → {target}", f"{frame['true'].iloc[0]:+.3f}", *cells])
    tell("cli.power", estimator=options.estimator, reps=args.reps, seed=args.seed)
    print(table(header, rows, right=range(1, len(header))))
    kept = found.groupby("n", sort=False)["replications"].first()
    sizes = tuple(Message("cli.converged_at", count=count, reps=args.reps, n=size) for size, count in kept.items())
    tell("cli.converged", sizes=sizes)
    tell("cli.power_error", error=(0.16 / args.reps) ** 0.5)


def _is_study(path: Path) -> bool:
    """Whether a file is a study's, whatever it is called: it names data and a questionnaire."""
    if path.name in ("study.yaml", "study.yml"):
        return True
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        return False
    keys = {line.partition(":")[0] for line in path.read_text(encoding="utf-8", errors="replace").splitlines()}
    return {"data", "questionnaire"} <= keys


def _truth(args: argparse.Namespace) -> tuple[Any, Options, str | None]:
    """A study's questionnaire and models, a questionnaire (``NAME`` or ``NAME:MODEL``), or syntax with numbers."""
    from tamkit import questionnaire as questionnaires
    from tamkit.sem import Options

    given = options_of(args)
    path = Path(args.truth)
    if path.is_dir() or _is_study(path):
        from tamkit.study import Study

        for key in ("modules", "add"):
            if getattr(args, key):
                raise OptionError("cli.said_by_study", option=f"--{key}", key=key)
        study = Study.load(path)
        last = study.models[-1] if study.models else None
        options = study.options.without_bootstrap()
        name = given.get("estimator", options.kind.name)
        return study.questionnaire, options.with_estimator(name), args.model or last
    name, _, model = args.truth.rpartition(":")
    for form, chosen in ((args.truth, args.model), (name, args.model or model)):
        if form in questionnaires.names() or Path(form).suffix in (".yaml", ".yml"):
            return questionnaires.load(form, modules=args.modules, add=args.add), Options.for_items(**given), chosen
    if args.modules or args.add:
        raise OptionError("cli.modules_of_a_model", truth=args.truth)
    return read_model(args.truth), Options.for_items(**given), None
