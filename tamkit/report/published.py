"""Shares that others published, and what this study's answers say of each: one figure, however many readings it has.

A figure has several readings where its words can be understood in more than one way ("3 or more": at least three, more
than three), each a reference value of its own, or where more than one count gives the printed percentage (57 of 131,
114 of 262). Each reading is compared once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tamkit.drivers.verdicts import ALPHA
from tamkit.report.build import records, value
from tamkit.report.content import Content


@dataclass(frozen=True, slots=True)
class Reading:
    """One comparison: ``share``, the row of this study's share; ``test``, that of the test; ``counted``: by a count."""

    id: str
    share: dict[str, Any]
    test: dict[str, Any]
    counted: bool

    @property
    def differs(self) -> bool:
        p = value(self.test, "p_holm")
        return p is not None and p < ALPHA

    @property
    def count(self) -> str | None:
        """``57/131``, None where only the percentage is known."""
        return f"{self.test['published_n']:.0f}/{self.test['published_base']:.0f}" if self.counted else None


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure with every reading of it."""

    readings: tuple[Reading, ...]
    #: Whether the source gives it as a rough figure, which nothing is judged by.
    approximate: bool = False

    @property
    def differs(self) -> bool:
        """Whatever the reading."""
        return not self.approximate and all(one.differs for one in self.readings)

    @property
    def mixed(self) -> tuple[Reading, ...]:
        """The readings that differ, where others do not."""
        found = tuple(one for one in self.readings if one.differs)
        return () if self.differs or self.approximate else found

    @property
    def worded(self) -> bool:
        """Whether its words have more than one reading."""
        return len({one.id for one in self.readings}) > 1

    @property
    def counts(self) -> bool:
        """Whether more than one count gives it."""
        ids = [one.id for one in self.readings]
        return len(ids) > len(set(ids))


def figures(content: Content) -> list[Figure]:
    """The figures that this study's answers were held against, in the questionnaire's order."""
    battery = content.findings.battery
    if battery is None:
        return []
    by_count: dict[str, list[dict[str, Any]]] = {}
    for row in records(battery.published):
        by_count.setdefault(str(row["id"]), []).append(row)
    rows = {str(row["id"]): row for row in records(battery.references)}
    rough = {one.id for one in content.questionnaire.reference_values if one.approximate}
    found = []
    for codes in printed(content, list(rows)):
        readings = [
            Reading(code, rows[code], test, code in by_count)
            for code in codes
            for test in by_count.get(code) or [rows[code]]
        ]
        found.append(Figure(tuple(readings), any(code in rough for code in codes)))
    return found


def printed(content: Content, codes: Iterable[str]) -> list[list[str]]:
    """Reference values by the figure that was printed: those that are readings of the same one together."""
    known = {one.id: one for one in content.questionnaire.reference_values}
    found: dict[object, list[str]] = {}
    for code in codes:
        found.setdefault(_printed(known[code]) if code in known else code, []).append(code)
    return list(found.values())


def families(content: Content) -> tuple[list[int], int]:
    """Over how many comparisons Holm's adjustment goes: for each reading by a count, and for percentages alone."""
    battery = content.findings.battery
    if battery is None:
        return [], 0
    counted = [int(row["reading"]) for row in records(battery.published)]
    return [counted.count(reading) for reading in sorted(set(counted))], len(records(battery.references))


def _printed(known: Any) -> object:
    """What two reference values of one printed figure share: number, source, whom it is of, and what was asked."""
    share = known.measure
    asked = None if share is None else (share.variable, share.options, tuple(sorted(share.where.items())))
    return known.value, known.counts, known.section, known.source, known.base, asked
