"""The importance–performance map: what would matter most to the outcome, and how well it is rated now.

*Importance* is the total effect on the outcome, standardized and, where the model gives constructs their items' unit,
in points: how many points of 0–100 the outcome is predicted to be higher where the construct is one point of 0–100
higher. *Performance* is the mean of a construct's items, rescaled by their scale to 0–100: (x − min)/(max − min)·100.
Constructs of negative valence are turned round, both numbers: of perceived risk the map shows freedom from it.

Ringle & Sarstedt (2016) weight items by the outer weights of PLS, rescaled; here every item weighs the same, and
importance is that of the model's constructs, free of measurement error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tamkit.messages import Message
from tamkit.sem.paths import records
from tamkit.shown import Card, Shown, noted, sizes, tables_of

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire
    from tamkit.sem import Fit

LEVEL = 0.95
RATED = ["construct", "turned", "items", "performance", "se", "ci_lower", "ci_upper", "sd", "n", "missing"]
EFFECTS = ["importance", "importance_se", "importance_ci_lower", "importance_ci_upper"]
POINTS = ["points", "points_se", "points_ci_lower", "points_ci_upper"]
COLUMNS = ["construct", "turned", *EFFECTS, *POINTS, *RATED[2:]]


@dataclass(frozen=True, slots=True, repr=False)
class Importance(Shown):
    """
    Attributes
    ----------
    outcome
        The construct that importance is for; its row has a performance only.
    n
        Respondents in the model that importance is of.
    table
        A row a construct, the largest absolute importance first, the outcome last. ``turned``: shown as freedom from
        it. ``importance``: standardized total effect; ``points``: the same in points of 0–100; each with ``_se`` and
        interval. ``performance`` with ``se``, 95 % interval and ``sd``, of ``n`` respondents (``missing`` answered
        fewer than half of the ``items``).
    notes
        What is not there, and why.
    """

    outcome: str
    n: int
    table: pd.DataFrame
    notes: tuple[Message, ...]

    def _card(self) -> Card:
        rows = {"n": f"{self.n:,}", "tables": sizes(self._tables()), "notes": noted(self.notes)}
        return Card(Message("drivers.importance", outcome=self.outcome), rows, (".table",))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)


def performance(
    items: pd.DataFrame, questionnaire: Questionnaire, constructs: Sequence[str], rows: Any = None
) -> pd.DataFrame:
    """How constructs are rated, 0–100: mean, standard error, t interval, standard deviation.

    A respondent's score is the mean of the items answered, each rescaled by its own scale, where at least half of them
    are; of complete answers the mean of all scores is the mean of the item means. ``rows`` chooses respondents, as a
    mask or by their index. Of a second-order construct the items are those of its facets.

    >>> from tamkit.questionnaire import load
    >>> form = load("huabei_baitiao_short")
    >>> items = pd.DataFrame({code: [1.0, 3.0, 5.0, 5.0] for code in form.item_codes})
    >>> found = performance(items, form, ["PU", "PR"])
    >>> found[["construct", "turned", "performance", "n"]].to_numpy().tolist()
    [['PU', False, 62.5, 4], ['PR', True, 37.5, 4]]
    """
    from scipy.stats import t as student

    chosen = items if rows is None else items.loc[rows]
    found = []
    for code in constructs:
        construct = questionnaire.construct(code)
        own = [name for name in questionnaire.items_of(code) if name in chosen.columns]
        low, high = np.array([_ends(questionnaire, name) for name in own]).reshape(-1, 2).T
        turned = construct.valence == "negative"
        scores = (chosen[own].to_numpy(dtype=float) - low) / (high - low) * 100.0
        if turned:
            scores = 100.0 - scores
        answered = np.isfinite(scores)
        enough = answered.sum(axis=1) >= max(len(own) / 2, 1)
        persons = np.nansum(scores[enough], axis=1) / answered[enough].sum(axis=1)
        n = len(persons)
        mean = float(persons.mean()) if n else np.nan
        sd = float(persons.std(ddof=1)) if n > 1 else np.nan
        se = sd / np.sqrt(n) if n > 1 else np.nan
        half = se * student.ppf((1 + LEVEL) / 2, n - 1) if n > 1 else np.nan
        row = {"construct": code, "turned": turned, "items": len(own), "performance": mean, "se": se, "sd": sd}
        found.append(row | {"ci_lower": mean - half, "ci_upper": mean + half, "n": n, "missing": len(chosen) - n})
    return pd.DataFrame(found, columns=RATED)


def importance(
    fit: Fit,
    items: pd.DataFrame,
    questionnaire: Questionnaire,
    outcome: str,
    rows: Any = None,
    *,
    group: int | str | None = None,
) -> Importance:
    """The importance–performance map of a fit.

    Importance is that of the whole fit, or of one ``group`` of it; performance that of the respondents ``rows`` (a mask
    or their index; all unless given), so that a map by segment asks once a segment. Intervals of importance are those
    of ``fit.effects``.

    Source: Ringle, C. M. & Sarstedt, M. (2016). Gain more insight from your PLS-SEM results: the importance–performance
    map analysis. Industrial Management & Data Systems, 116(9), 1865–1886.
    """
    known = {construct.code for construct in questionnaire.constructs}
    effects = fit.effects(outcome, group=fit.groups[fit.setup.group(group)] if len(fit.groups) > 1 else None)
    effects = effects[effects["source"].isin(known)]
    rated = performance(items, questionnaire, [*effects["source"], outcome], rows).set_index("construct")
    markers = {name: marker(fit, name) for name in rated.index}
    in_points = not fit.options.kind.ordinal and all(markers.values())
    found = []
    for effect in records(effects):
        code = str(effect["source"])
        sign = -1.0 if rated.loc[code, "turned"] else 1.0
        row: dict[str, Any] = {"construct": code}
        row |= _scaled(effect, "total_std", "importance", sign)
        if in_points:
            spans = [np.ptp(_ends(questionnaire, str(markers[name]))) for name in (code, outcome)]
            row |= _scaled(effect, "total", "points", sign * float(spans[0] / spans[1]))
        found.append(row)
    frame = pd.DataFrame([*found, {"construct": outcome}]).join(rated, on="construct").reindex(columns=COLUMNS)
    order = frame["importance"].abs().sort_values(ascending=False, kind="stable", na_position="last").index
    notes = () if in_points else (Message("drivers.no_points", ordinal=fit.options.kind.ordinal),)
    n = int(fit.n[fit.setup.group(group)]) if group is not None else int(sum(fit.n))
    return Importance(outcome, n, frame.loc[order].reset_index(drop=True), notes)


def _ends(questionnaire: Questionnaire, item: str) -> tuple[int, int]:
    """The lowest and the highest score of an item."""
    scale = questionnaire.scale_of(item)
    return scale.low, scale.high


def _scaled(effect: dict[str, Any], kind: str, name: str, factor: float) -> dict[str, float]:
    """An effect times a number, its interval's ends in order."""
    ends = sorted((effect[f"{kind}_ci_lower"] * factor, effect[f"{kind}_ci_upper"] * factor))
    se = effect[f"{kind}_se"] * abs(factor)
    return {name: effect[kind] * factor, f"{name}_se": se, f"{name}_ci_lower": ends[0], f"{name}_ci_upper": ends[1]}


def marker(fit: Fit, construct: str) -> str | None:
    """The item whose unit a construct has: the one with a loading fixed at 1, of a second-order construct by way of
    its facet; None where the unit is another (a variance fixed at 1).

    >>> from tamkit.sem import fit, simulate
    >>> answers = simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3 + 0.7*x4", 300, seed=1, standardized=True)
    >>> marker(fit("f =~ x1 + x2 + x3 + x4", answers), "f"), marker(fit("f =~ x1 + x2 + x3", answers, std_lv=True), "f")
    ('x1', None)
    """
    table = fit.table
    fixed = table[(table["op"] == "=~") & (table["lhs"] == construct) & ~table["free"] & (table["est"] == 1.0)]
    if fixed.empty:
        return None
    name = str(fixed["rhs"].iloc[0])
    return marker(fit, name) if name in fit.latent else name
