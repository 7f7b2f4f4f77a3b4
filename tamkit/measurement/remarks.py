"""What ``assess`` has to tell the reader, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from tamkit.errors import listed
from tamkit.questionnaire.texts import Text


def not_in_model(codes: Sequence[str]) -> Text:
    return Text(
        zh=f"以下构念不在测量模型中,未作评估:{'、'.join(codes)}。",
        en=f"Not part of the measurement model, so not assessed: {listed(list(codes))}.",
    )


def one_item(code: str, items: int) -> Text:
    return Text(
        zh=f"{code} 在模型中只有 {items} 个题项,信度系数(α、CR、ω)、AVE 与 HTMT 均无定义。",
        en=f"{code} has {items} item in the model: alpha, CR, omega, AVE and HTMT are not defined for it.",
    )


def composite(code: str) -> Text:
    return Text(
        zh=f"{code} 为形成性合成变量,内部一致性(α、CR、AVE)与 HTMT 对其无定义。",
        en=f"{code} is a composite formed by its items: alpha, CR, AVE and HTMT are not defined for it.",
    )


def other_cases(n: int, seed: int | None) -> Text:
    zh, en = ("", "") if seed is None else (f"(随机拆分种子 {seed})", f" (a random split, seed {seed})")
    return Text(
        zh=f"探索性因子分析使用了另外 {n} 份样本{zh}。", en=f"The exploratory analysis used {n} other cases{en}."
    )


def shared_cases(shared: int, n: int) -> Text:
    return Text(
        zh=f"探索性与验证性因子分析使用了相同的样本({n} 份中的 {shared} 份),验证性分析不构成对该结构的独立检验。",
        en=f"EFA and CFA used the same answers ({shared} of {n} cases): the CFA is no independent test of the "
        "structure the EFA found.",
    )


def two_items(code: str) -> Text:
    return Text(
        zh=f"{code} 只有两个题项,删除一题后的 α 无定义。",
        en=f"{code} has two items: alpha if an item is deleted is not defined for what remains.",
    )


FIXED = Text(
    zh="为设定量尺而固定的载荷没有标准误、z 值和 p 值。",
    en="A loading fixed to set the scale of its construct has no standard error, z or p.",
)
ORDINAL = Text(
    zh="估计方法为有序分类方法:CR、ω 与 AVE 针对类别背后的连续反应,α、CITC 与 HTMT 针对原始得分。",
    en="With an ordinal estimator CR, omega and AVE are of the responses behind the categories; alpha, CITC and HTMT "
    "are of the scores.",
)
NO_HTMT = Text(
    zh="HTMT 比较至少有两个题项的构念,这样的构念不足两个。",
    en="HTMT compares constructs of two items and more; there are fewer than two.",
)
ML_HTMT = Text(
    zh="存在缺失值,HTMT 依据极大似然估计的相关系数计算,不提供自助法区间。",
    en="HTMT is of the maximum-likelihood correlations (missing cells); it has no bootstrap interval.",
)
ABSOLUTE_HTMT = Text(
    zh="HTMT 取相关系数的绝对值,因此风险等负向构念按同一标准判断。",
    en="HTMT takes absolute correlations, so that negative constructs such as risk are judged alike.",
)


def fewer_draws(defined: int, draws: int) -> Text:
    return Text(
        zh=f"HTMT 在 {draws} 次自助抽样中有 {defined} 次可以计算,区间由这些抽样得到。",
        en=f"HTMT exists in {defined} of {draws} bootstrap draws; the interval is from those.",
    )
