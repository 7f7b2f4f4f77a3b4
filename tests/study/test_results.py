"""The results of a study: warnings, what they were computed with, what a report is made from."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path
from types import SimpleNamespace

from tamkit.messages import Message
from tamkit.report.plain import dumps
from tamkit.study import Results
from tamkit.study.stage import Outcome


def test_parts_are_handed_on(small: Results) -> None:
    found = small.findings
    assert (small.clean, small.description, small.measurement, small.drivers) == (
        found.clean, found.description, found.measurement, found.drivers,
    )  # fmt: skip
    assert small.simulated is False


def test_who_is_not_in_the_models_is_told(small: Results) -> None:
    assert any("2 of 120" in str(text) for text in small.warnings)
    assert len(small.warnings) == len(set(small.warnings))
    everyone = dataclasses.replace(small.findings, clean=SimpleNamespace(n=118, simulated=False))
    assert not any(" of 118" in str(text) for text in dataclasses.replace(small, findings=everyone).warnings)


def test_warnings_of_stages_are_told_once(small: Results) -> None:
    outcomes = (Outcome("a", "failed", "x", ("x", "y")), Outcome("b", "done", None, ("x",)))
    found = dataclasses.replace(small, outcomes=outcomes)
    assert found.extra_warnings == ("x", "y")
    assert found.warnings[-2:] == ("x", "y")


def test_notes_are_not_warnings(small: Results) -> None:
    assert not set(small.notes) & set(small.warnings)
    assert len(small.notes) == len(set(small.notes))
    assert set(small.drivers.notes) <= set(small.notes) | set(small.warnings)


def test_what_the_numbers_come_from(small: Results) -> None:
    assert small.computed_with == ("numpy", "pandas", "scipy", "semopy")
    alone = dataclasses.replace(small, findings=dataclasses.replace(small.findings, second_engine=None))
    assert alone.computed_with == ("numpy", "pandas", "scipy")
    spec = small.study.spec.model_copy(update={"robustness": ("semopy",)})
    study = dataclasses.replace(small.study, file=dataclasses.replace(small.study.file, spec=spec))
    assert "semopy" in dataclasses.replace(alone, study=study).computed_with
    for fits, there in (({"overdue": object()}, True), ({}, False)):
        found = dataclasses.replace(small.findings, battery=SimpleNamespace(regressions=fits))
        assert ("statsmodels" in dataclasses.replace(small, findings=found).computed_with) is there


def test_a_report_is_made_from_every_finding(small: Results) -> None:
    content = small.content
    assert content.findings is small.findings
    for part in ("clean", "description", "measurement", "drivers"):
        assert getattr(content, part) is getattr(small.findings, part)
    assert content.warnings == small.warnings
    assert content.questionnaire is small.study.questionnaire
    assert content.provenance["options"]["models"] == ["short", "full"]


def test_extras_are_fields_of_the_findings(small: Results) -> None:
    extras, found = small.extras, small.findings
    assert extras["robustness"] is found.robustness.paths
    assert extras["controls"] is found.robustness.controls
    assert extras["efa"] is found.efa
    assert "battery" not in extras
    assert "groups" not in extras
    none = dataclasses.replace(small, findings=dataclasses.replace(found, robustness=None))
    assert not [name for name in none.extras if name.startswith("robustness")]


def test_results_json(small: Results) -> None:
    told = json.loads(dumps(small.to_dict()))
    assert list(told)[:4] == ["title", "simulated", "questionnaire", "options"]
    assert told["questionnaire"] == {"name": "small", "version": "1", "outcome": "INT"}
    assert [one["name"] for one in told["stages"]] == [one.name for one in small.outcomes]
    first = [one.to_dict() for one in small.warnings]
    assert told["warnings"][: len(first)] == first
    assert all({"stage", "model", "code"} < one.keys() for one in told["warnings"][len(first) :])
    assert told["notes"] == json.loads(dumps([one.to_dict() for one in small.notes]))
    assert dumps(small.to_dict()) == dumps(small.to_dict())


def test_a_report_folder(small: Results, tmp_path: Path) -> None:
    made = Path(small.report(tmp_path / "out", formats=["md"], langs=["en"]))
    names = {path.name for path in made.iterdir()}
    assert {"report.en.md", "results.json", "manifest.json", "screening.csv", "tables", "models", "figures"} <= names
    rows = list(csv.DictReader((made / "screening.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == len(small.clean.excluded)
    assert json.loads((made / "results.json").read_text(encoding="utf-8")) == json.loads(dumps(small.to_dict()))


def test_it_shows_itself_briefly(small: Results) -> None:
    assert len(repr(small)) < 4000
    assert "<" in small._repr_html_()


def test_the_card_counts_the_stages_that_were_done_and_names_those_that_failed(small: Results) -> None:
    stages = small._card().rows["stages"]
    states = [outcome.state for outcome in small.outcomes]
    assert stages == Message("study.stages_done", done=states.count("done"), failed=None)
    first, *others = small.outcomes
    broken = dataclasses.replace(small, outcomes=(dataclasses.replace(first, state="failed"), *others))
    assert broken._card().rows["stages"].values["failed"] == (first.name,)


def test_the_card_hands_on_what_the_drivers_found(small: Results) -> None:
    assert small.drivers is not None
    own, found = small._card(), small.drivers._card()
    assert own.rows["found"] == found.title
    assert (own.rows["hypotheses"], own.rows["totals"]) == (found.rows["hypotheses"], found.rows["totals"])
