"""`Evidence`: what answers are made from, and names as sentences have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamkit.messages import Message
from tamkit.questionnaire.texts import LANGS, Text

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.drivers.analysis import Drivers
    from tamkit.drivers.groups import Groups
    from tamkit.drivers.held_out import Prediction
    from tamkit.drivers.judgement import Verdicts
    from tamkit.drivers.mean_differences import Differences
    from tamkit.drivers.model_set import ModelSet
    from tamkit.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    Attributes
    ----------
    questionnaire, items, respondents
        What was asked, and the valid answers.
    drivers, verdicts, differences, groups, model_set, prediction
        What these stages found; None (or nothing) where they found nothing.
    small_cells
        Frequencies of fewer people are hidden.
    """

    questionnaire: Questionnaire
    items: pd.DataFrame
    respondents: pd.DataFrame
    drivers: Drivers | None = None
    verdicts: Verdicts | None = None
    differences: Differences | None = None
    groups: Mapping[str, Groups] | None = None
    model_set: ModelSet | None = None
    prediction: Prediction | None = None
    small_cells: int = 0

    @property
    def valid(self) -> int:
        return len(self.items)

    def construct_items(self, code: str) -> list[str]:
        """The items of a construct that were answered in this study."""
        return [item for item in self.questionnaire.items_of(code) if item in self.items.columns]

    def text(self, code: str) -> Text:
        """The words for a code, the product put in."""
        return Text(**{lang: self.questionnaire.label(code, lang) for lang in LANGS})

    def quote(self, code: str) -> Message:
        """The words for a code as they are quoted: without the stop they end in."""
        text = self.text(code)
        return _quoted(Text(**{lang: text.get(lang).rstrip("。.") for lang in LANGS}))

    def name(self, code: str) -> Text:
        """A construct's or variable's name inside a sentence: in English with a small letter, unless it is one of
        several capitals."""
        text = self.text(code)
        return Text(zh=text.zh, en=_small(text.en or ""))

    def quoted(self, code: str) -> Message:
        """A variable's name among others: names may hold commas of their own."""
        return _quoted(self.name(code))

    def option(self, variable: str, code: Any) -> Text | str:
        """What an answer to a variable is called."""
        for option in self.questionnaire.variable(variable).options:
            if str(option.code) == str(code):
                label: Text = option.label
                return label
        return str(code)


def _quoted(text: Text) -> Message:
    return Message("drivers.answer.quoted", text=text)


def _small(name: str) -> str:
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
