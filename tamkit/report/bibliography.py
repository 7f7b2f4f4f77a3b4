"""How a list of references is set: GB/T 7714 (2025, 2015) and APA 7, each entry in the language of its work.

The works stand as CSL-JSON in ``references.json``. Three kinds of work in three styles are all that a report lists, so
the rules of the styles stand here, not in a processor of CSL: one for Python does without the two languages in one list
that GB/T 7714 asks for (等 behind Chinese authors, et al. behind others).

>>> from tamkit.report.references import works
>>> plain(entry(works()["kline2016"], "apa7"))
'Kline, R. B. (2016). Principles and practice of structural equation modeling (4th ed.). Guilford Press.'
>>> plain(entry(works()["kline2016"], "gbt7714"))
'Kline R B, 2016. Principles and practice of structural equation modeling[M]. 4th ed. New York: Guilford Press.'
>>> plain(entry(works()["zhou2004"], "gbt7714", han=True))
'周浩, 龙立荣, 2004. 共同方法偏差的统计检验与控制方法[J]. 心理科学进展, 12(6): 942-950.'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

from tamkit.report.tree import Run

Style = Literal["gbt7714", "gbt7714-2015", "apa7"]
STYLES: tuple[str, ...] = get_args(Style)
Work = Mapping[str, Any]
Name = Mapping[str, str]
#: Authors that GB/T 7714 names before the others are 等, et al.
NAMED = 3
#: Authors that APA 7 names; of more, all but the last of these and the very last.
ALL = 20
RESOLVER = "https://doi.org/"
_ORDINALS = {"1": "1st", "2": "2nd", "3": "3rd"}


def chinese(work: Work) -> bool:
    return work.get("language") == "zh"


def authors(work: Work, han: bool) -> list[Name]:
    """The authors as a report names them: in Latin letters where its own language has them."""
    return list(work["author"] if han or not chinese(work) else work["custom"]["latin"])


def year(work: Work) -> int:
    return int(work["issued"]["date-parts"][0][0])


def entry(work: Work, style: str, han: bool = False) -> tuple[Run, ...]:
    """A work as it is listed; ``han``: in a report in Chinese characters."""
    return (_apa if style == "apa7" else _gbt)(work, style, han)


def brief(work: Work, han: bool = False) -> str:
    """Where a work stands, as small print tells it that has no room for titles.

    >>> from tamkit.report.references import works
    >>> brief(works()["hu1999"]), brief(works()["kline2016"])
    ('Structural Equation Modeling, 6, 1–55', 'Guilford Press')
    """
    if work["type"] == "book":
        return str(_in(work, "publisher", han))
    volume = f"{work['volume']}, " if "volume" in work else ""
    place = _in(work, "container-title", han)
    return f"{place}, {volume}{_dashed(work)}" if place else ""


def ordered(listed: Iterable[Work], style: str, han: bool = False) -> list[Work]:
    """Works in the order of the list: by authors and year; in GB/T 7714 the Chinese ones (by pinyin) come first."""

    def key(work: Work) -> tuple[Any, ...]:
        names = [(name["family"].casefold(), _dotted(name["given"])) for name in authors(work, False)]
        return (style != "apa7" and not (chinese(work) and han), names, year(work))

    return sorted(listed, key=key)


def plain(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def _in(work: Work, field: str, han: bool) -> Any:
    """A field of a work: of a Chinese one in Latin letters unless the report is in Chinese characters."""
    found = work.get(field)
    return work["custom"].get(field, found) if chinese(work) and not han else found


def _number(work: Work) -> str:
    """An article's pages, or the number it has instead."""
    return str(work.get("page", work.get("number")))


# GB/T 7714, author and year. What 2025 changed of what is listed here: families are no longer in capitals, initials
# keep their hyphen, names in pinyin (given in full in the data) are not shortened, and a work that is known by its DOI
# is one read online (OL). Its own examples end "DOI:10.1038/nature13308.", without a blank.


def _gbt(work: Work, style: str, han: bool) -> tuple[Run, ...]:
    native = chinese(work) and han
    who = _named([_gbt_name(name, style, native) for name in authors(work, han)], native)
    online = "/OL" if work.get("DOI") and style == "gbt7714" else ""
    said = f"{who}, {year(work)}. {work['title']}{_GBT[work['type']](work, style, online)}."
    return (Run(said), *_gbt_doi(work))


def _gbt_doi(work: Work) -> tuple[Run, ...]:
    found = work.get("DOI")
    return (Run(" DOI:"), Run(found, "url", RESOLVER + found), Run(".")) if found else ()


def _named(names: list[str], native: bool) -> str:
    return ", ".join(names if len(names) <= NAMED else [*names[:NAMED], "等" if native else "et al."])


def _gbt_name(name: Name, style: str, native: bool) -> str:
    if native:
        return name["family"] + name["given"]
    older, given = style == "gbt7714-2015", name["given"]
    if older or "." in given:
        given = " ".join(_initials(part) for part in given.split())
    behind = f" {name['suffix'].rstrip('.')}" if "suffix" in name else ""
    if older:
        return f"{name['family']} {given.replace('-', ' ')}".upper() + behind
    return f"{name['family']} {given}{behind}"


def _initials(part: str) -> str:
    """``K.-T.`` → ``K-T``; ``Tao`` → ``T``."""
    return "-".join(piece[0].upper() for piece in part.replace(".", "").split("-") if piece)


def _gbt_journal(work: Work, style: str, online: str) -> str:
    if not work.get("container-title"):
        return f"[J{online}]"
    issue = f"({work['issue'].replace('-', '/')})" if "issue" in work else ""
    return f"[J{online}]. {work['container-title']}, {work['volume']}{issue}: {_number(work)}"


def _gbt_chapter(work: Work, style: str, online: str) -> str:
    editors = _named([_gbt_name(name, style, False) for name in work["editor"]], False)
    stop = "" if editors.endswith(".") else "."
    place = f"{work['publisher-place']}: {work['publisher']}"
    return f"[M{online}]//{editors}{stop} {work['container-title']}. {place}: {work['page']}"


def _gbt_book(work: Work, style: str, online: str) -> str:
    number = work.get("edition")
    edition = "" if number in (None, "1") else f"{number}版. " if chinese(work) else f"{_ordinal(number)} ed. "
    return f"[M{online}]. {edition}{work['publisher-place']}: {work['publisher']}"


_GBT = {"article-journal": _gbt_journal, "chapter": _gbt_chapter, "book": _gbt_book}


# APA 7. A work that isn't in the report's letters has its title transliterated, translated in brackets, and its journal
# or publisher by their English name (section 9.38).


def _apa(work: Work, style: str, han: bool) -> tuple[Run, ...]:
    said: tuple[Run, ...]
    head = Run(f"{_apa_names(authors(work, han), chinese(work) and han)} ({year(work)}). ")
    title, translated = _apa_title(work, han)
    if work["type"] == "book":
        said = (head, Run(title, "em"), Run(f"{translated}{_edition(work, han)}. {_in(work, 'publisher', han)}."))
    elif work["type"] == "chapter":
        editors = f"{_apa_editors(work['editor'])} ({'Ed' if len(work['editor']) == 1 else 'Eds'}.)"
        inside = f" (pp. {_dashed(work)}). {work['publisher']}."
        said = (head, Run(f"{title}. In {editors}, "), Run(work["container-title"], "em"), Run(inside))
    elif not work.get("container-title"):
        said = (head, Run(f"{title}{translated}."))
    else:
        issue = f"({_dash(work['issue'])})" if "issue" in work else ""
        pages = f"Article {work['number']}" if "number" in work else _dashed(work)
        journal = f"{_in(work, 'container-title', han)}, {work['volume']}"
        stop = "" if title.endswith("?") and not translated else "."
        said = (head, Run(f"{title}{translated}{stop} "), Run(journal, "em"), Run(f"{issue}, {pages}."))
    found = work.get("DOI")
    return (*said, Run(" "), Run(RESOLVER + found, "url", RESOLVER + found)) if found else said


def _apa_title(work: Work, han: bool) -> tuple[str, str]:
    """The title, and behind it what it means, where it is in letters of another language."""
    if han or not chinese(work):
        return str(work["title"]), ""
    return work["custom"]["pinyin"], f" [{work['custom']['title']}]"


def _apa_names(names: list[Name], native: bool) -> str:
    """
    >>> _apa_names([{"family": f"A{i}", "given": "B."} for i in range(1, 23)], False)[-22:]
    'A19, B., . . . A22, B.'
    """
    if native:
        return ", ".join(name["family"] + name["given"] for name in names) + "."
    said = [", ".join(filter(None, (name["family"], _dotted(name["given"]), name.get("suffix")))) for name in names]
    if len(said) > ALL:
        return ", ".join([*said[: ALL - 1], f". . . {said[-1]}"])
    return ", & ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0]


def _apa_editors(names: list[Name]) -> str:
    *others, last = [f"{_dotted(name['given'])} {name['family']}" for name in names]
    return " & ".join([*others, last]) if len(others) < 2 else f"{', '.join(others)}, & {last}"


def _dotted(given: str) -> str:
    """``Tao`` → ``T.``; initials as they are."""
    return given if "." in given else " ".join(f"{_initials(part).replace('-', '.-')}." for part in given.split())


def _edition(work: Work, han: bool) -> str:
    number = work.get("edition")
    return (
        "" if number in (None, "1") else f" (第{number}版)" if chinese(work) and han else f" ({_ordinal(number)} ed.)"
    )


def _ordinal(number: str) -> str:
    return _ORDINALS.get(number, f"{number}th")


def _dashed(work: Work) -> str:
    return _dash(_number(work))


def _dash(numbers: str) -> str:
    return re.sub(r"(?<=\d)-(?=\d)", "–", numbers)
