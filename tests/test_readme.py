"""The README's commands are the ones that are run."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```sh\n(.*?)\n```$", README, flags=re.MULTILINE | re.DOTALL)


def test_there_are_exactly_two_commands_for_a_fresh_machine() -> None:
    assert len(COMMANDS) == 2
    demo, test = COMMANDS
    assert all("\n" not in command for command in COMMANDS)
    assert demo.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert demo.endswith("tamkit demo")
    assert '".[test,browser]"' in test
    assert "pytest" in test


def test_continuous_integration_runs_the_readme_s_test_command() -> None:
    out = subprocess.run(["bash", str(ROOT / ".ci" / "run"), "--print"], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == COMMANDS[1]


def test_what_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert all((ROOT / link).exists() for link in links), links


def test_every_command_the_readme_names_exists() -> None:
    from tamkit.cli import parser

    known = next(action.choices for action in parser()._actions if action.dest == "command")
    assert known is not None
    named = set(re.findall(r"tamkit ([a-z]+)", README)) - {"is", "reads", "fit"}
    assert named <= set(known), named - set(known)


def test_extras_the_readme_names_are_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {extra for extras in re.findall(r'"\.\[([a-z,]+)\]"', README) for extra in extras.split(",")}
    assert {"test", "browser"} <= named <= set(project["optional-dependencies"])
