"""Models side by side: which is best by which criterion, and what cannot be told apart."""

from __future__ import annotations

import dataclasses

import pytest
from report import real
from report.reading import has, rows, section, table, text_of
from study import small as example

from tamkit.report import document
from tamkit.report.chapters import comparison as chapter
from tamkit.report.content import Content
from tamkit.report.formats import number
from tamkit.report.tree import Bullets, Document, Note, Table
from tamkit.report.words import Words
from tamkit.study import Study


def told(made: Document) -> Note:
    (note,) = [block for block in section(made, "comparison_section").blocks if isinstance(block, Note)]
    return note


def test_fits_of_every_model(models: Content, models_en: Document) -> None:
    frame = models.drivers.comparison
    found = rows(models_en, "comparison")
    titles = [models.questionnaire.declared(name).title.get("en") for name in frame["model"]]
    assert [row["model"] for row in found] == titles
    for key in ("chisq", "df", "cfi", "tli", "rmsea", "srmr", "aic", "bic"):
        assert [row[key] for row in found] == pytest.approx(frame[key].tolist()), key
    assert [row["pvalue"] for row in found] == pytest.approx(frame["pvalue"].tolist())
    assert [row["aic_diff"] for row in found] == pytest.approx((frame["aic"] - frame["aic"].min()).tolist())
    assert [row["aic_diff"] for row in found].count(0.0) == 1


def test_robust_versions_are_shown_where_the_estimator_has_them(demo: Content, demo_en: Document) -> None:
    frame = demo.drivers.comparison
    found = rows(demo_en, "comparison")
    alone = [name == "no_attitude" for name in frame["model"]]  # of other items: its χ² is beside nobody's
    for key in ("chisq_scaled", "cfi_robust", "tli_robust", "rmsea_robust", "pvalue_scaled"):
        hidden = key.startswith(("chisq", "pvalue"))
        expected = [None if one and hidden else value for one, value in zip(alone, frame[key], strict=True)]
        assert [row[key] is None for row in found] == [value is None for value in expected], key
        shown = [(row[key], value) for row, value in zip(found, expected, strict=True) if value is not None]
        assert [one for one, _ in shown] == pytest.approx([value for _, value in shown]), key
    titles = {column.key: column.title for column in table(demo_en, "comparison").columns}
    assert (titles["chisq_scaled"], titles["cfi_robust"]) == ("χ² (scaled)", "CFI (robust)")
    assert len(table(demo_en, "comparison_tests").notes) == 4
    said = table(demo_en, "comparison_tests").notes[2]
    assert all(name in said for name in ("M0", "M1", "M2"))
    assert not any(name in said for name in ("M4", "M9"))  # all of their constructs are free to covary or have a path
    assert len(table(demo_en, "comparison_explained").notes) == 3  # with what is said of a model of other items


def test_the_best_by_aic_and_by_bic_are_named(models: Content, models_en: Document) -> None:
    frame = models.drivers.comparison
    said = section(models_en, "comparison_section").blocks[0].text
    for key in ("aic", "bic"):
        best = frame.loc[frame[key].idxmin()]
        assert models.questionnaire.declared(best["model"]).title.get("en") in said
        assert number(best[key], 1) in said


def test_difference_tests_and_what_is_explained(models: Content, models_en: Document) -> None:
    frame = models.drivers.comparison
    found = rows(models_en, "comparison_explained")
    facets = {facet for one in models.questionnaire.constructs for facet in one.facets}
    explained = [key for key in frame if key.startswith("r2_") and key.removeprefix("r2_") not in facets]
    assert [key for key in found[0] if key.startswith("r2_")] == explained
    for row, (_, want) in zip(found, frame.iterrows(), strict=True):
        for key in explained:
            assert row[key] == (want[key] if want[key] == want[key] and want[key] else None)
    assert len(table(models_en, "comparison_explained").notes) == 2


def test_every_model_is_held_against_the_main_one(demo: Content, demo_en: Document) -> None:
    """Whichever of the two is nested in the other; fails at 0.1.0, which had no test against a more general model."""
    frame = demo.drivers.comparison.set_index("model")
    titles = {demo.questionnaire.declared(name).title.get("en"): name for name in frame.index}
    found = {titles.get(row["model"], row["model"]): row for row in rows(demo_en, "comparison_tests")}
    main = frame.index[-1]
    assert set(found) == {*frame.index} - {main, "no_attitude"} | {"the model of correlated first-order factors"}
    relations = {"tam": "restricted", "saturated": "general", "risk_first": "general", "reversed": "not nested"}
    assert {name: found[name]["relation"] for name in relations} == relations
    for name in set(found) & {*frame.index}:
        want, row = frame.loc[name], found[name]
        for key in ("chisq_diff", "df_diff", "pvalue_diff"):
            assert row[key] == (pytest.approx(want[key]) if want[key] == want[key] else None)
        assert row["aic_diff_main"] == pytest.approx(want["aic_diff"])
        sign = {"restricted": 1, "general": -1}.get(row["relation"])
        assert row["cfi_diff"] == (None if sign is None else pytest.approx(sign * want["cfi_diff"]))
    assert found["saturated"]["chisq_diff"] > 0
    against = demo.findings.model_set.against.set_index("model")
    first = found["the model of correlated first-order factors"]
    for key in ("chisq_diff", "df_diff", "pvalue_diff", "cfi_diff"):
        assert first[key] == pytest.approx(against.loc["first_order", key])
    shares = demo.findings.model_set.directions.set_index("model")["share"]
    assert found["reversed"]["aic_share"] == pytest.approx(100 * shares["reversed"])
    assert found["tam"]["aic_share"] is None


def test_the_sentence_counts_the_general_models_that_the_table_has(demo: Content, demo_en: Document) -> None:
    """Fails before: the models of measurement were in the table and not in its sentence."""
    general = [row for row in rows(demo_en, "comparison_tests") if row["relation"] == "general"]
    better = [row["model"] for row in general if row["pvalue_diff"] < 0.05]
    said = text_of(section(demo_en, "comparison_section"))
    assert "the model of correlated first-order factors" in better
    assert f"Of {len(general)} models that it is nested in, {len(better)} fit significantly better" in said
    lead = section(demo_en, "comparison_section").blocks[0].text
    assert all(name in lead for name in better)
    assert 'do not settle the direction of the arrow turned round in "M6b' in lead
    found = demo.findings.model_set
    against, shares = found.against.assign(pvalue_diff=0.2), found.directions.assign(share=0.99)
    calm = real.but(demo, model_set=dataclasses.replace(found, against=against, directions=shares))
    frame = demo.drivers.comparison.assign(pvalue_diff=0.2)
    calm = real.but(calm, drivers=dataclasses.replace(demo.drivers, comparison=frame))
    lead = chapter.build(calm, Words("en")).blocks[0].text
    assert "significantly better" not in lead
    assert "do not settle" not in lead


def test_the_next_best_is_named_with_the_best(models: Content, models_en: Document) -> None:
    said = section(models_en, "comparison_section").blocks[0].text
    for key in ("aic", "bic"):
        assert number(models.drivers.comparison[key].sort_values().iloc[1], 1) in said


def test_what_the_sentences_say_of_the_models_stands_in_the_table(demo_en: Document) -> None:
    made = section(demo_en, "comparison_section")
    bullets = next(block for block in made.blocks if isinstance(block, Bullets))
    numbers = [run for item in bullets.items for run in item.runs if run.cited is not None]
    assert len(numbers) >= 13
    assert {run.cell.partition(".")[0] for run in numbers} == {"comparison_tests"}
    assert '(with the χ² and degrees of freedom of "M9 Saturated structure"' in text_of(made)
    assert text_of(made).count("M9 Saturated structure") == 1  # said once that the two are the same


def test_the_models_left_out_are_named_not_those_compared(demo_en: Document, models_en: Document) -> None:
    said = section(demo_en, "comparison_section").blocks[0].text
    assert 'all but "M5 Without attitude"' in said
    assert "M0" not in said
    assert "all but" not in section(models_en, "comparison_section").blocks[0].text


@pytest.mark.parametrize(
    ("narrower", "worse", "wider", "better", "en", "zh"),
    [
        (3, 3, 0, 0, "Of 3 models that are nested in it, all fit significantly worse.", "3 个模型里，全部拟合显著更差"),
        (3, 1, 0, 0, "1 fits significantly worse", "1 个拟合显著更差"),
        (
            1,
            0,
            0,
            0,
            "The 1 model that is nested in it does not fit significantly worse.",
            "嵌套于其中的模型拟合未显著变差",
        ),
        (0, 0, 2, 1, "1 fits significantly better: M", "1 个拟合显著更好（M）"),
        (0, 0, 1, 0, "that it is nested in does not fit significantly better", "包含它的模型拟合未显著更好"),
    ],
)
def test_tests_in_a_sentence(narrower: int, worse: int, wider: int, better: int, en: str, zh: str) -> None:
    values = {"model": "A", "narrower": narrower, "worse": worse, "worst": worse == narrower, "wider": wider}
    values |= {"better": better, "list": "M" if better else ""}
    for lang, want in (("en", en), ("zh", zh)):
        said = Words(lang).p("report.comparison.tests_text", **values).text
        assert want in said
        assert ("nested in it" in said or "嵌套于其中" in said) == (narrower > 0)


def test_a_single_model_is_compared_with_none(models: Content) -> None:
    one = dataclasses.replace(models.drivers, comparison=models.drivers.comparison.tail(1))
    made = document(real.but(models, drivers=one), "en")
    assert not has(made, "comparison")
    assert told(made)


def test_models_without_information_criteria_get_no_best(ordered: Content, ordered_en: Document) -> None:
    assert "aic" not in ordered.drivers.main.fit
    blocks = section(ordered_en, "comparison_section").blocks
    assert [block.id for block in blocks if isinstance(block, Table)] == [
        "comparison", "comparison_tests", "comparison_explained",
    ]  # fmt: skip
    assert blocks[0].text.endswith(" gives the fit of the 2 models.")
    assert "ΔAIC" not in " ".join(table(ordered_en, "comparison_tests").notes)
    assert "aic" not in rows(ordered_en, "comparison")[0]


def test_arrows_that_can_be_turned_are_told(models: Content, models_en: Document) -> None:
    equivalent = models.drivers.equivalent
    said = "\n".join(block.text for block in told(models_en).blocks)
    for row in equivalent.to_dict("records"):
        assert f"{models.name(row['source'], 'en')} → {models.name(row['target'], 'en')}" in said
        if row["needs"]:
            source, target = row["needs"].split(" -> ")
            assert f"{models.name(source, 'en')} → {models.name(target, 'en')}" in said
    assert len(told(models_en).blocks) == 4
    none = dataclasses.replace(models.drivers, equivalent=equivalent.head(0))
    assert len(told(document(real.but(models, drivers=none), "en")).blocks) == 1
    other = dataclasses.replace(models.drivers, equivalent=equivalent[equivalent["needs"] == ""])
    said = text_of(told(document(real.but(models, drivers=other), "en")))
    assert "trust → risk" not in said  # true of models that lack just that path


def test_needs_are_read_as_an_arrow(models: Content) -> None:
    row = {"source": "IT", "target": "PR", "needs": "PEOU -> PR"}
    said = chapter._needs(models, Words("en"), row)
    assert said.index(models.name("IT", "en")) < said.index(models.name("PEOU", "en"))


def test_the_note_names_the_difference_test_that_was_made() -> None:
    """Ordered items with a robust test: Satorra 2000; continuous ones: Satorra & Bentler 2001."""
    for lang in ("en", "zh"):
        t = Words(lang)
        assert "Satorra, 2000" in t("report.comparison.scaled_note", ordered=True)
        assert "Satorra & Bentler, 2001" in t("report.comparison.scaled_note", ordered=False)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """Two models of all items and one without an item's construct."""
    folder = example.write(tmp_path_factory.mktemp("mixed") / "study", 160, "bootstrap: 0\nestimator: ML\n")
    form = folder / "form.yaml"
    fewer = """\
  - name: fewer
    title: {zh: 少, en: Fewer}
    measurement: "PU =~ PU1 + PU2 + PU3\\nINT =~ IN1 + IN2 + IN3"
    structure: INT ~ PU
"""
    form.write_text(form.read_text(encoding="utf-8").replace("models:\n", "models:\n" + fewer), encoding="utf-8")
    study = folder / "study.yaml"
    text = study.read_text(encoding="utf-8").replace("[short, full]", "[short, fewer, full]")
    study.write_text(text, encoding="utf-8")
    return Study.load(folder).run().content


def test_models_of_other_items_are_compared_by_what_they_predict_alone(mixed: Content) -> None:
    """Fails at 0.1.0, which put AIC of 27 items beside that of 30."""
    for lang in ("en", "zh"):
        made = document(mixed, lang)
        short, fewer, full = rows(made, "comparison")
        assert (short["k"], fewer["k"], full["k"]) == (9, 6, 9)
        for key in ("chisq", "pvalue", "aic", "aic_diff", "bic"):
            assert fewer[key] is None
            assert short[key] is not None
        assert min(short["aic_diff"], full["aic_diff"]) == 0.0
        assert [row["r2_cv"] for row in rows(made, "comparison_explained")] == mixed.drivers.comparison[
            "r2_cv"
        ].tolist()
        assert all(0 < row["r2_cv"] < 0.6 for row in rows(made, "comparison_explained"))
        said = section(made, "comparison_section").blocks[0].text
        title = mixed.questionnaire.declared("fewer").title.get(lang)
        assert f'all but "{title}"' in said or f"除“{title}”外" in said
        assert Words(lang)("report.comparison.other_items") in table(made, "comparison").notes
        assert "Rooij" in " ".join(table(made, "comparison_explained").notes)
        assert "SEM-based out-of-sample" in str(section(made, "references"))


def test_models_of_one_item_set_need_no_prediction(models: Content, models_en: Document) -> None:
    assert "r2_cv" not in models.drivers.comparison
    assert [note[:3] for note in table(models_en, "comparison").notes] == ["n ="]
    assert "k" not in rows(models_en, "comparison")[0]
    assert "SEM-based out-of-sample" not in str(section(models_en, "references"))


def test_no_two_models_alike(mixed: Content) -> None:
    """Nothing is the best of one."""
    drivers = mixed.drivers
    two = dataclasses.replace(drivers, comparison=drivers.comparison.tail(2))
    made = document(real.but(mixed, drivers=two), "en")
    assert "AIC" not in section(made, "comparison_section").blocks[0].text
    assert all(row.get("aic") is None for row in rows(made, "comparison"))


def test_the_chapter_is_called_by_what_it_holds(models: Content, models_en: Document) -> None:
    one = dataclasses.replace(models.drivers, comparison=models.drivers.comparison.tail(1))
    assert section(document(real.but(models, drivers=one), "en"), "comparison_section").title == "Equivalent models"
    assert section(models_en, "comparison_section").title == "Comparison of models"


@pytest.mark.parametrize(
    ("share", "mixed", "said"),
    [(None, False, None), (0.97, False, "clear"), (0.6, False, "open"), (0.97, True, "mixed"), (None, True, "mixed")],
)
def test_a_difference_of_more_than_the_direction_does_not_tell_it(
    share: float | None, mixed: bool, said: str | None
) -> None:
    assert chapter._settled(share, mixed=mixed) == said
