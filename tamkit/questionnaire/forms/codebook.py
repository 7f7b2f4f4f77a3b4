"""The codebook: an xlsx workbook of items, scales, variables, models, hypotheses and reference values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tamkit.messages import Message
from tamkit.questionnaire.analyses import Share
from tamkit.questionnaire.models import Questionnaire
from tamkit.questionnaire.said import either, said_in
from tamkit.questionnaire.texts import LANGS, Text

Sheet = tuple[list[str], list[list[Any]], list[int]]  # header, rows, column widths


def sheets(questionnaire: Questionnaire, product: str | None = None, lang: str = "en") -> dict[str, Sheet]:
    """The tables of the codebook, the texts of both languages side by side; its own remarks are in ``lang``."""

    def words(text: Text | None) -> tuple[str, str]:
        if text is None:
            return "", ""
        names = [questionnaire.products.name(product, lang) if questionnaire.products else product for lang in LANGS]
        return text.get("zh", names[0]), text.get("en", names[1])

    def remark(message: Message) -> str:
        return said_in(lang, message)

    found = {
        "items": _items(questionnaire, words, remark),
        "constructs": _constructs(questionnaire, words),
        "scales": _scales(questionnaire),
        "variables": _variables(questionnaire, words, remark),
        "models": _models(questionnaire, words),
        "hypotheses": _hypotheses(questionnaire, words),
        "reference values": _reference_values(questionnaire, words, remark),
    }
    return {name: sheet for name, sheet in found.items() if sheet[1]}


def _items(questionnaire: Questionnaire, words: Any, remark: Any) -> Sheet:
    rows: list[list[Any]] = []
    for construct in questionnaire.first_order():
        above = next((c.code for c in questionnaire.second_order() if construct.code in c.facets), "")
        for item in construct.items:
            reverse = remark(Message("questionnaire.keyed", how=item.reverse)) if item.reverse else ""
            where = [item.number, item.row, item.code, construct.code, above]
            form = remark(Message("questionnaire.short_form")) if item.short else ""
            rows.append([*where, *words(item.text), item.scale, reverse, form, ""])
    for check in questionnaire.checks:
        passing = remark(Message("questionnaire.check_passes", kind=check.kind, passes=check.passes))
        where = [check.number, check.row, check.code, "", ""]
        rows.append([*where, *words(check.text), check.scale, "", "", passing])
    rows.sort(key=lambda row: (row[0] is None, row[0] or 0, row[1] or 0))
    head = ["question", "row", "code", "construct", "second order", "题项", "item", "scale", "keying", "form", "check"]
    return head, rows, [9, 6, 9, 11, 13, 52, 60, 10, 16, 11, 24]


def _constructs(questionnaire: Questionnaire, words: Any) -> Sheet:
    rows: list[list[Any]] = []
    for c in questionnaire.constructs:
        items, facets = " ".join(questionnaire.items_of(c.code)), " ".join(c.facets)
        end = [*words(c.definition), "; ".join(c.sources)]
        rows.append([c.code, *words(c.name), items, facets, c.valence, c.role, *end])
    head = ["code", "构念", "construct", "items", "facets", "valence", "role", "定义", "definition", "sources"]
    return head, rows, [8, 16, 26, 24, 16, 10, 11, 44, 52, 60]


def _scales(questionnaire: Questionnaire) -> Sheet:
    rows = [
        [name, point, scale.label(point, "zh"), scale.label(point, "en"), ", ".join(scale.synonyms.get(point, ()))]
        for name, scale in questionnaire.scales.items()
        for point in ((scale.low, scale.high) if scale.slider else scale.answers)
    ]
    return ["scale", "score", "标签", "label", "also read as"], rows, [12, 8, 16, 24, 80]


def _variables(questionnaire: Questionnaire, words: Any, remark: Any) -> Sheet:
    rows: list[list[Any]] = []
    for variable in questionnaire.variables:
        base = variable.base
        asked = (
            remark(Message("questionnaire.one_of", variable=base.variable, options=either(base.options)))
            if base
            else ""
        )
        start = [variable.number, variable.code, *words(variable.name), *words(variable.text), variable.kind, asked]
        if not variable.options:
            rows.append([*start, None, *words(variable.unit), ""])
        for at, option in enumerate(variable.options):
            notes = [
                *([remark(Message("questionnaire.option_other"))] if option.other else []),
                *([remark(Message("questionnaire.option_exclusive"))] if option.exclusive else []),
                *([remark(Message("questionnaire.option_correct"))] if option.code == variable.correct else []),
            ]
            rows.append([*(start if at == 0 else [None, variable.code] + [None] * 6), option.code])
            rows[-1] += [*words(option.label), "; ".join(notes)]
    head = [
        "question",
        "code",
        "变量",
        "variable",
        "题目",
        "question text",
        "kind",
        "asked if",
        "option",
        "选项",
        "label",
    ]
    return [*head, "notes"], rows, [9, 15, 16, 22, 46, 54, 10, 16, 8, 26, 34, 20]


def _models(questionnaire: Questionnaire, words: Any) -> Sheet:
    rows = [
        [m.name, *words(m.title), m.kind, questionnaire.syntax(m.name), *words(m.note), m.role or ""]
        for m in questionnaire.models
    ]
    head = ["model", "名称", "title", "kind", "lavaan syntax", "说明", "note", "role"]
    return head, rows, [18, 30, 36, 11, 70, 40, 50, 16]


def _hypotheses(questionnaire: Questionnaire, words: Any) -> Sheet:
    rows = [
        [
            h.id,
            h.source,
            h.target,
            h.sign,
            *words(questionnaire.statement(h)),
            *words(h.reason),
            "; ".join(h.references),
        ]
        for h in questionnaire.hypotheses
    ]
    head = ["id", "from", "to", "sign", "假设", "hypothesis", "依据", "reason", "references"]
    return head, rows, [6, 8, 8, 6, 40, 60, 50, 60, 50]


def _reference_values(questionnaire: Questionnaire, words: Any, remark: Any) -> Sheet:
    rows: list[list[Any]] = []
    for value in questionnaire.reference_values:
        counts = "; ".join(f"{k}/{n}" for k, n in value.counts)
        what = remark(_measured(value.measure)) if value.measure is not None else ""
        rows.append([value.id, *words(value.statement), value.value, value.unit, *words(value.base), what, counts])
        rows[-1] += words(value.source)
    head = ["id", "陈述", "statement", "value", "unit", "基数", "base", "measured by", "counts", "来源", "source"]
    return head, rows, [26, 40, 50, 10, 9, 24, 28, 40, 10, 60, 60]


def _measured(share: Share) -> Message:
    among = tuple(_one_of(code, options) for code, options in share.where.items())
    what = _one_of(share.variable, share.options)
    return Message("questionnaire.share", what=what, at_least=share.at_least, among=among or None)


def _one_of(variable: str, options: Sequence[int]) -> Message:
    return Message("questionnaire.one_of", variable=variable, options=either(options))


def write(questionnaire: Questionnaire, path: Any, product: str | None = None, lang: str = "zh") -> None:
    """Write the workbook."""
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, (head, rows, widths) in sheets(questionnaire, product, lang).items():
        sheet = book.create_sheet(name)
        for number, values in enumerate([head, *rows], start=1):
            for column, value in enumerate(values, start=1):
                cell = sheet.cell(number, column, value if value != "" else None)
                if isinstance(value, str) and value.startswith("="):
                    cell.data_type = "s"  # a text, never a formula
                cell.alignment = Alignment(vertical="top", wrap_text=True)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        _widths(sheet, widths, get_column_letter)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    book.save(path)


def _widths(sheet: Any, widths: Sequence[int], letter: Any) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[letter(column)].width = width
