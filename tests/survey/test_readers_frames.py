"""A DataFrame is read as the file it was read from."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from survey.exports import FORM, SECONDS, check, plain, save
from survey.test_readers_platforms import qualtrics

from tamkit.errors import InputError
from tamkit.survey import load


def framed(rows: list[list[object]], **how: object) -> pd.DataFrame:
    return pd.DataFrame(rows[1:], columns=rows[0], **how)


@pytest.mark.parametrize("labels", [False, True])
def test_codes_and_labels(labels: bool) -> None:
    survey = load(framed(plain(labels=labels)), FORM)
    check(survey)
    assert survey.meta["seconds"].tolist() == SECONDS
    source = survey.sources[0]
    assert (source.name, source.platform, source.sheet, source.encoding) == ("DataFrame", "csv", None, None)
    assert len(source.sha256) == 64


@pytest.mark.parametrize("dtype", ["category", "string", object])
def test_any_dtype(dtype: object) -> None:
    frame = framed(plain(labels=True))
    check(load(frame.astype(dtype), FORM))
    check(load(frame.convert_dtypes(), FORM))
    check(load(frame.set_index(frame.columns[0], drop=False), FORM))


def test_the_same_numbers_as_from_a_file(tmp_path) -> None:
    path = save(plain(labels=True), tmp_path / "a.csv")
    ours, theirs = load(pd.read_csv(path), FORM), load(path, FORM)
    for part in ("items", "checks", "respondents", "skipped"):
        pd.testing.assert_frame_equal(getattr(ours, part), getattr(theirs, part), check_dtype=False)


def test_further_header_rows_are_its_first_rows() -> None:
    rows = qualtrics(rows=3, numeric=False)
    survey = load(framed(rows), FORM)
    check(survey)
    assert survey.sources[0].platform == "qualtrics"
    text = io.StringIO()
    framed(rows).to_csv(text, index=False)
    text.seek(0)
    check(load(pd.read_csv(text, keep_default_na=False), FORM))  # else pandas takes the word None for nothing


def test_a_mapping_says_what_columns_are() -> None:
    frame = framed(plain()).rename(columns={"PU1": "first"})
    with pytest.raises(InputError, match=r"(?s)DataFrame.*PU1"):
        load(frame, FORM)
    check(load(frame, FORM, mapping={"first": "PU1"}))


def test_several(tmp_path) -> None:
    frame = framed(plain())
    both = load([frame.iloc[:2], frame.iloc[2:]], FORM)
    check(both)
    assert [source.name for source in both.sources] == ["DataFrame 1", "DataFrame 2"]
    with pytest.raises(InputError, match="DataFrame 2 and DataFrame 1 are the same"):
        load([frame, frame.copy()], FORM)
    check(load([frame.iloc[:2], save([plain()[0], *plain()[3:]], tmp_path / "rest.csv")], FORM))


def test_mistakes_name_the_frame_column_and_row() -> None:
    frame = framed(plain()).astype({"PU2": object})
    frame.loc[2, "PU2"] = "blue"
    with pytest.raises(InputError, match=r"DataFrame.*PU2.*row 3.*blue"):
        load(frame, FORM)
    frame["PU2"] = [[1, 2]] * 4
    with pytest.raises(InputError, match=r"DataFrame: column 'PU2' holds list '\[1, 2\]'"):
        load(frame, FORM)


def test_what_belongs_to_files_is_refused() -> None:
    with pytest.raises(InputError, match="DataFrame has no sheets, but sheet='x'"):
        load(framed(plain()), FORM, sheet="x")


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame(), "DataFrame has no columns"),
        (framed(plain()).iloc[:0], "DataFrame has headers but no responses"),
        (pd.concat({"a": framed(plain())}, axis=1), "names in 2 levels"),
        (pd.DataFrame(np.ones((2, 30))), "row 1 holds numbers"),
    ],
)
def test_frames_that_hold_no_answers(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load(frame, FORM)


def test_the_frame_is_left_as_it_was() -> None:
    frame = framed(plain(labels=True))
    before = frame.copy()
    load(frame, FORM)
    pd.testing.assert_frame_equal(frame, before)
