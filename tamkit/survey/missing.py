"""Missing answers: how many, in which patterns, and whether they are missing completely at random.

A structural skip (a question that wasn't asked) is never counted as missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import AnalysisError, InputError, SampleError
from tamkit.messages import Message

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.survey.responses import Responses
    from tamkit.survey.screening import Clean

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MCAR:
    """Little's test. chisq, df, pvalue: small p speaks against missing completely at random. n: persons with at least
    one answer. patterns: distinct missing patterns among them."""

    chisq: float
    df: int
    pvalue: float
    n: int
    patterns: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing of the scale answers.

    Attributes
    ----------
    items
        ``item, asked, missing, share`` (of those asked).
    persons
        ``missing`` (items without an answer), ``n``, ``share`` of the respondents.
    patterns
        ``n``, ``share``, ``missing`` (how many items), ``items`` (their codes, joined by blanks; "" is complete), most
        frequent first.
    share
        Missing among all asked answers.
    complete
        Share of respondents without a gap.
    mcar
        Little's test; None when nothing is missing or it can't be computed.
    note
        Why ``mcar`` is None, None when there is a test.
    """

    items: pd.DataFrame
    persons: pd.DataFrame
    patterns: pd.DataFrame
    share: float
    complete: float
    mcar: MCAR | None
    note: Message | None


def missing(clean: Clean | Responses) -> Missing:
    """Missing scale answers of a screened (or unscreened) survey: shares, patterns and Little's MCAR test."""
    import pandas as pd

    from tamkit.survey.screening.flags import skipped_items

    X: Floats = clean.items.to_numpy(dtype=float)
    codes = [str(code) for code in clean.items.columns]
    skips = skipped_items(clean)
    skipped = np.zeros(X.shape, dtype=bool) if skips is None else skips
    gone, asked = np.isnan(X) & ~skipped, ~skipped
    per_item, base = gone.sum(axis=0), asked.sum(axis=0)
    items = pd.DataFrame({"item": codes, "asked": base, "missing": per_item, "share": per_item / np.maximum(base, 1)})
    counts = np.bincount(gone.sum(axis=1))
    held = np.flatnonzero(counts)
    persons = pd.DataFrame({"missing": held, "n": counts[held], "share": counts[held] / len(X)})
    test, note = _test(X, skipped)
    return Missing(
        items=items,
        persons=persons,
        patterns=_patterns(gone, codes),
        share=float(gone.sum() / max(asked.sum(), 1)),
        complete=float((~gone.any(axis=1)).mean()),
        mcar=test,
        note=note,
    )


def _test(X: Floats, skipped: NDArray[np.bool_]) -> tuple[MCAR | None, Message | None]:
    if not np.isnan(X).any():
        return None, Message("survey.nothing_missing")
    if skipped.any():
        # Who is skipped is decided by an answer, so skips can't be part of a test of randomness.
        X = X[:, ~skipped.any(axis=0)]
        if X.shape[1] < 2 or not np.isnan(X).any():
            return None, Message("survey.nothing_missing_of_everybody")
    try:
        return little_mcar(X), None
    except (AnalysisError, InputError) as error:
        return None, error.message


def _patterns(gone: NDArray[np.bool_], codes: list[str]) -> pd.DataFrame:
    import pandas as pd

    rows, counts = np.unique(gone, axis=0, return_counts=True)
    order = np.lexsort((rows.sum(axis=1), -counts))
    return pd.DataFrame(
        {
            "n": counts[order],
            "share": counts[order] / len(gone),
            "missing": rows[order].sum(axis=1),
            "items": [" ".join(code for code, no in zip(codes, row, strict=True) if no) for row in rows[order]],
        }
    )


def little_mcar(X: Any) -> MCAR:
    """Little's (1988) test that values are missing completely at random.

    d² = Σ_j n_j (ȳ_j − μ̂_j)ᵀ Σ̂_jj⁻¹ (ȳ_j − μ̂_j) over the missing patterns j, on the items observed in each, with μ̂, Σ̂
    the normal maximum-likelihood estimates (divisor n); df = Σ_j p_j − p. Persons without any answer are left out.
    R: ``naniar::mcar_test(X)``. Source: Little 1988 (JASA 83:1198-1202).

    Parameters
    ----------
    X
        (n, p) numbers, nan for missing.

    Raises
    ------
    InputError, AnalysisError
        When nothing is missing, an item is constant or empty, or the estimates can't be found.

    >>> test = little_mcar([[1, 2], [2, 1], [3, 4], [4, 3], [5, np.nan], [6, np.nan]])
    >>> round(test.chisq, 4), test.df
    (4.1143, 1)
    """
    from scipy.special import chdtrc

    from tamkit.sem.missing import missing_patterns, saturated

    groups = missing_patterns(X)
    if groups.observed.all():
        raise SampleError("survey.little_nothing_missing")
    ml = saturated(groups)
    d2 = 0.0
    for seen, count, mean in zip(groups.observed, groups.counts, groups.means, strict=True):
        gap = mean[seen] - ml.mean[seen]
        d2 += count * float(gap @ np.linalg.solve(ml.cov[np.ix_(seen, seen)], gap))
    df = int(groups.observed.sum()) - groups.p
    return MCAR(float(d2), df, float(chdtrc(df, d2)), groups.n, groups.size)
