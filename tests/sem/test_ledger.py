"""Where an oracle itself is wrong: the proofs of docs/lavaan.md that stand in no other test."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm
from scipy.optimize import minimize_scalar
from scipy.stats import norm
from sem.lavaan_reference import dataset, reference

from tamkit.sem import Fit, fit
from tamkit.sem.eigenvalue_tests import penalized
from tamkit.sem.fit_test_names import eigenvalue_test
from tamkit.sem.fit_tests import _Tests
from tamkit.sem.matrices import Array

# -- posterior modes of ordered items in later groups ------------------------------------------------------------------

ITEMS = ["o1", "o2", "o3", "o4"]
EQUAL = ["loadings", "thresholds", "intercepts"]
#: lavPredict of lavaan 0.6-14, the first five of Grant-White: without and with equal parameters.
LAVAAN = {
    (): [-1.1476396, -0.0393763, 0.5054092, -0.1400482, -0.670018],
    tuple(EQUAL): [-1.1175326, -0.1366409, 0.4893481, -0.1377849, -0.629956],
}


@cache
def grouped(equal: tuple[str, ...]) -> Fit:
    options: dict[str, Any] = {"estimator": "WLSMV", "ordered": ITEMS, "group": "school", "group_equal": list(equal)}
    return fit("visual =~ " + " + ".join(ITEMS), dataset("hs07"), **options)


Values = dict[tuple[int, str, str, str], float]


def values_of(found: Fit) -> Values:
    """Every estimate by group, lhs, op and rhs."""
    table = found.table
    keys = zip(table["group"], table["lhs"], table["op"], table["rhs"], strict=True)
    return dict(zip(keys, table["est"], strict=True))


def log_posterior(values: Values, eta: Any, answers: Array, group: int, *, mixed: bool = False) -> Any:
    """log p(η | answers) but for a constant; ``mixed``: as lavaan has it, thresholds in the unit of the response and
    around its mean, loadings of group 1."""
    mean, variance = values[group, "visual", "~1", ""], values[group, "visual", "~~", "visual"]
    out = -0.5 * (eta - mean) ** 2 / variance
    for item, code in zip(ITEMS, answers.T, strict=True):
        tau = np.array([-np.inf, *(values[group, item, "|", f"t{t}"] for t in (1, 2, 3)), np.inf])
        loading = values[1 if mixed else group, "visual", "=~", item]
        if mixed:
            tau = (tau - values[group, "visual", "=~", item] * mean) * values[group, item, "~*~", item]
        sd = values[group, item, "~~", item] ** 0.5
        out = out + np.log(norm.cdf((tau[code] - loading * eta) / sd) - norm.cdf((tau[code - 1] - loading * eta) / sd))
    return out


@pytest.mark.parametrize("equal", LAVAAN, ids=["free", "equal"])
def test_posterior_modes_are_modes_in_every_group(equal: tuple[str, ...]) -> None:
    """At a mode the slope is 0. lavaan calls the density of the answers without the group, so that loadings are those
    of group 1, and gives it thresholds in the response's unit: its own scores are the modes of that."""
    found, data = grouped(equal), dataset("hs07")
    scores, values = found.factor_scores()["visual"], values_of(found)
    for group, school in enumerate(found.groups, start=1):
        rows = data.loc[data["school"] == school, ITEMS].astype(int)
        ours, h = scores.loc[rows.index].to_numpy(), 1e-4
        ahead, behind = (log_posterior(values, ours + step, rows.to_numpy(), group) for step in (h, -h))
        assert np.abs((ahead - behind) / (2 * h)).max() < 1e-6
    theirs, five = np.array(LAVAAN[equal]), rows.to_numpy()[:5]
    ahead, behind = (log_posterior(values, theirs + step, five, 2) for step in (h, -h))
    assert np.abs((ahead - behind) / (2 * h)).max() > 0.05
    assert (log_posterior(values, ours[:5], five, 2) > log_posterior(values, theirs, five, 2)).all()
    for answers, score in zip(five, theirs, strict=True):
        one = answers[None]
        mode = minimize_scalar(
            lambda eta, one=one: -log_posterior(values, eta, one, 2, mixed=True)[0], bracket=(-1, 1), tol=1e-8
        ).x
        assert mode == pytest.approx(score, abs=5e-5)


# -- p of eigenvalue tests below 1e-6 ----------------------------------------------------------------------------------


def phase_type_tail(q: float, weights: Array) -> float:
    """P(Σ λᵢ χ²₁ > q) where every λ comes an even number of times: pairs are exponential, so that it is the time until
    a chain of states is left, e₁ᵀ exp(Tq) 1."""
    rates = 1.0 / (2.0 * weights[::2])
    assert np.allclose(weights[::2], weights[1::2])
    T = np.diag(-rates) + np.diag(rates[:-1], 1)
    return float(expm(T * q)[0].sum())


@pytest.mark.parametrize("name", ["peba4_rls", "peba4_ml", "peba4_ug_rls"])
def test_small_p_of_eigenvalue_tests(name: str) -> None:
    """The 24 weights of HS1939's CFA come six at a time. lavaan's quadrature is off by 1e-8, a tenth of the p."""
    case = reference("fit_tests_07")["cases"]["hs_cfa"]
    found = fit(case["model"], dataset("hs07"), test=[name])
    made, kind = _Tests(found.setup, found.estimate), eigenvalue_test(name)
    assert kind is not None
    weights = penalized(kind, np.maximum(made.unbiased if kind.unbiased else made.biased, 0.0))
    exact = phase_type_tail(made.rls if kind.rls else found.fit["chisq"], weights)
    ours, theirs = float(found.tests["pvalue"].iloc[0]), case[name]["pvalue"]
    assert exact < 1e-6
    assert ours == pytest.approx(exact, rel=1e-8)
    assert theirs - exact == pytest.approx(1.2e-8, abs=4e-9)


# -- a minimum beyond a loading of 0 -----------------------------------------------------------------------------------


def test_a_lower_minimum_beyond_a_loading_of_zero() -> None:
    """HS1939 in two groups, "hs_better_groups": lavaan stops at 79.158 where the loading of x9 on speed is .018, and χ²
    falls on. At 0 the variance of speed has no bound; the minimum lies on the other side."""
    case = reference("fit_tests_07")["cases"]["hs_better_groups"]
    found = fit(case["model"], dataset("hs07"), group="school")
    assert found.converged
    assert found.fit["chisq"] == pytest.approx(79.152266, abs=1e-5)
    assert found.fit["chisq"] < case["standard"]["stat"] - 0.006
    assert values_of(found)[1, "speed", "=~", "x9"] == pytest.approx(-0.0168, abs=5e-4)
    assert {"heywood", "empirical_underidentification"} <= {warning.code for warning in found.warnings}
