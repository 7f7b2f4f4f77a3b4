"""Files made again and compared byte by byte: which differs first, and where in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from tamkit.messages import Message

LONGEST = 80


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file whose bytes came out differently; ``where`` is the first place they do."""

    name: str
    where: Message

    @property
    def said(self) -> Message:
        return Message("located", place=self.name, what=self.where)


def rewritten(folder: Path, again: Path, names: Iterable[str]) -> tuple[Rewritten, ...]:
    """The files of two folders that differ, in the order of their names; one that was not made again is one of them."""
    out = []
    for name in names:
        then = (folder / name).read_bytes()
        path = again / name
        if not path.is_file():
            out.append(Rewritten(name, Message("study.not_made_again")))
        elif path.read_bytes() != then:
            out.append(Rewritten(name, first_difference(then, path.read_bytes())))
    return tuple(out)


def first_difference(then: bytes, now: bytes) -> Message:
    """Where two files first differ: the line of a text, the part of an archive, else the byte.

    >>> print(first_difference(b"a\\nb\\n", b"a\\nc\\n"))
    line 2: 'b' then, 'c' now
    """
    parts = _parts(then), _parts(now)
    if parts[0] and parts[1]:
        for name in sorted({*parts[0], *parts[1]}):
            one, other = (part.get(name, b"") for part in parts)
            if one != other:
                return Message("located", place=name, what=first_difference(one, other))
    try:
        lines = then.decode().splitlines(), now.decode().splitlines()
    except UnicodeDecodeError:
        at = next((i for i, (a, b) in enumerate(zip(then, now, strict=False)) if a != b), min(len(then), len(now)))
        return Message("study.differs_at_byte", byte=at + 1)
    for number, (old, new) in enumerate(zip_longest(*lines, fillvalue=""), 1):
        if old != new:
            a, b = _around(old, new)
            return Message("study.differs_at_line", line=number, then=a, now=b)
    return Message("study.differs_at_byte", byte=min(len(then), len(now)) + 1)  # line ends alone


def _around(one: str, other: str) -> tuple[str, str]:
    """Two lines cut to what stands around their first difference."""
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, at - LONGEST // 2) if max(len(one), len(other)) > LONGEST else 0
    return one[start : start + LONGEST], other[start : start + LONGEST]


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts of an archive; nothing of what is none."""
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
