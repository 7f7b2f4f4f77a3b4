"""Fit measures under lavaan's names (``_`` for ``.``) and by lavaan's definitions.

With T, df of the model, T_b, df_b of the independence model, N cases in G groups, c and c_b the scaling factors:

    CFI = 1 − max(T − df, 0)/max(T − df, T_b − df_b, 0)      TLI = 1 − (T − df) df_b / ((T_b − df_b) df)
    NFI = (T_b − T)/T_b     RFI = 1 − (T/df)/(T_b/df_b)      IFI = (T_b − T)/(T_b − df)      RNI = CFI without bounds
    PNFI, PCFI = df/df_b times NFI, CFI (lavaan has no PCFI; Mulaik et al. 1989)
    RMSEA = √(max(T/df − 1, 0)/N) √G, its interval from the non-central χ²
    robust CFI/TLI/RMSEA: T − c·df in place of T − df         (Brosseau-Liard & Savalei 2014)
    GFI = 1 − tr[(Σ̂⁻¹S − I)²]/tr[(Σ̂⁻¹S)²]                    SRMR over the lower triangle (and means)
    AIC = −2 logl + 2 npar    BIC = −2 logl + npar log N      bic2: N → (N + 2)/24
    ECVI = (T + 2 npar)/N     CN = χ²_crit/(T/N) + 1          MFI = exp(−½ (T − df)/N)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.sem.matrices import Array
from tamkit.sem.teststat import Test


@dataclass(frozen=True, slots=True)
class FitInput:
    """What the measures need. One entry a group in every sequence; ``S`` as used in estimation.

    ``moments`` counts the sample moments that are modelled, as in lavaan's GFI family; ``logl`` and ``logl_h1`` are NaN
    when the estimator has no likelihood; ``gfi_weight`` is Ω of the discrepancy (None: take Σ̂⁻¹).
    """

    test: Test
    baseline: Test
    npar: int
    n: Sequence[int]
    N: float
    S: Sequence[Array]
    Sigma: Sequence[Array]
    mean: Sequence[Array]
    mu: Sequence[Array]
    meanstructure: bool
    moments: int
    logl: float
    logl_h1: float
    exogenous: Sequence[int] = ()
    gfi_weight: str = "model"


def all_measures(source: FitInput) -> dict[str, float]:
    """Every measure, in lavaan's order; those that do not exist for this fit are absent."""
    test, base = source.test, source.baseline
    G = len(source.n)
    out: dict[str, float] = {
        "npar": source.npar,
        "fmin": test.chisq / (2 * source.N) if source.N else float("nan"),
        "chisq": test.chisq,
        "df": test.df,
        "pvalue": test.pvalue,
    }
    if test.robust:
        out |= {
            "chisq_scaled": test.chisq_scaled,
            "df_scaled": test.df_scaled,
            "pvalue_scaled": test.pvalue_scaled,
            "chisq_scaling_factor": test.scaling_factor,
        }
    out |= {"baseline_chisq": base.chisq, "baseline_df": base.df, "baseline_pvalue": base.pvalue}
    if test.robust:
        out |= {
            "baseline_chisq_scaled": base.chisq_scaled,
            "baseline_df_scaled": base.df_scaled,
            "baseline_pvalue_scaled": base.pvalue_scaled,
            "baseline_chisq_scaling_factor": base.scaling_factor,
        }
    out |= incremental(test, base)
    if np.isfinite(source.logl):
        ntotal = sum(source.n)
        out |= {
            "logl": source.logl,
            "unrestricted_logl": source.logl_h1,
            "aic": -2 * source.logl + 2 * source.npar,
            "bic": -2 * source.logl + source.npar * float(np.log(ntotal)),
            "ntotal": ntotal,
            "bic2": -2 * source.logl + source.npar * float(np.log((ntotal + 2) / 24)),
        }
    out |= rmsea_family(test, source.N, G)
    out |= residual_measures(source)
    out |= other_measures(source)
    return {key: float(value) for key, value in out.items() if value == value}


def cfi(chisq: float, df: float, null: float, df_null: float, c: float = 1.0, c_null: float = 1.0) -> float:
    t1 = max(chisq - c * df, 0.0)
    t2 = max(chisq - c * df, null - c_null * df_null, 0.0)
    return 1.0 if t2 < 1e-12 else 1.0 - t1 / t2


def tli(chisq: float, df: float, null: float, df_null: float, c: float = 1.0, c_null: float = 1.0) -> float:
    t2 = (null - c_null * df_null) * df
    return 1.0 - (chisq - c * df) * df_null / t2 if df > 0 and t2 != 0 else 1.0


def incremental(test: Test, base: Test) -> dict[str, float]:
    """CFI, TLI and relatives: standard, then scaled, then robust."""
    T, df, Tb, dfb = test.chisq, test.df, base.chisq, base.df
    if dfb <= 0:
        return {}
    out = {"cfi": cfi(T, df, Tb, dfb), "tli": tli(T, df, Tb, dfb)}
    scaled: dict[str, float] = {}
    if test.robust:
        Ts, dfs, Tbs, dfbs = test.chisq_scaled, test.df_scaled, base.chisq_scaled, base.df_scaled
        out |= {"cfi_scaled": cfi(Ts, dfs, Tbs, dfbs), "tli_scaled": tli(Ts, dfs, Tbs, dfbs)}
        scaled = {f"{key}_scaled": value for key, value in _relatives(Ts, dfs, Tbs, dfbs).items()}
        c, cb = scaling_constant(test), scaling_constant(base)
        if np.isfinite(c) and np.isfinite(cb):
            out |= {"cfi_robust": cfi(T, df, Tb, dfb, c, cb), "tli_robust": tli(T, df, Tb, dfb, c, cb)}
            scaled["rni_robust"] = 1 - (T - c * df) / (Tb - cb * dfb)
            scaled["nnfi_robust"] = out["tli_robust"]
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
    """RMSEA, 90 % interval, tests of close (.05) and not-close (.08) fit; scaled and robust with a robust test."""
    out = _rmsea(test.chisq, test.df, N, G, test.chisq, 1.0, 1.0, "")
    out |= {"rmsea_ci_level": 0.90, "rmsea_close_h0": 0.05, "rmsea_notclose_h0": 0.08}
    if not test.robust or test.df <= 0:
        return out
    if test.shift == test.shift:
        out |= _rmsea(test.chisq_scaled, test.df, N, G, test.chisq_scaled, 1.0, 1.0, "_scaled")
    else:
        out |= _rmsea(test.chisq, test.trace, N, G, test.chisq, 1.0, 1.0, "_scaled")
    c = scaling_constant(test)
    if np.isfinite(c):
        factor = test.scaling_factor
        out |= _rmsea(test.chisq, test.df, N, G, test.chisq_scaled, c, factor, "_robust")
    return out


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


def noncentrality(chisq: float, df: float, probability: float) -> float:
    """λ with P(χ²(df, λ) ≤ chisq) = probability, 0 when even the central χ² lies below."""
    from scipy.optimize import brentq
    from scipy.special import chdtr, chndtr

    if chdtr(df, chisq) <= probability:
        return 0.0

    def excess(ncp: float) -> float:
        return float(chndtr(chisq, df, ncp)) - probability

    high = max(chisq, 1.0)
    while excess(high) > 0:
        high *= 2
    return float(brentq(excess, 0.0, high, xtol=1e-10, rtol=1e-12))


def residual_measures(source: FitInput) -> dict[str, float]:
    """RMR, SRMR (Bentler), CRMR (Bollen), Mplus's SRMR, group-weighted means; ``_nomean`` without the means."""
    groups: list[dict[str, float]] = []
    for S, Sigma, m, mu in zip(source.S, source.Sigma, source.mean, source.mu, strict=True):
        groups.append(_residuals_of(S, Sigma, m, mu, source.meanstructure))
    total = sum(source.n)
    return {key: sum(n / total * own[key] for n, own in zip(source.n, groups, strict=True)) for key in groups[0]}


def _residuals_of(S: Array, Sigma: Array, m: Array, mu: Array, meanstructure: bool) -> dict[str, float]:
    p = len(S)
    ds, dm = np.sqrt(S.diagonal()), np.sqrt(Sigma.diagonal())
    raw, units = S - Sigma, ds[:, None] * ds
    bentler = raw / units
    correlation = S / units - Sigma / (dm[:, None] * dm)
    mplus = correlation.copy()
    np.fill_diagonal(mplus, raw.diagonal() / S.diagonal())
    np.fill_diagonal(correlation, 0.0)
    all_moments, correlations = p * (p + 1) // 2, p * (p - 1) // 2
    d = m - mu
    kinds = {
        "rmr": (raw, all_moments, d),
        "srmr_bentler": (bentler, all_moments, d / ds),
        "crmr": (correlation, correlations, d / ds),
        "srmr_mplus": (mplus, all_moments, m / ds - mu / dm),
    }
    out: dict[str, float] = {}
    for key, (residuals, count, means) in kinds.items():
        # The lower triangle holds half of the whole and half of the diagonal.
        square = 0.5 * float(np.vdot(residuals, residuals) + np.vdot(residuals.diagonal(), residuals.diagonal()))
        out[f"{key}_nomean"] = out[key] = _root_mean(square, count)
        if meanstructure:
            out[key] = _root_mean(square + float(means @ means), count + p)
    out["srmr"] = out["srmr_bentler"]
    return out


def _root_mean(square: float, count: int) -> float:
    return float(np.sqrt(square / count)) if count else 0.0


def other_measures(source: FitInput) -> dict[str, float]:
    """Hoelter's CN, GFI, AGFI, PGFI, MFI, ECVI."""
    test, N = source.test, source.N
    values = []
    for S, Sigma, m, mu in zip(source.S, source.Sigma, source.mean, source.mu, strict=True):
        values.append(_gfi(S, Sigma, m, mu, source))
    gfi = sum(n * value for n, value in zip(source.n, values, strict=True)) / sum(source.n)
    out = {"gfi": gfi}
    if test.df > 0:
        out["agfi"] = 1 - source.moments / test.df * (1 - gfi)
    else:
        out["agfi"] = 1.0
    out["pgfi"] = test.df / source.moments * gfi
    out["mfi"] = float(np.exp(-0.5 * (test.chisq - test.df) / N))
    out["ecvi"] = test.chisq / N + 2 * source.npar / N
    if test.df == 0:
        out |= {"cn_05": 1.0, "cn_01": 1.0}
    elif test.chisq > 0:
        from scipy.special import chdtri

        for alpha in (0.05, 0.01):
            out[f"cn_{alpha:.2f}".replace("0.", "")] = float(chdtri(test.df, alpha)) / (test.chisq / N) + 1
    return out


def _gfi(S: Array, Sigma: Array, m: Array, mu: Array, source: FitInput) -> float:
    if source.gfi_weight == "identity":
        low = np.tril_indices(len(S))
        error, size = float(np.sum((S - Sigma)[low] ** 2)), float(np.sum(S[low] ** 2))
        if source.meanstructure:
            error, size = error + float(np.sum((m - mu) ** 2)), size + float(np.sum(m**2))
        return 1 - error / size
    Omega = np.linalg.inv(S if source.gfi_weight == "sample" else Sigma)
    # Moments among fixed exogenous variables are reproduced by construction and carry no weight.
    x, modelled = list(source.exogenous), S
    if x:
        modelled = S.copy()
        modelled[np.ix_(x, x)] = 0.0
    E, A = Omega @ (S - Sigma), Omega @ modelled
    error, size = 0.5 * float(np.vdot(E, E.T)), 0.5 * float(np.vdot(A, A.T))
    if source.meanstructure:
        d, centre = m - mu, np.where(np.isin(np.arange(len(m)), x), 0.0, m)
        error, size = error + float(d @ Omega @ d), size + float(centre @ Omega @ centre)
    return 1 - error / size
