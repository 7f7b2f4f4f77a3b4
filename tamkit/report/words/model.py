# ruff: noqa: E501 (phrases are kept on one line)
"""Fit, paths, hypotheses, effects and the comparison of models."""

WORDS: dict[str, tuple[str, str]] = {
    # fit
    "fit.title": ("模型拟合", "Model fit"),
    "fit.text": (
        "**测量模型：**{measurement}。**结构模型（{name}）：**{structural}。全部指标见[[fit]]。",
        "**Measurement model:** {measurement}. **Structural model ({name}):** {structural}. All indices are in [[fit]].",
    ),
    "fit.residuals": (
        "**局部拟合。** 结构模型的残差相关中绝对值最大的为 {largest}（{a} 与 {b}）；{pairs} 对中绝对值超过 0.10 的有 {over} 对。",
        "**Local fit.** The largest absolute residual correlation of the structural model is {largest} ({a} and {b}); {over} of {pairs} exceed 0.10.",
    ),
    "fit.indices": (
        "修正指数大于 10 的参数有 {count} 个，[[modification_indices]]列出其中最大者，仅供参考。",
        "{count} modification indices exceed 10; [[modification_indices]] lists the largest, for information only.",
    ),
    "fit.no_indices": ("没有大于 10 的修正指数。", "No modification index exceeds 10."),
    "fit.indices_caption": ("修正指数（> 10，仅供参考）", "Modification indices (> 10, for information only)"),
    "fit.indices_note": (
        "本报告的模型未按修正指数修改。释放残差相关须限于同一构念内、有理论依据，并保留原模型的结果。",
        "No model in this report was changed by them. A residual covariance may be freed only within a construct, with a reason, and with the original model kept in view.",
    ),
    "col.mi": ("修正指数", "MI"),
    "col.epc": ("期望参数变化", "Expected change"),
    "col.sepc_all": ("标准化变化", "Standardized change"),
    "fit.verdict": (
        "依据 CFI、TLI、RMSEA 与 SRMR 四项：{measurement}；{structural}。",
        "By CFI, TLI, RMSEA and SRMR: {measurement}; {structural}.",
    ),
    "fit.verdict.good": ("{model}四项均达到良好标准", "the {model} meets the good standard on all four"),
    "fit.verdict.acceptable": ("{model}四项均达到可接受标准", "the {model} meets the acceptable standard on all four"),
    "fit.verdict.no": ("{model}的 {missed} 未达到可接受标准", "the {model} misses the acceptable standard on {missed}"),
    "fit.verdict.none": ("{model}不下结论", "no verdict on the {model}"),
    "fit.measurement": ("测量模型", "measurement model"),
    "fit.structural": ("结构模型", "structural model"),
    "fit.caption": ("模型拟合指标", "Model fit indices"),
    "fit.note_convention": (
        "GFI、AGFI、NFI、RFI 按惯例列出，但不作为判定依据：在 30 题、五级量表且模型正确的模拟数据中，n = 150 时 GFI ≥ 0.90 的比例为 0%，n = 200 时为 5%，n = 250 时为 75%，n = 300 时为 100%；AGFI 与 NFI 在 n = 250 时为 3% 与 0%。这些指标随样本量与自由度变化，不应为提高 GFI 而释放残差相关。",
        "GFI, AGFI, NFI and RFI are printed by convention and do not enter the verdict: in data simulated from a correct model with 30 five-point items, GFI reached 0.90 in 0% of samples at n = 150, 5% at n = 200, 75% at n = 250 and 100% at n = 300; AGFI and NFI in 3% and 0% at n = 250. They depend on sample size and degrees of freedom; residual correlations should not be freed to raise them.",
    ),
    "fit.note_rmr": (
        "RMR 随量表点数而变，以 SRMR 为准。",
        "RMR depends on the number of scale points; SRMR is the one to read.",
    ),
    "fit.note_sources": ("标准来源：{list}。", "Sources of the cut-offs: {list}."),
    "fit.source": ("{measures}：{source}", "{measures}: {source}"),
    "fit.actual_measurement": ("测量模型", "Measurement"),
    "fit.actual_structural": ("结构模型", "Structural"),
    "fit.smaller": ("仅供比较", "comparison only"),
    "fit.chisq": ("> .05", "> .05"),
    "fit.rmsea_ci": ("RMSEA 90% CI", "RMSEA 90% CI"),
    "fit.robust": ("{measure}（稳健）", "{measure} (robust)"),
    "fit.scaled": ("{measure}（校正）", "{measure} (scaled)"),
    "fit.upper": ("上限 ≤ 0.08（良好 ≤ 0.06）", "upper ≤ 0.08 (good ≤ 0.06)"),
    # paths and hypotheses
    "structural.title": ("结构模型与假设检验", "Structural model and hypotheses"),
    "structural.paths_title": ("路径系数", "Path coefficients"),
    "structural.text": (
        "[[path_diagram]]为模型“{model}”的标准化路径系数，[[paths]]为完整结果，[[r2]]为各内生构念被解释的方差。",
        '[[path_diagram]] shows the standardized path coefficients of "{model}", [[paths]] all results, and [[r2]] the variance explained of each endogenous construct.',
    ),
    "structural.diagram_caption": (
        "结构模型路径图（标准化系数）",
        "Path diagram of the structural model (standardized coefficients)",
    ),
    "structural.diagram_alt": (
        "路径图：每个构念一个方框，箭头上为标准化系数与显著性星号。路径：{paths}。",
        "Path diagram: one box a construct, standardized coefficients with significance stars on the arrows. Paths: {paths}.",
    ),
    "structural.diagram_note": (
        "实线：p < .05；虚线：p ≥ .05。蓝色为正，红色为负。",
        "Solid: p < .05; dashed: p ≥ .05. Blue: positive; red: negative.",
    ),
    "structural.unconnected": (
        "未与其他构念相连的构念不画出：{list}。",
        "Constructs without a path are not drawn: {list}.",
    ),
    "structural.paths_caption": ("模型回归系数汇总表", "Regression coefficients"),
    "structural.ci_note": ("95% CI 为标准化系数的区间。", "95% CI: of the standardized coefficient."),
    "structural.ci_note_b": ("95% CI 为非标准化系数 B 的区间。", "95% CI: of the unstandardized coefficient B."),
    "col.ci": ("95% CI", "95% CI"),
    "structural.r2_caption": ("内生构念的 R²", "R² of endogenous constructs"),
    "structural.hypotheses_title": ("假设检验", "Hypothesis tests"),
    "structural.hypotheses_text": (
        "{tested} 条假设在模型中得到检验，{supported} 条成立，{insignificant} 条不显著，{opposite} 条显著但方向相反（[[hypotheses]]）。不显著的路径不等于没有关联：在此样本量下，绝对值较小的系数可能因检验力不足而不显著。",
        "{tested} hypotheses were tested in the model: {supported} are supported, {insignificant} are not significant, {opposite} are significant with the opposite sign ([[hypotheses]]). A path that is not significant is not an absent association: at this sample size small coefficients may miss significance for want of power.",
    ),
    "structural.hypotheses_caption": ("假设检验结果汇总", "Summary of the hypothesis tests"),
    "structural.hypotheses_note": (
        "成立：双侧 p < .05 且方向与假设一致。",
        "Supported: two-sided p < .05 and the hypothesised sign.",
    ),
    # effects
    "effects.title": ("与{outcome}相关的因素", "Factors associated with {outcome}"),
    "effects.text": (
        "[[effects]]按总效应绝对值排列各构念与{outcome}的标准化总效应、直接效应与间接效应。间接效应为沿所有中介路径的系数乘积之和。",
        "[[effects]] ranks the constructs by the absolute standardized total effect on {outcome}, with direct and indirect effects. The indirect effect sums the products of coefficients along all mediating paths.",
    ),
    "effects.first": (
        "{name}：总效应 {total}（{p}）{ci}；{direct}，{indirect}。",
        "{name}: total effect {total} ({p}){ci}; {direct}, {indirect}.",
    ),
    "effects.part_direct": ("直接效应 {value}", "direct {value}"),
    "effects.part_indirect": ("间接效应 {value}", "indirect {value}"),
    "effects.no_direct": ("模型无直接路径", "no direct path"),
    "effects.no_indirect": ("模型无间接路径", "no indirect path"),
    "effects.ci": ("，95% CI {ci}", ", 95% CI {ci}"),
    "effects.caption": (
        "对{outcome}的直接效应、间接效应与总效应（标准化）",
        "Standardized direct, indirect and total effects on {outcome}",
    ),
    "effects.figure_caption": ("各构念对{outcome}的标准化总效应", "Standardized total effects on {outcome}"),
    "effects.figure_alt": (
        "森林图：每个构念对{outcome}的标准化总效应及 95% 置信区间，按绝对值排序：{list}。",
        "Forest plot: standardized total effect of every construct on {outcome} with 95% confidence interval, ranked by size: {list}.",
    ),
    "effects.axis": ("标准化效应", "Standardized effect"),
    "effects.legend_total": ("总效应与 95% CI", "total effect and 95% CI"),
    "effects.legend_direct": ("直接效应", "direct effect"),
    "effects.legend_indirect": ("间接效应", "indirect effect"),
    "effects.note": (
        "“效应”是模型术语，指所设方向下的系数，不含因果含义。",
        '"Effect" is the model\'s term for coefficients in the assumed direction; it carries no causal claim.',
    ),
    "effects.absent": (
        "“—”：模型中没有该路径。中介类型据 Zhao et al. (2010)。",
        "—: the model has no such path. Types of mediation after Zhao et al. (2010).",
    ),
    "col.mediation": ("中介类型", "Mediation"),
    "mediation.complementary": ("互补中介", "complementary"),
    "mediation.competitive": ("竞争中介（遮掩效应）", "competitive (suppression)"),
    "mediation.indirect_only": ("仅间接效应", "indirect only"),
    "mediation.direct_only": ("仅直接效应", "direct only"),
    "mediation.none": ("无中介，无直接效应", "neither"),
    "mediation.none_given": ("—", "—"),
    "effects.defined_text": (
        "[[defined]]为模型语法中定义的间接效应与总效应（非标准化 B 与标准化值）。",
        "[[defined]] gives the indirect and total effects defined in the model syntax (unstandardized B and standardized value).",
    ),
    "effects.defined_caption": (
        "中介作用检验：定义的间接效应与总效应",
        "Mediation: defined indirect and total effects",
    ),
    "effects.total_of": ("{source} → {target}（总效应）", "{source} → {target} (total)"),
    "col.effect": ("效应", "Effect"),
    # comparison
    "comparison.title": ("模型比较", "Comparison of models"),
    "comparison.text": (
        "{k} 个模型在同一组题项与同一批受访者上估计，AIC 与 BIC 可以比较。AIC 最小的是“{aic}”（{aic_value}），BIC 最小的是“{bic}”（{bic_value}）。见[[comparison]]与[[comparison_tests]]。",
        '{k} models were fitted to the same items and respondents, so AIC and BIC are comparable. AIC is smallest for "{aic}" ({aic_value}), BIC for "{bic}" ({bic_value}). See [[comparison]] and [[comparison_tests]].',
    ),
    "comparison.caption": ("各模型的拟合", "Fit of the models"),
    "comparison.tests_caption": ("嵌套模型的 χ² 差异检验与 R²", "χ² difference tests of nested models, and R²"),
    "comparison.tests_note": (
        "Δχ² 为与被嵌套的更一般模型之差；p < .05 表示受限模型拟合更差。R² 列为各模型中该构念被解释的方差，“—”表示该构念在模型中没有预测变量。",
        'Δχ²: against the more general model; p < .05 means that the restricted model fits worse. R² columns: variance of the construct explained in each model; "—": no predictors in that model.',
    ),
    "comparison.scaled_note": (
        "Δχ² 采用 Satorra–Bentler 校正的差异检验。",
        "Δχ²: Satorra–Bentler scaled difference test.",
    ),
    "comparison.equivalent_title": ("等价模型提示", "Equivalent models"),
    "comparison.equivalent": (
        "拟合指标不能区分等价模型：它们隐含相同的协方差，χ²、AIC 与 BIC 完全相同（MacCallum et al., 1993）。箭头方向来自理论与设计，不由拟合检验。",
        "Fit indices can't tell equivalent models apart: they imply the same covariances and have identical χ², AIC and BIC (MacCallum et al., 1993). The direction of an arrow comes from theory and design; fit does not test it.",
    ),
    "comparison.equivalent_here": (
        "在模型“{model}”中，单独反转下列任一箭头得到的模型与现模型等价：{list}。",
        'In "{model}", turning round any one of these arrows gives an equivalent model: {list}.',
    ),
    "comparison.needs": (
        "下列箭头只差一条未设的路径即可反转，数据对其方向提供的信息很少：{list}。",
        "These arrows lack only one omitted path to be reversible, so the data say little about their direction: {list}.",
    ),
    "comparison.needs_one": ("{arrow}（若加入 {needs}）", "{arrow} (if {needs} were added)"),
    "comparison.equivalent_risk": (
        "风险与信任的方向尤其如此：若在模型中加入 {peou} → {pr}，“信任 → 风险”与“风险 → 信任”两种设定的 χ² 与自由度完全相同；不加入时，两者只能靠 ΔAIC 区分，而模拟表明样本量 200 时真实方向仅有约 77% 的机会 AIC 更小。",
        "This holds for risk and trust in particular: once {peou} → {pr} is added, trust → risk and risk → trust have identical χ² and degrees of freedom; without it only ΔAIC separates them, and in simulations the true direction had the smaller AIC in only about 77% of samples of 200.",
    ),
}
