"""Markup as a kind of text of its own: what isn't markup already is escaped when it becomes part of some."""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import lru_cache

from tamkit.report import typeset


class Html(str):
    """Text that is markup: nothing escapes it again."""

    __slots__ = ()


def escaped(text: str) -> str:
    """Text as markup; markup as it is.

    >>> escaped("a < b"), escaped(Html("<b>a</b>"))
    ('a &lt; b', '<b>a</b>')
    """
    return text if isinstance(text, Html) else html.escape(text)


def joined(parts: Iterable[str]) -> Html:
    return Html("".join(escaped(part) for part in parts))


def tag(name: str, *children: str, **attributes: str | bool | None) -> Html:
    """An element; attributes that are empty, None or False are left out, ``class_`` is ``class``, ``_`` is ``-``.

    >>> tag("a", "1 < 2", href="#x", class_="term", hidden=False)
    '<a href="#x" class="term">1 &lt; 2</a>'
    """
    given = []
    for key, value in attributes.items():
        if value is True:
            given.append(f" {key.rstrip('_').replace('_', '-')}")
        elif value:
            given.append(f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"')
    return Html(f"<{name}{''.join(given)}>{''.join(escaped(child) for child in children)}</{name}>")


@lru_cache(maxsize=8192)
def italics(text: str) -> Html:
    """Text with the letters of statistics in italics.

    >>> italics("p < .05")
    '<i>p</i> &lt; .05'
    """
    return Html(
        "".join(
            f"<i>{html.escape(piece)}</i>" if italic else html.escape(piece) for piece, italic in typeset.pieces(text)
        )
    )
