"""Answers to respondent questions: labels, option numbers and lists of choices to option codes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tamkit.errors import listed, nearest
from tamkit.messages import Message
from tamkit.survey.coding.cells import Code, Wrong, dated, number, spell
from tamkit.survey.readers.headers import simplified, tidy
from tamkit.survey.readers.table import Cell, Form

if TYPE_CHECKING:
    from tamkit.questionnaire import Variable

#: Nothing longer is an option or a list of them.
LONGEST = 5_000
_LETTER = re.compile(r"^\s*[A-Za-z]\s*[.、．:：)）]\s*")
_NUMBERED = re.compile(r"^\s*[(（]?\d{1,2}\s*[)）、.．:：]\s*(?=\D)")
_PAYLOAD = re.compile(r"〖[^〖〗]*〗")
_HINT = re.compile(r"[(（][^()（）]{0,40}(?:注明|说明|填写|specify|describe)[^()（）]{0,40}[)）]|_{2,}", re.IGNORECASE)
_DASH = re.compile(r"(?<=\d)\s*(?:[-–—−~～〜]+|至|到|\bto\b)\s*(?=\d)")
TICKED = frozenset(
    {
        "1",
        "y",
        "yes",
        "true",
        "是",
        "√",
        "✓",
        "✔",
        "x",
        "checked",
        "selected",
        "选中",
        "已选",
        "quoted",
        "ja",
        "t",
        "v",
        "●",
        "■",
        "☑",
    }
)
UNTICKED = frozenset(
    {
        "0",
        "n",
        "no",
        "false",
        "否",
        "unchecked",
        "not selected",
        "未选",
        "未选中",
        "not quoted",
        "nein",
        "f",
        "○",
        "□",
        "☐",
    }
)


def fold_option(text: str) -> str:
    """An option as it is compared: ranges and signs kept, everything else as in `fold`.

    >>> fold_option("A. 18～25 岁"), fold_option("其他〖没有〗"), fold_option("＜1,000元")
    ('18-25岁', '其他', '<1000元')
    """
    plain = _PAYLOAD.sub("", tidy(text))
    plain = _HINT.sub("", unicodedata.normalize("NFKC", plain))
    plain = simplified(_LETTER.sub("", plain)).casefold()
    plain = re.sub(r"(?<=\d)[,，](?=\d{3})", "", plain)
    plain = _DASH.sub("-", plain)
    return "".join(
        char for index, char in enumerate(plain) if char.isalnum() or char in "<>≤≥=+%" or _between(plain, index)
    )


def _between(text: str, index: int) -> bool:
    """A hyphen or point between digits belongs to the number."""
    return text[index] in "-." and text[index - 1 : index].isdigit() and text[index + 1 : index + 2].isdigit()


@dataclass(frozen=True, slots=True)
class Options:
    """A variable's options ready for coding."""

    codes: tuple[int, ...]
    words: dict[str, int]
    shown: tuple[str, ...]
    other: int | None
    spelled: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, variable: Variable) -> Options:
        """Labels in both languages and synonyms, longest first where order matters."""
        words: dict[str, int] = {}
        spelled: list[tuple[str, int]] = []
        for option in variable.options:
            for text in (*option.label.both(), *option.synonyms):
                words.setdefault(fold_option(text), option.code)
                spelled.append((_squeeze(text), option.code))
        others = [option.code for option in variable.options if option.other]
        spelled.sort(key=lambda pair: -len(pair[0]))
        return cls(
            tuple(option.code for option in variable.options),
            words,
            tuple(f"{option.code} {option.label.get('zh')}" for option in variable.options),
            others[0] if len(others) == 1 else None,
            tuple(spelled),
        )

    def allowed(self) -> Message | tuple[object, ...]:
        """For messages."""
        return listed(self.shown, 14)

    def of_words(self, text: str) -> int | None:
        """The option with this label, whatever its spelling."""
        if len(text) > LONGEST:
            return None
        folded = fold_option(text)
        if folded in self.words:
            return self.words[folded]
        found = self.words.get(fold_option(_NUMBERED.sub("", text)))
        if found is None and self.other is not None:
            # 其他：…, Other (…): the respondent's own words behind the option's label.
            start = fold_option(re.split(r"[:：(（]", _LETTER.sub("", text), maxsplit=1)[0])
            found = self.other if self.words.get(start) == self.other and start else None
        return found

    def choice(self, cell: Cell, *, form: Form, free: bool = False) -> Code:
        """The option code of a cell that holds one answer. free: unknown words are the "other" option's own text."""
        wrong = dated(cell)
        if wrong is not None:
            return wrong
        text = _PAYLOAD.sub("", spell(cell))
        value = number(text) if isinstance(cell, str) else number(cell)
        if form == "text" or value is None:
            found = self.of_words(text)
            if found is not None:
                return float(found)
        if value is not None:
            if value in self.codes:
                return value
            found = self.of_words(text)
            return float(found) if found is not None else Wrong("no_option", {"near": None, "allowed": self.allowed()})
        if free and self.other is not None:
            return float(self.other)
        return Wrong("no_option", {"near": self.near(text), "allowed": self.allowed()})

    def near(self, text: str) -> str | None:
        """The option most like these words, for messages."""
        return nearest(text[:80], [label.partition(" ")[2] for label in self.shown])

    def choices(
        self, cell: Cell, separators: tuple[str, ...], *, form: Form, free: bool = False
    ) -> frozenset[int] | Wrong:
        """The option codes of a cell that lists several answers.

        A separator inside 〖〗 belongs to the respondent's own words. Where options hold the separator themselves, the
        option list decides how the text is cut, longest option first.
        """
        wrong = dated(cell)
        if wrong is not None:
            return wrong
        text = _PAYLOAD.sub("", spell(cell))
        if len(text) > LONGEST:
            return Wrong("too_long")
        whole = self.of_words(text) if form == "text" or number(cell) is None else None
        if whole is not None:
            return frozenset({whole})
        for separator in separators:
            pieces = [piece.strip() for piece in text.split(separator.strip() or separator) if piece.strip()]
            found = [self.choice(piece, form=form) for piece in pieces]
            if pieces and not any(isinstance(code, Wrong) for code in found):
                return frozenset(int(code) for code in found if isinstance(code, float))
        return self._cut(text, separators, free=free)

    def _cut(self, text: str, separators: tuple[str, ...], *, free: bool) -> frozenset[int] | Wrong:
        rest = _squeeze(text)
        marks = "".join(separators) + " "
        found: set[int] = set()
        unknown: list[str] = []
        while rest:
            for label, code in self.spelled:
                behind = rest[len(label) : len(label) + 1]
                if label and rest.startswith(label) and (not behind or behind in marks):
                    found.add(code)
                    rest = rest[len(label) :].lstrip(marks)
                    break
            else:
                cut = min((rest.find(mark) for mark in marks.strip() if mark in rest), default=len(rest))
                unknown.append(rest[:cut])
                rest = rest[cut:].lstrip(marks)
        if unknown and free and self.other is not None:
            return frozenset(found | {self.other})
        if unknown:
            near = self.near(unknown[0])
            return Wrong("holds_no_option", {"part": unknown[0], "near": near, "allowed": self.allowed()})
        return frozenset(found)

    def ticked(self, cell: Cell, code: int, *, own_number: bool = True) -> Code:
        """1 or 0 for a cell of an option's own column: a tick, a number, the option's label, or words behind "other".

        own_number: the option's own number is a tick; not so where the column has 1 as well (1 = yes, 2 = no).
        """
        if isinstance(cell, bool):
            return float(cell)
        text = _PAYLOAD.sub("", spell(cell))
        value = number(text)
        if value in (0, 1) or (value == code and own_number):
            return float(value != 0)
        if text.casefold() in TICKED or self.of_words(text) == code:
            return 1.0
        if text.casefold() in UNTICKED:
            return 0.0
        if code == self.other and value is None and dated(cell) is None and self.of_words(text) is None:
            return 1.0
        return Wrong("no_tick")


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
