"""A questionnaire as plain text for a terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

from tamkit.questionnaire.counts import summary
from tamkit.questionnaire.models import Questionnaire
from tamkit.questionnaire.parts import Construct, Variable


def show(questionnaire: Questionnaire, lang: str = "zh", product: str | None = None) -> str:
    """Constructs with items, checks, variables, pages, models, hypotheses and modules, in one language."""
    name = questionnaire.products.name(product, lang) if questionnaire.products else product
    lines = [f"{questionnaire.name} {questionnaire.version}: {questionnaire.title.get(lang, name)}"]
    if questionnaire.description:
        lines += textwrap.wrap(questionnaire.description.get(lang, name), 100)
    lines += ["", summary(questionnaire)]
    for code, scale in questionnaire.scales.items():
        labels = " · ".join(f"{point} {scale.label(point, lang)}" for point in range(1, scale.points + 1))
        lines.append(f"scale {code}: {labels}")
    lines += _section("CONSTRUCTS", (line for c in questionnaire.constructs for line in _construct(c, lang, name)))
    checks = [
        f"  {check.code:<6} {check.kind}: {check.text.get(lang, name)} [passes: {', '.join(map(str, check.passes))}]"
        for check in questionnaire.checks
    ]
    lines += _section("ATTENTION CHECKS", checks)
    lines += _section("VARIABLES", (_variable(variable, lang, name) for variable in questionnaire.variables))
    pages = [f"  {block.title.get(lang, name)}: {' '.join(block.entries)}" for block in questionnaire.blocks]
    lines += _section("PAGES", pages)
    models = [_pad(f"  {model.name}", 24) + model.title.get(lang) for model in questionnaire.models]
    lines += _section("MODELS", models)
    hypotheses = [
        _pad(f"  {h.id}", 6)
        + _pad(f"{h.source} → {h.target}", 16)
        + f"{h.sign}  {h.reason.get(lang) if h.reason else ''}"
        for h in questionnaire.hypotheses
    ]
    lines += _section("HYPOTHESES", (line.rstrip() for line in hypotheses))
    modules = [
        _pad(f"  {module.code}", 8)
        + f"{module.title.get(lang)} ({sum(len(c.items) for c in module.constructs)} items"
        + (f", joins {module.facet_of})" if module.facet_of else ")")
        for module in questionnaire.modules
    ]
    lines += _section("MODULES, OFF UNLESS SWITCHED ON", modules)
    values = [
        _pad(f"  {value.id}", 28) + f"{value.value:g} {value.unit}: {value.statement.get(lang)}"
        for value in questionnaire.reference_values
    ]
    lines += _section("REFERENCE VALUES", values)
    return "\n".join(lines) + "\n"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return ["", title, *found] if found else []


def _construct(construct: Construct, lang: str, product: str | None) -> list[str]:
    facets = f" = {' + '.join(construct.facets)}" if construct.facets else ""
    notes = [word for word in (construct.valence, construct.role) if word not in ("positive", "model")]
    remark = f" [{', '.join(notes)}]" if notes else ""
    lines = [f"  {construct.code} {construct.name.get(lang)}{facets}{remark}"]
    for item in construct.items:
        keyed = {False: "", True: " [reverse]", "already": " [already reversed]"}[item.reverse]
        lines.append(f"    {item.code:<6} {item.text.get(lang, product)}{keyed}")
    return lines


def _variable(variable: Variable, lang: str, product: str | None) -> str:
    number = f"{variable.number}. " if variable.number else ""
    base = variable.base
    asked = f" [if {base.variable} = {' or '.join(map(str, base.options))}]" if base else ""
    options = " | ".join(f"{option.code} {option.label.get(lang)}" for option in variable.options)
    text = f"  {_pad(variable.code, 15)} {number}{variable.text.get(lang, product)} ({variable.kind}){asked}"
    return f"{text}\n  {'':15} {options}" if options else text


def _pad(text: str, width: int) -> str:
    """Pad to a width in columns, a Chinese character counting two."""
    wide = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(1, width - wide)
