"""The hypothesis table: which paths are as expected, by a rule fixed beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tamkit.sem.paths import path_rows

ALPHA = 0.05

SUPPORTED = "supported"
NOT_SIGNIFICANT = "not_significant"
OPPOSITE_SIGN = "opposite_sign"
NOT_IN_MODEL = "not_in_model"

COLUMNS = [
    "hypothesis",
    "source",
    "target",
    "sign",
    "est",
    "se",
    "z",
    "pvalue",
    "ci_lower",
    "ci_upper",
    "std",
    "std_se",
    "std_ci_lower",
    "std_ci_upper",
    "p_holm",
    "verdict",
]


def holm(pvalues: ArrayLike) -> NDArray[np.float64]:
    """Holm's step-down adjustment of p values for their number.

    Sorted ascending, the i-th of m (i from 1) becomes ``max over j ≤ i of min(1, (m − j + 1) · p_j)``. A missing p
    value stays missing and doesn't count.

    Parameters
    ----------
    pvalues: shape (m,), probabilities, NaN allowed.

    Returns
    -------
    Shape (m,), in the order given.

    Notes
    -----
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, 6,
    65–70. In R: ``p.adjust(p, "holm")``.

    >>> holm([0.01, 0.04, 0.03, 0.005]).round(6).tolist()
    [0.03, 0.06, 0.06, 0.02]
    """
    p = np.asarray(pvalues, dtype=np.float64)
    adjusted = np.full_like(p, np.nan)
    given = np.flatnonzero(~np.isnan(p))
    order = given[np.argsort(p[given], kind="stable")]
    factors = len(order) - np.arange(len(order))
    adjusted[order] = np.maximum.accumulate(np.minimum(1.0, factors * p[order]))
    return adjusted


def verdict(est: float, pvalue: float, sign: str) -> str:
    """``supported`` only when significant (two-sided .05) with the hypothesised sign.

    A significant path of the other sign is a finding of its own, ``opposite_sign``, and never support. A path without a
    test (fixed, or no standard error) is not significant.

    >>> verdict(0.3, 0.001, "+"), verdict(0.3, 0.001, "-"), verdict(0.3, 0.2, "+")
    ('supported', 'opposite_sign', 'not_significant')
    """
    if not pvalue < ALPHA:
        return NOT_SIGNIFICANT
    return SUPPORTED if (est > 0) == (sign == "+") else OPPOSITE_SIGN


def table(fit: Any, hypotheses: Sequence[Any]) -> pd.DataFrame:
    """One row a hypothesis, in the questionnaire's order, with the path of ``fit`` that tests it.

    Holm's adjustment is over the hypotheses the model tests. Verdicts use the unadjusted p value, as the protocol
    declares; ``p_holm`` stands beside it.
    """
    paths = {(row["source"], row["target"]): row for row in path_rows(fit.table)}
    rows = []
    for hypothesis in hypotheses:
        path = paths.get((hypothesis.source, hypothesis.target))
        row: dict[str, Any] = {
            "hypothesis": hypothesis.id,
            "source": hypothesis.source,
            "target": hypothesis.target,
            "sign": hypothesis.sign,
            "verdict": NOT_IN_MODEL,
        }
        if path is not None:
            row |= {name: path[name] for name in ("est", "se", "z", "pvalue", "ci_lower", "ci_upper")}
            row |= {"std": path["std_all"], "std_se": path.get("std_all_se", np.nan)}
            row |= {f"std_{end}": path.get(f"std_all_{end}", np.nan) for end in ("ci_lower", "ci_upper")}
            row["verdict"] = verdict(path["est"], path["pvalue"], hypothesis.sign)
        rows.append(row)
    frame = pd.DataFrame(rows, columns=COLUMNS)
    numbers = [name for name in COLUMNS if name not in ("hypothesis", "source", "target", "sign", "verdict")]
    frame[numbers] = frame[numbers].astype(float)
    frame["p_holm"] = holm(frame["pvalue"].to_numpy())
    return frame
