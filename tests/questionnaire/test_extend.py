"""Modules switched on, and one questionnaire added to another."""

import pytest
from questionnaire.sample import SAMPLE

from tamkit.errors import InputError
from tamkit.questionnaire import Questionnaire, load, loads
from tamkit.questionnaire.loader import parse


def test_a_facet_module_joins_its_construct() -> None:
    q = loads(SAMPLE).with_modules("EX")
    assert q.construct("PR").facets == ("FR", "PV", "SO")
    assert q.items_of("PR")[-2:] == ["SO1", "SO2"]
    assert "PR  =~ FR + PV + SO\n" in q.measurement
    assert "SO  =~ SO1 + SO2\n" in q.syntax("base")
    assert q.modules == ()


def test_questions_of_a_module_stand_after_the_last_matrix_and_are_numbered() -> None:
    q = loads(SAMPLE).with_modules("EX")
    assert [block.code for block in q.blocks] == ["first", "third", "second"]
    assert (q.item("SO1").number, q.item("SO2").row, q.variable("user").number) == (2, 2, 3)


def test_constructs_of_a_module_enter_only_models_that_name_them() -> None:
    q = load("huabei_baitiao").with_modules("TA", "MK")
    assert "SA" not in q.syntax("tam_risk_trust").split("\n", 1)[0]
    assert "SA1" not in q.syntax("tam_risk_trust")
    assert "SA1" in q.syntax("antecedents")
    assert "SA1" in q.measurement
    assert "MK1" not in q.measurement + q.syntax("antecedents")
    assert "MK1" in q.item_codes
    assert q.hypotheses[-1].id == "H17"
    assert q.syntax("tam") == load("huabei_baitiao").syntax("tam")


def test_all_modules_together_are_without_contradiction() -> None:
    for name in ("huabei_baitiao", "huabei_baitiao_short"):
        q = load(name)
        whole = q.with_modules(*(module.code for module in q.modules))
        assert len(set(whole.item_codes)) == len(whole.item_codes)
        assert all(item.number for item in whole.items)
        for model in whole.models:
            assert whole.syntax(model.name)


def test_an_unknown_module_is_answered() -> None:
    with pytest.raises(InputError, match=r"unknown module 'TB'\. Known: SO, TI, LG, OR, TA"):
        load("huabei_baitiao").with_modules("TB")


def test_modules_do_not_fit_a_measurement_model_of_ones_own() -> None:
    text = SAMPLE.replace("outcome: INT", "outcome: INT\nmeasurement: |\n  PU =~ PU1 + PU2")
    with pytest.raises(InputError, match="measurement model of its own"):
        loads(text).with_modules("EX")
    assert loads(text).with_modules() == loads(text)


def test_the_credit_battery_is_asked_behind_the_main_questionnaire() -> None:
    main, credit = load("huabei_baitiao"), load("credit_reference")
    q = main.plus(credit)
    assert q.name == main.name
    assert q.measurement == main.measurement
    assert q.syntax("tam") == main.syntax("tam")
    assert len(q.checks) == 2
    codes = [variable.code for variable in q.variables]
    assert codes.count("gender") == 1
    assert [v.number for v in q.variables if v.code in ("gender", "CR1", "CR21")] == [12, 20, 47]
    asked = [code for block in q.blocks for code in (entry.code for entry in q.entries(block))]
    assert len(asked) == len(set(asked)) == len(q.asked)
    assert len(q.reference_values) == len(credit.reference_values)
    assert q.truth is not None
    assert "CR7" in q.truth.respondents
    assert "PEOU ~~ 0*R4 + 0*ADV" in q.population()


def test_blocks_with_one_name_are_told_apart() -> None:
    q = load("huabei_baitiao").plus(load("credit_reference"))
    codes = [block.code for block in q.blocks]
    assert len(set(codes)) == len(codes)


def other(old: str, new: str) -> Questionnaire:
    text = SAMPLE.replace("name: sample", "name: other").replace(old, new)
    questionnaire, problems = parse(text)
    assert questionnaire is not None, problems
    return questionnaire


def test_one_code_for_two_things_is_refused() -> None:
    with pytest.raises(InputError, match="both have 'PU1' and mean different things"):
        loads(SAMPLE).plus(other("zh: 有用一", "zh: 别的"))
    with pytest.raises(InputError, match="different scales called 'agree3'"):
        loads(SAMPLE).plus(other("3: [赞同]", "3: [赞成]"))


def test_adding_the_same_questionnaire_changes_nothing_that_is_asked() -> None:
    q = loads(SAMPLE)
    twice = q.plus(other("name: other", "name: other"))
    assert twice.asked == q.asked
    assert twice.blocks == q.blocks


MODEL = "    models: [{name: extra, title: Extra, structure: 'INT ~ SO'}]\n"
EXPECTED = "    hypotheses: [{id: H9, source: SO, target: INT, sign: '-'}]\n"
QUESTION = "questions: [{id: high, text: How high?, kind: level, of: [INT]}]\n"


def test_parts_of_a_module_carry_its_mark() -> None:
    q = loads(SAMPLE.replace("    facet_of: PR\n", f"    facet_of: PR\n{MODEL}{EXPECTED}")).with_modules("EX")
    marked = {
        "constructs": {one.code for one in q.constructs if one.module == "EX"},
        "blocks": {one.code for one in q.blocks if one.module == "EX"},
        "models": {one.name for one in q.models if one.module == "EX"},
        "hypotheses": {one.id for one in q.hypotheses if one.module == "EX"},
    }
    assert marked == {"constructs": {"SO"}, "blocks": {"third"}, "models": {"extra"}, "hypotheses": {"H9"}}
    assert {one.scale for one in q.construct("SO").items} == {"agree3"}


def test_research_questions_of_the_second_questionnaire_join_the_first() -> None:
    text = QUESTION.replace("high", "low") + SAMPLE
    asked = other("name: other", f"{QUESTION}name: other")
    assert [one.id for one in loads(SAMPLE).plus(asked).questions] == ["high"]
    assert [one.id for one in loads(text).plus(asked).questions] == ["low", "high"]


def test_analyses_are_added_behind_the_questionnaire_s_own() -> None:
    crosstab = "analyses: {crosstabs: [{row: user, column: product}]}\n"
    q, more = (
        loads(SAMPLE + crosstab),
        loads(SAMPLE + crosstab.replace("row: user, column: product", "row: product, column: user")),
    )
    found = q.with_analyses(more.analyses)
    assert [str(pair) for pair in found.analyses.crosstabs] == ["user × product", "product × user"]
    assert found.model_copy(update={"analyses": q.analyses}) == q
