"""Labels to scores, options to codes, times, reverse keys, and the messages for what is no answer."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey.exports import FORM, LABELS, plain, save

from tamkit.errors import InputError
from tamkit.questionnaire import Scale
from tamkit.questionnaire import load as questionnaire
from tamkit.survey import load
from tamkit.survey.coding.answers import against, direction, keyed
from tamkit.survey.coding.cells import Wrong, number
from tamkit.survey.coding.labels import Labels, meaning
from tamkit.survey.coding.options import Options, fold_option
from tamkit.survey.coding.times import moments, seconds
from tamkit.survey.readers.table import factorize

AGREE = Labels.of("agree5", FORM.scales["agree5"])
USED = Options.of(FORM.variable("used"))
INCOME = Options.of(FORM.variable("income"))


@pytest.mark.parametrize(
    ("label", "score"),
    [
        ("非常不同意", 1), ("非常不同 意", 1), (" 不同意 ", 2), ("同意", 4), ("非常同意", 5), ("A.非常不同意", 1),
        ("A、同意", 4),
        ("（5）非常同意", 5), ("5 非常同意", 5), ("非常同意(5分)", 5), ("1、非常同意", 5), ("５", 5), ("3.0", 3),
        ("4分", 4),
        ("完全不同意", 1), ("很不同意", 1), ("不太同意", 2), ("有点不同意", 2), ("比较同意", 4), ("比较赞同", 4),
        ("十分认同", 5),
        ("特别认可", 5), ("强烈反对", 1), ("反对", 2), ("不确定", 3), ("说不清", 3), ("中立", 3), ("普通", 3),
        ("非常同意。", 5),
        ("我非常不同意", 1), ("Strongly agree", 5), ("strongly  DISAGREE", 1), ("Somewhat agree", 4),
        ("Neither agree nor disagree", 3),
        ("Disagree", 2), ("5 - Strongly agree", 5), ("非常同意\n", 5), ("'4", 4),
    ],
)  # fmt: skip
def test_labels(label, score):
    assert AGREE.score(label) == score


@pytest.mark.parametrize(
    "label", ["同意吗", "不非常同意", "满意", "非常符合", "agree or not", "很", "六", "好", "1-5", "=1+4", "同意不同意"]
)
def test_what_is_no_label_is_never_guessed(label):
    assert isinstance(AGREE.score(label), Wrong)


@pytest.mark.parametrize("cell", [0, 6, -1, 99, 3.5, "3.5", dt.datetime(2026, 1, 5), dt.time(1, 5), True, "#REF!"])
def test_what_is_no_score(cell):
    assert isinstance(AGREE.score(cell), Wrong)


def test_seven_points_keep_plain_and_mild_apart():
    scale = Scale(
        points=7, labels={"zh": ("非常不同意", "不同意", "有点不同意", "一般", "有点同意", "同意", "非常同意")}
    )
    labels = Labels.of("agree7", scale)
    scores = [
        labels.score(word) for word in ("完全不同意", "不赞同", "较不同意", "中立", "比较同意", "同意", "十分同意")
    ]
    assert scores == [1, 2, 3, 4, 5, 6, 7]


@given(st.sampled_from(range(5)), st.text(" \t\u3000\xa0", max_size=4), st.booleans())
def test_blanks_and_width_do_not_count(point, blanks, wide):
    label = LABELS[point]
    spaced = blanks.join(label) if blanks else label
    assert AGREE.score(blanks + spaced + blanks) == point + 1
    digit = str(point + 1)
    assert AGREE.score(blanks + (chr(ord(digit) + 0xFEE0) if wide else digit) + blanks) == point + 1


def test_every_label_of_the_shipped_scales_is_itself():
    for name in ("huabei_baitiao", "huabei_baitiao_short"):
        for title, scale in questionnaire(name).scales.items():
            labels = Labels.of(title, scale)
            for words in scale.labels.values():
                assert [labels.score(word) for word in words] == list(range(1, scale.points + 1))
            for point, words in scale.synonyms.items():
                assert {labels.score(word) for word in words} == {point}


def test_option_numbers_from_the_highest_label():
    assert AGREE.score(1, descending=True) == 5
    assert AGREE.score("1", descending=True) == 5
    assert AGREE.score("非常同意", descending=True) == 5


def test_meanings():
    assert meaning("非常不满意") == (-1, 2, "满意")
    assert meaning("不怎么同意") == (-1, 1, "同意")
    assert meaning("香蕉") == (1, 0, "香蕉")
    assert meaning("一") is None


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("花呗┋白条", {1, 2}), ("其他〖借呗┋金条〗", {3}), ("花呗┋其他〖a;b〗", {1, 3}), ("A.花呗┋B.白条", {1, 2}),
        ("花呗;白条", {1, 2}),
        ("花呗, 白条", {1, 2}), ("花呗，都没用过", {1, 4}), ("1,2", {1, 2}), ("3", {3}), (4, {4}),
        ("Huabei;Other", {1, 3}),
        ("其他（请注明）", {3}), ("花呗、白条", {1, 2}),
    ],
)  # fmt: skip
def test_lists_of_choices(cell, codes):
    assert USED.choices(cell, ("┋", ";", ",", "，", "、"), form="text") == codes


def test_unknown_choice_is_named():
    wrong = USED.choices("花呗┋微粒贷", ("┋",), form="text")
    assert isinstance(wrong, Wrong)
    assert "'微粒贷', which is no option" in str(wrong.about("微粒贷"))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1001-3000元", 2),
        ("1001－3000 元", 2),
        ("1001~3000元", 2),
        ("1,001 to 3,000", 2),
        ("B. 1001–3000元", 2),
        ("3000元以上", 3),
        (2, 2),
        ("2", 2),
    ],
)
def test_options(cell, code):
    assert INCOME.choice(cell, form="text") == code


def test_option_signs_count():
    assert fold_option("<6000") != fold_option(">6000")
    assert fold_option("18-25") != fold_option("1825")
    assert fold_option("1.5万") != fold_option("15万")


@pytest.mark.parametrize(
    ("cell", "value"),
    [("123秒", 123), ("2分3秒", 123), ("2分", 120), ("1小时2分3秒", 3723), ("02:03", 123), ("1:02:03", 3723),
     ("95", 95), (95.5, 95.5),
     (dt.time(0, 2, 3), 123), (dt.timedelta(seconds=5), 5), ("2min 3s", 123), ("１２３秒", 123), ("1天", 86400),
     ("3 minutes", 180)],
)  # fmt: skip
def test_seconds(cell, value):
    assert seconds(cell) == value


@pytest.mark.parametrize("cell", ["", None, "很久", "-5", dt.datetime(2026, 1, 1), "12:99:99:1"])
def test_no_seconds(cell):
    assert np.isnan(seconds(cell))


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("2026/9/18 19:20:55", "2026-09-18T19:20:55"), ("2026-06-16 08:00:00", "2026-06-16T08:00:00"),
        ("2026/9/18 下午 7:20:55", "2026-09-18T19:20:55"), ("2026-09-18T19:20:55.123Z", "2026-09-18T19:20:55"),
        ("2026年9月18日 19:20", "2026-09-18T19:20:00"), ("9/18/2026 19:20:55", "2026-09-18T19:20:55"),
        ("2026/09/18 7:20:55 下午 GMT+8", "2026-09-18T19:20:55"), ("2026-09-18", "2026-09-18T00:00:00"),
    ],
)  # fmt: skip
def test_moments(text, stamp):
    found = moments(factorize([text, None, text]))
    assert found[0] == np.datetime64(stamp)
    assert np.isnat(found[1])


def test_moments_of_mixed_cells():
    cells = [dt.datetime(2026, 3, 1, 12), "2026/3/1 12:00:00", 46082.5, dt.date(2026, 3, 1), "soon", 5, None]
    found = moments(factorize([*cells, dt.datetime(9999, 1, 1), "9999-01-01 00:00:00", dt.datetime(1, 1, 1)]))
    noon = np.datetime64("2026-03-01T12:00:00")
    assert (found[:3] == noon).all()
    assert found[3] == np.datetime64("2026-03-01")
    assert np.isnat(found[4:]).all()


def test_reverse_keys_are_applied_exactly_once(tmp_path):
    survey = load(save(plain(), tmp_path / "a.csv"), FORM)
    raw = np.array([row[12] for row in plain()[1:]], dtype=float)
    assert survey.items["PU3"].tolist() == (6 - raw).tolist()  # reverse: true
    assert survey.items["RK3"].tolist() == [row[15] for row in plain()[1:]]  # reverse: already
    assert keyed(keyed(raw, 5, True), 5, True).tolist() == raw.tolist()


def test_scores_of_the_platform_that_may_be_turned_already_are_noted(tmp_path):
    from survey.exports import wjx_codes

    survey = load(save(wjx_codes(), tmp_path / "1_按分数_x.xlsx"), FORM)
    assert any("按分数" in str(note) and "PU3" in str(note) for note in survey.notes)


def test_points_of_a_respondents_question_are_told_to_be_taken_for_codes(tmp_path):
    from survey.exports import wjx_codes

    told = [str(note) for note in load(save(wjx_codes(), tmp_path / "1_按分数_x.xlsx"), FORM).notes]
    assert sum("taken for option codes" in note for note in told) == 1
    assert not any(
        "taken for option codes" in str(n) for n in load(save(wjx_codes(), tmp_path / "1_按序号_x.xlsx"), FORM).notes
    )


def test_direction_by_attention_checks():
    checks = {"AC1": np.array([2.0] * 9 + [4.0])}
    assert direction(checks, FORM) == (0.1, 0.9)
    assert direction({}, FORM) is None


def test_items_against_their_construct():
    rng = np.random.default_rng(1)
    base = rng.integers(1, 6, 100).astype(float)
    scores = {"PU1": base, "PU2": np.clip(base + rng.integers(-1, 2, 100), 1, 5), "PU3": 6 - base}
    assert [item for item, _, _ in against(scores, FORM)] == ["PU3"]


def cell_error(tmp_path, row, column, value, labels=False):
    rows = plain(labels=labels)
    rows[row][rows[0].index(column)] = value
    with pytest.raises(InputError) as caught:
        load(save(rows, tmp_path / "a.csv"), FORM)
    return str(caught.value)


def test_messages_name_file_column_row_value_and_what_is_allowed(tmp_path):
    assert cell_error(tmp_path, 2, "PU1", 6) == (
        "a.csv, column K (PU1), row 3: '6' is out of range; allowed: 1–5 or 非常不同意, 不同意, 一般, 同意, 非常同意."
    )
    message = cell_error(tmp_path, 4, "RK1", "非常同议", labels=True)
    assert "column N (RK1), row 5: '非常同议' is not a label of scale agree5 (nearest: 非常同意)" in message
    message = cell_error(tmp_path, 1, "gender", "女性朋友")
    assert "column C (gender), row 2: '女性朋友' is no option" in message
    assert "allowed: 1 男, 2 女" in message


def test_all_places_are_told_at_once(tmp_path):
    rows = plain()
    rows[1][10], rows[2][10], rows[3][10], rows[4][11] = 0, 0, "?", 7
    with pytest.raises(InputError) as caught:
        load(save(rows, tmp_path / "a.csv"), FORM)
    message = str(caught.value)
    assert "3 kinds of cells" in message
    assert "rows 2, 3: '0'" in message
    assert "row 5: '7'" in message


def test_a_number_respondents_typed_badly_is_missing_and_said_so(tmp_path):
    rows = plain()
    rows[1][3], rows[2][3] = "21岁", "二十几"
    survey = load(save(rows, tmp_path / "a.csv"), FORM)
    assert survey.respondents["age"].tolist()[0] == 21
    assert np.isnan(survey.respondents["age"].tolist()[1])
    assert any("column D (age), row 3: no usable number" in str(note) for note in survey.notes)
    rows[1][3], rows[3][3] = 3, 300
    with pytest.raises(InputError, match="is not between 14 and 99"):
        load(save(rows, tmp_path / "a.csv"), FORM)


def test_a_blank_outside_the_base_is_a_skip_whatever_the_platform(tmp_path):
    survey = load(save(plain(), tmp_path / "a.csv"), FORM)
    assert survey.skipped.columns.tolist() == ["overdue"]
    assert survey.skipped["overdue"].tolist() == [False, True, False, False]


def test_ticks_left_blank(tmp_path):
    rows = plain()
    for row in rows[1:]:
        row[5:9] = [tick or "" for tick in row[5:9]]
    rows[4][5:9] = ["", "", "", ""]
    survey = load(save(rows, tmp_path / "a.csv"), FORM)
    used = survey.respondents[[f"used.{n}" for n in (1, 2, 3, 4)]]
    assert used.iloc[0].tolist() == [1, 1, 0, 0]
    assert used.iloc[3].isna().all()


@pytest.mark.parametrize(
    ("cell", "value"), [("5", 5), ("５", 5), (" 5 ", 5), (5, 5), ("5.0", 5), ("1e3", None), ("", None), (True, None)]
)
def test_numbers_stored_as_text(cell, value):
    assert number(cell) == value
