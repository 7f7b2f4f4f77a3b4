"""Everything a questionnaire's columns may be called, and what is told of those that found no partner."""

from __future__ import annotations

import numpy as np
import pytest
from survey.exports import FORM

from tamkit.errors import DataError
from tamkit.questionnaire import loads
from tamkit.survey.coding.cells import Wrong
from tamkit.survey.coding.index import Index, Matches, Target
from tamkit.survey.coding.problems import SHOWN, Problems
from tamkit.survey.coding.unmatched import candidates, missing_items, named, unmatched_note
from tamkit.survey.readers.table import Column, RawTable, factorize

INDEX = Index(FORM)
ALL = {at: Target("item", code) for at, code in enumerate(FORM.item_codes)}


def test_targets_by_name():
    assert Target("item", "PU1").name == "PU1"
    assert Target("option", "used", 3).name == "used.3"
    found = Matches({4: Target("option", "used", 3), 2: Target("item", "PU1")}, {}, (), ())
    assert found.columns("option") == {"used.3": 4}
    assert found.columns("item") == {"PU1": 2}
    assert found.columns("check") == {}


def test_codes_in_any_case():
    assert INDEX.codes["pu1"] == Target("item", "PU1")
    assert INDEX.codes["ac1"].kind == "check"
    assert INDEX.codes["used"].kind == "variable"


@pytest.mark.parametrize(
    ("text", "code"),
    [("使用微粒贷让付款更快", "PU1"), ("使用" + "贷" * 24 + "让付款更快", "PU1"),
    ("使用" + "贷" * 25 + "让付款更快", None), ("让付款更快", None),
     ("Baitiao is of no use to me", "PU3"), ("is of no use to me", "PU3")],
)  # fmt: skip
def test_any_products_name_stands_for_the_placeholder(text, code):
    found = INDEX.by_text(text)
    assert (None if found is None else found.code) == code


def test_a_wording_of_two_questions_is_neithers():
    asked = loads("""
name: twins
title: Twins
scales: {s: {points: 2, labels: {en: ["No", "Yes"]}}}
variables:
  - {code: a, name: Same words, text: First question, kind: text, aliases: [q1]}
  - {code: b, name: Same words, text: Second question, kind: text, aliases: [" Q2 "]}
""")
    index = Index(asked)
    assert index.by_text("Same words") is None
    assert index.by_text("First question?").code == "a"
    assert index.codes["q2"].code == "b"
    assert index.by_text("q1").code == "a"


def test_familiar_headers_are_counted():
    assert INDEX.familiar(["PU1", " pu2 ", "1、您的性别", "您的年龄（岁）：____", "", "nothing known"]) == 4


def test_items_without_a_column_are_told_with_their_nearest():
    have = {at: target for at, target in ALL.items() if target.code not in ("PU2", "RK1")}
    near = Column(5, "花呗让资金更加灵活", stem="花呗让资金更加灵活")
    with pytest.raises(DataError) as caught:
        missing_items(Matches(have, {}, (near, Column(6, "zzz", stem="zzz")), ()), INDEX, "a.csv")
    values = caught.value.message.values
    assert caught.value.message.key == "survey.items_without_column"
    assert (values["n"], values["all"], values["more"]) == (2, 6, 0)
    first, second = values["lines"]
    assert (first.values["item"], second.values["item"]) == ("PU2", "RK1")
    assert [one.values["letter"] for one in first.values["near"]] == ["F"]
    assert second.values["near"] is None
    missing_items(Matches(ALL, {}, (), ()), INDEX, "a.csv")


def test_candidates_are_ranked():
    columns = [Column(0, "costs"), Column(1, "unexpected fees"), Column(2, "I worry about unexpected costs")]
    found = candidates("I worry about unexpected fees", columns)
    assert [one.values["letter"] for one in found] == ["C", "B"]
    assert candidates("I worry about unexpected fees", columns, limit=1) == found[:1]
    assert candidates("something else altogether", columns[:1]) == ()


def test_columns_nobody_claimed():
    left = (*(Column(at, f"zzz{at}") for at in range(10, 21)), Column(30, "您的月可支配收入是"))
    columns, absent = unmatched_note(Matches(ALL, {}, (left[-1], *left[:-1]), ()), INDEX, "a.csv")
    assert (columns.key, columns.values["n"], columns.values["more"]) == ("survey.columns_unmatched", 12, 2)
    assert columns.values["columns"][0] == named(left[-1], "income")
    assert columns.values["columns"][1].values["like"] is None
    assert absent.key == "survey.answers_absent"
    assert absent.values["codes"] == ("AC1", "gender", "age", "income", "used", "overdue", "comment")


def test_problems_are_told_together():
    cells = factorize(["a", "b" * 60, "a", "13800138000"])
    table = RawTable("a.csv", "csv", (("x",),), (cells,), np.arange(2, 6))
    problems = Problems("a.csv")
    problems.refuse()
    wrong = Wrong("no_number")
    problems.add(table, Column(0, "x"), "age", ((0, wrong),))
    with pytest.raises(DataError) as caught:
        problems.refuse()
    assert caught.value.message.key == "survey.at"
    problems.add(table, Column(0, "x"), "age", ((1, wrong), (2, wrong)))
    with pytest.raises(DataError) as caught:
        problems.refuse()
    assert (caught.value.message.key, caught.value.message.values["n"], problems.cells) == ("survey.no_answers", 3, 4)
    long, phone = (line.values["what"].values["cell"] for line in problems.lines[1:])
    assert len(long) == 38
    assert "138" not in phone


def test_many_problems_are_cut():
    cells = [f"x{n}" for n in range(SHOWN + 3)]
    table = RawTable("a.csv", "csv", (("x",),), (factorize(cells),), np.arange(2, 2 + len(cells)))
    problems = Problems("a.csv")
    problems.add(table, Column(0, "x"), "age", tuple((n, Wrong("no_number")) for n in range(len(cells))))
    assert [line.key for line in problems.lines] == ["survey.wrong_cells"] * SHOWN + ["survey.more_wrong_cells"]
    assert problems.lines[-1].values["n"] == 3
    with pytest.raises(DataError) as caught:
        problems.refuse()
    assert caught.value.message.values["more"] == 1
