"""Writes a corpus of malformed response files, and says what each must be answered with.

    python tests/bad_input/make.py FOLDER

Every case is one good table (`spoil.good`), spoiled in one way. ``refused`` holds words of the error; ``noted`` holds
words of a note where the analysis goes on.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bad_input.formats import files, workbooks
from bad_input.spoil import FORM, INJECTIONS, Case, Rows, good, parquet, spoiled, text, xlsx


def corpus(folder: Path) -> list[Case]:
    """Writes every file and lists the cases."""
    cases: list[Case] = []

    def add(
        name: str, data: bytes | str, *, refused: str = "", noted: str = "", form: str = FORM, **options: Any
    ) -> Path:
        path = folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
        cases.append(Case(name, (path,), refused, noted, options, form))
        return path

    files(folder, add, cases)
    _tables(add)
    _cells(add)
    workbooks(add)
    _mappings(folder, add)
    _platforms(folder, add, cases)
    return cases


def _tables(add: Callable[..., Path]) -> None:
    """Text tables whose shape or encoding is wrong."""
    rows = good()
    plain = text(rows)
    add(
        "latin1.csv",
        plain.replace("好", "très élégant, déjà vu").encode("latin-1", "replace"),
        refused="encoding is not recognised",
    )
    add(
        "mixed_encodings.csv",
        plain.encode() + "13,60,1,20,花呗,1,1,1,4,好\n".encode("gbk"),
        refused="encoding is not recognised",
    )
    add("bom_but_gbk.csv", b"\xef\xbb\xbf" + plain.encode("gbk"), refused="mixes encodings")
    add("nul.csv", plain.encode().replace("好".encode(), b"a\0b", 1), refused="line 2 holds a NUL byte")
    add("nuls_only.csv", b"\0" * 4096, refused="NUL byte")
    add("utf16_odd.csv", plain.encode("utf-16") + b"\0", refused="mixes encodings")
    add("header_only.csv", text(rows[:1]), refused="no responses below")
    add("header_only.xlsx", xlsx(rows[:1]), refused="no responses below")
    add("no_header.csv", text([row[:4] + row[5:9] for row in rows[1:]]), refused="row 1 holds numbers")
    add("too_wide.csv", text([[f"c{n}" for n in range(10_000)], [1] * 10_000]), refused="10,000 columns; at most 5,000")
    add(
        "too_wide.parquet",
        parquet(pd.DataFrame([[1] * 5_001], columns=[f"c{n}" for n in range(5_001)])),
        refused="5,001 columns",
    )
    add("ragged_long.csv", plain.replace("\n3,", "\n3,9,", 1), refused="row 4 has 11 cells where the header has 10")
    add(
        "ragged_short.csv",
        plain.replace("\n5,64,1,24,", "\n5,", 1),
        refused="row 6 has 7 cells where the header has 10",
    )
    add("ragged_many.csv", plain.replace(",好", ",好,a,b"), refused="rows 2, 3, 4, 5, 6, 7 and 6 more have 12 cells")
    add("unclosed_quote.csv", plain.replace("好", '"好', 1), refused="opened in row 2 is never closed")
    add(
        "huge_cell.csv",
        plain.replace("好", '"' + "x" * 10_000_001 + '"', 1).replace("花呗", '"花呗"x"', 1),
        refused="row 2 cannot be read",
    )
    add("transposed.csv", text([list(column) for column in zip(*rows, strict=True)]), refused="no column for")
    add(
        "duplicate_header.csv",
        text([[*row, row[5]] for row in rows]),
        refused="two columns answer PU1: F 'PU1' and K 'PU1'",
    )
    add("misspelt_item.csv", plain.replace("PU2", "PUU2", 1), refused="PU2 '它让资金更灵活'")
    add(
        "other_survey.csv",
        text([["name", "colour"], ["a", "red"], ["b", "blue"]]),
        refused="no column for 3 of 3 items",
    )
    add("sheet_of_csv.csv", plain, refused="has no sheets", sheet="Total")
    add(
        "unknown_platform.csv",
        plain,
        refused="unknown platform 'qualtric'; did you mean 'qualtrics'",
        platform="qualtric",
    )
    add("blank_lines.csv", plain.replace("\n4,", "\n\n\n4,", 1))
    add("two_boms.csv", b"\xef\xbb\xbf\xef\xbb\xbf" + plain.encode())
    add("one_row.csv", text(rows[:2]))
    add("constant.csv", text([rows[0], *([*row[:5], 3, 3, 3, 4, "好"] for row in rows[1:])]))
    add("all_missing.csv", text([rows[0], *([*row[:5], "", "", "", "", ""] for row in rows[1:])]))
    add("numbers_as_text.csv", plain.replace(",4,好", ",'4,好").replace("\n1,60,2,", "\n1,60,２,", 1))
    add("serials_repeat.csv", text([rows[0], *([1, *row[1:]] for row in rows[1:])]), noted="serials repeat")
    add(
        "serials_scientific.csv", text([rows[0], *(["1.23E+15", *row[1:]] for row in rows[1:])]), noted="serials repeat"
    )
    add("negative_seconds.csv", text([rows[0], *([row[0], -5, *row[2:]] for row in rows[1:])]))


def _cells(add: Callable[..., Path]) -> None:
    """One cell that is no answer."""
    add("score_0.csv", text(spoiled(3, "PU1", 0)), refused="column F (PU1), row 4: '0' is out of range; allowed: 1–5")
    add("score_6.csv", text(spoiled(1, "PU2", 6)), refused="column G (PU2), row 2: '6' is out of range")
    add("score_between.csv", text(spoiled(1, "PU2", 3.5)), refused="'3.5' lies between scale points")
    add("score_negative.csv", text(spoiled(1, "PU2", -3)), refused="'-3' is out of range")
    add("score_huge.csv", text(spoiled(1, "PU2", "9" * 400)), refused="is not a label")
    add(
        "score_date.xlsx",
        xlsx(spoiled(2, "PU3", dt.datetime(2026, 1, 5))),
        refused="column H (PU3), row 3: '2026-01-05' is a date",
    )
    add("score_time.xlsx", xlsx(spoiled(2, "PU3", dt.time(1, 5))), refused="is a time of day")
    add("score_boolean.xlsx", xlsx(spoiled(2, "PU3", True)), refused="is a truth value")
    add("score_error.csv", text(spoiled(2, "PU3", "#REF!")), refused="is the error of a formula")
    add("label_misspelt.csv", text(spoiled(2, "PU3", "非常同议")), refused="(nearest: 非常同意)")
    add(
        "label_other_scale.csv",
        text(spoiled(2, "PU3", "非常满意")),
        refused="'非常满意' is not a label of scale agree5",
    )
    add("label_two_in_one.csv", text(spoiled(2, "PU3", "同意或不同意")), refused="is not a label")
    add(
        "mixed_types.csv",
        text([*spoiled(2, "PU3", "非常同意"), [99, 60, "女", "30岁", "花呗", "5", "５", "同意", 4, "x"]]),
    )
    add(
        "pasted_platforms.csv",
        text([*good(), ["编号", "答题时长", "性别", "年龄", "用过", "题1", "题2", "题3", "题4", "意见"]]),
        refused="are not answers to their questions",
    )
    add("option_unknown.csv", text(spoiled(2, "gender", "未知")), refused="'未知' is no option; allowed: 1 男, 2 女")
    add("option_number.csv", text(spoiled(2, "gender", 7)), refused="'7' is no option")
    add("choice_unknown.csv", text(spoiled(2, "used", "花呗;借呗")), refused="holds '借呗', which is no option")
    add(
        "number_words.csv",
        text([good()[0], *([*row[:3], "不告诉你", *row[4:]] for row in good()[1:])]),
        refused="'不告诉你' is no number",
    )
    add("number_once.csv", text(spoiled(2, "age", "保密")), noted="no usable number")
    for name, words in INJECTIONS.items():
        add(f"injection_{name}.csv", text(spoiled(1, "words", words)))
    add("injection_label.csv", text(spoiled(1, "PU1", '=HYPERLINK("http://x","y")')), refused="is not a label")
    add(
        "injection_header.csv",
        text([[*good()[0], "=cmd|' /C calc'!A0"], *([*row, 1] for row in good()[1:])]),
        noted="belongs to no question",
    )


def _mappings(folder: Path, add: Callable[..., Path]) -> None:
    """Mapping and questionnaire files that are malformed or malicious."""
    plain = text(good())
    nine = ",".join
    bombs = (
        f"a: &a [{nine('x' * 9)}]\nb: &b [{nine(['*a'] * 9)}]\nc: &c [{nine(['*b'] * 9)}]\nd: [{nine(['*c'] * 9)}]\n"
    )
    mappings = {
        "anchors": (bombs, "anchors (&a) are not allowed"),
        "python_tag": ("columns: !!python/object/apply:os.system ['echo x']\n", "tags ("),
        "not_yaml": ("columns: [a, b\n", "not readable as YAML"),
        "repeated_key": ("columns: {a: PU1}\ncolumns: {b: PU1}\n", "columns"),
        "unknown_key": ("colums: {id: serial}\nplatform: csv\n", "unknown key 'colums'; did you mean 'columns'"),
        "unknown_column": ("columns: {PUU1: PU1}\n", "unknown column 'PUU1'; did you mean 'PU1'"),
        "unknown_code": ("columns: {PU1: PU7}\n", "unknown code 'PU7'"),
        "deep": ("columns: " + "{a: " * 60 + "1" + "}" * 60 + "\n", "nested more than"),
        "list": ("- a\n- b\n", "a mapping has keys"),
    }
    for name, (body, message) in mappings.items():
        path = folder / f"mapping_{name}.yaml"
        path.write_text(body, encoding="utf-8")
        add(f"mapping_{name}.csv", plain, refused=message, mapping=path)
    path = folder / "mapping_gbk.yaml"
    path.write_bytes("columns: {性别: gender}\n".encode("gbk"))
    add("mapping_gbk.csv", plain, refused="not UTF-8", mapping=path)
    add("mapping_missing.csv", plain, refused="no file", mapping=folder / "no.yaml")
    add("questionnaire_bomb.csv", plain, refused="anchors (&a) are not allowed", form=bombs)
    add(
        "questionnaire_tag.csv",
        plain,
        refused="tags (",
        form=FORM.replace("name: form", "name: !!python/name:os.system x"),
    )
    add(
        "questionnaire_scale.csv",
        plain,
        refused="agree7",
        form=FORM.replace("scale: agree5, passes", "scale: agree7, passes"),
    )


def _platforms(folder: Path, add: Callable[..., Path], cases: list[Case]) -> None:
    """Exports whose content contradicts itself."""
    rows = good()
    add("backwards_按序号.csv", text(_wenjuanxing(rows, turn=True)), refused="direction: descending")
    words, numbers, other = folder / "1_按文本_x.csv", folder / "1_按序号_x.csv", folder / "2_按序号_x.csv"
    labels = ["", "非常不同意", "不同意", "一般", "同意", "非常同意"]
    table = _wenjuanxing(rows)
    told = [table[0], *([*row[:7], *(labels[score] for score in row[7:])] for row in table[1:])]
    words.write_text(text(told), encoding="utf-8")
    wrong = [list(row) for row in table]
    wrong[5][8] = wrong[5][8] % 5 + 1
    numbers.write_text(text(wrong), encoding="utf-8")
    cases.append(Case("exports that disagree", (words, numbers), "disagree on one question: PU2 (serial 5)"))
    repeated = [table[0], *([1, *row[1:]] for row in table[1:])]
    other.write_text(text([table[0], *table[1:], table[1]]), encoding="utf-8")
    cases.append(Case("serial repeats in a joined export", (words, other), "stands in several rows"))
    assert repeated
    same = folder / "same.csv"
    same.write_text(text(rows), encoding="utf-8")
    cases.append(Case("the same file twice", (same, same), "are the same file"))
    cases.append(Case("no file at all", (), "no response file was given"))
    preview = [
        ["StartDate", "Status", "ResponseId", "Finished", "PU1", "PU2", "PU3"],
        ["Start Date", "Response Type", "Response ID", "Finished", "它让付款更快", "它让资金更灵活", "它对我有用"],
        ['{"ImportId":"a"}'] * 7,
        ["2026-01-02 10:00:00", "1", "R_1234567890", "1", "5", "5", "5"],
    ]
    add("qualtrics_previews.csv", text(preview), refused="preview responses only")
    add("qualtrics_headers_only.csv", text(preview[:3]), refused="no responses below")
    personal = [
        [*row, "昵称" if n == 0 else f"小明{n}", "手机" if n == 0 else f"1380013800{n % 10}"]
        for n, row in enumerate(rows)
    ]
    add("personal_data.csv", text(personal), noted="personal data (昵称, 手机)")


def _wenjuanxing(rows: Rows, *, turn: bool = False) -> Rows:
    """The good table as a 按序号 export."""
    header = [
        "序号",
        "提交答卷时间",
        "所用时间",
        "来源",
        "来自IP",
        "1、您的性别",
        "2、您的年龄",
        "3、它让付款更快",
        "4、它让资金更灵活",
        "5、它对我有用",
        "6、请选择同意",
    ]
    body = []
    for row in rows[1:]:
        scores = [6 - score if turn else score for score in row[5:9]]
        body.append([row[0], "2026/9/18 19:20:55", f"{row[1]}秒", "微信", f"10.0.0.{row[0]}", *row[2:4], *scores])
    return [header, *body]


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for case in corpus(target):
        print(f"{case.name}: {case.refused or case.noted or 'goes on'}")
