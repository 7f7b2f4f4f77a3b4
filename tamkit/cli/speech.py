"""Which language the command line speaks, and how argparse comes to speak it.

``--messages``, else the environment's ``TAMKIT_LANG``, else the locale; a locale without a catalogue is English.
``--lang`` is something else: the languages of a report.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tamkit.errors import set_language
from tamkit.messages import Message, languages

FLAG = "--messages"
#: Where a locale stands, first found first (gettext's order); ``LANGUAGE`` may list several.
LOCALE = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def spoken(argv: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """The language asked for, not yet checked.

    >>> spoken(["report", "x", "--messages", "zh"], {})
    'zh'
    >>> spoken(["report"], {"LANG": "zh_CN.UTF-8"}), spoken(["report"], {"LANG": "fr_FR.UTF-8"})
    ('zh', 'en')
    """
    words = list(argv[: list(argv).index("--")]) if "--" in argv else list(argv)
    for place, word in reversed(list(enumerate(words))):
        if word.startswith(f"{FLAG}="):
            return word.partition("=")[2]
        if word == FLAG and place + 1 < len(words):
            return words[place + 1]
    if environment.get("TAMKIT_LANG"):
        return environment["TAMKIT_LANG"]
    found = next((environment[name] for name in LOCALE if environment.get(name)), None) or _of_the_system()
    short = found.split(":")[0].replace("-", "_").split("_")[0].split(".")[0].lower()
    return short if short in languages() else "en"


def _of_the_system() -> str:
    """The locale where no variable names one, as on Windows."""
    import locale

    return locale.getlocale()[0] or "en"


def set_spoken(argv: Sequence[str]) -> None:
    """Speak as asked for from here on; an unknown language is answered in English."""
    wanted = spoken(argv)
    set_language("en")
    set_language(wanted)


@contextmanager
def argparse_speaks() -> Iterator[None]:
    """argparse's own sentences from the catalogue, where it looks them up: in its module's ``_`` and ``ngettext``.

    They are gettext's, which reads compiled files of a domain and a language set for the whole process; argparse offers
    no other place for a translation.
    """
    module: Any = argparse
    before = module._, module.ngettext
    module._ = translated
    module.ngettext = lambda one, many, n: translated(one if n == 1 else many)
    try:
        yield
    finally:
        module._, module.ngettext = before


def translated(text: str | None) -> str | None:
    """A template of argparse's (``%``-placeholders kept) in the language spoken; one that isn't known as it is."""
    return None if text is None else str(Message("cli.argparse", text=text))
