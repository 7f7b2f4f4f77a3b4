"""Columns find their questions by mapping, code, text (product piping resolved) and number; the rest is listed."""

from __future__ import annotations

import pytest
from survey.exports import CLICKED, FORM, ITEMS, check, plain, save

from tamkit.errors import InputError
from tamkit.survey import load
from tamkit.survey.coding.index import Index
from tamkit.survey.readers.headers import fold, meta_role, numbered
from tamkit.survey.readers.mapping import load_mapping

INDEX = Index(FORM)
CODES = ["PU1", "PU2", "PU3", "RK1", "RK2", "RK3", "AC1"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("使用花呗让付款更快", "PU1"), ("使用 白条 让付款更快。", "PU1"), ("使用该产品让付款更快", "PU1"),
        ("使用{P}让付款更快", "PU1"),
        ("使用京东白条让付款更快", "PU1"), ("Huabei makes paying faster", "PU1"), ("我担心信息被泄露", "RK2"),
        ("我擔心信息被泄露", "RK2"),
        ("<b>我担心信息被泄露</b>", "RK2"), ("您的性别", "gender"), ("性别", "gender"),
        ("What is your gender?", "gender"), ("您的年龄(岁)", "age"),
    ],
)  # fmt: skip
def test_by_text(text, code):
    assert INDEX.by_text(text).code == code


@pytest.mark.parametrize("text", ["", "使用花呗让付款更慢", "担心", "我担心信息被泄露和丢失"])
def test_by_text_never_guesses(text):
    assert INDEX.by_text(text) is None


def renamed(headers, tmp_path, **options):
    rows = plain()
    rows[0][10:17] = headers
    return load(save(rows, tmp_path / "a.csv"), FORM, **options)


def test_by_code_whatever_the_case(tmp_path):
    check(renamed([code.lower() for code in CODES], tmp_path))


def test_by_number(tmp_path):
    survey = renamed(["Q6_1", "Q6_2", "Q6_3", "Q7_1", "Q7_2", "Q7_3", "Q7_4"], tmp_path)
    check(survey)


def test_by_number_with_another_wording_is_noted(tmp_path):
    headers = ["6、使用花呗使得付款更快捷", "6、花呗让我的资金灵活多了", "6、花呗对我没什么用处"]
    headers += ["7、我很担心费用超预期", "7、我担心个人信息被泄露", "7、对安全感到放心", "7、本题请选同意"]
    survey = renamed(headers, tmp_path)
    check(survey)
    assert sum("by its number although the wording differs" in str(note) for note in survey.notes) == 7


def test_a_number_alone_does_not_match_another_question(tmp_path):
    headers = [
        *CODES[:3],
        "7、您最喜欢的颜色是什么",
        "7、您每天看几小时电视",
        "7、您住在哪个城市呢",
        "7、您的爱好有哪些呢",
    ]
    with pytest.raises(InputError, match="no column for 3 of 6 items"):
        renamed(headers, tmp_path)


def test_missing_items_are_listed_with_the_nearest_columns(tmp_path):
    with pytest.raises(InputError) as caught:
        renamed(["PU1", "PU2", "花呗对我来说没有用处吗", *CODES[3:]], tmp_path)
    message = str(caught.value)
    assert message.startswith("a.csv: no column for 1 of 6 items of questionnaire form")
    assert "PU3 '{P}对我没有用处': nearest column M '花呗对我来说没有用处吗'" in message


def test_unmatched_columns_and_absent_variables_are_noted(tmp_path):
    rows = plain()
    rows[0][2] = "favourite colour"
    survey = load(save(rows, tmp_path / "a.csv"), FORM)
    assert any("one column belongs to no question: C 'favourite colour'" in str(note) for note in survey.notes)
    assert any("no column for gender, comment" in str(note) for note in survey.notes)
    assert "gender" not in survey.respondents


def test_two_columns_for_one_item_are_refused(tmp_path):
    rows = [[*row, "PU1" if n == 0 else 1] for n, row in enumerate(plain())]
    with pytest.raises(InputError, match="two columns answer PU1: K 'PU1' and R 'PU1'"):
        load(save(rows, tmp_path / "a.csv"), FORM)
    survey = load(save(rows, tmp_path / "a.csv"), FORM, mapping={"columns": {"@R": "ignore"}})
    check(survey)


def test_mapping_file(tmp_path):
    rows = plain()
    rows[0] = [f"v{n}" for n in range(len(rows[0]))]
    file = tmp_path / "map.yaml"
    lines = [f"  v{n}: {code}" for n, code in enumerate(plain()[0]) if code not in ("id", "seconds")]
    file.write_text("columns:\n" + "\n".join(lines) + "\n  v0: serial\n  v1: seconds\n", encoding="utf-8")
    survey = load(save(rows, tmp_path / "a.csv"), FORM, mapping=file)
    check(survey)
    assert survey.items.index.tolist() == ["p0", "p1", "p2", "p3"]


def test_mapping_values_and_missing_codes(tmp_path):
    rows = plain()
    rows[1][2], rows[2][2] = "F", "M"
    rows[3][2], rows[4][2] = "F", "M"
    rows[3][10] = -99
    survey = load(
        save(rows, tmp_path / "a.csv"), FORM, mapping={"values": {"gender": {"M": 1, "F": 2}}, "missing": [-99]}
    )
    check(survey)
    rows[2][9] = -88
    survey = load(
        save(rows, tmp_path / "a.csv"),
        FORM,
        mapping={"values": {"gender": {"M": 1, "F": 2}}, "missing": [-99], "skips": [-88]},
    )
    check(survey)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"column": {}}, "unknown key 'column'; did you mean 'columns'"),
        ({"columns": {"PUU1": "PU1"}}, "unknown column 'PUU1'; did you mean 'PU1'"),
        ({"columns": {"PU1": "PU9"}}, "unknown code 'PU9'; did you mean 'PU"),
        ({"columns": {"used.1": "used.9"}}, "used has no option '9'; known: 1, 2, 3, 4"),
        ({"columns": {"PU1": 3}}, "expected a code or a role, found 3"),
        ({"columns": ["PU1"]}, "columns: expected pairs"),
        ({"direction": "up"}, "expected ascending or descending, found 'up'"),
        ({"header_rows": 0}, "expected a number from 1 to 5, found 0"),
        ({"values": {"gender": {"M": "one"}}}, "expected pairs of a cell and a whole number"),
        ({"keep": {"gender": ["9"]}}, "no row of a.csv has 9; it holds 1, 2"),
        ({"keep": {"gendre": ["9"]}}, "unknown column 'gendre'; did you mean 'gender'"),
        ({"missing": {"a": 1}}, "missing: expected a value or a list"),
    ],
)
def test_mistakes_in_mappings(tmp_path, mapping, message):
    with pytest.raises(InputError) as caught:
        load(save(plain(), tmp_path / "a.csv"), FORM, mapping=mapping)
    assert message in str(caught.value)


def test_bare_table_of_columns_is_a_mapping():
    assert load_mapping({"第1列": "PU1"}).columns == {"第1列": "PU1"}
    assert load_mapping(None).columns == {}


def test_matching_ignores_position(tmp_path):
    rows = plain()
    order = list(range(len(rows[0])))[::-1]
    check(load(save([[row[n] for n in order] for row in rows], tmp_path / "a.csv"), FORM))
    assert len(CLICKED) == len(ITEMS)


def test_headers():
    assert numbered("*12. Text") == (12, "Text")
    assert numbered("第3题：文字") == (3, "文字")
    assert fold("（1）ＡＢ c") == "1abc"
    assert meta_role("来自IP") == "private"
    assert meta_role("总分") == "total"


def test_code_and_text_in_one_header(tmp_path):
    texts = ["使用花呗让付款更快", "花呗让我的资金更灵活", "花呗对我没有用处（反向题）"]
    check(renamed([f"{code} {text}" for code, text in zip(CODES, texts, strict=False)] + CODES[3:], tmp_path))
    check(renamed([f"{code}：{text}" for code, text in zip(CODES, texts, strict=False)] + CODES[3:], tmp_path))
    with pytest.raises(InputError, match="two columns answer PU2"):
        renamed(["PU1 花呗让我的资金更灵活", *CODES[1:]], tmp_path)


@pytest.mark.parametrize(
    "pattern",
    ["您使用过哪些产品({})", "您使用过哪些产品：{}", "您使用过哪些产品—{}", "您使用过哪些产品 [{}]", "used_{n}"],
)
def test_options_in_headers(tmp_path, pattern):
    rows = plain()
    for n, option in enumerate(("花呗", "白条", "其他", "都没用过"), 1):
        rows[0][4 + n] = pattern.format(option, n=n)
    check(load(save(rows, tmp_path / "a.csv"), FORM))
