"""The works a report cites for its methods and cut-offs, under the keys the cut-offs and the chapters name.

They stand as CSL-JSON in ``references.json``, which reference managers read; here is how a report prints them.

>>> short(["cohen1988", "hu1999", "mulaik1989"])
'Cohen, 1988; Hu & Bentler, 1999; Mulaik et al., 1989'
>>> full(["cohen1988"])
['Cohen, J. (1988). Statistical power analysis for the behavioral sciences (2nd ed.). Erlbaum.']
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_ORDINALS = {"1": "1st", "2": "2nd", "3": "3rd"}


@cache
def works() -> dict[str, Mapping[str, Any]]:
    """The CSL-JSON item of every key."""
    text = Path(__file__).with_name("references.json").read_text(encoding="utf-8")
    return {item["id"]: item for item in json.loads(text)}


def short(keys: Iterable[str]) -> str:
    """The works for the running text: ``Bentler, 1990; Hu & Bentler, 1999``."""
    return "; ".join(_short(works()[key]) for key in keys)


def full(keys: Iterable[str]) -> list[str]:
    """The entries of the works cited, each once, in alphabetical order."""
    return sorted({_entry(works()[key]) for key in keys}, key=str.casefold)


def _year(work: Mapping[str, Any]) -> int:
    return int(work["issued"]["date-parts"][0][0])


def _short(work: Mapping[str, Any]) -> str:
    families = [author["family"] for author in work["author"]]
    who = f"{families[0]} et al." if len(families) > 2 else " & ".join(families)
    return f"{who}, {_year(work)}"


def _entry(work: Mapping[str, Any]) -> str:
    """A work as APA's 7th edition lists it, without italics."""
    authors = [f"{author['family']}, {author['given']}" for author in work["author"]]
    who = ", & ".join([", ".join(authors[:-1]), authors[-1]]) if len(authors) > 1 else authors[0]
    return f"{who} ({_year(work)}). {work['title']}{_SOURCES[work['type']](work)}."


def _pages(work: Mapping[str, Any]) -> str:
    return str(work["page"]).replace("-", "–")


def _in_journal(work: Mapping[str, Any]) -> str:
    issue = f"({work['issue']})" if "issue" in work else ""
    return f". {work['container-title']}, {work['volume']}{issue}, {_pages(work)}"


def _in_book(work: Mapping[str, Any]) -> str:
    editors = " & ".join(f"{editor['given']} {editor['family']}" for editor in work["editor"])
    return f". In {editors} (Eds.), {work['container-title']} (pp. {_pages(work)}). {work['publisher']}"


def _book(work: Mapping[str, Any]) -> str:
    number = work.get("edition")
    edition = f" ({_ORDINALS.get(number, f'{number}th')} ed.)" if number else ""
    return f"{edition}. {work['publisher']}"


_SOURCES = {"article-journal": _in_journal, "chapter": _in_book, "book": _book}
