"""The hypothesis table: which paths are as expected, by a rule fixed beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tamkit.drivers.verdicts import DELTA, NOT_TESTED, chosen, judge

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
    "model",
    "ci90_lower",
    "ci90_upper",
    "negligible",
    "excluded",
    "p_equivalence",
]
WORDS = ("hypothesis", "source", "target", "sign", "verdict", "model")
MARKS = ("negligible", "excluded")


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


def table(fits: Mapping[str, Any], hypotheses: Sequence[Any], delta: float = DELTA) -> pd.DataFrame:
    """One row a hypothesis, in the questionnaire's order, with the path that tests it and the model that has it.

    ``model`` is the model reported in full (the last of ``fits``) where it has the path, else the last that has it.
    The verdict is that of `tamkit.drivers.verdicts.judge` and uses the unadjusted p value, as the protocol declares;
    ``p_holm`` stands beside it, adjusted over all hypotheses that are tested, in whichever model. ``ci90_*`` is the
    90 % interval of β, ``p_equivalence`` the p of the two one-sided tests at ±δ.
    """
    rows = []
    for hypothesis in hypotheses:
        row: dict[str, Any] = {
            "hypothesis": hypothesis.id,
            "source": hypothesis.source,
            "target": hypothesis.target,
            "sign": hypothesis.sign,
            "verdict": NOT_TESTED,
            "model": "",
            "negligible": False,
            "excluded": False,
        }
        found = chosen(fits, hypothesis.source, hypothesis.target)
        if found is not None:
            row["model"], path = found
            row |= {name: path[name] for name in ("est", "se", "z", "pvalue", "ci_lower", "ci_upper")}
            row |= {"std": path["std_all"], "std_se": path.get("std_all_se", np.nan)}
            row |= {f"std_{end}": path.get(f"std_all_{end}", np.nan) for end in ("ci_lower", "ci_upper")}
            judged = judge(row["est"], row["pvalue"], row["std"], row["std_se"], hypothesis.sign, delta)
            row |= {name: getattr(judged, name) for name in judged.__slots__}
        rows.append(row)
    frame = pd.DataFrame(rows, columns=COLUMNS)
    numbers = [name for name in COLUMNS if name not in (*WORDS, *MARKS)]
    frame[numbers] = frame[numbers].astype(float)
    frame[list(MARKS)] = frame[list(MARKS)].astype(bool)
    frame["p_holm"] = holm(frame["pvalue"].to_numpy())
    return frame
