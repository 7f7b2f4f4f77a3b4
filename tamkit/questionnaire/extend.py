"""Completes a questionnaire, and puts together larger ones: modules switched on, another questionnaire added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from tamkit.errors import InputError, QuestionnaireError, unknown
from tamkit.questionnaire.analyses import Analyses, Outcome, ReferenceValue
from tamkit.questionnaire.asked import Asked, Some
from tamkit.questionnaire.derived import Derived
from tamkit.questionnaire.named_models import derived, measurement_model
from tamkit.questionnaire.parts import Block, Check, Construct, Item, Module, Variable
from tamkit.questionnaire.questions import Question
from tamkit.questionnaire.texts import Part

Rated = TypeVar("Rated", Item, Check)
Coded = Item | Check | Variable | Construct


def finished(questionnaire: Some) -> Some:
    """Fill in what a file may leave out: scales (the file's first), question numbers, the measurement model.

    The comparisons of the analyses join the reference values.

    Questions are numbered in the order of the blocks; a matrix is one question and its rows are counted. Numbers
    that stand in the file are kept.
    """
    default = next(iter(questionnaire.scales))
    filled = questionnaire.model_copy(
        update={
            "constructs": tuple(
                c.model_copy(update={"items": tuple(_scaled(i, default) for i in c.items)})
                for c in questionnaire.constructs
            ),
            "checks": tuple(_scaled(check, default) for check in questionnaire.checks),
            "modules": tuple(_finished_module(module, default) for module in questionnaire.modules),
            "reference_values": (*questionnaire.reference_values, *questionnaire.analyses.comparisons),
            "analyses": questionnaire.analyses.model_copy(update={"comparisons": ()}),
        }
    )
    numbered = _numbered(filled)
    if numbered.measurement:
        return numbered
    return numbered.model_copy(update={"measurement": derived(numbered.constructs)})


def _scaled(asked: Rated, default: str) -> Rated:
    return asked if asked.scale else asked.model_copy(update={"scale": default})


def _finished_module(module: Module, default: str) -> Module:
    mark = {"module": module.code}
    return module.model_copy(
        update={
            "constructs": tuple(
                c.model_copy(update={"items": tuple(_scaled(i, default) for i in c.items), **mark})
                for c in module.constructs
            ),
            "checks": tuple(_scaled(check, default) for check in module.checks),
            "blocks": tuple(block.model_copy(update=mark) for block in module.blocks),
            "models": tuple(
                model.model_copy(update={"needs": tuple(dict.fromkeys((module.code, *model.needs))), **mark})
                for model in module.models
            ),
            "hypotheses": tuple(hypothesis.model_copy(update=mark) for hypothesis in module.hypotheses),
        }
    )


def _numbered(questionnaire: Some) -> Some:
    given: dict[str, tuple[int, int | None]] = {}
    number = 0
    for block in questionnaire.blocks:
        entries = questionnaire.entries(block)
        if block.kind == "matrix":
            number += 1
            given |= {entry.code: (number, row) for row, entry in enumerate(entries, start=1)}
        else:
            for entry in entries:
                number += 1
                given[entry.code] = (number, None)

    def placed(asked: Rated) -> Rated:
        found = given.get(asked.code)
        if found is None or asked.number is not None:
            return asked
        return asked.model_copy(update={"number": found[0], "row": found[1]})

    return questionnaire.model_copy(
        update={
            "constructs": tuple(
                c.model_copy(update={"items": tuple(placed(i) for i in c.items)}) for c in questionnaire.constructs
            ),
            "checks": tuple(placed(check) for check in questionnaire.checks),
            "variables": tuple(
                v.model_copy(update={"number": given[v.code][0]}) if v.number is None and v.code in given else v
                for v in questionnaire.variables
            ),
        }
    )


def unnumbered(questionnaire: Some) -> Some:
    """The same without question numbers, before more questions are put in."""
    empty: Mapping[str, None] = {"number": None, "row": None}
    return questionnaire.model_copy(
        update={
            "constructs": tuple(
                c.model_copy(update={"items": tuple(i.model_copy(update=empty) for i in c.items)})
                for c in questionnaire.constructs
            ),
            "checks": tuple(check.model_copy(update=empty) for check in questionnaire.checks),
            "variables": tuple(v.model_copy(update={"number": None}) for v in questionnaire.variables),
        }
    )


def with_modules(questionnaire: Some, codes: Sequence[str]) -> Some:
    """Switch optional modules on: their questions are asked before the respondent's own data, their constructs,
    models, hypotheses, analyses and research questions are added, and facets join the construct they belong to.

    Raises
    ------
    InputError
        When the questionnaire has no such module.
    QuestionnaireError
        When it has a measurement model of its own that the module's constructs would have to be written into.
    """
    known = {module.code: module for module in questionnaire.modules}
    for code in codes:
        if code not in known:
            raise InputError("questionnaire.of", name=questionnaire.name, what=unknown("module", code, known))
    if codes and questionnaire.measurement != derived(questionnaire.constructs):
        raise QuestionnaireError("questionnaire.modules_need_derived_measurement", name=questionnaire.name)
    chosen = [module for code, module in known.items() if code in codes]
    result = unnumbered(questionnaire)
    for module in chosen:
        constructs = (*_joined(result.constructs, module), *module.constructs)
        result = result.model_copy(
            update={
                "constructs": constructs,
                "checks": (*result.checks, *module.checks),
                "variables": (*result.variables, *module.variables),
                "blocks": _inserted(result.blocks, module.blocks),
                "models": (*result.models, *module.models),
                "hypotheses": (*result.hypotheses, *module.hypotheses),
                "analyses": result.analyses.plus(module.analyses),
                "questions": (*result.questions, *module.questions),
                "modules": tuple(other for other in result.modules if other.code != module.code),
                "measurement": "",
            }
        )
    return finished(result)


def shared_out(forms: Sequence[Asked], codes: Sequence[str]) -> list[list[str]]:
    """Which of the modules named belong to which questionnaire of a combined form: the first that has one of that code;
    what none has goes to the first, which refuses it.
    """
    own: list[list[str]] = [[] for _ in forms]
    for code in codes:
        having = (at for at, form in enumerate(forms) if any(module.code == code for module in form.modules))
        own[next(having, 0)].append(code)
    return own


def _joined(constructs: Iterable[Construct], module: Module) -> tuple[Construct, ...]:
    new = tuple(construct.code for construct in module.constructs)
    return tuple(
        c.model_copy(update={"facets": (*c.facets, *new)}) if c.code == module.facet_of else c for c in constructs
    )


def _inserted(blocks: tuple[Block, ...], new: tuple[Block, ...]) -> tuple[Block, ...]:
    """New blocks follow the last matrix, so that questions about the respondent stay at the end.

    A questionnaire without blocks is laid out scale by scale, and so are the module's questions.
    """
    if not blocks:
        return ()
    last = max((at for at, block in enumerate(blocks) if block.kind == "matrix"), default=len(blocks) - 1)
    return (*blocks[: last + 1], *new, *blocks[last + 1 :])


def combined(first: Some, second: Asked) -> Some:
    """Add a questionnaire's questions behind another's.

    Variables and scales that both have under one code must be the same question; they are asked once, where the
    first has them.

    Raises
    ------
    QuestionnaireError
        When one code stands for different things in the two.
    """
    taken: dict[str, Coded] = {part.code: part for part in _coded(first)}
    second = unnumbered(second)
    for part in _coded(second):
        own = taken.get(part.code)
        if own is not None and not _same(own, part):
            raise QuestionnaireError(
                "questionnaire.one_code_two_meanings", first=first.name, second=second.name, code=part.code
            )
    for name, scale in second.scales.items():
        if name in first.scales and first.scales[name] != scale:
            raise QuestionnaireError(
                "questionnaire.one_scale_name_two_scales", first=first.name, second=second.name, scale=name
            )
    blocks = []
    constructs = {c.code: [i.code for i in c.items] for c in second.constructs}
    for block in second.blocks:
        entries = tuple(e for e in block.entries if e not in taken and not set(constructs.get(e, ())) & set(taken))
        if entries:
            blocks.append(block.model_copy(update={"entries": entries}))
    _same_ids(first, second)
    own_blocks = {block.code for block in first.blocks}
    blocks = [b.model_copy(update={"code": f"{second.name}_{b.code}"}) if b.code in own_blocks else b for b in blocks]
    own_models = {model.name for model in first.models}
    own_ids = {hypothesis.id for hypothesis in first.hypotheses}
    merged = unnumbered(first).model_copy(
        update={
            "scales": {**first.scales, **second.scales},
            "constructs": (*first.constructs, *(c for c in second.constructs if c.code not in taken)),
            "checks": (*first.checks, *(c for c in second.checks if c.code not in taken)),
            "variables": (*first.variables, *(v for v in second.variables if v.code not in taken)),
            "blocks": (*first.blocks, *blocks) if first.blocks and second.blocks else (),
            "models": (*first.models, *(m for m in second.models if m.name not in own_models)),
            "hypotheses": (*first.hypotheses, *(h for h in second.hypotheses if h.id not in own_ids)),
            "reference_values": _joint_values(first, second),
            "analyses": first.analyses.plus(second.analyses),
            "questions": _joint_questions(first, second),
            "derive": {**second.derive, **first.derive},
            "segments": tuple(dict.fromkeys((*first.segments, *second.segments))),
            "truth": _joint_truth(first, second),
            "measurement": _joint_measurement(first, second),
        }
    )
    return finished(unnumbered(merged))


def _coded(questionnaire: Asked) -> tuple[Coded, ...]:
    return (*questionnaire.asked, *questionnaire.constructs)


def _same(one: Coded, other: Coded) -> bool:
    ignored = {"number", "row", "items", "role", "aliases", "base"}
    return type(one) is type(other) and one.model_dump(exclude=ignored) == other.model_dump(exclude=ignored)


def _same_ids(first: Asked, second: Asked) -> None:
    """What both call by one id must be the same analysis or question: neither is dropped unsaid."""
    for what, own, more in (
        ("regression", _by_id(first.analyses.outcomes), _by_id(second.analyses.outcomes)),
        ("quantity", _by_id(first.analyses.quantities), _by_id(second.analyses.quantities)),
        ("together", _by_id(first.analyses.together), _by_id(second.analyses.together)),
        ("grid", _by_id(first.analyses.grids), _by_id(second.analyses.grids)),
        ("question", _by_id(first.questions), _by_id(second.questions)),
        ("reference", _by_id(first.reference_values), _by_id(second.reference_values)),
    ):
        for name, one in more.items():
            if not _alike(own.get(name, one), one):
                raise QuestionnaireError(
                    "questionnaire.same_id_differs", first=first.name, second=second.name, what=what, id=name
                )


def _alike(one: Part, other: Part) -> bool:
    """Whether two things of one id are the same; one question may be asked about more in the other questionnaire."""
    if isinstance(one, Question) and isinstance(other, Question):
        return one.model_copy(update={"of": ()}) == other.model_copy(update={"of": ()})
    return one == other


def with_derived(questionnaire: Some, made: Mapping[str, Derived], segments: Sequence[str] | None) -> Some:
    """Further derived variables behind the questionnaire's own, those of the same name in their place; ``segments`` in
    place of its own where there are any."""
    update = {"derive": {**questionnaire.derive, **made}}
    return questionnaire.model_copy(update=update if segments is None else {**update, "segments": tuple(segments)})


def _by_id(parts: Iterable[Any]) -> dict[str, Part]:
    return {one.key if isinstance(one, Outcome) else one.id: one for one in parts}


def _joint_values(first: Asked, second: Asked) -> tuple[ReferenceValue, ...]:
    return (*first.reference_values, *(one for one in second.reference_values if one not in first.reference_values))


def _joint_questions(first: Asked, second: Asked) -> tuple[Question, ...]:
    """The first's, each about what the second asks by it too, then the second's own."""
    more = {one.id: one.of for one in second.questions}
    own = [
        one.model_copy(update={"of": tuple(dict.fromkeys((*one.of, *more.get(one.id, ()))))}) for one in first.questions
    ]
    taken = {one.id for one in own}
    return (*own, *(one for one in second.questions if one.id not in taken))


def _joint_measurement(first: Asked, second: Asked) -> str:
    texts = [text for text in (first.measurement, second.measurement) if text]
    return texts[0] if len(texts) == 1 else f"{measurement_model(first).plus(second.measurement)}\n" if texts else ""


def _joint_truth(first: Asked, second: Asked) -> object:
    if first.truth is None or second.truth is None:
        return first.truth or second.truth
    one, two = first.truth, second.truth
    return one.model_copy(
        update={
            "respondents": {**two.respondents, **one.respondents},
            "shifts": {**two.shifts, **one.shifts},
            "numbers": {**two.numbers, **one.numbers},
            "thresholds": {**two.thresholds, **one.thresholds},
            "cuts": {**two.cuts, **one.cuts},
            "loadings": {**two.loadings, **one.loadings},
            "paths": (*one.paths, *two.paths),
            "covariances": (*one.covariances, *two.covariances),
        }
    )


def with_analyses(questionnaire: Some, wanted: Analyses) -> Some:
    """What else is wanted of the answers, behind the questionnaire's own analyses; outcomes that it explains already
    are explained as said here, and a title given here is the title."""
    joined = questionnaire.analyses.plus(wanted).replacing(wanted.outcomes)
    return finished(questionnaire.model_copy(update={"analyses": joined.titled(wanted.title)}))
