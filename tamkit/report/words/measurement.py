# ruff: noqa: E501 (phrases are kept on one line)
"""Reliability and validity."""

WORDS: dict[str, tuple[str, str]] = {
    "measurement.title": ("信度与效度", "Reliability and validity"),
    "measurement.reliability": ("信度分析", "Reliability"),
    "measurement.reliability_text": (
        "{k} 个构念中 {alpha_ok} 个的 Cronbach α ≥ 0.70（{alpha_source}）{alpha_low}；{cr_ok} 个的 CR ≥ 0.70（{cr_source}）{cr_low}；{ave_ok} 个的 AVE ≥ 0.50（{ave_source}）{ave_low}。见[[reliability]]与[[reliability_figure]]。",
        "Of {k} constructs, {alpha_ok} have Cronbach's α ≥ 0.70 ({alpha_source}){alpha_low}; {cr_ok} have CR ≥ 0.70 ({cr_source}){cr_low}; {ave_ok} have AVE ≥ 0.50 ({ave_source}){ave_low}. See [[reliability]] and [[reliability_figure]].",
    ),
    "measurement.below": ("，未达到：{list}", ", below it: {list}"),
    "measurement.named": ("{name}（{value}）", "{name} ({value})"),
    "measurement.reliability_caption": (
        "信度与收敛效度（Cronbach α、CR、AVE）",
        "Reliability and convergent validity (Cronbach's α, CR, AVE)",
    ),
    "measurement.reliability_note": (
        "CR 为组合信度（composite reliability），由标准化载荷计算，与 AMOS 的 C.R.（z 值）及项目分析的决断值不同。是否达标：α ≥ 0.70、CR ≥ 0.70、AVE ≥ 0.50 三项。",
        "CR: composite reliability from standardized loadings, not AMOS's C.R. (a z value). Met: α ≥ 0.70, CR ≥ 0.70 and AVE ≥ 0.50, all three.",
    ),
    "measurement.reliability_figure": ("Cronbach α 及其 95% 置信区间", "Cronbach's α with 95% confidence intervals"),
    "measurement.reliability_alt": (
        "每个构念的 Cronbach α 点和 95% 置信区间，虚线为 0.70。",
        "Cronbach's α of each construct as a point with its 95% confidence interval; the dashed line is 0.70.",
    ),
    "measurement.items_text": (
        "[[item_reliability]]为各题项的 CITC（校正项总相关）与删除该题后的 α，均在构念内计算。CITC < 0.40 的题项：{low}。",
        "[[item_reliability]] gives the corrected item–total correlation (CITC) and α if the item is deleted, both within the construct. Items with CITC < 0.40: {low}.",
    ),
    "measurement.none": ("无", "none"),
    "measurement.items_caption": ("题项信度：CITC 与项已删除的 α", "Item reliability: CITC and α if item deleted"),
    "measurement.convergent": ("收敛效度", "Convergent validity"),
    "measurement.convergent_text": (
        "[[loadings]]为测量模型的因子载荷系数表。{total} 个标准载荷中 {good} 个 ≥ 0.70，{fair} 个在 0.50 与 0.70 之间，{low} 个低于 0.50（Fornell & Larcker, 1981）。",
        "[[loadings]] gives the factor loadings of the measurement model. Of {total} standardized loadings {good} are ≥ 0.70, {fair} between 0.50 and 0.70 and {low} below 0.50 (Fornell & Larcker, 1981).",
    ),
    "measurement.loadings_caption": ("因子载荷系数表", "Factor loadings"),
    "measurement.loadings_note": (
        "无标准误的载荷固定为 1 以设定潜变量的单位。SMC：多元相关平方，标准 ≥ 0.50（最低 0.25）。",
        "Loadings without a standard error are fixed at 1 to set the latent unit. SMC: squared multiple correlation, cut-off ≥ 0.50 (minimum 0.25).",
    ),
    "measurement.second_text": (
        "{name}为二阶构念，[[second_order]]为其各维度的载荷（标准 ≥ 0.70，最低 0.50）；低于 0.50 时二阶反映型设定不成立。",
        "{name} is a second-order construct; [[second_order]] gives the loadings of its facets (cut-off ≥ 0.70, minimum 0.50). Below 0.50 a reflective second-order construct is not tenable.",
    ),
    "measurement.second_caption": ("二阶构念的载荷", "Second-order loadings"),
    "measurement.discriminant": ("区分效度", "Discriminant validity"),
    "measurement.fl_text": (
        "Fornell–Larcker 标准要求 AVE 平方根（对角线）大于该构念与其他构念的相关（对角线下方）。相关为测量模型中的潜变量相关，不是题项均值的相关。不满足的构念对：{failed}（[[fornell_larcker]]）。",
        "The Fornell–Larcker criterion asks that √AVE (diagonal) exceed the construct's correlations with the others (below the diagonal). The correlations are latent, from the measurement model, not those of item means. Pairs that fail: {failed} ([[fornell_larcker]]).",
    ),
    "measurement.pair": ("{a}–{b}（{value}）", "{a}–{b} ({value})"),
    "measurement.fl_caption": (
        "区分效度：潜变量相关与 AVE 平方根值",
        "Discriminant validity: latent correlations and √AVE",
    ),
    "measurement.fl_note": (
        "对角线为 AVE 的平方根，下方为潜变量相关。",
        "Diagonal: square root of AVE; below it latent correlations.",
    ),
    "measurement.htmt_text": (
        "HTMT 的标准为 < 0.85（严格）或 < 0.90（宽松）（Henseler et al., 2015）。{pairs} 对中最大值为 {largest}（{pair}）；≥ 0.85 的构念对：{failed}（[[htmt]]，[[htmt_figure]]）。",
        "HTMT should be < 0.85 (strict) or < 0.90 (lenient) (Henseler et al., 2015). The largest of {pairs} pairs is {largest} ({pair}); pairs ≥ 0.85: {failed} ([[htmt]], [[htmt_figure]]).",
    ),
    "measurement.htmt_intervals": (
        "自助法 95% 区间上限的最大值为 {largest}（{pair}），上限 ≥ 0.90 的构念对 {beyond} 个（[[htmt_intervals]]）。",
        "The largest upper bound of the 95% bootstrap intervals is {largest} ({pair}); pairs with an upper bound ≥ 0.90: {beyond} ([[htmt_intervals]]).",
    ),
    "measurement.htmt_intervals_caption": ("HTMT 及其自助法 95% 置信区间", "HTMT with 95% bootstrap intervals"),
    "col.construct_1": ("构念一", "Construct 1"),
    "col.construct_2": ("构念二", "Construct 2"),
    "col.htmt": ("HTMT", "HTMT"),
    "col.htmt_ci": ("95% CI", "95% CI"),
    "measurement.htmt_caption": ("HTMT 结果", "Heterotrait–monotrait ratios (HTMT)"),
    "measurement.htmt_note": (
        "风险类构念与其他构念负相关，HTMT 取相关的绝对值。",
        "Risk constructs correlate negatively with the others; HTMT uses absolute correlations.",
    ),
    "measurement.htmt_figure": ("HTMT 热图", "Heat map of HTMT"),
    "measurement.htmt_alt": (
        "构念两两之间 HTMT 的热图，数值与 HTMT 结果表相同。",
        "Heat map of the heterotrait–monotrait ratio of every pair of constructs; same numbers as the HTMT table.",
    ),
    "measurement.loadings_figure": ("各题项的标准化载荷", "Standardized loading of every item"),
    "measurement.loadings_alt": (
        "每个题项的标准化载荷，虚线为 0.50 与 0.70。",
        "Standardized loading of every item; dashed lines at 0.50 and 0.70.",
    ),
    "measurement.whole": (
        "全部题项合并计算的 α = {alpha}（负向构念已转换）。多构念问卷的总 α 不反映任何一个构念的信度，仅按惯例列出。",
        "α over all items together is {alpha} (negative constructs turned round). Of a questionnaire with several constructs it says nothing about any one of them and is printed by custom only.",
    ),
    "measurement.omega_caption": ("二阶构念的组合信度与 ω", "Composite reliability and ω of second-order constructs"),
    "measurement.omega_note": (
        "CR 与 AVE 由二阶载荷计算。ω_L1：二阶因子解释题项总分方差的比例；ω_L2：二阶因子解释一阶因子方差的比例；ω_partial：控制一阶特殊性后题项总分的信度。",
        "CR and AVE are of the second-order loadings. ω_L1: share of the total score's variance due to the second-order factor; ω_L2: share of the first-order factors' variance due to it; ω_partial: reliability of the total score after the specific parts are taken out.",
    ),
    "col.omega_L1": ("ω_L1", "ω_L1"),
    "col.omega_L2": ("ω_L2", "ω_L2"),
    "col.omega_partial": ("ω_partial", "ω_partial"),
    "measurement.validity_caption": ("CR、AVE、MSV 与 ASV", "CR, AVE, MSV and ASV"),
    "measurement.validity_note": (
        "MSV：与其他构念共享方差（相关平方）的最大值；ASV：平均值。区分效度要求 AVE > MSV，与 Fornell–Larcker 标准等价。二阶构念的维度与其他一阶因子比较。",
        "MSV: largest squared correlation with another construct; ASV: their mean. AVE > MSV is the Fornell–Larcker criterion. Facets are compared with the other first-order factors.",
    ),
    "col.msv": ("MSV", "MSV"),
    "col.msv_with": ("相关最高的构念", "Largest with"),
    "col.asv": ("ASV", "ASV"),
    "col.ave_msv": ("AVE > MSV", "AVE > MSV"),
    "measurement.notes": ("说明", "Remarks"),
}
