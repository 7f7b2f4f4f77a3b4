"""Several ratings, or several options of one question, ranked by tests: what does not differ shares a place.

Everybody answers about everything, so the columns are compared within persons: one test of all of them (Friedman,
Cochran's Q), then every pair (paired t or Wilcoxon, McNemar) with Holm over the pairs. A column's places run from
1 + the number of columns significantly above it to their number − those significantly below it: “1–2” is a tie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import SampleError
from tamkit.messages import Message
from tamkit.shown import Card, Shown, sizes, tables_of
from tamkit.survey.proportions import holm, wilson

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: McNemar's test is exact where fewer than so many gave two different answers.
FEW_DISCORDANT = 25


@dataclass(frozen=True, slots=True)
class Omnibus:
    """The test that all columns have one mean rank or one share.

    name: ``friedman`` or ``cochran``. n: complete rows. statistic on χ² with df. strength: Kendall's W of Friedman,
    nan for Cochran's Q.
    """

    name: Literal["friedman", "cochran"]
    n: int
    statistic: float
    df: int
    pvalue: float
    strength: float


@dataclass(frozen=True, slots=True, repr=False)
class Ranked(Shown):
    """Columns in the order of their means or shares.

    Attributes
    ----------
    table
        A row each, the highest first: ``item, n, missing, mean, sd, lower, upper, favourable, rank, rank_lower,
        rank_upper`` of ratings; ``option, chosen, n, missing, share, lower, upper, rank, rank_lower, rank_upper`` of
        options. ``favourable`` and ``share`` are 0–1. ``rank`` is the place by the figure alone; ``rank_lower`` to
        ``rank_upper`` are the places that the pairs leave open.
    test
        All columns at once.
    pairs
        ``first, second, n, difference, lower, upper, …, pvalue, p_holm``; the first is the higher.
    alpha
        Cronbach's α of the ratings, over complete rows; nan for options.
    """

    table: pd.DataFrame
    test: Omnibus
    pairs: pd.DataFrame
    alpha: float

    def _card(self) -> Card:
        rows = {"tables": sizes(self._tables()), "n": self.test.n}
        return Card(Message("survey.ranked", n=len(self.table)), rows, (".table", ".pairs", ".test"))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)


def ranked(
    items: pd.DataFrame,
    *,
    favourable: float = 4.0,
    test: Literal["t", "wilcoxon"] = "t",
    level: float = 0.95,
    alpha: float = 0.05,
) -> Ranked:
    """Rank ratings on one scale by their means.

    Parameters
    ----------
    items
        A column each, rows persons, nan where not answered.
    favourable
        From this answer on it counts as favourable.
    test
        Of each pair, over those who rated both: ``t`` of the differences, or ``wilcoxon``'s signed ranks (zeros left
        out, ties and continuity corrected, as R).

    R: ``friedman.test``, ``t.test(paired = TRUE)``, ``wilcox.test(paired = TRUE, exact = FALSE)``, ``p.adjust(p,
    "holm")``. Kendall's W = χ²/(n(k − 1)).

    Raises
    ------
    AnalysisError
        With fewer than two columns that anybody rated, or fewer than two complete rows.

    >>> import pandas as pd
    >>> found = ranked(pd.DataFrame({"a": [5, 4, 5, 4, 5, 4], "b": [1, 2, 1, 2, 2, 1], "c": [4, 5, 4, 5, 5, 5]}))
    >>> found.table[["item", "rank_lower", "rank_upper"]].to_numpy().tolist()
    [['c', 1, 2], ['a', 1, 2], ['b', 3, 3]]
    """
    import pandas as pd
    from scipy.special import stdtrit

    items = _answered(items)
    rows = []
    for name in items.columns:
        x = items[name].to_numpy(dtype=float)
        x = x[~np.isnan(x)]
        n, mean = len(x), float(x.mean())
        sd = float(x.std(ddof=1)) if n > 1 else float("nan")
        half = float(stdtrit(n - 1, 0.5 + level / 2)) * sd / float(np.sqrt(n)) if n > 1 else float("nan")
        share = float((x >= favourable).mean())
        rows.append((str(name), n, len(items) - n, mean, sd, mean - half, mean + half, share))
    names = ["item", "n", "missing", "mean", "sd", "lower", "upper", "favourable"]
    table = pd.DataFrame(rows, columns=names)
    compare = _paired_t if test == "t" else _signed_ranks
    complete = items.dropna().to_numpy(dtype=float)
    return _placed(
        items, table, "mean", friedman(complete), lambda x, y: compare(x, y, level), alpha, cronbach(complete)
    )


def chosen(options: pd.DataFrame, *, level: float = 0.95, alpha: float = 0.05) -> Ranked:
    """Rank the options of a multiple choice by the share who chose them, with Wilson's intervals.

    ``options``: a column each, 1 chosen, 0 not, nan who was not asked. Pairs by McNemar's test without continuity
    correction, exact (binomial) where fewer than 25 chose just one of the two; the interval of a difference is Bonett
    and Price's (2012, J Educ Behav Stat 37:479-488). R: ``DescTools::CochranQTest``, ``mcnemar.test(correct =
    FALSE)``, ``binom.test(b, b + c)``.

    Raises
    ------
    AnalysisError
        As :func:`ranked`.

    >>> import pandas as pd
    >>> found = chosen(pd.DataFrame({"shop": [1] * 9 + [0], "travel": [1] + [0] * 9, "phone": [1] * 8 + [0] * 2}))
    >>> found.table[["option", "share", "rank_lower", "rank_upper"]].to_numpy().tolist()
    [['shop', 0.9, 1, 2], ['phone', 0.8, 1, 2], ['travel', 0.1, 3, 3]]
    """
    import pandas as pd

    options = _answered(options)
    rows = []
    for name in options.columns:
        x = options[name].to_numpy(dtype=float)
        n = int((~np.isnan(x)).sum())
        k = int(np.nansum(x == 1))
        rows.append((str(name), k, n, len(options) - n, k / n, *wilson(k, n, level)))
    table = pd.DataFrame(rows, columns=["option", "chosen", "n", "missing", "share", "lower", "upper"])
    omnibus = cochran(options.dropna().to_numpy(dtype=float))
    return _placed(options, table, "share", omnibus, lambda x, y: _mcnemar(x, y, level), alpha, float("nan"))


def friedman(x: Floats) -> Omnibus:
    """Friedman's test of complete rows (n, k), corrected for ties. R: ``friedman.test(x)``.

    >>> round(friedman(np.array([[1.0, 2, 3], [1, 3, 2], [1, 2, 3], [2, 1, 3]])).statistic, 4)
    4.5
    """
    from scipy.special import chdtrc
    from scipy.stats import rankdata

    n, k = _sized(x)
    ranks = rankdata(x, axis=1)
    # The ranks' variance within rows: n·k(k+1)/12 less what ties take away.
    within = float(((ranks - (k + 1) / 2) ** 2).sum()) / (k - 1)
    between = float(((ranks.sum(axis=0) - n * (k + 1) / 2) ** 2).sum())
    chisq = between / within if within > 0 else 0.0
    return Omnibus("friedman", n, chisq, k - 1, float(chdtrc(k - 1, chisq)), chisq / (n * (k - 1)))


def cochran(x: Floats) -> Omnibus:
    """Cochran's Q of complete rows (n, k) of 0 and 1, by statsmodels.

    >>> round(cochran(np.array([[1.0, 1, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])).statistic, 4)
    4.5
    """
    from statsmodels.stats.contingency_tables import cochrans_q

    n, k = _sized(x)
    sums = x.sum(axis=1)
    if not ((sums > 0) & (sums < k)).any():  # everybody chose all or nothing
        return Omnibus("cochran", n, 0.0, k - 1, 1.0, float("nan"))
    found = cochrans_q(x)
    return Omnibus("cochran", n, float(found.statistic), int(found.df), float(found.pvalue), float("nan"))


def cronbach(x: Floats) -> float:
    """α = k/(k − 1)·(1 − Σs²ⱼ/s²) of complete rows, as they stand; nan where the sum does not vary."""
    k, whole = x.shape[1], x.sum(axis=1).var(ddof=1)
    return float(k / (k - 1) * (1 - x.var(axis=0, ddof=1).sum() / whole)) if whole > 0 else float("nan")


def _answered(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns that somebody answered, of the rows that answered any of them."""
    frame = frame.astype(float).dropna(axis=1, how="all").dropna(how="all")
    if frame.shape[1] < 2:
        raise SampleError("survey.ranking_needs_two")
    return frame


def _sized(x: Floats) -> tuple[int, int]:
    n, k = x.shape
    if n < 2 or k < 2:
        raise SampleError("survey.ranking_needs_rows", n=n)
    return n, k


def _placed(
    frame: pd.DataFrame,
    table: pd.DataFrame,
    by: str,
    test: Omnibus,
    compare: Callable[[Floats, Floats], dict[str, Any]],
    alpha: float,
    reliability: float,
) -> Ranked:
    import pandas as pd

    table = table.sort_values(by, ascending=False, kind="stable").reset_index(drop=True)
    names, k = table[table.columns[0]].tolist(), len(table)
    columns = {str(name): frame[name].to_numpy(dtype=float) for name in frame.columns}
    rows = []
    for first, second in combinations(names, 2):
        both = ~(np.isnan(columns[first]) | np.isnan(columns[second]))
        if both.sum() < 2:
            raise SampleError("survey.ranking_needs_rows", n=int(both.sum()))
        rows.append({"first": first, "second": second, **compare(columns[first][both], columns[second][both])})
    pairs = pd.DataFrame(rows)
    pairs["p_holm"] = holm(pairs["pvalue"].to_numpy(dtype=float))
    sure = pairs[pairs["p_holm"] < alpha]
    # Over those who rated both a pair may turn round what everybody's means say.
    higher = np.where(sure["difference"] > 0, sure["first"], sure["second"]).tolist()
    lower = np.where(sure["difference"] > 0, sure["second"], sure["first"]).tolist()
    table["rank"] = range(1, k + 1)
    table["rank_lower"] = [1 + lower.count(name) for name in names]
    table["rank_upper"] = [k - higher.count(name) for name in names]
    return Ranked(table, test, pairs, reliability)


def _paired_t(x: Floats, y: Floats, level: float) -> dict[str, Any]:
    from scipy.special import stdtr, stdtrit

    d = x - y
    n, mean = len(d), float(d.mean())
    se = float(d.std(ddof=1) / np.sqrt(n))
    # Everybody has the same difference: it is certain, be it none.
    t = mean / se if se > 0 else 0.0 if mean == 0 else float(np.copysign(np.inf, mean))
    half = float(stdtrit(n - 1, 0.5 + level / 2)) * se
    pvalue = float(2 * stdtr(n - 1, -abs(t)))
    return {
        "n": n,
        "difference": mean,
        "lower": mean - half,
        "upper": mean + half,
        "t": t,
        "df": n - 1,
        "pvalue": pvalue,
    }


def _signed_ranks(x: Floats, y: Floats, level: float) -> dict[str, Any]:
    from scipy.special import stdtrit
    from scipy.stats import wilcoxon

    d = x - y
    n, mean = len(d), float(d.mean())
    half = float(stdtrit(n - 1, 0.5 + level / 2) * d.std(ddof=1) / np.sqrt(n))
    if not d.any():
        return {"n": n, "difference": mean, "lower": mean, "upper": mean, "v": 0.0, "pvalue": 1.0}
    found = wilcoxon(d, zero_method="wilcox", correction=True, method="asymptotic")
    positive = float(_ranks(np.abs(d[d != 0]))[d[d != 0] > 0].sum())
    pvalue = min(1.0, float(found.pvalue))
    return {"n": n, "difference": mean, "lower": mean - half, "upper": mean + half, "v": positive, "pvalue": pvalue}


def _ranks(x: Floats) -> Floats:
    from scipy.stats import rankdata

    return np.asarray(rankdata(x), dtype=float)


def _mcnemar(x: Floats, y: Floats, level: float) -> dict[str, Any]:
    from scipy.special import ndtri
    from statsmodels.stats.contingency_tables import mcnemar

    n, only_x, only_y = len(x), int(((x == 1) & (y == 0)).sum()), int(((x == 0) & (y == 1)).sum())
    discordant = only_x + only_y
    few = discordant < FEW_DISCORDANT
    found = None if discordant == 0 else mcnemar([[0, only_x], [only_y, 0]], exact=few, correction=False)
    p, q = (only_x + 1) / (n + 2), (only_y + 1) / (n + 2)
    half = float(ndtri(0.5 + level / 2) * np.sqrt((p + q - (p - q) ** 2) / (n + 2)))
    return {
        "n": n,
        "difference": (only_x - only_y) / n,
        "lower": max(-1.0, p - q - half),
        "upper": min(1.0, p - q + half),
        "first_only": only_x,
        "second_only": only_y,
        "chisq": (only_x - only_y) ** 2 / discordant if discordant else 0.0,
        "exact": few,
        "pvalue": 1.0 if found is None else min(1.0, float(found.pvalue)),
    }
