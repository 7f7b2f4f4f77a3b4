"""What the research questions of a questionnaire or a study may name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tamkit.errors import unknown
from tamkit.messages import Message
from tamkit.questionnaire.raw import Known, everywhere, report_repeated, words
from tamkit.questionnaire.tree import Place, Tree


def check_research(tree: Tree, known: Known) -> None:
    """Report questions, the modules' too, that name what is not asked, or have the id of another."""
    report_repeated(tree, everywhere(tree.data, "questions"), "id", "question")
    for place, entry in everywhere(tree.data, "questions"):
        _question(tree, known, place, entry)


def _question(tree: Tree, known: Known, place: Place, entry: dict[Any, Any]) -> None:
    codes = [*known.constructs, *known.items, *known.variables]
    about = words(entry.get("of"))
    for at, code in enumerate(about):
        if code not in codes:
            tree.report((*place, "of", at), unknown("item, construct or variable", code, codes))
        elif about.index(code) != at:
            tree.report((*place, "of", at), Message("questionnaire.stands_twice", code=code))
    outcome = entry.get("outcome")
    if isinstance(outcome, str) and outcome not in codes:
        tree.report((*place, "outcome"), unknown("item, construct or variable", outcome, codes))
    _groups(tree, known, (*place, "by"), words(entry.get("by")))
    if entry.get("kind") == "ranking" and len(about) == 1 and not _several(known, about[0]):
        tree.report((*place, "of"), Message("questionnaire.ranking_of_one"))


def _groups(tree: Tree, known: Known, place: Place, codes: Sequence[str]) -> None:
    single = [code for code, kind in known.kinds.items() if kind == "single"]
    for at, code in enumerate(codes):
        if code not in known.variables:
            tree.report((*place, at), unknown("variable", code, single))
        elif code not in single:
            message = Message("questionnaire.groups_of_single", code=code, kind=known.kinds[code])
            tree.report((*place, at), message)


def _several(known: Known, code: str) -> bool:
    return code in known.constructs or known.kinds.get(code) == "multiple" or code not in {**known.items, **known.kinds}
