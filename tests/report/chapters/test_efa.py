"""The exploratory half."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from report import real
from report.drawn import lines
from report.reading import figure, has, rows, section, table, text_of

from tamkit.drawing.scene import ACCENT, RED
from tamkit.measurement.remarks import KEPT
from tamkit.report import document, formats
from tamkit.report.chapters import efa as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Detail, Document, Interval, Paragraph, Table
from tamkit.report.words import Words

T = Words("en")


def test_adequacy_and_how_it_was_done(models: Content, models_en: Document) -> None:
    found = models.findings.efa
    said = section(models_en, "efa").blocks[0].text
    parts = [
        formats.number(found.kmo.overall),
        formats.number(found.bartlett.chisq),
        formats.p_phrase(found.bartlett.pvalue),
        str(found.bartlett.df),
        str(found.n),
        str(found.factors),
    ]
    assert all(part in said for part in parts)


def test_numbers_of_factors_by_rule(models: Content, models_en: Document) -> None:
    numbers = models.findings.efa.numbers
    found = rows(models_en, "efa_numbers")
    said = [T("report.efa.rule", rule=rule) for rule in numbers["rule"]]
    assert numbers["rule"][0] == "parallel"
    assert [row["rule"] for row in found] == [f"{said[0]} (decides)", *said[1:]]
    assert [row["factors"] for row in found] == numbers["factors"].tolist()


def said_of_number(content: Content, lang: str = "zh", options: object = "as asked", **changed: object) -> str:
    efa = dataclasses.replace(content.findings.efa, **changed)
    given = {**content.provenance["options"], **({} if options == "as asked" else {"efa": options})}
    made = dataclasses.replace(content, provenance={**content.provenance, "options": given})
    return chapter._number(made, Words(lang), efa).text  # type: ignore[arg-type]


def test_the_rule_that_decides_is_named_and_the_others_with_what_they_give(models: Content) -> None:
    numbers = models.findings.efa.numbers
    apart = numbers.assign(factors=[6, 5, 6, 4, 7])
    told = said_of_number(models, numbers=apart)
    assert told.startswith("因子个数按平行分析（因子）确定，为 6 个，与这些题项所属的一阶构念数相同")
    assert "平行分析（主成分）为 5 个、MAP（平方）为 6 个、MAP（四次方）为 4 个、特征值 > 1 为 7 个" in told
    assert told.endswith("各规则不一致，所取的因子数与理论一致。")
    alike = said_of_number(models, numbers=numbers.assign(factors=6))
    assert "其他规则的结果与此相同" in alike
    assert "不一致" not in alike
    few = said_of_number(models, numbers=apart, factors=4, options={"factors": 4})
    assert few.startswith("因子个数由研究者指定，为 4 个，这些题项所属的一阶构念为 6 个")
    assert "平行分析（因子）为 6 个" in few
    assert few.endswith("所取的因子数与理论也不一致。")
    spss = said_of_number(models, numbers=apart, mode="spss", factors=7, options={"mode": "spss"})
    assert spss.startswith("因子个数按特征值 > 1 确定，为 7 个")
    assert said_of_number(models, options=None).startswith("所取因子为 6 个")


@pytest.mark.parametrize(("share", "said"), [(0.6, "达到通常要求的 60%"), (0.599, "未达到通常要求的 60%")])
def test_a_share_that_misses_what_is_usual_is_said_to_miss_it(models: Content, share: float, said: str) -> None:
    efa = models.findings.efa
    odd = dataclasses.replace(efa, variance=efa.variance.assign(cumulative=share))
    assert f"，{said}" in chapter._explained(models, Words("zh"), odd).text


def test_factors_are_no_components(models: Content, models_en: Document) -> None:
    assert table(models_en, "efa_variance").columns[0].title == "Factor"
    pca = dataclasses.replace(models.findings.efa, extraction="pca", rotation="varimax")
    assert chapter._variance(Words("zh"), pca, 3).columns[0].title == "成分"
    assert chapter._variance(Words("zh"), models.findings.efa, 3).columns[0].title == "因子"


def test_files_are_named_in_the_appendix_alone(models: Content) -> None:
    made = chapter.build(models, T)
    assert made is not None
    assert isinstance(made.blocks[-1], Detail)
    said = [one.text for one in made.blocks if isinstance(one, Paragraph)]
    notes = [note for one in made.blocks if isinstance(one, Table) for note in one.notes]
    assert not [one for one in (*said, *notes) if "tables" in one]
    assert all(one.id in text_of(made) for one in made.aside)


def test_kmo_and_bartlett(models: Content, models_en: Document) -> None:
    found = models.findings.efa
    (row,) = rows(models_en, "efa_kmo")
    assert row["kmo_overall"] == found.kmo.overall
    assert row["kmo_least"] == min(found.kmo.items)
    assert row["kmo_item"] == found.pattern.index[found.kmo.items.argmin()]
    assert (row["chisq"], row["df"], row["p"]) == (found.bartlett.chisq, found.bartlett.df, found.bartlett.pvalue)
    assert row["valid_n"] == found.n


def test_variance_before_and_after_extraction_and_rotation_in_percent(models: Content, models_en: Document) -> None:
    frame = models.findings.efa.explained
    shown, whole = rows(models_en, "efa_variance"), rows(models_en, "efa_variance_all")
    assert len(shown) == models.findings.efa.factors + chapter.BEYOND < len(whole) == len(frame)
    assert not has(models_en, "efa_variance_all")  # a file
    for stage in chapter.STAGES:
        for key, times in ((stage, 1), (f"{stage}_share", 100), (f"{stage}_cumulative", 100)):
            known = [row[key] for row in whole if row[key] is not None]
            assert known == pytest.approx((times * frame[key].dropna()).tolist())
    assert shown[-1]["rotated"] is None


def test_the_whole_matrix_is_sorted_by_size(models: Content, models_en: Document) -> None:
    pattern = models.findings.efa.pattern
    found = rows(models_en, "efa_loadings")
    assert {row["item"] for row in found} == set(pattern.index)
    for row in found:
        assert [row[name] for name in pattern.columns] == pattern.loc[row["item"]].tolist()
    sizes = [[abs(row[name]) for name in pattern.columns] for row in found]
    largest = [(size.index(max(size)), -max(size)) for size in sizes]
    assert largest == sorted(largest)


def test_communalities_with_their_verdicts(models: Content, models_en: Document) -> None:
    efa = models.findings.efa
    found = rows(models_en, "efa_communalities")
    assert [row["item"] for row in found] == efa.communalities["item"].tolist()
    for key, column in (("initial_h2", "initial"), ("extraction_h2", "extraction"), ("kmo", "kmo")):
        assert [row[key] for row in found] == pytest.approx(efa.communalities[column].tolist())
    low = [[T.say(one) for one in verdict.values.get("short", ())] for verdict in efa.items["verdict"]]
    assert [row["met"] for row in found] == [f"No ({', '.join(one)})" if one else "Yes" for one in low]
    low = [row["item"] for row, verdict in zip(found, efa.items["verdict"], strict=True) if verdict != KEPT]
    said = text_of(section(models_en, "efa"))
    assert all(item in said for item in low)
    assert formats.percent(100 * efa.variance["cumulative"].iloc[-1], 2) in said  # as its table has it


def test_factors_that_correlate_have_their_correlations_and_structure(models: Content, models_en: Document) -> None:
    efa = models.findings.efa
    assert [[row[name] for name in efa.phi] for row in rows(models_en, "efa_phi")] == efa.phi.to_numpy().tolist()
    for row in rows(models_en, "efa_structure"):
        assert [row[name] for name in efa.structure] == efa.structure.loc[row["item"]].tolist()
    turned = dataclasses.replace(efa, rotation="varimax", extraction="pca", split=None)
    made = document(real.but(models, efa=turned, efa_confirmed=None), "en")
    assert not has(made, "efa_phi")
    assert table(made, "efa_loadings").caption.startswith("Rotated component matrix")
    assert f"all {efa.n} respondents" in text_of(section(made, "efa"))


def test_items_one_by_one_are_a_file(models: Content, models_en: Document) -> None:
    items = models.findings.efa.items
    found = rows(models_en, "efa_items")
    for key in ("loading", "second_loading", "gap", "communality", "kmo"):
        assert [row[key] for row in found] == pytest.approx(items[key].tolist()), key


def curve(picture: Any, color: str, *, dashed: bool = False) -> list[float]:
    """The heights of a curve, from its highest (1) to its lowest (0)."""
    line = max(lines(picture, color, dashed=dashed), key=lambda one: len(one.points))
    heights = np.array([y for _, y in line.points])
    return list((heights.max() - heights) / np.ptp(heights))


def scaled(values: Any) -> Any:
    found = np.asarray(values, dtype=float)
    return pytest.approx((found - found.min()) / np.ptp(found))


def test_the_scree_plot_shows_what_the_factors_were_counted_on(models: Content, models_en: Document) -> None:
    chosen = models.findings.efa.parallel["fa"]
    picture = figure(models_en, "efa_scree").picture
    assert curve(picture, ACCENT) == scaled(chosen.eigenvalues)
    assert curve(picture, RED, dashed=True) == scaled(chosen.threshold)


def test_without_parallel_analysis_the_eigenvalues_are_drawn(models: Content) -> None:
    bare = dataclasses.replace(models.findings.efa, parallel={})
    picture = chapter._scree(models, T, bare).picture
    assert curve(picture, ACCENT) == scaled(models.findings.efa.variance["eigenvalue"])
    assert not lines(picture, RED, dashed=True)
    pca = {"pca": models.findings.efa.parallel["pca"]}
    picture = chapter._scree(models, T, dataclasses.replace(models.findings.efa, parallel=pca)).picture
    assert curve(picture, ACCENT) == scaled(pca["pca"].eigenvalues)


def test_the_other_half_confirms(models: Content, models_en: Document) -> None:
    assert models.findings.efa_confirmed.n[0] + models.findings.efa.n == models.clean.items.dropna().shape[0]
    assert formats.number(models.findings.efa_confirmed.fit["cfi"]) in text_of(section(models_en, "efa"))
    (row,) = rows(models_en, "efa_confirmed")
    fit = models.findings.efa_confirmed
    for key in ("chisq", "df", "cfi", "tli", "rmsea", "srmr"):
        assert row[key] == fit.fit[key]
    assert row["rmsea_ci"] == Interval(fit.fit["rmsea_ci_lower"], fit.fit["rmsea_ci_upper"])
    assert row["answered"] == fit.n[0]
    alone = document(real.but(models, efa_confirmed=None), "en")
    assert not has(alone, "efa_confirmed")
    assert formats.number(models.findings.efa_confirmed.fit["cfi"]) not in text_of(section(alone, "efa"))


def test_unasked_it_is_there_where_there_are_enough(ordered: Content, ordered_en: Document) -> None:
    assert has(ordered_en, "efa") == (ordered.findings.efa is not None)
    assert not has(document(real.but(ordered, efa=None), "en"), "efa")


def test_an_item_on_another_factor_than_its_construct_is_named(models: Content) -> None:
    zh, found = Words("zh"), models.findings.efa

    def said(pattern: Any) -> str:
        return chapter._homes(models, zh, dataclasses.replace(found, pattern=pattern))[0].text

    codes = [models.questionnaire.construct_of(str(item)).code for item in found.pattern.index]
    names = list(dict.fromkeys(codes))
    clean = found.pattern * 0.0
    clean = clean.reindex(columns=[f"F{n}" for n, _ in enumerate(names, 1)], fill_value=0.0)
    for item, code in zip(clean.index, codes, strict=True):
        clean.loc[item, f"F{names.index(code) + 1}"] = -0.7  # the sign is no matter
    assert said(clean) == "各题项均在所属构念的因子上载荷最大，各构念自成一个因子。"
    moved = clean.copy()
    moved.iloc[0, -1] = 0.9
    assert said(moved).startswith(f"载荷最大的因子与同一构念多数题项不同的有 1 个题项（{clean.index[0]}）")
    one = clean.copy()
    one["F1"], one["F2"] = one["F1"] + one["F2"], 0.0
    first = "与".join(models.within(code, "zh") for code in names[:2])
    assert "自成一个因子" not in said(one)
    assert said(one).startswith("各构念的题项均在同一因子上载荷最大，但下列构念共用一个因子：")
    assert first.split("与")[0] in said(one)


def test_brackets_are_explained_where_something_stands_in_them(models: Content) -> None:
    found, zh = models.findings.efa, Words("zh")
    kept = found.items.assign(verdict=[KEPT] * len(found.items))
    for items, told in ((kept, False), (found.items, (found.items["verdict"] != KEPT).any())):
        made = chapter._communalities(zh, dataclasses.replace(found, items=items))
        assert ("括号内" in made.notes[0]) == told == any("（" in str(row.cells[-1]) for row in made.rows)
