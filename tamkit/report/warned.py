"""One collector of what the fits of a study warn of, and what of it belongs on the first page.

:func:`collected` asks every fit that any stage made. :func:`first_page` is what calls the results into question: each
warning of the main models, who was left out, and in one line a kind the fits beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamkit.drawing.numbers import number
from tamkit.errors import InputError
from tamkit.messages import Message
from tamkit.syntax import as_model

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire
    from tamkit.report.findings import Findings
    from tamkit.sem.notes import FitWarning

#: Warnings that tell how many rows a fit used; who is not in the models is said once, for all of them.
ROWS = frozenset({"rows_dropped"})
#: The warning that another solution fits better.
LOWER = "lower_minimum"
#: A bootstrap that lost more of its draws than this, or whose draws are inadmissible, settles little.
LOST = 0.05
#: So many fits are named one by one; of more it is said how many they are.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Warned:
    """What a fit of a study warns of.

    Attributes
    ----------
    field, model
        The field of the findings the fit was found in, and its name there.
    code, message
        The warning's own.
    """

    field: str
    model: str
    code: str
    message: Message

    @property
    def said(self) -> Message:
        """The warning with the fit it is of."""
        return Message(
            "report.warning_of",
            stage=stage_of(self.field),
            model=model_of(self.field, self.model),
            warning=self.message,
        )

    def to_dict(self) -> dict[str, Any]:
        """``{stage, model, code, key, values, zh, en}``."""
        return {"stage": self.field, "model": self.model, "code": self.code, **self.message.to_dict()}


def stage_of(field: str) -> Message:
    """What readers are told the stage is called."""
    return Message("report.stage", name=field)


def model_of(field: str, name: str) -> Message | str:
    """A fit by the name its tables give it: a run, a group, or a model."""
    if field in ("sensitivity", "robustness"):
        return Message("drivers.run", run=name)
    return Message("measurement.model_name", model=name)


def collected(findings: Findings) -> tuple[Warned, ...]:
    """What every fit of the study warns of, in the order the stages were run; the same of one fit once."""
    found = (
        Warned(field, name, warning.code, warning.message)
        for field, name, fit in findings.fits()
        for warning in (*fit.warnings, *draws(fit))
    )
    return tuple(dict.fromkeys(found))


def draws(fit: Any) -> list[FitWarning]:
    """What is to be said of the draws of a fit that was bootstrapped."""
    from tamkit.sem.notes import FitWarning

    found = fit.bootstrap
    if found is None:
        return []
    told = []
    lost = found.requested - found.converged
    if lost > LOST * found.requested:
        told.append(FitWarning("draws_lost", Message("report.draws_lost", lost=lost, draws=found.requested)))
    odd = found.converged - found.admissible
    if odd > LOST * found.converged:
        told.append(FitWarning("draws_inadmissible", Message("report.draws_odd", odd=odd, draws=found.converged)))
    return told


def first_page(findings: Findings, questionnaire: Questionnaire) -> tuple[Message, ...]:
    """What calls the results into question, each sentence once."""
    told = collected(findings)
    main = [one for one in told if one.field in ("measurement", "drivers") and one.code not in ROWS]
    beside = [one for one in told if one.field not in ("measurement", "drivers") and one.code not in ROWS]
    found = [
        *(_named(one, questionnaire) for one in _together(main)),
        *_scales(findings),
        *_left_out(findings, questionnaire),
        *_pooled(findings, questionnaire),
    ]
    return tuple(dict.fromkeys([*found, *_by_code(beside)]))


def unsaid(notes: Iterable[Message], findings: Findings) -> list[Message]:
    """Notes on models but those that page one gives as warnings, in other words."""
    told = {one.message for one in collected(findings) if one.code not in ROWS}
    return [note for note in notes if note.values.get("what") not in told]


def unsettled(findings: Findings) -> bool:
    """Whether a wider search found a better solution of a main model than the one that is reported."""
    return any(one.code == LOWER and one.field in ("measurement", "drivers") for one in collected(findings))


def _together(found: Iterable[Warned]) -> Iterator[Message]:
    """A warning that several of the main models give is said once, of all of them."""
    models: dict[Message, list[Warned]] = {}
    for one in found:
        models.setdefault(one.message, []).append(one)
    for message, given in models.items():
        yield Message("report.warns", models=tuple(_main(one) for one in given), warning=message)


def _named(message: Message, questionnaire: Questionnaire) -> Message:
    """A warning with the names of constructs for the codes of parameters, and numbers as the report prints them."""
    new: dict[str, Any] = {}
    for name, value in message.values.items():
        parts = value if isinstance(value, tuple) else (value,)
        said = tuple(_named(part, questionnaire) if isinstance(part, Message) else part for part in parts)
        new[name] = said if isinstance(value, tuple) else said[0]
    if message.key == "sem.lower_minimum":  # without the command that a reader of a report has no use for
        return Message("report.lower_minimum", **new)
    if message.key != "sem.moves":
        return message.with_values(new)
    here, there = (number(message.values[end]) for end in ("here", "there"))
    return Message("report.moves", what=_parameter(str(message.values["name"]), questionnaire), here=here, there=there)


def _parameter(name: str, questionnaire: Questionnaire) -> Message | str:
    """A parameter by the names of what it joins; a label of the model's own as it is."""
    try:
        (term,) = as_model(name).terms
    except (InputError, ValueError):
        return name
    if term.op not in ("~", "=~", "~~"):
        return name
    names = {one.code: one.name for one in questionnaire.constructs}
    ends = {"left": names.get(term.lhs, term.lhs), "right": names.get(term.rhs, term.rhs)}
    return Message("report.parameter", op=term.op, **ends)


def _main(one: Warned) -> Message:
    measurement = one.field == "measurement"
    return Message("study.measurement_model") if measurement else Message("study.model", model=one.model)


def _by_code(found: Iterable[Warned]) -> Iterator[Message]:
    """What the fits beside the main models warn of: a line for each kind, with the fits."""
    codes: dict[str, dict[str, dict[str, None]]] = {}
    for one in found:
        codes.setdefault(one.code, {}).setdefault(one.field, {})[one.model] = None
    for code, fields in codes.items():
        fits = tuple(
            Message(
                "report.fits_of",
                stage=stage_of(field),
                fits=tuple(model_of(field, name) for name in names) if len(names) <= NAMED else None,
                n=len(names),
            )
            for field, names in fields.items()
        )
        yield Message("report.companions_warn", code=code, fits=fits, n=sum(len(names) for names in fields.values()))


def _scales(findings: Findings) -> tuple[Message, ...]:
    """What of the scales calls everything after them into question."""
    return () if findings.measurement is None else tuple(findings.measurement.warnings)


def _left_out(findings: Findings, questionnaire: Questionnaire) -> Iterator[Message]:
    """Respondents who are valid and not in the models, and those who are in no group."""
    if findings.drivers is None:
        return
    left_out = findings.clean.n - findings.analysed
    if left_out > 0:
        yield Message("study.left_out", n=left_out, valid=findings.clean.n)
    for found in (findings.groups or {}).values():
        nowhere, sizes = found.unplaced, [n for n in found.refused.values() if n is not None]
        # Sizes that are not shown have no sum either.
        refused = sum(sizes) if len(sizes) == len(found.refused) else None
        if found.refused or nowhere:
            yield Message(
                "report.groups_left_out",
                group=questionnaire.variable(found.group).name,
                n=None if refused is None else refused + nowhere,
                of=None if refused is None else refused + nowhere + sum(found.n),
                small=refused,
                levels=len(found.refused),
                all=len(found.refused) + len(found.groups),
                nowhere=nowhere,
            )


def _pooled(findings: Findings, questionnaire: Questionnaire) -> Iterator[Message]:
    """Constructs of the main model that are defined for some of those who were asked, and measured of others too."""
    if findings.drivers is None:
        return
    for construct in questionnaire.constructs:
        base = construct.defined_for
        if base is None or construct.code not in findings.drivers.main.latent:
            continue
        answers: Mapping[int, int] = _answers(findings, base.variable)
        inside = sum(n for code, n in answers.items() if code in base.options)
        outside = sum(answers.values()) - inside
        if inside and outside:
            variable = questionnaire.variable(base.variable)
            labels = tuple(one.label for one in variable.options if one.code in base.options)
            yield Message(
                "report.pooled",
                construct=construct.name,
                variable=variable.name,
                labels=labels,
                inside=inside,
                outside=outside,
                grouped=base.variable in (findings.groups or {}),
            )


def _answers(findings: Findings, variable: str) -> dict[int, int]:
    """How many of the valid respondents gave each answer."""
    answers = findings.clean.respondents
    if variable not in answers.columns:
        return {}
    counts = answers[variable].dropna().astype(int).value_counts()
    return {int(code): int(n) for code, n in counts.items()}
