"""Segments in the report: their profile, the differences that are significant, the rest in files."""

from __future__ import annotations

import dataclasses

import numpy as np
from report import real
from report.drawn import texts
from report.reading import figure, has, rows, section, table, text_of

from tamkit.messages import Message
from tamkit.report.chapters import people as chapter
from tamkit.report.cited import plain
from tamkit.report.content import Content
from tamkit.report.tree import Document, Paragraph
from tamkit.report.words import Words

T = Words("en")


def test_segments_stand_side_by_side(models: Content, models_en: Document) -> None:
    found = models.findings.profiles
    assert found is not None
    shown = [row for row in table(models_en, "profiles").rows if not row.heading]
    assert len(shown) == len(found.segments)
    first = rows(models_en, "profiles")[0]
    means = found.means[(found.means["variable"] == "user") & (found.means["level"] == 1)].set_index("construct")[
        "mean"
    ]
    assert first["respondents"] == found.segments["n"][0]
    assert first["INT"] == means["INT"]
    assert first["percent"] == 100 * found.segments["share"][0]


def test_only_what_differs_stands_on_the_page(models: Content) -> None:
    found = models.findings.differences
    assert found is not None
    p = np.ones(len(found.tests))
    p[0], p[1] = 0.01, np.nan
    tests = found.tests.assign(p_holm=p, comparable=True, why=None)
    one = dataclasses.replace(found, tests=tests)
    made = chapter.build(real.but(models, differences=one), T)
    assert made is not None
    assert len([row for row in table(made, "differences").rows if not row.heading]) == 1
    said = text_of(made)
    assert f"Of {len(tests)} comparisons of a construct's mean between groups in which means are comparable" in said
    assert "1 is significant" in said
    files = {one.id: one for one in made.aside}
    assert len(files["differences_all"].rows) == len(tests)
    assert len(files["difference_means"].rows) == len(found.means)


def test_means_that_cannot_be_compared_are_counted_with_their_reasons(models: Content) -> None:
    found = models.findings.differences
    assert found is not None
    for comparable in (True, False):
        tests = found.tests.head(1).assign(p_holm=0.01 if comparable else np.nan, comparable=comparable, why=None)
        if not comparable:
            tests["why"] = [Message("drivers.means_untested")]
        made = chapter.build(real.but(models, differences=dataclasses.replace(found, tests=tests)), T)
        assert made is not None
        assert has(made, "differences") == comparable
        assert ("1 comparison is not made: scalar invariance was not tested." in text_of(made)) != comparable


def test_several_reasons_are_counted_one_is_not(models: Content) -> None:
    found = models.findings.differences
    assert found is not None
    tests = found.tests.head(3).assign(p_holm=np.nan, comparable=False)
    for keys, said in (
        (("untested", "untested", "untested"), "另有 3 项因未检验强等值，不作比较"),
        (("untested", "untested", "not_scalar"), "另有 3 项不作比较：未检验强等值（2 项）、强等值不成立（1 项）"),
    ):
        odd = dataclasses.replace(found, tests=tests.assign(why=[Message(f"drivers.means_{key}") for key in keys]))
        made = chapter.build(real.but(models, differences=odd), Words("zh"))
        assert made is not None
        assert said in text_of(made)


def test_files_are_told_of_apart_and_what_p_is_over_below_the_table(models: Content) -> None:
    found = models.findings.differences
    assert found is not None
    tests = found.tests.assign(p_holm=0.01, comparable=True, why=None)
    made = chapter.build(real.but(models, differences=dataclasses.replace(found, tests=tests)), T)
    assert made is not None
    for block in made.blocks:
        if isinstance(block, Paragraph):
            assert "tables" not in block.text  # a thesis has such sentences in its appendix
    (note,) = table(made, "differences").notes
    assert f"p (Holm) is over all {len(tests)} comparisons" in note
    assert next(one for one in table(made, "differences").columns if one.key == "n").title == "n"


def test_the_highest_and_the_lowest_mean_stand_beside_a_difference(models: Content) -> None:
    found = models.findings.differences
    assert found is not None
    tests = found.tests.head(1).assign(p_holm=0.01, comparable=True, why=None)
    made = chapter.build(real.but(models, differences=dataclasses.replace(found, tests=tests)), T)
    assert made is not None
    code, construct = tests["variable"].iloc[0], tests["construct"].iloc[0]
    means = found.means[(found.means["variable"] == code) & (found.means["construct"] == construct)]
    compared = means[~means["small"]]["mean"]
    (row,) = (row for row in table(made, "differences").rows if not row.heading)
    assert f"({compared.max():.2f})" in plain(str(row.cells[-2]))
    assert f"({compared.min():.2f})" in plain(str(row.cells[-1]))


def test_only_files_that_there_are_are_named(models: Content) -> None:
    found = models.findings.differences
    assert found is not None
    for pairs in (found.pairs.head(0), found.pairs):
        made = chapter.build(real.but(models, differences=dataclasses.replace(found, pairs=pairs)), T)
        assert made is not None
        files = {one.id for one in made.aside}
        assert ("difference_pairs" in text_of(made)) == ("difference_pairs" in files)


def test_nothing_significant_shows_no_table(models: Content) -> None:
    found = models.findings.differences
    assert found is not None
    one = dataclasses.replace(found, tests=found.tests.assign(p_holm=1.0, comparable=True))
    made = chapter.build(real.but(models, differences=one), T)
    assert made is not None
    assert not has(made, "differences")
    assert "none is significant, which does not show that there is no difference" in text_of(made)


def test_profiles_alone_and_nothing(models: Content, models_en: Document) -> None:
    alone = chapter.build(real.but(models, differences=None), T)
    assert alone is not None
    assert [one.id for one in alone.aside] == ["profile_means", "profile_shares"]
    assert chapter.build(real.but(models, differences=None, profiles=None), T) is None
    assert section(models_en, "people").title == T("report.people.title")


def test_levels_are_remarked_on_only_of_what_is_here(models: Content) -> None:
    found = models.findings.differences
    assert found is not None
    form = models.questionnaire
    other = next(one for one in form.variables if one.code not in {*found.tests["variable"], *form.segments})

    def small(name: object) -> Message:
        return Message("drivers.small_levels", variable=name, n=1, levels=("few",))

    told = (small(form.variable(str(found.tests["variable"].iloc[0])).name), small(other.name))
    made = chapter.build(real.but(models, differences=dataclasses.replace(found, remarks=told)), T)
    assert made is not None
    assert told[0].say("en") in text_of(made)
    assert told[1].say("en") not in text_of(made)


def test_no_end_is_named_where_a_mean_is_hidden(models: Content) -> None:
    found = models.findings.differences
    assert found is not None
    tests = found.tests.head(1).assign(p_holm=0.01, comparable=True, why=None, missing=np.nan)
    means = found.means.assign(mean=np.nan)
    made = chapter.build(real.but(models, differences=dataclasses.replace(found, tests=tests, means=means)), T)
    assert made is not None
    (row,) = [row for row in table(made, "differences").rows if not row.heading]
    assert "nan" not in " ".join(str(cell) for cell in row.cells)


def test_facets_by_product_have_a_dot_a_group(demo: Content, demo_en: Document) -> None:
    (whole,) = demo.questionnaire.second_order()
    (product,) = demo.questionnaire.variables_in("product")
    made = figure(demo_en, f"radar_{whole.code}")
    words = [text.replace("\n", " ") for text in texts(made.picture)]
    assert {demo.name(facet, "en") for facet in whole.facets} <= set(words)
    means = demo.findings.differences.means
    own = means[(means["variable"] == product.code) & (means["construct"] == whole.facets[0]) & ~means["small"]]
    assert sum("(n = " in word for word in words) == len(own)
    for n in own["n"]:
        assert any(f"(n = {int(n)})" in word for word in words)
    assert demo.within(whole.code, "en") in made.caption


def test_without_facets_or_products_there_is_none(models: Content, demo: Content, models_en: Document) -> None:
    assert chapter._facets(models, T) == []
    bare = real.but(demo, differences=None, profiles=None)
    assert chapter._facets(bare, T) == []


def test_what_comparisons_of_the_second_order_rest_on_and_who_is_outside_the_model(demo: Content) -> None:
    found = demo.findings.differences
    said = text_of(chapter.build(demo, Words("zh")))
    assert "行业风险担忧、超前消费观念不在测量模型之内，未检验其等值性。" in said
    assert "感知风险的均值比较以其各维度的强等值为依据，二阶结构的跨组等值未作检验。" in said
    few = dataclasses.replace(found, tests=found.tests[found.tests["construct"] == "PU"])
    said = text_of(chapter.build(real.but(demo, differences=few), Words("zh")))
    assert "测量模型之内" not in said
    assert "二阶结构" not in said
