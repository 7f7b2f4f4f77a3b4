"""The questions a model answers, and that nothing changes it."""

from __future__ import annotations

import doctest
import pickle
import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from tamkit.errors import InputError
from tamkit.messages import Message
from tamkit.syntax import Model, Term, as_model, parse

TEXT = """
# comment with =~ in it
PU =~ NA*PU1 + c(a, b)*PU2 +
      start(0.5)*PU3   ! another
PU ~~ 1*PU; ATT =~ A1 + A2
ATT ~ e*PU + 0.5*age
q := 2*e
"""


def test_what_measures_what() -> None:
    assert parse(TEXT).measured() == {"PU": ("PU1", "PU2", "PU3"), "ATT": ("A1", "A2")}
    assert parse("C <~ x + y\nf =~ x").measured("<~") == {"C": ("x", "y")}


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("f =~ x1\nf =~ x2", ("x1", "x2")),
        ("f =~ (1/2)*x1 + 1?x2", ("x1", "x2")),
        ("f =~ c('a+b', \"c\")*x1 + x2", ("x1", "x2")),
        ("f ＝～ x1 ＋ x2；", ("x1", "x2")),
        ("f + g =~ x1 + x2", ("x1", "x2")),
        ("f =~\n\n x1 # =~\n + x2", ("x1", "x2")),
    ],
)
def test_no_spelling_changes_it(text: str, items: tuple[str, ...]) -> None:
    assert parse(text).measured()["f"] == items


def test_paths_and_labels() -> None:
    model = parse(TEXT)
    assert model.paths() == (("PU", "ATT"), ("age", "ATT"))
    assert model.labels() == ("a", "b", "e", "q")
    assert model.has_numbers()
    assert not parse("f =~ x1 + NA*x2").has_numbers()


def test_a_covariance_is_found_either_way_round() -> None:
    model = parse("a ~~ 0.3*b\na ~ 1")
    found = model.find("b", "~~", "a")
    assert found is not None
    assert found.fixed == (0.3,)
    assert model.find("a", "~1") is not None
    assert model.find("a", "~", "b") is None


def test_unlabelled_keeps_numbers_and_starts() -> None:
    text = "PU =~ NA*PU1 + 1*PU2 + c(a, b)*PU3 + 'd'*PU4\nINT ~ a*start(.2)*PU + 0.5*IT\nx := a*a\na > 0"
    assert str(parse(text).unlabelled()) == "PU =~ NA*PU1 + 1*PU2 + PU3 + PU4\nINT ~ start(0.2)*PU + 0.5*IT"


def test_a_model_is_frozen_and_travels() -> None:
    model = parse(TEXT)
    with pytest.raises(FrozenInstanceError):
        model.terms = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        model.terms[0].fixed = (1.0,)  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(model)) == model
    assert hash(model) == hash(parse(str(model)))


def test_equality_is_of_what_is_said_not_of_how() -> None:
    assert parse("f =~ x1+.5*x2 # why") == parse("f =~ x1\n + (1/2)*x2")
    assert parse("f =~ x1 + x2") != parse("f =~ x2 + x1")


WRONG = Message("syntax.line_has_no_operator")


def test_a_mistake_is_shown_in_the_text_or_named_by_the_origin() -> None:
    model = parse("f =~ x1 + x2\ny ~ f")
    assert str(model.error(model.terms[-1], WRONG)) == f"model syntax, line 2: {WRONG}\n    y ~ f\n        ^"
    assert str(model.made("study 7").error(model.terms[-1], WRONG)) == f"study 7: {WRONG}"
    assert str(Model(()).complaint(WRONG)) == f"the model: {WRONG}"
    added = model.plus("z ~ f")
    assert str(added.error(added.terms[-1], WRONG)) == f"the model: {WRONG}"
    assert str(added.error(added.terms[-2], WRONG)).startswith("model syntax, line 2")


def test_a_model_is_text_or_a_model() -> None:
    model = parse("y ~ x")
    assert as_model(model) is model
    with pytest.raises(InputError, match="text in lavaan syntax; got dict"):
        as_model({})  # type: ignore[arg-type]


def test_of_constructs() -> None:
    assert Model.of({"F": ["a", "a", "b"]}) == parse("F =~ a + b")
    with pytest.raises(InputError, match="the model: construct 'F' has no items"):
        Model.of({"F": []})
    with pytest.raises(InputError, match="q: 'item 1' cannot be a variable's name in a model"):
        Model.of({"F": ["item 1"]}, origin="q")
    with pytest.raises(InputError, match="measured by itself"):
        Model.of({"F": ["F", "a"]})


def test_a_term_knows_its_parameter() -> None:
    assert Term("b", "~~", "a").key == Term("a", "~~", "b").key == ("a", "~~", "b")
    assert Term("b", "~", "a").key == ("b", "~", "a")


def test_the_examples_of_the_page_run() -> None:
    page = (Path(__file__).parents[2] / "docs" / "estimation.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```pycon\n(.*?)```", page, re.DOTALL)
    test = doctest.DocTestParser().get_doctest(code, {}, "estimation.md", None, None)
    assert doctest.DocTestRunner().run(test).failed == 0
