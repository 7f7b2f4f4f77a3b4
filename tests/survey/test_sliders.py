"""Scales that are a range: written, read, described, simulated and modelled like the others, and never ordered."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tamkit
from tamkit import questionnaire
from tamkit.errors import InputError
from tamkit.questionnaire import Questionnaire, loads
from tamkit.survey import describe, load, simulate
from tamkit.survey.write import write

SLIDERS = """
name: slide
title: Sliders
scales:
  slider: {range: [0, 100], labels: {en: [Not at all, Completely], zh: [完全不同意, 完全同意]}}
  agree5: {points: 5, labels: {en: [Strongly disagree, Disagree, Neutral, Agree, Strongly agree]}}
constructs:
  - code: A
    name: {en: Alpha, zh: 甲}
    items:
      - {code: A1, text: A one}
      - {code: A2, text: A two, reverse: true}
      - {code: A3, text: A three}
  - code: B
    name: {en: Beta, zh: 乙}
    items:
      - {code: B1, text: B one, scale: agree5}
      - {code: B2, text: B two, scale: agree5}
      - {code: B3, text: B three}
checks:
  - {code: C1, kind: instructed, text: Move it to the right end, passes: [100]}
variables:
  - {code: sex, name: Sex, text: Your sex, options: [{code: 1, label: M}, {code: 2, label: F}]}
models:
  - {name: m, title: M, structure: "B ~ A"}
truth: {loading: 0.8, paths: [{source: A, target: B, beta: 0.5}], respondents: {sex: {1: 0.5, 2: 0.5}}}
"""
quick = settings(derandomize=True, max_examples=30, deadline=None)


@cache
def asked() -> Questionnaire:
    return loads(SLIDERS)


def frame(**columns: list[object]) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    return pd.DataFrame({code: ["3"] * n for code in asked().item_codes} | columns)


@quick
@given(st.lists(st.decimals(0, 100, places=1), min_size=1, max_size=6))
def test_every_number_of_the_range_is_an_answer(numbers):
    """At 0.1.0 a slider could not be declared."""
    cells = [str(number) for number in numbers]
    items = load(frame(A1=cells, A2=cells), asked()).items
    assert items["A1"].tolist() == [float(number) for number in numbers]
    assert items["A2"].tolist() == [100 - float(number) for number in numbers]


@pytest.mark.parametrize("cell", ["101", "-1", "100.5", "70%", "lots"])
def test_what_is_off_the_slider_is_refused(cell):
    with pytest.raises(InputError, match=r"A1.*allowed: 0–100 or Not at all, Completely|0–100 or"):
        load(frame(A1=["50", cell]), asked())


def test_labels_of_the_ends_blanks_and_nought():
    items = load(frame(A1=["Not at all", "完全同意", "", "0", "80分"]), asked()).items
    np.testing.assert_array_equal(items["A1"], [0, 100, np.nan, 0, 80])


def test_no_word_between_the_ends_is_taken_for_one_of_them():
    """同意 is 完全同意 on a scale of points that has no nearer label; on a slider it is nothing."""
    with pytest.raises(InputError, match="同意"):
        load(frame(A1=["同意"]), asked())


def test_nought_of_option_numbers_is_an_answer_on_a_slider_only(tmp_path):
    """In Wenjuanxing's numbers 0 is no answer to a question with options, and the left end of a slider."""
    header = ["序号", "提交答卷时间", *(f"{n}、{asked().item(code).text.get('en')}" for n, code in
                                       enumerate(asked().item_codes, 1))]  # fmt: skip
    rows = [[1, "2026/9/18 19:20:55", 0, 100, 0, 0, 5, -2]]
    file = tmp_path / "1_按序号_x_1_1.csv"
    pd.DataFrame(rows, columns=header).to_csv(file, index=False)
    np.testing.assert_array_equal(load(file, asked()).items.iloc[0], [0, 0, 0, np.nan, 5, np.nan])


def test_a_mark_that_is_an_answer_too_is_asked_about(tmp_path):
    wide = loads(SLIDERS.replace("[0, 100]", "[-100, 100]"))
    header = ["序号", "提交答卷时间", *wide.item_codes]
    file = tmp_path / "1_按序号_x_1_1.csv"
    pd.DataFrame([[1, "2026/9/18 19:20:55", -2, 3, 3, 3, 3, 3]], columns=header).to_csv(file, index=False)
    with pytest.raises(InputError, match=r"values: \{A1: \{-2: NUMBER\}\}"):
        load(file, wide)
    assert load(file, wide, mapping={"values": {"A1": {"-2": -2}}}).items["A1"].tolist() == [-2]


@pytest.mark.parametrize("labels", [{0.0: "Not at all", 100.0: "Completely"}, {0.0: "Completely", 100.0: "Not at all"}])
def test_value_labels_of_the_ends_say_which_way_it_runs(tmp_path, labels):
    import pyreadstat

    data = pd.DataFrame({code: [3.0, 4.0] for code in asked().item_codes} | {"A1": [0.0, 30.0]})
    pyreadstat.write_sav(data, str(tmp_path / "a.sav"), variable_value_labels={"A1": labels | {50.0: "half"}})
    expected = [0, 30] if labels[0.0] == "Not at all" else [100, 70]
    assert load(tmp_path / "a.sav", asked()).items["A1"].tolist() == expected


@pytest.mark.parametrize("platform", ["csv", "wjx", "qualtrics"])
@pytest.mark.parametrize("form", ["text", "codes"])
def test_what_is_written_is_read(tmp_path, platform, form):
    made = simulate(asked(), 60, seed=4, careless=0.2, missing=0.1).survey
    file = tmp_path / "answers.csv"
    write(made, file, platform=platform, form=form, lang="en")
    read = load(file, asked())
    np.testing.assert_allclose(read.items, made.items)
    assert read.checks["C1"].tolist() == made.checks["C1"].tolist()


def test_description_of_a_slider():
    clean = simulate(asked(), 200, seed=1).survey
    found = describe(clean)
    row = found.items.set_index("item").loc["A1"]
    x = clean.items["A1"]
    assert (row["min"], row["max"]) == (x.min(), x.max())
    assert row["ceiling"] == 100 * (x == 100).mean()
    assert row["floor"] == 100 * (x == 0).mean()
    assert np.isnan(row["points"])
    assert found.likert["item"].tolist() == ["B1", "B2"]
    means = found.constructs.set_index("construct")
    assert means.loc["A", "mean"] == pytest.approx(clean.items[["A1", "A2", "A3"]].mean(axis=1).mean())
    assert np.isnan(means.loc["B", "mean"])  # its items have different ends


def test_a_slider_in_a_model_is_a_variable_like_any(tmp_path):
    """Standardized estimates know no unit."""
    data = simulate(asked(), 400, seed=2).survey.items
    fit = tamkit.fit(asked().model("m"), data)
    small = tamkit.fit(asked().model("m"), data / [100, 100, 100, 1, 1, 100])
    assert fit.fit["chisq"] == pytest.approx(small.fit["chisq"], abs=1e-4)
    np.testing.assert_allclose(fit.paths()["std_all"], small.paths()["std_all"], atol=1e-5)
    assert fit.paths()["std_all"].iloc[0] == pytest.approx(0.5, abs=0.12)


def test_the_form_has_room_for_a_number(tmp_path):
    for to in ("md", "docx", "wjx", "xlsx"):
        told = questionnaire.export(asked(), to, tmp_path / f"form.{to}", lang="en")
        assert any("slider from 0 to 100" in str(note) for note in told) == (to == "wjx")
    form = (tmp_path / "form.md").read_text(encoding="utf-8")
    assert "0 = Not at all – 100 = Completely" in form
    assert "| 1. A one | \\_\\_\\_\\_ |" in form
    assert "[矩阵填空题]" in (tmp_path / "form.wjx").read_text(encoding="utf-8")
    assert "scale slider: 0 Not at all … 100 Completely" in questionnaire.show(asked(), "en")


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("{range: [0, 100], labels", "{range: [0, 100], points: 5, labels", "either points .* or a range .* not both"),
        ("{range: [0, 100], labels", "{labels", "neither is given"),
        ("[0, 100]", "[100, 0]", "the range runs from 100 to 0; write the lower end first"),
        ("[Not at all, Completely]", "[No, Half, Yes]", "give one label for each of its two ends"),
        ("passes: [100]", "passes: [101]", "101 is off the scale; its points are 0 to 100"),
        ("完全同意]}}", "完全同意]}, synonyms: {120: [all]}}", "point 120 of a scale from 0 to 100"),
    ],
)
def test_mistakes_of_a_slider(written, instead, said):
    assert written in SLIDERS
    with pytest.raises(InputError, match=said):
        loads(SLIDERS.replace(written, instead))
