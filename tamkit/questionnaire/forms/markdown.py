"""The form as Markdown, with the codes beside the questions when it is meant for the analyst."""

from __future__ import annotations

import re

from tamkit.questionnaire.forms.layout import Form, Matrix, Question


def render(form: Form, *, codes: bool = False) -> str:
    """The form as Markdown; ``codes`` adds item codes and answer codes."""
    lines = [f"# {_line(form.title)}", ""]
    if form.introduction:
        lines += [_text(form.introduction), ""]
    for page in form.pages:
        lines += [f"## {_line(page.title)}", ""]
        for part in page.parts:
            lines += [*(_matrix(part, codes) if isinstance(part, Matrix) else _question(part, codes)), ""]
    if form.closing:
        lines += [_text(form.closing), ""]
    return "\n".join(lines)


def _escape(text: str) -> str:
    """Markdown's own characters and HTML shown as they are."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text)


def _line(text: str) -> str:
    return " / ".join(_escape(part) for part in text.split("\n"))


def _text(text: str) -> str:
    return "\n\n".join(_escape(part) for part in text.split("\n"))


def _cell(text: str) -> str:
    return "<br>".join(_escape(part) for part in text.split("\n"))


def _matrix(matrix: Matrix, codes: bool) -> list[str]:
    head = ["", *(_cell(label) for label in matrix.labels)]
    points = ["\\_\\_\\_\\_"] if matrix.span else [str(point) for point in range(1, len(matrix.labels) + 1)]
    lines = [f"**{matrix.number}.** {_line(matrix.text)}", "", "| " + " | ".join(head) + " |"]
    lines.append("|---|" + ":-:|" * len(matrix.labels))
    for at, row in enumerate(matrix.rows, start=1):
        name = f"`{row.code}` " if codes else f"{at}. "
        lines.append(f"| {name}{_cell(row.text)} | " + " | ".join(points) + " |")
    return lines


def _question(question: Question, codes: bool) -> list[str]:
    name = f" `{question.code}`" if codes else ""
    hint = f" ({_escape(question.hint)})" if question.hint else ""
    lines = [f"**{question.number}.**{name} {_line(question.text)}{hint}", ""]
    if not question.choices:
        return [*lines, f"\\_\\_\\_\\_\\_\\_\\_\\_ {_escape(question.unit)}".rstrip()]
    mark = "☐" if question.kind == "multiple" else "○"
    for choice in question.choices:
        code = f"`{choice.code}` " if codes else ""
        blank = " \\_\\_\\_\\_\\_\\_" if choice.other else ""
        lines.append(f"- {mark} {code}{_escape(choice.text)}{blank}")
    return lines
