"""What the analyses a questionnaire or a study declares may name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from tamkit.errors import unknown
from tamkit.messages import Message
from tamkit.questionnaire.asked import Asked
from tamkit.questionnaire.raw import Known, dig, entries, everywhere, numbers, report_repeated
from tamkit.questionnaire.rules_derived import check_derived, check_segments
from tamkit.questionnaire.rules_questions import condition, no_option
from tamkit.questionnaire.rules_research import check_research
from tamkit.questionnaire.tree import Place, Tree

#: The parts of ``analyses`` that have an id, and what one of each is called.
NAMED = {"regressions": "regression", "comparisons": "reference value"}


def check_analyses(tree: Tree, known: Known) -> None:
    """Report analyses and reference values of a questionnaire that name what it lacks, or have the id of another."""
    places: list[Place] = [("analyses",), *((*place, "analyses") for place, _ in entries(tree.data, "modules"))]
    for place in places:
        _block(tree, known, place)
    for place, entry in everywhere(tree.data, "reference_values"):
        _comparison(tree, known, place, entry)
    for part, what in NAMED.items():
        found = chain.from_iterable(entries(tree.data, *place, part) for place in places)
        older = everywhere(tree.data, "reference_values") if part == "comparisons" else ()
        report_repeated(tree, chain(older, found), "id", what)


def check_added(tree: Tree, questionnaire: Asked) -> None:
    """Report what a study's ``analyses`` and ``questions`` name that its questionnaire lacks, and ids of analyses that
    are taken there; questions replace the questionnaire's, so theirs may be."""
    known = known_of(questionnaire)
    check_derived(tree, known, questionnaire.derive)
    check_segments(tree, known)
    _block(tree, known, ("analyses",))
    check_research(tree, known)
    own = questionnaire.analyses
    taken: Mapping[str, Iterable[Any]] = {
        "regressions": own.regressions,
        "comparisons": questionnaire.reference_values,
    }
    for part, what in NAMED.items():
        ids = {one.id for one in taken[part]}
        report_repeated(tree, entries(tree.data, "analyses", part), "id", what)
        for place, entry in entries(tree.data, "analyses", part):
            if entry.get("id") in ids:
                message = Message("questionnaire.id_taken", name=questionnaire.name, what=what, id=entry["id"])
                tree.report((*place, "id"), message)


def known_of(questionnaire: Asked) -> Known:
    """The codes of a questionnaire that was read, as the rules look them up."""
    variables = (*questionnaire.variables, *questionnaire.derived)
    return Known(
        constructs={construct.code: () for construct in questionnaire.constructs},
        items={item.code: () for item in questionnaire.items},
        checks={check.code: () for check in questionnaire.checks},
        variables={v.code: {o.code: o.label.get() for o in v.options} for v in variables},
        kinds={v.code: v.kind for v in variables},
        ordered={v.code for v in variables if v.ordered},
        selecting={code for code in questionnaire.derive if questionnaire.selects(code)},
        knowledge=any(v.correct is not None for v in questionnaire.variables),
    )


def check_quantity(tree: Tree, known: Known, place: Place, value: Any) -> None:
    """Report what a quantity that is multiplied by something names that is not there, or is no number."""
    _quantity(tree, known, place, value, counted=False)


def _block(tree: Tree, known: Known, place: Place) -> None:
    for at, entry in entries(tree.data, *place, "crosstabs"):
        for side in ("row", "column"):
            _quantity(tree, known, (*at, side), entry.get(side), counted=True)
        if entry.get("row") is not None and entry.get("row") == entry.get("column"):
            tree.report((*at, "column"), Message("questionnaire.same_row_and_column"))
    for at, entry in entries(tree.data, *place, "regressions"):
        _regression(tree, known, at, entry)
    for at, entry in entries(tree.data, *place, "comparisons"):
        _comparison(tree, known, at, entry)


def _quantity(tree: Tree, known: Known, place: Place, value: Any, *, counted: bool) -> None:
    """A quantity; ``counted``: its values are categories of a table, not numbers to multiply."""
    given: dict[Any, Any] = {"variable": value} if isinstance(value, str) else value if isinstance(value, dict) else {}
    variable, count = given.get("variable"), given.get("count")
    if isinstance(variable, str) and given.get("options") is not None:
        condition(tree, known, place, variable, given["options"])
    elif isinstance(variable, str) and variable not in known.variables:
        tree.report((*place, "variable"), unknown("variable", variable, known.variables))
    elif isinstance(variable, str):
        _as_it_is(tree, known, (*place, "variable"), variable, counted=counted)
    if isinstance(count, str) and count not in known.variables:
        tree.report((*place, "count"), unknown("variable", count, known.variables))
    elif isinstance(count, str) and known.kinds.get(count) != "multiple":
        message = Message("questionnaire.counted_not_multiple", code=count, kind=known.kinds[count])
        tree.report((*place, "count"), message)
    if given.get("score") == "knowledge" and not known.knowledge:
        tree.report((*place, "score"), Message("questionnaire.no_knowledge_question"))


def _as_it_is(tree: Tree, known: Known, place: Place, code: str, *, counted: bool) -> None:
    """A variable's codes without more: as categories they need to be few, as numbers to be in order."""
    kind, fits = known.kinds.get(code, "single"), ("single",) if counted else ("single", "number")
    if kind not in fits:
        multiple = kind == "multiple"
        message = Message("questionnaire.quantity_kind", code=code, kind=kind, counted=counted, multiple=multiple)
        tree.report(place, message)
    elif not counted and kind == "single" and code not in known.ordered and len(known.variables[code]) > 2:
        tree.report(place, Message("questionnaire.codes_no_numbers", code=code))


def _regression(tree: Tree, known: Known, place: Place, entry: dict[Any, Any]) -> None:
    explained = dig(entry, "outcome", "variable")
    condition(tree, known, (*place, "outcome"), explained, dig(entry, "outcome", "options"))
    report_repeated(tree, entries(tree.data, *place, "predictors"), "id", "predictor")
    for at, predictor in entries(tree.data, *place, "predictors"):
        _quantity(tree, known, at, predictor, counted=False)
        for key in ("variable", "count"):
            if isinstance(explained, str) and predictor.get(key) == explained:
                tree.report((*at, key), Message("questionnaire.own_predictor", code=explained))


def _comparison(tree: Tree, known: Known, place: Place, entry: dict[Any, Any]) -> None:
    measure = entry.get("measure")
    if isinstance(measure, dict):
        condition(tree, known, (*place, "measure"), measure.get("variable"), measure.get("options"))
        where = measure.get("where")
        for variable, options in where.items() if isinstance(where, dict) else ():
            spot = (*place, "measure", "where", variable)
            if variable not in known.variables:
                tree.report(spot, unknown("variable", str(variable), known.variables), at_key=True)
                continue
            for at, option in numbers(options):
                if option not in known.variables[variable]:
                    tree.report((*spot, at), no_option(variable, option, known.variables[variable]))
    counts = numbers(entry.get("counts"))
    if len(counts) == 2 and not 0 <= counts[0][1] <= counts[1][1]:
        tree.report((*place, "counts"), Message("questionnaire.counts_are_no_share"))
