"""The works as CSL-JSON, how a sentence names them, and which of them a text names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tamkit import questionnaire
from tamkit.messages.catalogue import catalogue
from tamkit.report import cutoffs
from tamkit.report.chapters.references import texts
from tamkit.report.references import (
    EIGENVALUES,
    TESTS,
    as_cited,
    bare,
    is_unknown,
    named_in,
    narrative,
    short,
    uncited,
    works,
)
from tamkit.sem import fit_test_names
from tamkit.sem.estimators import ESTIMATORS

CITATION = re.compile(
    r"(?:\bde )?[A-Z\u00c0-\u00d6][\w’'-]+(?: (?:&|and|与) [A-Z][\w’'-]+| et al\.|(?:, [A-Z]\w+)+)?"
    r"(?:, | ?[(（])(?:19|20)\d\d\b"
    r"|[\u4e00-\u9fff、]{2,12}等?(?:，|（)(?:19|20)\d\d(?!\d| ?年)"
)
#: Years beside a capital that are no citation.
NONE = ("GB/T", "BCBS", "Monte")
FORMS = ("huabei_baitiao", "huabei_baitiao_short", "credit_reference")
#: What a work was checked against: its publisher's page, a catalogue's record, others' lists, nothing.
CHECKED = ("publisher", "record", "lists", "none")

#: A method that has a person's name: by what it is, by the names of two, or by their possessive.
_WHAT = (
    r"(?:α|ω|[VWQGFtgκd]\b|[Rη]²|χ²|(?:[\w-]+ )?(?:tests?|intervals?|kurtosis|criterion|correction|bootstrap|index|"
    r"adjustment|ANOVA|case|distance|statistic|slopes?)\b)"
)
_NAME = r"(?:Mc)?[A-Z][a-zà-ÿ]+"
METHOD = re.compile(rf"\b({_NAME}(?:–{_NAME})*)(?:['’]s)? {_WHAT}|\b({_NAME}(?:–{_NAME})+)|\b({_NAME})['’]s\b")
#: Words in capitals before what a method is.
NO_PERSON = {"All", "Baseline", "Bayesian", "Check", "Confidence", "Difference", "Hypothesis", "Item", "Method", "No"}
NO_PERSON |= {"Of", "One", "Percentile", "Sample", "Second", "The"}
#: Methods after persons that no work of ours backs, and why a reviewer asks for none.
UNBACKED = {
    "Akaike": "an abbreviation spelt out in the glossary",
    "Cochran": "a test that textbooks and menus of programs have by this name",
    "Cramér": "a coefficient of every textbook; its correction has a source (Bergsma, 2013)",
    "Cronbach": "a coefficient of every textbook; its cut-off has a source",
    "Fisher": "a test of every textbook",
    "Friedman": "a test that textbooks and menus of programs have by this name",
    "Harman": "a custom without a work of his that proposes it; those who describe and judge it are cited",
    "Heywood": "the name of a defect; how to test for it has a source (Kolenikov & Bollen, 2012)",
    "Kaiser–Meyer–Olkin": "an abbreviation spelt out in the glossary; the measure has a source (Kaiser, 1974)",
    "Kendall": "a coefficient that textbooks and menus of programs have by this name",
    "Levene": "named in a file, and decides nothing",
    "McDonald": "an abbreviation spelt out in the margin",
    "Tucker–Lewis": "an index; its cut-off has a source (Bentler & Bonett, 1980)",
    "Wald": "a principle of every textbook",
}


def methods(text: str) -> set[str]:
    """The persons that methods of an English text are named after."""
    found = {next(filter(None, one.groups())) for one in METHOD.finditer(text)}
    return {name for name in found if name.split("–")[0] not in NO_PERSON}


def backing(name: str) -> set[str]:
    """The works that all persons of a name have a part in."""
    return {key for key, work in works().items() if {*name.split("–")} <= {one["family"] for one in work["author"]}}


def said(language: str, *beginnings: str) -> dict[str, str]:
    """What the catalogue has, the cases of an entry as one text."""
    told = {
        key: one if isinstance(one, str) else " ".join(text for case, text in one.items() if case != "choose")
        for key, one in catalogue(language).items()
    }
    return {key: text for key, text in told.items() if key.startswith(beginnings)}


def cited() -> set[str]:
    """The works that a report can come to name: in its words, by what code gives them, from a shipped form."""
    rows = [*cutoffs.FIT.values(), *(one for one in vars(cutoffs).values() if isinstance(one, cutoffs.Cutoff))]
    by_code = {*TESTS.values(), EIGENVALUES, *(key for row in rows for key in (row.good_by, row.acceptable_by) if key)}
    named = {key for text in said("en", "").values() for key in named_in(text)}
    return by_code | named | {key for name in FORMS for one in sources(name) for key in named_in(as_cited(one))}


def sources(name: str) -> list[str]:
    form = questionnaire.load(name)
    parts = (form, *form.modules)
    return [
        *(source for part in parts for one in part.constructs for source in one.sources),
        *(work for part in parts for one in part.hypotheses for work in one.references),
    ]


def test_names_and_years() -> None:
    assert short(["holm1979", "chen2007"]) == "Holm, 1979; Chen, 2007"
    assert short(["yang2016", "hu1999"], "zh") == "杨翾等，2016；Hu & Bentler, 1999"
    assert narrative("yang2016") == "Yang et al. (2016)"
    assert narrative("hu1999", "zh") == "Hu & Bentler (1999)"


def test_keys_are_in_order_and_no_two_works_are_named_alike() -> None:
    keys = list(works())
    assert keys == sorted(keys)
    for lang in ("en", "zh"):
        assert len({short([key], lang) for key in keys}) == len(keys)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_text_that_names_a_work_either_way_names_it_alone(lang: str) -> None:
    for key in works():
        assert named_in(f"x ({short([key], lang)}).", lang) == [key]
        assert named_in(f"as {narrative(key, lang)} has it", lang) == [key]
        assert named_in(f"依据{narrative(key, lang)}。", lang) == [key]


@pytest.mark.parametrize("text", ["Smith & Chen (2007)", "O-Chen, 2007", "Chen, 2008", "Chen, 20071", "Chen 2007"])
def test_another_work_is_not_taken_for_ours(text: str) -> None:
    assert named_in(text) == []


def test_a_work_at_the_beginning_of_a_line_and_between_others() -> None:
    assert named_in("as told\nChen (2007), 2008; Chen, 2007") == ["chen2007"]
    assert named_in("Smith & Chen, 2007\nx & Chen (2007)") == []
    assert named_in("(Holm, 1979;Chen, 2007, Hu & Bentler (1999)") == ["chen2007", "holm1979", "hu1999"]


def test_works_that_cut_offs_come_from_are_there() -> None:
    rows = [*cutoffs.FIT.values(), *(one for one in vars(cutoffs).values() if isinstance(one, cutoffs.Cutoff))]
    assert {key for row in rows for key in (row.good_by, row.acceptable_by) if key} <= set(works())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_work_that_a_sentence_names_is_one_of_ours(lang: str) -> None:
    wrong = []
    for key, text in said(lang, "").items():
        for found in CITATION.finditer(text):
            if not found.group().startswith(NONE) and not named_in(f"{found.group()})", lang):
                wrong.append(f"{key}: {found.group()}")
    assert wrong == []


def test_the_search_for_names_sees_them() -> None:
    for text in ("Kline (2016)", "Hu and Bentler (1999", "Hu 与 Bentler（1999", "Rooij et al., 2023", "温忠麟等（2004"):
        assert CITATION.search(text), text
    assert not CITATION.search("In 2016 the")


@pytest.mark.parametrize("name", FORMS)
def test_works_of_the_questionnaires_are_ours(name: str) -> None:
    form = questionnaire.load(name)
    for part in (form, *form.modules):
        for source in [source for one in part.constructs for source in one.sources]:
            assert not is_unknown(source), source
        for source in [work for one in part.hypotheses for work in one.references]:
            assert not is_unknown(source), source
            assert not bare(as_cited(source)) or named_in(as_cited(source)), source


@pytest.mark.parametrize(
    ("source", "lang", "told"),
    [
        ("Davis (1989), MIS Quarterly 13(3), 319–340", "en", "Davis (1989)"),
        ("杨翾、彭迪云、谢菲 (2016)", "zh", "杨翾等（2016）"),
        ("杨翾、彭迪云、谢菲 (2016)", "en", "Yang et al. (2016)"),
        ("Featherman & Hajli (2015)", "en", "Featherman & Hajli (2016)"),
        ("Pavlou (2003), Journal of Elsewhere 1, 2–3", "en", "Pavlou (2003), Journal of Elsewhere 1, 2–3"),
        ("Own wording", "en", "Own wording"),
    ],
)
def test_sources_of_a_questionnaire_are_named_as_the_text_names_them(source: str, lang: str, told: str) -> None:
    assert as_cited(source, lang) == told


def test_what_is_no_work_of_ours() -> None:
    assert is_unknown("Abe (2001)")
    assert is_unknown("Pavlou (2003), Journal of Elsewhere 1, 2–3")
    assert not is_unknown("Own wording")
    assert not is_unknown("Pavlou (2003)")
    assert bare("Abe (2001)")
    assert bare("某某（2001）")
    assert not bare("Abe (2001), Journal 3")


def test_every_work_is_named_somewhere() -> None:
    assert set(works()) - cited() == set()


def test_a_method_named_after_a_person_has_a_work_or_a_reason() -> None:
    named: dict[str, str] = {}
    for key, text in said("en", "report.", "measurement.", "drivers.", "study.").items():
        named |= dict.fromkeys(methods(text), key)
    ours = cited()
    assert {name: key for name, key in named.items() if not backing(name) & ours and name not in UNBACKED} == {}
    assert set(UNBACKED) <= set(named)


def test_the_search_for_methods_sees_them() -> None:
    text = "Welch's t, Hosmer–Lemeshow χ²(8) = 9, the McNemar tests, Brant test, Mardia's multivariate kurtosis"
    assert methods(text) == {"Welch", "Hosmer–Lemeshow", "McNemar", "Brant", "Mardia"}
    assert methods("All tests; One factor; The interval; Hu & Bentler (1999)") == set()


@pytest.mark.parametrize("study", ["demo", "models", "ordered", "battery"])
def test_a_report_that_names_such_a_method_names_the_work(request: pytest.FixtureRequest, study: str) -> None:
    made = request.getfixturevalue(f"{study}_en")
    text = "\n".join(one for section in made.sections if section.id != "references" for one in texts(section))
    names = {name for name in methods(text) if name not in UNBACKED and backing(name)}
    assert {name for name in names if not backing(name) & set(named_in(text))} == set()


def test_each_test_of_fit_has_its_work() -> None:
    assert {*TESTS.values(), EIGENVALUES} <= set(works())
    known = {name for name in fit_test_names.NAMED if name not in ("standard", "mean.var.adjusted", "scaled.shifted")}
    assert set(TESTS) == known
    assert {one.test for one in ESTIMATORS.values()} - set(TESTS) <= {"standard", "scaled.shifted", "mean.var.adjusted"}


def test_what_a_work_was_checked_against_stands_with_it() -> None:
    """A DOI that nothing confirms is left out; what of a work nothing confirms is named."""
    for key, work in works().items():
        custom = work["custom"]
        assert custom["checked"] in CHECKED, key
        assert custom["checked"] != "none" or "DOI" not in work, key
        assert re.fullmatch(r"10\.\d{4,5}/\S*[^\s.,;]", work.get("DOI", "10.1000/x")), key
        assert {"latin", "pinyin", "title"} <= set(custom) or work.get("language") != "zh", key
    dois = [work["DOI"].casefold() for work in works().values() if "DOI" in work]
    assert len(set(dois)) == len(dois)


def test_the_page_on_references_lists_what_is_not_confirmed() -> None:
    page = (Path(__file__).parents[2] / "docs/references.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"^\| `(\w+\d{4}b?)` \| ([^|]+) \|", page, flags=re.MULTILINE))
    wanted = {key: one["custom"] for key, one in works().items()}
    open_ones = {
        key: one.get("unchecked", "all")
        for key, one in wanted.items()
        if one["checked"] == "none" or "unchecked" in one
    }
    assert {key: told.strip() for key, told in table.items()} == open_ones


@pytest.mark.parametrize(
    ("text", "lang", "left"),
    [
        ("It holds (Hu & Bentler, 1999).", "en", "It holds."),
        ("It holds (n = 5; Hu & Bentler, 1999).", "en", "It holds (n = 5)."),
        ("成立（Hu & Bentler, 1999；温忠麟、叶宝娟，2014）。", "zh", "成立。"),
        ("成立（n = 5；温忠麟、叶宝娟，2014）。", "zh", "成立（n = 5）。"),
        ("by Chen (2007), in 2007 (2007), (1 of 2)", "en", "by Chen (2007), in 2007 (2007), (1 of 2)"),
        ("HTMT (Henseler et al., 2015; ", "en", "HTMT ("),
    ],
)
def test_a_text_without_the_works_in_its_brackets(text: str, lang: str, left: str) -> None:
    assert uncited(text, lang) == left
