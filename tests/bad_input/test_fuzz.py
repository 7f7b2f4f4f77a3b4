"""Files with bytes changed, lost and added, and cells exchanged, are read or refused, never anything else."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from bad_input.fuzz import FINE, FORMATS, answered, original, spoiled
from bad_input.spoil import FORM, HEADER, good, text

from tamkit.errors import InputError
from tamkit.questionnaire import loads
from tamkit.survey import load

LOADS = 40  # of each format; `python tests/bad_input/fuzz.py` makes thousands


@pytest.mark.parametrize("kind", FORMATS)
def test_read_or_refused(kind, tmp_path, capfd):
    """Fails at 0.1.0 on 10 of these, first on load 43 (csv.zip, BadZipFile) and load 123 (xls, a panic); of the first
    1,300 on 33, of which 942 (xls) and 1255 (xlsb) end the process."""
    form = loads(FORM, "form.yaml")
    originals = {kind: original(kind)}
    first = list(FORMATS).index(kind)
    answers = [answered(spoiled(first + len(FORMATS) * k, originals), tmp_path, form) for k in range(LOADS)]
    wrong = [(one.spoiled.number, one.spoiled.change, one.said) for one in answers if one.state not in FINE]
    assert not wrong
    states = Counter(one.state for one in answers)
    assert states["read"] > 0
    assert states["refused"] > states["read"]
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_number_is_a_file(monkeypatch):
    """What a failure is told by makes the same file again, whatever the hour."""
    first = [spoiled(number) for number in range(52)]
    real = time.localtime
    monkeypatch.setattr(time, "localtime", lambda *given: real(10**9))
    monkeypatch.setattr(time, "time", lambda: 10**9)
    assert [spoiled(number) for number in range(52)] == first
    assert len({one.data for one in first}) == 52


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
