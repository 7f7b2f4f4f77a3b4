"""What the methods chapter says was done."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest
from report import real
from report.reading import rows, section, text_of

from tamkit.report import formats
from tamkit.report.chapters import methods as chapter
from tamkit.report.chapters.invariance import every_ladder
from tamkit.report.content import Content
from tamkit.report.references import as_cited
from tamkit.report.tree import Document
from tamkit.report.words import Words

T = Words("en")


def with_options(content: Content, **options: object) -> Content:
    return dataclasses.replace(
        content, provenance={**content.provenance, "options": {**content.provenance["options"], **options}}
    )


def test_every_construct_with_what_measures_it(demo: Content, demo_en: Document) -> None:
    found = {row["construct"]: row for row in rows(demo_en, "constructs")}
    assert len(found) == len(demo.questionnaire.constructs)
    for construct in demo.questionnaire.constructs:
        row = found[demo.with_code(construct.code, "en")]
        if construct.facets:
            assert row["items_of"] == ", ".join(demo.name(facet, "en") for facet in construct.facets)
        else:
            assert row["items_of"] == ", ".join(item.code for item in construct.items)
        assert row["definition"] == (demo.text(construct.definition, "en") if construct.definition else "")
        assert row["sources"] == "; ".join(as_cited(source) for source in construct.sources)


def test_measures_are_counted(demo: Content, models: Content) -> None:
    def said(content: Content) -> str:
        return chapter._measures(content, T).blocks[0].text

    form = demo.questionnaire
    assert f"the {len(form.first_order())} first-order constructs" in said(demo)
    assert f"{len(form.items)} items, answered on 5 points" in said(demo)
    (risk,) = form.second_order()
    assert f"has {len(risk.facets)} facets" in said(demo)
    outside = {one.code for one in form.constructs} - set(demo.measurement.reliability["construct"])
    assert outside
    assert all(demo.within(code, "en") in said(demo).split("structural models: ")[1] for code in outside)
    assert "not in the measurement and structural models" not in said(models)
    assert "second-order" not in said(models)
    turned = models.questionnaire.constructs[0].items[0].model_copy(update={"reverse": True})
    first = models.questionnaire.constructs[0].model_copy(update={"items": (turned,)})
    form = models.questionnaire.model_copy(update={"constructs": (first,)})
    assert "1 of them reverse-keyed" in said(dataclasses.replace(models, questionnaire=form))
    none = models.questionnaire.model_copy(update={"constructs": ()})
    assert chapter._measures(dataclasses.replace(models, questionnaire=none), T) is None


def test_estimation_names_estimator_and_n(models: Content) -> None:
    said = chapter._estimation(models, T).text
    assert T("report.estimator", estimator="ML") in said
    assert f"n = {sum(models.drivers.main.n)}" in said


def without_answers(content: Content, blank: int, **options: object) -> Content:
    """So many answers taken away, and one of somebody who was not asked."""
    items, skipped = content.clean.items.copy(), content.clean.skipped.copy()
    items.iloc[:blank, 0] = float("nan")
    items.iloc[-1, 1] = float("nan")
    skipped[items.columns[1]] = False
    skipped.iloc[-1, list(skipped.columns).index(items.columns[1])] = True
    return with_options(
        real.but(content, clean=dataclasses.replace(content.clean, items=items, skipped=skipped)), **options
    )


def test_missing_answers_are_told_with_what_was_done(ordered: Content) -> None:
    complete = ordered.clean.items.fillna(3)
    made = real.but(ordered, clean=dataclasses.replace(ordered.clean, items=complete))
    assert chapter._missing(made, T).text.startswith("No answer to an item is missing")
    some = without_answers(made, 4, missing="fiml")
    share = formats.percent(100 * 4 / (complete.size - 1))
    said = chapter._missing(some, T).text
    assert share in said
    assert T("report.missing", missing="fiml") in said
    assert f"use {sum(ordered.drivers.main.n):,}" in said or f"use {sum(ordered.drivers.main.n)}" in said
    bare = chapter._missing(
        dataclasses.replace(some, findings=dataclasses.replace(some.findings, drivers=None)), T
    ).text
    assert "models" not in bare


def test_screening_names_the_rules_that_exclude_and_could(models: Content) -> None:
    text = chapter._screening(models, T).blocks[0].text
    rules = models.clean.rules
    for name in rules.exclude:
        named = chapter._rule(rules, name, T) in text
        assert named == (getattr(rules, name) is not None and name not in models.clean.not_checked)
    none = dataclasses.replace(models.clean, rules=dataclasses.replace(rules, exclude=(), exclude_with_second=()))
    assert chapter._screening(real.but(models, clean=none), T).blocks[0].text.startswith("No response was excluded")
    assert [run.target for run in chapter._screening(models, T).blocks[0].runs if run.style == "ref"] == ["sample_flow"]


def test_procedure_says_what_is_known_and_is_away_where_nothing_is(models: Content) -> None:
    asked = dataclasses.replace(models, simulated=False)
    meta = models.clean.meta.assign(submitted="2026-03-05 10:00:00", seconds=150.0)
    meta.iloc[0, list(meta.columns).index("submitted")] = "2026-03-01 09:00:00"
    sources = (SimpleNamespace(platform="wjx"), SimpleNamespace(platform="csv"))
    survey = dataclasses.replace(models.clean.survey, sources=sources)
    found = real.but(asked, clean=dataclasses.replace(models.clean, meta=meta, survey=survey))
    text = chapter._procedure(found, T).blocks[0].text
    told = (
        "The answers were collected with Wenjuanxing, submitted between 2026-03-01 and 2026-03-05, taking 2.5 minutes"
    )
    assert text.startswith(told)
    assert chapter._procedure(models, T).blocks[0] == T.p("report.methods.simulated")
    bare = real.but(
        with_options(asked, measurement={}),
        clean=dataclasses.replace(
            models.clean,
            meta=meta.drop(columns=["submitted", "seconds"]),
            survey=dataclasses.replace(survey, sources=(), checks=survey.checks.iloc[:, :0]),
        ),
        questionnaire=models.questionnaire.model_copy(update={"introduction": None, "blocks": ()}),
    )
    assert chapter._procedure(bare, T) is None


def test_further_analyses_are_those_there_are(models: Content, ordered: Content) -> None:
    def said(content: Content) -> str:
        return "\n".join(block.text for block in chapter._analysis(content, T).blocks)

    for name in chapter.FURTHER:
        told = T("report.methods.further_of", what=name)
        assert (told in said(models)) == bool(getattr(models.findings, name) is not None), name
        assert told not in said(real.but(models, **{name: None}))
    assert T("report.methods.further_of", what="groups") not in said(ordered)


def test_software_with_versions(models: Content) -> None:
    text = chapter._analysis(models, T).blocks[-1].text
    assert f"tamkit {models.provenance['versions']['tamkit']} under Python" in text
    assert "seed 7" in text
    without = dataclasses.replace(models, provenance={**models.provenance, "versions": {}})
    assert "tamkit" not in chapter._analysis(without, T).blocks[-1].text


def test_chi_square_by_n_or_by_n_less_groups(models: Content) -> None:
    sizes = [(len(fit.n), sum(fit.n)) for _, _, fit in models.findings.fits()]
    sizes += [(one.groups, one.n) for one in every_ladder(models)]
    for several, of in ((False, "models of one group"), (True, "those of several groups")):
        largest = max(groups / (n - groups) for groups, n in sizes if (groups > 1) == several)
        told = formats.percent((int(1e4 * largest) + 1) / 100, 2)
        assert f"by less than {told} in {of}" in chapter._chisq(models, T).text
    wishart = chapter._chisq(with_options(models, likelihood="wishart"), T)
    assert wishart == T.p("report.methods.chisq", likelihood="wishart", alone="x", several=None)


def test_the_bound_on_chi_square_covers_every_ladder() -> None:
    """A ladder that comparisons of means asked for keeps no fit, and 3 groups of 1096 differ by .27 %."""

    def said(groups: tuple[int, ...], ladders: list[dict[str, object]]) -> str:
        found = SimpleNamespace(
            fits=lambda: (), invariance=None, differences=SimpleNamespace(ladders=pd.DataFrame(ladders), held={})
        )
        drivers = SimpleNamespace(main=SimpleNamespace(n=groups))
        made = SimpleNamespace(drivers=drivers, provenance={}, findings=found)
        return chapter._chisq(cast(Content, made), T).text

    ladder = {"variable": "age", "groups": 3, "n": 1096, "rule": "strict", "level": "configural"}
    assert "less than 0.10% in models of one group and by less than 0.28% in those of several groups" in said(
        (1096,), [ladder]
    )
    assert "0.10% in any model here." in said((1096,), [])
    assert "1.02% in the models of several groups here." in said((100, 100), [])


def test_a_total_effect_that_is_a_direct_path_is_not_resampled(demo: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    effects = demo.drivers.effects
    alone = effects["indirect_se"].isna() & effects["direct_se"].notna()
    assert alone.any()
    assert (effects["total_ci_lower"] == effects["direct_ci_lower"])[alone].all()
    assert "含间接路径的总效应" in chapter._intervals(demo, Words("zh")).text
    monkeypatch.setattr(chapter, "direct_alone", lambda _: False)
    said = chapter._intervals(demo, Words("zh")).text
    assert "间接效应、总效应与自定义效应采用" in said
    assert "就是该路径的系数" not in said


def test_what_catches_careless_answers_is_no_remedy_against_bias(demo: Content) -> None:
    def said(content: Content) -> str:
        return chapter._procedure(content, Words("zh")).blocks[-1].text

    told = said(demo)
    measures, others = told.split("。", 1)
    assert "2 项措施" in measures
    assert "注意力检测题" in others
    assert "随时退出" in others
    unpromised = demo.questionnaire.model_copy(update={"introduction": None})
    assert "随时退出" not in said(real.but(demo, questionnaire=unpromised))


def test_what_of_the_battery_is_more_than_shares_is_told(demo: Content) -> None:
    def said(content: Content) -> list[str]:
        return [name for name, _ in chapter._declared(content)]

    assert said(demo) == ["regressions", "rankings", "references"]
    bare = dataclasses.replace(demo.findings.battery, regressions={}, rankings={})
    assert said(real.but(demo, battery=bare)) == ["references"]
    assert said(real.but(demo, battery=None)) == []


def test_a_limit_that_is_a_share_is_told_in_percent() -> None:
    zh = Words("zh")
    assert chapter._rule(SimpleNamespace(longstring=0.5), "longstring", zh) == "连续相同的作答达所在页题项的 50%"
    assert chapter._rule(SimpleNamespace(longstring=8), "longstring", zh) == "连续 8 题作答相同"
    assert chapter._rule(SimpleNamespace(missing=0.2), "missing", zh) == "题项缺失比例大于 20%"
    assert chapter._rule(SimpleNamespace(min_seconds_per_item=2), "min_seconds_per_item", zh).endswith("不足 2 秒")


def test_the_estimator_has_its_reason(models: Content, ordered: Content, demo: Content) -> None:
    def said(content: Content) -> str:
        (found,) = chapter._reason(content, T)
        return found.text

    assert "ordered categories" in said(ordered)
    assert "kurtosis of the modelled items departs from normality" in said(demo)
    assert "need a correction" in said(demo)
    assert "does not depart from normality" in said(models)
    mardia = dataclasses.replace(models.description.mardia, critical_ratio=9.0)
    odd = real.but(models, description=dataclasses.replace(models.description, mardia=mardia))
    assert "both may be biased" in said(odd)
    assert "both may be biased" not in said(models)
    unknown = real.but(models, description=dataclasses.replace(models.description, mardia=None))
    assert "normality" not in said(unknown)
    assert "full-information" in said(with_options(models, missing="fiml"))
    assert "full-information" not in said(models)


def test_ordered_items_get_another_chi_square(ordered_en: Document, models_en: Document, demo_en: Document) -> None:
    def said(made: Document) -> str:
        return text_of(section(made, "methods"))

    assert T.p("report.methods.categorical", estimator="WLSMV").text.split(", so that")[0] in said(ordered_en)
    assert "WLSMV" not in said(models_en)
    assert "χ² are robust (corrected; Yuan & Bentler, 2000)" in said(demo_en)
    assert "are robust (corrected" not in said(models_en)


def test_intervals_by_the_delta_method_or_resampled(models: Content, ordered: Content) -> None:
    assert chapter._intervals(ordered, T) == T.p("report.methods.delta")
    found = models.drivers.main.bootstrap
    said = chapter._intervals(models, T).text
    assert T("report.interval_kind", kind="percentile") in said
    for number in (found.requested, found.converged, found.admissible, found.seed):
        assert str(number) in said
    given = SimpleNamespace(
        drivers=SimpleNamespace(main=SimpleNamespace(bootstrap={"requested": 12, "kind": "bca"}), effects=None)
    )
    said = chapter._intervals(given, T).text
    assert "12" in said
    assert formats.MISSING in said
    assert T("report.interval_kind", kind="bca") in said


def test_draws_that_were_lost_are_counted_and_others_are_not() -> None:
    for converged, admissible, said in (
        (40, 40, "各次均收敛且为可接受解。"),
        (40, 38, "各次均收敛，其中 38 次为可接受解。"),
        (39, 38, "其中 39 次收敛、38 次为可接受解。"),
    ):
        drawn = {"requested": 40, "converged": converged, "admissible": admissible, "seed": 1, "kind": "bca"}
        given = SimpleNamespace(drivers=SimpleNamespace(main=SimpleNamespace(bootstrap=drawn), effects=None))
        assert said in chapter._intervals(given, Words("zh")).text


def test_a_construct_of_the_form_s_own_is_said_to_be_so_in_the_language() -> None:
    for lang, said in (("en", "Written for this questionnaire"), ("zh", "本问卷自编")):
        assert chapter._source(Words(lang), "Written for this questionnaire") == said
        assert chapter._source(Words(lang), "Davis (1989)") == "Davis (1989)"
        assert chapter._source(Words(lang), "Written for this questionnaire; x (2001)") == f"{said}; x (2001)"


def test_the_correction_of_an_estimator_has_its_work() -> None:
    def told(estimator: str) -> str:
        fit = SimpleNamespace(estimator=estimator, fit={"chisq_scaled": 1.0})
        made = SimpleNamespace(drivers=SimpleNamespace(main=fit))
        return chapter._fitting(cast(Content, made), T)[-1].text

    assert "(corrected; Satorra & Bentler, 1994)" in told("WLSM")
    assert "(corrected)," in told("WLSMV")


def test_a_construct_of_ones_own_is_told_in_the_language_of_the_report() -> None:
    zh = Words("zh")
    assert chapter._source(zh, chapter.OWN) == "本问卷自编"
    assert chapter._source(zh, chapter.UNSCALED) == "本问卷自编（未找到经过检验的量表）"
    assert chapter._source(T, chapter.UNSCALED) == chapter.UNSCALED
    assert chapter._source(zh, "Davis (1989)") == "Davis (1989)"
