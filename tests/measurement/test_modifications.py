"""Modification indices with item texts."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from measurement.reference import HS, holzinger

from tamkit import sem
from tamkit.errors import InputError
from tamkit.measurement import modifications
from tamkit.measurement.blocks import blocks_of, measurement_model


def test_kinds_texts_and_order() -> None:
    fit = sem.fit(measurement_model(blocks_of(HS)), holzinger())
    texts = {f"x{i}": f"Test {i}" for i in range(1, 10)}
    table = modifications(fit, HS, texts=texts, minimum=5.0)
    assert table["mi"].is_monotonic_decreasing
    # R: modindices(cfa(HS.model, HolzingerSwineford1939), sort. = TRUE): visual =~ x9 36.411, x7 ~~ x8 34.145
    assert table.loc[0, ["lhs", "op", "rhs", "kind"]].tolist() == ["visual", "=~", "x9", "cross_loading"]
    assert table.loc[0, "mi"] == pytest.approx(36.411, abs=1e-3)
    assert table.loc[1, "mi"] == pytest.approx(34.145, abs=1e-3)
    assert table.loc[1, ["text_lhs", "text_rhs"]].tolist() == ["Test 7", "Test 8"]
    assert bool(table.loc[1, "same_construct"])
    with pytest.raises(InputError, match="1 or more"):
        modifications(fit, HS, most=0)


def test_questionnaire_brings_its_texts() -> None:
    found = pd.DataFrame({"lhs": ["a"], "op": ["~~"], "rhs": ["c"], "mi": [12.0], "epc": [0.1]})
    fit = SimpleNamespace(modification_indices=lambda minimum: found)
    construct = SimpleNamespace(facets=(), valence="positive")
    constructs = [SimpleNamespace(code=code, **vars(construct)) for code in "FG"]
    questionnaire = SimpleNamespace(
        constructs=constructs,
        items_of={"F": ["a", "b"], "G": ["c", "d"]}.__getitem__,
        label=lambda code, lang: f"{lang}:{code}",
    )
    table = modifications(fit, questionnaire, lang="zh")
    assert table.loc[0, ["text_lhs", "text_rhs"]].tolist() == ["zh:a", "zh:c"]
    assert not table.loc[0, "same_construct"]
    assert modifications(SimpleNamespace(modification_indices=lambda minimum: found.head(0)), questionnaire).empty
