"""The descriptive battery: shares on the right base, held against printed figures, and how answers go together.

Written for the credit-reference questionnaire; any questionnaire with variables gets shares, and with reference values
the tests against them. A question's base are those who answered it: who was not asked is no missing answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import AnalysisError
from tamkit.shown import Card, Shown, counted, sizes, tables_of
from tamkit.survey.consistency import Consistency, check_figures
from tamkit.survey.logistic import Logistic, logistic
from tamkit.survey.proportions import Association, Trend, association, exact, one_sample, trend, wilson
from tamkit.survey.screening.logic import asked, chosen, columns_of

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Questionnaire, Share
    from tamkit.survey.responses import Responses
    from tamkit.survey.screening import Clean

Bools = NDArray[np.bool_]

#: Cross-tables of the credit battery; ``CR2#`` is the number of products in use (0, 1, 2, 3 and more).
PAIRS = (("CR3", "CR4"), ("CR3", "CR7"), ("CR4", "CR7"), ("CR2#", "CR7"), ("income", "CR7"), ("CR11", "CR7"))

#: Numbers of ticks from this one on are one category.
MANY = 3

INTERVALS = ["wilson_lower", "wilson_upper", "exact_lower", "exact_upper"]


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Two variables counted against each other. table: rows × columns by option code; association: χ² and strength;
    trend: linear trend, None unless both variables are ordered."""

    row: str
    column: str
    table: pd.DataFrame
    association: Association
    trend: Trend | None


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
    untested
        ``id, reason`` (``context``: not a matter of a survey; ``not_asked``; ``no_answers``).
    crosstabs
        The cross-tables that could be made.
    knowledge
        ``variable, n, base, percent, wilson_lower …`` of right answers; None without knowledge questions.
    knowledge_score
        Right answers of each respondent who answered all of them.
    overdue
        Logistic regression of ever having been overdue on the number of products, income, not knowing of the
        authorisation, knowledge, and being reminded every time; None when it can't be estimated (``notes`` says why).
    consistency
        Whether the printed figures can be true together; None without reference values.
    notes
        What the reader must know of the bases.
    """

    shares: pd.DataFrame
    ticks: pd.DataFrame
    references: pd.DataFrame
    untested: pd.DataFrame
    crosstabs: tuple[Crosstab, ...]
    knowledge: pd.DataFrame | None
    knowledge_score: pd.Series[float] | None
    overdue: Logistic | None
    consistency: Consistency | None
    notes: tuple[str, ...]

    def _card(self) -> Card:
        rows = {
            "tables (rows)": sizes(self._tables()),
            "crossed": counted(len(self.crosstabs), "pair"),
            "overdue": None if self.overdue is None else "a logistic regression",
            "consistency": None if self.consistency is None else "the printed figures held against each other",
            "notes": len(self.notes) or None,
        }
        return Card("Battery of shares and references", rows, (".shares", ".references", ".crosstabs", ".notes"))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)


def battery(clean: Clean | Responses, pairs: Sequence[tuple[str, str]] = PAIRS, level: float = 0.95) -> Battery:
    """Everything the battery says about these answers. ``level`` of the intervals; ``pairs`` to cross-tabulate."""
    frame, questionnaire = clean.respondents, clean.questionnaire
    shares = _shares(frame, questionnaire, level)
    references, untested = _references(frame, questionnaire, level)
    knowledge, score = _knowledge(frame, questionnaire, level)
    overdue, failed = _overdue(frame, questionnaire, score)
    return Battery(
        shares=shares,
        ticks=_ticks(frame, questionnaire),
        references=references,
        untested=untested,
        crosstabs=tuple(table for pair in pairs for table in _crosstab(frame, questionnaire, *pair)),
        knowledge=knowledge,
        knowledge_score=score,
        overdue=overdue,
        consistency=check_figures(questionnaire) if questionnaire.reference_values else None,
        notes=(*_notes(shares), *failed),
    )


def responded(frame: pd.DataFrame, variable: str) -> Bools:
    """Who answered: a value, or a multiple choice with any column filled (nothing ticked but seen counts)."""
    columns = columns_of(frame, variable)
    if not columns:
        return np.zeros(len(frame), dtype=bool)
    return np.asarray(frame[columns].notna().any(axis=1), dtype=bool)


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


def tick_count(frame: pd.DataFrame, variable: Any) -> NDArray[np.float64]:
    """Options ticked by each person, exclusive ones (以上都没有) not counted; nan where not answered."""
    columns = [f"{variable.code}.{o.code}" for o in variable.options if not o.exclusive]
    ticks = np.asarray((frame[[c for c in columns if c in frame.columns]] == 1).sum(axis=1), dtype=float)
    return np.where(responded(frame, variable.code), ticks, np.nan)


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


def holm(pvalues: NDArray[np.float64]) -> NDArray[np.float64]:
    """Holm's adjusted p-values. R: ``p.adjust(p, "holm")``.

    >>> holm(np.array([0.01, 0.04, 0.03])).round(4).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(pvalues, kind="stable")
    steps = pvalues[order] * np.arange(len(pvalues), 0, -1)
    out = np.empty(len(pvalues))
    out[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return out


def _crosstab(frame: pd.DataFrame, questionnaire: Questionnaire, row: str, column: str) -> list[Crosstab]:
    """One cross-table; none when a variable is absent or doesn't vary."""
    import pandas as pd

    left, right = _categories(frame, questionnaire, row), _categories(frame, questionnaire, column)
    if left is None or right is None:
        return []
    (x, x_codes, x_ordered), (y, y_codes, y_ordered) = left, right
    both = ~(np.isnan(x) | np.isnan(y))
    table = np.array([[int(((x == a) & (y == b) & both).sum()) for b in y_codes] for a in x_codes])
    try:
        tested = association(table)
    except AnalysisError:
        return []
    shown = pd.DataFrame(table, index=pd.Index(x_codes, name=row), columns=pd.Index(y_codes, name=column))
    return [Crosstab(row, column, shown, tested, trend(table) if x_ordered and y_ordered else None)]


def _categories(
    frame: pd.DataFrame, questionnaire: Questionnaire, code: str
) -> tuple[NDArray[np.float64], list[int], bool] | None:
    """Answers of a single choice, or of ``code#`` the number of ticks of a multiple one; with codes and order."""
    name = code.removesuffix("#")
    variable = next((v for v in questionnaire.variables if v.code == name), None)
    if variable is None or not columns_of(frame, name):
        return None
    if code.endswith("#"):
        return np.minimum(tick_count(frame, variable), MANY), list(range(MANY + 1)), True
    if variable.kind != "single":
        return None
    return frame[name].to_numpy(dtype=float), [option.code for option in variable.options], variable.ordered


def _knowledge(
    frame: pd.DataFrame, questionnaire: Questionnaire, level: float
) -> tuple[pd.DataFrame | None, pd.Series[float] | None]:
    import pandas as pd

    asked_of = [v for v in questionnaire.variables if v.correct is not None and v.code in frame.columns]
    if not asked_of:
        return None, None
    rows = []
    for variable in asked_of:
        base = int(responded(frame, variable.code).sum())
        n = int(chosen(frame, variable.code, [variable.correct or 0]).sum())
        rows.append((variable.code, n, base, _percent(n, base), *_intervals(n, base, level)))
    right = np.column_stack([chosen(frame, v.code, [v.correct or 0]) for v in asked_of]).sum(axis=1).astype(float)
    whole = np.column_stack([responded(frame, v.code) for v in asked_of]).all(axis=1)
    score = pd.Series(np.where(whole, right, np.nan), index=frame.index, name="knowledge")
    return pd.DataFrame(rows, columns=["variable", "n", "base", "percent", *INTERVALS]), score


def _overdue(
    frame: pd.DataFrame, questionnaire: Questionnaire, score: pd.Series[float] | None
) -> tuple[Logistic | None, tuple[str, ...]]:
    """Ever overdue on what the battery offers as causes; predictors nobody was asked about are left out."""
    if not columns_of(frame, "CR7"):
        return None, ()
    predictors: dict[str, Any] = {}
    if columns_of(frame, "CR2"):
        predictors["products"] = tick_count(frame, questionnaire.variable("CR2"))
    if "income" in frame.columns:
        predictors["income"] = frame["income"].to_numpy(dtype=float)
    for name, code, option in (("unaware", "CR3", 2), ("reminded", "CR11", 1)):
        if columns_of(frame, code):
            predictors[name] = np.where(responded(frame, code), chosen(frame, code, [option]), np.nan)
    if score is not None:
        predictors["knowledge"] = score.to_numpy(dtype=float)
    if not predictors:
        return None, ()
    outcome = np.where(responded(frame, "CR7"), chosen(frame, "CR7", [2, 3]), np.nan)
    try:
        return logistic(outcome, np.column_stack(list(predictors.values())), list(predictors)), ()
    except AnalysisError as error:
        return None, (f"overdue: {error}",)


def _notes(shares: pd.DataFrame) -> tuple[str, ...]:
    once = shares.drop_duplicates("variable")
    return tuple(
        f"{row.variable}: {row.outside} of {row.base} answered although the questionnaire did not ask them; "
        f"{row.asked} were to be asked."
        for row in once[once["outside"] > 0].itertuples()
    )
