"""A report folder: written beside, moved into place when whole, and nothing of the user's is ever lost."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from tamkit.errors import InputError, listed

MANIFEST = "manifest.json"
# What a file manager or a word processor leaves behind; nobody's work.
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def digest(path: Path) -> str:
    """sha256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        found = sha256()
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def files_of(folder: Path) -> dict[str, str]:
    """Relative path (with /) → sha256 of every file below a folder, sorted."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name not in LITTER)
    return {path.relative_to(folder).as_posix(): digest(path) for path in sorted(found)}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a report folder.

    Raises
    ------
    InputError
        When the folder or its manifest is missing or isn't tamkit's.
    """
    path = folder / MANIFEST
    if not folder.is_dir():
        raise InputError("study.no_such_folder", folder=folder)
    if not path.is_file():
        raise InputError("study.not_a_report", folder=folder, manifest=MANIFEST)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise InputError("study.not_json", path=path, why=error) from None
    if not isinstance(found, dict) or not isinstance(found.get("files"), dict) or "tamkit" not in found:
        raise InputError("study.not_a_manifest", path=path)
    return found


def check_replaceable(folder: Path) -> None:
    """Whether a report may be written to ``folder``: it is new, empty, or an untouched report of tamkit's.

    A report that was edited, or a folder that holds anything tamkit didn't write, is never replaced.

    Raises
    ------
    InputError
        Naming what stands in the way.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError("study.not_a_folder", folder=folder)
    if not folder.is_dir() or not any(path.name not in LITTER for path in folder.iterdir()):
        return
    if not (folder / MANIFEST).is_file():
        raise InputError("study.folder_of_others", folder=folder)
    known = read_manifest(folder)["files"]
    present = files_of(folder)
    present.pop(MANIFEST, None)
    links = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_symlink()]
    foreign = [name for name in dict.fromkeys([*present, *links]) if name not in known or name in links]
    edited = [name for name, found in present.items() if name in known and known[name] != found]
    for names, state in ((foreign, "foreign"), (edited, "edited")):
        if names:
            raise InputError("study.folder_holds_work", folder=folder, names=listed(names, 4), state=state)


@contextmanager
def replacing(folder: Path, check: Callable[[Path], None] = check_replaceable) -> Iterator[Path]:
    """A new folder beside ``folder`` to write to; it takes its place when the block ends without an error.

    Whatever happens, ``folder`` holds either all of the old or all of the new. ``check`` raises when the old may not be
    replaced; it is asked before the block and again right before the new one takes its place.

    Raises
    ------
    InputError
        When the old was changed meanwhile: it stays, and the new one stands beside it, where the message says.
    """
    from tamkit.report import place, restore, set_aside, staging

    folder = folder.absolute()
    restore(folder)
    check(folder)
    made = [parent for parent in folder.parents if not parent.exists()]
    try:
        with staging(folder) as staged:
            yield staged
            try:
                place(staged, folder, check)
            except InputError as error:
                kept = set_aside(staged, folder, "new")
                names = error.message.values.get("names")
                raise InputError("study.changed_meanwhile", folder=folder, names=names, kept=kept) from None
    finally:
        if not folder.exists():
            for parent in made:
                _remove_if_empty(parent)


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return


def write_whole(path: Path, text: str) -> None:
    """Write a text file beside and move it into place."""
    path = path.absolute()
    if path.is_dir():
        raise InputError("study.is_a_folder", path=path)
    if not path.parent.is_dir():
        raise InputError("study.no_such_folder", folder=path.parent)
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
