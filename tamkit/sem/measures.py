"""Fit measures under lavaan's names (``_`` for ``.``) and by lavaan's definitions.

With T, df of the model, T_b, df_b of the independence model, N cases in G groups, c and c_b the scaling factors:

    CFI = 1 − max(T − df, 0)/max(T − df, T_b − df_b, 0)      TLI = 1 − (T − df) df_b / ((T_b − df_b) df)
    NFI = (T_b − T)/T_b     RFI = 1 − (T/df)/(T_b/df_b)      IFI = (T_b − T)/(T_b − df)      RNI = CFI without bounds
    PNFI, PCFI = df/df_b times NFI, CFI (lavaan has no PCFI; Mulaik et al. 1989)
    RMSEA = √(max(T/df − 1, 0)/N) √G, its interval from the non-central χ²
    robust CFI/TLI/RMSEA: T − c·df in place of T − df         (Brosseau-Liard & Savalei 2014)
    GFI = 1 − e′We/s′Ws, for ML 1 − tr[(Σ̂⁻¹S − I)²]/tr[(Σ̂⁻¹S)²]     SRMR over the lower triangle (and means)
    AIC = −2 logl + 2 npar    BIC = −2 logl + npar log N      bic2: N → (N + 2)/24
    ECVI = (T + 2 npar)/N     CN = χ²_crit/(T/N) + 1          MFI = exp(−½ (T − df)/N)

What depends on the kind of data is asked of the route: the independence model, the likelihood, what robust indices and
GFI are made of, and the residuals' averages.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tamkit.errors import SampleError
from tamkit.sem.estimate import Estimate
from tamkit.sem.pieces import Corrected, Misfit
from tamkit.sem.setup import Setup
from tamkit.sem.teststat import Test


def fit_measures(setup: Setup, estimate: Estimate) -> dict[str, float]:
    """Every measure of an estimate, in lavaan's order; those that do not exist for this fit are absent.

    The independence model is fitted on the way. R: ``fitMeasures(fit)``.
    """
    route, test, theta = setup.route, estimate.test, estimate.theta
    base = route.baseline(setup)
    N, groups = setup.N, len(setup.sample.n)
    out: dict[str, float] = {"npar": setup.npar, "fmin": estimate.value}
    out |= chisquares(test, "") | chisquares(base.test, "baseline_")
    out |= incremental(test, base.test)
    out |= likelihood_measures(*route.loglik(setup, theta, estimate.value), setup.npar, sum(setup.sample.n))
    out |= rmsea_family(test, N, groups)
    corrected = None
    if estimate.inverse is not None:
        corrected = route.corrected(setup, theta, estimate.inverse, test, base)
    if corrected is not None:
        out |= robust_measures(corrected, test.df, base.test.df, N, groups)
    tests = route.residual_tests(setup, theta, base)
    if tests is not None:
        out |= residual_family(*tests, N, groups) | suffixed(route.own_measures(setup, tests[0]))
    misfit = route.misfit(setup, theta)
    out |= misfit.averages | gfi_family(misfit, setup.sample.n, test.df)
    T, n, p = route.population_chisquare(setup, theta, test)
    out |= population_gfi(T, n, p, test.df)
    if corrected is not None:  # what reweighting moves, it moves here too
        T += corrected.chisq - test.chisq
        out |= population_gfi(T, corrected.N, p, test.df, corrected.c, corrected.factor, "_robust")
    out |= other_measures(test, N)
    out |= route.own_measures(setup, test)
    out |= {"scaling_factor_h1": estimate.scaling_h1, "scaling_factor_h0": estimate.scaling_h0}
    return {key: float(value) for key, value in out.items() if value == value}


def population_gfi(
    chisq: float, N: float, p: int, df: float, c: float = 1.0, c_interval: float = 1.0, suffix: str = ""
) -> dict[str, float]:
    """p/(p + 2 F) with F = max((T − c df)/N, 0): what GFI estimates in the population (Steiger 1989), and its 90 %
    interval from that of the non-centrality, like RMSEA's.

    T is the reweighted χ² of complete continuous data, else the test of fit. lavaan 0.7 calls it ``gfi`` and the former
    one, which LISREL and AMOS print and the .90 convention was made for, ``gfi_lisrel``: `gfi_family`'s ``gfi`` here.

    >>> {name: round(value, 4) for name, value in population_gfi(81.36768, 301, 9, 24).items()}
    {'gfi_population': 0.9594, 'gfi_population_ci_lower': 0.9386, 'gfi_population_ci_upper': 0.9757}
    """

    def of(misfit: float) -> float:
        return p / (p + 2 * misfit / N)

    out = {f"gfi_population{suffix}": of(max(chisq - c * df, 0.0))}
    if df <= 0:
        return out
    lower, upper = (c_interval * noncentrality(chisq / c_interval, df, tail) for tail in (0.95, 0.05))
    return out | {f"gfi_population_ci_lower{suffix}": of(upper), f"gfi_population_ci_upper{suffix}": of(lower)}


def chisquares(test: Test, prefix: str) -> dict[str, float]:
    """χ², df and p of a model, and with a robust test their scaled versions."""
    out = {f"{prefix}chisq": test.chisq, f"{prefix}df": test.df, f"{prefix}pvalue": test.pvalue}
    if test.robust:
        out |= {
            f"{prefix}chisq_scaled": test.chisq_scaled,
            f"{prefix}df_scaled": test.df_scaled,
            f"{prefix}pvalue_scaled": test.pvalue_scaled,
            f"{prefix}chisq_scaling_factor": test.scaling_factor,
        }
    return out


def residual_family(test: Test, base: Test, N: float, groups: int) -> dict[str, float]:
    """What follows from Browne's residual-based statistics of both models, named ``…_browne``.

    lavaan 0.7 prints them as ULS's own measures; 0.6 those of 2 N f, which stand without a suffix.
    """
    found = chisquares(test, "") | chisquares(base, "baseline_") | incremental(test, base)
    found |= rmsea_family(test, N, groups) | other_measures(test, N)
    constant = ("df", "baseline_df", "rmsea_ci_level", "rmsea_close_h0", "rmsea_notclose_h0")
    return suffixed({key: value for key, value in found.items() if key not in constant})


def suffixed(measures: dict[str, float]) -> dict[str, float]:
    return {f"{key}_browne": value for key, value in measures.items()}


def likelihood_measures(logl: float, saturated: float, npar: int, n: int) -> dict[str, float]:
    """Log-likelihoods, AIC, BIC and the sample-size adjusted BIC; nothing without a likelihood."""
    if not np.isfinite(logl):
        return {}
    return {
        "logl": logl,
        "unrestricted_logl": saturated,
        "aic": -2 * logl + 2 * npar,
        "bic": -2 * logl + npar * float(np.log(n)),
        "ntotal": n,
        "bic2": -2 * logl + npar * float(np.log((n + 2) / 24)),
    }


def cfi(chisq: float, df: float, null: float, df_null: float, c: float = 1.0, c_null: float = 1.0) -> float:
    t1 = max(chisq - c * df, 0.0)
    t2 = max(chisq - c * df, null - c_null * df_null, 0.0)
    return 1.0 if t2 < 1e-12 else 1.0 - t1 / t2


def tli(chisq: float, df: float, null: float, df_null: float, c: float = 1.0, c_null: float = 1.0) -> float:
    t2 = (null - c_null * df_null) * df
    return 1.0 - (chisq - c * df) * df_null / t2 if df > 0 and t2 != 0 else 1.0


def incremental(test: Test, base: Test) -> dict[str, float]:
    """CFI, TLI and relatives: standard, then scaled."""
    T, df, Tb, dfb = test.chisq, test.df, base.chisq, base.df
    if dfb <= 0:
        return {}
    out = {"cfi": cfi(T, df, Tb, dfb), "tli": tli(T, df, Tb, dfb)}
    scaled: dict[str, float] = {}
    if test.robust:
        Ts, dfs, Tbs, dfbs = test.chisq_scaled, test.df_scaled, base.chisq_scaled, base.df_scaled
        out |= {"cfi_scaled": cfi(Ts, dfs, Tbs, dfbs), "tli_scaled": tli(Ts, dfs, Tbs, dfbs)}
        scaled = {f"{key}_scaled": value for key, value in _relatives(Ts, dfs, Tbs, dfbs).items()}
    return out | _relatives(T, df, Tb, dfb) | scaled


def scaling_constant(test: Test) -> float:
    """c of T − c·df; for the scaled-and-shifted test a(df − b)/df."""
    if test.shift == test.shift and test.df > 0:
        return test.scaling_factor * (test.df - test.shift) / test.df
    return test.scaling_factor


def _relatives(T: float, df: float, Tb: float, dfb: float) -> dict[str, float]:
    out = {
        "nnfi": tli(T, df, Tb, dfb),
        "nfi": float("nan") if df > dfb else ((Tb - T) / Tb if df > 0 else 1.0),
        "pnfi": (df / dfb) * (Tb - T) / Tb,
        "pcfi": (df / dfb) * cfi(T, df, Tb, dfb),
        "ifi": (Tb - T) / (Tb - df) if Tb - df > 0 else 1.0,
        "rni": 1 - (T - df) / (Tb - dfb) if Tb != dfb else float("nan"),
    }
    if df > dfb:
        out["rfi"] = float("nan")
    elif df > 0:
        relative = Tb / dfb - T / df
        out["rfi"] = relative / (Tb / dfb) if relative >= 0 else 1.0
    else:
        out["rfi"] = 1.0
    return out


def rmsea_family(test: Test, N: float, G: int) -> dict[str, float]:
    """RMSEA, 90 % interval, tests of close (.05) and not-close (.08) fit; scaled too with a robust test."""
    out = _rmsea(test.chisq, test.df, N, G, test.chisq, 1.0, 1.0, "")
    out |= {"rmsea_ci_level": 0.90, "rmsea_close_h0": 0.05, "rmsea_notclose_h0": 0.08}
    if not test.robust or test.df <= 0:
        return out
    if test.shift == test.shift:
        out |= _rmsea(test.chisq_scaled, test.df, N, G, test.chisq_scaled, 1.0, 1.0, "_scaled")
    else:
        out |= _rmsea(test.chisq, test.trace, N, G, test.chisq, 1.0, 1.0, "_scaled")
    return out


def robust_measures(corrected: Corrected, df: float, df_null: float, N: float, groups: int) -> dict[str, float]:
    """Robust CFI, TLI (NNFI), RNI and RMSEA with its interval and tests, from T − c·df of both models."""
    T, c, Tb, cb = corrected.chisq, corrected.c, corrected.null, corrected.c_null
    if df <= 0 or not np.isfinite(c):
        return {}
    out: dict[str, float] = {}
    if np.isfinite(cb):
        out["cfi_robust"] = cfi(T, df, Tb, df_null, c, cb)
        out["tli_robust"] = out["nnfi_robust"] = tli(T, df, Tb, df_null, c, cb)
        out["rni_robust"] = 1 - (T - c * df) / (Tb - cb * df_null)
    if corrected.N != N:  # T is N·F here; lavaan 0.6 divided by N − G nevertheless
        out |= _rmsea(T, df, N, groups, corrected.interval, c, corrected.factor, "_robust_06")
    return out | _rmsea(T, df, corrected.N, groups, corrected.interval, c, corrected.factor, "_robust")


def _rmsea(
    chisq: float, df: float, N: float, G: int, for_interval: float, c_point: float, c_interval: float, suffix: str
) -> dict[str, float]:
    if df <= 0:
        return {f"rmsea{suffix}": 0.0, f"rmsea_ci_lower{suffix}": 0.0, f"rmsea_ci_upper{suffix}": 0.0}
    point = float(np.sqrt(max(chisq / N / df - c_point / N, 0.0)) * np.sqrt(G))
    lower, upper = (noncentrality(for_interval, df, tail) for tail in (0.95, 0.05))
    scale = c_interval * G / (N * df)
    from scipy.special import chndtr

    close, far = (N * df / c_interval * h**2 / G for h in (0.05, 0.08))
    return {
        f"rmsea{suffix}": point,
        f"rmsea_ci_lower{suffix}": float(np.sqrt(lower * scale)),
        f"rmsea_ci_upper{suffix}": float(np.sqrt(upper * scale)),
        f"rmsea_pvalue{suffix}": float(1 - chndtr(for_interval, df, close)),
        f"rmsea_notclose_pvalue{suffix}": float(chndtr(for_interval, df, far)),
    }


ABSURD = 1e15  # a χ² that no data give


def noncentrality(chisq: float, df: float, probability: float) -> float:
    """λ with P(χ²(df, λ) ≤ chisq) = probability, 0 when even the central χ² lies below; NaN without a χ²."""
    from scipy.optimize import brentq
    from scipy.special import chdtr, chndtr

    if not np.isfinite(chisq):  # a robust version that these answers do not define
        return float("nan")
    if chisq > ABSURD:  # divided by a correction that is nothing but rounding
        raise SampleError("sem.singular_on_these_data")
    if chisq <= 0 or chdtr(df, chisq) <= probability:  # a correction can turn a small one negative
        return 0.0

    def excess(ncp: float) -> float:
        return float(chndtr(chisq, df, ncp)) - probability

    high = max(chisq, 1.0)
    while excess(high) > 0:
        high *= 2
    return float(brentq(excess, 0.0, high, xtol=1e-10, rtol=1e-12))


def gfi_family(misfit: Misfit, n: Sequence[int], df: float) -> dict[str, float]:
    """GFI = 1 − Σe′We/Σs′Ws with groups weighted by n; AGFI and PGFI count all moments, exogenous ones included."""
    values = [1 - error / size for error, size in zip(misfit.error, misfit.size, strict=True)]
    gfi = sum(m * value for m, value in zip(n, values, strict=True)) / sum(n)
    agfi = 1 - misfit.count / df * (1 - gfi) if df > 0 else 1.0
    return {"gfi": gfi, "agfi": agfi, "pgfi": df / misfit.count * gfi}


def other_measures(test: Test, N: float) -> dict[str, float]:
    """McDonald's MFI, Hoelter's CN."""
    out = {"mfi": float(np.exp(-0.5 * (test.chisq - test.df) / N))}
    if test.df == 0:
        return out | {"cn_05": 1.0, "cn_01": 1.0}
    if test.chisq > 0:
        from scipy.special import chdtri

        for name, alpha in (("cn_05", 0.05), ("cn_01", 0.01)):
            out[name] = float(chdtri(test.df, alpha)) / (test.chisq / N) + 1
    return out
