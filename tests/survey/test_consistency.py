"""Whether printed percentages can be true together, on figures made up so that the answer is known."""

from __future__ import annotations

import pytest

from tamkit.questionnaire import loads
from tamkit.survey.consistency import _nearest, check_figures, spelled

FORM = """
name: printed
title: Printed
scales: {{s: {{points: 2, labels: {{en: ["No", "Yes"]}}}}}}
variables:
  - {{code: use, name: Use, text: Use it, options: [{{code: 1, label: "No"}}, {{code: 2, label: "Yes"}}]}}
  - code: why
    name: Why
    text: Why
    base: {{variable: use, options: [2]}}
    options: [{{code: 1, label: Cheap}}, {{code: 2, label: Fast}}, {{code: 3, label: Safe}}]
reference_values:
{values}
"""


def printed(*figures):
    """A form with figures (id, value, decimals, variable, option), all of one section."""
    lines = [
        f"  - {{id: {name}, section: One, statement: {name}, base: All, value: {value}, decimals: {decimals}, "
        f"source: Made up, measure: {{variable: {variable}, options: [{option}]}}}}"
        for name, value, decimals, variable, option in figures
    ]
    return loads(FORM.format(values="\n".join(lines)), "printed.yaml")


def test_figures_of_one_base():
    """3 of 7 and 4 of 7 at two decimals allow 7 and its multiples, and the ratios near it only."""
    found = check_figures(printed(("no", 42.86, 2, "use", 1), ("yes", 57.14, 2, "use", 2)), limit=40)
    assert found.consistent
    (group,) = found.groups.to_dict("records")
    assert (group["figures"], group["fitting"], group["bases"]) == (2, 2, "7 14 21 28 35")
    assert found.figures["smallest"].tolist() == [7, 7]
    assert found.figures["bases"].tolist() == ["7 14 21 28 35"] * 2
    assert found.limit == 40


def test_a_figure_that_no_base_gives():
    found = check_figures(printed(("no", 42.86, 2, "use", 1), ("odd", 57.2, 2, "use", 2)), limit=20)
    assert not found.consistent
    rows = found.figures.set_index("id")
    assert rows["fits"].tolist() == [True, False]
    assert rows.loc["odd", "bases"] == ""
    assert rows["smallest"].isna().tolist() == [False, True]


def test_a_base_that_an_earlier_figure_contradicts():
    """7 of 10 use it, but the reasons are printed on a base of 8."""
    whole = [("no", 30.0, 2, "use", 1), ("yes", 70.0, 2, "use", 2)]
    found = check_figures(printed(*whole, ("cheap", 62.5, 2, "why", 1), ("fast", 37.5, 2, "why", 2)), limit=15)
    (row,) = found.conflicts.to_dict("records")
    assert (row["group"], row["parent"]) == ("use=2", "yes")
    assert (row["base"], row["count"], row["nearest"], row["difference"]) == (10, 7, 8, 1)
    assert not found.consistent


def test_a_base_that_an_earlier_figure_allows():
    whole = [("no", 30.0, 2, "use", 1), ("yes", 70.0, 2, "use", 2)]
    assert check_figures(printed(*whole, ("cheap", 42.86, 2, "why", 1)), limit=15).consistent
    assert check_figures(printed(("cheap", 62.5, 2, "why", 1)), limit=15).consistent  # nothing to hold it against


@pytest.mark.parametrize(
    ("people", "text"), [((), ""), ((("use", (2,)),), "use=2"), ((("a", (1, 2)), ("b", (3,))), "a=1,2 & b=3")]
)
def test_groups_by_codes(people, text):
    assert spelled(people) == text


def test_the_nearest_base():
    assert _nearest(7, [2, 8, 20]) == (8, 1)
    assert _nearest(9, [8, 10]) == (8, -1)  # of two as near, the smaller
    assert _nearest(8, [8]) == (8, 0)
