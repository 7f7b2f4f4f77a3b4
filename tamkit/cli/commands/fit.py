"""``tamkit fit``: one model, one table."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tamkit.cli.tables import read_model, read_moments, read_table
from tamkit.cli.terminal import progress
from tamkit.errors import InputError


def run(args: argparse.Namespace) -> None:
    from tamkit import sem
    from tamkit.study.folder import write_whole
    from tamkit.study.plain import dumps, plain

    if args.json not in (None, "-"):
        _check_json(Path(args.json))
    model = read_model(args.model)
    data = read_table(args.data, args.sheet) if args.n is None else read_moments(args.data, args.n, args.sheet)
    with progress() as step:
        fit = sem.fit(model, data, **options(args, step))
    text = dumps(plain(fit.to_dict())) if args.json is not None else ""
    if args.json == "-":
        sys.stdout.write(text)
        return
    print(fit.summary())
    if args.json is not None:
        write_whole(Path(args.json), text)


def options(args: argparse.Namespace, step: Any = None) -> dict[str, Any]:
    """The command's options as keywords of :func:`tamkit.sem.fit`; what wasn't given is left to its defaults."""
    found: dict[str, Any] = {
        "estimator": args.estimator,
        "missing": args.missing,
        "likelihood": args.likelihood,
        "engine": args.engine,
    }
    if args.ordered is not None:
        found["ordered"] = True if args.ordered == "all" else [word.strip() for word in args.ordered.split(",")]
    for name in ("group", "group_equal", "group_partial", "information", "fixed_x", "parameterization"):
        if getattr(args, name) is not None:
            found[name] = getattr(args, name)
    for name in ("std_lv", "meanstructure", "orthogonal"):
        if getattr(args, name):
            found[name] = True
    if args.bootstrap is not None:
        if step is not None:
            found["progress"] = step
        found |= {"bootstrap": args.bootstrap, "ci": args.ci, "jobs": args.jobs}
        if args.seed is not None:
            found["seed"] = args.seed
    return found


def _check_json(path: Path) -> None:
    """An existing file is replaced only when it is such a result itself."""
    if not path.exists():
        return
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        found = None
    if not isinstance(found, dict) or not {"engine", "parameters", "fit"} <= found.keys():
        raise InputError(f"{path}: exists and is no result of tamkit fit; give another name. Nothing was written.")
