"""``tamkit check``: the sample flow, what is missing, what was not checked and who was excluded, in words and keys."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from tamkit import load_questionnaire, simulate
from tamkit.cli import main
from tamkit.cli.commands.check import SHOWN
from tamkit.messages import Message
from tamkit.survey.screening import RULES, Rules

STUDY = "data: responses.csv\nquestionnaire: huabei_baitiao_short\nmodels: [tam]\n"


def step(name: str, lang: str) -> str:
    return Message("report.step", step=name).say(lang)


def column(name: str, lang: str) -> str:
    return Message("cli.column", column=name).say(lang)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Sixty answers, a fifth of them careless, one missing; a file without addresses."""
    simulate(load_questionnaire("huabei_baitiao_short"), 60, seed=5, careless=0.2, path=tmp_path / "responses.csv")
    frame = pd.read_csv(tmp_path / "responses.csv", dtype=object)
    frame.loc[frame.index[1], "PU1"] = None
    frame.to_csv(tmp_path / "responses.csv", index=False)
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def checked(study: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> tuple[str, str, str]:
    """What is printed of the file, of the flow and of who was excluded."""
    assert main(["check", str(study), "--messages", lang]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    source, flow, excluded = said.out.split("\n\n")
    return source, flow, excluded


def clean_of(study: Path):
    from tamkit import Study

    read = Study.load(study)
    return read.screen(read.read())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_flow_says_the_steps_and_names_the_keys(study: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, flow, _ = checked(study, lang, capsys)
    lines = flow.splitlines()
    expected = clean_of(study).flow
    assert expected["excluded"].sum() > 0
    heads = [column(name, lang) for name in ("step", "rule", "excluded", "remaining")]
    assert lines[0].split() == heads
    for line, row in zip(lines[1:], expected.itertuples(), strict=False):
        inner = [row.reason, str(row.excluded)] if row.reason in RULES else []
        assert line.startswith(f"{step(row.reason, lang)} ")
        assert line.removeprefix(step(row.reason, lang)).split() == [*inner, str(row.remaining)]
    assert [line.split()[-1] for line in lines[1 : len(expected) + 1]] == [str(n) for n in expected["remaining"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rules_without_data_are_listed_by_word_and_key(
    study: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, flow, _ = checked(study, lang, capsys)
    unchecked = clean_of(study).not_checked
    assert "same_source" in unchecked  # no addresses in the file
    begin = flow.splitlines().index(Message("cli.not_checked").say(lang))
    rows = [line.strip() for line in flow.splitlines()[begin + 1 :]]
    assert [re.split(r"\s{2,}", row) for row in rows] == [[step(rule, lang), rule] for rule in unchecked]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_was_excluded_and_by_what(study: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, _, excluded = checked(study, lang, capsys)
    head, *rows = [re.split(r"\s{2,}", line) for line in excluded.splitlines()]
    found = clean_of(study).excluded
    assert head == [column(name, lang) for name in ("id", "reason", "reasons")]
    assert len(rows) == len(found)
    between = Message("list.between").say(lang)
    for row, expected in zip(rows, found.itertuples(), strict=True):
        every = between.join(step(rule, lang) for rule in expected.reasons.split("; "))
        assert row == [str(expected.id), step(expected.reason, lang), every]
    assert any(between in row[2] for row in rows)


def test_the_file_its_platform_and_the_form_of_its_answers(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(study, "zh", capsys)[0].startswith("responses.csv：60 份作答，通用表格，答案为文字或数字\n")
    assert checked(study, "en", capsys)[0].startswith("responses.csv: 60 answers, plain table, labels or numbers\n")


def test_simulated_answers_and_missing_ones_are_told(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, flow, _ = checked(study, "en", capsys)
    assert str(Message("cli.simulated_data")) in source.splitlines()
    clean = clean_of(study)
    assert clean.items["PU1"].isna().sum() == 1
    told = [line for line in flow.splitlines() if line.startswith("item ")]
    assert told == [str(Message("cli.item_missing", item="PU1", missing=1, n=clean.n))]


def test_a_long_list_is_cut_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    simulate(load_questionnaire("huabei_baitiao_short"), 200, seed=5, careless=0.5, path=tmp_path / "responses.csv")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    count = len(clean_of(tmp_path).excluded)
    assert count > SHOWN
    rows = checked(tmp_path, "en", capsys)[2].splitlines()
    assert rows[-1] == str(Message("cli.and_more_excluded", more=count - SHOWN))
    assert len(rows) == SHOWN + 2


def test_nobody_excluded_no_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    simulate(load_questionnaire("huabei_baitiao_short"), 30, seed=5, path=tmp_path / "responses.csv")
    (tmp_path / "study.yaml").write_text(f"{STUDY}screening: {{missing: 0.9, exclude: [missing]}}\n", encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    assert column("reason", "en") not in capsys.readouterr().out.split("\n\n")[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_rule_has_a_word(lang: str) -> None:
    """A step without a word would be said as its key."""
    assert set(RULES) <= set(Rules.__dataclass_fields__)
    assert [name for name in ("received", *RULES, "valid") if step(name, lang) == name] == []
