"""What the stages found, and what of it results.json tells."""

from __future__ import annotations

import dataclasses
import json

from tamkit.report.findings import BRIEF, brief
from tamkit.report.plain import dumps
from tamkit.study import Results


def test_what_is_analysed(small: Results) -> None:
    found = small.findings
    assert found.analysed == sum(found.drivers.main.n) == 118
    assert dataclasses.replace(found, drivers=None).analysed == found.clean.n == 120


def test_every_part_is_told_and_rows_of_respondents_are_not(small: Results) -> None:
    told = small.findings.to_dict()
    assert list(told) == [
        "n",
        "screening",
        "description",
        "answers",
        "measurement",
        "drivers",
        "verdicts",
        "fragile",
        "extras",
    ]
    assert told["n"] == {"received": 120, "valid": 120, "analysed": 118}
    assert "cases" not in told["measurement"]
    assert "cases" not in told["extras"]["efa"]
    assert told["drivers"]["main"] == "full"
    assert list(told["drivers"]["fits"]) == ["short", "full"]
    assert "models" not in told["extras"]["competing"]


def test_what_was_not_found_is_not_told(small: Results) -> None:
    bare = dataclasses.replace(
        small.findings, efa=None, common_method=None, robustness=None, sensitivity=None, drivers=None
    )
    told = bare.to_dict()
    assert told["drivers"] is None
    assert not {"efa", "common_method", "robustness", "robustness_fits", "controls", "sensitivity"} & set(
        told["extras"]
    )
    assert "competing" in told["extras"]


def test_names_of_before_are_not_written(small: Results) -> None:
    text = dumps(small.findings.to_dict())
    assert '"cfi_diff"' in text
    assert '"delta_cfi"' not in text


def test_of_companions_only_how_they_were_made(small: Results) -> None:
    fit = small.drivers.main
    told = brief(fit)
    assert tuple(told) == BRIEF
    assert told["n"] == fit.to_dict()["n"]
    fits = small.findings.to_dict()["extras"]["robustness_fits"]
    assert all(set(one) == set(BRIEF) for one in fits.values())


def test_numbers_are_unrounded(small: Results) -> None:
    told = json.loads(dumps(small.findings.to_dict()))
    frame = small.drivers.hypotheses
    assert [row["est"] for row in told["drivers"]["hypotheses"]] == frame["est"].tolist()
    assert told["measurement"]["reliability"][0]["alpha"] == small.measurement.reliability["alpha"].iloc[0]


def test_a_companion_is_told_as_its_own_dictionary_tells_it(small: Results) -> None:
    for _, _, fit in list(small.findings.companions())[:4]:
        whole = fit.to_dict()
        assert brief(fit) == {part: whole[part] for part in BRIEF}
