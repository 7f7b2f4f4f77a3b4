"""A list of references in the three styles, each entry in the language of its work."""

from __future__ import annotations

import re
import typing
from typing import Any

import pytest

from tamkit.report.bibliography import RESOLVER, STYLES, Work, brief, entry, ordered, plain, year
from tamkit.report.references import works
from tamkit.study.spec import ReportSpec


def said(key: str, style: str, han: bool = True) -> str:
    return plain(entry(works()[key], style, han))


def changed(key: str, **fields: Any) -> Work:
    return {**works()[key], **fields}


@pytest.mark.parametrize(
    ("key", "current", "of_2015"),
    [
        (
            "hair2019",
            "Hair J F, Black W C, Babin B J, et al., 2019. Multivariate data analysis[M]. 8th ed. Andover: Cengage.",
            "HAIR J F, BLACK W C, BABIN B J, et al., 2019. Multivariate data analysis[M]. 8th ed. Andover: Cengage.",
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
            "Zhou Tao, 2014. An empirical examination of initial trust in mobile payment[J/OL]. Wireless Personal "
            "Communications, 77(2): 1519-1531. DOI:10.1007/s11277-013-1596-8.",
            "ZHOU T, 2014. An empirical examination of initial trust in mobile payment[J]. Wireless Personal "
            "Communications, 77(2): 1519-1531. DOI:10.1007/s11277-013-1596-8.",
        ),
        (
            "chen2021",
            "Chen Ming, Yang Fan, Choi Y, 2021. Are credit-based internet consumer finance platforms sustainable? A "
            "study on continuous use intention of Chinese users[J/OL]. Sustainability, 13(24): 13629. "
            "DOI:10.3390/su132413629.",
            "CHEN M, YANG F, CHOI Y, 2021. Are credit-based internet consumer finance platforms sustainable? A "
            "study on continuous use intention of Chinese users[J]. Sustainability, 13(24): 13629. "
            "DOI:10.3390/su132413629.",
        ),
        (
            "holm1979",
            "Holm S, 1979. A simple sequentially rejective multiple test procedure[J]. Scandinavian Journal of "
            "Statistics, 6(2): 65-70.",
            "HOLM S, 1979. A simple sequentially rejective multiple test procedure[J]. Scandinavian Journal of "
            "Statistics, 6(2): 65-70.",
        ),
        ("wu2010", *2 * ["吴明隆, 2010. 结构方程模型：AMOS的操作与应用[M]. 2版. 重庆: 重庆大学出版社."]),
    ],
)
def test_gbt_7714(key: str, current: str, of_2015: str) -> None:
    assert (said(key, "gbt7714"), said(key, "gbt7714-2015")) == (current, of_2015)


def test_a_hyphen_of_initials_is_kept_since_2025() -> None:
    assert "Lee J-Y, et al.," in said("podsakoff2003", "gbt7714")
    assert "LEE J Y, et al.," in said("podsakoff2003", "gbt7714-2015")
    assert said("hu1999", "gbt7714").startswith("Hu L-T, Bentler P M, 1999. ")


def test_what_stands_behind_a_family_name_has_no_point_in_gbt_7714() -> None:
    assert said("zhao2010", "gbt7714").startswith("Zhao X, Lynch J G Jr, Chen Q, 2010. ")
    assert said("zhao2010", "gbt7714-2015").startswith("ZHAO X, LYNCH J G Jr, CHEN Q, 2010. ")
    assert said("zhao2010", "apa7").startswith("Zhao, X., Lynch, J. G., Jr., & Chen, Q. (2010). ")


def test_a_double_issue() -> None:
    assert "Biometrika, 38(3/4): 330-336." in said("welch1951", "gbt7714")
    assert "Biometrika, 38(3–4), 330–336." in said("welch1951", "apa7")


def test_more_than_three_authors_in_the_language_of_the_work() -> None:
    four = changed("wen2014", author=[{"family": name, "given": "某"} for name in "甲乙丙丁"])
    assert plain(entry(four, "gbt7714", True)).startswith("甲某, 乙某, 丙某, 等, 2014. ")
    assert said("venkatesh2003", "gbt7714").startswith("Venkatesh V, Morris M G, Davis G B, et al., 2003. ")
    editors = changed("browne1993", editor=works()["hair2019"]["author"])
    assert "[M]//Hair J F, Black W C, Babin B J, et al. Testing structural" in plain(entry(editors, "gbt7714"))


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
            "analysis (pp. 233–247). Kluwer Academic. https://doi.org/10.1007/978-1-4615-4603-0_17",
        ),
        (
            "wheaton1977",
            "Wheaton, B., Muthén, B., Alwin, D. F., & Summers, G. F. (1977). Assessing reliability and stability in "
            "panel models. Sociological Methodology, 8, 84–136. https://doi.org/10.2307/270754",
        ),
        (
            "marsh2004",
            "Marsh, H. W., Hau, K.-T., & Wen, Z. (2004). In search of golden rules: Comment on hypothesis-testing "
            "approaches to setting cutoff values for fit indexes and dangers in overgeneralizing Hu and Bentler’s "
            "(1999) findings. Structural Equation Modeling, 11(3), 320–341. "
            "https://doi.org/10.1207/s15328007sem1103_2",
        ),
        (
            "kolenikov2012",  # a title that ends in a mark of its own
            "Kolenikov, S., & Bollen, K. A. (2012). Testing negative error variances: Is a Heywood case a symptom of "
            "misspecification? Sociological Methods & Research, 41(1), 124–167. "
            "https://doi.org/10.1177/0049124112442138",
        ),
        (
            "xu2021",  # an article with a number instead of pages
            "Xu, A., Li, W., Chen, Z., Zeng, S., Llopis-Albert, C., & Zhu, Y. (2021). A study of young Chinese "
            "intentions to purchase “online paid knowledge”: An extended technological acceptance model. Frontiers in "
            "Psychology, 12, Article 695600. https://doi.org/10.3389/fpsyg.2021.695600",
        ),
        (
            "wen2014",  # in letters of another language: transliterated and translated, its journal by its English name
            "Wen, Z., & Ye, B. (2014). Zhongjie xiaoying fenxi: Fangfa he moxing fazhan [Analyses of mediating "
            "effects: The development of methods and models]. Advances in Psychological Science, 22(5), 731–745. "
            "https://doi.org/10.3724/SP.J.1042.2014.00731",
        ),
        (
            "wu2010",
            "Wu, M. (2010). Jiegou fangcheng moxing: AMOS de caozuo yu yingyong [Structural equation modeling: "
            "Operation and application of AMOS] (2nd ed.). Chongqing University Press.",
        ),
    ],
)
def test_apa_7(key: str, wanted: str) -> None:
    assert said(key, "apa7", han=False) == wanted


def test_no_chinese_character_in_an_english_list_in_apa() -> None:
    for key in works():
        assert not re.search("[\u4e00-\u9fff]", said(key, "apa7", han=False)), key


def test_apa_in_a_chinese_report_names_chinese_works_in_chinese() -> None:
    assert said("zhou2004", "apa7") == (
        "周浩, 龙立荣. (2004). 共同方法偏差的统计检验与控制方法. 心理科学进展, 12(6), 942–950."
    )
    assert said("wu2010", "apa7") == "吴明隆. (2010). 结构方程模型：AMOS的操作与应用 (第2版). 重庆大学出版社."


def test_apa_names_twenty_authors_and_of_more_the_first_nineteen_and_the_last() -> None:
    def by(n: int) -> str:
        names = [{"family": f"A{i}", "given": "B."} for i in range(1, n + 1)]
        return plain(entry(changed("holm1979", author=names), "apa7")).split(" (")[0]

    assert by(2) == "A1, B., & A2, B."
    assert by(20).endswith("A18, B., A19, B., & A20, B.")
    assert by(21).endswith("A18, B., A19, B., . . . A21, B.")


def test_one_editor_is_one() -> None:
    alone = changed("browne1993", editor=works()["browne1993"]["editor"][:1])
    assert "In K. A. Bollen (Ed.), Testing" in plain(entry(alone, "apa7"))


def test_journals_with_their_volume_and_books_are_in_italics_in_apa_alone() -> None:
    def italic(key: str, style: str) -> list[str]:
        return [run.text for run in entry(works()[key], style) if run.style == "em"]

    assert italic("hu1999", "apa7") == ["Structural Equation Modeling, 6"]
    assert italic("kline2016", "apa7") == ["Principles and practice of structural equation modeling"]
    assert italic("wu2010", "apa7") == ["Jiegou fangcheng moxing: AMOS de caozuo yu yingyong"]
    assert italic("carmines1981", "apa7") == ["Social measurement: Current issues"]
    assert not italic("hu1999", "gbt7714")


def test_a_doi_is_a_link_in_every_style_and_nothing_else_is_one() -> None:
    for style in STYLES:
        for work in works().values():
            links = [run for run in entry(work, style) if run.style == "url"]
            assert [run.target for run in links] == [f"{RESOLVER}{doi}" for doi in [work.get("DOI")] if doi]
            assert all(run.text in (run.target, work["DOI"]) for run in links)


def test_titles_are_in_the_case_of_sentences() -> None:
    """Words in capitals inside a title of ours are names, or stand behind a colon or a question mark."""
    names = "Bentler’s Hu Baron Kenny Chinese Heywood Monte Carlo Cramér’s Tschuprow’s N’s Publications Communications"
    wrong = []
    for key, work in works().items():
        for first, word in re.findall(r"([^\s:?]?) ([A-ZÀ-Ý][a-zà-ÿ’]+)(?![A-Za-z-])", work["title"]):
            if first and word not in names.split():
                wrong.append(f"{key}: {word}")
    assert wrong == []


def test_order_is_by_author_and_year_and_in_gbt_chinese_works_come_first() -> None:
    listed = [works()[key] for key in ("zhou2014", "wu2010", "bollen1992", "wen2014", "bollen1989", "zhou2011")]
    west = ["bollen1989", "bollen1992", "zhou2011", "zhou2014"]
    assert [one["id"] for one in ordered(listed, "gbt7714", True)] == ["wen2014", "wu2010", *west]
    assert [one["id"] for one in ordered(listed, "apa7", True)] == [*west[:2], "wen2014", "wu2010", *west[2:]]
    assert [one["id"] for one in ordered(listed, "gbt7714", False)] == [*west[:2], "wen2014", "wu2010", *west[2:]]


def test_one_family_name_is_in_order_by_initials_and_alone_comes_first() -> None:
    listed = [works()[key] for key in ("chen2021", "chen2007", "chen2001")]
    assert [one["id"] for one in ordered(listed, "apa7")] == ["chen2001", "chen2007", "chen2021"]
    alone = [works()[key] for key in ("davis1989b", "davis1989")]
    assert [one["id"] for one in ordered(alone, "apa7")] == ["davis1989", "davis1989b"]


@pytest.mark.parametrize("number", ["2", "3", "4", "11"])
def test_editions_of_a_book(number: str) -> None:
    book = changed("kline2016", edition=number)
    told = {"2": "2nd", "3": "3rd"}.get(number, f"{number}th")
    assert f" ({told} ed.). " in plain(entry(book, "apa7"))
    assert f"[M]. {told} ed. New York: " in plain(entry(book, "gbt7714"))


@pytest.mark.parametrize("number", [None, "1"])
def test_a_first_edition_is_not_told(number: str | None) -> None:
    book = {key: value for key, value in changed("kline2016", edition=number).items() if value is not None}
    for style in STYLES:
        assert " ed" not in plain(entry(book, style)).replace("modeling", "")


def test_every_work_prints_in_every_style() -> None:
    for style in STYLES:
        for han in (True, False):
            told = {plain(entry(work, style, han)) for work in works().values()}
            assert len(told) == len(works())
            assert not any(".." in one or "None" in one or " ." in one for one in told)
            assert all(str(year(work)) in plain(entry(work, style, han)) for work in works().values())
            for work in works().values():
                text = plain(entry(work, style, han))
                end = work["DOI"] if style == "apa7" and "DOI" in work else "."
                assert text.endswith(end), text


def test_small_print_tells_where_a_work_stands() -> None:
    assert brief(works()["browne1993"]) == "Testing structural equation models, 136–162"
    assert brief(works()["xu2021"]) == "Frontiers in Psychology, 12, 695600"
    assert (brief(works()["wen2014"]), brief(works()["wen2014"], True)) == (
        "Advances in Psychological Science, 22, 731–745",
        "心理科学进展, 22, 731–745",
    )
    assert brief(works()["zhang2015"]) == ""


def test_a_study_may_choose_these_styles() -> None:
    (choice, _) = typing.get_args(ReportSpec.model_fields["references"].annotation)
    assert typing.get_args(choice) == STYLES
