"""The flow, the exclusions and the card of a screened survey, counted by hand on six respondents."""

from __future__ import annotations

import numpy as np
import pytest
from survey.samples import survey_of, varied

from tamkit.errors import DataError
from tamkit.messages import Message
from tamkit.survey import Rules
from tamkit.survey.screening.clean import screen, variants

NAN = np.nan
RULES = Rules(missing=0.2, attention=1, min_seconds_per_item=2.0, longstring=None, exclude=("missing", "attention"))


def received():
    """The first misses three items in twelve and fails the check, the second fails it, the third is too fast."""
    X = varied(6)
    X[0, :3] = NAN
    return survey_of(X, checks={"AC1": [1.0, 2, 4, 4, NAN, 4]}, seconds=[60, 60, 20, 60, 60, NAN])


def test_the_flow():
    flow = screen(received(), RULES).flow
    excluding = flow[flow["reason"].isin(["received", "missing", "attention", "valid"])]
    assert excluding["reason"].tolist() == ["received", "missing", "attention", "valid"]
    assert excluding["flagged"].tolist() == [0, 1, 2, 0]
    assert excluding["excluded"].tolist() == [0, 1, 1, 0]
    assert excluding["remaining"].tolist() == [6, 5, 4, 4]
    assert excluding["share"].tolist() == pytest.approx([1, 5 / 6, 4 / 6, 4 / 6])
    assert flow["step"].tolist() == list(range(len(flow)))


def test_exclusions_name_every_reason():
    clean = screen(received(), RULES)
    assert clean.excluded.to_dict("list") == {
        "id": [1, 2], "reason": ["missing", "attention"], "reasons": ["missing; attention", "attention"]
    }  # fmt: skip
    assert (clean.n, clean.received, clean.valid_rate) == (4, 6, 4 / 6)
    assert clean.items.index.tolist() == [3, 4, 5, 6]
    assert clean.flags["reason"].tolist()[:3] == ["missing", "attention", ""]
    assert clean.flags["excluded"].tolist() == [True, True, False, False, False, False]


def test_a_second_flag_excludes_where_it_is_declared():
    second = Rules(
        missing=0.2, attention=1, longstring=None, exclude=(), exclude_with_second=("attention",), duplicates=None,
        min_share_of_median=None, mahalanobis=None, even_odd=None, synonyms=None, antonyms=None, near_duplicates=None,
        irv=None,
    )  # fmt: skip
    clean = screen(received(), second)
    assert clean.excluded["id"].tolist() == [1]
    assert clean.flags["n_flags"].tolist() == [2, 1, 1, 0, 0, 0]


def test_the_card():
    card = screen(received(), RULES)._card()
    assert list(card.rows) == ["excluded", "not checked", "items", "respondents"]
    assert [(one.values["rule"].values["step"], one.values["n"]) for one in card.rows["excluded"]] == [
        ("missing", 1),
        ("attention", 1),
    ]
    assert card.rows["items"] == 12
    assert Message("report.step", step="same_source") in card.rows["not checked"]
    head = card.title.values["found"].values
    assert (head["n"], head["received"], head["rate"]) == (4, 6, 4 / 6)
    nobody = screen(received(), RULES.none())._card()
    assert nobody.rows["excluded"].key == "survey.nobody"


def test_the_card_of_responses():
    card = received()._card()
    assert list(card.rows) == ["items", "checks", "respondents", "from", "notes"]
    assert card.rows["items"].values["missing"] == pytest.approx(3 / 72)
    assert survey_of(varied(2))._card().rows["items"].values["missing"] == 0
    assert card.rows["checks"] == 1


def test_the_frame_of_the_figure():
    frame = screen(received(), RULES).time_and_longstring()
    assert list(frame) == ["seconds", "seconds_per_item", "longstring", "longstring_share", "excluded", "reason"]


def test_nobody_left_and_nobody_there():
    with pytest.raises(DataError) as caught:
        screen(survey_of(varied(2), checks={"AC1": [1.0, 1.0]}), RULES)
    assert caught.value.message.key == "survey.screening_leaves_nobody"
    (count,) = caught.value.message.values["counts"]
    assert (count.values["rule"].values["step"], count.values["n"]) == ("attention", 2)
    assert count.say("zh") == "注意力检测题未通过：2 人"
    with pytest.raises(DataError) as caught:
        screen(survey_of(np.empty((0, 12))))
    assert caught.value.message.key == "survey.nothing_to_screen"


def test_variants():
    found = variants(received(), RULES)
    assert list(found) == ["all", "main", "strict"]
    assert [clean.n for clean in found.values()][:2] == [6, 4]
    assert found["strict"].n <= 4
