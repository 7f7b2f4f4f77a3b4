"""PDF through typst: words are data."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest
from report import sample
from report.evil import spoiled

from tamkit.errors import AnalysisError, InputError
from tamkit.report import pdf
from tamkit.report.palette import TONES
from tamkit.report.tree import Section


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
    with pytest.raises(InputError, match=r"tamkit\[pdf\]"):
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
    assert "colspan: 7" in text


def test_wide_tables_go_on(tmp_path: Path) -> None:
    text = pdf.source(sample.document(more=(Section("w", "W", (sample.wide(),)),)), tmp_path)
    assert text.count('"Table 2  Correlations"') == 1
    assert text.count('"Table 2 (continued)"') >= 1


@pytest.mark.parametrize(("size", "width"), [((4.0, 3.0), "10.16cm"), ((9.0, 3.0), "16.80cm")])
def test_figures_fit_the_page(tmp_path: Path, size: tuple[float, float], width: str) -> None:
    from tamkit.report.tree import Figure

    made = pdf._figure(Figure("f", "c", "alt", sample.Dot(size=size)), tmp_path)
    assert f"width: {width}" in made
    assert (tmp_path / "f.svg").exists()


def test_languages_and_banner(tmp_path: Path) -> None:
    zh, en = (pdf.source(sample.document(lang, banner=""), tmp_path) for lang in ("zh", "en"))
    assert 'lang: "zh", region: "cn"' in zh
    assert 'lang: "en")' in en
    assert "linebreak() #text(fill" not in en
