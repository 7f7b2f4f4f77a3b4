"""`Words`: the phrases of the report in one language.

They stand in the catalogues (`tamkit.messages`) under ``report.``. A phrase may hold ``**strong**`` and ``*emphasis*``,
and ``[[id]]`` for the number of a table or figure. Values come in formatted; a value is never read for marks.
"""

from __future__ import annotations

from tamkit.messages import Message
from tamkit.report.tree import Bullets, Lang, Paragraph, paragraph


class Words:
    """The phrases of one language: ``t("key", name=value)`` a plain string, ``t.p(…)`` a paragraph with emphasis."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def __call__(self, key: str, /, **values: object) -> str:
        return Message(key, **values).say(self.lang)

    def p(self, key: str, /, **values: object) -> Paragraph:
        return paragraph(Message(key, **values).template(self.lang), **values)

    def bullets(self, *items: Paragraph, ordered: bool = False) -> Bullets:
        return Bullets(tuple(items), ordered)

    def join(self, parts: list[str]) -> str:
        """A list in running text."""
        return self("list.between").join(parts)
