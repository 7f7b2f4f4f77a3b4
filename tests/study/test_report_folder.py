"""The folder a study writes, its manifest, and its verification."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from tamkit.cli import main
from tamkit.errors import InputError
from tamkit.report.plain import dumps
from tamkit.study import Results, Study, verify
from tamkit.study.manifest import LIBRARIES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the study with its report written by the command."""
    folder: Path = tmp_path_factory.mktemp("made") / "study"
    shutil.copytree(original, folder)
    assert main(["report", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def computed(made: Path) -> Results:
    return Study.load(made).run()


@pytest.fixture
def done(computed: Results, monkeypatch: pytest.MonkeyPatch) -> Results:
    """For tests of files, not of numbers: the study is not run again."""
    monkeypatch.setattr(Study, "run", lambda study, progress=None: computed)
    return computed


@pytest.fixture
def again(made: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    shutil.copytree(made, folder)
    return folder


def test_what_a_report_folder_holds(made: Path) -> None:
    report = made / "report"
    names = {path.relative_to(report).as_posix() for path in report.rglob("*") if path.is_file()}
    assert {"report.en.html", "results.json", "manifest.json", "screening.csv"} <= names
    assert {"models/cfa.lav", "models/tam.lav", "models/tam_risk_trust.lav"} <= names
    assert any(name.startswith("tables/") for name in names)
    assert any(name.startswith("figures/") and name.endswith(".svg") for name in names)
    assert "report.zh.html" not in names
    assert "report.en.docx" not in names


def test_simulated_is_said_everywhere(made: Path) -> None:
    report = made / "report"
    assert json.loads((report / "results.json").read_text(encoding="utf-8"))["simulated"] is True
    assert json.loads((report / "manifest.json").read_text(encoding="utf-8"))["simulated"] is True
    assert "simulated data" in (report / "report.en.html").read_text(encoding="utf-8").casefold()


def test_the_manifest_names_every_input_and_file(made: Path) -> None:
    manifest = json.loads((made / "report" / "manifest.json").read_text(encoding="utf-8"))

    def digest(name: str) -> str:
        return sha256((made / name).read_bytes()).hexdigest()

    assert manifest["study"] == {"file": "study.yaml", "path": "../study.yaml", "sha256": digest("study.yaml")}
    assert manifest["questionnaire"]["sha256"] == digest("form.yaml")
    assert manifest["data"][0]["sha256"] == digest("data/responses.csv")
    assert manifest["data"][0]["rows"] == 160
    assert {"tamkit", "python", "numpy", "matplotlib"} <= manifest["versions"].keys()
    assert manifest["options"]["models"] == ["tam", "tam_risk_trust"]
    for name, expected in manifest["files"].items():
        assert digest(f"report/{name}") == expected
    present = {path.relative_to(made / "report").as_posix() for path in (made / "report").rglob("*") if path.is_file()}
    assert present == {*manifest["files"], "manifest.json"}


def test_the_manifest_lists_what_was_imported_and_the_page_what_computed(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "alone"
    command = [sys.executable, "-m", "tamkit", "report", str(made), "--out", str(out), "--format", "md"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    listed = list(json.loads((out / "manifest.json").read_text(encoding="utf-8"))["versions"])
    assert listed[:2] == ["tamkit", "python"]
    assert listed[2:] == sorted(listed[2:])
    assert {"numpy", "pandas", "scipy", "pydantic", "pyyaml"} <= set(listed)
    assert not {"pyreadstat", "python-docx", "typst"} & set(listed)
    page = (out / "report.en.md").read_text(encoding="utf-8")
    for used in (
        "scipy",
        "pingouin",
        "statsmodels",
        "semopy",
    ):  # two test differences of means, the last is the second engine
        assert re.search(rf"\| {used} \|", page)
    assert not re.search(r"\| matplotlib \|", page)


def test_the_libraries_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [
        re.split(r"[<>=]", line)[0] for line in (*project["dependencies"], *project["optional-dependencies"]["pdf"])
    ]
    assert sorted(named) == list(LIBRARIES)


def test_no_path_of_the_machine_gets_out(made: Path) -> None:
    for path in (made / "report").rglob("*"):
        if path.suffix in (".json", ".csv", ".html", ".lav", ".svg"):
            assert str(made.parent) not in path.read_text(encoding="utf-8"), path.name


def test_screening_csv_says_who_and_why_and_no_more(made: Path) -> None:
    raw = (made / "report" / "screening.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert rows
    assert list(rows[0]) == ["id", "reason", "reasons"]


def test_verify_finds_every_number_the_same(made: Path) -> None:
    found = verify(made / "report")
    assert found.ok
    assert found.identical
    assert found.numbers > 2000


@pytest.mark.usefixtures("done")
def test_the_command_says_that_all_is_the_same(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(made / "report")]) == 0
    assert "all the same (byte for byte)" in capsys.readouterr().out


def test_another_process_with_another_hash_seed_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "again"
    command = [sys.executable, "-m", "tamkit", "report", str(made), "--out", str(out)]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    for name in ("results.json", "report.en.html", "screening.csv"):
        assert (out / name).read_bytes() == (made / "report" / name).read_bytes(), name


def test_verify_refuses_what_is_no_whole_report(again: Path) -> None:
    path = again / "report" / "results.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not readable as JSON"):
        verify(again / "report")
    path.unlink()
    with pytest.raises(InputError, match="not whole"):
        verify(again / "report")


@pytest.mark.usefixtures("done")
def test_verify_tells_an_edited_number(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = again / "report" / "results.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["drivers"]["hypotheses"][0]["est"] += 0.01
    path.write_text(json.dumps(stored), encoding="utf-8")
    found = verify(again / "report")
    assert [difference.place for difference in found.differences] == ["drivers.hypotheses[0].est"]
    assert found.edited == ("results.json",)
    assert main(["verify", str(again / "report")]) == 1
    assert "1 number of " in capsys.readouterr().err


@pytest.mark.usefixtures("done")
def test_verify_tells_lost_and_added_files(again: Path) -> None:
    (again / "report" / "models" / "tam.lav").unlink()
    (again / "report" / "mine.txt").write_text("x", encoding="utf-8")
    found = verify(again / "report")
    assert not found.ok
    assert found.missing == ("models/tam.lav",)
    assert found.added == ("mine.txt",)


@pytest.mark.parametrize("name", ["study.yaml", "form.yaml", "data/responses.csv"])
def test_verify_refuses_changed_inputs(again: Path, name: str) -> None:
    with (again / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(InputError, match="has changed since the report"):
        verify(again / "report")


@pytest.mark.usefixtures("done")
def test_verify_finds_a_study_that_moved(again: Path, tmp_path: Path) -> None:
    shutil.move(again / "report", tmp_path / "elsewhere")
    with pytest.raises(InputError, match="--study"):
        verify(tmp_path / "elsewhere")
    assert verify(tmp_path / "elsewhere", again / "study.yaml").ok


@pytest.mark.usefixtures("done")
def test_a_report_is_replaced_only_when_untouched(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(again)]) == 0
    with (again / "report" / "report.en.html").open("a", encoding="utf-8") as file:
        file.write("<!-- my remark -->")
    capsys.readouterr()
    assert main(["report", str(again)]) == 2
    said = capsys.readouterr()
    assert "report.en.html, edited since" in said.err
    assert said.out == ""


@pytest.mark.usefixtures("done")
def test_a_report_left_aside_by_a_killed_run_is_brought_back_and_that_is_told(
    again: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (again / "report").rename(again / ".report.tamkit-0123abcd.old")
    with (again / ".report.tamkit-0123abcd.old" / "report.en.html").open("a", encoding="utf-8") as file:
        file.write("<!-- my remark -->")
    assert main(["report", str(again)]) == 2
    said = capsys.readouterr()
    assert "report: brought back" in said.out
    assert "report.en.html, edited since" in said.err
    (again / "report").rename(again / ".report.tamkit-0123abcd.old")
    assert verify(again / "report").edited == ("report.en.html",)


@pytest.mark.usefixtures("done")
def test_formats_and_languages_of_the_command_win(again: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    assert main(["report", str(again), "--out", str(out), "--lang", "zh", "--format", "docx"]) == 0
    assert sorted(path.name for path in out.glob("report.*")) == ["report.zh.docx"]


def test_an_unknown_format_is_refused_before_the_work(computed: Results, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="format"):
        computed.report(tmp_path / "out", formats=["doc"])
    assert list(tmp_path.iterdir()) == []


def as_of_manifest_1(report: Path) -> None:
    """A report as tamkit wrote it before: no options of fits, no resampling unless asked for, the old names."""
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    results = json.loads((report / "results.json").read_text(encoding="utf-8"))
    for fit in (results["measurement"]["cfa"], *results["drivers"]["fits"].values()):
        del fit["options"]
    for row in results["drivers"]["comparison"]:
        for key in ("cfi", "aic", "bic"):
            row[f"delta_{key}"] = row.pop(f"{key}_diff")
    text = dumps(results)
    (report / "results.json").write_text(text, encoding="utf-8")
    manifest["tamkit"]["manifest"] = 1
    manifest["options"].pop("bootstrap")
    manifest["files"]["results.json"] = sha256(text.encode()).hexdigest()
    (report / "manifest.json").write_text(dumps(manifest), encoding="utf-8")


def test_verify_reads_a_manifest_of_before(again: Path) -> None:
    as_of_manifest_1(again / "report")
    found = verify(again / "report")
    assert found.ok, found.differences[:3]
    assert found.numbers > 1000
    assert not found.identical  # what is new was not stored then


def test_the_names_of_before_are_not_in_the_results(made: Path) -> None:
    text = (made / "report" / "results.json").read_text(encoding="utf-8")
    assert "delta_cfi" not in text
    assert '"cfi_diff"' in text
