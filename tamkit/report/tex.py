"""LaTeX for XeLaTeX (``xelatex report.zh.tex``, twice): booktabs tables, figures from the folder beside it.

It compiles with TeX Live as it comes: what is needed is said at the top of the file, and a font that isn't installed is
replaced by one that TeX Live brings.
"""

from __future__ import annotations

import re

from tamkit.drawing import tikz
from tamkit.drawing.latex import text as text  # the renderer's own, by its name
from tamkit.report import formats, typeset
from tamkit.report.table_layout import GAP, Piece, after_numbers, lines, pieces
from tamkit.report.tree import Bullets, Cards, Code, Document, Figure, Note, Paragraph, Picture, Section, Table, Verdict
from tamkit.report.words import Words

WIDTH, HEIGHT = 16.8, 20.0  # cm of a page for a table or picture
LEVELS = ("section", "subsection", "subsubsection")


def render(document: Document) -> bytes:
    if document.alone:
        return ("\n".join([_needs(), *_blocks(document)]) + "\n").encode()
    out = [_preamble(document), r"\begin{document}", r"\maketitle"]
    if document.banner:
        out.append(
            rf"\begin{{center}}\fbox{{\parbox{{.9\linewidth}}{{\centering\textbf{{{text(document.banner)}}}}}}}\end{{center}}"
        )
    out += [r"\tableofcontents\clearpage", *_blocks(document), r"\end{document}"]
    return ("\n".join(out) + "\n").encode()


def _blocks(document: Document) -> list[str]:
    out: list[str] = []
    appendix = False
    for section in document.sections:
        if section.part == "appendix" and not appendix:
            out.append(r"\appendix\clearpage")
            appendix = True
        out += _section(document, section, 0)
    return out


PACKAGES = (
    "amsmath",
    "array",
    "booktabs",
    "longtable",
    "graphicx",
    "caption",
    *tikz.PACKAGES,
    "fancyhdr",
    "fancyvrb",
    "lastpage",
)
#: What the tables need of whoever takes one into a document of his own.
COLUMNS = (
    r"\newcolumntype{L}[1]{>{\raggedright\arraybackslash}p{#1}}",
    r"\newcolumntype{R}[1]{>{\raggedleft\arraybackslash}p{#1}}",
)
#: Fonts in the order they are looked for; the last are TeX Live's own.
SONG = ("SimSun", "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC", "FandolSong-Regular.otf")
HEI = ("SimHei", "Heiti SC", "Noto Sans CJK SC", "Source Han Sans SC", "FandolHei-Regular.otf")
LATIN = ("Times New Roman", "TeX Gyre Termes")


def _first_font(command: str, names: tuple[str, ...], options: str = "") -> str:
    """The first of some fonts that there is; none is no error."""
    out = ""
    for name in reversed(names):
        out = rf"\IfFontExistsTF{{{name}}}{{\{command}{{{name}}}{options}}}{{{out}}}"
    return out


def _needs() -> str:
    needed = ",".join(PACKAGES[:7])
    return "\n".join(["% In the preamble:", rf"% \usepackage{{{needed},hyperref}}", *(f"% {line}" for line in COLUMNS)])


def _preamble(document: Document) -> str:
    han = Words(document.lang).han
    fake = "[AutoFakeBold=2,AutoFakeSlant=.2]"
    kind = r"[UTF8,a4paper,zihao=5,fontset=none]{ctexart}" if han else "[a4paper,11pt]{article}"
    head = text(document.banner) if document.banner else text(document.title)
    return "\n".join(
        [
            "% !TeX program = xelatex",
            f"% Twice: xelatex report.{document.lang}.tex",
            "% Packages, all of TeX Live: " + ", ".join(("ctex" if han else "xeCJK", "geometry", *PACKAGES, "hyperref"))
            + ".",
            "% In Debian: texlive-xetex texlive-lang-chinese texlive-latex-recommended texlive-latex-extra"
            " texlive-pictures.",
            "% A font that is not installed is replaced by the next one named below.",
            r"\suppressfontnotfounderror=1",
            rf"\documentclass{kind}",
            *([] if han else [r"\usepackage{xeCJK}"]),
            _first_font("setCJKmainfont", SONG, fake),
            _first_font("setCJKsansfont", HEI, fake),
            _first_font("setCJKmonofont", SONG, fake),
            _first_font("setmainfont", LATIN),
            r"\usepackage[a4paper,margin=2.1cm]{geometry}",
            rf"\usepackage{{{','.join(PACKAGES)}}}",
            r"\usepackage[hidelinks]{hyperref}",
            r"\captionsetup{labelformat=empty,font=small,justification=centering}",
            *COLUMNS,
            r"\setlength{\tabcolsep}{0.06cm}\setcounter{secnumdepth}{0}\setcounter{tocdepth}{2}",
            r"\setlength{\LTcapwidth}{\linewidth}\setlength{\emergencystretch}{3em}\raggedbottom",
            rf"\setlength{{\headheight}}{{15pt}}\pagestyle{{fancy}}\fancyhf{{}}\fancyhead[C]{{\small {head}}}"
            r"\fancyfoot[C]{\thepage/\pageref{LastPage}}",
            rf"\title{{{text(document.title)}\\ \large {text(document.subtitle)}}}\author{{}}\date{{}}",
        ]
    )  # fmt: skip


def _section(document: Document, section: Section, level: int) -> list[str]:
    name = LEVELS[min(level, 2)]
    out = [] if document.alone else [rf"\{name}{{{text(section.heading)}}}\label{{sec:{section.id}}}"]
    for block in section.blocks:
        if isinstance(block, Section):
            out += _section(document, block, level + 1)
        elif isinstance(block, Paragraph):
            out += [_inline(block), ""]
        elif isinstance(block, Bullets):
            out += _bullets(block)
        elif isinstance(block, Note):
            out += [r"\begin{quote}", rf"\textbf{{{text(block.title)}}}\par"]
            for part in block.blocks:
                out += _bullets(part) if isinstance(part, Bullets) else [_inline(part) + r"\par"]
            out.append(r"\end{quote}")
        elif isinstance(block, Cards):
            out += _cards(block)
        elif isinstance(block, Code):
            out += _code(block)
        elif isinstance(block, Table):
            out += _table(document, block)
        elif isinstance(block, Figure):
            out += _figure(document, block)
    return out


def _figure(document: Document, figure: Figure) -> list[str]:
    image = _image(figure.picture, f"{'' if document.alone else 'figures/'}{figure.picture.name}.{document.lang}")
    notes = _set(Words(document.lang)("report.gap").join(figure.notes))
    below = [rf"\par{{\footnotesize {notes}\par}}"] if figure.notes else []
    caption = rf"{{{_caption(document, figure)}}}\label{{{figure.id}}}"
    if document.alone:
        return [r"\begin{figure}[htbp]\centering", image, rf"\caption{caption}", *below, r"\end{figure}"]
    # Where it is spoken of: a float beside a long table pushes it off the page.
    box = r"\par\medskip\noindent\begin{minipage}{\linewidth}\centering"
    return [box, image, rf"\captionof{{figure}}{caption}", *below, r"\end{minipage}\par\medskip"]


def linked(picture: Picture) -> str:
    """What LaTeX takes a picture in as: TikZ, where it can be written so, else dots."""
    return "tikz" if "tikz" in picture.formats else "png"


def _image(picture: Picture, stem: str) -> str:
    """The picture of a file, no larger than the page has room for it."""
    wide, high = (2.54 * side for side in picture.size)
    kind = linked(picture)
    if kind == "png":
        size = rf"width={min(WIDTH, wide):.1f}cm,height=.8\textheight,keepaspectratio"
        return rf"\includegraphics[{size}]{{{stem}.png}}"
    scale = min(1.0, WIDTH / wide, HEIGHT / high)
    taken = rf"\input{{{stem}.{kind}}}"
    return rf"\scalebox{{{scale:.3f}}}{{{taken}}}" if scale < 1 else taken


def _caption(document: Document, node: Table | Figure) -> str:
    """With the number it has in the report; alone, with the one that the document it is taken into gives it."""
    words = _set(node.caption)
    return words if document.alone else rf"{text(node.label)}\quad {words}"


def _cards(block: Cards) -> list[str]:
    rows = [rf"\textbf{{{text(title)}}} & {_inline(par)} \\" for title, par in block.items]
    spec = rf"L{{{0.2 * WIDTH:.1f}cm}}L{{{0.77 * WIDTH:.1f}cm}}"
    inner = "\n\\midrule\n".join(rows)
    begin, end = rf"\begin{{tabular}}{{{spec}}}\toprule", r"\bottomrule\end{tabular}"
    return [r"\begin{center}\small", begin, inner, end, r"\end{center}"]


def _set(words: str) -> str:
    """Words with the letters of statistics in italics."""
    return "".join(rf"\textit{{{text(part)}}}" if italic else text(part) for part, italic in typeset.pieces(words))


def _inline(paragraph: Paragraph) -> str:
    marks = {"strong": r"\textbf", "em": r"\emph"}
    out = []
    for run in paragraph.runs:
        if run.style == "ref":
            out.append(rf"\hyperref[{run.target}]{{{text(run.text)}}}")
        elif run.style == "url":
            out.append(rf"\href{{{run.target}}}{{\nolinkurl{{{run.text}}}}}")
        elif run.style == "code":
            # Names of files break behind their marks.
            broken = text(run.text).replace("/", r"/\allowbreak{}").replace(r"\_", r"\_\allowbreak{}")
            out.append(rf"\texttt{{{broken}}}")
        else:
            mark = marks.get(run.style)
            out.append(f"{mark}{{{text(run.text)}}}" if mark else _set(run.text))
    return "".join(out)


def _bullets(block: Bullets) -> list[str]:
    kind = "enumerate" if block.ordered else "itemize"
    return [rf"\begin{{{kind}}}", *(rf"\item {_inline(item)}" for item in block.items), rf"\end{{{kind}}}"]


def _code(block: Code) -> list[str]:
    # A line that ends the environment would let the rest out as commands.
    safe = block.text.rstrip("\n").replace(r"\end{Verbatim}", r"\end {Verbatim}")
    title = [rf"\noindent\textbf{{{text(block.caption)}}}"] if block.caption else []
    return [*title, r"\begin{Verbatim}[fontsize=\footnotesize]", safe, r"\end{Verbatim}"]


SHORT = 14  # lines of a table that is kept on one page


def _table(document: Document, table: Table) -> list[str]:
    t = Words(document.lang)
    again = _continued(document, table, t)
    parts = pieces(table, WIDTH)
    out: list[str] = []
    for number, piece in enumerate(parts):
        caption = _caption(document, table) + rf"\label{{{table.id}}}" if number == 0 else again
        notes = [_inline(note) for note in t.notes(table)] if number == len(parts) - 1 else []
        out += _piece(piece, caption, again, notes)
    return out


def _continued(document: Document, table: Table, t: Words) -> str:
    """What stands above a table on its further pages."""
    if not document.alone:
        return text(t("report.continued", label=table.label))
    label = t("report.table", number="@", appendix=False)
    return text(t("report.continued", label=label)).replace("@", rf"\ref{{{table.id}}}")


def _cell(words: str) -> str:
    """What stands in a cell; a hash breaks where it must."""
    return r"\allowbreak{}".join(text(part) for part in _HASH.findall(words)) if _LONG.search(words) else text(words)


_LONG, _HASH = re.compile(r"\S{40}"), re.compile(r"(?s).{1,8}")


def _piece(piece: Piece, caption: str, again: str, notes: list[str]) -> list[str]:
    table = piece.table
    # Columns lie a tabcolsep from both neighbours; the table has none at its edges.
    spec = "".join(
        f"{'R' if formats.is_numeric(column) else 'L'}{{{width - 0.13:.2f}cm}}"
        for column, width in zip(table.columns, piece.widths, strict=True)
    )
    count, wide = len(table.columns), sum(piece.widths) - 0.13
    titles = [rf"\textbf{{{_set(column.title)}}}" for column in table.columns]
    head = " & ".join(
        rf"\hspace*{{{GAP}cm}}{title}" if after_numbers(table, i) else title for i, title in enumerate(titles)
    )
    out = [rf"{{\fontsize{{{piece.size}}}{{{1.25 * piece.size:.1f}}}\selectfont", rf"\begin{{longtable}}{{{spec}}}"]
    out += [rf"\caption{{{caption}}}\\ \toprule", rf"{head} \\ \midrule \endfirsthead"]
    out += [rf"\multicolumn{{{count}}}{{c}}{{\small {again}}}\\[1ex] \toprule {head} \\ \midrule \endhead"]
    # The notes belong to the last foot, so no page break parts them from the table.
    foot = [rf"\multicolumn{{{count}}}{{L{{{wide:.2f}cm}}}}{{\footnotesize {note}}}\\" for note in notes]
    out += [r"\bottomrule \endfoot", " ".join([r"\bottomrule", *foot, r"\endlastfoot"])]
    kept = sum(lines(table, piece.widths, piece.size)) <= SHORT
    for place, row in enumerate(table.rows):
        # A short table stays on one page; a long one breaks neither behind its first row nor before its last.
        end = r"\\*" if kept or row.heading or place in (0, len(table.rows) - 2) else r"\\"
        if row.heading:
            out.append(rf"\multicolumn{{{count}}}{{L{{{wide:.2f}cm}}}}{{\textbf{{{_set(row.heading)}}}}} {end}")
            continue
        cells: list[str] = []
        for value, column in zip(row.cells, table.columns, strict=True):
            shown = _cell(formats.cell(value, column))
            bad = isinstance(value, Verdict) and value.tone == "bad"
            shown = rf"\textbf{{{shown}}}" if bad else shown
            cells.append(rf"\hspace*{{{GAP}cm}}{shown}" if after_numbers(table, len(cells)) else shown)
        # A cell that begins with a bracket would be read as the argument of \\.
        out.append("{}" + " & ".join(cells) + f" {end}")
    return [*out, r"\end{longtable}}"]
