"""The models of a questionnaire as whole `tamkit.syntax` models, measurement and structure in one.

Most of such a model was written by nobody, so a mistake in it is told of the questionnaire and the model, never of a
line.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tamkit.errors import ModelSyntaxError, QuestionnaireError
from tamkit.messages import Message
from tamkit.syntax import Model, read

if TYPE_CHECKING:
    from tamkit.questionnaire.asked import Asked
    from tamkit.questionnaire.parts import Construct, NamedModel


def measuring(constructs: Iterable[Construct], origin: str | Message = "") -> Model:
    """The measurement model that follows from constructs, second-order ones last; one without items is passed over."""
    constructs = tuple(constructs)
    first = {c.code: tuple(item.code for item in c.items) for c in constructs if c.items}
    second = {c.code: c.facets for c in constructs if c.facets}
    return Model.of({**first, **second}, origin=origin)


def derived(constructs: Iterable[Construct]) -> str:
    """The measurement text that follows from the constructs that belong in models; empty without any."""
    model = measuring(construct for construct in constructs if construct.role == "model")
    return f"{model}\n" if model.terms else ""


def measurement_model(questionnaire: Asked) -> Model:
    """The questionnaire's measurement model."""
    origin = Message("questionnaire.measurement_of", name=questionnaire.name)
    model = _part(questionnaire.measurement, origin)
    if not model.terms:
        raise QuestionnaireError("located", place=origin, what=Message("questionnaire.no_construct_has_items"))
    return model


def model_of(questionnaire: Asked, name: str) -> Model:
    """A named model whole.

    A module's constructs enter a model only when the model names them (or when they are facets of a construct
    in it); the questionnaire's own constructs are in every model, so that models can be compared.
    """
    declared = questionnaire.declared(name)
    origin = Message("questionnaire.model_of", name=questionnaire.name, model=name)
    structure = _part(declared.structure, origin)
    model = _measurement(questionnaire, declared, structure, origin).plus(structure).made(origin)
    if not model.terms:
        raise QuestionnaireError("located", place=origin, what=Message("questionnaire.model_is_empty"))
    _check_constructs(questionnaire, model)
    return model


def _measurement(questionnaire: Asked, declared: NamedModel, structure: Model, origin: Message) -> Model:
    if declared.measurement is not None:
        return _part(declared.measurement, origin)
    if all(construct.module is None for construct in questionnaire.constructs):
        return _part(questionnaire.measurement, origin)
    mentioned = {name for term in structure.terms for name in (term.lhs, term.rhs)}
    facets = {facet for construct in questionnaire.second_order() for facet in construct.facets}
    return measuring(
        (
            construct
            for construct in questionnaire.constructs
            if construct.role == "model"
            and (construct.module is None or construct.code in facets or construct.code in mentioned)
        ),
        origin,
    )


def _part(text: str, origin: Message) -> Model:
    model, mistakes = read(text)
    if mistakes:
        raise ModelSyntaxError("located", place=origin, what=mistakes[0].message)
    return model.made(origin)


def _check_constructs(questionnaire: Asked, model: Model) -> None:
    """An empty construct would be looked for among the columns."""
    constructs = {construct.code: construct for construct in questionnaire.constructs}
    for name in model.names().ov:
        construct = constructs.get(name)
        if construct is not None and not construct.items and not construct.facets:
            raise model.complaint(Message("questionnaire.construct_has_no_items", construct=name))
