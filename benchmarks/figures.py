"""What the figures of the demo cost, in both languages: CPU seconds of a new process, imports and all.

``python benchmarks/figures.py --write`` keeps the result in ``figures.json``. The study is run first, which is not
counted; laying a figure out is, whatever it is then written as.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OUT = Path(__file__).with_suffix(".json")
LANGUAGES = ("zh", "en")


def cpu() -> float:
    """CPU seconds of this process and its children so far, all threads."""
    return sum(os.times()[:4])


def laid_out(content: Any) -> tuple[list[Any], float]:
    """The pictures of both reports, and what it took to lay them out."""
    from tamkit.report import document, figures, tree
    from tamkit.report.figures import measurement

    spent = [0.0]

    def timed(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **named: Any) -> Any:
            before = cpu()
            made = function(*args, **named)
            spent[0] += cpu() - before
            return made

        return run

    for module in (figures, measurement):
        for name in vars(module).get("__all__", ["loadings"]):
            if callable(getattr(module, name)) and not isinstance(getattr(module, name), type):
                setattr(module, name, timed(getattr(module, name)))
    return [found.picture for lang in LANGUAGES for found in tree.figures(document(content, lang))], spent[0]


def written(file: str) -> None:
    """In a process of its own: what it takes to make the bytes of pictures."""
    pictures = pickle.loads(Path(file).read_bytes())
    before = cpu()
    kinds: dict[str, float] = {}
    for kind in ("svg", "png"):
        for picture in pictures:
            getattr(picture, kind)()
        kinds[kind], before = cpu() - before, cpu()
    print(json.dumps(kinds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--pictures", help=argparse.SUPPRESS)
    args = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if args.pictures:
        written(args.pictures)
        return
    from tamkit.study import Study

    pictures, layout = laid_out(Study.load(ROOT / "reports" / "demo" / "study.yaml").run().content)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pictures"
        file.write_bytes(pickle.dumps(pictures))
        command = [sys.executable, __file__, "--pictures", str(file)]
        runs = [
            json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(3)
        ]
    best = min(runs, key=lambda run: sum(run.values()))
    found = {"pictures": len(pictures), "layout": layout, **best, "total": layout + sum(best.values())}
    text = json.dumps({name: round(number, 2) for name, number in found.items()}, indent=1) + "\n"
    print(text, end="")
    if args.write:
        OUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
