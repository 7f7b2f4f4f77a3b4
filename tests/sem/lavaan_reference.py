"""The data, models and numbers of the lavaan references, and how they are compared."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tamkit.sem import Moments, fit
from tamkit.sem.estimators import ESTIMATORS
from tamkit.sem.result import Fit

FOLDER = Path(__file__).parents[1] / "reference"
TOLERANCE = 1e-4  # |Δ| ≤ 1e-4·max(1, |reference|), for everything unless a test says why not
FAMILIES = ("tam_sem", "tam_small", "tam_groups", "tam_odd", "tam_matrices", "classics")


@cache
def reference(name: str) -> dict[str, Any]:
    """What the R script wrote."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _semopy(name: str) -> pd.DataFrame:
    """A data set that semopy ships, found without importing semopy, which is slow."""
    spec = importlib.util.find_spec("semopy")
    assert spec is not None
    assert spec.origin is not None
    return pd.read_csv(Path(spec.origin).parent / "examples" / name, index_col=0)


@cache
def dataset(name: str) -> pd.DataFrame:
    """A data set by the name the R script uses."""
    if name == "tam60":
        return dataset("tam").iloc[:60]
    if name == "hs50":
        return dataset("hs").iloc[:50]
    if name == "hs":
        return _semopy("holzinger_swineford39_data.csv")
    if name == "pd":
        return _semopy("pd_data.csv")
    return pd.read_csv(FOLDER / f"sem_{name}.csv")


def cases() -> list[tuple[str, str]]:
    """Every (family, id) of the reference fits."""
    return [(family, key) for family in FAMILIES for key in reference(f"sem_fits_{family}")["fits"]]


def label(case: tuple[str, str]) -> str:
    """Test id: data/model/options."""
    spec = expected(*case)
    options = ",".join(f"{key}={'+'.join(_listed(value))}" for key, value in dict(spec["options"]).items()) or "default"
    return f"{spec['data']}/{spec['model']}/{options}/{case[1]}"


def expected(family: str, key: str) -> dict[str, Any]:
    """lavaan's numbers for one fit."""
    found: dict[str, Any] = reference(f"sem_fits_{family}")["fits"][key]
    return found


def _listed(value: Any) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]


def options_of(spec: dict[str, Any]) -> dict[str, Any]:
    """lavaan's options under tamkit's names."""
    out = {key.replace(".", "_"): value for key, value in dict(spec["options"]).items()}
    for key in ("group_equal", "group_partial"):
        if key in out:
            out[key] = _listed(out[key])
    if out.get("estimator") in ("ULS", "DWLS"):
        out["se"] = "standard"  # what 0.6-14 prints; tamkit's are 0.7's, see test_lavaan07
    return out


def as_before(measures: dict[str, float]) -> dict[str, float]:
    """Fit measures by 0.6's definitions: ``…_06`` in place of what 0.7 defines anew, and nothing that 0.6 lacks."""
    before = {key.removesuffix("_06"): value for key, value in measures.items() if key.endswith("_06")}
    kept = {key: value for key, value in measures.items() if not key.endswith(("_06", "_browne"))}
    return {key: value for key, value in (kept | before).items() if not key.startswith("gfi_population")}


def unscaled_pvalue(name: str, estimator: str) -> bool:
    """Whether it is the p of a T of least squares, which 0.6 takes for χ², and neither 0.7 nor tamkit prints."""
    return name in ("pvalue", "baseline_pvalue") and ESTIMATORS[estimator].takes_ordered


@cache
def fitted(family: str, key: str) -> Fit:
    """tamkit's fit of the same combination."""
    spec = expected(family, key)
    model = reference(f"sem_fits_{family}")["models"][spec["model"]]
    data = _moments(spec["input"]) if spec.get("input") else dataset(spec["data"])
    return fit(model, data, **options_of(spec))


def _moments(source: dict[str, Any]) -> Moments:
    names = source["names"]
    covs = [pd.DataFrame(part, index=names, columns=names, dtype=float) for part in source["cov"]]
    means = [pd.Series(part, index=names) for part in source.get("mean", [])]
    sizes = [int(n) for n in source["n"]]
    if len(covs) == 1:
        sd = pd.Series(source["sd"], index=names) if "sd" in source else None
        return Moments(covs[0], sizes[0], means[0] if means else None, sd)
    return Moments(covs, sizes, means or None)


def frame(columns: dict[str, list[Any]]) -> pd.DataFrame:
    """Columns of a JSON table as a frame indexed by (lhs, op, rhs, group)."""
    table = pd.DataFrame(columns)
    table = table.rename(columns=lambda name: name.replace(".", "_"))
    table.loc[table["op"] == ":=", ["rhs", "group"]] = ["", 0]
    return _keyed(table)


def own(table: pd.DataFrame) -> pd.DataFrame:
    """tamkit's parameter table with the same index."""
    table = table.copy()
    table.loc[table["op"] == ":=", ["rhs", "group"]] = ["", 0]
    return _keyed(table)


def _keyed(table: pd.DataFrame) -> pd.DataFrame:
    rows = zip(table["lhs"], table["op"], table["rhs"], table["group"], strict=True)
    keys = [(*key(lhs, op, rhs), int(group)) for lhs, op, rhs, group in rows]
    table.index = pd.MultiIndex.from_tuples(keys, names=["left", "operator", "right", "g"])
    return table


def key(lhs: str, op: str, rhs: str) -> tuple[str, str, str]:
    """A parameter's identity: a covariance may be written either way round."""
    if op == "~~" and rhs < lhs:
        return rhs, op, lhs
    return lhs, op, rhs


def differences(found: Any, wanted: Any, names: Any, tolerance: float = TOLERANCE) -> list[str]:
    """A line for each number that is off by more than ``tolerance``·max(1, |wanted|), or missing on one side."""
    lines = []
    for name, a, b in zip(names, found, wanted, strict=True):
        a = np.nan if a is None else float(a)
        b = np.nan if b is None else float(b)
        if np.isnan(a) and np.isnan(b):
            continue
        if not abs(a - b) <= tolerance * max(1.0, abs(b)):
            lines.append(f"{name}: tamkit {a:.8g}, lavaan {b:.8g}")
    return lines


def assert_same(found: Any, wanted: Any, names: Any, what: str, tolerance: float = TOLERANCE) -> None:
    """Fail with every number that differs."""
    lines = differences(found, wanted, names, tolerance)
    assert not lines, f"{what}: {len(lines)} of {len(list(names))} differ\n" + "\n".join(lines[:25])
