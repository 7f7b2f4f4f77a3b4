"""Nested models side by side: χ² difference tests, plain and scaled.

    standard   T₀ − T₁ on df₀ − df₁
    2001       (T₀ − T₁)/c_d,  c_d = (df₀ c₀ − df₁ c₁)/(df₀ − df₁)                  (Satorra & Bentler 2001)
    2010       the same with c₁₀, the larger model's c at the smaller model's estimates (Satorra & Bentler 2010)
    2000       the restrictions themselves (Satorra 2000), of least squares, on request of MLM and MLR, scaled and
               shifted as in lavaan: see `tamkit.sem.restrictions`

T₀ − T₁ of least squares has no χ² distribution, so that the plain difference has no p there. T is the unscaled χ²
throughout; c the scaling factors of the robust tests.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tamkit.errors import AnalysisError, InputError, OptionError, listed
from tamkit.messages import Message
from tamkit.sem.discrepancy import NormalTheory
from tamkit.sem.inference import infer
from tamkit.sem.matrices import Array
from tamkit.sem.restrictions import satorra_2000
from tamkit.sem.result import Fit
from tamkit.sem.setup import Setup
from tamkit.sem.solve import scoring
from tamkit.sem.standardize import row_values
from tamkit.sem.teststat import chi2_sf, standard_test

ROUNDING = 1e-6  # share of χ² by which a smaller model's may lie below a larger one's
MAPPED = 1e-5  # standard deviations by which moments may differ and be the same


def compare(*fits: Fit, names: tuple[str, ...] | list[str] | None = None, method: str | None = None) -> Any:
    """Compare fits of the same data, smallest df first, each with the one before it.

    Returns a DataFrame: model, df, npar, aic, bic, chisq, chisq_diff, df_diff, pvalue_diff, scaling_diff, cfi, rmsea,
    srmr and their changes (``cfi_diff`` …; ``delta_cfi`` … repeat them for one release). ``method`` is ``"standard"``,
    ``"2001"``, ``"2010"`` or ``"2000"``; by default 2001 where the fits have a robust test, 2000 for least
    squares on rows. Scaled tests use ``cfi_robust`` and ``rmsea_robust``. A smaller model with a lower χ² has no test,
    and the column ``remark`` says so.

    Raises InputError for fits of other variables, rows or statistics, or of which some have means, AnalysisError where
    2010 does not exist.

    R: ``lavTestLRT(fit1, fit2, method = "satorra.bentler.2001")``.
    """
    import pandas as pd

    if len(fits) < 2:
        raise InputError("sem.compare_needs_two")
    labels = list(names) if names is not None else [f"model {i + 1}" for i in range(len(fits))]
    _check_same(list(fits), labels)
    robust = all(fit.estimate.test.robust for fit in fits)
    by_restrictions = not robust and all(_least_squares_on_rows(fit) for fit in fits)
    if method is None:
        shifted = any(fit.estimate.test.kind in ("scaled.shifted", "mean.var.adjusted") for fit in fits)
        method = "2000" if (robust and shifted) or by_restrictions else "2001" if robust else "standard"
    if method not in ("standard", "2001", "2010", "2000"):
        raise OptionError("sem.unknown_comparison", method=method)
    if method != "standard" and not robust and not (method == "2000" and by_restrictions):
        raise OptionError("sem.method_needs_scaled_tests", method=method)
    order = sorted(range(len(fits)), key=lambda i: (fits[i].fit["df"], i))
    rows: list[dict[str, Any]] = []
    for place, index in enumerate(order):
        fit = fits[index]
        row: dict[str, Any] = {"model": labels[index], **_own(fit, robust)}
        if place:
            names_of = (labels[order[place - 1]], labels[index])
            row |= nested_test(fits[order[place - 1]], fit, method, names_of)
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


def _least_squares_on_rows(fit: Fit) -> bool:
    """Whether T is no χ², while the restrictions of a smaller model have a test of their own."""
    return fit.options.kind.takes_ordered and fit.setup.sample.data is not None


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


def _check_same(fits: list[Fit], labels: list[str]) -> None:
    """Raise InputError for fits whose χ² or AIC are not of the same data, statistics and count of parameters."""
    first = fits[0]
    for fit, label in zip(fits[1:], labels[1:], strict=True):
        if sorted(fit.observed) != sorted(first.observed):
            only = sorted(set(fit.observed) ^ set(first.observed))
            raise InputError("sem.observed_variables_differ", variables=listed(only, 6))
        if fit.estimator != first.estimator:
            raise InputError("sem.estimators_differ", first=first.estimator, second=fit.estimator)
        for option in ("missing", "likelihood"):
            one, other = getattr(first.options, option), getattr(fit.options, option)
            if one != other:
                names = {"name_first": labels[0], "name_second": label}
                raise InputError("sem.compare_option_differs", option=option, first=one, second=other, **names)
        one, other = (",".join(sorted(each.setup.table.ordered)) for each in (first, fit))
        if one != other:
            names = {"name_first": labels[0], "name_second": label}
            raise InputError(
                "sem.compare_option_differs", option="ordered", first=one or "—", second=other or "—", **names
            )
        if fit.n != first.n or fit.groups != first.groups:
            raise InputError("sem.samples_differ", first=first.n, second=fit.n)
        if _means(fit) != _means(first):
            with_means, without = (labels[0], label) if _means(first) else (label, labels[0])
            raise InputError("sem.compare_means_differ", with_means=with_means, without=without)
        if not _same_answers(first, fit):
            raise InputError("sem.compare_answers_differ", first=labels[0], second=label)


def _means(fit: Fit) -> bool:
    return fit.setup.table.options.meanstructure


def _same_answers(one: Fit, other: Fit) -> bool:
    """Whether the sample moments are equal; those of ordered variables given covariates depend on the model."""
    if one.setup.table.ordered:
        return True
    order = [other.observed.index(name) for name in one.observed]
    return all(
        np.allclose(S, R[np.ix_(order, order)], rtol=1e-5, atol=1e-5 * float(np.abs(S).max()))
        for S, R in zip(one.setup.sample.cov, other.setup.sample.cov, strict=True)
    )


def nested_test(larger: Fit, smaller: Fit, method: str, names: tuple[str, str]) -> dict[str, Any]:
    """Test of the smaller model (more df) against the larger; ``names`` of the two, for what there is to say."""
    t0, t1 = smaller.estimate.test, larger.estimate.test
    df = t0.df - t1.df
    raw = t0.chisq - t1.chisq
    out: dict[str, Any] = {"df_diff": int(df)}
    if df <= 0:
        return out | {"chisq_diff": raw, "pvalue_diff": float("nan")}
    if raw < -ROUNDING * max(1.0, t0.chisq):
        said = Message("sem.negative_difference", larger=names[0], smaller=names[1], by=-raw)
        return out | {"chisq_diff": raw, "pvalue_diff": float("nan"), "remark": said}
    if method == "2000":
        test = satorra_2000(larger, smaller)
        return out | {
            "scaling_diff": test.scaling_factor,
            "chisq_diff": test.chisq_scaled,
            "pvalue_diff": test.pvalue_scaled,
        }
    c = 1.0
    if method != "standard":
        c1 = t1.scaling_factor if method == "2001" else scaling_at(larger, smaller)
        second = t1.df * c1 if t1.df > 0 else 0.0
        c = (t0.df * t0.scaling_factor - second) / df
        out["scaling_diff"] = c
    if c <= 0:
        # A negative scaling is a known failure of the 2001 version; 2010 avoids it.
        return out | {"chisq_diff": float("nan"), "pvalue_diff": float("nan")}
    out["chisq_diff"] = raw / c
    known = np.isfinite(out["chisq_diff"]) and not (method == "standard" and larger.options.kind.takes_ordered)
    out["pvalue_diff"] = chi2_sf(out["chisq_diff"], df) if known else float("nan")
    return out


def scaling_at(larger: Fit, smaller: Fit) -> float:
    """c₁₀: the larger model's scaling factor where it implies what the smaller one does.

    Where parameters of the same name give the same moments (restrictions on the larger model's own parameters) they are
    taken over; otherwise (paths for covariances) the larger model is solved for the smaller one's moments. lavaan
    always takes them over, so that its numbers of such pairs are those of neither model.

    Raises AnalysisError where the larger model cannot imply the smaller one's moments, unless it has all its parameters
    and differs in what is fixed: then c₁₀ is by their names, as in lavaan.
    """
    setup = larger.setup
    theta = _implying(larger, smaller)
    if theta is None:
        if not _free(smaller) <= _free(larger):
            raise AnalysisError("sem.method_2010_does_not_map")
        theta = _taken_over(larger, smaller)
    base = standard_test(larger.estimate.test.chisq, setup.df)
    try:
        return infer(setup, theta, base).test.scaling_factor
    except np.linalg.LinAlgError:  # the larger model is not identified there, so it has no scaling factor
        return float("nan")


def implies(larger: Fit, smaller: Fit) -> bool:
    """Whether the larger model can imply what the smaller one does, by whatever paths: then the smaller is nested in it
    (Bentler & Satorra, 2010). A larger model of ordered variables, or of constraints that are not linear, is asked by
    parameters of the same name alone."""
    return _implying(larger, smaller) is not None


_Moments = list[tuple[Array, Array]]  # Σ̂ and μ̂ of each group


def _implying(larger: Fit, smaller: Fit) -> Array | None:
    """θ (k,) at which the larger model implies the smaller one's moments, None where none is found."""
    wanted = _moments_at(smaller, smaller.estimate.theta, larger.observed)
    theta = _taken_over(larger, smaller)
    if _alike(_moments_at(larger, theta, larger.observed), wanted):
        return theta
    solved = _solved(larger.setup, larger.estimate.theta, wanted)
    if solved is not None and _alike(_moments_at(larger, solved, larger.observed), wanted):
        return solved
    return None


def _moments_at(fit: Fit, theta: Array, names: list[str]) -> _Moments:
    order = [fit.observed.index(name) for name in names]
    found = [fit.setup.route.implied(fit.setup, theta, g) for g in range(len(fit.n))]
    return [(Sigma[np.ix_(order, order)], mu[order]) for Sigma, mu in found]


def _alike(one: _Moments, other: _Moments) -> bool:
    """Whether all moments are equal, in standard deviations."""
    for (S, m), (R, k) in zip(one, other, strict=True):
        sd = np.sqrt(np.abs(np.diag(R)))
        if not (np.abs(S - R) < MAPPED * np.outer(sd, sd)).all() or not (np.abs(m - k) < MAPPED * sd).all():
            return False
    return True


def _free(fit: Fit) -> set[tuple[str, ...]]:
    """The free parameters of a fit by name and group, covariances either way round."""
    return {
        (r.op, *(sorted((r.lhs, r.rhs)) if r.op == "~~" else (r.lhs, r.rhs)), str(r.group))
        for r in fit.setup.table.rows
        if r.free
    }


def _taken_over(larger: Fit, smaller: Fit) -> Array:
    """θ (k,) of the larger model with the smaller one's values of the same names; 0 for others."""
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
    return theta


def _solved(setup: Setup, start: Array, wanted: _Moments) -> Array | None:
    """θ (k,) at which a model of continuous variables implies the moments wanted, by ML on them as if observed."""
    if setup.table.ordered or not setup.constraints.linear_only:
        return None
    n = setup.sample.n
    cov, mean = [S[None] for S, _ in wanted], [m[None] for _, m in wanted]
    problem = NormalTheory.of("ML", setup.matrices, cov, mean, [m / sum(n) for m in n])
    found = scoring(problem, start[None], setup.constraints.affine)
    return found.theta[0] if found.converged[0] else None


def difference(larger: Fit, smaller: Fit) -> dict[str, float]:
    """chisq_diff, df_diff and pvalue_diff of a model nested in a larger one, by the test its estimator asks for.

    Least squares on rows: the restrictions themselves (2000). Otherwise as `compare` chooses; the scaling of
    2001 can turn out negative, then Satorra & Bentler's own remedy of 2010 stands in. NaN where neither exists.
    """
    keys = ("chisq_diff", "df_diff", "pvalue_diff")
    if _least_squares_on_rows(larger):
        test = satorra_2000(larger, smaller)
        return dict(zip(keys, (test.chisq_scaled, float(test.df_scaled), test.pvalue_scaled), strict=True))
    found: dict[str, float] = {}
    for method in (None, "2010"):
        try:
            row = compare(larger, smaller, method=method).iloc[-1]
        except AnalysisError:
            if method is None:
                raise
            break
        found = {key: float(row[key]) for key in keys}
        if found["chisq_diff"] == found["chisq_diff"] or not larger.estimate.test.robust:
            break
    return found
