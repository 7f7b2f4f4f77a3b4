"""A plain table: one column an item, check or variable under its code, one row a respondent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tamkit.survey.write.form import Answers, pick, rated, record

if TYPE_CHECKING:
    from tamkit.survey.responses import Responses


def table(
    survey: Responses, answers: Answers, form: Literal["text", "codes", "scores"], lang: str
) -> tuple[list[str], list[list[Any]]]:
    """Header and columns: id, submitted, seconds, simulated, then variables, items and checks. Blank: no answer."""
    questionnaire, meta = survey.questionnaire, record(survey)
    header = ["id", "submitted", "seconds", "simulated"]
    columns: list[list[Any]] = [
        survey.items.index.tolist(),
        [f"{t:%Y-%m-%d %H:%M:%S}" if t else "" for t in meta.submitted],
        meta.seconds,
        [1 if survey.simulated else 0] * len(survey.items),
    ]
    for variable in questionnaire.variables:
        names, cells = _variable(variable, answers, form, lang)
        header += names
        columns += cells
    for code, values in answers.scaled.items():
        scale = questionnaire.scale_of(code)
        header.append(code)
        columns.append(rated(scale, values, lang if form == "text" else None, "", answers.skip(code), ""))
    return header, columns


def _variable(variable: Any, answers: Answers, form: str, lang: str) -> tuple[list[str], list[list[Any]]]:
    frame = answers.respondents
    if variable.kind == "multiple":
        names = [f"{variable.code}.{option.code}" for option in variable.options]
        ticks = frame[names].to_numpy(dtype=float)
        return names, [["" if np.isnan(tick) else int(tick) for tick in ticks[:, j]] for j in range(len(names))]
    if variable.kind == "single":
        cells = {o.code: o.label.get(lang) if form == "text" else o.code for o in variable.options}
        values = frame[variable.code].to_numpy(dtype=float)
        return [variable.code], [pick(values, cells, "", answers.skip(variable.code), "")]
    values = frame[variable.code].tolist()
    return [variable.code], [["" if v is None or v != v else _number(v) for v in values]]


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value == int(value) else value
