"""Small exports in the platforms' layouts, all with the same four answers, and the truth they must be read as."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd

from tamkit.questionnaire import load
from tamkit.survey import Survey

HERE = Path(__file__).parent
FORM = load(HERE / "form.yaml")
SHARED = HERE.parents[1] / ".." / "shared" / "data"
LABELS = ["非常不同意", "不同意", "一般", "同意", "非常同意"]
NAN = float("nan")

# What was clicked, before reverse keys: PU1 PU2 PU3 RK1 RK2 RK3 AC1.
CLICKED = [[5, 4, 1, 2, 3, 4, 4], [1, 2, 5, 5, 5, 1, 4], [None, 3, 3, 1, 2, 5, 2], [4, 4, 2, 3, 3, 3, 4]]
ITEMS = [[5, 4, 5, 2, 3, 4], [1, 2, 1, 5, 5, 1], [NAN, 3, 3, 1, 2, 5], [4, 4, 4, 3, 3, 3]]
CHECK = [4, 4, 2, 4]
GENDER, AGE, INCOME = [2, 1, 2, 1], [21, 35, 19, 50], [2, 1, 3, 1]
USED = [[1, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0], [1, 0, 0, 0]]
OVERDUE = [1, None, 2, 3]  # the second was not asked
SECONDS = [123, 95, 200, 61]


def save(rows: list[list[object]], path: Path, encoding: str = "utf-8", sheet: str = "Sheet1") -> Path:
    """Rows as csv, tsv or xlsx, by the path's suffix."""
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        book.active.title = sheet
        for row in rows:
            book.active.append(row)
        book.save(path)
        return path
    out = io.StringIO()
    csv.writer(out, delimiter="\t" if path.suffix == ".tsv" else ",", lineterminator="\r\n").writerows(
        [["" if cell is None else cell for cell in row] for row in rows]
    )
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def check(survey: Survey, *, rows: int = 4) -> None:
    """Everything but the ids, which differ by platform."""
    np.testing.assert_array_equal(survey.items.to_numpy(), np.array(ITEMS, dtype=float)[:rows])
    assert list(survey.items.columns) == ["PU1", "PU2", "PU3", "RK1", "RK2", "RK3"]
    assert survey.checks["AC1"].tolist() == CHECK[:rows]
    people = survey.respondents
    assert people["gender"].tolist() == GENDER[:rows]
    assert people["age"].tolist() == AGE[:rows]
    assert people["income"].tolist() == INCOME[:rows]
    assert people[[f"used.{code}" for code in (1, 2, 3, 4)]].to_numpy().tolist() == USED[:rows]
    assert people["overdue"].fillna(0).tolist() == [answer or 0 for answer in OVERDUE[:rows]]
    assert survey.skipped["overdue"].tolist() == [False, True, False, False][:rows]
    frames = (survey.items, survey.checks, survey.respondents, survey.meta, survey.skipped)
    assert all(frame.index.equals(survey.items.index) and frame.index.name == "id" for frame in frames)


WJX_META = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "总分"]
STEMS = [
    "1、您的性别",
    "2、您的年龄（岁）：____",
    "3、您的月可支配收入",
    "4、您使用过哪些产品【多选题】",
    "5、您是否逾期过",
]
ROWS6 = ["使用花呗让付款更快", "花呗让我的资金更灵活", "花呗对我没有用处"]
ROWS7 = ["我担心费用超出预期", "我担心信息被泄露", "我对安全感到放心", "本题请选择同意"]
OPEN = "8、您还有什么想说的"


def matrix_headers(style: str) -> list[str]:
    """The three ways Wenjuanxing writes a matrix."""
    if style == "a":
        six = [f"6、您是否同意—{ROWS6[0]}", *(f"6、{row}" for row in ROWS6[1:])]
        return [*six, f"7、关于风险—{ROWS7[0]}", *(f"7、{row}" for row in ROWS7[1:])]
    if style == "b":
        six = [f"6、您是否同意—1 {ROWS6[0]}", *(f"{n} {row}" for n, row in enumerate(ROWS6[1:], 2))]
        return [*six, f"7、关于风险—{ROWS7[0]}", *ROWS7[1:]]
    return [*(f"第6题({row})" for row in ROWS6), *(f"第7题({row})" for row in ROWS7)]


def wjx_meta(n: int) -> list[object]:
    """One row's meta cells."""
    spent = ["2分3秒", "95秒", "3:20", "61"][n]
    return [n + 1, f"2026/9/18 19:2{n}:55", spent, "微信", "N/A", f"10.0.0.{n % 3}(广东-深圳)", 30 + n]


def wjx_text(style: str = "a") -> list[list[object]]:
    """按文本."""
    rows: list[list[object]] = [[*WJX_META, *STEMS, *matrix_headers(style), OPEN]]
    incomes = ["1000元以下", "1001-3000元", "3000元以上"]
    used = ["花呗┋白条", "都没用过", "其他〖借呗┋金条〗", "花呗"]
    for n in range(4):
        overdue = "(跳过)" if OVERDUE[n] is None else ["从未", "偶尔", "经常"][OVERDUE[n] - 1]
        words = ["(空)" if score is None else LABELS[score - 1] for score in CLICKED[n]]
        people = ["男女"[GENDER[n] - 1], AGE[n], incomes[INCOME[n] - 1], used[n], overdue]
        rows.append([*wjx_meta(n), *people, *words, "(空)" if n else "没有"])
    return rows


def wjx_codes(style: str = "a", *, descending: bool = False) -> list[list[object]]:
    """按序号: option numbers, one column an option of the multiple choice."""
    options = ["花呗", "白条", "其他", "都没用过"]
    used = ["4、您使用过哪些产品(花呗)", *(f"4({option})" for option in options[1:])]
    rows: list[list[object]] = [[*WJX_META, *STEMS[:3], *used, STEMS[4], *matrix_headers(style), OPEN]]
    for n in range(4):
        scores = [-2 if score is None else 6 - score if descending else score for score in CLICKED[n]]
        overdue = -3 if OVERDUE[n] is None else OVERDUE[n]
        rows.append([*wjx_meta(n), GENDER[n], AGE[n], INCOME[n], *USED[n], overdue, *scores, "(空)" if n else "没有"])
    return rows


def plain(*, labels: bool = False) -> list[list[object]]:
    """One header row of codes."""
    used = [f"used.{code}" for code in (1, 2, 3, 4)]
    codes = ["PU1", "PU2", "PU3", "RK1", "RK2", "RK3", "AC1"]
    rows: list[list[object]] = [["id", "seconds", "gender", "age", "income", *used, "overdue", *codes]]
    for n in range(4):
        scores = [None if s is None else LABELS[s - 1] if labels else s for s in CLICKED[n]]
        rows.append([f"p{n}", SECONDS[n], GENDER[n], AGE[n], INCOME[n], *USED[n], OVERDUE[n], *scores])
    return rows


def frame() -> pd.DataFrame:
    """The plain table as a frame."""
    header, *rows = plain()
    return pd.DataFrame(rows, columns=header)
