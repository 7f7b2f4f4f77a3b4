"""What is cited is listed, what is listed is cited, in every layout."""

from __future__ import annotations

import dataclasses
import re
from types import SimpleNamespace

import pytest
from report.reading import has, section

from tamkit.report import document
from tamkit.report.assembly import documents
from tamkit.report.bibliography import brief, entry, plain
from tamkit.report.chapters import references as chapter
from tamkit.report.content import Content
from tamkit.report.references import named_in, works
from tamkit.report.tree import Document, Section, paragraph
from tamkit.report.words import Words

T = Words("en")


def listed(made: Document) -> list[str]:
    (block,) = section(made, "references").blocks
    return [item.text for item in block.items]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("study", ["models", "ordered", "battery", "demo"])
def test_each_work_cited_is_listed_and_each_listed_is_cited(
    request: pytest.FixtureRequest, study: str, lang: str
) -> None:
    content = request.getfixturevalue(study)
    style, han = ("gbt7714", True) if lang == "zh" else ("apa7", False)
    entries = {plain(entry(work, style, han)): key for key, work in works().items()}
    for layout, made in documents(content, lang, ("full", "thesis", "brief")).items():
        if layout == "brief":
            assert not has(made, "references")
            continue
        body = [one for one in made.sections if one.id != "references"]
        cited = set(named_in("\n".join(text for one in body for text in chapter.texts(one)), lang))
        known = {entries[re.sub(r"(?: \[Incomplete.*|〔著录不全.*)", "", text)] for text in listed(made)}
        assert known == cited
        assert len(known) > (1 if study == "battery" else 15)


def test_works_go_with_the_chapters_that_name_them(models_en: Document, ordered_en: Document) -> None:
    def has_work(made: Document, key: str) -> bool:
        return plain(entry(works()[key], "apa7")) in listed(made)

    assert has_work(models_en, "chen2007")
    assert not has_work(ordered_en, "chen2007")
    assert has_work(ordered_en, "xia2019")
    assert not has_work(models_en, "xia2019")


def content(sources: list[str], references: list[str], style: str = "") -> Content:
    form = SimpleNamespace(
        constructs=[SimpleNamespace(sources=sources)], hypotheses=[SimpleNamespace(references=references)]
    )
    return SimpleNamespace(questionnaire=form, layout=SimpleNamespace(references=style))


def told(text: str, made: Content, lang: str = "en") -> list[str]:
    return [one.text for one in chapter.entries(text, made, Words(lang))]


def test_works_that_only_the_questionnaire_knows_stand_as_it_has_them_where_they_are_named() -> None:
    made = content(["Abe, K. (2001). A work. Tokyo.", "own wording"], ["Bee (2002)", "Cee (2003)"])
    text = "Abe, K. (2001). A work. Tokyo.\nBee (2002)\nown wording"
    assert told(text, made) == [
        "Abe, K. (2001). A work. Tokyo.",
        "Bee (2002) [Incomplete: title and source are to be added.]",
    ]


def test_a_work_named_in_two_ways_is_listed_once() -> None:
    made = content(["Davis (1989), MIS Quarterly 13(3), 319–340"], ["Davis (1989)"])
    assert told("Davis (1989); Davis, 1989", made) == [plain(entry(works()["davis1989"], "apa7"))]


@pytest.mark.parametrize(
    ("style", "lang", "begins"),
    [
        ("", "en", "Hu, L.-t., & Bentler, P. M. (1999)."),
        ("", "zh", "Hu L-T, Bentler P M, 1999."),
        ("gbt7714-2015", "zh", "HU L T, BENTLER P M, 1999."),
        ("apa7", "zh", "Hu, L.-t., & Bentler, P. M. (1999)."),
    ],
)
def test_style_is_the_studys_or_the_languages(style: str, lang: str, begins: str) -> None:
    assert told("Hu & Bentler (1999)", content([], [], style), lang)[0].startswith(begins)


def test_an_incomplete_work_says_so() -> None:
    (one,) = told("张成虎、李霖魁（2015）", content([], []), "zh")
    assert one.endswith("研究[J].〔著录不全：刊名、卷期与页码待补充〕")


def test_nothing_cited_nothing_listed() -> None:
    body = Section("body", "Body", (paragraph("no work"),))
    back = chapter.build(SimpleNamespace(), T)
    assert chapter.filled((body, back), content([], []), T) == (body,)
    assert chapter.filled((body,), content([], []), T) == (body,)


def test_code_is_not_read(models: Content) -> None:
    assert "=~" not in "".join(chapter.texts(section(document(models, "en"), "appendix_syntax")))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_brief_has_no_work_in_brackets_and_says_where_those_stand_that_it_names(demo: Content, lang: str) -> None:
    made = documents(demo, lang, ("brief",))["brief"]
    *blocks, line, _ = made.sections[-1].blocks
    rest = (dataclasses.replace(made.sections[-1], blocks=tuple(blocks)), *made.sections[:-1])
    named = {key for text in chapter.texts(rest) for key in named_in(text, lang)}
    said = Words(lang)("report.references.short", list="#").split("#")[0]
    assert line.text.startswith(said) == bool(named)
    if named:
        assert set(named_in(line.text, lang)) == named
        assert all(brief(works()[key], lang == "zh") in line.text for key in named)
    for text in chapter.texts(made.sections):
        assert not re.search(r"[(（][^()（）]*(?:et al\.|& \w+), \d{4}", text), text


def test_what_is_beside_a_work_in_brackets_stays_in_a_brief() -> None:
    last = Section("limits", "L", (paragraph("rest"),))
    first = Section("body", "B", (paragraph("small (.02; Cohen, 1988), after Wen & Ye (2014)"),))
    made = chapter.told((first, last), T)
    assert made[0].blocks[0].text == "small (.02), after Wen & Ye (2014)"
    line, rest = made[1].blocks
    assert line.text == (
        "Works cited: Wen & Ye (2014), Advances in Psychological Science, 22, 731–745. "
        "Their titles are in the full report."
    )
    assert rest.text == "rest"
    assert chapter.told((last,), T) == (last,)
