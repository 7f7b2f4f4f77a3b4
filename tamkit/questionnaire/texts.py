"""Words in two languages, and the answer scales that carry them."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tamkit.messages import Message

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")

# Numbers and switches are taken as they are written: "3" is a text, 1 is not true.
Int = Annotated[int, Field(strict=True)]
Float = Annotated[float, Field(strict=True)]
Bool = Annotated[bool, Field(strict=True)]
# A code becomes a column name and a lavaan variable, so it has lavaan's alphabet.
Code = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Words = Annotated[str, Field(min_length=1)]


#: What an introduction calls the time the form takes: it is longer with modules, or with another questionnaire behind.
MINUTES = "{minutes}"


class Part(BaseModel):
    """Base of everything a questionnaire is made of: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Part):
    """One text in Chinese and English; either may be missing, then the other stands in.

    A plain string in a file is taken as Chinese when it holds a Chinese character, else as English.

    >>> Text(zh="感知风险").get("en")
    '感知风险'
    """

    zh: Words | None = None
    en: Words | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"zh" if re.search(r"[\u3400-\u9fff]", value) else "en": value}
        return value

    @model_validator(mode="after")
    def _not_empty(self) -> Text:
        if self.zh is None and self.en is None:
            raise ValueError(Message("questionnaire.text_without_words"))
        return self

    def get(self, lang: str = "zh", product: str | None = None) -> str:
        """The text in ``lang`` (the other language when there is none), ``{P}`` filled in when a product is given.

        >>> Text(en="{P} is useful.").get("en", "the product")
        'The product is useful.'
        """
        first, second = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        text = first if first is not None else second
        assert text is not None
        if product is None:
            return text
        filled = text.replace("{P}", product)
        return filled[:1].upper() + filled[1:] if text.startswith("{P}") else filled

    def both(self) -> tuple[str, ...]:
        """What there is, Chinese first."""
        return tuple(text for text in (self.zh, self.en) if text is not None)


def normalise(label: str) -> str:
    """A label as it is compared: half-width, no blanks or underscores, no ``A.`` or ``(1)`` prefix, lower case.

    >>> normalise("Ａ． 非常不同 意 ")
    '非常不同意'
    """
    text = unicodedata.normalize("NFKC", label)
    text = re.sub(r"^\s*[\((]?(?:[A-Za-z]|\d{1,2})[\))]?\s*[.、:)]\s*(?=\D)", "", text)
    return re.sub(r"[\s_\u200b\ufeff]+", "", text).casefold()


class Scale(Part):
    """An answer scale: ``points`` ordered answers, 1 the lowest, or a slider over the numbers of ``range``.

    ``labels`` holds one label a point in each language, of a slider those of its two ends; ``synonyms`` what platforms
    and authors write instead.

    >>> slider = Scale(range=(0, 100), labels={"en": ("Not at all", "Completely")})
    >>> slider.low, slider.high, slider.label(100, "en"), slider.label(40, "en"), slider.turned(40)
    (0, 100, 'Completely', '40', 60)
    """

    points: Annotated[Int, Field(ge=2, le=11)] | None = None
    range: tuple[Int, Int] | None = None
    labels: dict[Lang, tuple[Words, ...]] = Field(default_factory=dict)
    synonyms: dict[Int, tuple[Words, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_kind(self) -> Scale:
        if (self.points is None) == (self.range is None):
            raise ValueError(Message("questionnaire.points_or_range", both=self.points is not None))
        if self.range is not None and self.range[0] >= self.range[1]:
            raise ValueError(Message("questionnaire.range_falls", low=self.range[0], high=self.range[1]))
        return self

    @property
    def slider(self) -> bool:
        """Whether any number of a range is an answer."""
        return self.range is not None

    @property
    def low(self) -> int:
        """The lowest answer."""
        return 1 if self.range is None else self.range[0]

    @property
    def high(self) -> int:
        """The highest answer."""
        return self.points or 0 if self.range is None else self.range[1]

    @property
    def answers(self) -> tuple[int, ...]:
        """The points; a slider has none."""
        return () if self.points is None else tuple(range(1, self.points + 1))

    def turned(self, score: Any) -> Any:
        """The score of the answer turned round: the highest for the lowest."""
        return self.low + self.high - score

    def label(self, code: int, lang: str = "zh") -> str:
        """The label of one answer, in the other language when ``lang`` has none; between a slider's ends the number."""
        order = ("zh", "en") if lang == "zh" else ("en", "zh")
        for key in order:
            if key in self.labels:
                if not self.slider:
                    return self.labels[key][code - 1]
                ends = {self.low: self.labels[key][0], self.high: self.labels[key][-1]}
                return ends.get(code, str(code))
        return str(code)

    def all_labels(self) -> dict[str, int]:
        """Every label and synonym, normalised, with its score."""
        known: dict[str, int] = {}
        for labels in self.labels.values():
            points = (self.low, self.high) if self.slider else self.answers
            known |= {normalise(label): point for point, label in zip(points, labels, strict=False)}
        for point, words in self.synonyms.items():
            known |= {normalise(word): point for word in words}
        return known

    def code_of(self, label: str) -> int | None:
        """The score of a label, or None when it is not on the scale.

        The whole label must match, so 同意 is never found inside 非常不同意. A bare number counts when it is a
        point of the scale, and so does a number beside its label (``5 非常同意``, ``非常同意(5)``) when both agree.
        """
        known = self.all_labels()
        text = normalise(label)
        if text in known:
            return known[text]
        plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label)).casefold()
        if plain in known:
            return known[plain]
        if re.fullmatch(r"-?\d{1,6}(\.0+)?", plain):
            score = int(float(plain))
            return score if self.low <= score <= self.high else None
        beside = re.fullmatch(r"\(?(\d{1,2})\)?[.、:=\-—]*(\D+)", plain) or re.fullmatch(
            r"(\D+?)[=:\-—]?\(?(\d{1,2})分?\)?", plain
        )
        if beside:
            number, word = sorted(beside.groups(), key=lambda part: not part.isdigit())
            if known.get(word) == int(number):
                return int(number)
        return None
