"""HTML: one file that opens with no network, reads well on a telephone, on a screen and on paper."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from tamkit.report.html_parts import Page
from tamkit.report.html_parts import inline_svg as inline_svg
from tamkit.report.markup import Html, escaped, joined, tag
from tamkit.report.tree import Document, Section
from tamkit.report.words import Words

#: What is read and worked on elsewhere, as the box of downloads names it: the format's ending, its name.
FORMATS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel", "tex": "LaTeX", "md": "Markdown"}


@cache
def asset(name: str) -> str:
    """The style or the script, as it lies beside the program."""
    return (files("tamkit.report") / "web" / name).read_text(encoding="utf-8")


@cache
def policy() -> str:
    """Nothing is fetched, and no script runs but ours."""
    digest = base64.b64encode(hashlib.sha256(asset("report.js").encode()).digest()).decode()
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def render(document: Document) -> bytes:
    """The document as one self-contained HTML file (UTF-8)."""
    t = Words(document.lang)
    page = Page(document)
    chapters = [page.chapter(section) for section in document.sections]
    glossary = page.glossary()
    entries = [_entry(section) for section in document.sections]
    if glossary:
        entries.append(tag("li", tag("a", t("report.web.glossary"), href="#glossary")))
    folded = any('class="chapter"' in chapter for chapter in (*chapters, glossary))
    header = tag(
        "header",
        tag("h1", document.title),
        tag("p", document.subtitle, class_="subtitle"),
        _downloads(document, page, t),
    )
    parts = (joined(["\n", chapter]) for chapter in (*chapters, glossary))
    main = tag("main", "" if document.alone else header, *parts, id="text")
    contents = tag(
        "nav",
        tag("details", tag("summary", t("report.contents")), tag("ol", *entries), open=True),
        tag("button", t("report.web.open"), type="button", class_="all", hidden=True) if folded else "",
        id="contents",
        aria_label=t("report.contents"),
    )
    body = tag(
        "body",
        tag("a", t("report.skip"), class_="skip", href="#text"),
        tag("header", document.banner, class_="banner") if document.banner else "",
        "\n",
        tag("div", main, class_="alone") if document.alone else tag("div", contents, "\n", main, class_="page"),
        Html(f"\n<script>{asset('report.js')}</script>\n"),
        data_open=t("report.web.open"),
        data_close=t("report.web.close"),
        data_sort=t("report.web.sort"),
        data_enlarge=t("report.web.enlarge"),
        data_shut=t("report.web.shut"),
    )
    head = (
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">\n'
        f"<title>{escaped(document.title)}</title>\n<style>{asset('report.css')}</style>"
    )
    lang = escaped(t("language.tag"))
    return f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n{head}\n</head>\n{body}\n</html>\n'.encode()


def _entry(section: Section) -> Html:
    """A line of the contents, with the lines of its parts."""
    children = [child for child in section.blocks if isinstance(child, Section)]
    number = joined([tag("span", section.number, class_="no"), " "]) if section.number else Html()
    inner = tag("ol", *(_entry(child) for child in children)) if children else Html()
    return tag("li", tag("a", number, section.title, href=f"#sec-{section.id}"), inner)


def _downloads(document: Document, page: Page, t: Words) -> Html:
    """Links to what lies beside the page: other formats, models, tables and numbers; nothing where nothing does."""
    links = [page.link(name, f"report.{document.lang}.{ending}") for ending, name in FORMATS.items()]
    links += [page.link(t("report.web.numbers"), "results.json"), page.link(t("report.web.screening"), "screening.csv")]
    whole = [tag("span", link) for link in links if link]
    models = [page.link(_stem(file), file) for file in document.beside if file.endswith(".lav")]
    rows = [page.link(_stem(file), file) for file in document.beside if file.endswith(".csv") and "/" in file]
    lists = [
        tag("details", tag("summary", words), tag("p", *(joined([link, " "]) for link in found)))
        for words, found in (
            (t("report.web.models", n=len(models)), models),
            (t("report.web.tables", n=len(rows)), rows),
        )
        if found
    ]
    if not whole and not lists:
        return Html()
    return tag("div", tag("strong", t("report.web.download")), *whole, *lists, class_="downloads")


def _stem(file: str) -> str:
    return file.rpartition("/")[2].rpartition(".")[0]
