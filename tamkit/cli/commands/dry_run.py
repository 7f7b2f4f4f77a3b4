"""``tamkit report --dry-run``: what would be read, excluded, fitted and written. Nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tamkit.cli.commands.check import say_data, stop_for
from tamkit.cli.terminal import indented, tell

if TYPE_CHECKING:
    from tamkit.study import Study


def foretell(study: Study, folder: Path, files: Sequence[str]) -> None:
    """Reads and screens, and prints what a run would do with it; ``files`` are those it would write to the folder.

    Raises
    ------
    DataError
        With what would stop the report, behind all the rest.
    """
    reasons = say_data(study)
    print()
    _say_fits(study)
    print()
    tell("cli.dry.written", folder=folder)
    print(indented([[name] for name in files]))
    stop_for(reasons)


def _say_fits(study: Study) -> None:
    from tamkit.study.stages import stages

    spec, options = study.spec, study.options
    if not study.models:
        tell("cli.dry.no_models")
        return
    *others, main = study.models
    tell(
        "cli.dry.fits",
        main=main,
        others=tuple(others) or None,
        estimator=options.estimator,
        draws=options.bootstrap,
        seed=options.seed,
    )
    for kind, names in (("groups", spec.groups), ("controls", spec.controls), ("robustness", spec.robustness)):
        if names:
            tell("cli.dry.with", kind=kind, names=tuple(names))
    tell("cli.dry.stages", stages=tuple(stage.said for stage in stages()))
