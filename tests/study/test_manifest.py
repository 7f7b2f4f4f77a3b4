"""From what, with what and how."""

from __future__ import annotations

import dataclasses
import sys
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from study.small import write

from tamkit import __version__
from tamkit.study import Results, Study
from tamkit.study.manifest import LIBRARIES, _source, imported, manifest, near, options, provenance, seeded, versions


def test_versions_of_what_is_installed() -> None:
    found = versions(["numpy", "no-such-library"])
    assert list(found) == ["tamkit", "python", "numpy"]
    assert found["tamkit"] == __version__
    assert found["python"].startswith(f"{sys.version_info.major}.{sys.version_info.minor}")


def test_only_what_was_imported_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "semopy", raising=False)
    monkeypatch.setattr("tamkit.foreign._in_parts", {})
    assert "semopy" not in imported()
    monkeypatch.setattr("tamkit.foreign._in_parts", {"semopy": object()})  # a part of it is it
    assert "semopy" in imported()
    assert "numpy" in imported()
    assert list(LIBRARIES) == sorted(LIBRARIES)


def test_options_without_where_files_lie(small: Results) -> None:
    found = options(small.study)
    assert not {"title", "data", "questionnaire", "report", "screening", "mapping"} & set(found)
    assert found["models"] == ["short", "full"]
    assert (found["bootstrap"], found["seed"]) == (20, 1)
    assert found["measurement"]["efa"] is True


@pytest.mark.parametrize(
    ("more", "drawn"),
    [
        ("bootstrap: 0\nmeasurement: {efa: false}\n", False),
        ("bootstrap: 0\n", True),  # the halves of an exploration
        ("bootstrap: 0\nmeasurement: {efa: true}\n", True),
        ("bootstrap: 5\nmeasurement: {htmt_bootstrap: 0}\n", True),
        ("bootstrap: 0\nmeasurement: {htmt_bootstrap: 0, efa: false}\n", False),
    ],
)
def test_a_seed_is_told_where_something_was_drawn(tmp_path: Path, more: str, drawn: bool) -> None:
    study = Study.load(write(tmp_path / "study", 12, more))
    assert seeded(study) is drawn
    assert ("seed" in options(study)) is drawn
    assert (provenance(study, [])["seed"] is not None) is drawn


def test_provenance_hashes_every_input(small: Results) -> None:
    found = provenance(small.study, ["numpy"])
    folder = small.study.path.parent
    assert set(found["hashes"]) == {"study.yaml", "form.yaml", "responses.csv"}
    for name, digest in found["hashes"].items():
        assert digest == sha256((folder / name).read_bytes()).hexdigest()
    assert found["command"] == "tamkit report study.yaml"
    assert found["versions"].keys() == {"tamkit", "python", "numpy"}


def test_the_manifest(small: Results) -> None:
    study = small.study
    made = manifest(study, small.clean, study.path.parent / "report", ["md"], ["en"], {"a": "b"}, ["w"], ["n"])
    assert made["study"]["path"] == "../study.yaml"
    assert made["data"][0]["path"] == "../responses.csv"
    assert made["data"][0]["rows"] == 120
    assert made["n"] == {"received": 120, "valid": 120}
    assert made["report"] == {"lang": ["en"], "format": ["md"]}
    assert (made["files"], made["warnings"], made["notes"]) == ({"a": "b"}, ["w"], ["n"])
    assert made["simulated"] is False
    assert made["added"] == []
    assert made["questionnaire"]["name"] == "small"
    assert made["tamkit"]["manifest"] == 3  # written out: reports that people hold were made with it
    assert made["seed"] == 1


def test_paths_of_the_machine_do_not_get_out() -> None:
    assert near(Path("/home/x/thesis/study.yaml"), Path("/home/x/thesis/report")) == "../study.yaml"
    assert near(Path("/home/x/thesis/data/a.csv"), Path("/home/x/thesis/report")) == "../data/a.csv"
    assert near(Path("/srv/study.yaml"), Path("/home/x/report")) is None
    assert near(Path("/home/x/a/study.yaml"), Path("/home/x/b/c/d/report")) is None
    assert near(Path("/home/x/a/study.yaml"), Path("/home/x/b/c")) == "../../a/study.yaml"
    assert near(Path("/home/a/study.yaml"), Path("/home/b/c/report")) is None
    assert near(Path("/study.yaml"), Path("/report")) is None  # nothing in common but the machine
    assert near(Path("/a/study.yaml"), Path("/a/report")) == "../study.yaml"
    assert near(Path("/a/study.yaml"), Path("/a/b/c")) is None  # two steps up, and next to nothing in common


def test_nothing_estimated_no_options_of_fits(small: Results) -> None:
    spec = small.study.spec.model_copy(update={"models": ()})
    study = dataclasses.replace(small.study, file=dataclasses.replace(small.study.file, spec=spec))
    found = options(study)
    assert "measurement" not in found
    assert "estimator" not in found
    assert not seeded(study)


def test_of_a_file_only_what_is_known_of_it() -> None:
    known = SimpleNamespace(rows=3, platform="generic", form=None, sheet=None)
    assert _source([known], 0) == {"rows": 3, "platform": "generic"}
    assert _source([known], 1) == {}


def test_questionnaires_that_were_added_are_in_it_with_their_hash(tmp_path: Path, small: Results) -> None:
    other = tmp_path / "credit.yaml"
    other.write_text("name: other", encoding="utf-8")
    study = dataclasses.replace(small.study, added_paths=(other,))
    made = manifest(study, small.clean, tmp_path / "report", [], [], {}, [], [])
    assert made["added"] == [{"file": "credit.yaml", "sha256": sha256(b"name: other").hexdigest()}]


def test_the_template_of_word_reports_is_in_the_manifest(small: Results) -> None:
    study = small.study
    (study.path.parent / "school.docx").write_bytes(b"x")
    spec = study.spec.model_copy(
        update={"report": study.spec.report.model_copy(update={"docx_template": "school.docx"})}
    )
    styled = dataclasses.replace(study, file=dataclasses.replace(study.file, spec=spec))
    for formats, there in ((["docx"], True), (["html"], False)):
        made = manifest(styled, small.clean, study.path.parent / "report", formats, ["en"], {}, [], [])
        wanted = {"file": "school.docx", "sha256": sha256(b"x").hexdigest()}
        assert made["report"].get("template") == (wanted if there else None)
