# ruff: noqa: E501 (phrases are kept on one line)
"""The descriptive battery on credit reference and use."""

WORDS: dict[str, tuple[str, str]] = {
    "battery.title": ("征信与使用行为", "Credit reference and use"),
    "battery.text": (
        "[[battery_shares]]为各选项的比例与 Wilson 95% 区间，基数为回答该题的受访者，未被询问者不计入。",
        "[[battery_shares]] gives shares with Wilson 95% intervals; the base are those who answered, those not asked do not count.",
    ),
    "battery.shares_caption": ("各选项比例与 Wilson 95% 置信区间", "Shares with Wilson 95% confidence intervals"),
    "battery.references_text": (
        "[[battery_references]]把比例与已公布的数字比较（单样本检验，Holm 校正）。",
        "[[battery_references]] holds shares against published figures (one-sample tests, Holm-adjusted).",
    ),
    "battery.references_caption": ("与已公布数字的比较", "Comparison with published figures"),
    "battery.crosstab_text": (
        "[[battery_crosstabs]]列出变量两两之间的关联。",
        "[[battery_crosstabs]] lists the associations of pairs of variables.",
    ),
    "battery.crosstab_caption": ("交叉分析", "Cross-tabulations"),
    "col.percent_ci": ("95% CI", "95% CI"),
    "col.figure": ("已公布的数字", "Published figure"),
    "col.reference_value": ("公布值", "Published"),
    "col.base": ("基数", "Base"),
    "col.pair": ("变量", "Variables"),
    "col.cramer_v": ("Cramér V", "Cramér's V"),
}
