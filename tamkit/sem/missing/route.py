"""The route of incomplete continuous data: full-information maximum likelihood over the patterns of answers.

The sample's ``cov`` and ``mean`` are the saturated model's estimates, in the order of `Setup.modelled`: means first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tamkit.errors import DataError, OptionError, TamkitError
from tamkit.sem.admissibility import admissible_rows
from tamkit.sem.baseline import fitted_baseline, independence
from tamkit.sem.continuous import Continuous, averages, residual_parts
from tamkit.sem.estimate import resolve_near
from tamkit.sem.fit_test_names import check_incomplete
from tamkit.sem.matrices import Array
from tamkit.sem.missing.discrepancy import IncompleteML, moment_jacobian
from tamkit.sem.missing.fiml import casewise_scores, fiml, independence_moments
from tamkit.sem.missing.information import expected_information, first_order_information, observed_information
from tamkit.sem.missing.patterns import Patterns, missing_patterns
from tamkit.sem.missing.robust import corrected
from tamkit.sem.missing.saturated import saturated
from tamkit.sem.moments import Sample
from tamkit.sem.notes import FitWarning, left_out
from tamkit.sem.pieces import Corrected, Misfit, MomentFit, Nested, Pieces, ResidualParts, Sandwich, Solved
from tamkit.sem.setup import Baseline, Settings, Setup
from tamkit.sem.solve import Solution
from tamkit.sem.teststat import Test
from tamkit.sem.vicinity import Vicinity


def incomplete(sample: Sample, exogenous: Sequence[int]) -> tuple[Sample, IncompleteRoute]:
    """The sample with the saturated model's estimates as its moments, and its route.

    Rows without an answer on a fixed exogenous variable are left out first, as lavaan does: nothing models them.
    """
    if sample.data is None:
        raise DataError("sem.fiml_needs_rows")
    parts, cases, lost = [], [], 0
    for data, at in zip(sample.data, sample.cases, strict=True):
        known = ~np.isnan(data[:, list(exogenous)]).any(axis=1)
        lost += int((~known).sum())
        parts.append(data[known])
        cases.append(at[known])
    patterns = tuple(missing_patterns(data, sample.names) for data in parts)
    h1 = [saturated(part) for part in patterns]
    changed = replace(
        sample,
        n=tuple(part.n for part in patterns),
        cov=tuple(part.cov for part in h1),
        mean=tuple(part.mean for part in h1),
        data=tuple(data[part.kept] for data, part in zip(parts, patterns, strict=True)),
        cases=tuple(at[part.kept] for at, part in zip(cases, patterns, strict=True)),
        dropped=sample.dropped + lost,
        without_exogenous=lost,
    )
    return changed, IncompleteRoute(patterns, tuple(part.loglik for part in h1))


@dataclass(frozen=True, slots=True)
class IncompleteRoute(Continuous):
    """``patterns`` of answers and ``saturated`` log-likelihood, one entry a group."""

    patterns: tuple[Patterns, ...]
    saturated: tuple[float, ...]

    @property
    def needs_means(self) -> bool:
        return True

    @property
    def information(self) -> str | None:
        return "observed"

    def unbiased(self, settings: Settings) -> bool:
        """Never. The Wishart likelihood is that of a covariance matrix, and incomplete rows have none."""
        if settings.likelihood == "wishart":
            raise OptionError("sem.wishart_needs_complete_rows_or_matrix")
        return False

    def problem(self, setup: Setup) -> IncompleteML:
        return IncompleteML(setup.matrices, self.patterns, *setup.stack, self.saturated)

    def notes(self, sample: Sample) -> list[FitWarning]:
        return left_out(sample)

    # -- inference -------------------------------------------------------------------------------------------------

    def hessian(self, setup: Setup, theta: Array, information: str) -> Array:
        at = self.problem(setup)
        if information == "observed":
            return at.observed(theta)
        _, H = at.derivatives(theta[None], slice(None))
        assert H is not None
        return H[0]

    def first_order(self, setup: Setup, theta: Array) -> Array:
        at, out = self.problem(setup), np.zeros((setup.table.k,) * 2)
        for g, (matrices, patterns) in enumerate(zip(setup.matrices, self.patterns, strict=True)):
            moments = at.at(g, theta[None])
            by_moment = casewise_scores(patterns, moments.mu[0], moments.Sigma[0])
            scores = by_moment @ moment_jacobian(matrices, moments)[0]
            out += scores.T @ scores
        return out / sum(setup.sample.n)

    def saturated_trace(self, setup: Setup) -> float:
        """Moments of fixed exogenous variables are left out."""
        keep = np.flatnonzero(setup.modelled(means=True))
        traces = []
        for patterns, cov, mean in zip(self.patterns, setup.cov, setup.mean, strict=True):
            A = observed_information(patterns, mean, cov)[np.ix_(keep, keep)]
            B = first_order_information(patterns, mean, cov)[np.ix_(keep, keep)]
            traces.append(float(np.trace(np.linalg.solve(A, B))))
        return sum(traces)

    def sandwich(self, setup: Setup, theta: Array, inverse: Array) -> Sandwich:
        raise OptionError("sem.satorra_bentler_needs_complete_rows")

    def pieces(self, setup: Setup, theta: Array) -> Pieces:
        raise OptionError("sem.incomplete_needs_ml")

    def check_test(self, setup: Setup, name: str) -> None:
        check_incomplete(name)

    def moment_fits(self, setup: Setup, theta: Array) -> list[MomentFit]:
        keep, at, out = setup.modelled(means=True), self.problem(setup), []
        i, j = np.triu_indices(len(setup.sample.names))
        for g, (cov, mean, n) in enumerate(zip(setup.cov, setup.mean, setup.sample.n, strict=True)):
            moments = at.at(g, theta[None])
            residual = np.concatenate([mean - moments.mu[0], (cov - moments.Sigma[0])[i, j]])
            out.append(MomentFit(residual[keep], moment_jacobian(setup.matrices[g], moments)[0][keep], n))
        return out

    def moment_information(self, setup: Setup, theta: Array) -> list[Array]:
        implied = [self.implied(setup, theta, g) for g in range(len(self.patterns))]
        return [self._information(setup, g, mu, Sigma) for g, (Sigma, mu) in enumerate(implied)]

    def _information(self, setup: Setup, g: int, mu: Array, Sigma: Array) -> Array:
        keep = np.flatnonzero(setup.modelled(means=True))
        kind = expected_information if setup.settings.information == "expected" else observed_information
        return kind(self.patterns[g], mu, Sigma)[np.ix_(keep, keep)]

    def acovs(self, setup: Setup, theta: Array, kind: str) -> list[Array]:
        """The one Γ there is, whatever the ``kind``: the sandwich around the saturated moments."""
        keep, out = np.flatnonzero(setup.modelled(means=True)), []
        for g, (patterns, cov, mean) in enumerate(zip(self.patterns, setup.cov, setup.mean, strict=True)):
            inverse = np.linalg.inv(self._information(setup, g, mean, cov))
            out.append(inverse @ first_order_information(patterns, mean, cov)[np.ix_(keep, keep)] @ inverse)
        return out

    def nested(self, setup: Setup, theta: Array) -> Nested:
        raise OptionError("sem.method_2000_needs_complete")

    # -- measures --------------------------------------------------------------------------------------------------

    def baseline(self, setup: Setup) -> Baseline:
        """The available cases' means and variances solve the model but for exogenous covariances: it begins there."""
        whole = independence(setup)
        at = {name: index for index, name in enumerate(whole.table.names.ov)}
        found = [independence_moments(patterns) for patterns in self.patterns]
        for row in whole.table.rows:
            mean, variance = found[row.group - 1]
            if row.op == "~1":
                row.start = float(mean[at[row.lhs]])
            elif row.lhs == row.rhs:
                row.start = float(variance[at[row.lhs]])
        return fitted_baseline(whole)

    def loglik(self, setup: Setup, theta: Array, value: float) -> tuple[float, float]:
        """Conditional on fixed exogenous variables."""
        at, x = self.problem(setup), setup.exogenous
        model = saturated_value = 0.0
        for g, patterns in enumerate(self.patterns):
            moments = at.at(g, theta[None])
            model += fiml(patterns, moments.mu[0], moments.Sigma[0]).loglik
            saturated_value += self.saturated[g]
            if x:
                own = setup.cov[g][np.ix_(x, x)]
                alone = -0.5 * patterns.n * (len(x) * (np.log(2 * np.pi) + 1) + float(np.linalg.slogdet(own)[1]))
                model, saturated_value = model - alone, saturated_value - alone
        return model, saturated_value

    def misfit(self, setup: Setup, theta: Array) -> Misfit:
        """Of available-case moments, weighted by the expected information of the incomplete data at the model."""
        p = len(setup.sample.names)
        i, j = np.triu_indices(p)
        fixed = np.flatnonzero(~setup.modelled(means=True))
        errors, sizes = [], []
        implied = [self.implied(setup, theta, g) for g in range(len(self.patterns))]
        for patterns, (Sigma, mu) in zip(self.patterns, implied, strict=True):
            W = expected_information(patterns, mu, Sigma)
            W[fixed, :] = W[:, fixed] = 0.0
            mean, cov = available_moments(patterns)
            sample = np.concatenate([mean, cov[i, j]])
            gap = sample - np.concatenate([mu, Sigma[i, j]])
            errors.append(float(gap @ W @ gap))
            sizes.append(float(sample @ W @ sample))
        return Misfit(errors, sizes, (p + len(i)) * len(self.patterns), averages(setup, implied))

    def corrected(self, setup: Setup, theta: Array, inverse: Array, test: Test, base: Baseline) -> Corrected | None:
        if test.df <= 0 or base.setup is None or base.theta is None:
            return None
        models = [(setup, theta, test.df), (base.setup, base.theta, base.test.df)]
        return corrected(setup, self.patterns, models)

    # -- tables and resamples --------------------------------------------------------------------------------------

    def residual_parts(self, setup: Setup, theta: Array, g: int) -> ResidualParts:
        """The saturated moments have the covariance I₁⁻¹/n (I₁⁻¹ J₁ I₁⁻¹/n under robust standard errors), I₁ their
        observed (expected) information; W is the information at the model's moments."""
        at = self.problem(setup)
        keep = setup.modelled(means=True)
        kind = expected_information if setup.settings.information == "expected" else observed_information
        n = setup.sample.n
        bread = np.zeros((setup.table.k,) * 2)
        for other, patterns in enumerate(self.patterns):
            moments = at.at(other, theta[None])
            delta = moment_jacobian(setup.matrices[other], moments)[0]
            weighted = (kind(patterns, moments.mu[0], moments.Sigma[0]) * keep[:, None] * keep) @ delta
            bread += n[other] / sum(n) * delta.T @ weighted
            if other == g:
                own = delta, weighted
        patterns, cov, mean = self.patterns[g], setup.cov[g], setup.mean[g]
        inner = np.linalg.inv(kind(patterns, mean, cov)[np.ix_(keep, keep)])
        if setup.settings.se == "robust.huber.white":
            inner = inner @ first_order_information(patterns, mean, cov)[np.ix_(keep, keep)] @ inner
        acov = np.zeros((len(keep), len(keep)))
        acov[np.ix_(keep, keep)] = inner
        Sigma, mu = self.implied(setup, theta, g)
        i, j = np.triu_indices(len(cov))
        residual = np.concatenate([mean - mu, (cov - Sigma)[i, j]])
        return residual_parts(cov, residual, acov, *own, bread, n[g])

    def refit(self, setup: Setup, near: Vicinity, weights: Sequence[Array], rows: Sequence[Array]) -> Solved:
        """Each resample has patterns of its own, so they are solved one by one."""
        found = [
            self._refit_one(setup, near, [weight[b].astype(int) for weight in weights], rows)
            for b in range(len(weights[0]))
        ]
        kept = [(solution, cov, mean) for solution, cov, mean in found if solution is not None]
        p, groups = len(setup.sample.names), range(len(weights))
        cov = [np.array([S[g] for _, S, _ in kept]).reshape(-1, p, p) for g in groups]
        mean = [np.array([m[g] for _, _, m in kept]).reshape(-1, p) for g in groups]
        thetas = np.array([solution.theta[0] for solution, _, _ in kept]).reshape(-1, len(near.theta))
        good = admissible_rows(setup.table, setup.matrices, thetas, cov, mean) if kept else np.zeros(0)
        return Solved(thetas, np.array([solution.value[0] for solution, _, _ in kept]), cov, mean, int(good.sum()))

    def _refit_one(
        self, setup: Setup, near: Vicinity, repeats: Sequence[Array], rows: Sequence[Array]
    ) -> tuple[Solution | None, list[Array], list[Array]]:
        """One resample's solution, None where there is none, and the moments that supply its exogenous variables."""
        repeated = [np.repeat(data, count, axis=0) for data, count in zip(rows, repeats, strict=True)]
        try:
            patterns = tuple(missing_patterns(part, setup.sample.names) for part in repeated)
        except TamkitError:
            return None, [], []
        moments = [_exogenous_moments(setup, g, part) for g, part in enumerate(repeated)]
        cov, mean = [S for S, _ in moments], [m for _, m in moments]
        own = replace(
            setup,
            sample=replace(setup.sample, n=tuple(part.n for part in patterns)),
            cov=tuple(cov),
            mean=tuple(mean),
            route=replace(self, patterns=patterns),
        )
        solution = resolve_near(own, own.route.problem(own), near)
        return (solution if solution.converged[0] else None), cov, mean


def available_moments(patterns: Patterns) -> tuple[Array, Array]:
    """Means of the available cases, and covariances of the cases with both variables (divisor m − 1, times (n − 1)/n).

    R: ``colMeans(x, na.rm = TRUE)``, ``cov(x, use = "pairwise") * (n - 1) / n``.
    """
    seen = patterns.observed[patterns.of_row].astype(float)
    x = patterns.data
    both = seen.T @ seen
    cross, sums = x.T @ x, x.T @ seen
    cov = (cross - sums * sums.T / both) / (both - 1.0)
    mean: Array = x.sum(axis=0) / seen.sum(axis=0)
    return mean, cov * (patterns.n - 1) / patterns.n


def _exogenous_moments(setup: Setup, g: int, rows: Array) -> tuple[Array, Array]:
    """The sample's saturated moments with those of the fixed exogenous variables, which are complete, from ``rows``."""
    S, m = setup.cov[g].copy(), setup.mean[g].copy()
    x = setup.exogenous
    if x:
        own = rows[:, x]
        m[x] = own.mean(axis=0)
        S[np.ix_(x, x)] = np.cov(own.T, bias=True).reshape(len(x), len(x))
    return S, m
