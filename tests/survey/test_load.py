"""load(): formats, encodings, sheets, several files, statistics files, and what every frame looks like."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from survey.exports import CLICKED, FORM, HERE, ITEMS, LABELS, SECONDS, SHARED, check, frame, plain, save

from tamkit.errors import InputError
from tamkit.survey import Survey, load


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("labels", [False, True])
def test_encodings(tmp_path, encoding, labels):
    rows = plain(labels=labels)
    rows[0][2] = "您的性别"
    survey = load(save(rows, tmp_path / "a.csv", encoding), FORM)
    check(survey)
    assert survey.sources[0].encoding == ("gb18030" if encoding == "gbk" else encoding)


def test_big5_and_traditional_labels(tmp_path):
    rows = plain(labels=True)
    rows[0][2] = "您的性別"
    header, *body = rows
    rows = [
        header,
        *([*row[:10], *("" if c is None else str(c).replace("一", "一") for c in row[10:])] for row in body),
    ]
    rows[1][10] = "非常同意"
    survey = load(save(rows, tmp_path / "a.csv", "big5"), FORM)
    assert survey.sources[0].encoding == "big5"
    assert survey.items.loc["p0", "PU1"] == 5


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(tmp_path, separator, ending):
    text = ending.join(separator.join("" if c is None else str(c) for c in row) for row in plain())
    file = tmp_path / "a.csv"
    file.write_bytes((text + ending).encode())
    survey = load(file, FORM)
    check(survey)
    assert survey.meta["row"].tolist() == [2, 3, 4, 5]
    file.write_bytes((text + ending + ending + text.split(ending)[-1]).encode())  # a blank line
    assert load(file, FORM).meta["row"].tolist()[-1] == 7


def test_quoted_cells_with_line_breaks_keep_row_numbers(tmp_path):
    rows = plain()
    rows[0].append("note")
    for n, row in enumerate(rows[1:]):
        row.append('a "quoted"\nline, and more' if n == 0 else "x")
    survey = load(save(rows, tmp_path / "a.csv"), FORM)
    check(survey)
    assert survey.meta["row"].tolist() == [2, 3, 4, 5]


def test_xlsx_numbers_text_and_title_row(tmp_path):
    rows = [[str(cell) if isinstance(cell, int) else cell for cell in row] for row in plain()]
    check(load(save(rows, tmp_path / "a.xlsx"), FORM))
    rows = [["Our survey of 2026"], [], *plain()]
    survey = load(save(rows, tmp_path / "b.xlsx"), FORM)
    check(survey)
    assert survey.meta["row"].tolist() == [4, 5, 6, 7]


def test_sheets(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "About"
    book.active.append(["Read", "me"])
    sheet = book.create_sheet("Answers")
    for row in plain():
        sheet.append(row)
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    for row in plain():
        hidden.append(row)
    book.create_sheet("Empty")
    file = tmp_path / "a.xlsx"
    book.save(file)
    survey = load(file, FORM)
    check(survey)
    assert survey.sources[0].sheet == "Answers"
    assert any("sheet 'Answers' was read; there are also About" in str(note) for note in survey.notes)
    check(load(file, FORM, sheet="answers"))
    with pytest.raises(InputError, match=r"unknown sheet 'Answer'; did you mean 'Answers'. Known: About, Answers"):
        load(file, FORM, sheet="Answer")
    with pytest.raises(InputError, match="unknown sheet '1'"):
        load(file, FORM, sheet=1)


@pytest.mark.parametrize("kind", ["parquet", "sav", "dta"])
def test_columnar_files(tmp_path, kind):
    import pyreadstat

    data = frame()
    file = tmp_path / f"a.{kind}"
    if kind == "parquet":
        data.to_parquet(file)
    else:
        data.columns = [column.replace(".", "_") for column in data.columns]
        write = pyreadstat.write_sav if kind == "sav" else pyreadstat.write_dta
        write(data, str(file))
    check(load(file, FORM))


def test_sav_labels_decide_and_user_missing_is_missing(tmp_path):
    import pyreadstat

    data = frame()
    codes = ["PU1", "PU2", "PU3", "RK1", "RK2", "RK3", "AC1"]
    data.columns = [column.replace(".", "_") for column in data.columns]
    data[codes] = 6 - data[codes]  # 1 = 非常同意, and the labels say so
    data.loc[2, "PU1"] = 99
    labels = dict(enumerate(reversed(LABELS), 1)) | {99: "拒答"}
    file = tmp_path / "a.sav"
    pyreadstat.write_sav(
        data,
        str(file),
        variable_value_labels=dict.fromkeys(codes, labels),
        missing_ranges={"PU1": [{"lo": 90, "hi": 99}]},
        column_labels={"PU1": "使用花呗让付款更快"},
    )
    survey = load(file, FORM)
    check(survey)
    assert any("PU1: 99.0 (拒答) declared missing" in str(note) for note in survey.notes)


def test_old_stata_file_in_gbk(tmp_path):
    """A .dta of version 114 has no encoding of its own: labels in GBK bytes."""
    data = frame()[["id", "PU1", "PU2", "PU3", "RK1", "RK2", "RK3"]].fillna(3)
    file = tmp_path / "a.dta"
    data.to_stata(file, version=114, write_index=False, variable_labels={"PU1": "x" * 20})
    wording = "使用花呗让付款更快".encode("gbk")
    raw = file.read_bytes().replace(b"x" * 20, wording + b"\0" * (20 - len(wording)))
    file.write_bytes(raw)
    survey = load(file, FORM)
    assert survey.sources[0].encoding == "GB18030"
    assert survey.items["PU1"].tolist() == [5, 1, 3, 4]


def test_several_files_of_more_responses(tmp_path):
    first, second = plain(), plain()
    for n, row in enumerate(second[1:]):
        row[0] = f"q{n}"
    survey = load([save(first, tmp_path / "a.csv"), save(second, tmp_path / "b.csv")], FORM)
    assert survey.n == 8
    assert survey.meta["file"].astype(str).tolist() == ["a.csv"] * 4 + ["b.csv"] * 4
    np.testing.assert_array_equal(survey.items.to_numpy(), np.array(ITEMS * 2, dtype=float))


def test_overlapping_exports_count_once_and_clashing_serials_are_told_apart(tmp_path):
    first = save(plain()[:3], tmp_path / "a.csv")
    later = save(plain(), tmp_path / "b.csv")
    survey = load([first, later], FORM)
    check(survey)
    assert any("2 responses already stand in an earlier file" in str(note) for note in survey.notes)
    other = plain()
    for row in other[1:]:
        row[10:] = [3] * 7
    survey = load([first, save(other, tmp_path / "c.csv")], FORM)
    assert survey.items.index.tolist() == ["a:p0", "a:p1", "c:p0", "c:p1", "c:p2", "c:p3"]
    with pytest.raises(InputError, match="are the same file"):
        load([first, save(plain()[:3], tmp_path / "d.csv")], FORM)


def test_repeated_serials_give_way_to_row_numbers(tmp_path):
    rows = plain()
    rows[2][0] = "p0"
    survey = load(save(rows, tmp_path / "a.csv"), FORM)
    check(survey)
    assert survey.items.index.tolist() == [2, 3, 4, 5]
    assert any("serials repeat" in str(note) for note in survey.notes)


def test_repr_progress_and_source(tmp_path):
    file = save(plain(), tmp_path / "a.csv")
    seen = []
    survey = load(str(file), FORM, progress=lambda stage, done, total: seen.append((stage, done, total)))
    assert repr(survey).startswith("Survey of form: 4 responses\n")
    assert "a.csv (csv)" in repr(survey)
    assert (str(seen[0][0]), *seen[0][1:]) == ("reading", 1, 1)
    assert (str(seen[-1][0]), *seen[-1][1:]) == ("coding", 7, 7)
    assert len(survey.sources[0].sha256) == 64
    assert survey.meta["seconds"].tolist() == SECONDS
    assert not survey.simulated
    assert isinstance(survey, Survey)


def test_simulated_files_say_so(tmp_path):
    rows = [[*row, "simulated" if n == 0 else 1] for n, row in enumerate(plain())]
    survey = load(save(rows, tmp_path / "a.csv"), FORM)
    assert survey.simulated
    assert survey.meta["simulated"].all()


def test_formula_cells_are_noted(tmp_path):
    book = openpyxl.Workbook()
    for row in plain():
        book.active.append(row)
    book.active["K2"] = "=1+4"
    file = tmp_path / "a.xlsx"
    book.save(file)
    survey = load(file, FORM)
    assert np.isnan(survey.items["PU1"].iloc[0])
    assert any("one formula cell (K2)" in str(note) and "(K2) has none" in str(note) for note in survey.notes)


def test_ten_thousand_rows_of_xlsx(tmp_path):
    """How long it takes is measured in benchmarks/seconds.py."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    header, *body = plain()
    sheet.append(header)
    for n in range(10_000):
        sheet.append([n, *body[n % 4][1:]])
    file = tmp_path / "a.xlsx"
    book.save(file)
    assert load(file, FORM).n == 10_000


def test_dates_of_excel_and_text(tmp_path):
    rows = [[*row, "submitted" if n == 0 else dt.datetime(2026, 3, n, 12, 30)] for n, row in enumerate(plain())]
    survey = load(save(rows, tmp_path / "a.xlsx"), FORM)
    assert survey.meta["submitted"].tolist() == [pd.Timestamp(2026, 3, n, 12, 30) for n in (1, 2, 3, 4)]


def test_direction_note_for_items_against_their_construct(tmp_path):
    rng = np.random.default_rng(2)
    base = rng.integers(1, 6, 60)
    rows = [["id", *FORM.item_codes]]
    for n, level in enumerate(base):
        noise = rng.integers(-1, 2, 6)
        own = np.clip(level + noise, 1, 5)
        own[2] = own[2]  # PU3 is reverse-keyed: answered like the others it runs against them
        own[5] = own[5]
        rows.append([n, *own.tolist()])
    survey = load(save(rows, tmp_path / "a.csv"), FORM)
    assert any("PU3 runs against the other items of PU" in str(note) for note in survey.notes)
    assert not any("RK3 runs against" in str(note) for note in survey.notes)  # already turned by the platform


SAMPLES = pytest.mark.skipif(not SHARED.is_dir(), reason="the public samples are not here")


@SAMPLES
def test_mida():
    survey = load(SHARED / "mida" / "responses.csv", HERE.parent / "mida" / "questionnaire.yaml")
    assert survey.n == 300
    assert not survey.items.isna().any().any()
    raw = pd.read_csv(SHARED / "mida" / "responses.csv")
    pd.testing.assert_frame_equal(
        survey.items.reset_index(drop=True), raw[survey.items.columns.tolist()].astype(float), check_names=False
    )


@SAMPLES
def test_bnpl():
    survey = load(SHARED / "bnpl" / "responses.xlsx", HERE / "bnpl.yaml", mapping=HERE / "bnpl_mapping.yaml")
    assert survey.n == 139
    assert survey.sources[0].sheet == "Total"
    assert survey.sources[0].platform == "google"
    assert survey.items["TRU1"].value_counts().to_dict() == {5: 78, 4: 26, 3: 22, 2: 9, 1: 4}
    assert survey.respondents["age"].value_counts().to_dict() == {2: 72, 4: 43, 3: 23, 1: 1}
    assert survey.respondents["unplanned"].value_counts().to_dict() == {1: 72, 2: 67}
    assert survey.meta["submitted"].notna().all()


@SAMPLES
@pytest.mark.parametrize("name", ["sample.csv", "sample_legacy.csv"])
def test_qualtrics_samples(name):
    survey = load(SHARED / "qualtrics" / name, HERE / "qualtrics.yaml")
    assert survey.n == 1
    assert survey.respondents.iloc[0].tolist() == [2.0, "Hello World!"]
    assert survey.meta["seconds"].tolist() == [38 if name == "sample.csv" else 39]
    assert survey._fingerprints is not None
    everything = "".join(f.to_csv() for f in (survey.items, survey.respondents, survey.meta, survey._fingerprints))
    assert "192.0.2.1" not in everything
    assert "47.1" not in everything


def test_missing_file_names_a_similar_one(tmp_path):
    save(plain(), tmp_path / "responses.csv")
    with pytest.raises(InputError, match=r"no file .*did you mean 'responses.csv'"):
        load(tmp_path / "response.csv", FORM)
    with pytest.raises(InputError, match="is a folder"):
        load(tmp_path, FORM)
    with pytest.raises(InputError, match="no response file"):
        load([], FORM)


def test_clicked_and_items_agree():
    """The fixture's own truth: reverse keys are applied to PU3 only."""
    clicked = np.array(CLICKED, dtype=float)[:, :6]
    clicked[:, 2] = 6 - clicked[:, 2]
    np.testing.assert_array_equal(clicked, np.array(ITEMS, dtype=float))
    assert Path(__file__).name == "test_load.py"


def test_stata_missing_letters(tmp_path):
    import pyreadstat

    data = frame()
    data.columns = [column.replace(".", "_") for column in data.columns]
    data["PU1"] = data["PU1"].astype(object).where(data["PU1"].notna(), "a")
    pyreadstat.write_dta(data, str(tmp_path / "a.dta"), missing_user_values={"PU1": ["a"]})
    check(load(tmp_path / "a.dta", FORM))


def test_notebook_view_escapes(tmp_path):
    rows = plain()
    rows[0][2] = "x <script y"
    html = load(save(rows, tmp_path / "a.csv"), FORM)._repr_html_()
    assert "<script" not in html
    assert "x &lt;script y" in html


def test_numbers_without_words_must_fit_the_whole_form(tmp_path):
    """Q1 … Q6 named by somebody's own count are not the form's questions 1 to 6."""
    rows = plain()
    rows[0][10:17] = [f"Q{n}" for n in range(1, 8)]
    with pytest.raises(InputError, match="no column for 6 of 6 items"):
        load(save(rows, tmp_path / "a.csv"), FORM)


def test_importing_the_package_is_light():
    import subprocess
    import sys

    heavy = (
        "import sys, tamkit.survey; print([m for m in ('pandas', 'numpy', 'pyarrow', 'openpyxl') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", heavy], capture_output=True, text=True, check=True, cwd=HERE.parents[1]
    )
    assert done.stdout.strip() == "[]"


def test_every_export_is_there():
    import tamkit.survey as package

    for name in package.__all__:
        assert getattr(package, name) is not None
    assert dir(package) == package.__all__
    with pytest.raises(AttributeError, match="nothing"):
        _ = package.nothing


def test_separator_line_of_excel_and_blank_rows(tmp_path):
    file = tmp_path / "a.csv"
    width = len(plain()[0])
    text = "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in plain())
    file.write_text("sep=;\n" + text + "\n" + (";" * (width - 1) + "\n") * 3, encoding="utf-8")
    survey = load(file, FORM)
    check(survey)
    assert survey.meta["row"].tolist() == [3, 4, 5, 6]
    file.write_text(";".join(plain()[0]) + "\n" + ";" * (width - 1) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="no responses below"):
        load(file, FORM)
