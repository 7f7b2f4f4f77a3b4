"""Samples far too small for their model: wherever lavaan arrives tamkit does, and never at a higher minimum."""

from __future__ import annotations

from typing import Any

import pytest
from sem.lavaan_reference import TOLERANCE, dataset, reference

from tamkit.sem import fit

MODELS = reference("sem_tables")["models"]
SAMPLES: list[dict[str, Any]] = reference("sem_hard")["samples"]


def name(sample: dict[str, Any]) -> str:
    return f"{sample['model']}-{len(sample['rows'])}-{sum(sample['rows'])}"


def test_there_are_enough_hard_ones() -> None:
    assert sum(not sample["arrived"] for sample in SAMPLES) > 10
    assert sum(sample["known"] and not sample["admissible"] for sample in SAMPLES) > 20


@pytest.mark.parametrize("sample", [sample for sample in SAMPLES if sample["arrived"]], ids=name)
def test_the_minimum_is_lavaans_or_a_lower_one(sample: dict[str, Any]) -> None:
    found = fit(MODELS[sample["model"]], dataset(sample["data"]).iloc[sample["rows"]])
    assert found.converged
    slack = TOLERANCE * max(1.0, sample["chisq"])
    assert found.fit["chisq"] <= sample["chisq"] + slack
    if sample["admissible"]:
        assert found.fit["chisq"] == pytest.approx(sample["chisq"], abs=slack)
    else:
        assert found.warnings
