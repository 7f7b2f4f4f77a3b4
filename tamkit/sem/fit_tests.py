"""Tests of exact fit of one fitted model, by lavaan's names: what the option ``test`` asks for.

    standard                            T, the estimator's own unscaled statistic
    satorra.bentler, mean.var.adjusted, scaled.shifted    from tr(UΓ) and tr((UΓ)²), see `tamkit.sem.teststat`
    yuan.bentler.mplus                  T/c, c = [tr(B₁A₁⁻¹) − tr(BE⁻¹)]/df
    yuan.bentler                        T/c, c = tr(UΓ)/df with the saturated information at Σ̂ (Yuan & Bentler 2000)
    browne.residual.nt, .nt.model       T_B with Γ under normality at S, at Σ̂ (the latter is "RLS")
    browne.residual.adf, .adf.model     T_B with Γ distribution-free, around the sample's moments, around the model's
    all, pall, peba<k>, pols<g>         p from the eigenvalues of UΓ, see `tamkit.sem.eigenvalue_tests`
    bollen.stine                        p from resamples of data in which the model holds, see `tamkit.sem.bollen_stine`

U is made with the fit's own kind of information, as in lavaan; T_B and UΓ stand in `tamkit.sem.ugamma`. The ``stat`` of
an eigenvalue test is its p turned into a χ² of df degrees of freedom; of ``bollen.stine`` it is T itself.

R: ``lavTest(fit, test = )``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tamkit.errors import SampleError
from tamkit.progress import Progress
from tamkit.sem.bollen_stine import bollen_stine
from tamkit.sem.eigenvalue_tests import eigenvalue_pvalue
from tamkit.sem.estimate import Estimate
from tamkit.sem.fit_test_names import (
    BOLLEN_STINE,
    BROWNE,
    SCALED,
    EigenvalueTest,
    canonical,
    check_estimator,
    eigenvalue_test,
)
from tamkit.sem.matrices import Array
from tamkit.sem.pieces import MomentFit
from tamkit.sem.setup import Setup
from tamkit.sem.teststat import Test, adjusted_test, chi2_sf
from tamkit.sem.ugamma import eigenvalues, lifted, residual_statistic

DRAWS = 1000


@dataclass(frozen=True, slots=True)
class FitTest:
    """One test of exact fit; NaN where there is no number. ``drawn``: of ``bollen.stine`` draws, converged and seed."""

    test: str
    stat: float
    df: float
    pvalue: float
    drawn: dict[str, int] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; a number that does not exist is left out."""
        numbers = {"stat": self.stat, "df": self.df, "pvalue": self.pvalue}
        kept = {key: value for key, value in numbers.items() if np.isfinite(value)}
        return {"test": self.test, **kept, **(self.drawn or {})}


def check_tests(setup: Setup, names: Sequence[str]) -> None:
    """Raise OptionError for the first test that does not exist for the estimator or the data."""
    for name in names:
        check_estimator(name, setup.settings.estimator)
        setup.route.check_test(setup, name)


def fit_tests(
    setup: Setup,
    estimate: Estimate,
    names: Sequence[str],
    *,
    draws: int = 0,
    seed: int | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[FitTest, ...]:
    """The tests ``names`` of a fitted model; ``draws`` (0: 1000), ``seed``, ``jobs``, ``progress``: Bollen–Stine's.

    Raises InputError for an unknown test and for one that does not exist for this estimator and these data;
    AnalysisError where the cases are too few for one.

    >>> from tamkit.sem import fit, simulate
    >>> answers = simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3 + 0.7*x4", 300, seed=1, standardized=True)
    >>> found = fit("f =~ x1 + x2 + x3 + x4", answers)
    >>> [(one.test, round(one.pvalue, 3)) for one in fit_tests(found.setup, found.estimate, ["standard", "fmg"])]
    [('standard', 0.079), ('peba4_rls', 0.095)]
    """
    asked = tuple(dict.fromkeys(map(canonical, names)))
    check_tests(setup, asked)
    made = _Tests(setup, estimate)
    return tuple(
        _bollen_stine(setup, estimate, draws or DRAWS, seed, jobs, progress)
        if name == BOLLEN_STINE
        else _told(made, name)
        for name in asked
    )


def _told(made: _Tests, name: str) -> FitTest:
    """A test; arithmetic that breaks down is told as what it is."""
    try:
        return made.test(name)
    except np.linalg.LinAlgError:
        raise SampleError("sem.singular_on_these_data") from None


def _bollen_stine(
    setup: Setup, estimate: Estimate, draws: int, seed: int | None, jobs: int, progress: Progress | None
) -> FitTest:
    found = bollen_stine(setup, estimate, draws, seed=seed, jobs=jobs, progress=progress)
    drawn = {"draws": found.requested, "converged": found.converged}
    if found.seed is not None:
        drawn["seed"] = found.seed
    return FitTest(BOLLEN_STINE, estimate.test.chisq, estimate.test.df, found.pvalue, drawn)


@dataclass(frozen=True)
class _Tests:
    """The tests of one fit, and what several of them are made of, computed once."""

    setup: Setup
    estimate: Estimate

    @property
    def df(self) -> int:
        return self.setup.df

    def test(self, name: str) -> FitTest:
        base = self.estimate.test
        if name == "standard":
            return FitTest(name, base.chisq, base.df, base.pvalue)
        if name in BROWNE:
            stat = self.rls if BROWNE[name] == "nt.model" else self.residual(name)
            return FitTest(name, stat, self.df, chi2_sf(stat, self.df))
        found = eigenvalue_test(name)
        return self.scaled(name) if found is None else self.eigenvalue(found)

    def scaled(self, name: str) -> FitTest:
        base = self.estimate.test
        plain = Test(base.chisq, base.df, base.pvalue)
        if name in SCALED:
            found = adjusted_test(plain, *self.traces, name)
        elif name == "yuan.bentler":
            found = adjusted_test(plain, float(self.biased.sum()), float("nan"), name)
        else:
            B = self.setup.route.first_order(self.setup, self.estimate.theta)
            trace = self.setup.route.saturated_trace(self.setup) - float(np.trace(B @ self.inverse))
            found = adjusted_test(plain, trace, float("nan"), name)
        return FitTest(name, found.chisq_scaled, found.df_scaled, found.pvalue_scaled)

    def eigenvalue(self, test: EigenvalueTest) -> FitTest:
        from scipy.special import chdtri

        statistic = self.rls if test.rls else self.estimate.test.chisq
        p = eigenvalue_pvalue(test, statistic, self.unbiased if test.unbiased else self.biased, self.df)
        return FitTest(test.name, float(chdtri(self.df, p)) if self.df > 0 else float("nan"), self.df, p)

    # -- what they are made of -------------------------------------------------------------------------------------

    @property
    def inverse(self) -> Array:
        assert self.estimate.inverse is not None
        return self.estimate.inverse

    @cached_property
    def moments(self) -> list[MomentFit]:
        return self.setup.route.moment_fits(self.setup, self.estimate.theta)

    def acovs(self, kind: str) -> list[Array]:
        return self.setup.route.acovs(self.setup, self.estimate.theta, kind)

    @cached_property
    def tangent(self) -> Array | None:
        return self.setup.tangent(self.estimate.theta)

    def residual(self, name: str) -> float:
        return residual_statistic(self.moments, self.acovs(BROWNE[name]), self.tangent, name)

    @cached_property
    def rls(self) -> float:
        return self.residual("browne.residual.nt.model")

    @cached_property
    def information(self) -> list[Array]:
        return self.setup.route.moment_information(self.setup, self.estimate.theta)

    @cached_property
    def biased(self) -> Array:
        return self.eigenvalues("adf")

    @cached_property
    def unbiased(self) -> Array:
        return self.eigenvalues("unbiased")

    def eigenvalues(self, kind: str) -> Array:
        return eigenvalues(self.lifted, self.acovs(kind), self.setup.sample.n)

    @cached_property
    def lifted(self) -> Array:
        try:
            return lifted(self.moments, self.information, self.tangent, self.setup.sample.n)
        except np.linalg.LinAlgError:
            raise SampleError("sem.test_information_not_pd", information=self.setup.settings.information) from None

    @property
    def traces(self) -> tuple[float, float]:
        """tr(UΓ) and tr((UΓ)²)."""
        if self.setup.settings.estimator.normal_theory:
            return float(self.biased.sum()), float((self.biased**2).sum())
        found = self.setup.route.sandwich(self.setup, self.estimate.theta, self.inverse)
        return found.trace, found.trace_square
