"""The questionnaire as a whole: what was asked, its models, and the larger questionnaires made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tamkit.questionnaire import extend, named_models
from tamkit.questionnaire import population as populations
from tamkit.questionnaire.analyses import Analyses
from tamkit.questionnaire.asked import Asked
from tamkit.questionnaire.counts import card as asked_card
from tamkit.questionnaire.derived import Derived
from tamkit.questionnaire.questions import Question
from tamkit.shown import Card, Shown
from tamkit.syntax import Model


class Questionnaire(Shown, Asked):
    """What was asked and what is expected of the answers (`Asked` holds its fields)."""

    def model(self, name: str) -> Model:
        """A named model whole, measurement and structure, ready for :func:`tamkit.fit`.

        A module's constructs enter a model only when the model names them (or when they are facets of a construct
        in it); the questionnaire's own constructs are in every model, so that models can be compared.

        Raises
        ------
        InputError
            For a name there is no model of, and for a construct in it that nothing measures.

        Examples
        --------
        >>> from tamkit.questionnaire import load
        >>> model = load("huabei_baitiao_short").model("tam")
        >>> model.measured()["INT"], model.paths()[:2]
        (('AI1', 'AI2', 'AI3'), (('PEOU', 'PU'), ('PU', 'ATT')))
        """
        return named_models.model_of(self, name)

    def measurement_model(self) -> Model:
        """The measurement model alone, all constructs covarying."""
        return named_models.measurement_model(self)

    def syntax(self, name: str) -> str:
        """The text of :meth:`model`; an alias that stays for one release."""
        return f"{self.model(name)}\n"

    def _card(self) -> Card:
        return asked_card(self)

    def __str__(self) -> str:
        return repr(self)

    # ---- pieces switched on

    def with_modules(self, *codes: str) -> Questionnaire:
        """This questionnaire with optional modules switched on."""
        return extend.with_modules(self, codes)

    def plus(self, other: Questionnaire) -> Questionnaire:
        """This questionnaire with another's questions behind its own (the credit battery as an add-on)."""
        return extend.combined(self, other)

    def with_analyses(self, wanted: Analyses) -> Questionnaire:
        """This questionnaire with further analyses behind its own."""
        return extend.with_analyses(self, wanted)

    def with_derived(self, made: Mapping[str, Derived], segments: Iterable[str] | None = None) -> Questionnaire:
        """This questionnaire with further derived variables (one of the same name is replaced), and with these segments
        in place of its own where any are given."""
        return extend.with_derived(self, made, None if segments is None else tuple(segments))

    def with_questions(self, questions: Iterable[Question]) -> Questionnaire:
        """This questionnaire with these research questions in place of its own."""
        return self.model_copy(update={"questions": tuple(questions)})

    def population(self, model: str | None = None) -> str:
        """The population model of ``truth`` as lavaan syntax with every parameter fixed to its true value."""
        return populations.population(self, model)
