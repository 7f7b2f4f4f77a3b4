"""What each predictor contributes, what matters and how it is rated, and how the model predicts."""

from __future__ import annotations

import dataclasses

import pytest
from report import real
from report.reading import has, headings, rows, section, table, text_of

from tamkit.messages import Message
from tamkit.report import document, formats
from tamkit.report.chapters import contributions as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Document, Interval
from tamkit.report.words import Words

T = Words("en")


def test_shares_of_each_target(models: Content, models_en: Document) -> None:
    found = models.findings.contributions
    shown = rows(models_en, "contributions")
    assert len(shown) == len(found.table)
    for row, want in zip(shown, found.table.to_dict("records"), strict=True):
        assert row["predictor"] == models.with_code(want["predictor"], "en")
        for key in ("std", "r", "general", "weight"):
            assert row[key] == want[key]
        assert row["general_share"] == pytest.approx(100 * want["general_share"])
        assert row["weight_share"] == pytest.approx(100 * want["weight_share"])
        pairs = found.dominance
        below = pairs[
            (pairs["target"] == want["target"])
            & (pairs["dominant"] == want["predictor"])
            & (pairs["level"] == "complete")
        ]
        assert row["dominates"] == T.join([models.name(name, "en") for name in below["dominated"]])
    heads = headings(models_en, "contributions")
    assert len(heads) == found.table["target"].nunique()
    assert f"n = {found.n}" in heads[0]


def test_importance_beside_performance(models: Content, models_en: Document) -> None:
    frame = models.findings.importance.table
    for row, want in zip(rows(models_en, "importance"), frame.to_dict("records"), strict=True):
        assert row["performance"] == want["performance"]
        assert row["performance_ci"] == Interval(want["ci_lower"], want["ci_upper"])
        assert (row["respondents"], row["missing"]) == (want["n"], want["missing"])
        assert row["importance"] == (want["importance"] if want["importance"] == want["importance"] else None)
        assert "importance_ci" not in row  # the table of total effects has it
        assert row["points"] == (want["points"] if want["points"] == want["points"] else None)
        assert (row["construct"] == "Perceived risk (PR), reverse-scored") == want["turned"]
    notes = " ".join(table(models_en, "importance").notes)
    assert "Points: how many points of 0–100 adoption intention is predicted to be higher" in notes
    assert "turned round in the table, effect and rating: perceived risk" in notes


def test_the_largest_and_the_ends_are_said_first(models: Content, models_en: Document) -> None:
    said = section(models_en, "contributions_section").blocks[0].text
    frame = models.findings.contributions.table
    assert said.index("for adoption intention") < said.index("for perceived usefulness")
    for target, rows_ in frame.groupby("target"):
        top = rows_.loc[rows_["general_share"].idxmax()]
        share = f"{models.within(top['predictor'], 'en')}, {formats.percent(100 * top['general_share'])}"
        assert f"for {models.within(str(target), 'en')} (R² = {formats.number(top['r2'])}) {share}" in said
    rated = models.findings.importance.table.dropna(subset=["importance"])
    said = section(models_en, "importance_section").blocks[0].text
    most = rated.loc[rated["importance"].abs().idxmax()]
    largest = f"largest for {models.within(most['construct'], 'en')} ({formats.number(most['importance'])})"
    assert largest in said
    low, high = rated.loc[rated["performance"].idxmin()], rated.loc[rated["performance"].idxmax()]
    name = models.within(low["construct"], "en")
    assert f"lowest for {name}{', reverse-scored' if low['turned'] else ''}, at" in said
    assert f"highest for {models.within(high['construct'], 'en')}, at {formats.number(high['performance'], 1)}" in said
    alone = dataclasses.replace(models.findings.importance, table=models.findings.importance.table.iloc[[0, -1]])
    said = section(document(real.but(models, importance=alone), "en"), "importance_section").blocks[0].text
    assert "largest" not in said


def test_no_importance_is_called_largest_that_does_not_differ(models: Content) -> None:
    """Fails before: "matters most" of an effect that two others do not differ from."""
    compared = models.drivers.differences
    code = models.drivers.effects["source"].iloc[0]
    for p, said in ((0.2, True), (0.01, False)):
        made = real.but(models, drivers=dataclasses.replace(models.drivers, differences=compared.assign(p_holm=p)))
        text = section(document(made, "en"), "importance_section").blocks[0].text
        assert ("not significantly different in size from" in text) is said
        others = [models.within(one, "en") for one in models.drivers.effects["source"] if one != code]
        assert all(other in text.partition("significantly")[2].partition("performance")[0] for other in others) is said


def test_shares_of_r2_are_not_called_unique(models: Content, models_en: Document) -> None:
    title = "Relative contribution of the direct predictors (dominance analysis)"
    assert section(models_en, "contributions_section").title == title
    found = models.findings.contributions
    bare = dataclasses.replace(found, table=found.table.assign(general=float("nan"), general_share=float("nan")))
    made = document(real.but(models, contributions=bare), "en")
    assert "(relative weights)" in section(made, "contributions_section").title


def test_ordered_items_have_no_points(ordered_en: Document) -> None:
    assert "points" not in rows(ordered_en, "importance")[0]
    said = text_of(section(ordered_en, "importance_section"))
    assert "Points:" not in " ".join(table(ordered_en, "importance").notes)
    assert "points:" not in said
    assert "with ordered items constructs are not measured in the items' points" in said
    assert "fitted by maximum likelihood for this" in text_of(section(ordered_en, "prediction_section"))


def test_nothing_is_turned_where_nothing_is_negative(models: Content) -> None:
    found = models.findings.importance
    plain = dataclasses.replace(found, table=found.table.assign(turned=False))
    made = document(real.but(models, importance=plain), "en")
    assert "turned round" not in " ".join(table(made, "importance").notes)
    assert rows(made, "importance")[-2]["construct"] == "Perceived risk (PR)"


@pytest.mark.parametrize(
    ("mean", "linear", "en", "zh"),
    [
        ("better", "worse", ("better than the mean", "worse than a linear"), ("模型的预测更好", "相比，更差")),
        (
            "alike",
            "alike",
            ("nor worse than the mean", "nor worse than a linear"),
            ("模型的预测无显著", "相比，无显著"),
        ),
    ],
)
def test_prediction_is_worded_as_it_is(
    models: Content, mean: str, linear: str, en: tuple[str, str], zh: tuple[str, str]
) -> None:
    found = models.findings.prediction
    made = dataclasses.replace(found, table=found.table.assign(model_is=["", mean, linear]), missing=7)
    content = real.but(models, prediction=made)
    for lang, words in (("en", en), ("zh", zh)):
        said = text_of(section(document(content, lang), "prediction_section"))
        for word in words:
            assert word in said
        for rmse in found.table["rmse"]:
            assert formats.number(rmse) in said
        assert "7" in said


def test_the_table_of_prediction(models: Content, models_en: Document) -> None:
    frame = models.findings.prediction.table
    found = rows(models_en, "prediction")
    assert [row["by"] for row in found] == [T("report.prediction.by", by=by) for by in frame["by"]]
    for key in ("n", "rmse", "mae", "r2"):
        assert [row["respondents" if key == "n" else key] for row in found] == frame[key].tolist()
    assert found[0]["p_holm"] is None


def test_each_part_stays_away_alone(models: Content) -> None:
    none = {"contributions": None, "importance": None, "prediction": None}
    assert not has(document(real.but(models, **none), "en"), "contributions")
    assert chapter.build(real.but(models, **none), T) is None
    for name in none:
        others = {key: None for key in none if key != name}
        made = document(real.but(models, **others), "en")
        assert [has(made, f"{one}_section") for one in none] == [one == name for one in none]


def test_single_predictors_share_nothing(models: Content) -> None:
    found = models.findings.contributions
    alone = dataclasses.replace(found, table=found.table.head(0))
    made = real.but(models, contributions=alone)
    assert not has(document(made, "en"), "contributions_section")


def test_what_could_not_be_told_is_said(models: Content) -> None:
    found = models.findings.contributions
    noted = dataclasses.replace(
        found,
        table=found.table.assign(general=float("nan"), general_share=float("nan")),
        notes=(Message("drivers.many_predictors", target="INT", n=14, most=12),),
    )
    made = document(real.but(models, contributions=noted), "en")
    assert "INT has 14 direct predictors" in text_of(section(made, "contributions_section"))
    assert "general" not in [column.key for column in table(made, "contributions").columns]
