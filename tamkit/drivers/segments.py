"""Who is in a segment: what its people answered to the questions that make the other segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.messages import Message
from tamkit.shown import Card, Shown, sizes, tables_of
from tamkit.survey.proportions import wilson

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Questionnaire

SHARES = ["variable", "level", "of", "option", "n", "base", "missing", "share", "ci_lower", "ci_upper"]


@dataclass(frozen=True, slots=True, repr=False)
class Profiles(Shown):
    """Segments side by side.

    Attributes
    ----------
    means
        ``variable, level, construct, n, missing, mean, sd, …``: as in `Differences`.
    shares
        ``variable, level, of, option, n, base, missing, share, ci_lower, ci_upper``: of the people in a level the share
        that is in each level of another variable, of those who answered it, with Wilson's interval.
    segments
        ``variable, level, n, share, unplaced``: how many are in each level, of those in one, and how many in none.
    """

    means: pd.DataFrame
    shares: pd.DataFrame
    segments: pd.DataFrame

    def _card(self) -> Card:
        title = Message("drivers.profiles", n=len(self.segments))
        return Card(title, {"tables": sizes(self._tables())}, (".means", ".shares", ".segments"))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)


def profiles(
    means: pd.DataFrame, respondents: pd.DataFrame, questionnaire: Questionnaire, segments: Sequence[str]
) -> Profiles:
    """The levels of every segment: means of the constructs (those of `differences`), shares of the other segments."""
    import pandas as pd

    names = [code for code in dict.fromkeys(segments) if code in respondents.columns]
    answers = {code: respondents[code].to_numpy(dtype=float) for code in names}
    options = {code: [option.code for option in questionnaire.variable(code).options] for code in names}
    sized, shares = [], []
    for code in names:
        placed = ~np.isnan(answers[code])
        for level in options[code]:
            inside = answers[code] == level
            n = int(inside.sum())
            if not n:
                continue
            whole = {"share": n / int(placed.sum()), "unplaced": int((~placed).sum())}
            sized.append({"variable": code, "level": level, "n": n, **whole})
            for other in names:
                if other == code:
                    continue
                given = answers[other][inside]
                base = int((~np.isnan(given)).sum())
                for option in options[other] if base else ():
                    k = int((given == option).sum())
                    low, high = wilson(k, base)
                    row = {"variable": code, "level": level, "of": other, "option": option, "n": k, "base": base}
                    shares.append({**row, "missing": n - base, "share": k / base, "ci_lower": low, "ci_upper": high})
    return Profiles(
        means=means[means["variable"].isin(names)].drop(columns=["small", "comparable"]).reset_index(drop=True),
        shares=pd.DataFrame(shares, columns=SHARES),
        segments=pd.DataFrame(sized, columns=["variable", "level", "n", "share", "unplaced"]),
    )
