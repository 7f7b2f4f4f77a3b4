"""How high constructs stand in groups of respondents, whether the groups differ, and whether they can be compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.drivers.hypotheses import holm
from tamkit.messages import Message
from tamkit.shown import Card, Shown, noted, sizes, tables_of
from tamkit.survey.means import LEVEL, PAIR, TEST, compared, ends, games_howell, level_row, scale_means

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.measurement import Invariance
    from tamkit.questionnaire import Construct, Questionnaire

#: Fewer people than this in a level say little of its mean.
SMALLEST_LEVEL = 30
#: Levels of a ladder at which means can be compared, at least those of the items that are equal.
SCALAR = ("scalar", "strict", "structural")
KEYS = ["variable", "construct"]


@dataclass(frozen=True, slots=True, repr=False)
class Differences(Shown):
    """Means of constructs by levels of respondent variables.

    Attributes
    ----------
    means
        ``variable, level, construct, n, missing, mean, sd, se, ci_lower, ci_upper, favourable, favourable_lower,
        favourable_upper, small, comparable``: one row a level (the option's code) and construct. ``favourable`` is the
        share whose mean is one point or more above the midpoint of the scale (of a risk: below it); ``small``: too few
        people to be compared; ``comparable``: as in ``tests``.
    tests
        ``variable, construct, levels, n, missing`` (in a level, without the mean), ``unplaced`` (in no level),
        ``small`` (in levels too small); ``levene, levene_p``; Welch's test: ``test`` (t or anova), ``stat, df1, df2,
        pvalue, p_holm`` (over the rows that are comparable, the others have none); the test under equal variances:
        ``equal_stat, equal_df1, equal_df2, equal_p``; of two levels ``difference, ci_lower, ci_upper, d, g,
        g_ci_lower, g_ci_upper``; ``eta2, omega2`` with intervals; ``comparable`` and, where it is False, ``why``: a
        message.
    pairs
        ``variable, construct, level_1, level_2, difference, se, t, df, pvalue, g, comparable``: Games–Howell, of more
        than two levels, where the test of all is significant after Holm.
    held
        The level of measurement invariance reached, by variable: None where it was not tested.
    ladders
        Every level that was tested, of every variable: ``variable, groups`` (how many), ``n, rule``, and what the
        ladder's ``table`` has (:class:`tamkit.measurement.Invariance`).
    remarks
        What was left out, and what readers must know of the wording.
    """

    means: pd.DataFrame
    tests: pd.DataFrame
    pairs: pd.DataFrame
    held: Mapping[str, str | None]
    ladders: pd.DataFrame
    remarks: tuple[Message, ...]

    @property
    def notes(self) -> tuple[Message, ...]:
        return self.remarks

    def _card(self) -> Card:
        rows = {"tables": sizes(self._tables()), "notes": noted(self.notes)}
        title = Message("drivers.differences", variables=tuple(self.held))
        return Card(title, rows, (".tests", ".means", ".pairs", ".notes"))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)


def differences(
    items: pd.DataFrame,
    respondents: pd.DataFrame,
    questionnaire: Questionnaire,
    variables: Sequence[str],
    ladders: Mapping[str, Invariance | None],
    *,
    unplaced: Mapping[str, int] | None = None,
    smallest: int = SMALLEST_LEVEL,
) -> Differences:
    """Means of every construct by every variable, with tests of their differences.

    Parameters
    ----------
    items, respondents, questionnaire
        The valid answers, and what was asked.
    variables
        Single choices, asked or derived. One that is made from the answers to constructs selects on what is compared,
        and gets means without tests.
    ladders
        The ladder of measurement invariance of each variable; without one its means are said not to be comparable.
    unplaced
        By variable how many respondents are in no level.
    smallest
        Levels of fewer people are described and not compared, nor are those that the ladder was too small for.
    """
    import pandas as pd

    scores = scale_means(items, questionnaire)
    means, tests, pairs, remarks = [], [], [], list[Message]()
    for code in dict.fromkeys(variables):
        variable, answers = questionnaire.variable(code), respondents[code].to_numpy(dtype=float)
        counts = {option.code: int((answers == option.code).sum()) for option in variable.options}
        ladder = ladders.get(code)
        tested = None if ladder is None else {str(group) for group in ladder.groups}
        kept = [level for level, n in counts.items() if n >= smallest and (tested is None or str(level) in tested)]
        small = {level: n for level, n in counts.items() if n and level not in kept}
        if small:
            sizes_of = tuple(
                Message("drivers.group_size", label=variable.option(level).label, n=n) for level, n in small.items()
            )
            remarks.append(Message("drivers.small_levels", variable=variable.name, levels=sizes_of, n=len(small)))
        missing = (unplaced or {}).get(code, int(np.isnan(answers).sum()))
        for construct in scores.columns:
            part = questionnaire.construct(construct)
            why = incomparable(part, questionnaire, ladder)
            span, negative = ends(questionnaire, construct), part.valence == "negative"
            values = scores[construct].to_numpy(dtype=float)
            where = {"variable": code, "construct": construct}
            rows = {
                level: level_row(values[answers == level], *(span or (1, 5)), negative=negative)
                for level, n in counts.items()
                if n
            }
            means += [
                {**where, "level": level, **row, "small": level in small, "comparable": why is None and level in kept}
                for level, row in rows.items()
            ]
            parts = {level: _answered(values[answers == level]) for level in kept}
            if len(kept) < 2 or questionnaire.selects(code) or any(len(set(x)) < 2 for x in parts.values()):
                continue
            here = {"missing": int(np.isnan(values[np.isin(answers, kept)]).sum()), "unplaced": missing}
            here |= {"small": sum(small.values())}
            tests.append({**where, **compared(list(parts.values())), **here, "comparable": why is None, "why": why})
        remarks += reworded(questionnaire, code, scores.columns)
    table = pd.DataFrame(tests, columns=[*KEYS, *TEST, "missing", "unplaced", "small", "comparable", "why"])
    family = (
        table["pvalue"].where(table["comparable"].astype(bool)).to_numpy(dtype=float)
    )  # what nobody may read is none
    table.insert(table.columns.get_loc("pvalue") + 1, "p_holm", holm(family))
    levels = pd.DataFrame(means, columns=["variable", "level", "construct", *LEVEL, "small", "comparable"])
    for row in table[(table["p_holm"] < 0.05) & (table["levels"] > 2)].to_dict("records"):
        answers = respondents[row["variable"]].to_numpy(dtype=float)
        own = levels[(levels["variable"] == row["variable"]) & ~levels["small"]]
        kept = list(dict.fromkeys(own["level"].tolist()))
        values = scores[row["construct"]].to_numpy(dtype=float)
        found = games_howell([_answered(values[answers == level]) for level in kept], kept)
        pairs += [{**{key: row[key] for key in (*KEYS, "comparable")}, **one} for one in found]
    return Differences(
        means=levels,
        tests=table,
        pairs=pd.DataFrame(pairs, columns=[*KEYS, *PAIR, "comparable"]),
        held={
            code: None if (ladder := ladders.get(code)) is None else ladder.held for code in dict.fromkeys(variables)
        },
        ladders=levels_tested({code: ladders.get(code) for code in dict.fromkeys(variables)}),
        remarks=tuple(remarks),
    )


def levels_tested(ladders: Mapping[str, Invariance | None]) -> pd.DataFrame:
    """The levels of every ladder below one another: see :class:`Differences`."""
    import pandas as pd

    tables = [
        ladder.table.assign(variable=code, groups=len(ladder.groups), n=sum(ladder.n), rule=ladder.rule.name)
        for code, ladder in ladders.items()
        if ladder is not None
    ]
    own = ["variable", "groups", "n", "rule"]
    if not tables:
        return pd.DataFrame(columns=[*own, "level"])
    found = pd.concat(tables, ignore_index=True)
    return found[[*own, *(name for name in found.columns if name not in own)]]


def _answered(values: Any) -> Any:
    return values[~np.isnan(values)]


def incomparable(construct: Construct, questionnaire: Questionnaire, ladder: Invariance | None) -> Message | None:
    """Why the means of a construct can't be compared across the groups of a ladder; None where they can: scalar
    invariance holds, and no loading or intercept of its items had to be freed."""
    if ladder is None:
        return Message("drivers.means_untested")
    items = questionnaire.items_of(construct.code)
    if not set(items) <= set(ladder.fits["configural"].observed):
        return Message("drivers.means_untested")
    if (ladder.held or "").removeprefix("partial ") not in SCALAR:
        return Message("drivers.means_not_scalar")
    freed = [item for item in items if item in set(ladder.freed["item"])]
    return Message("drivers.means_freed", items=tuple(freed), n=len(freed)) if freed else None


def reworded(questionnaire: Questionnaire, code: str, constructs: Collection[str]) -> list[Message]:
    """Constructs that mean another thing to the groups of a variable, and what."""
    return [
        Message("drivers.reworded", construct=construct.name, text=construct.reworded.text)
        for construct in questionnaire.constructs
        if construct.code in constructs and construct.reworded is not None and construct.reworded.variable == code
    ]
