"""What estimation says to a person, in both languages, and the classes of its errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset, fitted

from tamkit.errors import (
    DataError,
    ModelSyntaxError,
    NotConverged,
    NotIdentified,
    OptionError,
    SampleError,
    TamkitError,
    set_language,
)
from tamkit.messages import Message
from tamkit.sem import Moments, fit
from tamkit.sem.notes import FitWarning
from tamkit.sem.options import FIELDS, Options

PU = "PU =~ PU1 + PU2 + PU3 + PU4"


def data(**changed: Any) -> pd.DataFrame:
    return dataset("tam").assign(**changed)


@pytest.mark.parametrize(
    ("call", "kind", "status", "zh"),
    [
        (
            lambda: fit(PU, data(PU1=3)),
            DataError,
            2,
            "“PU1”在每一行的取值都相同；进入模型的变量必须有变异。",
        ),
        (
            lambda: fit(PU, data(PU1=3, PU2=4)),
            DataError,
            2,
            "PU1、PU2 在每一行的取值都相同；进入模型的变量必须有变异。",
        ),
        (
            lambda: fit(PU, data(PU1=3).assign(g=np.arange(300) % 2), group="g"),
            DataError,
            2,
            "在“g”的“0”组中，“PU1”在每一行的取值都相同；进入模型的变量必须有变异。",
        ),
        (lambda: fit(PU, data(g="a"), group="g"), DataError, 2, "分组变量只有 1 个取值，至少需要 2 个。"),
        (lambda: fit(PU, data(g=None), group="g"), DataError, 2, "分组变量没有取值，至少需要 2 个。"),
        (lambda: fit(PU, data().iloc[:2]), DataError, 2, "可用的数据只有 2 行（共 2 行）；模型要求行数多于变量数。"),
        (
            lambda: fit(PU.replace("PU4", "PU44"), data()),
            ModelSyntaxError,
            2,
            "模型语法第 1 行：“PU44”既不是数据中的列，也不是模型的潜变量。是否想写“PU4”？\n"
            "    PU =~ PU1 + PU2 + PU3 + PU44\n                            ^",
        ),
        (
            lambda: fit(PU + "\nPU1 ~ a*PU5\na == b", data(PU5=np.arange(300.0))),
            ModelSyntaxError,
            2,
            "模型语法第 3 行：“b”不是模型中的标签。本模型的标签：a。\n    a == b\n         ^",
        ),
        (lambda: fit(PU, data(), estimator="PLS"), OptionError, 2, "本版本没有 PLS（偏最小二乘）；可用：ML、MLM、"),
        (lambda: Options(seed=-1), OptionError, 2, "seed 应为整数，不小于 0，实际为 -1。"),
        (lambda: Options(jobs=0), OptionError, 2, "jobs 应为整数，从 1 到 1,024，实际为 0。"),
        (lambda: Options(ci="bcb"), OptionError, 2, "ci 没有取值 'bcb'；可用：percentile、bc、bca。是否想写“bc"),  # type: ignore[arg-type]
        (
            lambda: fit("PU =~ PU1 + PU2", data()),
            NotIdentified,
            1,
            "模型不可识别：自由参数有 4 个，数据只有 3 个矩（df = -1）。至少须固定或等同 1 个参数。",
        ),
        (
            lambda: fit("y ~ x", pd.DataFrame({"x": [0.0, 0, 1, 1] * 9, "y": [0.0, 0, 1, 1] * 9}), missing="fiml"),
            SampleError,
            1,
            "不完整数据的协方差矩阵非正定",
        ),
    ],
)
def test_an_error_is_of_its_class_and_told_in_chinese(
    call: Callable[[], Any], kind: type[TamkitError], status: int, zh: str
) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.exit_status == status
    assert caught.value.message.say("zh").startswith(zh)


def test_who_asks_for_convergence_is_told_by_class() -> None:
    from dataclasses import replace

    found = fitted("tam_sem", "ml")
    with pytest.raises(NotConverged):
        replace(found, estimate=replace(found.estimate, converged=False)).require_converged()


def test_an_error_in_a_group_keeps_its_class_and_cause() -> None:
    answers = pd.DataFrame({"a": [1, 2, 3] * 20, "b": [1, 2, 3, 3, 2, 1] * 10, "g": [1] * 30 + [2] * 30})
    answers.loc[answers["g"] == 2, "a"] = [1, 2] * 15
    with pytest.raises(DataError) as caught:
        fit("f =~ 1*a + 1*b", answers, group="g", estimator="WLSMV", ordered="all")
    assert caught.value.message.say("zh").startswith("“g”的“2”组：有序变量“a”：没有人选择 3，")
    assert isinstance(caught.value.__cause__, DataError)


@pytest.mark.parametrize(
    ("message", "en", "zh"),
    [
        (
            Message("sem.rows_dropped", n=1),
            "1 row with missing values was left out (listwise).",
            "有缺失值的 1 行按成列删除处理。",
        ),
        (
            Message("sem.rows_dropped", n=4),
            "4 rows with missing values were left out (listwise).",
            "有缺失值的 4 行按成列删除处理。",
        ),
        (
            Message("sem.heywood", variables=("x1", "x2"), group=None),
            "Heywood case: negative variance of x1, x2; do not interpret as it stands.",
            "Heywood 现象：x1、x2 的方差为负，现有解不宜解释。",
        ),
        (
            Message("sem.heywood", variables=("x1",), group="花呗"),
            "Heywood case: negative variance of x1 in group '花呗'; do not interpret as it stands.",
            "在“花呗”组中，Heywood 现象：x1 的方差为负，现有解不宜解释。",
        ),
        (
            Message("sem.no_such_label", name="b", near=None, labels=(), n=0),
            "'b' is no label of the model. This model has no labels.",
            "“b”不是模型中的标签。本模型没有标签。",
        ),
        (
            Message("sem.too_few_usable_rows", n=0, found=5, group=None, by=None),
            "only 0 usable rows (of 5); a model needs more rows than variables.",
            "没有可用的数据行（共 5 行）；模型要求行数多于变量数。",
        ),
    ],
)
def test_one_none_and_many(message: Message, en: str, zh: str) -> None:
    assert (message.say("en"), message.say("zh")) == (en, zh)


def test_a_warning_is_data_in_json_whatever_the_language() -> None:
    found = fitted("classics", "hs_heywood")
    before = json.dumps(found.to_dict(), ensure_ascii=False)
    set_language("zh")
    try:
        assert "警告 [heywood] Heywood 现象：" in found.summary()
        assert json.dumps(found.to_dict(), ensure_ascii=False) == before
    finally:
        set_language("en")
    (told,) = [one for one in found.to_dict()["warnings"] if one["code"] == "heywood"]
    assert list(told) == ["code", "key", "values", "zh", "en"]
    assert told["key"] == "sem.heywood"
    assert told["values"] == {"variables": ["x1"], "group": None}


def test_what_semopy_is_not_for_is_listed_in_the_language() -> None:
    with pytest.raises(OptionError) as caught:
        fit(PU, Moments(dataset("tam")[["PU1", "PU2", "PU3", "PU4"]].cov(), 300), engine="semopy", bootstrap=5)
    assert "不适用于：以协方差矩阵为数据、自助抽样。" in caught.value.message.say("zh")


def test_every_option_has_its_help_in_both_languages() -> None:
    for one in FIELDS.values():
        told = one.metadata["help"]
        assert isinstance(told, Message)
        assert told.say("zh") != told.say("en") != told.key


def test_a_warning_may_stand_in_another_message() -> None:
    warning = FitWarning("not_converged", Message("sem.not_converged", iterations=1))
    whole = Message("located", place="TAM", what=warning)
    assert whole.say("en") == "TAM: the solver did not converge within 1 iteration."
    assert whole.say("zh") == "TAM：求解在 1 次迭代内未收敛。"
    assert whole.to_dict()["values"]["what"] == {"key": "sem.not_converged", "values": {"iterations": 1}}
