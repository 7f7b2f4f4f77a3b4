"""Fit measures of models for ordered variables, by lavaan's definitions.

What differs from continuous data: residuals are those of correlations (SRMR) and of correlations and thresholds
together
(RMR, SRMR-Bentler, CRMR); GFI weighs all statistics by W; WRMR is added, ECVI and everything with a likelihood is
absent.
The robust CFI, TLI and RMSEA evaluate the normal-theory discrepancy of the polychoric correlations at the least-squares
estimates (Savalei 2021, Multivariate Behavioral Research 56, 390-407).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtri

from tamkit.sem.matrices import Array
from tamkit.sem.measures import _rmsea, cfi, incremental, rmsea_family, tli
from tamkit.sem.missing.information import crossed
from tamkit.sem.ordinal.codes import pairs_of
from tamkit.sem.ordinal.moments import OrdinalMoments
from tamkit.sem.teststat import Test


@dataclass(frozen=True, slots=True)
class Robust:
    """Corrected discrepancies for robust CFI, TLI and RMSEA: model and independence model, each with its constant c."""

    chisq: float
    df: float
    c: float
    null: float
    df_null: float
    c_null: float


@dataclass(frozen=True, slots=True)
class OrdinalFit:
    """One group's statistics at the estimate: sample moments, fitted statistics, derivatives (q,k) and weights (q,)."""

    moments: OrdinalMoments
    fitted: Array
    delta: Array
    weight: Array


def ordinal_measures(
    fits: Sequence[OrdinalFit], test: Test, base: Test, npar: int, value: float, robust: Robust | None
) -> dict[str, float]:
    """Every measure lavaan gives for ordered data, under its names with ``_`` for ``.``."""
    n = [part.moments.n for part in fits]
    N = float(sum(n) - len(n))
    out: dict[str, float] = {"npar": npar, "fmin": value, "chisq": test.chisq, "df": test.df, "pvalue": test.pvalue}
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
    out |= {key: found for key, found in incremental(test, base).items() if not key.endswith("_robust")}
    out |= {key: found for key, found in rmsea_family(test, N, len(n)).items() if not key.endswith("_robust")}
    if robust is not None and test.robust and test.kind != "mean.var.adjusted":
        out |= robust_measures(robust, test.df, base.df, N, len(n))
    out |= residual_measures(fits)
    out |= _weighted_gfi(fits, test)
    out["mfi"] = float(np.exp(-0.5 * (test.chisq - test.df) / N))
    if test.df > 0 and test.chisq > 0:
        out |= {f"cn_{name}": float(chdtri(test.df, alpha)) / (test.chisq / N) + 1 for name, alpha in CN.items()}
    out["wrmr"] = float(np.sqrt(test.chisq / len(fits[0].fitted)))
    return {key: float(found) for key, found in out.items() if found == found}


CN = {"05": 0.05, "01": 0.01}


def robust_measures(robust: Robust, df: float, df_null: float, N: float, groups: int) -> dict[str, float]:
    """Robust CFI, TLI (NNFI), RNI and RMSEA with its interval and tests, from corrected discrepancies."""
    T, c, Tb, cb = robust.chisq, robust.c, robust.null, robust.c_null
    out = {
        "cfi_robust": cfi(T, df, Tb, df_null, c, cb),
        "tli_robust": tli(T, df, Tb, df_null, c, cb),
        "rni_robust": 1 - (T - c * df) / (Tb - cb * df_null),
    }
    out["nnfi_robust"] = out["tli_robust"]
    return out | _rmsea(T, robust.df, N, groups, T / c, c, c, "_robust")


def residual_measures(fits: Sequence[OrdinalFit]) -> dict[str, float]:
    """RMR, SRMR and CRMR from correlations alone (``_nomean``) and from correlations and thresholds, weighted by n.

    As in lavaan the divisor counts the variances too, those of covariates included, but not for CRMR.
    """
    groups = [_residuals_of(part) for part in fits]
    share = np.array([part.moments.n for part in fits], dtype=float)
    share /= share.sum()
    out = {key: float(sum(w * found[key] for w, found in zip(share, groups, strict=True))) for key in groups[0]}
    out["srmr"] = out["srmr_bentler_nomean"]
    return out


def _residuals_of(part: OrdinalFit) -> dict[str, float]:
    m = part.moments
    p, t = len(m.names), len(m.thresholds)
    counted = p + (0 if m.covariates is None else len(m.covariates.names))
    first, second = pairs_of(p)
    residual = m.statistics - part.fitted
    of_ordered = np.array(m.ordered)[m.threshold_of]  # lavaan leaves the means of continuous variables out here
    thresholds, off = residual[:t][of_ordered], residual[m.covariances_at]
    sd = np.sqrt(np.diag(m.cov))
    fitted_sd = sd.copy()
    fitted_sd[[i for i in range(p) if not m.ordered[i]]] = np.sqrt(np.maximum(part.fitted[m.variances_at], 1e-300))
    standardised = off / (sd[first] * sd[second])
    correlation = m.statistics[m.covariances_at] / (sd[first] * sd[second]) - part.fitted[m.covariances_at] / (
        fitted_sd[first] * fitted_sd[second]
    )
    out = {}
    for name, values, extra in (
        ("rmr", off, counted),
        ("srmr_bentler", standardised, counted),
        ("crmr", correlation, 0),
    ):
        out[f"{name}_nomean"] = float(np.sqrt((values**2).sum() / (len(values) + extra)))
        out[name] = float(
            np.sqrt(((values**2).sum() + (thresholds**2).sum()) / (len(values) + len(thresholds) + extra))
        )
    return out


def _weighted_gfi(fits: Sequence[OrdinalFit], test: Test) -> dict[str, float]:
    values = [
        1.0
        - float(part.weight @ (part.moments.statistics - part.fitted) ** 2)
        / float(part.weight @ part.moments.statistics**2)
        for part in fits
    ]
    gfi = float(np.average(values, weights=[part.moments.n for part in fits]))
    count = sum(len(part.fitted) for part in fits)
    return {
        "gfi": gfi,
        "agfi": 1 - count / test.df * (1 - gfi) if test.df > 0 else 1.0,
        "pgfi": test.df / count * gfi,
    }


def polychoric_discrepancy(fits: Sequence[OrdinalFit], inverse: Array, df: float) -> Robust | None:
    """ML discrepancy of the polychoric correlations at the least-squares estimates, with its corrections.

    With P the fitted correlations, V = D'(P⁻¹ ⊗ P⁻¹)D / 2 over correlations, and A = I - Delta H⁻¹ Delta' W, the
    constant is c = tr(A' V A Gamma) / df; for independence it is tr(Gamma) / df_b (all as lavaan weighs the groups).
    None where a matrix of correlations is not positive definite, or a variable is continuous.
    """
    if df <= 0 or not all(all(part.moments.ordered) and part.moments.covariates is None for part in fits):
        return None
    n = [part.moments.n for part in fits]
    total = sum(n)
    chisq = null = trace_null = pairs = 0.0
    blocks: list[tuple[Array, Array, Array, Array]] = []
    for part, m in zip(fits, n, strict=True):
        gamma = part.moments.gamma
        assert gamma is not None
        t, p = len(part.moments.thresholds), len(part.moments.names)
        first, second = pairs_of(p)
        R, P = part.moments.cov, np.eye(p)
        P[first, second] = P[second, first] = part.fitted[t:]
        if np.linalg.eigvalsh(R)[0] < 1.5e-8 or np.linalg.eigvalsh(P)[0] <= 0:
            return None
        inverse_P: Array = np.linalg.inv(P)
        log_R = float(np.linalg.slogdet(R)[1])
        chisq += m * (float(np.linalg.slogdet(P)[1]) - log_R + float(np.sum(inverse_P * R)) - p)
        null -= m * log_R
        share = m / total
        i, j = np.triu_indices(p)
        off = np.flatnonzero(i != j)
        V = 0.5 * crossed(inverse_P[None], inverse_P[None])[np.ix_(off, off)]
        G = gamma[t:, t:] / share
        trace_null += float(np.trace(G))
        pairs += len(off)
        blocks.append((share * V, G, part.delta[t:], share * part.weight[t:]))
    return Robust(chisq, df, _trace(blocks, inverse) / df, null, pairs, trace_null / pairs)


def _trace(blocks: Sequence[tuple[Array, Array, Array, Array]], inverse: Array) -> float:
    """tr(A' V A Gamma) with A = I - Delta H⁻¹ Delta' W over all groups' blocks (V, Gamma, Delta, diag W)."""
    DVD = sum(delta.T @ V @ delta for V, _, delta, _ in blocks)
    out = 0.0
    for V, G, delta, weight in blocks:
        WD = weight[:, None] * delta
        back = inverse @ WD.T  # H⁻¹ Delta' W of this group
        out += float(np.sum(V * G))
        out -= 2.0 * float(np.sum((V @ delta) * (G @ back.T)))
        out += float(np.sum((DVD @ back @ G) * back))
    return out
