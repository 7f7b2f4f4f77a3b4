"""`Answer`: one research question, what is said to it, and the numbers that it is said from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tamkit.messages import Message

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire.texts import Text

#: Of the form of an answer in ``results.json``; it changes when a key does.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """
    Attributes
    ----------
    id, question, kind
        The question's own.
    statement
        The answer, a sentence each; every number in it stands in ``numbers`` or in a table.
    numbers
        The figures of the statement, by name.
    tables
        What the answer rests on, by name; each row has its ``n``.
    n, missing
        Respondents the answer is of, and valid respondents it is without.
    version
        Of the form of an answer in ``results.json``.
    """

    id: str
    question: Text
    kind: str
    statement: tuple[Message, ...]
    numbers: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    n: int = 0
    missing: int = 0
    version: int = VERSION
