"""The questionnaire handed out: what stands in each format, in each language."""

import re
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from questionnaire.sample import SAMPLE

from tamkit.errors import InputError
from tamkit.questionnaire import Questionnaire, export, loads
from tamkit.questionnaire import load as shipped
from tamkit.questionnaire.forms import codebook, markdown, wenjuanxing
from tamkit.questionnaire.forms.layout import Form, Matrix, Question, layout

NAMES = ["huabei_baitiao", "huabei_baitiao_short", "credit_reference", "combined"]


def load(name: str) -> Questionnaire:
    """A shipped form; ``combined``: modules of all kinds with the credit battery behind."""
    if name == "combined":
        return shipped("huabei_baitiao", modules=["SO", "TA", "FL", "IFK", "RX"], add=["credit_reference"])
    return shipped(name)


# ---- layout


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_everything_is_asked_once_under_its_number(name: str, lang: str) -> None:
    questionnaire = load(name)
    form = layout(questionnaire, lang)
    numbers = [part.number for part in form.parts()]
    assert numbers == list(range(1, len(numbers) + 1))
    asked: dict[str, tuple[int, int | None]] = {}
    for part in form.parts():
        if isinstance(part, Matrix):
            asked |= {row.code: (part.number, at) for at, row in enumerate(part.rows, start=1)}
        else:
            asked[part.code] = (part.number, None)
    expected = {part.code: (part.number, getattr(part, "row", None)) for part in questionnaire.asked}
    assert asked == expected
    assert "{P}" not in repr(form)


def hints(lang: str) -> dict[str, str]:
    parts = layout(load("credit_reference"), lang).parts()
    return {part.code: part.hint for part in parts if isinstance(part, Question)}


def test_a_question_says_who_answers_it() -> None:
    assert hints("zh")["CR8"] == "仅在第 14 题选择“偶尔”或“经常”时作答"
    assert hints("zh")["CR14"] == "仅在第 1 题选择“是”时作答；如不便回答可跳过"
    assert hints("en")["CR8"] == "only if you chose “Occasionally” or “Often” in question 14"


def test_a_multiple_choice_says_so_once() -> None:
    for part in layout(load("credit_reference"), "zh").parts():
        if isinstance(part, Question) and part.kind == "multiple":
            assert (part.text + part.hint).count("多选") == 1


def test_a_questionnaire_without_blocks_gets_a_matrix_a_scale() -> None:
    text = re.sub(r"blocks:\n  - \{code: first.*\n  - \{code: second.*\n", "", SAMPLE)
    form = layout(
        loads(
            text.replace("{code: FR1, text:", "{code: FR1, scale: agree5, text:").replace(
                "  default_cut: even\n  cuts: {PU: even}\n", ""
            )
        ),
        "en",
    )
    first, second, *questions = form.parts()
    assert isinstance(first, Matrix)
    assert isinstance(second, Matrix)
    assert [row.code for row in second.rows] == ["FR1"]
    assert len(first.labels) == 3
    assert [question.number for question in questions] == [3, 4, 5]


# ---- Wenjuanxing


def imported(text: str) -> tuple[str, list[tuple[str, str, list[str], list[str]]]]:
    """Read import text as the platform does: blocks between blank lines; the first line of each ends with its kind;
    a matrix has its labels on the next line, parted by blanks. Returns the title and (kind, stem, labels, lines)."""
    title, *blocks = re.split(r"\n\s*\n", text.strip("\n"))
    questions = []
    for block in blocks:
        head, *lines = block.split("\n")
        found = re.fullmatch(r"(.*?)\[(\w+)\]", head)
        assert found, head
        stem, kind = found.groups()
        assert not re.search(r"[\[\]]", stem + "".join(lines))
        if kind == "分页栏":
            continue
        labels = lines.pop(0).split() if kind == "矩阵量表题" else []
        questions.append((kind, stem, labels, lines))
    return title.split("\n")[0], questions


@pytest.mark.parametrize("name", [*NAMES, "credit_reference+SC"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_import_text_read_as_the_platform_reads_it_is_the_questionnaire(name: str, lang: str) -> None:
    name, _, module = name.partition("+")
    questionnaire = load(name).with_modules(*[module] if module else [])
    form = layout(questionnaire, lang, "huabei")
    title, questions = imported(wenjuanxing.render(form))
    assert title == questionnaire.title.get(lang)
    assert len(questions) == len(form.parts())
    for part, (kind, stem, labels, lines) in zip(form.parts(), questions, strict=True):
        assert stem.startswith(f"{part.number}. ")
        if isinstance(part, Matrix):
            assert kind == "矩阵量表题"
            assert lines == [questionnaire.label(row.code, lang, "huabei") for row in part.rows]
            scale = questionnaire.scale_of(part.rows[0].code)
            assert [scale.code_of(label) for label in labels] == list(range(1, scale.points + 1))
        else:
            variable = questionnaire.variable(part.code)
            assert kind == {"single": "单选题", "multiple": "多选题", "number": "填空题"}[variable.kind]
            texts = [option.label.get(lang) for option in variable.options]
            assert [line.removesuffix("___") for line in lines] == texts
            assert [line.endswith("___") for line in lines] == [option.other for option in variable.options]


def test_numbers_and_brackets_in_import_text() -> None:
    text = SAMPLE.replace("zh: 有用一", "zh: '有用[一]'")
    rendered = wenjuanxing.render(layout(loads(text), "zh"))
    assert "\n有用(一)\n" in rendered
    assert "5. How old?" not in rendered  # user, product and age are questions 2 to 4
    assert "4. How old?[填空题]" in rendered


def test_the_introduction_says_how_long_the_form_is() -> None:
    said = {name: markdown.render(layout(load(name), "en")) for name in NAMES}
    for name, text in said.items():
        minutes = round(len(load(name).asked) * 6 / 60)
        assert f"It takes about {minutes} minutes." in text
        assert "{minutes}" not in text
    assert load("combined").minutes > load("huabei_baitiao").minutes + load("credit_reference").minutes - 1
    with pytest.raises(InputError, match="minutes"):
        loads(SAMPLE.replace("zh: 有用一", "zh: '{minutes}'"))


def test_pages_are_parted() -> None:
    form = layout(load("huabei_baitiao"), "zh")
    assert wenjuanxing.render(form).count("\n\n[分页栏]\n\n") == len(form.pages) - 1


def test_what_the_platform_has_to_be_told_by_hand(tmp_path: Path) -> None:
    notes = export(load("credit_reference"), "wjx", tmp_path / "c.txt")
    assert tuple(map(str, notes)) == (
        "questions 2, 3, 4, 5, 7, 8, 9, 10, 11, 14, 17, 18, 19: show only when question 1 is 是.",
        "question 13: show only when question 12 is 是.",
        "questions 15, 16: show only when question 14 is 偶尔 / 经常.",
        "question 2: make 目前都没有使用 exclude every other answer.",
        "question 19: make 以上都没有 exclude every other answer.",
    )
    assert export(load("credit_reference"), "md", tmp_path / "c.md") == ()


# ---- Markdown


def test_markdown_holds_every_statement_and_option() -> None:
    questionnaire = load("huabei_baitiao")
    text = markdown.render(layout(questionnaire, "both"))
    for item in questionnaire.items:
        for lang in ("zh", "en"):
            assert questionnaire.label(item.code, lang) in text
    assert "|  | 非常不同意<br>Strongly disagree |" in text
    assert "- ○ 使用过 / Yes" in text
    assert "**18.** 您是否持有银行信用卡？ / Do you hold a bank credit card?" in text


def test_markdown_shows_codes_when_asked() -> None:
    text = markdown.render(layout(load("huabei_baitiao"), "en"), codes=True)
    assert "| `PU1` Using the product" in text
    assert "**12.** `gender` What is your gender?" in text
    assert "- ○ `2` Female" in text


def test_markdown_takes_no_markup_from_a_text() -> None:
    text = SAMPLE.replace("zh: 有用一", "zh: '<b>*有|用*</b> [x](y)'")
    rendered = markdown.render(layout(loads(text), "zh"))
    assert r"\<b\>\*有\|用\*\</b\> \[x\](y)" in rendered


# ---- Word


def document(questionnaire: Questionnaire, folder: Path, lang: str, product: str | None = None):
    path = folder / "form.docx"
    export(questionnaire, "docx", path, lang=lang, product=product)
    return docx.Document(str(path))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_word_has_every_question_and_a_table_a_matrix(name: str, lang: str, tmp_path: Path) -> None:
    questionnaire = load(name)
    word = document(questionnaire, tmp_path, lang, "huabei")
    form = layout(questionnaire, lang, "huabei")
    matrices = [part for part in form.parts() if isinstance(part, Matrix)]
    assert len(word.tables) == len(matrices)
    for table, matrix in zip(word.tables, matrices, strict=True):
        assert [cell.text for cell in table.rows[0].cells][1:] == list(matrix.labels)
        statements = [row.cells[0].text.split("\t", 1)[1] for row in table.rows[1:]]
        assert statements == [row.text for row in matrix.rows]
        assert [cell.text for cell in table.rows[1].cells][1:] == [str(n) for n in range(1, len(matrix.labels) + 1)]
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    for part in form.parts():
        assert f"{part.number}.\t{part.text}" in text
        if isinstance(part, Question):
            for choice in part.choices:
                assert f"□ {choice.text}" in text
    assert questionnaire.closing.get(lang) in text


def test_word_names_a_chinese_font_for_chinese(tmp_path: Path) -> None:
    word = document(load("huabei_baitiao"), tmp_path, "both")
    fonts = {name: word.styles[name].element.rPr.rFonts for name in ("Normal", "Title", "Heading 1", "Scale label")}
    assert fonts["Normal"].get(qn("w:eastAsia")) == "宋体"
    assert fonts["Title"].get(qn("w:eastAsia")) == "黑体"
    for found in fonts.values():
        assert found.get(qn("w:ascii")) in ("Times New Roman", "Arial")
        assert found.get(qn("w:eastAsiaTheme")) is None
    language = word.styles["Normal"].element.rPr.find(qn("w:lang"))
    assert language.get(qn("w:eastAsia")) == "zh-CN"
    hinted = {
        bool(run._r.xpath("./w:rPr/w:rFonts[@w:hint='eastAsia']"))
        for run in word.tables[0].rows[1].cells[0].paragraphs[0].runs
    }
    assert hinted == {True, False}  # the Chinese line and the English line
    assert word.core_properties.title == "网络消费信贷产品采纳意愿调查"
    assert word.core_properties.author == ""


def test_word_is_a4_with_page_numbers(tmp_path: Path) -> None:
    section = document(load("huabei_baitiao"), tmp_path, "zh").sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert section.footer.paragraphs[0]._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"


def test_a_scale_of_eleven_points_still_fits_the_page(tmp_path: Path) -> None:
    labels = ", ".join(f"'p {n}'" for n in range(11))
    text = SAMPLE.replace("points: 3", "points: 11").replace("en: [Disagree, Neutral, Agree]", f"en: [{labels}]")
    text = text.replace("      zh: [不同意, 一般, 同意]\n", "").replace("  default_cut: even\n  cuts: {PU: even}\n", "")
    table = document(loads(text), tmp_path, "en").tables[0]
    assert sum(column.width.cm for column in table.columns) == pytest.approx(17, abs=0.1)


# ---- codebook


def sheets(questionnaire: Questionnaire, folder: Path) -> dict[str, list[list[object]]]:
    path = folder / "codebook.xlsx"
    export(questionnaire, "xlsx", path, lang="en")
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def test_the_codebook_lists_everything(tmp_path: Path) -> None:
    questionnaire = load("huabei_baitiao")
    found = sheets(questionnaire, tmp_path)
    assert list(found) == ["items", "constructs", "scales", "variables", "models", "hypotheses"]
    items = {row[2]: row for row in found["items"][1:]}
    assert set(items) == {*questionnaire.item_codes, "AC1", "AC2"}
    assert items["FR1"][:5] == [5, 1, "FR1", "FR", "PR"]
    assert items["AC1"][-1] == "instructed; passes: 4"
    assert found["scales"][1][:4] == ["agree5", 1, "非常不同意", "Strongly disagree"]
    options = [row for row in found["variables"][1:] if row[1] == "tenure"]
    assert [row[8] for row in options] == [1, 2, 3, 4]
    assert options[0][7] == "user = 1"
    models = {row[0]: row[4] for row in found["models"][1:]}
    assert models["tam"] == questionnaire.syntax("tam")
    assert {row[0]: row[7] for row in found["models"][1:]}["tam_risk_trust"] == "base"
    assert [row[3] for row in found["hypotheses"][1:]] == [h.sign for h in questionnaire.hypotheses]
    assert found["hypotheses"][1][5] == "There is a positive effect of perceived ease of use on perceived usefulness."


def test_the_codebook_of_the_credit_battery(tmp_path: Path) -> None:
    found = sheets(load("credit_reference"), tmp_path)
    values = {row[0]: row for row in found["reference values"][1:]}
    assert values["reason_forgot"][3:5] == [72.5, "percent"]
    assert values["reason_forgot"][7:9] == ["CR8 = 1", "58/80; 29/40"]
    assert values["three_or_more_products"][7].endswith("at least 3 of them")
    assert values["income_below_6000"][7].endswith("among age = 1 or 2 or 3")
    assert "models" not in found


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    text = SAMPLE.replace("zh: 有用一", "zh: '=1+1'")
    path = tmp_path / "codebook.xlsx"
    export(loads(text), "xlsx", path)
    cells = [cell for row in openpyxl.load_workbook(path)["items"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"] or all(cell.data_type != "f" for cell in cells)
    assert codebook.sheets(loads(text))["items"][1][0][5] == "=1+1"


# ---- export


@pytest.mark.parametrize(
    ("to", "lang", "message"),
    [
        ("doc", "zh", "unknown format 'doc'; did you mean 'docx'"),
        ("pdf", "zh", "unknown format 'pdf'"),
        ("md", "fr", "unknown language 'fr'; allowed: zh, en, both"),
    ],
)
def test_an_unknown_format_or_language_is_answered(to: str, lang: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        export(load("huabei_baitiao"), to, tmp_path / "x", lang=lang)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_answered(tmp_path: Path) -> None:
    for to in ("docx", "wjx", "md", "xlsx"):
        with pytest.raises(InputError, match="can't be written"):
            export(load("huabei_baitiao"), to, tmp_path / "gone" / "x")


def test_nothing_is_left_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(form: Form) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(markdown, "render", broken)
    (tmp_path / "x.md").write_text("before")
    with pytest.raises(InputError, match="No space left"):
        export(load("huabei_baitiao"), "md", tmp_path / "x.md")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x.md", "before")]


# ---- names


def alike(name: str) -> str:
    """A name as a reader compares it: without case, and what stands in brackets."""
    return re.sub(r"[（(].*?[）)]|\s", "", name).casefold()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_variables_go_by_one_name(name: str, lang: str) -> None:
    """Fails at 0.1.0: of the combined form two questions were called 信用卡."""
    form = load(name)
    asked = [one.code for one in form.variables]
    names = {code: alike(form.label(code, lang)) for code in asked}
    double = {(a, b) for a in asked for b in asked if a < b and names[a] == names[b]}
    assert double == set()
    constructs = {alike(form.label(one.code, lang)) for one in form.constructs}
    assert not constructs & set(names.values())
