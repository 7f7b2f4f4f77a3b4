"""A whole session in Chinese, from the empty folder to the report and the usual mistakes: no sentence is English."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tamkit import simulate
from tamkit.cli import main
from tamkit.study import new

#: Words that stand for themselves: file names, paths, options, keys and codes in quotation marks.
NAMED = re.compile(r"“[^”]*”|'[^']*'|[!-~]*[./_\\-][!-~]*|[!-~]*\d[!-~]*")
SENTENCE = re.compile(r"[A-Za-z]+(?:[ ,;:]+[A-Za-z]+){3,}")

Told = Callable[..., str]


def english(text: str) -> list[str]:
    """Four Latin words in a row or more, names of files and codes apart."""
    return [found for line in text.splitlines() for found in SENTENCE.findall(NAMED.sub("·", line))]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs a command in an empty folder; its exit status is as told, and what it says is Chinese."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TAMKIT_LANG", "zh")

    def run(*argv: str, status: int = 0) -> str:
        assert main(argv) == status
        said = capsys.readouterr()
        assert english(said.out) == []
        assert english(said.err) == []
        assert bool(said.err) == bool(status)  # what went wrong is told there, and nothing else
        assert re.search(r"[\u4e00-\u9fff]", said.out + said.err)
        return said.err if status else said.out

    return run


def test_english_is_found() -> None:
    assert english("说明：no item pairs with r ≥ 0.6") == ["no item pairs with r"]
    assert english("tamkit：study.yaml:3:1：the following keys, are required: PU")
    assert (
        english("tamkit check s、study.yaml、“no such file or folder”、a/b.html d_e f-g seconds_per_item PU ATT") == []
    )


def test_the_same_commands_do_speak_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "s")]) == 0
    assert english(capsys.readouterr().out)
    assert main(["check", str(tmp_path / "s"), "--estimator", "ML"]) == 2
    assert english(capsys.readouterr().err)


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_from_the_empty_folder_to_the_verified_report(told: Told, tmp_path: Path) -> None:
    study, data = tmp_path / "s" / "study.yaml", "s/data/responses.csv"
    assert "tamkit check s" in told("new", "s", "--questionnaire", "huabei_baitiao_short")
    assert "responses.xlsx" in told("check", "s", status=2)  # there are no answers yet
    told("simulate", "huabei_baitiao_short", "--n", "240", "--seed", "5", "--careless", ".1", "-o", data)
    changed(study, "responses.xlsx", "responses.csv")
    named = next(line for line in study.read_text(encoding="utf-8").splitlines() if line.startswith("models: [tam, "))
    changed(study, named, "models: [tam]")
    changed(study, "bootstrap: 5000", "bootstrap: 0")
    assert "min_seconds_per_item" in told("check", "s")
    assert "s/report/report.zh.md" in told("report", "s", "--lang", "zh", "--format", "md").replace("\\", "/")
    told("verify", "s/report")

    with (tmp_path / "s" / "report" / "report.zh.md").open("a", encoding="utf-8") as file:
        file.write("\n")
    (tmp_path / "s" / "report" / "results.json").rename(tmp_path / "results.json")
    told("verify", "s/report", status=2)
    (tmp_path / "results.json").rename(tmp_path / "s" / "report" / "results.json")
    told("verify", "s/report", status=1)
    changed(study, "seed: 1", "seed: 2")
    told("verify", "s/report", status=2)


#: What is changed in a sound study file, or in its answers (``Q`` stands for the heading of the first item).
MISTAKES = {
    "a key": ("estimator: MLR", "estimater: MLR"),
    "an estimator": ("estimator: MLR", "estimator: MRL"),
    "a number": ("bootstrap: 5000", "bootstrap: many"),
    "a model": ("models: [tam,", "models: [tamm,"),
    "a rule": ("longstring: 0.5", "longstrings: 0.5"),
    "a threshold": ("attention: 1", "attention: 0"),
    "nobody left": ("min_seconds_per_item: 2", "min_seconds_per_item: 3000"),
    "no such file": ("responses.csv", "response.csv"),
    "no yaml": ("seed: 1", "seed: [1"),
    "a format": ("[html, docx]", "[html, doc]"),
    "a language": ("lang: [zh, en]", "lang: [de]"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with answers in a table."""
    folder = tmp_path_factory.mktemp("made") / "s"
    new(folder, "huabei_baitiao_short")
    simulate("huabei_baitiao_short", 40, seed=5, path=folder / "data" / "responses.csv")
    changed(folder / "study.yaml", "responses.xlsx", "responses.csv")
    return folder


@pytest.fixture
def sound(made: Path, told: Told, tmp_path: Path) -> Path:
    """The study file of a copy, where commands are run."""
    return Path(shutil.copytree(made, tmp_path / "s")) / "study.yaml"


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_study_file(name: str, sound: Path, told: Told) -> None:
    changed(sound, *MISTAKES[name])
    told("check", "s", status=2)


#: How the rows of a sound table of answers are spoilt.
SPOILT = {
    "a column without a question": lambda rows: [[cell.replace("PU1", "PU9") for cell in rows[0]], *rows[1:]],
    "two columns for one": lambda rows: [[cell.replace("PU1", "PU2") for cell in rows[0]], *rows[1:]],
    "a ragged row": lambda rows: [*rows, [*rows[-1], "1", "2"]],
    "off the scale": lambda rows: [rows[0], *([row[0], *("9" for _ in row[1:])] for row in rows[1:])],
    "no rows": lambda rows: rows[:1],
    "nothing": lambda rows: [],
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_mistake_in_the_answers(name: str, sound: Path, told: Told) -> None:
    path = sound.parent / "data" / "responses.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(SPOILT[name](rows))
    told("check", "s", status=2)


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["chekc"],
        ["report"],
        ["report", "none"],
        ["check", "none/study.yaml"],
        ["check", "s", "--estimator", "ML"],
        ["check", "s", "--tables"],
        ["check", "s", "t"],
        ["report", "s", "--format", "doc"],
        ["report", "s", "--lang", "de"],
        ["verify", "none"],
        ["verify", "s"],
        ["new", "s"],
        ["new", "t", "--questionnaire", "huabei"],
        ["demo", "--n", "x"],
        ["simulate", "huabei_baitiao", "--n", "0", "--seed", "1", "-o", "x"],
        ["simulate", "huabei_baitiao", "--n", "9", "--seed", "1", "-o", "x", "--careless", "2"],
        ["simulate", "huabei_baitiao", "--n", "9", "--seed", "1", "-o", "x", "--careless", "much"],
        ["questionnaire"],
        ["questionnaire", "shw"],
        ["questionnaire", "show", "huabei"],
        ["questionnaire", "check", "none.yaml"],
        ["questionnaire", "export", "huabei_baitiao", "--to", "pptx"],
        ["fit", "none.csv", "f =~ x1 + x2 + x3"],
        ["fit", "none.csv", "none.lav"],
        ["fit", "s/data/responses.csv", "f =~ PU1 + PU2 +"],
        ["fit", "s/data/responses.csv", "f =~ PU1 + PU2 + PU9"],
        ["power", "f =~ x1 + x2"],
        ["power", "huabei_baitiao_short:tamm"],
    ],
    ids=" ".join,
)
def test_a_mistake_on_the_command_line(argv: list[str], sound: Path, told: Told) -> None:
    told(*argv, status=2)


def test_what_can_not_be_estimated(sound: Path, told: Told) -> None:
    told("fit", "s/data/responses.csv", "f =~ PU1 + PU2", status=1)
