"""The descriptive battery: shares on the right base, held against printed figures, and how answers go together.

Any questionnaire with variables gets shares, with reference values the tests against them, and the analyses that it
declares. A question's base are those who answered it: who was not asked is no missing answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.messages import Message
from tamkit.shown import Card, Shown, noted, sizes, tables_of
from tamkit.survey.analyses import Crosstab, make
from tamkit.survey.consistency import Consistency, check_figures
from tamkit.survey.held import Coheld
from tamkit.survey.logistic import Logistic
from tamkit.survey.ordinal import Ordinal
from tamkit.survey.proportions import exact, holm, one_sample, two_sample, wilson
from tamkit.survey.quantities import Bools, knowledge_questions, knowledge_score, responded, tick_count
from tamkit.survey.ranked import Ranked
from tamkit.survey.screening.logic import asked, chosen, columns_of

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Analyses, Questionnaire, Share
    from tamkit.survey.responses import Responses
    from tamkit.survey.screening import Clean

INTERVALS = ["wilson_lower", "wilson_upper", "exact_lower", "exact_upper"]


@dataclass(frozen=True, slots=True, repr=False)
class Battery(Shown):
    """Results of the battery; percentages and their bounds are 0–100.

    Attributes
    ----------
    shares
        ``variable, option, n, base, asked, outside, percent, wilson_lower … exact_upper``. ``base``: who answered;
        ``asked``: who was to be asked; ``outside``: who answered without having been asked.
    ticks
        Number of options ticked in each multiple choice: ``variable, ticks, n, base, percent, at_least_n,
        at_least_percent`` (3 以上 can be read as “3 or more” or “more than 3”: both stand here).
    references
        ``id, variable, n, base, percent, wilson_lower …, reference, difference, z, pvalue, pvalue_exact, p_holm,
        outside``: one-sample tests against every printed percentage the data can speak to.
    published
        Two-sample tests where the published figure's numerator and denominator are known, a row a reading of them:
        ``id, reading, n, base, percent, published_n, published_base, reference, difference, lower, upper, z, pvalue,
        pvalue_exact, p_holm`` (Newcombe's interval of the difference; Holm within readings of the same rank).
    untested
        ``id, reason`` (``context``: not a matter of a survey; ``not_asked``; ``no_answers``).
    crosstabs
        The declared cross-tables, those that could be made.
    knowledge
        ``variable, n, base, percent, wilson_lower …`` of right answers; None without knowledge questions.
    knowledge_score
        Right answers of each respondent who answered all of them.
    regressions
        The declared regressions by id, binary and ordinal, those that could be estimated.
    rankings
        Constructs' items and multiple choices' options ranked, by code.
    together
        What is held at the same time, by id.
    grids
        How often and how much, by id: ``item, n, missing, frequency, users, share, n_amount, amount``.
    consistency
        Whether the printed figures can be true together; None without reference values.
    notes
        What the reader must know of the bases, and why a declared analysis could not be made.
    """

    shares: pd.DataFrame
    ticks: pd.DataFrame
    references: pd.DataFrame
    untested: pd.DataFrame
    crosstabs: tuple[Crosstab, ...]
    knowledge: pd.DataFrame | None
    knowledge_score: pd.Series[float] | None
    regressions: Mapping[str, Logistic | Ordinal]
    consistency: Consistency | None
    notes: tuple[Message, ...]
    published: pd.DataFrame | None = None
    rankings: Mapping[str, Ranked] = field(default_factory=dict)
    together: Mapping[str, Coheld] = field(default_factory=dict)
    grids: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def _card(self) -> Card:
        rows = {
            "tables": sizes(self._tables()),
            "crossed": Message("survey.crossed", n=len(self.crosstabs)),
            "regressions": tuple(self.regressions),
            "consistency": None if self.consistency is None else Message("survey.figures_compared"),
            "notes": noted(self.notes),
        }
        return Card(Message("survey.battery"), rows, (".shares", ".references", ".crosstabs", ".notes"))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)


def battery(clean: Clean | Responses, analyses: Analyses | None = None, level: float = 0.95) -> Battery:
    """Everything the battery says about these answers.

    ``analyses`` to make in place of those the questionnaire declares; ``level`` of the intervals.
    """
    frame, questionnaire = clean.respondents, clean.questionnaire
    shares = _shares(frame, questionnaire, level)
    references, untested = _references(frame, questionnaire, level)
    knowledge, score = _knowledge(frame, questionnaire, level)
    made = make(answers(clean), questionnaire, questionnaire.analyses if analyses is None else analyses)
    return Battery(
        shares=shares,
        ticks=_ticks(frame, questionnaire),
        references=references,
        untested=untested,
        crosstabs=made.crosstabs,
        knowledge=knowledge,
        knowledge_score=score,
        regressions=made.regressions,
        consistency=check_figures(questionnaire) if questionnaire.reference_values else None,
        notes=(*_notes(shares), *made.notes),
        published=_published(references, questionnaire, level),
        rankings=made.rankings,
        together=made.together,
        grids=made.grids,
    )


def answers(clean: Clean | Responses) -> pd.DataFrame:
    """Everything that was answered, a row each respondent."""
    import pandas as pd

    return pd.concat([clean.respondents, clean.items], axis=1)


def count_share(frame: pd.DataFrame, share: Share) -> tuple[int, int, Bools]:
    """Numerator, base and the members of the base of a :class:`~tamkit.questionnaire.Share`."""
    base = responded(frame, share.variable)
    for code, options in share.where.items():
        base = base & chosen(frame, code, options)
    if share.at_least is None:
        hit = chosen(frame, share.variable, share.options)
    else:
        columns = [c for c in (f"{share.variable}.{option}" for option in share.options) if c in frame.columns]
        hit = np.asarray((frame[columns] == 1).sum(axis=1)) >= share.at_least
    return int((hit & base).sum()), int(base.sum()), base


def _intervals(n: int, base: int, level: float) -> list[float]:
    if base == 0:
        return [float("nan")] * 4
    return [100.0 * bound for bound in (*wilson(n, base, level), *exact(n, base, level))]


def _percent(n: int, base: int) -> float:
    return 100.0 * n / base if base else float("nan")


def _shares(frame: pd.DataFrame, questionnaire: Questionnaire, level: float) -> pd.DataFrame:
    import pandas as pd

    rows: list[tuple[Any, ...]] = []
    for variable in questionnaire.variables:
        if variable.kind not in ("single", "multiple") or not columns_of(frame, variable.code):
            continue
        answered, were_asked = responded(frame, variable.code), asked(frame, variable, questionnaire)
        base, outside = int(answered.sum()), int((answered & ~were_asked).sum())
        for option in variable.options:
            n = int(chosen(frame, variable.code, [option.code]).sum())
            head = (variable.code, option.code, n, base, int(were_asked.sum()), outside)
            rows.append((*head, _percent(n, base), *_intervals(n, base, level)))
    names = ["variable", "option", "n", "base", "asked", "outside", "percent"]
    return pd.DataFrame(rows, columns=[*names, *INTERVALS])


def _ticks(frame: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    import pandas as pd

    rows: list[tuple[Any, ...]] = []
    for variable in questionnaire.variables:
        if variable.kind != "multiple" or not columns_of(frame, variable.code):
            continue
        counts = tick_count(frame, variable)
        counts = counts[~np.isnan(counts)]
        base = len(counts)
        for ticks in range(int(counts.max(initial=0)) + 1):
            n, more = int((counts == ticks).sum()), int((counts >= ticks).sum())
            rows.append((variable.code, ticks, n, base, _percent(n, base), more, _percent(more, base)))
    return pd.DataFrame(rows, columns=["variable", "ticks", "n", "base", "percent", "at_least_n", "at_least_percent"])


def _references(frame: pd.DataFrame, questionnaire: Questionnaire, level: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    import pandas as pd

    rows: list[list[Any]] = []
    untested: list[tuple[str, str]] = []
    for value in questionnaire.reference_values:
        share = value.measure
        if share is None or value.unit != "percent" or value.testable != "survey":
            untested.append((value.id, "context"))
            continue
        if not all(columns_of(frame, code) for code in (share.variable, *share.where)):
            untested.append((value.id, "not_asked"))
            continue
        n, base, members = count_share(frame, share)
        if base == 0 or not 0 < value.value < 100:
            untested.append((value.id, "no_answers"))
            continue
        test = one_sample(n, base, value.value / 100)
        outside = int((members & ~asked(frame, questionnaire.variable(share.variable), questionnaire)).sum())
        head = [value.id, share.variable, n, base, 100 * test.share, *_intervals(n, base, level)]
        rows.append([*head, value.value, 100 * test.difference, test.z, test.pvalue, test.pvalue_exact, 0.0, outside])
    names = ["reference", "difference", "z", "pvalue", "pvalue_exact", "p_holm", "outside"]
    table = pd.DataFrame(rows, columns=["id", "variable", "n", "base", "percent", *INTERVALS, *names])
    table["p_holm"] = holm(table["pvalue"].to_numpy(dtype=float))
    return table, pd.DataFrame(untested, columns=["id", "reason"])


def _published(references: pd.DataFrame, questionnaire: Questionnaire, level: float) -> pd.DataFrame:
    """The shares that were tested above, held against counts instead of a share that is taken to be exact."""
    import pandas as pd

    known = {value.id: value.counts for value in questionnaire.reference_values}
    rows: list[tuple[Any, ...]] = []
    for row in references.itertuples():
        for reading, (k, n) in enumerate(known.get(row.id) or ()):
            test = two_sample(int(row.n), int(row.base), k, n, level)
            ends = (100 * test.difference, 100 * test.lower, 100 * test.upper)
            told = (row.id, reading, int(row.n), int(row.base), row.percent, k, n, 100 * k / n, *ends)
            rows.append((*told, test.z, test.pvalue, test.pvalue_exact, 0.0))
    names = ["id", "reading", "n", "base", "percent", "published_n", "published_base", "reference", "difference"]
    table = pd.DataFrame(rows, columns=[*names, "lower", "upper", "z", "pvalue", "pvalue_exact", "p_holm"])
    for reading in table["reading"].unique():
        at = table["reading"] == reading
        table.loc[at, "p_holm"] = holm(table.loc[at, "pvalue"].to_numpy(dtype=float))
    return table


def _knowledge(
    frame: pd.DataFrame, questionnaire: Questionnaire, level: float
) -> tuple[pd.DataFrame | None, pd.Series[float] | None]:
    import pandas as pd

    asked_of = knowledge_questions(frame, questionnaire)
    if not asked_of:
        return None, None
    rows = []
    for variable in asked_of:
        base = int(responded(frame, variable.code).sum())
        n = int(chosen(frame, variable.code, [variable.correct or 0]).sum())
        rows.append((variable.code, n, base, _percent(n, base), *_intervals(n, base, level)))
    score = pd.Series(knowledge_score(frame, asked_of), index=frame.index, name="knowledge")
    return pd.DataFrame(rows, columns=["variable", "n", "base", "percent", *INTERVALS]), score


def _notes(shares: pd.DataFrame) -> tuple[Message, ...]:
    once = shares.drop_duplicates("variable")
    return tuple(
        Message("survey.answered_unasked", variable=row.variable, outside=row.outside, base=row.base, asked=row.asked)
        for row in once[once["outside"] > 0].itertuples()
    )
