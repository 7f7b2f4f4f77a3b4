"""Can printed percentages be true together? Which bases they allow, and where the bases contradict each other.

A percentage printed with d decimals fits a base N only if some whole number k of N rounds to it (GRIM, Brown & Heathers
2017, for percentages). Figures of one group of people must fit one base; and the base of a question that only some are
asked must be a count that an earlier figure allows. Nothing is corrected here: contradictions are reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamkit.survey.proportions import LIMIT, feasible, likeliest

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Questionnaire, ReferenceValue

#: Who a figure is about: (variable, options) that lead to the question and further conditions; () is everybody.
People = tuple[tuple[str, tuple[int, ...]], ...]

#: Figures are comparable when they stand in one section of one text and are about the same people.
Group = tuple[str, People]

#: (value, decimals) as printed.
Printed = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Consistency:
    """What the printed figures allow.

    Attributes
    ----------
    figures
        ``id, section, group, value, decimals, fits`` (whether it fits the base most of its group share), ``smallest``
        (its own smallest base), ``bases`` (all of them up to ``limit``, joined by blanks).
    groups
        ``section, group, figures, fitting`` (how many fit one base), ``bases`` (those bases, joined by blanks).
    conflicts
        Questions asked only of those who gave a certain answer: ``section, group`` (who was asked), ``parent`` (the
        figure that counts them), ``base`` (of the parent), ``count`` (of people it gives), ``nearest`` (base the
        group's own figures allow), ``difference``. Listed only where no count of the parent is an allowed base.
    limit
        Largest denominator tried.
    """

    figures: pd.DataFrame
    groups: pd.DataFrame
    conflicts: pd.DataFrame
    limit: int

    @property
    def consistent(self) -> bool:
        """True when every figure fits and no base contradicts another."""
        return bool(self.figures["fits"].all()) and self.conflicts.empty


def check_figures(questionnaire: Questionnaire, limit: int = LIMIT) -> Consistency:
    """Hold the percentages among a questionnaire's reference values against each other.

    >>> from tamkit.questionnaire import load
    >>> found = check_figures(load("credit_reference"))
    >>> found.conflicts[["base", "count", "nearest"]].iloc[0].tolist()
    [131, 39, 40]
    """
    import pandas as pd

    values = [v for v in questionnaire.reference_values if v.unit == "percent" and v.measure is not None]
    groups: dict[Group, list[ReferenceValue]] = {}
    for value in values:
        groups.setdefault(_group(questionnaire, value), []).append(value)
    shared = {group: _shared(members, limit) for group, members in groups.items()}
    figures, rows, conflicts = [], [], []
    for group, members in groups.items():
        named = (group[0], spelled(group[1]))
        fitting, bases = shared[group]
        figures += [(v.id, *named, v.value, v.decimals, _printed(v) in fitting, *_own(v, limit)) for v in members]
        rows.append((*named, len({_printed(v) for v in members}), len(fitting), _joined(bases)))
        conflicts += [(*named, *row) for row in _conflicts(questionnaire, group, shared, values, limit)]
    return Consistency(
        figures=pd.DataFrame(
            figures, columns=["id", "section", "group", "value", "decimals", "fits", "smallest", "bases"]
        ),
        groups=pd.DataFrame(rows, columns=["section", "group", "figures", "fitting", "bases"]),
        conflicts=pd.DataFrame(
            conflicts, columns=["section", "group", "parent", "base", "count", "nearest", "difference"]
        ),
        limit=limit,
    )


def _group(questionnaire: Questionnaire, value: ReferenceValue) -> Group:
    assert value.measure is not None
    base = questionnaire.variable(value.measure.variable).base
    asked = ((base.variable, tuple(sorted(base.options))),) if base is not None else ()
    narrowed = tuple((code, tuple(sorted(options))) for code, options in sorted(value.measure.where.items()))
    return value.section or "", (*asked, *narrowed)


def spelled(people: People) -> str:
    """Who a group is, by codes; "" is everybody.

    >>> spelled((("use", (2, 3)),))
    'use=2,3'
    """
    return " & ".join(f"{code}={','.join(map(str, options))}" for code, options in people)


def _printed(value: ReferenceValue) -> Printed:
    return value.value, value.decimals


def _shared(members: list[ReferenceValue], limit: int) -> tuple[set[Printed], list[int]]:
    """The printed values (each once) that fit one base, and those bases."""
    printed = {f"{v.value}/{v.decimals}": _printed(v) for v in members}
    names, bases = likeliest(printed, limit)
    return {printed[name] for name in names}, bases


def _own(value: ReferenceValue, limit: int) -> tuple[Any, str]:
    bases = list(feasible(value.value, value.decimals, limit))
    return (bases[0] if bases else None), _joined(bases)


def _joined(bases: list[int]) -> str:
    return " ".join(map(str, bases))


def _conflicts(
    questionnaire: Questionnaire,
    group: Group,
    shared: Mapping[Group, tuple[set[Printed], list[int]]],
    values: list[ReferenceValue],
    limit: int,
) -> list[tuple[Any, ...]]:
    """Rows for a group whose size another figure gives: every base of that figure with the count it leads to."""
    section, people = group
    allowed = shared[group][1]
    if len(people) != 1 or not allowed:
        return []
    for parent in values:
        measure = parent.measure
        assert measure is not None
        counts_them = (measure.variable, tuple(sorted(measure.options))) == people[0]
        if not counts_them or measure.at_least is not None or measure.where or (parent.section or "") != section:
            continue
        numerators = feasible(parent.value, parent.decimals, limit)
        bases = [base for base in shared[_group(questionnaire, parent)][1] if base in numerators]
        counts = [(base, count) for base in bases for count in numerators[base]]
        if any(count in allowed for _, count in counts):
            return []
        return [(parent.id, base, count, *_nearest(count, allowed)) for base, count in counts]
    return []


def _nearest(count: int, allowed: list[int]) -> tuple[int, int]:
    """The allowed base nearest to a count, and how far off it is."""
    _, base = min((abs(base - count), base) for base in allowed)
    return base, base - count
