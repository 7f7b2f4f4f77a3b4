"""The route of complete continuous data: ML and GLS by normal theory, ULS and DWLS on moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tamkit.errors import DataError
from tamkit.sem.admissibility import admissible_rows
from tamkit.sem.baseline import fit_independence
from tamkit.sem.charts import charts_of
from tamkit.sem.complete.casewise import (
    case_scores,
    first_orders,
    meat,
    trace_independent,
    trace_mlr_saturated,
    weighted_trace,
)
from tamkit.sem.complete.exact_fit import acovs, moment_fits, moment_information
from tamkit.sem.complete.gamma import gamma, gamma_diagonal, normal_acov
from tamkit.sem.complete.likelihood import saturated_loglik
from tamkit.sem.complete.replicated import ERRORS as REPLICATED
from tamkit.sem.complete.replicated import replicated
from tamkit.sem.complete.reweighted import reweighted_chisquare
from tamkit.sem.complete.weighted import WeightedLS, model_statistics, statistics
from tamkit.sem.continuous import Continuous, averages, residual_parts
from tamkit.sem.discrepancy import Discrepancy, NormalTheory
from tamkit.sem.estimate import resolve_near
from tamkit.sem.fit_test_names import check_matrix, check_unbiased
from tamkit.sem.information import expected_hessian, observed_hessian
from tamkit.sem.least_squares import information as least_squares_information
from tamkit.sem.least_squares import meat as least_squares_meat
from tamkit.sem.least_squares import misfit, sandwich
from tamkit.sem.matrices import Array
from tamkit.sem.measures import scaling_constant
from tamkit.sem.moments import Sample
from tamkit.sem.notes import FitWarning, left_out
from tamkit.sem.pieces import Corrected, Misfit, MomentFit, Nested, Pieces, Replicated, ResidualParts, Sandwich, Solved
from tamkit.sem.resamples import with_templates
from tamkit.sem.resampling import chunk_size, jackknife_moments, weighted_moments
from tamkit.sem.setup import Baseline, Setup
from tamkit.sem.teststat import Test, adjusted_test, standard_test
from tamkit.sem.ugamma import residual_statistic
from tamkit.sem.vicinity import Vicinity

NORMAL = ("ML", "GLS")
MPLUS = "yuan.bentler.mplus"


@dataclass(frozen=True, slots=True)
class CompleteRoute(Continuous):
    """Complete rows, or covariances without rows."""

    def problem(self, setup: Setup) -> Discrepancy:
        return stacked_problem(setup, *setup.stack)

    def chisquare(self, setup: Setup, theta: Array, value: float) -> float:
        """2 N f, or for the Wishart likelihood 2 Σ (n_g − 1) f_g."""
        n = setup.sample.n
        if setup.settings.likelihood != "wishart":
            return max(2 * sum(n) * value, 0.0)
        if len(n) == 1:
            return max(2 * (n[0] - 1) * value, 0.0)
        total = 0.0
        for g, m in enumerate(n):
            alone = NormalTheory.of("ML", [setup.matrices[g]], [setup.cov[g][None]], [setup.mean[g][None]], [1.0])
            total += 2 * (m - 1) * float(alone.value(theta[None], slice(None))[0])
        return max(total, 0.0)

    def notes(self, sample: Sample) -> list[FitWarning]:
        return left_out(sample)

    # -- inference -------------------------------------------------------------------------------------------------

    def hessian(self, setup: Setup, theta: Array, information: str) -> Array:
        """GLS, ULS and DWLS leave out the (n−1)/n of their f; ULS and DWLS know the expected information only."""
        n = setup.sample.n
        if setup.settings.discrepancy not in NORMAL:
            return least_squares_information(derivatives(setup, theta), diagonal_weights(setup), n)
        problem = self.problem(setup)
        if information == "observed":
            return observed_hessian(problem, theta)
        if isinstance(problem, NormalTheory) and problem.estimator == "GLS":
            problem = replace(problem, weights=[m / sum(n) for m in n])
        return expected_hessian(problem, theta)

    def first_order(self, setup: Setup, theta: Array) -> Array:
        n = setup.sample.n
        B = np.zeros((len(theta), len(theta)))
        for g, y in enumerate(rows_of(setup)):
            samples = (setup.matrices[g], theta[None], y[None], setup.cov[g][None], setup.mean[g][None])
            B += n[g] / sum(n) * first_orders(*samples, centre="model")[0]
        return B

    def saturated_trace(self, setup: Setup) -> float:
        meanstructure = setup.table.options.meanstructure
        return trace_mlr_saturated(rows_of(setup), setup.cov, setup.mean, meanstructure, setup.exogenous)

    def sandwich(self, setup: Setup, theta: Array, inverse: Array) -> Sandwich:
        if setup.settings.discrepancy not in NORMAL:
            return sandwich(self.pieces(setup, theta), setup.sample.n, inverse)
        M = meat(_scores(setup, theta, "sample"), sum(setup.sample.n))
        first = weighted_trace(setup.matrices, theta, rows_of(setup), setup.cov, setup.mean, setup.exogenous)
        return Sandwich(M, first - float(np.trace(inverse @ M)))

    def normal_meat(self, setup: Setup, theta: Array) -> Array:
        keep = setup.modelled(setup.table.options.meanstructure)
        gammas = []
        for own in acovs(setup, theta, "nt"):
            G = np.zeros((len(keep), len(keep)))
            G[np.ix_(keep, keep)] = own
            gammas.append(G)
        pieces = Pieces(derivatives(setup, theta), diagonal_weights(setup), gammas)
        return least_squares_meat(pieces, setup.sample.n)

    def pieces(self, setup: Setup, theta: Array) -> Pieces:
        """Γ is distribution-free; moments of fixed exogenous variables do not vary."""
        meanstructure = setup.table.options.meanstructure
        held = ~setup.modelled(meanstructure)
        gammas = []
        for y in rows_of(setup):
            G = gamma(y, meanstructure)
            G[held, :] = G[:, held] = 0.0
            gammas.append(G)
        return Pieces(derivatives(setup, theta), diagonal_weights(setup), gammas)

    def check_test(self, setup: Setup, name: str) -> None:
        if setup.sample.data is None:
            check_matrix(name)
        check_unbiased(name, fixed_x=bool(setup.exogenous), n=min(setup.sample.n))

    def moment_fits(self, setup: Setup, theta: Array) -> list[MomentFit]:
        return moment_fits(setup, theta)

    def moment_information(self, setup: Setup, theta: Array) -> list[Array]:
        return moment_information(setup, theta)

    def acovs(self, setup: Setup, theta: Array, kind: str) -> list[Array]:
        return acovs(setup, theta, kind)

    def nested(self, setup: Setup, theta: Array) -> Nested:
        """With normal theory W is at Σ̂; the difference is scaled and shifted, as in lavaan, whatever the fits' test."""
        if setup.settings.discrepancy not in NORMAL:
            return Continuous.nested(self, setup, theta)
        bread = self.hessian(setup, theta, setup.settings.information)
        M = meat(_scores(setup, theta, "sample"), sum(setup.sample.n))
        return Nested(derivatives(setup, theta), bread, M, "scaled.shifted")

    # -- measures --------------------------------------------------------------------------------------------------

    def baseline(self, setup: Setup) -> Baseline:
        """For ML in closed form, T = Σ_g n_g (log|Σ_b| − log|S|); for MLR where nothing is exogenous."""
        settings, sample = setup.settings, setup.sample
        x = setup.exogenous
        plain = settings.test == "standard" and len(x) == len(setup.table.names.ov_x)
        scaled = settings.test == MPLUS and not setup.table.names.ov_x
        if settings.discrepancy != "ML" or not (plain or scaled):
            return fit_independence(setup)
        chisq = 0.0
        for n, S in zip(sample.n, setup.cov, strict=True):
            log_independent = float(np.log(np.delete(S.diagonal(), x) if x else S.diagonal()).sum())
            if x:
                log_independent += float(np.linalg.slogdet(S[np.ix_(x, x)])[1])
            weight = n if settings.likelihood == "normal" else n - 1
            chisq += weight * (log_independent - float(np.linalg.slogdet(S)[1]))
        p = len(sample.names) - len(x)
        test = standard_test(chisq, len(sample.n) * (p * (p - 1) // 2 + p * len(x)))
        if scaled:
            means = setup.table.options.meanstructure
            h0 = sum(trace_independent(y, m, means) for y, m in zip(rows_of(setup), setup.mean, strict=True))
            test = adjusted_test(test, self.saturated_trace(setup) - h0, float("nan"), MPLUS)
        return Baseline(test)

    def loglik(self, setup: Setup, theta: Array, value: float) -> tuple[float, float]:
        if setup.settings.discrepancy != "ML":
            return float("nan"), float("nan")
        n = setup.sample.n
        saturated = sum(saturated_loglik(m, setup.cov[g], setup.exogenous) for g, m in enumerate(n))
        return saturated - sum(n) * value, saturated

    def misfit(self, setup: Setup, theta: Array) -> Misfit:
        """W is the normal-theory weight at Σ̂ (ML) or S (GLS), or the diagonal weight of the discrepancy."""
        meanstructure = setup.table.options.meanstructure
        implied = [self.implied(setup, theta, g) for g in range(len(setup.sample.n))]
        means = averages(setup, implied)
        if setup.settings.discrepancy in NORMAL:
            parts = [self._normal_misfit(setup, g, *own) for g, own in enumerate(implied)]
            p = len(setup.sample.names)
            count = (p * (p + 1) // 2 + (p if meanstructure else 0)) * len(parts)
            return Misfit([error for error, _ in parts], [size for _, size in parts], count, means)
        fitted = [statistics(Sigma[None], mu[None], meanstructure)[0] for Sigma, mu in implied]
        sample = [statistics(S[None], m[None], meanstructure)[0] for S, m in zip(setup.cov, setup.mean, strict=True)]
        return misfit(sample, fitted, diagonal_weights(setup), means)

    def _normal_misfit(self, setup: Setup, g: int, Sigma: Array, mu: Array) -> tuple[float, float]:
        """½ tr[(Ω(S − Σ̂))²] and ½ tr[(ΩS)²], with the means' quadratic forms."""
        S, m = setup.cov[g], setup.mean[g]
        Omega = np.linalg.inv(S if setup.settings.discrepancy == "GLS" else Sigma)
        # Moments among fixed exogenous variables are reproduced by construction and carry no weight.
        x, modelled = setup.exogenous, S
        if x:
            modelled = S.copy()
            modelled[np.ix_(x, x)] = 0.0
        E, A = Omega @ (S - Sigma), Omega @ modelled
        error, size = 0.5 * float(np.vdot(E, E.T)), 0.5 * float(np.vdot(A, A.T))
        if setup.table.options.meanstructure:
            d, centre = m - mu, np.where(np.isin(np.arange(len(m)), x), 0.0, m)
            error, size = error + float(d @ Omega @ d), size + float(centre @ Omega @ centre)
        return error, size

    def population_chisquare(self, setup: Setup, theta: Array, test: Test) -> tuple[float, float, int]:
        return reweighted_chisquare(setup, theta), setup.N, len(setup.sample.names)

    def residual_tests(self, setup: Setup, theta: Array, base: Baseline) -> tuple[Test, Test] | None:
        if setup.settings.estimator.name != "ULS":
            return None
        assert base.setup is not None
        assert base.theta is not None
        tests = []
        for whole, at in ((setup, theta), (base.setup, base.theta)):
            T = residual_statistic(
                moment_fits(whole, at), acovs(whole, at, "nt"), whole.tangent(at), "browne.residual.nt"
            )
            tests.append(standard_test(T, whole.df))
        return tests[0], tests[1]

    def corrected(self, setup: Setup, theta: Array, inverse: Array, test: Test, base: Baseline) -> Corrected | None:
        """The statistics themselves with their scaling constants (Brosseau-Liard & Savalei 2014)."""
        if not test.robust:
            return None
        c, c_null = scaling_constant(test), scaling_constant(base.test)
        return Corrected(test.chisq, c, base.test.chisq, c_null, test.chisq_scaled, test.scaling_factor, setup.N)

    # -- tables and resamples --------------------------------------------------------------------------------------

    def residual_parts(self, setup: Setup, theta: Array, g: int) -> ResidualParts:
        """Γ under normality at S (MLR and MLM keep it too), W the estimator's weight (Ogasawara 2001)."""
        S, meanstructure = setup.cov[g], setup.table.options.meanstructure
        Sigma, mu = self.implied(setup, theta, g)
        keep = setup.modelled(meanstructure)
        delta = derivatives(setup, theta)[g]
        acov = np.zeros((len(keep), len(keep)))
        acov[np.ix_(keep, keep)] = np.linalg.inv(_normal_weight(S, keep)[np.ix_(keep, keep)])
        weighted = delta
        if setup.settings.discrepancy in NORMAL:
            weighted = _normal_weight(S if setup.settings.discrepancy == "GLS" else Sigma, keep) @ delta
        residual = statistics((S - Sigma)[None], (setup.mean[g] - mu)[None], meanstructure)[0]
        bread = self.hessian(setup, theta, "expected")
        return residual_parts(S, residual, acov, delta, weighted, bread, setup.sample.n[g])

    def refit(self, setup: Setup, near: Vicinity, weights: Sequence[Array], rows: Sequence[Array]) -> Solved:
        return _solve(setup, near, *_resampled_moments(setup, weights, rows))

    def survey(self, setup: Setup, near: Vicinity, weights: Sequence[Array], rows: Sequence[Array]) -> Vicinity:
        """Charts of the model's paths, with templates (normal theory without constraints)."""
        constraints = setup.constraints
        if setup.settings.discrepancy not in NORMAL or not constraints.linear_only or constraints.affine.K is not None:
            return near
        near = replace(near, charts=charts_of(setup.table, setup.matrices))
        problem = stacked_problem(setup, *_resampled_moments(setup, weights, rows))
        return with_templates(problem, near, constraints.affine)

    def jackknife(self, setup: Setup, near: Vicinity) -> Solved:
        """In closed form, in chunks like the bootstrap's."""
        parts = []
        for g, y in enumerate(rows_of(setup)):
            S, m = jackknife_moments(y)
            n = len(y)
            scale = 1.0 if np.allclose(setup.cov[g], setup.sample.cov[g]) else (n - 1) / (n - 2)
            for begin in range(0, n, chunk_size(n)):
                part = slice(begin, min(begin + chunk_size(n), n))
                size = part.stop - part.start
                cov = [np.repeat(other[None], size, axis=0) for other in setup.cov]
                mean = [np.repeat(other[None], size, axis=0) for other in setup.mean]
                cov[g], mean[g] = S[part] * scale, m[part]
                parts.append(_solve(setup, near, cov, mean))
        return Solved.joined(parts)

    def replicates(self, setup: Setup) -> bool:
        """Maximum likelihood of one group without fixed exogenous variables; the others go one by one."""
        ours = setup.settings.discrepancy == "ML" and setup.settings.se in REPLICATED
        return ours and len(setup.sample.n) == 1 and not setup.exogenous

    def replicated(self, setup: Setup, near: Vicinity, rows: Array) -> Replicated:
        return replicated(setup, near, rows)

    def null_rows(self, setup: Setup, theta: Array) -> list[Array]:
        """z = (y − ȳ) S^{−½} Σ̂^{½} + μ̂."""
        if setup.sample.data is None:
            raise DataError("sem.bollen_stine_needs_rows")
        rows = []
        for g, y in enumerate(setup.sample.data):
            own = setup.sample.cov[g]
            Sigma, mu = self.implied(setup, theta, g)
            Sigma = Sigma * (own[0, 0] / setup.cov[g][0, 0])
            rows.append((y - setup.sample.mean[g]) @ _root(own, -0.5) @ _root(Sigma, 0.5) + mu)
        return rows


def stacked_problem(setup: Setup, cov: list[Array], mean: list[Array]) -> Discrepancy:
    """The function to minimise for a stack of moments (B,p,p), (B,p), one entry a group."""
    kind, n = setup.settings.discrepancy, setup.sample.n
    if kind in NORMAL:
        lost = 0 if kind == "ML" else 1
        return NormalTheory.of(kind, setup.matrices, cov, mean, [(m - lost) / sum(n) for m in n])
    weight = [np.broadcast_to(w, (len(cov[g]), len(w))) for g, w in enumerate(diagonal_weights(setup))]
    return WeightedLS(setup.matrices, cov, mean, weight, n)


def rows_of(setup: Setup) -> tuple[Array, ...]:
    if setup.sample.data is None:
        raise DataError("sem.estimator_needs_rows", estimator=setup.settings.estimator.name)
    return setup.sample.data


def diagonal_weights(setup: Setup) -> list[Array]:
    """The diagonal of V: ones for ULS, 1 / diag(Γ) for DWLS."""
    meanstructure = setup.table.options.meanstructure
    if setup.settings.discrepancy == "ULS":
        p = len(setup.sample.names)
        return [np.ones(p * (p + 1) // 2 + (p if meanstructure else 0)) for _ in setup.sample.n]
    return [1.0 / gamma_diagonal(y, meanstructure) for y in rows_of(setup)]


def derivatives(setup: Setup, theta: Array) -> list[Array]:
    """Δ (q,k) of each group: (means and) covariances."""
    return [
        model_statistics(matrices, theta[None], S[None], m[None])[1][0]
        for matrices, S, m in zip(setup.matrices, setup.cov, setup.mean, strict=True)
    ]


def _scores(setup: Setup, theta: Array, centre: str) -> list[Array]:
    return [
        case_scores(setup.matrices[g], theta, y, setup.cov[g], setup.mean[g], centre=centre, exogenous=setup.exogenous)
        for g, y in enumerate(rows_of(setup))
    ]


def _resampled_moments(
    setup: Setup, weights: Sequence[Array], rows: Sequence[Array]
) -> tuple[list[Array], list[Array]]:
    """Covariances, with the fit's divisor, and means of each group's resamples."""
    cov, mean = [], []
    for g, y in enumerate(rows):
        S, m = weighted_moments(y, weights[g])
        S *= setup.cov[g][0, 0] / setup.sample.cov[g][0, 0]
        cov.append(S)
        mean.append(m)
    return cov, mean


def _solve(setup: Setup, near: Vicinity, cov: list[Array], mean: list[Array]) -> Solved:
    """Solve one chunk; keep what converged."""
    solution = resolve_near(setup, stacked_problem(setup, cov, mean), near)
    keep = solution.converged
    kept = solution.theta[keep]
    if not keep.all():
        cov, mean = [S[keep] for S in cov], [m[keep] for m in mean]
    good = admissible_rows(setup.table, setup.matrices, kept, cov, mean)
    return Solved(kept, solution.value[keep], cov, mean, int(good.sum()))


def _normal_weight(base: Array, keep: Array) -> Array:
    """Normal-theory weight of (means and) covariances at ``base``; zero where nothing varies."""
    W = np.linalg.inv(normal_acov(base))
    if len(keep) > len(W):
        p = len(base)
        W = np.block([[np.linalg.inv(base), np.zeros((p, len(W)))], [np.zeros((len(W), p)), W]])
    return W * keep[:, None] * keep


def _root(matrix: Array, power: float) -> Array:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * values**power) @ vectors.T)
