"""Frequencies of few people: hidden by the study's rule, and nothing that is shown tells them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey.samples import survey_of, varied

from tamkit.questionnaire import Analyses, load
from tamkit.survey import describe, simulate
from tamkit.survey.battery import battery
from tamkit.survey.missing import missing
from tamkit.survey.small_cells import battery_hidden, describe_hidden, masked, masked_table, missing_hidden

quick = settings(derandomize=True, max_examples=200, deadline=None)
COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=8)


@quick
@given(COUNTS, st.integers(1, 8))
def test_no_small_count_is_shown_and_none_follows_from_the_sum(counts, below):
    hidden, n = masked(counts, below), np.array(counts)
    assert not ((n > 0) & (n < below) & ~hidden).any()
    assert hidden.any() == ((n > 0) & (n < below)).any()
    if hidden.any() and not hidden.all():
        assert hidden.sum() >= 2
        assert n[hidden].sum() >= below


@quick
@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_nor_from_the_sums_of_a_table(rows, columns, data):
    counts = np.array(
        data.draw(
            st.lists(st.lists(st.integers(0, 20), min_size=columns, max_size=columns), min_size=rows, max_size=rows)
        )
    )
    hidden = masked_table(counts, 5)
    assert not ((counts > 0) & (counts < 5) & ~hidden).any()
    for lines, shown in ((counts, hidden), (counts.T, hidden.T)):
        for line, here in zip(lines, shown, strict=True):
            assert not here.any() or here.all() or (here.sum() >= 2 and line[here].sum() >= 5)


def answered(n: int = 60):
    """Three of sixty come often, two are under age 20."""
    often = [3.0] * 3 + [1.0] * 7 + [2.0] * (n - 10)
    uses = {
        f"uses.{code}": [float(code == 1 + (row % 2 if row > 3 else 2)) for row in range(n)] for code in (1, 2, 3, 4)
    }
    people = {"user": [1.0] * (n - 4) + [2.0] * 4, "often": often, "age": [19.0] * n} | uses
    return survey_of(varied(n), respondents=people)


def test_a_description_by_the_rule():
    whole = describe(answered())
    found = describe_hidden(whole, 5)
    rows = found.respondents.set_index(["variable", "option"])
    assert np.isnan(rows.loc[("often", 3), "n"])
    assert np.isnan(rows.loc[("often", 1), "n"])  # else 60 less the others told it
    assert rows.loc[("often", 2), "n"] == 50
    assert rows.loc["often"]["cumulative"].isna().all()
    assert rows.loc["user"]["n"].isna().all()
    assert rows["base"].tolist() == whole.respondents["base"].tolist()
    ticks = found.multiple.set_index("option")["n"]
    assert np.isnan(ticks[3])
    assert ticks[4] == 0
    assert describe_hidden(whole, 0) is whole
    pd.testing.assert_frame_equal(describe_hidden(whole, 1).respondents, whole.respondents)


def test_numbers_of_few_people():
    few = survey_of(varied(60), respondents={"age": [20.0, 21.0, 22.0] + [np.nan] * 57})
    row = describe_hidden(describe(few), 5).numbers.iloc[0]
    assert row["n"] == 3
    assert row[["mean", "sd", "min", "median", "max"]].isna().all()


def test_a_battery_by_the_rule():
    wanted = Analyses.model_validate({"crosstabs": [{"row": {"variable": "user"}, "column": {"variable": "often"}}]})
    whole = battery(answered(), wanted)
    found = battery_hidden(whole, 5)
    assert battery_hidden(whole, 0) is whole
    shares = found.shares.set_index(["variable", "option"])
    assert shares.loc[("often", 3), ["n", "percent", "wilson_lower", "exact_upper"]].isna().all()
    assert shares.loc[("often", 2), "n"] == 50
    (pair,) = found.crosstabs
    table, counts = pair.table.to_numpy(dtype=float), whole.crosstabs[0].table.to_numpy(dtype=float)
    assert not ((table > 0) & (table < 5)).any()
    assert np.isnan(table).any()
    assert pair.association == whole.crosstabs[0].association
    np.testing.assert_array_equal(table[~np.isnan(table)], counts[~np.isnan(table)])
    assert np.isnan(pair.row_percent.to_numpy()[np.isnan(table)]).all()


def test_rankings_pairs_grids_and_published_counts_by_the_rule():
    form = load("credit_reference").with_modules("SC")
    survey = simulate(form, 200, 3).survey
    whole = battery(survey)
    found = battery_hidden(whole, 20)
    for frame, count in (
        (found.rankings["CR12"].table, "chosen"),
        (found.together["products"].things, "n"),
        (found.together["products"].pairs, "both"),
        (found.published, "n"),
        (found.regressions["overdue_degree"].levels, "n"),
        (found.regressions["use"].calibration.assign(k=lambda f: (f["n"] * f["observed"]).round()), "k"),
    ):
        n = frame[count].to_numpy(dtype=float)
        assert not ((n > 0) & (n < 20)).any(), count
        assert np.isnan(n).any(), count
    hidden = set(found.rankings["CR12"].table.loc[found.rankings["CR12"].table["chosen"].isna(), "option"])
    pairs = found.rankings["CR12"].pairs
    touched = pairs["first"].isin(hidden) | pairs["second"].isin(hidden)
    assert pairs.loc[touched, ["first_only", "pvalue"]].isna().all(axis=None)
    assert pairs.loc[~touched, "pvalue"].notna().all()
    few = found.grids["scenes"][found.grids["scenes"]["users"].isna()]
    assert few[["share", "amount"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(found.rankings["R4"].table, whole.rankings["R4"].table)
    pd.testing.assert_frame_equal(found.regressions["overdue"].table, whole.regressions["overdue"].table)


@pytest.mark.parametrize("below", [0, 5])
def test_the_report_shows_nothing_of_them(tmp_path, below):
    """The whole way from study.yaml to the report and its numbers."""
    import json

    from study.small import FORM, write

    from tamkit.study import Study

    where = write(tmp_path, 60)
    (where / "form.yaml").write_text(FORM[: FORM.index("models:")], encoding="utf-8")
    said = f"data: responses.csv\nquestionnaire: form.yaml\nsmall_cells: {below}\n"
    (where / "study.yaml").write_text(said, encoding="utf-8")
    frame = pd.read_csv(where / "responses.csv")
    frame["gender"] = ["Female"] * 3 + ["Male"] * 57
    frame.to_csv(where / "responses.csv", index=False)
    Study.load(where).run().report(tmp_path / "report", formats=["md"], langs=["en"])
    said = (tmp_path / "report" / "report.en.md").read_text(encoding="utf-8")
    rows = json.loads((tmp_path / "report" / "results.json").read_text(encoding="utf-8"))["description"]["respondents"]
    shown = {row["option"]: row["n"] for row in rows if row["variable"] == "gender"}
    assert shown == ({1: None, 2: None} if below else {1: 57, 2: 3})
    assert ("fewer people than the study declares" in said) == bool(below)
    assert ("| Female | 3 |" in said) != bool(below)


def test_patterns_of_few_people_are_not_counted() -> None:
    """How many left out what, where fewer than the limit did; the next larger goes with a single one."""
    X = varied(60)
    X[:2, 0] = X[2:9, 1] = np.nan
    found = missing(survey_of(X))
    assert missing_hidden(found, 0) is found
    hidden = missing_hidden(found, 5)
    assert hidden.patterns["items"].tolist() == found.patterns["items"].tolist()
    assert hidden.patterns["n"].isna().tolist() == [False, True, True]
    assert hidden.persons["n"].isna().sum() == 0
    assert (hidden.share, hidden.mcar) == (found.share, found.mcar)
