"""docs/calibration.md and tamkit/sem/calibration.json from the counts that benchmarks/fit_tests.py has made.

python benchmarks/fit_tests_page.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
COUNTS = HERE / "fit_tests.json"
TABLE = HERE.parent / "tamkit" / "sem" / "calibration.json"
PAGE = HERE.parent / "docs" / "calibration.md"

KINDS = ("normal", "five-point", "heavy-tailed")
SIZES = (150, 300, 500)
#: Of each estimator's row of the table its part of the counts, and the tests: as counted, as `fit` calls them.
ESTIMATORS: dict[str, tuple[str, dict[str, str]]] = {
    "ML": (
        "complete",
        {
            "ML": "standard",
            "MLM": "satorra.bentler",
            "MLR": "yuan.bentler.mplus",
            "peba4_rls": "peba4_rls",
            "pall_ug_ml": "pall_ug_ml",
            "bollen.stine": "bollen.stine",
        },
    ),
    "WLSMV": ("complete", {"WLSMV": "scaled.shifted"}),
    "FIML": ("incomplete", {"FIML ML": "standard", "FIML MLR": "yuan.bentler.mplus"}),
}
DIFFERENCES = {
    "MLR standard": "ML, plain",
    "MLR 2001": "MLR, 2001",
    "MLR 2010": "MLR, 2010",
    "MLR 2000": "MLR, 2000",
    "WLSMV 2000": "WLSMV, 2000",
}

Cell = dict[str, Any]


def find(counts: dict[str, Any], part: str, kind: str, truth: str, n: int) -> Cell:
    at = {"part": part, "kind": kind, "truth": truth, "n": n}
    return next(one for one in counts["cells"] if at.items() <= one.items())


# -- the table -----------------------------------------------------------------------------------------------------


def table(counts: dict[str, Any]) -> dict[str, Any]:
    """What a calibrated p is chosen from: kind of data × estimator × n, of each test the counts and who is chosen."""
    from tamkit.sem.calibration import BAND, chosen

    cells = []
    for kind in KINDS:
        for estimator, (part, names) in ESTIMATORS.items():
            if estimator == "WLSMV" and kind != "five-point":
                continue
            for n in SIZES:
                tests = {}
                for counted, name in names.items():
                    both = {truth: find(counts, part, kind, truth, n)["tests"][counted] for truth in ("true", "misfit")}
                    tests[name] = {
                        truth: {key: one[key] for key in ("used", "rejected")} for truth, one in both.items()
                    }
                cells.append({"kind": kind, "estimator": estimator, "n": n, "chosen": chosen(tests), "tests": tests})
    return {"alpha": counts["design"]["alpha"], "band": list(BAND), "cells": cells}


# -- the page ------------------------------------------------------------------------------------------------------

INTRODUCTION = """# Calibration

<!-- made by benchmarks/fit_tests_page.py from benchmarks/fit_tests.json -->

A test at the 5% level should reject 5% of true models. Here is what the tests do, counted in samples from a
six-construct acceptance model with 22 items (loadings .85 to .70, ten paths, df = 199), and which of them the
calibrated p of a study is taken from. Intervals are calibrated in [estimation.md](estimation.md).

**Data.** *Normal*: multivariate normal. *Five-point*: the same, cut into five ordered answers (four cuts, moved a
little from item to item; skewness −.4). *Heavy-tailed*: multivariate t with {tails} degrees of freedom, each item with
an excess kurtosis of {kurtosis:g}. *Misfit*: three cross-loadings of .2 that the fitted model leaves out; the
population RMSEA is {rmsea:.3f}. *FIML*: a tenth of the cells missing completely at random, in at most {patterns}
patterns. WLSMV takes five-point items as ordered, all other tests take them as numbers.

**Samples.** {samples} The Monte-Carlo standard error of a rate of 5% is {error}.
Samples in which a test does not exist, because a fit did not converge or the test needs more cases, are lost: {lost}
Bollen–Stine's p is from {draws} draws, fewer where the verdict was settled before. Seed {seed}.
`python benchmarks/fit_tests.py` draws, fits and counts (it goes on where it was stopped), `python
benchmarks/fit_tests_page.py` makes this page.
"""

CHOSEN = """## Which test keeps its size

Of each kind of data, estimator and n, the test that rejects 2.5 to 7.5% of true models and finds the misfit most often;
in brackets what it rejects of true models and of misfits. ML stands for complete rows by ML, MLM or MLR: their
estimates are the same, and any of the tests can be made from them. A fit belongs to a cell by these rules:

- *five-point*: ordered variables, or most variables take no more than seven values;
- *heavy-tailed*: otherwise, where Mardia's kurtosis lies more than five standard errors above that of normal data
  (Bentler, 2006);
- *normal*: otherwise;
- n: the largest n studied that the sample reaches. Below {least} nothing is calibrated; above {most} the cell of {most}
  holds.

Groups, other estimators and covariance matrices without rows have no calibrated p. With `bootstrap: 0` a study draws
nothing at random, and the next best test takes the place of Bollen–Stine's. A model of another size than the one
studied may be tested better or worse: the rates are those of this model. `tamkit.sem.calibrated(fit)` gives the p of
any fit.
"""

SIZE = """## Rejection of true models

Percent at the 5% level; **bold** where it is 2.5 to 7.5.
"""

POWER = """## Rejection of a small misfit

Percent at the 5% level. Where a test rejects too many true models the number is no power.
"""

DIFFERENCE = """## Difference tests

Percent at the 5% level. *True*: three paths that are 0 in the population are left out (3 df). *False*: the path of .15
from initial trust to intention is left out (1 df).
"""

HTMT = """## The bound of HTMT

Share of samples in which the upper end of HTMT's 95% percentile interval ({draws} draws) lies at or above the true
ratio, which it should in 97.5%: mean over the fifteen pairs of constructs, and the pair where it is lowest.
"""


def page(counts: dict[str, Any]) -> str:
    design, made = counts["design"], table(counts)
    parts = [
        INTRODUCTION.format(
            tails=design["tails"],
            kurtosis=6 / (design["tails"] - 4),
            rmsea=design["rmsea"]["misfit"],
            patterns=design["patterns"],
            samples=_samples(counts),
            error=_error(counts),
            lost=_lost(counts),
            draws=design["bollen_stine_draws"],
            seed=design["seed"],
        ),
        CHOSEN.format(least=SIZES[0], most=SIZES[-1]),
        grid(["data", "estimator", *(f"n = {n}" for n in SIZES)], _chosen(made)),
        SIZE,
        _rates(counts, "true", bold=True),
        POWER,
        _rates(counts, "misfit", bold=False),
        DIFFERENCE,
        _differences(counts),
        HTMT.format(draws=design["htmt_draws"]),
        grid(["data", "n", "mean", "lowest", "samples (lost)"], _bound(counts)),
    ]
    return "\n".join(parts)


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _samples(counts: dict[str, Any]) -> str:
    said = []
    for part, what in (("complete", "Complete data"), ("incomplete", "FIML")):
        sizes = sorted({one["samples"] for one in counts["cells"] if one["part"] == part})
        said.append(f"{what}: {' to '.join(f'{n:,}' for n in {sizes[0]: 0, sizes[-1]: 0})} samples a cell.")
    return " ".join(said)


def _error(counts: dict[str, Any]) -> str:
    found = []
    for part, what in (("complete", "complete data"), ("incomplete", "FIML")):
        least = min(one["samples"] for one in counts["cells"] if one["part"] == part)
        found.append(f"{100 * np.sqrt(0.05 * 0.95 / least):.1f} points ({what})")
    return ", ".join(found)


def _lost(counts: dict[str, Any]) -> str:
    found = [
        f"{name} {one['lost']} of {cell['samples']} ({cell['kind']}, {cell['truth']}, n = {cell['n']})"
        for cell in counts["cells"]
        for name, one in cell["tests"].items()
        if one["lost"]
    ]
    return "; ".join(found) + "." if found else "none of any cell."


def _chosen(made: dict[str, Any]) -> Iterable[list[str]]:
    for kind in KINDS:
        for estimator in ESTIMATORS:
            cells = [one for one in made["cells"] if (one["kind"], one["estimator"]) == (kind, estimator)]
            if cells:
                yield [kind, estimator, *map(_choice, cells)]


def _choice(cell: Cell) -> str:
    if not cell["chosen"]:
        return "none qualifies"
    name = cell["chosen"][0]
    size, power = (_percent(cell["tests"][name][truth]) for truth in ("true", "misfit"))
    return f"`{name}` ({size}, {power})"


def _percent(one: dict[str, int]) -> str:
    return f"{100 * one['rejected'] / one['used']:.1f}" if one["used"] else "—"


def _rates(counts: dict[str, Any], truth: str, bold: bool) -> str:
    from tamkit.sem.calibration import BAND

    names = [(part, counted) for part, tests in ESTIMATORS.values() for counted in tests]
    rows = []
    for kind in KINDS:
        for n in SIZES:
            row = [kind, str(n)]
            for part, name in names:
                one = find(counts, part, kind, truth, n)["tests"].get(name)
                said = _percent(one) if one else "—"
                held = one and one["used"] and BAND[0] <= one["rejected"] / one["used"] <= BAND[1]
                row.append(f"**{said}**" if bold and held else said)
            rows.append(row)
    return grid(["data", "n", *(name for _, name in names)], rows)


def _differences(counts: dict[str, Any]) -> str:
    heads = [f"{said}: {what}" for said in DIFFERENCES.values() for what in ("true", "false")]
    rows = []
    for kind in KINDS:
        for n in SIZES:
            tests = find(counts, "complete", kind, "true", n)["tests"]
            row = [kind, str(n)]
            for name in DIFFERENCES:
                row += [_percent(tests[f"{name} {mark}"]) if f"{name} {mark}" in tests else "—" for mark in "=≠"]
            rows.append(row)
    return grid(["data", "n", *heads], rows)


def _bound(counts: dict[str, Any]) -> Iterable[list[str]]:
    for kind in KINDS:
        for n in SIZES:
            one = find(counts, "complete", kind, "true", n)["htmt"]
            shares = 100 * np.array(one["covered"]) / one["used"]
            yield [kind, str(n), f"{shares.mean():.1f}", f"{shares.min():.1f}", f"{one['used']:,} ({one['lost']})"]


def main() -> int:
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    TABLE.write_text(json.dumps(table(counts), indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(counts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
