"""Respondent variables made from others: levels joined, numbers cut, cohorts by year, quadrants of two scales."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from tamkit.messages import Message
from tamkit.questionnaire.parts import Option, Variable
from tamkit.questionnaire.texts import Float, Int, Part, Text, Words

#: The ways a variable can be made; each is the key it is made with.
WAYS = ("join", "cut", "cohorts", "quadrants")
#: How many years the last cohort has when it is the only one.
YEARS = 5


def _in_words(value: Any) -> Any:
    """Levels go by words: ``1:`` in a file is the level "1"."""
    return {str(key): part for key, part in value.items()} if isinstance(value, Mapping) else value


class Derived(Part):
    """A respondent variable made from another one, in one of four ways; it is a single choice like any other.

    ``join``: levels by name, each with the options of ``from`` it takes; options in no level are left out.
    ``cut``: points at which a number, or the count of ticks of a multiple choice, is cut; a point belongs to the level
    above it. ``cohorts``: years in which cohorts of birth years begin, each ending where the next begins, the last as
    long as the one before it (five years where it is alone). ``quadrants``: two constructs; above the midpoint of its
    scale is high, at or below it low. ``label`` is the variable's name, ``labels`` those of its levels.

    >>> age = Derived.model_validate({"from": "born", "cohorts": [1985, 1990, 1995]})
    >>> age.levels, age.places([1984, 1989, 1990, 1999, 2000])
    (('1985', '1990', '1995'), [None, 1, 2, 3, None])
    >>> Derived.model_validate({"from": "income", "cut": [6000]}).places([5999.0, 6000.0, float("nan")])
    [1, 2, None]
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    from_: Annotated[str | None, Field(alias="from")] = None
    join: dict[Words, Annotated[tuple[Int, ...], Field(min_length=1)]] = Field(default_factory=dict)
    cut: tuple[Float, ...] = ()
    cohorts: tuple[Int, ...] = ()
    quadrants: tuple[str, str] | None = None
    label: Text | None = None
    labels: dict[Words, Text] = Field(default_factory=dict)

    _words = field_validator("join", "labels", mode="before")(_in_words)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [way for way in WAYS if getattr(self, way)]
        if len(ways) != 1:
            raise ValueError(Message("questionnaire.derived_one_way", found=tuple(ways) or None, ways=WAYS))
        if (self.from_ is None) != (self.quadrants is not None):
            raise ValueError(Message("questionnaire.derived_from", way=ways[0], quadrants=self.quadrants is not None))
        if self.join and len(self.join) < 2:
            raise ValueError(Message("questionnaire.derived_one_level"))
        short = tuple(year for year in self.cohorts if not 1000 <= year <= 9999)
        if short:
            raise ValueError(Message("questionnaire.derived_short_year", years=short))
        for points in (self.cut, self.cohorts):
            if any(one >= next_ for one, next_ in pairwise(points)):
                raise ValueError(Message("questionnaire.derived_not_rising", points=tuple(points)))
        return self

    @property
    def way(self) -> str:
        """The key it is made with."""
        return next(way for way in WAYS if getattr(self, way))

    @property
    def levels(self) -> tuple[str, ...]:
        """The names of its levels, in order: those of ``join``, first years, or 1, 2, …"""
        if self.join:
            return tuple(self.join)
        if self.cohorts:
            return tuple(str(year) for year in self.cohorts)
        return tuple(str(at + 1) for at in range(len(self.cut) + 1 if self.cut else 4))

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """First and last year of every cohort."""
        starts = self.cohorts
        ends = [*starts[1:], starts[-1] + (starts[-1] - starts[-2] if len(starts) > 1 else YEARS)]
        return tuple((start, end - 1) for start, end in zip(starts, ends, strict=True))

    def places(self, values: Sequence[float]) -> list[int | None]:
        """The level of each value of ``from``, counted from 1; None: no answer, or one that is in no level."""
        return [None if value != value else self._place(float(value)) for value in values]

    def _place(self, value: float) -> int | None:
        if self.cut:
            return 1 + sum(value >= point for point in self.cut)
        if self.cohorts:
            return next((at for at, (start, end) in enumerate(self.spans, 1) if start <= value <= end), None)
        return next((at for at, codes in enumerate(self.join.values(), 1) if value in codes), None)

    def variable(self, code: str, source: Variable | None, name: Callable[[str], Text]) -> Variable:
        """The variable it makes; ``source`` is what it is made from, ``name`` gives constructs theirs."""
        said = self._said(source, name)
        options = [
            Option(code=at, label=self.labels.get(level, label))
            for at, (level, label) in enumerate(zip(self.levels, said, strict=True), 1)
        ]
        if source is None:
            pair = tuple(name(construct) for construct in self.quadrants or ())
            title = _joined(" × ", *pair)
            return Variable(code=code, name=self.label or title, text=title, options=tuple(options))
        return Variable(
            code=code,
            name=self.label or source.name,
            text=source.text,
            options=tuple(options),
            base=source.base,
            role=source.role,
            ordered=self.way != "join" or (source.ordered and self._rising()),
        )

    def _rising(self) -> bool:
        """Whether the levels follow each other as the options they are joined from do."""
        return all(max(one) < min(next_) for one, next_ in pairwise(self.join.values()))

    def _said(self, source: Variable | None, name: Callable[[str], Text]) -> list[Text]:
        """What each level is called where the file does not say it."""
        if self.join:
            return [Text.model_validate(level) for level in self.join]
        if self.cohorts:
            return [
                Text(zh=f"{start % 100:02d} 后（{start}–{end} 年出生）", en=f"born {start}–{end}")
                for start, end in self.spans
            ]
        if self.cut:
            points = [f"{point:g}" for point in self.cut]
            between = [f"{one}–<{next_}" for one, next_ in pairwise(points)]
            return [Text.model_validate(label) for label in (f"<{points[0]}", *between, f"≥{points[-1]}")]
        first, second = (name(construct) for construct in self.quadrants or ())
        return [
            Text(
                zh=f"{first.get('zh')}{a[0]} · {second.get('zh')}{b[0]}",
                en=f"{first.get('en')} {a[1]} · {second.get('en')} {b[1]}",
            )
            for a in _ENDS
            for b in _ENDS
        ]


#: High and low in both languages, in the order of the quadrants' levels: high·high, high·low, low·high, low·low.
_ENDS = (("高", "high"), ("低", "low"))


def in_order(made: Mapping[str, Derived]) -> tuple[str, ...]:
    """Their codes, each behind the one it is made from.

    >>> young = Derived.model_validate({"from": "age", "cut": [30]})
    >>> in_order({"both": Derived.model_validate({"from": "young", "join": {"a": [1], "b": [2]}}), "young": young})
    ('young', 'both')
    """
    order: dict[str, None] = {}

    def add(code: str) -> None:
        source = made[code].from_
        if source is not None and source in made and source not in order:
            add(source)
        order[code] = None

    for code in made:
        add(code)
    return tuple(order)


def _joined(between: str, *texts: Text) -> Text:
    return Text(**{lang: between.join(text.get(lang) for text in texts) for lang in ("zh", "en")})
