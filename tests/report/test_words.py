"""Every phrase in both languages, with the same placeholders, marks and references; no causal or empty language."""

from __future__ import annotations

import re
import string
import unicodedata

import pytest

from tamkit.report.words import Words, phrases

PAIRS = sorted(phrases().items())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(("key", "pair"), PAIRS, ids=[key for key, _ in PAIRS])
def test_both_languages_say_the_same(key, pair):
    zh, en = pair
    assert zh.strip()
    assert en.strip()
    assert placeholders(zh) == placeholders(en)
    assert sorted(re.findall(r"\[\[.+?\]\]", zh)) == sorted(re.findall(r"\[\[.+?\]\]", en))
    assert zh.count("**") == en.count("**")
    assert en.isascii() or not any(unicodedata.east_asian_width(char) in "WF" for char in en)


def test_no_claim_of_causes_and_no_adjectives_for_numbers():
    for key, (zh, en) in PAIRS:
        for word in ("导致", "证明", "使得", "显著地", "非常好", "很高", "优秀", "极佳"):
            assert word not in zh, key
        for word in (" proves", " proven ", "causes ", "leads to", "excellent", "very high", "strongly support"):
            assert word not in en.lower(), key


def test_chinese_uses_full_width_punctuation():
    for key, (zh, _) in PAIRS:
        bare = re.sub(r"\{[^{}]*\}|`[^`]*`|\[\[[^\]]*\]\]", "", zh)
        assert not re.search(r"[\u4e00-\u9fff][,:;?]|[,:;?][\u4e00-\u9fff]", bare), key


def test_a_code_without_a_phrase_stays_itself():
    assert Words("zh").known("rule", "attention") != "attention"
    assert Words("zh").known("rule", "no_such_rule") == "no_such_rule"


def test_english_has_straight_quotes():
    """A Chinese font sets curly ones as wide as a character."""
    for key, (_, en) in PAIRS:
        assert not set(en) & set("\u2018\u2019\u201c\u201d"), key  # curly
