"""A folder put in the place of another, whole or not at all, whatever ends the program in between.

Linux exchanges two folders in one step. Where there is no such step the old one waits under a name of its own while the
new one takes its place, and the names are the journal: a new folder is written to as ``.report.tamkit-3f9a01bc``, the
old one waits as ``.report.tamkit-3f9a01bc.old``. Found without the program that gave them, they tell how far it came,
and :func:`restore` puts them in order. A folder that is written to is locked: nobody takes it for one that was left.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tamkit.errors import InputError

#: Raises when the folder it is given may not be replaced.
Check = Callable[[Path], None]
_OLD = ".old"
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD, RENAME_EXCHANGE


def free_for_all(folder: Path) -> None:
    """The check of a caller who does not mind what is replaced."""


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """A folder beside ``target`` to write in; gone at the end unless :func:`place` has moved it.

    Raises
    ------
    InputError
        When ``target`` is a file, or its parent can't be made.
    """
    restore(target)
    if target.exists() and not target.is_dir():
        raise InputError("report.not_a_folder", target=target)
    staged = target.parent / f".{target.name}.tamkit-{secrets.token_hex(4)}"
    try:  # named before it is made, so that an interrupt right after leaves nothing behind
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.mkdir(mode=0o700)
        except OSError as error:
            raise InputError("report.cannot_write", parent=target.parent, reason=error.strerror) from error
        with _held(staged):
            yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def place(staged: Path, target: Path, check: Check = free_for_all) -> None:
    """Moves a finished folder to its place; what stood there goes only after the new one stands.

    ``check`` is asked about what is to be replaced right before, and once more when nobody can write there any longer.
    When it raises, everything is as it was.
    """
    _open_to_others(staged)
    if not target.exists():
        staged.rename(target)
        return
    check(target)
    if exchange(staged, target):
        try:
            check(staged)  # which is the old one now
        except InputError:
            exchange(staged, target)
            check(target)  # the same refusal, by the name people know
            raise
    else:
        _in_two_steps(staged, target, check)


def _in_two_steps(staged: Path, target: Path, check: Check) -> None:
    old = staged.with_name(staged.name + _OLD)
    try:
        target.rename(old)
        check(old)
        staged.rename(target)
    except BaseException as error:
        if old.exists():
            _back(old, target)
        if isinstance(error, InputError):
            check(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Two folders change places in one step; False, and nothing done, where the system or its disk can't."""
    if sys.platform != "linux":
        return False
    import ctypes

    try:
        rename = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), ctypes.c_uint(_EXCHANGE)) == 0)


def set_aside(folder: Path, target: Path, word: str) -> Path:
    """Moves a folder to a name beside ``target`` that is free: ``report.new``, ``report.new-2``."""
    number, name = 1, target.with_name(f"{target.name}.{word}")
    while name.exists():
        number += 1
        name = target.with_name(f"{target.name}.{word}-{number}")
    _open_to_others(folder)
    folder.rename(name)
    return name


def restore(target: Path) -> bool:
    """Puts in order what a program left beside ``target`` when it was killed; whether ``target`` was brought back."""
    brought_back = False
    for staged in _left(target):
        old = staged.with_name(staged.name + _OLD)
        used = _in_use(staged)
        if used:
            continue
        waits = old.exists()
        if waits and not target.exists():
            old.rename(target)
            brought_back = True
        elif waits and staged.exists():  # the new one never came: what stands there is somebody else's
            _back(old, target)
        elif waits:
            shutil.rmtree(old, ignore_errors=True)
        if waits or used is False:
            shutil.rmtree(staged, ignore_errors=True)
    return brought_back


def _back(old: Path, target: Path) -> None:
    if target.exists():
        set_aside(old, target, "old")
    else:
        old.rename(target)


def _left(target: Path) -> list[Path]:
    """The folders that programs, living or not, write to for ``target``, by the names they have or had."""
    name = re.compile(rf"(\.{re.escape(target.name)}\.tamkit-[0-9a-f]{{8}})(?:{re.escape(_OLD)})?")
    try:
        found = [name.fullmatch(path.name) for path in target.parent.iterdir()]
    except OSError:
        return []
    return sorted({target.with_name(match[1]) for match in found if match})


def _open_to_others(folder: Path) -> None:
    """The rights any new folder gets: a staging folder is its writer's alone."""
    mask = os.umask(0)
    os.umask(mask)
    folder.chmod(0o777 & ~mask)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Locks a folder for as long as the program lives; without effect where folders can't be locked."""
    number = None
    with contextlib.suppress(ImportError, OSError):
        number = _locked(folder)
    try:
        yield
    finally:
        if number is not None:
            os.close(number)


def _in_use(folder: Path) -> bool | None:
    """Whether a living program writes to a folder; None where the system can't tell."""
    try:
        os.close(_locked(folder))
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    except (ImportError, OSError):
        return None
    return False


def _locked(folder: Path) -> int:
    import fcntl

    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(number)
        raise
    return number
