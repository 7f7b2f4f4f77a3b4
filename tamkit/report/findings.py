"""`Findings`: what the stages of a study found, each in a field of its own, and how ``results.json`` tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from tamkit.drivers.comparison import without_aliases
from tamkit.report.plain import fields_of, plain

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.drivers import Contributions, Differences, Drivers, Groups, Importance, Prediction, Profiles
    from tamkit.drivers.answers import Answer
    from tamkit.drivers.judgement import Verdicts
    from tamkit.drivers.model_set import ModelSet
    from tamkit.drivers.pathway import Pathway
    from tamkit.drivers.reruns import Robustness, Sensitivity
    from tamkit.drivers.second_engine import SecondEngine
    from tamkit.measurement import Competing, Efa, Invariance, Measurement, MethodBias
    from tamkit.sem import Fit
    from tamkit.sem.calibration import Calibrated
    from tamkit.survey import Clean, Description
    from tamkit.survey.battery import Battery
    from tamkit.survey.missing import Missing

#: The fields that hold fits beside the main ones.
COMPANIONS = (
    "common_method",
    "competing",
    "efa_confirmed",
    "sensitivity",
    "robustness",
    "invariance",
    "groups",
    "pathways",
)
#: What ``results.json`` tells of a fit beside the main ones: every parameter of each would drown the tables.
BRIEF = ("engine", "options", "converged", "n", "warnings")


@dataclass(frozen=True, slots=True)
class Findings:
    """What the stages found; None where a stage found nothing (the outcome of the stage says why).

    Attributes
    ----------
    clean, description
        The valid answers, and what they say before any model.
    missing
        What is missing of the scale answers, in which patterns, and Little's test.
    measurement, drivers
        The measurement model and the structural models; None where the questionnaire has no models.
    calibrated
        The calibrated p of exact fit of the measurement model and of the main structural one, by these names.
    model_set
        The competing models together: weights, directions, exact equivalents, whether one construct decides.
    contributions, importance, prediction
        Of the main model: what each direct predictor contributes; importance and performance of the constructs; how
        well it predicts the outcome of respondents it has not seen.
    sensitivity, robustness
        The paths of the main model under other exclusions; by other estimators, engines, with controls.
    second_engine
        How far another program's estimates of the main model are from the reported ones.
    common_method, competing
        Common-method bias; competing measurement models.
    efa, efa_confirmed
        The items explored on one half of the respondents, the measurement model on the other.
    invariance, groups
        Measurement invariance and paths by group, by grouping variable.
    answers
        What is said to each research question.
    verdicts
        The stated hypotheses with their verdicts and power, and which decisions are fragile.
    differences, profiles
        Means of the constructs by grouping variables and segments, and who is in each segment.
    group_mediation
        The indirect effects in every group, by grouping variable.
    pathways
        Respondent variables that go through a construct to another.
    battery
        The descriptive battery: shares, comparisons with published figures, and the analyses that are declared.
    """

    clean: Clean
    description: Description
    measurement: Measurement | None = None
    drivers: Drivers | None = None
    battery: Battery | None = None
    missing: Missing | None = None
    calibrated: Mapping[str, Calibrated] | None = None
    model_set: ModelSet | None = None
    contributions: Contributions | None = None
    importance: Importance | None = None
    prediction: Prediction | None = None
    sensitivity: Sensitivity | None = None
    robustness: Robustness | None = None
    second_engine: SecondEngine | None = None
    common_method: MethodBias | None = None
    competing: Competing | None = None
    efa: Efa | None = None
    efa_confirmed: Fit | None = None
    invariance: Mapping[str, Invariance] | None = None
    groups: Mapping[str, Groups] | None = None
    answers: tuple[Answer, ...] | None = None
    verdicts: Verdicts | None = None
    differences: Differences | None = None
    profiles: Profiles | None = None
    group_mediation: Mapping[str, pd.DataFrame] | None = None
    pathways: Mapping[str, Pathway] | None = None

    @property
    def analysed(self) -> int:
        """How many respondents are in the main model; the valid ones where there is none."""
        return self.clean.n if self.drivers is None else sum(self.drivers.main.n)

    def fits(self) -> Iterator[tuple[str, str, Fit]]:
        """Every fit of the study, once: the field it was found in, its name there, and itself; the main ones first."""
        seen: set[int] = set()
        for field in ("measurement", "drivers", *COMPANIONS):
            for name, fit in _fits_in(getattr(self, field), field):
                if id(fit) not in seen:
                    seen.add(id(fit))
                    yield field, name, fit

    def companions(self) -> Iterator[tuple[str, str, Fit]]:
        """The fits beside the main ones."""
        return (found for found in self.fits() if found[0] in COMPANIONS)

    def beyond(self) -> dict[str, Any]:
        """What goes beyond the main results under its names in ``results.json``, what there is none of left out."""
        runs, others = self.sensitivity, self.robustness
        parts = {
            "battery": self.battery,
            "missing": self.missing,
            "calibrated": self.calibrated,
            "model_set": self.model_set,
            "contributions": self.contributions,
            "importance": self.importance,
            "prediction": self.prediction,
            "sensitivity": runs and runs.paths,
            "sensitivity_fits": runs and runs.fits,
            "robustness": others and others.paths,
            "robustness_runs": others and others.runs,
            "robustness_remarks": others and others.remarks,
            "robustness_fits": others and others.fits,
            "controls": others and others.controls,
            "engines": others and others.engines,
            "second_engine": self.second_engine,
            "common_method": self.common_method,
            "competing": self.competing,
            "efa": self.efa,
            "efa_confirmed": self.efa_confirmed,
            "invariance": self.invariance,
            "groups": self.groups,
            "differences": self.differences,
            "profiles": self.profiles,
            "group_mediation": self.group_mediation,
            "pathways": self.pathways,
        }
        return {name: part for name, part in parts.items() if part is not None}

    def to_dict(self) -> dict[str, Any]:
        """The findings as ``results.json`` has them.

        Each is written out. What is left out of one is named there: rows of respondents, and what stands in the file
        in another form (a model's text beside its fit).
        """
        clean = self.clean
        return {
            "n": {"received": clean.received, "valid": clean.n, "analysed": self.analysed},
            "screening": {"rules": plain(clean.rules.to_dict()), "flow": plain(clean.flow)},
            "description": plain(self.description),
            "answers": [_answer(one) for one in self.answers or ()],
            "measurement": fields_of(self.measurement, without=("cases",)),
            "drivers": _drivers(self.drivers),
            "verdicts": [] if self.verdicts is None else plain(self.verdicts.to_list()),
            "fragile": [] if self.verdicts is None else plain([one.to_dict() for one in self.verdicts.fragile]),
            "extras": {name: _TOLD.get(name, plain)(part) for name, part in self.beyond().items()},
        }


def _fits_in(value: Any, name: str) -> Iterator[tuple[str, Fit]]:
    """The fits a result holds, however deep: in mappings by their keys, else by what holds them."""
    from tamkit.sem import Fit

    if isinstance(value, Fit):
        yield name, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _fits_in(part, str(key))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _fits_in(part, name)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _fits_in(getattr(value, one.name), name)


def brief(fit: Any) -> dict[str, Any]:
    """What a fit beside the main ones was made with and had to say: `BRIEF` of its ``to_dict()``, without the cost of
    the table of parameters."""
    return {
        "engine": fit.engine,
        "options": fit.options.to_dict(),
        "converged": fit.converged,
        "n": list(fit.n),
        "warnings": [warning.to_dict() for warning in fit.warnings],
    }


def _answer(found: Answer) -> dict[str, Any]:
    """An answer with its statement in both languages."""
    told = fields_of(found) or {}
    said = {lang: [one.say(lang) for one in found.statement] for lang in ("zh", "en")}
    return {**told, "question": plain(found.question), "statement": said}


def _by_group(found: Mapping[str, Any], without: tuple[str, ...] = ()) -> dict[str, Any]:
    return {name: fields_of(one, without=without, fit=brief) for name, one in found.items()}


def _fits(found: Mapping[str, Any]) -> Any:
    return plain(found, brief)


#: How a part is told where plain data would tell too much: whole fits, rows of respondents, a model's text.
_TOLD: dict[str, Callable[[Any], Any]] = {
    "battery": partial(fields_of, without=("knowledge_score",), fit=brief),
    "sensitivity_fits": _fits,
    "robustness_fits": _fits,
    "common_method": partial(fields_of, fit=brief),
    "competing": partial(fields_of, without=("models",), fit=brief),
    "efa": partial(fields_of, without=("cases",)),
    "invariance": partial(_by_group, without=("models",)),
    "groups": _by_group,
    "pathways": _by_group,
}


def _drivers(found: Drivers | None) -> dict[str, Any] | None:
    """The main model by its name: its fit is among the fits."""
    if found is None:
        return None
    told = fields_of(found, without=("main",)) or {}
    return {"main": list(found.fits)[-1], **told, "comparison": without_aliases(told["comparison"])}
