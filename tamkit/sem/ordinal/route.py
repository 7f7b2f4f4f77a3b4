"""The route of ordered data: thresholds and polychoric correlations, fitted by least squares.

Γ is the asymptotic covariance of these statistics (Muthén 1984), W = I (ULS) or diag(Γ)⁻¹ (DWLS).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.errors import InputError, OptionError
from tamkit.sem.estimate import base_test
from tamkit.sem.fit_test_names import check_ordered
from tamkit.sem.implied import implied
from tamkit.sem.least_squares import information as least_squares_information
from tamkit.sem.least_squares import misfit, sandwich
from tamkit.sem.matrices import Array
from tamkit.sem.moments import Sample
from tamkit.sem.notes import FitWarning, left_out
from tamkit.sem.ordinal.codes import pairs_of
from tamkit.sem.ordinal.latent import Latent, compile_latent, follow, model_statistics, scales, statistics_jacobian
from tamkit.sem.ordinal.least_squares import OrdinalLS
from tamkit.sem.ordinal.measures import OrdinalFit, averages, polychoric_discrepancy
from tamkit.sem.ordinal.moments import OrdinalMoments
from tamkit.sem.ordinal.predict import posterior_modes
from tamkit.sem.ordinal.resampled import refit
from tamkit.sem.ordinal.sample import notes_of, ordinal_sample
from tamkit.sem.pieces import Corrected, Misfit, MomentFit, Pieces, ResidualParts, Sandwich, Solved
from tamkit.sem.setup import Baseline, Key, Route, Settings, Setup
from tamkit.sem.table import ParameterTable
from tamkit.sem.teststat import Test, adjusted_test
from tamkit.sem.vicinity import Vicinity


def ordinal(
    sample: Sample, ordered: Sequence[str], group: str | None, covariates: Sequence[str] = ()
) -> tuple[Sample, OrdinalRoute]:
    """The sample with polychoric moments, and its route; see `tamkit.sem.ordinal.sample.ordinal_sample`."""
    sample, moments, thresholds = ordinal_sample(sample, ordered, group, covariates)
    return sample, OrdinalRoute(moments, thresholds)


@dataclass(frozen=True, slots=True)
class OrdinalRoute(Route):
    """``statistics``: one set a group; ``cuts``: how many thresholds each ordered variable has."""

    statistics: tuple[OrdinalMoments, ...]
    cuts: Mapping[str, int]

    @property
    def thresholds(self) -> Mapping[str, int]:
        return self.cuts

    @property
    def needs_means(self) -> bool:
        return True

    def check(self, sample: Sample) -> None:
        """Least squares can do without an inverse."""

    def unbiased(self, settings: Settings) -> bool:
        return False

    def moments(self, setup: Setup) -> int:
        return sum(len(part.statistics) for part in self.statistics)

    def guesses(self, table: ParameterTable, sample: Sample, g: int) -> Mapping[Key, float]:
        """Thresholds as in the sample."""
        part, out = self.statistics[g], dict[Key, float]()
        for name in table.ordered:
            own = part.thresholds[part.threshold_of == sample.names.index(name)]
            out |= {(name, "|", f"t{t}"): float(value) for t, value in enumerate(own, start=1)}
        return out

    def problem(self, setup: Setup) -> OrdinalLS:
        return OrdinalLS(
            latents(setup),
            [part.statistics[None] for part in self.statistics],
            [weight[None] for weight in self._weights(setup)],
            *setup.stack,
            setup.sample.n,
        )

    def notes(self, sample: Sample) -> list[FitWarning]:
        return [*left_out(sample), *notes_of(sample.groups, self.statistics)]

    # -- inference -------------------------------------------------------------------------------------------------

    def hessian(self, setup: Setup, theta: Array, information: str) -> Array:
        """H per observation, without the (n − 1)/n of f; expected, whatever is asked for."""
        parts = self.fitted(setup, theta)
        return least_squares_information(
            [part.delta for part in parts], [part.weight for part in parts], setup.sample.n
        )

    def first_order(self, setup: Setup, theta: Array) -> Array:
        raise InputError("sem.ordered_without_likelihood")

    def saturated_trace(self, setup: Setup) -> float:
        raise InputError("sem.ordered_without_likelihood")

    def sandwich(self, setup: Setup, theta: Array, inverse: Array) -> Sandwich:
        return sandwich(self.pieces(setup, theta), setup.sample.n, inverse)

    def pieces(self, setup: Setup, theta: Array) -> Pieces:
        parts = self.fitted(setup, theta)
        return Pieces(
            [part.delta for part in parts],
            [part.weight for part in parts],
            [gamma_of(part.moments) for part in parts],
        )

    def check_test(self, setup: Setup, name: str) -> None:
        check_ordered(name)

    def moment_fits(self, setup: Setup, theta: Array) -> list[MomentFit]:
        parts = self.fitted(setup, theta)
        return [MomentFit(part.moments.statistics - part.fitted, part.delta, part.moments.n - 1) for part in parts]

    def moment_information(self, setup: Setup, theta: Array) -> list[Array]:
        """W, which is what least squares know."""
        return [np.diag(weight) for weight in self._weights(setup)]

    def acovs(self, setup: Setup, theta: Array, kind: str) -> list[Array]:
        """The one Γ there is, whatever the ``kind``."""
        return [gamma_of(part) for part in self.statistics]

    def fitted(self, setup: Setup, theta: Array) -> list[OrdinalFit]:
        """Statistics and derivatives of each group at θ."""
        out = []
        for latent, part, weight, S, m in zip(
            latents(setup), self.statistics, self._weights(setup), setup.cov, setup.mean, strict=True
        ):
            value, delta = statistics_jacobian(latent, theta[None], S[None], m[None])
            out.append(OrdinalFit(part, value[0], delta[0], weight))
        return out

    def _values(self, setup: Setup, theta: Array) -> list[Array]:
        """The statistics that the model implies for each group."""
        groups = zip(latents(setup), setup.cov, setup.mean, strict=True)
        return [model_statistics(latent, theta[None], S[None], m[None])[0] for latent, S, m in groups]

    def _weights(self, setup: Setup) -> list[Array]:
        """diag(W) of each group: ones for ULS, 1 / diag(Γ) for DWLS."""
        if setup.settings.discrepancy == "ULS":
            return [np.ones(len(part.statistics)) for part in self.statistics]
        return [part.weights for part in self.statistics]

    # -- measures --------------------------------------------------------------------------------------------------

    def baseline(self, setup: Setup) -> Baseline:
        """Thresholds, means and variances as in the sample, all correlations zero.

        It needs no iteration: T = Σ (n_g − 1) Σ w r² over the correlations; U is W on them and zero elsewhere.
        """
        chisq, first, second, df = 0.0, 0.0, 0.0, 0
        for part, weight in zip(self.statistics, self._weights(setup), strict=True):
            start = part.covariances_at.start
            chisq += (part.n - 1) * float(weight[start:] @ part.statistics[start:] ** 2)
            df += len(part.statistics) - start
            if setup.settings.test != "standard":
                P = weight[start:, None] * gamma_of(part)[start:, start:]
                first += float(np.trace(P))
                second += float(np.sum(P * P.T))
        base = base_test(setup, chisq, df)
        if setup.settings.test == "standard":
            return Baseline(base)
        return Baseline(adjusted_test(base, first, second, setup.settings.test))

    def misfit(self, setup: Setup, theta: Array) -> Misfit:
        values = self._values(setup, theta)
        means = averages(self.statistics, values)
        return misfit([part.statistics for part in self.statistics], values, self._weights(setup), means)

    def population_chisquare(self, setup: Setup, theta: Array, test: Test) -> tuple[float, float, int]:
        """Covariates, on which the statistics are conditioned, are not counted."""
        return test.chisq, setup.N, len(setup.sample.names) - len(setup.exogenous)

    def own_measures(self, setup: Setup, test: Test) -> dict[str, float]:
        """WRMR, by the first group's count of statistics as in lavaan."""
        return {"wrmr": float(np.sqrt(test.chisq / len(self.statistics[0].statistics)))}

    def corrected(self, setup: Setup, theta: Array, inverse: Array, test: Test, base: Baseline) -> Corrected | None:
        """Where groups share thresholds, or the model holds some, lavaan has no robust CFI and RMSEA either."""
        if test.kind in ("standard", "mean.var.adjusted") or not _thresholds_are_free(setup, theta):
            return None
        return polychoric_discrepancy(self.fitted(setup, theta), inverse, test.df)

    # -- tables and resamples --------------------------------------------------------------------------------------

    def implied(self, setup: Setup, theta: Array, g: int) -> tuple[Array, Array]:
        """Σ̂ in the unit of the polychoric correlations, s Σ* s; the means are those of the responses themselves."""
        at = implied(setup.matrices[g], theta[None], setup.cov[g][None], setup.mean[g][None])
        latent = latents(setup)[g]
        _, given, _ = latent.moments(theta[None], setup.cov[g][None], setup.mean[g][None])
        s = np.ones(len(setup.sample.names))
        s[latent.rows] = scales(latent, theta[None], given)[0]
        return s[:, None] * at.Sigma[0] * s, at.mu[0]

    def follow(
        self, table: ParameterTable, values: Array, theta: Array, cov: Sequence[Array], mean: Sequence[Array]
    ) -> Array:
        return follow(table, values, theta, cov, mean)

    def residual_parts(self, setup: Setup, theta: Array, g: int) -> ResidualParts:
        """lavaan divides the Γ of a group by the cases of all groups; so do we."""
        part = self.fitted(setup, theta)[g]
        own, names = part.moments, setup.sample.names
        place = np.array([names.index(name) for name in own.names])
        first, second = pairs_of(len(place))
        continuous = place[~np.array(own.ordered)]
        statistics = np.arange(len(own.statistics))
        at = np.concatenate([statistics[own.variances_at], statistics[own.covariances_at]])
        return ResidualParts(
            residual=own.statistics - part.fitted,
            acov=gamma_of(own),
            delta=part.delta,
            weighted=part.weight[:, None] * part.delta,
            bread=self.hessian(setup, theta, "expected"),
            divisor=sum(setup.sample.n),
            at=at,
            i=np.concatenate([continuous, place[first]]),
            j=np.concatenate([continuous, place[second]]),
            least=np.full(len(at), 1e-14),
            negligible=0.0,
        )

    def factor_scores(self, setup: Setup, theta: Array, g: int, method: str) -> Array:
        if method != "regression":
            raise OptionError("sem.scores_of_ordered_regression_only")
        assert setup.sample.data is not None
        return posterior_modes(setup, theta, g, setup.sample.data[g])

    def refit(self, setup: Setup, near: Vicinity, weights: Sequence[Array], rows: Sequence[Array]) -> Solved:
        """Thresholds, correlations and weights of every resample are worked out anew and solved as one stack."""
        return refit(setup, self.statistics, latents(setup), near, weights, rows)


def latents(setup: Setup) -> list[Latent]:
    return [compile_latent(setup.table, g + 1, matrices) for g, matrices in enumerate(setup.matrices)]


def gamma_of(moments: OrdinalMoments) -> Array:
    assert moments.gamma is not None
    return moments.gamma


def _thresholds_are_free(setup: Setup, theta: Array) -> bool:
    """Whether thresholds and scales are as in the sample, so that the correlations alone carry the misfit."""
    rows, ordered = setup.table.rows, setup.table.ordered
    if any(row.free and row.op == "~*~" for row in rows):
        return False
    if any(row.free and row.op == "~~" and row.lhs == row.rhs and row.lhs in ordered for row in rows):
        return False
    at = [row.free - 1 for row in rows if row.op == "|"]
    if min(at, default=0) < 0 or len(set(at)) < len(at):
        return False
    K = setup.tangent(theta)
    return K is None or bool(np.allclose(K[at] @ K[at].T, np.eye(len(at)), atol=1e-8))
