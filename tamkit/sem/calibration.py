"""The p of exact fit that can be believed: by a test which keeps its size for data of this kind, this estimator and n.

``calibration.json`` holds how often each test rejected true models, and models with a small misfit, in simulated
samples of every kind (``benchmarks/fit_tests.py``, docs/calibration.md). A fit belongs to one of its cells:

    kind        five-point    ordered variables, or most variables take no more than seven values
                heavy-tailed  otherwise, where Mardia's kurtosis lies more than five standard errors above the normal's
                normal        otherwise
    estimator   ML (complete rows by ML, MLM or MLR, whose estimates are the same), FIML, WLSMV
    n           the largest n studied that the sample reaches; a smaller sample has no calibrated test

A test qualifies where it rejects 2.5 to 7.5 % of true models; of those that do, the one that finds the misfit most
often is taken. Its p is that of a companion: the same estimate with the information and the test that were studied.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tamkit.errors import AnalysisError, OptionError
from tamkit.messages import Message
from tamkit.sem.estimate import Estimate
from tamkit.sem.estimators import ESTIMATORS, Estimator
from tamkit.sem.fit_test_names import BOLLEN_STINE
from tamkit.sem.fit_tests import DRAWS, fit_tests
from tamkit.sem.inference import infer
from tamkit.sem.machine import single_threaded
from tamkit.sem.matrices import Array
from tamkit.sem.result import Fit
from tamkit.sem.setup import Settings, Setup, prepare
from tamkit.sem.teststat import standard_test

BAND = (0.025, 0.075)
POINTS = 7  # values a variable takes at most to count as ordered
TAILS = 5.0  # standard errors of Mardia's kurtosis (Bentler 2006)
#: The estimators whose own tests these are.
OWN = {"standard": "ML", "satorra.bentler": "MLM", "yuan.bentler.mplus": "MLR", "scaled.shifted": "WLSMV"}


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A calibrated p.

    Attributes
    ----------
    pvalue, test
        The p and the test's name; NaN and "" where there is none.
    kind, estimator, n
        The cell: kind of data, estimator, and the n studied.
    rejected, error, power
        Share of true models the test rejected there, its Monte-Carlo standard error, share of misfits it found.
    samples
        The samples these are counted in.
    why
        Why there is no p, or None.
    """

    pvalue: float = float("nan")
    test: str = ""
    kind: str = ""
    estimator: str = ""
    n: int = 0
    rejected: float = float("nan")
    error: float = float("nan")
    power: float = float("nan")
    samples: int = 0
    why: Message | None = None


def calibrated(fit: Fit, *, draws: int = DRAWS, seed: int | None = None) -> Calibrated:
    """The calibrated p of a fit, or why there is none.

    Parameters
    ----------
    fit
        Any fit; groups, matrices without rows, other estimators than those studied and small samples have no such p.
    draws, seed
        Of Bollen and Stine's test, where that is the one; 0 draws: it is passed over.

    >>> from tamkit.sem import fit, simulate
    >>> answers = simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3 + 0.7*x4", 100, seed=1, standardized=True)
    >>> calibrated(fit("f =~ x1 + x2 + x3 + x4", answers)).why.key
    'sem.calibrated_small'
    """
    estimator, why = studied(fit)
    if why is not None:
        return Calibrated(why=why)
    kind = kind_of(fit.setup)
    sizes = sorted({one["n"] for one in table()["cells"]})
    total = fit.n[0]
    if total < sizes[0]:
        return Calibrated(kind=kind, estimator=estimator, why=Message("sem.calibrated_small", n=total, least=sizes[0]))
    n = max(size for size in sizes if size <= total)
    cell = Calibrated(kind=kind, estimator=estimator, n=n)
    for name, counts in qualifying(kind, estimator, n):
        if name == BOLLEN_STINE and not draws:
            continue
        try:
            with single_threaded():
                p = pvalue_by(fit, name, draws, seed)
        except (AnalysisError, OptionError, np.linalg.LinAlgError):
            continue  # the next best one: this does not exist for these data
        share = _share(counts, "true")
        used = counts["true"]["used"]
        error = float(np.sqrt(share * (1 - share) / used))
        return replace(
            cell, pvalue=p, test=name, rejected=share, error=error, power=_share(counts, "misfit"), samples=used
        )
    return replace(cell, why=Message("sem.calibrated_none", kind=kind, estimator=estimator, n=n))


# -- the cell of a fit ---------------------------------------------------------------------------------------------


def studied(fit: Fit) -> tuple[str, Message | None]:
    """The estimator's row of the table, or why it has none."""
    options = fit.options
    if not fit.converged:
        return "", Message("sem.calibrated_not_converged")
    if len(fit.n) > 1:
        return "", Message("sem.calibrated_groups", groups=len(fit.n))
    if fit.setup.sample.data is None:
        return "", Message("sem.calibrated_rows")
    if fit.setup.df <= 0:
        return "", Message("sem.calibrated_saturated")
    if options.kind.discrepancy == "ML" and options.likelihood == "normal":
        return ("FIML" if options.missing == "fiml" else "ML"), None
    if options.estimator == "WLSMV" and fit.setup.table.ordered and options.missing == "listwise":
        return "WLSMV", None
    other = {"estimator": fit.estimator, "missing": options.missing, "likelihood": options.likelihood}
    return "", Message("sem.calibrated_estimator", **other)


def kind_of(setup: Setup) -> str:
    """``five-point``, ``heavy-tailed`` or ``normal``, by the rule above."""
    if setup.table.ordered:
        return "five-point"
    assert setup.sample.data is not None
    rows = setup.sample.data[0]
    values = [len(np.unique(column[~np.isnan(column)])) for column in rows.T]
    if np.mean(np.array(values) <= POINTS) > 0.5:
        return "five-point"
    ratio = kurtosis_ratio(rows, setup.sample.cov[0], setup.sample.mean[0])
    return "heavy-tailed" if ratio > TAILS else "normal"


def kurtosis_ratio(rows: Array, cov: Array, mean: Array) -> float:
    """Mardia's kurtosis less the normal's, in standard errors: Σ (d⁴ − q(q + 2)) / √(Σ 8q(q + 2)).

    d² is a row's squared Mahalanobis distance in the q variables it has (n,p); complete rows make it AMOS's c.r.

    >>> rng = np.random.default_rng(1)
    >>> y = rng.normal(size=(400, 6))
    >>> abs(kurtosis_ratio(y, np.eye(6), np.zeros(6))) < 3, kurtosis_ratio(y * 3, np.eye(6), np.zeros(6)) > 5
    (True, True)
    """
    excess = spread = 0.0
    known, member = np.unique(~np.isnan(rows), axis=0, return_inverse=True)
    for at, there in enumerate(known):
        part = rows[member.ravel() == at][:, there] - mean[there]
        q = int(there.sum())
        distance = np.einsum("ni,ni->n", part @ np.linalg.inv(cov[np.ix_(there, there)]), part)
        excess += float((distance**2 - q * (q + 2)).sum())
        spread += 8.0 * q * (q + 2) * len(part)
    return excess / float(np.sqrt(spread))


# -- the table -----------------------------------------------------------------------------------------------------


@cache
def table() -> dict[str, Any]:
    """``calibration.json``: of every cell, test by test, the samples in which it exists and those it rejects."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("calibration.json").read_text(encoding="utf-8"))
    return found


def qualifying(kind: str, estimator: str, n: int) -> list[tuple[str, dict[str, Any]]]:
    """The tests that keep their size in a cell with their counts, the most powerful first."""
    for cell in table()["cells"]:
        if (cell["kind"], cell["estimator"], cell["n"]) == (kind, estimator, n):
            return [(name, cell["tests"][name]) for name in chosen(cell["tests"])]
    return []


def chosen(tests: dict[str, dict[str, Any]]) -> list[str]:
    """Names of the tests of a cell that reject 2.5 to 7.5 % of true models, by their power.

    >>> counts = {"a": (61, 700), "b": (80, 900), "c": (30, 500), "d": (49, 720)}
    >>> chosen({k: {"true": {"used": 1000, "rejected": r}, "misfit": {"used": 1000, "rejected": p}}
    ...         for k, (r, p) in counts.items()})
    ['d', 'a', 'c']
    """
    kept = [name for name, one in tests.items() if BAND[0] <= _share(one, "true") <= BAND[1]]
    return sorted(kept, key=lambda name: -_share(tests[name], "misfit"))


def _share(counts: dict[str, Any], which: str) -> float:
    one = counts[which]
    return float(one["rejected"] / one["used"]) if one["used"] else float("nan")


# -- the companion -------------------------------------------------------------------------------------------------


def pvalue_by(fit: Fit, test: str, draws: int, seed: int | None) -> float:
    """p of a fit's estimate by any of the tests studied."""
    setup, estimate = companion(fit.setup, fit.estimate, ESTIMATORS[OWN.get(test, "ML")])
    if test in OWN:
        return estimate.test.pvalue_scaled if estimate.test.robust else estimate.test.pvalue
    return fit_tests(setup, estimate, (test,), draws=draws, seed=seed)[0].pvalue


def companion(setup: Setup, estimate: Estimate, kind: Estimator) -> tuple[Setup, Estimate]:
    """The same estimate with the standard errors and the test of another estimator that minimises the same."""
    information = setup.route.information or kind.information
    settings = Settings(kind, setup.settings.likelihood, information, kind.se, kind.test)
    made = prepare(setup.table, setup.sample, settings, setup.route)
    found = infer(made, estimate.theta, standard_test(estimate.test.chisq, made.df))
    return made, replace(estimate, vcov=found.vcov, inverse=found.inverse, test=found.test)
