"""All that is fixed before the first iteration: options, compiled model, sample moments, and the route of the data.

A `Route` is one kind of data (complete, ordered, incomplete): it answers what depends on the kind, and nothing outside
its room asks which kind it is. `Setup` and `Route` need each other, so they stand in one module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tamkit.errors import OptionError, listed, nearest
from tamkit.sem.constraints import Constraints, active_jacobian, resolve
from tamkit.sem.discrepancy import Discrepancy
from tamkit.sem.estimators import Estimator
from tamkit.sem.information import inverse_along, tangent
from tamkit.sem.least_squares import information, meat
from tamkit.sem.matrices import Array, Matrices, compile_group
from tamkit.sem.moments import Sample
from tamkit.sem.notes import FitWarning
from tamkit.sem.pieces import Corrected, Misfit, MomentFit, Nested, Pieces, Replicated, ResidualParts, Sandwich, Solved
from tamkit.sem.resampling import leave_one_out
from tamkit.sem.table import ParameterTable
from tamkit.sem.teststat import Test
from tamkit.sem.vicinity import Vicinity

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to estimate; what ``fit()`` was told, resolved."""

    estimator: Estimator
    likelihood: str = "normal"
    information: str = "expected"
    se: str = "standard"
    test: str = "standard"

    @property
    def discrepancy(self) -> str:
        """The function that is minimised: ML, GLS, ULS or DWLS."""
        return self.estimator.discrepancy


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything fixed before the first iteration; ``N`` divides χ² in the measures, ``cov`` suits the estimator."""

    table: ParameterTable
    sample: Sample
    settings: Settings
    matrices: tuple[Matrices, ...]
    constraints: Constraints
    cov: tuple[Array, ...]
    mean: tuple[Array, ...]
    N: float
    route: Route

    @property
    def exogenous(self) -> list[int]:
        names = self.table.names
        return [index for index, name in enumerate(names.ov) if name in names.ov_x and self.table.options.fixed_x]

    @property
    def npar(self) -> int:
        K = self.constraints.affine.K
        return (self.table.k if K is None else K.shape[1]) - len(self.constraints.equalities)

    @property
    def moments(self) -> int:
        """Sample moments that the model explains, all groups."""
        return self.route.moments(self)

    @property
    def df(self) -> int:
        return self.moments - self.npar

    @property
    def stack(self) -> tuple[list[Array], list[Array]]:
        """The sample's moments as stacks of one."""
        return [S[None] for S in self.cov], [m[None] for m in self.mean]

    def modelled(self, means: bool) -> Array:
        """Whether each moment varies: all but those among fixed exogenous variables; means first, where asked for."""
        x = np.isin(np.arange(len(self.sample.names)), self.exogenous)
        i, j = np.triu_indices(len(x))
        keep = ~(x[i] & x[j])
        return np.concatenate([~x, keep]) if means else keep

    def tangent(self, theta: Array) -> Array | None:
        """Directions (k,·) in which θ may move at θ̂: those of no equality and no inequality that binds; None: all.

        The one source of what constraints do to inference.
        """
        J = None if self.constraints.linear_only else active_jacobian(self.table, self.constraints, theta)
        return tangent(self.constraints.affine, J)

    def inverse(self, H: Array, theta: Array) -> Array:
        """H⁻¹ (k,k) on the tangent space of the constraints at θ."""
        return inverse_along(H, self.tangent(theta))

    def group(self, which: int | str | None) -> int:
        """Position of a group given by its label, or by its number from 1 (the column ``group`` of every table).

        None is the first, all there is without groups. Where labels are numerals, a number that is also the label of
        another group is refused.
        Raises InputError, which names the groups, for any other.
        """
        labels = self.sample.groups
        if which is None:
            return 0
        known = [f"{g} ({label})" for g, label in enumerate(labels, start=1)] if len(labels) > 1 else ["1"]
        groups = listed(known, 20)
        if isinstance(which, str) and which in labels:
            return labels.index(which)
        number = isinstance(which, int | np.integer) and not isinstance(which, bool)
        if number and str(which) in labels and labels.index(str(which)) != int(which) - 1:
            raise OptionError("sem.group_is_number_and_label", group=which, groups=groups)
        if number and 1 <= int(which) <= len(labels):
            return int(which) - 1
        near = nearest(which, labels) if isinstance(which, str) and len(labels) > 1 else None
        raise OptionError("sem.no_such_group", group=which, near=near, groups=groups)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The independence model: its test and, where it had to be fitted, its setup and θ̂."""

    test: Test
    setup: Setup | None = None
    theta: Array | None = None


class Route(Protocol):
    """One kind of data. A new kind is a class that answers this, in a room of its own, named in `tamkit.sem.routes`.

    ``theta`` is (k,), ``g`` counts groups from 0, H and every other information is (k,k) and per observation.
    """

    # -- before the first iteration --------------------------------------------------------------------------------

    @property
    def thresholds(self) -> Mapping[str, int]:
        """Number of thresholds of each ordered variable."""
        return {}

    @property
    def needs_means(self) -> bool:
        """Whether a model of these data always has a mean structure."""
        return False

    @property
    def information(self) -> str | None:
        """The information that standard errors take unless another is asked for; None: the estimator's."""
        return None

    def check(self, sample: Sample) -> None:
        """Raise InputError where the sample moments cannot be fitted."""

    def unbiased(self, settings: Settings) -> bool:
        """Whether covariances have the divisor n − 1 in the estimator's form."""
        return settings.discrepancy != "ML" or settings.likelihood == "wishart"

    def moments(self, setup: Setup) -> int:
        """How many sample moments the model explains, all groups."""

    def guesses(self, table: ParameterTable, sample: Sample, g: int) -> Mapping[Key, float]:
        """Start values that these data alone know."""
        return {}

    def problem(self, setup: Setup) -> Discrepancy:
        """The discrepancy of the sample itself, a stack of one."""

    def chisquare(self, setup: Setup, theta: Array, value: float) -> float:
        """T from f."""
        return max(2 * sum(setup.sample.n) * value, 0.0)

    def notes(self, sample: Sample) -> list[FitWarning]:
        """What a reader must know of the data, rows left out included."""

    # -- inference -------------------------------------------------------------------------------------------------

    def hessian(self, setup: Setup, theta: Array, information: str) -> Array:
        """H at θ, ``expected`` or ``observed``, in lavaan's scaling."""

    def first_order(self, setup: Setup, theta: Array) -> Array:
        """Σ s sᵀ / N over the casewise scores at θ (the meat of Huber and White)."""

    def saturated_trace(self, setup: Setup) -> float:
        """tr(B₁ A₁⁻¹) of the saturated model, all groups."""

    def sandwich(self, setup: Setup, theta: Array, inverse: Array) -> Sandwich:
        """What Satorra and Bentler's errors and tests are made of; ``inverse`` of the expected information."""

    def normal_meat(self, setup: Setup, theta: Array) -> Array:
        """The meat of least squares with Γ under normality, which continuous data alone have."""
        raise OptionError("sem.ordered_without_likelihood")

    def pieces(self, setup: Setup, theta: Array) -> Pieces:
        """Δ, W and Γ of least squares."""

    def check_test(self, setup: Setup, name: str) -> None:
        """Raise OptionError where these data don't have a test of exact fit."""

    def moment_fits(self, setup: Setup, theta: Array) -> list[MomentFit]:
        """Residual moments and Δ of each group, of the moments that vary."""

    def moment_information(self, setup: Setup, theta: Array) -> list[Array]:
        """Information about each group's moments that vary, at the model's, of the kind that the fit uses."""

    def acovs(self, setup: Setup, theta: Array, kind: str) -> list[Array]:
        """Γ of each group's moments that vary: under normality at the sample's moments (``nt``) or the model's
        (``nt.model``), distribution-free around either (``adf``, ``adf.model``), or ``unbiased``."""

    def nested(self, setup: Setup, theta: Array) -> Nested:
        """What the difference test of the restrictions takes from the fit at θ."""
        at, n = self.pieces(setup, theta), setup.sample.n
        kind = "scaled.shifted" if setup.settings.test == "standard" else setup.settings.test
        return Nested(at.deltas, information(at.deltas, at.weights, n), meat(at, n), kind)

    # -- measures --------------------------------------------------------------------------------------------------

    def baseline(self, setup: Setup) -> Baseline:
        """The independence model."""

    def loglik(self, setup: Setup, theta: Array, value: float) -> tuple[float, float]:
        """Log-likelihood of the model and of the saturated one; NaN where there is none."""
        return float("nan"), float("nan")

    def misfit(self, setup: Setup, theta: Array) -> Misfit:
        """What GFI and the averages of residuals are made of."""

    def population_chisquare(self, setup: Setup, theta: Array, test: Test) -> tuple[float, float, int]:
        """χ², N and the number of variables from which the population's GFI is estimated."""
        return test.chisq, setup.N, len(setup.sample.names)

    def own_measures(self, setup: Setup, test: Test) -> dict[str, float]:
        """Measures that only these data have."""
        return {}

    def residual_tests(self, setup: Setup, theta: Array, base: Baseline) -> tuple[Test, Test] | None:
        """Browne's test of the model and of the independence model, where they stand beside a T that is no χ²."""
        return None

    def corrected(self, setup: Setup, theta: Array, inverse: Array, test: Test, base: Baseline) -> Corrected | None:
        """What robust CFI, TLI and RMSEA are made of; None where lavaan has none."""

    # -- tables ----------------------------------------------------------------------------------------------------

    def implied(self, setup: Setup, theta: Array, g: int) -> tuple[Array, Array]:
        """Σ̂ (p,p) and μ̂ (p,) of the statistics that were fitted."""

    def follow(
        self, table: ParameterTable, values: Array, theta: Array, cov: Sequence[Array], mean: Sequence[Array]
    ) -> Array:
        """The rows' values (B,R) with those that follow from other parameters put in."""
        return values

    def residual_parts(self, setup: Setup, theta: Array, g: int) -> ResidualParts:
        """What standard errors of residuals are made of."""

    def factor_scores(self, setup: Setup, theta: Array, g: int, method: str) -> Array:
        """(n, m) scores of the latent variables for the rows of group ``g``."""

    # -- resamples -------------------------------------------------------------------------------------------------

    def refit(self, setup: Setup, near: Vicinity, weights: Sequence[Array], rows: Sequence[Array]) -> Solved:
        """Solve the resamples that take row i of group g ``weights[g][b, i]`` times, from the sample's solution."""

    def survey(self, setup: Setup, near: Vicinity, weights: Sequence[Array], rows: Sequence[Array]) -> Vicinity:
        """What a few such resamples say of where the others go."""
        return near

    def jackknife(self, setup: Setup, near: Vicinity) -> Solved:
        """Solve the samples that leave one case out."""
        n, rows = setup.sample.n, setup.sample.data or ()
        lots = (weights for g in range(len(n)) for weights in leave_one_out(n, g))  # one lot at a time in memory
        return Solved.joined([self.refit(setup, near, weights, rows) for weights in lots])

    def replicates(self, setup: Setup) -> bool:
        """Whether samples of a population can be solved as a stack, errors and all."""
        return False

    def replicated(self, setup: Setup, near: Vicinity, rows: Array) -> Replicated:
        """Solve samples of a population, ``rows`` (B,n,p), with the covariance of each θ̂."""
        raise TypeError(f"samples of {type(self).__name__} are no stack")

    def null_rows(self, setup: Setup, theta: Array) -> list[Array]:
        """Rows like the sample's in which the model holds (Bollen & Stine); InputError where that cannot be."""
        raise OptionError("sem.bollen_stine_needs_complete_continuous")


def prepare(table: ParameterTable, sample: Sample, settings: Settings, route: Route) -> Setup:
    """Compile the model and put the sample moments into the estimator's form."""
    n = sample.n
    unbiased = route.unbiased(settings)
    total = sum(n)
    normal = settings.discrepancy == "ML" and settings.likelihood == "normal"
    cov = tuple(S * (m / (m - 1)) if unbiased else S for S, m in zip(sample.cov, n, strict=True))
    for part in (*cov, *sample.mean):
        part.flags.writeable = False  # everything that a fit shows follows from them
    return Setup(
        table=table,
        sample=sample,
        settings=settings,
        matrices=tuple(compile_group(table, g + 1) for g in range(len(n))),
        constraints=resolve(table),
        cov=cov,
        mean=sample.mean,
        N=total if normal else total - len(n),
        route=route,
    )
