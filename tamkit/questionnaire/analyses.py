"""What is wanted of the answers beyond the models: cross-tables, regressions, rankings, comparisons."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from tamkit.messages import Message
from tamkit.questionnaire.texts import Bool, Code, Float, Int, Part, Text, Words

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


class Named(Quantity):
    """A quantity under an id and a name, for regressions to name among their predictors."""

    id: Code
    name: Text


class Predictor(Quantity):
    """One predictor of a regression; a plain word is a variable, a construct, or the id of a named quantity.

    Codes of a number and of an ordered single choice are numbers; of any other single choice each answer but the first
    that occurs is a term of its own (``factor: true`` makes it so of an ordered one), "not sure" like any other. A
    construct is the mean of its items.
    """

    id: Code | None = None
    name: Text | None = None
    factor: Bool = False

    @property
    def key(self) -> str:
        """What terms are called by: its id, else its variable."""
        return self.id or str(self)


class Outcome(Part):
    """What a regression explains, and by what.

    ``binary``: having given one of ``options`` to the variable ``outcome``. ``ordinal``: its answers in order
    (where the variable is not ordered or not all count, ``options`` are those that count, from the lowest).
    """

    outcome: str
    kind: Literal["binary", "ordinal"]
    options: Options | None = None
    id: Code | None = None
    title: Text | None = None
    predictors: Annotated[tuple[Predictor, ...], Field(min_length=1)]

    @property
    def key(self) -> str:
        """The name of its results: its id, else ``late_ordinal``."""
        return self.id or f"{self.outcome}_{self.kind}"


class Held(Part):
    """Things that one may have at once: each a quantity that is had or not, a multiple choice all its options."""

    id: Code
    title: Text
    of: Annotated[tuple[Quantity, ...], Field(min_length=1)]


class Grid(Part):
    """Two constructs whose items stand for the same things in the same order, seen against each other: how often
    (``x``, the lowest answer means never) and how much (``y``, of those who do at all)."""

    id: Code
    title: Text
    x: str
    y: str


class Pathway(Part):
    """Does a respondent variable go through a construct to another? Asked where both constructs are in one model."""

    variable: str
    through: str
    outcome: str


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
    of this questionnaire it corresponds to; without one the figure is context only. ``counts``: numerator and
    denominator that reproduce the printed value; several where more than one reading does (57 of 131, 114 of 262).
    ``approximate``: the source says "about", so answers are shown beside the value and not judged by it.
    """

    id: Code
    section: Words | None = None
    statement: Text
    value: Float
    decimals: Annotated[Int, Field(ge=0, le=6)] = 2
    unit: Literal["percent", "count", "people", "days"] = "percent"
    approximate: bool = False
    base: Text
    testable: Literal["survey", "context"] = "survey"
    measure: Share | None = None
    counts: tuple[tuple[Int, Int], ...] = ()
    source: Text

    @field_validator("counts", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        one = (
            isinstance(value, list | tuple) and len(value) == 2 and not any(isinstance(n, list | tuple) for n in value)
        )
        return [value] if one else value


class Analyses(Part):
    """Everything wanted beyond the models. ``title`` heads the chapter that tells it.

    ``quantities`` are named for the ``outcomes``; ``rankings`` are constructs (their items) and multiple choices (their
    options). ``comparisons`` are reference values: a questionnaire's own join its ``reference_values`` when it is read.
    """

    title: Text | None = None
    crosstabs: tuple[CrossTable, ...] = ()
    quantities: tuple[Named, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    rankings: tuple[str, ...] = ()
    together: tuple[Held, ...] = ()
    grids: tuple[Grid, ...] = ()
    pathways: tuple[Pathway, ...] = ()
    comparisons: tuple[ReferenceValue, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is wanted."""
        return any(getattr(self, part) for part in _PARTS)

    @property
    def of_answers(self) -> bool:
        """Whether anything is wanted that is made from the answers alone."""
        return any(getattr(self, part) for part in _PARTS if part not in ("quantities", "pathways", "comparisons"))

    def plus(self, other: Analyses) -> Analyses:
        """These and another's behind them; what has an id that is taken, or is the same, is there already."""
        joined = {}
        for part in _PARTS:
            own = getattr(self, part)
            taken = {_identity(one) for one in own}
            joined[part] = (*own, *(one for one in getattr(other, part) if _identity(one) not in taken))
        return Analyses(title=self.title or other.title, **joined)

    def replacing(self, outcomes: tuple[Outcome, ...]) -> Analyses:
        """These with other outcomes: those of a variable take the place of all that explain it."""
        given = {one.outcome for one in outcomes}
        kept = tuple(one for one in self.outcomes if one.outcome not in given)
        return self.model_copy(update={"outcomes": (*kept, *outcomes)})

    def titled(self, title: Text | None) -> Analyses:
        """The same under another title, where there is one."""
        return self if title is None else self.model_copy(update={"title": title})


_PARTS = tuple(name for name in Analyses.model_fields if name != "title")


def _identity(one: Any) -> Any:
    return one.key if isinstance(one, Outcome) else getattr(one, "id", one)
