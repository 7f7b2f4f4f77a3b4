"""Models with known values: the moments they imply, and data simulated from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tamkit.errors import InputError, listed
from tamkit.sem.implied import implied, variances
from tamkit.sem.matrices import Array, compile_group
from tamkit.sem.table import ParameterTable, TableOptions, build
from tamkit.syntax import Model, as_model


@dataclass(frozen=True, slots=True)
class Population:
    """Implied moments of a model with known values: of the observed variables, and the latent covariance."""

    observed: tuple[str, ...]
    latent: tuple[str, ...]
    cov: Array
    mean: Array
    latent_cov: Array


def parameter_table(model: Model | str, **options: Any) -> Any:
    """The parameter table of a model as a DataFrame, before any data (R: ``lavaanify(model, …)``).

    Options: ``std_lv``, ``meanstructure``, ``fixed_x``, ``orthogonal``, ``groups``, ``group_equal``, ``group_partial``.
    """
    import pandas as pd

    table = build(as_model(model), TableOptions(**options))
    columns = ("lhs", "op", "rhs", "group", "user", "free", "value", "start", "label", "exo")
    return pd.DataFrame([{name: getattr(row, name) for name in columns} for row in table.rows])


def population(model: Model | str, *, standardized: bool = False) -> Population:
    """Implied moments of a model whose loadings and paths are all numbers, e.g. ``"f =~ 0.8*x1 + 0.8*x2"``.

    Variances without a number are 1; with ``standardized=True`` they are chosen so that every variable, latent and
    observed, has variance 1, and the numbers are standardized coefficients. Covariances without a number are 0.

    R: ``lavaan::simulateData(model, return.fit = TRUE)``, ``fitted()``.
    """
    table, theta, free_variances = _valued(model)
    matrices = compile_group(table, 1)
    ones = np.eye(len(matrices.observed))[None]
    zeros = np.zeros((1, len(matrices.observed)))
    if standardized:
        theta = _standardize(matrices, theta, free_variances, ones, zeros)
    at = implied(matrices, theta[None], ones, zeros)
    C = at.total[0]
    latent = [matrices.variables.index(name) for name in table.names.lv]
    if np.linalg.eigvalsh(at.Sigma[0])[0] <= 0:
        raise InputError("sem.population_not_pd")
    return Population(matrices.observed, table.names.lv, at.Sigma[0], at.mu[0], C[np.ix_(latent, latent)])


def _valued(model: Model | str) -> tuple[ParameterTable, Array, dict[str, int]]:
    parsed = as_model(model)
    meanstructure = any(term.op == "~1" for term in parsed.terms)
    # Without a number even a first loading is free here, so that it is found missing and not taken for 1.
    freed = tuple(
        replace(term, fixed=(None,)) if term.op in ("=~", "~") and not term.fixed else term for term in parsed.terms
    )
    parsed = replace(parsed, terms=freed)
    table = build(parsed, TableOptions(meanstructure=meanstructure, fixed_x=False))
    theta = np.zeros(table.k)
    variances_: dict[str, int] = {}
    without = []
    for row in table.rows:
        if not row.free:
            continue
        if row.start == row.start:
            theta[row.free - 1] = row.start
        elif row.op == "~~" and row.lhs == row.rhs:
            theta[row.free - 1] = 1.0
            variances_[row.lhs] = row.free - 1
        elif row.op in ("=~", "~"):
            without.append(f"{row.lhs} {row.op} {row.rhs}")
    if without:
        raise InputError("sem.population_needs_numbers", parameters=listed(without))
    return table, theta, variances_


def _standardize(matrices: Any, theta: Array, free: dict[str, int], cov: Array, mean: Array) -> Array:
    """Residual variances that give every variable variance 1, by fixed-point iteration."""
    theta = theta.copy()
    order = {name: index for index, name in enumerate(matrices.variables)}
    for _ in range(500):
        total = variances(matrices, theta[None], cov, mean).total[0]
        change = {name: 1.0 - total[order[name]] for name in free}
        for name, position in free.items():
            theta[position] += change[name]
        if max(map(abs, change.values()), default=0.0) < 1e-13:
            break
    bad = [name for name, position in free.items() if theta[position] < 0]
    if bad:
        raise InputError("sem.variance_more_than_explained", variables=listed(bad))
    return theta


def simulate(
    model: Model | str,
    n: int,
    *,
    seed: int | None = None,
    standardized: bool = False,
    names: Sequence[str] | None = None,
) -> Any:
    """``n`` multivariate normal cases from a population model, as a DataFrame (R: ``simulateData``).

    >>> simulate("f =~ 0.8*x1 + 0.8*x2 + 0.8*x3", 4, seed=1, standardized=True).shape
    (4, 3)
    """
    import pandas as pd

    truth = population(model, standardized=standardized)
    rng = np.random.default_rng(seed)
    root = np.linalg.cholesky(truth.cov)
    values = rng.standard_normal((n, len(truth.observed))) @ root.T + truth.mean
    frame = pd.DataFrame(values, columns=list(truth.observed))
    return frame if names is None else frame[list(names)]
