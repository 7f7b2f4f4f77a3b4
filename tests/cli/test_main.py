"""Exit statuses and messages: one plain line, never a traceback, unless asked for."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tamkit import __version__
from tamkit.cli import main
from tamkit.cli.commands import questionnaire as command
from tamkit.errors import AnalysisError
from tamkit.sem.options import FIELDS
from tamkit.study.spec import STUDY_OPTIONS, StudySpec

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ["demo", "new", "questionnaire", "check", "fit", "report", "verify", "simulate", "power"]


def test_help_needs_none_of_the_heavy_libraries() -> None:
    """What makes it quick; how quick is measured in benchmarks/seconds.py."""
    asked = "import sys, tamkit.cli; code = None\n"
    asked += "try: tamkit.cli.main(['--help'])\nexcept SystemExit as end: code = end.code\n"
    told = "print('HEAVY', code, sorted({'numpy', 'pandas', 'scipy', 'matplotlib', 'pydantic'} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", asked + told], capture_output=True, text=True, cwd=ROOT, check=True)
    assert all(name in out.stdout for name in COMMANDS)
    assert out.stdout.rstrip().split("\n")[-1] in ("HEAVY 0 []", "HEAVY None []")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert "usage: tamkit" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"tamkit {__version__}\n"


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ([], "COMMAND"),
        (["reprot", "x"], "unknown command 'reprot'; did you mean 'report'?"),
        (["fit", "a.csv", "f =~ x", "--estimator", "WLS"], "unknown estimator 'WLS'; allowed: ML, MLM"),
        (
            ["fit", "a.csv", "f =~ x", "--bootstrap", "many"],
            "bootstrap must be a whole number, from 0 to 1,000,000; got 'many'",
        ),
        (["fit", "a.csv", "f =~ x", "--bootstrap", "1"], "one bootstrap draw says nothing"),
        (["report", "s", "--format", "html,doc"], "unknown word 'doc'; allowed: html, docx"),
        (["report", "s", "--lang", "de"], "unknown word 'de'; allowed: zh, en"),
        (["simulate", "huabei_baitiao", "--n", "0", "--seed", "1", "-o", "x"], "0 is not between 1"),
        (["power", "x", "--replications", "3"], "unknown option --replications; did you mean --reps?"),
        (
            ["report", "s", "--estimator", "ML"],
            "--estimator is not said here; the study file says it (key 'estimator')",
        ),
        (["check", "--no-fixed-x", "s"], "--no-fixed-x is not said here; the study file says it (key 'fixed_x')"),
        (["verify", "d", "--engine=semopy"], "--engine is not said here; the study file says it (key 'robustness')"),
        (["demo", "--estimator", "ML"], "unknown option --estimator"),
        (["fit", "a.csv", "f =~ x", "--bootstap", "3"], "did you mean --bootstrap?"),
        (["demo", "--repz", "3"], "unknown option --repz; see tamkit demo --help."),
        (
            ["questionnaire", "export", "huabei_baitiao", "--to", "pptx"],
            "unknown word 'pptx'; allowed: docx, wjx, md, xlsx",
        ),
    ],
)
def test_usage_errors_are_exit_status_2(argv: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    said = capsys.readouterr().err
    assert expected in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("command", ["report", "verify", "check"])
@pytest.mark.parametrize("name", FIELDS)
def test_an_option_of_the_estimation_stands_in_the_study_file(
    command: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    flag = "--" + name.replace("_", "-")
    assert main([command, "x", flag, "1"]) == 2
    key = re.search(r"the study file says it \(key '(\w+)'\)", capsys.readouterr().err)
    assert key
    assert key.group(1) in (*StudySpec.model_fields, *STUDY_OPTIONS)


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["report", "none/study.yaml"], "none/study.yaml: no such file."),
        (["check", "none/study.yaml"], "none/study.yaml: no such file."),
        (["verify", "none"], "none: no such folder."),
        (["questionnaire", "show", "huabei"], "did you mean"),
        (["questionnaire", "check", "none.yaml"], "none.yaml: no such file."),
        (["fit", "none.csv", "f =~ x1 + x2 + x3"], "none.csv"),
        (["fit", "none.csv", "none.lav"], "none.lav: no such file"),
        (["power", "f =~ x1 + x2"], "no numbers"),
    ],
)
def test_bad_input_is_one_line_and_exit_status_2(
    argv: list[str], expected: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(argv) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("tamkit: ")
    assert said.err.count("\n") == 1
    assert expected in said.err
    assert list(tmp_path.iterdir()) == []


class Panic(BaseException):
    """What a library written in Rust raises where it has a defect of its own."""


def raising(error: BaseException) -> object:
    def run(_: object) -> None:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "status", "expected"),
    [
        (AnalysisError("located", place="tam", what="no"), 1, "tamkit: tam: no\n"),
        (KeyboardInterrupt(), 130, "tamkit: interrupted"),
        (ZeroDivisionError("division by zero"), 1, "This is a defect of tamkit"),
        (PermissionError(13, "Permission denied", "/data/x.csv"), 2, "tamkit: /data/x.csv: Permission denied.\n"),
        (MemoryError(), 1, "out of memory"),
        (Panic("index out of bounds"), 1, "This is a defect of tamkit"),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_what_can_go_wrong_has_its_exit_status(
    error: BaseException,
    status: int,
    expected: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command, "run", raising(error))
    if isinstance(error, BrokenPipeError):
        monkeypatch.setattr("tamkit.cli.entry.os.dup2", lambda *_: None)
    assert main(["questionnaire", "list"]) == status
    said = capfd.readouterr()
    assert expected in said.err
    assert "Traceback" not in said.err


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "run", raising(AnalysisError("lines", lines="no")))
    with pytest.raises(AnalysisError):
        main(["--debug", "questionnaire", "list"])
    with pytest.raises(AnalysisError):
        main(["questionnaire", "--debug", "list"])
    with pytest.raises(AnalysisError):
        main(["questionnaire", "list", "--debug"])
