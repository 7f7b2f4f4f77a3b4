# ruff: noqa: E501 (phrases are kept on one line)
"""Common-method bias."""

WORDS: dict[str, tuple[str, str]] = {
    "method.title": ("共同方法偏差", "Common-method bias"),
    "method.text": (
        "程序控制优先于统计检验（Podsakoff et al., 2003）；[[method_checklist]]列出程序控制措施。",
        "Procedural remedies come before any statistic (Podsakoff et al., 2003); [[method_checklist]] lists them.",
    ),
    "method.harman": (
        "Harman 单因子检验：未旋转第一主成分解释 {pca}（国内惯例 < 40%，国际惯例 < 50%），单一公因子解释 {paf}。该检验对方法偏差不敏感，低于界限不能说明没有共同方法偏差。",
        "Harman's test: the first unrotated component explains {pca} (custom in China < 40%, elsewhere < 50%), a single common factor {paf}. The test hardly detects method variance; a share below the cut-off is no evidence of its absence.",
    ),
    "method.one_factor": (
        "单因子模型与测量模型比较：Δχ²({df}) = {chisq}，{p}，ΔCFI = {cfi}（[[method_one_factor]]）。",
        "One factor against the measurement model: Δχ²({df}) = {chisq}, {p}, ΔCFI = {cfi} ([[method_one_factor]]).",
    ),
    "method.checklist_caption": ("程序控制措施", "Procedural remedies"),
    "method.one_factor_caption": ("单因子模型与测量模型的拟合", "Fit of the one-factor and the measurement model"),
    "method.vif_text": (
        "全共线性 VIF 的标准为 < 3.3；最大值为 {largest}（[[method_vif]]）。",
        "Full-collinearity VIF should be < 3.3; the largest is {largest} ([[method_vif]]).",
    ),
    "method.vif_caption": ("全共线性 VIF", "Full-collinearity VIF"),
    "method.latent_text": (
        "[[method_latent]]为加入未测量潜在方法因子（ULMC）后的变化：ΔCFI 与 ΔRMSEA 的绝对值小于 0.01，且方法因子解释的平均方差低于构念时，偏差影响有限。",
        "[[method_latent]] shows what an unmeasured latent method factor (ULMC) adds: |ΔCFI| and |ΔRMSEA| below 0.01 and a mean method variance below that of the constructs speak for little influence.",
    ),
    "method.latent_caption": ("潜在方法因子检验（ULMC）", "Unmeasured latent method factor (ULMC)"),
    "method.marker_text": (
        "以标记变量“{marker}”做 CFA 标记检验，题项方差中由标记变量解释的平均比例为 {share}（[[method_marker]]）。",
        'CFA marker technique with "{marker}": it accounts for {share} of the items\' variance on average ([[method_marker]]).',
    ),
    "method.marker_caption": ("CFA 标记变量检验", "CFA marker technique"),
    "method.model.measurement": ("测量模型", "Measurement model"),
    "method.model.one_factor": ("单因子模型", "One factor"),
    "method.model.method_equal": ("等载荷方法因子", "Method factor, equal loadings"),
    "method.model.method_free": ("自由载荷方法因子", "Method factor, free loadings"),
    "method.done.not stated": ("未说明", "not stated"),
    "method.done.yes": ("是", "yes"),
    "method.done.no": ("否", "no"),
    "col.question": ("问题", "Question"),
    "col.done": ("是否采取", "Taken"),
    "col.vif": ("VIF（均分）", "VIF (means)"),
    "col.vif_latent": ("VIF（潜变量）", "VIF (latent)"),
    "col.cfi_diff": ("ΔCFI", "ΔCFI"),
    "col.rmsea_diff": ("ΔRMSEA", "ΔRMSEA"),
    "col.srmr_diff": ("ΔSRMR", "ΔSRMR"),
    "col.pvalue": ("p", "p"),
    "col.substantive": ("构念解释方差", "Construct variance"),
    "col.method": ("方法解释方差", "Method variance"),
    "col.comparison": ("比较", "Comparison"),
}
