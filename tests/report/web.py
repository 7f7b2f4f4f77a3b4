"""The demo's report as a browser opens it, made small: tables of a few rows, one drawn picture; and the browser."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from report import sample

from tamkit.report.tree import Document, Figure, Section, Table

ROWS = 6
PLAIN = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (1280, 390)


def chromium() -> str | None:
    """The browser of this machine."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def shortened(
    document: Document, rows: int = ROWS, only: Collection[str] = (), drawn: str = "path_diagram"
) -> Document:
    """The document, or some chapters of it, with the first rows of each table, and dots for all pictures but one."""

    def one(node: Any) -> Any:
        if isinstance(node, Section):
            return replace(node, blocks=tuple(one(child) for child in node.blocks))
        if isinstance(node, Table):
            return replace(node, rows=node.rows[:rows])
        if isinstance(node, Figure) and node.id != drawn:
            return replace(node, picture=sample.Dot(node.picture.name, (6.0, 3.0)))
        return node

    kept = [section for section in document.sections if not only or section.part == "front" or section.id in only]
    return replace(document, sections=tuple(one(section) for section in kept))


class Watched:
    """A page of the browser, with what it said and asked for since it was opened."""

    def __init__(self, browser: Any, file: Path, width: int, **more: Any) -> None:
        size = {"width": width, "height": 900}
        self.file = file
        self.page = browser.new_page(viewport=size, reduced_motion="reduce", **more)
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(file.as_uri())

    def open_all(self) -> None:
        self.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    def at(self, name: str) -> None:
        """Goes to a table or section as a link to it does."""
        self.page.evaluate(f"location.hash = ''; location.hash = '#{name}'")
        self.until(f"document.getElementById('{name}').checkVisibility()")

    def until(self, true: str) -> None:
        """Waits until something holds; the content policy forbids Playwright's own way."""
        for _ in range(100):
            if self.page.evaluate(true):
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"it never came to {true}")

    def count(self, what: str) -> int:
        return int(self.page.locator(what).count())

    def texts(self, what: str) -> list[str]:
        return [text.strip() for text in self.page.locator(what).all_text_contents()]
