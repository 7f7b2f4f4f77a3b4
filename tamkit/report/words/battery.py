# ruff: noqa: E501 (phrases are kept on one line)
"""The descriptive battery: shares, published figures, and the analyses a questionnaire declares."""

WORDS: dict[str, tuple[str, str]] = {
    "battery.title": ("比例与关联", "Shares and associations"),
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
    "battery.list": ("：{list}", ": {list}"),
    "battery.knowledge_text": (
        "[[battery_knowledge]]为各知识题的正确率。",
        "[[battery_knowledge]] gives the share of right answers to each question of knowledge.",
    ),
    "battery.knowledge_caption": (
        "知识题正确率与 Wilson 95% 置信区间",
        "Right answers with Wilson 95% confidence intervals",
    ),
    "battery.regression_text": (
        "**{title}。** 二元 Logistic 回归（n = {n}，其中 {events} 人属于此情形）：似然比 χ²({df}) = {chisq}，{p}；Nagelkerke R² = {nagelkerke}；AUC = {auc}；Hosmer–Lemeshow χ²({hl_df}) = {hl}，{hl_p}（[[{table}]]）。回归描述关联，不说明原因。",
        "**{title}.** Binary logistic regression (n = {n}, {events} with this outcome): likelihood-ratio χ²({df}) = {chisq}, {p}; Nagelkerke R² = {nagelkerke}; AUC = {auc}; Hosmer–Lemeshow χ²({hl_df}) = {hl}, {hl_p} ([[{table}]]). It describes associations, not causes.",
    ),
    "battery.regression_caption": ("{title}：二元 Logistic 回归", "{title}: logistic regression"),
    "battery.intercept": ("截距", "Intercept"),
    "battery.picked": ("{name}（{options}）", "{name} ({options})"),
    "battery.counted": ("{name}（所选项数）", "{name} (number chosen)"),
    "battery.knowledge_score": ("知识题答对题数", "Right answers to the questions of knowledge"),
    "battery.consistency_text": (
        "**已公布数字的一致性。** 某个百分比只有在某些基数下才可能出现。{figures} 个已公布的百分比中，{odd} 个与同一题组其余数字没有共同的基数{list}。",
        "**Consistency of the published figures.** A percentage can arise from certain bases only. Of {figures} published percentages {odd} share no base with the others of their group{list}.",
    ),
    "battery.conflicts_text": (
        "[[battery_conflicts]]：按上级数字推算的人数不是下级题目的百分比所允许的基数，两者可能基数不同，或下级题目为多选；此处只作提示，不作改正。",
        "[[battery_conflicts]]: the number of people a figure gives is not a base the percentages of the question that follows allow; their bases may differ, or the question may allow several answers. This is a remark, nothing is corrected.",
    ),
    "battery.conflicts_caption": (
        "已公布数字中基数的矛盾",
        "Bases of the published figures that contradict each other",
    ),
    "col.conflict_base": ("假设的基数", "If the base is"),
    "col.conflict_count": ("推算人数", "that gives"),
    "col.conflict_nearest": ("允许的最近人数", "Nearest allowed"),
    "col.conflict_difference": ("相差", "Difference"),
    "col.right": ("答对人数", "Right"),
    "col.term": ("变量", "Term"),
    "col.z_wald": ("z", "z"),
    "col.odds_ratio": ("OR", "OR"),
    "col.odds_ratio_ci": ("OR 的 95% CI", "95% CI of OR"),
    "col.trend_p": ("线性趋势 p", "Trend p"),
    "col.percent_ci": ("95% CI", "95% CI"),
    "col.figure": ("已公布的数字", "Published figure"),
    "col.reference_value": ("公布值", "Published"),
    "col.base": ("基数", "Base"),
    "col.pair": ("变量", "Variables"),
    "col.cramer_v": ("Cramér V", "Cramér's V"),
}
