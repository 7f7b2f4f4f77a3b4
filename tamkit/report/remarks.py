# ruff: noqa: E501 (phrases are kept on one line)
"""Sentences other packages write, in the report's language.

A bilingual text speaks for itself. A plain English sentence is recognised by its pattern and said in Chinese; one that
isn't known is passed on as it is: a warning in English is better than none.
"""

from __future__ import annotations

import re
from typing import Any

from tamkit.report.tree import Lang
from tamkit.report.words import INDEX, phrases

#: English pattern → Chinese sentence; ``\\1`` … are the pattern's groups.
CHINESE: tuple[tuple[str, str], ...] = (
    (
        r"synonyms: (\d+) item pairs with r (.+?); fewer than (\d+), so not computed\.",
        r"同义题一致性：r \2 的题对只有 \1 对，少于 \3 对，未计算。",
    ),
    (
        r"antonyms: (\d+) item pairs with r (.+?); fewer than (\d+), so not computed\.",
        r"反义题一致性：r \2 的题对只有 \1 对，少于 \3 对，未计算。",
    ),
    (
        r"synonyms: (\d+) declared item pairs; fewer than (\d+), so not computed\.",
        r"同义题一致性：声明的题对只有 \1 对，少于 \2 对，未计算。",
    ),
    (
        r"antonyms: (\d+) declared item pairs; fewer than (\d+), so not computed\.",
        r"反义题一致性：声明的题对只有 \1 对，少于 \2 对，未计算。",
    ),
    (r"synonyms: (\d+) declared item pairs\.", r"同义题一致性依据声明的 \1 个题对。"),
    (r"antonyms: (\d+) declared item pairs\.", r"反义题一致性依据声明的 \1 个题对。"),
    (r"synonyms: (\d+) item pairs with r (.+?)\.", r"同义题一致性依据 r \2 的 \1 个题对。"),
    (r"antonyms: (\d+) item pairs with r (.+?)\.", r"反义题一致性依据 r \2 的 \1 个题对。"),
    (
        r"near_duplicates: only pairs with at least (\S+) equal answers were sought\.",
        r"近似重复：只查找至少 \1 作答相同的成对作答。",
    ),
    (
        r"near_duplicates: limited; (\d+) respondents share a block of answers with more than (\d+) others and were compared with their neighbours only\.",
        r"近似重复：查找受限，\1 份作答与超过 \2 份作答有一段相同，只与相邻者比较。",
    ),
    (
        r"(.+?): option numbers were read in the scale's order, 1 the lowest label(; the attention checks agree)?\. If the form lists the highest label first, set direction: descending in a mapping file\.",
        r"\1：选项序号按量表顺序读取（1 为最低标签）。若问卷从最高标签排起，请在映射文件中设 direction: descending。",
    ),
    (
        r"(.+?) holds author-defined scores \(按分数\); (.+?) were turned round here\. .*",
        r"\1 为按分数导出，反向题 \2 已在此转换；若平台已转换，请在问卷文件中设 reverse: “already”。",
    ),
    (
        r"(.+?): (\S+) runs against the other items of (.+?) \(r = (\S+)\); check its reverse key and the direction of its options\.",
        r"\1：题项 \2 与 \3 的其他题项方向相反（r = \4），请检查其反向计分与选项顺序。",
    ),
    (r"(.+?): (\d+) row\(s\) left out because (.+?) is not (.+?)\.", r"\1：\3 不是 \4 的 \2 行未读入。"),
    (
        r"(.+?), column (\S+): matched to (.+?) by its number although the wording differs: (.+)",
        r"\1 第 \2 列：按题号对应到 \3，但文字不同：\4",
    ),
    (r"(.+?): (\d+) column\(s\) belong to no question: (.+)", r"\1：\2 列不属于任何题目：\3"),
    (r"(.+?): no column for (.+?); the analysis goes on without\.", r"\1：没有 \2 的列，分析中不含它们。"),
    (r"(.+?): (\S+): (\d+) answers in own words counted as 'other'\.", r"\1：\2 中 \3 个自填答案计为“其他”。"),
    (
        r"(.+?), column (\S+) \((\S+)\) holds personal data \((.+?)\); not kept\.",
        r"\1 第 \2 列（\3）含个人信息（\4），未保留。",
    ),
    (
        r"(.+?), column (\S+) \((\S+)\): personal data in answers were replaced by \[…\]\.",
        r"\1 第 \2 列（\3）：作答中的个人信息已替换为 […]。",
    ),
    (r"(.+?): (\S+): no column for option\(s\) (.+?)\.", r"\1：\2 没有选项 \3 的列。"),
    (r"(.+?) carries macros; they were ignored, never run\.", r"\1 含宏，已忽略，从未运行。"),
    (
        r"(.+?) links to other workbooks; the links were not followed, their last saved values are read\.",
        r"\1 链接到其他工作簿，未打开链接，读取其最后保存的值。",
    ),
    (
        r"Heywood case: negative variance of (.+?); do not interpret as it stands\.",
        r"Heywood 现象：\1 的方差为负，现有解不宜解释。",
    ),
    (r"standardized loading beyond 1: (.+?)\.", r"标准化载荷超过 1：\1。"),
    (
        r"the covariance matrix of the latent variables is not positive definite; the closest pair is (\S+) and (\S+), r = (\S+?)\.?",
        r"潜变量协方差矩阵非正定，相关最高的一对为 \1 与 \2（r = \3）。",
    ),
    (r"the covariance matrix of the latent variables is not positive definite\.", r"潜变量协方差矩阵非正定。"),
    (r"the residual covariance matrix is not positive definite\.", r"残差协方差矩阵非正定。"),
    (r"the solver did not converge within (\d+) iterations\.", r"求解在 \1 次迭代内未收敛。"),
    (
        r"empirically under-identified: these data hardly tell (.+?) apart; their estimates and standard errors are not to be trusted\.",
        r"经验识别不足：本数据几乎无法区分 \1，其估计值与标准误不可信。",
    ),
    (r"polychoric correlations beyond \.99: (.+?)\.", r"多序列相关超过 .99：\1。"),
    (
        r"the matrix of polychoric correlations is not positive definite; robust CFI, TLI and RMSEA are not available, and estimates may be unstable\.",
        r"多序列相关矩阵非正定：没有稳健的 CFI、TLI 和 RMSEA，估计可能不稳定。",
    ),
    (r"(\d+) rows with missing values were left out \(listwise\)\.", r"有缺失值的 \1 行按成列删除处理。"),
    (r"(\d+) rows with an exogenous variable missing were left out\.", r"外生变量缺失的 \1 行未进入模型。"),
    (
        r"(\d+) of (\d+) valid respondents left an item out and are not in the models\.",
        r"\2 名有效受访者中有 \1 名漏答题项，未进入模型。",
    ),
    (r"model (\S+) is not nested in (\S+); no difference test\.", r"模型 \1 不嵌套于 \2，未做差异检验。"),
    (r"(\S+) declares (\S+): (.+?); this version does not analyse them\.", r"\1 声明了 \2：\3；本版本未做该项分析。"),
    (
        r"the model is not identified: the data cannot tell these parameters apart: (.+?)\. Fix one of them, for instance a loading or a variance\.",
        r"模型不可识别，数据无法区分下列参数：\1。",
    ),
    (
        r"the model is not identified: it has (\d+) free parameters but the data give only (\d+) moments \(df = (\S+)\)\. Fix or equate at least (\d+) parameters?\.",
        r"模型不可识别：自由参数 \1 个，数据只有 \2 个矩（df = \3），至少须固定或等同 \4 个参数。",
    ),
    (
        r"only (\d+) complete rows for (\d+) observed variables; .+",
        r"只有 \1 行完整数据，而观测变量有 \2 个，行数须多于变量数。",
    ),
    (
        r"the sample covariance matrix is singular: some variables are linear combinations of others \(the closest pair is (\S+), (\S+), r = (\S+)\)\.",
        r"样本协方差矩阵奇异：有变量是其他变量的线性组合（相关最高的一对为 \1 与 \2，r = \3）。",
    ),
    (
        r"the (\S+) estimation did not converge on (\d+) rows; .+",
        r"\1 估计在 \2 行数据上未收敛：模型对数据可能过于复杂，或有题项几乎没有变异。",
    ),
    (
        r"only (\d+) of (\d+) bootstrap draws converged; no intervals are given\.",
        r"\2 次自助抽样只有 \1 次收敛，不给出区间。",
    ),
    (
        r"No marker construct was named, so the CFA marker technique, the best test after the fact, is absent\.",
        r"未指定标记变量，未做 CFA 标记检验（事后检验中最可取的一种）。",
    ),
    (
        r"robustness: PLS is declared, but this version has no partial least squares\.",
        r"稳健性：声明了 PLS，本版本没有偏最小二乘。",
    ),
    (r"robustness, run (\S+): (.+)", r"稳健性分析 \1 未完成：\2"),
    (r"sensitivity, run (\S+): (.+)", r"敏感性分析 \1 未完成：\2"),
    (
        r"groups: \S+: (\S+): fewer than two groups of (\d+) complete rows or more; too small: (.+?)\. Join groups, or leave it out\.",
        r"分组变量 \1：完整作答达到 \2 份的组不足两个，未做分组比较；人数过少的组：\3。请合并分组，或不用该变量。",
    ),
    (r"needs (\S+), which (?:failed|was skipped)\.", r"它所需的 \1 未完成。"),
    (r"robustness: (.+)", r"稳健性分析未完成：\1"),
    (r"sensitivity: (.+)", r"敏感性分析未完成：\1"),
    (r"invariance: (.+)", r"测量等值性检验未完成：\1"),
    (r"groups: (\S+): (.+)", r"分组变量 \1 的分组比较未完成：\2"),
    (r"common-method bias: (.+)", r"共同方法偏差检验未完成：\1"),
    (r"competing measurement models: (.+)", r"竞争测量模型未完成：\1"),
    (r"exploratory factor analysis, second half: (.+)", r"探索性因子分析的另一半验证未完成：\1"),
    (r"exploratory factor analysis: (.+)", r"探索性因子分析未完成：\1"),
    (r"battery: (.+)", r"征信题组分析未完成：\1"),
    (
        r"HTMT takes absolute correlations, so that negative constructs such as risk are judged alike\.",
        r"HTMT 取相关的绝对值，使风险等负向构念按同一标准判断。",
    ),
    (
        r"A loading fixed to set the scale of its construct has no standard error, z or p\.",
        r"为设定量尺而固定的载荷没有标准误、z 值和 p 值。",
    ),
)
_PREFIXES = (
    (r"measurement model: ", "测量模型："),
    (r"Measurement model: ", "测量模型："),
    (r"[Mm]odel (\S+): ", "模型 {0}："),
    (r"([a-z_]+): (?=Heywood|standardized|the |\d+ rows)", ""),
)


def say(remark: Any, lang: Lang) -> str:
    """A remark in the language asked for.

    >>> say("120 rows with missing values were left out (listwise).", "en")
    '120 rows with missing values were left out (listwise).'
    """
    if hasattr(remark, "get"):
        text = _named(str(remark.get(lang)), lang)
        return _punctuated(_tail(text)) if lang == "zh" else text
    text = str(remark)
    return text if lang == "en" else _chinese(text)


def _named(text: str, lang: Lang) -> str:
    """Models of the method and competing analyses by the names their tables give them."""
    found = re.match(r"(模型|Model) (\w+)(?=[ :]|$)", text)
    if found is None:
        return text
    label = next(
        (
            phrases()[key][INDEX[lang]]
            for kind in ("method", "competing")
            if (key := f"{kind}.model.{found[2]}") in phrases()
        ),
        None,
    )
    if label is None:
        return text
    quoted = f"“{label}”" if lang == "zh" else f" “{label}”"
    return f"{found[1]}{quoted}{text[found.end() :].lstrip(' ') if lang == 'zh' else text[found.end() :]}"


def _tail(text: str) -> str:
    """Chinese words that hand on an English reason after a colon: the reason in Chinese too, where it is known."""
    lead, colon, reason = text.partition(":")
    known = _known(reason) if colon else None
    return text if known is None else f"{lead}:{known}"


def _chinese(text: str) -> str:
    lead = ""
    rest = text
    for pattern, said in _PREFIXES:
        found = re.match(pattern, rest)
        if found and _known(rest[found.end() :]) is not None:
            lead, rest = lead + said.format(*found.groups()), rest[found.end() :]
    known = _known(rest)
    return text if known is None else _punctuated(lead + known)


def _known(text: str) -> str | None:
    for pattern, chinese in CHINESE:
        # What hands on another sentence at its end hands it on in Chinese.
        found = re.fullmatch(pattern, text) if pattern.endswith("(.+)") else None
        if found:
            reason = found.groups()[-1]
            return found.expand(chinese).replace(reason, _known(reason) or reason)
    group = re.search(r" in group ([\"'])(.+?)\1", text)
    if group:
        said = _known(text[: group.start()] + text[group.end() :])
        return None if said is None else f"组“{group[2]}”：{said}"
    for pattern, chinese in CHINESE:
        # A warning may carry its code before the message.
        found = re.fullmatch(rf"(?:[a-z_]+: )?{pattern}", text)
        if found:
            return found.expand(chinese)
    return None


_FULL = {",": "\uff0c", ":": "\uff1a", ";": "\uff1b", "(": "\uff08", ")": "\uff09"}


def _punctuated(text: str) -> str:
    """Full-width marks beside Chinese characters."""
    beside = r"(?<=[\u3400-\u9fff\u201d\uff09])[,:;()]|[,:;()](?=[\u3400-\u9fff\u201c\uff08])"
    return re.sub(beside, lambda found: _FULL[found.group()], text)
