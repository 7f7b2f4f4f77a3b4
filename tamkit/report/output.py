"""Writing a report, whole or not at all: one file a language and format, tables as csv, figures, models."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from tamkit.drawing.numbers import decimals
from tamkit.errors import OptionError, unknown
from tamkit.messages import Message, languages
from tamkit.progress import Progress
from tamkit.report import csvs, layouts
from tamkit.report.assembly import documents
from tamkit.report.content import Content
from tamkit.report.placing import place, staging
from tamkit.report.tree import Document, Figure, asides, figures, tables

#: Format → module with ``render(document) -> bytes``.
FORMATS: dict[str, str] = {
    "html": "tamkit.report.html",
    "docx": "tamkit.report.docx",
    "pdf": "tamkit.report.pdf",
    "tex": "tamkit.report.tex",
    "md": "tamkit.report.md",
    "xlsx": "tamkit.report.xlsx",
    "facts": "tamkit.report.facts",
}
#: Suffix of the files of a format that isn't its name.
SUFFIXES = {"facts": "facts.md"}


def file_name(stem: str, lang: str, name: str) -> str:
    """The name of a file in a language and format.

    >>> file_name("report", "zh", "docx"), file_name("report", "zh", "facts")
    ('report.zh.docx', 'report.zh.facts.md')
    """
    return f"{stem}.{lang}.{SUFFIXES.get(name, name)}"


#: What pictures are written as in every report, and in one that has a format more.
PICTURES, FURTHER = ("svg", "png"), {"tex": "tikz"}


def check(formats: Sequence[str], langs: Sequence[str]) -> None:
    """Refuses formats and languages there are none of.

    Raises
    ------
    InputError
        Naming the unknown one and those there are.
    """
    for name in formats:
        if name not in FORMATS:
            raise OptionError("located", place="report", what=unknown("format", str(name), FORMATS))
    for name in langs:
        if name not in languages():
            raise OptionError("located", place="report", what=unknown("language", str(name), languages()))
    if not formats or not langs:
        raise OptionError("report.nothing_chosen")
    if "pdf" in formats:
        from tamkit.report import pdf

        pdf.require()


def render_into(
    content: Content,
    folder: str | os.PathLike[str],
    formats: Sequence[str] = ("html", "docx"),
    langs: Sequence[str] = ("zh", "en"),
    progress: Progress | None = None,
    beside: Collection[str] = (),
) -> list[Path]:
    """Writes ``report.<lang>.<format>``, ``tables/``, ``figures/`` and ``models/`` into a folder that exists.

    For a caller with a staging folder of its own, who names the files it puts ``beside`` these; :func:`write` stages by
    itself. Tables are written once, in the first language (their column names are the same in all); figures in every
    language, as SVG and PNG.
    """
    check(formats, langs)
    root = Path(folder)
    written: list[Path] = []

    def save(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)

    chosen = {name: layout_of(content, name) for name in dict.fromkeys(formats)}
    total, done = len(set(langs)) * len(chosen), 0
    with decimals(content.layout.decimals):
        for place, lang in enumerate(dict.fromkeys(langs)):
            made = documents(content, lang, ("full", *chosen.values()))
            reports = (file_name("report", lang, name) for name in chosen)
            there = (*reports, *_files(made["full"], chosen, models(content)), *beside)
            for name, layout in chosen.items():
                file = file_name("report", lang, name)
                if progress is not None:
                    progress(Message("report.writing", file=file), done, total)
                done += 1
                save(root / file, import_module(FORMATS[name]).render(replace(made[layout], beside=there)))
            for figure in figures(made["full"]):
                for kind in _written(figure, chosen):
                    save(root / "figures" / f"{figure.picture.name}.{lang}.{kind}", getattr(figure.picture, kind)())
            for table in (*tables(made["full"]), *asides(made["full"])) if place == 0 else ():
                save(root / "tables" / f"{table.id}.csv", csvs.render(table))
    for name, text in models(content).items():
        save(root / "models" / f"{name}.lav", text.encode())
    return written


def kinds(formats: Collection[str]) -> tuple[str, ...]:
    """What the figures of a report in some formats are written as, those that can be.

    >>> kinds(["html"]), kinds(["tex"])
    (('svg', 'png'), ('svg', 'png', 'tikz'))
    """
    return (*PICTURES, *(kind for name, kind in FURTHER.items() if name in formats))


def _written(figure: Figure, formats: Collection[str]) -> list[str]:
    return [kind for kind in kinds(formats) if kind in figure.picture.formats]


def _files(document: Document, formats: Collection[str], syntax: Collection[str]) -> tuple[str, ...]:
    """What lies in the folders beside a report."""
    pictures = (
        f"figures/{figure.picture.name}.{document.lang}.{kind}"
        for figure in figures(document)
        for kind in _written(figure, formats)
    )
    whole = (f"tables/{table.id}.csv" for table in (*tables(document), *asides(document)))
    return (*whole, *pictures, *(f"models/{name}.lav" for name in syntax))


def layout_of(content: Content, name: str) -> str:
    """The layout of a format: the study's, else the format's own."""
    return content.layout.layouts.get(name) or layouts.DEFAULT[name]


def models(content: Content) -> dict[str, str]:
    """The lavaan syntax of every model that was fitted, by name; R reads it as it stands."""
    if content.drivers is None:
        return {}
    found = {"cfa": str(content.measurement.cfa.model)}
    found |= {str(name): str(fit.model) for name, fit in content.drivers.fits.items()}
    return {name: text.strip("\n") + "\n" for name, text in found.items()}


def write(
    content: Content,
    folder: str | os.PathLike[str],
    formats: Sequence[str] = ("html", "docx"),
    langs: Sequence[str] = ("zh", "en"),
    progress: Progress | None = None,
) -> Path:
    """Writes a report folder of its own; an existing folder is kept until the new one is whole, then replaced.

    Raises
    ------
    InputError
        For an unknown format or language, a missing optional library, or a target that is a file.
    """
    check(formats, langs)
    target = Path(folder).absolute()
    with staging(target) as staged:
        render_into(content, staged, formats, langs, progress)
        place(staged, target)
    return target
