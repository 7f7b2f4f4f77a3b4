"""The paths of one model again: by other estimators and another engine, in other samples, with control variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import DataError, TamkitError
from tamkit.messages import Message
from tamkit.sem import versions
from tamkit.sem.engines.agreement import Agreement as Agreement  # handed on by the package
from tamkit.sem.engines.agreement import agreement as agreement
from tamkit.sem.estimators import estimator as row_of
from tamkit.sem.paths import path_rows
from tamkit.shown import Card, Shown, noted, sizes, tables_of
from tamkit.syntax import Model, as_model

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Variable
    from tamkit.sem.options import Options

#: A run that meets one of these is left out; it does not take the others with it.
FAILURES = (TamkitError, ArithmeticError, np.linalg.LinAlgError)
MAIN = "main"
CONTROLS = "controls"
SEMOPY = "semopy"
MEASURES = ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr")


@dataclass(frozen=True, slots=True, repr=False)
class Robustness(Shown):
    """One model, run several times.

    Attributes
    ----------
    paths
        One row a run and path: ``source, target, run, est, se, std, pvalue, n``; the first run is ``main``.
    runs
        One row a run: ``run, estimator, engine, n, chisq, df, pvalue, cfi, tli, rmsea, srmr``, ``cutoffs`` (whether the
        usual ones apply), ``version`` (which one of the measures is shown of the run, :mod:`tamkit.sem.versions`) and
        the scaled and robust versions where an estimator has them.
    controls
        ``outcome, variable, option, est, se, std, pvalue`` of the control variables, or None. ``option`` is None for a
        number and for ordered options, which enter as their rank.
    engines
        How far semopy's numbers are from tamkit's, or None when not asked for.
    fits
        The fit of every run by its name.
    failures
        Runs that could not be done, and why.
    remarks
        What the reader must know of the runs.
    """

    paths: pd.DataFrame
    runs: pd.DataFrame
    controls: pd.DataFrame | None
    engines: Agreement | None
    fits: dict[str, Any]
    failures: tuple[Message, ...]
    remarks: tuple[Message, ...]

    @property
    def notes(self) -> tuple[Message, ...]:
        return self.remarks

    def _card(self) -> Card:
        rows = {
            "runs": tuple(self.fits),
            "failed": self.failures,
            "tables": sizes(self._tables()),
            "notes": noted(self.notes),
        }
        return Card(Message("drivers.in_runs", n=len(self.fits)), rows, (".paths", ".runs", ".fits", ".notes"))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)


@dataclass(frozen=True, slots=True, repr=False)
class Sensitivity(Shown):
    """One model in samples left by other rules of exclusion: ``paths`` as in :class:`Robustness`, ``fits`` by run."""

    paths: pd.DataFrame
    fits: dict[str, Any]

    def _card(self) -> Card:
        rows = {"samples": tuple(self.fits), "tables": sizes(self._tables())}
        return Card(Message("drivers.in_samples", n=len(self.fits)), rows, (".paths", ".fits"))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)


def of_fits(fits: Mapping[str, Any]) -> Sensitivity:
    """The paths of several fits of one model, by the name of the run."""
    import pandas as pd

    return Sensitivity(pd.DataFrame([row for name, fit in fits.items() for row in paths_of(fit, name)]), dict(fits))


def paths_of(fit: Any, run: str) -> list[dict[str, Any]]:
    """The paths among constructs of one fit."""
    n = int(sum(fit.n))
    return [
        {
            **{"source": row["source"], "target": row["target"], "run": run, "est": row["est"], "se": row["se"]},
            **{"std": row["std_all"], "pvalue": row["pvalue"], "n": n},
        }
        for row in path_rows(fit.table, fit.latent)
    ]


def fit_row(fit: Any, run: str) -> dict[str, Any]:
    """How a run fits, and which version of the measures belongs to its estimator."""
    row: dict[str, Any] = {"run": run, "estimator": fit.estimator, "engine": fit.engine, "n": int(sum(fit.n))}
    (measures,) = versions.shown(fit)
    row |= versions.row(measures, MEASURES)
    return row | {"version": versions.named("cfi", measures)[1], "cutoffs": fit.options.kind.cutoffs_apply}


def robustness(
    syntax: Model | str,
    data: pd.DataFrame,
    main: Any,
    *,
    estimators: Sequence[str] = (),
    semopy: bool = False,
    samples: Mapping[str, pd.DataFrame] | None = None,
    controls: Sequence[Variable] = (),
    outcome: str | None = None,
    options: Options | None = None,
    **given: Any,
) -> Robustness:
    """The paths of a fitted model beside those of other runs of it.

    Parameters
    ----------
    syntax, data, main
        The model, the answers it was fitted to, and its fit.
    estimators
        Run it again with these. Those for ordered items take every item as ordered; those that can't use incomplete
        rows leave them out (`tamkit.sem.Options.with_estimator`).
    semopy
        Run it again with semopy and compare every free parameter with tamkit's by ML (:func:`agreement`).
    samples
        Other rows to fit it to, by name of the run.
    controls, outcome
        Variables the outcome is regressed on too (:func:`controlled`).
    options, given
        What the runs are made with; those ``main`` was fitted with unless given. None of them is bootstrapped.

    A run that can't be done is left out and named in ``failures``: nothing here stops an analysis.

    Raises
    ------
    InputError
        For an estimator there is none of.
    """
    import pandas as pd

    from tamkit.sem.options import Options

    own: Options = Options.for_companions(options if options is not None else main.options, **given)
    others = {estimator.name: own.with_estimator(estimator.name) for estimator in map(row_of, estimators)}
    found, fits = paths_of(main, MAIN), {MAIN: main}
    failures, remarks = list[Message](), list[Message]()

    def again(name: str, run: Callable[[], Any]) -> Any:
        try:
            fit = run()
        except FAILURES as error:
            failures.append(run_failed(name, error))
            return None
        found.extend(paths_of(fit, name))
        fits[name] = fit
        return fit

    for name, changed in others.items():
        again(name, partial(_fit, syntax, data, changed))
    agreed = None
    if semopy:
        plain = for_semopy(own)
        other = again(SEMOPY, lambda: _fit(syntax, data, replace(plain, engine="semopy")))
        if other is not None:
            try:
                agreed = agreement(_fit(syntax, data, plain), other)
            except FAILURES as error:
                failures.append(run_failed(SEMOPY, error))
    for name, rows in (samples or {}).items():
        again(name, partial(_fit, syntax, rows, own))
    table = None
    if controls and outcome:
        fit = again(CONTROLS, lambda: _fit(*controlled(syntax, data, controls, outcome, own.orthogonal), own))
        if fit is not None:
            table = control_table(fit, outcome, controls)
            remarks.append(HOW_CONTROLLED)
    runs = [fit_row(fit, name) for name, fit in fits.items()]
    if any(not row["cutoffs"] for row in runs):
        remarks.append(no_cutoffs(row["run"] for row in runs if not row["cutoffs"]))
    return Robustness(pd.DataFrame(found), pd.DataFrame(runs), table, agreed, fits, tuple(failures), tuple(remarks))


def for_semopy(options: Options) -> Options:
    """The same model by plain ML on complete rows without means, which is what semopy computes."""
    return replace(
        options.with_estimator("ML"), missing="listwise", likelihood="normal", information=None, meanstructure=None
    )


def _fit(syntax: Model | str, data: pd.DataFrame, options: Options) -> Any:
    from tamkit import sem

    return sem.fit(syntax, data, options=options).require_converged()


def controlled(
    syntax: Model | str,
    data: pd.DataFrame,
    controls: Sequence[Variable],
    outcome: str,
    orthogonal: bool = False,
) -> tuple[Model, pd.DataFrame]:
    """The model with the outcome regressed on the control variables too, and the data with their columns.

    Exogenous constructs are regressed on them as well. That is the same model as letting them correlate with the
    controls freely; without it the model would claim that, say, age and perceived ease of use are unrelated, and the
    claim would bend the paths (:meth:`tamkit.syntax.Model.with_controls`).

    Raises
    ------
    InputError
        For a variable without a column, a multiple-choice or text question, or one that is an item of the model.
    """
    columns: dict[str, Any] = {}
    for variable in controls:
        columns |= control_columns(variable, data)
    model = as_model(syntax).with_controls(columns, outcome, orthogonal=orthogonal)
    kept = data.drop(columns=[name for name in columns if name in data.columns])
    return model, kept.assign(**columns)


def control_columns(variable: Variable, data: pd.DataFrame) -> dict[str, Any]:
    """A control variable as columns of a regression.

    Numbers enter as they are and ordered options as their rank; of unordered options each given one but the first gets
    a column of 0 and 1.
    """
    if variable.kind not in ("single", "number"):
        raise DataError("drivers.control_kind", code=variable.code, kind=variable.kind)
    if variable.code not in data.columns:
        raise DataError("drivers.control_unanswered", code=variable.code)
    answers = data[variable.code].astype(float)
    codes = sorted(answers.dropna().unique())
    if len(codes) < 2:
        raise DataError("drivers.control_constant", code=variable.code)
    if variable.kind == "number" or variable.ordered:
        return {variable.code: answers}
    return {_dummy(variable, code): (answers == code).astype(float).where(answers.notna()) for code in codes[1:]}


def _dummy(variable: Variable, code: float) -> str:
    return f"{variable.code}_{int(code)}"


def control_table(fit: Any, outcome: str, controls: Iterable[Variable]) -> pd.DataFrame:
    """What the controls do to the outcome."""
    import pandas as pd

    where: dict[str, tuple[str, int | None]] = {}
    for variable in controls:
        where[variable.code] = (variable.code, None)
        where |= {_dummy(variable, option.code): (variable.code, option.code) for option in variable.options}
    rows = []
    for row in path_rows(fit.table):
        if row["target"] == outcome and row["source"] in where:
            variable_code, option = where[row["source"]]
            numbers = {"est": row["est"], "se": row["se"], "std": row["std_all"], "pvalue": row["pvalue"]}
            rows.append({"outcome": outcome, "variable": variable_code, "option": option, **numbers})
    return pd.DataFrame(rows).astype({"option": object})


HOW_CONTROLLED = Message("drivers.how_controlled")


def no_cutoffs(runs: Iterable[str]) -> Message:
    return Message("drivers.no_cutoffs", runs=tuple(_run(name) for name in runs))


def run_failed(name: str, error: BaseException) -> Message:
    """Why a run could not be done; where it is arithmetic that failed, what numpy says of it."""
    return Message("drivers.run_failed", run=_run(name), reason=reason(error))


def reason(error: BaseException) -> Message:
    """What is said of one of `FAILURES`."""
    if isinstance(error, TamkitError):
        return error.message
    return Message("drivers.arithmetic", error=str(error))


def _run(name: str) -> Message:
    return Message("drivers.run", run=name)
