"""LaTeX for XeLaTeX (``xelatex report.zh.tex``, twice): booktabs tables, figures from the folder beside it."""

from __future__ import annotations

from tamkit.report import formats
from tamkit.report.table_layout import GAP, Piece, after_numbers, pieces
from tamkit.report.tree import Bullets, Cards, Code, Document, Figure, Note, Paragraph, Section, Table, Verdict
from tamkit.report.words import Words

WIDTH = 16.8  # cm
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "−": r"\ensuremath{-}",
    "≥": r"\ensuremath{\geq}",
    "≤": r"\ensuremath{\leq}",
    "→": r"\ensuremath{\rightarrow}",
    "χ": r"\ensuremath{\chi}",
    "α": r"\ensuremath{\alpha}",
    "β": r"\ensuremath{\beta}",
    "λ": r"\ensuremath{\lambda}",
    "ω": r"\ensuremath{\omega}",
    "Δ": r"\ensuremath{\Delta}",
    "√": r"\ensuremath{\surd}",
    "²": r"\ensuremath{^2}",
    "∞": r"\ensuremath{\infty}",
    "·": r"\ensuremath{\cdot}",
}
LEVELS = ("section", "subsection", "subsubsection")


def text(words: str) -> str:
    """Words with every character LaTeX would read as a command made plain.

    >>> text("50% of A_1 & \\\\input{x}")
    '50\\\\% of A\\\\_1 \\\\& \\\\textbackslash{}input\\\\{x\\\\}'
    """
    return "".join(_SPECIAL.get(char, char if char.isprintable() else " ") for char in words)


def render(document: Document) -> bytes:
    lines = [_preamble(document), r"\begin{document}", r"\maketitle"]
    if document.banner:
        lines.append(rf"\begin{{center}}\fbox{{\textbf{{{text(document.banner)}}}}}\end{{center}}")
    lines.append(r"\tableofcontents\clearpage")
    for section in document.sections:
        lines += _section(document, section, 0)
    lines.append(r"\end{document}")
    return ("\n".join(lines) + "\n").encode()


def _preamble(document: Document) -> str:
    kind = r"\documentclass[UTF8,a4paper,zihao=5]{ctexart}" if Words(document.lang).han else "\n".join(
        [r"\documentclass[a4paper,11pt]{article}", r"\usepackage{xeCJK}"]
    )  # fmt: skip
    head = text(document.banner) if document.banner else text(document.title)
    pages = r"\fancyfoot[C]{\thepage/\pageref{LastPage}}"
    return "\n".join(
        [
            kind,
            r"\usepackage[a4paper,margin=2.1cm]{geometry}",
            r"\usepackage{amsmath,array,booktabs,longtable,graphicx,caption,xcolor,fancyhdr,fancyvrb,lastpage}",
            r"\usepackage[hidelinks]{hyperref}",
            r"\captionsetup{labelformat=empty,font=small,labelfont=bf,justification=centering}",
            r"\newcolumntype{L}[1]{>{\raggedright\arraybackslash}p{#1}}",
            r"\newcolumntype{R}[1]{>{\raggedleft\arraybackslash}p{#1}}",
            r"\setlength{\tabcolsep}{0.06cm}\setcounter{secnumdepth}{0}",
            rf"\pagestyle{{fancy}}\fancyhf{{}}\fancyhead[C]{{\small {head}}}" + pages,
            rf"\title{{{text(document.title)}\\ \large {text(document.subtitle)}}}\author{{}}\date{{}}",
        ]
    )


def _section(document: Document, section: Section, level: int) -> list[str]:
    name = LEVELS[min(level, 2)]
    out = [rf"\{name}{{{text(section.heading)}}}\label{{sec:{section.id}}}"]
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
            out.append(r"\begin{description}")
            out += [rf"\item[{text(title)}] {_inline(par)}" for title, par in block.items]
            out.append(r"\end{description}")
        elif isinstance(block, Code):
            out += _code(block)
        elif isinstance(block, Table):
            out += _table(document, block)
        elif isinstance(block, Figure):
            path = f"figures/{block.picture.name}.{document.lang}.png"
            size = r"width=\linewidth,height=.8\textheight,keepaspectratio"
            out += [r"\begin{figure}[htbp]\centering", rf"\includegraphics[{size}]{{{path}}}"]
            out.append(rf"\caption{{{text(block.label)}\quad {text(block.caption)}}}\label{{{block.id}}}")
            out += (
                [rf"{{\footnotesize {text(Words(document.lang)('report.gap').join(block.notes))}}}"]
                if block.notes
                else []
            )
            out.append(r"\end{figure}")
    return out


def _inline(paragraph: Paragraph) -> str:
    marks = {"strong": r"\textbf", "em": r"\emph", "code": r"\texttt"}
    out = []
    for run in paragraph.runs:
        if run.style == "ref":
            out.append(rf"\hyperref[{run.target}]{{{text(run.text)}}}")
        else:
            mark = marks.get(run.style)
            out.append(f"{mark}{{{text(run.text)}}}" if mark else text(run.text))
    return "".join(out)


def _bullets(block: Bullets) -> list[str]:
    kind = "enumerate" if block.ordered else "itemize"
    return [rf"\begin{{{kind}}}", *(rf"\item {_inline(item)}" for item in block.items), rf"\end{{{kind}}}"]


def _code(block: Code) -> list[str]:
    # A line that ends the environment would let the rest out as commands.
    safe = block.text.rstrip("\n").replace(r"\end{Verbatim}", r"\end {Verbatim}")
    title = [rf"\noindent\textbf{{{text(block.caption)}}}"] if block.caption else []
    return [*title, r"\begin{Verbatim}[fontsize=\footnotesize]", safe, r"\end{Verbatim}"]


def _table(document: Document, table: Table) -> list[str]:
    out: list[str] = []
    t = Words(document.lang)
    for number, piece in enumerate(pieces(table, WIDTH)):
        first = rf"{text(table.label)}\quad {text(table.caption)}"
        caption = first if number == 0 else text(t("report.continued", label=table.label))
        label = rf"\label{{{table.id}}}" if number == 0 else ""
        out += _piece(piece, caption + label)
    for note in t.notes(table):
        out.append(rf"{{\footnotesize\noindent {text(note.text)}\par}}")
    return out


def _piece(piece: Piece, caption: str) -> list[str]:
    table = piece.table
    spec = "".join(
        f"{'R' if formats.is_numeric(column) else 'L'}{{{width - 0.13:.2f}cm}}"
        for column, width in zip(table.columns, piece.widths, strict=True)
    )
    titles = [rf"\textbf{{{text(column.title)}}}" for column in table.columns]
    head = " & ".join(
        rf"\hspace*{{{GAP}cm}}{title}" if after_numbers(table, i) else title for i, title in enumerate(titles)
    )
    out = [rf"{{\fontsize{{{piece.size}}}{{{1.25 * piece.size:.1f}}}\selectfont", rf"\begin{{longtable}}{{{spec}}}"]
    out += [rf"\caption{{{caption}}}\\ \toprule", rf"{head} \\ \midrule \endfirsthead"]
    out += [rf"\toprule {head} \\ \midrule \endhead", r"\bottomrule \endlastfoot"]
    for row in table.rows:
        if row.heading:
            out.append(rf"\multicolumn{{{len(table.columns)}}}{{l}}{{\textbf{{{text(row.heading)}}}}} \\")
            continue
        cells: list[str] = []
        for value, column in zip(row.cells, table.columns, strict=True):
            shown = text(formats.cell(value, column))
            bad = isinstance(value, Verdict) and value.tone == "bad"
            shown = rf"\textbf{{{shown}}}" if bad else shown
            cells.append(rf"\hspace*{{{GAP}cm}}{shown}" if after_numbers(table, len(cells)) else shown)
        # A cell that begins with a bracket would be read as the argument of \\.
        out.append("{}" + " & ".join(cells) + r" \\")
    return [*out, r"\end{longtable}}"]
