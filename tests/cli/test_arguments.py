"""The words and numbers a command takes, at their limits, and what holds where nothing is said."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

from tamkit.cli.arguments import choice, choices, declared, whole, whole_list, words
from tamkit.cli.entry import parser


def parsed(*argv: str) -> argparse.Namespace:
    found: argparse.Namespace = parser().parse_args(argv)
    return found


@pytest.mark.parametrize(
    ("argv", "name", "value"),
    [
        (["demo"], "n", 1300),
        (["demo"], "seed", 20240505),
        (["demo", "--n", "1"], "n", 1),
        (["demo", "--seed", "0"], "seed", 0),
        (["simulate", "q", "--n", "1", "--seed", "0", "-o", "x"], "seed", 0),
        (["simulate", "q", "--n", "1", "--seed", "0", "-o", "x"], "platform", "csv"),
        (["simulate", "q", "--n", "1", "--seed", "0", "-o", "x"], "careless", 0.0),
        (["power", "m"], "n", [200, 300, 400, 500]),
        (["power", "m"], "reps", 200),
        (["power", "m"], "modules", []),
        (["power", "m", "--modules", "TA, MK", "--add", "credit_reference"], "modules", ["TA", "MK"]),
        (["simulate", "q", "--n", "1", "--seed", "0", "-o", "x"], "truth", None),
        (["questionnaire", "export", "q", "--to", "md", "--add", "a,b"], "add", ["a", "b"]),
        (["power", "m", "--n", "10,20", "--reps", "2", "--seed", "0"], "n", [10, 20]),
        (["fit", "d", "m", "--n", "2"], "n", 2),
        (["fit", "d", "m"], "estimator", None),
        (["new", "d"], "questionnaire", "huabei_baitiao"),
        (["report", "s"], "format", None),
        (["report", "s", "--format", "HTML,docx,html", "--lang", "EN"], "format", ["html", "docx"]),
        (["questionnaire", "export", "q", "--to", "MD"], "to", "md"),
        (["questionnaire", "export", "q", "--to", "md"], "lang", "zh"),
        (["check", "s"], "debug", False),
    ],
)
def test_what_is_taken(argv: list[str], name: str, value: Any) -> None:
    assert getattr(parsed(*argv), name) == value


@pytest.mark.parametrize(
    "argv",
    [
        ["demo", "--n", "0"],
        ["demo", "--n", "1000001"],
        ["demo", "--seed", "-1"],
        ["power", "m", "--n", "9"],
        ["power", "m", "--reps", "1"],
        ["fit", "d", "m", "--n", "1"],
        ["report", "s", "--format", ","],
    ],
    ids=" ".join,
)
def test_what_is_beyond_the_limits(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        parsed(*argv)
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_lists_of_words_and_numbers() -> None:
    assert words(" a, ,b ,") == ["a", "b"]
    assert choice("ML", "MLR")("mlr") == "MLR"
    assert choices(("zh", "en"))("en,zh,EN") == ["en", "zh"]
    assert whole(2, 5)("5") == 5
    assert whole_list(2)("2, 30") == [2, 30]
    for wrong in ("1", "6", "2.5", "x"):
        with pytest.raises(argparse.ArgumentTypeError):
            whole(2, 5)(wrong)


@pytest.mark.parametrize(
    ("flag", "key"),
    [
        ("--estimator", "estimator"),
        ("--fixed-x", "fixed_x"),
        ("--no-fixed-x", "fixed_x"),
        ("--group", "groups"),
        ("--group-equal", "groups"),
        ("--group-partial", "groups"),
        ("--engine", "robustness"),
        ("--format", None),
        ("-e", None),
        ("estimator", None),
    ],
)
def test_where_a_study_says_an_option(flag: str, key: str | None) -> None:
    told = declared(flag)
    assert (None if told is None else dict(told.values)) == (None if key is None else {"option": flag, "key": key})


def test_commands_are_listed_in_the_order_of_a_study() -> None:
    listed = [
        line.split()[0] for line in parser().format_help().splitlines() if line.startswith("    ") and line[4] != " "
    ]
    assert listed == ["demo", "new", "questionnaire", "check", "fit", "report", "verify", "simulate", "power"]


def test_a_list_said_twice_is_joined() -> None:
    args = parser().parse_args(
        ["report", "x", "--format", "html", "--format", "docx,md", "--lang", "zh", "--lang", "en"]
    )
    assert args.format == ["html", "docx", "md"]
    assert args.lang == ["zh", "en"]
