"""Headers: numbers, hints, tags, spellings that are the same, and the platforms' own columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamkit.survey.readers import headers
from tamkit.survey.readers.headers import LONGEST, bare, fold, meta_role, numbered, simplified, tidy


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("12、题干", 12, "题干"), ("第3题：题干", 3, "题干"), ("Q7、Age", 7, "Age"), ("q12: Age", 12, "Age"),
        ("*5.题干", 5, "题干"),
        ("＊ 5．题干", 5, "题干"), (" 4 . Age", 4, "Age"), ("2.5 metres", None, "2.5 metres"),
        ("1000、元", None, "1000、元"),
        ("Age 5", None, "Age 5"), ("", None, ""), ("7", None, "7"), ("Ｑ8：年龄", 8, "年龄"),
    ],
)  # fmt: skip
def test_numbers(text, number, rest):
    assert numbered(text) == (number, rest)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("您的性别【单选题】", "您的性别"), ("场景（可多选）", "场景"), ("* Age (required)", "Age"), ("姓名：____",
        "姓名："),
        ("原因[最少选择2项]", "原因"), ("意见(选填)*", "意见"), ("矩阵【矩阵量表题】题", "矩阵题"),
        ("Which? [Multiple Choice]", "Which?"),
        ("年龄 [____]", "年龄"), ("没用（反向题）", "没用"), ("使用(花呗)", "使用(花呗)"),
    ],
)  # fmt: skip
def test_hints_are_taken_off(text, plain):
    assert bare(text) == plain


@pytest.mark.parametrize(
    ("text", "line"),
    [("<b>Age</b><br/>", "Age"), ("a &amp; b", "a & b"), ("x <script y", "x <script y"), ("5 < 6", "5 < 6"),
     ("a\r\n\t b\u3000c\ufeff", "a b c"), ("<p>1&lt;2</p>", "1<2")],
)  # fmt: skip
def test_one_line(text, line):
    assert tidy(text) == line


def test_a_header_without_end_is_cut():
    assert len(tidy("a" * (LONGEST + 5))) == LONGEST


def test_simplified_characters_stay_as_they_are():
    table = headers._TRADITIONAL
    assert all(table.get(one, one) == one for one in table.values())
    assert simplified("滿意對網絡購買") == "满意对网络购买"
    assert simplified("同意") == "同意"


@given(
    st.sampled_from(["使用花呗让付款更快", "I would use it", "年龄18-25岁"]),
    st.text(" 　,.!?“”「」—_-()（）", max_size=5),
)
def test_signs_blanks_width_and_case_do_not_count(text, noise):
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    assert fold(noise + text + noise) == fold(text) == fold(wide) == fold(text.upper())


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("序号", "serial"), ("ResponseId", "serial"), ("Response ID", "serial"), ("_recordId", "serial"),
        ("提交答卷时间", "submitted"),
        ("タイムスタンプ", "submitted"), ("Start Date", "started"), ("开始答题时间：", "started"), ("所用时间",
        "seconds"),
        ("Duration (in seconds)", "seconds"), ("DURATION(IN SECONDS)", "seconds"), ("Status", "status"), ("采纳状态",
        "status"),
        ("来自IP", "private"), ("E-mail", "private"), ("Ｅｍａｉｌ", "private"), ("LocationLatitude", "private"),
        ("总分", "total"),
        ("SC0", "total"), ("来源", "platform"), ("Progress", "platform"), ("simulated", "platform"), ("'id'", "serial"),
        ("总分是多少", None), ("您的姓名是", None), ("PU1", None), ("", None),
    ],
)  # fmt: skip
def test_the_platforms_own_columns(header, role):
    assert meta_role(header) == role


def test_no_name_has_two_roles():
    names = [name.replace(" ", "") for group in headers._META.values() for name in set(group)]
    assert len(names) - len(set(names)) <= sum(" " in name for group in headers._META.values() for name in group)
    for role, group in headers._META.items():
        assert {meta_role(name) for name in group} == {role}
