"""The screening rules, declared before the data are seen: ``screening:`` of a study file.

Every rule that is on gives a flag with its number; ``exclude`` says which flags take a respondent out. The defaults
exclude on what reviewers accept without discussion (incomplete, failed attention check, too fast, straight-lining) and
leave the rest as flags, as Meade & Craig 2012 and Curran 2016 advise for indices with false alarms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from tamkit.errors import OptionError, listed, unknown
from tamkit.messages import Message


@dataclass(frozen=True, slots=True)
class Rule:
    """What a threshold may be: ``number`` is the column of the flags frame, ``op`` how it is held against the threshold
    (``lowest`` and ``burst`` compare it with the other respondents, ``page`` with the length of a page). What each rule
    means is said by ``survey.rule_means`` of the catalogues."""

    number: str
    op: Literal["<", ">", ">=", "lowest", "burst", "page"]
    low: float
    high: float
    whole: bool


#: Every rule, in the order of the sample flow.
RULES: dict[str, Rule] = {
    "missing": Rule("missing_share", ">", 0, 1, False),
    "attention": Rule("checks_failed", ">=", 1, 99, True),
    "min_seconds_per_item": Rule("seconds_per_item", "<", 0, 3600, False),
    "min_seconds": Rule("seconds", "<", 0, 86_400, False),
    "min_share_of_median": Rule("seconds_share_of_median", "<", 0, 1, False),
    "longstring": Rule("longstring", "page", 0, 999, False),
    "irv": Rule("irv", "lowest", 0, 1, False),
    "even_odd": Rule("even_odd", "<", -1, 1, False),
    "synonyms": Rule("synonyms", "<", -1, 1, False),
    "antonyms": Rule("antonyms", ">", -1, 1, False),
    "mahalanobis": Rule("mahalanobis_p", "<", 0, 1, False),
    "duplicates": Rule("identical", ">=", 2, 999, True),
    "near_duplicates": Rule("nearest", ">=", 0.5, 1, False),
    "same_source": Rule("same_source", ">=", 2, 999, True),
    "conflicts": Rule("conflicts", ">=", 1, 99, True),
    "bursts": Rule("burst", "burst", 2, 1e6, True),
}

#: Excluding by default, and the flags the strict variant adds: alone, or together with a second flag.
MAIN = ("missing", "attention", "min_seconds_per_item", "longstring")
STRICT = ("min_share_of_median", "duplicates", "near_duplicates", "conflicts")
STRICT_WITH_SECOND = ("irv", "even_odd", "synonyms", "antonyms", "mahalanobis", "bursts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Thresholds (None: the rule is off) and which flags exclude.

    Attributes
    ----------
    missing … bursts
        One threshold a rule; :data:`RULES` gives meaning and range. ``longstring`` up to 1 is a share of the page's
        items, above it a number of items.
    longstring_min
        A run shorter than this is never straight-lining, however short the page.
    pair_correlation
        Correlation from which two items are psychometric synonyms (its negative: antonyms).
    burst_seconds
        Width of the window submissions are counted in.
    synonym_pairs, antonym_pairs
        Item pairs declared to say the same, or the opposite; they take the place of the search by ``pair_correlation``.
    contradictions
        Answers that cannot be true together, each a mapping variable → option codes.
    exclude
        Rules whose flag excludes, in the order of the flow.
    exclude_with_second
        Rules whose flag excludes when the respondent has another flag too.
    """

    missing: float | None = 0.2
    attention: int | None = 1
    min_seconds_per_item: float | None = 2.0
    min_seconds: float | None = None
    min_share_of_median: float | None = 1 / 3
    longstring: float | None = 0.5
    irv: float | None = 0.01
    even_odd: float | None = 0.3
    synonyms: float | None = 0.0
    antonyms: float | None = 0.0
    mahalanobis: float | None = 0.001
    duplicates: int | None = 2
    near_duplicates: float | None = 0.95
    same_source: int | None = 2
    conflicts: int | None = 1
    bursts: int | None = 10
    longstring_min: int = 10
    pair_correlation: float = 0.6
    burst_seconds: float = 60.0
    synonym_pairs: tuple[tuple[str, str], ...] = ()
    antonym_pairs: tuple[tuple[str, str], ...] = ()
    contradictions: tuple[Mapping[str, tuple[int, ...]], ...] = ()
    exclude: tuple[str, ...] = MAIN
    exclude_with_second: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        for name, rule in RULES.items():
            _threshold(name, getattr(self, name), rule)
        _range("longstring_min", self.longstring_min, 2, 999, whole=True)
        _range("pair_correlation", self.pair_correlation, 0, 1)
        _range("burst_seconds", self.burst_seconds, 0, 86_400)
        for name in ("exclude", "exclude_with_second"):
            object.__setattr__(self, name, _rule_names(name, getattr(self, name)))
        for name in ("synonym_pairs", "antonym_pairs"):
            object.__setattr__(self, name, _pairs(name, getattr(self, name)))
        object.__setattr__(self, "contradictions", _contradictions(self.contradictions))

    @classmethod
    def of(cls, rules: Rules | Mapping[str, Any] | None) -> Rules:
        """Rules from what a study file holds; ``off`` or null switches a rule off.

        Raises
        ------
        OptionError
            For an unknown key (with the nearest known one), a threshold out of range, an unknown rule in ``exclude``.

        >>> Rules.of({"attention": 1, "missing": 0.3, "longstring": None}).missing
        0.3
        """
        if rules is None:
            return cls()
        if isinstance(rules, Rules):
            return rules
        if not isinstance(rules, Mapping):
            raise OptionError("survey.screening_expects_keys", found=repr(rules))
        known = [f.name for f in fields(cls)]
        given: dict[str, Any] = {}
        for key, value in rules.items():
            if key not in known:
                raise OptionError("located", place="screening", what=unknown("rule", str(key), known))
            # YAML reads off and no as False; for a threshold both mean the same.
            given[key] = None if key in RULES and (value is False or value == "off") else value
        return cls(**given)

    def strict(self) -> Rules:
        """These rules with the exclusions of the strict variant added."""
        more = tuple(name for name in STRICT if name not in self.exclude)
        second = (n for n in STRICT_WITH_SECOND if n not in self.exclude + self.exclude_with_second)
        return replace(self, exclude=self.exclude + more, exclude_with_second=(*self.exclude_with_second, *second))

    def none(self) -> Rules:
        """These rules flagging only: nobody is excluded."""
        return replace(self, exclude=(), exclude_with_second=())

    def active(self) -> list[str]:
        """The rules that are on, in the order of the flow: those that exclude first, as they are declared."""
        first = [*self.exclude, *self.exclude_with_second]
        return [name for name in [*first, *(n for n in RULES if n not in first)] if getattr(self, name) is not None]

    def to_dict(self) -> dict[str, Any]:
        """The rules as a study file would hold them."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        plain["exclude"], plain["exclude_with_second"] = list(self.exclude), list(self.exclude_with_second)
        for name in ("synonym_pairs", "antonym_pairs"):
            plain[name] = [list(pair) for pair in plain[name]]
        plain["contradictions"] = [{k: list(v) for k, v in c.items()} for c in self.contradictions]
        return plain


def _threshold(name: str, value: Any, rule: Rule) -> None:
    if value is not None:
        _range(name, value, rule.low, rule.high, whole=rule.whole)


def _range(name: str, value: Any, low: float, high: float, *, whole: bool = False) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not low <= value <= high or (whole and value != int(value)):
        means = Message("survey.rule_means", rule=name)
        raise OptionError(
            "survey.screening_out_of_range", name=name, found=repr(value), whole=whole, low=low, high=high, means=means
        )


def _rule_names(name: str, given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        given = (given,)
    if not isinstance(given, list | tuple):
        known = listed(list(RULES), 40)
        raise OptionError("survey.screening_expects_rules", name=name, found=repr(given), known=known)
    for rule in given:
        if rule not in RULES:
            raise OptionError("located", place=f"screening: {name}", what=unknown("rule", str(rule), RULES))
    return tuple(dict.fromkeys(given))


def _pairs(name: str, given: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(given, list | tuple):
        raise OptionError("survey.screening_expects_pairs", name=name, found=repr(given))
    for pair in given:
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(isinstance(code, str) for code in pair):
            raise OptionError("survey.screening_expects_two_items", name=name, found=repr(pair))
    return tuple((first, second) for first, second in given)


def _contradictions(given: Any) -> tuple[dict[str, tuple[int, ...]], ...]:
    if not isinstance(given, list | tuple):
        raise OptionError("survey.screening_expects_contradictions", found=repr(given))
    out = []
    for entry in given:
        if not isinstance(entry, Mapping) or len(entry) < 2:
            raise OptionError("survey.screening_expects_contradictions", found=repr(entry))
        codes = {k: tuple(v) if isinstance(v, list | tuple) else (v,) for k, v in entry.items()}
        if not all(isinstance(c, int) and not isinstance(c, bool) for v in codes.values() for c in v):
            raise OptionError("survey.screening_expects_contradictions", found=repr(entry))
        out.append(codes)
    return tuple(out)
