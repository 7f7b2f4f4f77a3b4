"""What is written reads back to the same model, whatever the model."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamkit.errors import InputError
from tamkit.syntax import Model, Term, line, parse
from tamkit.syntax.merging import checked
from tamkit.syntax.writer import number

NAMES = st.sampled_from(["PU", "x1", ".y", "信任", "题１", "a.b_2", "e", "NA_", "c", "start"])
VALUES = st.one_of(st.none(), st.floats(-1e6, 1e6), st.sampled_from([0.0, 1.0, -1.0, 0.1 + 0.2, 1e-9, 1e20]))
LABELS = st.sampled_from(["a", "b1", "a b", "NA", "it's", 'say "x"', "f=~x1", "c", "a；b", "sqrt"])
DEFINED = st.sampled_from(
    ["q := a*b", "r := -a^2 + 1e-5*b", "a > 0", "a*b == c^2 - 1/2", "s := sqrt(exp(a)) - (b - c)"]
)


def several(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(st.just(()), st.lists(values, min_size=1, max_size=3).map(tuple))


@st.composite
def models(draw: st.DrawFn) -> Model:
    terms = []
    for _ in range(draw(st.integers(1, 8))):
        op = draw(st.sampled_from(["=~", "~", "~~", "~1", "|", "~*~", "<~"]))
        lhs, rhs = draw(NAMES), draw(NAMES)
        if op in ("~", "~~") and draw(st.booleans()):
            rhs = f"{rhs}:x9"
        rhs = {"~1": "", "|": "t2", "~*~": lhs}.get(op, rhs)
        if lhs == rhs and op in ("=~", "~", "<~"):
            continue
        terms.append(Term(lhs, op, rhs, draw(several(VALUES)), draw(several(LABELS)), draw(several(VALUES))))
    terms = terms or [Term("f", "=~", "x")]
    definitions = parse("y ~ x\n" + "\n".join(draw(st.lists(DEFINED, max_size=3, unique=True)))).constraints
    try:
        return checked(Model(tuple(terms), definitions))
    except InputError:
        return Model((Term("f", "=~", "x"),), definitions)


@given(models())
@settings(max_examples=300, deadline=None)
def test_what_is_written_reads_back_to_the_same_model(model: Model) -> None:
    text = str(model)
    assert parse(text) == model
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("f=~x1+NA*x2", "f =~ x1 + NA*x2"),
        ("y ~ 0", "y ~ 0*1"),
        ("y ~ 1 + x", "y ~ 1\ny ~ x"),
        ("u | t1 + a*t2", "u | t1 + a*t2"),
        ("a + bb ~ r*x", "a  ~ r*x\nbb ~ r*x"),
        ("f =~ x1 + start(.8, .9)*x2", "f =~ x1 + start(c(0.8, 0.9))*x2"),
        ("f =~ x1 + 'two words'*x2", 'f =~ x1 + "two words"*x2'),
        ("y ~ a*x + b*z; ind:=a*b-2*(-a)", "y ~ a*x + b*z\nind := a*b - 2*(-a)"),
        ("y ~ a*x; a>0;t:=1e-3*a+a", "y ~ a*x\na > 0\nt := 1e-3*a + a"),
        ("x~~y; x~~x", "x ~~ y + x"),
    ],
)
def test_the_form_of_what_is_written(given: str, written: str) -> None:
    assert str(parse(given)) == written


def test_numbers_are_the_shortest_that_read_back() -> None:
    assert [number(value) for value in (None, 0.0, -0.0, 1.0, -2.0, 0.1, 1e20, 1 / 3)] == [
        *("NA", "0", "0", "1", "-2", "0.1", "1e+20", "0.3333333333333333")
    ]


def test_a_term_alone() -> None:
    assert [line(term) for term in parse("f =~ 0.5*x1\ny ~ m*1").terms] == ["f =~ 0.5*x1", "y ~ m*1"]
