"""What the analyses a questionnaire or a study declares may name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from tamkit.errors import unknown
from tamkit.messages import Message
from tamkit.questionnaire.asked import Asked
from tamkit.questionnaire.raw import Known, dig, entries, everywhere, numbers, report_repeated, words
from tamkit.questionnaire.rules_derived import check_derived, check_segments
from tamkit.questionnaire.rules_questions import condition, no_option
from tamkit.questionnaire.rules_research import check_research
from tamkit.questionnaire.tree import Place, Tree

#: The parts of ``analyses`` that have an id, and what one of each is called.
NAMED = {
    "quantities": "quantity",
    "outcomes": "regression",
    "together": "together",
    "grids": "grid",
    "comparisons": "reference value",
}


def check_analyses(tree: Tree, known: Known) -> None:
    """Report analyses and reference values of a questionnaire that name what it lacks, or have the id of another."""
    places: list[Place] = [("analyses",), *((*place, "analyses") for place, _ in entries(tree.data, "modules"))]
    for place in places:
        known.quantities |= _ids(tree, (*place, "quantities"))
    for place in places:
        _block(tree, known, place)
    for place, entry in everywhere(tree.data, "reference_values"):
        _comparison(tree, known, place, entry)
    for part, what in NAMED.items():
        found = chain.from_iterable(entries(tree.data, *place, part) for place in places)
        older = everywhere(tree.data, "reference_values") if part == "comparisons" else ()
        _report_repeated(tree, chain(older, found), what)


def check_added(tree: Tree, questionnaire: Asked) -> None:
    """Report what a study's ``analyses``, ``outcomes`` and ``questions`` name that its questionnaire lacks, and ids of
    analyses that are taken there; questions replace the questionnaire's, and outcomes those of the same variable."""
    known = known_of(questionnaire)
    check_derived(tree, known, questionnaire.derive)
    check_segments(tree, known)
    known.quantities |= _ids(tree, ("analyses", "quantities"))
    _block(tree, known, ("analyses",))
    for at, entry in entries(tree.data, "outcomes"):
        _regression(tree, known, at, entry)
    check_research(tree, known)
    own = questionnaire.analyses
    given = [*entries(tree.data, "analyses", "outcomes"), *entries(tree.data, "outcomes")]
    explained = {entry.get("outcome") for _, entry in given}
    taken: Mapping[str, Iterable[str]] = {
        "quantities": [one.id for one in own.quantities],
        "outcomes": [one.key for one in own.outcomes if one.outcome not in explained],
        "together": [one.id for one in own.together],
        "grids": [one.id for one in own.grids],
        "comparisons": [one.id for one in questionnaire.reference_values],
    }
    for part, what in NAMED.items():
        found = given if part == "outcomes" else [*entries(tree.data, "analyses", part)]
        _report_repeated(tree, found, what)
        for place, entry in found:
            name = _name(entry)
            if name is not None and name in taken[part]:
                message = Message("questionnaire.id_taken", name=questionnaire.name, what=what, id=name)
                tree.report((*place, "id") if "id" in entry else place, message)


def _report_repeated(tree: Tree, found: Iterable[tuple[Place, dict[Any, Any]]], what: str) -> None:
    """Report a second of one id; a regression without one goes by its outcome and kind."""
    found = list(found)
    report_repeated(tree, found, "id", what)
    nameless: dict[str, int] = {}
    for place, entry in found:
        name = None if "id" in entry else _name(entry)
        if name is not None:
            line = tree.spot(place).line
            if name in nameless:
                kind = Message("questionnaire.part", part=what)
                tree.report(place, Message("questionnaire.second", part=kind, name=name, first=nameless[name]))
            nameless.setdefault(name, line)


def _name(entry: dict[Any, Any]) -> str | None:
    """What an entry is called: its id, or as :attr:`~tamkit.questionnaire.analyses.Outcome.key`."""
    if isinstance(entry.get("id"), str):
        return str(entry["id"])
    outcome, kind = entry.get("outcome"), entry.get("kind")
    return f"{outcome}_{kind}" if isinstance(outcome, str) and isinstance(kind, str) else None


def _ids(tree: Tree, place: Place) -> set[str]:
    return {entry["id"] for _, entry in entries(tree.data, *place) if isinstance(entry.get("id"), str)}


def known_of(questionnaire: Asked) -> Known:
    """The codes of a questionnaire that was read, as the rules look them up."""
    variables = (*questionnaire.variables, *questionnaire.derived)
    return Known(
        constructs={construct.code: () for construct in questionnaire.constructs},
        items={item.code: () for item in questionnaire.items},
        checks={check.code: () for check in questionnaire.checks},
        variables={v.code: {o.code: o.label for o in v.options} for v in variables},
        kinds={v.code: v.kind for v in variables},
        ordered={v.code for v in variables if v.ordered},
        selecting={code for code in questionnaire.derive if questionnaire.selects(code)},
        knowledge=any(v.correct is not None for v in questionnaire.variables),
        quantities={one.id for one in questionnaire.analyses.quantities},
    )


def check_quantity(tree: Tree, known: Known, place: Place, value: Any) -> None:
    """Report what a quantity that is multiplied by something names that is not there, or is no number."""
    _quantity(tree, known, place, value, counted=False)
    code, told = (value, place) if isinstance(value, str) else (dig(value, "variable"), (*place, "variable"))
    plain = isinstance(code, str) and not dig(value, "options") and known.kinds.get(str(code)) == "single"
    if plain and code not in known.ordered and len(known.variables[str(code)]) > 2:
        tree.report(told, Message("questionnaire.codes_no_numbers", code=code))


def _block(tree: Tree, known: Known, place: Place) -> None:
    for at, entry in entries(tree.data, *place, "crosstabs"):
        for side in ("row", "column"):
            _quantity(tree, known, (*at, side), entry.get(side), counted=True)
        if entry.get("row") is not None and entry.get("row") == entry.get("column"):
            tree.report((*at, "column"), Message("questionnaire.same_row_and_column"))
    for at, entry in entries(tree.data, *place, "quantities"):
        _quantity(tree, known, at, entry, counted=False)
    for at, entry in entries(tree.data, *place, "outcomes"):
        _regression(tree, known, at, entry)
    for number, code in enumerate(words(dig(tree.data, *place, "rankings"))):
        if known.kinds.get(code) != "multiple" and code not in known.constructs:
            choices = [name for name, kind in known.kinds.items() if kind == "multiple"]
            tree.report((*place, "rankings", number), unknown("ranking", code, [*known.constructs, *choices]))
    for at, entry in entries(tree.data, *place, "together"):
        for number, one in enumerate(entry["of"] if isinstance(entry.get("of"), list) else []):
            _held(tree, known, (*at, "of", number), one)
    for at, entry in entries(tree.data, *place, "grids"):
        for side in ("x", "y"):
            if isinstance(entry.get(side), str) and entry[side] not in known.constructs:
                tree.report((*at, side), unknown("construct", entry[side], known.constructs))
    for at, entry in entries(tree.data, *place, "pathways"):
        variable = entry.get("variable")
        if isinstance(variable, str) and variable not in known.variables:
            tree.report((*at, "variable"), unknown("variable", variable, known.variables))
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


def _held(tree: Tree, known: Known, place: Place, value: Any) -> None:
    """Something that is had or not: a multiple choice, or some options of any choice."""
    variable = value if isinstance(value, str) else dig(value, "variable")
    options = dig(value, "options")
    if not isinstance(variable, str):
        return
    if options is not None or variable not in known.variables:
        condition(tree, known, place, variable, options)
    elif known.kinds.get(variable) != "multiple":
        tree.report(place, Message("questionnaire.held_needs_options", code=variable))


def _as_it_is(tree: Tree, known: Known, place: Place, code: str, *, counted: bool) -> None:
    """A variable's codes without more: as categories of a table they need to be few."""
    kind, fits = known.kinds.get(code, "single"), ("single",) if counted else ("single", "number")
    if kind not in fits:
        multiple = kind == "multiple"
        message = Message("questionnaire.quantity_kind", code=code, kind=kind, counted=counted, multiple=multiple)
        tree.report(place, message)


def _regression(tree: Tree, known: Known, place: Place, entry: dict[Any, Any]) -> None:
    explained, kind, options = entry.get("outcome"), entry.get("kind"), entry.get("options")
    if isinstance(explained, str) and explained not in known.variables:
        tree.report((*place, "outcome"), unknown("variable", explained, known.variables))
    elif isinstance(explained, str):
        condition(tree, known, place, explained, options)
        if kind == "binary" and options is None:
            tree.report(place, Message("questionnaire.binary_needs_options", code=explained))
        if kind == "ordinal" and known.kinds.get(explained) != "single":
            found = known.kinds.get(explained)
            tree.report((*place, "outcome"), Message("questionnaire.ordinal_not_single", code=explained, kind=found))
        elif kind == "ordinal" and options is None and explained not in known.ordered:
            tree.report((*place, "outcome"), Message("questionnaire.ordinal_not_ordered", code=explained))
    report_repeated(tree, entries(tree.data, *place, "predictors"), "id", "predictor")
    for number, predictor in enumerate(entry["predictors"] if isinstance(entry.get("predictors"), list) else []):
        at = (*place, "predictors", number)
        word = predictor if isinstance(predictor, str) else dig(predictor, "variable")
        if word in known.quantities or word in known.constructs:
            continue
        if isinstance(predictor, str) and word not in known.variables:
            named = sorted(known.quantities)
            tree.report(at, unknown("predictor", str(word), [*named, *known.variables, *known.constructs]))
            continue
        _quantity(tree, known, at, predictor, counted=False)
        if isinstance(explained, str) and explained in (word, dig(predictor, "count")):
            tree.report(at, Message("questionnaire.own_predictor", code=explained))


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
    given = entry.get("counts")
    for counts in [given, *given] if isinstance(given, list) else ():
        pair = numbers(counts)
        if len(pair) == 2 and not 0 <= pair[0][1] <= pair[1][1]:
            tree.report((*place, "counts"), Message("questionnaire.counts_are_no_share"))
