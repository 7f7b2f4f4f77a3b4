"""The works cited: those of the chapters present, and those the questionnaire names."""

from __future__ import annotations

import re

from tamkit.report.content import Content
from tamkit.report.references import full
from tamkit.report.tree import Block, Section, paragraph
from tamkit.report.words import Words

ORDER = 95
CITED_BY_ALL = True  # filled by the document with the references of the chapters that are present


def build(content: Content, t: Words, cited: tuple[str, ...] = ()) -> Section:
    blocks: list[Block | Section] = []
    if cited:
        entries = tuple(paragraph("{text}", text=entry) for entry in full(cited))
        blocks.append(Section("references_methods", t("report.references.methods"), (t.bullets(*entries),)))
    named: dict[str, None] = {}
    for construct in content.questionnaire.constructs:
        # A source without a year is no work ("written for this questionnaire").
        named.update(dict.fromkeys(source for source in construct.sources if re.search(r"\d{4}", source)))
    for hypothesis in content.questionnaire.hypotheses:
        named.update(dict.fromkeys(hypothesis.references))
    # A work named short by a hypothesis and in full by a construct is listed once.
    for name in [short for short in named if any(_same(short, other) for other in named)]:
        del named[name]
    if named:
        entries = tuple(paragraph("{text}", text=entry) for entry in sorted(named, key=str.casefold))
        blocks.append(Section("references_questionnaire", t("report.references.hypotheses"), (t.bullets(*entries),)))
    return Section("references", t("report.references.title"), tuple(blocks), part="back")


def _same(short: str, full: str) -> bool:
    """Whether ``Davis, … & Warshaw (1989), …`` in full is the work named short: ``Davis et al. (1989)``."""
    found = re.fullmatch(r"(.+) et al\. (\(\d{4}\))", short)
    if found is None:
        return full.startswith(f"{short},")
    return full.startswith(f"{found[1]}, ") and f"{found[2]}," in full
