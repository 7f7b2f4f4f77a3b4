"""What a study does beyond its main results: other exclusions, estimators and controls, method bias, groups, battery.

None of these can stop a report: what could not be computed becomes a warning that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamkit.errors import TamkitError

# What arithmetic on real answers can run into; a chapter beside the main results must not take them down with it.
FAILURES = (TamkitError, ArithmeticError, LookupError, ValueError)

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Questionnaire, Variable
    from tamkit.survey import Clean

ESTIMATORS = ("ML", "MLM", "MLR", "GLS", "ULS", "DWLS", "WLSMV")
RUNS = (*ESTIMATORS, "semopy", "strict_screening", "PLS")
MAIN = "main"


@dataclass(frozen=True, slots=True)
class Task:
    """Everything the extras need to know of a study that has run."""

    questionnaire: Questionnaire
    clean: Clean
    frame: pd.DataFrame  # items, and respondent variables in numbers
    model: str  # the one reported in full
    outcome: str
    options: Mapping[str, Any]  # of the estimation, without a bootstrap

    def fit(self, syntax: str | None = None, frame: pd.DataFrame | None = None, **other: Any) -> Any:
        """The model reported in full with something changed; AnalysisError when it does not converge."""
        from tamkit import sem

        text = syntax if syntax is not None else self.questionnaire.syntax(self.model)
        data = frame if frame is not None else self.frame
        return sem.fit(text, data, **{**self.options, **other}).require_converged()


def paths(fit: Any, run: str) -> list[dict[str, Any]]:
    """The structural paths of one run as rows of a frame ``source, target, run, std, pvalue, n``."""
    latent = set(fit.latent)
    rows = [row for row in fit.table.to_dict("records") if row["op"] == "~" and {row["lhs"], row["rhs"]} <= latent]
    n = sum(fit.n)
    return [
        {"source": r["rhs"], "target": r["lhs"], "run": run, "std": r["std_all"], "pvalue": r["pvalue"], "n": n}
        for r in rows
    ]


def sensitivity(task: Task, main: Any, warn: Callable[[str], None]) -> pd.DataFrame | None:
    """The paths with nobody excluded, as declared, and under the strict variant of the rules."""
    import pandas as pd

    rules = task.clean.rules
    runs = {}
    for name, variant in (("all", rules.none()), (MAIN, None), ("strict", rules.strict())):
        try:
            if variant is None:
                runs[name] = paths(main, name)
            else:
                other = task.clean.survey.screen(variant)
                runs[name] = paths(task.fit(frame=other.items), name)
        except FAILURES as error:
            warn(f"sensitivity, run {name}: {error}")
    sizes = {rows[0]["n"] for rows in runs.values() if rows}
    return pd.DataFrame([row for rows in runs.values() for row in rows]) if len(sizes) > 1 else None


def robustness(
    task: Task, main: Any, names: tuple[str, ...], controls: tuple[str, ...], warn: Callable[[str], None]
) -> pd.DataFrame | None:
    """The paths by other estimators, another engine, under strict exclusion, and with control variables."""
    import pandas as pd

    found = paths(main, MAIN)
    runs: list[tuple[str, Callable[[], Any]]] = [(name, _run(task, name)) for name in names if name != "PLS"]
    if controls:
        runs.append(("controls", lambda: controlled(task, controls)))
    if "PLS" in names:
        warn("robustness: PLS is declared, but this version has no partial least squares.")
    for name, run in runs:
        try:
            found += paths(run(), name)
        except FAILURES as error:
            warn(f"robustness, run {name}: {error}")
    return pd.DataFrame(found) if len({row["run"] for row in found}) > 1 else None


def _run(task: Task, name: str) -> Callable[[], Any]:
    if name == "semopy":
        return lambda: task.fit(engine="semopy", estimator="ML")
    if name == "strict_screening":
        return lambda: task.fit(frame=task.clean.survey.screen(task.clean.rules.strict()).items)
    return lambda: task.fit(estimator=name, ordered=True if name in ("DWLS", "WLSMV") else ())


def controlled(task: Task, controls: tuple[str, ...]) -> Any:
    """The outcome regressed on the control variables too."""
    columns: dict[str, Any] = {}
    for code in controls:
        columns |= control_columns(task.questionnaire.variable(code), task.frame)
    syntax = f"{task.questionnaire.syntax(task.model).rstrip()}\n{task.outcome} ~ {' + '.join(columns)}\n"
    return task.fit(syntax, task.frame.drop(columns=list(columns), errors="ignore").assign(**columns))


def control_columns(variable: Variable, frame: pd.DataFrame) -> dict[str, Any]:
    """A control variable as columns of a regression.

    Numbers and ordered options enter as they are; of unordered options each but the first gets a column of 0 and 1.
    """
    answers = frame[variable.code]
    codes = sorted(answers.dropna().unique())
    if variable.kind == "number" or variable.ordered or len(codes) < 3:
        return {variable.code: answers}
    return {
        f"{variable.code}_{int(code)}": (answers == code).astype(float).where(answers.notna()) for code in codes[1:]
    }


def invariance(task: Task, groups: tuple[str, ...], warn: Callable[[str], None]) -> dict[str, Any] | None:
    """The ladder of measurement invariance for each grouping variable."""
    from tamkit import measurement

    found = {}
    settings = {key: task.options[key] for key in ("estimator", "missing") if key in task.options}
    for group in groups:
        try:
            found[group] = measurement.invariance(task.frame, task.questionnaire, group, **settings)
        except FAILURES as error:
            warn(f"groups: {group}: {error}")
    return found or None


def common_method(task: Task, warn: Callable[[str], None]) -> Any:
    """Harman's factor, one-factor CFA, collinearity, latent method factor; the marker technique where there is one."""
    from tamkit import measurement

    markers = [construct.code for construct in task.questionnaire.constructs if construct.role == "marker"]
    settings = {key: task.options[key] for key in ("estimator", "missing") if key in task.options}
    try:
        return measurement.common_method(
            task.clean.items, task.questionnaire, marker=markers[0] if markers else None, **settings
        )
    except FAILURES as error:
        warn(f"common-method bias: {error}")
        return None


def battery(task: Task, warn: Callable[[str], None]) -> Any:
    """The credit-reference battery, where the questionnaire asks it."""
    if not task.questionnaire.reference_values:
        return None
    from tamkit.survey.battery import battery as assess

    try:
        return assess(task.clean)
    except FAILURES as error:
        warn(f"battery: {error}")
        return None
