"""A folder is exchanged whole or not at all: told to stop at every step, and what the next start makes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tamkit.errors import InputError
from tamkit.report import placing
from tamkit.report.placing import exchange, free_for_all, place, restore, set_aside, staging

WAYS = [pytest.param(True, id="in one step"), pytest.param(False, id="in two steps")]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone exchanges folders in one step")
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="a child process is killed")


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the system exchanges two folders in one step."""
    if request.param and sys.platform != "linux":
        pytest.skip("Linux alone exchanges folders in one step")
    if not request.param:
        monkeypatch.setattr(placing, "exchange", lambda one, other: False)
    return bool(request.param)


def make(target: Path, text: str, check: placing.Check = free_for_all, last: Callable[[], object] = int) -> None:
    with staging(target) as staged:
        (staged / "tables").mkdir()
        for name in ("report.md", "tables/fit.csv"):
            (staged / name).write_text(text, encoding="utf-8")
        last()
        place(staged, target, check)


def held(target: Path) -> str:
    """The text of a whole report."""
    texts = {(target / name).read_text(encoding="utf-8") for name in ("report.md", "tables/fit.csv")}
    assert len(texts) == 1
    return texts.pop()


def beside(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


@on_linux
def test_two_folders_change_places(tmp_path: Path) -> None:
    for name in ("a", "b 花呗"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert exchange(tmp_path / "a", tmp_path / "b 花呗")
    assert (tmp_path / "a" / "b 花呗").exists()
    assert (tmp_path / "b 花呗" / "a").exists()
    assert not exchange(tmp_path / "a", tmp_path / "nowhere")
    assert (tmp_path / "a" / "b 花呗").exists()


def test_elsewhere_there_is_no_such_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not exchange(tmp_path / "a", tmp_path / "b")


def test_the_new_one_takes_the_place_of_the_old(way: bool, tmp_path: Path) -> None:
    target = tmp_path / "out"
    for text in ("old", "new", "newer"):
        make(target, text)
        assert held(target) == text
        assert beside(target) == ["out"]


def kill_at(step: int, work: Callable[[], object]) -> bool:
    """Runs ``work`` in a process that ends without a word before its ``step``-th call of the system; whether it did."""
    child = os.fork()
    if not child:
        count = 0

        def count_calls(event: str, _: object) -> None:
            nonlocal count
            if event.startswith(("os.", "shutil.", "ctypes.", "fcntl.", "open", "tempfile.")):
                count += 1
                if count == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count_calls)
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@forks
def test_killed_at_any_step_the_old_or_the_new_one_is_there(way: bool, tmp_path: Path) -> None:
    """Fails at 0.1.0 between its two renames: no report folder was left, and no later start brought it back."""
    step, kept, brought = 0, set(), 0
    while True:
        step += 1
        target = tmp_path / str(step) / "out"
        make(target, "old")
        killed = kill_at(step, lambda target=target: make(target, "new"))  # type: ignore[misc]
        if not killed:
            break
        assert not way or target.exists()
        brought += restore(target)
        kept.add(held(target))
        assert beside(target) == ["out"], f"step {step}"
        make(target, "next")
        assert held(target) == "next"
    assert held(target) == "new"
    assert kept == {"old", "new"}
    assert step > 10
    assert way or brought > 0


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
@pytest.mark.parametrize("which", [0, 1])
def test_a_rename_that_fails_puts_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], which: int
) -> None:
    monkeypatch.setattr(placing, "exchange", lambda one, other: False)
    make(tmp_path / "out", "old")
    real, calls = Path.rename, []

    def failing(path: Path, other: Path) -> Path:
        calls.append(path)
        if len(calls) == which + 1:
            raise error
        return real(path, other)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(error):
        make(tmp_path / "out", "new")
    assert held(tmp_path / "out") == "old"
    assert beside(tmp_path / "out") == ["out"]


def edited(folder: Path) -> None:
    if (folder / "report.md").read_text(encoding="utf-8") != "old":
        raise InputError("lines", lines=f"{folder.name} was edited")


def test_what_was_edited_meanwhile_is_not_replaced(way: bool, tmp_path: Path) -> None:
    target = tmp_path / "out"
    make(target, "old")

    def edit() -> None:
        (target / "report.md").write_text("my remark", encoding="utf-8")

    with pytest.raises(InputError, match=r"^out was edited"):
        make(target, "new", edited, edit)
    assert (target / "report.md").read_text(encoding="utf-8") == "my remark"
    assert beside(target) == ["out"]


def test_what_was_edited_in_the_last_moment_is_not_replaced(way: bool, tmp_path: Path) -> None:
    """After the check that comes before the exchange: the one that comes after it sees the edit."""
    target = tmp_path / "out"
    make(target, "old")
    asked = []

    def check(folder: Path) -> None:
        edited(folder)
        if not asked:  # right after the check has passed
            (target / "report.md").write_text("my remark", encoding="utf-8")
        asked.append(folder.name)

    with pytest.raises(InputError, match=r"^out was edited"):
        make(target, "new", check)
    assert (target / "report.md").read_text(encoding="utf-8") == "my remark"
    assert beside(target) == ["out"]


#: What a killed program may leave: the new folder, the old one, and what stands in its place.
LEFT = {"new": ".out.tamkit-0123abcd", "old": ".out.tamkit-0123abcd.old", "out": "out"}


def left(tmp_path: Path, *names: str) -> Path:
    for name in names:
        (tmp_path / LEFT[name] / "tables").mkdir(parents=True)
        for file in ("report.md", "tables/fit.csv"):
            (tmp_path / LEFT[name] / file).write_text(name, encoding="utf-8")
    return tmp_path / "out"


@pytest.mark.parametrize(
    ("names", "back", "holds", "rest"),
    [
        (("old", "new"), True, "old", ["out"]),
        (("old",), True, "old", ["out"]),
        (("out", "old"), False, "out", ["out"]),
        (("out", "new"), False, "out", ["out"]),
        (("out", "old", "new"), False, "out", ["out", "out.old"]),
        (("out",), False, "out", ["out"]),
        (("new",), False, None, []),
        ((), False, None, []),
    ],
)
def test_what_the_names_tell(
    tmp_path: Path, names: tuple[str, ...], back: bool, holds: str | None, rest: list[str]
) -> None:
    target = left(tmp_path, *names)
    assert restore(target) is back
    assert beside(target) == rest
    assert (held(target) if target.exists() else None) == holds


def test_only_tamkit_s_names_are_touched(tmp_path: Path) -> None:
    others = [".out.0123abcd", ".out.tamkit-0123abcg", ".out.tamkit-0123abcd.old2", "out.tamkit-0123abcd", ".other"]
    for name in others:
        (tmp_path / name).mkdir()
    assert not restore(tmp_path / "out")
    assert beside(tmp_path / "out") == sorted(others)
    assert not restore(tmp_path / "none" / "out")


def test_a_living_writer_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "out"
    make(target, "old")
    with staging(target) as staged:
        assert not restore(target)
        assert staged.exists()
        make(target, "other")
        assert staged.exists()
    assert beside(target) == ["out"]
    assert held(target) == "other"


@forks
def test_a_killed_writer_is_not(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from tamkit.report.placing import staging\n"
        "with staging(Path(sys.argv[1])) as staged:\n"
        "    (staged / 'half').touch(); print('writing', flush=True); time.sleep(60)\n"
    )
    target = tmp_path / "out"
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", code, str(target)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "writing\n"
        restore(target)
        assert len(beside(target)) == 1
        child.kill()
        child.wait()
    restore(target)
    assert beside(target) == []


def test_where_nothing_can_be_locked_only_what_surely_was_left_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(folder: Path) -> int:
        raise OSError

    monkeypatch.setattr(placing, "_locked", no_locks)
    target = left(tmp_path, "new")
    restore(target)
    assert len(beside(target)) == 1
    assert restore(left(tmp_path, "old"))
    assert beside(target) == ["out"]
    make(target, "newer")
    assert held(target) == "newer"


def test_a_name_that_is_free(tmp_path: Path) -> None:
    for expected in ("out.new", "out.new-2", "out.new-3"):
        (tmp_path / "x").mkdir(mode=0o700)
        found = set_aside(tmp_path / "x", tmp_path / "out", "new")
        assert found.name == expected
        mask = os.umask(0)
        os.umask(mask)
        assert found.stat().st_mode & 0o777 == 0o777 & ~mask
