"""The form as a Word document, ready to print and to fill in with a pen."""

from __future__ import annotations

import unicodedata
from typing import Any

from tamkit.messages import Message
from tamkit.questionnaire.forms.layout import Form, Matrix, Question
from tamkit.questionnaire.texts import LANGS

# Fonts by script: Word takes the East Asian one for Chinese characters and the other for the rest.
TEXT_FONT = ("Times New Roman", "宋体")
HEAD_FONT = ("Arial", "黑体")
PAGE_CM, MARGIN_CM, LABEL_CM = 21.0, 2.0, 1.9
ANSWERS_CM, LINE_WIDTH = 16.0, 86  # the width answers have, in cm and in half-width characters


def write(form: Form, path: Any) -> None:
    """Write the document: A4, numbered questions, one table a matrix with its header repeated on every page."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(PAGE_CM), Cm(29.7)
    section.left_margin = section.right_margin = Cm(MARGIN_CM)
    section.top_margin = section.bottom_margin = Cm(2.0)
    _styles(document)
    for at, line in enumerate(form.title.split("\n")):
        title = document.add_paragraph(style="Title")
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.add_run(line).font.size = Pt(18 if at == 0 else 14)
    languages = LANGS if form.lang == "both" else (form.lang,)
    how_to = [Message("questionnaire.form_how_to").say(lang) for lang in languages]
    for line in [*form.introduction.split("\n"), *how_to] if form.introduction else how_to:
        _lines(document.add_paragraph(), line)
    for page in form.pages:
        document.add_heading(page.title.replace("\n", " "), level=1)
        for part in page.parts:
            if isinstance(part, Matrix):
                _matrix(document, part)
            else:
                _question(document, part)
    for line in form.closing.split("\n") if form.closing else []:
        closing = document.add_paragraph()
        _lines(closing, line)
        closing.alignment = WD_ALIGN_PARAGRAPH.CENTER
        closing.paragraph_format.space_before = Pt(14)
    _page_numbers(section.footer.paragraphs[0])
    properties = document.core_properties
    properties.title, properties.author, properties.comments = form.title.split("\n")[0], "", ""
    document.save(path)


def _styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    for name, fonts, size in (("Normal", TEXT_FONT, 10.5), ("Title", HEAD_FONT, 18), ("Heading 1", HEAD_FONT, 13)):
        style = document.styles[name]
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        _fonts(style, fonts)
    _chinese(document.styles["Normal"])
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(14)
    document.styles["Heading 1"].paragraph_format.space_after = Pt(4)
    _no_rule(document.styles["Title"])
    label = document.styles.add_style("Scale label", WD_STYLE_TYPE.PARAGRAPH)
    label.base_style = document.styles["Normal"]
    label.font.size = Pt(8.5)
    label.paragraph_format.space_after = Pt(0)
    _fonts(label, TEXT_FONT)


def _fonts(style: Any, fonts: tuple[str, str]) -> None:
    """Latin and East Asian font of a style; the theme's fonts would win, so they are taken out."""
    from docx.oxml.ns import qn

    latin, east_asian = fonts
    style.font.name = latin
    found = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        found.attrib.pop(qn(f"w:{name}"), None)
    found.set(qn("w:hAnsi"), latin)
    found.set(qn("w:cs"), latin)
    found.set(qn("w:eastAsia"), east_asian)


def _chinese(style: Any) -> None:
    """East Asian text is simplified Chinese: without this, programs may pick Japanese or Taiwanese glyphs."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_rPr()
    for language in properties.findall(qn("w:lang")):
        properties.remove(language)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _no_rule(style: Any) -> None:
    """The template's title has a coloured line below it."""
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _matrix(document: Any, matrix: Matrix) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    _stem(document, matrix.number, matrix.text)
    points = len(matrix.labels)
    narrow = 2 * LABEL_CM if matrix.span else min(LABEL_CM, 8.5 / points)
    table = document.add_table(rows=1 + len(matrix.rows), cols=1 + points)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = [Cm(PAGE_CM - 2 * MARGIN_CM - narrow * points), *([Cm(narrow)] * points)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    texts = [["", *matrix.labels]]
    answers = ["____"] if matrix.span else [str(point) for point in range(1, points + 1)]
    texts += [[f"{at}.\t{row.text}", *answers] for at, row in enumerate(matrix.rows, start=1)]
    for number, (row, values) in enumerate(zip(table.rows, texts, strict=True)):
        _keep_whole(row, header=number == 0)
        for column, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            cell.width = widths[column]
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            if column:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                _narrow_margins(cell)
            if number == 0:
                paragraph.style = document.styles["Scale label"]
            elif column == 0:
                paragraph.paragraph_format.left_indent = Cm(0.65)
                paragraph.paragraph_format.first_line_indent = Cm(-0.65)
                paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.65))
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            _lines(paragraph, value)
            if number in (0, 1):
                paragraph.paragraph_format.keep_with_next = True
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _question(document: Any, question: Question) -> None:
    from docx.shared import Cm, Pt

    _stem(document, question.number, question.text, question.hint, keep=bool(question.choices))
    if not question.choices:
        document.paragraphs[-1].add_run(f" ______________ {question.unit}".rstrip())
        return
    texts = [f"□ {choice.text}" + (" __________" if choice.other else "") for choice in question.choices]
    columns = _columns(texts)
    for start in range(0, len(texts), columns):
        answer = document.add_paragraph()
        answer.paragraph_format.left_indent = Cm(0.75)
        answer.paragraph_format.space_after = Pt(2)
        answer.paragraph_format.keep_with_next = start + columns < len(texts)
        for column in range(1, columns):
            answer.paragraph_format.tab_stops.add_tab_stop(Cm(0.75 + column * ANSWERS_CM / columns))
        _lines(answer, "\t".join(texts[start : start + columns]))


def _columns(texts: list[str]) -> int:
    """How many answers stand side by side: as many as fit, in rows that are filled evenly."""
    widest = max(_width(text) for text in texts)
    fit = max(1, min(len(texts), LINE_WIDTH // (widest + 3)))
    rows = -(-len(texts) // fit)
    return -(-len(texts) // rows)


def _stem(document: Any, number: int, text: str, hint: str = "", *, keep: bool = True) -> None:
    from docx.shared import Cm, Pt

    stem = document.add_paragraph()
    stem.paragraph_format.keep_with_next = keep
    stem.paragraph_format.left_indent = Cm(0.75)
    stem.paragraph_format.first_line_indent = Cm(-0.75)
    stem.paragraph_format.space_before = Pt(6)
    stem.paragraph_format.tab_stops.add_tab_stop(Cm(0.75))
    _lines(stem, f"{number}.\t{text}", bold=True)
    if hint:
        chinese = any(unicodedata.east_asian_width(letter) == "W" for letter in hint)
        run = stem.add_run(f"（{hint}）" if chinese else f" ({hint})")
        run.font.size = Pt(9.5)
        _hint(run, hint)


def _lines(paragraph: Any, text: str, *, bold: bool = False) -> None:
    """A text of one or several lines; of two languages only the first is bold."""
    for at, line in enumerate(text.split("\n")):
        run = paragraph.add_run()
        if at:
            run.add_break()
        for number, piece in enumerate(line.split("\t")):
            if number:
                run.add_tab()
            run.add_text(piece)
        run.bold = bold and at == 0
        _hint(run, line)


def _hint(run: Any, text: str) -> None:
    """Quotation marks are the same characters in both languages: in a Chinese line they take the Chinese font."""
    from docx.oxml.ns import qn

    if any(unicodedata.east_asian_width(letter) == "W" for letter in text):
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _keep_whole(row: Any, *, header: bool) -> None:
    """A row is not split over pages, and the header row is repeated on each."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _narrow_margins(cell: Any) -> None:
    """Leave a scale label nearly the whole width of its column."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tcMar")
    for side in ("w:start", "w:end"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), "20")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = cell._tc.get_or_add_tcPr()
    # The schema wants them before what aligns the text upright.
    later = [child for child in properties if child.tag in (qn("w:vAlign"), qn("w:textDirection"), qn("w:hideMark"))]
    if later:
        later[0].addprevious(margins)
    else:
        properties.append(margins)


def _page_numbers(paragraph: Any) -> None:
    """``– 1 –`` in the footer, a field that Word counts."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("– ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" –")


def _width(text: str) -> int:
    """Columns of a text, a Chinese character counting two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
