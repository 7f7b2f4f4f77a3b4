"""The scripts and notebooks under analysis/ run as they stand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "analysis").glob("*.py"))
NOTEBOOKS = sorted((ROOT / "analysis" / "notebooks").glob("*.ipynb"))


def environment() -> dict[str, str]:
    """This process's, with the checkout importable where tamkit isn't installed."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))}


def test_there_is_a_script_and_a_notebook() -> None:
    assert SCRIPTS
    assert NOTEBOOKS


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_runs(path: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", str(path)]
    out = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, env=environment())
    assert out.returncode == 0, out.stderr
    assert "SIMULATED DATA" in out.stdout
    assert "supported" in out.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_script_takes_an_export(tmp_path: Path) -> None:
    from tamkit import survey

    survey.simulate("huabei_baitiao", 300, 3, platform="wjx", path=tmp_path / "export.xlsx")
    command = [sys.executable, str(ROOT / "analysis" / "huabei_study.py"), "--data", "export.xlsx"]
    out = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, env=environment())
    assert out.returncode == 0, out.stderr
    assert "received         0        300" in out.stdout


# zmq and the kernel's own start-up warn about things of theirs; the notebook's code runs in another process.
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = nbformat.read(path, as_version=4)
    words = "".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in words)
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
