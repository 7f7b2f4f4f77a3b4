"""How a list of references is set: GB/T 7714 (2025, 2015) and APA 7, each entry in the language of its work.

The works stand as CSL-JSON in ``references.json``. Three kinds of work in three styles are all that a report lists, so
the rules of the styles stand here, not in a processor of CSL: one for Python does without the two languages in one list
that GB/T 7714 asks for (等 behind Chinese authors, et al behind others).

>>> from tamkit.report.references import works
>>> plain(entry(works()["cohen1988"], "apa7"))
'Cohen, J. (1988). Statistical power analysis for the behavioral sciences (2nd ed.). Erlbaum.'
>>> plain(entry(works()["cohen1988"], "gbt7714"))
'Cohen J, 1988. Statistical power analysis for the behavioral sciences[M]. 2nd ed. Hillsdale: Erlbaum.'
>>> plain(entry(works()["wen2014"], "gbt7714", han=True))
'温忠麟, 叶宝娟, 2014. 中介效应分析：方法和模型发展[J]. 心理科学进展, 22(5): 731-745.'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

from tamkit.report.tree import Run

Style = Literal["gbt7714", "gbt7714-2015", "apa7"]
STYLES: tuple[str, ...] = get_args(Style)
Work = Mapping[str, Any]
#: Authors that GB/T 7714 names before the others are 等, et al.
NAMED = 3
_ORDINALS = {"1": "1st", "2": "2nd", "3": "3rd"}


def chinese(work: Work) -> bool:
    return work.get("language") == "zh"


def authors(work: Work, han: bool) -> list[Mapping[str, str]]:
    """The authors as a report names them: in Latin letters where its own language has them."""
    return list(work["author"] if han or not chinese(work) else work["custom"]["latin"])


def year(work: Work) -> int:
    return int(work["issued"]["date-parts"][0][0])


def entry(work: Work, style: str, han: bool = False) -> tuple[Run, ...]:
    """A work as it is listed; ``han``: in a report in Chinese characters."""
    return (_apa if style == "apa7" else _gbt)(work, style, han)


def ordered(listed: Iterable[Work], style: str, han: bool = False) -> list[Work]:
    """Works in the order of the list: by author and year; in GB/T 7714 the Chinese ones (by pinyin) come first."""

    def key(work: Work) -> tuple[Any, ...]:
        names = [name["family"].casefold() for name in (work["custom"]["latin"] if chinese(work) else work["author"])]
        return (style != "apa7" and not (chinese(work) and han), names, year(work))

    return sorted(listed, key=key)


def plain(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


# GB/T 7714, author and year. What 2025 changed of what is listed here: families are no longer in capitals, initials
# keep their hyphen, names in pinyin (given in full in the data) are not shortened.


def _gbt(work: Work, style: str, han: bool) -> tuple[Run, ...]:
    native = chinese(work) and han
    who = _named([_gbt_name(name, style, native) for name in authors(work, han)], native)
    head = f"{who}, {year(work)}. {work['title']}"
    return (Run(f"{head}{_GBT[work['type']](work, style)}."),)


def _named(names: list[str], native: bool) -> str:
    return ", ".join(names if len(names) <= NAMED else [*names[:NAMED], "等" if native else "et al"])


def _gbt_name(name: Mapping[str, str], style: str, native: bool) -> str:
    if native:
        return name["family"] + name["given"]
    older, given = style == "gbt7714-2015", name["given"]
    if older or "." in given:
        given = " ".join(_initials(part) for part in given.split())
    if older:
        return f"{name['family']} {given.replace('-', ' ')}".upper()
    return f"{name['family']} {given}"


def _initials(part: str) -> str:
    """``K.-T.`` → ``K-T``; ``Tao`` → ``T``."""
    return "-".join(piece[0] for piece in part.replace(".", "").split("-") if piece)


def _gbt_journal(work: Work, style: str) -> str:
    if not work.get("container-title"):
        return "[J]"
    issue = f"({work['issue']})" if "issue" in work else ""
    return f"[J]. {work['container-title']}, {work['volume']}{issue}: {work['page']}"


def _gbt_chapter(work: Work, style: str) -> str:
    editors = _named([_gbt_name(name, style, False) for name in work["editor"]], False)
    place = f"{work['publisher-place']}: {work['publisher']}"
    return f"[M]//{editors}. {work['container-title']}. {place}: {work['page']}"


def _gbt_book(work: Work, style: str) -> str:
    number = work.get("edition")
    edition = "" if not number else f"{number}版. " if chinese(work) else f"{_ordinal(number)} ed. "
    return f"[M]. {edition}{work['publisher-place']}: {work['publisher']}"


_GBT = {"article-journal": _gbt_journal, "chapter": _gbt_chapter, "book": _gbt_book}


# APA 7.


def _apa(work: Work, style: str, han: bool) -> tuple[Run, ...]:
    native = chinese(work) and han
    title = work["title"] if native or not chinese(work) else f"{work['title']} [{work['custom']['title']}]"
    head = f"{_apa_names(authors(work, han), native)} ({year(work)}). "
    if work["type"] == "book":
        return (Run(head), Run(title, "em"), Run(f"{_edition(work)}. {work['publisher']}."))
    if work["type"] == "chapter":
        editors = " & ".join(f"{name['given']} {name['family']}" for name in work["editor"])
        if len(work["editor"]) > 2:
            editors = ", ".join(f"{name['given']} {name['family']}" for name in work["editor"][:-1])
            editors += f", & {work['editor'][-1]['given']} {work['editor'][-1]['family']}"
        inside = f" (pp. {_dashed(work)}). {work['publisher']}."
        return (Run(f"{head}{title}. In {editors} (Eds.), "), Run(work["container-title"], "em"), Run(inside))
    if not work.get("container-title"):
        return (Run(f"{head}{title}."),)
    issue = f"({work['issue']})" if "issue" in work else ""
    journal = f"{work['container-title']}, {work['volume']}"
    return (Run(f"{head}{title}. "), Run(journal, "em"), Run(f"{issue}, {_dashed(work)}."))


def _apa_names(names: list[Mapping[str, str]], native: bool) -> str:
    if native:
        return ", ".join(name["family"] + name["given"] for name in names) + "."
    said = [f"{name['family']}, {_dotted(name['given'])}" for name in names]
    return ", & ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0]


def _dotted(given: str) -> str:
    """``Tao`` → ``T.``; initials as they are."""
    return given if "." in given else " ".join(f"{_initials(part).replace('-', '.-')}." for part in given.split())


def _edition(work: Work) -> str:
    number = work.get("edition")
    return "" if not number else f" (第{number}版)" if chinese(work) else f" ({_ordinal(number)} ed.)"


def _ordinal(number: str) -> str:
    return _ORDINALS.get(number, f"{number}th")


def _dashed(work: Work) -> str:
    return re.sub(r"(?<=\d)-(?=\d)", "–", str(work["page"]))
