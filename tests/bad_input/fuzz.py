"""Thousands of spoiled files of every format: each must be read, or refused with one message.

    python tests/bad_input/fuzz.py [--loads 2000] [--from 0] [--only KIND]

Load k is the same file on every machine: its format, its change and every draw follow from k. A load fails when
anything but an `InputError` comes out, when something is printed, when the process dies, or when it takes more than 3
seconds of processor time. Failures are listed by their k (``--from k --loads 1`` makes one again).
"""

from __future__ import annotations

import argparse
import io
import os
import pickle
import random
import re
import resource
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[number]) for number in (1, 2)]

import pandas as pd
from bad_input.old_formats import ods, xls, xlsb
from bad_input.spoil import FORM, INJECTIONS, Rows, good, parquet, text, xlsx, zipped

from tamkit.errors import InputError
from tamkit.questionnaire import Questionnaire, loads
from tamkit.survey import load

SECONDS = 3.0
#: A file that keeps a process longer than this, or asks for more memory, ends it.
ALARM, MEMORY = 30, 6 << 30
#: What a cell may come to hold.
ODD: tuple[Any, ...] = (
    "", " ", "0", "6", "-1", "3.5", "1e9", "9" * 40, "nan", "inf", "None", "NULL", "#REF!", "非常同意", "同意;不同意",
    "五", "５", "2026-01-05", "10:30", "true", "\u200b3", "a\nb", '"', "'4", "x" * 5000, "花呗┋白条",
    "(空)", "(跳过)", 0, 7, -3.25, 1e300, *INJECTIONS.values(),
)  # fmt: skip


def frame(rows: Rows) -> pd.DataFrame:
    """A table as statistics programs keep it: a column is of numbers or of words."""
    width = max(len(row) for row in rows)
    padded = [[*row, *[""] * (width - len(row))] for row in rows[1:]]
    columns = {}
    for place, cells in enumerate(zip(*padded, strict=True)):
        numbers = all(isinstance(cell, int | float) for cell in cells)
        columns[f"v{place}"] = list(cells) if numbers else [str(cell) for cell in cells]
    found = pd.DataFrame(columns)
    names = [str(cell)[:60] or f"v{place}" for place, cell in enumerate([*rows[0], *[""] * (width - len(rows[0]))])]
    if len({name.casefold() for name in names}) == len(names) and all(name.isidentifier() for name in names):
        found.columns = pd.Index(names)
    return found


def packed(members: dict[str, bytes]) -> bytes:
    """A zip archive that does not tell when it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def undated(kind: str, data: bytes) -> bytes:
    """A file without the hour it was written in: the same load is to be the same file tomorrow."""
    if kind in ZIPPED:
        stamp = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
        return packed({name: stamp.sub(b"2026-01-01T00:00:00Z", body) for name, body in members(data).items()})
    if kind in ("sav", "zsav"):
        return data[:92] + b"01 Jan 2600:00:00" + data[109:]
    if kind == "dta":
        return re.sub(rb"\d\d \w{3} \d{4} \d\d:\d\d", b"01 Jan 2026 00:00", data, count=1)
    return data


def _statistics(kind: str) -> Callable[[Rows], bytes]:
    def write(rows: Rows) -> bytes:
        import pyreadstat

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"a.{kind}"
            if kind == "dta":
                pyreadstat.write_dta(frame(rows), str(path))
            else:
                pyreadstat.write_sav(frame(rows), str(path), compress=kind == "zsav")
            return path.read_bytes()

    return write


FORMATS: dict[str, Callable[[Rows], bytes]] = {
    "csv": lambda rows: text(rows).encode(),
    "gbk.csv": lambda rows: text(rows).encode("gb18030"),
    "utf16.csv": lambda rows: text(rows).encode("utf-16"),
    "tsv": lambda rows: text(rows, "\t").encode(),
    "csv.zip": lambda rows: zipped({"answers.csv": text(rows).encode()}),
    "xlsx": xlsx,
    "xls": xls,
    "xlsb": xlsb,
    "ods": ods,
    "sav": _statistics("sav"),
    "zsav": _statistics("zsav"),
    "dta": _statistics("dta"),
    "parquet": lambda rows: parquet(frame(rows)),
}
ZIPPED = ("csv.zip", "xlsx", "xlsb", "ods")


def flipped(data: bytes, draw: random.Random) -> bytes:
    """Some bytes changed, lost or added."""
    raw = bytearray(data)
    for _ in range(draw.choice([1, 2, 5, 20, 60])):
        if len(raw) < 2:
            break
        place, kind = draw.randrange(len(raw)), draw.random()
        if kind < 0.4:
            raw[place] = draw.randrange(256)
        elif kind < 0.6:
            raw[place] ^= 1 << draw.randrange(8)
        elif kind < 0.7:  # what counts and points in binary files
            raw[place : place + 4] = draw.choice([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\1\0\0\0"])
        elif kind < 0.85:
            del raw[place : place + draw.randrange(1, 20)]
        else:
            raw[place:place] = bytes(draw.randrange(256) for _ in range(draw.randrange(1, 8)))
    return bytes(raw)


def truncated(data: bytes, draw: random.Random) -> bytes:
    """The file up to some byte, or from one."""
    place = draw.randrange(1, len(data))
    return data[:place] if draw.random() < 0.8 else data[place:]


def within(data: bytes, draw: random.Random) -> bytes:
    """A packed file whose members are changed before they are packed again: the change gets past the checksum."""
    old, new = members(data), {}
    chosen = draw.choice([name for name in old if "sheet" in name or "content" in name or "answers" in name])
    for name, body in old.items():
        change = (name == chosen or draw.random() < 0.1) and len(body) > 1
        changed = draw.choice([flipped, flipped, truncated])(body, draw) if change else body
        if draw.random() > 0.02:
            new[name] = changed
    return packed(new)


def swapped(draw: random.Random) -> Rows:
    """A table with cells exchanged, lost, and made odd; headers too."""
    rows = good(draw.choice([1, 2, 12, 40]))
    for _ in range(draw.choice([1, 1, 2, 5, 20])):
        one, other = draw.choice(rows), draw.choice(rows)
        if not one or not other:
            continue
        a, b, kind = draw.randrange(len(one)), draw.randrange(len(other)), draw.random()
        if kind < 0.4:
            one[a], other[b] = other[b], one[a]
        elif kind < 0.8:
            one[a] = draw.choice(ODD)
        elif kind < 0.85:
            del one[a]
        elif kind < 0.9:
            one.insert(a, draw.choice(ODD))
        elif kind < 0.95:
            rows.insert(draw.randrange(len(rows)), list(one))
        elif len(rows) > 1:
            rows.remove(one)
    return rows


@dataclass(frozen=True)
class Spoiled:
    """File number ``number`` of the corpus: its format, what was done to it, and its bytes."""

    number: int
    kind: str
    change: str
    data: bytes


def spoiled(number: int, originals: dict[str, bytes] | None = None) -> Spoiled:
    """``originals``: the unspoiled files by format, where the caller keeps them."""
    draw = random.Random(number)
    kind = list(FORMATS)[number % len(FORMATS)]
    changes = ["flipped", "truncated", "cells", "within" if kind in ZIPPED else "flipped"]
    change = draw.choice(changes)
    if change == "cells":
        return Spoiled(number, kind, change, _written(kind, draw))
    whole = originals[kind] if originals else original(kind)
    work = {"flipped": flipped, "truncated": truncated, "within": within}[change]
    return Spoiled(number, kind, change, work(whole, draw))


def original(kind: str) -> bytes:
    """The good table in a format."""
    return undated(kind, FORMATS[kind](good()))


def _written(kind: str, draw: random.Random) -> bytes:
    """A table with odd cells in a format; what its writer itself refuses is drawn again."""
    while True:
        try:
            return undated(kind, FORMATS[kind](swapped(draw)))
        except Exception:
            continue


@dataclass(frozen=True)
class Answer:
    """What became of a load: ``read``, ``refused``, or what it must not be, with what was said."""

    spoiled: Spoiled
    state: str
    said: str
    seconds: float


def answered(one: Spoiled, folder: Path, form: Questionnaire) -> Answer:
    """One load; only what no error of ours is escapes as a state of its own."""
    file = folder / f"file{one.number}.{one.kind}"
    file.write_bytes(one.data)
    before = time.process_time()
    try:
        load(file, form)
        state, said = "read", ""
    except InputError as error:
        state, said = "refused", str(error)
        if f"file{one.number}" not in said:
            state = "unnamed"
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        state, said = "escaped", f"{type(error).__name__}: {error}"
    seconds = time.process_time() - before
    file.unlink()
    return Answer(one, state, said, seconds)


def run(numbers: list[int]) -> Iterator[Answer]:
    """Every load, in processes that may die of one."""
    while numbers:
        done = 0
        for found in _in_a_process(numbers[:50]):
            done += 1
            yield found
        if done < len(numbers[:50]):
            dead = numbers[done]
            yield Answer(spoiled(dead), "died", "the process", 0.0)
            done += 1
        numbers = numbers[done:]


def _in_a_process(numbers: list[int]) -> list[Answer]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _work(numbers, writing)
        os._exit(0)
    os.close(writing)
    found = []
    with os.fdopen(reading, "rb") as stream:
        try:
            while True:
                found.append(pickle.load(stream))
        except (EOFError, pickle.UnpicklingError):
            pass
    os.waitpid(child, 0)
    return found


def _work(numbers: list[int], writing: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    form = loads(FORM, "form.yaml")
    originals = {kind: original(kind) for kind in FORMATS}
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as printed:
        os.dup2(printed.fileno(), 2)
        os.dup2(printed.fileno(), 1)
        with os.fdopen(writing, "wb") as stream:
            for number in numbers:
                one = spoiled(number, originals)
                signal.alarm(ALARM)
                found = answered(one, Path(folder), form)
                signal.alarm(0)
                words = _since(printed)
                if words:
                    found = Answer(one, "printed", words, found.seconds)
                pickle.dump(found, stream)
                stream.flush()


def _since(printed: Any) -> str:
    printed.seek(0)
    words = printed.read().decode("utf-8", "replace")
    printed.seek(0)
    printed.truncate()
    return words


FINE = ("read", "refused")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--loads", type=int, default=2000)
    options.add_argument("--from", dest="start", type=int, default=0)
    options.add_argument("--only", choices=list(FORMATS))
    asked = options.parse_args()
    kinds = list(FORMATS)
    step = range(asked.start, asked.start + asked.loads)
    if asked.only:
        step = range(kinds.index(asked.only), kinds.index(asked.only) + asked.loads * len(kinds), len(kinds))
    answers = list(run(list(step)))
    states = Counter((one.spoiled.kind, one.state) for one in answers)
    wrong = [one for one in answers if one.state not in FINE or one.seconds > SECONDS]
    print(f"{'format':<10} {'loads':>6} {'read':>6} {'refused':>8} {'neither':>8} {'most seconds':>13}")
    for kind in kinds:
        of_kind = [one for one in answers if one.spoiled.kind == kind]
        if not of_kind:
            continue
        read, refused = states[kind, "read"], states[kind, "refused"]
        most = max(one.seconds for one in of_kind)
        print(f"{kind:<10} {len(of_kind):>6} {read:>6} {refused:>8} {len(of_kind) - read - refused:>8} {most:>13.2f}")
    for one in wrong:
        bad = one.spoiled
        print(f"{bad.number} ({bad.kind}, {bad.change}) {one.state}, {one.seconds:.2f} s: {one.said[:200]}")
    print(f"{len(answers)} loads, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
