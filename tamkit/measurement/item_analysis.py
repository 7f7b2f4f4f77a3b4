"""Item analysis by high and low groups: the critical ratio (决断值) of Chinese and Taiwanese scale construction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tamkit.errors import OptionError, SampleError
from tamkit.messages import Message

if TYPE_CHECKING:
    import pandas as pd


def extreme_groups(data: pd.DataFrame, items: Sequence[str], *, share: float = 0.27) -> pd.DataFrame:
    """Does each item separate the respondents with high totals from those with low totals?

    The lowest and the highest ``share`` of the totals (ties at the cut are all taken) are compared item by item with a
    two-sample t test: Student's if Levene's test does not reject equal variances (p > .05), Welch's otherwise, as SPSS
    users read it. ``decision_value`` is that t, called 决断值 (critical ratio); it is neither the composite reliability
    CR nor AMOS's C.R. (the z of a parameter). Convention: p < .05 and |t| > 3 keeps the item.

    Parameters
    ----------
    data, items
        Scores after reverse keys; the total is over complete rows of ``items``.
    share
        Share of respondents in either group, 0 < share <= .5.

    Returns
    -------
    DataFrame[item, n_low, n_high, mean_low, mean_high, levene_pvalue, decision_value, df, pvalue, keeps]

    Notes
    -----
    The item is part of the total it is judged by, so the test always leans towards keeping it; CITC does not.
    R: ``t.test(x[high], x[low], var.equal = …)``.

    Examples
    --------
    >>> import pandas as pd
    >>> rng = np.random.default_rng(3)
    >>> f = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 400)
    >>> data = pd.DataFrame(np.repeat(f, 3, axis=1) + rng.normal(size=(400, 6)), columns=list("abcdef"))
    >>> scales = {"A": list("abc"), "B": list("def")}
    >>> extreme_groups(data, ["a", "b", "c"])["decision_value"].round(1).tolist()
    [22.5, 19.0, 23.5]
    """
    import pandas as pd
    from scipy import stats

    from tamkit.measurement.blocks import complete

    if not 0.0 < share <= 0.5:
        raise OptionError("measurement.extreme_share", share=share)
    X = complete(data, items, what=Message("measurement.what.extreme_groups"))
    total = X.sum(axis=1)
    low = total <= np.quantile(total, share)
    high = total >= np.quantile(total, 1.0 - share)
    if min(low.sum(), high.sum()) < 5 or (low & high).any():
        raise SampleError("measurement.extreme_rows", share=share, high=int(high.sum()), low=int(low.sum()))
    rows = []
    for item, x in zip(items, X.T, strict=True):
        a, b = x[high], x[low]
        if np.ptp(a) == 0.0 and np.ptp(b) == 0.0:
            raise SampleError("measurement.extreme_constant", item=item)
        levene = float(stats.levene(a, b, center="mean").pvalue)
        equal = levene > 0.05
        test = stats.ttest_ind(a, b, equal_var=equal)
        rows.append(
            {
                "item": item,
                "n_low": int(low.sum()),
                "n_high": int(high.sum()),
                "mean_low": float(b.mean()),
                "mean_high": float(a.mean()),
                "levene_pvalue": levene,
                "decision_value": float(test.statistic),
                "df": float(test.df),
                "pvalue": float(test.pvalue),
                "keeps": bool(test.pvalue < 0.05 and abs(test.statistic) > 3.0),
            }
        )
    return pd.DataFrame(rows)
