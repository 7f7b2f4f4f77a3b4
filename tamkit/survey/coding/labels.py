"""Scale labels to scores.

同意 stands inside 非常不同意: whole labels come first, then the longest label, and never a mere substring.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tamkit.errors import listed, nearest
from tamkit.messages import Message
from tamkit.survey.coding.cells import Code, Wrong, dated, number, spell
from tamkit.survey.readers.headers import fold
from tamkit.survey.readers.table import Cell

if TYPE_CHECKING:
    from tamkit.questionnaire import Scale

#: Nothing longer is a label.
LONGEST = 500
_PREFIX = re.compile(r"^\s*(?:[A-Za-z]\s*[.、．:：)）]|[(（]?\d{1,2}\s*[)）.、．:：=])\s*(?=\D)")
# A number beside a label in one cell.
_LED = re.compile(r"[(]?(?P<number>\d{1,2})\s*[).、:=—-]?\s*(?P<label>\D+)")
_FOLLOWED = re.compile(r"(?P<label>\D+?)\s*[=:—-]?\s*[(]?(?P<number>\d{1,2})\s*分?[)]?")
_STRONG = "完全|非常|十分|极其|极为|极度|特别|强烈|绝对|很|极"
_MILD = "有一点|一点点|稍微|略微|比较|较为|基本上|基本|有点|有些|部分|大致|较|稍|略"
_FAMILY = {"赞同": "同意", "认同": "同意", "赞成": "同意", "认可": "同意", "相符": "符合", "吻合": "符合"}
_ZH = re.compile(rf"(?P<level>{_STRONG}|{_MILD})?(?P<no>不太|不怎么|不大|不很|不是很|不)?(?P<what>[^不]{{2,4}}?)")
_EN = re.compile(
    r"(?P<level>strongly|completely|totally|fully|definitely|absolutely|verymuch|very|extremely|"
    r"somewhat|slightly|rather|partly|partially|moderately|mildly|quite|tendto)?"
    r"(?P<no>dis|un|not)?(?P<what>agree|satisfied|likely|important|willing|true)"
)
_STRONG_EN = {"strongly", "completely", "totally", "fully", "definitely", "absolutely", "verymuch", "very", "extremely"}
_NEUTRAL = frozenset(
    {"一般", "不确定", "中立", "说不清", "说不清楚", "普通", "不好说", "难说", "无所谓", "没意见", "没感觉", "中等",
     "不清楚", "既不同意也不反对", "既不同意也不不同意", "既同意也反对",
     "neutral", "undecided", "unsure", "notsure", "neither", "neitheragreenordisagree", "neitheragreeordisagree",
     "neithernor", "noopinion", "indifferent"}
)  # fmt: skip
# What may stand around a label without changing it.
_AROUND = re.compile(r"[\da-h分我选择项表示觉得的了是]*")

Meaning = tuple[int, int, str]


def meaning(folded: str) -> Meaning | None:
    """(sign, intensity, predicate) of a label: intensity 2 is strong, 1 mild, 0 plain.

    >>> meaning("非常不同意"), meaning("不太赞同"), meaning("同意"), meaning("stronglydisagree")
    ((-1, 2, '同意'), (-1, 1, '同意'), (1, 0, '同意'), (-1, 2, 'agree'))
    """
    if folded in _NEUTRAL:
        return (0, 0, "")
    match = _ZH.fullmatch(folded)
    if match and not re.search(r"[a-z]", folded):
        level, no, what = match["level"], match["no"], match["what"]
        if what == "反对":
            return (1 if no else -1, _intensity(level, no), "同意")
        return (-1 if no else 1, _intensity(level, no), _FAMILY.get(what, what))
    english = _EN.fullmatch(folded)
    if english:
        level = english["level"]
        strength = 0 if level is None else 2 if level in _STRONG_EN else 1
        return (-1 if english["no"] else 1, strength, english["what"])
    return None


def _intensity(level: str | None, no: str | None) -> int:
    if level is not None:
        return 2 if re.fullmatch(_STRONG, level) else 1
    return 1 if no is not None and len(no) > 1 else 0


@dataclass(frozen=True, slots=True)
class Labels:
    """A scale ready for coding: whole labels, and meanings where they tell the points apart."""

    name: str
    high: int
    whole: dict[str, int]
    exact: dict[Meaning, int]
    loose: dict[Meaning, int]
    shown: tuple[str, ...]
    own: frozenset[str] = frozenset()
    low: int = 1
    slider: bool = False

    @classmethod
    def of(cls, name: str, scale: Scale) -> Labels:
        """The labels and synonyms of a questionnaire's scale, in every language it has."""
        whole: dict[str, int] = {}
        groups: list[dict[str, int]] = []
        for labels in scale.labels.values():
            points = (scale.low, scale.high) if scale.slider else scale.answers
            groups.append({fold(label): point for point, label in zip(points, labels, strict=False)})
        synonyms = {fold(word): point for point, words in scale.synonyms.items() for word in words}
        for group in (*reversed(groups), synonyms):
            for label, point in group.items():
                whole.setdefault(label, point)
        exact: dict[Meaning, int] = {}
        loose: dict[Meaning, int] = {}
        for group in groups if not scale.slider else ():  # between the ends of a slider no word is nearer to one
            exact |= _distinct(group, merge=False)
            loose |= _distinct(group, merge=True)
        shown = tuple(next(iter(scale.labels.values()), ()))
        own = frozenset(label for group in groups for label in group)
        known = {label: point for label, point in whole.items() if label}
        return cls(name, scale.high, known, exact, loose, shown, own, scale.low, scale.slider)

    def allowed(self) -> Message:
        """For messages: ``1–5 or 非常不同意, …``."""
        return Message("survey.scale", low=self.low, high=self.high, labels=listed(self.shown) if self.shown else None)

    def of_words(self, text: str) -> int | None:
        """The score of a label in whatever spelling, or None.

        Blanks, full-width forms, ``A.`` before it and ``(5分)`` behind it do not count.
        """
        found = self.heard(text)
        return None if found is None else found[0]

    def heard(self, text: str) -> tuple[int, bool] | None:
        """The score of a label, and whether it is the scale's own, neither a synonym nor of the same meaning."""
        if len(text) > LONGEST:
            return None
        plain = unicodedata.normalize("NFKC", text)
        for candidate in (fold(plain), fold(_PREFIX.sub("", plain))):
            if candidate in self.whole:
                return self.whole[candidate], candidate in self.own
            sense = meaning(candidate)
            if sense in self.exact:
                return self.exact[sense], False
            if sense is not None and _merged(sense) in self.loose:
                return self.loose[_merged(sense)], False
        return self._inside(fold(_PREFIX.sub("", plain)))

    def beside(self, text: str) -> tuple[int, int] | None:
        """The number that stands beside a label in one cell, and the label's score: ``Agree (5)``, ``1=非常同意``."""
        plain = unicodedata.normalize("NFKC", text[:LONGEST]).strip()
        match = _LED.fullmatch(plain) or _FOLLOWED.fullmatch(plain)
        score = None if match is None else self.of_words(match["label"])
        return None if match is None or score is None else (int(match["number"]), score)

    def near(self, text: str) -> str | None:
        """The label most like these words, for messages."""
        return nearest(text[:80], self.shown)

    def _inside(self, text: str) -> tuple[int, bool] | None:
        """The longest label in the text, if all that stands around it is filler: ``5分(非常同意)``."""
        for label in sorted(self.whole, key=len, reverse=True):
            if len(label) < 2 or label not in text:
                continue
            before, _, after = text.partition(label)
            if _AROUND.fullmatch(before) and _AROUND.fullmatch(after):
                return self.whole[label], label in self.own
            return None
        return None

    def score(self, cell: Cell, *, descending: bool = False) -> Code:
        """The score of a cell that holds an answer. descending: option numbers run from the highest label."""
        wrong = dated(cell)
        if wrong is not None:
            return wrong
        value = number(cell)
        if value is None:
            text = spell(cell)
            found = self.of_words(text)
            if found is not None:
                return float(found)
            points = re.fullmatch(r"(\d{1,5})\s*(?:分|星|points?|stars?)", text, re.IGNORECASE)
            if points is None:
                return Wrong("no_label", {"scale": self.name, "near": self.near(text), "allowed": self.allowed()})
            value = float(points[1])
        if value != int(value) and not self.slider:
            return Wrong("between_points", {"allowed": self.allowed()})
        if not self.low <= value <= self.high:
            return Wrong("off_the_scale", {"allowed": self.allowed()})
        return self.low + self.high - value if descending and not self.slider else value


def _distinct(group: dict[str, int], *, merge: bool) -> dict[Meaning, int]:
    """Meanings of a scale's own labels, or none when two labels would mean the same."""
    found: dict[Meaning, int] = {}
    for label, point in group.items():
        sense = meaning(label)
        if sense is None:
            continue
        sense = _merged(sense) if merge else sense
        if sense in found:
            return {}
        found[sense] = point
    return found


def _merged(sense: Meaning) -> Meaning:
    """Plain and mild taken together: 同意 for 比较同意 on a scale that has only one of them."""
    sign, strength, what = sense
    return (sign, max(strength, 1) if sign else 0, what)
