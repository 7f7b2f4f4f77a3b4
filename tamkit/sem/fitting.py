"""``fit()``: lavaan syntax and data in, a ``Fit`` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tamkit.errors import DataError, NotIdentified, OptionError, SampleError, listed
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.sem.admissibility import admissible_rows
from tamkit.sem.bootstrap import Bootstrap, bootstrap_fit
from tamkit.sem.estimate import Elsewhere, Estimate, estimate
from tamkit.sem.estimators import names as names_with
from tamkit.sem.fit_tests import check_tests, fit_tests
from tamkit.sem.intervals import fewest
from tamkit.sem.machine import single_threaded
from tamkit.sem.matrices import Array
from tamkit.sem.measures import fit_measures
from tamkit.sem.moments import Moments, Sample, from_frame, from_moments
from tamkit.sem.notes import FitWarning
from tamkit.sem.options import Options, signature_of
from tamkit.sem.resampling import Given
from tamkit.sem.result import Fit
from tamkit.sem.routes import choose
from tamkit.sem.setup import Settings, Setup, prepare
from tamkit.sem.table import ParameterTable, TableOptions, build, check_names
from tamkit.sem.ways import refusal
from tamkit.syntax import Model, as_model


def fit(
    model: Model | str,
    data: Any,
    *,
    options: Options | None = None,
    resamples: Array | Sequence[Array] | None = None,
    progress: Progress | None = None,
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
        raise OptionError("sem.group_equal_needs_group")
    return run(model, data, chosen, resamples, progress)


def _estimated(setup: Setup, search: bool | str) -> Estimate:
    """The estimate; arithmetic that breaks down is told as what it is, so that no caller has to know of it."""
    try:
        return estimate(setup, search=search)
    except np.linalg.LinAlgError:
        raise SampleError("sem.singular_on_these_data") from None


fit.__signature__ = signature_of(fit)  # type: ignore[attr-defined]  # every option by name, in help() and notebooks


def run(model: Model | str, data: Any, options: Options, resamples: Given | None, progress: Progress | None) -> Fit:
    """The fit that checked options ask for."""
    with single_threaded():
        setup = arrange(model, data, options)
        if options.engine == "semopy":
            from tamkit.sem.engines.semopy import estimate_with_semopy

            estimated = estimate_with_semopy(
                setup, missing=options.missing, bootstrap=options.bootstrap, search=bool(options.search)
            )
        else:
            estimated = _estimated(setup, options.search)
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
            result = replace(result, bootstrap=found, notes=(*result.notes, *_few(found), *_basins(found)))
        if options.test and estimated.converged:
            tested = fit_tests(
                setup,
                estimated,
                options.test,
                draws=options.bootstrap,
                seed=options.seed,
                jobs=options.jobs,
                progress=progress,
            )
            result = replace(result, tested=tested)
    return result


def estimates(model: Model | str, data: Any, options: Options) -> Fit:
    """A fit of which only the estimates are wanted: without standard errors, test and measures.

    >>> from tamkit.sem import simulate
    >>> answers = simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3", 100, seed=1, standardized=True)
    >>> found = estimates("f =~ x1 + x2 + x3", answers, Options())
    >>> found.converged, found.estimate.vcov is None, sorted(found.fit)
    (True, True, ['npar'])
    """
    with single_threaded():
        setup = arrange(model, data, options)
        try:
            estimated = estimate(setup, inference=False)
        except np.linalg.LinAlgError:
            raise SampleError("sem.singular_on_these_data") from None
        return Fit(str(model), options, setup, estimated, {"npar": float(setup.npar)})


def _few(found: Bootstrap) -> list[FitWarning]:
    """What to say where the draws are too few for any interval."""
    needed = fewest(found.level)
    if found.converged >= needed:
        return []
    return [FitWarning("few_draws", Message("sem.few_draws", draws=found.converged, needed=needed))]


def _basins(found: Bootstrap) -> list[FitWarning]:
    """What to say where more than a twentieth of the draws lie in another basin than the sample."""
    if not found.unsettled:
        return []
    told = Message(
        "sem.draws_change_basin",
        changed=found.basins.changed,
        converged=found.converged,
        paths=listed(found.basins.paths),
    )
    return [FitWarning("draws_change_basin", told)]


def arrange(model: Model | str, data: Any, options: Options) -> Setup:
    """Parse, check names, take the sample, choose its route, build the table: everything before estimation."""
    parsed = as_model(model)
    names = parsed.names()
    if not parsed.terms:
        raise parsed.complaint(Message("sem.model_has_no_formula"))
    kind = options.kind
    if isinstance(data, Moments):
        sample = _from_moments(data, names, parsed, options)
    else:
        if not hasattr(data, "columns"):
            raise DataError("sem.data_not_a_frame", found=type(data).__name__)
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
            raise DataError("sem.mean_structure_needs_means")
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
    settings = Settings(kind, options.likelihood, information, options.errors, kind.test)
    setup = prepare(table, sample, settings, route)
    check_tests(setup, options.test)
    return setup


def _from_moments(data: Moments, names: Any, parsed: Any, options: Options) -> Sample:
    if options.group is not None:
        raise OptionError("sem.matrices_take_no_group_column")
    if options.kind.needs_rows or options.missing == "fiml":
        enough = names_with(needs_rows=False)
        raise OptionError("sem.estimator_not_for_a_matrix", estimator=options.estimator, enough=enough)
    if options.errors == "robust.sem" and not options.ordered:
        raise OptionError("sem.errors_need_rows", se=options.errors)
    first = data.cov[0] if isinstance(data.cov, (list, tuple)) else data.cov
    check_names(parsed, names, [str(column) for column in first.columns], "matrix")
    return from_moments(data, names.ov)


def _check_size(table: ParameterTable, sample: Sample) -> None:
    """Too few rows: fewer than variables leave the sample covariance singular."""
    p = len(sample.names)
    for label, n in zip(sample.groups, sample.n, strict=True):
        if n <= p:
            raise DataError("sem.too_few_complete_rows", n=n, variables=p, parameters=table.k, group=label or None)


def dress(model: Model | str, options: Options, setup: Setup, estimated: Estimate) -> Fit:
    """Fit measures and warnings around an estimate."""
    if estimated.unidentified:
        raise NotIdentified(_why_not_identified(setup, estimated.unidentified))
    notes = setup.route.notes(setup.sample)
    if options.kind.ordinal and not options.ordered:
        notes.append(FitWarning("not_ordered", Message("sem.not_ordered", estimator=options.estimator)))
    notes += _labels_of_all(model, len(setup.sample.groups))
    if estimated.empirically_weak:
        weak = Message("sem.empirically_underidentified", parameters=listed(estimated.empirically_weak, 6))
        notes.append(FitWarning("empirical_underidentification", weak))
    if estimated.elsewhere is not None:
        notes.append(FitWarning("several_minima", _several_minima(setup, estimated, estimated.elsewhere, options)))
    if estimated.lower is not None:
        notes.append(FitWarning("lower_minimum", _lower(setup, estimated, estimated.lower)))
    refused = refusal(setup.table)
    if refused is not None:
        notes.append(refused)
    measures = fit_measures(setup, estimated) if estimated.converged else {"npar": float(setup.npar)}
    return Fit(str(model), options, setup, estimated, measures, notes=tuple(notes))


def _labels_of_all(model: Model | str, groups: int) -> list[FitWarning]:
    """One label where there are several groups holds the parameter equal in all, as in lavaan, which also says so."""
    if groups < 2:
        return []
    single = tuple(dict.fromkeys(term.labels[0] for term in as_model(model).terms if len(term.labels) == 1))
    if not single:
        return []
    return [FitWarning("label_of_all_groups", Message("sem.label_of_all_groups", labels=listed(single), n=len(single)))]


def _several_minima(setup: Setup, estimated: Estimate, higher: Elsewhere, options: Options) -> Message:
    """What to say where the minimum reported is not the one that the standard start leads to."""
    values = {"chisq": estimated.test.chisq, "higher": higher.chisq, "parameters": _moved(setup, estimated, higher)}
    if options.search == "adopt":
        return Message("sem.lower_adopted", **values)
    return Message("sem.several_minima", **values)


def _lower(setup: Setup, estimated: Estimate, below: Elsewhere) -> Message:
    """What to say of a lower minimum that was found and not taken."""
    return Message(
        "sem.lower_minimum",
        chisq=setup.route.chisquare(setup, estimated.theta, estimated.value),
        lower=below.chisq,
        parameters=_moved(setup, estimated, below),
        inadmissible=not admissible_rows(setup.table, setup.matrices, below.theta[None], *setup.stack)[0],
    )


def _moved(setup: Setup, estimated: Estimate, other: Elsewhere) -> tuple[Message, ...]:
    """The parameters in which two minima differ most, with both values."""
    names = [row.label.lstrip(".") or row.name for row in setup.table.free_rows()]
    far = np.abs(estimated.theta - other.theta) / np.maximum(
        np.minimum(np.abs(estimated.theta), np.abs(other.theta)), 0.1
    )
    most = np.argsort(-far, kind="stable")[:3]
    each = [Message("sem.moves", name=names[k], here=estimated.theta[k], there=other.theta[k]) for k in most]
    return tuple(each)


def _why_not_identified(setup: Setup, lost: tuple[str, ...]) -> Message:
    """What to say of parameters that no data could tell apart; means of constructs want an intercept at a number."""
    parameters = listed(lost, 8)
    means = [row for row in setup.table.rows if row.op == "~1" and row.free and row.lhs in setup.table.names.lv]
    constructs = tuple(dict.fromkeys(row.lhs for row in means if (row.label or row.name) in lost))
    if constructs:
        return Message("sem.latent_mean_not_identified", parameters=parameters, constructs=constructs)
    return Message("sem.not_identified", parameters=parameters)
