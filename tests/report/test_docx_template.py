"""The user's own Word file."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tamkit.errors import InputError
from tamkit.report import docx_template
from tamkit.report.docx_template import _DOCUMENT, _TEMPLATE, _TYPES, opened


def template(path: Path) -> Path:
    import docx
    from docx.shared import Cm

    made = docx.Document()
    made.add_paragraph("an example the school put there")
    made.add_table(1, 1)
    made.sections[0].left_margin = Cm(3)
    made.save(path)
    return path


def test_without_one_a_plain_document() -> None:
    assert len(opened().styles) > 20
    assert opened().paragraphs == []


def test_a_template_is_emptied_and_keeps_its_page(tmp_path: Path) -> None:
    found = opened(str(template(tmp_path / "a.docx")))
    assert (found.paragraphs, found.tables) == ([], [])
    assert found.sections[0].left_margin.cm == pytest.approx(3, abs=0.01)


def test_a_dotx_is_one_too(tmp_path: Path) -> None:
    source = zipfile.ZipFile(template(tmp_path / "a.docx"))
    made = tmp_path / "a.dotx"
    with zipfile.ZipFile(made, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            archive.writestr(name, data.replace(_DOCUMENT, _TEMPLATE) if name == _TYPES else data)
    assert opened(str(made)).sections[0].left_margin.cm == pytest.approx(3, abs=0.01)


def test_what_is_no_template_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.docx").write_bytes(b"no archive")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a", "b")
    (tmp_path / "zip.docx").write_bytes(made.getvalue())
    (tmp_path / "folder.docx").mkdir()
    for name, says in (
        ("none.docx", "there is no file none.docx"),
        ("text.docx", "text.docx is no Word file"),
        ("zip.docx", "zip.docx is no Word file"),
        ("folder.docx", "folder.docx can't be read"),
    ):
        with pytest.raises(InputError, match=f"^{docx_template.KEY}: {says}"):
            opened(str(tmp_path / name))
