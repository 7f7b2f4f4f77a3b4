"""Wald test of constraints on the parameters of one fit: W = hᵀ (J V Jᵀ)⁻¹ h ~ χ²(number of constraints)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamkit.errors import InputError
from tamkit.messages import Message
from tamkit.sem.constraints import stacked
from tamkit.sem.estimate import Estimate
from tamkit.sem.setup import Setup
from tamkit.sem.table import check_labels
from tamkit.shown import Card, Shown
from tamkit.syntax import Model, parse_constraints


@dataclass(frozen=True, slots=True, repr=False)
class Wald(Shown):
    """The statistic, its degrees of freedom and p, and what was tested."""

    statistic: float
    df: int
    pvalue: float
    constraints: str

    def _card(self) -> Card:
        tested = {"chisq": f"{self.statistic:.3f}, df {self.df}, p = {self.pvalue:.4f}"}
        return Card(Message("sem.wald_test_of", constraints=self.constraints), tested, (".statistic", ".df", ".pvalue"))


def wald_test(setup: Setup, estimate: Estimate, constraints: str) -> Wald:
    """Test constraints on labels, e.g. ``"a == b"`` or ``"a == b; c == 0"``.

    Raises InputError for inequalities, unknown labels and constraints that say nothing new.
    R: ``lavTestWald(fit, constraints = )``.
    """
    from scipy.special import chdtrc

    table = setup.table
    parsed = parse_constraints(constraints)
    if any(c.op != "==" for c in parsed):
        raise InputError("sem.wald_needs_equalities")
    check_labels(Model((), text=constraints), table, parsed)
    h, J = stacked(table, parsed, estimate.theta)
    middle = J @ estimate.covariance @ J.T
    rank = int(np.linalg.matrix_rank(middle))
    if rank < len(h):
        raise InputError("sem.constraints_redundant")
    value = float(h @ np.linalg.solve(middle, h))
    return Wald(value, len(h), float(chdtrc(len(h), value)), constraints)
