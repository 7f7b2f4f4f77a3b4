"""Nested models side by side: χ² difference tests, plain and scaled.

    standard   T₀ − T₁ on df₀ − df₁
    2001       (T₀ − T₁)/c_d,  c_d = (df₀ c₀ − df₁ c₁)/(df₀ − df₁)                  (Satorra & Bentler 2001)
    2010       the same with c₁₀, the larger model's c at the smaller model's estimates (Satorra & Bentler 2010)
    2000       the restrictions themselves, for WLSMV and ULSMV (Satorra 2000): see `tamkit.sem.restrictions`

T is the unscaled χ² throughout; c the scaling factors of the robust tests.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tamkit.errors import InputError, OptionError, listed
from tamkit.sem.inference import infer
from tamkit.sem.restrictions import satorra_2000
from tamkit.sem.result import Fit
from tamkit.sem.standardize import row_values
from tamkit.sem.teststat import chi2_sf, standard_test


def compare(*fits: Fit, names: tuple[str, ...] | list[str] | None = None, method: str | None = None) -> Any:
    """Compare fits of the same data, smallest df first, each with the one before it.

    Returns a DataFrame: model, df, npar, aic, bic, chisq, chisq_diff, df_diff, pvalue_diff, scaling_diff, cfi, rmsea,
    srmr and their changes (``cfi_diff`` …; ``delta_cfi`` … repeat them for one release). ``method`` is ``"standard"``,
    ``"2001"``, ``"2010"`` or ``"2000"``; by default 2001 where the fits have a robust test, 2000 for WLSMV and ULSMV.
    Scaled tests use ``cfi_robust`` and ``rmsea_robust``.

    R: ``lavTestLRT(fit1, fit2, method = "satorra.bentler.2001")``.
    """
    import pandas as pd

    if len(fits) < 2:
        raise InputError("sem.compare_needs_two")
    labels = list(names) if names is not None else [f"model {i + 1}" for i in range(len(fits))]
    _check_same(list(fits))
    robust = all(fit.estimate.test.robust for fit in fits)
    if method is None:
        shifted = any(fit.estimate.test.kind in ("scaled.shifted", "mean.var.adjusted") for fit in fits)
        method = "2000" if robust and shifted else "2001" if robust else "standard"
    if method not in ("standard", "2001", "2010", "2000"):
        raise OptionError("sem.unknown_comparison", method=method)
    if method != "standard" and not robust:
        raise OptionError("sem.method_needs_scaled_tests", method=method)
    order = sorted(range(len(fits)), key=lambda i: (fits[i].fit["df"], i))
    rows: list[dict[str, Any]] = []
    for place, index in enumerate(order):
        fit = fits[index]
        row: dict[str, Any] = {"model": labels[index], **_own(fit, robust)}
        if place:
            row |= _difference(fits[order[place - 1]], fit, method)
            before = rows[-1]
            row |= {
                f"{key}_diff": row[key] - before[key]
                for key in ("cfi", "rmsea", "srmr")
                if key in row and key in before
            }
        rows.append(row)
    frame = pd.DataFrame(rows)
    old = {f"delta_{key}": f"{key}_diff" for key in ("cfi", "rmsea", "srmr")}  # for one release
    return frame.assign(**{alias: frame[name] for alias, name in old.items() if name in frame})


def _own(fit: Fit, robust: bool) -> dict[str, Any]:
    f = fit.fit
    out: dict[str, Any] = {"df": int(f["df"]), "npar": int(f["npar"])}
    out |= {key: f[key] for key in ("aic", "bic") if key in f}
    out["chisq"] = f["chisq"]
    if robust:
        out["chisq_scaled"] = f["chisq_scaled"]
    for key in ("cfi", "rmsea"):
        name = f"{key}_robust" if robust and f"{key}_robust" in f else key
        if name in f:
            out[key] = f[name]
    out["srmr"] = f["srmr"]
    return out


def _check_same(fits: list[Fit]) -> None:
    first = fits[0]
    for fit in fits[1:]:
        if sorted(fit.observed) != sorted(first.observed):
            only = sorted(set(fit.observed) ^ set(first.observed))
            raise InputError("sem.observed_variables_differ", variables=listed(only, 6))
        if fit.n != first.n or fit.groups != first.groups:
            raise InputError("sem.samples_differ", first=first.n, second=fit.n)
        if fit.estimator != first.estimator:
            raise InputError("sem.estimators_differ", first=first.estimator, second=fit.estimator)


def _difference(larger: Fit, smaller: Fit, method: str) -> dict[str, Any]:
    """Test of the smaller model (more df) against the larger."""
    t0, t1 = smaller.estimate.test, larger.estimate.test
    df = t0.df - t1.df
    raw = t0.chisq - t1.chisq
    out: dict[str, Any] = {"df_diff": int(df)}
    if df <= 0:
        return out | {"chisq_diff": raw, "pvalue_diff": float("nan")}
    if method == "2000":
        test = satorra_2000(larger, smaller)
        return out | {
            "scaling_diff": test.scaling_factor,
            "chisq_diff": test.chisq_scaled,
            "pvalue_diff": test.pvalue_scaled,
        }
    c = 1.0
    if method != "standard":
        c1 = t1.scaling_factor if method == "2001" else _scaling_at(larger, smaller)
        second = t1.df * c1 if t1.df > 0 else 0.0
        c = (t0.df * t0.scaling_factor - second) / df
        out["scaling_diff"] = c
    if c <= 0:
        # A negative scaling is a known failure of the 2001 version; 2010 avoids it.
        return out | {"chisq_diff": float("nan"), "pvalue_diff": float("nan")}
    out["chisq_diff"] = raw / c
    out["pvalue_diff"] = chi2_sf(out["chisq_diff"], df) if np.isfinite(out["chisq_diff"]) else float("nan")
    return out


def _scaling_at(larger: Fit, smaller: Fit) -> float:
    """c₁₀: the larger model's scaling factor at the smaller model's estimates."""
    setup = larger.setup
    source = {(r.lhs, r.op, r.rhs, r.group): i for i, r in enumerate(smaller.setup.table.rows)}
    values = row_values(smaller.setup, smaller.estimate.theta[None], *smaller.setup.stack)[0]
    theta = np.zeros(setup.table.k)
    for row in setup.table.rows:
        if not row.free:
            continue
        key = (row.lhs, row.op, row.rhs, row.group)
        mirrored = (row.rhs, row.op, row.lhs, row.group)
        if key in source or (row.op == "~~" and mirrored in source):
            theta[row.free - 1] = values[source[key] if key in source else source[mirrored]]
    base = standard_test(larger.estimate.test.chisq, setup.df)
    try:
        return infer(setup, theta, base).test.scaling_factor
    except np.linalg.LinAlgError:  # the larger model is not identified there, so it has no scaling factor
        return float("nan")


def difference(larger: Fit, smaller: Fit) -> dict[str, float]:
    """chisq_diff, df_diff and pvalue_diff of a model nested in a larger one, by the test its estimator asks for.

    Ordered items with a robust test: the restrictions themselves (2000). Otherwise as `compare` chooses; the scaling of
    2001 can turn out negative, then Satorra & Bentler's own remedy of 2010 stands in. NaN where neither exists.
    """
    keys = ("chisq_diff", "df_diff", "pvalue_diff")
    kind = larger.options.kind
    if kind.ordinal and kind.robust:
        test = satorra_2000(larger, smaller)
        return dict(zip(keys, (test.chisq_scaled, float(test.df_scaled), test.pvalue_scaled), strict=True))
    found: dict[str, float] = {}
    for method in (None, "2010"):
        row = compare(larger, smaller, method=method).iloc[-1]
        found = {key: float(row[key]) for key in keys}
        if found["chisq_diff"] == found["chisq_diff"] or not larger.estimate.test.robust:
            break
    return found
