"""The works as CSL-JSON, how a sentence names them, and which of them a text names."""

from __future__ import annotations

import re

import pytest

from tamkit import questionnaire
from tamkit.messages.catalogue import catalogue
from tamkit.report import cutoffs
from tamkit.report.references import as_cited, bare, is_unknown, named_in, narrative, short, works

CITATION = re.compile(
    r"(?:\bde )?[A-Z\u00c0-\u00d6][\w’'-]+(?: (?:&|and|与) [A-Z][\w’'-]+| et al\.|(?:, [A-Z]\w+)+)?"
    r"(?:, | ?[(（])(?:19|20)\d\d\b"
    r"|[\u4e00-\u9fff、]{2,12}等?(?:，|（)(?:19|20)\d\d(?!\d| ?年)"
)
#: Years beside a capital that are no citation.
NONE = ("GB/T", "BCBS", "Monte")


def test_names_and_years() -> None:
    assert short(["holm1979", "chen2007"]) == "Holm, 1979; Chen, 2007"
    assert short(["wen2004", "hu1999"], "zh") == "温忠麟等，2004；Hu & Bentler, 1999"
    assert narrative("wen2004") == "Wen et al. (2004)"
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


def test_works_that_cut_offs_come_from_are_there() -> None:
    rows = [*cutoffs.FIT.values(), *(one for one in vars(cutoffs).values() if isinstance(one, cutoffs.Cutoff))]
    assert {key for row in rows for key in (row.good_by, row.acceptable_by) if key} <= set(works())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_work_that_a_sentence_names_is_one_of_ours(lang: str) -> None:
    wrong = []
    for key, one in catalogue(lang).items():
        text = one if isinstance(one, str) else " ".join(said for case, said in one.items() if case != "choose")
        for found in CITATION.finditer(text):
            if not found.group().startswith(NONE) and not named_in(f"{found.group()})", lang):
                wrong.append(f"{key}: {found.group()}")
    assert wrong == []


def test_the_search_for_names_sees_them() -> None:
    for text in ("Kline (2016)", "Hu and Bentler (1999", "Hu 与 Bentler（1999", "Rooij et al., 2023", "温忠麟等（2004"):
        assert CITATION.search(text), text
    assert not CITATION.search("In 2016 the")


@pytest.mark.parametrize("name", ["huabei_baitiao", "huabei_baitiao_short", "credit_reference"])
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
