"""The search for what to free when a level fails."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from measurement.reference import HS, holzinger

from tamkit import sem
from tamkit.measurement import blocks_of
from tamkit.measurement.invariance_partial import KIND, REFITTED, Freed, _promising, search
from tamkit.measurement.invariance_score import names_of
from tamkit.measurement.invariance_syntax import group_model
from tamkit.sem.options import Options

BLOCKS = blocks_of(HS)
OPTIONS = Options.for_items(estimator="ML", group="school", std_lv=True, meanstructure=True)


def fitted(level: Any, freed: tuple[str, ...] = ()) -> Any:
    return sem.fit(group_model(BLOCKS, level, 2, freed=freed), holzinger(), options=OPTIONS)


@pytest.fixture(scope="module")
def metric() -> Any:
    return fitted("metric")


@pytest.fixture(scope="module")
def scalar() -> Any:
    return fitted("scalar")


def freed(metric: Any, scalar: Any, holds: Any, max_freed: float = 0.5, already: set[str] | None = None) -> Freed:
    return search(BLOCKS, "scalar", 2, already or set(), None, metric, scalar, holzinger(), OPTIONS, max_freed, holds)


def test_the_first_to_be_freed_lowers_chi_square_most(metric: Any, scalar: Any) -> None:
    found = freed(metric, scalar, lambda fit: True)
    drops = {}
    for block in BLOCKS:
        for item in block.items:
            larger = fitted("scalar", (f"{item}~1",))
            drops[f"{item}~1"] = scalar.fit["chisq"] - larger.fit["chisq"]
    best = max(drops, key=drops.__getitem__)
    assert found.freed == (best,) == ("x3~1",)
    (row,) = found.rows
    assert row["chisq_drop"] == pytest.approx(drops[best], rel=1e-6)
    assert (row["level"], row["construct"], row["item"], row["parameter"]) == ("scalar", "visual", "x3", "x3~1")
    assert found.fit is not None
    assert found.notes == []


def test_it_goes_on_until_the_level_holds(metric: Any, scalar: Any) -> None:
    seen = []

    def second(fit: Any) -> bool:
        seen.append(fit.fit["chisq"])
        return len(seen) == 2

    found = freed(metric, scalar, second)
    assert found.freed == ("x3~1", "x7~1")
    assert seen[0] > seen[1]
    assert [row["chisq_drop"] for row in found.rows] == pytest.approx(
        [scalar.fit["chisq"] - seen[0], seen[0] - seen[1]]
    )
    assert found.model == str(group_model(BLOCKS, "scalar", 2, freed=found.freed))


def test_two_items_of_a_construct_stay_equal(metric: Any, scalar: Any) -> None:
    found = freed(metric, scalar, lambda fit: False, max_freed=1.0)
    assert found.fit is None
    assert found.rows == []
    assert len(found.notes) == 1
    # One item of each construct of three: after that nothing more may be freed, and all freed are named.
    assert sum(f"{item}~1" in found.notes[0].say("en") for items in HS.values() for item in items) == 3


def test_no_more_than_the_share_allowed(metric: Any, scalar: Any) -> None:
    found = freed(metric, scalar, lambda fit: True, max_freed=0.3)
    assert found.fit is None
    assert found.freed == ()
    assert freed(metric, scalar, lambda fit: True, max_freed=0.34).freed == ("x3~1",)


def test_what_is_free_already_is_not_freed_again(metric: Any, scalar: Any) -> None:
    start = fitted("scalar", ("x3~1",))
    found = freed(metric, start, lambda fit: True, already={"x3~1"})
    assert found.freed == ("x7~1",)


def test_few_candidates_are_all_refitted(scalar: Any) -> None:
    keys = names_of("intercept", "visual", ["x1", "x2", "x3"])
    assert len(keys) == REFITTED
    assert _promising(scalar, keys, BLOCKS, "scalar", 2, set(), None) == list(keys)


def test_many_are_ranked_by_a_score_test(scalar: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {name: key for block in BLOCKS for name, key in names_of("intercept", block.code, list(block.items)).items()}
    found = _promising(scalar, keys, BLOCKS, "scalar", 2, set(), None)
    assert len(found) == REFITTED
    assert found[0] == "x3~1"

    def singular(*args: object) -> object:
        raise np.linalg.LinAlgError

    monkeypatch.setattr("tamkit.measurement.invariance_partial.release_drops", singular)
    assert _promising(scalar, keys, BLOCKS, "scalar", 2, set(), None) == list(keys)


def test_each_level_frees_its_kind_of_parameter() -> None:
    assert KIND == {"metric": "loading", "scalar": "intercept", "strict": "residual"}
