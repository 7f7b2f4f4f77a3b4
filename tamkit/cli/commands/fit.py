"""``tamkit fit``: one model, one table."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tamkit.cli.arguments import options_of
from tamkit.cli.tables import read_model, read_moments, read_table
from tamkit.cli.terminal import progress
from tamkit.errors import InputError


def run(args: argparse.Namespace) -> None:
    from tamkit import sem
    from tamkit.report.plain import dumps, plain
    from tamkit.study.folder import write_whole

    if args.json not in (None, "-"):
        _check_json(Path(args.json))
    options = sem.Options.of(**options_of(args))
    model = read_model(args.model)
    data = read_table(args.data, args.sheet) if args.n is None else read_moments(args.data, args.n, args.sheet)
    with progress() as step:
        fit = sem.fit(model, data, options=options, progress=step)
    text = dumps(plain(fit.to_dict())) if args.json is not None else ""
    if args.json == "-":
        sys.stdout.write(text)
        return
    print(fit.summary())
    if args.json is not None:
        write_whole(Path(args.json), text)


def _check_json(path: Path) -> None:
    """An existing file is replaced only when it is such a result itself."""
    if not path.exists():
        return
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        found = None
    if not isinstance(found, dict) or not {"engine", "parameters", "fit"} <= found.keys():
        raise InputError("cli.json_exists", path=path)
