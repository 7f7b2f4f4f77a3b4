"""What a person at a terminal sees: a progress bar, and tables in aligned columns of double-width characters."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tamkit.messages import Message, language
from tamkit.messages.values import said
from tamkit.progress import Progress

#: Columns a stage's name has before the bar.
STAGE = 28


def tell(key: str, /, **values: object) -> None:
    """Print a message of the catalogue in the language spoken."""
    print(Message(key, **values))


def heading(column: str) -> str:
    """What stands over a column of a printed table."""
    return str(Message("cli.column", column=column))


def joined(words: Sequence[object]) -> str:
    """Words as a list of the language spoken.

    >>> joined(["PU", "PEOU"])
    'PU, PEOU'
    """
    return str(said(tuple(words), language()))


def width(text: str) -> int:
    """Columns a text takes on a terminal; Chinese characters take two.

    >>> width("PU 有用性")
    9
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def table(header: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[int] = ()) -> str:
    """Rows under a header, columns aligned; ``right`` are the positions set flush right.

    >>> print(table(["step", "n"], [["received", 520], ["valid", 491]], right=[1]))
    step        n
    received  520
    valid     491
    """
    cells = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(width(row[place]) for row in cells) for place in range(len(header))]
    lines = []
    for row in cells:
        padded = []
        for place, cell in enumerate(row):
            gap = " " * (widths[place] - width(cell))
            padded.append(gap + cell if place in right else cell + gap)
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def indented(rows: Sequence[Sequence[object]]) -> str:
    """Rows in aligned columns below a line that says what they are.

    >>> print(indented([["PU1", "useful"], ["PEOU1", "easy"]]))
      PU1    useful
      PEOU1  easy
    """
    lines = table([""] * len(rows[0]), rows).split("\n")[1:]
    return "\n".join(f"  {line}" for line in lines)


@contextmanager
def progress() -> Iterator[Progress | None]:
    """What draws a bar on standard error, called ``(stage, done, total)``; None when that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    bar = tqdm(total=1, file=sys.stderr, leave=False, bar_format="{desc} {bar} {n_fmt}/{total_fmt} {elapsed}")

    def step(stage: Message, done: int, total: int) -> None:
        bar.total = total
        bar.n = done
        said = str(stage)
        bar.set_description_str(said + " " * (STAGE - width(said)), refresh=False)
        bar.refresh()

    try:
        yield step
    finally:
        bar.close()
