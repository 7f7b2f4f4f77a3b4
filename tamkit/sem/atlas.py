"""The coordinates of a stack of samples: θ and the charts of its paths, and which are best where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.charts import Charted, spread_ratios, standardized_paths
from tamkit.sem.discrepancy import Discrepancy, NormalTheory, Rows, Weight
from tamkit.sem.implied import inner_covariance
from tamkit.sem.matrices import Array
from tamkit.sem.metric import Affine
from tamkit.sem.vicinity import Vicinity

ENTER, LEAVE = 1.2, 1.6  # standardized b_k above which a chart is entered, standardized 1/b_k above which it is left


@dataclass(frozen=True, slots=True)
class _Reduced:
    """A discrepancy over what linear constraints leave free."""

    whole: Discrepancy
    affine: Affine

    @property
    def size(self) -> int:
        return self.whole.size

    @property
    def exact(self) -> bool:
        return self.whole.exact

    def value(self, theta: Array, rows: Rows) -> Array:
        return self.whole.value(self.affine.expand(theta), rows)

    def derivatives(self, theta: Array, rows: Rows, weight: bool = True) -> tuple[Array, Array | None]:
        g, H = self.whole.derivatives(self.affine.expand(theta), rows, weight)
        return self.affine.gradient(g), None if H is None else self.affine.weight(H)

    def evaluate(self, theta: Array, rows: Rows, weight: Weight = True) -> tuple[Array, Array, Array | None]:
        f, g, H = self.whole.evaluate(self.affine.expand(theta), rows, weight)
        return f, self.affine.gradient(g), None if H is None else self.affine.weight(H)


class Atlas:
    """The draws in all their coordinates: number 0 is θ, or what constraints leave of it, the others are charts."""

    def __init__(self, problem: Discrepancy, near: Vicinity, affine: Affine) -> None:
        self.near, self.affine = near, affine
        plain = problem if affine.K is None else _Reduced(problem, affine)
        self.problems: list[Discrepancy] = [plain]
        if near.charts:
            self.problems += [Charted.of(chart, cast(NormalTheory, problem)) for chart in near.charts]
            self._matrices = cast(NormalTheory, problem).matrices[0]

    def wanted(self, own: int, x: Array) -> NDArray[np.intp]:
        """Which coordinates are best at points x (b,k) of coordinates ``own``."""
        charts = self.near.charts
        if not charts:
            return np.zeros(len(x), dtype=np.intp)
        if own:
            chart = charts[own - 1]
            ratio = spread_ratios([chart], inner_covariance(chart.matrices, chart.spread(x)))[:, 0]
            return np.where(np.abs(x[:, chart.path]) > LEAVE * ratio, 0, own)
        sizes = np.abs(standardized_paths(charts, self._matrices, x))
        return np.where(sizes.max(axis=1) > ENTER, 1 + sizes.argmax(axis=1), 0)

    def moved(self, x: Array, own: int, other: int) -> Array:
        """Points x (b,k) of coordinates ``own`` in the ``other``; not from chart to chart."""
        if own == other:
            return x
        sources, k = self._matrices.sources(x, None, None), x.shape[1]
        return self.near.charts[other - 1].enter(sources, k) if other else self.near.charts[own - 1].leave(x, sources)
