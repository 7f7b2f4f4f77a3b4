"""The modifiers of a term: what is refused, with which reason, and what takes numbers or labels."""

from __future__ import annotations

import pytest

from tamkit.messages import Message
from tamkit.syntax import parse, read
from tamkit.syntax.terms import REFUSED


def reason(text: str) -> Message:
    """Why the one mistake of a text is one."""
    _, (mistake,) = read(text)
    return mistake.reason


@pytest.mark.parametrize(
    ("modifier", "key"),
    [
        ("efa('b')", "syntax.efa_refused"),
        ("lower(0)", "syntax.lower_bound_refused"),
        ("upper(1)", "syntax.upper_bound_refused"),
        ("prior('normal')", "syntax.prior_refused"),
        ("rv('s')", "syntax.random_slopes_refused"),
        ("rva('s')", "syntax.unknown_modifier"),
    ],
)
def test_what_there_is_not_is_refused_with_the_reason(modifier: str, key: str) -> None:
    assert reason(f"y ~ {modifier}*x").key == key


def test_every_refused_modifier_is_tested_above() -> None:
    assert sorted(REFUSED) == ["efa", "lower", "prior", "rv", "upper"]


@pytest.mark.parametrize(
    ("modifier", "numeric", "found"),
    [
        ("start(a)", True, "a"),
        ("fixed(a, b)", True, "a"),
        ("label(2)", False, "2"),
        ("equal(0.5)", False, "0.5"),
        ("equal(NA)", False, "NA"),
    ],
)
def test_numbers_where_labels_belong_and_the_other_way_round(modifier: str, numeric: bool, found: str) -> None:
    name = modifier.split("(")[0]
    assert reason(f"y ~ {modifier}*x") == Message("syntax.modifier_takes", modifier=name, numeric=numeric, found=found)


def test_each_modifier_sets_its_own_field() -> None:
    fixed, start, label, vector = parse("y ~ fixed(1, 2)*a + start(3, 4)*b + equal('p', 'q')*c + c(5, NA)*d").terms
    assert (fixed.fixed, fixed.starts, fixed.labels) == ((1.0, 2.0), (), ())
    assert (start.fixed, start.starts, start.labels) == ((), (3.0, 4.0), ())
    assert (label.fixed, label.starts, label.labels) == ((), (), ("p", "q"))
    assert (vector.fixed, vector.starts, vector.labels) == ((5.0, None), (), ())


def test_a_place_is_that_of_the_wrong_word() -> None:
    _, (mistake,) = read("y ~ x + rv('s')*z")
    assert (mistake.line, mistake.column) == (1, 9)
