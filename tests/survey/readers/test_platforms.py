"""What each platform's headers say: number, stem, row, option and role of every column, also in odd files."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.errors import DataError
from tamkit.survey.readers import credamo, google, limesurvey, plain, qualtrics, tencent, wenjuanxing
from tamkit.survey.readers.table import Head, RawTable, factorize


def table(header, *rows, path="a.csv", more=()):
    cells = [factorize(column) for column in zip(*rows, strict=True)] or [factorize([]) for _ in header]
    return RawTable(path, "csv", (tuple(header), *more), tuple(cells), np.arange(2, 2 + len(rows)))


def head(*rows, path="a.csv", form="csv"):
    return Head(path, form, tuple(tuple(row) for row in rows))


def parts(module, *header, rows=(), **options):
    rows = rows or (("1",) * len(header),)
    return [
        (column.number, column.stem, column.row, column.option)
        for column in module.layout(table(header, *rows, **options)).columns
    ]


def roles(module, *header, **options):
    columns = module.layout(table(header, ("1",) * len(header), **options)).columns
    assert [(column.position, column.header) for column in columns] == list(enumerate(header))
    return [column.role for column in columns]


# --- Wenjuanxing


@pytest.mark.parametrize(
    ("header", "claimed"),
    [
        (("序号", "提交答卷时间", "x"), True), (("x", "y", "序号", "来自IP"), True), (("序号", "1、您的性别"), True),
        (("序号", "第1题(男)"), True), (("序号", "x"), False), (("a", "b", "c", "序号", "来自IP"), False), (("id",
        "1、您的性别"), False),
    ],
)  # fmt: skip
def test_wenjuanxing_is_recognised_by_its_marks(header, claimed):
    assert wenjuanxing.recognise(head(header)) is claimed


def test_wenjuanxing_is_recognised_by_its_file_name():
    assert wenjuanxing.recognise(head(("序号", "x"), path="3_按文本_x.csv"))
    assert not wenjuanxing.recognise(head(("编码", "x"), path="3_按文本_x.csv"))


def test_matrices_of_wenjuanxing():
    first = parts(wenjuanxing, "5、您是否同意—甲", "5、乙", "6、丙")
    assert first == [(5, "您是否同意", "甲", ""), (5, "您是否同意", "乙", ""), (6, "丙", "", "")]
    second = parts(wenjuanxing, "5、您是否同意—1 甲", "乙", "丙【量表题】", "总分", "丁")
    assert second[:3] == [(5, "您是否同意", "1 甲", ""), (5, "您是否同意", "乙", ""), (5, "您是否同意", "丙", "")]
    assert second[4] == (None, "丁", "", "")  # a column of the platform ends the matrix
    assert parts(wenjuanxing, "第5题(甲)", "第5题(乙（一）)", "第6题、年龄") == [
        (5, "", "甲", "甲"), (5, "", "乙（一）", "乙（一）"), (6, "年龄", "", "")
    ]  # fmt: skip


def test_options_of_wenjuanxing():
    found = parts(wenjuanxing, "4、用过哪些(产品)(花呗)", "4(白条)", "4（其他）", "5、年龄(岁)", "6、性别")
    assert found[:3] == [
        (4, "用过哪些(产品)", "", "花呗"),
        (4, "用过哪些(产品)", "", "白条"),
        (4, "用过哪些(产品)", "", "其他"),
    ]
    assert found[3] == (5, "年龄(岁)", "", "")
    assert parts(wenjuanxing, "4(白条)") == [(4, "", "", "白条")]


@pytest.mark.parametrize(
    ("path", "rows", "form"),
    [
        ("1_按文本_x.csv", (("1", "1"),), "text"), ("All_Data_Readable.csv", (("1", "1"),), "text"),
        ("1_按序号_x.csv", (("男", "同意"),), "codes"), ("All_Data_Original.csv", (("男", "同意"),), "codes"),
        ("1_按分数_x.csv", (("男", "同意"),), "scores"),
        ("x.csv", (("男", "同意"), ("女", "3")), "text"), ("x.csv", (("1", "同意"), (2, "3.0")), "codes"),
        ("x.csv", (("男", "1"), ("", "")), "codes"), ("x.csv", (("", "-3"),), "codes"),
    ],
)  # fmt: skip
def test_what_a_wenjuanxing_file_holds(path, rows, form):
    found = wenjuanxing.layout(table(("1、您的性别", "2、甲"), *rows, path=path))
    assert found.form == form
    assert found.zero_missing is (form == "codes")


def test_a_total_makes_numbers_scores():
    found = wenjuanxing.layout(table(("1、甲", "总分"), ("1", "9")))
    assert found.form == "scores"
    assert [note.key for note in found.notes] == ["survey.total_left_out"]


@pytest.mark.parametrize(
    ("text", "cut"),
    [("a(b)", ("a", "b")), ("a（b(c)）", ("a", "b(c)")), ("a(b)c", ("a(b)c", "")), ("(b)", ("", "b")), ("b)", ("b)",
    "")),
     ("a (b) (c)", ("a (b)", "c")), ("", ("", ""))],
)  # fmt: skip
def test_the_last_parenthesis(text, cut):
    assert wenjuanxing.parenthesis(text) == cut


# --- Tencent


def test_tencent():
    assert tencent.recognise(head(("编号", "答题时长")))
    assert not tencent.recognise(head(("编号", "来源")))
    assert not tencent.recognise(head(("序号", "答题时长")))
    found = parts(tencent, "1.性别：", "2.用过哪些:花呗", "2.用过哪些：其他_填空1", "3.时间:几点")
    assert found == [
        (1, "性别：", "", ""),
        (2, "用过哪些", "花呗", "花呗"),
        (2, "用过哪些", "其他", "其他"),
        (3, "时间:几点", "", ""),
    ]
    assert roles(tencent, "编号", "答题时长", "用户标识", "清洗数据结果", "", "Unnamed: 7", "1.性别") == [
        "serial", "seconds", "private", "status", "empty", "empty", "question"
    ]  # fmt: skip


def test_tencents_own_verdict_is_counted():
    found = tencent.layout(table(("编号", "清洗数据结果"), (1, "无效"), (2, "有效"), (3, " 无效 ")))
    assert [(note.key, note.values["n"]) for note in found.notes] == [("survey.marked_invalid", 2)]
    assert tencent.layout(table(("编号", "清洗数据结果"), (1, "有效"))).notes == ()


# --- Qualtrics

IDS = ('{"ImportId":"startDate"}', '{"ImportId":"QID1"}')


def test_qualtrics_header_rows():
    assert qualtrics.recognise(head(("a", "b"), ("A", "B"), IDS))
    assert qualtrics.recognise(head(("StartDate", "EndDate", "Status")))
    assert qualtrics.recognise(head(("V1", "V2", "V3"), ("StartDate", "EndDate", "Finished")))
    assert not qualtrics.recognise(head(("StartDate", "EndDate", "PU1")))
    names = ("StartDate", "Q1")
    assert qualtrics.header_rows(head(names, ("Start Date", "Age?"), IDS)) == 3
    assert qualtrics.header_rows(head(names, IDS)) == 2
    assert qualtrics.header_rows(head(names, ("Start Date", "Age?"), ("2026-01-01 10:00", 1))) == 2
    assert qualtrics.header_rows(head(names, ("2026-01-01 10:00:00", 1))) == 1
    assert qualtrics.header_rows(head(("ResponseId", "Q1"), ("R_3abcdefgh12345", 1))) == 1
    assert qualtrics.header_rows(head(names)) == 1


def test_qualtrics_columns():
    names = ("StartDate", "Q1", "Q2_3", "QID7#1_2", "Q2_3_TEXT", "Q9_First Click", "V5", "")
    texts = (
        "Start Date",
        "Age?",
        "Views - so far - It helps",
        "Ways - Selected Choice Cash",
        "Other - Text",
        "x",
        "y",
        "",
    )
    found = qualtrics.layout(table(names, ("1",) * 8, more=(texts,))).columns
    assert [(column.number, column.stem, column.row, column.kind) for column in found[1:5]] == [
        (1, "Age?", "", ""), (2, "Views - so far", "It helps", ""), (7, "Ways", "Cash", ""),
        (None, "Other", "Text", "other"),
    ]  # fmt: skip
    assert [column.role for column in found] == ["started", *["question"] * 4, "platform", "platform", "empty"]
    assert found[1].name == "Q1"


def test_qualtrics_of_old_names_its_columns_v1():
    found = qualtrics.layout(table(("V1", "V2", "Q1"), ("R_1", 0, 5), more=(("ResponseID", "Status", "Age?"),))).columns
    assert [(column.role, column.header) for column in found] == [
        ("serial", "ResponseID"),
        ("status", "Status"),
        ("question", "Q1"),
    ]


@pytest.mark.parametrize("cell", ["Survey Preview", "1", 1.0, "17", "Umfragenvorschau", "预览", "Survey Test"])
def test_previews(cell):
    raw = table(("Status", "Q1"), (cell, 1), ("IP Address", 2), (0, 3), ("", 4))
    left = qualtrics.answers(raw, qualtrics.layout(raw))
    assert left.columns[1].to_list() == [2, 3, 4]
    assert [(note.key, note.values["n"]) for note in left.notes] == [("survey.previews_left_out", 1)]


def test_a_channel_called_preview_and_unfinished_responses():
    raw = table(
        ("DistributionChannel", "Finished", "Q1"), ("preview", "False", 1), ("anonymous", "0", 2), ("gl", "True", 3)
    )
    left = qualtrics.answers(raw, qualtrics.layout(raw))
    assert left.rows.tolist() == [3, 4]
    assert {note.key: note.values["n"] for note in left.notes} == {
        "survey.unfinished": 1,
        "survey.previews_left_out": 1,
    }
    whole = table(("DistributionChannel", "Q1"), ("1", 1), ("anonymous", 2))
    assert qualtrics.answers(whole, qualtrics.layout(whole)) is whole  # 1 is a status only


# --- LimeSurvey


def test_limesurvey():
    assert limesurvey.recognise(head(("id. Response ID", "submitdate. Date submitted", "lastpage. Last page")))
    assert limesurvey.recognise(head(("Date submitted", "Last page")))
    assert not limesurvey.recognise(head(("id", "submitdate")))
    assert parts(limesurvey, "Your age?", "3. Age?", "Q5. Age?") == [
        (None, "Your age?", "", ""), (3, "Age?", "", ""), (5, "Age?", "", "")
    ]  # fmt: skip
    headers = ("G1Q2[SQ003]", "Q5", "PU_SQ001", "Q7[other]", "Views [It helps]", "Q3[SQ2]. Views [It pays]")
    assert parts(limesurvey, *headers) == [
        (None, "", "SQ003", "SQ003"), (5, "", "", ""), (None, "", "SQ001", "SQ001"), (7, "", "other", "other"),
        (None, "Views", "It helps", "It helps"), (3, "Views", "It pays", "It pays"),
    ]  # fmt: skip
    names = [c.name for c in limesurvey.layout(table(("Q5", "PU_SQ001", "Q7[other]", "Age?"), ("1",) * 4)).columns]
    assert names == ["Q5", "PU[SQ001]", "Q7[other]", ""]
    assert roles(limesurvey, "submitdate", "seed", "groupTime12", "ipaddr. IP address", "", "Q1") == [
        "submitted", "platform", "platform", "private", "empty", "question"
    ]  # fmt: skip


def test_limesurvey_counts_what_was_never_submitted():
    found = limesurvey.layout(table(("submitdate", "Q1"), ("", 1), ("2026-01-01", 2), (None, 3)))
    assert [(note.key, note.values["n"]) for note in found.notes] == [("survey.never_submitted", 2)]
    assert limesurvey.layout(table(("submitdate", "Q1"), ("2026-01-01", 2))).notes == ()


@pytest.mark.parametrize(
    ("header", "kind"), [("Q1[comment]", "other"), ("Ways [Other]", "other"), ("Ways [Others]", "")]
)
def test_limesurveys_own_words(header, kind):
    assert limesurvey.layout(table((header,), ("x",))).columns[0].kind == kind


# --- Google, Credamo, any table


def test_google():
    assert google.recognise(head(("Timestamp", "Age?")))
    assert google.recognise(head(("时间戳记", "Age?")))
    assert not google.recognise(head(("Timestamp",)))
    assert not google.recognise(head(("Age?", "Timestamp")))
    assert parts(google, "Timestamp", "Views [It helps]", "3. Age?")[1:] == [
        (None, "Views", "It helps", "It helps"),
        (3, "Age?", "", ""),
    ]
    assert roles(google, "Timestamp", "Email Address", "Score", "Status", "", "id") == [
        "submitted", "private", "total", "question", "empty", "question"
    ]  # fmt: skip


def test_credamo():
    assert credamo.recognise(head(("作答ID", "作答时长")))
    assert not credamo.recognise(head(("作答ID", "x")))
    names = ("作答ID", "Q1", "Q2_1")
    assert credamo.header_rows(head(names, ("作答ID", "您的性别是", "您是否同意"), ("1", "男", "同意"))) == 2
    assert credamo.header_rows(head(names, ("x1", "1", "5"))) == 1
    assert credamo.header_rows(head(names, ("x1", "非常同意的", "非常同意的"), ("x2", "非常同意的", "非常同意的"))) == 1
    assert credamo.header_rows(head(names)) == 1
    found = credamo.layout(table(names, ("1",) * 3))
    assert (found.platform, found.skips, found.missing) == ("credamo", {"(跳过)", "跳过"}, {"(空)"})


def test_any_table():
    assert parts(plain, "Q3", "q4_2", "5、您同意吗—甲", "Views [It helps]", "Views: It pays", "PU1") == [
        (3, "Q3", "", ""), (4, "q4_2", "", ""), (5, "您同意吗", "甲", "甲"), (None, "Views", "It helps", "It helps"),
        (None, "Views", "It pays", "It pays"), (None, "PU1", "", ""),
    ]  # fmt: skip
    assert parts(plain, "Ways(cash)", "Ways(card)", "Age(years)") == [
        (None, "Ways", "cash", "cash"), (None, "Ways", "card", "card"), (None, "Age(years)", "", "")
    ]  # fmt: skip
    labelled = plain.layout(table(("q1", "ip", "x"), ("1",) * 3, more=(("Your age", "", "Start Date"),))).columns
    assert [(column.name, column.stem, column.role) for column in labelled] == [
        ("q1", "Your age", "question"), ("ip", "ip", "private"), ("x", "Start Date", "started")
    ]  # fmt: skip


def test_a_table_without_headers():
    with pytest.raises(DataError) as caught:
        plain.header_rows(head(("1", "-2.5", "", "3"), path="x\\y/a.csv"))
    assert caught.value.message.key == "survey.first_row_numbers"
    assert caught.value.message.values["numbers"] == ("1", "-2.5", "3")
    assert caught.value.message.values["name"] == "a.csv"
    assert plain.header_rows(head(("1", "b"))) == 1
    assert plain.header_rows(head(("1", "2"), form="spss")) == 2


def test_labels_of_wenjuanxing_in_a_statistics_file():
    more = (("序号", "5、您同意吗—甲", "5、乙"),)
    found = plain.layout(table(("id", "Q5_R1", "Q5_R2"), (1, 2, 3), more=more))
    assert found.platform == "wjx"
    assert [(c.name, c.number, c.row) for c in found.columns] == [
        ("id", None, ""),
        ("Q5_R1", 5, "甲"),
        ("Q5_R2", 5, "乙"),
    ]


@pytest.mark.parametrize(
    ("header", "plainly"), [("Age.1", "Age"), ("Age...63", "Age"), ("Age", "Age"), (".1", ".1"), ("v2.5x", "v2.5x")]
)
def test_repeated_headers(header, plainly):
    assert plain.without_suffix(header) == plainly
