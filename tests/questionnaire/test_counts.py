"""A questionnaire in numbers: the line and the card."""

from __future__ import annotations

import re

from questionnaire.sample import SAMPLE

from tamkit.messages import Message
from tamkit.questionnaire import loads
from tamkit.questionnaire.counts import card, summary


def test_the_card_tells_constructs_facets_and_models() -> None:
    found = card(loads(SAMPLE))
    assert list(found.rows) == ["asks", "constructs", "outcome", "models", "expects", "modules"]
    assert found.rows["constructs"] == Message("located", place=5, what=("PU", "FR", "PV", "INT", "PR = FR + PV"))
    assert found.rows["models"] == Message("located", place=1, what=("base",))
    assert (found.rows["outcome"], found.rows["modules"]) == ("INT", ("EX",))
    assert [told.values for told in found.rows["asks"]] == [
        {"part": "item", "n": 8},
        {"part": "check", "n": 1},
        {"part": "variable", "n": 3},
    ]


def test_what_there_is_none_of_is_not_counted() -> None:
    bare = loads(SAMPLE).model_copy(update={"models": (), "checks": (), "hypotheses": ()})
    found = card(bare)
    assert found.rows["models"] is None
    assert found.rows["expects"] == ()
    assert [told.values["part"] for told in found.rows["asks"]] == ["item", "variable"]
    assert not re.search("model|hypothes|check", summary(bare, "en"))
