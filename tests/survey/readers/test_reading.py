"""One file in: format by content, platform by name or marks, the right sheet, and what is refused."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from survey.exports import FORM, check, frame, plain, save, wjx_text

from tamkit.errors import InputError
from tamkit.survey import load
from tamkit.survey.readers import (
    credamo,
    google,
    limesurvey,
    limits,
    qualtrics,
    tencent,
    wenjuanxing,
)
from tamkit.survey.readers import plain as plain_reader
from tamkit.survey.readers.frames import Framed
from tamkit.survey.readers.mapping import Mapping
from tamkit.survey.readers.reading import READERS, grids, read, reader


@pytest.mark.parametrize(
    ("names", "module"),
    [
        (("wjx", "Wenjuanxing", " 问卷星 "), wenjuanxing),
        (("tencent", "腾讯问卷", "腾讯"), tencent),
        (("qualtrics", "QUALTRICS"), qualtrics),
        (("limesurvey",), limesurvey),
        (("credamo", "见数"), credamo),
        (("google", "google_forms", "GoogleForms"), google),
        (
            ("csv", "plain", "generic", "xlsx", "xls", "ods", "tsv", "spss", "sav", "stata", "dta", "parquet"),
            plain_reader,
        ),
    ],
)
def test_platforms_by_name(names, module):
    assert {reader(name) for name in names} == {module}


def test_an_unknown_platform_is_told_the_nearest():
    with pytest.raises(InputError) as caught:
        reader("qualtrix")
    assert "qualtrics" in str(caught.value)


def test_every_reader_knows_its_name_and_speaks_the_same():
    assert {name: module.NAME for name, module in READERS.items()} == {name: name for name in READERS}
    assert list(READERS)[-1] == "csv"  # everything that no platform claims


def refused(path, **options):
    with pytest.raises(InputError) as caught:
        grids(path, options.get("sheet"))
    return caught.value.message


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "survey.web_page"),
        ("a.xls", b'\xef\xbb\xbf  <?xml version="1.0"?><html></html>', "survey.web_page"),
        ("a.xls", b'<?xml version="1.0"?><Workbook></Workbook>', "survey.xml_spreadsheet"),
        ("a.pdf", b"%PDF-1.7", "survey.not_a_table"),
        ("a.png", b"\x89PNG\r\n", "survey.not_a_table"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00", "survey.not_a_table"),
        ("a.xlsx", b"PK\x03\x04 and no more", "survey.archive_truncated"),
        ("a.xlsx", b"just a line of words", "survey.not_what_it_is_named"),
        ("a.xlsx", b"a,b\x00", "survey.not_what_it_is_named"),
        ("a.xls", limits.OLE + "EncryptedPackage".encode("utf-16-le"), "survey.password_protected"),
        ("a.doc", limits.OLE + b"words", "survey.ole_without_workbook"),
        ("a.csv", b"", "survey.file_empty"),
    ],
)
def test_what_holds_no_table(tmp_path, name, data, key):
    path = tmp_path / name
    path.write_bytes(data)
    assert refused(path).key == key


def test_sheets_belong_to_workbooks(tmp_path):
    assert refused(save(plain(), tmp_path / "a.csv"), sheet="Total").key == "survey.no_sheets"
    with pytest.raises(InputError) as caught:
        read(Framed(frame()), None, "Total", Mapping(), lambda head: 0)
    assert caught.value.message.key == "survey.no_sheets"


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


def csv_of(tmp_path):
    return save(plain(), tmp_path / "inner.csv").read_bytes()


def test_a_csv_in_a_zip(tmp_path):
    data = csv_of(tmp_path)
    check(load(zipped(tmp_path / "a.zip", **{"answers.CSV": data, "read.me": b"x", "folder__": b""}), FORM))
    (grid,) = grids(tmp_path / "a.zip", None)
    assert grid.name == "a.zip/answers.CSV"
    assert refused(tmp_path / "a.zip", sheet="x").key == "survey.no_sheets"


def test_zips_that_are_something_else(tmp_path):
    data = csv_of(tmp_path)
    two = refused(zipped(tmp_path / "two.zip", **{"a.csv": data, "b.tsv": data}))
    assert (two.key, two.values["n"]) == ("survey.archive_of_tables", 2)
    outside = refused(zipped(tmp_path / "out.zip", **{"..__a.csv": data}))
    assert (outside.key, outside.values["member"]) == ("survey.member_points_outside", "../a.csv")
    assert refused(zipped(tmp_path / "none.zip", **{"a.txt": data})).key == "survey.zip_without_workbook"


def test_a_workbook_that_carries_a_csv_is_a_workbook(tmp_path):
    path = save(plain(), tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("extra.csv", "a,b\n1,2\n")
    check(load(path, FORM))


def test_a_text_table_under_a_workbooks_name_is_read_and_noted(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(csv_of(tmp_path))
    survey = load(path, FORM)
    check(survey)
    (note,) = [note for note in survey.notes if note.key == "survey.text_table"]
    assert dict(note.values) == {"name": "a.xlsx", "suffix": ".xlsx"}


def test_the_sheet_a_platform_claims_comes_first(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for title, rows in (("Long", [["x", "y"]] + [[1, 2]] * 30), ("Answers", wjx_text())):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    table, layout = read(tmp_path / "a.xlsx", None, None, Mapping(), lambda head: 0)
    assert (table.sheet, layout.platform) == ("Answers", "wjx")
    assert table.notes[0].key == "survey.sheet_chosen"
    table, _ = read(tmp_path / "a.xlsx", None, None, Mapping(), lambda head: head.sheet == "Long")
    assert table.sheet == "Long"


def test_platform_and_header_rows_may_be_said(tmp_path):
    path = save([["a", "b"], ["A", "B"], [1, 2]], tmp_path / "a.csv")
    table, layout = read(path, "credamo", None, Mapping(platform="google", header_rows=2), lambda head: 0)
    assert (layout.platform, table.n, table.header[1]) == ("credamo", 1, ("A", "B"))
    assert read(path, None, None, Mapping(platform="tencent"), lambda head: 0)[1].platform == "tencent"


def test_headers_and_previews_alone(tmp_path):
    with pytest.raises(InputError) as caught:
        read(Framed(frame().iloc[:0]), None, None, Mapping(), lambda head: 0)
    assert caught.value.message.key == "survey.headers_without_responses"
    head = ["StartDate", "EndDate", "Status", "Finished", "PU1"]
    rows = [head, head, [f'{{"ImportId":"{name}"}}' for name in head], ["", "", "Survey Preview", "True", 3]]
    with pytest.raises(InputError) as caught:
        read(save(rows, tmp_path / "q.csv"), None, None, Mapping(), lambda head: 0)
    assert caught.value.message.key == "survey.previews_only"


def test_too_many_columns_and_members(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_COLUMNS", 3)
    assert refused(save([["a", "b", "c", "d"], [1, 2, 3, 4]], tmp_path / "a.csv")).key == "survey.too_many_columns"
    assert grids(save([["a", "b", "c"], [1, 2, 3]], tmp_path / "b.csv"), None)
    monkeypatch.setattr(limits, "MAX_MEMBERS", 1)
    path = zipped(tmp_path / "a.zip", **{"a.csv": b"a,b\n1,2\n", "b.txt": b"x"})
    assert refused(path).key == "survey.too_many_members"


def test_files_too_large_are_refused_by_their_size(tmp_path, monkeypatch):
    path = save(plain(), tmp_path / "a.csv")
    monkeypatch.setattr(limits, "MAX_FILE", path.stat().st_size)
    assert limits.read_bytes(path) == path.read_bytes()
    monkeypatch.setattr(limits, "MAX_FILE", path.stat().st_size - 1)
    assert refused(path).key == "survey.file_too_large"


def test_what_unpacks_to_too_much(tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", **{"a.csv": b"a,b\n" + b"1,2\n" * 1000})
    monkeypatch.setattr(limits, "MAX_UNPACKED", 4004)
    assert limits.check_zip(path.read_bytes(), "a.zip").namelist() == ["a.csv"]
    monkeypatch.setattr(limits, "MAX_UNPACKED", 4003)
    assert refused(path).key == "survey.unpacks_to_too_much"


def test_a_header_that_understates_what_comes_out(tmp_path, monkeypatch):
    data = bytearray(zipped(tmp_path / "a.zip", **{"a.csv": b"1" * 50_000}).read_bytes())
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")  # the declared size
    monkeypatch.setattr(limits, "MAX_UNPACKED", 40_000)
    with pytest.raises(InputError) as caught:
        limits.check_zip(bytes(data), "a.zip")
    assert caught.value.message.key == "survey.zip_bomb"


def test_an_encrypted_member(tmp_path):
    data = bytearray(zipped(tmp_path / "a.zip", **{"a.csv": b"a,b\n1,2\n"}).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InputError) as caught:
        limits.check_zip(bytes(data), "a.zip")
    assert caught.value.message.key == "survey.password_protected"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"PK\x05\x06", "a", "zip"), (limits.OLE, "a", "ole"), (b"PAR1", "a", "parquet"), (b"$FL2", "a", "spss"),
        (b"$FL3", "a", "spss"), (b"<stata_dta>", "a", "stata"), (b"\x72\x02", "a.DTA", "stata"), (b"rs", "a.csv",
        "text"),
        (b" <!DOCTYPE HTML>", "a", "html"), (b"<META x>", "a", "html"), (b"<?xml?>", "a", "xml"), (b"a,b", "a.xlsx",
        "text"),
    ],
)  # fmt: skip
def test_what_bytes_are_whatever_the_ending(data, name, kind):
    assert limits.sniff(data, name) == kind


def test_columnar_formats_keep_their_rows(tmp_path):
    buffer = io.BytesIO()
    frame()[["id", "PU1", "PU2"]].to_parquet(buffer)
    (tmp_path / "a.bin").write_bytes(buffer.getvalue())
    (grid,) = grids(tmp_path / "a.bin", None)
    table = grid.table(1)
    assert table.format == "parquet"
    assert table.rows.tolist() == [1, 2, 3, 4]
    assert table.columns[1].to_list() == [5, 1, None, 4]
    assert np.isnan(frame()["PU1"][2])
