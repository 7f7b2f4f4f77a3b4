"""The works as CSL-JSON, and how a report prints them."""

from __future__ import annotations

from tamkit.report.references import full, short, works


def test_every_kind_of_work_is_printed():
    assert full(["wheaton1977", "joreskog1993", "browne1993"]) == [
        "Browne, M. W., & Cudeck, R. (1993). Alternative ways of assessing model fit. In K. A. Bollen & J. S. Long "
        "(Eds.), Testing structural equation models (pp. 136–162). Sage.",
        "Jöreskog, K. G., & Sörbom, D. (1993). LISREL 8: Structural equation modeling with the SIMPLIS command "
        "language. Scientific Software International.",
        "Wheaton, B., Muthén, B., Alwin, D. F., & Summers, G. F. (1977). Assessing reliability and stability in panel "
        "models. Sociological Methodology, 8, 84–136.",
    ]
    assert full(["bentler1990", "bentler1990"])[0].endswith("Psychological Bulletin, 107(2), 238–246.")
    assert short(["holm1979", "chen2007"]) == "Holm, 1979; Chen, 2007"


def test_every_work_prints_and_no_two_print_alike():
    keys = list(works())
    assert keys == sorted(keys)
    assert len(full(keys)) == len({short([key]) for key in keys}) == len(keys)


def test_editions_of_a_book() -> None:
    from tamkit.report.references import _book

    said = [_book({"edition": number, "publisher": "Sage"}) for number in ("1", "2", "3", "4", "11")]
    assert said == [f" ({one} ed.). Sage" for one in ("1st", "2nd", "3rd", "4th", "11th")]
    assert _book({"publisher": "Sage"}) == ". Sage"
