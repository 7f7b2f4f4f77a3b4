"""What is said when a report has been written: what was found, and where the files are."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from tamkit.cli.commands.report import say_written
from tamkit.messages import Message

CLEAN = SimpleNamespace(received=120, n=96, valid_rate=0.8)
DRIVERS = SimpleNamespace(
    outcome="INT",
    hypotheses=pd.DataFrame(
        {
            "verdict": ["supported", "unknown", "not_tested", "supported", "opposite"],
            "p_holm": [0.01, 0.3, None, 0.06, 0.0],
        }
    ),
    effects=pd.DataFrame({"source": ["PU", "PR"], "total": [0.4321, -0.2]}),
)


def written(folder: Path, capsys: pytest.CaptureFixture[str], **found: Any) -> list[str]:
    results = SimpleNamespace(**{"clean": CLEAN, "drivers": DRIVERS, "simulated": False, **found})
    say_written(results, folder)
    return capsys.readouterr().out.splitlines()


VALID = str(Message("cli.answers_valid", received=120, valid=96, rate=0.8))


def test_answers_hypotheses_effects_and_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("report.zh.html", "report.en.md", "notes.txt", "results.json"):
        (tmp_path / name).touch()
    assert written(tmp_path, capsys) == [
        VALID,
        str(
            Message(
                "cli.hypotheses_supported", stated=5, supported=2, holm=1, opposite=1, absent=0, unknown=1, untested=1
            )
        ),
        str(Message("cli.total_effects", outcome="INT", ranked=("PU +0.432", "PR -0.200"))),
        str(tmp_path / "report.en.md"),
        str(tmp_path / "report.zh.html"),
        str(tmp_path / "results.json"),
    ]


def test_a_questionnaire_without_models_has_neither(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert written(tmp_path, capsys, drivers=None) == [VALID, str(tmp_path / "results.json")]


def test_hypotheses_in_no_model_are_told_as_not_tested(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    none = SimpleNamespace(
        **{**vars(DRIVERS), "hypotheses": pd.DataFrame({"verdict": ["not_tested"], "p_holm": [None]})}
    )
    lines = written(tmp_path, capsys, drivers=none)
    assert lines[1].startswith("none of 1 hypothesis supported, 1 not tested")


def test_simulated_answers_are_told_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert written(tmp_path, capsys, simulated=True)[:2] == [str(Message("cli.simulated_data")), VALID]
