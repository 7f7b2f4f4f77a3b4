"""What stands on the form, in the order and words in which the respondent sees it, whatever the format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tamkit.messages import Message
from tamkit.questionnaire.models import Questionnaire
from tamkit.questionnaire.parts import Block, Check, Item, Option, Variable
from tamkit.questionnaire.said import either, said_in
from tamkit.questionnaire.texts import LANGS, MINUTES, Scale, Text

Language = Literal["zh", "en", "both"]
LANGUAGES: tuple[Language, ...] = ("zh", "en", "both")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a question; ``other`` leaves room for words."""

    code: int
    text: str
    other: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of a matrix."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question on its own. ``hint`` says who answers and how; ``unit`` follows a number."""

    number: int
    code: str
    text: str
    kind: Literal["single", "multiple", "number", "text"]
    choices: tuple[Choice, ...]
    hint: str
    unit: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Statements answered on one scale: ``labels`` has one label a point, the lowest first.

    ``span``: the two ends of a slider, each with its label; ``labels`` then is one, which names both.
    """

    number: int
    text: str
    labels: tuple[str, ...]
    rows: tuple[Row, ...]
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A block of the questionnaire."""

    title: str
    parts: tuple[Question | Matrix, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form in one language, or in both (Chinese above English)."""

    title: str
    introduction: str
    pages: tuple[Page, ...]
    closing: str
    lang: Language

    def parts(self) -> list[Question | Matrix]:
        """Questions and matrices of all pages in order."""
        return [part for page in self.pages for part in page.parts]


def layout(questionnaire: Questionnaire, lang: Language = "zh", product: str | None = None) -> Form:
    """The form in a language, ``{P}`` filled with the product (its code or name; None: the generic name).

    Questions are numbered from 1 in the order of the blocks, a matrix being one question. A questionnaire without
    blocks gets one matrix a scale, then its variables.
    """
    say = _speaker(questionnaire, lang, product)
    pages: list[Page] = []
    blocks = questionnaire.blocks or default_blocks(questionnaire)
    numbers = _numbers(questionnaire, blocks)
    for block in blocks:
        entries = questionnaire.entries(block)
        number = numbers[block.code]
        if block.kind == "matrix":
            rated = [entry for entry in entries if isinstance(entry, Item | Check)]
            instruction = block.instruction or block.title
            scale = questionnaire.scales[rated[0].scale]
            rows = tuple(Row(entry.code, say(entry.text)) for entry in rated)
            labels = _labels(scale, lang)
            parts: tuple[Question | Matrix, ...] = (Matrix(number, say(instruction), labels, rows, scale.range),)
        else:
            asked = [entry for entry in entries if isinstance(entry, Variable)]
            parts = tuple(
                _question(questionnaire, variable, number + at, say, lang, numbers) for at, variable in enumerate(asked)
            )
        pages.append(Page(say(block.title), parts))
    return Form(
        title=say(questionnaire.title),
        introduction=say(questionnaire.introduction).replace(MINUTES, str(questionnaire.minutes))
        if questionnaire.introduction
        else "",
        pages=tuple(pages),
        closing=say(questionnaire.closing) if questionnaire.closing else "",
        lang=lang,
    )


def default_blocks(questionnaire: Questionnaire) -> tuple[Block, ...]:
    """Blocks for a questionnaire that has none: a matrix a scale, then the variables."""
    blocks = []
    for name in questionnaire.scales:
        codes = tuple(part.code for part in questionnaire.rated if part.scale == name)
        if codes:
            title = _text(Message("questionnaire.form_statements"))
            blocks.append(Block(code=f"scale_{name}", title=title, kind="matrix", entries=codes))
    if questionnaire.variables:
        codes = tuple(variable.code for variable in questionnaire.variables)
        title = _text(Message("questionnaire.form_about_you"))
        blocks.append(Block(code="variables", title=title, kind="questions", entries=codes))
    return tuple(blocks)


def _text(message: Message) -> Text:
    return Text(**{lang: message.say(lang) for lang in LANGS})


def _numbers(questionnaire: Questionnaire, blocks: tuple[Block, ...]) -> dict[str, int]:
    """The first question number of every block, and the number of every variable."""
    numbers: dict[str, int] = {}
    following = 1
    for block in blocks:
        numbers[block.code] = following
        entries = questionnaire.entries(block)
        if block.kind == "questions":
            numbers |= {f"variable {entry.code}": following + at for at, entry in enumerate(entries)}
        following += 1 if block.kind == "matrix" else len(entries)
    return numbers


def _speaker(questionnaire: Questionnaire, lang: Language, product: str | None) -> Callable[[Text], str]:
    def named(code: str) -> str | None:
        return questionnaire.products.name(product, code) if questionnaire.products else product

    def say(text: Text) -> str:
        if lang != "both":
            return text.get(lang, named(lang))
        return "\n".join(dict.fromkeys(text.get(code, named(code)) for code in LANGS))

    return say


def _labels(scale: Scale, lang: Language) -> tuple[str, ...]:
    def label(point: int) -> str:
        if lang != "both":
            return scale.label(point, lang)
        return "\n".join(dict.fromkeys(scale.label(point, code) for code in LANGS))

    if scale.slider:
        ends = [(one, label(one)) for one in (scale.low, scale.high)]
        return (" – ".join(str(one) if word == str(one) else f"{one} = {word}" for one, word in ends),)
    return tuple(label(point) for point in scale.answers)


def _question(
    questionnaire: Questionnaire,
    variable: Variable,
    number: int,
    say: Callable[[Text], str],
    lang: Language,
    numbers: dict[str, int],
) -> Question:
    hints = []
    if variable.base is not None:
        asked = questionnaire.variable(variable.base.variable)
        options = [asked.option(code) for code in variable.base.options]
        place = numbers.get(f"variable {asked.code}")
        hints.append(_only_if(place, options))
    if variable.kind == "multiple" and "多选" not in variable.text.get("zh"):
        hints.append(Message("questionnaire.form_several"))
    if variable.sensitive:
        hints.append(Message("questionnaire.form_may_skip"))
    between = Message("questionnaire.form_between").say("en" if lang == "en" else "zh")
    return Question(
        number=number,
        code=variable.code,
        text=say(variable.text),
        kind=variable.kind,
        choices=tuple(
            Choice(option.code, say(option.label).replace("\n", " / "), option.other) for option in variable.options
        ),
        hint=between.join(said_in(lang, hint) for hint in hints),
        unit=say(variable.unit).replace("\n", " / ") if variable.unit else "",
    )


def _only_if(place: int | None, options: list[Option]) -> Message:
    quoted = [Message("questionnaire.quoted", text=option.label) for option in options]
    return Message("questionnaire.form_only_if", question=place, answers=either(quoted))
