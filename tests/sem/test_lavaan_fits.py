"""Every number of a fit against lavaan's, for each combination of data, model and options in sem_fits_*.json."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import (
    TOLERANCE,
    as_before,
    assert_same,
    cases,
    differences,
    expected,
    fitted,
    frame,
    label,
    own,
    unscaled_pvalue,
)

CASES = cases()
every_case = pytest.mark.parametrize(("family", "key"), CASES, ids=[label(case) for case in CASES])


def test_there_are_enough_combinations() -> None:
    assert len(CASES) >= 40


@every_case
def test_converges(family: str, key: str) -> None:
    spec = expected(family, key)
    fit = fitted(family, key)
    assert fit.converged
    assert list(fit.n) == np.atleast_1d(spec["n"]).tolist()


def together(family: str, key: str) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """tamkit's and lavaan's parameter tables in the same order; the same rows must be there."""
    wanted = frame(expected(family, key)["parameters"])
    found = own(fitted(family, key).table)
    assert set(found.index) == set(wanted.index), sorted(set(found.index) ^ set(wanted.index))
    found = found.loc[wanted.index]
    return found, wanted, [" ".join(map(str, index)) for index in wanted.index]


@every_case
def test_parameters(family: str, key: str) -> None:
    found, wanted, names = together(family, key)
    # lavaan writes a standard error of 0 for what is fixed, tamkit none.
    wanted["se"] = wanted["se"].replace(0.0, np.nan)
    fixed = wanted["se"].isna()
    wanted.loc[fixed, ["ci_lower", "ci_upper"]] = np.nan
    lines = []
    for column in ("est", "se", "z", "pvalue", "ci_lower", "ci_upper", "std_lv", "std_all"):
        lines += [f"{column} {line}" for line in differences(found[column], wanted[column], names)]
    assert not lines, f"{len(lines)} differ\n" + "\n".join(lines[:40])


@every_case
def test_standardized_solution(family: str, key: str) -> None:
    wanted = frame(expected(family, key)["standardized"])
    found = own(fitted(family, key).table).loc[wanted.index]
    names = [" ".join(map(str, index)) for index in wanted.index]
    none = wanted["se"].astype(float) < 1e-8
    wanted.loc[none, ["se", "ci_lower", "ci_upper"]] = np.nan
    lines = []
    for ours, theirs in (
        ("std_all", "est_std"),
        ("std_all_se", "se"),
        ("std_all_ci_lower", "ci_lower"),
        ("std_all_ci_upper", "ci_upper"),
    ):
        lines += [f"{ours} {line}" for line in differences(found[ours], wanted[theirs], names)]
    assert not lines, f"{len(lines)} differ\n" + "\n".join(lines[:40])


@every_case
def test_fit_measures(family: str, key: str) -> None:
    spec = expected(family, key)
    wanted = {name.replace(".", "_"): value for name, value in spec["fit"].items()}
    found = as_before(fitted(family, key).fit)
    for constant in ("rmsea_close_h0", "rmsea_notclose_h0"):  # .05 and .08, the hypotheses and not results
        wanted.pop(constant, None)
    if "scaling_factor_h0" in wanted:
        # tr(B0 H^-1) a free parameter. lavaan 0.6-14 counts equal parameters each time, tamkit once, as Mplus does:
        # the factor goes into the scaled difference test, where the count must be the model's (Satorra & Bentler 2010).
        wanted["scaling_factor_h0"] *= spec["unequated"] / found["npar"]
    kind = fitted(family, key).estimator
    there = [name for name, value in wanted.items() if value is not None and not unscaled_pvalue(name, kind)]
    assert_same([found.get(name) for name in there], [wanted[name] for name in there], there, "fit measures")


def _by_group(value: Any, groups: int) -> list[Any]:
    return [value] if groups == 1 else list(value.values())


@every_case
def test_explained_variance_and_moments(family: str, key: str) -> None:
    spec, fit = expected(family, key), fitted(family, key)
    groups = len(fit.groups)
    lines: list[str] = []
    for g, (wanted, found) in enumerate(zip(spec["r2"], _by_group(fit.r2, groups), strict=True)):
        lines += differences([found.get(k) for k in wanted], wanted.values(), [f"r2 {k} g{g + 1}" for k in wanted])
    order = spec["observed"]
    low = np.triu_indices(len(order))  # R's lower triangle runs down the columns
    pairs = [f"{order[i]}-{order[j]}" for i, j in zip(*low, strict=True)]
    for g, wanted in enumerate(spec["implied_cov"]):
        found = fit.implied_cov(g + 1).loc[order, order].to_numpy()[low]
        lines += differences(found, wanted, [f"implied cov {pair} g{g + 1}" for pair in pairs])
    for g, wanted in enumerate(spec["implied_mean"]):
        if wanted:
            lines += differences(fit.implied_mean(g + 1)[order], wanted, [f"implied mean {name}" for name in order])
    if "latent" in spec:
        order = spec["latent"]
        low = np.triu_indices(len(order))
        for g, wanted in enumerate(spec["cov_lv"]):
            found = fit.latent_cov(g + 1).loc[order, order].to_numpy()[low]
            wanted = np.atleast_1d(wanted)
            lines += differences(
                found, wanted, [f"latent cov {order[i]}-{order[j]}" for i, j in zip(*low, strict=True)]
            )
    assert not lines, f"{len(lines)} differ\n" + "\n".join(lines[:40])


@pytest.mark.parametrize(
    ("family", "key"),
    [case for case in CASES if "vcov" in expected(*case)],
    ids=[label(case) for case in CASES if "vcov" in expected(*case)],
)
def test_covariance_of_the_estimates(family: str, key: str) -> None:
    spec, fit = expected(family, key), fitted(family, key)
    order = np.asarray(spec["vcov"]["names"])
    k = len(order)
    wanted = np.zeros((k, k))
    low = np.triu_indices(k)
    wanted[low] = spec["vcov"]["lower"]
    wanted = wanted + np.triu(wanted, 1).T
    V = fit.vcov.to_numpy()
    names = [row.name if row.label in ("", f".{row.name}") else row.label for row in fit.setup.table.free_rows()]
    at = [_position(name, names, fit) for name in order]
    found = V[np.ix_(at, at)]
    lines = differences(found[low], wanted[low], [f"{order[i]} / {order[j]}" for i, j in zip(*low, strict=True)])
    assert not lines, f"{len(lines)} differ\n" + "\n".join(lines[:40])


def _position(name: str, names: list[str], fit: Any) -> int:
    """Where a parameter of lavaan stands in θ: by label, by name, or by the row that carries its name."""
    if name in names:
        return names.index(name)
    for row in fit.setup.table.rows:
        mirrored = f"{row.rhs}{row.op}{row.lhs}" + (f".g{row.group}" if row.group > 1 else "")
        if name in (row.name, mirrored) and row.free:
            return row.free - 1
    # lavaan's labels of parameters that group.equal holds together: .p2. is the second row of the table
    return int(next(row.free for index, row in enumerate(fit.setup.table.rows) if name == f".p{index + 1}.")) - 1


def test_tolerance_is_the_promised_one() -> None:
    assert TOLERANCE == 1e-4
