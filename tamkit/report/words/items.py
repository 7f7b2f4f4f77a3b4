# ruff: noqa: E501 (phrases are kept on one line)
"""How the items were answered."""

WORDS: dict[str, tuple[str, str]] = {
    "items.title": ("题项描述统计", "Item descriptives"),
    "items.text": (
        "[[items]]为 {k} 个题项的描述统计。反向题已先行转换。一元正态性的参考界限：|偏度| < 3，|峰度| < 10（Kline, 2016）；超出界限的题项 {over} 个{list}。",
        "[[items]] describes the {k} items, reverse-keyed items turned first. Reference limits for univariate normality: |skewness| < 3, |kurtosis| < 10 (Kline, 2016); {over} items lie outside{list}.",
    ),
    "items.over_list": ("：{list}", ": {list}"),
    "items.caption": ("题项描述统计", "Item descriptives"),
    "items.note": (
        "峰度为超额峰度（正态分布为 0）。“最低分占比”“最高分占比”为选择量表两端的比例。",
        "Kurtosis is excess kurtosis (0 for a normal distribution). Floor and ceiling: share at the ends of the scale.",
    ),
    "items.mardia": (
        "Mardia 多元峰度 {value}（超额 {excess}，即 AMOS 所列峰度），临界比 {ratio}（> 5 表示偏离多元正态{estimator}）。",
        "Mardia's multivariate kurtosis {value} (excess {excess}, what AMOS prints), critical ratio {ratio} (> 5 marks departure from multivariate normality{estimator}).",
    ),
    "items.estimator": ("，本报告的估计方法：{estimator}", "; estimator of this report: {estimator}"),
    "items.likert_caption": ("{names}：各题项作答分布", "{names}: distribution of answers"),
    "items.likert_caption_part": ("各题项作答分布（{part}/{parts}）", "Distribution of answers ({part} of {parts})"),
    "items.likert_alt": (
        "堆叠条形图：{items} 各题选择每个量表点的百分比，具体数值见表“题项描述统计”与 tables/likert.csv。",
        "Stacked bars: percentage choosing each scale point for {items}; the numbers are in tables/likert.csv.",
    ),
    "items.likert_x": ("受访者百分比", "Percentage of respondents"),
    "items.likert_text": (
        "[[likert_1]]起为每个题项的作答分布，条内数字为百分比（小于 5% 的不标）。",
        "The figures from [[likert_1]] on show the distribution of answers to each item; numbers in the bars are percentages (below 5% left out).",
    ),
}
