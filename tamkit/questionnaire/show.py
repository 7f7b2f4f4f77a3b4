"""A questionnaire as plain text for a terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

from tamkit.messages import Message
from tamkit.questionnaire.analyses import Quantity, ReferenceValue
from tamkit.questionnaire.counts import summary
from tamkit.questionnaire.models import Questionnaire
from tamkit.questionnaire.parts import Check, Construct, Hypothesis, Module, Variable
from tamkit.questionnaire.questions import Question
from tamkit.questionnaire.said import either


def show(questionnaire: Questionnaire, lang: str = "zh", product: str | None = None) -> str:
    """Constructs with items, checks, variables, pages, models, hypotheses, modules, analyses and research questions, in
    one language."""
    name = questionnaire.products.name(product, lang) if questionnaire.products else product
    lines = [f"{questionnaire.name} {questionnaire.version}: {questionnaire.title.get(lang, name)}"]
    if questionnaire.description:
        lines += textwrap.wrap(questionnaire.description.get(lang, name), 100)
    lines += ["", summary(questionnaire, lang)]
    for code, scale in questionnaire.scales.items():
        answers = (scale.low, scale.high) if scale.slider else scale.answers
        labels = (" … " if scale.slider else " · ").join(
            f"{one} {label}" if (label := scale.label(one, lang)) != str(one) else label for one in answers
        )
        lines.append(Message("questionnaire.show_scale", scale=code, labels=labels).say(lang))
    pages = [f"  {block.title.get(lang, name)}: {' '.join(block.entries)}" for block in questionnaire.blocks]
    models = [_pad(f"  {model.name}", 24) + model.title.get(lang) for model in questionnaire.models]
    sections = {
        "constructs": [line for one in questionnaire.constructs for line in _construct(one, lang, name)],
        "checks": [_check(check, lang, name) for check in questionnaire.checks],
        "variables": [_variable(variable, lang, name) for variable in questionnaire.variables],
        "pages": pages,
        "models": models,
        "hypotheses": [_hypothesis(one, lang) for one in questionnaire.hypotheses],
        "modules": [_module(module, lang) for module in questionnaire.modules],
        "reference_values": [_reference_value(value, lang) for value in questionnaire.reference_values],
        "analyses": [f"  {kind} {said}" for kind, said in analyses(questionnaire, lang)],
        "questions": [f"  {about}: {text}" for about, text in questions(questionnaire, lang)],
    }
    for section, told in sections.items():
        lines += _section(Message("questionnaire.show_section", section=section).say(lang), told)
    return "\n".join(lines) + "\n"


def analyses(questionnaire: Questionnaire, lang: str = "zh") -> list[tuple[str, str]]:
    """The cross-tables and regressions declared, as (what it is, what it says)."""
    wanted = questionnaire.analyses

    def kind(what: str) -> str:
        return Message("questionnaire.analysis", what=what).say(lang)

    rows = [(kind("crosstab"), str(pair)) for pair in wanted.crosstabs]
    for one in wanted.outcomes:
        predictors = ", ".join(str(predictor) for predictor in one.predictors)
        title = f"{one.title.get(lang)}, " if one.title else ""
        outcome = Quantity(variable=one.outcome, options=one.options)
        rows.append((kind("regression"), f"{one.key}: {title}{outcome} ← {predictors}"))
    rows += [(kind("ranking"), code) for code in wanted.rankings]
    for held in wanted.together:
        rows.append((kind("together"), f"{held.id}: {', '.join(map(str, held.of))}"))
    rows += [(kind("grid"), f"{one.id}: {one.x} × {one.y}") for one in wanted.grids]
    rows += [(kind("pathway"), f"{one.variable} → {one.through} → {one.outcome}") for one in wanted.pathways]
    return rows


def questions(questionnaire: Questionnaire, lang: str = "zh") -> list[tuple[str, str]]:
    """The research questions, as (what one is about, its words)."""
    return [(_about(one), one.text.get(lang)) for one in questionnaire.questions]


def _about(question: Question) -> str:
    """``q1 (segments: INT · PU, ATT · gender)``"""
    parts = (question.outcome or "", ", ".join(question.of), ", ".join(question.by))
    return f"{question.id} ({question.kind}: {' · '.join(part for part in parts if part)})"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return ["", title, *found] if found else []


def _construct(construct: Construct, lang: str, product: str | None) -> list[str]:
    facets = f" = {' + '.join(construct.facets)}" if construct.facets else ""
    notes = tuple(
        Message("questionnaire.construct_note", note=note)
        for note in (construct.valence, construct.role)
        if note not in ("positive", "model")
    )
    remark = _remark(Message("questionnaire.notes", notes=notes), lang) if notes else ""
    lines = [f"  {construct.code} {construct.name.get(lang)}{facets}{remark}"]
    for item in construct.items:
        keyed = _remark(Message("questionnaire.keyed", how=item.reverse), lang) if item.reverse else ""
        lines.append(f"    {item.code:<6} {item.text.get(lang, product)}{keyed}")
    return lines


def _check(check: Check, lang: str, product: str | None) -> str:
    passing = _remark(Message("questionnaire.check_passes", kind=check.kind, passes=check.passes), lang)
    return f"  {check.code:<6} {check.text.get(lang, product)}{passing}"


def _variable(variable: Variable, lang: str, product: str | None) -> str:
    number = f"{variable.number}. " if variable.number else ""
    base = variable.base
    asked = ""
    if base:
        when = Message("questionnaire.one_of", variable=base.variable, options=either(base.options))
        asked = _remark(Message("questionnaire.show_asked_if", when=when), lang)
    options = " | ".join(f"{option.code} {option.label.get(lang)}" for option in variable.options)
    kind = Message("questionnaire.variable_kind", kind=variable.kind).say(lang)
    text = f"  {_pad(variable.code, 15)} {number}{variable.text.get(lang, product)} ({kind}){asked}"
    return f"{text}\n  {'':15} {options}" if options else text


def _hypothesis(hypothesis: Hypothesis, lang: str) -> str:
    reason = hypothesis.reason.get(lang) if hypothesis.reason else ""
    way = _pad(f"{hypothesis.source} → {hypothesis.target}", 16)
    return f"{_pad(f'  {hypothesis.id}', 6)}{way}{hypothesis.sign}  {reason}".rstrip()


def _module(module: Module, lang: str) -> str:
    items = sum(len(construct.items) for construct in module.constructs)
    told = Message("questionnaire.show_module", title=module.title, n=items, construct=module.facet_of)
    return _pad(f"  {module.code}", 8) + told.say(lang)


def _reference_value(value: ReferenceValue, lang: str) -> str:
    told = Message("questionnaire.show_value", value=value.value, unit=value.unit, statement=value.statement)
    return _pad(f"  {value.id}", 28) + told.say(lang)


def _remark(message: Message, lang: str) -> str:
    return f" [{message.say(lang)}]"


def _pad(text: str, width: int) -> str:
    """Pad to a width in columns, a Chinese character counting two."""
    wide = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(1, width - wide)
