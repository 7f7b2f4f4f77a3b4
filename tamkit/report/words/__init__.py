"""Every phrase of the report, in Chinese and English, in one place.

A module of this package holds the phrases of one chapter: ``WORDS = {"key": (zh, en)}``. A phrase may hold
``{placeholders}`` (the same in both languages; a test checks it), ``**strong**`` and ``*emphasis*``, and ``[[id]]`` for
the number of a table or figure. Values come in formatted; a value is never read for marks.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from tamkit.report.tree import Bullets, Lang, Paragraph, paragraph

INDEX: dict[Lang, int] = {"zh": 0, "en": 1}


@cache
def phrases() -> dict[str, tuple[str, str]]:
    """All phrases. A key may be given once only."""
    found: dict[str, tuple[str, str]] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        for key, pair in importlib.import_module(f"{__name__}.{module}").WORDS.items():
            if key in found:
                raise ValueError(f"the phrase {key!r} is given twice (again in words/{module}.py)")
            found[key] = pair
    return found


class Words:
    """The phrases of one language: ``t("key", name=value)`` a plain string, ``t.p(…)`` a paragraph with emphasis."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def template(self, key: str) -> str:
        return phrases()[key][INDEX[self.lang]]

    def __call__(self, key: str, /, **values: object) -> str:
        return self.template(key).format(**values)

    def p(self, key: str, /, **values: object) -> Paragraph:
        return paragraph(self.template(key), **values)

    def bullets(self, *items: Paragraph, ordered: bool = False) -> Bullets:
        return Bullets(tuple(items), ordered)

    def known(self, prefix: str, code: str) -> str:
        """The phrase ``prefix.code`` if there is one, else the code as it is."""
        key = f"{prefix}.{code}"
        return self(key) if key in phrases() else code

    def join(self, parts: list[str]) -> str:
        """A list in running text."""
        return ("、" if self.lang == "zh" else ", ").join(parts)
