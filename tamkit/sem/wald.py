"""Wald test of constraints on the parameters of one fit: W = hᵀ (J V Jᵀ)⁻¹ h ~ χ²(number of constraints)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tamkit.errors import InputError
from tamkit.sem.constraints import stacked
from tamkit.sem.table import check_labels
from tamkit.syntax import Model, parse_constraints

if TYPE_CHECKING:
    from tamkit.sem.result import Fit


@dataclass(frozen=True, slots=True)
class Wald:
    """The statistic, its degrees of freedom and p, and what was tested."""

    statistic: float
    df: int
    pvalue: float
    constraints: str


def wald_test(fit: Fit, constraints: str) -> Wald:
    """Test constraints on labels or plain names, e.g. ``"a == b"`` or ``"INT~PU == 0"`` given by label.

    R: ``lavTestWald(fit, constraints = )``.
    """
    from scipy.special import chdtrc

    table = fit.setup.table
    parsed = parse_constraints(constraints)
    if any(c.op != "==" for c in parsed):
        raise InputError("a Wald test takes equalities only, such as 'a == b' or 'c == 0'.")
    check_labels(Model((), text=constraints), table, parsed)
    h, J = stacked(table, parsed, fit.estimate.theta)
    middle = J @ fit._vcov @ J.T
    rank = int(np.linalg.matrix_rank(middle))
    if rank < len(h):
        raise InputError("the constraints are redundant or involve fixed parameters only; test fewer of them.")
    value = float(h @ np.linalg.solve(middle, h))
    return Wald(value, len(h), float(chdtrc(len(h), value)), constraints)
