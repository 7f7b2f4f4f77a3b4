# ruff: noqa: E501 (phrases are kept on one line)
"""Competing measurement models, and paths by group."""

WORDS: dict[str, tuple[str, str]] = {
    "competing.title": ("竞争测量模型", "Competing measurement models"),
    "competing.text": (
        "[[competing]]比较 {k} 个测量模型；BIC 最小的是“{best}”（{bic}）。",
        '[[competing]] compares {k} measurement models; BIC is smallest for "{best}" ({bic}).',
    ),
    "competing.caption": ("竞争测量模型的拟合", "Fit of competing measurement models"),
    "competing.target_text": (
        "目标系数 T = χ²(一阶)/χ²(二阶)，标准 > 0.80–0.90；见[[competing_target]]。",
        "Target coefficient T = χ²(first-order)/χ²(second-order), cut-off > 0.80–0.90; see [[competing_target]].",
    ),
    "competing.target_caption": ("二阶构念的目标系数", "Target coefficient of second-order constructs"),
    "competing.model.one_factor": ("单因子", "One factor"),
    "competing.model.merged": ("维度合并为一个因子", "Facets merged into one factor"),
    "competing.model.first_order": ("相关一阶因子", "Correlated first-order factors"),
    "competing.model.second_order": ("二阶因子", "Second-order factor"),
    "competing.model.bifactor": ("双因子", "Bifactor"),
    "col.chisq_first": ("χ²(一阶)", "χ² (first-order)"),
    "col.df_first": ("df（一阶）", "df (first-order)"),
    "col.chisq_second": ("χ²(二阶)", "χ² (second-order)"),
    "col.df_second": ("df（二阶）", "df (second-order)"),
    "col.target": ("T", "T"),
    "groups.title": ("分组比较", "Comparison of groups"),
    "groups.text": (
        "[[{table}]]为各组的路径系数（{sizes}）。{scale}",
        "[[{table}]] gives the path coefficients by group ({sizes}). {scale}",
    ),
    "groups.equal": (
        "各组因子载荷设为相等，非标准化系数可比。",
        "Loadings are equal across groups, so unstandardized coefficients share one scale.",
    ),
    "groups.separate": (
        "各组单独估计，只宜比较标准化系数的方向，不宜检验差异。",
        "Every group was fitted on its own; differences are not tested.",
    ),
    "groups.differences_text": (
        "逐条路径设为各组相等并与自由估计的模型比较：Holm 校正后 p < .05 的路径 {count} 条{list}（[[{table}]]）。",
        "Each path was set equal across groups and held against the free model: {count} differ at Holm-adjusted p < .05{list} ([[{table}]]).",
    ),
    "groups.paths_caption": ("各组的路径系数：{group}", "Path coefficients by group: {group}"),
    "groups.differences_caption": ("路径差异检验：{group}", "Tests of path differences: {group}"),
    "groups.column": ("{group} β", "{group} β"),
    "robustness.engines": (
        "{first} 与 {second} 两个引擎对同一模型的 {parameters} 个自由参数（n = {n}）：估计值的最大差异为标准误的 {est} 倍（{est_at}），标准误的最大差异为标准误的 {se} 倍（{se_at}）。",
        "{first} and {second} on the {parameters} free parameters of one model (n = {n}): estimates differ by at most {est} standard errors ({est_at}), standard errors by at most {se} of themselves ({se_at}).",
    ),
    "efa.confirmed": (
        "探索性分析使用随机一半样本，另一半样本上的验证性分析：{fit}。",
        "The exploratory analysis used a random half of the respondents; the confirmatory analysis of the other half: {fit}.",
    ),
}
