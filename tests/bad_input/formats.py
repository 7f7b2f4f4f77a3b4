"""Cases of files that are not what they say, and of workbooks that carry more, or less, than cells."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
from bad_input.spoil import (
    HEADER,
    INJECTIONS,
    Case,
    bomb,
    encrypted_flag,
    good,
    ole,
    parquet,
    repacked,
    sav,
    spoiled,
    text,
    xlsx,
    zipped,
)


def files(folder: Path, add: Callable[..., Path], cases: list[Case]) -> None:
    """Files that are not what they say, or nothing at all."""
    table, book = text(good()).encode(), xlsx(good())
    frame = pd.DataFrame(good()[1:], columns=HEADER)
    cases.append(Case("missing file", (folder / "nowhere.csv",), "no file"))
    cases.append(Case("path upwards", (folder / ".." / ".." / ".." / "no" / "such.csv",), "no file"))
    cases.append(Case("path with NUL", (folder / "a\0b.csv",), "cannot be read"))
    cases.append(Case("folder", (folder,), "is a folder"))
    add("empty.csv", b"", refused="is empty (0 bytes)")
    add("empty.xlsx", b"", refused="is empty (0 bytes)")
    add("blank.csv", " \n\n \n", refused="nothing but blanks")
    add("truncated_half.xlsx", book[: len(book) // 2], refused="truncated or damaged")
    add("truncated_tail.xlsx", book[:-40], refused="truncated or damaged")
    damaged = bytearray(book)
    at = book.find(b"xl/worksheets/sheet1.xml") + 60
    damaged[at : at + 40] = b"\xff" * 40
    add("damaged_middle.xlsx", bytes(damaged), refused="cannot be read as a workbook")
    add("password.xlsx", ole("EncryptionInfo", "EncryptedPackage"), refused="protected by a password")
    add("password_zip.xlsx", encrypted_flag(book), refused="protected by a password")
    add("letter.xls", ole("WordDocument"), refused="not a workbook")
    add("broken.xls", ole("Workbook"), refused="cannot be read as a workbook")
    add("bomb_declared.xlsx", bomb(4_000_000_000, 1_000_000), refused="would unpack to 4,000 MB")
    add("bomb_hidden.xlsx", bomb(1_000, 1_050_000_000), refused="although it says less")
    add("many_members.xlsx", zipped({f"xl/{n}": b"" for n in range(10_001)}), refused="packed files")
    add("html.xls", "<html><body><table><tr><td>id</td></tr></table></body></html>", refused="is a web page")
    add("login.xlsx", "<!DOCTYPE html><html><head><title>登录</title></head></html>", refused="is a web page")
    add("excel2003.xls", "<?xml version='1.0'?><Workbook xmlns='urn:x'></Workbook>", refused="is an XML file")
    add("report.xlsx", b"%PDF-1.7\n%\xe2\xe3", refused="is a PDF")
    add("screenshot.csv", b"\x89PNG\r\n\x1a\n\0\0", refused="is an image")
    add("packed.csv.gz", gzip.compress(table), refused="is a gzip archive")
    add("packed.rar", b"Rar!\x1a\x07\0", refused="is a RAR archive")
    add("letter.xlsx", zipped({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), refused="not a workbook")
    add("two_tables.zip", zipped({"a.csv": table, "b.csv": table}), refused="holds 2 tables")
    add("upwards.zip", zipped({"../../evil.csv": table}), refused="points outside the archive")
    add("no_table.zip", zipped({"readme.txt": b"x"}), refused="not a workbook")
    add("junk.xlsx", bytes(range(256)) * 8, refused="is not an xlsx file")
    add("junk.sav", bytes(range(256)) * 8, refused="is not a sav file")
    add("csv_named.xlsx", table, noted="is a text table")
    stats = sav(frame, folder, "sav")
    add("truncated.sav", stats[: len(stats) // 3], refused="cannot be read as an SPSS file")
    stata = sav(frame, folder, "dta")
    add("truncated.dta", stata[: len(stata) // 3], refused="cannot be read as a Stata file")
    add("no_rows.sav", sav(frame.iloc[:0], folder, "sav"), refused="no responses")
    add("truncated.parquet", parquet(frame)[:-20], refused="cannot be read as parquet")
    add("no_rows.parquet", parquet(frame.iloc[:0]), refused="no responses")
    nested = frame.assign(PU1=[[1, 2]] * len(frame))
    add("nested.parquet", parquet(nested), refused="'PU1' holds lists")


def workbooks(add: Callable[..., Path]) -> None:
    """Workbooks that carry more, or less, than cells."""
    book = xlsx(good())

    def merged(workbook: openpyxl.Workbook) -> None:
        workbook.active.merge_cells("F1:H1")

    def formulas(workbook: openpyxl.Workbook) -> None:
        workbook.active["F2"] = "=1+2"

    def far(workbook: openpyxl.Workbook) -> None:
        workbook.active["XFD1048576"] = "x"

    def sheets(workbook: openpyxl.Workbook) -> None:
        workbook.create_sheet("分析").append(["均值", 3.5])

    add("empty_sheet.xlsx", xlsx([]), refused="is empty")
    add("empty_sheets.xlsx", xlsx([], lambda workbook: workbook.create_sheet("b")), refused="are empty")
    add("merged_header.xlsx", xlsx(good(), merged), refused="the header cells F1:H1 are merged")
    add("far_cell.xlsx", xlsx(good(), far), refused="far outside the table")
    add(
        "wrong_sheet.xlsx", xlsx(good(), sheets), refused="unknown sheet 'Sheets'; did you mean 'Sheet'", sheet="Sheets"
    )
    add("stray_sheet.xlsx", xlsx(good(), sheets), noted="sheet 'Sheet' was read; there are also 分析")
    add("analysis_sheet.xlsx", xlsx(good(), sheets), refused="no responses below", sheet="分析")
    add("formula_uncached.xlsx", xlsx(good(), formulas), noted="one formula cell (F2)")
    cached = repacked(
        xlsx(good(), formulas),
        lambda name, body: body.replace(b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3</v>").replace(
            b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>"
        ),
    )
    add("formula_cached.xlsx", cached, noted="its saved value was read")
    keep = lambda name, body: body  # noqa: E731
    add("macros.xlsm", repacked(book, keep, {"xl/vbaProject.bin": ole("VBA")}), noted="macros; they were ignored")
    add(
        "external_link.xlsx",
        repacked(book, keep, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
        noted="links were not followed",
    )
    add(
        "no_sheet_part.xlsx",
        repacked(book, lambda name, body: None if name.endswith("sheet1.xml") else body),
        refused="cannot be read as a workbook",
    )
    add(
        "broken_xml.xlsx",
        repacked(book, lambda name, body: body[:-200] if name.endswith("sheet1.xml") else body),
        refused="cannot be read as a workbook",
    )
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    add(
        "entities.xlsx",
        repacked(
            book,
            lambda name, body: (
                body.replace(b"<v>1</v>", b"<v>&b;</v>").replace(b"<worksheet", entity + b"<worksheet", 1)
                if name.endswith("sheet1.xml")
                else body
            ),
        ),
        refused="defines entities",
    )
    add("title_row.xlsx", xlsx([["我们的调查"], *good()]))
    add("numbers_as_text.xlsx", xlsx([good()[0], *([str(cell) for cell in row] for row in good()[1:])]))
    add("html_in_cells.xlsx", xlsx(spoiled(1, "words", INJECTIONS["html"])))
