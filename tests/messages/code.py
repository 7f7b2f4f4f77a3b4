"""Every place of the package that names a message, found in the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tamkit
from tamkit import errors

PACKAGE = Path(tamkit.__file__).parent
#: Errors are made of a key or of a message; the others of a key only.
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
KEYED = {"Message", "tell"} | ERRORS
#: The words of a report: ``t("key")`` and ``t.p("key")``.
WORDS = {"t", "t.p", "words", "words.p"}


@dataclass(frozen=True)
class Place:
    """A call that names a message: where, by what, its first argument, and the names of the values it gives."""

    file: str
    line: int
    callee: str
    first: ast.expr
    values: frozenset[str]
    more: bool

    @property
    def key(self) -> str | None:
        return self.first.value if isinstance(self.first, ast.Constant) and isinstance(self.first.value, str) else None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


@cache
def places() -> tuple[Place, ...]:
    """Where messages are named, in the whole package."""
    found = []
    for file, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            callee = ast.unparse(node.func)
            last = callee.rsplit(".", 1)[-1]
            if callee.endswith(".tell"):  # a stage's, which takes a message; that of the terminal takes a key
                continue
            if not (last in KEYED or (file.startswith("report/") and callee in WORDS)):
                continue
            if isinstance(node.args[0], ast.Starred):
                continue
            values = frozenset(word.arg for word in node.keywords if word.arg is not None)
            more = any(word.arg is None for word in node.keywords)
            found.append(Place(file, node.lineno, last, node.args[0], values, more))
    return tuple(found)
