"""Analyses added by a study: what they may name, which ids are taken, and where each mistake is told."""

from __future__ import annotations

import pytest
from questionnaire.sample import SAMPLE

from tamkit.questionnaire import Analyses, Outcome, Questionnaire, loads
from tamkit.questionnaire.loader import parse
from tamkit.questionnaire.rules_analyses import check_added, known_of
from tamkit.questionnaire.tree import read

ANALYSES = """\
analyses:
  outcomes:
    - id: using
      title: Use
      outcome: user
      kind: binary
      options: [1]
      predictors: [{id: age, name: Age, variable: age}]
  comparisons:
    - {id: women, statement: Women, value: 50, base: users, measure: {variable: user, options: [2]}, source: x}
"""
MODULE = """\
  - code: EX
    title: Extra
    analyses:
      outcomes:
        - id: using
          title: Use again
          outcome: user
          kind: binary
          options: [2]
          predictors: [{id: age, name: Age, variable: age}]
"""


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return loads(SAMPLE + ANALYSES)


def told(form: Questionnaire, text: str) -> list[tuple[int, str]]:
    """Line and key of what is wrong with a study's analyses."""
    tree = read(text, "study.yaml")
    check_added(tree, form)
    return [(problem.line, problem.message.key) for problem in tree.problems]


def test_what_a_questionnaire_asks_is_known(form: Questionnaire) -> None:
    known = known_of(form)
    assert list(known.variables) == ["user", "product", "age"]
    assert {code: label.get() for code, label in known.variables["user"].items()} == {1: "是", 2: "否"}
    assert known.kinds["age"] == "number"
    assert set(known.constructs) == {"PU", "FR", "PV", "PR", "INT"}
    assert not known.knowledge


def test_new_analyses_of_what_is_asked(form: Questionnaire) -> None:
    more = ANALYSES.replace("id: using", "id: buying").replace("id: women", "id: men")
    assert told(form, more) == []
    assert told(form, "title: x\n") == []


def test_an_id_of_the_questionnaire_is_taken(form: Questionnaire) -> None:
    assert told(form, ANALYSES) == [(10, "questionnaire.id_taken")]  # outcomes of one variable replace each other
    other = ANALYSES.replace("outcome: user", "outcome: product").replace("id: women", "id: men")
    assert told(form, other) == [(3, "questionnaire.id_taken")]
    shipped = ANALYSES.replace("id: using", "id: buying").replace("id: women", "id: users")  # of its reference values
    assert told(form, shipped) == [(10, "questionnaire.id_taken")]


OUTCOMES = """\
outcomes:
  - {outcome: user, kind: binary, options: [2], predictors: [age, PU]}
  - {outcome: product, kind: ordinal, options: [2, 1], predictors: [age]}
"""


def test_outcomes_of_a_study_stand_at_the_top_and_replace_by_variable(form: Questionnaire) -> None:
    assert told(form, OUTCOMES) == []
    assert told(form, OUTCOMES.replace("PU]", "PX]")) == [(2, "unknown.word")]
    assert told(form, f"{OUTCOMES}  - {{outcome: user, kind: binary, options: [1], predictors: [age]}}\n") == [
        (4, "questionnaire.second")
    ]
    wanted = Analyses(outcomes=(Outcome(outcome="user", kind="binary", options=(2,), predictors=("age",)),))
    assert [one.key for one in form.with_analyses(wanted).analyses.outcomes] == ["user_binary"]


def test_an_id_is_given_once(form: Questionnaire) -> None:
    twice = ANALYSES.replace("id: using", "id: buying").replace("id: women", "id: men")
    line = twice.splitlines()[-1]
    assert [at for at, _ in told(form, f"{twice}{line}\n")] == [11]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("outcome: user", "outcome: usr", 5),
        ("variable: age}", "variable: ages}", 8),
        ("measure: {variable: user, options: [2]}", "measure: {variable: user, options: [3]}", 10),
    ],
)
def test_what_is_not_asked_is_told_at_its_place(form: Questionnaire, old: str, new: str, line: int) -> None:
    text = ANALYSES.replace("id: using", "id: buying").replace("id: women", "id: men").replace(old, new)
    assert [at for at, _ in told(form, text)] == [line]


def test_the_questionnaire_s_own_analyses_come_before_those_of_its_modules() -> None:
    """Of two with one id the module's is the second, wherever it stands in the file."""
    before = SAMPLE.index("modules:\n")
    after = SAMPLE.index("reference_values:\n")
    text = f"modules:\n{MODULE}{SAMPLE[:before]}{SAMPLE[after:]}{ANALYSES}"
    _, problems = parse(text)
    assert [problem.line for problem in problems] == [6]
    assert "using" in str(problems[0].message)
