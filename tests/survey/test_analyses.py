"""Cross-tables and regressions as declared, against counting by hand and the tests they are made of."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from survey.samples import YAML, small

from tamkit.questionnaire import Analyses, CrossTable, Grid, Held, Outcome, Quantity, load, loads
from tamkit.survey import load as load_survey
from tamkit.survey import simulate
from tamkit.survey.analyses import make
from tamkit.survey.battery import answers
from tamkit.survey.logistic import logistic
from tamkit.survey.ordinal import ordinal
from tamkit.survey.proportions import association, trend
from tamkit.survey.ranked import chosen, ranked

rng = np.random.default_rng(7)
N = 120
USER = rng.integers(1, 3, N).astype(float)
OFTEN = np.where(USER == 1, rng.integers(1, 4, N), np.nan)
AGE = rng.integers(18, 61, N).astype(float)
FRAME = pd.DataFrame(
    {"user": USER, "often": OFTEN, "uses.1": (AGE + rng.normal(0, 15, N) > 40).astype(float), "age": AGE}
)
FRAME["uses.2"] = rng.integers(0, 2, N).astype(float)
PREDICTORS = """
analyses:
  outcomes:
    - id: online
      title: {zh: 网购, en: Online}
      outcome: uses
      kind: binary
      options: [1]
      predictors:
        - {id: age, name: {zh: 年龄, en: Age}, variable: age}
        - {id: nobody, name: {zh: 使用, en: User}, variable: user, options: [2]}
"""


def regressions():
    return loads(YAML.replace("\ntruth:", PREDICTORS + "truth:", 1), "small.yaml").analyses


def test_a_table_is_counted_by_code():
    pair = CrossTable(row=Quantity(variable="user"), column=Quantity(variable="uses", options=(1,)))
    made = make(FRAME, small(), Analyses(crosstabs=(pair,)))
    (found,) = made.crosstabs
    counts = [[int((FRAME["user"].eq(u) & FRAME["uses.1"].eq(t)).sum()) for t in (0, 1)] for u in (1, 2)]
    assert found.table.to_numpy().tolist() == counts
    assert (found.table.index.tolist(), found.table.columns.tolist()) == ([1, 2], [0, 1])
    assert found.association == association(counts)
    assert found.missing == N - np.sum(counts)
    shares = found.row_percent.to_numpy()
    np.testing.assert_allclose(shares.sum(axis=1), 100)
    assert shares[0, 1] == pytest.approx(100 * counts[0][1] / sum(counts[0]))
    assert found.trend is None
    assert made.notes == ()


def test_two_ordered_quantities_have_a_trend():
    pair = CrossTable(row=Quantity(variable="often"), column=Quantity(count="uses", at_most=2))
    (found,) = make(FRAME, small(), Analyses(crosstabs=(pair,))).crosstabs
    assert found.table.to_numpy().sum() == np.isfinite(OFTEN).sum()
    assert found.trend == trend(found.table.to_numpy())


def test_a_table_that_cannot_be_made_is_noted():
    pair = CrossTable(row=Quantity(variable="user"), column=Quantity(variable="often"))
    made = make(FRAME.drop(columns="often"), small(), Analyses(crosstabs=(pair,)))
    assert made.crosstabs == ()
    (note,) = made.notes
    assert (note.key, note.values["place"], note.values["what"].key) == ("located", str(pair), "survey.answers_hold_no")
    alone = make(FRAME.assign(user=1.0), small(), Analyses(crosstabs=(pair,)))
    assert alone.notes[0].values["what"].key == "survey.crosstab_needs_two"


def test_a_regression_takes_its_predictors_in_order():
    made = make(FRAME, small(), regressions())
    fit = made.regressions["online"]
    expected = logistic(FRAME["uses.1"], np.column_stack([AGE, USER == 2]), ["age", "nobody"])
    assert isinstance(fit.calibration, pd.DataFrame)
    pd.testing.assert_frame_equal(fit.table, expected.table)
    assert fit.table["term"].tolist() == ["(intercept)", "age", "nobody"]
    assert made.notes == ()


def test_predictors_that_are_not_there_are_left_out_and_noted():
    made = make(FRAME.drop(columns="age"), small(), regressions())
    assert made.regressions["online"].df == 1
    (note,) = made.notes
    assert note.key == "survey.predictor_left_out"
    assert note.values["predictor"] == small().variable("age").name
    nothing = make(FRAME.drop(columns=["age", "user"]), small(), regressions())
    assert nothing.regressions == {}
    assert nothing.notes[-1].values["what"].key == "survey.no_predictors"


def test_an_outcome_that_is_not_there():
    made = make(FRAME.drop(columns=["uses.1", "uses.2"]), small(), regressions())
    assert [note.values["what"].key for note in made.notes] == ["survey.answers_hold_no"]


@pytest.mark.parametrize("gone", [{"age": np.nan}, {"user": 1.0}])
def test_what_cannot_be_estimated_is_noted(gone):
    made = make(FRAME.assign(**gone), small(), regressions())
    assert made.regressions == {}
    assert len(made.notes) == 1


FORM = load("credit_reference").with_modules("SC")
SURVEY = simulate(FORM, 300, 11).survey
ANSWERS = answers(SURVEY)


def test_an_ordinal_outcome_by_factors_counts_and_a_construct():
    wanted = Outcome(outcome="CR7", kind="ordinal", predictors=("n_products", "CR3", "R4"))
    made = make(ANSWERS, FORM, Analyses(outcomes=(wanted,)))
    fit = made.regressions["CR7_ordinal"]
    ticks = ANSWERS[[f"CR2.{k}" for k in range(1, 11)]].sum(axis=1, skipna=False)
    X = [ticks, ANSWERS["CR3"] == 2, ANSWERS["CR3"] == 3, ANSWERS[[f"R4{k}" for k in "abcd"]].mean(axis=1)]
    X = np.column_stack([np.asarray(x, dtype=float) for x in X])
    X[ANSWERS["CR3"].isna()] = np.nan
    expected = ordinal(ANSWERS["CR7"], X, ["n_products", "CR3=2", "CR3=3", "R4"], (1, 2, 3))
    pd.testing.assert_frame_equal(fit.table, expected.table)
    assert fit.n + fit.missing == 300


def test_an_ordinal_outcome_with_an_empty_level_is_told_once_and_the_rest_is_made():
    frame = ANSWERS.assign(CR7=ANSWERS["CR7"].replace(3, 2))
    made = make(frame, FORM, FORM.analyses)
    (note,) = [note for note in made.notes if note.values["what"].key == "survey.ordinal_level_empty"]
    degree = FORM.variable("CR7")
    for lang in ("zh", "en"):
        assert degree.option(3).label.get(lang) in note.say(lang)
        assert "CR7" not in note.say(lang)
    assert made.regressions["overdue_degree"].notes == (note.values["what"],)
    assert {"overdue", "overdue_degree"} <= set(made.regressions)
    assert len(made.crosstabs) == len(FORM.analyses.crosstabs)
    assert set(made.rankings) == {"R4", "CR12"}


def test_the_predictor_that_separates_is_told_and_the_rest_is_made():
    frame = ANSWERS.assign(CR7=ANSWERS["CR7"].where(ANSWERS["CR3"] != 3, 1.0).where(ANSWERS["CR3"].notna()))
    made = make(frame, FORM, FORM.analyses)
    told = [note for note in made.notes if note.values["what"].key == "survey.logistic_predictors_separate"]
    known = FORM.variable("CR3")
    assert told
    for lang, bracket in (("zh", "（"), ("en", " (")):
        named = f"{known.name.get(lang)}{bracket}{known.option(3).label.get(lang)}"
        assert all(named in note.say(lang) and "CR3" not in note.say(lang) for note in told)
    assert {"use", "amount"} <= set(made.regressions)


def test_rankings_are_of_items_and_of_options():
    made = make(ANSWERS, FORM, Analyses(rankings=("R4", "CR2")))
    items = ranked(ANSWERS[["R4a", "R4b", "R4c", "R4d"]])
    pd.testing.assert_frame_equal(made.rankings["R4"].table, items.table)
    options = chosen(ANSWERS[[f"CR2.{k}" for k in range(1, 11)]])  # none at present is no product
    pd.testing.assert_frame_equal(made.rankings["CR2"].table, options.table)


def test_a_grid_is_of_means_of_those_who_do_at_all():
    frame = ANSWERS.assign(SCA1=ANSWERS["SCA1"].where(ANSWERS.index % 7 != 0))
    grid = make(frame, FORM, Analyses(grids=(Grid(id="scenes", title="Scenes", x="SCF", y="SCA"),))).grids["scenes"]
    assert grid["item"].tolist() == [f"SCF{k}" for k in range(1, 7)]
    users = frame[frame["SCF1"] > 1]
    first = grid.iloc[0]
    assert (first["n"], first["missing"], first["users"]) == (300, 0, len(users))
    assert first["frequency"] == pytest.approx(frame["SCF1"].mean())
    assert (first["n_amount"], first["amount"]) == (users["SCA1"].count(), pytest.approx(users["SCA1"].mean()))
    gone = make(frame.drop(columns="SCF2"), FORM, Analyses(grids=(Grid(id="scenes", title="x", x="SCF", y="SCA"),)))
    assert [note.values["what"].key for note in gone.notes] == ["survey.answers_hold_no"]


def test_what_is_held_together_is_made_by_its_id():
    wanted = Held(id="cards", title="Cards", of=(Quantity(variable="CR2"), Quantity(variable="CR16", options=(1,))))
    found = make(ANSWERS, FORM, Analyses(together=(wanted,))).together["cards"]
    assert found.things["thing"].tolist() == [*(f"CR2.{k}" for k in range(1, 11)), "CR16=1"]
    assert len(found.pairs) == 11 * 10 / 2


@pytest.mark.parametrize("platform", ["wjx", "qualtrics"])
def test_the_grid_of_scenes_comes_back_from_a_platform(platform, tmp_path):
    """Two matrices about the same scenes, told apart by their items."""
    form = load("huabei_baitiao_short").plus(FORM)
    made = simulate(form, 40, 2, path=tmp_path / "answers.csv", platform=platform)
    back = load_survey(made.paths, form, platform=platform)
    scenes = [f"{construct}{k}" for construct in ("SCF", "SCA") for k in range(1, 7)]
    np.testing.assert_array_equal(back.items[scenes].to_numpy(), made.survey.items[scenes].to_numpy())
