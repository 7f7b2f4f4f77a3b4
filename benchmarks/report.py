"""What a whole study costs, stage by stage: seconds of CPU of a fresh process, all threads counted.

    python benchmarks/report.py [demo | mida] [--name after] [--root CHECKOUT]

``demo`` is ``tamkit demo`` with 1,300 respondents, 5,000 draws, both languages, HTML and Word; ``mida`` the report on
the public data beside the repository. A line is what a stage itself took, without what it called that has a line of its
own: imports are one line, wherever they happen. The first run compiles, as installing does, and is not counted; of the
others the one that took least is. With ``--name`` it is kept under that name in ``report.json``; ``--root`` measures
another checkout.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OUT = Path(__file__).with_suffix(".json")
RUNS = 2


class Ledger:
    """Seconds of CPU by line, each without those within it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._open: list[list[float]] = []  # when it began, and what others took since

    def watch(self, owner: Any, name: str, line: str | Callable[..., str]) -> None:
        """Count the calls of a function or method to a line."""
        function = getattr(owner, name)

        def watched(*given: Any, **named: Any) -> Any:
            self._open.append([time.process_time(), 0.0])
            try:
                return function(*given, **named)
            finally:
                begin, within = self._open.pop()
                took = time.process_time() - begin
                self.seconds[line if isinstance(line, str) else line(*given)] += took - within
                if self._open:
                    self._open[-1][1] += took

        setattr(owner, name, watched)


def measured(study: str, folder: str) -> dict[str, float]:
    """One study in this process."""
    import importlib

    ledger = Ledger()
    begin = time.process_time()
    finder: Any = importlib._bootstrap  # type: ignore[attr-defined]  # every import passes here
    loaded = finder._find_and_load

    def load(name: str, how: Any) -> Any:
        return loaded(name, how) if name in sys.modules else importing(name, how)

    imports = type("Imports", (), {"load": staticmethod(loaded)})
    ledger.watch(imports, "load", "imports")
    importing = imports.load
    finder._find_and_load = load
    from tamkit.drawing.picture import Picture
    from tamkit.report import csvs, docx, html, output
    from tamkit.study import Study, demo, results, running

    ledger.watch(running, "_one", lambda stage, task: f"stage {stage.name}")
    for owner, name, line in (
        (output, "document", "report: tree"),
        (output, "documents", "report: tree"),
        (html, "render", "report: html"),
        (docx, "render", "report: docx"),
        (csvs, "render", "report: csv"),
        (Picture, "svg", "report: figures"),
        (Picture, "png", "report: figures"),
        (results, "dumps", "report: results.json"),
    ):
        if hasattr(owner, name):
            ledger.watch(owner, name, line)
    if study == "demo":
        demo(folder)
    else:
        Study.load(study).run().report(folder)
    seconds = dict(ledger.seconds)
    seconds["the rest"] = time.process_time() - begin - sum(seconds.values())
    return seconds


def fresh(study: str, root: Path) -> dict[str, float]:
    """The cheapest of a few processes, with the whole as ``total`` and the interpreter's own start in ``the rest``."""
    best: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        compiled = str(Path(folder) / "compiled")
        environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for number in range(RUNS + 1):
            command = [sys.executable, __file__, "--child", study, str(Path(folder) / f"{number}")]
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            told = subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment, text=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
            total = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
            found["the rest"] += total - sum(found.values())
            found["total"] = total
            if number and (not best or total < best["total"]):
                best = found
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", nargs="?", choices=("demo", "mida"), default="demo")
    parser.add_argument("--name", help="keep it under this name")
    parser.add_argument("--root", type=Path, default=ROOT, help="another checkout")
    args = parser.parse_args()
    root = args.root.resolve()
    found = fresh("demo" if args.study == "demo" else str(root / "tests" / "mida" / "study.yaml"), root)
    found["run"] = sum(seconds for line, seconds in found.items() if line.startswith("stage"))
    lines = {line: round(found[line], 2) for line in sorted(found, key=lambda line: -found[line])}
    print(f"{args.study}, seconds of CPU")
    for line, seconds in lines.items():
        if seconds >= 0.05:
            print(f"{seconds:8.2f}  {line}")
    if args.name:
        kept = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else {}
        kept.setdefault(args.study, {})[args.name] = lines
        OUT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(measured(*sys.argv[2:4])))
    else:
        main()
