"""What people have at the same time: products with each other, products with cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from tamkit.survey.proportions import association, wilson
from tamkit.survey.quantities import Floats, require, values_of
from tamkit.survey.screening.logic import chosen

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Quantity, Questionnaire


@dataclass(frozen=True, slots=True)
class Coheld:
    """Things had at once.

    Attributes
    ----------
    things
        ``thing, n, base, missing, share``: who has each, of those who were asked. A thing is ``use.1`` or ``card=1``.
    pairs
        ``first, second, base, both, share_of_first, lower, upper, share_of_second, lift, odds_ratio, phi, pvalue``, of
        those who were asked about both: who has both, as a share (0–1) of the first's and of the second's, the first
        with Wilson's interval; ``lift``: times as often as if independent; Fisher's exact p. The most frequent pairs
        stand first.
    """

    things: pd.DataFrame
    pairs: pd.DataFrame


def coheld(frame: pd.DataFrame, questionnaire: Questionnaire, of: Sequence[Quantity]) -> Coheld:
    """Who has which of some things together: each a quantity of 0 and 1, a multiple choice each of its options but the
    exclusive ones."""
    import pandas as pd

    columns = _columns(frame, questionnaire, of)
    things = []
    for name, x in columns.items():
        base, n = int((~np.isnan(x)).sum()), int(np.nansum(x == 1))
        things.append((name, n, base, len(frame) - base, n / base if base else float("nan")))
    pairs = [(a, b, *_pair(columns[a], columns[b])) for a, b in combinations(columns, 2)]
    names = ["first", "second", "base", "both", "share_of_first", "lower", "upper", "share_of_second", "lift"]
    table = pd.DataFrame(pairs, columns=[*names, "odds_ratio", "phi", "pvalue"])
    return Coheld(
        pd.DataFrame(things, columns=["thing", "n", "base", "missing", "share"]),
        table.sort_values("both", ascending=False, kind="stable").reset_index(drop=True),
    )


def _columns(frame: pd.DataFrame, questionnaire: Questionnaire, of: Sequence[Quantity]) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for one in of:
        if one.variable is None or one.options is not None:
            found[str(one)] = values_of(frame, questionnaire, one)
            continue
        require(frame, one.variable)
        answered = np.asarray(frame.filter(regex=rf"^{one.variable}\.").notna().any(axis=1), dtype=bool)
        for option in questionnaire.variable(one.variable).options:
            if not option.exclusive:
                had = chosen(frame, one.variable, [option.code])
                found[f"{one.variable}.{option.code}"] = np.where(answered, had, np.nan)
    return found


def _pair(x: Floats, y: Floats) -> tuple[float, ...]:
    asked = ~(np.isnan(x) | np.isnan(y))
    one, other = x[asked] == 1, y[asked] == 1
    n, a, b, both = len(one), int(one.sum()), int(other.sum()), int((one & other).sum())
    if not (0 < a < n and 0 < b < n):  # everybody or nobody has one of them
        share = both / a if a else float("nan")
        ends = wilson(both, a) if a else (float("nan"),) * 2
        return (n, both, share, *ends, both / b if b else float("nan"), *(float("nan"),) * 4)
    T = np.array([[both, a - both], [b - both, n - a - b + both]], dtype=float)
    found = association(T)
    phi = (T[0, 0] * T[1, 1] - T[0, 1] * T[1, 0]) / np.sqrt(float(a) * (n - a) * b * (n - b))
    exact = float("nan") if found.pvalue_exact is None else found.pvalue_exact
    odds = float("nan") if found.odds_ratio is None else found.odds_ratio
    return n, both, both / a, *wilson(both, a), both / b, both * n / (a * b), odds, float(phi), exact
