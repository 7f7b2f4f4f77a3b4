"""A questionnaire in numbers: one line, or ten."""

from __future__ import annotations

from tamkit.questionnaire.asked import Asked
from tamkit.shown import Card, counted


def summary(questionnaire: Asked) -> str:
    """One line of counts: ``30 items of 10 constructs, 2 checks, 14 variables, 12 models, 12 hypotheses``."""
    counts = [
        (len(questionnaire.items), "item"),
        (len(questionnaire.constructs), "construct"),
        (len(questionnaire.checks), "attention check"),
        (len(questionnaire.variables), "variable"),
        (len(questionnaire.models), "model"),
        (len(questionnaire.hypotheses), "hypothesis"),
        (len(questionnaire.modules), "optional module"),
        (len(questionnaire.reference_values), "reference value"),
    ]
    plural = {"hypothesis": "hypotheses"}
    return ", ".join(counted(count, word, plural.get(word)) for count, word in counts if count)


def card(questionnaire: Asked) -> Card:
    """What it asks and what it expects."""
    first = [construct.code for construct in questionnaire.first_order()]
    second = [f"{one.code} = {' + '.join(one.facets)}" for one in questionnaire.second_order()]
    return Card(
        f"Questionnaire {questionnaire.name} {questionnaire.version}: {questionnaire.title.get('en')}",
        {
            "asks": ", ".join(
                [
                    counted(len(questionnaire.items), "item"),
                    counted(len(questionnaire.checks), "attention check"),
                    counted(len(questionnaire.variables), "variable"),
                ]
            ),
            "constructs": f"{len(questionnaire.constructs)}: {', '.join([*first, *second])}",
            "outcome": questionnaire.outcome,
            "models": f"{len(questionnaire.models)}: {', '.join(model.name for model in questionnaire.models)}",
            "expects": counted(len(questionnaire.hypotheses), "hypothesis", "hypotheses"),
            "modules": ", ".join(module.code for module in questionnaire.modules),
        },
        (".model(name)", ".items", ".construct(code)", "tamkit.questionnaire.show(it, lang)"),
    )
