"""One name for one state: what became of a hypothesis is called alike wherever it is told."""

from __future__ import annotations

import re

import pytest
from messages.test_wording import EN, KEYS, ZH, whole

from tamkit.drivers.verdicts import ABSENT, NOT_TESTED, OPPOSITE, SUPPORTED, UNKNOWN, VERDICTS

#: By verdict: its name in English and in Chinese.
NAMES = {
    SUPPORTED: ("supported", "成立"),
    OPPOSITE: ("opposite", "方向相反"),
    ABSENT: ("negligible", "效应可忽略"),
    UNKNOWN: ("unknown", "尚无定论"),
    NOT_TESTED: ("not tested", "未检验"),
}
#: Where all of them are told.
TOLD = ("report.verdict", "drivers.verdict", "cli.hypotheses_supported", "drivers.answer.verdicts",
        "report.summary.hypotheses", "report.structural.hypotheses_text")  # fmt: skip
#: Other names for these states, and for a difference that is not significant.
OTHERS = {
    "en": r"\bundecided\b|\binconclusive\b|of the other sign|(?<!be )(?<!hardly )\btold apart\b",
    "zh": r"悬而未决|未有定论|无定论(?<!尚无定论)|得到支持|彼此无法区分|与之无法区分",
}


def test_every_verdict_has_a_name() -> None:
    assert set(NAMES) == set(VERDICTS)


@pytest.mark.parametrize("key", TOLD)
@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_is_told_by_its_name(key: str, verdict: str) -> None:
    english, chinese = NAMES[verdict]
    assert english in whole(EN[key]).lower()
    assert chinese in whole(ZH[key])


def test_no_sentence_calls_them_otherwise() -> None:
    found = {
        key
        for key in KEYS
        if key.startswith(("report.", "drivers.", "cli."))
        and (re.search(OTHERS["en"], whole(EN[key]).lower()) or re.search(OTHERS["zh"], whole(ZH[key])))
    }
    assert found - {"report.glossary"} == set()


@pytest.mark.parametrize("text", ["Hypothesis H8 stays undecided", "the two are not told apart", "1 of the other sign"])
def test_the_search_sees_other_names(text: str) -> None:
    assert re.search(OTHERS["en"], text)


@pytest.mark.parametrize("text", ["结论无定论", "彼此无法区分", "假设得到支持"])
def test_the_search_sees_other_chinese_names(text: str) -> None:
    assert re.search(OTHERS["zh"], text)
    assert not re.search(OTHERS["zh"], "假设 H8 尚无定论")
