"""Single tables and figures, each in a file of its own."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tamkit.errors import InputError, OptionError
from tamkit.report import alone, csvs, tree
from tamkit.report.content import Content
from tamkit.report.tree import Document


def test_a_code_is_a_file_of_all_its_tables(models: Content, models_en: Document) -> None:
    made = alone.made_alone(models, ["t13"], ["docx", "md", "csv"], ["en"])
    assert {"T13.en.docx", "T13.en.md", "paths.csv", "hypotheses.csv"} <= set(made)
    by_id = {table.id: table for table in tree.tables(models_en)}
    assert made["paths.csv"] == csvs.render(by_id["paths"])
    text = made["T13.en.md"].decode()
    assert "Regression coefficients" in text
    assert "# " not in text
    assert "Model fit" not in text
    word = zipfile.ZipFile(BytesIO(made["T13.en.docx"])).read("word/document.xml").decode()
    assert "SEQ Table \\* ARABIC \\r " in word
    assert "TOC " not in word
    assert "Regression coefficients" in word
    assert "Model fit" not in word


def test_a_page_has_no_title_and_no_contents(models: Content) -> None:
    text = alone.made_alone(models, ["fit"], ["html"], ["en"])["fit.en.html"].decode()
    for mark in ("<h1", "<nav", '<h2 id="h-alone'):
        assert mark not in text
    assert 'class="alone"' in text


def test_a_number_is_that_of_the_report_in_the_format(models: Content) -> None:
    made = alone.made_alone(models, ["fit"], ["md", "xlsx"], ["zh"])
    assert set(made) == {"fit.zh.md", "fit.zh.xlsx"}
    thesis = next(one for one in tree.tables(alone.documents(models, "zh", ("thesis",))["thesis"]) if one.id == "fit")
    full = next(one for one in tree.tables(alone.documents(models, "zh", ("full",))["full"]) if one.id == "fit")
    assert thesis.label != full.label
    assert f"**{thesis.label}** " in made["fit.zh.md"].decode()
    assert full.label in zipfile.ZipFile(BytesIO(made["fit.zh.xlsx"])).read("xl/workbook.xml").decode()


def test_latex_to_take_into_a_document_of_ones_own(models: Content) -> None:
    text = alone.made_alone(models, ["T10"], ["tex"], ["zh"])["T10.zh.tex"].decode()
    assert text.startswith("% In the preamble:")
    assert "documentclass" not in text
    assert r"\caption{模型拟合指标" in text
    assert r"续表\ref{fit}" in text


def test_a_figure_as_a_picture_and_beside_what_names_it(models: Content) -> None:
    made = alone.made_alone(models, ["F1", "T5"], ["svg", "tex"], ["en"])
    assert {"path_diagram.en.svg", "path_diagram.en.tikz", "F1.en.tex", "T5.en.tex"} <= set(made)
    assert r"\input{path_diagram.en.tikz}" in made["F1.en.tex"].decode()


@pytest.mark.parametrize(
    ("codes", "formats", "said"),
    [
        (["T99"], ["md"], "unknown table or figure 'T99'"),
        (["path"], ["md"], "did you mean 'paths'"),
        (["T13"], ["png"], "cannot be written as png"),
        (["F1"], ["csv"], "cannot be written as csv"),
        (["F1"], ["xlsx"], "cannot be written as xlsx"),
        (["T13"], ["facts"], "unknown format 'facts'"),
    ],
)
def test_what_there_is_none_of(models: Content, codes: list[str], formats: list[str], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        alone.made_alone(models, codes, formats, ["en"])


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    files = {"a.csv": b"a", "b.csv": b"b"}
    assert alone.write_alone(tmp_path / "new", files) == [tmp_path / "new" / name for name in files]
    alone.write_alone(tmp_path / "new", files)  # the same again
    with pytest.raises(InputError, match="Nothing was written"):
        alone.write_alone(tmp_path / "new", {"c.csv": b"c", "b.csv": b"other"})
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["a.csv", "b.csv"]
    with pytest.raises(InputError, match="can't write"):
        alone.write_alone(tmp_path / "new" / "a.csv" / "x", files)
