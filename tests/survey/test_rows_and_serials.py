"""Rows under the data are one complaint, and one response in two exports never counts twice."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey.samples import small

from tamkit.errors import InputError
from tamkit.study import Study
from tamkit.survey import load

ITEMS = small().item_codes
quick = settings(derandomize=True, max_examples=30, deadline=None)


def responses(n: int, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.integers(1, 6, (n, len(ITEMS))), columns=ITEMS).astype(object)


def with_sums(n: int, tail: int) -> pd.DataFrame:
    frame = responses(n)
    words = ["sum", "mean", "sd", "α"]
    sums = [
        [words[row % 4], *[round(2.31 + row + 7 * place, 2) for place in range(len(ITEMS) - 1)]] for row in range(tail)
    ]
    return pd.concat([frame, pd.DataFrame(sums, columns=ITEMS, dtype=object)], ignore_index=True)


@quick
@given(n=st.integers(20, 60), tail=st.integers(1, 17))
def test_sums_under_the_data_are_one_complaint(n, tail):
    """0.1.0: n=20, tail=1 was 12 complaints; 17 rows of sums were 385."""
    frame = with_sums(n, tail)
    with pytest.raises(InputError) as error:
        load(frame, small())
    said = str(error.value)
    assert f"rows: [1, {n}]" in said
    assert "\n" not in said
    survey = load(frame, small(), rows=(1, n))
    assert survey.n == n
    assert any(f"rows: [1, {n}]" in str(note) for note in survey.notes)
    assert load(frame, small(), mapping={"rows": [1, n]}).n == n


def test_a_slip_in_the_middle_stays_a_slip():
    frame = responses(30)
    frame.loc[12, "A1"] = frame.loc[12, "B1"] = "soon"
    with pytest.raises(InputError, match="row 13") as error:
        load(frame, small())
    assert "rows:" not in str(error.value)


@pytest.mark.parametrize("rows", [[0, 3], [3, 1], [1], "1-3", [True, 2]])
def test_rows_that_are_none(rows):
    with pytest.raises(InputError, match="rows"):
        load(responses(5), small(), mapping={"rows": rows})


def test_a_study_ends_its_rows(tmp_path):
    from survey.samples import YAML

    with_sums(30, 3).to_excel(tmp_path / "a.xlsx", index=False)
    (tmp_path / "small.yaml").write_text(YAML, encoding="utf-8")
    text = "data: a.xlsx\nquestionnaire: small.yaml\nrows: [1, 30]\n"
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    assert Study.load(tmp_path / "study.yaml").read().n == 30
    (tmp_path / "study.yaml").write_text(text.replace("[1, 30]", "[0, 30]"), encoding="utf-8")
    with pytest.raises(InputError, match=r"study\.yaml:3:8"):
        Study.load(tmp_path / "study.yaml")


def saved(frame: pd.DataFrame) -> Path:
    file = Path(tempfile.mkdtemp()) / "a.csv"
    frame.to_csv(file, index=False)
    return file


@quick
@given(
    n=st.integers(2, 8),
    changed=st.sets(st.integers(0, 7), min_size=1),
    item=st.sampled_from(ITEMS),
    timed=st.booleans(),
)
def test_another_answer_under_the_same_serial_is_refused(n, changed, item, timed):
    """0.1.0: n=2, changed={0} counted the first person twice (a:0, b:0)."""
    first = responses(n).assign(id=[f"s{row}" for row in range(n)])
    if timed:
        first["submitted"] = [f"2026-03-{row + 1:02d} 10:00:00" for row in range(n)]
    second = first.copy()
    rows = sorted({row % n for row in changed})
    for row in rows:
        second.loc[row, item] = 6 - second.loc[row, item] if second.loc[row, item] != 3 else 1
    with pytest.raises(InputError) as error:
        load([saved(first), saved(second)], small())
    assert all(f"s{row}" in str(error.value) for row in rows[:6])
    assert "columns: {id: ignore}" in str(error.value)


@quick
@given(n=st.integers(1, 8), seed=st.integers(1, 50))
def test_other_people_with_the_same_serials_are_told_apart(n, seed):
    """Each file counts from 1, and the times of submission say that these are other people (0.1.0 did so, too)."""
    first = responses(n).assign(id=range(n), submitted=[f"2026-03-{row + 1:02d} 10:00:00" for row in range(n)])
    second = responses(n, seed).assign(id=range(n), submitted=[f"2026-04-{row + 1:02d} 10:00:00" for row in range(n)])
    assert load([saved(first), saved(second)], small(), mapping={"dates": "y/m/d"}).n == 2 * n
