"""The sample document in every format, as text."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from report import sample
from snapshots import Snapshots

from tamkit.report import docx, html, md, pdf, tex, xlsx


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_markdown(snapshots: Snapshots, lang: str) -> None:
    snapshots.check(f"rendered/sample.{lang}.md", md.render(sample.document(lang)).decode())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_html(snapshots: Snapshots, lang: str) -> None:
    made = html.render(sample.document(lang)).decode()
    for name in ("report.css", "report.js"):
        assert html.asset(name) in made
        made = made.replace(html.asset(name), "")
    made = re.sub("'sha256-[^']+'", "'sha256-'", made)
    snapshots.check(f"rendered/sample.{lang}.html", made)


def test_html_without_a_banner(snapshots: Snapshots) -> None:
    assert 'class="banner"' not in html.render(sample.document(banner="")).decode()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_latex(snapshots: Snapshots, lang: str) -> None:
    snapshots.check(f"rendered/sample.{lang}.tex", tex.render(sample.document(lang)).decode())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_typst(snapshots: Snapshots, lang: str, tmp_path: Path) -> None:
    snapshots.check(f"rendered/sample.{lang}.typ", pdf.source(sample.document(lang), tmp_path))
    assert (tmp_path / "dot_figure.svg").read_bytes() == sample.SVG


def test_long_tables(snapshots: Snapshots, tmp_path: Path) -> None:
    made = sample.long()
    third = tex.render(made).decode().split("Third", 1)[1]
    typst = pdf.source(made, tmp_path).split('"3 Third"', 1)[1]
    snapshots.check("rendered/long.txt", "\n".join(["% latex", third, "// typst", typst]))


def opened(data: bytes, parts: str) -> str:
    """The xml parts of an Office file, an element a line."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = [name for name in archive.namelist() if re.fullmatch(parts, name)]
    texts = [
        re.sub(r"(<w:(?:p|tr|tc|tbl|sectPr|style)\b|<row\b|<c\b)", r"\n\1", archive.read(name).decode())
        for name in names
    ]
    return "\n".join(f"=== {name}\n{text}" for name, text in zip(names, texts, strict=True)) + "\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_word(snapshots: Snapshots, lang: str) -> None:
    data = docx.render(sample.document(lang))
    snapshots.check(
        f"rendered/sample.{lang}.docx.xml", opened(data, r"word/(document|header\d|footer\d)\.xml|docProps/core.xml")
    )


def test_excel(snapshots: Snapshots) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(sample.long())))
    lines = []
    for sheet in book:
        lines.append(f"# {sheet.title} {sheet.freeze_panes}")
        lines.append(" ".join(f"{name}={part.width:g}" for name, part in sheet.column_dimensions.items()))
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                border = "".join(_line(getattr(cell.border, side)) for side in ("top", "bottom"))
                bold = "b" if cell.font.b else ""
                link = cell.hyperlink.location or cell.hyperlink.target if cell.hyperlink else ""
                lines.append(f"{cell.coordinate} {cell.value!r} {cell.number_format} {border} {bold}{link}".rstrip())
    snapshots.check("rendered/long.xlsx.txt", "\n".join(lines) + "\n")


def _line(side: object) -> str:
    return str(getattr(side, "style", None) or "-")[0]
