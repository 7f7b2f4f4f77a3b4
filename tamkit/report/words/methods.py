# ruff: noqa: E501 (phrases are kept on one line)
"""How the numbers were made, and by which rules they are read."""

WORDS: dict[str, tuple[str, str]] = {
    "methods.title": ("方法", "Methods"),
    "methods.estimation": (
        "**估计。** 测量模型与结构模型均用{estimator}估计（引擎：{engine}），n = {n}。{missing}",
        "**Estimation.** The measurement and structural models were estimated by {estimator} (engine: {engine}), n = {n}. {missing}",
    ),
    "methods.missing": ("缺失值处理：{missing}。", "Missing data: {missing}."),
    "methods.chisq": (
        "**χ² 的约定。** χ² = {factor}·F（F 为拟合函数最小值）；{other}。RMSEA 的分母随之而定。",
        "**χ² convention.** χ² = {factor}·F, F being the minimum of the fit function; {other}. The denominator of RMSEA follows it.",
    ),
    "methods.chisq_normal": (
        "lavaan 的默认做法，AMOS 用 (N − g)·F，在本样本量下两者相差不到 {percent}",
        "lavaan's default; AMOS uses (N − g)·F, which differs by less than {percent} at this sample size",
    ),
    "methods.chisq_wishart": ("与 AMOS 相同，lavaan 默认用 N·F", "as AMOS does; lavaan's default is N·F"),
    "methods.robust": (
        "**稳健统计量。** 标准误与 χ² 为稳健（校正）版本；CFI、TLI、RMSEA 报告校正后的版本，名称后注明（稳健）或（校正）。",
        "**Robust statistics.** Standard errors and χ² are robust (corrected); CFI, TLI and RMSEA are the corrected versions, marked (robust) or (scaled).",
    ),
    "methods.categorical": (
        "**有序数据。** Hu 与 Bentler（1999）的界限来自连续数据的极大似然估计，不适用于 {estimator} 的 CFI、TLI 与 RMSEA（Xia & Yang, 2019）；拟合表只列数值，不下结论。",
        "**Ordinal data.** The cut-offs of Hu and Bentler (1999) come from maximum likelihood with continuous data and do not apply to CFI, TLI and RMSEA of {estimator} (Xia & Yang, 2019); the fit table gives values without a verdict.",
    ),
    "methods.bootstrap": (
        "**置信区间。** {kind}，自助抽样 {requested} 次，收敛 {converged} 次，可接受解 {admissible} 次，随机种子 {seed}。p 值由同一区间反推（区间恰好触及 0 时的水平），与区间结论一致。",
        "**Confidence intervals.** {kind}, {requested} bootstrap draws, {converged} converged, {admissible} admissible, seed {seed}. p values invert the same interval (the level at which it just touches 0), so that both say the same.",
    ),
    "methods.delta": (
        "**置信区间。** 95% 区间为估计值 ± 1.96 个标准误；标准化系数与间接效应的标准误用 delta 法计算。",
        "**Confidence intervals.** 95% intervals are the estimate ± 1.96 standard errors; standard errors of standardized coefficients and indirect effects come from the delta method.",
    ),
    "methods.rules": (
        "**判定规则。** 假设“成立”须同时满足双侧 p < .05 与系数方向和假设一致；显著但方向相反记为不成立。并列报告 Holm 校正后的 p 值（Holm, 1979）。",
        "**Decision rule.** A hypothesis is supported only when two-sided p < .05 and the coefficient has the hypothesised sign; significant with the opposite sign is not support. Holm-adjusted p values stand beside (Holm, 1979).",
    ),
    "methods.reporting": (
        "**报告标准。** 内容依 APA JARS-Quant 结构方程模型条目编排（Appelbaum et al., 2018）：题项、模型语法、均值、标准差、相关矩阵、软件版本与随机种子见附录，全部未舍入数值见 `results.json`。",
        "**Reporting standard.** The contents follow the APA JARS-Quant items for structural equation models (Appelbaum et al., 2018): items, model syntax, means, standard deviations, correlations, software versions and seed are in the appendix, every unrounded number is in `results.json`.",
    ),
    "methods.models_caption": ("所估计的模型", "Models fitted"),
    "methods.constructs_caption": ("构念、定义与来源", "Constructs, definitions and sources"),
    "methods.constructs": (
        "[[constructs]]列出各构念的定义与量表来源。",
        "[[constructs]] gives the definition and source of each construct.",
    ),
    "ci.percentile": ("百分位自助法 95% 区间", "95% percentile bootstrap intervals"),
    "ci.bca": ("BCa 自助法 95% 区间", "95% BCa bootstrap intervals"),
    "ci.bc": ("偏差校正自助法 95% 区间", "95% bias-corrected bootstrap intervals"),
    "ci.delta": ("delta 法", "delta method"),
    "col.sources": ("来源", "Sources"),
    "col.items_of": ("题项", "Items"),
}
