"""What a study does beyond its main results: other exclusions, estimators and controls, method bias, groups, battery.

None of these can stop a report: what could not be computed becomes a warning that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from tamkit.errors import AnalysisError, TamkitError
from tamkit.sem.estimators import ESTIMATORS

# What arithmetic on real answers can run into; a chapter beside the main results must not take them down with it.
FAILURES = (TamkitError, ArithmeticError, LookupError, ValueError)

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.measurement import Block
    from tamkit.questionnaire import Questionnaire
    from tamkit.sem.options import Options
    from tamkit.study.spec import MeasurementSpec
    from tamkit.survey import Clean
    from tamkit.syntax import Model


@dataclass(frozen=True, slots=True)
class Task:
    """Everything the extras need to know of a study that has run."""

    questionnaire: Questionnaire
    clean: Clean
    modelled: Callable[[Clean], pd.DataFrame]  # items, and respondent variables in numbers
    model: str  # the one reported in full
    outcome: str
    options: Options  # of the estimation, without a bootstrap
    warn: Callable[[str], None]

    @property
    def syntax(self) -> Model:
        return self.questionnaire.model(self.model)

    def attempt(self, what: str, work: Callable[[], Any]) -> Any:
        """What ``work`` returns, or None and a warning that says why not."""
        try:
            return work()
        except FAILURES as error:
            self.warn(f"{what}: {error}")
            return None


def modelled_items(questionnaire: Questionnaire) -> list[str]:
    """The items of the constructs that stand in models; those of markers and descriptive scales are left out."""
    blocks = [construct for construct in questionnaire.first_order() if construct.role == "model"]
    return [item.code for construct in blocks for item in construct.items]


def blocks(questionnaire: Questionnaire, *roles: str) -> tuple[Block, ...]:
    """What measures what, for the constructs of these roles."""
    from tamkit.measurement import blocks_of

    wanted = {construct.code for construct in questionnaire.constructs if construct.role in roles}
    return tuple(block for block in blocks_of(questionnaire) if block.code in wanted)


def sensitivity(task: Task, main: Any) -> dict[str, Any]:
    """The paths with nobody excluded, as declared, and under the strict variant of the rules.

    ``sensitivity`` the paths, ``sensitivity_fits`` what they are from.
    """
    import pandas as pd

    from tamkit.drivers.reruns import MAIN, paths_of
    from tamkit.sem import fit
    from tamkit.survey import screen

    def other(rules: Any) -> Any:
        frame = task.modelled(screen(task.clean.survey, rules))
        return fit(task.syntax, frame, options=task.options).require_converged()

    rules = task.clean.rules
    runs = {
        "all": task.attempt("sensitivity, run all", lambda: other(rules.none())),
        MAIN: main,
        "strict": task.attempt("sensitivity, run strict", lambda: other(rules.strict())),
    }
    fits = {name: found for name, found in runs.items() if found is not None}
    rows = [row for name, found in fits.items() for row in paths_of(found, name)]
    if len({row["n"] for row in rows}) < 2:
        return {}
    return {"sensitivity": pd.DataFrame(rows), "sensitivity_fits": fits}


def robustness(task: Task, main: Any, names: tuple[str, ...], controls: tuple[str, ...]) -> dict[str, Any]:
    """The paths by other estimators, another engine, under strict exclusion, and with control variables.

    ``robustness`` the paths, ``robustness_runs`` how each run fits, ``robustness_remarks`` what to know of them,
    ``controls`` their coefficients, ``engines`` how far another engine's numbers are from tamkit's.
    """
    from tamkit import drivers
    from tamkit.survey import screen

    if not names and not controls:
        return {}
    samples = {}
    if "strict_screening" in names:
        strict = task.attempt(
            "robustness, run strict_screening", lambda: screen(task.clean.survey, task.clean.rules.strict())
        )
        if strict is not None:
            samples["strict_screening"] = task.modelled(strict)
    found = task.attempt(
        "robustness",
        lambda: drivers.robustness(
            task.syntax,
            task.modelled(task.clean),
            main,
            estimators=[name for name in names if name in ESTIMATORS],
            semopy="semopy" in names,
            samples=samples,
            controls=[task.questionnaire.variable(code) for code in controls],
            outcome=task.outcome,
            options=task.options,
        ),
    )
    if found is None:
        return {}
    for text in found.failures:
        task.warn(text)
    if len(found.runs) < 2:
        return {}
    return {
        "robustness": found.paths,
        "robustness_runs": found.runs,
        "robustness_remarks": found.remarks,
        "robustness_fits": found.fits,
        "controls": found.controls,
        "engines": found.engines,
    }


def groups(task: Task, names: tuple[str, ...]) -> dict[str, Any]:
    """For each grouping variable the ladder of measurement invariance (``invariance``) and its paths (``groups``)."""
    from tamkit import drivers, measurement

    missing = task.options.missing
    items = modelled_items(task.questionnaire)
    ladders, compared = {}, {}

    def one(group: str) -> None:
        variable = task.questionnaire.variable(group)
        data, refused = drivers.usable(task.modelled(task.clean), items, group, missing=missing, variable=variable)
        ladder = task.attempt(
            f"groups: {group}",
            lambda: measurement.invariance(
                data,
                blocks(task.questionnaire, "model"),
                group,
                smallest=drivers.SMALLEST,
                partial=True,
                options=task.options,
            ),
        )
        if ladder is not None:
            ladders[group] = ladder
        compared[group] = drivers.compare_groups(
            task.syntax, data, group, ladder, refused=refused, variable=variable, options=task.options
        )

    for group in dict.fromkeys(names):
        task.attempt(f"groups: {group}", partial(one, group))
    return {"invariance": ladders or None, "groups": compared or None}


def scales(task: Task, wanted: MeasurementSpec) -> dict[str, Any]:
    """Common-method bias, competing measurement models, exploratory factor analysis: those wanted."""
    found: dict[str, Any] = {}
    if wanted.common_method:
        found["common_method"] = task.attempt("common-method bias", lambda: common_method(task, wanted.remedies))
    if wanted.competing:
        found["competing"] = task.attempt("competing measurement models", lambda: competing(task))
    if wanted.efa:
        found |= task.attempt("exploratory factor analysis", lambda: split_half(task)) or {}
    return found


def common_method(task: Task, remedies: Mapping[str, bool]) -> Any:
    """Harman's factor, one-factor CFA, collinearity, latent method factor; the marker technique where there is one."""
    from tamkit import measurement

    markers = [construct.code for construct in task.questionnaire.constructs if construct.role == "marker"]
    return measurement.common_method(
        task.clean.items,
        blocks(task.questionnaire, "model", "marker"),
        marker=markers[0] if markers else None,
        answers=remedies,
        options=task.options,
    )


def competing(task: Task) -> Any:
    """One factor, correlated first-order factors and, where there are facets, second-order and bifactor models."""
    from tamkit import measurement

    return measurement.competing(task.clean.items, blocks(task.questionnaire, "model"), options=task.options)


def split_half(task: Task) -> dict[str, Any]:
    """The items explored on a random half of the respondents and confirmed on the other half.

    Exploring and confirming on the same respondents would confirm the chance in their answers too.
    """
    from tamkit import measurement, sem

    items, seed = modelled_items(task.questionnaire), task.options.seed or 0
    rows = task.clean.items[items]
    if task.options.missing == "listwise":
        rows = rows.dropna()
    first, second = measurement.split_cases(rows, seed=seed)
    if len(first.dropna()) <= 2 * len(items):
        raise AnalysisError(
            f"{len(rows)} complete rows are too few to be split in halves for {len(items)} items; "
            f"{4 * len(items) + 2} or more are needed."
        )
    explored = measurement.explore(first.dropna(), items, seed=seed)
    confirmed = sem.fit(task.questionnaire.measurement_model(), second, options=task.options).require_converged()
    return {"efa": explored, "efa_confirmed": confirmed}


def battery(questionnaire: Questionnaire, clean: Clean, warn: Callable[[str], None]) -> Any:
    """The credit-reference battery, where the questionnaire asks it."""
    if not questionnaire.reference_values:
        return None
    from tamkit.survey.battery import battery as assess

    try:
        return assess(clean)
    except FAILURES as error:
        warn(f"battery: {error}")
        return None
