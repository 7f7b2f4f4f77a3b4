"""Models by address, and texts that only look like one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tamkit.errors import InputError
from tamkit.questionnaire import addressed, load
from tamkit.questionnaire.loader import folder

TAM = load("huabei_baitiao_short").model("tam")


@pytest.mark.parametrize(
    "given", ["huabei_baitiao_short:tam", " huabei_baitiao_short : tam\n", "huabei_baitiao_short：tam"]
)
def test_a_shipped_questionnaire(given: str) -> None:
    assert addressed(given) == TAM


@pytest.mark.parametrize("name", ["mine.yaml", "a=b~1.yaml", "with:colon.yaml"])
def test_a_file(name: str, tmp_path: Path) -> None:
    shutil.copy(folder() / "huabei_baitiao_short.yaml", tmp_path / name)
    assert addressed(f"{tmp_path / name}:tam") == TAM


def test_a_file_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(folder() / "huabei_baitiao_short.yaml", tmp_path / "mine.yaml")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert addressed("~/mine.yaml:tam") == TAM
    with pytest.raises(InputError, match="no such file"):
        addressed("~/other.yaml:tam")


@pytest.mark.parametrize(
    "text",
    [
        "f =~ x1 + x2",
        "twice := 2*b",
        "a:=b",
        "y ~ A:B",
        "f ＝～ x1：x2",
        "y ~ b*x\nq := b",
        "x | t1:t2",
        "f <~ x:z",
        "tam",
        ":tam",
        "",
        "INT ~ " + " + ".join(f"x{i}" for i in range(3000)) + "; q := b",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert addressed(text) is None


def test_unknown_names_are_answered_with_the_known() -> None:
    with pytest.raises(InputError, match=r"unknown model 'tamm'; did you mean 'tam'.* Known: .*tam_risk"):
        addressed("huabei_baitiao_short:tamm")
    with pytest.raises(InputError, match="unknown questionnaire 'huabei_baitao'; did you mean 'huabei_baitiao'"):
        addressed("huabei_baitao:tam")
    with pytest.raises(InputError, match=r"nowhere\.yaml: no such file"):
        addressed("nowhere.yaml:tam")
    with pytest.raises(InputError, match=r"is a questionnaire; name one of its models too.*tam_risk"):
        addressed("huabei_baitiao_short")
