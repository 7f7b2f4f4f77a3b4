"""Cross-tables and regressions as declared, against counting by hand and the tests they are made of."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from survey.samples import YAML, small

from tamkit.questionnaire import Analyses, CrossTable, Quantity, loads
from tamkit.survey.analyses import make
from tamkit.survey.logistic import logistic
from tamkit.survey.proportions import association, trend

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
  regressions:
    - id: online
      title: {zh: 网购, en: Online}
      outcome: {variable: uses, options: [1]}
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
    pd.testing.assert_frame_equal(fit.table, expected.table)
    assert fit.table["term"].tolist() == ["(intercept)", "age", "nobody"]
    assert made.notes == ()


def test_predictors_that_are_not_there_are_left_out_and_noted():
    made = make(FRAME.drop(columns="age"), small(), regressions())
    assert made.regressions["online"].df == 1
    (note,) = made.notes
    assert (note.key, note.values["predictor"]) == ("survey.predictor_left_out", "age")
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
