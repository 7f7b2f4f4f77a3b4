"""What the checks of scales say: plural and zero forms, Chinese, and the class of each error."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from measurement.reference import HS, holzinger

from tamkit.errors import (
    AnalysisError,
    DataError,
    InputError,
    ModelSyntaxError,
    NotConverged,
    NotIdentified,
    OptionError,
    SampleError,
    TamkitError,
)
from tamkit.measurement import bartlett, blocks_of, checklist, explore, extract, htmt, invariance, kmo, rotate
from tamkit.measurement.blocks import complete, scores
from tamkit.measurement.common_method_factors import QUESTIONS
from tamkit.measurement.composite import average_variance, composite_reliability
from tamkit.measurement.discriminant import shared_variance
from tamkit.measurement.model_fits import needed, settings
from tamkit.measurement.remarks import (
    model_failed,
    model_warns,
    no_partial,
    not_converged,
    one_item,
    other_cases,
    together,
    two_items,
    without_group,
)
from tamkit.messages import Message, speak

SAME = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 1, 1, 1], "c": [2.0, 2, 2, 2]})


@pytest.mark.parametrize(
    ("message", "english", "chinese"),
    [
        (without_group(1, "sex"), "1 row has no sex and is left out.", "1 行没有 sex 的取值，已剔除。"),
        (without_group(5, "sex"), "5 rows have no sex and are left out.", "5 行没有 sex 的取值，已剔除。"),
        (one_item("FR", 0), "FR has no item in the model", "FR 在模型中没有题项，"),
        (one_item("FR", 1), "FR has 1 item in the model", "FR 在模型中只有 1 个题项，"),
        (other_cases(1, None), "used 1 other case.", "使用了另外 1 份样本。"),
        (other_cases(9, 0), "used 9 other cases (a random split, seed 0).", "9 份样本（随机拆分，种子 0）。"),
        (
            no_partial("metric", []),
            "No partial metric invariance: nothing more may be freed; the level fails.",
            "部分弱等值（载荷）不成立：不能再释放其他参数。",
        ),
        (
            no_partial("scalar", ["a~1", "b~1"]),
            "nothing more may be freed after freeing a~1, b~1; the level fails.",
            "部分强等值（截距）不成立：释放 a~1、b~1 后，不能再释放其他参数。",
        ),
        (not_converged("one_factor"), 'Model "One factor" did not converge.', "模型“单因子”未收敛。"),
        (not_converged("A ~~ 1*B"), "Model A ~~ 1*B did not converge.", "模型“A ~~ 1*B”未收敛。"),
        (
            model_failed("cfa", two_items("PU")),
            'Model "CFA with marker": PU has two items',
            "模型“含标记变量的 CFA”未能估计：PU 只有两个题项",
        ),
        (model_warns("metric", "x"), 'Model "metric (loadings)": x', "模型“弱等值（载荷）”的警告：x"),
        (
            together([not_converged("f"), not_converged("g"), not_converged("h")]),
            "Model f did not converge. Model g did not converge. Model h did not converge.",
            "模型“f”未收敛。模型“g”未收敛。模型“h”未收敛。",
        ),
    ],
)
def test_forms_and_languages(message: Message, english: str, chinese: str) -> None:
    assert english in message.say("en")
    assert chinese in message.say("zh")


@pytest.mark.parametrize(
    ("call", "kind", "english", "chinese"),
    [
        (lambda: kmo(np.ones((3, 3))), SampleError, "is singular", "相关矩阵奇异"),
        (lambda: kmo(np.eye(1)), AnalysisError, "KMO is not defined for one item", "现只有 1 个"),
        (lambda: bartlett(np.eye(3), 2), SampleError, "2 rows, 3 items", "现有 2 行、3 个题项"),
        (lambda: blocks_of({}), ModelSyntaxError, "no construct found", "未找到构念"),
        (lambda: blocks_of({"A": ["B"], "B": ["A"]}), ModelSyntaxError, "(A =~ B =~ A)", "构念“A”由自身测量"),
        (lambda: scores(SAME, ["z"]), DataError, "unknown item 'z'", "“z”"),
        (lambda: scores(SAME.assign(a=["1", "x", "2", "3"]), ["a", "b"]), DataError, "not a number: 'x'", "“x”"),
        (lambda: complete(SAME, ["a", "b"]), SampleError, "item b has the same answer", "题项 b 在全部 4 行"),
        (
            lambda: complete(SAME, ["a", "b", "c"]),
            SampleError,
            "items b, c have the same answer in all 4 complete rows: without variance these checks cannot be computed."
            " Leave them out.",
            "量表检验：题项 b、c（共 2 个）在全部 4 行完整作答中取值相同，没有方差，无法计算；应先剔除。",
        ),
        (
            lambda: complete(SAME.assign(a=np.nan), ["a", "b"], what=Message("measurement.what.efa")),
            SampleError,
            "exploratory factor analysis must have more complete rows than items: no row answers all of a, b.",
            "探索性因子分析：完整作答的行数须多于题项数，没有一行完整作答了 a、b。",
        ),
        (lambda: composite_reliability([0.5]), AnalysisError, "CR is not defined for 1 item: at least 2", "组合信度"),
        (lambda: average_variance([]), AnalysisError, "AVE is not defined for no items", "AVE 无定义：没有题项"),
        (lambda: checklist({"time": 1}), OptionError, "allowed: true, false", "可选：true、false"),  # type: ignore[dict-item]
        (
            lambda: extract(np.eye(4), 1, "alpha"),
            OptionError,
            "unknown extraction 'alpha'; allowed: minres",
            "可选：minres、",
        ),  # type: ignore[arg-type]
        (lambda: extract(np.eye(3), 2), AnalysisError, "2 factors cannot be extracted from 3 items", "因子个数为 2"),
        (lambda: extract(np.eye(5), 3), NotIdentified, "3 factors of 5 items have -2 degrees", "自由度为 -2"),
        (lambda: rotate(np.eye(2), "equamax"), OptionError, "allowed: none, varimax", "“equamax”的旋转方法"),  # type: ignore[arg-type]
        (lambda: explore(SAME, ["a"]), AnalysisError, "at least 3 items; there is 1.", "现只有 1 个"),
        (lambda: explore(SAME, mode="x"), OptionError, "allowed: factor, spss", "可选：factor、spss"),  # type: ignore[arg-type]
        (lambda: htmt(SAME, {"A": ["a", "b"]}), AnalysisError, "fewer than two", "不足两个"),
        (lambda: htmt(SAME, {"A": ["a"], "B": ["b"]}), AnalysisError, "two. A has 1 item", "不足两个。A 在模型中"),
        (lambda: shared_variance(pd.DataFrame(), ["A"]), AnalysisError, "at least two", "至少需要两个构念"),
    ],
)
def test_errors_are_of_a_class_and_speak_both_languages(
    call: Callable[[], object], kind: type[TamkitError], english: str, chinese: str
) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    assert english in caught.value.message.say("en")
    assert chinese in caught.value.message.say("zh")


def test_the_class_of_a_failure_stays_when_the_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **options: object) -> object:
        raise NotIdentified(two_items("PU"))

    options = settings(None, {"estimator": "ML"})
    monkeypatch.setattr("tamkit.sem.fit", refuse)
    with pytest.raises(NotIdentified, match=r'^Model "One factor": PU has') as caught:
        needed("one_factor", "f =~ x1 + x2", holzinger(), options)
    assert isinstance(caught.value.__cause__, NotIdentified)
    monkeypatch.setattr("tamkit.sem.fit", lambda *given, **options: SimpleNamespace(converged=False))
    with pytest.raises(NotConverged, match=r'^Model "Bifactor" did not converge'):
        needed("bifactor", "f =~ x1 + x2 + x3", holzinger(), options)


def test_groups_that_are_too_small_are_one_or_several() -> None:
    data = holzinger()
    with pytest.raises(SampleError) as caught:
        invariance(data, HS, "school", smallest=200)
    assert "are too small to test invariance" in str(caught.value)
    assert "的下列 2 个组人数过少" in caught.value.message.say("zh")
    with pytest.raises(InputError, match="school has only 1 group among"):
        invariance(data.assign(school="one"), HS, "school")


def test_a_table_holds_messages_that_print_themselves() -> None:
    table = checklist()
    assert all(isinstance(question, Message) for question in table["question"])
    assert "Were answers anonymous?" in table.to_string()
    speak("zh")
    try:
        assert "作答是否匿名？" in table.to_string()
    finally:
        speak("en")
    assert checklist(lang="zh")["question"].tolist()[0].endswith("数据来源？")
    assert QUESTIONS["baseline - method_c"].say("zh") == "是否存在方法方差（效应相等）"
