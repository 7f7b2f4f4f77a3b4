"""The works a report can cite: their data, how a sentence names them, and which of them a text names.

They stand as CSL-JSON in ``references.json``, which reference managers read. A chapter says no list of what it cites:
the list of references is made of the works that the finished text names, so that each work cited is listed and each
listed one cited.

>>> short(["cohen1988", "hu1999", "mulaik1989"])
'Cohen, 1988; Hu & Bentler, 1999; Mulaik et al., 1989'
>>> short(["wen2014"], "zh"), narrative("wen2014", "zh"), narrative("wen2014")
('温忠麟、叶宝娟，2014', '温忠麟、叶宝娟（2014）', 'Wen & Ye (2014)')
>>> named_in("as Hu & Bentler (1999) have it (Chen, 2007)")
['chen2007', 'hu1999']
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tamkit.messages import Message
from tamkit.report.bibliography import authors, chinese, year

#: The works that tests of exact fit and corrections of χ² and standard errors are from, by what these are asked for by.
TESTS = {
    "bollen.stine": "bollen1992",
    **dict.fromkeys((f"browne.residual.{kind}" for kind in ("nt", "nt.model", "adf", "adf.model")), "browne1984"),
    "satorra.bentler": "satorra1994",
    "yuan.bentler": "yuan2000",
    "yuan.bentler.mplus": "yuan2000",
}
#: The work of the tests of eigenvalues, which have a name for each number of blocks.
EIGENVALUES = "foldnes2025"

_LETTER = "A-Za-zÀ-ɏ"
#: A year as it stands behind who wrote a work.
_DATED = re.compile(r"(?:[,，] ?|（| \()([0-9]{4})(?!\d)")
#: What before the first author of a work makes it another.
_JOINED = re.compile(rf"(?:[{_LETTER}、-]|& )\Z")


_YEAR = re.compile(r"\d{4}")
_BETWEEN = re.compile("[;；] ?")
#: Brackets and what they hold, to the end of the text where they are closed behind a reference to a table.
_BRACKETS = re.compile(r"(?P<begin>\s?[(（])(?P<inside>[^()（）]*)(?P<end>[)）]|$)")


@cache
def works() -> dict[str, Mapping[str, Any]]:
    """The CSL-JSON item of every key."""
    text = Path(__file__).with_name("references.json").read_text(encoding="utf-8")
    return {item["id"]: item for item in json.loads(text)}


def short(keys: Iterable[str], lang: str = "en") -> str:
    """The works for the running text: ``Bentler, 1990; Hu & Bentler, 1999``."""
    found = []
    for key in keys:
        work, han = works()[key], _han(lang)
        found.append(f"{_who(work, han)}{'，' if han and chinese(work) else ', '}{year(work)}")
    return ("；" if _han(lang) else "; ").join(found)


def narrative(key: str, lang: str = "en") -> str:
    """A work as a part of the sentence: ``Hu & Bentler (1999)``."""
    work, han = works()[key], _han(lang)
    return f"{_who(work, han)}（{year(work)}）" if han and chinese(work) else f"{_who(work, han)} ({year(work)})"


def named_in(text: str, lang: str = "en") -> list[str]:
    """The works that a text names, by either form, in the order of their keys."""
    works_of = _by_year(_han(lang))
    found = set()
    for said in _DATED.finditer(text):
        end = said.start()
        for key, who in works_of.get(said[1], ()):
            if text.endswith(who, 0, end) and not _JOINED.search(text, max(0, end - len(who) - 2), end - len(who)):
                found.add(key)
    return [key for key in works() if key in found]


def uncited(text: str, lang: str = "en") -> str:
    """A text without the works in its brackets; what else is in them stays.

    >>> uncited("The interval decides (Zhao et al., 2010), at |β| < .1 (or .2; Cohen, 1988), as Chen (2007) has it.")
    'The interval decides, at |β| < .1 (or .2), as Chen (2007) has it.'
    """

    def kept(found: re.Match[str]) -> str:
        parts = _BETWEEN.split(found["inside"])
        left = [part for part in parts if not (_YEAR.search(part) and named_in(part, lang))]
        if len(left) == len(parts):
            return found.group()
        if not left and found["end"]:
            return ""
        mark = "；" if "；" in found["inside"] else "; "
        return f"{found['begin']}{mark.join(left)}{found['end']}"

    return _BRACKETS.sub(kept, text)


def as_cited(source: str, lang: str = "en") -> str:
    """What a questionnaire says of where something is from, with the works that are known named as the text names them.

    >>> as_cited("Davis, Bagozzi & Warshaw (1989), Management Science 35(8), 982–1003")
    'Davis et al. (1989)'
    >>> as_cited("Written for this questionnaire; technique: Williams, Hartman & Cavazotte (2010)")
    'Written for this questionnaire; technique: Williams et al. (2010)'
    >>> as_cited("Zhou (2011), Internet Research 21(5), 527–540")  # another work than ours of that name and year
    'Zhou (2011), Internet Research 21(5), 527–540'
    """
    for key in works():
        if _may_name(source, key):
            source = _spelling(key).sub(narrative(key, lang), source)
    return source


def is_unknown(source: str) -> bool:
    """Whether a source is a work (it has a year) that is not among ours."""
    named = any(_may_name(source, key) and _spelling(key).search(source) for key in works())
    return bool(re.search(r"\d{4}", source)) and not named


def bare(source: str) -> bool:
    """Whether a source is no more than author and year."""
    return bool(re.fullmatch(r"[^\d]+[(（]\d{4}[a-z]?[)）]", source.strip()))


def _han(lang: str) -> bool:
    return Message("language.script").say(lang) == "han"


def _who(work: Mapping[str, Any], han: bool) -> str:
    names = authors(work, han)
    if han and chinese(work):
        said = [name["family"] + name["given"] for name in names]
        return f"{said[0]}等" if len(said) > 2 else "、".join(said)
    families = [name["family"] for name in names]
    return f"{families[0]} et al." if len(families) > 2 else " & ".join(families)


@cache
def _by_year(han: bool) -> dict[str, list[tuple[str, str]]]:
    """The works of a year, by key, with who wrote them as a text names them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, work in works().items():
        found.setdefault(str(year(work)), []).append((key, _who(work, han)))
    return found


def _may_name(source: str, key: str) -> bool:
    """Whether a questionnaire could name a work here: what is quickly seen before its pattern is made."""
    work = works()[key]
    return str(year(work)) in source or any(way in source for way in _also(work))


def _also(work: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(work.get("custom", {}).get("also", ()))


@cache
def _spelling(key: str) -> re.Pattern[str]:
    """How questionnaires name a work: all its authors or et al., with or without where it appeared."""
    work = works()[key]
    families = [name["family"] for name in authors(work, False)]
    ways = {_who(work, False), " & ".join([", ".join(families[:-1]), families[-1]] if families[1:] else families)}
    if chinese(work):
        ways |= {"、".join(name["family"] + name["given"] for name in work["author"]), _who(work, True)}
    forms = [rf"{re.escape(way)} ?[(（]{year(work)}[)）]" for way in ways]
    forms += [re.escape(way) for way in _also(work)]
    # followed by where it appeared, or by nothing: the same name and year elsewhere is another work
    place = work.get("container-title")
    tail = rf"(?:, {re.escape(place)}[^;；]*|(?!, ))" if place else "(?!, )"
    return re.compile(rf"(?<![{_LETTER}、-])(?<!& )(?<!, )(?:{'|'.join(sorted(forms))}){tail}")
