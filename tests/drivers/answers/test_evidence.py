"""Names as sentences have them."""

from __future__ import annotations

from drivers.answers.example import evidence

from tamkit.drivers.answers import Evidence
from tamkit.drivers.answers.evidence import _small


def test_names_begin_small_within_a_sentence() -> None:
    found: Evidence = evidence()
    assert found.name("IT").get("en") == "initial trust"
    assert found.name("IT").get("zh") == "初始信任"
    assert found.text("IT").get("en") == "Initial trust"
    assert _small("AI trust") == "AI trust"


def test_options_are_called_by_their_labels() -> None:
    assert evidence().option("where", "2").get("en") == "Travel"
    assert evidence().option("where", "77") == "77"
    assert evidence().quoted("gender").say("en") == '"gender"'


def test_items_of_a_construct_that_were_answered() -> None:
    assert evidence().construct_items("PU") == ["PU1", "PU2", "PU3"]
    assert evidence().valid == 400
