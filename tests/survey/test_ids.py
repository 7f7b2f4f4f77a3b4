"""What identifies people never names a response, and is found under whatever header it is asked for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey.samples import small

from tamkit.survey import Survey, load

ITEMS = small().item_codes
quick = settings(derandomize=True, max_examples=40, deadline=None)


def frame(n: int) -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(n).integers(1, 6, (n, len(ITEMS))), columns=ITEMS)


def identity(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
emails = st.from_regex(r"[a-z]{3,8}@[a-z]{3,6}\.(cn|com)", fullmatch=True)
born = st.from_regex(r"[1-9][0-9]{5}19[5-9][0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True)
identities = born.map(identity)
abroad = st.from_regex(r"0[1-9][0-9]{9}|\+[1-9][0-9] [0-9]{3} [0-9]{3} [0-9]{4}", fullmatch=True)
users = st.from_regex(r"[g-z]{3,8}[._]?[0-9]{1,4}", fullmatch=True)
names = st.sampled_from(["王小明", "李 雷", "Han Meimei", "alice", "欧阳娜娜", "张三（转专业）"])


def everything(survey: Survey) -> str:
    """All that a survey shows or writes."""
    frames = (survey.items, survey.respondents, survey.meta, survey.checks, survey.skipped)
    return " ".join(
        [repr(survey), *(str(note) for note in survey.notes), *(one.reset_index().to_csv() for one in frames)]
    )


@quick
@given(
    personal=st.one_of(mobiles, emails, identities, names, abroad, users),
    header=st.sampled_from(["id", "ID", "序号", "编号"]),
    n=st.integers(2, 6),
    at=st.integers(0, 5),
)
def test_what_is_personal_never_names_a_response(personal, header, n, at):
    """0.1.0: personal='13000000000', header='id' was the index of every frame."""
    cells = [str(1001 + row) for row in range(n)]
    cells[at % n] = personal
    survey = load(frame(n).assign(**{header: cells}), small())
    assert personal not in everything(survey)
    assert survey.items.index.tolist() == list(range(1, n + 1))
    assert any("row numbers" in str(note) for note in survey.notes)


@quick
@given(st.lists(users, min_size=2, max_size=6, unique_by=lambda name: name.rstrip("0123456789._")))
def test_user_names_name_no_responses(cells):
    """0.1.0: cells=["zhangsan88", "lisi1990"] was the index of every frame."""
    survey = load(frame(len(cells)).assign(id=cells), small())
    assert survey.items.index.tolist() == list(range(1, len(cells) + 1))


@quick
@given(
    st.sampled_from(
        ["user{n}", "alpha_{n}", "{n}", "R_2xYz{n}", "p{n}", "5f3a-{n}", "被试{n}", "S-{n:03d}", "2024/{n}"]
    ),
    st.integers(2, 6),
)
def test_ids_stay_ids(form, n):
    """Kept by 0.1.0, too: what names nobody names the response."""
    cells = [form.format(n=row + 1) for row in range(n)]
    assert load(frame(n).assign(id=cells), small()).items.index.astype(str).tolist() == cells


HEADERS = {
    "您的支付宝账号是（用于发放被试费）": "account", "Mobile Phone (H/p)": "phone", "4、身份证号": "account",
    "请填写您的手机号码，以便发放红包": "phone", "5、您的微信号（选填）": "account",
    "Your e-mail address (for the draw)": "email",
    "Alipay account": "account", "20. 学号是多少": "account", "Contact number": "phone", "收款账号": "account",
}  # fmt: skip


@quick
@given(header=st.sampled_from(list(HEADERS)), n=st.integers(4, 9), twice=st.booleans())
def test_accounts_paid_twice_are_found_under_compound_headers(header, n, twice):
    """0.1.0: header='Mobile Phone (H/p)', twice=True raised no flag; 57 accounts paid twice passed."""
    cells = [f"01{row}-88{row}4567" if "Phone" in header else f"acc{row}x{row}99" for row in range(n)]
    if twice:
        cells[-1] = cells[0]
    survey = load(frame(n).assign(**{header: cells}), small())
    assert not any(cell in everything(survey) for cell in cells)
    flags = survey.screen({"exclude": []}).flags["flag_same_source"].tolist()
    assert flags == [twice and row in (0, n - 1) for row in range(n)]
    assert any("personal data" in str(note) and header[:6] in str(note) for note in survey.notes)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("您使用手机支付的频率", ["经常", "很少", "经常", "从不"]), ("您有几个支付宝账号", ["1", "2", "1", "3"]),
        ("您是否绑定银行卡号", ["是", "否", "是", "是"]),
        ("How did your account number come up", ["by mail", "at work", "no idea", "?"]),
    ],
)  # fmt: skip
def test_questions_about_phones_and_accounts_are_questions(header, cells):
    survey = load(frame(4).assign(**{header: cells}), small())
    assert survey._fingerprints is None
    assert any(header in str(note) for note in survey.notes)  # told as a column that belongs to nothing
