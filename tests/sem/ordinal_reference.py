"""The reference data and results of the ordinal and missing-data tests, read once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sem.lavaan_reference import as_before, unscaled_pvalue

FOLDER = Path(__file__).parents[1] / "reference"


@cache
def reference(name: str) -> dict[str, Any]:
    """The JSON an R script of the same name wrote."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def columns(name: str) -> dict[str, list[float]]:
    """A data set of ordinal_data.R, NaN where missing."""
    data = reference("ordinal_data")[name]
    return {key: [np.nan if value is None else value for value in values] for key, values in data.items()}


def matrix(name: str, names: list[str]) -> NDArray[np.float64]:
    data = columns(name)
    return np.array([data[column] for column in names], dtype=float).T


TOLERANCE = 1e-4
GIVEN = ("rmsea_close_h0", "rmsea_notclose_h0")  # constants, not results


def mismatches(fitted: Any, case: dict[str, Any], skip: tuple[str, ...] = ()) -> list[str]:
    """Every number of lavaan's fit that ``fitted`` does not meet within TOLERANCE · max(1, |reference|), or lacks."""
    ref, std = case["parameters"], case["standardized"]
    place = {key: i for i, key in enumerate(zip(ref["lhs"], ref["op"], ref["rhs"], ref["group"], strict=True))}
    std_place = {key: i for i, key in enumerate(zip(std["lhs"], std["op"], std["rhs"], std["group"], strict=True))}
    out: list[str] = []

    def check(what: str, mine: float, reference: float | None) -> None:
        if reference is not None and not abs(mine - reference) <= TOLERANCE * max(1.0, abs(reference)):
            out.append(f"{what}: {mine!r} against {reference!r}")

    seen = set()
    for row in fitted.table.itertuples():
        key = _key(row, place)
        if key is None:
            out.append(f"{row.lhs} {row.op} {row.rhs} is not in the reference")
            continue
        i = place[key]
        seen.add(i)
        name = "".join(map(str, key))
        for column, source in (("est", "est"), ("std_lv", "std.lv"), ("std_all", "std.all")):
            check(f"{column} {name}", getattr(row, column), ref[source][i])
        if ref["se"][i]:
            check(f"se {name}", row.se, ref["se"][i])
            check(f"z {name}", row.z, ref["z"][i])
            check(f"pvalue {name}", row.pvalue, ref["pvalue"][i])
            check(f"ci_lower {name}", row.ci_lower, ref["ci.lower"][i])
        j = _key(row, std_place)
        if j is not None and (std["se"][std_place[j]] or 0.0) > 1e-8:
            check(f"std_all_se {name}", row.std_all_se, std["se"][std_place[j]])
    out += [f"{ref['lhs'][i]} {ref['op'][i]} {ref['rhs'][i]} is missing" for i in place.values() if i not in seen]
    measures = as_before(fitted.fit)
    for measure, expected in case["fit"].items():
        name = measure.replace(".", "_")
        if expected is None or name in (*GIVEN, *skip) or unscaled_pvalue(name, fitted.estimator):
            continue
        if name not in measures:
            out.append(f"{name} is missing")
        else:
            check(name, measures[name], expected)
    wanted = {measure.replace(".", "_") for measure, value in case["fit"].items() if value is not None}
    for suffix in ("", "_scaled"):
        # lavaan has no PCFI, but all that it is made of.
        name = f"pcfi{suffix}"
        if name in measures and f"cfi{suffix}" in wanted:
            df, base, cfi = (case["fit"][f"{part}{suffix.replace('_', '.')}"] for part in ("df", "baseline.df", "cfi"))
            check(name, measures[name], df / base * cfi)
            wanted.add(name)
    return out + [f"{name} is not lavaan's" for name in measures if name not in wanted and name not in GIVEN]


def _key(row: Any, place: dict[Any, int]) -> Any:
    """The reference's key of a row: covariances may stand the other way round, definitions under their own text."""
    if row.op == ":=":
        return next((key for key in place if key[0] == row.lhs and key[1] == ":="), None)
    for key in ((row.lhs, row.op, row.rhs, row.group), (row.rhs, row.op, row.lhs, row.group)):
        if key in place:
            return key
    return None
