"""What ``tamkit verify`` says of each kind of difference, and its exit status."""

from __future__ import annotations

from typing import Any

import pytest

from tamkit import study
from tamkit.cli import main
from tamkit.cli.commands.verify import SHOWN
from tamkit.messages import Message
from tamkit.study.rewriting import Rewritten
from tamkit.study.verification import Difference, Verification


def difference(place: str) -> Difference:
    return Difference(place, 0.1, 0.2)


def verified(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], **found: Any
) -> tuple[int, list[str], str]:
    """Exit status, what is printed, and what is complained of."""
    nothing: dict[str, Any] = {
        "versions": {},
        "added": (),
        "edited": (),
        "missing": (),
        "differences": (),
        "numbers": 9,
        "largest": 0.0,
        "identical": True,
    }
    result = Verification(**{**nothing, **found})
    monkeypatch.setattr(study, "verify", lambda *_, **__: result)
    status = main(["verify", "d"])
    said = capsys.readouterr()
    return status, said.out.splitlines(), said.err.strip()


def test_the_same_bytes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    told = [str(Message("cli.verified_identical", dir="d", numbers=9))]
    assert verified(monkeypatch, capsys) == (0, told, "")


def test_the_same_numbers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    told = [str(Message("cli.verified_close", dir="d", numbers=9, largest=1e-12))]
    assert verified(monkeypatch, capsys, identical=False, largest=1e-12) == (0, told, "")
    first = str(Message("cli.first_moved", first=difference("x").said))
    more = {"identical": False, "largest": 1e-12, "moved": difference("x")}
    assert verified(monkeypatch, capsys, **more) == (0, [*told, first], "")
    assert "0.1 then, 0.2 now" in first


def test_versions_and_added_files_are_told_and_are_no_difference(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = verified(monkeypatch, capsys, versions={"numpy": ("1", "2")}, added=("a.txt",))
    assert status == 0
    assert out[:2] == [
        str(Message("cli.version_moved", name="numpy", then="1", now="2")),
        str(Message("cli.added_since", name="a.txt")),
    ]


def test_files_that_changed_or_are_gone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = verified(monkeypatch, capsys, edited=("a.md", "b.md"), missing=("c.csv",))
    assert status == 1
    assert out == [
        str(Message("cli.changed_since", name="a.md")),
        str(Message("cli.changed_since", name="b.md")),
        str(Message("cli.file_missing", name="c.csv")),
    ]
    first = Message("study.file_edited", name="a.md")
    assert err == f"tamkit: {Message('cli.not_as_made', dir='d', differ=0, numbers=9, files=3, first=first)}"
    assert err.endswith("the first: a.md was changed since.")


def test_files_that_are_written_otherwise(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    where = Message("study.differs_at_line", line=3, then="a", now="b")
    status, out, err = verified(monkeypatch, capsys, rewritten=(Rewritten("report.zh.md", where),))
    assert status == 1
    assert out == ["report.zh.md: line 3: 'a' then, 'b' now"]
    assert out[0] in err


@pytest.mark.parametrize("count", [1, SHOWN, SHOWN + 1, SHOWN + 5])
def test_numbers_that_moved(count: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    moved = tuple(difference(f"p{n}") for n in range(count))
    status, out, err = verified(monkeypatch, capsys, differences=moved, identical=False)
    assert status == 1
    shown = [f"{one.place}: 0.1 then, 0.2 now" for one in moved[:SHOWN]]
    more = [str(Message("cli.and_more", more=count - SHOWN))] if count > SHOWN else []
    assert out == shown + more
    told = {"dir": "d", "differ": count, "numbers": 9, "files": 0, "first": moved[0].said}
    assert err == f"tamkit: {Message('cli.not_as_made', **told)}"
