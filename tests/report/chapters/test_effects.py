"""Effects on the outcome, ranked; effects that the model defines."""

from __future__ import annotations

import dataclasses

import pytest
from report import real
from report.reading import figure, has, headings, rows, section, table, text_of

from tamkit.report import document, formats
from tamkit.report.chapters import effects as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Below, Document, Interval
from tamkit.report.words import Words

T = Words("en")


def test_effects_as_they_were_estimated(models: Content, models_en: Document) -> None:
    frame = models.drivers.effects
    found = rows(models_en, "effects")
    sizes = models.findings.contributions.f2.set_index(["source", "target"])["f2"]
    for row, want in zip(found, frame.to_dict("records"), strict=False):
        assert row["construct"] == models.with_code(want["source"], "en")
        assert row["rank"] == chapter.rank(want)
        assert row["f2"] == sizes.get((want["source"], want["outcome"]))
        assert row["total"] == want["total"]
        assert "p" not in row  # β is not tested beside B
        assert row["total_ci"] == Interval(want["total_ci_lower"], want["total_ci_upper"])
        for key in ("direct", "indirect"):
            assert row[key] == (want[key] if want[f"{key}_se"] == want[f"{key}_se"] else None)
        assert row["mediation"] == T("report.mediation", type=want["mediation"] or "none_given")


@pytest.mark.parametrize(("lower", "upper", "said"), [(1, 1, "1"), (2, 3, "2–3"), (1, 5, "1–5")])
def test_a_rank_or_a_range_of_them(lower: int, upper: int, said: str) -> None:
    assert chapter.rank({"rank_lower": lower, "rank_upper": upper}) == said


def sentence(models: Content, lang: str = "en", **changed: object) -> str:
    content = real.but(models, drivers=dataclasses.replace(models.drivers, **changed))
    return section(document(content, lang), "effects_section").blocks[0].text


def test_totals_stand_in_a_sentence_with_what_their_tests_found(models: Content) -> None:
    """No list of numbers that the table has: who is largest, and whether that is known."""
    pairs = models.drivers.differences
    frame = models.drivers.effects
    none = pairs.assign(p_holm=0.5)
    said = sentence(models, differences=none, effects=frame.assign(rank_lower=1))
    names = [models.within(code, "en") for code in frame["source"]]
    totals = [f"{name} {formats.number(total)}" for name, total in zip(names, frame["total"], strict=True)]
    assert T.join(totals) in said
    assert (
        "Of 10 differences between total effects, none is significant after Holm's adjustment, so none of them" in said
    )
    one = pairs.assign(p_holm=[0.01] + [0.5] * 9)
    said = sentence(models, differences=one, effects=frame.assign(rank_lower=[1, 2, 1, 1, 1]))
    larger, smaller = (models.within(str(pairs.loc[0, key]), "en") for key in ("source_1", "source_2"))
    assert f"1 is significant after Holm's adjustment: {larger} above {smaller}; " in said
    tied = T.join([names[0], *names[2:]])
    assert f"; {tied} do not differ significantly, so none of them can be called the largest" in said
    firm = sentence(models, differences=pairs.assign(p_holm=0.01), effects=frame.assign(rank_lower=[1, 2, 3, 4, 5]))
    assert "10 are significant" in firm
    assert "and 4 more" in firm
    assert "can be called the largest" not in firm
    assert "均不显著，不能称其中任何一个构念的总效应最大" in sentence(
        models, "zh", differences=none, effects=frame.assign(rank_lower=1)
    )


def test_the_rule_of_the_ranks_and_what_tested_them(models: Content, models_en: Document) -> None:
    """40 draws can bring none of ten adjusted p below .05: the delta method decides."""
    (note,) = [one for one in table(models_en, "effects").notes if one.startswith("Rank: ")]
    assert "to 5 − the number" in note
    assert "10 pairs, by the delta method" in note
    drawn = models.drivers.differences.assign(by="draws")
    made = document(real.but(models, drivers=dataclasses.replace(models.drivers, differences=drawn)), "en")
    assert any("10 pairs, by 40 bootstrap draws" in one for one in table(made, "effects").notes)


def test_without_contributions_there_is_no_f2(models: Content) -> None:
    made = document(real.but(models, contributions=None), "en")
    assert "f2" not in rows(made, "effects")[0]
    assert not any(one.startswith("f²") for one in table(made, "effects").notes)


def test_without_intervals_none_are_shown(models: Content) -> None:
    frame = models.drivers.effects.assign(total_ci_lower=float("nan"))
    made = document(real.but(models, drivers=dataclasses.replace(models.drivers, effects=frame)), "en")
    assert rows(made, "effects")[0]["total_ci"] is None
    assert "[" not in text_of(section(made, "effects_section")).split("\n")[1]


def test_every_construct_that_is_explained_has_its_r2_and_effects(models: Content, models_en: Document) -> None:
    explained = models.drivers.r2.set_index("construct")["r2"]
    said = headings(models_en, "effects")
    assert said[0].startswith(models.with_code("INT", "en"))
    assert {one.split(" (")[0] for one in said} == {models.name(code, "en") for code in explained.index}
    for heading in said:
        code = next(code for code in explained.index if heading.startswith(models.with_code(code, "en")))
        assert f"R² = {formats.number(explained[code])}, n = {models.drivers.main.n[0]}" in heading
    sizes = models.findings.contributions.f2.set_index(["source", "target"])["f2"]
    assert sum(row["f2"] is not None for row in rows(models_en, "effects")) == len(sizes)


def test_without_effects_there_is_no_chapter(models: Content) -> None:
    none = dataclasses.replace(models.drivers, effects=models.drivers.effects.head(0))
    assert not has(document(real.but(models, drivers=none), "en"), "effects_section")


def test_the_figure_says_the_totals(models: Content, models_en: Document) -> None:
    spoken = figure(models_en, "effects_figure").alt
    for row in models.drivers.effects.to_dict("records"):
        assert f"{models.name(row['source'], 'en')} {formats.number(row['total'])}" in spoken


def test_defined_effects(models: Content, models_en: Document) -> None:
    table = models.drivers.main.table
    defined = table[table["op"] == ":="]
    found = rows(models_en, "defined")
    assert len(found) == len(defined) > 0
    assert not has(models_en, "defined")  # the table of ways has each, with its number
    for row in defined.to_dict("records"):
        assert chapter._listed(models, row)
        assert not chapter._listed(models, row | {"est": row["est"] + 0.001})
    assert not chapter._listed(models, {"lhs": "difference", "est": 0.1})
    for key, shown in {"est": "b", "se": "se", "std_all": "std"}.items():
        assert [row[shown] for row in found] == pytest.approx(defined[key].tolist())
    assert "z" not in found[0]  # the draws give no z
    for row, p, resolution in zip(found, defined["pvalue"], defined["resolution"], strict=True):
        assert row["p"] == (Below(p, resolution) if p < resolution else p)
    assert [row["b_ci"] for row in found] == [
        Interval(low, high) for low, high in zip(defined["ci_lower"], defined["ci_upper"], strict=True)
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ie_PEOU_PU_INT", "Perceived ease of use → Perceived usefulness → Adoption intention"),
        ("ind_PU_INT", "Perceived usefulness → Adoption intention"),
        ("tot_PU_INT", T("report.effects.total_of", source="Perceived usefulness", target="Adoption intention")),
        ("tot_PU", "tot_PU"),
        ("tot_PU_ATT_INT", "tot_PU_ATT_INT"),
        ("ie_PU_nobody", "ie_PU_nobody"),
        ("a_PU_INT", "a_PU_INT"),
        ("ie", "ie"),
    ],
)
def test_names_of_defined_effects_are_chains_of_constructs(models: Content, name: str, said: str) -> None:
    assert chapter.effect_name(models, T, name) == said


def test_a_negative_f2_is_noted_where_one_stands(models: Content) -> None:
    found = models.findings.contributions
    assert found is not None
    told = T("drivers.negative_f2")
    for shown, size in ((True, "negative"), (False, "small")):
        f2 = found.f2.assign(size=size)
        other = dataclasses.replace(found, f2=f2)
        made = document(real.but(models, contributions=other), "en")
        assert (told in table(made, "effects").notes) == shown
    outcome = models.drivers.outcome
    elsewhere = found.f2.assign(size=["small" if target == outcome else "negative" for target in found.f2["target"]])
    made = document(real.but(models, contributions=dataclasses.replace(found, f2=elsewhere)), "en")
    assert told not in text_of(made)


def test_the_note_says_which_intervals_of_total_effects_are_not_resampled(
    demo: Content, demo_zh: Document, ordered: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(content: Content) -> bool:
        rows = chapter.records(content.drivers.effects)
        return T("report.effects.direct_note") in chapter._table(content, T, rows, "x").notes

    assert told(demo)
    assert not told(ordered)  # nothing is resampled there
    monkeypatch.setattr(chapter, "direct_alone", lambda _: False)
    assert not told(demo)
