"""The groups an invariance analysis compares: usable rows, sizes, and the categories of ordinal items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import DataError, SampleError, listed, unknown
from tamkit.measurement import remarks
from tamkit.measurement.blocks import scores
from tamkit.messages import Message

if TYPE_CHECKING:
    import pandas as pd


def grouped(
    data: pd.DataFrame, items: list[str], group: str, smallest: int, missing: str
) -> tuple[pd.DataFrame, list[str], list[Message]]:
    """Items and group of the usable rows; too few, too many, too small groups are refused by name."""
    if group not in data.columns:
        raise DataError(unknown("grouping column", group, [str(column) for column in data.columns]))
    frame = scores(data, items)
    frame[group] = data[group]
    notes: list[Message] = []
    without = int(frame[group].isna().sum())
    if without:
        notes.append(remarks.without_group(without, group))
    frame = frame[frame[group].notna()]
    if missing == "listwise":
        frame = frame.dropna()
    frame[group] = frame[group].map(_label)
    labels = [str(label) for label in frame[group].unique()]
    if len(labels) < 2:
        raise DataError("measurement.one_group", group=group, n=len(labels))
    if len(labels) > 12:
        raise DataError("measurement.many_groups", group=group, n=len(labels))
    sizes = frame[group].value_counts()
    small = tuple(
        Message("measurement.group_size", label=label, n=int(sizes[label]))
        for label in labels
        if sizes[label] < smallest
    )
    if small:
        raise SampleError("measurement.small_groups", groups=small, n=len(small), group=group, smallest=smallest)
    for label in labels:
        part = frame.loc[frame[group] == label, items].to_numpy()
        varies = np.fmax.reduce(part) > np.fmin.reduce(part)  # answers that are missing are no others
        constant = [item for item, more in zip(items, varies, strict=True) if not more]
        if constant:
            raise SampleError(
                "measurement.constant_in_group", items=listed(constant), n=len(constant), label=label, group=group
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
                raise SampleError(
                    "measurement.empty_category",
                    item=item,
                    label=label,
                    group=group,
                    answers=listed([_label(answer) for answer in sorted(lacking)]),
                )
        counts[item] = len(everyone) - 1
    return counts
