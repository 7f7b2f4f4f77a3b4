"""Which arrows of a model the data cannot tell from their reverse."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

Edge = tuple[str, str]


def covered(edges: Iterable[Edge], correlated: Iterable[Edge] = ()) -> list[Edge]:
    """Arrows source → target that can be turned round without changing the model's fit.

    In a recursive model the arrow x → y is covered when y's other predictors are exactly x's predictors. Turning a
    covered arrow gives a model with the same implied covariances, so the same χ² and AIC on any data: which of the two
    is right is a matter of theory and design. (Verma & Pearl, 1990; for structural equations the replacing rule of
    Lee & Hershberger, 1990; MacCallum et al., 1993, on what to make of it.)

    ``correlated`` are pairs with a free covariance. Where exogenous constructs covary, x's correlations count as arrows
    into x, as they would be written once x is explained. An arrow between two ends one of which has a residual
    covariance is left out: nothing general can be said of it.

    >>> covered([("PEOU", "IT"), ("IT", "PR"), ("PEOU", "PR")])
    [('PEOU', 'IT'), ('IT', 'PR')]
    >>> covered([("A", "C")], correlated=[("A", "B")])
    []
    """
    edges = list(edges)
    parents, entangled = _around(edges, correlated)
    return [(x, y) for x, y in edges if parents.get(y, set()) - {x} == parents.get(x, set()) and not entangled & {x, y}]


def nearly_covered(edges: Iterable[Edge], correlated: Iterable[Edge] = ()) -> list[tuple[Edge, Edge]]:
    """Arrows that one more arrow would make reversible, with that arrow: ``((source, target), (new, target))``.

    The missing arrow leads to the arrow's target, where its source has one predictor more, or to its source, where its
    target has one more and the model stays recursive; not to a source with correlations, of which nothing general can
    be said. The direction of these arrows rests on a single path being left out.

    >>> nearly_covered([("PEOU", "IT"), ("IT", "PR")])
    [(('IT', 'PR'), ('PEOU', 'PR'))]
    >>> nearly_covered([("PU", "ATT"), ("PR", "ATT")])
    [(('PU', 'ATT'), ('PR', 'PU')), (('PR', 'ATT'), ('PU', 'PR'))]
    """
    edges, correlated = list(edges), list(correlated)
    parents, entangled = _around(edges, correlated)
    linked = {end for pair in correlated for end in pair}
    found = []
    for x, y in edges:
        if entangled & {x, y}:
            continue
        of_y, of_x = parents.get(y, set()) - {x}, parents.get(x, set())
        if of_y < of_x and len(of_x - of_y) == 1:
            found.append(((x, y), ((of_x - of_y).pop(), y)))
        elif of_x < of_y and len(of_y - of_x) == 1:
            (new,) = of_y - of_x
            if x not in linked and not _leads(edges, x, new):
                found.append(((x, y), (new, x)))
    return found


def _leads(edges: list[Edge], start: str, end: str) -> bool:
    """Whether a chain of arrows leads from one to the other."""
    reached = {start}
    while step := {y for x, y in edges if x in reached} - reached:
        reached |= step
    return end in reached


def table(edges: Iterable[Edge], correlated: Iterable[Edge] = ()) -> pd.DataFrame:
    """Columns ``source, target`` (the arrow), ``needs`` (the arrow that is missing for exact equivalence, or "")."""
    edges, correlated = list(edges), list(correlated)
    rows = [(x, y, "") for x, y in covered(edges, correlated)]
    rows += [(x, y, f"{a} -> {b}") for (x, y), (a, b) in nearly_covered(edges, correlated)]
    return pd.DataFrame(rows, columns=["source", "target", "needs"])


def _around(edges: Iterable[Edge], correlated: Iterable[Edge]) -> tuple[dict[str, set[str]], set[str]]:
    """What leads to each construct, correlations among exogenous ones included; and who has a residual covariance."""
    parents: dict[str, set[str]] = {}
    for source, target in edges:
        parents.setdefault(target, set()).add(source)
    endogenous = set(parents)
    entangled: set[str] = set()
    for one, other in correlated:
        if one in endogenous or other in endogenous:
            entangled |= {one, other} & endogenous
        else:
            parents.setdefault(one, set()).add(other)
            parents.setdefault(other, set()).add(one)
    return parents, entangled
