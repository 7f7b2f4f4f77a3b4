"""The golden studies come out as they are committed; what moves on purpose is listed in CHANGES.md."""

from __future__ import annotations

import json

import pytest
from golden.studies import NAMES, differences, present, results, stored


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_results_are_the_committed_ones(name: str) -> None:
    if not present(name):
        pytest.skip("the public data folder ../shared/data/mida is absent")
    found = list(differences(json.loads(stored(name)), json.loads(results(name))))
    assert not found, "\n".join(found[:40])


def test_a_difference_is_seen() -> None:
    old = {"a": [1.0, {"b": "x", "c": None}], "d": 1}
    new = {"a": [1.0 + 1e-6, {"b": "y", "c": 2.0}], "e": 1}
    assert list(differences(old, old)) == []
    assert len(list(differences(old, new))) == 5
