# ruff: noqa: E501 (phrases are kept on one line)
"""Appendix: items, correlations, syntax, versions, hashes; the references."""

WORDS: dict[str, tuple[str, str]] = {
    "references.title": ("参考文献", "References"),
    "references.methods": ("方法与标准", "Methods and cut-offs"),
    "references.hypotheses": ("假设与量表的文献", "Works named by the questionnaire"),
    "appendix.title": ("附录", "Appendix"),
    "appendix.items_title": ("题项全文", "Item texts"),
    "appendix.items_text": (
        "{product}计分：1 = {low}，{points} = {high}。",
        "{product}Scored from 1 = {low} to {points} = {high}.",
    ),
    "appendix.product": (
        "题项中的产品名称按受访者的产品代入，此处以通称表示。",
        "Each respondent saw the name of a product; the generic name stands for it here. ",
    ),
    "appendix.items_caption": ("题项全文", "Item texts"),
    "appendix.reverse": ("反向", "reversed"),
    "appendix.forward": ("正向", "as scored"),
    "appendix.correlations_title": ("均值、标准差与相关矩阵", "Means, standard deviations and correlations"),
    "appendix.latent_caption": (
        "构念均分的均值、标准差与潜变量相关",
        "Means and SDs of construct scores, with latent correlations",
    ),
    "appendix.latent_note": (
        "对角线下方为测量模型的潜变量相关，上方为题项均分的 Pearson 相关；区分效度以潜变量相关为准。",
        "Below the diagonal latent correlations from the measurement model, above it Pearson correlations of item means; discriminant validity is judged by the latent ones.",
    ),
    "appendix.items_r_caption": (
        "题项的均值、标准差与相关矩阵",
        "Means, standard deviations and correlations of the items",
    ),
    "appendix.items_r_note": (
        "相关为测量模型所用的样本矩阵（n = {n}）；均值与标准差来自全部有效作答（n = {moments}）。",
        "Correlations: the sample matrix the measurement model was fitted to (n = {n}); means and SDs: all valid responses (n = {moments}).",
    ),
    "appendix.syntax_title": ("模型语法（lavaan）", "Model syntax (lavaan)"),
    "appendix.syntax_measurement": ("测量模型", "Measurement model"),
    "appendix.versions_title": ("软件版本、随机种子与文件校验", "Software, seed and file hashes"),
    "appendix.versions_caption": ("软件版本", "Software versions"),
    "appendix.hashes_caption": ("文件的 SHA-256 校验值", "SHA-256 of the files"),
    "appendix.seed": ("随机种子：{seed}。", "Seed: {seed}."),
    "appendix.rerun": (
        "用 `tamkit verify` 可由 `manifest.json` 重算并核对全部数值。",
        "`tamkit verify` recomputes every number from `manifest.json` and compares.",
    ),
    "appendix.warnings_title": ("警告与数据读取说明", "Warnings and remarks on reading the data"),
    "appendix.no_warnings": ("分析未产生警告。", "The analysis gave no warnings."),
    "appendix.key": ("编码", "Code"),
}
