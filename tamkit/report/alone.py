"""Single tables and figures without the report around them, each a file of its own: ``T13.zh.docx``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from tamkit.drawing.numbers import decimals
from tamkit.errors import InputError, OptionError, unknown
from tamkit.messages import Message
from tamkit.report import csvs, matrix, tex
from tamkit.report.assembly import documents
from tamkit.report.content import Content
from tamkit.report.output import FORMATS, check, file_name, layout_of
from tamkit.report.tree import Block, Document, Figure, Picture, Section, Table, asides, figures, tables

#: Formats of one table or figure that a whole report has none of.
OF_TABLES, OF_FIGURES = ("csv",), ("svg", "png", "tikz")
#: Formats that name the picture's file instead of holding it, and what they name.
LINKED: dict[str, Callable[[Picture], str]] = {"tex": tex.linked, "md": lambda picture: "svg"}
ALLOWED = (*(name for name in FORMATS if name != "facts"), *OF_TABLES, *OF_FIGURES)


def check_alone(codes: Sequence[str], formats: Sequence[str], langs: Sequence[str]) -> None:
    """Refuses formats and languages there are none of, and codes that no study has, before any work is done.

    Raises
    ------
    OptionError
        Naming the unknown one and those there are.
    """
    for name in formats:
        if name not in ALLOWED:
            raise OptionError("located", place="--format", what=unknown("format", name, ALLOWED))
    check([name for name in formats if name in FORMATS] or ["md"], langs)
    known = [entry.code for entry in matrix.ENTRIES]
    for code in codes:
        if code[:1].upper() in "TF" and code[1:].isdigit() and code.upper() not in known:
            raise OptionError("located", place="--table", what=unknown("table", code, dict.fromkeys(known)))


def made_alone(
    content: Content, codes: Sequence[str], formats: Sequence[str], langs: Sequence[str]
) -> dict[str, bytes]:
    """The files of some tables or figures, by name; their numbers are those of the report in that format.

    Raises
    ------
    OptionError
        For a code or id the study has none of, or a format that none of its tables and figures can have.
    """
    check_alone(codes, formats, langs)
    out: dict[str, bytes] = {}
    with decimals(content.layout.decimals):
        for lang in dict.fromkeys(langs):
            layouts = {name: layout_of(content, name) for name in formats if name in FORMATS}
            made = documents(content, lang, ("full", *layouts.values()))
            there = _blocks(made["full"])
            for name in dict.fromkeys(formats):
                held = _blocks(made[layouts.get(name, "full")])
                found: dict[str, bytes] = {}
                for code in dict.fromkeys(codes):
                    blocks = [held.get(one, there[one]) for one in matrix.chosen(code, there)]
                    found |= _files(made["full"], code, blocks, name)
                if not found:
                    raise OptionError("report.alone_has_none", codes=tuple(codes), format=name)
                out |= found
    return out


def _blocks(document: Document) -> dict[str, Table | Figure]:
    """The tables and figures of a document by id, those too that no page shows."""
    found: list[Table | Figure] = [*tables(document), *asides(document), *figures(document)]
    return {block.id: block for block in found}


def _files(document: Document, code: str, blocks: Sequence[Table | Figure], name: str) -> dict[str, bytes]:
    """The files of one code in one format; none where it can't have any."""
    lang = document.lang
    if name in OF_TABLES:
        return {f"{block.id}.csv": csvs.render(block) for block in blocks if isinstance(block, Table)}
    pictures = {
        f"{block.picture.name}.{lang}.{kind}": getattr(block.picture, kind)()
        for block in blocks
        if isinstance(block, Figure)
        for kind in _kinds(block.picture, name)
    }
    if name in OF_FIGURES:
        return pictures
    if name == "xlsx" and not any(isinstance(block, Table) for block in blocks):
        return {}
    stem = code.upper() if code.casefold() in {entry.code.casefold() for entry in matrix.ENTRIES} else code
    page = alone(document, blocks)
    return {file_name(stem, lang, name): import_module(FORMATS[name]).render(page), **pictures}


def _kinds(picture: Picture, name: str) -> list[str]:
    """The files of a picture that a format wants."""
    if name in OF_FIGURES:
        return [name] if name in picture.formats else []
    return [LINKED[name](picture)] if name in LINKED else []


def alone(document: Document, blocks: Sequence[Block]) -> Document:
    """A document of nothing but some blocks."""
    return replace(document, sections=(Section("alone", "", tuple(blocks), part="front"),), alone=True)


def write_alone(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Writes the files into a folder; nothing is overwritten, unless it is the same.

    Raises
    ------
    InputError
        Where a file of the name is there already; nothing is written then.
    """
    paths = {folder / name: data for name, data in files.items()}
    for path, data in paths.items():
        if path.exists() and (not path.is_file() or path.read_bytes() != data):
            raise InputError(Message("cli.out_exists", path=path))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, data in paths.items():
            path.write_bytes(data)
    except OSError as error:
        raise InputError("report.cannot_write", parent=folder, reason=error.strerror) from error
    return list(paths)
