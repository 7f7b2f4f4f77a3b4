"""What a questionnaire is made of: constructs with their items, checks, variables, pages, models, hypotheses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tamkit.questionnaire.analyses import Analyses
from tamkit.questionnaire.questions import Question
from tamkit.questionnaire.texts import Bool, Code, Float, Int, Part, Text, Words


class Item(Part):
    """One statement answered on a scale.

    ``reverse`` is False, True (the score is turned round when coded) or ``"already"`` (the platform turned it).
    ``number`` is the question's number on the form, ``row`` its row when the question is a matrix; both are counted
    from the blocks when the file leaves them out. ``short`` marks the items of the short form.
    """

    code: Code
    text: Text
    reverse: Literal[False, True, "already"] = False
    scale: str = ""
    aliases: tuple[Words, ...] = ()
    number: Annotated[Int, Field(ge=1)] | None = None
    row: Annotated[Int, Field(ge=1)] | None = None
    short: Bool = False
    source: Words | None = None


class Base(Part):
    """Who is asked: those who gave one of ``options`` to ``variable``. Everybody else skips, which is not missing."""

    variable: str
    options: tuple[Int, ...]


class Reworded(Part):
    """A question that means another thing to people of different answers to ``variable``; ``text`` says what."""

    variable: str
    text: Text


class Construct(Part):
    """A latent construct: first-order (``items``) or second-order (``facets``, codes of first-order constructs).

    ``valence`` says whether high scores speak for adoption (``positive``) or against it (``negative``, as risk does).
    ``role`` keeps a marker variable, and scales that are only described, out of the structural models.
    ``defined_for`` names those for whom the construct is strictly defined, as initial trust is for people without
    experience: where others answer its items too, the report says that both are in one model, and compares the two.
    ``reworded`` names a variable by whose answers the items mean another thing, as an intention to use or to keep
    using: a difference between these groups may be one of wording, and the report says so.
    """

    code: Code
    name: Text
    definition: Text | None = None
    sources: tuple[Words, ...] = ()
    facets: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    valence: Literal["positive", "negative"] = "positive"
    role: Literal["model", "marker", "descriptive"] = "model"
    module: str | None = None
    defined_for: Base | None = None
    reworded: Reworded | None = None


class Check(Part):
    """An attention check: ``instructed`` (pick a stated answer) or ``bogus`` (nobody can honestly agree).

    ``passes`` lists the scores that pass.
    """

    code: Code
    kind: Literal["instructed", "bogus"]
    text: Text
    scale: str = ""
    passes: tuple[Int, ...]
    aliases: tuple[Words, ...] = ()
    number: Annotated[Int, Field(ge=1)] | None = None
    row: Annotated[Int, Field(ge=1)] | None = None


class Option(Part):
    """One answer of a respondent variable. ``other`` asks for words; ``exclusive`` excludes every other answer."""

    code: Int
    label: Text
    synonyms: tuple[Words, ...] = ()
    other: Bool = False
    exclusive: Bool = False


class Variable(Part):
    """A question about the respondent: ``single`` or ``multiple`` choice, a ``number`` or a free ``text``.

    ``correct`` is the right answer of a knowledge question; ``sensitive`` is printed with a remark that the question
    may be left out; ``unit``, ``minimum`` and ``maximum`` belong to a number.
    """

    code: Code
    name: Text
    text: Text
    kind: Literal["single", "multiple", "number", "text"] = "single"
    options: tuple[Option, ...] = ()
    aliases: tuple[Words, ...] = ()
    number: Annotated[Int, Field(ge=1)] | None = None
    base: Base | None = None
    role: Literal["demographic", "usage", "credit", "knowledge", "product", "user", "outcome", "other"] = "other"
    correct: Int | None = None
    sensitive: Bool = False
    ordered: Bool = False
    unit: Text | None = None
    minimum: Float | None = None
    maximum: Float | None = None

    def option(self, code: int) -> Option:
        """The option with this code.

        Raises
        ------
        KeyError
            When the variable has no such option.
        """
        for option in self.options:
            if option.code == code:
                return option
        raise KeyError(code)


class Block(Part):
    """What stands together on one page: a ``matrix`` (items and checks on one scale) or single ``questions``.

    ``entries`` are codes of items, checks and variables in the order in which they are asked; a construct's code
    stands for its items.
    """

    code: Code
    title: Text
    kind: Literal["matrix", "questions"]
    entries: tuple[str, ...]
    instruction: Text | None = None
    module: str | None = None


#: What a structural model is for. base: the one reported in full. restricted: the base model without some of its paths.
#: reversed: an arrow of the base model the other way. saturated: every path. facets: the facets in the place of their
#: construct. without_attitude: fewer items, compared by R² and prediction only. antecedents: what the base model's
#: causes go back to. extended: further causes.
Role = Literal["base", "restricted", "reversed", "saturated", "facets", "without_attitude", "antecedents", "extended"]


class NamedModel(Part):
    """A structural model in lavaan syntax under a name.

    ``structure`` is put below the questionnaire's measurement model, or below ``measurement`` when the model has one
    of its own. ``kind`` tells structural models from confirmatory factor models. ``role`` says what a structural model
    is for beside the others, and that it is one of the set that is compared (:meth:`Asked.model_set`); ``needs`` names
    the modules whose questions it asks for, a module's own model always that module.
    """

    name: Code
    title: Text
    structure: str = ""
    measurement: str | None = None
    kind: Literal["structural", "cfa"] = "structural"
    role: Role | None = None
    needs: tuple[str, ...] = ()
    note: Text | None = None
    module: str | None = None


class Hypothesis(Part):
    """``source`` is expected to raise (``+``) or lower (``-``) ``target``.

    ``text`` says it in words; without it :meth:`Asked.statement` does, from the names of the two.
    """

    id: Words
    source: str
    target: str
    sign: Literal["+", "-"]
    text: Text | None = None
    reason: Text | None = None
    references: tuple[Words, ...] = ()
    module: str | None = None


class Product(Part):
    """A product the texts are about. ``option`` is its code among the answers of the product variable."""

    code: Code
    name: Text
    option: Int | None = None


class Products(Part):
    """What ``{P}`` stands for. ``variable`` asks which product the respondent has in mind (主要使用产品).

    ``generic`` fills ``{P}`` where no product is chosen.
    """

    variable: str | None = None
    generic: Text
    options: tuple[Product, ...] = ()

    def name(self, product: str | None, lang: str = "zh") -> str:
        """The product's name; an unknown one is taken as the name itself, None gives the generic name."""
        for option in self.options:
            if option.code == product:
                return option.name.get(lang)
        return self.generic.get(lang) if product is None else product


class Module(Part):
    """Constructs, pages, models, hypotheses, analyses and research questions a study can switch on.

    ``facet_of`` names the second-order construct the module's constructs join.
    """

    code: Code
    title: Text
    note: Text | None = None
    facet_of: str | None = None
    constructs: tuple[Construct, ...] = ()
    checks: tuple[Check, ...] = ()
    variables: tuple[Variable, ...] = ()
    blocks: tuple[Block, ...] = ()
    models: tuple[NamedModel, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    analyses: Analyses = Analyses()
    questions: tuple[Question, ...] = ()
