"""``tamkit simulate``: the form that is simulated is the one a study reads back."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import tamkit
from tamkit.cli import main
from tamkit.survey import simulate

PIECES = {"modules": ["TA"], "add": ["credit_reference"]}
ARGV = ["simulate", "huabei_baitiao_short", "--n", "60", "--seed", "3", "--modules", "TA", "--add", "credit_reference"]


@pytest.mark.parametrize("platform", ["wjx", "qualtrics", "csv"])
def test_a_combined_form_reads_back(platform: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / ("answers.xlsx" if platform == "wjx" else "answers.csv")
    assert main([*ARGV, "--platform", platform, "-o", str(path)]) == 0
    survey = tamkit.load_survey(path, questionnaire="huabei_baitiao_short", **PIECES)
    drawn = simulate(survey.questionnaire, 60, 3).survey
    assert survey.simulated
    assert set(survey.items) >= {"SA1", "SQ3", "R4d", "ADV1", "PU1"}
    assert {"CR7", "CR2.1", "user"} <= set(survey.respondents)
    pd.testing.assert_frame_equal(survey.items.reset_index(drop=True), drawn.items.reset_index(drop=True))
    for column in survey.respondents:
        assert survey.respondents[column].tolist() == pytest.approx(drawn.respondents[column].tolist(), nan_ok=True)
    capsys.readouterr()


def test_a_truth_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.csv"
    argv = ["simulate", "huabei_baitiao", "--n", "40", "--seed", "3", "-o", str(path)]
    assert main([*argv, "--add", "credit_reference", "--truth", "demo"]) == 0
    survey = tamkit.load_survey(path, questionnaire="huabei_baitiao", add=["credit_reference"])
    assert (survey.respondents["CR1"][survey.respondents["user"] == 1] == 1).all()
    path.unlink()
    assert main([*argv, "--truth", "dmo"]) == 2
    assert "unknown truth 'dmo'; did you mean 'demo'?" in capsys.readouterr().err
    assert not path.exists()
