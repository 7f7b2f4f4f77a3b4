"""`write`: a survey into a file of a platform's layout, the same bytes for the same answers."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from tamkit.errors import OptionError, unknown
from tamkit.survey.privacy import safe_cell
from tamkit.survey.write import plain, qualtrics, wenjuanxing
from tamkit.survey.write.form import answers, questions
from tamkit.survey.write.workbook import workbook

if TYPE_CHECKING:
    from tamkit.survey.responses import Responses

#: Layouts that can be written.
PLATFORMS = ("wjx", "qualtrics", "csv")

Rows = Iterable[Sequence[Any]]

SUFFIXES = (".csv", ".tsv", ".xlsx")


def write(
    survey: Responses,
    path: str | Path,
    platform: str = "csv",
    *,
    form: Literal["text", "codes", "scores"] | None = None,
    matrix: Literal["a", "b", "c"] = "a",
    lang: str = "zh",
) -> tuple[Path, ...]:
    """Write the answers in the layout of ``platform``: ``wjx``, ``qualtrics`` or ``csv``. Returns the files.

    ``form``: answers as labels (``text``) or option numbers (``codes``); by default what the file name says (按序号),
    else labels for wjx and Qualtrics and codes for csv. ``matrix`` picks wjx's kind of matrix header. The ending
    decides between xlsx, csv and tsv. Simulated answers are marked in the file itself: 来源 and 来源详情 of wjx,
    DistributionChannel of Qualtrics, a column ``simulated`` of csv. The file appears whole or not at all.

    Raises
    ------
    OptionError
        For an unknown platform, form, header kind, ending, or a folder that isn't there.
    """
    path = Path(path)
    if platform not in PLATFORMS:
        raise OptionError(unknown("platform", platform, PLATFORMS))
    if form is not None and form not in ("text", "codes", "scores"):
        raise OptionError(unknown("form", form, ("text", "codes", "scores")))
    if matrix not in ("a", "b", "c"):
        raise OptionError(unknown("matrix header", matrix, ("a", "b", "c")))
    if path.suffix.lower() not in SUFFIXES:
        raise OptionError("survey.ending_not_written", name=path.name, suffix=path.suffix, allowed=SUFFIXES)
    if not path.parent.is_dir():
        raise OptionError("survey.no_folder", folder=path.parent, name=path.name)
    asked, given = questions(survey.questionnaire, lang), answers(survey)
    if platform == "wjx":
        named: Literal["text", "codes", "scores"] = "codes" if "按序号" in path.name else "text"
        header, columns = wenjuanxing.table(survey, asked, given, form or named, matrix, lang)
        rows: list[list[Any]] = [header]
    elif platform == "qualtrics":
        rows, columns = qualtrics.table(survey, asked, given, form or "text", lang)
    else:
        header, columns = plain.table(survey, given, form or "codes", lang)
        rows = [header]
    columns = [_safe(column) for column in columns]
    fill = _workbook if path.suffix.lower() == ".xlsx" else _tabs if path.suffix.lower() == ".tsv" else _commas
    _whole(path, lambda file: fill(file, [*rows], zip(*columns, strict=True)))
    return (path,)


def _safe(column: list[Any]) -> list[Any]:
    """The column with every text a spreadsheet would run as a formula defused; looks at distinct cells only."""
    changed = {cell: safe_cell(cell) for cell in set(column) if isinstance(cell, str)}
    if all(before == after for before, after in changed.items()):
        return column
    return [changed.get(cell, cell) if isinstance(cell, str) else cell for cell in column]


def _commas(file: BinaryIO, header: Rows, body: Rows, delimiter: str = ",") -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([[safe_cell(cell) for cell in row] for row in header])
    writer.writerows(body)
    text.flush()
    text.detach()


def _tabs(file: BinaryIO, header: Rows, body: Rows) -> None:
    _commas(file, header, body, "\t")


def _workbook(file: BinaryIO, header: Rows, body: Rows) -> None:
    """An xlsx with one sheet."""
    workbook(file, chain(([safe_cell(cell) for cell in row] for row in header), body))


def _whole(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Written beside and moved into place."""
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
