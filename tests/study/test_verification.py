"""Every leaf of two results is compared."""

from __future__ import annotations

import dataclasses
import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest

from tamkit.errors import InputError
from tamkit.messages import Message
from tamkit.study import Results, Study, verify
from tamkit.study.folder import digest
from tamkit.study.rewriting import Rewritten
from tamkit.study.verification import (
    TOLERANCE,
    Difference,
    Verification,
    _compare,
    _number,
    _same_inputs,
    _study_path,
    _template,
    _written_again,
)


def compared(a: Any, b: Any, **more: Any) -> list[tuple[str, float]]:
    return [(place, gap) for place, _, _, gap in _compare(a, b, "", **more)]


def test_numbers_by_their_relative_difference() -> None:
    assert compared({"a": [1.0, 2.0]}, {"a": [1.0, 2.5]}) == [("a[0]", 0.0), ("a[1]", 0.25)]
    assert compared({"a": 0.1}, {"a": 0.2}) == [("a", pytest.approx(0.1))]
    assert compared({"a": -4.0}, {"a": -2.0}) == [("a", 0.5)]


def test_anything_else_is_the_same_or_is_not() -> None:
    assert compared({"a": "x", "b": None, "c": True}, {"a": "x", "b": None, "c": True}) == [
        ("a", 0),
        ("b", 0),
        ("c", 0),
    ]
    assert compared({"a": "x"}, {"a": "y"}) == [("a", math.inf)]
    assert compared({"a": True}, {"a": 1.0}) == [("a", 0.0)]
    assert compared({"a": None}, {"a": 1.0}) == [("a", math.inf)]


def test_lost_and_added_entries() -> None:
    assert compared({"a": 1}, {}) == [("a", math.inf)]
    assert compared({}, {"a": 1}) == [("a", math.inf)]
    assert compared({}, {"a": 1}, added=False) == []
    assert compared([1, 2], [1]) == [("", math.inf), ("[0]", 0.0)]


def test_what_is_a_number() -> None:
    assert _number(1)
    assert _number(0.5)
    assert not _number(True)
    assert not _number("1")


def found(**more: Any) -> Verification:
    fields = {
        "numbers": 1,
        "identical": True,
        "largest": 0.0,
        "differences": (),
        "edited": (),
        "missing": (),
        "added": (),
        "versions": {},
    }
    return Verification(**{**fields, **more})


@pytest.mark.parametrize(
    ("more", "ok"),
    [
        ({}, True),
        ({"differences": (1,)}, False),
        ({"edited": ("a",)}, False),
        ({"template": Message("study.template", file="a", gone=True)}, False),
        ({"missing": ("a",)}, False),
        ({"added": ("a",)}, True),
        ({"versions": {"numpy": ("1", "2")}}, True),
    ],
)
def test_what_is_in_order(more: dict[str, Any], ok: bool) -> None:
    assert found(**more).ok is ok


@pytest.fixture(scope="module")
def report(small: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(small.report(small.study.path.parent / "report", formats=["md"], langs=["en"]))


def test_a_report_is_verified(report: Path) -> None:
    again = verify(report)
    assert again.ok
    assert again.identical
    assert again.largest <= TOLERANCE
    assert again.numbers > 500
    assert again.versions == {}


def test_where_the_study_lies(report: Path, tmp_path: Path) -> None:
    recorded = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    assert _study_path(report, recorded, None) == report.parent / "study.yaml"
    assert _study_path(report, recorded, tmp_path) == tmp_path
    with pytest.raises(InputError, match="--study"):
        _study_path(report, recorded | {"study": {"file": "study.yaml", "path": None}}, None)
    with pytest.raises(InputError, match="--study"):
        _study_path(tmp_path / "x", recorded, None)


def test_inputs_must_be_as_many_and_the_same(report: Path) -> None:
    recorded = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    study = Study.load(report.parent)
    _same_inputs(study, recorded, report)
    with pytest.raises(InputError, match="names one data file; the report had none"):
        _same_inputs(study, recorded | {"data": []}, report)
    with pytest.raises(InputError, match="adds no questionnaires; the report had one"):
        _same_inputs(study, recorded | {"added": [{}]}, report)
    changed = recorded | {"questionnaire": recorded["questionnaire"] | {"sha256": "0"}}
    with pytest.raises(InputError, match=r"form\.yaml"):
        _same_inputs(study, changed, report)


def test_the_first_that_is_not_as_it_was() -> None:
    moved, where = Difference("a[0].est", 1.0, 2.0), Message("study.differs_at_line", line=1, then="a", now="b")
    gone = Message("study.template", file="t.docx", gone=True)
    whole = {
        "template": gone,
        "differences": (moved,),
        "rewritten": (Rewritten("r.md", where),),
        "edited": ("e",),
        "missing": ("m",),
    }
    said = []
    for name in (*whole, ""):
        said.append(str(found(**whole).first))
        whole = {key: value for key, value in whole.items() if key != name}  # type: ignore[assignment]  # of any kind
    assert said == [
        "t.docx, the Word file whose styles the report has (docx_template), is missing",
        "a[0].est: 1.0 then, 2.0 now",
        "r.md: line 1: 'a' then, 'b' now",
        "e was changed since",
        "m is missing",
        "None",
    ]
    assert not found(rewritten=(Rewritten("r.md", where),)).ok


def test_a_template_that_changed_or_is_gone_is_the_first_difference(small: Results, tmp_path: Path) -> None:
    import docx

    study = tmp_path / "study"
    shutil.copytree(small.study.path.parent, study)
    docx.Document().save(str(study / "school.docx"))
    file = study / "study.yaml"
    said = "report: {lang: en, format: docx, docx_template: school.docx}"
    file.write_text(file.read_text(encoding="utf-8").replace("report: {lang: en, format: md}", said), encoding="utf-8")
    styled = Study.load(study)
    results = dataclasses.replace(small, study=styled)
    made = results.report(study / "styled")
    recorded = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    assert _template(styled, recorded) is None
    (study / "school.docx").write_bytes(b"other")
    assert str(_template(styled, recorded)).endswith("was changed since")
    (study / "school.docx").unlink()
    assert str(_template(styled, recorded)).startswith("school.docx")
    assert str(_template(styled, recorded)).endswith("is missing")
    assert _written_again(made, recorded, results, None) == ()  # nothing but Word, which wants its template
    again = verify(made)
    assert not again.ok
    assert again.first == _template(styled, recorded)
    assert "school.docx" in repr(again)


def test_files_written_again_are_the_same_and_an_altered_one_is_named(report: Path, tmp_path: Path) -> None:
    copy = tmp_path / report.parent.name
    shutil.copytree(report.parent, copy)
    made = copy / report.name
    assert verify(made, files=True).rewritten == ()
    # A report that somebody made otherwise and signed for: only writing it again tells.
    file = made / "report.en.md"
    file.write_bytes(file.read_bytes().replace(b"Sample", b"Simple", 1))
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["report.en.md"] = digest(file)
    (made / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert verify(made).ok
    again = verify(made, files=True)
    assert [one.name for one in again.rewritten] == ["report.en.md"]
    assert "Simple" in str(again.first)
    assert "Sample" in str(again.first)
