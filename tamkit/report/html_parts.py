"""The markup of each kind of block of a report, and what stands in the margin beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tamkit.report import glossary, html_tables
from tamkit.report.markup import Html, italics, joined, tag
from tamkit.report.tree import (
    Bullets,
    Cards,
    Code,
    Document,
    Figure,
    Note,
    Paragraph,
    Run,
    Section,
    Table,
    figures,
    runs_of,
    tables,
)
from tamkit.report.words import Words

#: Inches from which a picture takes the margin too.
BROAD = 7.2
#: Of the margin: em in a line, rem of a line, rem that may hang below, and of a block that gives room enough.
WIDE, LINE, SLACK, ROOMY = 18.0, 1.25, 4.0, 60.0


@dataclass(frozen=True, slots=True)
class Side:
    """What stands in the margin; ``height`` in rem, about."""

    summary: str
    told: Html
    end: Html
    height: float


@dataclass(frozen=True, slots=True)
class Made:
    """A block as markup, with what stands beside it; a ``broad`` one takes the margin too, and has it below."""

    block: Html
    side: Side | None = None
    height: float = ROOMY
    broad: bool = False
    folded: bool = False

    def placed(self, room: float) -> Html:
        """Both. Where the margin has less ``room`` than what stands beside wants, that is folded."""
        kind = "broad" if self.broad else "beside"
        if self.side is None:
            return tag("div", self.block, class_="broad") if self.broad else self.block
        fold = self.folded or (not self.broad and self.side.height > room + SLACK)
        details = tag(
            "details",
            tag("summary", self.side.summary),
            self.side.told,
            open=not fold,
            class_="tall" if fold else None,
        )
        side = tag("div", details if self.side.told else "", self.side.end, class_="side", role="note")
        return tag("div", *((self.block, side) if self.broad else (side, self.block)), class_=kind)


def _room(made: list[Made]) -> float:
    """Rem of margin from a block down to the next one that takes the margin too."""
    room = 0.0
    for one in made:
        if one.broad:
            break
        room += one.height
    return room


class Page:
    """The blocks of one document as markup; it remembers what a chapter has explained already.

    At its first mention in a chapter a term or a work is a link to where it is explained, and explained beside
    the block that mentions it; headings of tables always are.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.t = Words(document.lang)
        self.works = glossary.works(document)
        self.beside = frozenset(document.beside)
        self.cited = frozenset(run.cell for run in runs_of(document) if run.cell)
        self.used: dict[str, None] = {}
        self._seen: set[str] = set()
        self._fresh: dict[str, None] = {}
        self._explains = True

    # -- text --------------------------------------------------------------------------------------------------------

    def say(self, text: str, always: bool = False) -> Html:
        """Text with statistics in italics, and what can be explained a link to it."""
        marks = glossary.found(text, self.works.keys) if self._explains else []
        if not always:
            told: dict[str, glossary.Found] = {}
            for mark in marks:
                told.setdefault(mark.target, mark)
            marks = [mark for name, mark in told.items() if name not in self._seen]
        if not marks:
            return italics(text)
        out, at = [], 0
        for mark in marks:
            if mark.target not in self._seen:
                self._seen.add(mark.target)
                self._fresh[mark.target] = None
            out += [italics(text[at : mark.start]) if mark.start > at else "", self._link(mark, text)]
            at = mark.end
        return joined([*out, italics(text[at:]) if at < len(text) else ""])

    def _link(self, mark: glossary.Found, text: str) -> Html:
        where = mark.target
        if where not in self.works.texts:
            self.used[where] = None
            where = glossary.anchor(where)
        return tag("a", italics(text[mark.start : mark.end]), class_="term", href=f"#{where}")

    def title(self, text: str) -> Html:
        return self.say(text, always=True)

    def runs(self, runs: Iterable[Run]) -> Html:
        out = []
        for run in runs:
            if run.cell:
                out.append(self._number(run))
            elif run.style == "strong":
                out.append(tag("strong", self.say(run.text)))
            elif run.style == "em":
                out.append(tag("em", self.say(run.text)))
            elif run.style == "code":
                out.append(self._file(run.text))
            elif run.style == "ref":
                out.append(tag("a", run.text, href=f"#{run.target}"))
            elif run.style == "url":
                out.append(tag("a", run.text, href=run.target, rel="noreferrer"))
            else:
                out.append(self.say(run.text))
        return joined(out)

    def _number(self, run: Run) -> Html:
        """A number of a sentence, which leads to the cell of the table that it is of."""
        link = tag("a", italics(run.text), class_="cell", href=f"#{run.cell}")
        return tag("strong", link) if run.style == "strong" else link

    def _file(self, name: str) -> Html:
        code = tag("code", name)
        return tag("a", code, href=name) if name in self.beside else code

    # -- the margin --------------------------------------------------------------------------------------------------

    def explained(self) -> Html:
        """What the block just written mentions first."""
        fresh, self._fresh = self._fresh, {}
        terms = [name for name in fresh if name not in self.works.texts]
        sources = [tag("p", italics(self.works.texts[name])) for name in fresh if name in self.works.texts]
        entries = [tag("div", *self._entry(name)) for name in terms]
        return joined([tag("dl", *entries) if entries else "", *sources])

    def _entry(self, term: str) -> tuple[Html, Html]:
        name = self.t("report.web.term", term=term)
        said = self.t("report.glossary", term=term)
        return tag("dt", italics(name)), tag("dd", italics(said))

    def _side(self, summary: str, notes: Iterable[Html] = (), link: Html | None = None) -> Side | None:
        """What stands beside the block just written: its notes, what it mentions first, and a link."""
        more = self.explained()
        told = [*notes, *([tag("div", more, class_="more")] if more else [])]
        end = tag("p", link, class_="links") if link else Html()
        if not told and not end:
            return None
        size = sum(html_tables.ems(re.sub(r"<[^>]+>", "", part)) for part in told)
        return Side(summary, joined(told), end, LINE * (size / WIDE + 1.5 * len(told)))

    # -- blocks ------------------------------------------------------------------------------------------------------

    def block(self, node: Any, level: int) -> Made:
        if isinstance(node, Section):
            return Made(self.section(node, level))
        if isinstance(node, Table):
            return self.table(node)
        if isinstance(node, Figure):
            return self.figure(node)
        made = self._plain(node)
        size = html_tables.ems(re.sub(r"<[^>]+>", "", made))
        cards = isinstance(node, Cards)
        height = 1.7 * (size / html_tables.TEXT + 1)
        return Made(made, self._side(self.t("report.web.explained")), height, broad=cards, folded=cards)

    def _plain(self, node: Any) -> Html:
        if isinstance(node, Paragraph):
            return tag("p", self.runs(node.runs))
        if isinstance(node, Bullets):
            return tag(
                "ol" if node.ordered else "ul",
                *(
                    tag("li", self.runs(item.runs), id=None if self._explains else self.works.ids.get(item.text))
                    for item in node.items
                ),
            )
        if isinstance(node, Note):
            inner = (self._plain(child) for child in node.blocks)
            title = tag("p", node.title, class_="note-title")
            return tag("div", title, *inner, class_=f"note {node.tone}", role="note")
        if isinstance(node, Cards):
            cells = (tag("div", tag("dt", title), tag("dd", self.runs(text.runs))) for title, text in node.items)
            return tag("dl", *cells, class_="cards")
        if isinstance(node, Code):
            title = tag("p", node.caption, class_="code-title") if node.caption else Html()
            return tag("div", title, tag("pre", tag("code", node.text), tabindex="0"), class_="code")
        raise TypeError(f"no way to write a {type(node).__name__}")

    def section(self, node: Section, level: int) -> Html:
        heading = self._heading(node, level)
        inner = self._inner(node, level)
        return tag("section", heading, *inner, id=f"sec-{node.id}", aria_labelledby=f"h-{node.id}")

    def _heading(self, node: Section, level: int) -> Html:
        number = joined([tag("span", node.number, class_="no"), " "]) if node.number else Html()
        return tag(f"h{level}", number, node.title, id=f"h-{node.id}")

    def _inner(self, node: Section, level: int) -> list[Html]:
        made = [self.block(child, level + 1) for child in node.blocks]
        return [joined(["\n", one.placed(_room(made[i:]))]) for i, one in enumerate(made)]

    def chapter(self, node: Section) -> Html:
        """A section of the first level, folded where the layout says everything."""
        self._seen, self._explains = set(), node.part != "back"
        if self.document.alone:
            return joined(self._inner(node, 1))
        if node.part == "front" or (self.document.layout != "full" and node.part != "appendix"):
            return self.section(node, 2)
        n, drawn = len(tables(_alone(node))), len(figures(_alone(node)))
        held = self.t("report.web.held", tables=n, figures=drawn) if n or drawn else ""
        summary = tag("summary", self._heading(node, 2), tag("span", held, class_="held") if held else "")
        return tag(
            "details", summary, tag("div", *self._inner(node, 2), class_="inner"), id=f"sec-{node.id}", class_="chapter"
        )

    def glossary(self) -> Html:
        """The terms that the page explains, in one place; nothing where there are none."""
        if not self.used:
            return Html()
        names = sorted(self.used, key=lambda name: (glossary.anchor(name).casefold(), name))
        entries = (tag("div", *self._entry(name), id=glossary.anchor(name)) for name in names)
        summary = tag("summary", tag("h2", self.t("report.web.glossary"), id="h-glossary"))
        return tag("details", summary, tag("div", tag("dl", *entries), class_="inner"), id="glossary", class_="chapter")

    def figure(self, node: Figure) -> Made:
        caption = tag(
            "figcaption", tag("span", node.label, class_="label"), self.t("report.gap"), italics(node.caption)
        )
        files = [(kind, f"figures/{node.picture.name}.{self.document.lang}.{kind}") for kind in ("svg", "png")]
        links = tag("p", *(self.link(kind.upper(), file) for kind, file in files), class_="links")
        notes = [tag("p", self.say(text)) for text in node.notes]
        drawn = tag("div", inline_svg(node), class_="picture")
        width, height = node.picture.size
        return Made(
            tag("figure", drawn, caption, links, id=node.id),
            self._side(self.t("report.web.notes"), notes),
            html_tables.TEXT * height / width,
            width > BROAD,
        )

    def table(self, node: Table) -> Made:
        made, broad = html_tables.table(node, self.t("report.gap"), self.title, self.say, self.cited)
        notes = [tag("p", self.runs(text.runs)) for text in self.t.notes(node)]
        words = self.t("report.web.notes") if notes else self.t("report.web.explained")
        side = self._side(words, notes, self.link("CSV", f"tables/{node.id}.csv"))
        short = "tablebox short" if len(node.rows) <= html_tables.SHORT else "tablebox"
        return Made(tag("div", made, id=node.id, class_=short), side, 1.9 * len(node.rows) + 3, broad)

    def link(self, words: str, file: str) -> Html:
        """A link to a file beside the page; nothing where there is none of that name."""
        return tag("a", words, href=file, download=True) if file in self.beside else Html()


def _alone(section: Section) -> Document:
    return Document("", "", "", (section,))


_ID = re.compile(r'(\bid="|xlink:href="#|\bhref="#|url\(#)([^")]+)')


def inline_svg(figure: Figure) -> Html:
    """The picture as an svg element: ids made unique on the page, a name for screen readers."""
    text = figure.picture.svg().decode()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = _ID.sub(lambda match: f"{match.group(1)}{figure.id}-{match.group(2)}", text)
    head = tag("svg", role="img", aria_label=figure.alt).removesuffix("></svg>")
    return Html(text.replace("<svg", head, 1).strip())
