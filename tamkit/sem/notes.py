"""The named warnings of a fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamkit.messages import Message

if TYPE_CHECKING:
    from tamkit.sem.moments import Sample

#: The warnings of a solution that no population can have; what is read off it is marked wherever it is printed.
INADMISSIBLE = frozenset({"heywood", "latent_not_pd", "residual_not_pd", "loading_above_one"})


@dataclass(frozen=True, slots=True)
class FitWarning:
    """``code`` is stable (``heywood``, ``latent_not_pd``, …); ``message`` is for people.

    ``key``, ``values`` and ``say`` are the message's, so that a warning may stand in another message as it is.
    """

    code: str
    message: Message

    def __str__(self) -> str:
        return str(self.message)

    @property
    def key(self) -> str:
        return self.message.key

    @property
    def values(self) -> Mapping[str, Any]:
        return self.message.values

    def say(self, language: str) -> str:
        """The sentence in a language."""
        return self.message.say(language)

    def to_dict(self) -> dict[str, Any]:
        """``{code, key, values, zh, en}``, for JSON: the same bytes whatever language is spoken."""
        return {"code": self.code, **self.message.to_dict()}


def left_out(sample: Sample) -> list[FitWarning]:
    """Why rows were left out of a sample, each reason with its rows; none is counted twice."""
    empty = sum(len(rows) for rows in sample.empty)
    gaps = sample.dropped - sample.ungrouped - empty - sample.without_exogenous
    reasons = (
        (sample.ungrouped, Message("sem.rows_without_group_dropped", n=sample.ungrouped)),
        (empty, Message("sem.rows_empty_dropped", n=empty)),
        (sample.without_exogenous, Message("sem.rows_without_exogenous_dropped", n=sample.without_exogenous)),
        (gaps, Message("sem.rows_dropped", n=gaps)),
    )
    return [FitWarning("rows_dropped", message) for n, message in reasons if n]
