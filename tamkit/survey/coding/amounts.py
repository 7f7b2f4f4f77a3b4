"""What a number question was answered with: numbers with units, understood exactly or not at all, and by one decision
for the column: what a comma separates, and in which unit the answers are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tamkit.survey.coding.cells import Wrong, number, spell
from tamkit.survey.coding.numerals import RUN, numeral
from tamkit.survey.readers.table import Cell

#: Digits a float holds exactly; a longer number is no answer.
DIGITS = 15
_TIMES = {"": 1.0, "百": 1e2, "千": 1e3, "仟": 1e3, "k": 1e3, "万": 1e4, "萬": 1e4, "w": 1e4, "亿": 1e8}
_PLAIN = r"\d+(?:\.\d+)?"
_COMMA = r"\d[\d.,]*\d|\d"
_AMOUNT = re.compile(
    rf"(?:大约|大概|约|about|approx\.?|~)?\s*(?P<front>[a-z¥$€£人民币]{{0,4}})\s*(?P<sign>[+-]?)(?P<digits>{_COMMA})"
    r"(?:e(?P<power>[+-]?\d{1,2}))?\s*(?P<times>[百千仟万萬亿]|[kw](?![a-z])|[kw](?=rmb|cny|yuan))?\s*(?P<unit>[^\d\s][^\d]{0,11})?(?:左右)?"
)
_MONEY = ("元", "块", "块钱", "圆", "元人民币", "人民币", "rmb", "cny", "yuan", "¥")
_FAMILIES: tuple[tuple[str, ...], ...] = (
    _MONEY,
    ("$", "us$", "usd", "dollar", "dollars", "美元"),
    ("€", "eur", "euro", "euros", "欧元"),
    ("£", "gbp", "pounds", "英镑"),
    ("岁", "周岁", "years old", "yo", "y/o"),
    ("年", "year", "years", "yr", "yrs"),
    ("月", "个月", "month", "months"),
    ("周", "个星期", "星期", "week", "weeks"),
    ("天", "日", "day", "days"),
    ("小时", "个小时", "hour", "hours", "hr", "hrs", "h"),
    ("分钟", "分", "minute", "minutes", "min", "mins"),
    ("次", "回", "time", "times"),
    ("个", "家", "种", "张", "笔", "件", "款", "人", "位", "名", "口", "people", "persons"),
    ("%", "percent", "百分之"),
)
_FAMILY_OF = {word: family[0] for family in _FAMILIES for word in family}


@dataclass(frozen=True, slots=True)
class Amounts:
    """How a column of amounts is read. comma: "." or ",", what separates decimals, or None where the column has it both
    ways; unit: the family of its units ("" for none), with `times` what it is counted in (万元: 10,000)."""

    comma: str | None
    unit: str | None
    times: float = 1.0

    def value(self, cell: Cell) -> float | Wrong:
        """The number of a cell.

        >>> column = Amounts.of(["3.5万元", "¥300", "1e3", "2k", "1,200", "五百"])
        >>> [column.value(cell) for cell in ["3.5万元", "¥300", "1e3", "2k", "1,200", "五百"]]
        [35000.0, 300.0, 1000.0, 2000.0, 1200.0, 500.0]
        """
        found = number(cell)
        if found is not None:
            return found
        parts = _parts(cell)
        if parts is None:
            return Wrong("no_number")
        if "," in parts.digits and self.comma is None:
            return Wrong("comma_both_ways")
        value = _decimal(parts.digits, self.comma or ".")
        if value is None:
            return Wrong("no_number")
        if parts.unit and parts.unit != self.unit:
            return Wrong("other_unit", {"unit": self.unit or None})
        whole = value * parts.times
        # 3.5 in a column of 万元 is meant in 万元; 35000元 and 3.5万 say for themselves what they count in.
        return whole / self.times if parts.times != 1 or parts.unit else whole

    @classmethod
    def of(cls, cells: Iterable[Cell], unit: Iterable[str] = (), asked: str = "", comma: str | None = None) -> Amounts:
        """One reading of the column. unit: the questionnaire's words for it; asked: the question; comma: what separates
        decimals, by the mapping file."""
        found = [parts for cell in cells if number(cell) is None and (parts := _parts(cell)) is not None]
        declared, times = _declared(unit)
        if declared is None:
            families = {parts.unit for parts in found if parts.unit}
            said = {family for family in families if any(w in asked for w, f in _FAMILY_OF.items() if f == family)}
            one = said if len(said) == 1 else families
            declared = next(iter(one)) if len(one) == 1 else ""
            if declared == "%" and declared not in said:
                declared = ""
        return cls(comma or _separator(parts.digits for parts in found), declared, times)


@dataclass(frozen=True, slots=True)
class _Parts:
    digits: str
    times: float
    unit: str


def _parts(cell: Cell) -> _Parts | None:
    """A cell taken apart; None for what is no amount."""
    if not isinstance(cell, str):
        return None
    text = spell(cell).casefold().strip()
    if len(text) > 60:
        return None
    text = RUN.sub(lambda run: run[0] if (value := numeral(run[0])) is None else str(value), text)
    match = _AMOUNT.fullmatch(text)
    if match is None or len(re.sub(r"\D", "", match["digits"])) > DIGITS:
        return None
    front, behind = _unit(match["front"]), _unit((match["unit"] or "").removesuffix("左右"))
    if front is None or behind is None or (front and behind and front != behind):
        return None
    times = _TIMES[match["times"] or ""] * 10.0 ** int(match["power"] or 0)
    return _Parts((match["sign"] or "") + match["digits"], times, front or behind)


def _unit(word: str) -> str | None:
    """The family of a unit, "" for none; None for a word that is no unit."""
    return "" if not word.strip() else _FAMILY_OF.get(word.strip(" .。"))


def _declared(words: Iterable[str]) -> tuple[str | None, float]:
    """The questionnaire's unit: its family and what it counts in (万元: 10,000 元)."""
    for word in words:
        plain = word.casefold().strip()
        if plain in _FAMILY_OF:
            return _FAMILY_OF[plain], 1.0
        if plain[:1] in _TIMES and plain[1:] in _FAMILY_OF:
            return _FAMILY_OF[plain[1:]], _TIMES[plain[:1]]
    return None, 1.0


_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+")


def _separator(digits: Iterable[str]) -> str | None:
    """What separates decimals: "." unless a comma can do nothing else; None where the column has it both ways.

    ``1,234`` is read as thousands, ``12,5`` can only be a decimal; where both occur nobody can tell.
    """
    commas = [text for text in digits if "," in text]
    thousands = [text for text in commas if _GROUPS.fullmatch(text)]
    if len(thousands) == len(commas):
        return "."
    return "," if not thousands and all(_DECIMAL.fullmatch(text) for text in commas) else None


def _decimal(digits: str, point: str) -> float | None:
    if point == ",":
        if "," not in digits:
            return float(digits) if re.fullmatch(rf"[+-]?(?:{_PLAIN})", digits) else None
        return float(digits.replace(".", "").replace(",", ".")) if _DECIMAL.fullmatch(digits) else None
    if re.fullmatch(rf"[+-]?(?:{_PLAIN})", digits):
        return float(digits)
    return float(digits.replace(",", "")) if _GROUPS.fullmatch(digits) else None
