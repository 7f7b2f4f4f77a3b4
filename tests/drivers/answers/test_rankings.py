"""Ratings and options ranked: the order is said where tests tell it, a tie where they do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drivers.answers.example import evidence, question, said, without

from tamkit.drivers.answers.rankings import answer
from tamkit.errors import SampleError
from tamkit.survey.ranked import ranked


def test_items_of_constructs_are_ranked_by_paired_tests() -> None:
    found = answer(question("ranking", of=("PU", "IN1")), evidence())
    table = found.tables["ratings"]
    assert set(table["item"]) == {"PU1", "PU2", "PU3", "IN1"}
    same = ranked(evidence().items[["PU1", "PU2", "PU3", "IN1"]], favourable=4.0)
    np.testing.assert_allclose(table["mean"], same.table["mean"])
    assert found.numbers["ratings"]["pvalue"] == same.test.pvalue < 0.05
    assert "Intend one" in said(found)
    assert f"mean {table['mean'].iloc[0]:.2f} of 5" in said(found)
    assert len(found.tables["ratings_pairs"]) == 6
    assert (found.n, found.missing) == (int(table["n"].min()), 400 - int(table["n"].min()))


def test_no_order_is_said_where_none_is_told() -> None:
    rng = np.random.default_rng(3)
    items = evidence().items.assign(**{code: rng.integers(1, 6, 400).astype(float) for code in ("PU1", "PU2", "PU3")})
    found = answer(question("ranking", of=("PU",)), without(items=items))
    assert found.numbers["ratings"]["pvalue"] > 0.05
    assert "The 3 ratings do not differ significantly" in said(found)
    assert "highest" not in said(found)
    assert "最高" not in said(found, "zh")


def test_options_are_ranked_and_a_tie_is_named() -> None:
    """Travel and supermarket are chosen by the same people: neither is second."""
    found = answer(question("ranking", of=("where",)), evidence())
    table = found.tables["where"]
    assert table["option"].tolist()[0] == "1"
    assert set(table["option"]) == {"1", "2", "3"}  # the exclusive one is no scene
    assert table[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[1, 1], [2, 3], [2, 3]]
    assert (found.n, found.missing) == (390, 10)
    assert '"Shopping"' in said(found)
    assert '"Travel" (' in said(found)
    assert "next, without significant differences among them, " in said(found)  # neither is second
    assert "选择最多的是“网购”" in said(found, "zh")


def test_what_shares_the_first_place_is_said_to() -> None:
    respondents = evidence().respondents.assign(**{"where.2": evidence().respondents["where.1"]})
    found = answer(question("ranking", of=("where",)), without(respondents=respondents))
    assert "not significantly more than " in said(found)
    assert "next is" not in said(found)


def test_what_shares_the_last_place_is_said_to() -> None:
    items = evidence().items.assign(PU2=evidence().items["PU1"] - 1, PU3=evidence().items["PU1"] - 1)
    told = said(answer(question("ranking", of=("PU",)), without(items=items)))
    assert "Lowest is" in told
    assert "not significantly below " in told  # the two below, not the first
    assert "not significantly above " not in told


def test_both_in_one_answer_two_tables() -> None:
    found = answer(question("ranking", of=("PU", "where")), evidence())
    assert list(found.tables) == ["ratings", "ratings_pairs", "where", "where_pairs"]
    assert len(found.statement) == 2


def test_scales_of_different_ends_are_ranked_apart() -> None:
    form = evidence().questionnaire
    scale = form.scales["agree"]
    seven = scale.model_copy(update={"points": 7, "labels": {}})
    constructs = tuple(
        one.model_copy(update={"items": tuple(item.model_copy(update={"scale": "seven"}) for item in one.items)})
        if one.code == "IT"
        else one
        for one in form.constructs
    )
    changed = form.model_copy(update={"scales": {**form.scales, "seven": seven}, "constructs": constructs})
    found = answer(question("ranking", of=("PU", "IT")), replace(evidence(), questionnaire=changed))
    assert {len(found.tables["ratings"]), len(found.tables["ratings_7"])} == {3}


def test_nothing_of_it_was_asked() -> None:
    items = evidence().items.drop(columns=["PU1", "PU2", "PU3"])
    with pytest.raises(SampleError, match="PU, where9 gives neither"):
        answer(question("ranking", of=("PU", "where9")), without(items=items))


def test_what_few_chose_is_hidden_by_the_declared_rule() -> None:
    few = evidence().respondents.assign(**{"where.3": np.where(np.arange(400) < 3, 1.0, 0.0)})
    shown = answer(question("ranking", of=("where",)), without(respondents=few))
    hidden = answer(question("ranking", of=("where",)), without(respondents=few, small_cells=5))
    assert shown.tables["where"]["chosen"].tolist()[-1] == 3
    assert np.isnan(hidden.tables["where"]["chosen"].tolist()[-1])
