# ruff: noqa: E501 (phrases are kept on one line)
"""Who answered."""

WORDS: dict[str, tuple[str, str]] = {
    "respondents.title": ("受访者特征", "Respondents"),
    "respondents.text": (
        "[[respondents]]为 {n} 名有效受访者的频数分布。百分比以回答该题者为基数；按跳题规则未被询问者不计入。",
        "[[respondents]] gives the distribution of the {n} valid respondents. Percentages are of those who answered the question; those not asked by the skip rules do not count.",
    ),
    "respondents.caption": (
        "受访者特征：频数、百分比与累计百分比",
        "Respondents: counts, percentages and cumulative percentages",
    ),
    "respondents.base": ("{variable}（n = {n}）", "{variable} (n = {n})"),
    "respondents.multiple_text": (
        "[[multiple_response]]为多选题。“个案百分比”以受访者为基数，合计可超过 100%；“响应百分比”以选择次数为基数。",
        "[[multiple_response]] holds the multiple-response questions. The percentage of respondents may add to more than 100; the percentage of responses is of all choices made.",
    ),
    "respondents.multiple_caption": ("多选题频数", "Multiple-response questions"),
    "respondents.numbers_text": (
        "[[numbers]]为以数值作答的题目。",
        "[[numbers]] holds the questions answered with a number.",
    ),
    "respondents.numbers_caption": ("数值题描述统计", "Questions answered with a number"),
    "col.variable": ("变量", "Variable"),
    "col.median": ("中位数", "Median"),
}
