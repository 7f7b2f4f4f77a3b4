"""The catalogues: one file a language, ``<language>.json`` in this folder, ``{key: text}``.

An entry is a text with ``{placeholders}``, or an object that chooses among texts by one value: ``{"choose": "n",
"0": "none", "1": "one pair", "else": "{n} pairs"}``. Without ``else`` another value stands for itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

Entry = str | Mapping[str, str]
FOLDER = Path(__file__).parent
#: What a language falls back to, and what Python speaks until told otherwise.
FALLBACK = "en"
#: What a machine file holds beside the key and the values, whatever language the machine speaks.
WRITTEN = ("zh", "en")

_added: dict[str, Path] = {}


def languages() -> tuple[str, ...]:
    """The languages there are, those that were added included.

    >>> languages()[:2]
    ('zh', 'en')
    """
    others = sorted(path.stem for path in FOLDER.glob("*.json") if path.stem not in WRITTEN)
    return (*WRITTEN, *others, *_added)


def add_language(name: str, file: str | Path) -> None:
    """Add a language from a catalogue of its own: a file made as ``en.json`` is, every key and placeholder kept."""
    _added[name] = Path(file)
    catalogue.cache_clear()


def remove_language(name: str) -> None:
    """Forget a language that was added."""
    _added.pop(name, None)
    catalogue.cache_clear()


@cache
def catalogue(language: str) -> Mapping[str, Entry]:
    """Every entry of a language."""
    path = _added.get(language, FOLDER / f"{language}.json")
    entries: dict[str, Entry] = json.loads(path.read_text(encoding="utf-8"))
    return entries


def entry(key: str, language: str) -> Entry:
    """What a language has for a key; English where a language that was added lacks it."""
    found = catalogue(language).get(key)
    return catalogue(FALLBACK)[key] if found is None else found
