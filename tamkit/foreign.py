"""Other people's libraries at work: whatever goes wrong inside one is one error of ours, and nothing else is printed.

A library written in Rust does not raise an ``Exception`` when it meets a defect of its own: it panics, which arrives as
a ``BaseException``, and has written a report of many lines to file descriptor 2 before that, past ``sys.stderr``.

A package is not always needed whole: what its ``__init__`` imports for the rest of it can take longer than the work.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from tamkit.errors import TamkitError

#: What is no failure of the library: our own errors, and what stops a whole program.
OURS = (TamkitError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError)
LONGEST = 160
# The descriptor belongs to the process: two threads that turned it aside would never give it back.
_one_at_a_time = threading.RLock()


@contextmanager
def guarded(refused: Callable[[str], TamkitError]) -> Iterator[None]:
    """Work of a foreign library; ``refused`` makes the error from what the library said, in one line.

    Keep our own code out of the block: a defect of it would be told as the library's.

    >>> from tamkit.errors import InputError
    >>> with guarded(lambda reason: InputError("survey.parquet_unreadable", name="a.parquet", reason=reason)):
    ...     raise ValueError("no footer\\nat all")
    Traceback (most recent call last):
        ...
    tamkit.errors.InputError: a.parquet cannot be read as parquet (no footer at all).
    """
    with _descriptor_2() as lost:
        try:
            yield
        except OURS:
            raise
        except BaseException as error:
            lost.append(True)
            raise refused(in_a_line(error)) from None


def in_a_line(error: BaseException) -> str:
    """What a library says of its failure, in one short line; the kind of failure where it says nothing.

    >>> in_a_line(ValueError("a\\n  b")), in_a_line(KeyError())
    ('a b', 'KeyError')
    """
    return " ".join(str(error).split())[:LONGEST] or type(error).__name__


@contextmanager
def _descriptor_2() -> Iterator[list[bool]]:
    """Descriptor 2 turned aside; what was written there is passed on at the end, unless something was put in the list
    that is handed out."""
    lost: list[bool] = []
    with _one_at_a_time, contextlib.ExitStack() as stack:
        aside = _turned_aside(stack)
        try:
            yield lost
        finally:
            if aside is not None:
                kept, written = aside
                _flush()
                os.dup2(kept, 2)
                if not lost:
                    _pass_on(written)


def _turned_aside(stack: contextlib.ExitStack) -> tuple[int, int] | None:
    """A copy of descriptor 2, and the file it leads to from now on; None in a process that has none (a service), or
    where there is no room for a file."""
    try:
        _flush()
        kept = os.dup(2)
        stack.callback(os.close, kept)
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the stack closes it)
        stack.callback(file.close)
        os.dup2(file.fileno(), 2)
    except OSError:
        return None
    return kept, file.fileno()


def _flush() -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()


def _pass_on(written: int) -> None:
    os.lseek(written, 0, os.SEEK_SET)
    with contextlib.suppress(OSError):
        while block := os.read(written, 1 << 16):
            os.write(2, block)


_in_parts: dict[str, Any] = {}
_importing = threading.RLock()


def in_part(
    package: str,
    modules: Sequence[str],
    *,
    instead: Mapping[str, Any] | None = None,
    prepared: Callable[[Any], object] | None = None,
) -> Any:
    """Something with the ``modules`` of a package as attributes, imported without the package's ``__init__``.

    They are the library's own files under names of their own, so an import of the package by somebody else is not
    touched and finds it whole. Where it has been imported already, or cannot be had in parts, it is the package.

    Parameters
    ----------
    instead
        What stands in, while they are imported, for modules that nothing asked for here needs; a name that begins with
        a dot is one of the package.
    prepared
        What the ``__init__`` does besides importing; called once with what is returned, never with the package.

    Examples
    --------
    >>> parts = in_part("email", ["quoprimime"])
    >>> parts.quoprimime.quote("=")
    '=3D'
    """
    if package in sys.modules:
        return importlib.import_module(package)  # which waits for another thread that has it half imported
    with _importing:
        if package not in _in_parts:
            try:
                found = _imported(package, modules, instead or {})
                if prepared is not None:
                    prepared(found)
            except Exception:  # laid out in another way than we know: whole, or with the library's own complaint
                found = importlib.import_module(package)
            _in_parts[package] = found
        return _in_parts[package]


def loaded(package: str) -> bool:
    """Whether a package has been imported, whole or in parts.

    >>> loaded("sys"), loaded("no_such_package")
    (True, False)
    """
    return package in sys.modules or package in _in_parts


def _imported(package: str, modules: Sequence[str], instead: Mapping[str, Any]) -> ModuleType:
    spec = find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        raise ModuleNotFoundError(package)
    shell = ModuleType(f"_{package}_in_parts")
    shell.__path__ = list(spec.submodule_search_locations)
    sys.modules[shell.__name__] = shell
    with _standing_in({f"{shell.__name__}{name}" if name[0] == "." else name: one for name, one in instead.items()}):
        for name in modules:
            importlib.import_module(f"{shell.__name__}.{name}")
    return shell


@contextmanager
def _standing_in(instead: Mapping[str, Any]) -> Iterator[None]:
    before = {name: sys.modules.get(name) for name in instead}
    sys.modules.update(instead)
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
