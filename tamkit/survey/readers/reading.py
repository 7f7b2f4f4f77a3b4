"""One file in, a raw table and its layout out: format by content, sheet and platform by their own marks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Protocol

from tamkit.errors import DataError, InputError, OptionError, listed, unknown
from tamkit.messages import Message
from tamkit.survey.readers import (
    centiment,
    columnar,
    credamo,
    google,
    kobo,
    limesurvey,
    limits,
    msforms,
    plain,
    qualtrics,
    redcap,
    surveymonkey,
    tencent,
    wenjuanxing,
    workbook,
)
from tamkit.survey.readers.delimited import Delimited
from tamkit.survey.readers.frames import Framed
from tamkit.survey.readers.mapping import Mapping
from tamkit.survey.readers.table import Head, Layout, RawTable

READERS: dict[str, ModuleType] = {
    "qualtrics": qualtrics,
    "wjx": wenjuanxing,
    "tencent": tencent,
    "limesurvey": limesurvey,
    "credamo": credamo,
    "google": google,
    "surveymonkey": surveymonkey,
    "msforms": msforms,
    "redcap": redcap,
    "kobo": kobo,
    "centiment": centiment,
    "csv": plain,
}
ALIASES = {
    "wenjuanxing": "wjx", "问卷星": "wjx", "腾讯问卷": "tencent", "腾讯": "tencent", "见数": "credamo", "plain": "csv",
    "xlsx": "csv", "tsv": "csv", "spss": "csv", "sav": "csv", "stata": "csv", "dta": "csv", "parquet": "csv",
    "google_forms": "google", "googleforms": "google", "generic": "csv", "ods": "csv", "xls": "csv",
    "survey_monkey": "surveymonkey", "forms": "msforms", "microsoft_forms": "msforms", "microsoftforms": "msforms",
    "ms_forms": "msforms", "kobotoolbox": "kobo", "odk": "kobo",
}  # fmt: skip


class Grid(Protocol):
    """A file or sheet that shows its first rows before its header rows are counted."""

    head: Head

    def table(self, header_rows: int) -> RawTable: ...


def reader(platform: str) -> ModuleType:
    """The module of a platform, by its name or a common other one.

    Raises
    ------
    InputError
        For an unknown platform; the message lists the known ones.
    """
    name = platform.strip().casefold()
    name = ALIASES.get(name, name)
    if name not in READERS:
        raise OptionError(unknown("platform", platform, [*READERS, *ALIASES]))
    return READERS[name]


def grids(path: Path, sheet: str | None) -> list[Grid]:
    """What tables a file holds: one, or a workbook's sheets."""
    data = limits.read_bytes(path)
    name = path.name
    kind = limits.sniff(data, name)
    if kind == "html":
        raise InputError("survey.web_page", name=name, suffix=path.suffix or None)
    if kind == "xml":
        raise InputError("survey.xml_spreadsheet", name=name)
    if kind == "zip":
        inner = _zipped_csv(data, name)
        if inner is not None:
            _no_sheets(sheet, name)
            return [Delimited(inner[1], f"{name}/{inner[0]}", str(path))]
    if kind in ("zip", "ole"):
        return list(workbook.choose(workbook.open_workbook(data, kind, name, str(path)), sheet, name))
    _no_sheets(sheet, name)
    if kind == "parquet":
        return [columnar.open_parquet(data, name, str(path))]
    if kind in ("spss", "stata"):
        return [columnar.open_statistics(path, kind)]
    if path.suffix.lower() in (".xlsx", ".xls", ".sav", ".dta", ".parquet", ".ods"):
        wrong = path.suffix.lower().lstrip(".")
        if not _texts(data):
            raise InputError("survey.not_what_it_is_named", name=name, kind=wrong)
        return [Delimited(data, name, str(path), (Message("survey.text_table", name=name, suffix=path.suffix),))]
    return [Delimited(data, name, str(path))]


def _texts(data: bytes) -> bool:
    """Whether bytes under a workbook's name look like a text table after all."""
    sample = data[:4000]
    return b"\x00" not in sample and any(mark in sample for mark in (b",", b"\t", b";"))


def _no_sheets(sheet: str | None, name: str) -> None:
    if sheet is not None:
        raise OptionError("survey.no_sheets", name=name, sheet=sheet)


def _zipped_csv(data: bytes, name: str) -> tuple[str, bytes] | None:
    """Google Forms wraps its csv in a zip."""
    archive = limits.check_zip(data, name)
    members = [member for member in archive.namelist() if not member.endswith("/")]
    if any(member.startswith(("xl/", "content.xml", "[Content_Types]")) for member in members):
        return None
    tables = [member for member in members if member.lower().endswith((".csv", ".tsv"))]
    if len(tables) > 1:
        raise InputError("survey.archive_of_tables", name=name, n=len(tables), tables=listed(tables, 4))
    if not tables:
        return None
    if ".." in Path(tables[0]).parts or tables[0].startswith(("/", "\\")):
        raise InputError("survey.member_points_outside", name=name, member=tables[0])
    return tables[0], limits.unpacked(archive, tables[0], name)


def read(
    given: Path | Framed, platform: str | None, sheet: str | None, mapping: Mapping, familiar: Callable[[Head], int]
) -> tuple[RawTable, Layout]:
    """The raw table of one file or DataFrame and what its columns are.

    familiar: how many of a head's cells belong to the questionnaire; decides between sheets no platform claims.

    Raises
    ------
    InputError
        For every file that cannot be read; the message names the file and what to do.
    """
    if isinstance(given, Framed):
        _no_sheets(sheet, given.name)
    found: list[Grid] = [given] if isinstance(given, Framed) else grids(given, sheet)
    wanted = platform or mapping.platform
    candidates = [(grid, reader(wanted) if wanted else _recognised(grid.head)) for grid in found]
    grid, module = candidates[0]
    note: tuple[Message, ...] = ()
    if len(candidates) > 1:
        ranked = sorted(candidates, key=lambda pair: _rank(pair[0], pair[1], familiar), reverse=True)
        grid, module = ranked[0]
        others = listed([str(other.head.sheet) for other, _ in ranked[1:]])
        note = (Message("survey.sheet_chosen", name=given.name, sheet=grid.head.sheet, others=others),)
    rows = mapping.header_rows or int(module.header_rows(grid.head))
    table = grid.table(rows).without_blank_rows()
    if not table.n:
        raise DataError("survey.headers_without_responses", place=table.place)
    layout: Layout = module.layout(table)
    if hasattr(module, "answers"):
        table = module.answers(table, layout)
        if not table.n:
            raise DataError("survey.previews_only", place=table.place)
    return table.noted(*note, *layout.notes), layout


def _recognised(head: Head) -> ModuleType:
    return next(module for module in READERS.values() if module.recognise(head))


def _rank(grid: Grid, module: ModuleType, familiar: Callable[[Head], int]) -> tuple[int, bool, int]:
    size = grid.size if isinstance(grid, workbook.Sheet) else 0
    if isinstance(grid, workbook.Sheet) and grid.refused is not None:
        return -1, False, 0
    return familiar(grid.head), module is not plain, size
