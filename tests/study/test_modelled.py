"""What of a study goes into its models."""

from __future__ import annotations

import numpy as np

from tamkit import questionnaire
from tamkit.study import Results
from tamkit.study.modelled import blocks, modelled, modelled_items


def test_items_and_the_numbers_of_respondents(small: Results) -> None:
    frame = modelled(small.clean)
    assert list(frame.columns[:9]) == list(small.clean.items.columns)
    assert set(frame.columns[9:]) == {"gender", "age"}
    assert np.array_equal(frame["age"], small.clean.respondents["age"])
    assert len(frame) == small.clean.n


def test_an_item_is_never_doubled(small: Results) -> None:
    class Clean:
        questionnaire = small.clean.questionnaire
        items = small.clean.items
        respondents = small.clean.respondents.assign(PU1=0.0, words="x")

    frame = modelled(Clean())  # type: ignore[arg-type]
    assert frame.columns.is_unique
    assert frame["PU1"].equals(small.clean.items["PU1"])
    assert "words" not in frame


def test_markers_and_descriptive_scales_stay_out(small: Results) -> None:
    form = small.study.questionnaire
    assert modelled_items(form) == form.item_codes
    other = form.model_copy(
        update={
            "constructs": tuple(
                one.model_copy(update={"role": "marker" if one.code == "IT" else "model"}) for one in form.constructs
            )
        }
    )
    assert modelled_items(other) == [code for code in form.item_codes if not code.startswith("IT")]
    assert [block.code for block in blocks(other, "model")] == ["PU", "INT"]
    assert [block.code for block in blocks(other, "marker")] == ["IT"]
    assert [block.code for block in blocks(other, "model", "marker")] == ["PU", "IT", "INT"]


def test_facets_are_blocks_of_their_own() -> None:
    form = questionnaire.load("huabei_baitiao")
    found = {block.code: block for block in blocks(form, "model")}
    assert found["PR"].facets
    assert set(found["PR"].facets) <= set(found)
    assert set(modelled_items(form)) == {item for block in found.values() if not block.facets for item in block.items}
