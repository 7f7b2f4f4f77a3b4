"""PDF through typst (the ``pdf`` extra), in the fonts the figures use; the same report gives the same bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tamkit.errors import AnalysisError, InputError
from tamkit.foreign import guarded
from tamkit.report import formats
from tamkit.report.palette import EDGES, FILLS, TONES
from tamkit.report.table_layout import GAP, Piece, after_numbers, pieces
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
    lines = [_style(document)]
    lines.append(f'#text(20pt, font: "Noto Sans SC", {string(document.title)})\n')
    lines.append(f"#text(11pt, fill: gray.darken(30%), {string(document.subtitle)})\n")
    if document.banner:
        lines.append(_box([f"#strong({string(document.banner)})"], "simulated"))
    lines.append(
        f"#outline(title: {string(Words(document.lang)('report.contents'))}, depth: 2, indent: 1em)\n#pagebreak()\n"
    )
    for section in document.sections:
        lines += _section(document, section, 1, root)
    return "\n".join(lines)


def _style(document: Document) -> str:
    t = Words(document.lang)
    lang, _, region = t("language.tag").partition("-")
    head = string(document.title)
    if document.banner:
        head = (
            f'[#text({head}) #linebreak() #text(fill: rgb("#{EDGES["simulated"]}"), strong({string(document.banner)}))]'
        )
    # The page's words come with their places for the numbers; only these two are markup.
    foot = string(t("report.page", page="{page}", pages="{pages}"))
    number, total = "counter(page).display()", "str(counter(page).final().first())"
    return f"""#set document(title: {string(document.title)}, author: "tamkit", date: none)
#set page(paper: "a4", margin: (x: 2.1cm, top: 2.6cm, bottom: 2.2cm),
  header: align(center, text(8pt, fill: gray.darken(30%), {head})),
  footer: context align(center, text(8pt, {foot}.replace("{{page}}", str({number})).replace("{{pages}}", {total}))))
#set text(font: "Noto Serif SC", size: 10pt, lang: "{lang}"{f', region: "{region.lower()}"' if region else ""})
#set par(leading: 0.8em, spacing: 1em, justify: false)
#show heading: set text(font: "Noto Sans SC", weight: "regular")
#show heading.where(level: 1): set text(15pt)
#show heading: set block(above: 1.5em, below: 0.9em)
#set table(stroke: none, inset: (x: 0.09cm, y: 0.11cm))
#set strong(delta: 0)
#show strong: it => text(stroke: 0.28pt, it.body)
"""


def _section(document: Document, section: Section, level: int, root: Path) -> list[str]:
    out = [f"#heading(level: {level}, {string(section.heading)})"]
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
            out += [f"#strong({string(title)})  {_inline(par)}\n" for title, par in block.items]
        elif isinstance(block, Code):
            title = f"#strong({string(block.caption)})\n" if block.caption else ""
            body = f"#raw({string(block.text.rstrip())}, block: true)"
            out.append(f'{title}\n#block(fill: rgb("#F4F6F8"), inset: 6pt, width: 100%, text(8pt)[{body}])')
        elif isinstance(block, Table):
            out += _table(document, block)
        elif isinstance(block, Figure):
            out.append(_figure(block, root))
    return out


def _inline(paragraph: Paragraph) -> str:
    calls = {"strong": "strong", "em": "emph", "code": "raw"}
    out = []
    for run in paragraph.runs:
        call = calls.get(run.style)
        if run.style == "ref":
            out.append(f"#link(label({string('b-' + run.target)}), {string(run.text)})")
        else:
            out.append(f"#{call}({string(run.text)})" if call else f"#text({string(run.text)})")
    return "".join(out)


def _bullets(block: Bullets) -> str:
    call = "enum" if block.ordered else "list"
    return f"#{call}(" + ", ".join(f"[{_inline(item)}]" for item in block.items) + ")"


def _box(inner: list[str], tone: str) -> str:
    body = "\n\n".join(inner)
    edge, fill = EDGES[tone], FILLS[tone]
    return f'#block(fill: rgb("#{fill}"), stroke: (left: 3pt + rgb("#{edge}")), inset: 8pt, width: 100%)[{body}]'


def _figure(figure: Figure, root: Path) -> str:
    (root / f"{figure.id}.svg").write_bytes(figure.picture.svg())
    width = min(WIDTH, 2.54 * figure.picture.size[0])
    notes = "".join(f"#text(8pt, {string(note)}) #linebreak() " for note in figure.notes)
    caption = f"#strong({string(figure.label + '  ' + figure.caption)})"
    image = f"#image({string(figure.id + '.svg')}, width: {width:.2f}cm, alt: {string(figure.alt)})"
    body = f"{image}\n{caption} #linebreak()\n{notes}"
    return f"#block(breakable: false, width: 100%, align(center)[{body}]) {_label(figure.id)}"


def _label(name: str) -> str:
    return f"#metadata(none) #label({string('b-' + name)})"


def _table(document: Document, table: Table) -> list[str]:
    out = []
    t = Words(document.lang)
    for number, piece in enumerate(pieces(table, WIDTH)):
        caption = f"{table.label}  {table.caption}" if number == 0 else t("report.continued", label=table.label)
        mark = _label(table.id) if number == 0 else ""
        out.append(
            f"{mark}\n#block(sticky: true, above: 1.2em, below: 0.5em, strong({string(caption)}))\n{_piece(piece)}"
        )
    for note in t.notes(table):
        out.append(f"#block(above: 0.45em, below: 0.45em, text(8pt, {string(note.text)}))")
    out.append("#v(0.6em)")
    return out


def _piece(piece: Piece) -> str:
    table = piece.table
    widths = ", ".join(f"{width:.3f}cm" for width in piece.widths)
    sides = ", ".join("right" if formats.is_numeric(column) else "left" for column in table.columns)
    rule = "table.hline(stroke: {}pt)"
    titles = [f"strong({string(column.title)})" for column in table.columns]
    shifted = [f"pad(left: {GAP}cm, {title})" if after_numbers(table, i) else title for i, title in enumerate(titles)]
    head = ", ".join(shifted)
    lines: list[str] = [f"table.header({rule.format(1.2)}, {head}, {rule.format(0.5)})"]
    for row in table.rows:
        if row.heading:
            lines.append(f"table.cell(colspan: {len(table.columns)}, strong({string(row.heading)}))")
            continue
        cells: list[str] = []
        for value, column in zip(row.cells, table.columns, strict=True):
            shown = string(formats.cell(value, column))
            tone = TONES.get(value.tone) if isinstance(value, Verdict) else None
            call = f'text(fill: rgb("#{tone}"), {shown})' if tone else shown
            cells.append(f"pad(left: {GAP}cm, {call})" if after_numbers(table, len(cells)) else call)
        lines.append(", ".join(cells))
    lines.append(rule.format(1.2))
    body = ",\n".join(lines)
    return f"#text({piece.size}pt, table(columns: ({widths},), align: ({sides},),\n{body}))"
