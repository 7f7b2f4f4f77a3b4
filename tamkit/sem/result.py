"""``Fit``: one fitted model and every table made from it. Numbers are computed when asked for, and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import AnalysisError
from tamkit.sem.admissibility import FitWarning, check
from tamkit.sem.implied import implied
from tamkit.sem.matrices import Array
from tamkit.sem.options import Options
from tamkit.sem.setup import Estimate, Setup
from tamkit.sem.standardize import (
    defined_values,
    difference_jacobian,
    row_values,
    standardized,
    variances,
)

if TYPE_CHECKING:
    from tamkit.sem.bootstrap import Bootstrap

Z975 = 1.959963984540054


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    Attributes
    ----------
    model : the lavaan syntax that was fitted
    options : how it was fitted, every option with its value
    estimate : θ̂, its covariance and the test (arrays; see `tamkit.sem.estimate.Estimate`)
    fit : fit measures under lavaan's names with ``_`` for ``.``
    bootstrap : draws and intervals, or None
    """

    model: str
    options: Options
    estimate: Estimate
    fit: dict[str, float]
    bootstrap: Bootstrap | None = None
    level: float = 0.95
    notes: tuple[FitWarning, ...] = field(default=())

    # -- what was fitted -------------------------------------------------------------------------------------------

    @property
    def estimator(self) -> str:
        """The name of the estimator, ``"MLR"`` for instance."""
        return self.options.estimator

    @property
    def engine(self) -> str:
        """``"tamkit"`` or ``"semopy"``."""
        return self.options.engine

    @property
    def setup(self) -> Setup:
        return self.estimate.setup

    @property
    def converged(self) -> bool:
        return self.estimate.converged

    @property
    def n(self) -> tuple[int, ...]:
        """Sample size of each group."""
        return self.setup.sample.n

    @property
    def groups(self) -> tuple[str, ...]:
        """Group labels; one empty label without groups."""
        return self.setup.sample.groups

    @property
    def observed(self) -> list[str]:
        return list(self.setup.table.names.ov)

    @property
    def latent(self) -> list[str]:
        return list(self.setup.table.names.lv)

    @property
    def npar(self) -> int:
        return self.setup.npar

    @property
    def vcov(self) -> Any:
        """Covariance of the free parameters, as a DataFrame."""
        import pandas as pd

        names = [row.label or row.name for row in self.setup.table.free_rows()]
        return pd.DataFrame(self._vcov, index=names, columns=names)

    @property
    def _vcov(self) -> Array:
        if self.estimate.vcov is None:
            k = self.setup.table.k
            return np.full((k, k), np.nan)
        return self.estimate.vcov

    @property
    def _stack(self) -> tuple[list[Array], list[Array]]:
        return [S[None] for S in self.setup.cov], [m[None] for m in self.setup.mean]

    # -- standardized values ---------------------------------------------------------------------------------------

    def _standardized(self, theta: Array, kind: str) -> Array:
        cov, mean = self._stack
        B = len(theta)
        spread = [np.broadcast_to(S, (B, *S.shape[1:])) for S in cov]
        centre = [np.broadcast_to(m, (B, *m.shape[1:])) for m in mean]
        return standardized(self.setup.table, self.setup.matrices, theta, spread, centre, kind)

    @cached_property
    def _rows(self) -> dict[str, Array]:
        """Columns of the parameter table over all rows and definitions."""
        table, theta = self.setup.table, self.estimate.theta
        cov, mean = self._stack
        est = np.concatenate([row_values(table, theta[None], cov, mean)[0], defined_values(table, theta[None])[0]])
        J = np.zeros((len(est), table.k))
        for index, row in enumerate(table.rows):
            if row.free:
                J[index, row.free - 1] = 1.0
        if table.definitions:
            J[len(table.rows) :] = self._jacobian(lambda points: defined_values(table, points))
        se = self._delta(J)
        std_lv = self._standardized(theta[None], "std_lv")[0]
        std_all = self._standardized(theta[None], "std_all")[0]
        std_se = self._delta(self._jacobian(lambda points: self._standardized(points, "std_all")))
        return {"est": est, "se": se, "std_lv": std_lv, "std_all": std_all, "std_all_se": std_se}

    def _jacobian(self, function: Callable[[Array], Array]) -> Array:
        """∂function/∂θ at the estimate (out, k)."""
        return difference_jacobian(function, self.estimate.theta, np.sqrt(np.maximum(np.diag(self._vcov), 0.0)))

    def _delta(self, J: Array) -> Array:
        """√diag(J V Jᵀ)."""
        return np.sqrt(np.maximum(np.einsum("ri,ij,rj->r", J, self._vcov, J), 0.0))

    @cached_property
    def table(self) -> Any:
        """The parameter table as a DataFrame, one row a parameter, definitions last.

        Columns: lhs, op, rhs, group, label, free, est, se, z, pvalue, ci_lower, ci_upper, std_lv, std_all, std_all_se,
        std_all_ci_lower, std_all_ci_upper. Fixed parameters have no se. With a bootstrap, se and the intervals are
        the bootstrap's, and p inverts the interval.
        R: ``parameterEstimates(fit, standardized = TRUE)``.
        """
        import pandas as pd

        table, numbers = self.setup.table, self._rows
        rows = [
            (r.lhs, r.op, r.rhs, r.group, "" if r.label.startswith(".") else r.label, bool(r.free)) for r in table.rows
        ]
        rows += [(d.name, ":=", d.right.text, 0, d.name, False) for d in table.definitions]
        frame = pd.DataFrame(rows, columns=["lhs", "op", "rhs", "group", "label", "free"])
        defined = frame["op"].to_numpy() == ":="
        estimated = (frame["free"].to_numpy() | defined) & (numbers["se"] > 0)
        se = np.where(estimated, numbers["se"], np.nan)
        std_se = np.where(numbers["std_all_se"] > 1e-10, numbers["std_all_se"], np.nan)
        frame["est"] = numbers["est"]
        lower, upper = numbers["est"] - Z975 * se, numbers["est"] + Z975 * se
        std_lower, std_upper = numbers["std_all"] - Z975 * std_se, numbers["std_all"] + Z975 * std_se
        if self.bootstrap is not None:
            se = np.where(estimated, self.bootstrap.se, np.nan)
            lower, upper = (np.where(estimated, end, np.nan) for end in (self.bootstrap.lower, self.bootstrap.upper))
            std_se = np.where(np.isnan(std_se), np.nan, self.bootstrap.std_se)
            std_lower, std_upper = (
                np.where(np.isnan(std_se), np.nan, end) for end in (self.bootstrap.std_lower, self.bootstrap.std_upper)
            )
        frame["se"] = se
        frame["z"] = numbers["est"] / se
        frame["pvalue"] = normal_pvalue(frame["z"].to_numpy())
        if self.bootstrap is not None:
            frame["pvalue"] = np.where(estimated, self.bootstrap.pvalue, np.nan)
        frame["ci_lower"], frame["ci_upper"] = lower, upper
        frame["std_lv"], frame["std_all"], frame["std_all_se"] = numbers["std_lv"], numbers["std_all"], std_se
        frame["std_all_ci_lower"], frame["std_all_ci_upper"] = std_lower, std_upper
        return frame

    def loadings(self) -> Any:
        """Rows ``=~`` with ``smc``, the squared multiple correlation (share of the item's variance explained)."""
        frame = self.table[self.table["op"] == "=~"].reset_index(drop=True)
        shares = self._r2_by_group
        frame["smc"] = [shares[g - 1].get(rhs, np.nan) for g, rhs in zip(frame["group"], frame["rhs"], strict=True)]
        return frame

    def paths(self) -> Any:
        """Rows ``~``: the structural paths (R: the regressions of ``parameterEstimates``)."""
        return self.table[self.table["op"] == "~"].reset_index(drop=True)

    def defined(self) -> Any:
        """Rows ``:=``."""
        return self.table[self.table["op"] == ":="].reset_index(drop=True)

    # -- explained variance, moments -------------------------------------------------------------------------------

    @cached_property
    def _r2_by_group(self) -> list[dict[str, float]]:
        out = []
        cov, mean = self._stack
        table = self.setup.table
        for g, group in enumerate(self.setup.matrices):
            spread = variances(group, self.estimate.theta[None], cov[g], mean[g])
            dependent = {row.lhs for row in table.rows if row.op == "~"} | set(table.names.indicators)
            order = [name for name in (*table.names.ov, *table.names.lv) if name in dependent]
            at = {name: index for index, name in enumerate(group.variables)}
            shares = {name: float(1 - spread.residual[0, at[name]] / spread.total[0, at[name]]) for name in order}
            # A negative residual variance (reported as a Heywood case) leaves no share of variance to speak of.
            out.append({name: share for name, share in shares.items() if share <= 1 + 1e-12})
        return out

    @property
    def r2(self) -> dict[str, Any]:
        """R² of every dependent variable, observed and latent; with groups one dict a group label."""
        if len(self.groups) == 1:
            return dict(self._r2_by_group[0])
        return {label: dict(part) for label, part in zip(self.groups, self._r2_by_group, strict=True)}

    def _frame(self, matrix: Array, names: list[str]) -> Any:
        import pandas as pd

        return pd.DataFrame(matrix, index=names, columns=names)

    def latent_cov(self, group: int = 1) -> Any:
        """Model-implied covariance of the latent variables (R: ``lavInspect(fit, "cov.lv")``)."""
        matrices = self.setup.matrices[group - 1]
        cov, mean = self._stack
        spread = variances(matrices, self.estimate.theta[None], cov[group - 1], mean[group - 1])
        index = [matrices.variables.index(name) for name in self.latent]
        return self._frame(spread.latent_cov[0][np.ix_(index, index)], self.latent)

    def latent_cor(self, group: int = 1) -> Any:
        """Model-implied correlation of the latent variables (R: ``lavInspect(fit, "cor.lv")``)."""
        C = self.latent_cov(group)
        sd = np.sqrt(np.diag(C.to_numpy()))
        return C / np.outer(sd, sd)

    def implied_cov(self, group: int = 1) -> Any:
        """Σ(θ̂) (R: ``fitted(fit)$cov``)."""
        return self._frame(self._implied(group - 1).Sigma[0], self.observed)

    def implied_mean(self, group: int = 1) -> Any:
        """μ(θ̂); the sample means without a mean structure."""
        import pandas as pd

        g = group - 1
        mu = self._implied(g).mu[0] if self.setup.table.options.meanstructure else self.setup.mean[g]
        return pd.Series(mu, index=self.observed)

    def _implied(self, g: int) -> Any:
        cov, mean = self._stack
        return implied(self.setup.matrices[g], self.estimate.theta[None], cov[g], mean[g])

    def sample_cov(self, group: int = 1) -> Any:
        """The sample covariance that was fitted (divisor n under normal ML, n − 1 otherwise)."""
        return self._frame(self.setup.cov[group - 1], self.observed)

    def residuals(self, kind: str = "cor") -> Any:
        """Residual moments; see `tamkit.sem.residuals.residuals`."""
        from tamkit.sem.residuals import residuals

        return residuals(self, kind)

    # -- effects, indices, scores ----------------------------------------------------------------------------------

    def effects(self, outcome: str | None = None) -> Any:
        """Direct, indirect and total effects as a DataFrame, unstandardized and standardized (``*_std``).

        One row a (group, source, outcome) joined by a directed path; ``*_se``, ``*_pvalue``, ``*_ci_lower/upper`` by
        the delta method, or from the bootstrap draws when the fit has them. AMOS: "total/direct/indirect effects".
        """
        from tamkit.sem.effect_table import effect_table

        frame = effect_table(self)
        return frame if outcome is None else frame[frame["outcome"] == outcome].reset_index(drop=True)

    def modification_indices(self, minimum: float = 0.0) -> Any:
        """Score tests for parameters fixed at zero; see `tamkit.sem.modification.modification_indices`."""
        from tamkit.sem.modification import modification_indices

        return modification_indices(self, minimum)

    def factor_scores(self, method: str = "regression") -> Any:
        """Factor scores of the fitted cases; see `tamkit.sem.scores.factor_scores`."""
        from tamkit.sem.scores import factor_scores

        return factor_scores(self, method)

    def wald(self, constraints: str) -> Any:
        """Wald test of constraints such as ``"a == b; c == 0"``; see `tamkit.sem.wald.wald_test`."""
        from tamkit.sem.wald import wald_test

        return wald_test(self, constraints)

    def bollen_stine(self, draws: int = 1000, *, seed: int | None = None, jobs: int = 1) -> Any:
        """Bollen–Stine bootstrap test of fit; see `tamkit.sem.bootstrap.bollen_stine`."""
        from tamkit.sem.bootstrap import bollen_stine

        return bollen_stine(self, draws, seed=seed, jobs=jobs)

    # -- words -----------------------------------------------------------------------------------------------------

    @cached_property
    def warnings(self) -> tuple[FitWarning, ...]:
        """Named warnings: non-convergence, Heywood cases, matrices that are not positive definite, …"""
        found = list(self.notes)
        if not self.converged:
            found.append(
                FitWarning(
                    "not_converged", f"the solver did not converge within {self.estimate.iterations} iterations."
                )
            )
        found += check(
            self.setup.table,
            self.setup.matrices,
            self.estimate.theta,
            self.setup.cov,
            self.setup.mean,
            self._rows["std_all"],
            self.groups,
        )
        return tuple(found)

    def require_converged(self) -> Fit:
        """This fit, or AnalysisError when it did not converge."""
        if not self.converged:
            raise AnalysisError(
                f"the model did not converge within {self.estimate.iterations} iterations; "
                "check that every construct has items that correlate, or give start values with start(…)*."
            )
        return self

    def measures(self) -> Any:
        """Fit measures as a Series (R: ``fitMeasures(fit)``)."""
        import pandas as pd

        return pd.Series(self.fit, dtype=float)

    def summary(self) -> str:
        """Everything a reader of ``summary(fit, fit.measures = TRUE, standardized = TRUE)`` expects, as text."""
        from tamkit.sem.summary import summary

        return summary(self)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``tamkit fit --json``: numbers unrounded, absent where they do not exist."""
        from tamkit.sem.summary import to_dict

        return to_dict(self)

    def _repr_html_(self) -> str:
        from tamkit.sem.summary import html

        return html(self)

    def __repr__(self) -> str:
        state = "converged" if self.converged else "NOT converged"
        chisq, df = self.fit.get("chisq", float("nan")), self.fit.get("df", 0)
        return f"<Fit {self.estimator}, n = {sum(self.n)}, {state}, chisq({df:.0f}) = {chisq:.3f}>"


def normal_pvalue(z: Array) -> Array:
    """Two-sided p of a standard normal z."""
    from scipy.special import ndtr

    return np.asarray(2 * ndtr(-np.abs(z)))
