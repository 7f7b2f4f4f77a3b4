"""Missing answers: counted by hand; Little's test against R (tests/reference/missing.R)."""

from __future__ import annotations

import numpy as np
import pytest
from survey.samples import floats, reference, survey_of, varied

from tamkit.errors import AnalysisError, InputError
from tamkit.survey.missing import little_mcar, missing

TOLERANCE = 1e-7


@pytest.mark.parametrize("name", ["mcar", "mar", "air"])
def test_little_against_r(name):
    r = reference("missing")[name]
    ours = little_mcar(floats(r["data"]))
    assert ours.chisq == pytest.approx(r["chisq"], rel=TOLERANCE)
    # Far out in the tail (p = 9e-26) p moves by χ²/2 times the relative change of χ².
    assert ours.pvalue == pytest.approx(r["pvalue"], rel=1e-5)
    assert (ours.df, ours.n, ours.patterns) == (r["df"], r["n"], r["patterns"])


def test_little_against_naniar():
    """naniar's page on ``mcar_test(airquality)``: 35.1, df 14, p 0.00142, 4 patterns."""
    ours = little_mcar(floats(reference("missing")["air"]["data"]))
    assert (round(ours.chisq, 1), ours.df, round(ours.pvalue, 5), ours.patterns) == (35.1, 14, 0.00142, 4)


def test_nothing_missing_is_no_test():
    with pytest.raises(AnalysisError, match="no value is missing"):
        little_mcar(varied(20))


def test_a_constant_item_is_named():
    X = varied(20)
    X[:, 0] = 3
    X[0, 1] = np.nan
    with pytest.raises(InputError, match="constant"):
        little_mcar(X)


def test_counts_by_hand():
    X = varied(10)
    X[0, 0] = X[0, 1] = X[1, 0] = np.nan
    X[2, 8:] = np.nan
    skipped = {code: [i == 2 for i in range(10)] for code in ("C1", "C2", "C3", "C4")}
    found = missing(survey_of(X, skipped=skipped))
    items = found.items.set_index("item")
    assert items.loc["A1", ["asked", "missing", "share"]].tolist() == [10, 2, 0.2]
    assert items.loc["C1", ["asked", "missing", "share"]].tolist() == [9, 0, 0.0]
    assert found.persons[["missing", "n"]].to_numpy().tolist() == [[0, 8], [1, 1], [2, 1]]
    assert found.patterns["items"].tolist() == ["", "A1", "A1 A2"]
    assert found.patterns["n"].tolist() == [8, 1, 1]
    assert found.share == 3 / 116
    assert found.complete == 0.8


def test_skips_stay_out_of_littles_test():
    X = varied(60)
    X[:6, 0] = np.nan
    X[10:40, 8:] = np.nan
    skipped = {code: [10 <= i < 40 for i in range(60)] for code in ("C1", "C2", "C3", "C4")}
    found = missing(survey_of(X, skipped=skipped))
    assert found.mcar is not None
    assert found.mcar.chisq == pytest.approx(little_mcar(X[:, :8]).chisq)


def test_complete_answers_need_no_test():
    found = missing(survey_of(varied(10)))
    assert found.mcar is None
    assert str(found.note) == "No answer is missing."
    assert found.complete == 1.0


def test_what_prevents_the_test_is_said():
    X = varied(10)
    X[0, 0] = np.nan
    X[:, 1] = 3
    assert "constant" in str(missing(survey_of(X)).note)
