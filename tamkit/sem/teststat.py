"""The χ² test of exact fit and its robust versions.

standard             T = 2 N f (ML with normal likelihood), 2 (N − G) f (Wishart), (n − 1) F summed (GLS, ULS)
yuan.bentler.mplus   T / c, c = trace / df                                    (MLR; Asparouhov & Muthén 2005)
satorra.bentler      T / c, c = tr(UΓ) / df                                   (MLM; Satorra & Bentler 1994)
mean.var.adjusted    T tr(UΓ) / tr((UΓ)²) on tr(UΓ)² / tr((UΓ)²) degrees of freedom
scaled.shifted       a T + df − a tr(UΓ), a = √(df / tr((UΓ)²))               (Asparouhov & Muthén 2010)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Test:
    """χ², its degrees of freedom and p; ``scaled`` values are NaN without a robust test.

    ``trace`` is tr(UΓ); ``shift`` is used by the scaled-and-shifted test only.
    """

    chisq: float
    df: float
    pvalue: float
    kind: str = "standard"
    chisq_scaled: float = float("nan")
    df_scaled: float = float("nan")
    pvalue_scaled: float = float("nan")
    scaling_factor: float = float("nan")
    shift: float = float("nan")
    trace: float = float("nan")

    @property
    def robust(self) -> bool:
        return self.kind != "standard"


def chi2_sf(x: float, df: float) -> float:
    """Upper tail of χ²; NaN when the model is saturated."""
    from scipy.special import chdtrc

    return float(chdtrc(df, max(x, 0.0))) if df > 0 else float("nan")


def standard_test(chisq: float, df: float) -> Test:
    return Test(chisq, df, chi2_sf(chisq, df))


def adjusted_test(base: Test, trace: float, trace_square: float, kind: str) -> Test:
    """The robust test ``kind`` from the trace that scales it, tr(UΓ) for all but MLR's, and tr((UΓ)²).

    R: ``lavaan::lavTest(fit, test = kind)``.
    """
    T, df = base.chisq, base.df
    if df <= 0:
        return Test(T, df, base.pvalue, kind, T, df, base.pvalue, float("nan"), trace=trace)
    shift = float("nan")
    if kind in ("satorra.bentler", "yuan.bentler", "yuan.bentler.mplus"):
        factor, df_scaled = trace / df, df
        scaled = T / factor
    elif kind == "mean.var.adjusted":
        df_scaled = trace**2 / trace_square
        factor = trace / df_scaled
        scaled = T / factor
    else:
        # tr((UΓ)²) is positive unless the estimate is degenerate; then there is no test.
        factor, df_scaled = float(np.sqrt(trace_square / df)) if trace_square > 0 else float("nan"), df
        shift = df - trace / factor
        scaled = T / factor + shift
    return Test(T, df, base.pvalue, kind, scaled, df_scaled, chi2_sf(scaled, df_scaled), factor, shift, trace)
