from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from tamkit import sem
from tamkit.drivers.equivalence import Edge, covered, nearly_covered, table

BASE = [
    ("PEOU", "IT"),
    ("IT", "PR"),
    ("PEOU", "PU"),
    ("IT", "PU"),
    ("PU", "ATT"),
    ("PEOU", "ATT"),
    ("PR", "ATT"),
    ("IT", "ATT"),
    ("ATT", "INT"),
    ("PU", "INT"),
    ("PR", "INT"),
    ("IT", "INT"),
]


def test_trust_and_risk_of_the_base_model_are_one_arrow_from_equivalence() -> None:
    # domain: with PEOU -> PR added the two directions have the same chi-square.
    assert (("IT", "PR"), ("PEOU", "PR")) in nearly_covered(BASE)
    assert ("IT", "PR") not in covered(BASE)
    assert ("IT", "PR") in covered([*BASE, ("PEOU", "PR")])


def pattern(edges: list[Edge]) -> tuple[set[frozenset[str]], set[tuple[frozenset[str], str]]] | None:
    """What models with the same covariances share (Verma & Pearl, 1990): who is linked, and the unlinked pairs that
    point at one; None of a model that is not recursive."""
    left = {end for edge in edges for end in edge}
    while free := {node for node in left if not any(y == node and x in left for x, y in edges)}:
        left -= free
    linked = {frozenset(edge) for edge in edges}
    colliders = {
        (frozenset((x, other)), y)
        for (x, y), (other, end) in product(edges, edges)
        if y == end and x != other and frozenset((x, other)) not in linked
    }
    return None if left else (linked, colliders)


def turnable(edges: list[Edge]) -> set[Edge]:
    """The arrows whose reverse gives a model of the same pattern, each tried."""
    same = pattern(edges)
    return {
        (x, y) for x, y in edges if pattern([(y, x) if edge == (x, y) else edge for edge in edges]) == same is not None
    }


def models() -> list[list[Edge]]:
    """The base model, and recursive models of four and five constructs drawn at random."""
    rng = np.random.default_rng(2)
    drawn = []
    for size in rng.integers(4, 6, 60):
        pairs = list(combinations("ABCDE"[:size], 2))
        drawn.append([pair for pair, kept in zip(pairs, rng.random(len(pairs)) < 0.6, strict=True) if kept])
    return [BASE, *drawn]


def test_every_arrow_that_one_more_makes_reversible_is_found_and_no_other() -> None:
    """Every arrow that could be added is tried; fails before, where arrows to the source were never thought of."""
    for edges in models():
        assert set(covered(edges)) == turnable(edges)
        nodes = sorted({end for edge in edges for end in edge})
        want = set()
        for new in product(nodes, nodes):
            if new[0] != new[1] and new not in edges and new[::-1] not in edges and pattern([*edges, new]) is not None:
                want |= {(edge, new) for edge in turnable([*edges, new]) - turnable(edges) - {new}}
        assert set(nearly_covered(edges)) == want, edges


def test_usefulness_and_attitude_are_one_arrow_from_equivalence() -> None:
    assert [one for one in nearly_covered(BASE) if one[0] == ("PU", "ATT")] == [(("PU", "ATT"), ("PR", "PU"))]
    assert ("PU", "ATT") in covered([*BASE, ("PR", "PU")])
    # An arrow that would close a circle is none that could be added.
    assert not any(one[0] == ("PEOU", "PU") for one in nearly_covered(BASE))


def test_an_arrow_into_a_collider_is_not_reversible() -> None:
    assert covered([("A", "C"), ("B", "C")]) == []


def test_correlated_exogenous_constructs_count_as_what_leads_to_each_other() -> None:
    # Reversing A -> C alone would cut A's correlation with B from C, unless B leads to C too.
    edges = [("A", "C")]
    assert covered(edges) == edges
    assert covered(edges, [("A", "B")]) == []
    assert nearly_covered(edges, [("A", "B")]) == [(("A", "C"), ("B", "C"))]
    assert covered([("A", "C"), ("B", "C")], [("A", "B")]) == [("A", "C"), ("B", "C")]


def test_nothing_is_said_of_arrows_beside_a_residual_covariance() -> None:
    edges = [("A", "B"), ("A", "C")]
    assert covered(edges, [("B", "C")]) == []


@pytest.mark.parametrize("turned", [("X", "Y"), ("Z", "Y")])
def test_a_covered_arrow_turned_round_fits_exactly_the_same(turned: tuple[str, str]) -> None:
    rng = np.random.default_rng(5)
    cause = rng.normal(size=(300, 2)) @ [[1, 0.4], [0, 1]]
    latent = {"X": cause[:, 0], "Z": cause[:, 1], "Y": cause @ [0.5, 0.3] + rng.normal(size=300)}
    items = {f"{name.lower()}{i}": score + rng.normal(size=300) for name, score in latent.items() for i in (1, 2, 3)}
    frame = pd.DataFrame(items)
    measured = "\n".join(f"{name} =~ " + " + ".join(f"{name.lower()}{i}" for i in (1, 2, 3)) for name in latent)
    source, target = turned
    other = {"X": "Z", "Z": "X"}[source]
    first = sem.fit(f"{measured}\nY ~ X + Z", frame)
    assert turned in covered([("X", "Y"), ("Z", "Y")], [("X", "Z")])
    # Y takes what is left of its predictors, the turned source is explained by Y and what it was correlated with.
    second = sem.fit(f"{measured}\n{target} ~ {other}\n{source} ~ {target} + {other}", frame)
    assert second.fit["df"] == first.fit["df"]
    assert second.fit["chisq"] == pytest.approx(first.fit["chisq"], abs=1e-6)


def test_the_table_lists_both_kinds() -> None:
    found = table(BASE)
    assert found.loc[found["target"].eq("PR"), "needs"].tolist() == ["PEOU -> PR"]
    assert (found["needs"] == "").any()
