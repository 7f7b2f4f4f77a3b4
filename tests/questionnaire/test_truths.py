"""Truths beside a questionnaire's own: what is on top, what is refused, and what the demo's holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tamkit.errors import QuestionnaireError
from tamkit.questionnaire import (
    Covariance,
    Difference,
    Minor,
    Questionnaire,
    Truth,
    load,
    loads,
    truths,
    with_truth,
)
from tamkit.questionnaire import Path as Arrow
from tamkit.questionnaire.population import minor_weights, population_model


@pytest.fixture(scope="module")
def demo() -> Questionnaire:
    return with_truth(load("huabei_baitiao", add=["credit_reference"]), "demo")


def test_what_is_not_said_is_as_it_was() -> None:
    below = Truth(
        loading=0.7,
        paths=(Arrow(source="A", target="B", beta=0.3), Arrow(source="A", target="C", beta=0.2)),
        covariances=(Covariance(first="A", second="D", r=0.1),),
        respondents={"user": {1: 0.5, 2: 0.5}, "age": {1: 1.0}},
    )
    above = Truth(
        paths=(Arrow(source="A", target="C", beta=0.0), Arrow(source="B", target="A", beta=0.4)),
        covariances=(Covariance(first="D", second="A", r=0.6),),
        respondents={"user": {1: 0.9, 2: 0.1}},
    )
    both = above.over(below)
    assert both.loading == 0.7
    assert [(p.source, p.target, p.beta) for p in both.paths] == [("A", "B", 0.3), ("A", "C", 0.0), ("B", "A", 0.4)]
    assert [c.r for c in both.covariances] == [0.6]  # a covariance has no direction, a path has
    assert both.respondents == {"user": {1: 0.9, 2: 0.1}, "age": {1: 1.0}}
    more = Truth(differences=(Difference(variable="u", options=(1,), source="A", target="B", beta=0.0),))
    assert len(more.over(more.over(below)).differences) == 2
    assert Truth(loading=0.6).over(below).loading == 0.6


def test_the_demo_departs_from_what_power_is_planned_with(demo: Questionnaire) -> None:
    own = load("huabei_baitiao").truth
    assert own is not None
    assert demo.truth is not None
    assert load("huabei_baitiao", add=["credit_reference"]).truth.minor is None  # the default stays what it was
    beta = {(p.source, p.target): p.beta for p in demo.truth.paths}
    signs = {h.id: (h.source, h.target, h.sign) for h in demo.hypotheses}
    assert beta[signs["H3"][:2]] == 0
    assert 0 < beta[signs["H8"][:2]] <= 0.05
    assert signs["H7"][2] == "-"
    assert beta[signs["H7"][:2]] > 0
    assert demo.truth.differences
    assert {"user", "product"} <= set(demo.truth.shifts)
    assert truths() == ["demo"]


def test_mistakes_are_told_at_their_place(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "truth:\n"
        "  lodings: {PU1: 0.5}\n"
        "  tilts:\n"
        "    - {variable: gendr, options: [1], by: income, odds: 2}\n"
        "    - {variable: age, options: [9], by: income, odds: 2}\n"
        "    - {variable: age, options: [1], by: occupation, odds: 0}\n"
        "  differences:\n"
        "    - {variable: user, options: [1], source: PX, target: INT, beta: 0.1}\n"
        "  default_cut: nowhere\n",
        encoding="utf-8",
    )
    with pytest.raises(QuestionnaireError) as caught:
        with_truth(load("huabei_baitiao_short"), path)
    told = str(caught.value)
    for place, what in (
        ("2:3", "unknown key 'lodings'. Did you mean 'loadings'"),
        ("4:18", "unknown variable 'gendr'; did you mean 'gender'"),
        ("5:", "'age' has no option 9"),
        ("6:", "'occupation'"),  # codes that are no numbers
        ("6:", "'odds' is 0"),
        ("8:", "unknown construct 'PX'"),
        ("9:16", "unknown set of thresholds 'nowhere'"),
    ):
        assert any(place in line and what in line for line in told.splitlines()), (place, what, told)


def test_a_truth_that_is_not_there_is_answered(tmp_path: Path) -> None:
    with pytest.raises(QuestionnaireError, match=r"unknown truth 'demmo'; did you mean 'demo'\? Shipped: demo"):
        with_truth(load("huabei_baitiao"), "demmo")
    empty = tmp_path / "t.yaml"
    empty.write_text("- 1\n", encoding="utf-8")
    with pytest.raises(QuestionnaireError, match=r"t\.yaml"):
        with_truth(load("huabei_baitiao"), empty)


def test_only_choices_are_tilted() -> None:
    from survey.samples import YAML

    text = YAML + "  tilts:\n    - {variable: age, options: [1], by: {variable: user, options: [1]}, odds: 2}\n"
    with pytest.raises(
        QuestionnaireError, match="'age' is a number question; only the answers to a single or multiple"
    ):
        loads(text, "small.yaml")


def test_minor_factors_leave_loadings_and_variances_and_share_the_rest() -> None:
    form = with_truth(load("huabei_baitiao_short"), Truth(minor=Minor(share=0.3, seed=4)))
    weights = minor_weights(form)
    unique = 1 - 0.78**2
    assert list(weights) == form.item_codes
    assert all(sum(w * w for w in row) == pytest.approx(0.3 * unique) for row in weights.values())
    terms = {(t.lhs, t.op, t.rhs): t.fixed[0] for t in population_model(form).terms}
    assert terms["PU", "=~", "PU1"] == 0.78
    assert terms["PU1", "~~", "PU1"] == pytest.approx(unique)
    shared = sum(a * b for a, b in zip(weights["PU1"], weights["PE2"], strict=True))
    assert terms["PU1", "~~", "PE2"] == pytest.approx(shared)
    assert minor_weights(load("huabei_baitiao_short")) == {}
    assert minor_weights(form) == minor_weights(form)


def test_a_truth_of_a_longer_form_says_what_to_add() -> None:
    with pytest.raises(QuestionnaireError, match="--add credit_reference"):
        with_truth(load("huabei_baitiao"), "demo")
