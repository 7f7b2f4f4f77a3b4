"""``fit()``: lavaan syntax and data in, a ``Fit`` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tamkit.errors import AnalysisError, InputError, listed
from tamkit.sem import estimators as allowed
from tamkit.sem.bootstrap import bootstrap_fit
from tamkit.sem.estimate import Estimate, estimate
from tamkit.sem.estimators import ESTIMATORS, chosen
from tamkit.sem.machine import single_threaded
from tamkit.sem.matrices import Array
from tamkit.sem.measures import fit_measures
from tamkit.sem.moments import Moments, Sample, from_frame, from_moments
from tamkit.sem.notes import FitWarning
from tamkit.sem.resampling import Given, Progress
from tamkit.sem.result import Fit
from tamkit.sem.routes import choose
from tamkit.sem.setup import Settings, Setup, prepare
from tamkit.sem.syntax import parse
from tamkit.sem.table import ParameterTable, TableOptions, build, check_names, variables


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `fit`, checked; each field is documented there."""

    estimator: str = "ML"
    missing: str = "listwise"
    ordered: tuple[str, ...] = ()
    group: str | None = None
    group_equal: tuple[str, ...] = ()
    group_partial: tuple[str, ...] = ()
    std_lv: bool = False
    meanstructure: bool | None = None
    fixed_x: bool | None = None
    orthogonal: bool = False
    likelihood: str = "normal"
    information: str | None = None
    parameterization: str = "delta"
    bootstrap: int = 0
    ci: str = "percentile"
    seed: int | None = None
    jobs: int = 1
    engine: str = "tamkit"


def fit(
    model: str,
    data: Any,
    *,
    estimator: str = "ML",
    missing: str = "listwise",
    ordered: Sequence[str] | str | bool = (),
    group: str | None = None,
    group_equal: Sequence[str] | str = (),
    group_partial: Sequence[str] | str = (),
    std_lv: bool = False,
    meanstructure: bool | None = None,
    fixed_x: bool | None = None,
    orthogonal: bool = False,
    likelihood: str = "normal",
    information: str | None = None,
    parameterization: str = "delta",
    bootstrap: int = 0,
    ci: str = "percentile",
    seed: int | None = None,
    jobs: int = 1,
    engine: str = "tamkit",
    resamples: Array | Sequence[Array] | None = None,
    progress: Progress | None = None,
) -> Fit:
    """Fit a structural equation model.

    Parameters
    ----------
    model
        Lavaan syntax; the defaults are those of ``lavaan::sem()``.
    data
        A DataFrame with one row a respondent, or `Moments` (a covariance or correlation matrix with n).
    estimator
        ML, MLM (Satorra–Bentler), MLR (Huber–White, Yuan–Bentler), GLS, ULS, DWLS, WLSMV, WLSM, ULSMV.
    missing
        ``"listwise"`` drops incomplete rows; ``"fiml"`` uses all of them (ML, MLR); ``"pairwise"``, with ordered
        variables, takes for each statistic the cases that answered what it needs.
    ordered, parameterization
        Names of ordinal items (``"all"``: every endogenous observed variable), for DWLS, ULS and their robust versions:
        thresholds and polychoric correlations are fitted, given the observed exogenous variables if there are any.
        ``"delta"`` (responses have variance one) or ``"theta"`` (their residuals have).
    group, group_equal, group_partial
        A grouping column; which parameters are equal across groups; which of those stay free, e.g. ``["PU=~PU2"]``.
    fixed_x
        Take the moments of exogenous observed variables from the sample (default for ML and for ordered items) or
        estimate them (default for GLS, ULS and DWLS on moments, as in lavaan).
    likelihood
        ``"normal"`` (lavaan, χ² = N·F) or ``"wishart"`` (AMOS, χ² = (N − G)·F).
    bootstrap, ci, seed, jobs, resamples
        Number of non-parametric draws; ``percentile``, ``bc`` or ``bca``; the result does not depend on ``jobs``.
        ``resamples`` (R, n) injects row indices instead of drawing them.
    engine
        ``"tamkit"`` or ``"semopy"`` (ML, one group, complete data: estimates and standard errors from semopy).

    Raises
    ------
    InputError
        A mistake in the model, the data or an option.
    AnalysisError
        The model is not identified; the message names the parameters.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> rng = np.random.default_rng(1)
    >>> factor = rng.normal(size=300)
    >>> items = pd.DataFrame({f"x{i}": factor + rng.normal(size=300) for i in (1, 2, 3, 4)})
    >>> fitted = fit("f =~ x1 + x2 + x3 + x4", items)
    >>> fitted.converged, int(fitted.fit["df"])
    (True, 2)

    R: ``lavaan::sem(model, data, estimator = , missing = , group = , group.equal = , likelihood = )``.
    """
    options = Options(
        estimator=chosen("estimator", estimator, allowed.EstimatorName),
        missing=chosen("missing", {"ml": "fiml"}.get(missing, missing), allowed.Missing),
        ordered=_names(ordered),
        group=group,
        group_equal=_names(group_equal),
        group_partial=_names(group_partial),
        std_lv=std_lv,
        meanstructure=meanstructure,
        fixed_x=fixed_x,
        orthogonal=orthogonal,
        likelihood=chosen("likelihood", likelihood, allowed.Likelihood),
        information=None if information is None else chosen("information", information, allowed.Information),
        parameterization=chosen("parameterization", parameterization, allowed.Parameterization),
        bootstrap=bootstrap,
        ci=chosen("ci", ci.lower(), allowed.Interval),
        seed=seed,
        jobs=jobs,
        engine=chosen("engine", engine, allowed.Engine),
    )
    _check_options(options, isinstance(data, Moments) and isinstance(data.cov, (list, tuple)) and len(data.cov) > 1)
    return run(model, data, options, resamples, progress)


def _names(value: Sequence[str] | str | bool) -> tuple[str, ...]:
    if value is True:
        return ("all",)
    if not value:
        return ()
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    return tuple(value)


def _check_options(options: Options, several: bool) -> None:
    """``several``: the data are matrices of more than one group."""
    if options.missing == "fiml" and options.estimator not in ("ML", "MLR"):
        raise InputError(
            f"missing='fiml' works with ML and MLR; {options.estimator} needs complete rows (listwise), "
            "or with ordered variables the available cases (pairwise)."
        )
    if options.bootstrap < 0 or options.jobs < 1:
        raise InputError("bootstrap must be 0 or more and jobs 1 or more.")
    if options.seed is not None and options.seed < 0:
        raise InputError(f"seed must be 0 or more, not {options.seed}.")
    if options.bootstrap == 1:
        raise InputError("one bootstrap draw says nothing; ask for at least 2, usually 5000.")
    if options.likelihood == "wishart" and options.estimator != "ML":
        raise InputError("likelihood='wishart' is defined for ML only.")
    if options.group_equal and options.group is None and not several:
        raise InputError("group_equal needs a grouping column (group=…).")


def run(model: str, data: Any, options: Options, resamples: Given | None, progress: Progress | None) -> Fit:
    """The fit that checked options ask for."""
    with single_threaded():
        setup = arrange(model, data, options)
        if options.engine == "semopy":
            from tamkit.sem.engines.semopy import estimate_with_semopy

            estimated = estimate_with_semopy(setup, missing=options.missing, bootstrap=options.bootstrap)
        else:
            estimated = estimate(setup)
        result = dress(model, options, setup, estimated)
        if options.bootstrap or resamples is not None:
            found = bootstrap_fit(
                setup,
                estimated,
                draws=options.bootstrap,
                kind=options.ci,
                seed=options.seed,
                jobs=options.jobs,
                resamples=resamples,
                progress=progress,
            )
            result = replace(result, bootstrap=found)
    return result


def arrange(model: str, data: Any, options: Options) -> Setup:
    """Parse, check names, take the sample, choose its route, build the table: everything before estimation."""
    parsed = parse(model)
    names = variables(parsed)
    kind = ESTIMATORS[options.estimator]
    if isinstance(data, Moments):
        sample = _from_moments(data, names, parsed, options)
    else:
        if not hasattr(data, "columns"):
            raise InputError(f"data must be a DataFrame or Moments; got {type(data).__name__}.")
        check_names(parsed, names, [str(column) for column in data.columns.tolist()])
        keep_incomplete = options.missing != "listwise"
        sample = from_frame(data, names.ov, group=options.group, missing="fiml" if keep_incomplete else "listwise")
    sample, route, fixed_x = choose(
        sample,
        parsed,
        names,
        ordered=options.ordered,
        missing=options.missing,
        estimator=kind,
        fixed_x=options.fixed_x,
        group=options.group,
    )
    meanstructure = options.meanstructure
    if meanstructure is None:
        meanstructure = any(term.op == "~1" for term in parsed.terms) or len(sample.n) > 1
    meanstructure = meanstructure or route.needs_means
    if meanstructure and not sample.has_means:
        if options.meanstructure:
            raise InputError("a mean structure needs the means; give Moments(mean=…).")
        meanstructure = False
    table_options = TableOptions(
        meanstructure=meanstructure,
        std_lv=options.std_lv,
        fixed_x=fixed_x,
        orthogonal=options.orthogonal,
        parameterization=options.parameterization,
        groups=len(sample.n),
        group_equal=options.group_equal,
        group_partial=options.group_partial,
    )
    table = build(parsed, table_options, route.thresholds, names)
    _check_size(table, sample)
    route.check(sample)
    information = options.information or route.information or kind.information
    settings = Settings(kind, options.likelihood, information, kind.se, kind.test)
    return prepare(table, sample, settings, route)


def _from_moments(data: Moments, names: Any, parsed: Any, options: Options) -> Sample:
    if options.group is not None:
        raise InputError("with matrices, give one matrix and one n a group instead of a grouping column.")
    if options.estimator in ("MLM", "MLR", "DWLS", "WLSMV", "WLSM", "ULSMV") or options.missing == "fiml":
        raise InputError(f"{options.estimator} needs the rows of the data; with a matrix use ML, GLS or ULS.")
    first = data.cov[0] if isinstance(data.cov, (list, tuple)) else data.cov
    check_names(parsed, names, [str(column) for column in first.columns], "the matrix")
    return from_moments(data, names.ov)


def _check_size(table: ParameterTable, sample: Sample) -> None:
    """Too few rows: fewer than variables leave the sample covariance singular."""
    p = len(sample.names)
    for label, n in zip(sample.groups, sample.n, strict=True):
        if n <= p:
            where = f" in group {label!r}" if label else ""
            raise InputError(
                f"only {n} complete rows{where} for {p} observed variables; the model needs more rows than variables, "
                f"and for trustworthy estimates several times its {table.k} free parameters."
            )


def dress(model: str, options: Options, setup: Setup, estimated: Estimate) -> Fit:
    """Fit measures and warnings around an estimate."""
    if estimated.unidentified:
        raise AnalysisError(
            "the model is not identified: the data cannot tell these parameters apart: "
            f"{listed(estimated.unidentified, 8)}. Fix one of them, for instance a loading or a variance."
        )
    notes = setup.route.notes(setup.sample)
    if estimated.empirically_weak:
        text = (
            f"empirically under-identified: these data hardly tell {listed(estimated.empirically_weak, 6)} apart; "
            "their estimates and standard errors are not to be trusted."
        )
        notes.append(FitWarning("empirical_underidentification", text))
    measures = fit_measures(setup, estimated) if estimated.converged else {"npar": float(setup.npar)}
    return Fit(model, options.estimator, options.engine, setup, estimated, measures, notes=tuple(notes))
