"""The errors tamkit raises on purpose, each with the exit status the command line gives it.

A message is one plain sentence or two: it names the file, the place in it, what was found there and what is
allowed. It is a key of the catalogues (`tamkit.messages`) with values, so that ``str(error)`` speaks the language of
`set_language`. Anything else that escapes is a defect of tamkit's, not of the input.

Two kinds carry the exit status; under them stand the classes a script may want to tell apart.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from tamkit.messages import Message, languages, speak


class TamkitError(Exception):
    """Base of every error raised on purpose: ``InputError("key", name=value)`` or of a `Message`.

    ``message`` is the sentence, ``exit_status`` what the command line returns.
    """

    exit_status = 1

    def __init__(self, message: str | Message, /, **values: Any) -> None:
        self.message = Message(message, **values) if isinstance(message, str) else message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class InputError(TamkitError):
    """Bad input or usage: a missing file, an unknown column, a label that is not on the scale (exit status 2)."""

    exit_status = 2


class ModelSyntaxError(InputError):
    """A model that can't be read, or says something that can't be meant; the line is shown."""


class DataError(InputError):
    """Data that don't fit what is asked of them: a column missing, an answer off the scale, too few rows."""


class QuestionnaireError(InputError):
    """A questionnaire file or a study file with mistakes; all of them are told together."""


class OptionError(InputError):
    """An option with a value it can't have, or options that don't go together."""


class AnalysisError(TamkitError):
    """The analysis could not be completed (exit status 1)."""

    exit_status = 1


class NotIdentified(AnalysisError):  # noqa: N818 (named as scripts know it)
    """The model has parameters that the data, however many, can't tell apart."""


class NotConverged(AnalysisError):  # noqa: N818 (named as scripts know it)
    """The estimation ended without an answer."""


class SampleError(AnalysisError):
    """The sample can't carry the analysis: too few rows, no variation, a singular matrix."""


class TamkitWarning(UserWarning):
    """Something the reader must know although the analysis went on."""


def set_language(language: str) -> None:
    """The language errors, warnings and notes speak in Python from here on: ``"en"`` (default) or ``"zh"``.

    Files do not depend on it: reports have languages of their own, machine files hold both.

    Raises
    ------
    InputError
        There is no catalogue for the language.
    """
    if language not in languages():
        raise InputError(unknown("language", language, languages()))
    speak(language)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or None when none is near.

    >>> nearest("PUE", ["PU", "PEOU", "ATT"])
    'PU'
    """
    choices = list(known)
    folded = {choice.casefold(): choice for choice in reversed(choices)}
    if word.casefold() in folded:
        return folded[word.casefold()]
    found = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def listed(words: Sequence[object], limit: int = 12) -> Message | tuple[object, ...]:
    """Words for a message, the rest counted: ``a, b, c and 4 more``.

    >>> str(listed(["a", "b", "c"], limit=2))
    'a, b and 1 more'
    """
    shown = tuple(word if isinstance(word, Message) else str(word) for word in words)
    if len(shown) > limit:
        return Message("list.more", words=shown[:limit], more=len(shown) - limit)
    return shown


def unknown(what: str, word: str, known: Iterable[str]) -> Message:
    """``unknown item 'PU9'; did you mean 'PU4'? Known: …``, the form every misspelt name is answered in.

    ``what`` is one of the cases of ``unknown.what`` in the catalogues.
    """
    choices = list(known)
    near = nearest(word, choices)
    named = Message("unknown.what", what=what)
    known_words = listed(choices, 40)
    if near is None:
        return Message("unknown.word", what=named, word=word, known=known_words)
    return Message("unknown.near", what=named, word=word, near=near, known=known_words)
