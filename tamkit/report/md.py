"""Markdown (GitHub's dialect): tables as pipes, figures as links to the folder beside it."""

from __future__ import annotations

import re
import unicodedata

from tamkit.report import formats, typeset
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
    lines: list[str] = []
    if not document.alone:
        lines = [f"# {text(document.title)}", "", text(document.subtitle), ""]
    if document.banner:
        lines += [f"> **{text(document.banner)}**", ""]
    for section in document.sections:
        lines += _section(document, section, 2)
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def _section(document: Document, section: Section, level: int) -> list[str]:
    out = [] if document.alone else [f"{'#' * min(level, 6)} {text(section.heading)}", ""]
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
            # A table needs a head; an empty one is set as none.
            out += ["| | |", "|:---|:---|"]
            out += [f"| {_marked(title, 'strong')} | {_inline(par, cell=True)} |" for title, par in block.items]
            out.append("")
        elif isinstance(block, Code):
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", block.text)), default=0))
            caption = [f"**{text(block.caption)}**", ""] if block.caption else []
            out += [*caption, fence + block.language, block.text.rstrip("\n"), fence, ""]
        elif isinstance(block, Table):
            out += _table(document, block)
        elif isinstance(block, Figure):
            path = f"{'' if document.alone else 'figures/'}{block.picture.name}.{document.lang}.svg"
            out += [f"![{text(block.alt)}]({path})", "", f"**{block.label}** {_set(block.caption)}", ""]
            out += [line for note in block.notes for line in (_set(note), "")]
    return out


def _inline(paragraph: Paragraph, cell: bool = False) -> str:
    """Runs in their marks; ``cell``: in a table, where a bar parts columns even in code."""
    out = ""
    texts = [run.text for run in paragraph.runs]
    for run, after in zip(paragraph.runs, [*texts[1:], ""], strict=True):
        if run.style == "code":
            code = run.text.replace("`", "'")
            out += f"`{code.replace('|', chr(92) + '|') if cell else code}`"
        elif run.style == "url":
            out += f"<{run.target}>" if run.text == run.target else f"[{text(run.text)}](<{run.target}>)"
        elif run.style in _STYLES:
            out += _marked(run.text, run.style, out[-1:], after[:1])
        else:
            out += _set(run.text, out[-1:], after[:1])
    return out


#: A style's mark, and the tag that stands in where the mark would not be read as one.
_STYLES = {"strong": ("**", "strong"), "em": ("*", "em")}


def _set(words: str, before: str = "", after: str = "") -> str:
    """Words with the letters of statistics in italics."""
    out, parts = "", typeset.pieces(words)
    for (part, italic), (follows, _) in zip(parts, [*parts[1:], (after, False)], strict=True):
        out += _marked(part, "em", out[-1:] or before, follows[:1]) if italic else text(part)
    return out


def _marked(words: str, style: str, before: str = "", after: str = "") -> str:
    """Words in their mark, which must touch them: blanks go outside."""
    bare = words.strip()
    if not bare:
        return words
    left, right = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    mark, tag = _STYLES[style]
    if _read(bare[0], before if not left else " ") and _read(bare[-1], after if not right else " "):
        return f"{left}{mark}{text(bare)}{mark}{right}"
    return f"{left}<{tag}>{text(bare)}</{tag}>{right}"


def _read(inside: str, outside: str) -> bool:
    """Whether a mark between two characters is read as one: not where it touches punctuation inside, a letter outside.

    >>> _read("有", "是"), _read("）", "是"), _read("）", "，")
    (True, False, True)
    """
    return not _point(inside) or not outside or outside.isspace() or _point(outside)


def _point(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _bullets(block: Bullets) -> list[str]:
    return [f"{f'{i}.' if block.ordered else '-'} {_inline(item)}" for i, item in enumerate(block.items, 1)]


def _table(document: Document, table: Table) -> list[str]:
    out = [f"**{table.label}** {_set(table.caption)}".replace("**** ", ""), ""]
    out.append("| " + " | ".join(_set(column.title) for column in table.columns) + " |")
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
        out += [_inline(note), ""]
    return out
