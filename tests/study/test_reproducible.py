"""The same input gives the same bytes: on two runs, any number of jobs, in any locale, time zone and hash order."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from study import small

from tamkit.report.output import FORMATS
from tamkit.study.folder import files_of
from tamkit.study.rewriting import rewritten

ROOT = Path(__file__).resolve().parents[2]
#: Every format; one that needs what isn't installed is left out.
WRITTEN = [name for name in FORMATS if name != "pdf" or importlib.util.find_spec("typst") is not None]
WORK = """\
import sys
from dataclasses import replace
from tamkit.study import Study

study = Study.load(sys.argv[1])
study = replace(study, file=replace(study.file, options=replace(study.options, jobs=int(sys.argv[2]))))
study.run().report(sys.argv[1] + "/report", sys.argv[3].split(","), ["zh"])
"""
WAYS = {
    "one": {"jobs": "1", "LC_ALL": "C", "LANG": "C", "TZ": "America/New_York", "PYTHONHASHSEED": "1"},
    "two": {"jobs": "2", "LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "2"},
}


def written(folder: Path, jobs: str, **way: str) -> Path:
    """The report of the small study, written by a program of its own."""
    small.write(folder, 120, small.RICH, gaps=2)
    told = {"TAMKIT_LANG": "en", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-c", WORK, str(folder), jobs, ",".join(WRITTEN)]
    subprocess.run(command, cwd=folder, env={**os.environ, **told, **way}, check=True, capture_output=True)
    return folder / "report"


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = (written(tmp_path / name / "study", **way) for name, way in WAYS.items())
    names = list(files_of(one))
    assert names == list(files_of(two))
    assert len([name for name in names if name.startswith("report.zh.")]) == len(WRITTEN)
    assert [str(found.said) for found in rewritten(one, two, names)] == []
