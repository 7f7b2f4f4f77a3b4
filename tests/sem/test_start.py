"""Start values: constructs measured by themselves, then what they do to each other; always near, never impossible."""

from __future__ import annotations

import numpy as np
import pytest
from sem.lavaan_reference import dataset, reference

from tamkit.sem import fit, population
from tamkit.sem.discrepancy import NormalTheory
from tamkit.sem.information import expected_hessian
from tamkit.sem.matrices import compile_group
from tamkit.sem.moments import Sample
from tamkit.sem.start import DEFINITE, _definite, one_factors, plain_start, start_values
from tamkit.sem.table import ParameterTable, TableOptions, build
from tamkit.syntax import parse

MODELS = reference("sem_tables")["models"]
TRUE = """
  PE =~ 1*p1 + 0.9*p2 + 1.1*p3 + 0.8*p4
  PU =~ 1*u1 + 1.1*u2 + 0.9*u3
  AI =~ 1*i1 + 0.9*i2 + 1*i3
  PU ~ 0.5*PE
  AI ~ 0.4*PU + -0.3*PE
  PE ~~ 0.8*PE
  PU ~~ 0.6*PU
  AI ~~ 0.5*AI
"""


def at_population(model: str, true: str, **options: object) -> tuple[ParameterTable, dict[str, float]]:
    """Start values of a model at the moments that another one implies, by name."""
    known = population(true)
    table = build(parse(model), TableOptions(**options))  # type: ignore[arg-type]
    order = [known.observed.index(name) for name in table.names.ov]
    cov, mean = known.cov[np.ix_(order, order)], known.mean[order]
    sample = Sample(tuple(table.names.ov), ("",), (500,), (cov,), (mean,), None)
    theta = start_values(table, sample)
    return table, {row.name: theta[row.free - 1] for row in table.rows if row.free}


def without_values(text: str) -> str:
    return "\n".join(
        " + ".join(term.split("*")[-1].strip() if i else _head(term) for i, term in enumerate(line.split("+")))
        for line in text.strip().splitlines()
        if "~~" not in line
    )


def _head(term: str) -> str:
    left, operator = term.split("=~" if "=~" in term else "~")[0], "=~" if "=~" in term else "~"
    return f"{left}{operator} {term.split(operator)[1].split('*')[-1].strip()}"


def test_paths_loadings_and_variances_come_out_near_the_truth() -> None:
    _, found = at_population(without_values(TRUE), TRUE)
    for name, value in {"PE=~p3": 1.1, "PE=~p4": 0.8, "PU=~u2": 1.1, "PU~PE": 0.5, "AI~PU": 0.4, "AI~PE": -0.3}.items():
        assert found[name] == pytest.approx(value, abs=0.1), name
    for name, value in {"PE~~PE": 0.8, "PU~~PU": 0.6, "AI~~AI": 0.5, "u1~~u1": 1.0}.items():
        assert found[name] == pytest.approx(value, abs=0.2), name


def test_a_construct_of_constructs_is_measured_too() -> None:
    facets = "\n".join(f"F{f} =~ 1*x{f}1 + 1*x{f}2 + 0.9*x{f}3\nF{f} ~~ 0.3*F{f}" for f in (1, 2, 3))
    true = f"{facets}\nR =~ 1*F1 + 0.9*F2 + 1.1*F3\nR ~~ 0.7*R\nY =~ 1*y1 + y2 + y3\nY ~ 0.6*R\nY ~~ 0.5*Y".replace(
        "+ y2 + y3", "+ 1*y2 + 1*y3"
    )
    _, found = at_population(without_values(true), true)
    assert found["R=~F2"] == pytest.approx(0.9, abs=0.1)
    assert found["R=~F3"] == pytest.approx(1.1, abs=0.1)
    assert found["Y~R"] == pytest.approx(0.6, abs=0.15)
    assert found["F1~~F1"] == pytest.approx(0.3, abs=0.15)


def test_means_are_reproduced_by_intercepts() -> None:
    """μ of the start is the sample mean, also where observed causes move constructs and their items."""
    fitted = fit(MODELS["tam_covariates"], dataset("tam"), meanstructure=True)
    setup = fitted.setup
    theta = start_values(setup.table, setup.sample, setup.cov)
    from tamkit.sem.implied import implied

    at = implied(setup.matrices[0], theta[None], setup.cov[0][None], setup.mean[0][None])
    np.testing.assert_allclose(at.mu[0], setup.mean[0], rtol=1e-10)


@pytest.mark.parametrize("name", [name for name in MODELS if name.startswith(("tam", "chain", "hs"))])
def test_the_start_is_near(name: str) -> None:
    """The Newton decrement there: squared distance from the minimum, in units of what one observation tells."""
    data = dataset("hs" if name.startswith("hs") else "tam")
    groups = {"group": "product"} if "c(" in MODELS[name] else {}
    fitted = fit(MODELS[name], data, **groups)  # type: ignore[arg-type]
    setup = fitted.setup
    problem = setup.route.problem(setup)
    theta = start_values(setup.table, setup.sample, setup.cov)
    H = setup.constraints.affine.weight(expected_hessian(problem, theta))
    g, _ = problem.derivatives(theta[None], slice(None), weight=False)
    slope = setup.constraints.affine.gradient(g)[0]
    assert 0 <= slope @ np.linalg.lstsq(H, slope, rcond=1e-10)[0] < 1.0


def test_a_start_without_structure_joins_nothing() -> None:
    """Paths and covariances of constructs are 0, a construct of constructs is 1 to each; still Σ is definite."""
    fitted = fit(MODELS["tam_second"], dataset("tam"), meanstructure=True)
    setup = fitted.setup
    for theta in (
        start_values(setup.table, setup.sample, setup.cov, structured=False),
        plain_start(setup.table, setup.sample, setup.cov),
    ):
        latent = set(setup.table.names.lv)
        for row in setup.table.rows:
            if row.free and (row.op == "~" or (row.op == "~~" and row.lhs != row.rhs and row.lhs in latent)):
                assert theta[row.free - 1] == 0.0
            if row.free and row.op == "=~" and row.rhs in latent:
                assert theta[row.free - 1] == 1.0
        assert np.isfinite(setup.route.problem(setup).value(theta[None], slice(None))[0])


def test_one_factors_are_the_principal_axes_of_each_block() -> None:
    rng = np.random.default_rng(2)
    sizes = [4, 1, 3, 2]
    block = np.repeat(np.arange(4), sizes)
    first = np.cumsum(sizes) - np.array(sizes)
    y = rng.normal(size=(400, 10)) + 1.5 * rng.normal(size=(400, 4))[:, block]
    y[:, 1] *= -1  # a reversed indicator
    R = np.corrcoef(y.T)
    found = one_factors(R, block, first)
    for f in (0, 2, 3):
        own = np.flatnonzero(block == f)
        reduced = R[np.ix_(own, own)] - np.eye(len(own))
        np.fill_diagonal(reduced, np.abs(reduced).max(axis=1))
        values, vectors = np.linalg.eigh(reduced)
        axis = vectors[:, -1] * np.sqrt(values[-1])
        np.testing.assert_allclose(found[own], axis * np.sign(axis.sum()), rtol=1e-6)
    assert found[4] == 1.0
    assert found[1] < 0 < found[0]


def test_indicators_without_anything_in_common_still_have_a_start() -> None:
    found = one_factors(np.eye(3), np.zeros(3, dtype=int), np.zeros(1, dtype=int))
    assert np.isfinite(found).all()
    assert (found > 0).all()


def test_impossible_covariances_are_drawn_towards_zero() -> None:
    C = np.array([[1.0, 1.3, 0.2], [1.3, 1.0, 0.1], [0.2, 0.1, 4.0]])
    found = _definite(C)
    sd = np.sqrt(np.diag(found))
    assert np.linalg.eigvalsh(found / np.outer(sd, sd))[0] == pytest.approx(DEFINITE)
    np.testing.assert_allclose(np.diag(found), np.diag(C))
    possible = np.array([[1.0, 0.4], [0.4, 2.0]])
    np.testing.assert_array_equal(_definite(possible), possible)


@pytest.mark.parametrize("std_lv", [False, True])
def test_the_start_implies_a_definite_covariance_whatever_the_sample(std_lv: bool) -> None:
    """Samples of pure noise, with a reversed item and units far apart."""
    table = build(parse(MODELS["tam"]), TableOptions(std_lv=std_lv))
    matrices = compile_group(table, 1)
    p = len(table.names.ov)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        y = rng.normal(size=(60, p)) * 10.0 ** rng.integers(-3, 4, size=p)
        S = np.cov(y.T)
        sample = Sample(tuple(table.names.ov), ("",), (60,), (S,), (y.mean(axis=0),), None)
        theta = start_values(table, sample)
        problem = NormalTheory.of("ML", [matrices], [S[None]], [y.mean(axis=0)[None]], [1.0])
        assert np.isfinite(problem.value(theta[None], slice(None))[0])
