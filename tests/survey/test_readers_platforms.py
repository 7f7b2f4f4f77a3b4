"""Tencent, Qualtrics, LimeSurvey, Google Forms and Credamo exports of the same four answers."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import pytest
from survey.exports import (
    AGE,
    CLICKED,
    FORM,
    GENDER,
    INCOME,
    LABELS,
    OVERDUE,
    ROWS6,
    ROWS7,
    SECONDS,
    USED,
    check,
    plain,
    save,
    wjx_codes,
    wjx_text,
)

from tamkit.errors import InputError
from tamkit.survey import load

INCOMES = ["1000元以下", "1001-3000元", "3000元以上"]
ENGLISH = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]


def tencent():
    meta = ["编号", "开始答题时间", "结束答题时间", "答题时长", "清洗数据结果", "地理位置市", "昵称", "IP", "UA"]
    used = [f"4.您使用过哪些产品:{option}" for option in ("花呗", "白条", "其他", "都没用过")]
    header = [*meta, "1.您的性别", "2.您的年龄（岁）_填空1", "3.您的月可支配收入", *used, "5.您是否逾期过"]
    header += [f"6.您是否同意:{row}" for row in ROWS6] + [f"7.关于风险:{row}" for row in ROWS7] + [""]
    rows = [header]
    for n in range(4):
        ticks = [
            f"{letter}.{option}" if tick else ""
            for letter, option, tick in zip("ABCD", ("花呗", "白条", "其他", "都没用过"), USED[n], strict=True)
        ]
        late = "" if OVERDUE[n] is None else ["A.从未", "B.偶尔", "C.经常"][OVERDUE[n] - 1]
        words = ["" if s is None else f"{'ABCDE'[s - 1]}.{LABELS[s - 1]}" for s in CLICKED[n]]
        rows.append(
            [
                n + 1,
                "2026-09-18 19:20:00",
                "2026-09-18 19:25:00",
                SECONDS[n],
                "有效",
                "深圳",
                f"小明{n}",
                f"10.0.0.{n}",
                "Mozilla",
                f"{'AB'[GENDER[n] - 1]}.{'男女'[GENDER[n] - 1]}",
                AGE[n],
                f"C.{INCOMES[INCOME[n] - 1]}",
                *ticks,
                late,
                *words,
                "",
            ]
        )
    return rows


def test_tencent(tmp_path):
    for suffix in (".csv", ".xlsx"):
        survey = load(save(tencent(), tmp_path / f"a{suffix}", "gb18030"), FORM)
        check(survey)
        assert survey.sources[0].platform == "tencent"
        assert survey.meta["seconds"].tolist() == SECONDS
        assert survey.meta["status"].tolist() == ["有效"] * 4


def qualtrics(*, rows: int = 3, numeric: bool = True):
    meta = [
        "StartDate",
        "EndDate",
        "Status",
        "IPAddress",
        "Progress",
        "Duration (in seconds)",
        "Finished",
        "ResponseId",
    ]
    meta += ["RecipientEmail", "DistributionChannel"]
    used = [f"Q4_{n}" for n in (1, 2, 3, 4)]
    names = [
        *meta,
        "Q1",
        "Q2",
        "Q3",
        *used,
        "Q4_3_TEXT",
        "Q5",
        *(f"Q6_{n}" for n in (1, 2, 3)),
        *(f"Q7_{n}" for n in range(1, 5)),
    ]
    options = ["Huabei", "Baitiao", "Other", "None"]
    texts = [*meta, "What is your gender?", "How old are you?", "Your monthly income"]
    texts += [f"Which products have you used? - Selected Choice - {option}" for option in options]
    texts += ["Which products have you used? - Other - Text", "Have you ever been overdue?"]
    english = [item.text.get("en", "Huabei") for item in FORM.items]
    texts += [f"How far do you agree? - {text}" for text in english[:3]]
    texts += [f"About risk - {text}" for text in (*english[3:], "Please choose Agree here")]
    table = [names, texts, [json.dumps({"ImportId": f"QID{n}"}) for n in range(len(names))]][:rows]
    for n in range(4):
        scores = ["" if s is None else s if numeric else ENGLISH[s - 1] for s in CLICKED[n]]
        gender = GENDER[n] if numeric else ["Male", "Female"][GENDER[n] - 1]
        income = INCOME[n] if numeric else ["Under 1,000", "1,001 to 3,000", "Over 3,000"][INCOME[n] - 1]
        late = "" if OVERDUE[n] is None else OVERDUE[n] if numeric else ["Never", "Sometimes", "Often"][OVERDUE[n] - 1]
        ticks = ["" if not tick else 1 if numeric else option for tick, option in zip(USED[n], options, strict=True)]
        table.append(
            [
                "2026-09-18 19:20:00",
                "2026-09-18 19:25:00",
                0 if numeric else "IP Address",
                f"192.0.2.{n}",
                100,
                SECONDS[n],
                1,
                f"R_{n}ABCDEFGHIJKLMN",
                f"a{n}@example.org",
                "anonymous",
                gender,
                AGE[n],
                income,
                *ticks,
                "secret words",
                late,
                *scores,
            ]
        )
    return table


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("numeric", [True, False])
def test_qualtrics(tmp_path, rows, numeric):
    if rows == 1:  # only names are left: Q6_1 … match by number and order
        numeric = True
    survey = load(save(qualtrics(rows=rows, numeric=numeric), tmp_path / "q.csv", "utf-8-sig"), FORM)
    check(survey)
    assert survey.sources[0].platform == "qualtrics"
    assert survey.items.index[0] == "R_0ABCDEFGHIJKLMN"
    assert survey.meta["seconds"].tolist() == SECONDS
    assert "secret" not in survey.respondents.to_csv() + survey.meta.to_csv()


def test_qualtrics_tsv_is_utf16(tmp_path):
    check(load(save(qualtrics(numeric=False), tmp_path / "q.tsv", "utf-16"), FORM))
    check(load(save(qualtrics(), tmp_path / "q.tsv", "utf-16-le"), FORM))


def test_qualtrics_previews_are_dropped(tmp_path):
    table = qualtrics()
    preview, channel = list(table[3]), list(table[4])
    preview[2], preview[7] = 1, "R_previewpreview1"
    channel[9], channel[7] = "preview", "R_previewpreview2"
    survey = load(save([*table, preview, channel], tmp_path / "q.csv"), FORM)
    check(survey)
    assert any("2 preview or test responses were" in str(note) for note in survey.notes)
    with pytest.raises(InputError, match="preview responses only"):
        load(save([*table[:3], preview], tmp_path / "p.csv"), FORM)


def limesurvey(style: str):
    meta = {
        "code": ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "ipaddr"],
        "full": ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Date started", "IP address"],
    }
    codes = ["gender", "age", "income", *(f"used[SQ00{n}]" for n in (1, 2, 3, 4)), "used[other]", "overdue"]
    codes += [f"Q6[{code}]" for code in ("PU1", "PU2", "PU3")] + [
        f"Q7[{code}]" for code in ("RK1", "RK2", "RK3", "AC1")
    ]
    used = [f"您使用过哪些产品 [{option}]" for option in ("花呗", "白条", "其他", "都没用过")]
    full = ["您的性别", "您的年龄（岁）", "您的月可支配收入", *used, "您使用过哪些产品 [Other]", "您是否逾期过"]
    full += [f"您是否同意 [{row}]" for row in ROWS6] + [f"关于风险 [{row}]" for row in ROWS7]
    if style == "both":
        own = [f"{code}. {words}" for code, words in zip(meta["code"], meta["full"], strict=True)]
        header = [*own, *(f"{code}. {words}" for code, words in zip(codes, full, strict=True))]
    else:
        header = [*meta[style], *(codes if style == "code" else full)]
    rows = [header]
    for n in range(4):
        people = [GENDER[n] if style == "code" else "男女"[GENDER[n] - 1], AGE[n], INCOMES[INCOME[n] - 1]]
        ticks = [("Y" if tick else "") if style == "code" else ("是" if tick else "否") for tick in USED[n]]
        late = "" if OVERDUE[n] is None else str(OVERDUE[n])
        scores = ["" if s is None else f"AO0{s}" if style == "code" else LABELS[s - 1] for s in CLICKED[n]]
        own = [n + 7, "2026-09-18 19:20:00", 5, "zh-Hans", 12345, "2026-09-18 19:19:00", f"10.0.0.{n}"]
        rows.append([*own, *people, *ticks, "my own words", late, *scores])
    return rows


@pytest.mark.parametrize("style", ["code", "full", "both"])
def test_limesurvey(tmp_path, style):
    rows = limesurvey(style)
    survey = load(save(rows, tmp_path / "l.csv", "utf-8-sig"), FORM)
    check(survey)
    assert survey.sources[0].platform == "limesurvey"
    assert survey.items.index.tolist() == [7, 8, 9, 10]
    assert survey.meta["seconds"].tolist() == [60] * 4
    semicolons = tmp_path / "s.csv"
    semicolons.write_text("\n".join(";".join(map(str, row)) for row in rows), encoding="utf-8")
    check(load(semicolons, FORM))


def test_limesurvey_unsubmitted_rows_are_kept_and_counted(tmp_path):
    rows = limesurvey("code")
    rows[2][1] = ""
    survey = load(save(rows, tmp_path / "l.csv"), FORM)
    assert survey.n == 4
    assert any("one response was never submitted" in str(note) for note in survey.notes)


def google(separator: str = ", "):
    header = ["时间戳记", "您的性别", "您的年龄（岁）", "您的月可支配收入", "您使用过哪些产品", "您是否逾期过"]
    header += [f"您是否同意 [{row}]" for row in ROWS6] + [f"关于风险 [{row}]" for row in ROWS7] + ["电子邮件地址"]
    rows = [header]
    for n in range(4):
        used = [
            option for option, tick in zip(("花呗", "白条", "借呗和金条", "都没用过"), USED[n], strict=True) if tick
        ]
        rows.append([
            f"2026/9/18 下午 7:2{n}:55", "男女"[GENDER[n] - 1], AGE[n], INCOMES[INCOME[n] - 1], separator.join(used),
            "" if OVERDUE[n] is None else ["从未", "偶尔", "经常"][OVERDUE[n] - 1],
            *("" if s is None else LABELS[s - 1] for s in CLICKED[n]), f"a{n}@example.org",
        ])  # fmt: skip
    return rows


@pytest.mark.parametrize("separator", [", ", ";"])
def test_google(tmp_path, separator):
    file = save(google(separator), tmp_path / "g.csv")
    survey = load(file, FORM)
    check(survey)
    assert survey.sources[0].platform == "google"
    assert str(survey.meta["submitted"].iloc[1]) == "2026-09-18 19:21:55"
    assert "example.org" not in survey.respondents.to_csv() + survey.meta.to_csv() + str(survey._fingerprints)
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as archive:
        archive.write(file, "问卷.csv")
    check(load(tmp_path / "g.zip", FORM))


def test_google_options_that_hold_the_separator(tmp_path):
    rows = [
        ["Timestamp", "Which products"],
        ["2026/01/02 10:00:00", "Yes, often, No, never"],
        ["2026/01/02 10:00:00", "No, never"],
    ]
    from tamkit.questionnaire import loads

    asked = loads("""
name: commas
title: Commas
scales: {s: {points: 2, labels: {en: ["No", "Yes"]}}}
variables:
  - {code: m, kind: multiple, name: Products, text: Which products, options: [
      {code: 1, label: {en: "Yes, often"}}, {code: 2, label: {en: "No, never"}}, {code: 3, label: {en: "No"}}]}
""")
    survey = load(save(rows, tmp_path / "g.csv"), asked)
    assert survey.respondents.to_numpy().tolist() == [[1, 1, 0], [0, 1, 0]]


def test_credamo_by_mapping(tmp_path):
    rows = plain(labels=True)
    names = ["作答ID", "作答时长", *(f"Q{n}" for n in range(1, len(rows[0]) - 1))]
    mapping = {"columns": dict(zip(names[1:], rows[0][1:], strict=True)), "keep": {"采纳状态": ["已采纳"]}}
    body = [[*row, "已采纳"] for row in rows[1:]] + [[*rows[1], "已拒绝"]]
    survey = load(save([[*names, "采纳状态"], *body], tmp_path / "c.xlsx"), FORM, mapping=mapping)
    check(survey)
    assert survey.sources[0].platform == "credamo"
    assert any("one row was left out because 采纳状态" in str(note) for note in survey.notes)
    texts = ["", "", *(f"题目的文字{n}" for n in range(1, len(rows[0]) - 1)), ""]
    check(load(save([[*names, "采纳状态"], texts, *body], tmp_path / "d.xlsx"), FORM, mapping=mapping))


def test_platform_can_be_forced(tmp_path):
    file = save(wjx_text(), tmp_path / "a.csv")
    assert load(file, FORM, platform="问卷星").sources[0].platform == "wjx"
    with pytest.raises(InputError, match="unknown platform 'wjxx'; did you mean 'wjx'"):
        load(file, FORM, platform="wjxx")


def test_answers_are_floats_whatever_the_platform(tmp_path):
    survey = load(save(google(), tmp_path / "g.csv"), FORM)
    assert all(dtype == np.float64 for dtype in survey.items.dtypes)
    assert io.StringIO(survey.respondents.to_csv()).readline().startswith("id,gender,age,income,used.1")


def test_sav_of_wenjuanxing(tmp_path):
    """Short names, the platform's headers as labels, option numbers with value labels, -3 and -2."""
    import pandas as pd
    import pyreadstat

    rows = wjx_codes()
    header, *body = rows
    keep = [0, 2, *range(7, len(header) - 1)]
    names = ["id", "seconds", "Q1", "Q2", "Q3", "Q4_1", "Q4_2", "Q4_3", "Q4_4", "Q5"]
    names += ["Q6_R1", "Q6_R2", "Q6_R3", "Q7_R1", "Q7_R2", "Q7_R3", "Q7_R4"]
    data = pd.DataFrame([[row[place] for place in keep] for row in body], columns=names)
    agree = dict(enumerate(LABELS, 1)) | {-3: "(跳过)", -2: "(空)"}
    labels = {name: agree for name in names if "_R" in name}
    file = tmp_path / "wjx.sav"
    pyreadstat.write_sav(data, str(file), column_labels=[header[place] for place in keep], variable_value_labels=labels)
    survey = load(file, FORM)
    check(survey)
    assert survey.sources[0].platform == "wjx"


def test_second_header_row_by_mapping(tmp_path):
    first, *body = plain()
    texts = ["", "", *(f"question {n}" for n in range(len(first) - 2))]
    survey = load(save([first, texts, *body], tmp_path / "a.csv"), FORM, mapping={"header_rows": 2})
    check(survey)
    assert survey.meta["row"].tolist() == [3, 4, 5, 6]


def test_what_the_platform_says_of_responses_is_noted(tmp_path):
    rows = tencent()
    rows[1][4] = "无效"
    assert any("marks one response as 无效" in str(note) for note in load(save(rows, tmp_path / "t.csv"), FORM).notes)
    table = qualtrics()
    table[4][6] = 0
    assert any("one response is unfinished" in str(note) for note in load(save(table, tmp_path / "q.csv"), FORM).notes)
