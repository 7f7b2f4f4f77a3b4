"""Text that Wenjuanxing (问卷星) turns into a questionnaire under 创建问卷 → 文本导入.

The format: the first line is the title, the next the introduction; questions stand apart by blank lines. A question's
first line ends with its kind in square brackets; its answers follow one a line. A matrix has the labels of its scale
on the second line, parted by blanks, then one statement a line. ``[分页栏]`` begins a new page. Sliders are imported as
blanks to be filled in, and have to be made sliders by hand.
"""

from __future__ import annotations

import re

from tamkit.messages import Message
from tamkit.questionnaire.forms.layout import Form, Matrix, Question
from tamkit.questionnaire.models import Questionnaire
from tamkit.questionnaire.parts import Option

KINDS = {"single": "[单选题]", "multiple": "[多选题]", "number": "[填空题]", "text": "[填空题]"}
MATRIX = "[矩阵量表题]"
BLANKS = "[矩阵填空题]"
PAGE = "[分页栏]"


def render(form: Form) -> str:
    """The form as import text. Blanks inside a scale label become underscores, as blanks part the labels."""
    blocks = ["\n".join(part for part in (_line(form.title), _line(form.introduction)) if part)]
    for at, page in enumerate(form.pages):
        if at:
            blocks.append(PAGE)
        blocks += [_matrix(part) if isinstance(part, Matrix) else _question(part) for part in page.parts]
    return "\n\n".join(blocks) + "\n"


def _line(text: str) -> str:
    """One line without square brackets, which would be taken for a kind of question."""
    return re.sub(r"\s+", " ", text).translate(str.maketrans("[]", "()")).strip()


def _matrix(matrix: Matrix) -> str:
    if matrix.span:
        text = _line(f"{matrix.text}（{matrix.labels[0]}）")
        return "\n".join([f"{matrix.number}. {text}{BLANKS}", *(_line(row.text) for row in matrix.rows)])
    labels = " ".join(re.sub(r"\s+", "_", _line(label)) for label in matrix.labels)
    return "\n".join(
        [f"{matrix.number}. {_line(matrix.text)}{MATRIX}", labels, *(_line(row.text) for row in matrix.rows)]
    )


def _question(question: Question) -> str:
    hint = f"（{question.hint}）" if question.hint else ""
    unit = f"（{question.unit}）" if question.unit else ""
    head = f"{question.number}. {_line(question.text + unit + hint)}{KINDS[question.kind]}"
    return "\n".join([head, *(_line(choice.text) + ("___" if choice.other else "") for choice in question.choices)])


def settings(questionnaire: Questionnaire, form: Form) -> tuple[Message, ...]:
    """What can't be imported and has to be set on the platform by hand: sliders, who is asked, single answers."""
    numbers = {part.code: part.number for part in form.parts() if isinstance(part, Question)}
    skips: dict[tuple[int | None, str], list[int]] = {}
    exclusive: list[Message] = []
    for variable in sorted(questionnaire.variables, key=lambda variable: numbers.get(variable.code, 0)):
        if variable.code not in numbers:
            continue
        number = numbers[variable.code]
        if variable.base is not None:
            asked = questionnaire.variable(variable.base.variable)
            labels = " / ".join(_label(asked.option(code), form) for code in variable.base.options)
            skips.setdefault((numbers.get(asked.code), labels), []).append(number)
        for option in variable.options:
            if option.exclusive:
                answer = _label(option, form)
                exclusive.append(Message("questionnaire.set_exclusive", question=number, answer=answer))
    shown = [
        Message("questionnaire.set_shown", n=len(asked), questions=tuple(asked), base=base, answer=labels)
        for (base, labels), asked in skips.items()
    ]
    sliders = [
        Message("questionnaire.set_slider", question=part.number, low=part.span[0], high=part.span[1])
        for part in form.parts()
        if isinstance(part, Matrix) and part.span
    ]
    return (*sliders, *shown, *exclusive)


def _label(option: Option, form: Form) -> str:
    return option.label.get("en" if form.lang == "en" else "zh")
