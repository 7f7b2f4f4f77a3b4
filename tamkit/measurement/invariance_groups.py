"""The groups an invariance analysis compares: usable rows, sizes, and the categories of ordinal items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import AnalysisError, InputError, listed, unknown
from tamkit.measurement import remarks
from tamkit.measurement.blocks import scores

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire.texts import Text


def grouped(
    data: pd.DataFrame, items: list[str], group: str, smallest: int, missing: str
) -> tuple[pd.DataFrame, list[str], list[Text]]:
    """Items and group of the usable rows; too few, too many, too small groups are refused by name."""
    if group not in data.columns:
        raise InputError(unknown("grouping column", group, [str(column) for column in data.columns]))
    frame = scores(data, items)
    frame[group] = data[group]
    notes: list[Text] = []
    without = int(frame[group].isna().sum())
    if without:
        notes.append(remarks.without_group(without, group))
    frame = frame[frame[group].notna()]
    if missing == "listwise":
        frame = frame.dropna()
    frame[group] = frame[group].map(_label)
    labels = [str(label) for label in frame[group].unique()]
    if len(labels) < 2:
        raise InputError(f"{group} has {len(labels)} group(s) among the complete rows: two or more are compared.")
    if len(labels) > 12:
        raise InputError(f"{group} has {len(labels)} different values: that is no grouping variable; group it first.")
    sizes = frame[group].value_counts()
    small = [f"{label} ({int(sizes[label])})" for label in labels if sizes[label] < smallest]
    if small:
        raise AnalysisError(
            f"group {listed(small)} of {group} is too small to test invariance: each group needs {smallest} complete "
            "rows. Join groups, or lower smallest= and say so."
        )
    for label in labels:
        part = frame.loc[frame[group] == label, items]
        constant = [item for item in items if part[item].nunique() < 2]
        if constant:
            raise AnalysisError(
                f"item {listed(constant)} has the same answer from everyone in group {label} of {group}."
            )
    return frame, labels, notes


def _label(value: Any) -> str:
    """A group's name; option codes kept as floats are whole numbers to the reader."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def thresholds_of(frame: pd.DataFrame, items: list[str], group: str, labels: list[str]) -> dict[str, int]:
    """Thresholds per item; a category nobody of a group chose leaves its thresholds without a counterpart."""
    counts = {}
    for item in items:
        everyone = set(frame[item].dropna().unique())
        for label in labels:
            lacking = everyone - set(frame.loc[frame[group] == label, item].dropna().unique())
            if lacking:
                raise AnalysisError(
                    f"item {item}: nobody in group {label} of {group} answered {listed(sorted(lacking))}, so "
                    "thresholds cannot be compared. Join that category with its neighbour in all groups."
                )
        counts[item] = len(everyone) - 1
    return counts
