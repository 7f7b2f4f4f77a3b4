"""Any table, any matrix, any way of naming a model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tamkit.cli.tables import read_model, read_moments, read_table
from tamkit.errors import InputError

FRAME = pd.DataFrame({"x1": [1.0, 2.0, 3.0], "x2": [4.5, np.nan, 6.0], "组": ["用户", "非用户", "用户"]})


@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx", "sav", "dta", "parquet"])
def test_every_format_gives_the_same_frame(suffix: str, tmp_path: Path) -> None:
    import pyreadstat

    path = tmp_path / f"data.{suffix}"
    frame = FRAME if suffix not in ("sav", "dta") else FRAME.rename(columns={"组": "grp"})
    if suffix in ("csv", "tsv"):
        frame.to_csv(path, index=False, sep="," if suffix == "csv" else "\t", encoding="utf-8-sig")
    elif suffix == "xlsx":
        frame.to_excel(path, index=False)
    elif suffix == "sav":
        pyreadstat.write_sav(frame, path)
    elif suffix == "dta":
        pyreadstat.write_dta(frame, path)
    else:
        frame.to_parquet(path)
    found = read_table(path)
    assert found.columns.tolist() == frame.columns.tolist()
    assert found["x1"].tolist() == [1, 2, 3]
    assert np.isnan(found["x2"][1])
    assert found.iloc[:, 2].tolist() == ["用户", "非用户", "用户"]


def test_words_for_missing_are_missing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,NA\n.,2\n,n/a\n", encoding="utf-8")
    found = read_table(tmp_path / "a.csv")
    assert found.isna().sum().tolist() == [2, 2]
    assert found.dtypes.astype(str).tolist() == ["float64", "float64"]


def test_repeated_names_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,x\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="x stands over more than one column"):
        read_table(tmp_path / "a.csv")


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_lower_triangle_with_sd_and_mean(tmp_path: Path) -> None:
    text = ",a,b,c\na,1,,\nb,0.5,1,\nc,0.3,0.2,1\nsd,2,3,4\nmean,1,2,3\n"
    found = read_moments(write(tmp_path / "r.csv", text), 100)
    assert found.n == 100
    assert found.cov.loc["a", "b"] == 0.5
    assert found.cov.loc["a", "c"] == found.cov.loc["c", "a"] == 0.3
    assert found.sd.tolist() == [2, 3, 4]
    assert found.mean.tolist() == [1, 2, 3]


def test_a_full_matrix_with_and_without_row_names(tmp_path: Path) -> None:
    named = read_moments(write(tmp_path / "a.csv", ",a,b\na,2,1\nb,1,3\n"), 50)
    bare = read_moments(write(tmp_path / "b.csv", "a,b\n2,1\n1,3\n"), 50)
    assert named.cov.equals(bare.cov)
    assert named.sd is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (",a,b\na,2,1\n", "without a counterpart: b"),
        (",a,b\nb,2,1\na,1,2\n", "the order differs"),
        (",a,b\na,2,1\nb,9,3\n", "not symmetric"),
        (",a,b\na,2,\nb,,3\n", "empty cells"),
        (",a,b\na,2,x\nb,1,3\n", "not a number"),
    ],
)
def test_what_is_no_matrix(text: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=expected):
        read_moments(write(tmp_path / "a.csv", text), 50)


def test_a_model_is_a_file_syntax_or_a_questionnaire_s(tmp_path: Path) -> None:
    path = write(tmp_path / "m.lav", "f =~ x1 + x2\n")
    assert read_model(str(path)) == "f =~ x1 + x2\n"
    assert read_model("f =~ x1 + x2") == "f =~ x1 + x2"
    assert "INT ~" in str(read_model("huabei_baitiao_short:tam"))
    assert read_model("f ＝～ x1") == "f ＝～ x1"
    with pytest.raises(InputError, match=r"did you mean 'm\.lav'"):
        read_model(str(tmp_path / "n.lav"))
    with pytest.raises(InputError, match="unknown model 'tamm'; did you mean 'tam'"):
        read_model("huabei_baitiao_short:tamm")
