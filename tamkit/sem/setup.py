"""What is decided before the first iteration: options, compiled model, sample moments in the estimator's form."""

from __future__ import annotations

from dataclasses import dataclass

from tamkit.sem.constraints import Constraints, resolve
from tamkit.sem.estimators import Estimator
from tamkit.sem.matrices import Array, Matrices, compile_group
from tamkit.sem.moments import Sample
from tamkit.sem.table import ParameterTable
from tamkit.sem.teststat import Test


@dataclass(frozen=True, slots=True)
class Settings:
    """How to estimate; what ``fit()`` was told, resolved."""

    estimator: Estimator
    likelihood: str = "normal"
    information: str = "expected"
    se: str = "standard"
    test: str = "standard"


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
        p, x = len(self.sample.names), len(self.exogenous)
        if self.sample.ordinal:
            return sum(len(part.statistics) for part in self.sample.ordinal)
        mean = self.table.options.meanstructure
        one = p * (p + 1) // 2 - x * (x + 1) // 2 + ((p - x) if mean else 0)
        return one * len(self.sample.n)

    @property
    def all_moments(self) -> int:
        """The same with exogenous moments counted, as lavaan's GFI family does."""
        p = len(self.sample.names)
        return (p * (p + 1) // 2 + (p if self.table.options.meanstructure else 0)) * len(self.sample.n)

    @property
    def df(self) -> int:
        return self.moments - self.npar


@dataclass(frozen=True, slots=True)
class Estimate:
    """θ̂ (k,), its covariance (k,k) (None: not available), the unit information's inverse, f, and the test."""

    setup: Setup
    theta: Array
    value: float
    converged: bool
    iterations: int
    vcov: Array | None
    inverse: Array | None
    test: Test
    scaling_h1: float = float("nan")
    scaling_h0: float = float("nan")
    dead: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


def prepare(table: ParameterTable, sample: Sample, settings: Settings) -> Setup:
    """Compile the model and put the sample moments into the estimator's form."""
    n = sample.n
    unbiased = (settings.estimator.discrepancy != "ML" or settings.likelihood == "wishart") and not sample.ordinal
    cov = tuple(S * (m / (m - 1)) if unbiased else S for S, m in zip(sample.cov, n, strict=True))
    total = sum(n)
    normal = settings.estimator.discrepancy == "ML" and settings.likelihood == "normal"
    return Setup(
        table=table,
        sample=sample,
        settings=settings,
        matrices=tuple(compile_group(table, g + 1) for g in range(len(n))),
        constraints=resolve(table),
        cov=cov,
        mean=sample.mean,
        N=total if normal else total - len(n),
    )
