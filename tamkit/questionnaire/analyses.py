"""What is wanted of the answers beyond the models: cross-tables, regressions, comparisons."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from tamkit.messages import Message
from tamkit.questionnaire.texts import Code, Float, Int, Part, Text, Words

Options = Annotated[tuple[Int, ...], Field(min_length=1)]


#: The number of right answers to questions of knowledge, as models and hypotheses call it.
KNOWLEDGE = "knowledge"


class Quantity(Part):
    """One number of each respondent, said in one of four ways; a plain word is a variable's code.

    ``variable``: the answer's code as it is; with ``options``: 1 for those who gave one of them, 0 for the others who
    answered. ``count``: how many options of a multiple choice are ticked (exclusive ones don't count), ``at_most`` so
    many, more being one category with it. ``score: knowledge``: right answers, of those who answered every question
    of knowledge.

    >>> str(Quantity(variable="use", options=(1, 2))), str(Quantity(count="use"))
    ('use=1,2', 'use#')
    """

    variable: str | None = None
    options: Options | None = None
    count: str | None = None
    at_most: Annotated[Int, Field(ge=1)] | None = None
    score: Literal["knowledge"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return {"variable": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_way(self) -> Quantity:
        ways = [way for way in ("variable", "count", "score") if getattr(self, way) is not None]
        if len(ways) != 1:
            raise ValueError(Message("questionnaire.quantity_one_way", found=tuple(ways) or None))
        if self.options is not None and self.variable is None:
            raise ValueError(Message("questionnaire.options_of_variable"))
        if self.at_most is not None and self.count is None:
            raise ValueError(Message("questionnaire.at_most_of_count"))
        return self

    @property
    def code(self) -> str | None:
        """The variable it is made of; None for a score."""
        return self.variable if self.variable is not None else self.count

    def __str__(self) -> str:
        """A short name for messages and tables: ``income``, ``use=1,2``, ``use#`` (a count), ``knowledge``."""
        if self.count is not None:
            return f"{self.count}#"
        if self.variable is None:
            return str(self.score)
        return self.variable if self.options is None else f"{self.variable}={','.join(map(str, self.options))}"


class CrossTable(Part):
    """Two quantities counted against each other."""

    row: Quantity
    column: Quantity

    def __str__(self) -> str:
        return f"{self.row} × {self.column}"


class Outcome(Part):
    """What a regression explains: having given one of ``options`` to ``variable``."""

    variable: str
    options: Options


class Predictor(Quantity):
    """A quantity under a name, among the predictors of a regression."""

    id: Code
    name: Text


class Regression(Part):
    """A binary logistic regression. ``title`` names what is explained (“Ever overdue”)."""

    id: Code
    title: Text
    outcome: Outcome
    predictors: Annotated[tuple[Predictor, ...], Field(min_length=1)]


class Share(Part):
    """What a reference value counts: those who gave one of ``options``, or ``at_least`` so many of them, to
    ``variable`` among the respondents who satisfy every condition of ``where`` (variable → options)."""

    variable: str
    options: tuple[Int, ...]
    at_least: Annotated[Int, Field(ge=1)] | None = None
    where: dict[str, tuple[Int, ...]] = Field(default_factory=dict)


class ReferenceValue(Part):
    """A figure from elsewhere that the answers can be held against.

    ``value`` is as printed, with ``decimals`` digits, in ``unit`` (percent for a share). ``measure`` says which share
    of this questionnaire it corresponds to; without one the figure is context only. ``counts`` is a numerator and
    denominator that reproduce the printed value.
    """

    id: Code
    section: Words | None = None
    statement: Text
    value: Float
    decimals: Annotated[Int, Field(ge=0, le=6)] = 2
    unit: Literal["percent", "count", "people", "days"] = "percent"
    base: Text
    testable: Literal["survey", "context"] = "survey"
    measure: Share | None = None
    counts: tuple[Int, Int] | None = None
    source: Words


class Analyses(Part):
    """Everything wanted beyond the models. ``title`` heads the chapter that tells it.

    ``comparisons`` are reference values: a questionnaire's own join its ``reference_values`` when it is read.
    """

    title: Text | None = None
    crosstabs: tuple[CrossTable, ...] = ()
    regressions: tuple[Regression, ...] = ()
    comparisons: tuple[ReferenceValue, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is wanted."""
        return any((self.crosstabs, self.regressions, self.comparisons))

    def plus(self, other: Analyses) -> Analyses:
        """These and another's behind them; what has an id that is taken, or is the same table, is there already."""

        def ids(own: tuple[Any, ...], more: tuple[Any, ...]) -> tuple[Any, ...]:
            taken = {one.id for one in own}
            return (*own, *(one for one in more if one.id not in taken))

        return Analyses(
            title=self.title or other.title,
            crosstabs=(*self.crosstabs, *(one for one in other.crosstabs if one not in self.crosstabs)),
            regressions=ids(self.regressions, other.regressions),
            comparisons=ids(self.comparisons, other.comparisons),
        )

    def titled(self, title: Text | None) -> Analyses:
        """The same under another title, where there is one."""
        return self if title is None else self.model_copy(update={"title": title})
