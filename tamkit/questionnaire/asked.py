"""What was asked: the parts of a questionnaire, and each found by its code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import Field

from tamkit.errors import InputError, unknown
from tamkit.messages import Message
from tamkit.questionnaire.analyses import KNOWLEDGE, Analyses, ReferenceValue
from tamkit.questionnaire.derived import Derived
from tamkit.questionnaire.parts import (
    Block,
    Check,
    Construct,
    Hypothesis,
    Item,
    Module,
    NamedModel,
    Products,
    Variable,
)
from tamkit.questionnaire.questions import Question
from tamkit.questionnaire.texts import LANGS, Code, Part, Scale, Text, Words
from tamkit.questionnaire.truth import Seconds, Truth

Named = TypeVar("Named", Item, Construct, Check, Variable)


class Asked(Part):
    """What was asked and what is expected of the answers.

    ``derive`` makes respondent variables from others, by code; ``segments`` names the single choices, asked or derived,
    whose levels are described and compared one by one.

    ``measurement`` is the lavaan measurement model of all constructs that belong in a model; a file may leave it out,
    it then follows from the constructs. Codes are unique over items, checks and variables: they name columns.
    """

    name: Code
    version: Words = "1"
    title: Text
    description: Text | None = None
    introduction: Text | None = None
    closing: Text | None = None
    outcome: str | None = None
    products: Products | None = None
    scales: Annotated[dict[str, Scale], Field(min_length=1)]
    constructs: tuple[Construct, ...] = ()
    checks: tuple[Check, ...] = ()
    variables: tuple[Variable, ...] = ()
    blocks: tuple[Block, ...] = ()
    measurement: str = ""
    models: tuple[NamedModel, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    modules: tuple[Module, ...] = ()
    reference_values: tuple[ReferenceValue, ...] = ()
    analyses: Analyses = Analyses()
    questions: tuple[Question, ...] = ()
    derive: dict[Code, Derived] = Field(default_factory=dict)
    segments: tuple[str, ...] = ()
    truth: Truth | None = None

    # ---- items and constructs

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, construct by construct."""
        return tuple(item for construct in self.constructs for item in construct.items)

    @property
    def item_codes(self) -> list[str]:
        return [item.code for item in self.items]

    def item(self, code: str) -> Item:
        """The item with this code."""
        return self._find(code, self.items, "item")

    def construct(self, code: str) -> Construct:  # type: ignore[override]  # pydantic's own is deprecated
        """The construct with this code."""
        return self._find(code, self.constructs, "construct")

    def construct_of(self, item_code: str) -> Construct:
        """The first-order construct an item belongs to."""
        for construct in self.constructs:
            if any(item.code == item_code for item in construct.items):
                return construct
        raise self._lacks(unknown("item", item_code, self.item_codes))

    def first_order(self) -> tuple[Construct, ...]:
        """Constructs measured by items."""
        return tuple(construct for construct in self.constructs if construct.items)

    def second_order(self) -> tuple[Construct, ...]:
        """Constructs measured by facets."""
        return tuple(construct for construct in self.constructs if construct.facets)

    def items_of(self, construct_code: str) -> list[str]:
        """Item codes of a construct; of a second-order construct those of its facets, facet by facet."""
        construct = self.construct(construct_code)
        if construct.facets:
            return [code for facet in construct.facets for code in self.items_of(facet)]
        return [item.code for item in construct.items]

    @property
    def rated(self) -> tuple[Item | Check, ...]:
        """Everything that is answered on a scale: the items, then the attention checks."""
        return (*self.items, *self.checks)

    @property
    def asked(self) -> tuple[Item | Check | Variable, ...]:
        """Everything that is asked: items, checks and variables. Their codes name the columns of the data."""
        return (*self.rated, *self.variables)

    def scale_of(self, code: str) -> Scale:
        """The answer scale of an item or a check."""
        for part in self.rated:
            if part.code == code:
                return self.scales[part.scale]
        known = [part.code for part in self.rated]
        raise self._lacks(unknown("item or check", code, known))

    @property
    def minutes(self) -> int:
        """Whole minutes that a respondent in the middle takes for everything that is asked."""
        seconds = self.truth.seconds if self.truth is not None else Seconds()
        return max(1, round(len(self.asked) * seconds.median / 60))

    # ---- checks, variables, words

    def check(self, code: str) -> Check:
        """The attention check with this code."""
        return self._find(code, self.checks, "check")

    @property
    def derived(self) -> tuple[Variable, ...]:
        """The respondent variables made from others, in order: single choices that nobody is asked."""
        return tuple(self.variable(code) for code in self.derive)

    def variable(self, code: str) -> Variable:
        """The respondent variable with this code, asked or derived."""
        asked = next((variable for variable in self.variables if variable.code == code), None)
        if asked is not None:
            return asked
        made = self.derive.get(code)
        if made is None:
            return self._find(code, (*self.variables, *self.derived), "variable")
        source = self.variable(made.from_) if made.from_ else None
        return made.variable(code, source, lambda construct: self.construct(construct).name)

    def selects(self, code: str) -> tuple[str, ...]:
        """The constructs whose answers say who is in which level of a variable; none of one that was asked."""
        made = self.derive.get(code)
        if made is None:
            return ()
        return made.quadrants or self.selects(made.from_ or "")

    def variables_in(self, role: str) -> tuple[Variable, ...]:
        """The variables of one role: demographic, usage, credit, knowledge, product, user, outcome or other."""
        return tuple(variable for variable in self.variables if variable.role == role)

    def label(self, code: str, lang: str = "zh", product: str | None = None) -> str:
        """The words for a code: an item's or check's text, a construct's or variable's name.

        ``{P}`` is filled with the product (its code or its name), or with the generic name.
        """
        named = self.products.name(product, lang) if self.products else product
        for construct in self.constructs:
            if construct.code == code:
                return construct.name.get(lang, named)
        for part in self.rated:
            if part.code == code:
                return part.text.get(lang, named)
        for variable in (*self.variables, *self.derived):
            if variable.code == code:
                return variable.name.get(lang, named)
        if code == KNOWLEDGE:
            return Message("questionnaire.knowledge_score").say(lang)
        known = [*(construct.code for construct in self.constructs), *(part.code for part in self.asked)]
        raise self._lacks(unknown("code", code, known))

    def entries(self, block: Block) -> tuple[Item | Check | Variable, ...]:
        """What a block asks, in order; a construct's code stands for its items."""
        by_code = {part.code: part for part in self.asked}
        constructs = {construct.code for construct in self.constructs}
        codes = [code for entry in block.entries for code in (self.items_of(entry) if entry in constructs else [entry])]
        return tuple(by_code[code] for code in codes)

    # ---- models

    def declared(self, name: str) -> NamedModel:
        """What the file says of a model: its title, kind, note and the text of its structure."""
        for model in self.models:
            if model.name == name:
                return model
        known = [model.name for model in self.models]
        raise self._lacks(unknown("model", name, known))

    def model_set(self) -> tuple[NamedModel, ...]:
        """The structural models to compare: those with a role, in the file's order, whose modules are switched on.

        >>> from tamkit.questionnaire import load
        >>> [(model.name, model.role) for model in load("huabei_baitiao", modules=["TA"]).model_set()][-2:]
        [('saturated', 'saturated'), ('antecedents', 'antecedents')]
        """
        off = {module.code for module in self.modules}
        return tuple(model for model in self.models if model.role is not None and not off & set(model.needs))

    @property
    def base_model(self) -> str | None:
        """The name of the model with the role ``base``; None where no model has it."""
        return next((model.name for model in self.models if model.role == "base"), None)

    @property
    def default_models(self) -> tuple[str, ...]:
        """The names of :meth:`model_set`, the base model last; none where no model is the base.

        >>> from tamkit.questionnaire import load
        >>> load("huabei_baitiao").default_models[-1]
        'tam_risk_trust'
        """
        base = self.base_model
        return () if base is None else (*(one.name for one in self.model_set() if one.name != base), base)

    def statement(self, hypothesis: Hypothesis) -> Text:
        """A hypothesis in words: its own, or made of the names of the two ends.

        >>> from tamkit.questionnaire import load
        >>> form = load("huabei_baitiao")
        >>> form.statement(form.hypotheses[0]).get("en")
        'There is a positive effect of perceived ease of use on perceived usefulness.'
        """
        if hypothesis.text is not None:
            return hypothesis.text
        said = {}
        for lang in LANGS:
            source, target = self.label(hypothesis.source, lang), self.label(hypothesis.target, lang)
            message = Message(
                "questionnaire.hypothesis", source=_within(source), target=_within(target), sign=hypothesis.sign
            )
            said[lang] = message.say(lang)
        return Text(zh=said["zh"], en=said["en"])

    def _find(self, code: str, parts: Sequence[Named], what: str) -> Named:
        for part in parts:
            if part.code == code:
                return part
        raise self._lacks(unknown(what, code, [part.code for part in parts]))

    def _lacks(self, what: Message) -> InputError:
        return InputError("questionnaire.of", name=self.name, what=what)


def _within(name: str) -> str:
    """A name inside a sentence: its first letter small, unless it is an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


#: A questionnaire of any kind: what is made of a `Questionnaire` is one.
Some = TypeVar("Some", bound=Asked)
