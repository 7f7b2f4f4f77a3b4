"""A list of references in the three styles, each entry in the language of its work."""

from __future__ import annotations

import typing

import pytest

from tamkit.report.bibliography import STYLES, entry, ordered, plain, year
from tamkit.report.references import works
from tamkit.study.spec import ReportSpec


def said(key: str, style: str, han: bool = True) -> str:
    return plain(entry(works()[key], style, han))


@pytest.mark.parametrize(
    ("key", "current", "of_2015"),
    [
        (
            "hair2019",
            "Hair J F, Black W C, Babin B J, et al, 2019. Multivariate data analysis[M]. 8th ed. Andover: Cengage.",
            "HAIR J F, BLACK W C, BABIN B J, et al, 2019. Multivariate data analysis[M]. 8th ed. Andover: Cengage.",
        ),
        (
            "browne1993",
            "Browne M W, Cudeck R, 1993. Alternative ways of assessing model fit[M]//Bollen K A, Long J S. Testing "
            "structural equation models. Newbury Park: Sage: 136-162.",
            "BROWNE M W, CUDECK R, 1993. Alternative ways of assessing model fit[M]//BOLLEN K A, LONG J S. Testing "
            "structural equation models. Newbury Park: Sage: 136-162.",
        ),
        (
            "zhou2014",
            "Zhou Tao, 2014. An empirical examination of initial trust in mobile payment[J]. Wireless Personal "
            "Communications, 77(2): 1519-1531.",
            "ZHOU T, 2014. An empirical examination of initial trust in mobile payment[J]. Wireless Personal "
            "Communications, 77(2): 1519-1531.",
        ),
        ("wu2010", *2 * ["吴明隆, 2010. 结构方程模型：AMOS的操作与应用[M]. 2版. 重庆: 重庆大学出版社."]),
    ],
)
def test_gbt_7714(key: str, current: str, of_2015: str) -> None:
    assert (said(key, "gbt7714"), said(key, "gbt7714-2015")) == (current, of_2015)


def test_a_hyphen_of_initials_is_kept_since_2025() -> None:
    assert "Lee J-Y, et al," in said("podsakoff2003", "gbt7714")
    assert "LEE J Y, et al," in said("podsakoff2003", "gbt7714-2015")


def test_more_than_three_authors_in_the_language_of_the_work() -> None:
    four = {**works()["wen2014"], "author": [{"family": name, "given": "某"} for name in "甲乙丙丁"]}
    assert plain(entry(four, "gbt7714", True)).startswith("甲某, 乙某, 丙某, 等, 2014. ")
    assert said("venkatesh2003", "gbt7714").startswith("Venkatesh V, Morris M G, Davis G B, et al, 2003. ")


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        (
            "browne1993",
            "Browne, M. W., & Cudeck, R. (1993). Alternative ways of assessing model fit. In K. A. Bollen & J. S. Long "
            "(Eds.), Testing structural equation models (pp. 136–162). Sage.",
        ),
        (
            "satorra2000",
            "Satorra, A. (2000). Scaled and adjusted restricted tests in multi-sample analysis of moment structures. "
            "In R. D. H. Heijmans, D. S. G. Pollock, & A. Satorra (Eds.), Innovations in multivariate statistical "
            "analysis (pp. 233–247). Kluwer.",
        ),
        (
            "wheaton1977",
            "Wheaton, B., Muthén, B., Alwin, D. F., & Summers, G. F. (1977). Assessing reliability and stability in "
            "panel models. Sociological Methodology, 8, 84–136.",
        ),
        (
            "marsh2004",
            "Marsh, H. W., Hau, K.-T., & Wen, Z. (2004). In search of golden rules: Comment on hypothesis-testing "
            "approaches to setting cutoff values for fit indexes and dangers in overgeneralizing Hu and Bentler’s "
            "(1999) findings. Structural Equation Modeling, 11(3), 320–341.",
        ),
        (
            "wen2014",
            "Wen, Z., & Ye, B. (2014). 中介效应分析：方法和模型发展 [Analyses of mediating effects: The development of "
            "methods and models]. 心理科学进展, 22(5), 731–745.",
        ),
    ],
)
def test_apa_7(key: str, wanted: str) -> None:
    assert said(key, "apa7", han=False) == wanted


def test_apa_in_a_chinese_report_names_chinese_works_in_chinese() -> None:
    assert (
        said("wen2014", "apa7") == "温忠麟, 叶宝娟. (2014). 中介效应分析：方法和模型发展. 心理科学进展, 22(5), 731–745."
    )
    assert said("wu2010", "apa7") == "吴明隆. (2010). 结构方程模型：AMOS的操作与应用 (第2版). 重庆大学出版社."


def test_journals_with_their_volume_and_books_are_in_italics_in_apa_alone() -> None:
    def italic(key: str, style: str) -> list[str]:
        return [run.text for run in entry(works()[key], style) if run.style == "em"]

    assert italic("hu1999", "apa7") == ["Structural Equation Modeling, 6"]
    assert italic("kline2016", "apa7") == ["Principles and practice of structural equation modeling"]
    assert italic("carmines1981", "apa7") == ["Social measurement: Current issues"]
    assert not italic("hu1999", "gbt7714")


def test_order_is_by_author_and_year_and_in_gbt_chinese_works_come_first() -> None:
    listed = [works()[key] for key in ("zhou2014", "wu2010", "bollen1989", "wen2014", "bollen1986", "zhou2011")]
    west = ["bollen1986", "bollen1989", "zhou2011", "zhou2014"]
    assert [one["id"] for one in ordered(listed, "gbt7714", True)] == ["wen2014", "wu2010", *west]
    assert [one["id"] for one in ordered(listed, "apa7", True)] == [*west[:2], "wen2014", "wu2010", *west[2:]]
    assert [one["id"] for one in ordered(listed, "gbt7714", False)] == [*west[:2], "wen2014", "wu2010", *west[2:]]


@pytest.mark.parametrize("number", ["1", "2", "3", "4", "11"])
def test_editions_of_a_book(number: str) -> None:
    book = {**works()["kline2016"], "edition": number}
    told = {"1": "1st", "2": "2nd", "3": "3rd"}.get(number, f"{number}th")
    assert f"({told} ed.). " in plain(entry(book, "apa7"))
    assert f"[M]. {told} ed. New York: " in plain(entry(book, "gbt7714"))
    del book["edition"]
    assert " ed" not in plain(entry(book, "gbt7714")).replace("modeling", "")


def test_every_work_prints_in_every_style() -> None:
    for style in STYLES:
        for han in (True, False):
            told = {plain(entry(work, style, han)) for work in works().values()}
            assert len(told) == len(works())
            assert all(one.endswith("." if style == "apa7" else (".", "].")) for one in told)
            assert all(str(year(work)) in plain(entry(work, style, han)) for work in works().values())


def test_a_study_may_choose_these_styles() -> None:
    (choice, _) = typing.get_args(ReportSpec.model_fields["references"].annotation)
    assert typing.get_args(choice) == STYLES
