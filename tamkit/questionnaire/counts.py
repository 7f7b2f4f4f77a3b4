"""A questionnaire in numbers: one line, or ten."""

from __future__ import annotations

from tamkit.messages import Message, say
from tamkit.questionnaire.asked import Asked
from tamkit.shown import Card


def summary(questionnaire: Asked, lang: str | None = None) -> str:
    """One line of counts: ``30 items, 10 constructs, 2 attention checks, 14 variables, 12 models, 12 hypotheses``.

    In the language of `tamkit.set_language` unless ``lang`` names one.
    """
    counts = {
        "item": len(questionnaire.items),
        "construct": len(questionnaire.constructs),
        "check": len(questionnaire.checks),
        "variable": len(questionnaire.variables),
        "model": len(questionnaire.models),
        "hypothesis": len(questionnaire.hypotheses),
        "module": len(questionnaire.modules),
        "reference value": len(questionnaire.reference_values),
        "crosstab": len(questionnaire.analyses.crosstabs),
        "regression": len(questionnaire.analyses.outcomes),
        "question": len(questionnaire.questions),
    }
    return say(Message("questionnaire.summary", counts=_told(counts)), lang)


def card(questionnaire: Asked) -> Card:
    """What it asks and what it expects."""
    first = [construct.code for construct in questionnaire.first_order()]
    second = [f"{one.code} = {' + '.join(one.facets)}" for one in questionnaire.second_order()]
    models = tuple(model.name for model in questionnaire.models)
    asks = {
        "item": len(questionnaire.items),
        "check": len(questionnaire.checks),
        "variable": len(questionnaire.variables),
    }
    title = Message(
        "questionnaire.card", name=questionnaire.name, version=questionnaire.version, title=questionnaire.title
    )
    return Card(
        title,
        {
            "asks": _told(asks),
            "constructs": Message("located", place=len(questionnaire.constructs), what=(*first, *second)),
            "outcome": questionnaire.outcome,
            "models": Message("located", place=len(models), what=models) if models else None,
            "expects": _told({"hypothesis": len(questionnaire.hypotheses)}),
            "modules": tuple(module.code for module in questionnaire.modules),
        },
        (".model(name)", ".items", ".construct(code)", "tamkit.questionnaire.show(it, lang)"),
    )


def _told(counts: dict[str, int]) -> tuple[Message, ...]:
    return tuple(Message("questionnaire.count", part=part, n=n) for part, n in counts.items() if n)
