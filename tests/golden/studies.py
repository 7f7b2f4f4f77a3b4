"""Six small studies whose every number is committed: what a change of the structure must leave as it is.

``python tests/golden/studies.py`` prints what has changed, number by number; ``--write`` makes the committed files anew
(say why in CHANGES.md). ``--data`` draws the answers anew.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NAMES = ("mlr", "mida", "wlsmv", "fiml", "groups", "credit")
MIDA = HERE.parents[2] / "shared" / "data" / "mida"
# Two processors add up in different orders; more than this is another result.
TOLERANCE = 1e-7
# questionnaire, respondents, seed, share of missing answers
DRAWN = {
    "mlr": ("huabei_baitiao", 320, 11, 0.0),
    "wlsmv": ("huabei_baitiao_short", 300, 12, 0.0),
    "fiml": ("huabei_baitiao_short", 240, 13, 0.04),
    "groups": ("huabei_baitiao_short", 420, 14, 0.0),
    "credit": ("credit_reference", 300, 15, 0.0),
}


def present(name: str) -> bool:
    """Whether the data of a study are here: mida's are public and lie beside the repository."""
    return name != "mida" or MIDA.is_dir()


def results(name: str) -> str:
    """``results.json`` of a study, run anew."""
    from tamkit.report.plain import dumps
    from tamkit.study import Study

    return dumps(Study.load(HERE / name).run().to_dict())


def stored(name: str) -> str:
    return (HERE / name / "results.json").read_text(encoding="utf-8")


def differences(old: Any, new: Any, place: str = "") -> Iterator[str]:
    """Every place in which two results differ: ``place: old -> new``."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            here = f"{place}.{key}" if place else str(key)
            if key not in new:
                yield f"{here}: gone"
            elif key not in old:
                yield f"{here}: added"
            else:
                yield from differences(old[key], new[key], here)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for at, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from differences(one, other, f"{place}[{at}]")
    elif _number(old) and _number(new):
        if abs(old - new) > TOLERANCE * max(1.0, abs(old)):
            yield f"{place}: {old!r} -> {new!r}"
    elif old != new:
        yield f"{place}: {old!r} -> {new!r}"


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def draw() -> None:
    """Simulated answers for the studies that are not on public data."""
    from tamkit import questionnaire, survey

    for name, (form, n, seed, missing) in DRAWN.items():
        survey.simulate(
            questionnaire.load(form), n, seed, careless=0.05, missing=missing, path=HERE / name / "responses.csv"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--data", action="store_true")
    args = parser.parse_args()
    if args.data:
        draw()
    for name in args.names:
        if not present(name):
            print(f"{name}: its data are absent")
            continue
        text = results(name)
        if args.write:
            (HERE / name / "results.json").write_text(text, encoding="utf-8", newline="\n")
        else:
            found = list(differences(json.loads(stored(name)), json.loads(text)))
            print(f"{name}: {len(found)} differences", *found, sep="\n  ")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
