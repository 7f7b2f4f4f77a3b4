"""Every table and sentence of the demo in both languages as a reader sees them, and those of three small studies.

What is meant to change is taken over with ``pytest tests/report/test_snapshots.py --update-snapshots``; the difference
of the committed texts is what to look at then.
"""

from __future__ import annotations

import pytest
from snapshots import Snapshots, whole

from tamkit import __version__
from tamkit.report import document
from tamkit.report.content import Content
from tamkit.report.tree import Document, Lang

#: Of the machine, not of the report.
MACHINE = ("versions", "hashes")


def text(made: Document) -> str:
    return whole(made, MACHINE).replace(__version__, "<version>")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_table_of_the_demo(demo: Content, snapshots: Snapshots, lang: Lang) -> None:
    snapshots.check(f"demo.{lang}.txt", text(document(demo, lang)))


@pytest.mark.parametrize("name", ["models", "ordered", "battery"])
def test_every_table_of_a_small_study(request: pytest.FixtureRequest, snapshots: Snapshots, name: str) -> None:
    snapshots.check(f"{name}.en.txt", text(document(request.getfixturevalue(name), "en")))


def test_a_difference_is_told(tmp_path) -> None:
    kept = Snapshots(tmp_path)
    with pytest.raises(AssertionError, match="update-snapshots"):
        kept.check("a.txt", "one\ntwo\n")
    Snapshots(tmp_path, update=True).check("a.txt", "one\ntwo\n")
    kept.check("a.txt", "one\ntwo\n")
    with pytest.raises(AssertionError, match=r"(?s)-two.*\+three"):
        kept.check("a.txt", "one\nthree\n")
