"""What an answer holds, and that every number of its statement stands in it."""

from __future__ import annotations

import dataclasses
import re

import pytest
from drivers.answers.example import evidence, question, said

from tamkit.drivers.answers import VERSION, Answer, answer_all
from tamkit.report.plain import dumps, fields_of

ASKED = [
    question("ranking", of=("PU", "IN1", "where")),
    question("level", of=("INT",)),
    question("drivers", outcome="INT"),
    question("segments", of=("PU", "IT"), by=("gender",)),
]


def test_it_is_frozen_and_has_a_version() -> None:
    (found,) = answer_all(ASKED[1:2], evidence())
    assert found.version == VERSION == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.n = 3  # type: ignore[misc]


@pytest.mark.parametrize("at", range(4))
def test_it_is_plain_data_and_every_table_says_its_n(at: int) -> None:
    (found,) = answer_all(ASKED[at : at + 1], evidence())
    assert isinstance(found, Answer)
    assert dumps(fields_of(found))
    for name, table in found.tables.items():
        assert "n" in table.columns, name


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_both_languages_say_the_same_numbers(lang: str) -> None:
    for found in answer_all(ASKED, evidence()):
        numbers = [sorted(re.findall(r"\d+\.\d+", said(found, one))) for one in ("en", lang)]
        assert numbers[0] == numbers[1]
