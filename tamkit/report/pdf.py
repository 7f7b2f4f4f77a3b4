"""PDF through typst (the ``pdf`` extra); the same report gives the same bytes.

Chinese in the font the figures use, Latin in one that typst brings, which has italics and bold.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from tamkit.errors import AnalysisError, InputError
from tamkit.foreign import guarded
from tamkit.report import formats, typeset
from tamkit.report.palette import EDGES, FILLS, TONES
from tamkit.report.table_layout import GAP, Piece, after_numbers, lines, pieces
from tamkit.report.tree import Bullets, Cards, Code, Document, Figure, Note, Paragraph, Section, Table, Verdict
from tamkit.report.words import Words

WIDTH = 16.8  # cm


def require() -> Any:
    """The typst library.

    Raises
    ------
    InputError
        When it isn't installed.
    """
    try:
        import typst
    except ImportError:
        raise InputError("report.pdf_needs_typst") from None
    return typst


def render(document: Document) -> bytes:
    import pylopdf_fonts_zh_cn

    typst = require()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "report.typ").write_text(source(document, root), encoding="utf-8")
        fonts = Path(str(pylopdf_fonts_zh_cn.sans_path())).parent
        with guarded(lambda reason: AnalysisError("report.typst_failed", error=reason)):
            made: bytes = typst.compile(
                str(root / "report.typ"), root=str(root), font_paths=[str(fonts)], ignore_system_fonts=True
            )
    return made


def string(words: str) -> str:
    """Words as a typst string: data, never markup.

    >>> string('a "b" #c \\\\ d')
    '"a \\\\"b\\\\" #c \\\\\\\\ d"'
    """
    plain = "".join(char if char.isprintable() or char == "\n" else " " for char in words)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def source(document: Document, root: Path) -> str:
    """The report as typst source; pictures are written beside it."""
    out = [_style(document)]
    if not document.alone:
        out += _front(document)
    appendix = False
    for section in document.sections:
        if section.part == "appendix" and not appendix:
            out.append("#pagebreak(weak: true)")
            appendix = True
        out += _section(document, section, 1, root)
    return "\n".join(out)


def _front(document: Document) -> list[str]:
    title = f'#text(20pt, font: "Noto Sans SC", {string(document.title)})'
    out = [f"#align(center)[{title}\n\n#text(11pt, fill: gray.darken(30%), {string(document.subtitle)})]\n"]
    if document.banner:
        out.append(_box([f"#strong({string(document.banner)})"], "simulated"))
    contents = string(Words(document.lang)("report.contents"))
    return [*out, f"#outline(title: {contents}, depth: 2, indent: 1em)\n#pagebreak()\n"]


def _style(document: Document) -> str:
    t = Words(document.lang)
    lang, _, region = t("language.tag").partition("-")
    paragraph = "first-line-indent: (amount: 2em, all: true), " if t.han else ""
    return f"""#set document(title: {string(document.title)}, author: "tamkit", date: none)
{_page(document)}
#set text(font: ((name: "Libertinus Serif", covers: "latin-in-cjk"), "Noto Serif SC"), size: 10.5pt, lang: "{lang}"{
        f', region: "{region.lower()}"' if region else ""
    })
#set par(leading: 0.8em, spacing: 1em, {paragraph}justify: true)
#show heading: set text(font: "Noto Sans SC", weight: "regular")
#show heading.where(level: 1): set text(15pt)
#show heading: set block(above: 1.5em, below: 0.9em)
#set table(stroke: none, inset: (x: 0.09cm, y: 0.07cm))
#set table.cell(breakable: false)
#show table: set par(justify: false)
#show table: set text(top-edge: 0.88em, bottom-edge: -0.12em)
#show raw: set text(font: ("DejaVu Sans Mono", "Noto Sans SC"))
// The Chinese font has one weight.
#show strong: it => {{
  show regex("[\\\\p{{Han}}\\\\u{{3000}}-\\\\u{{303F}}\\\\u{{FF00}}-\\\\u{{FFEF}}]+"): set text(stroke: 0.28pt)
  it
}}
// What stands above a table: its caption, and on the pages it goes on to that it does.
#let above(name, first, again) = {{
  let seen = counter("table-" + name)
  seen.step()
  context if seen.get().first() > 1 {{ again }} else {{ first }}
}}
""".replace("\\\\", "\\")


def _page(document: Document) -> str:
    if document.alone:
        return '#set page(paper: "a4", height: auto, margin: 2.1cm)'
    head = string(document.title)
    if document.banner:
        head = (
            f'[#text({head}) #linebreak() #text(fill: rgb("#{EDGES["simulated"]}"), strong({string(document.banner)}))]'
        )
    # The page's words come with their places for the numbers; only these two are markup.
    foot = string(Words(document.lang)("report.page", page="{page}", pages="{pages}"))
    number, total = "counter(page).display()", "str(counter(page).final().first())"
    return f"""#set page(paper: "a4", margin: (x: 2.1cm, top: 2.6cm, bottom: 2.2cm),
  header: align(center, text(8pt, fill: gray.darken(30%), {head})),
  footer: context align(center, text(8pt, {foot}.replace("{{page}}", str({number})).replace("{{pages}}", {total}))))"""


def _section(document: Document, section: Section, level: int, root: Path) -> list[str]:
    out = [] if document.alone else [f"#heading(level: {level}, {string(section.heading)})"]
    for block in section.blocks:
        if isinstance(block, Section):
            out += _section(document, block, level + 1, root)
        elif isinstance(block, Paragraph):
            out += [_inline(block), ""]
        elif isinstance(block, Bullets):
            out.append(_bullets(block))
        elif isinstance(block, Note):
            inner = [f"#strong({string(block.title)})"]
            inner += [_bullets(part) if isinstance(part, Bullets) else _inline(part) for part in block.blocks]
            out.append(_box(inner, block.tone))
        elif isinstance(block, Cards):
            out.append(_cards(block))
        elif isinstance(block, Code):
            title = f"#block(sticky: true, strong({string(block.caption)}))\n" if block.caption else ""
            body = f"#raw({string(block.text.rstrip())}, block: true)"
            out.append(f'{title}\n#block(fill: rgb("#F4F6F8"), inset: 6pt, width: 100%, text(8pt)[{body}])')
        elif isinstance(block, Table):
            out += _table(document, block)
        elif isinstance(block, Figure):
            out.append(_figure(document, block, root))
    return out


def _set(words: str) -> str:
    """Words as content, the letters of statistics in italics."""
    return "".join(f"#{'emph' if italic else 'text'}({string(part)})" for part, italic in typeset.pieces(words))


def _inline(paragraph: Paragraph) -> str:
    calls = {"strong": "strong", "em": "emph", "code": "raw"}
    out = []
    for run in paragraph.runs:
        call = calls.get(run.style)
        if run.style == "ref":
            out.append(f"#link(label({string('b-' + run.target)}), {string(run.text)})")
        elif run.style == "url":
            out.append(f"#link({string(run.target)}, {string(run.text)})")
        else:
            out.append(f"#{call}({string(run.text)})" if call else _set(run.text))
    return "".join(out)


def _bullets(block: Bullets) -> str:
    call = "enum" if block.ordered else "list"
    return f"#{call}(" + ", ".join(f"[{_inline(item)}]" for item in block.items) + ")"


def _box(inner: list[str], tone: str) -> str:
    body = "\n\n".join(["#set par(first-line-indent: 0pt)", *inner])
    edge, fill = EDGES[tone], FILLS[tone]
    return f'#block(fill: rgb("#{fill}"), stroke: (left: 3pt + rgb("#{edge}")), inset: 8pt, width: 100%)[{body}]'


def _cards(block: Cards) -> str:
    line = "table.hline(stroke: 0.4pt + gray)"
    cells = [f"strong({string(title)}), [{_inline(par)}], {line}" for title, par in block.items]
    return f"#table(columns: (3.2cm, 1fr), inset: (x: 0.09cm, y: 0.2cm), {line}, {', '.join(cells)})"


def _figure(document: Document, figure: Figure, root: Path) -> str:
    (root / f"{figure.id}.svg").write_bytes(figure.picture.svg())
    width = min(WIDTH, 2.54 * figure.picture.size[0])
    notes = "".join(f"#text(8pt)[{_set(note)}] #linebreak() " for note in figure.notes)
    caption = f"#strong[{_caption(document, figure)}]"
    image = f"#image({string(figure.id + '.svg')}, width: {width:.2f}cm, alt: {string(figure.alt)})"
    body = f"#set par(first-line-indent: 0pt, justify: false)\n{image}\n{caption} #linebreak()\n{notes}"
    return f"#block(breakable: false, width: 100%, align(center)[{body}]) {_label(figure.id)}"


def _caption(document: Document, node: Table | Figure) -> str:
    return _set(f"{node.label}  {node.caption}")


def _label(name: str) -> str:
    return f"#metadata(none) #label({string('b-' + name)})"


SHORT = 16  # lines of a table that is kept on one page


def _table(document: Document, table: Table) -> list[str]:
    t = Words(document.lang)
    again = _set(t("report.continued", label=table.label))
    out = [_label(table.id)]
    parts = pieces(table, WIDTH)
    for number, piece in enumerate(parts):
        caption = _caption(document, table) if number == 0 else again
        notes = [_inline(note) for note in t.notes(table)] if number == len(parts) - 1 else []
        made = _piece(piece, f"{table.id}-{number}", caption, again, notes)
        short = sum(lines(piece.table, piece.widths, piece.size)) <= SHORT
        out.append(f"#block(breakable: {'false' if short else 'true'}, above: 1.2em, below: 1.2em, {made})")
    return out


def _piece(piece: Piece, name: str, caption: str, again: str, notes: list[str]) -> str:
    table = piece.table
    widths = ", ".join(f"{width:.3f}cm" for width in piece.widths)
    sides = ", ".join("right" if formats.is_numeric(column) else "left" for column in table.columns)
    rule = "table.hline(stroke: {}pt)"
    span = f"table.cell(colspan: {len(table.columns)}"
    titles = [f"strong[{_set(column.title)}]" for column in table.columns]
    shifted = [f"pad(left: {GAP}cm, {title})" if after_numbers(table, i) else title for i, title in enumerate(titles)]
    first = f"{span}, align: center, text(9pt, above({string(name)}, strong[{caption}], strong[{again}])))"
    out: list[str] = [f"table.header({first}, {rule.format(1.2)}, {', '.join(shifted)}, {rule.format(0.5)})"]
    for row in table.rows:
        if row.heading:
            # A heading of rows goes on to the next page with them.
            out.append(f"table.header(level: 2, {span}, strong[{_set(row.heading)}]))")
            continue
        cells: list[str] = []
        for value, column in zip(row.cells, table.columns, strict=True):
            shown = string(_broken(formats.cell(value, column)))
            tone = TONES.get(value.tone) if isinstance(value, Verdict) else None
            call = f'text(fill: rgb("#{tone}"), {shown})' if tone else shown
            cells.append(f"pad(left: {GAP}cm, {call})" if after_numbers(table, len(cells)) else call)
        out.append(", ".join(cells))
    below = "".join(f", {span}, text(8pt)[{note}])" for note in notes)
    out.append(f"table.footer(repeat: false, {rule.format(1.2)}{below or f', {span}, none)'})")
    body = ",\n".join(out)
    return f"text({piece.size}pt, table(columns: ({widths},), align: ({sides},),\n{body}))"


def _broken(words: str) -> str:
    """A word longer than a column (a hash) in pieces."""
    return re.sub(r"\S{40,}", lambda word: " ".join(re.findall(".{1,16}", word.group())), words)
