"""``tamkit power``: longer forms."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tamkit import study
from tamkit.cli import main


def test_power_of_a_module_s_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "power.csv"
    argv = ["power", "huabei_baitiao_short:antecedents", "--modules", "TA", "--n", "200", "--reps", "2"]
    assert main([*argv, "--csv", str(table)]) == 0
    found = pd.read_csv(table)
    assert {("SA", "IT"), ("RP", "IT"), ("DT", "IT"), ("SQ", "IT"), ("SA", "PR")} <= set(
        zip(found["source"], found["target"], strict=True)
    )
    capsys.readouterr()


def test_modules_are_a_questionnaire_s(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study.new(tmp_path / "s")
    assert main(["power", str(tmp_path / "s"), "--modules", "TA"]) == 2
    assert "--modules is not said here; the study file says it (key 'modules')" in capsys.readouterr().err
    assert main(["power", "Y ~ 0.3*X", "--add", "credit_reference"]) == 2
    assert "--modules and --add lengthen a questionnaire" in capsys.readouterr().err


def test_a_study_is_known_by_what_it_says(tmp_path: Path) -> None:
    from tamkit.cli.commands.power import _is_study

    mine, form = tmp_path / "mine.yaml", tmp_path / "form.yaml"
    mine.write_text("title: x\ndata: a.csv\nquestionnaire: huabei_baitiao\n", encoding="utf-8")
    form.write_text("name: x\nconstructs: []\n", encoding="utf-8")
    assert _is_study(mine)
    assert not _is_study(form)
    assert not _is_study(tmp_path / "model.lav")
    assert _is_study(tmp_path / "study.yaml")
