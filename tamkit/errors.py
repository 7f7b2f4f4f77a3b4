"""The errors tamkit raises on purpose, each with the exit status the command line gives it.

A message is one plain sentence or two: it names the file, the place in it, what was found there and what is
allowed. Anything else that escapes is a defect of tamkit's, not of the input.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class TamkitError(Exception):
    """Base of every error raised on purpose. ``exit_status`` is what the command line returns."""

    exit_status = 1


class InputError(TamkitError):
    """Bad input or usage: a missing file, an unknown column, a label that is not on the scale (exit status 2)."""

    exit_status = 2


class AnalysisError(TamkitError):
    """The analysis could not be completed: a model is not identified or did not converge (exit status 1)."""

    exit_status = 1


class TamkitWarning(UserWarning):
    """Something the reader must know although the analysis went on."""


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


def listed(words: Sequence[object], limit: int = 12) -> str:
    """Words for a message, the rest counted: ``a, b, c and 4 more``.

    >>> listed(["a", "b", "c"], limit=2)
    'a, b and 1 more'
    """
    shown = [str(word) for word in words]
    if len(shown) > limit:
        return ", ".join(shown[:limit]) + f" and {len(shown) - limit} more"
    return ", ".join(shown)


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """``unknown item 'PU9'; did you mean 'PU4'? Known: …``, the form every misspelt name is answered in."""
    choices = list(known)
    near = nearest(word, choices)
    hint = f"; did you mean {near!r}?" if near is not None else "."
    return f"unknown {what} {word!r}{hint} Known: {listed(choices, 40)}."
