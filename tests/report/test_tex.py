"""LaTeX that keeps words words."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from report import sample
from report.evil import spoiled

from tamkit.drawing.picture import Sketch
from tamkit.drawing.scene import Scene, Words
from tamkit.report import tex, tree
from tamkit.report.tree import Cards, Document, Figure, Section, paragraph


@pytest.mark.parametrize(
    ("words", "shown"),
    [("50% & $x_1", r"50\% \& \$x\_1"), ("a{b}", r"a\{b\}"), ("\\input", r"\textbackslash{}input"), ("#1~^", None)],
)
def test_words(words: str, shown: str | None) -> None:
    made = tex.text(words)
    assert made == shown if shown is not None else "#1" not in made.replace(r"\#1", "")


def test_nothing_that_people_wrote_is_read() -> None:
    source = re.sub(r"(?s)\\begin\{Verbatim\}.*?\\end\{Verbatim\}", "", tex.render(spoiled()).decode())
    assert "\\input{x}" not in source.replace("\\textbackslash{}input", "")
    assert "\\textbackslash{}input" in source


@pytest.mark.parametrize("name", ["models_en", "models_zh", "battery_en"])
def test_environments_of_a_report_are_closed(request: pytest.FixtureRequest, name: str) -> None:
    made: Document = request.getfixturevalue(name)
    source = tex.render(made).decode()
    for kind in ("longtable", "itemize", "enumerate", "minipage", "tabular", "document"):
        assert source.count(f"\\begin{{{kind}}}") == source.count(f"\\end{{{kind}}}"), kind
    assert source.count("\\begin{longtable}") >= len(tree.tables(made))
    for figure in tree.figures(made):
        stem = f"figures/{figure.picture.name}.{made.lang}"
        sketch = isinstance(figure.picture, Sketch)
        assert source.count(rf"\input{{{stem}.tikz}}") == sketch
        assert source.count(f"{{{stem}.png}}") == (not sketch)


def test_a_picture_of_dots_is_taken_in_as_dots() -> None:
    source = tex.render(sample.document("en")).decode()
    assert r"\includegraphics[width=10.2cm,height=.8\textheight,keepaspectratio]{figures/dot.en.png}" in source
    assert r"\usepackage{amsmath,array,booktabs,longtable,graphicx,caption,tikz," in source


def test_a_picture_that_is_larger_than_a_page_is_shrunk() -> None:
    def image(width: float, height: float) -> str:
        return tex._image(Sketch("a", Scene((width, height), ())), "figures/a.en")

    assert image(6.0, 4.0) == r"\input{figures/a.en.tikz}"
    assert image(8.0, 4.0) == r"\scalebox{0.827}{\input{figures/a.en.tikz}}"
    assert image(4.0, 10.0) == r"\scalebox{0.787}{\input{figures/a.en.tikz}}"


def test_refused_verdicts_are_bold_and_wide_tables_go_on() -> None:
    source = tex.render(sample.long()).decode()
    assert r"\textbf{no}" in source
    assert r"\textbf{yes}" not in source
    assert source.count("continued") >= 1


def test_a_table_that_goes_on_says_so_and_keeps_its_notes() -> None:
    source = tex.render(sample.document("zh")).decode()
    head, foot = source.index("续表1"), source.index("First note.")
    assert source.index(r"\endfirsthead") < head < source.index(r"\endhead") < foot < source.index(r"\endlastfoot")


@pytest.mark.parametrize(
    ("words", "shown"), [("β", r"\ensuremath{\beta}"), ("λΔ", r"\ensuremath{\lambda}\ensuremath{\Delta}")]
)
def test_greek_letters_are_in_every_font(words: str, shown: str) -> None:
    assert tex.text(words) == shown


def test_an_address_is_a_link_that_breaks() -> None:
    made = tree.Paragraph((tree.Run("DOI:"), tree.Run("10.1/a_b", "url", "https://doi.org/10.1/a_b")))
    assert tex._inline(made) == r"DOI:\href{https://doi.org/10.1/a_b}{\nolinkurl{10.1/a_b}}"


def test_letters_of_statistics_are_in_italics_and_hashes_break() -> None:
    assert tex._set("p < .05") == r"\textit{p} \textless{} .05"
    assert tex._cell("ab" * 32).count(r"\allowbreak{}") == 7
    assert tex._cell("short_er") == r"short\_er"


def test_no_font_must_be_installed() -> None:
    for lang in ("zh", "en"):
        lines = tex.render(sample.document(lang)).decode().splitlines()
        fonts = [line for line in lines if line.startswith(r"\IfFontExistsTF")]
        assert len(fonts) == 4
        assert all(line.endswith("{" + "}" * line.count("IfFontExistsTF")) for line in fonts)
        first = next(i for i, line in enumerate(lines) if not line.startswith("%"))
        assert lines[first] == r"\suppressfontnotfounderror=1"
        needed = [line for line in lines[:first] if line.startswith("% Packages")]
        assert all(package in needed[0] for package in tex.PACKAGES)


def test_an_appendix_begins_once() -> None:
    more = tuple(Section(name, name, (), part="appendix") for name in ("a", "b"))
    assert tex.render(sample.document(more=more)).decode().count(r"\appendix") == 1


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_compiles(lang: str, tmp_path: Path) -> None:
    program = shutil.which("xelatex")
    if program is None:
        pytest.skip("no xelatex")
    cards = Cards((("Fit_1", paragraph("a & b, p = .03")),))
    drawn = Sketch("drawn", Scene((8.0, 1.0), (Words(1.0, 0.5, "R² 有用"),)))
    figure = Figure("drawn", "Drawn", "", drawn, ())
    made = sample.document(lang, more=(Section("w", "αδχ 有用 †", (sample.wide(), cards, figure), part="appendix"),))
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / f"dot.{lang}.png").write_bytes(sample.PNG)
    (tmp_path / "figures" / f"drawn.{lang}.tikz").write_bytes(drawn.tikz())
    (tmp_path / "report.tex").write_bytes(tex.render(made))
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "report.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    log = (tmp_path / "report.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, log[-2000:]
    assert "Missing character" not in log
    assert "Overfull" not in log.partition(".toc")[0]  # the banner is no wider than the page


def test_languages_and_banner() -> None:
    zh, en = (tex.render(sample.document(lang, banner="")).decode() for lang in ("zh", "en"))
    assert "ctex" in zh
    assert zh != en
    assert "SIMULATED" not in zh
    assert "SIMULATED" in tex.render(sample.document()).decode()
