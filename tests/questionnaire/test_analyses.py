# ruff: noqa: E501 (lines of YAML, and mistakes on one line each)
"""The analyses and research questions a questionnaire declares: read, shown, carried into larger ones; every mistake at its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from questionnaire.sample import SAMPLE

from tamkit.cli import main
from tamkit.errors import InputError
from tamkit.questionnaire import Questionnaire, load, loads, show, summary

MORE = """\
  - code: use
    name: {zh: 用途, en: Uses}
    text: What for?
    kind: multiple
    options:
      - {code: 1, label: Food}
      - {code: 2, label: Rent}
      - {code: 3, label: Nothing, exclusive: true}
  - code: town
    name: Town
    text: Where?
    options: [{code: 1, label: A}, {code: 2, label: B}, {code: 3, label: C}]
  - code: quiz
    name: Quiz
    text: True?
    correct: 1
    options: [{code: 1, label: T}, {code: 2, label: F}]
"""
ANALYSES = """\
analyses:
  title: {zh: 用途与用户, en: Uses and users}
  crosstabs:
    - {row: town, column: user}
    - {row: {count: use, at_most: 2}, column: {variable: use, options: [1, 2]}}
  quantities:
    - {id: uses, name: Number of uses, count: use}
  outcomes:
    - id: using
      title: {zh: 使用, en: Use}
      outcome: user
      kind: binary
      options: [1]
      predictors:
        - {id: years, name: {zh: 年龄, en: Age}, variable: age}
        - uses
        - {id: town_a, name: Lives in A, variable: town, options: [1]}
        - {id: knows, name: Right answers, score: knowledge}
        - {variable: town, factor: true}
        - FR
    - {outcome: town, kind: ordinal, options: [1, 3], predictors: [age]}
  rankings: [use, FR]
  together:
    - {id: had, title: Had together, of: [use, {variable: user, options: [1]}]}
  grids:
    - {id: map, title: A map, x: FR, y: PV}
  pathways:
    - {variable: town, through: PV, outcome: INT}
  comparisons:
    - {id: renting, statement: Use it for rent, value: 12, base: users, measure: {variable: use, options: [2]}, source: x}
questions:
  - {id: which, text: {zh: 哪个最高？, en: Which is highest?}, kind: ranking, of: [FR, PV]}
  - {id: high, text: How high?, kind: level, of: [INT]}
  - {id: why, text: What goes with it?, kind: drivers, outcome: INT, of: [PU, PR]}
  - {id: who, text: For whom?, kind: segments, of: [INT], by: [user, town]}
"""
FORM = SAMPLE.replace("blocks:\n", MORE + "blocks:\n", 1).replace(
    "[user, product, age]", "[user, product, age, use, town, quiz]"
)
WHOLE = FORM + ANALYSES
FIRST = FORM.count("\n")


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return loads(WHOLE)


def test_what_is_declared_is_read(form: Questionnaire) -> None:
    found = form.analyses
    assert [str(pair) for pair in found.crosstabs] == ["town × user", "use# × use=1,2"]
    regression, other = found.outcomes
    assert [str(one) for one in regression.predictors] == ["age", "uses", "town=1", "knowledge", "town", "FR"]
    assert [one.key for one in regression.predictors] == ["years", "uses", "town_a", "knows", "town", "FR"]
    assert regression.title.get("zh") == "使用"
    assert (regression.key, other.key) == ("using", "town_ordinal")
    assert (found.rankings, found.together[0].id, found.grids[0].x) == (("use", "FR"), "had", "FR")
    assert found.of_answers
    assert bool(found)
    assert [(one.id, one.kind) for one in form.questions] == [
        ("which", "ranking"),
        ("high", "level"),
        ("why", "drivers"),
        ("who", "segments"),
    ]


def test_comparisons_join_the_reference_values_once(form: Questionnaire) -> None:
    assert [value.id for value in form.reference_values] == ["users", "renting"]
    larger = form.plus(form).with_modules("EX")
    assert [value.id for value in larger.reference_values].count("renting") == 1


def test_it_is_shown(form: Questionnaire, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    assert main(["questionnaire", "show", str(path), "--lang", "en"]) == 0
    for text in (show(form, "en"), capsys.readouterr().out):
        lines = {re.sub(r":?\s+", " ", line).strip() for line in text.splitlines()}
        assert {
            "cross-table use# × use=1,2",
            "regression using Use, user=1 ← age, uses, town=1, knowledge, town, FR",
            "regression town_ordinal town=1,3 ← age",
            "ranking use",
            "held together had use, user=1",
            "grid map FR × PV",
            "pathway town → PV → INT",
            "which (ranking FR, PV) Which is highest?",
            "why (drivers INT · PU, PR) What goes with it?",
            "who (segments INT · user, town) For whom?",
        } <= lines
        assert "research questions" in text.lower()
    assert summary(form).endswith("2 reference values, 2 cross-tables, 2 regressions, 4 questions to answer")
    assert not {"ANALYSES", "RESEARCH QUESTIONS"} & set(show(loads(SAMPLE), "en").split("\n"))


def test_a_larger_questionnaire_carries_the_analyses_of_its_parts(form: Questionnaire) -> None:
    credit = load("credit_reference")
    apart = loads(re.sub(r"\bage\b", "years", WHOLE).replace("AC1", "AC9").replace("agree5", "five"))
    both = apart.plus(credit)
    assert [one.key for one in both.analyses.outcomes[:3]] == ["using", "town_ordinal", "use"]
    assert both.analyses.rankings == ("use", "FR", "R4", "CR12")
    assert both.analyses.crosstabs == (*apart.analyses.crosstabs, *credit.analyses.crosstabs)
    assert both.analyses.title == form.analyses.title
    assert load("huabei_baitiao").plus(credit).analyses == credit.analyses
    assert both.questions == (*apart.questions, *credit.questions)
    assert form.with_modules("EX").analyses == form.analyses
    assert form.with_modules("EX").questions == form.questions


def test_a_module_brings_its_own_analyses() -> None:
    module = """\
    variables:
      - {code: late, name: Late, text: Ever late?, options: [{code: 1, label: "Yes"}, {code: 2, label: "No"}]}
    analyses:
      crosstabs: [{row: late, column: user}]
    questions: [{id: lateness, text: Who is late?, kind: segments, of: [late], by: [user]}]
    blocks:
      - {code: fourth, title: Four, kind: questions, entries: [late]}
"""
    text = WHOLE.replace("    facet_of: PR\n", "    facet_of: PR\n" + module, 1).replace(
        "    blocks:\n      - {code: third, title: Three, kind: matrix, entries: [SO]}\n", "", 1
    )
    text = text.replace(
        "entries: [late]}\n", "entries: [late]}\n      - {code: third, title: Three, kind: matrix, entries: [SO]}\n", 1
    )
    found = loads(text)
    assert len(found.analyses.crosstabs) == 2
    assert str(found.with_modules("EX").analyses.crosstabs[-1]) == "late × user"
    assert [one.id for one in found.questions] == ["which", "high", "why", "who"]
    assert [one.id for one in found.with_modules("EX").questions] == ["which", "high", "why", "who", "lateness"]
    with pytest.raises(InputError, match="a second research question 'which'"):
        loads(text.replace("id: lateness", "id: which"))
    with pytest.raises(InputError, match="unknown item, construct or variable 'latte'; did you mean 'late'"):
        loads(text.replace("of: [late]", "of: [latte]"))


def test_one_id_for_two_things_is_refused(form: Questionnaire) -> None:
    other = loads(WHOLE.replace("options: [1]\n      predictors", "options: [2]\n      predictors"))
    with pytest.raises(InputError, match="both have a regression 'using' and mean different things"):
        form.plus(other)
    other = loads(WHOLE.replace("kind: level, of: [INT]", "kind: ranking, of: [PU, INT]"))
    with pytest.raises(InputError, match="both have a research question 'high' and mean different things"):
        form.plus(other)
    more = form.plus(loads(WHOLE.replace("kind: level, of: [INT]", "kind: level, of: [PU]")))
    assert next(one for one in more.questions if one.id == "high").of == ("INT", "PU")  # asked about more
    assert form.plus(form).analyses == form.analyses
    assert form.plus(form).questions == form.questions


def test_questions_are_no_analyses() -> None:
    with pytest.raises(InputError, match="unknown key 'questions'"):
        loads(FORM + "analyses:\n  questions: [{id: high, text: How high?, kind: level, of: [INT]}]\n")
    alone = loads(FORM + "questions: [{id: high, text: How high?, kind: level, of: [INT]}]\n")
    assert not alone.analyses
    assert [one.id for one in alone.with_questions([]).questions] == []


# what stands in ANALYSES, what is put there instead, what stands at the reported place, the message
MISTAKES = [
    ("row: town, column: user", "row: twon, column: user", "twon, col", "unknown variable 'twon'; did you mean 'town'?"),
    ("row: town, column: user", "row: town, column: town", "town}", "a cross-table needs two different things"),
    ("row: town, column: user", "row: age, column: user", "age, col", "'age' is a number question; a cross-table takes"),
    ("row: town, column: user", "row: use, column: user", "use, col", "(or {count: use}, or {variable: use, options: […]})"),
    ("row: town, column: user", "rows: town, column: user", "rows: to", "unknown key 'rows'. Did you mean 'row'?"),
    ("{count: use, at_most: 2}", "{count: town}", "town}", "'town' is a single question; what is counted are the ticks"),
    ("{count: use, at_most: 2}", "{count: us}", "us}", "unknown variable 'us'"),
    ("{count: use, at_most: 2}", "{count: use, at_most: 0}", "0}", "'at_most' is 0; it must be at least 1."),
    ("{count: use, at_most: 2}", "{count: use, variable: use}", "{count", "give one of variable, count and score, found"),
    ("{count: use, at_most: 2}", "{variable: user, at_most: 2}", "{variable", "at_most belongs to a count"),
    ("{count: use, at_most: 2}", "{}", "{}", "give one of variable, count and score."),
    ("options: [1, 2]}}", "options: [1, 9]}}", "9]", "'use' has no option 9. Allowed: 1 (Food)"),
    ("options: [1]\n      predictors", "options: [7]\n      predictors", "7]", "'user' has no option 7."),
    ("options: [1]\n      predictors", "options: []\n      predictors", "[]", "'options' is empty."),
    ("      options: [1]\n      predictors", "      predictors", "id: using", "a binary outcome needs 'options': which answers"),
    ("kind: binary", "kind: nominal", "nominal", "'kind' is 'nominal'; did you mean 'ordinal'? Allowed: binary, ordinal."),
    ("outcome: user\n", "outcome: usr\n", "usr", "unknown variable 'usr'; did you mean 'user'"),
    ("{outcome: town, kind: ordinal, options: [1, 3]", "{outcome: town, kind: ordinal", "town, kind", "the answers to 'town' are not"),
    ("{outcome: town, kind: ordinal, options: [1, 3]", "{outcome: use, kind: ordinal", "use, kind", "'use' is a multiple question; an ord"),
    ("{id: years, name", "{id: town_a, name", "town_a, name: Li", "a second predictor 'town_a'"),
    ("- uses\n", "- usess\n", "usess", "unknown variable, quantity or construct 'usess'; did you mean 'uses'"),
    ("variable: age}", "variable: use}", "use}", "'use' is a multiple question; a predictor is a single choice or a"),
    ("variable: age}", "variable: user}", "{id: years", "'user' is what is explained; it can't be its own predictor."),
    ("rankings: [use, FR]", "rankings: [town, FR]", "town, FR]", "unknown multiple choice or construct 'town'"),
    ("of: [use, {variable: user", "of: [town, {variable: user", "town, {", "'town' is no multiple choice: give the 'options' that"),
    ("of: [use, {variable: user, options: [1]}", "of: [use, {variable: user, options: [4]}", "4]", "'user' has no option 4"),
    ("x: FR, y: PV", "x: FR, y: PX", "PX}", "unknown construct 'PX'"),
    ("{variable: town, through", "{variable: twn, through", "twn, through", "unknown variable 'twn'; did you mean 'town'"),
    ("score: knowledge", "score: wisdom", "wisdom}", "'score' is 'wisdom'. Allowed: knowledge."),
    ("id: renting", "id: users", "users, st", "a second reference value 'users' (the first is in line"),
    ("measure: {variable: use, options: [2]}", "measure: {variable: use, options: [8]}", "8]", "'use' has no option 8."),
    ("id: high,", "id: which,", "which, text", "a second research question 'which' (the first is in line"),
    ("kind: level", "kind: levels", "levels, ", "'kind' is 'levels'; did you mean 'level'? Allowed: ranking, level,"),
    ("kind: level, of: [INT]", "kind: level, of: [INTT]", "INTT]", "unknown item, construct or variable 'INTT'; did you"),
    ("kind: level, of: [INT]", "kind: level", "{id: high", "a question of kind level needs 'of'."),
    ("kind: ranking, of: [FR, PV]", "kind: ranking, of: [FR, PV], by: [user]", "{id: which", "a question of kind ranking has no 'by'."),
    ("of: [FR, PV]", "of: [PU1]", "[PU1]", "a ranking needs several things, or one multiple choice or construct"),
    ("of: [FR, PV]", "of: [FR, FR]", "FR]", "'FR' stands here twice."),
    ("outcome: INT,", "outcome: INTT,", "INTT, of", "unknown item, construct or variable 'INTT'"),
    ("by: [user, town]", "by: [user, use]", "use]", "'use' is a multiple question; groups come from single-choice"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "at", "message"), MISTAKES, ids=[f"{new} {n}" for n, (_, new, *_) in enumerate(MISTAKES)]
)
def test_mistakes_are_placed(old: str, new: str, at: str, message: str) -> None:
    assert ANALYSES.count(old) == 1
    text = FORM + ANALYSES.replace(old, new)
    with pytest.raises(InputError) as caught:
        loads(text, "form.yaml")
    places = re.findall(r"form\.yaml:(\d+):(\d+): (.*)", str(caught.value))
    told = {(text.split("\n")[int(line) - 1][int(column) - 1 :][: len(at)], said) for line, column, said in places}
    assert any(there == at and message in said for there, said in told), told
    assert all(int(line) > FIRST for line, _, _ in places)


def test_knowledge_needs_a_right_answer() -> None:
    with pytest.raises(InputError, match="no question has a 'correct' answer, so there is no knowledge to count"):
        loads(WHOLE.replace("    correct: 1\n", ""))
