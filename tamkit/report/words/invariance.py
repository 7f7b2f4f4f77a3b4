# ruff: noqa: E501 (phrases are kept on one line)
"""Measurement invariance."""

WORDS: dict[str, tuple[str, str]] = {
    "invariance.title": ("测量等值性", "Measurement invariance"),
    "invariance.group": ("分组：{group}", "Groups: {group}"),
    "invariance.text": (
        "分组变量为{group}（{sizes}）。各层与前一层比较，容许的变化：ΔCFI ≥ {cfi}，ΔRMSEA ≤ {rmsea}，ΔSRMR ≤ {srmr_metric}（载荷）或 {srmr}（截距与残差）；依据 {source}。达到的最高层次：{held}（[[{table}]]）。",
        "Groups by {group} ({sizes}). Each level is held against the one before it; allowed changes: ΔCFI ≥ {cfi}, ΔRMSEA ≤ {rmsea}, ΔSRMR ≤ {srmr_metric} (loadings) or {srmr} (intercepts, residuals); source: {source}. Highest level reached: {held} ([[{table}]]).",
    ),
    "invariance.caption": ("测量等值性检验：{group}", "Invariance ladder: {group}"),
    "invariance.freed_caption": ("部分等值中释放的参数：{group}", "Parameters freed for partial invariance: {group}"),
    "invariance.means_caption": ("潜变量均值差异：{group}", "Latent mean differences: {group}"),
    "invariance.level.configural": ("形态等值", "configural"),
    "invariance.level.thresholds": ("阈值等值", "thresholds"),
    "invariance.level.metric": ("弱等值（载荷）", "metric (loadings)"),
    "invariance.level.scalar": ("强等值（截距）", "scalar (intercepts)"),
    "invariance.level.strict": ("严格等值（残差）", "strict (residuals)"),
    "invariance.level.structural": ("结构等值", "structural"),
    "invariance.partial": ("部分{level}", "partial {level}"),
    "invariance.rule.large": (
        "Cheung & Rensvold (2002) 与 Chen (2007)，适用于 n > 300 且各组规模相近",
        "Cheung & Rensvold (2002) and Chen (2007), for n > 300 and groups of like size",
    ),
    "invariance.rule.small": (
        "Chen (2007)，适用于 n ≤ 300 或各组规模悬殊",
        "Chen (2007), for n ≤ 300 or groups of unlike size",
    ),
    "invariance.none": ("无", "none"),
    "col.level": ("层次", "Level"),
    "col.holds": ("是否成立", "Holds"),
    "col.parameter": ("参数", "Parameter"),
    "col.chisq_drop": ("χ² 下降", "Drop in χ²"),
    "col.group": ("组", "Group"),
    "col.reference": ("参照组", "Reference"),
    "col.difference": ("差异（参照组标准差）", "Difference (SD of the reference)"),
    "col.ci_lower": ("95% CI 下限", "95% CI, lower"),
    "col.ci_upper": ("95% CI 上限", "95% CI, upper"),
}
