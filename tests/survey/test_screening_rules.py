"""The declared rules: defaults, what a study file may hold, and how mistakes are answered."""

from __future__ import annotations

import pytest

from tamkit.errors import InputError
from tamkit.survey import Rules
from tamkit.survey.screening import RULES


def test_defaults_exclude_only_what_is_beyond_dispute():
    rules = Rules.of(None)
    assert rules.exclude == ("missing", "attention", "min_seconds_per_item", "longstring")
    assert rules.exclude_with_second == ()
    assert (rules.missing, rules.attention, rules.min_seconds_per_item) == (0.2, 1, 2.0)


def test_rules_pass_through():
    rules = Rules(missing=0.1)
    assert Rules.of(rules) is rules


@pytest.mark.parametrize("off", [None, False, "off"])
def test_a_rule_can_be_switched_off(off):
    assert Rules.of({"attention": off}).attention is None
    assert "attention" not in Rules.of({"attention": off}).active()


def test_the_declared_order_is_the_order_of_the_flow():
    rules = Rules.of({"exclude": ["longstring", "attention"], "exclude_with_second": ["mahalanobis"]})
    assert rules.active()[:3] == ["longstring", "attention", "mahalanobis"]
    assert set(rules.active()) == set(RULES) - {"min_seconds"}  # off by default


def test_round_trip():
    rules = Rules.of({"longstring": 12, "contradictions": [{"user": 2, "often": [1, 2]}], "exclude": ["irv"],
                      "antonym_pairs": [["PU1", "FR1"]]})  # fmt: skip
    assert Rules.of(rules.to_dict()) == rules


def test_strict_adds_and_keeps():
    rules = Rules.of({"exclude": ["duplicates"], "exclude_with_second": ["irv"]}).strict()
    assert rules.exclude[0] == "duplicates"
    assert rules.exclude.count("duplicates") == 1
    assert "mahalanobis" in rules.exclude_with_second
    assert rules.exclude_with_second.count("irv") == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"atention": 1}, "unknown rule 'atention'; did you mean 'attention'"),
        ({"missing": 1.5}, "missing: 1.5 is not a number from 0 to 1"),
        ({"missing": True}, "missing: True is not a number"),
        ({"attention": 1.5}, "attention: 1.5 is not a whole number"),
        ({"min_seconds_per_item": "2"}, "min_seconds_per_item: '2' is not a number"),
        ({"irv": float("nan")}, "irv: nan is not a number"),
        ({"longstring_min": 1}, "longstring_min: 1 is not a whole number from 2"),
        ({"pair_correlation": None}, "pair_correlation: None is not a number"),
        ({"exclude": ["speed"]}, "exclude: unknown rule 'speed'"),
        ({"exclude": 3}, "exclude: expected a list of rules"),
        ({"contradictions": [{"user": 1}]}, "two variables or more"),
        ({"contradictions": [{"user": "x", "often": 1}]}, "option codes"),
        ({"antonym_pairs": [["PU1"]]}, "antonym_pairs: expected two item codes, found ['PU1']"),
        ({"synonym_pairs": "PU1"}, "synonym_pairs: expected a list of item pairs"),
        ({"contradictions": "user"}, "expected a list"),
        (["attention"], "expected keys with thresholds"),
    ],
)
def test_mistakes_are_answered_in_one_sentence(given, said):
    with pytest.raises(InputError, match="screening") as caught:
        Rules.of(given)
    assert said in str(caught.value)
