"""Terms and works are found where they stand, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tamkit.messages.catalogue import WRITTEN, catalogue
from tamkit.report import glossary
from tamkit.report.tree import Bullets, Document, Section, paragraph

WORKS = {("hu", "1999"): "ref-1", ("吴明隆", "2010"): "ref-2", ("zhao", "2010"): "ref-3", ("van der", "1"): "x"}


def names(text: str) -> list[str]:
    return [one.target for one in glossary.found(text, WORKS)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("AVE 与 CR 达标", ["AVE", "CR"]),
        ("C.R. (z) and S.E.", []),
        ("CR10 and CR_2, PCFI, RMSEAs", []),
        ("RMSEA, RMSE, RMR, SRMR", ["RMSEA", "RMSE", "RMR", "SRMR"]),
        ("R² = .3, f² = .1, ΔR² = 0", ["R²", "f²", "R²"]),
        ("Cronbach α、Cronbach's α, Cronbach’s α; α = .05", ["alpha", "alpha", "alpha"]),
        ("χ²/df < 3, ω, ω²", ["chi2_df", "omega"]),
        ("WLSMV, MLR, ML", ["WLSMV", "MLR", "ML"]),
    ],
)
def test_terms(text: str, terms: list[str]) -> None:
    assert names(text) == terms


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("(Hu & Bentler, 1999)", ["ref-1"]),
        ("Hu 与 Bentler（1999）", ["ref-1"]),
        ("Zhao et al. (2010); Zhao 等，2010", ["ref-3", "ref-3"]),
        ("吴明隆（2010）", ["ref-2"]),
        ("Hu & Bentler, 1998", []),
        ("Meade & Craig, 2012", []),
    ],
)
def test_works(text: str, works: list[str]) -> None:
    assert names(text) == works


def test_no_stretch_lies_in_another() -> None:
    found = glossary.found("CFI ≥ .95 (Hu & Bentler, 1999), AVE", WORKS)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_the_list_of_references_gives_each_entry_an_id() -> None:
    listed = (
        "Hu, L., & Bentler, P. M. (1999). Cutoff criteria 1950. https://doi.org/10.1080/2001.9540118",
        "HU L, BENTLER P M. Cutoff criteria[J]. SEM, 1998, 6(1).",
        "[3] 吴明隆. 结构方程模型[M]. 2010.",
        "no year",
    )
    section = Section("refs", "References", (Bullets(tuple(paragraph("{x}", x=text) for text in listed)),), part="back")
    made = glossary.works(Document("en", "t", "", (section,)))
    assert made.ids == dict(zip(listed, ("ref-1", "ref-2", "ref-3", "ref-4"), strict=True))
    assert made.keys["hu", "1999"] == "ref-1"
    assert made.keys["hu", "1998"] == "ref-2"
    assert not {("hu", "1950"), ("hu", "2001")} & set(made.keys)
    assert made.keys["吴明隆", "2010"] == "ref-3"
    assert glossary.works(Document("en", "t", "", ())).keys == {}


@pytest.mark.parametrize("lang", WRITTEN)
def test_every_term_is_explained_and_nothing_else(lang: str) -> None:
    entry = catalogue(lang)["report.glossary"]
    assert isinstance(entry, dict)
    assert set(entry) - {"choose"} == set(glossary.TERMS)


def test_anchors_are_one_a_term() -> None:
    anchors = {glossary.anchor(term) for term in glossary.TERMS}
    assert len(anchors) == len(glossary.TERMS)
    assert all(anchor.isascii() for anchor in anchors)
