"""What fit measures of ordered variables are made of, by lavaan's definitions.

Residuals are those of correlations (SRMR) and of correlations and thresholds together (RMR, SRMR-Bentler, CRMR). The
robust CFI, TLI and RMSEA evaluate the normal-theory discrepancy of the polychoric correlations at the least-squares
estimates (Savalei 2021, Multivariate Behavioral Research 56, 390-407).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.sem.linalg import crossed
from tamkit.sem.matrices import Array
from tamkit.sem.ordinal.codes import pairs_of
from tamkit.sem.ordinal.moments import OrdinalMoments
from tamkit.sem.pieces import Corrected


@dataclass(frozen=True, slots=True)
class OrdinalFit:
    """One group's statistics at the estimate: sample moments, fitted statistics, derivatives (q,k) and weights (q,)."""

    moments: OrdinalMoments
    fitted: Array
    delta: Array
    weight: Array


def averages(moments: Sequence[OrdinalMoments], fitted: Sequence[Array]) -> dict[str, float]:
    """RMR, SRMR and CRMR from correlations alone (``_nomean``) and from correlations, thresholds and the slopes on
    covariates, weighted by n.

    As in lavaan the divisor counts the variances of the variables too, but not for CRMR. Given covariates this is
    lavaan 0.7's definition; 0.6 leaves the slopes out and counts the covariates' variances, whose residuals are not
    there (``…_06``).
    """
    out = _averages(moments, fitted, slopes=True)
    if all(part.covariates is None for part in moments):
        return out
    before = _averages(moments, fitted, slopes=False)
    return out | {f"{key}_06": value for key, value in before.items() if key != "crmr_nomean"}


def _averages(moments: Sequence[OrdinalMoments], fitted: Sequence[Array], *, slopes: bool) -> dict[str, float]:
    groups = [_residuals_of(part, values, slopes) for part, values in zip(moments, fitted, strict=True)]
    share = np.array([part.n for part in moments], dtype=float)
    share /= share.sum()
    out = {key: float(sum(w * found[key] for w, found in zip(share, groups, strict=True))) for key in groups[0]}
    out["srmr"] = out["srmr_bentler_nomean"]
    return out


def _residuals_of(m: OrdinalMoments, fitted: Array, slopes: bool) -> dict[str, float]:
    p, t = len(m.names), len(m.thresholds)
    counted = p + (0 if m.covariates is None or slopes else len(m.covariates.names))
    first, second = pairs_of(p)
    residual = m.statistics - fitted
    of_ordered = np.array(m.ordered)[m.threshold_of]  # lavaan leaves the means of continuous variables out here
    thresholds, off = residual[:t][of_ordered], residual[m.covariances_at]
    sd = np.sqrt(np.diag(m.cov))
    fitted_sd = sd.copy()
    fitted_sd[[i for i in range(p) if not m.ordered[i]]] = np.sqrt(np.maximum(fitted[m.variances_at], 1e-300))
    standardised = off / (sd[first] * sd[second])
    correlation = m.statistics[m.covariances_at] / (sd[first] * sd[second]) - fitted[m.covariances_at] / (
        fitted_sd[first] * fitted_sd[second]
    )
    raw = residual[m.slopes_at] if slopes else np.zeros(0)
    unit = raw.copy()
    if slopes and m.covariates is not None:
        unit *= np.repeat(np.sqrt(np.diag(m.covariates.cov)), p) / np.tile(sd, len(m.covariates.names))
    out = {}
    for name, values, slope, extra in (
        ("rmr", off, raw, counted),
        ("srmr_bentler", standardised, unit, counted),
        ("crmr", correlation, unit, 0),
    ):
        out[f"{name}_nomean"] = float(np.sqrt((values**2).sum() / (len(values) + extra)))
        every = np.concatenate([values, thresholds, slope])
        out[name] = float(np.sqrt((every**2).sum() / (len(every) + extra)))
    return out


def polychoric_discrepancy(fits: Sequence[OrdinalFit], inverse: Array, df: float) -> Corrected | None:
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
    c = _trace(blocks, inverse) / df
    return Corrected(chisq, c, null, trace_null / pairs, chisq / c, c, total)


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
