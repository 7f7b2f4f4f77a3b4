"""What all tests share: deterministic property tests, figures that need no display, and snapshots."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings
from snapshots import Snapshots

os.environ.setdefault("MPLBACKEND", "Agg")
# The same examples on every machine and in every run, however slow it is.
settings.register_profile("tamkit", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("tamkit")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-snapshots", action="store_true", help="write tests/snapshots anew instead of comparing")


@pytest.fixture(scope="session")
def snapshots(request: pytest.FixtureRequest) -> Snapshots:
    """The committed texts of ``tests/snapshots``: ``snapshots.check("demo.zh.txt", text)``."""
    folder = Path(__file__).parent / "snapshots"
    return Snapshots(folder, update=bool(request.config.getoption("--update-snapshots")))
