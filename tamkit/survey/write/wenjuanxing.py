"""问卷星 Wenjuanxing: 按文本, 按序号 and 按分数, with its meta columns and three kinds of matrix header.

``matrix="a"``: ``5、题干—行标题`` and then ``5、行标题``; ``"b"``: ``5、题干—1 行标题`` and then the row alone;
``"c"``: ``第5题(行标题)`` throughout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tamkit.survey.write.form import Answers, Question, Row, pick, rated, record

if TYPE_CHECKING:
    from tamkit.survey.responses import Responses

Form = Literal["text", "codes", "scores"]
Matrix = Literal["a", "b", "c"]

#: Written by the platform for a question that was not asked, and for one that was not answered.
SKIPPED, MISSING = {"text": "(跳过)", "codes": -3}, {"text": "(空)", "codes": -2}

#: The mark of a simulated file: in 来源 and 来源详情 of every row.
SOURCE, DETAIL = "模拟数据", "tamkit simulate (simulated)"

META = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")


def table(
    survey: Responses, questions: list[Question], answers: Answers, form: Form, matrix: Matrix, lang: str
) -> tuple[list[str], list[list[Any]]]:
    """Header and columns of the export."""
    header, columns = list(META), _meta(survey)
    for question in questions:
        if question.variable is None:
            for place, row in enumerate(question.rows):
                header.append(_row_header(question, place, matrix))
                columns.append(_scaled(answers, row, form, lang))
        else:
            names, cells = _variable(question, answers, form, lang)
            header += names
            columns += cells
    return header, columns


def _meta(survey: Responses) -> list[list[Any]]:
    n, meta = len(survey.items), record(survey)
    submitted = [f"{t.year}/{t.month}/{t.day} {t:%H:%M:%S}" if t else "" for t in meta.submitted]
    seconds = [f"{s}秒" if s != "" else "" for s in meta.seconds]
    marks = [[SOURCE] * n, [DETAIL] * n] if survey.simulated else [["手机提交"] * n, ["直接访问"] * n]
    return [meta.serial, submitted, seconds, *marks, [""] * n]


def _row_header(question: Question, place: int, matrix: Matrix) -> str:
    row, alone = question.rows[place].text, len(question.rows) == 1 and question.rows[0].text == question.text
    if matrix == "c":
        return f"第{question.number}题({row})"
    if alone:
        return f"{question.number}、{row}"
    if matrix == "a":
        return f"{question.number}、{question.text}—{row}" if place == 0 else f"{question.number}、{row}"
    return f"{question.number}、{question.text}—1 {row}" if place == 0 else row


def _marks(form: Form) -> tuple[Any, Any]:
    key = "text" if form == "text" else "codes"
    return MISSING[key], SKIPPED[key]


def _scaled(answers: Answers, row: Row, form: Form, lang: str) -> list[Any]:
    missing, skipped = _marks(form)
    code = row.part.code
    words = lang if form == "text" else None
    return rated(row.scale, answers.scaled[code], words, missing, answers.skip(code), skipped)


def _variable(question: Question, answers: Answers, form: Form, lang: str) -> tuple[list[str], list[list[Any]]]:
    variable = question.variable
    assert variable is not None
    missing, skipped = _marks(form)
    name = f"{question.number}、{question.text}"
    frame = answers.respondents
    if variable.kind == "multiple":
        return _multiple(question, answers, form, lang)
    skip = answers.skip(variable.code)
    if variable.kind == "single":
        # 按序号 counts the options as they stand on the form, whatever their codes are.
        places = {o.code: at if form == "codes" else o.code for at, o in enumerate(variable.options, 1)}
        cells = {o.code: _label(o, lang) if form == "text" else places[o.code] for o in variable.options}
        return [name], [pick(frame[variable.code].to_numpy(dtype=float), cells, missing, skip, skipped)]
    values = frame[variable.code].tolist()
    words = [skipped if off else _plain(v, missing) for v, off in zip(values, skip.tolist(), strict=True)]
    return [name], [words]


def _plain(value: Any, missing: Any) -> Any:
    """A number without needless decimals, a text as it is."""
    if value is None or value != value:
        return missing
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value


def _label(option: Any, lang: str) -> str:
    return f"{option.label.get(lang)}〖…〗" if option.other else str(option.label.get(lang))


def _multiple(question: Question, answers: Answers, form: Form, lang: str) -> tuple[list[str], list[list[Any]]]:
    """按文本: one cell, ``A┋B``; otherwise one column an option with 1 and 0."""
    variable = question.variable
    assert variable is not None
    missing, skipped = _marks(form)
    columns = [f"{variable.code}.{o.code}" for o in variable.options]
    ticks = answers.respondents[columns].to_numpy(dtype=float)
    skip = answers.skip(columns[0])
    if form == "text":
        labels = [_label(o, lang) for o in variable.options]
        cells = []
        for row, off in zip(ticks, skip.tolist(), strict=True):
            chosen = "┋".join(label for label, tick in zip(labels, row, strict=True) if tick == 1)
            cells.append(skipped if off else chosen or missing)
        return [f"{question.number}、{question.text}"], [cells]
    header = []
    for place, option in enumerate(variable.options):
        stem = f"{question.number}、{question.text}" if place == 0 else f"{question.number}"
        header.append(f"{stem}({option.label.get(lang)})")
    blank = np.isnan(ticks).all(axis=1)
    body = [
        [
            skipped if off else missing if none else int(tick)
            for tick, off, none in zip(ticks[:, j], skip, blank, strict=True)
        ]
        for j in range(len(columns))
    ]
    return header, body
