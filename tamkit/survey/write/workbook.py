"""An xlsx with one sheet of words and numbers, written part by part.

A survey has a hundred thousand cells of a few hundred different contents; openpyxl makes an object of each cell. What
there is beside them is fixed, so the same rows give the same bytes.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from tamkit.survey.readers.table import letter

#: The moment every entry is stamped with: the earliest a zip file can hold.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
LONGEST = 32_767  # characters of a cell

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>",
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>tamkit</dc:creator>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="1"><xf xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>",
}


def workbook(file: BinaryIO, rows: Iterable[Sequence[Any]]) -> None:
    """Write the rows: words, whole and other numbers, truth values; None and nan are empty cells.

    Raises
    ------
    TypeError
        For a cell of another kind.
    """
    words: dict[str, int] = {}
    bodies: dict[tuple[type, Any], str] = {}
    letters: list[str] = []
    lines = []
    for number, row in enumerate(rows, start=1):
        letters += [letter(place) for place in range(len(letters), len(row))]
        cells = []
        for column, value in zip(letters, row, strict=False):
            if value is None or value != value:
                continue
            key = (value.__class__, value)
            body = bodies.get(key)
            if body is None:
                body = bodies[key] = _body(value, words)
            cells.append(f'<c r="{column}{number}"{body}</c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    shared = "".join(f"<si>{_text(word)}</si>" for word in words)
    strings = f'<sst xmlns="{_MAIN}" uniqueCount="{len(words)}">{shared}</sst>'
    parts = {**_PARTS, "xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": strings}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, _HEAD + content)


def _body(value: Any, words: dict[str, int]) -> str:
    """What follows a cell's place; words are kept once and named by number."""
    if isinstance(value, str):
        return f' t="s"><v>{words.setdefault(value[:LONGEST], len(words))}</v>'
    if isinstance(value, bool) or value.__class__.__name__ == "bool":
        return f' t="b"><v>{int(value)}</v>'
    if hasattr(value, "__index__"):
        return f"><v>{int(value)}</v>"
    if hasattr(value, "__float__") and math.isfinite(value):
        return f"><v>{float(value)!r}</v>"
    raise TypeError(f"no way to write a {type(value).__name__}")


def _text(word: str) -> str:
    kept = ' xml:space="preserve"' if word != word.strip() else ""
    return f"<t{kept}>{escape(word, {chr(13): '&#13;'})}</t>"
