"""Qualtrics: three header rows (names, texts, ImportId), matrices as ``stem - row``, choices as text or numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tamkit.survey.write.form import Answers, Question, pick, rated, record

if TYPE_CHECKING:
    from tamkit.survey.responses import Responses

#: Recode value for a question that was seen and not answered; a question that was not asked stays blank.
UNANSWERED = -99

#: The mark of a simulated file, in every row.
CHANNEL = "simulated"

META = (
    ("StartDate", "Start Date", "startDate"),
    ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"),
    ("IPAddress", "IP Address", "ipAddress"),
    ("Progress", "Progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
)


def table(
    survey: Responses, questions: list[Question], answers: Answers, form: Literal["text", "codes", "scores"], lang: str
) -> tuple[list[list[Any]], list[list[Any]]]:
    """The three header rows and the columns."""
    names, texts, imports = (list(column) for column in zip(*META, strict=True))
    columns = _meta(survey, lang)
    for question in questions:
        for name, text, qid, cells in _columns(question, answers, form, lang):
            names.append(name)
            texts.append(text)
            imports.append(qid)
            columns.append(cells)
    keys = [json.dumps({"ImportId": qid}) for qid in imports]
    return [names, texts, keys], columns


def _meta(survey: Responses, lang: str) -> list[list[Any]]:
    n, meta = len(survey.items), record(survey)
    start, end = ([f"{t:%Y-%m-%d %H:%M:%S}" if t else "" for t in times] for times in (meta.started, meta.submitted))
    seconds = meta.seconds
    ids = [serial if isinstance(serial, str) else f"R_{serial:015d}" for serial in meta.serial]
    channel = CHANNEL if survey.simulated else "anonymous"
    language = "ZH-S" if lang == "zh" else "EN"
    return [
        start,
        end,
        ["IP Address"] * n,
        [""] * n,
        [100] * n,
        seconds,
        ["True"] * n,
        end,
        ids,
        [channel] * n,
        [language] * n,
    ]


def _columns(question: Question, answers: Answers, form: str, lang: str) -> list[tuple[str, str, str, list[Any]]]:
    number = question.number
    if question.variable is None:
        out = []
        for place, row in enumerate(question.rows, 1):
            alone = len(question.rows) == 1 and row.text == question.text
            name, text = (f"Q{number}", row.text) if alone else (f"Q{number}_{place}", f"{question.text} - {row.text}")
            code = row.part.code
            words = lang if form == "text" else None
            body = rated(row.scale, answers.scaled[code], words, UNANSWERED, answers.skip(code), "")
            out.append((name, text, f"QID{number}" if alone else f"QID{number}_{place}", body))
        return out
    return _variable(question, answers, form, lang)


def _variable(question: Question, answers: Answers, form: str, lang: str) -> list[tuple[str, str, str, list[Any]]]:
    variable, number, frame = question.variable, question.number, answers.respondents
    assert variable is not None
    name, qid = f"Q{number}", f"QID{number}"
    if variable.kind == "multiple":
        out = []
        columns = [f"{variable.code}.{option.code}" for option in variable.options]
        nothing = np.isnan(frame[columns].to_numpy(dtype=float)).all(axis=1)
        for place, (column, option) in enumerate(zip(columns, variable.options, strict=True), 1):
            label = option.label.get(lang)
            ticked = label if form == "text" else 1
            skip = answers.skip(column)
            values = frame[column].to_numpy(dtype=float)
            body = [
                "" if off else UNANSWERED if none else ticked if value == 1 else ""
                for value, off, none in zip(values, skip, nothing, strict=True)
            ]
            out.append((f"{name}_{place}", f"{question.text} - Selected Choice - {label}", f"{qid}_{place}", body))
        return out
    skip = answers.skip(variable.code)
    if variable.kind == "single":
        cells = {o.code: o.label.get(lang) if form == "text" else o.code for o in variable.options}
        body = pick(frame[variable.code].to_numpy(dtype=float), cells, UNANSWERED, skip, "")
        return [(name, question.text, qid, body)]
    values = frame[variable.code].tolist()
    body = ["" if off or v is None or v != v else _number(v) for v, off in zip(values, skip.tolist(), strict=True)]
    return [(name, question.text, f"{qid}_TEXT", body)]


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value == int(value) else value
