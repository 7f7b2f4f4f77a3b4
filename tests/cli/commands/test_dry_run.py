"""``tamkit report --dry-run`` and ``--table``: what would be done, and single tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import small

from tamkit.cli import main
from tamkit.messages import Message


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return small.write(tmp_path / "study", 60, "bootstrap: 0\ncontrols: [age]\nrobustness: [ULS]\n", gaps=2)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_would_be_done_is_told_and_nothing_written(
    study: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = names(study)
    argv = ["report", str(study), "--dry-run", "--format", "docx,facts", "--lang", "zh", "--messages", lang]
    assert main(argv) == 0
    said = capsys.readouterr()
    assert said.err == ""
    for told in (
        Message("report.step", step="valid"),
        Message("cli.dry.fits", main="full", others=("short",), estimator="MLR", draws=0, seed=1),
        Message("cli.dry.with", kind="controls", names=("age",)),
        Message("cli.dry.with", kind="robustness", names=("ULS",)),
        Message("cli.dry.written", folder=study / "report"),
    ):
        assert told.say(lang) in said.out
    lines = [line.strip() for line in said.out.splitlines()]
    at = lines.index("report.zh.docx")
    assert lines[at + 1] == "report.zh.facts.md"
    assert "results.json" in lines[at:]
    assert names(study) == before


def test_what_would_stop_the_report_stops_the_dry_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = small.write(tmp_path / "study", 5)
    assert main(["report", str(study), "--dry-run"]) != 0
    said = capsys.readouterr()
    assert "would be written" in said.out
    assert said.err.startswith("tamkit: ")


def test_a_folder_that_may_not_be_replaced_is_told(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (study / "report").mkdir()
    (study / "report" / "mine.txt").write_text("mine")
    assert main(["report", str(study), "--dry-run"]) == 2
    assert capsys.readouterr().out == ""


def test_one_table_alone(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = study / "single"
    argv = ["report", str(study), "--table", "T13", "--table", "fit", "--format", "md,csv", "--lang", "en"]
    assert main([*argv, "--out", str(out), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "T13.en.md" in told
    assert not out.exists()
    assert main([*argv, "--out", str(out)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed == [str(out / name) for name in (Path(line).name for line in printed)]
    assert {"T13.en.md", "fit.en.md", "paths.csv", "fit.csv"} <= set(names(out))


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--table", "T99"], "unknown table or figure 'T99'"),
        (["--table", "T13", "--format", "doc"], "Did you mean 'docx'"),
        (["--format", "csv"], "unknown format 'csv'"),
    ],
)
def test_mistakes_are_told_before_the_work(
    study: Path, argv: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(study), *argv]) == 2
    assert said in capsys.readouterr().err
