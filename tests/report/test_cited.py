"""Numbers in sentences hold the value they are of, whatever a text goes through."""

from __future__ import annotations

import doctest
import math

import pytest

from tamkit.messages import Message
from tamkit.report import cited
from tamkit.report.cited import Cited, Said, carried, mark, plain, split
from tamkit.report.spoken import number
from tamkit.report.tree import Run, printable, runs
from tamkit.report.words import Words


def test_examples_in_the_docstrings_run() -> None:
    assert doctest.testmod(cited).failed == 0


@pytest.mark.parametrize("value", [0.1, -0.1, 1e-300, -1234.5678901234567, 5e-324, 0.0])
def test_a_number_comes_out_as_it_went_in(value: float) -> None:
    (piece,) = split(mark("x", value))
    assert piece == Cited("x", value, "number", "")


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_what_is_no_number_holds_none(value: float | None) -> None:
    assert mark("—", value) == "—"


def test_words_and_numbers_of_lists_and_sentences_within_sentences_keep_theirs() -> None:
    t = Words("en")
    listed = t.join([number(0.1234), number(-0.5)])
    assert [piece.value for piece in split(listed) if isinstance(piece, Cited)] == [0.1234, -0.5]
    inner = Message("drivers.total_effect", source="PU", total=-0.25)
    (number_,) = (piece for piece in split(t.say(inner)) if isinstance(piece, Cited))
    assert (number_.text, number_.value) == ("−0.250", -0.25)
    par = t.p("report.noted", text=Message("drivers.total_effect", source=inner, total=0.5))
    assert [run.cited.value for run in par.runs if run.cited is not None] == [-0.25, 0.5]


def test_a_number_knows_the_placeholder_that_it_fills_first() -> None:
    t = Words("en")
    told = t("drivers.total_effect", source="PU", total=0.25)
    (first,) = (piece for piece in split(told) if isinstance(piece, Cited))
    (again,) = (piece for piece in split(t("report.noted", text=told)) if isinstance(piece, Cited))
    assert (first.name, again.name) == ("total", "total")
    (spoken,) = (piece for piece in split(t("report.noted", text=number(0.25))) if isinstance(piece, Cited))
    assert spoken.name == "text"


def test_a_run_keeps_its_style_and_no_mark_reaches_a_reader() -> None:
    made = runs("**{n}**", n=f"CFI = {number(0.9532)}")
    assert [(run.text, run.style) for run in made] == [("CFI = ", "strong"), ("0.953", "strong")]
    assert printable((number(0.5), Run(number(0.25)))) == ("0.500", Run("0.250"))


def test_cases_are_chosen_as_by_any_number() -> None:
    value = Message("cli.answers_valid", received=10, valid=0, rate=0.0)
    assert plain(Words("en").say(value)) == value.say("en")
    assert str(Said(0.5)) == "0.5"


def test_text_that_holds_none_is_left_alone() -> None:
    for text in ("", "p < .05", "\ufdd0", "\ufdd0a\ufdd1b\ufdd2"):
        assert plain(text) == text
        assert "".join(str(piece) for piece in split(text)) == text
    assert carried(("a", 1, None, True)) == ("a", 1, None, True)
