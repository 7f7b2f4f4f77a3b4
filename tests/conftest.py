"""What all tests share: deterministic properties, figures without a display, messages that are said, snapshots."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from snapshots import Snapshots

from tamkit.messages import Message
from tamkit.messages.catalogue import WRITTEN, catalogue

os.environ.setdefault("MPLBACKEND", "Agg")
# The same examples on every machine and in every run, however slow it is.
settings.register_profile("tamkit", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("tamkit")


@pytest.fixture(scope="session", autouse=True)
def every_message_can_be_said() -> Iterator[None]:
    """What a test comes to make is said in each language: a value of the wrong kind fails where it is given."""
    made = Message.__init__

    def said(self: Message, key: str, /, **values: object) -> None:
        made(self, key, **values)
        if key in catalogue("en"):
            for language in WRITTEN:
                self.say(language)

    Message.__init__ = said  # type: ignore[method-assign]  # for the tests alone
    yield
    Message.__init__ = made  # type: ignore[method-assign]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-snapshots", action="store_true", help="write tests/snapshots anew instead of comparing")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says aloud that the browser tests did not run: a skipped test is a letter among thousands."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = {str(report.longrepr[2]) for report in skipped if "test_browser.py" in report.nodeid}
    if reasons:
        terminalreporter.section("the HTML report was NOT tried in a browser", red=True, bold=True)
        terminalreporter.line("; ".join(sorted(reasons)))
        terminalreporter.line(
            'It takes `pip install ".[browser]"` and a chromium of the system (apt-get install chromium).'
        )


@pytest.fixture(scope="session")
def snapshots(request: pytest.FixtureRequest) -> Snapshots:
    """The committed texts of ``tests/snapshots``: ``snapshots.check("demo.zh.txt", text)``."""
    folder = Path(__file__).parent / "snapshots"
    return Snapshots(folder, update=bool(request.config.getoption("--update-snapshots")))
