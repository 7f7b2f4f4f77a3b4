"""Which arrows of a model the data cannot tell from their reverse."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

Edge = tuple[str, str]


def covered(edges: Iterable[Edge]) -> list[Edge]:
    """Arrows source → target that can be turned round without changing the model's fit.

    In a recursive model the arrow x → y is covered when y's other predictors are exactly x's predictors. Turning a
    covered arrow gives a model with the same implied covariances, so the same χ² and AIC on any data: which of the two
    is right is a matter of theory and design. (Verma & Pearl, 1990; for structural equations the replacing rule of
    Lee & Hershberger, 1990; MacCallum et al., 1993, on what to make of it.)

    >>> covered([("PEOU", "IT"), ("IT", "PR"), ("PEOU", "PR")])
    [('PEOU', 'IT'), ('IT', 'PR')]
    """
    edges = list(edges)
    parents = _parents(edges)
    return [(x, y) for x, y in edges if parents.get(y, set()) - {x} == parents.get(x, set())]


def nearly_covered(edges: Iterable[Edge]) -> list[tuple[Edge, Edge]]:
    """Arrows that one more arrow would make reversible, with that arrow: ``((source, target), (new, target))``.

    Their direction rests on a single path being left out, so the data say little about it.

    >>> nearly_covered([("PEOU", "IT"), ("IT", "PR")])
    [(('IT', 'PR'), ('PEOU', 'PR'))]
    """
    edges = list(edges)
    parents = _parents(edges)
    found = []
    for x, y in edges:
        of_y, of_x = parents.get(y, set()) - {x}, parents.get(x, set())
        missing = of_x - of_y
        if of_y <= of_x and len(missing) == 1:
            found.append(((x, y), (missing.pop(), y)))
    return found


def table(edges: Iterable[Edge]) -> pd.DataFrame:
    """Columns ``source, target`` (the arrow), ``needs`` (the arrow that is missing for exact equivalence, or "")."""
    edges = list(edges)
    rows = [(x, y, "") for x, y in covered(edges)]
    rows += [(x, y, f"{a} -> {b}") for (x, y), (a, b) in nearly_covered(edges)]
    return pd.DataFrame(rows, columns=["source", "target", "needs"])


def _parents(edges: Iterable[Edge]) -> dict[str, set[str]]:
    parents: dict[str, set[str]] = {}
    for source, target in edges:
        parents.setdefault(target, set()).add(source)
    return parents
