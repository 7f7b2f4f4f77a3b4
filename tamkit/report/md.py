"""Markdown (GitHub's dialect): tables as pipes, figures as links to the folder beside it."""

from __future__ import annotations

import re

from tamkit.report import formats
from tamkit.report.tree import Bullets, Cards, Code, Document, Figure, Note, Paragraph, Section, Table
from tamkit.report.words import Words

_MARKS = re.compile(r"([\\`*_\[\]<>|#~$])")


def text(words: str) -> str:
    """Words that stay words: every mark escaped, markup made harmless.

    >>> text("<b>a|b</b> *x*")
    '&lt;b>a\\\\|b&lt;/b> \\\\*x\\\\*'
    """
    escaped = _MARKS.sub(r"\\\1", words.replace("&", "&amp;"))
    return escaped.replace("\\<", "&lt;").replace("\\>", ">").replace("\r", " ").replace("\n", " ")


def render(document: Document) -> bytes:
    lines = [f"# {text(document.title)}", "", text(document.subtitle), ""]
    if document.banner:
        lines += [f"> **{text(document.banner)}**", ""]
    for section in document.sections:
        lines += _section(document, section, 2)
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def _section(document: Document, section: Section, level: int) -> list[str]:
    out = [f"{'#' * level} {text(section.heading)}", ""]
    for block in section.blocks:
        if isinstance(block, Section):
            out += _section(document, block, level + 1)
        elif isinstance(block, Paragraph):
            out += [_inline(block), ""]
        elif isinstance(block, Bullets):
            out += [*_bullets(block), ""]
        elif isinstance(block, Note):
            inner: list[str] = [f"**{text(block.title)}**", ""]
            for part in block.blocks:
                inner += [*(_bullets(part) if isinstance(part, Bullets) else [_inline(part)]), ""]
            out += [f"> {line}".rstrip() for line in inner[:-1]] + [""]
        elif isinstance(block, Cards):
            out += [line for title, par in block.items for line in (f"**{text(title)}**  {_inline(par)}", "")]
        elif isinstance(block, Code):
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", block.text)), default=0))
            caption = [f"**{text(block.caption)}**", ""] if block.caption else []
            out += [*caption, fence + block.language, block.text.rstrip("\n"), fence, ""]
        elif isinstance(block, Table):
            out += _table(document, block)
        elif isinstance(block, Figure):
            path = f"figures/{block.picture.name}.{document.lang}.svg"
            out += [f"![{text(block.alt)}]({path})", "", f"**{block.label}** {text(block.caption)}", ""]
            out += [line for note in block.notes for line in (text(note), "")]
    return out


def _inline(paragraph: Paragraph) -> str:
    marks = {"strong": "**", "em": "*"}
    out = []
    for run in paragraph.runs:
        if run.style == "code":
            out.append(f"`{run.text.replace('`', chr(39))}`")
            continue
        mark = marks.get(run.style, "")
        bare = run.text.strip()
        # A mark must touch the word it marks; blanks go outside.
        left, right = run.text[: len(run.text) - len(run.text.lstrip())], run.text[len(run.text.rstrip()) :]
        out.append(f"{left}{mark}{text(bare)}{mark}{right}" if bare else run.text)
    return "".join(out)


def _bullets(block: Bullets) -> list[str]:
    return [f"{f'{i}.' if block.ordered else '-'} {_inline(item)}" for i, item in enumerate(block.items, 1)]


def _table(document: Document, table: Table) -> list[str]:
    out = [f"**{table.label}** {text(table.caption)}", ""]
    out.append("| " + " | ".join(text(column.title) for column in table.columns) + " |")
    out.append("|" + "|".join("---:" if formats.is_numeric(column) else ":---" for column in table.columns) + "|")
    for row in table.rows:
        if row.heading:
            cells = [f"**{text(row.heading)}**", *([""] * (len(table.columns) - 1))]
        else:
            pairs = zip(row.cells, table.columns, strict=True)
            cells = [text(formats.cell(value, column)) for value, column in pairs]
        out.append("| " + " | ".join(cells) + " |")
    out.append("")
    for note in Words(document.lang).notes(table):
        out += [text(note.text), ""]
    return out
