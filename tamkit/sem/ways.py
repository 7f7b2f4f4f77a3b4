"""Every way of two arrows or more that leads from one variable to another, found from the model.

The effect along a way is the product of its paths (a specific indirect effect). Of one source and one target, the ways
sum to the indirect effect, with the direct path to the total one; any two of them have a difference. All are linear in
the products, so that one set of draws says everything of all of them, unstandardized and standardized
(`tamkit.sem.judged`). A model with a feedback loop has ways without end, and is refused by the loop's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from tamkit.errors import InputError
from tamkit.messages import Message
from tamkit.sem.bootstrap import Bootstrap, Draws
from tamkit.sem.estimate import Estimate
from tamkit.sem.judged import Basis, Judged
from tamkit.sem.matrices import Array
from tamkit.sem.notes import FitWarning
from tamkit.sem.path_algebra import along, chains, loop, number_of_ways
from tamkit.sem.setup import Setup
from tamkit.sem.table import ParameterTable

#: A model with more ways than this is refused: nobody reads them, and their draws would fill the memory.
MOST = 1000
#: Differences are made among so many ways of one source and target at most.
FAMILY = 60
KINDS = ("indirect", "direct", "total")
INTERVALS = ("percentile", "bca")
ARROW = " -> "


def refusal(table: ParameterTable) -> FitWarning | None:
    """Why the ways of a model are not listed; None where they are."""
    closed = loop(table)
    if closed:
        return FitWarning("feedback_loop", Message("sem.feedback_loop", loop=" → ".join(closed)))
    n = number_of_ways(table)
    return FitWarning("many_ways", Message("sem.many_ways", n=n, most=MOST)) if n > MOST else None


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways of a model, the pairs that they join, and what is said of their products and of the direct paths.

    ``estimated`` tells which pairs are also joined by a direct path that is estimated. ``plain`` and ``std`` hold, by
    group, first the products along all ways and then the direct paths of all pairs.
    """

    chains: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, str], ...]
    estimated: tuple[bool, ...]
    groups: int
    plain: Basis
    std: Basis
    resolution: float

    @classmethod
    def of(cls, setup: Setup, estimate: Estimate, bootstrap: Bootstrap | None, jackknife: Draws | None) -> Ways:
        """Raises InputError where the model has a feedback loop, or more than `MOST` ways."""
        refused = refusal(setup.table)
        if refused is not None:
            raise InputError(refused.message)
        found = chains(setup.table)
        pairs = tuple(dict.fromkeys((way[0], way[-1]) for way in found))
        free = {(row.rhs, row.lhs) for row in setup.table.rows if row.op == "~" and row.group == 1 and row.free}

        def basis(standardized: bool) -> Basis:
            def products(theta: Array, cov: list[Array], mean: list[Array]) -> Array:
                return along((*found, *pairs), setup.matrices, theta, cov, mean, standardized)

            return Basis.of(setup, estimate, products, bootstrap, jackknife)

        smallest = np.nan if bootstrap is None else bootstrap.resolution
        estimated = tuple(pair in free for pair in pairs)
        groups = len(setup.sample.groups)
        return cls(found, pairs, estimated, groups, basis(False), basis(True), smallest)

    @property
    def size(self) -> int:
        """Entries of the bases a group."""
        return len(self.chains) + len(self.pairs)

    def family(self, pair: tuple[str, str]) -> list[int]:
        """The places of the ways from a source to a target."""
        return [at for at, way in enumerate(self.chains) if (way[0], way[-1]) == pair]

    def by_group(self, weights: Array) -> Array:
        """Combinations (m, size) of one group's entries, for all groups one after the other."""
        return np.asarray(np.kron(np.eye(self.groups), weights))

    def judged(self, weights: Array) -> tuple[Judged, Judged]:
        """What is said of combinations of one group's entries, in all groups: unstandardized, standardized."""
        all_groups = self.by_group(weights)
        return self.plain.judged(all_groups), self.std.judged(all_groups)


def indirect(found: Ways | None) -> Any:
    """One row a (group, way); see `Fit.indirect`. None: a model without ways."""
    import pandas as pd

    ways = () if found is None else found.chains
    groups = 1 if found is None else found.groups
    leading = {
        "group": np.repeat(np.arange(1, groups + 1), len(ways)),
        "path": [ARROW.join(way) for way in ways] * groups,
        "source": [way[0] for way in ways] * groups,
        "target": [way[-1] for way in ways] * groups,
    }
    if found is None:
        names = [name for name, _ in (*_columns(None), *_columns(None, "std"))]
        return pd.DataFrame(leading).reindex(columns=[*leading, *names, "resolution"])
    return _judged_frame(leading, found, np.eye(len(ways), found.size))


def _judged_frame(leading: dict[str, Any], found: Ways, weights: Array) -> Any:
    """The columns ``leading``, and what is said of the combinations of ways in the rows."""
    import pandas as pd

    plain, std = found.judged(weights)
    numbers = dict((*_columns(plain), *_columns(std, "std")))
    resolution = np.where(np.isnan(plain.se), np.nan, found.resolution)
    return pd.DataFrame({**leading, **numbers, "resolution": resolution})


def sums(found: Ways | None) -> Any:
    """One row a (group, source, target) joined by a way; see `Fit.mediated`."""
    import pandas as pd

    names = [name for kind in KINDS for name, _ in (*_columns(None, kind), *_columns(None, f"{kind}_std"))]
    leading = ["group", "source", "target", "ways", "direct_estimated"]
    if found is None:
        return pd.DataFrame(columns=[*leading, *names, "resolution"])
    families = [found.family(pair) for pair in found.pairs]
    columns: dict[str, Any] = {
        "group": np.repeat(np.arange(1, found.groups + 1), len(found.pairs)),
        "source": [source for source, _ in found.pairs] * found.groups,
        "target": [target for _, target in found.pairs] * found.groups,
        "ways": [len(family) for family in families] * found.groups,
        "direct_estimated": list(found.estimated) * found.groups,
    }
    ways = np.zeros((len(found.pairs), found.size))
    for at, family in enumerate(families):
        ways[at, family] = 1.0
    straight = np.eye(len(found.pairs), found.size, len(found.chains))
    for kind, weights in zip(KINDS, (ways, straight, ways + straight), strict=True):
        # A path is decided by the estimator, whatever the draws say of it.
        parts = _by_the_estimator(found, weights) if kind == "direct" else found.judged(weights)
        for suffix, part in zip(("", "_std"), parts, strict=True):
            columns |= dict(_columns(part, f"{kind}{suffix}"))
    return pd.DataFrame({**columns, "resolution": found.resolution})


def differences(found: Ways | None) -> Any:
    """One row a (group, pair of ways of one source and target); see `Fit.indirect_differences`."""
    import pandas as pd

    pairs = [] if found is None else list(_pairs(found))
    leading = ["group", "source", "target", "path_1", "path_2"]
    if found is None or not pairs:
        names = [name for name, _ in (*_columns(None), *_columns(None, "std"))]
        return pd.DataFrame(columns=[*leading, *names, "resolution"])
    weights = np.zeros((len(pairs), found.size))
    for row, (one, other) in enumerate(pairs):
        weights[row, one], weights[row, other] = 1.0, -1.0
    ways = [(found.chains[one], found.chains[other]) for one, other in pairs]
    columns = {
        "group": np.repeat(np.arange(1, found.groups + 1), len(pairs)),
        "source": [one[0] for one, _ in ways] * found.groups,
        "target": [one[-1] for one, _ in ways] * found.groups,
        "path_1": [ARROW.join(one) for one, _ in ways] * found.groups,
        "path_2": [ARROW.join(other) for _, other in ways] * found.groups,
    }
    return _judged_frame(columns, found, weights)


def told(frame: Any, several: bool) -> list[dict[str, Any]]:
    """The rows of `indirect` as ``tamkit fit --json`` tells them; what does not exist is absent."""
    numbers = ("est", "se", "z", "pvalue", "std", "std_se", "resolution")
    return [
        {
            "path": row["path"].split(ARROW),
            **({"group": row["group"]} if several else {}),
            **{name: row[name] for name in numbers if row[name] == row[name]},
            "intervals": intervals(row),
        }
        for row in frame.to_dict("records")
    ]


def intervals(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The intervals of a row of `indirect`, those that do not exist left out."""
    return [
        {"ci": kind, "scale": scale, "lower": row[f"{stem}{kind}_lower"], "upper": row[f"{stem}{kind}_upper"]}
        for kind in ("wald", *INTERVALS)
        for scale, stem in (("est", ""), ("std", "std_"))
        if row[f"{stem}{kind}_lower"] == row[f"{stem}{kind}_lower"]
    ]


def _pairs(found: Ways) -> Iterator[tuple[int, int]]:
    for pair in found.pairs:
        family = found.family(pair)
        if len(family) <= FAMILY:
            yield from combinations(family, 2)


def _by_the_estimator(found: Ways, weights: Array) -> tuple[Judged, Judged]:
    alone = [replace(basis, draws=None, jackknife=None, kind="wald") for basis in (found.plain, found.std)]
    all_groups = found.by_group(weights)
    return alone[0].judged(all_groups), alone[1].judged(all_groups)


def _columns(found: Judged | None, stem: str = "") -> Iterator[tuple[str, Any]]:
    """Columns under a stem: ``est, se, …`` of none, ``std, std_se, …`` of another, which is not tested."""
    head = f"{stem}_" if stem else ""
    tested = not stem.endswith("std")
    yield stem or "est", None if found is None else found.est
    yield f"{head}se", None if found is None else found.se
    if tested:
        yield f"{head}z", None if found is None else found.z
        yield f"{head}pvalue", None if found is None else found.pvalue
    yield f"{head}ci_lower", None if found is None else found.lower
    yield f"{head}ci_upper", None if found is None else found.upper
    for kind in ("wald", *INTERVALS):
        low, high = (None, None) if found is None else found.intervals.get(kind, (np.nan, np.nan))
        yield f"{head}{kind}_lower", low
        yield f"{head}{kind}_upper", high
