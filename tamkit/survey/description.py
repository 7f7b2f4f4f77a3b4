"""Describing the valid answers: who answered, what they answered, and how it is distributed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.messages import Message
from tamkit.shown import Card, Shown, phrase, sizes, tables_of
from tamkit.survey.distribution import Definition, Mardia, kurtosis, mardia, skewness

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.survey.responses import Responses
    from tamkit.survey.screening import Clean


@dataclass(frozen=True, slots=True, repr=False)
class Description(Shown):
    """Tables of raw numbers; percentages are 0–100.

    Attributes
    ----------
    respondents
        Single-choice variables: ``variable, option, n, percent, cumulative, base``. ``base``, the denominator, counts
        those who were asked and answered. An option nobody gave stands with 0.
    multiple
        Multiple choice: ``variable, option, n, percent_respondents`` (of those who were asked and answered, sums above
        100), ``percent_responses`` (of all ticks, sums to 100), ``base, responses``.
    numbers
        Number variables: ``variable, n, mean, sd, min, median, max``.
    bases
        Every variable: ``variable, kind, asked, skipped, answered, missing``. Skips are not missing.
    items
        ``item, construct, points, n, missing, mean, sd, min, max, skew, kurtosis, floor, ceiling`` (percent of answers
        at the lowest and highest answer; a slider has no points, NaN).
    constructs
        Means of a construct's items: ``construct, n, mean, sd, min, max, skew, kurtosis`` (persons with every item);
        none where its items are on scales of different ends.
    likert
        ``item, 1, 2, …, points``: how many gave each answer (columns are integers; NaN beyond an item's own scale);
        items on sliders are not in it.
    mardia
        Multivariate skewness and kurtosis of the complete rows, None when they can't be computed.
    definition
        Of skewness and kurtosis, see :mod:`tamkit.survey.distribution`: ``G`` are those SPSS prints.
    n
        Respondents described.
    """

    respondents: pd.DataFrame
    multiple: pd.DataFrame
    numbers: pd.DataFrame
    bases: pd.DataFrame
    items: pd.DataFrame
    constructs: pd.DataFrame
    likert: pd.DataFrame
    mardia: Mardia | None
    definition: Definition
    n: int

    def _card(self) -> Card:
        m = self.mardia
        rows = {
            "tables": sizes(tables_of(self)),
            "normality": None
            if m is None
            else Message("survey.mardia_tests", skewness=phrase(m.skewness_pvalue), kurtosis=phrase(m.kurtosis_pvalue)),
            "skewness": Message("survey.definition", definition=self.definition),
        }
        title = Message("survey.description_of", n=self.n)
        return Card(title, rows, (".items", ".constructs", ".respondents"))

    def _tables(self) -> dict[str, Any]:
        return {"Items": self.items, "Constructs": self.constructs}


def describe(clean: Clean | Responses, *, definition: Definition = "G") -> Description:
    """Describe the valid answers (a survey that wasn't screened is described whole).

    ``definition`` of skewness and kurtosis: ``"G"`` (SPSS, SAS, Excel; R ``psych::describe(type = 2)``), ``"g"``
    (moments; type 1) or ``"b"`` (R's default type 3). Kurtosis is always the excess over the normal's 3.
    """
    return Description(
        respondents=_singles(clean),
        multiple=_multiples(clean),
        numbers=_numbers(clean),
        bases=_bases(clean),
        items=_items(clean, definition),
        constructs=_constructs(clean, definition),
        likert=_likert(clean),
        mardia=mardia(clean.items.to_numpy(dtype=float)),
        definition=definition,
        n=len(clean.items),
    )


def _variables(clean: Any, *kinds: str) -> list[Any]:
    """The questionnaire's variables of these kinds that the data hold."""
    from tamkit.survey.screening.logic import columns_of

    return [v for v in clean.questionnaire.variables if v.kind in kinds and columns_of(clean.respondents, v.code)]


def _singles(clean: Any) -> pd.DataFrame:
    import pandas as pd

    rows: list[tuple[Any, ...]] = []
    for variable in _variables(clean, "single"):
        answers = clean.respondents[variable.code].to_numpy(dtype=float)
        answers = answers[~np.isnan(answers)]
        base, cumulative = len(answers), 0
        for option in variable.options:
            n = int((answers == option.code).sum())
            cumulative += n
            rows.append((variable.code, option.code, n, _percent(n, base), _percent(cumulative, base), base))
    return pd.DataFrame(rows, columns=["variable", "option", "n", "percent", "cumulative", "base"])


def _multiples(clean: Any) -> pd.DataFrame:
    import pandas as pd

    rows: list[tuple[Any, ...]] = []
    for variable in _variables(clean, "multiple"):
        columns = [f"{variable.code}.{o.code}" for o in variable.options]
        ticks = clean.respondents.reindex(columns=columns).to_numpy(dtype=float)
        who = ~np.isnan(ticks).all(axis=1)
        base, counts = int(who.sum()), np.nansum(ticks[who], axis=0).astype(int)
        total = int(counts.sum())
        for option, n in zip(variable.options, counts, strict=True):
            row = (variable.code, option.code, int(n), _percent(n, base), _percent(n, total), base, total)
            rows.append(row)
    names = ["variable", "option", "n", "percent_respondents", "percent_responses", "base", "responses"]
    return pd.DataFrame(rows, columns=names)


def _numbers(clean: Any) -> pd.DataFrame:
    import pandas as pd

    rows: list[tuple[Any, ...]] = []
    for variable in _variables(clean, "number"):
        x = clean.respondents[variable.code].to_numpy(dtype=float)
        x = x[~np.isnan(x)]
        rows.append((variable.code, len(x), *_five(x)))
    return pd.DataFrame(rows, columns=["variable", "n", "mean", "sd", "min", "median", "max"])


def _five(x: Any) -> tuple[float, ...]:
    if not len(x):
        return (np.nan,) * 5
    sd = float(np.std(x, ddof=1)) if len(x) > 1 else np.nan
    return float(np.mean(x)), sd, float(np.min(x)), float(np.median(x)), float(np.max(x))


def _bases(clean: Any) -> pd.DataFrame:
    import pandas as pd

    from tamkit.survey.screening.logic import columns_of

    rows: list[tuple[Any, ...]] = []
    for variable in _variables(clean, "single", "multiple", "number", "text"):
        columns = columns_of(clean.respondents, variable.code)
        blank = np.asarray(clean.respondents[columns].isna().all(axis=1), dtype=bool)
        skips = [c for c in columns if c in clean.skipped.columns]
        skip = np.asarray(clean.skipped[skips].all(axis=1), dtype=bool) if skips else np.zeros(len(blank), dtype=bool)
        skip = skip & blank
        n, asked = len(blank), int((~skip).sum())
        answered = int((~blank).sum())
        rows.append((variable.code, variable.kind, asked, n - asked, answered, asked - answered))
    return pd.DataFrame(rows, columns=["variable", "kind", "asked", "skipped", "answered", "missing"])


def _items(clean: Any, definition: Definition) -> pd.DataFrame:
    import pandas as pd

    rows: list[tuple[Any, ...]] = []
    for code in clean.items.columns:
        x = clean.items[code].to_numpy(dtype=float)
        skip = (
            clean.skipped[code].to_numpy(dtype=bool) if code in clean.skipped.columns else np.zeros(len(x), dtype=bool)
        )
        missing = int((np.isnan(x) & ~skip).sum())
        x = x[~np.isnan(x)]
        scale = clean.questionnaire.scale_of(code)
        points = np.nan if scale.slider else scale.points
        construct = clean.questionnaire.construct_of(code).code
        ends = _percent((x == scale.low).sum(), len(x)), _percent((x == scale.high).sum(), len(x))
        rows.append((code, construct, points, len(x), missing, *_moments(x, definition), *ends))
    names = ["item", "construct", "points", "n", "missing", "mean", "sd", "min", "max", "skew", "kurtosis"]
    return pd.DataFrame(rows, columns=[*names, "floor", "ceiling"])


def _constructs(clean: Any, definition: Definition) -> pd.DataFrame:
    import pandas as pd

    rows: list[tuple[Any, ...]] = []
    for construct in clean.questionnaire.constructs:
        codes = [c for c in clean.questionnaire.items_of(construct.code) if c in clean.items.columns]
        if codes:
            means = clean.items[codes].to_numpy(dtype=float).mean(axis=1)
            scales = [clean.questionnaire.scale_of(code) for code in codes]
            if len({(scale.low, scale.high) for scale in scales}) > 1:
                means = np.full(len(means), np.nan)
            means = means[~np.isnan(means)]
            rows.append((construct.code, len(means), *_moments(means, definition)))
    return pd.DataFrame(rows, columns=["construct", "n", "mean", "sd", "min", "max", "skew", "kurtosis"])


def _moments(x: Any, definition: Definition) -> tuple[float, ...]:
    mean, sd, low, _, high = _five(x)
    return mean, sd, low, high, skewness(x, definition), kurtosis(x, definition)


def _likert(clean: Any) -> pd.DataFrame:
    import pandas as pd

    scales = {code: len(scale.answers) for code in clean.items if (scale := clean.questionnaire.scale_of(code)).answers}
    most = max(scales.values(), default=0)
    rows = []
    for code, points in scales.items():
        x = clean.items[code].to_numpy(dtype=float)
        rows.append([code, *(float((x == p).sum()) if p <= points else np.nan for p in range(1, most + 1))])
    frame = pd.DataFrame(rows, columns=["item", *range(1, most + 1)])
    whole = [p for p in range(1, most + 1) if not frame[p].isna().any()]
    return frame.astype(dict.fromkeys(whole, int))


def _percent(part: Any, whole: int) -> float:
    return 100.0 * float(part) / whole if whole else np.nan
