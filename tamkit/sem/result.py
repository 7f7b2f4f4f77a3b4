"""``Fit``: one fitted model and every table made from it. Numbers are computed when asked for, kept, and handed out as
copies; the modules that compute them take the setup and the estimate, and know no ``Fit``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import NotConverged, OptionError
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.sem.admissibility import check, without_value
from tamkit.sem.bollen_stine import BollenStine, bollen_stine
from tamkit.sem.bootstrap import Bootstrap
from tamkit.sem.diagram import diagram
from tamkit.sem.estimate import Estimate
from tamkit.sem.estimates import Columns, columns, drawn_frame, explained, latent_cov, parameter_frame, values
from tamkit.sem.fit_tests import FitTest
from tamkit.sem.matrices import Array
from tamkit.sem.modification import modification_indices
from tamkit.sem.notes import INADMISSIBLE, FitWarning
from tamkit.sem.options import Options
from tamkit.sem.residuals import mean_residuals, residuals
from tamkit.sem.score_tests import ScoreTests, score_tests
from tamkit.sem.scores import factor_scores
from tamkit.sem.setup import Setup
from tamkit.sem.summary import card, html, summary, to_dict
from tamkit.sem.wald import Wald, wald_test
from tamkit.sem.with_effects import WithEffects
from tamkit.shown import Card, Shown

if TYPE_CHECKING:
    from tamkit.drawing import Picture


@dataclass(frozen=True, repr=False)
class Fit(WithEffects, Shown):
    """A fitted model.

    Attributes
    ----------
    model : the lavaan syntax that was fitted
    options : how it was fitted, every option with its value
    setup : all that was fixed before the first iteration (see `tamkit.sem.setup.Setup`)
    estimate : θ̂, its covariance and the test (arrays; see `tamkit.sem.estimate.Estimate`)
    found : the fit measures; ask for them as ``fit``
    bootstrap : draws and intervals, or None
    notes : what the data's route and the estimation have to say; ask for ``warnings``
    tested : the tests of exact fit that the option ``test`` asked for; ask for ``tests``

    A group is given by its label, or by its number from 1; a table without one holds all groups, a matrix the first.

    Examples
    --------
    >>> from tamkit.sem import fit, simulate
    >>> answers = simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3 + 0.7*x4", 300, seed=1, standardized=True)
    >>> found = fit("f =~ x1 + a*x2 + b*x3 + x4", answers)
    >>> list(found.loadings()["rhs"]), found.residuals().shape, found.factor_scores().shape
    (['x1', 'x2', 'x3', 'x4'], (4, 4), (300, 1))
    >>> found.wald("a == b").df, found.bollen_stine(20, seed=1).pvalue
    (1, 0.15)
    """

    model: str
    options: Options
    setup: Setup
    estimate: Estimate
    found: dict[str, float]
    bootstrap: Bootstrap | None = None
    notes: tuple[FitWarning, ...] = ()
    tested: tuple[FitTest, ...] = ()

    # -- what was fitted -------------------------------------------------------------------------------------------

    @property
    def estimator(self) -> str:
        """The name of the estimator, ``"MLR"`` for instance."""
        return self.options.kind.name

    @property
    def engine(self) -> str:
        """``"tamkit"`` or ``"semopy"``."""
        return self.options.engine

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
    def fit(self) -> dict[str, float]:
        """Fit measures under lavaan's names with ``_`` for ``.``; those that do not exist for this fit are absent."""
        return dict(self.found)

    def measures(self) -> Any:
        """Fit measures as a Series (R: ``fitMeasures(fit)``)."""
        import pandas as pd

        return pd.Series(self.found, dtype=float)

    @property
    def tests(self) -> Any:
        """The tests of exact fit that the option ``test`` asked for: DataFrame[test, stat, df, pvalue].

        Each is explained in `tamkit.sem.fit_tests`. R: ``lavTest(fit, test = )``.
        """
        import pandas as pd

        rows = [(one.test, one.stat, one.df, one.pvalue) for one in self.tested]
        frame = pd.DataFrame(rows, columns=["test", "stat", "df", "pvalue"])
        return frame.astype({"stat": float, "df": float, "pvalue": float})

    # -- parameters ------------------------------------------------------------------------------------------------

    @property
    def vcov(self) -> Any:
        """Covariance of the free parameters, as a DataFrame."""
        return _frame(self.estimate.covariance, [row.label or row.name for row in self.setup.table.free_rows()])

    @cached_property
    def _columns(self) -> Columns:
        return columns(self.setup, self.estimate)

    @cached_property
    def _table(self) -> Any:
        return parameter_frame(self.setup, self._columns, self.bootstrap)

    @property
    def table(self) -> Any:
        """The parameter table as a DataFrame, one row a parameter, definitions last.

        Columns: lhs, op, rhs, group, label, free, est, se, z, pvalue, ci_lower, ci_upper, std_lv, std_all, std_all_se,
        std_all_ci_lower, std_all_ci_upper, std_nox (``std_all`` but for observed exogenous variables, whose units are
        kept: a dummy's effect is that of 1 against 0), resolution. Fixed parameters have no se. Intervals are of 95 %.

        se, z, p and interval of a parameter are the estimator's, those of ``std_all`` its own by the delta method. With
        a bootstrap, definitions (``:=``: indirect and total effects, differences) have the bootstrap's se and interval,
        no z, and a p that inverts the interval; ``resolution`` is the smallest p that the draws can tell, and a p below
        it says only that. What the draws say of parameters is told by ``bootstrapped()``.
        R: ``parameterEstimates(fit, standardized = TRUE)``.
        """
        return self._table.copy()

    def bootstrapped(self) -> Any:
        """What the bootstrap's draws say of every row of ``table``: se, p and interval, of ``std_all`` too.

        The parameters' own are in ``table``, by the estimator; the two differ, and one report holds to one of them.
        ``resolution``: the smallest p that the draws can tell, and a p below it says only that.
        R: ``parameterEstimates(sem(…, se = "bootstrap"), boot.ci.type = )``.
        """
        if self.bootstrap is None:
            raise OptionError("sem.not_resampled")
        return drawn_frame(self._table, self.bootstrap)

    def _rows(self, op: str, group: int | str | None = None) -> Any:
        return self._of_group(self._table[self._table["op"] == op], group)

    def loadings(self, group: int | str | None = None) -> Any:
        """Rows ``=~`` with ``smc``, the squared multiple correlation (share of the item's variance explained)."""
        frame = self._rows("=~", group)
        shares = self._r2_by_group
        frame["smc"] = [shares[g - 1].get(rhs, np.nan) for g, rhs in zip(frame["group"], frame["rhs"], strict=True)]
        return frame

    def paths(self, group: int | str | None = None) -> Any:
        """Rows ``~``: the structural paths (R: the regressions of ``parameterEstimates``)."""
        return self._rows("~", group)

    def defined(self) -> Any:
        """Rows ``:=``."""
        return self._rows(":=")

    # -- explained variance, moments -------------------------------------------------------------------------------

    @cached_property
    def _r2_by_group(self) -> list[dict[str, float]]:
        return [explained(self.setup, self.estimate, g) for g in range(len(self.groups))]

    @property
    def r2(self) -> dict[str, Any]:
        """R² of every dependent variable, observed and latent; with groups one dict a group label."""
        if len(self.groups) == 1:
            return dict(self._r2_by_group[0])
        return {label: dict(part) for label, part in zip(self.groups, self._r2_by_group, strict=True)}

    def latent_cov(self, group: int | str | None = None) -> Any:
        """Model-implied covariance of the latent variables (R: ``lavInspect(fit, "cov.lv")``)."""
        return _frame(latent_cov(self.setup, self.estimate, self.setup.group(group)), self.latent)

    def latent_cor(self, group: int | str | None = None) -> Any:
        """Model-implied correlation of the latent variables (R: ``lavInspect(fit, "cor.lv")``)."""
        C = self.latent_cov(group)
        with np.errstate(invalid="ignore"):  # no correlation with a construct whose variance is negative
            sd = np.sqrt(np.diag(C.to_numpy()))
        return C / np.outer(sd, sd)

    def implied_cov(self, group: int | str | None = None) -> Any:
        """Σ(θ̂), of ordered variables in the unit of their polychoric correlations (R: ``fitted(fit)$cov``)."""
        Sigma, _ = self.setup.route.implied(self.setup, self.estimate.theta, self.setup.group(group))
        return _frame(Sigma, self.observed)

    def implied_mean(self, group: int | str | None = None) -> Any:
        """μ(θ̂); the sample means without a mean structure. Of ordered variables the means of their responses."""
        import pandas as pd

        _, mu = self.setup.route.implied(self.setup, self.estimate.theta, self.setup.group(group))
        return pd.Series(mu.copy(), index=self.observed)

    def sample_cov(self, group: int | str | None = None) -> Any:
        """The sample covariance that was fitted (divisor n under normal ML, n − 1 otherwise)."""
        return _frame(self.setup.cov[self.setup.group(group)], self.observed)

    def residuals(self, kind: str = "cor", group: int | str | None = None) -> Any:
        """Residual moments, with groups a dict by label or one group's; see `tamkit.sem.residuals.residuals`."""
        found = residuals(self.setup, self.estimate, kind)
        if group is None:
            return found
        at = self.setup.group(group)
        return found[self.groups[at]] if len(self.groups) > 1 else found

    def residual_means(self, kind: str = "raw", group: int | str | None = None) -> Any:
        """Residual means, with groups a dict by label or one group's; see `tamkit.sem.residuals.mean_residuals`."""
        at = self.setup.group(group)
        found = mean_residuals(self.setup, self.estimate, kind)
        return found if group is None or len(self.groups) == 1 else found[self.groups[at]]

    # -- indices, scores ----------------------------------------------------------------------------------

    def modification_indices(self, minimum: float = 0.0, group: int | str | None = None) -> Any:
        """Score tests for parameters fixed at zero; see `tamkit.sem.modification.modification_indices`."""
        found = self._indices[self._indices["mi"] >= minimum].reset_index(drop=True)
        return found if group is None else self._of_group(found, group)

    @cached_property
    def _indices(self) -> Any:
        """Every modification index: a report asks in each of its languages."""
        return modification_indices(self.setup, self.estimate)

    def factor_scores(self, method: str = "regression", group: int | str | None = None) -> Any:
        """Factor scores of the fitted cases, all or a group's; see `tamkit.sem.scores.factor_scores`."""
        found = factor_scores(self.setup, self.estimate, method)
        if group is None:
            return found
        at = self.setup.group(group)
        return found[found["group"] == self.groups[at]] if len(self.groups) > 1 else found

    def wald(self, constraints: str) -> Wald:
        """Wald test of constraints such as ``"a == b; c == 0"``; see `tamkit.sem.wald.wald_test`."""
        return wald_test(self.setup, self.estimate, constraints)

    def score_tests(self) -> ScoreTests:
        """By how much χ² would fall without each equality constraint; see `tamkit.sem.score_tests.score_tests`."""
        return score_tests(self.setup, self.estimate)

    def bollen_stine(
        self, draws: int = 1000, *, seed: int | None = None, jobs: int = 1, progress: Progress | None = None
    ) -> BollenStine:
        """Bollen–Stine bootstrap test of fit; see `tamkit.sem.bollen_stine.bollen_stine`."""
        return bollen_stine(self.setup, self.estimate, draws, seed=seed, jobs=jobs, progress=progress)

    # -- the picture -----------------------------------------------------------------------------------------------

    def diagram(
        self,
        group: int | str | None = None,
        *,
        part: str | None = None,
        standardized: bool = True,
        marks: str = "stars",
        names: Mapping[str, str] | None = None,
    ) -> Picture:
        """The path diagram as a `Picture`: notebooks show it, ``.save("model.svg")`` or ``.png`` writes it.

        Parameters
        ----------
        group
            One group, by label or number; all of them, one under the other, without.
        part
            ``"structure"`` (paths; what there is to draw of a model with any), ``"measurement"`` (loadings and
            covariances; of one with none), or ``"both"``.
        standardized
            ``std_all`` of the table, else ``est``.
        marks
            At each number: ``"stars"``, its ``"p"``, its parameter's ``"labels"``, or ``"none"``.
        names
            What stands in a box instead of a variable's name: ``{"PU": "感知有用性"}``.

        Raises
        ------
        InputError
            For an unknown group, part, kind of marks or variable; a PNG wants matplotlib.

        >>> from tamkit.sem import fit, simulate
        >>> answers = simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3 + 0.7*x4", 300, seed=1, standardized=True)
        >>> fit("f =~ x1 + x2 + x3 + x4", answers).diagram(names={"f": "Trust"})
        <Picture diagram, 4.6 × 2.3 in; .save(path), .svg(), .png()>
        """
        return diagram(self, group, part=part, standardized=standardized, marks=marks, names=names)

    # -- words -----------------------------------------------------------------------------------------------------

    @cached_property
    def warnings(self) -> tuple[FitWarning, ...]:
        """Named warnings: non-convergence, Heywood cases, matrices that are not positive definite, …"""
        found = list(self.notes)
        if not self.converged:
            message = Message("sem.not_converged", iterations=self.estimate.iterations)
            found.append(FitWarning("not_converged", message))
        s = self.setup
        est, std_all = values(s, self.estimate)
        found += check(s.table, s.matrices, self.estimate.theta, s.cov, s.mean, std_all, self.groups)
        return (*found, *without_value(s.table, est))

    @property
    def admissible(self) -> bool:
        """Whether a population could have this solution: no negative variance, no correlation or loading beyond 1."""
        return not any(warning.code in INADMISSIBLE for warning in self.warnings)

    def require_converged(self) -> Fit:
        """This fit, or AnalysisError when it did not converge."""
        if not self.converged:
            raise NotConverged("sem.fit_did_not_converge", iterations=self.estimate.iterations)
        return self

    def summary(self) -> str:
        """Everything a reader of ``summary(fit, fit.measures = TRUE, standardized = TRUE)`` expects, as text."""
        return summary(self)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``tamkit fit --json``: numbers unrounded, absent where they do not exist."""
        return to_dict(self)

    def _card(self) -> Card:
        return card(self)

    def _repr_html_(self) -> str:
        return Shown._repr_html_(self) + html(self)


def _frame(matrix: Array, names: list[str]) -> Any:
    """A square DataFrame of its own numbers."""
    import pandas as pd

    return pd.DataFrame(matrix.copy(), index=names, columns=names)
