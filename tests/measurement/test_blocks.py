"""Which items measure which construct."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from measurement.reference import SECOND

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement.blocks import (
    Block,
    blocks_of,
    complete,
    first_order,
    items_of,
    measurement_model,
    restricted,
    scores,
    second_order,
    top_level,
)


def test_second_order_from_mapping_and_syntax_agree() -> None:
    from_mapping = blocks_of(SECOND)
    assert blocks_of(measurement_model(from_mapping)) == blocks_of(str(measurement_model(from_mapping))) == from_mapping
    risk = second_order(from_mapping)[0]
    assert risk.facets == ("FR", "PV", "PF")
    assert len(risk.items) == 9
    assert [b.code for b in top_level(from_mapping)] == ["PU", "IT", "PR"]
    assert [b.level for b in first_order(from_mapping)] == ["construct", "construct", "facet", "facet", "facet"]
    assert len(items_of(from_mapping)) == 17


def test_syntax_with_modifiers_comments_and_continuations() -> None:
    model = """
    # comment with =~ in it
    PU =~ NA*PU1 + c(a, b)*PU2 +
          start(0.5)*PU3   ! another
    PU ~~ 1*PU; ATT =~ A1 + A2
    ATT ~ PU
    """
    assert {block.code: block.items for block in blocks_of(model)} == {"PU": ("PU1", "PU2", "PU3"), "ATT": ("A1", "A2")}


def test_a_construct_without_items_is_named() -> None:
    with pytest.raises(InputError, match="construct 'PU' has no items"):
        measurement_model(blocks_of({"PU": [], "IT": ["IT1", "IT2"]}))


def test_composites_are_marked() -> None:
    blocks = blocks_of("F =~ a + b\nC <~ c + d")
    assert [b.composite for b in blocks] == [False, True]


def test_questionnaire_brings_valence_to_facets() -> None:
    constructs = (
        SimpleNamespace(code="PU", facets=(), valence="positive"),
        SimpleNamespace(code="PR", facets=("FR",), valence="negative"),
        SimpleNamespace(code="FR", facets=(), valence="positive"),
    )
    items = {"PU": ["PU1", "PU2"], "PR": ["FR1", "FR2"], "FR": ["FR1", "FR2"]}
    blocks = blocks_of(SimpleNamespace(constructs=constructs, items_of=items.__getitem__))
    assert [b.negative for b in blocks] == [False, True, True]
    assert blocks[2].parent == "PR"


@pytest.mark.parametrize(
    ("source", "message"),
    [("PU ~ ATT", "no construct"), (3, "given as"), ([3], "given as"), ("a =~ b\nb =~ a", "itself")],
)
def test_what_is_no_measurement_model(source: object, message: str) -> None:
    with pytest.raises((InputError, TypeError), match=message if source != 3 else None):
        blocks_of(source)


def test_restricted_brings_facets_and_names_the_nearest() -> None:
    assert [b.code for b in restricted(blocks_of(SECOND), ["PR"])] == ["FR", "PV", "PF", "PR"]
    with pytest.raises(InputError, match="did you mean 'PU'"):
        restricted(blocks_of(SECOND), ["PUU"])


def test_scores_name_what_is_wrong() -> None:
    data = pd.DataFrame({"a1": [1, 2], "a2": ["x", "y"]})
    with pytest.raises(InputError, match="unknown item 'a3'"):
        scores(data, ["a1", "a3"])
    with pytest.raises(InputError, match="item a2"):
        scores(data, ["a1", "a2"])


def test_complete_refuses_constant_items_and_few_rows() -> None:
    data = pd.DataFrame({"a": [1.0, 2, 3, 4, None], "b": [2.0, 2, 2, 2, 5], "c": [1.0, 3, 2, 4, 4]})
    with pytest.raises(AnalysisError, match="item b has the same answer in all 4"):
        complete(data, ["a", "b", "c"])
    with pytest.raises(AnalysisError, match="more complete rows"):
        complete(data.head(3), ["a", "c", "b"])
    assert complete(data, ["a", "c"]).shape == (4, 2)


def test_block_level() -> None:
    assert Block("PU", ("a", "b")).level == "construct"


def test_a_restriction_keeps_the_constructs_named_with_their_facets() -> None:
    blocks = blocks_of(SECOND)
    found = restricted(blocks, ["PR"])
    assert [block.code for block in found] == [
        block.code for block in blocks if block.code == "PR" or block.parent == "PR"
    ]
    assert {block.code: block.parent for block in found} == {**dict.fromkeys(SECOND["PR"], "PR"), "PR": None}
    assert restricted(blocks, ["FR"])[0].parent is None
    assert [block.code for block in restricted(blocks, ["IT", "PU"])] == ["PU", "IT"]
