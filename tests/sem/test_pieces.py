"""Records of a route: lots of resamples end to end."""

from __future__ import annotations

import numpy as np

from tamkit.sem.pieces import Solved


def lot(size: int, begin: float, admissible: int) -> Solved:
    values = np.arange(begin, begin + size)
    cov = [np.tile(values[:, None, None], (1, 2, 2)) * (g + 1) for g in range(2)]
    mean = [np.tile(values[:, None], (1, 2)) + g for g in range(2)]
    return Solved(np.tile(values[:, None], (1, 3)), values, cov, mean, admissible)


def test_lots_are_joined_in_order_group_by_group() -> None:
    whole = Solved.joined([lot(2, 0.0, 1), lot(0, 9.0, 0), lot(3, 2.0, 3)])
    assert whole.value.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert whole.theta.shape == (5, 3)
    assert whole.admissible == 4
    for g in range(2):
        assert whole.cov[g][:, 0, 1].tolist() == [v * (g + 1) for v in (0.0, 1.0, 2.0, 3.0, 4.0)]
        assert whole.mean[g][:, 1].tolist() == [v + g for v in (0.0, 1.0, 2.0, 3.0, 4.0)]
