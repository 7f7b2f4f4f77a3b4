"""Personal data never reach a frame; what is kept of them leads nowhere; cells are safe to write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey.exports import FORM, plain, save, wjx_text

from tamkit.survey import load, safe_cell
from tamkit.survey.privacy import Fingerprints, kind_by_content, kind_by_name, redacted
from tamkit.survey.readers.table import factorize

SECRETS = {
    "来自IP": ["203.0.113.7(广东-深圳)", "203.0.113.8", "203.0.113.7", "2001:db8::1"],
    "昵称": ["小明同学", "阿花", "老王头", "豆豆"],
    "姓名": ["张三丰", "李四光", "王五郎", "赵六儿"],
    "电子邮箱": ["zhang@example.org", "li@example.org", "wang@example.org", "zhao@example.org"],
    "手机号": ["13800138001", "13800138002", "13800138003", "13800138004"],
    "LocationLatitude": ["22.54321", "22.54322", "22.54323", "22.54324"],
    "openid": ["oABC1234567890", "oABC1234567891", "oABC1234567892", "oABC1234567893"],
    "q_unnamed_phone": ["13900139001", "13900139002", "13900139003", "13900139004"],
    "where": ["22.543096, 114.057865", "22.543097, 114.057866", "22.543098, 114.057867", "22.543099, 114.057868"],
}


def text_of(survey):
    frames = (survey.items, survey.checks, survey.respondents, survey.meta, survey.skipped, survey._fingerprints)
    return "".join(frame.reset_index().to_csv() for frame in frames) + repr(survey) + " ".join(map(str, survey.notes))


def test_no_personal_data_in_any_frame_note_or_mark(tmp_path):
    rows = plain()
    rows[0] += list(SECRETS)
    for n, row in enumerate(rows[1:]):
        row += [values[n] for values in SECRETS.values()]
    survey = load(save(rows, tmp_path / "a.csv"), FORM)
    everything = text_of(survey)
    for values in SECRETS.values():
        for secret in values:
            assert secret not in everything
    marks = survey._fingerprints
    assert set(marks.columns) == {"ip", "account", "email", "phone"}
    assert marks["ip"].iloc[0] == marks["ip"].iloc[2]
    assert marks["ip"].nunique() == 3
    assert any("来自IP" in str(note) and "duplicates only" in str(note) for note in survey.notes)


def test_marks_change_with_every_load(tmp_path):
    file = save(wjx_text(), tmp_path / "a.csv")
    first, second = load(file, FORM), load(file, FORM)
    assert first._fingerprints["ip"].iloc[0] != second._fingerprints["ip"].iloc[0]
    assert first._fingerprints["ip"].iloc[0] == first._fingerprints["ip"].iloc[3]
    assert "_fingerprints" not in repr(first)


def test_personal_data_in_free_text_are_replaced(tmp_path):
    words = [
        "加我微信 abc12345",
        "电话13800138000谢谢",
        "见 https://example.org/x",
        "身份证11010119900307123X",
        "普通意见",
    ]
    rows = [[*row, "comment" if n == 0 else words[n - 1]] for n, row in enumerate(plain())]
    survey = load(save(rows, tmp_path / "a.csv"), FORM)
    kept = "".join(survey.respondents["comment"].dropna())
    for secret in ("abc12345", "13800138000", "example.org", "19900307"):
        assert secret not in kept
    assert any("replaced by" in str(note) for note in survey.notes)


def test_a_text_question_that_asks_for_the_phone_is_not_kept(tmp_path):
    rows = [[*row, "comment" if n == 0 else f"1380013800{n}"] for n, row in enumerate(plain())]
    survey = load(save(rows, tmp_path / "a.csv"), FORM)
    assert "comment" not in survey.respondents
    assert "13800138001" not in text_of_without_marks(survey)


def text_of_without_marks(survey):
    return survey.respondents.to_csv() + survey.meta.to_csv() + " ".join(map(str, survey.notes))


def test_kinds():
    assert kind_by_name("来自IP") == "ip"
    assert kind_by_name("LocationLatitude") is None
    assert kind_by_content(factorize(["1.2.3.4(广东-深圳)", "1.2.3.5", "::1", "2001:db8::ff00:42:8329"])) == "ip"
    assert kind_by_content(factorize(["a@b.cn", "c@d.org"])) == "email"
    assert kind_by_content(factorize(["1", "2", "3"])) is None
    assert kind_by_content(factorize(["12:30:05", "12:31:07", "08:00:01"])) is None


def test_fingerprints_of_empty_cells():
    marks = Fingerprints()
    assert marks.of("ip", [None, "", "(空)", -2]) == [None] * 4
    assert marks.of("phone", ["138 0013-8000"]) == marks.of("phone", ["+86 13800138000"])


@pytest.mark.parametrize("text", ["我觉得很好", "用了3年, 每月1000元", "2026年5月", "比例1:2"])
def test_ordinary_text_is_kept(text):
    assert redacted(text) == text


@given(st.text(max_size=30))
def test_safe_cells_never_start_a_formula(text):
    cell = safe_cell(text)
    assert not cell.lstrip(" \u3000\xa0\u200b\ufeff").startswith(("=", "@", "\t", "\r", "|", "＝", "＋", "＠", "－"))
    if cell[:1] in "+-" and cell:
        float(cell.rstrip("%"))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1+1", "%0A=1", "|calc", "\n=1", '=HYPERLINK("x")', "-cmd"],
)
def test_formulas_are_disarmed(text):
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize("cell", ["abc", "5", "-3", "+5.2", "12%", "", 3, -3.5, None, "a=b", "非常同意"])
def test_harmless_cells_stay(cell):
    assert safe_cell(cell) == cell


def test_a_closed_question_may_be_named_like_personal_data(tmp_path):
    from tamkit.questionnaire import loads

    asked = loads("""
name: phones
title: Phones
scales: {s: {points: 2, labels: {en: ["No", "Yes"]}}}
variables:
  - {code: phone, name: Phone, text: Do you have a phone, options: [{code: 1, label: "Yes"}, {code: 2, label: "No"}]}
  - {code: email, name: Mail, text: Which mail do you use, kind: text}
""")
    survey = load(save([["phone", "email"], [1, "mine"], [2, "yours"]], tmp_path / "a.csv"), asked)
    assert survey.respondents["phone"].tolist() == [1, 2]
    assert "email" not in survey.respondents


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("写信到 a.b+c@mail.example.com.cn 吧", "写信到 […] 吧"), ("电话 +86 138-0013-8000", "电话 […]"),
        ("座机010-12345678", "座机[…]"),
        ("卡号6222021234567890123", "卡号[…]"), ("在22.543096, 114.057865", "在[…]"), ("看http://a.b/c?d=1 吧",
        "看[…] 吧"),
        ("加QQ：123456789", "加[…]"), ("微信号 abc_123", "[…]"), ("wechat: hello2026", "[…]"),
        ("身份证110101199003071234", "身份证[…]"),
        ("编号1380013800", "编号1380013800"), ("a@b", "a@b"), ("22.5, 114.1", "22.5, 114.1"), ("微信支付", "微信支付"),
    ],
)  # fmt: skip
def test_what_is_taken_out_of_free_text(text, kept):
    assert redacted(text) == kept


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["13800138000", "13900139000"], "phone"), (["110101199003071234", "11010119900307123X"], "account"),
        (["22.543096,114.057865", "22.543097，114.057866"], "location"), (["192.0.2.1", "::1", "x", "192.0.2.2",
        "192.0.2.3"], "ip"),
        (["192.0.2.1", "x", "192.0.2.2", "192.0.2.3"], None), (["a@b.cn"], None), (["a@b.cn", None, ""], None),
        ([1, 2], None),
        (["192.0.2.256", "192.0.2.300"], None),
    ],
)  # fmt: skip
def test_kinds_by_four_cells_in_five(cells, kind):
    assert kind_by_content(factorize(cells)) == kind


@pytest.mark.parametrize(
    ("header", "kind"),
    [("手机号", "phone"), (" E-MAIL ", "email"), ("ＩＰ", "ip"), ("openid", "account"), ("身份证号", "account"),
    ("姓名", None), ("省份", None)],
)  # fmt: skip
def test_kinds_by_header(header, kind):
    assert kind_by_name(header) == kind


def test_equal_values_have_equal_marks_of_one_kind_only():
    marks = Fingerprints()
    a, b, c = marks.of("email", ["A@b.cn", " a@B.cn ", "c@b.cn"])
    assert a == b != c
    assert marks.of("account", ["A@b.cn"]) != [a]
    assert Fingerprints().of("email", ["A@b.cn"]) != [a]
    assert marks.of("ip", ["192.0.2.1（广东-深圳）"]) == marks.of("ip", ["192.0.2.1"])
    assert marks.of("phone", ["138 0013 8000"]) == marks.of("phone", [13800138000])
    assert len(a) == 24
