"""What ``assess`` has to tell the reader, in both languages."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any

from tamkit.errors import listed
from tamkit.questionnaire.texts import Text
from tamkit.shown import Card, Shown, sizes, tables_of, three


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


def negative_scaling(a: str, b: str) -> Text:
    return Text(
        zh=f"{a} 与 {b}:校正的卡方差异检验不可用(相关固定后模型与数据相差太远,校正系数为负);以相关系数的置信区间为准。",
        en=f"{a} and {b}: no scaled difference test (with the correlation held the model is so far from the data that "
        "the scaling is negative); go by the interval of the correlation.",
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
PAIRWISE_HTMT = Text(
    zh="存在缺失值,HTMT 依据成对可用作答的相关系数计算,不提供自助法区间。",
    en="HTMT is of the correlations of pairwise available answers (missing cells); it has no bootstrap interval.",
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


class Remarked(Shown):
    """A result that has something to say: ``remarks`` in both languages, ``notes`` the same in English.

    It shows itself in ten lines, all its tables, rounded to three decimals, when it is printed and in a notebook.
    """

    __slots__ = ()
    remarks: tuple[Text, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(english(self.remarks))

    def _known_by(self) -> dict[str, object]:
        """The numbers this kind of result is known by."""
        return {}

    def _card(self) -> Card:
        options = getattr(self, "options", None)
        title = type(self).__name__ + ("" if options is None else f" ({options.estimator})")
        said = f"{len(self.notes)}, the first: {self.notes[0]}" if self.notes else None
        rows = {**self._known_by(), "tables (rows)": sizes(self._tables()), "notes": said}
        return Card(title, rows, ("print(it) shows every table", ".notes"))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)

    def __str__(self) -> str:
        shown = [f"{name}\n{frame.to_string(float_format=three, na_rep='')}" for name, frame in self._tables().items()]
        return "\n\n".join([self._card().title, *shown, *self.notes])

    def _repr_html_(self) -> str:
        return Shown._repr_html_(self) + "".join(f"<p>{html.escape(note)}</p>" for note in self.notes)


def english(remarks: Iterable[Text]) -> list[str]:
    return [str(remark.get("en")) for remark in remarks]


def model_failed(name: str, reason: str) -> Text:
    return Text(zh=f"模型 {name} 未能估计:{reason}", en=f"Model {name}: {reason}")


def model_warns(name: str, message: str) -> Text:
    return Text(zh=f"模型 {name} 的警告:{message}", en=f"Model {name}: {message}")


def not_converged(name: str) -> Text:
    return Text(zh=f"模型 {name} 未收敛。", en=f"Model {name} did not converge.")


def heywood(items: Sequence[str]) -> Text:
    return Text(
        zh=f"Heywood 现象:{'、'.join(items)} 的特殊因子方差触及下限,因子数可能过多。",
        en=f"Heywood case: the uniqueness of {listed(list(items))} ran into its bound; fewer factors may be right.",
    )


RULES_DISAGREE = Text(
    zh="确定因子数的各种方法结果不一致,见表;应以理论为先。",
    en="The rules for the number of factors disagree; see the table, and prefer theory to any of them.",
)
COMPONENTS = Text(
    zh="主成分也包含特殊方差,其载荷大于因子载荷。",
    en="Principal components hold unique variance too: their loadings are larger than factor loadings.",
)


def no_correlation(a: str, b: str) -> Text:
    return Text(zh=f"模型中 {a} 与 {b} 的相关未自由估计。", en=f"{a} and {b} have no free correlation in the model.")


def beyond(a: str, b: str, r: float, cutoff: float) -> Text:
    return Text(
        zh=f"{a} 与 {b} 的潜变量相关为 {r:.3f},已超过 {cutoff:g},不具区分效度。",
        en=f"{a} and {b} correlate {r:.3f}, beyond {cutoff:g} already: not discriminant.",
    )


HARMAN = Text(
    zh="Harman 单因子检验仅按惯例报告。它几乎不能发现方法方差(Richardson, Simmering & Sturman 2009):"
    "首个因子低于临界值不能证明不存在共同方法偏差。",
    en="Harman's test is printed by custom. It hardly detects method variance (Richardson, Simmering & Sturman 2009): "
    "a first factor below the cut-off is no evidence that there is none.",
)
MODIFICATIONS = Text(
    zh="修正指数仅供参考,模型未作任何修改。残差相关只可在同一构念内、有题项内容上的理由时释放,且须保留原模型结果。",
    en="Modification indices are for information: nothing was freed. A residual covariance may be freed only within a "
    "construct, with a reason in the items' words, and the original model stays in the table.",
)
NO_METHOD_VARIANCE = Text(
    zh="等载荷的方法因子载荷估计为 0:除各构念外,题项没有共同方差;0 处载荷失去方向,故无法检验。",
    en="An equal method loading of 0 fits best: the items have no variance in common beside the constructs. There is "
    "no test either, for 0 is where the loading loses its sign.",
)
NO_MARKER = Text(
    zh="未指定标记变量,因此没有 CFA 标记变量法这一事后检验中最可靠的结果。",
    en="No marker construct was named, so the CFA marker technique, the best test after the fact, is absent.",
)


def poor_configural(cfi: float) -> Text:
    return Text(
        zh=f"形态等值模型拟合不佳(CFI {cfi:.3f}),后续各级检验均以其为基础。",
        en=f"The configural model fits poorly (CFI {cfi:.3f}): the ladder rests on it.",
    )


def without_group(rows: int, group: str) -> Text:
    return Text(zh=f"{rows} 份样本没有 {group} 的取值,已剔除。", en=f"{rows} rows have no {group} and are left out.")


def no_partial(level: str, freed: Sequence[str]) -> Text:
    zh, en = ("", "") if not freed else (f"释放 {'、'.join(freed)} 之后", f" after freeing {', '.join(freed)}")
    return Text(
        zh=f"{zh}不能再释放其他参数,部分等值({level})不成立。",
        en=f"No partial {level} invariance: nothing more may be freed{en}; the level fails.",
    )


NO_MEANS = Text(
    zh="标量等值不成立,潜均值差异可能来自题项,故不作比较。",
    en="Latent means are not compared: scalar invariance does not hold, so a difference may be the items'.",
)
ORDINAL_BOUNDS = Text(
    zh="CFI、RMSEA、SRMR 变化的临界值来自 ML 估计;有序数据应以差异检验为准。",
    en="The bounds for changes of CFI, RMSEA and SRMR were found with ML; with ordinal data read the test.",
)
