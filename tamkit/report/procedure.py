"""How the answers came about, as far as questionnaire, data and study file tell; what they don't is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tamkit.report.content import Content

#: What an introduction promises, in the languages questionnaires are written in; a "not" before it takes it back.
PROMISES = {
    "anonymous": re.compile(r"(?<![不非])匿名|(?<!not )anonym", re.IGNORECASE),
    "no_right_answer": re.compile(r"(?:没有|无|不分|并无)[^，。；]{0,4}对错|no right or wrong", re.IGNORECASE),
    "withdraw": re.compile(r"随时(?:可以)?(?:退出|终止|停止)|(?:stop|withdraw|quit) at any time", re.IGNORECASE),
}
#: What the form shows that is no remedy against common-method bias: what catches careless answers, and a right.
BESIDE = ("checks", "withdraw")
#: Platforms that are services; a table or a file of a statistics program is where answers end up.
SERVICES = {"wjx", "tencent", "qualtrics", "limesurvey", "google", "surveymonkey", "msforms", "redcap", "kobo"}
SERVICES |= {"centiment", "credamo"}


@dataclass(frozen=True, slots=True)
class Collected:
    """Where and when: the services the files come from, the first and last day of submission, the median minutes."""

    platforms: tuple[str, ...]
    first: str | None
    last: str | None
    minutes: float | None


def option(content: Content, name: str) -> Any:
    """An option of the analysis: from ``provenance["options"]`` or ``provenance`` itself."""
    options = content.provenance.get("options")
    if isinstance(options, Mapping) and name in options:
        return options[name]
    return content.provenance.get(name)


def collected(content: Content) -> Collected | None:
    """None where nothing is known, and for simulated answers, which nobody collected."""
    if content.simulated:
        return None
    survey, meta = content.clean.survey, content.clean.meta
    platforms = dict.fromkeys(str(source.platform) for source in survey.sources if source.platform in SERVICES)
    days = [str(day)[:10] for day in meta["submitted"].dropna()] if "submitted" in meta else []
    seconds = meta["seconds"].dropna() if "seconds" in meta else None
    found = Collected(
        tuple(platforms),
        min(days) if days else None,
        max(days) if days else None,
        float(seconds.median()) / 60 if seconds is not None and len(seconds) else None,
    )
    return found if found.platforms or found.first or found.minutes is not None else None


def remedies(content: Content) -> dict[str, int]:
    """The procedural remedies that were taken, each with the number of what it is made of, 1 where it has none.

    What the study file says of a remedy counts; beside it, what the questionnaire shows.
    """
    found = dict(_shown(content))
    stated = (option(content, "measurement") or {}).get("remedies") or {}
    for key, taken in stated.items():
        if not taken:
            found.pop(key, None)
        else:
            found.setdefault(key, 1)
    return found


def _shown(content: Content) -> Iterator[tuple[str, int]]:
    form = content.questionnaire
    introduction = getattr(form, "introduction", None)
    if introduction is not None:
        said = " ".join(str(introduction.get(lang)) for lang in ("zh", "en"))
        yield from ((key, 1) for key, promise in PROMISES.items() if promise.search(said))
    if _apart(form):
        yield "pages", 1
    modelled = [construct for construct in form.constructs if construct.role == "model"]
    items = [item for construct in modelled for item in construct.items]
    if len({item.scale for item in items}) > 1:
        yield "anchors", len({item.scale for item in items})
    turned = sum(bool(item.reverse) for item in items)
    if turned:
        yield "reverse", turned
    if any(construct.role == "marker" for construct in form.constructs):
        yield "marker", 1
    checks = int(content.clean.survey.checks.shape[1])
    if checks:
        yield "checks", checks


def _apart(form: Any) -> bool:
    """Whether the items of the outcome stand on a page with no item of another construct of the models."""
    if not form.outcome or not form.blocks:
        return False
    pages = [{part.code for part in form.entries(block)} for block in form.blocks]
    own = set(form.items_of(form.outcome))
    others = {item.code for construct in form.constructs if construct.role == "model" for item in construct.items} - own
    holding = [page for page in pages if page & own]
    return bool(holding) and bool(others) and not any(page & others for page in holding)
