"""Paths by group and the tests of their differences."""

from __future__ import annotations

import dataclasses

import pytest
from report import real
from report.reading import has, rows, section, table, text_of

from tamkit.report import document
from tamkit.report.chapters import groups as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Beside, Document, Paragraph, asides
from tamkit.report.words import Words

T = Words("en")


def test_paths_stand_side_by_side(models: Content, models_en: Document) -> None:
    found = models.findings.groups["gender"]
    frame = found.paths
    shown = rows(models_en, "groups_gender")
    held = frame.assign(group=frame["group"].astype(str)).set_index(["source", "target", "group"])
    pairs = list(dict.fromkeys(zip(frame["source"], frame["target"], strict=True)))
    explained = list(dict.fromkeys(found.r2["construct"]))
    assert len(pairs) == 12
    assert len(shown) == len(pairs) + len(explained)
    for row, (source, target) in zip(shown, pairs, strict=False):
        assert row["path"] == f"{models.name(source, 'en')} → {models.name(target, 'en')}"
        for code in found.groups:
            want = held.loc[(source, target, code)]
            assert row[f"group_{code}"] == Beside(want["std"], want["pvalue"])
    assert [row.heading for row in table(models_en, "groups_gender").rows if row.heading] == [
        T("report.groups.coefficients"),
        T("report.groups.explained"),
    ]
    r2 = found.r2.set_index(["construct", "group"])["r2"]
    for row, construct in zip(shown[len(pairs) :], explained, strict=True):
        assert row["path"] == models.name(construct, "en")
        assert [row[f"group_{code}"] for code in found.groups] == [r2[construct, code] for code in found.groups]


def test_every_number_stands_in_files(models: Content, models_en: Document) -> None:
    found = models.findings.groups["gender"]
    aside = {one.id: one for one in asides(models_en)}
    keys = [column.key for column in aside["groups_gender_paths"].columns]
    assert keys[3:] == ["est", "se", "pvalue", "ci_lower", "ci_upper", "std", "std_se", "std_ci_lower", "std_ci_upper"]
    assert len(aside["groups_gender_paths"].rows) == len(found.paths)
    assert len(aside["groups_gender_pairs"].rows) == len(found.pairs)


def test_pairs_of_more_than_two_groups_are_told(models: Content) -> None:
    found = models.findings.groups["gender"]
    pairs = found.pairs.head(9).assign(p_holm=[0.01] * 8 + [0.5])
    one = dataclasses.replace(found, pairs=pairs, groups=("1", "2", "2"), n=(1, 2, 3))
    said = text_of(chapter.build(real.but(models, groups={"gender": one}), T))
    assert "Of 9 comparisons of one path in two groups (Holm over all of them) 8 are significant" in said
    assert "and 2 more" in said
    assert "groups_gender_pairs.csv" in said


def test_groups_are_called_what_the_questionnaire_calls_them(models: Content, models_en: Document) -> None:
    options = models.questionnaire.variable("gender").options
    titles = [column.title for column in table(models_en, "groups_gender").columns[1:]]
    found = models.findings.groups["gender"]
    pairs = list(zip(options, found.n, strict=True))
    assert titles == [T("report.groups.column", group=option.label.get("en"), n=n) for option, n in pairs]
    said = text_of(section(models_en, "groups_gender_section"))
    for option, n in zip(options, found.n, strict=True):
        assert f"{option.label.get('en')} {n}" in said


def test_differences_with_holm_s_p(models: Content, models_en: Document) -> None:
    tests = models.findings.groups["gender"].differences
    shown = rows(models_en, "groups_gender_differences")
    for key in ("wald", "df", "pvalue", "p_holm"):
        assert [row[key] for row in shown] == pytest.approx(tests[key].tolist()), key


@pytest.mark.parametrize(("p", "count"), [([0.049, 0.05, 0.0], 2), ([1.0, float("nan"), 0.9], 0)])
def test_those_that_differ_are_counted_and_named(models: Content, p: list[float], count: int) -> None:
    found = models.findings.groups["gender"]
    tests = found.differences.head(3).assign(p_holm=p)
    one = dataclasses.replace(found, differences=tests)
    made = chapter.build(real.but(models, groups={"gender": one}), T)
    said = text_of(made)
    named = [
        f"{models.name(row['source'], 'en')} → {models.name(row['target'], 'en')}" for row in tests.to_dict("records")
    ]
    assert [name in said.partition("; the smallest")[0] for name in named] == [value < 0.05 for value in p]
    said_of = "no difference of a path" if not count else f"{count} paths differ significantly"
    assert f"shows that {said_of} " in made.blocks[0].blocks[0].text.replace("groups_gender_differences", "")
    assert ("does not show that the paths are equal; the smallest unadjusted p is that of" in said) == (count == 0)


def test_several_variables_are_told_in_one_sentence(models: Content) -> None:
    found = models.findings.groups["gender"]
    other = dataclasses.replace(found, group="age", differences=found.differences.assign(p_holm=1.0))
    firm = dataclasses.replace(found, differences=found.differences.assign(p_holm=[0.01, *[1.0] * 11]))
    path = f"{models.name('PEOU', 'en')} → "

    def lead(*parts: object) -> str:
        named = {part.group: part for part in parts}  # type: ignore[attr-defined]
        return chapter.build(real.but(models, groups=named), T).blocks[0].text

    both = lead(dataclasses.replace(other, group="gender"), other)
    assert "no significant difference by gender, age, which does not show that the paths are equal." in both
    mixed = lead(firm, other)
    assert f"show 1 path that differs significantly by gender: {path}" in mixed
    assert "; no significant difference by age" in mixed
    assert "no significant" not in lead(firm, dataclasses.replace(firm, group="age"))
    assert not isinstance(chapter.build(real.but(models, groups={"gender": found}), T).blocks[0], Paragraph)


def test_without_tests_only_paths_are_shown(models: Content) -> None:
    one = dataclasses.replace(models.findings.groups["gender"], differences=None)
    made = document(real.but(models, groups={"gender": one}), "en")
    assert has(made, "groups_gender")
    assert not has(made, "groups_gender_differences")


def test_equal_and_separate_scales_are_told_apart(models: Content) -> None:
    found = models.findings.groups["gender"]
    said = []
    for equal in (True, False):
        one = dataclasses.replace(found, equal_loadings=equal)
        said.append(text_of(chapter.build(real.but(models, groups={"gender": one}), T)))
    assert said[0] != said[1]


def test_no_groups_no_chapter(models: Content, ordered_en: Document) -> None:
    assert not has(ordered_en, "groups")
    assert chapter.build(real.but(models, groups={}), T) is None
