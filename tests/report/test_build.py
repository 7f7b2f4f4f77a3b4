"""The small tools of the chapters."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from tamkit.report import build
from tamkit.report.cited import plain
from tamkit.report.content import Content
from tamkit.report.tree import Below, Beside, Column, Interval, Row, Starred, Table
from tamkit.report.words import Words

T = Words("en")
NAN = float("nan")


def test_rows_of_a_frame() -> None:
    assert build.records(None) == []
    assert build.records(pd.DataFrame({"a": [1, 2]})) == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("row", "found"), [({"a": 1}, 1.0), ({"a": NAN}, None), ({"a": None}, None), ({"a": "x"}, None), ({}, None)]
)
def test_a_number_of_a_row(row: dict[str, object], found: float | None) -> None:
    assert build.value(row, "a") == found


def test_the_first_name_that_has_a_number() -> None:
    row = {"a": NAN, "b": 2, "c": 3}
    assert build.first(row, "a", "b", "c") == 2.0
    assert build.first(row, "c", "b") == 3.0
    assert build.first(row, "a") is None


def test_stars_and_effects() -> None:
    assert build.starred({"b": 0.2, "p": 0.01}, "b", "p") == Starred(0.2, 0.01)
    assert build.starred({"b": 0.2}, "b", "p") == Starred(0.2, None)
    assert build.starred({"p": 0.01}, "b", "p") is None
    assert build.effect({"total": 0.0}, "total") is None
    assert build.effect({"total": 0.0, "total_se": 0.9}, "total") == 0.0
    assert build.effect({"total": 0.3}, "total") == 0.3
    assert build.beside({"b": 0.2, "p": 0.01}, "b", "p") == Beside(0.2, 0.01)
    assert build.beside({"p": 0.01}, "b", "p") is None


def test_a_p_below_what_resampling_can_tell() -> None:
    row = {"p": 0.0019}
    assert build.p_cell(row, "p", 2 / 1001) == Below(0.0019, 2 / 1001)
    assert build.p_cell(row, "p", 0.0019) == build.p_cell(row, "p", None) == 0.0019
    assert build.p_cell({"p": NAN}, "p", 0.5) is None


def test_a_fit_measure_is_headed_by_its_version() -> None:
    spec = build.in_version({"cfi", "cfi_scaled", "cfi_robust", "chisq", "chisq_scaled", "df"}, *[
        (key, "number") for key in ("chisq", "df", "cfi", "srmr")
    ])  # fmt: skip
    assert [one[0] for one in spec] == ["chisq_scaled", "df", "cfi_robust", "srmr"]
    assert [column.title for column in build.columns(T, *spec)] == ["χ² (scaled)", "df", "CFI (robust)", "SRMR"]


def test_intervals_need_both_ends() -> None:
    assert build.interval({"l": 0, "u": 1}, "l", "u") == Interval(0.0, 1.0)
    assert build.interval({"l": 0, "u": NAN}, "l", "u") is None
    assert build.interval({"u": 1}, "l", "u") is None


def test_columns_are_titled_by_their_phrase_and_the_first_is_the_stub() -> None:
    made = build.columns(T, ("path", "text"), ("b", "number"), ("percent", "percent"), ("n", "integer", 2))
    assert [column.stub for column in made] == [True, False, False, False]
    assert [column.digits for column in made] == [3, 3, 1, 2]
    assert [column.kind for column in made] == ["text", "number", "percent", "integer"]
    assert [column.title for column in made] == [T("report.column", key=key) for key in ("path", "b", "percent", "n")]


def test_empty_columns_are_dropped_but_not_the_stub() -> None:
    columns = (Column("a", "A", stub=True), Column("b", "B"), Column("c", "C"), Column("d", "D"))
    body = (Row(heading="x"), Row((None, "", None, 0)), Row(("", "", "y", None)))
    kept = build.keep_filled(Table("t", "c", columns, body, ("note",)))
    assert [column.key for column in kept.columns] == ["a", "c", "d"]
    assert [row.cells for row in kept.rows] == [(), (None, None, 0), ("", "y", None)]
    assert kept.rows[0].heading == "x"
    assert kept.notes == ("note",)
    whole = Table("t", "c", columns[:1], (Row(("z",)),))
    assert build.keep_filled(whole) is whole


def test_a_frame_as_a_table() -> None:
    frame = pd.DataFrame({"path": ["a", None, NAN], "b": [1.5, NAN, 2], "n": [1, 2, 3], "p": [None, None, None]})
    spec = (("path", "text"), ("b", "number", 2), ("n", "integer"), ("p", "p"))
    made = build.from_frame(T, "t", "caption", frame, spec, say={"n": lambda n: f"<{n}>"}, notes=("x",))
    assert [column.key for column in made.columns] == ["path", "b", "n"]
    assert [row.cells for row in made.rows] == [("a", 1.5, "<1>"), ("", None, "<2>"), ("", 2.0, "<3>")]
    assert (made.id, made.caption, made.notes) == ("t", "caption", ("x",))


def test_names_of_models_and_paths(models: Content) -> None:
    title = models.questionnaire.declared("tam").title
    assert build.model_title(models, T, "tam") == title.get("en")
    assert build.model_title(models, Words("zh"), "tam") == title.get("zh")
    assert build.model_title(models, T, "nobody's") == "nobody's"
    assert build.arrow(models, T, "PU", "nobody") == f"{models.name('PU', 'en')} → nobody"


def test_paths_of_a_fit(models: Content) -> None:
    fit = models.drivers.main
    every, latent = build.paths_of(fit), build.paths_of(fit, latent_only=True)
    assert {(row["lhs"], row["rhs"]) for row in latent} <= {(row["lhs"], row["rhs"]) for row in every}
    assert {row["op"] for row in every} == {"~"}
    assert all({row["lhs"], row["rhs"]} <= set(fit.latent) for row in latent)


def test_respondents_of_all_groups() -> None:
    assert build.n_of(SimpleNamespace(n=(100, 20))) == 120
    assert build.n_of(SimpleNamespace(n=7.0)) == 7


def test_shares_are_percentages() -> None:
    assert build.ratio(1, 4) == 25.0
    assert build.ratio(1, 0) is None
    assert plain(build.num(0.12345)) == "0.123"
    assert plain(build.num(0.12345, 1)) == "0.1"


def test_remarks_are_said_once_and_before_notes() -> None:
    one = SimpleNamespace(remarks=("a.", "b.", "a."), notes=("never",))
    other = SimpleNamespace(notes=("c.",))
    (detail,) = build.remarks(T, one, other, SimpleNamespace())
    (made,) = detail.blocks
    assert [item.text for item in made.items] == ["a.", "b.", "c."]
    assert build.remarks(T, SimpleNamespace()) == []
