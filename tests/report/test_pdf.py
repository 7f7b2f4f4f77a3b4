"""PDF through typst: words are data."""

from __future__ import annotations

import builtins
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from report import sample
from report.evil import spoiled

from tamkit.errors import AnalysisError, InputError
from tamkit.report import pdf
from tamkit.report.palette import TONES
from tamkit.report.tree import Column, Paragraph, Row, Run, Section, Table


def test_words_are_strings() -> None:
    assert pdf.string('a "b" \\c') == '"a \\"b\\" \\\\c"'
    assert pdf.string("a\nb\tc\x07") == '"a\\nb c "'


def test_the_same_words_give_the_same_pages() -> None:
    pytest.importorskip("typst")
    made = pdf.render(spoiled())
    assert made.startswith(b"%PDF")
    assert made == pdf.render(spoiled())


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(InputError, match=r"pip install \"typst.*pip install \"\.\[pdf\]\""):
        pdf.require()


def test_what_typst_refuses_is_an_error_of_the_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("typst")
    monkeypatch.setattr(pdf, "source", lambda document, root: "#panic(")
    with pytest.raises(AnalysisError, match="typst"):
        pdf.render(sample.document())


def test_numbers_to_the_right_and_verdicts_in_colour(tmp_path: Path) -> None:
    text = pdf.source(sample.document(), tmp_path)
    assert "align: (left, right, right, right, right, right, left,)" in text
    assert f'rgb("#{TONES["good"]}"), "yes"' in text
    assert "table.header(level: 2, table.cell(colspan: 7" in text


def test_an_address_is_a_link() -> None:
    par = Paragraph(
        (Run("Davis, F. D. (1989). "), Run("https://doi.org/10.2307/1", "url", "https://doi.org/10.2307/1"))
    )
    assert pdf._inline(par).endswith('#link("https://doi.org/10.2307/1", "https://doi.org/10.2307/1")')


def test_wide_tables_go_on(tmp_path: Path) -> None:
    text = pdf.source(sample.document(more=(Section("w", "W", (sample.wide(),)),)), tmp_path)
    assert text.count('"Table 2  Correlations"') == 1
    assert text.count('"Table 2 (continued)"') >= 3


def test_a_table_says_on_its_further_pages_that_it_goes_on() -> None:
    pytest.importorskip("typst")
    rows = tuple(Row((f"r{i}", float(i))) for i in range(120))
    columns = (Column("a", "A", stub=True), Column("b", "B", "number"))
    made = sample.document("zh", more=(Section("x", "X", (Table("x", "长表", columns, rows, ("说明。",)),)),))
    said = pages(pdf.render(made))
    assert [text.count("续表2") for text in said if "r50" in text or "r100" in text] == [1, 1]
    assert "续表" not in next(text for text in said if "长表" in text)
    assert "说明" in next(text for text in said if "r119" in text)


def pages(data: bytes) -> list[str]:
    """The words on each page, without blanks."""
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("no pdftotext")
    done = subprocess.run([reader, "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return ["".join(page.split()) for page in done.stdout.decode().split("\f")]


@pytest.mark.parametrize(("size", "width"), [((4.0, 3.0), "10.16cm"), ((9.0, 3.0), "16.80cm")])
def test_figures_fit_the_page(tmp_path: Path, size: tuple[float, float], width: str) -> None:
    from tamkit.report.tree import Figure

    made = pdf._figure(sample.document(), Figure("f", "c", "alt", sample.Dot(size=size)), tmp_path)
    assert f"width: {width}" in made
    assert (tmp_path / "f.svg").exists()


def test_languages_and_banner(tmp_path: Path) -> None:
    zh, en = (pdf.source(sample.document(lang, banner=""), tmp_path) for lang in ("zh", "en"))
    assert 'lang: "zh", region: "cn"' in zh
    assert 'lang: "en")' in en
    assert "first-line-indent" in zh
    assert "first-line-indent: (amount" not in en
    assert "linebreak() #text(fill" not in en
