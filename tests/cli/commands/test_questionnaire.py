"""``tamkit questionnaire``: the list, one questionnaire shown, where a form is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from questionnaire.sample import SAMPLE

from tamkit.cli import main
from tamkit.questionnaire import load, names


@pytest.fixture
def shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    path = tmp_path / "sample.yaml"
    path.write_text(SAMPLE, encoding="utf-8")
    assert main(["questionnaire", "show", str(path), "--lang", "en"]) == 0
    return capsys.readouterr().out.splitlines()


def test_the_list_counts_items_and_questions_flush_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["questionnaire", "list"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows] == names()
    for row in rows:
        form = load(row.split()[0])
        assert re.split(r"\s{2,}", row) == [
            *(form.name, str(len(form.item_codes)), str(len(form.variables))),
            *(form.title.get("zh"), form.title.get("en")),
        ]
        for heading, number in (("items", len(form.item_codes)), ("questions", len(form.variables))):
            end = head.index(heading) + len(heading)
            assert row[:end].endswith(f" {number}")


def test_items_stand_below_their_construct_reversed_ones_marked(shown: list[str]) -> None:
    at = shown.index("PV Privacy risk")
    assert shown[at + 1 : at + 3] == ["  PV1  R  Private one", "  PV2     Private two"]
    at = shown.index("PR Risk = FR + PV")
    assert shown[at + 1] == ""  # facets have items, their sum has none


def test_every_section_in_its_order(shown: list[str]) -> None:
    sections = [shown[at + 1] for at, line in enumerate(shown) if not line]
    assert sections[5:] == ["attention checks", "respondent variables", "models", "hypotheses"]
    at = shown.index("hypotheses")
    rows = [" ".join(line.split()) for line in shown[at + 1 : at + 3]]
    assert rows == [
        "H1 PU → PR - There is a negative effect of usefulness on risk.",
        "H2 PR → INT - There is a negative effect of risk on intention.",
    ]


def test_a_form_is_written_where_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "form.md"
    argv = ["questionnaire", "export", "huabei_baitiao_short", "--to", "md", "--lang", "en", "--product", "huabei"]
    assert main([*argv, "-o", str(target)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(target)]
    assert "Huabei" in target.read_text(encoding="utf-8")


def test_what_the_platform_must_be_told_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "c.txt"
    assert main(["questionnaire", "export", "credit_reference", "--to", "wjx", "-o", str(target)]) == 0
    *notes, last = capsys.readouterr().out.splitlines()
    assert last == str(target)
    assert len(notes) == 5
    assert all(line.startswith("note: question") for line in notes)


def test_models_are_listed_with_what_they_are_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["questionnaire", "show", "huabei_baitiao", "--lang", "zh", "--modules", "TA"]) == 0
    rows = [re.split(r"\s{2,}", line.strip()) for line in capsys.readouterr().out.splitlines()]
    roles = {row[0]: row[1] for row in rows if len(row) == 3}
    assert roles["tam_risk_trust"] == "基准模型"
    assert roles["antecedents"] == "含前因"
    assert roles["cfa_one_factor"] == "因子模型"


def test_a_combined_form_is_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    argv = [
        "questionnaire",
        "export",
        "huabei_baitiao",
        "--to",
        "md",
        "--modules",
        "TA,MK",
        "--add",
        "credit_reference",
    ]
    assert main(argv) == 0
    name = "huabei_baitiao+TA+MK+credit_reference.zh.md"
    assert capsys.readouterr().out.splitlines() == [name]
    text = (tmp_path / name).read_text("utf-8")
    whole = load("huabei_baitiao", modules=["TA", "MK"], add=["credit_reference"])
    for item in whole.items:
        assert whole.label(item.code) in text
    assert text.count("您的性别是") == 1  # asked once
    assert main([*argv[:5], "--modules", "TB"]) == 2
    assert "unknown module 'TB'" in capsys.readouterr().err
