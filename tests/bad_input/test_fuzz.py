"""Files with bytes changed, lost and added at random are read or refused, never anything else."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from bad_input.spoil import FORM, HEADER, good, parquet, sav, text, xlsx

from tamkit.errors import InputError
from tamkit.questionnaire import loads
from tamkit.survey import load

ROUNDS = 60


def mutated(data: bytes, seed: int) -> bytes:
    """A few random changes, the same for the same seed."""
    draw = random.Random(seed)
    raw = bytearray(data)
    for _ in range(draw.choice([1, 2, 5, 20])):
        if len(raw) < 2:
            break
        place, kind = draw.randrange(len(raw)), draw.random()
        if kind < 0.6:
            raw[place] = draw.randrange(256)
        elif kind < 0.75:
            del raw[place : place + draw.randrange(1, 20)]
        elif kind < 0.9:
            raw[place:place] = bytes(draw.randrange(256) for _ in range(draw.randrange(1, 8)))
        else:
            del raw[max(place, 10) :]
    return bytes(raw)


@pytest.fixture(scope="module")
def originals(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("originals")
    frame = pd.DataFrame(good()[1:], columns=HEADER)
    return {
        "csv": text(good()).encode(),
        "gbk.csv": text(good()).encode("gbk"),
        "xlsx": xlsx(good()),
        "sav": sav(frame, folder, "sav"),
        "dta": sav(frame, folder, "dta"),
        "parquet": parquet(frame),
    }


@pytest.mark.parametrize("kind", ["csv", "gbk.csv", "xlsx", "sav", "dta", "parquet"])
def test_read_or_refused(originals, tmp_path, kind):
    form = loads(FORM, "form.yaml")
    file = tmp_path / f"a.{kind}"
    read = 0
    for seed in range(ROUNDS):
        file.write_bytes(mutated(originals[kind], seed))
        try:
            read += load(file, form).n > 0
        except InputError:
            continue
    assert read < ROUNDS


@pytest.mark.parametrize(
    "cell",
    ["1" * 60 + "x非常同意", "选项" * 60 + "x同意", "a" * 200_000, "a@" * 100_000, "(注明" * 50_000, "1." * 100_000,
     "花呗;x" * 50_000, "〖" * 100_000, "9" * 200_000, " " * 200_000 + "x", "<b" * 100_000],
    ids=["digits", "filler", "letters", "at", "brackets", "points", "choices", "payload", "number", "blanks", "tags"],
)  # fmt: skip
def test_no_cell_takes_long(tmp_path, cell):
    """Patterns stay linear: an answer or header for which one didn't would keep this test busy for ever."""
    for column in ("PU1", "gender", "used", "age", "words"):
        rows = good()
        rows[1][HEADER.index(column)] = cell
        rows[0].append(cell)
        rows[1:] = [[*row, 1] for row in rows[1:]]
        file = tmp_path / "a.csv"
        file.write_text(text(rows), encoding="utf-8")
        message = ""
        try:
            load(file, loads(FORM, "form.yaml"))
        except InputError as error:
            message = str(error)
        assert len(message) < 2_000
