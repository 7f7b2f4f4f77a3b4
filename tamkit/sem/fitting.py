"""``fit()``: lavaan syntax and data in, a ``Fit`` out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tamkit.errors import AnalysisError, InputError, listed
from tamkit.sem.admissibility import FitWarning
from tamkit.sem.baseline import baseline, baseline_test
from tamkit.sem.estimate import estimate
from tamkit.sem.estimators import names as names_with
from tamkit.sem.implied import implied
from tamkit.sem.likelihood import saturated_loglik
from tamkit.sem.linalg import clearly_definite
from tamkit.sem.machine import single_threaded
from tamkit.sem.matrices import Array
from tamkit.sem.measures import FitInput, all_measures
from tamkit.sem.moments import Moments, Sample, from_frame, from_moments
from tamkit.sem.options import Options, signature_of
from tamkit.sem.ordinal.sample import check_thresholds, ordered_names, ordinal_sample
from tamkit.sem.result import Fit
from tamkit.sem.setup import Estimate, Settings, Setup, prepare
from tamkit.sem.table import ParameterTable, TableOptions, build, check_names
from tamkit.syntax import Model, as_model


def fit(
    model: Model | str,
    data: Any,
    *,
    options: Options | None = None,
    resamples: Array | Sequence[Array] | None = None,
    progress: Callable[[int, int], None] | None = None,
    **given: Any,
) -> Fit:
    """Fit a structural equation model.

    Parameters
    ----------
    model
        Lavaan syntax, or a ``Model`` such as a questionnaire's ``form.model("tam")``; the defaults are those of
        ``lavaan::sem()``.
    data
        A DataFrame with one row a respondent, or `Moments` (a covariance or correlation matrix with n).
    options, **given
        How: one `tamkit.sem.Options`, or its fields as keywords (``estimator="MLR"``, ``group="product"`` …), which
        are put on top of ``options``. Each is documented there; the estimator is ML unless named, as in lavaan.
    resamples
        (R, n) row indices to resample by, instead of drawing them; with groups one such array a group.
    progress
        Called with (draws done, draws) during a bootstrap.

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
    chosen = Options.of(options, **given)
    several = isinstance(data, Moments) and isinstance(data.cov, (list, tuple)) and len(data.cov) > 1
    if chosen.group_equal and chosen.group is None and not several:
        raise InputError("group_equal needs a grouping column (group=…).")
    with single_threaded():
        setup = arrange(model, data, chosen)
        if chosen.engine == "semopy":
            from tamkit.sem.engines.semopy import estimate_with_semopy

            estimated = estimate_with_semopy(data, setup, chosen)
        else:
            estimated = _estimated(setup)
        result = dress(str(model), chosen, estimated)
        if chosen.bootstrap or resamples is not None:
            from tamkit.sem.bootstrap import bootstrap_fit

            result = replace(
                result,
                bootstrap=bootstrap_fit(
                    result,
                    draws=chosen.bootstrap,
                    kind=chosen.ci,
                    seed=chosen.seed,
                    jobs=chosen.jobs,
                    resamples=resamples,
                    progress=progress,
                ),
            )
    return result


def _estimated(setup: Setup) -> Estimate:
    """The estimate; arithmetic that breaks down is told as what it is, so that no caller has to know of it."""
    try:
        return estimate(setup)
    except np.linalg.LinAlgError:
        raise AnalysisError(
            "the model cannot be computed on these data: a matrix that has to be inverted is singular. "
            "Usually two constructs or parameters are hardly told apart; simplify the model."
        ) from None


fit.__signature__ = signature_of(fit)  # type: ignore[attr-defined]  # every option by name, in help() and notebooks


def arrange(model: Model | str, data: Any, options: Options) -> Setup:
    """Parse, check names, take the sample, build the table: everything before estimation."""
    parsed = as_model(model)
    names = parsed.names()
    kind = options.kind
    if isinstance(data, Moments):
        sample = _from_moments(data, names, parsed, options)
    else:
        if not hasattr(data, "columns"):
            raise InputError(f"data must be a DataFrame or Moments; got {type(data).__name__}.")
        check_names(parsed, names, [str(column) for column in data.columns.tolist()])
        keep_incomplete = options.missing != "listwise"
        sample = from_frame(data, names.ov, group=options.group, missing="fiml" if keep_incomplete else "listwise")
    groups = len(sample.n)
    ordered = ordered_names(options.ordered, kind, options.missing, names, parsed)
    if ordered and sample.data is None:
        raise InputError("ordered variables need the rows of the data; a covariance matrix has no categories.")
    fixed_x = (kind.discrepancy == "ML" or bool(ordered)) if options.fixed_x is None else options.fixed_x
    thresholds: dict[str, int] = {}
    if ordered:
        given = names.ov_x if fixed_x else ()
        sample, thresholds = ordinal_sample(sample, ordered, options.group, given)
        check_thresholds(parsed, thresholds)
    elif options.missing == "fiml":
        from tamkit.sem.missing.estimation import incomplete

        fixed = [index for index, name in enumerate(names.ov) if fixed_x and name in names.ov_x]
        sample = incomplete(sample, fixed)
    meanstructure = options.meanstructure
    if meanstructure is None:
        wanted = any(term.op == "~1" for term in parsed.terms)
        meanstructure = wanted or groups > 1 or options.missing == "fiml"
    meanstructure = meanstructure or bool(ordered)
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
        groups=groups,
        group_equal=options.group_equal,
        group_partial=options.group_partial,
    )
    table = build(parsed, table_options, thresholds, names)
    _check_size(table, sample)
    if not ordered:
        _check_singular(sample)
    information = options.information or ("observed" if options.missing == "fiml" else kind.information)
    settings = Settings(kind, options.likelihood, information, kind.se, kind.test)
    return prepare(table, sample, settings)


def _from_moments(data: Moments, names: Any, parsed: Any, options: Options) -> Sample:
    if options.group is not None:
        raise InputError("with matrices, give one matrix and one n a group instead of a grouping column.")
    if options.kind.needs_rows or options.missing == "fiml":
        enough = " or ".join(names_with(needs_rows=False))
        raise InputError(f"{options.estimator} needs the rows of the data; with a matrix use {enough}.")
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


def _check_singular(sample: Sample) -> None:
    """A sample covariance without inverse: variables that are linear combinations of others."""
    p = len(sample.names)
    for g, S in enumerate(sample.cov):
        sd = np.sqrt(S.diagonal())
        R = S / (sd[:, None] * sd)
        if not clearly_definite(R) and np.linalg.eigvalsh(R)[0] < 1e-10:
            where = f" in group {sample.groups[g]!r}" if sample.groups[g] else ""
            i, j = np.unravel_index(int(np.argmax(np.abs(R - np.eye(p)))), R.shape)
            raise InputError(
                f"the sample covariance matrix is singular{where}: "
                f"some variables are linear combinations of others "
                f"(the closest pair is {sample.names[i]}, {sample.names[j]}, r = {R[i, j]:.4f})."
            )


def dress(model: str, options: Options, estimated: Estimate) -> Fit:
    """Fit measures and warnings around an estimate."""
    setup = estimated.setup
    if estimated.dead:
        raise AnalysisError(
            "the model is not identified: the data cannot tell these parameters apart: "
            f"{listed(estimated.dead, 8)}. Fix one of them, for instance a loading or a variance."
        )
    notes: list[FitWarning] = []
    if setup.sample.dropped:
        reason = "an exogenous variable missing" if setup.sample.patterns else "missing values were left out (listwise)"
        text = f"{setup.sample.dropped} rows with {reason}" + (" were left out." if setup.sample.patterns else ".")
        notes.append(FitWarning("rows_dropped", text))
    if estimated.weak:
        text = (
            f"empirically under-identified: these data hardly tell {listed(estimated.weak, 6)} apart; "
            "their estimates and standard errors are not to be trusted."
        )
        notes.append(FitWarning("empirical_underidentification", text))
    if setup.sample.ordinal:
        from tamkit.sem.ordinal.sample import warnings_of

        notes += warnings_of(setup.sample)
    measures = fit_measures(setup, estimated) if estimated.converged else {"npar": float(setup.npar)}
    return Fit(model, options, estimated, measures, notes=tuple(notes))


def fit_measures(setup: Setup, estimated: Estimate) -> dict[str, float]:
    """All fit measures of an estimate, with its independence model fitted on the way."""
    if setup.sample.ordinal:
        from tamkit.sem.ordinal.estimation import measures as ordinal_measures

        return ordinal_measures(setup, estimated)
    base = baseline(setup) if setup.sample.patterns else None
    base_test = base.test if base is not None else baseline_test(setup)
    at = [
        implied(matrices, estimated.theta[None], setup.cov[g][None], setup.mean[g][None])
        for g, matrices in enumerate(setup.matrices)
    ]
    meanstructure = setup.table.options.meanstructure
    Sigma = [part.Sigma[0] for part in at]
    mu = [part.mu[0] if meanstructure else setup.mean[g] for g, part in enumerate(at)]
    logl = logl_h1 = float("nan")
    if setup.settings.estimator.discrepancy == "ML":
        x = setup.exogenous
        logl_h1 = sum(saturated_loglik(n, setup.cov[g], x) for g, n in enumerate(setup.sample.n))
        logl = logl_h1 - sum(setup.sample.n) * estimated.value
    if setup.sample.patterns:
        from tamkit.sem.missing.estimation import logliks

        logl, logl_h1 = logliks(setup, estimated.theta)
    weight: Mapping[str, str] = {"ML": "model", "GLS": "sample", "ULS": "identity"}
    source = FitInput(
        test=estimated.test,
        baseline=base_test,
        npar=setup.npar,
        n=setup.sample.n,
        N=setup.N,
        S=setup.cov,
        Sigma=Sigma,
        mean=setup.mean,
        mu=mu,
        meanstructure=meanstructure,
        moments=setup.all_moments,
        logl=logl,
        logl_h1=logl_h1,
        exogenous=setup.exogenous,
        gfi_weight=weight.get(setup.settings.estimator.discrepancy, "identity"),
    )
    out = all_measures(source)
    out["fmin"] = estimated.value
    if setup.settings.estimator.discrepancy == "DWLS":
        from tamkit.sem.weighted_inference import weighted_gfi

        out |= weighted_gfi(setup, estimated.theta, estimated.test.df)
    if base is not None and estimated.inverse is not None:
        from tamkit.sem.missing.estimation import measures as incomplete_measures

        out |= incomplete_measures(setup, estimated, base)
    for name, factor in (("scaling_factor_h1", estimated.scaling_h1), ("scaling_factor_h0", estimated.scaling_h0)):
        if np.isfinite(factor):
            out[name] = factor
    return out
