# ruff: noqa: E501 (phrases are kept on one line)
"""The same paths under other exclusions, estimators or samples."""

WORDS: dict[str, tuple[str, str]] = {
    "robustness.title": ("稳健性", "Robustness"),
    "robustness.sensitivity_title": ("剔除规则的敏感性", "Sensitivity to the exclusions"),
    "robustness.robustness_title": ("不同估计方法与样本", "Other estimators and samples"),
    "robustness.text": (
        "[[{table}]]并列 {runs} 次分析的标准化路径系数；{same} 条路径在各次分析中方向与显著性（p < .05）一致，其余 {other} 条{list}。",
        "[[{table}]] sets the standardized path coefficients of {runs} runs side by side; {same} paths agree in sign and significance (p < .05) in every run, {other} do not{list}.",
    ),
    "robustness.list": ("：{list}", ": {list}"),
    "robustness.sensitivity_caption": (
        "不同剔除规则下的标准化路径系数",
        "Standardized path coefficients under different exclusions",
    ),
    "robustness.robustness_caption": (
        "不同估计方法与样本下的标准化路径系数",
        "Standardized path coefficients by estimator and sample",
    ),
    "robustness.n": ("{run}（n\u00a0=\u00a0{n}）", "{run} (n\u00a0=\u00a0{n})"),
    "robustness.fit_caption": ("各次分析的模型拟合", "Model fit of each run"),
    "robustness.controls_caption": ("控制变量对{outcome}的系数", "Coefficients of the control variables on {outcome}"),
    "robustness.control": ("{variable}：{option}", "{variable}: {option}"),
    "col.run": ("分析", "Run"),
    "col.control": ("控制变量", "Control"),
    "run.all": ("全部作答", "All responses"),
    "run.main": ("主分析", "Main analysis"),
    "run.strict": ("严格剔除", "Strict exclusion"),
    "run.strict_screening": ("严格剔除", "Strict exclusion"),
    "run.PLS": ("PLS", "PLS"),
    "run.semopy": ("semopy 引擎", "semopy engine"),
    "run.users": ("仅使用者", "Users only"),
    "run.non_users": ("仅未使用者", "Non-users only"),
    "run.controls": ("加入控制变量", "With controls"),
}
