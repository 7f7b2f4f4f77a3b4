"""The commands beside fit and report, through the command line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tamkit.cli import main

ROOT = Path(__file__).resolve().parents[2]


def test_the_questionnaires_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["questionnaire", "list"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("huabei_baitiao", "huabei_baitiao_short", "credit_reference"))
    assert main(["questionnaire", "show", "huabei_baitiao", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    for part in ("PR Perceived risk = FR + PV + PF + PS", "PU1", "tam_risk_trust", "PEOU → PU", "AC1"):
        assert part in out


def test_a_questionnaire_of_one_s_own_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = ROOT / "tests" / "mida" / "questionnaire.yaml"
    assert main(["questionnaire", "check", str(good)]) == 0
    assert "no mistakes found" in capsys.readouterr().out
    bad = tmp_path / "bad.yaml"
    bad.write_text(good.read_text(encoding="utf-8").replace("outcome: IntUse", "outcome: IntUsee"), encoding="utf-8")
    assert main(["questionnaire", "check", str(bad)]) == 2
    said = capsys.readouterr().err
    assert f"{bad}:" in said
    assert "did you mean 'IntUse'" in said


@pytest.mark.parametrize(("to", "suffix"), [("docx", "docx"), ("wjx", "txt"), ("md", "md"), ("xlsx", "xlsx")])
def test_a_questionnaire_is_exported(to: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    argv = ["questionnaire", "export", "huabei_baitiao_short", "--to", to]
    assert main(argv) == 0
    target = tmp_path / f"huabei_baitiao_short.zh.{suffix}"
    assert target.stat().st_size > 1000
    before = target.read_bytes()
    assert main(argv) == 2  # an existing file is left alone
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize(("platform", "name"), [("csv", "a.csv"), ("wjx", "a.xlsx"), ("qualtrics", "a.csv")])
def test_simulated_answers_are_written_once(platform: str, name: str, tmp_path: Path) -> None:
    from tamkit import load_survey

    target = tmp_path / name
    argv = ["simulate", "huabei_baitiao_short", "--n", "60", "--seed", "2", "--platform", platform, "-o", str(target)]
    assert main(argv) == 0
    assert main(argv) == 2
    survey = load_survey(target, questionnaire="huabei_baitiao_short")
    assert survey.n == 60
    assert survey.simulated


def test_simulate_follows_a_model_and_a_share(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["simulate", "huabei_baitiao_short", "--n", "30", "--seed", "2", "-o", str(tmp_path / "a.csv")]
    assert main([*argv, "--model", "tamm"]) == 2
    assert "did you mean 'tam'" in capsys.readouterr().err
    assert main([*argv, "--careless", "1.5"]) == 2
    assert list(tmp_path.iterdir()) == []
    assert main([*argv, "--model", "tam", "--careless", "0.2"]) == 0


def test_power_prints_a_table_and_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "power.csv"
    argv = ["power", "huabei_baitiao_short", "--n", "150,300", "--reps", "8", "--csv", str(target)]
    assert main(argv) == 0
    out = capsys.readouterr().out
    assert "PEOU → IT" in out
    assert "n = 300" in out
    frame = pd.read_csv(target)
    assert len(frame) == 24
    assert frame["power"].between(0, 1).all()


def test_power_of_a_model_with_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    model = "F =~ 0.8*x1 + 0.8*x2 + 0.8*x3\nG =~ 0.8*y1 + 0.8*y2 + 0.8*y3\nG ~ 0.3*F"
    assert main(["power", model, "--n", "200", "--reps", "6"]) == 0
    assert "F → G  +0.300" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="signals of that kind are POSIX")
def test_ctrl_c_leaves_nothing_half(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "tamkit", "demo", "--out", str(tmp_path / "demo"), "--n", "4000"]
    process = subprocess.Popen(argv, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:  # it has begun to write beside
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said == "tamkit: interrupted; nothing was left half written.\n"
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_leaves_is_no_error() -> None:
    command = f"{sys.executable} -m tamkit questionnaire show huabei_baitiao | head -n 1; echo ${{PIPESTATUS[0]}}"
    out = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=True
    )
    assert out.stdout.endswith("\n0\n")
    assert out.stderr == ""
