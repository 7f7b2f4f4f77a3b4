"""A lint over every sentence: brackets, references, the field's terms, words that were left in the other language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from messages.test_wording import EN, KEYS, ZH, bare, spellings, whole

from tamkit.report.references import works

DOUBLED = re.compile(r"[（(]\s*[（(]|）\s*[）)]|。。|，，|；；|：：|“”|（）")
#: "See the table": which one is said by a reference, or by the name it has.
POINTS = re.compile(r"[见如由][上下前后]?[表图](?!\[\[|“|格|头|面|示|决)")
#: How other schools write the field's terms, and how SPSSAU and AMOS in Chinese do.
TERMS = {
    "因素载荷": "因子载荷",
    "因素负荷": "因子载荷",
    "因子负荷": "因子载荷",
    "因素分析": "因子分析",
    "适配": "拟合",
    "契合度": "拟合",
    "信赖区间": "置信区间",
    "信心区间": "置信区间",
    "可信区间": "置信区间",
    "检定": "检验",
    "显著水准": "显著性水平",
    "平均数": "均值",
    "平均值": "均值",
    "标准误差": "标准误",
    "变异数": "方差",
    "共变数": "协方差",
    "构面": "维度",
    "潜在变量": "潜变量",
    "观察变量": "观测变量",
    "遗漏值": "缺失",
    "样本数": "样本量",
    "受试者": "受访者",
    "被试": "受访者",
    "判别效度": "区分效度",
    "鉴别效度": "区分效度",
    "区别效度": "区分效度",
    "聚合效度": "收敛效度",
    "构造信度": "组合信度",
    "建构信度": "组合信度",
    "组成信度": "组合信度",
    "恒等性": "等值性",
    "等同性": "等值性",
    "恒定性": "等值性",
    "拔靴": "自助法",
    "自举": "自助法",
    "最大似然": "极大似然",
    "鲁棒": "稳健",
    "效果量": "效应量",
    "反转题": "反向题",
    "假说": "假设",
    "触犯": "违反",
    "位次": "名次",
    "得到支持": "成立",
}
#: Latin words that a Chinese report has: names of statistics, tests, estimators, programs and platforms.
LATIN = """
AGFI AIC AMOS APA ASV AUC AVE BCa BIC CFA CFI CI CITC CR DWLS ECVI EFA FIML GFI GLS HTMT IRV JARS-Quant KMO
MAE MAP ML MLM MLR MSV NFI IFI OR PA PCFI PGFI PNFI PLS RFI RMR RMSE RMSEA SE SEM SHA SHA-256 SMC SRMR TAM TLI
TOST ULMC ULS ULSMV VIF WLSM WLSMV SPSS SPSSAU Stata Python Excel Word PDF HTML LaTeX Bartlett Bergsma
Bonferroni Bootstrap Brant Cochran Cohen Cox Cronbach Fisher Friedman Games Guttman Harman Hedges Holm Hosmer
Howell Jaccard Kaiser Kendall Lemeshow Levene Likert Logistic Mardia McNemar Nagelkerke Pearson Snell Spearman
Stine Wald Welch Wilcoxon Wilson Yuan Zhao Satorra Bollen Bentler Little Larcker Fornell Heywood Browne
oblimin promax varimax delta listwise pairwise composite reliability lavaan tamkit semopy typst nkk Centiment
Credamo Google Forms KoboToolbox LimeSurvey Microsoft Qualtrics REDCap SurveyMonkey csv docx xlsx
png svg dotx format efa variance all LibreOffice WPS PCLOSE Mplus Lewis Tucker ROC ln MCAR CSV
McDonald pip install Ctrl
libraries tables likert rules Cramér df partial ab fa pca report html pdf true false
"""
#: Cases of the entries below are names that others give: files, platforms.
NAMES = ("report.platform", "report.typst_failed", "report.pdf", "report.missing_library")
#: Chinese in an English sentence: what a platform calls its columns and options.
QUOTED = re.compile(r"非常同意|按分数|按序号|按文本|总分|跳过|空")


def said(text: str) -> str:
    """The words of an entry, its choices taken apart: without names of values, cases, code and references."""
    text = bare(re.sub(r"`[^`]*`|\[\[[^\]]*\]\]", "", text))
    text = re.sub(r"\{\w+(?:![a-z])?(?::[.,\w%+]*)?\}", "", text)
    return re.sub(r"\{\w+:|(?<=[{|:])[\w .+-]*=|\|[\w .+-]*=", " ", text)


def report(entries: object) -> Iterator[tuple[str, str]]:
    for key in KEYS:
        if key.startswith(("report.", "drivers.answer", "measurement.remedy")):
            for text in spellings(entries[key]):  # type: ignore[index]
                yield key, text


def test_no_brackets_or_marks_are_doubled() -> None:
    """Of what an entry says by itself; a code within brackets stands for a case that has none."""
    for entries in (EN, ZH):
        for key in KEYS:
            for text in spellings(entries[key]):
                found = DOUBLED.search(re.sub(r"\{[^{}]*\}|`[^`]*`", "x", text))
                assert found is None, f"{key}: {found.group()} in {text}"


def test_see_table_says_which() -> None:
    wrong = [f"{key}: {text}" for key in KEYS for text in spellings(ZH[key]) if POINTS.search(text)]
    assert wrong == []


def test_terms_are_the_fields() -> None:
    wrong = [f"{key}: {term}, write {TERMS[term]}" for key in KEYS for term in TERMS if term in whole(ZH[key])]
    assert wrong == []
    assert not set(TERMS) & set(TERMS.values())


def test_no_english_is_left_in_chinese() -> None:
    authors = {part for work in works().values() for one in work["author"] for part in re.split(r"[ -]", one["family"])}
    wrong = []
    for key, text in report(ZH):
        if key in NAMES:
            continue
        for word in re.findall(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ-]*[A-Za-zÀ-ɏ]", said(text)):
            known = {*LATIN.split(), *authors, "et", "al", "ed"}
            if word not in known and not all(part in known for part in word.split("-")):
                wrong.append(f"{key}: {word}")
    assert sorted(set(wrong)) == []


def test_no_chinese_is_left_in_english() -> None:
    wrong = []
    for key in KEYS:
        for text in spellings(EN[key]):
            left = re.sub(QUOTED, "", text)
            if re.search(r"[\u3400-\u9fff]", left):
                wrong.append(f"{key}: {text}")
    assert wrong == []


@pytest.mark.parametrize(
    ("pattern", "bad", "good"),
    [
        (DOUBLED, "均值（（n））", "均值（n）"),
        (DOUBLED, "一。。二", "一。二"),
        (POINTS, "结果见表。", "结果见[[fit]]。"),
        (POINTS, "如下表所列", "见表“题项”"),
    ],
)
def test_the_searches_see_what_they_are_for(pattern: re.Pattern[str], bad: str, good: str) -> None:
    assert pattern.search(bad)
    assert not pattern.search(good)


def test_words_are_taken_out_of_choices() -> None:
    assert re.findall("[a-z]+", said("共 {n} 个{kind:none=|else=：{list}}，best `code`")) == ["best"]
    assert "none" not in said("{kind:none=甲|else=乙}")


#: A number beside a Chinese character; how tables and figures are referred to is a form of its own (表15, 附表A5).
_BESIDE = re.compile(r"[\u4e00-\u9fff](?=\d)|\d(?=[\u4e00-\u9fff])")
_REFERENCE = re.compile(r"[表图][A-Z]?\d+")
#: An entry of the list of works, whose form is a standard's (2版).
_ENTRY = re.compile(r"\[[JM]\]|——")
SNAPSHOT = Path(__file__).resolve().parents[1] / "snapshots" / "demo.zh.txt"


def crowded(text: str) -> list[str]:
    """Where a number stands beside a Chinese character without a blank."""
    return [found.group() for found in _BESIDE.finditer(_REFERENCE.sub("，", text))]


@pytest.mark.parametrize(
    ("text", "bad"),
    [("34 个与12 个", 1), ("34 个与 12 个", 0), ("由表7可知", 0), ("附表A12列出 3 项", 0), ("共3个", 2), ("第一步", 0)],
)
def test_the_search_for_crowded_numbers(text: str, bad: int) -> None:
    assert len(crowded(text)) == bad


def test_numbers_have_a_blank_beside_chinese() -> None:
    """In the sentences of the demo: a catalogue does not show what comes to stand beside its words."""
    lines = [
        line
        for line in SNAPSHOT.read_text(encoding="utf-8").splitlines()
        if " | " not in line and not _ENTRY.search(line)
    ]
    assert [f"{found}: {line}" for line in lines for found in crowded(line)] == []
