"""The compound file around an old .xls workbook (OLE, [MS-CFB]): its streams, without trust in what it says."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from tamkit.errors import InputError

_REGULAR = 0xFFFFFFF9  # sector numbers above this are marks: end of a chain, free, the table's own
_CUTOFF = 4096  # smaller streams stand in sectors of their own kind


class Compound:
    """The streams of a compound file by name.

    Raises
    ------
    InputError
        Where a chain runs in a circle: a reader that followed it would fill the memory.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        if len(data) < 512:
            raise self._damaged()
        self._size = 1 << min(struct.unpack_from("<H", data, 30)[0], 20)
        first_directory = struct.unpack_from("<I", data, 48)[0]
        first_small, _, first_more, _ = struct.unpack_from("<4I", data, 60)
        self._table = self._allocation(first_more)
        directory = self._joined(self._chain(first_directory, self._table))
        self._entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
        small = self._joined(self._chain(first_small, self._table))
        self._small_table = _numbers(small)
        root = next((entry for entry in self._entries if entry[66] == 5), None)
        start = struct.unpack_from("<I", root, 116)[0] if root else _REGULAR + 1
        self._small = self._joined(self._chain(start, self._table))

    def stream(self, name: str) -> bytes | None:
        """A stream's bytes, None when there is none of the name."""
        for entry in self._entries:
            length = struct.unpack_from("<H", entry, 64)[0]
            if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") == name:
                start, size = struct.unpack_from("<2I", entry, 116)
                if size < _CUTOFF:
                    pieces = self._chain(start, self._small_table)
                    return b"".join(self._small[64 * number : 64 * number + 64] for number in pieces)[:size]
                return self._joined(self._chain(start, self._table))[:size]
        return None

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _joined(self, numbers: Iterable[int]) -> bytes:
        return b"".join(map(self._sector, numbers))

    def _allocation(self, more: int) -> list[int]:
        """Which sector follows which: the table stands in sectors listed in the header and in a chain of lists."""
        listed = [number for number in struct.unpack_from("<109I", self._data, 76) if number <= _REGULAR]
        seen: set[int] = set()
        while more <= _REGULAR:
            if more in seen:
                raise self._damaged()
            seen.add(more)
            numbers = _numbers(self._sector(more))
            if not numbers:
                break
            listed += [number for number in numbers[:-1] if number <= _REGULAR]
            more = numbers[-1]
        if len(set(listed)) < len(listed):
            raise self._damaged()
        return _numbers(self._joined(listed))

    def _damaged(self) -> InputError:
        return InputError("survey.compound_damaged", name=self._name)

    def _chain(self, start: int, table: list[int]) -> list[int]:
        found: list[int] = []
        seen: set[int] = set()
        while start <= _REGULAR:
            if start in seen:
                raise self._damaged()
            seen.add(start)
            found.append(start)
            if start >= len(table):
                break
            start = table[start]
        return found


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))
