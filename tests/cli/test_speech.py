"""The command line in Chinese: by flag, by environment, by locale; help, argparse's own complaints, ours."""

from __future__ import annotations

import argparse
import ast
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tamkit.cli import main
from tamkit.cli.speech import LOCALE, argparse_speaks, spoken
from tamkit.messages import language
from tamkit.messages.catalogue import catalogue

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ["demo", "new", "questionnaire", "check", "fit", "report", "verify", "simulate", "power"]
#: What argparse says to whoever builds a parser wrongly, never to a user.
FOR_BUILDERS = {
    ".__call__() not defined",
    "conflicting option string: %s",
    "conflicting option strings: %s",
    "conflicting subparser: %s",
    "conflicting subparser alias: %s",
    "'required' is an invalid argument for positionals",
    "mutually exclusive arguments must be optional",
    "%r is not callable",
    "cannot merge actions - two groups are named %r",
    "invalid option string %(option)r: must start with a character %(prefix_chars)r",
    "dest= is required for options like %r",
    "invalid conflict_resolution value: %r",
    "cannot have multiple subparser arguments",
    'argument "-" with mode %r',
}


@pytest.mark.parametrize(
    ("argv", "environment", "expected"),
    [
        (["--messages", "zh", "report"], {"TAMKIT_LANG": "en", "LANG": "en_US.UTF-8"}, "zh"),
        (["report", "--messages=zh"], {}, "zh"),
        (["report", "--messages", "en"], {"TAMKIT_LANG": "zh"}, "en"),
        (["report"], {"TAMKIT_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        (["report"], {"LANG": "zh_CN.UTF-8"}, "zh"),
        (["report"], {"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        (["report"], {"LANGUAGE": "zh_CN:en", "LANG": "C"}, "zh"),
        (["report"], {"LANG": "de_DE"}, "en"),
        (["fit", "--", "--messages", "zh"], {"LANG": "C"}, "en"),
        (["report", "--messages"], {"LANG": "zh_CN"}, "zh"),  # argparse will say what is missing
        (["--messages", "en", "report", "--messages", "zh"], {}, "zh"),
    ],
)
def test_flag_then_environment_then_locale(argv: list[str], environment: dict[str, str], expected: str) -> None:
    assert spoken(argv, environment) == expected


def test_the_language_of_messages_is_not_that_of_the_report() -> None:
    assert spoken(["report", "x", "--lang", "zh"], {"LANG": "C"}) == "en"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_chinese(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help", "--messages", "zh"]) == 0
    said = capsys.readouterr().out
    assert "用法：" in said
    helped = [line for line in said.splitlines() if re.search(r"\s{2,}[a-z]+ [a-z]+ [a-z]+ [a-z]+", line)]
    assert helped == []  # no line of help left in English


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["reprot", "x"], "没有名为“reprot”的命令，是否想写“report”？"),
        (["demo", "--n"], "参数 --n：需要一个值"),
        (["simulate", "huabei_baitiao", "--n", "0", "--seed", "1", "-o", "x"], "0 不在 1 与"),
        (["power", "x", "--replications", "3"], "没有选项 --replications，是否想写 --reps？"),
        (["report"], "缺少以下参数：STUDY"),
        (["questionnaire", "show", "huabei"], "是否想写"),
        (["report", "none/study.yaml"], "none/study.yaml：文件不存在"),
    ],
)
def test_mistakes_are_answered_in_chinese(argv: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*argv, "--messages", "zh"]) == 2
    said = capsys.readouterr().err
    assert expected in said
    assert said.startswith("tamkit")
    assert said.count("\n") == 1


def test_an_unknown_language_is_answered_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--messages", "de"]) == 2
    assert "unknown language 'de'" in capsys.readouterr().err


def test_the_language_ends_with_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    main(["questionnaire", "list", "--messages", "zh"])
    assert "名称" in capsys.readouterr().out
    assert language() == "en"


def test_the_environment_reaches_a_process() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in LOCALE}
    out = subprocess.run(
        [sys.executable, "-m", "tamkit", "--help"],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment | {"TAMKIT_LANG": "zh"},
        check=True,
    )
    assert "技术接受调查" in out.stdout


def test_argparse_says_nothing_the_catalogue_does_not_know() -> None:
    """Every template argparse looks up, in this version of Python, has its place in both catalogues."""
    known = {*catalogue("zh")["cli.argparse"]} - {"choose"}
    asked = {
        argument.value
        for node in ast.walk(ast.parse(inspect.getsource(argparse)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext")
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert sorted(asked - FOR_BUILDERS - known) == []


def test_argparse_is_left_as_it_was() -> None:
    before = vars(argparse)["_"]
    with argparse_speaks():
        assert vars(argparse)["_"] is not before
    assert vars(argparse)["_"] is before


@pytest.mark.parametrize(
    ("n", "said"), [(0, "expected %s arguments"), (1, "expected %s argument"), (2, "expected %s arguments")]
)
def test_argparse_chooses_singular_and_plural(n: int, said: str) -> None:
    with argparse_speaks():
        assert vars(argparse)["ngettext"]("expected %s argument", "expected %s arguments", n) == said
