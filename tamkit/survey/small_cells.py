"""Frequencies of few people, hidden by a declared rule, and with them what would tell their number.

A hidden number is NaN; results, tables and reports show nothing in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamkit.survey.ordinal import Ordinal

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.survey.analyses import Crosstab
    from tamkit.survey.battery import Battery
    from tamkit.survey.description import Description
    from tamkit.survey.held import Coheld
    from tamkit.survey.logistic import Logistic
    from tamkit.survey.missing import Missing
    from tamkit.survey.ranked import Ranked

Bools = NDArray[np.bool_]


def masked(counts: ArrayLike, below: int) -> Bools:
    """Which of some counts whose sum is known are hidden: those of fewer than ``below`` people (but not of nobody).

    The smallest others go with them until those hidden are two at least, of ``below`` people together: a single one, or
    two ones, would follow from the sum.

    >>> masked([40, 3, 7, 0], 5).tolist(), masked([40, 1, 1, 30], 5).tolist(), masked([40, 5], 5).tolist()
    ([False, True, True, False], [False, True, True, True], [False, False])
    """
    n = np.asarray(counts, dtype=float)
    hidden = (n > 0) & (n < below)
    if not hidden.any():
        return hidden
    for at in np.argsort(np.where(n > 0, n, np.inf), kind="stable"):
        if hidden.sum() >= 2 and n[hidden].sum() >= below:
            break
        hidden[at] = True
    return hidden


def rows_hidden(frame: pd.DataFrame, below: int, by: list[str], columns: Sequence[str]) -> pd.DataFrame:
    """A frame whose rows count people (``n``) that add up within ``by``: of those hidden (:func:`masked`) nothing of
    ``columns`` is shown.

    >>> import pandas as pd
    >>> rows_hidden(pd.DataFrame({"of": ["a"] * 3, "n": [40, 3, 7]}), 5, ["of"], ["n"])["n"].tolist()
    [40.0, nan, nan]
    """
    if not below or frame.empty:
        return frame
    hidden = frame.groupby(by, sort=False)["n"].transform(lambda n: masked(n.to_numpy(), below))
    out = frame.astype(dict.fromkeys(columns, float))
    out.loc[hidden.astype(bool), list(columns)] = np.nan
    return out


def masked_table(counts: ArrayLike, below: int) -> Bools:
    """The same for a table whose row and column sums may be known.

    >>> masked_table([[20, 3], [10, 30]], 5).tolist()
    [[True, True], [True, True]]
    """
    n = np.asarray(counts, dtype=float)
    hidden = (n > 0) & (n < below)
    while True:
        before = hidden.sum()
        for lines, shown in ((n, hidden), (n.T, hidden.T)):
            for line, here in zip(lines, shown, strict=True):
                rest = np.flatnonzero(~here)
                if here.any() and len(rest) and (here.sum() < 2 or line[here].sum() < below):
                    here[rest[np.argmin(np.where(line[rest] > 0, line[rest], np.inf))]] = True
        if hidden.sum() == before:
            return hidden


def describe_hidden(found: Description, below: int) -> Description:
    """A description without the frequencies of fewer than ``below`` people; 0 hides nothing."""
    if not below:
        return found
    few = found.numbers["n"] < below
    return replace(
        found,
        respondents=_without(found.respondents, below, ["n", "percent"], ["cumulative"]),
        multiple=_without(found.multiple, below, ["n", "percent_respondents", "percent_responses"]),
        numbers=_emptied(found.numbers, few.to_numpy(dtype=bool), ["mean", "sd", "min", "median", "max"]),
    )


def missing_hidden(found: Missing, below: int) -> Missing:
    """Missing answers without how many had a pattern that fewer than ``below`` people had; the shares of all stay."""
    if not below:
        return found
    persons, patterns = (
        _emptied(frame, masked(frame["n"].to_numpy(dtype=float), below), ["n", "share"])
        for frame in (found.persons, found.patterns)
    )
    return replace(found, persons=persons, patterns=patterns)


def battery_hidden(found: Battery, below: int) -> Battery:
    """A battery without the frequencies of fewer than ``below`` people; tests of whole tables stay."""
    if not below:
        return found
    ends = ["wilson_lower", "wilson_upper", "exact_lower", "exact_upper"]
    told = ["n", "percent", *ends]
    references = found.references
    if len(references):
        few = _few(references["n"], below)
        references = _emptied(references, few, [*told, "difference", "z", "pvalue", "pvalue_exact", "p_holm"])
    published = found.published
    if published is not None and len(published):
        held = ["difference", "lower", "upper", "z", "pvalue", "pvalue_exact", "p_holm"]
        published = _emptied(published, _few(published["n"], below), [*told, *held])
    knowledge = found.knowledge
    if knowledge is not None:
        knowledge = _emptied(knowledge, _few(knowledge["n"], below), told)
    return replace(
        found,
        shares=_without(found.shares, below, told),
        ticks=_without(found.ticks, below, ["n", "percent"], ["at_least_n", "at_least_percent"]),
        references=references,
        crosstabs=tuple(_crosstab(pair, below) for pair in found.crosstabs),
        published=published,
        rankings={name: ranked_hidden(one, below) for name, one in found.rankings.items()},
        together={name: _together(one, below) for name, one in found.together.items()},
        grids={name: _grid(one, below) for name, one in found.grids.items()},
        regressions={name: _regression(one, below) for name, one in found.regressions.items()},
        knowledge=knowledge,
    )


def _few(counts: Any, below: int) -> Bools:
    n = counts.to_numpy(dtype=float)
    return np.asarray((n > 0) & (n < below), dtype=bool)


def _without(frame: pd.DataFrame, below: int, told: list[str], running: list[str] | None = None) -> pd.DataFrame:
    """Counts by variable with the small ones hidden; of a variable with such, all ``running`` sums are, too."""
    if not len(frame):
        return frame
    n, variable = frame["n"].to_numpy(dtype=float), frame["variable"].to_numpy()
    hidden, touched = np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    for one in dict.fromkeys(variable):
        at = np.flatnonzero(variable == one)
        hidden[at] = masked(n[at], below)
        touched[at] = hidden[at].any()
    return _emptied(_emptied(frame, hidden, told), touched, running or [])


def _emptied(frame: pd.DataFrame, rows: Bools, columns: list[str]) -> pd.DataFrame:
    present = [name for name in columns if name in frame.columns]
    if not rows.any() or not present:
        return frame
    return frame.astype(dict.fromkeys(present, float)).assign(
        **{name: np.where(rows, np.nan, frame[name].to_numpy(dtype=float)) for name in present}
    )


def _crosstab(pair: Crosstab, below: int) -> Crosstab:
    hidden = masked_table(pair.table.to_numpy(dtype=float), below)
    if not hidden.any():
        return pair
    return replace(pair, table=pair.table.astype(float).mask(hidden), row_percent=pair.row_percent.mask(hidden))


def ranked_hidden(found: Ranked, below: int) -> Ranked:
    """Options that few chose, or few did not, without their numbers; ratings tell of nobody."""
    if "chosen" not in found.table.columns:
        return found
    few = _part_of(found.table, "chosen", "n", below)
    hidden = set(found.table.loc[few, "option"])
    pairs = np.array([bool({a, b} & hidden) for a, b in zip(found.pairs["first"], found.pairs["second"], strict=True)])
    told = ["difference", "lower", "upper", "first_only", "second_only", "chisq", "pvalue", "p_holm"]
    table = _emptied(found.table, few, ["chosen", "share", "lower", "upper"])
    return replace(found, table=table, pairs=_emptied(found.pairs, pairs, told))


def _together(found: Coheld, below: int) -> Coheld:
    things = _emptied(found.things, _part_of(found.things, "n", "base", below), ["n", "share"])
    told = [name for name in found.pairs.columns if name not in ("first", "second", "base")]
    return replace(found, things=things, pairs=_emptied(found.pairs, _few(found.pairs["both"], below), told))


def _grid(found: pd.DataFrame, below: int) -> pd.DataFrame:
    return _emptied(found, _part_of(found, "users", "n", below), ["users", "share", "n_amount", "amount"])


def _regression(found: Logistic | Ordinal, below: int) -> Logistic | Ordinal:
    """Coefficients stay; how many gave each answer, by level or group of predictions, goes where they are few."""
    if isinstance(found, Ordinal):
        return replace(found, levels=_emptied(found.levels, masked(found.levels["n"], below), ["n"]))
    groups = found.calibration
    events = groups["n"] * groups["observed"]
    few = _few(events.round(), below) | _few((groups["n"] - events).round(), below)
    return replace(found, calibration=_emptied(groups, few, ["observed"]))


def _part_of(frame: pd.DataFrame, part: str, whole: str, below: int) -> Bools:
    return _few(frame[part], below) | _few(frame[whole] - frame[part], below)
