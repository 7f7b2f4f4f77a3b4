"""The shipped questionnaires: what they hold, and what a Questionnaire answers."""

import pickle
import subprocess
import sys

import pytest
from pydantic import ValidationError
from questionnaire.sample import SAMPLE

from tamkit.errors import InputError
from tamkit.questionnaire import Questionnaire, load, loads, names


@pytest.fixture(scope="module", params=["huabei_baitiao", "huabei_baitiao_short", "credit_reference"])
def any_questionnaire(request: pytest.FixtureRequest) -> Questionnaire:
    return load(request.param)


def test_the_shipped_names() -> None:
    assert names() == ["credit_reference", "huabei_baitiao", "huabei_baitiao_short"]


def test_forms_have_their_items() -> None:
    full, short = load("huabei_baitiao"), load("huabei_baitiao_short")
    assert len(full.item_codes) == 30
    assert len(short.item_codes) == 22
    assert short.item_codes == [item.code for item in full.items if item.short]
    assert [c.code for c in full.second_order()] == ["PR"]
    assert full.construct("PR").facets == ("FR", "PV", "PF", "PS")
    assert short.items_of("PR") == ["FR1", "PV1", "PF1", "PS1"]
    assert full.items_of("PR")[:4] == ["FR1", "FR2", "FR3", "PV1"]
    assert full.outcome == "INT"
    assert len(full.first_order()) == 9


def test_both_forms_use_the_same_words() -> None:
    full, short = load("huabei_baitiao"), load("huabei_baitiao_short")
    for item in short.items:
        assert item.text == full.item(item.code).text
    assert short.scales == full.scales
    assert short.checks[1].text == full.checks[1].text
    assert [v.model_copy(update={"number": None}) for v in short.variables] == [
        v.model_copy(update={"number": None}) for v in full.variables
    ]
    assert short.hypotheses == full.hypotheses
    by_name = {model.name: model for model in full.models}
    for model in short.models:
        if model.kind == "structural":
            assert model.structure == by_name[model.name].structure
    modules = {module.code: module for module in full.modules}
    assert all(module == modules[module.code] for module in short.modules)


def test_everything_is_said_in_both_languages(any_questionnaire: Questionnaire) -> None:
    q = any_questionnaire

    def texts(value: object) -> list[dict[str, object]]:
        if isinstance(value, dict):
            here = [value] if set(value) == {"zh", "en"} and not isinstance(value["zh"], tuple) else []
            return here + [text for part in value.values() for text in texts(part)]
        if isinstance(value, list | tuple):
            return [text for part in value for text in texts(part)]
        return []

    found = texts(q.model_dump())
    assert len(found) > 100
    assert all(text["zh"] and text["en"] for text in found)
    for text in found:
        assert str(text["zh"]).count("{P}") == str(text["en"]).count("{P}") or "{P}" in str(text["zh"])


def test_two_attention_checks(any_questionnaire: Questionnaire) -> None:
    kinds = [check.kind for check in any_questionnaire.checks]
    assert kinds == ["instructed", "bogus"]
    instructed = any_questionnaire.check("AC1")
    scale = any_questionnaire.scale_of("AC1")
    (score,) = instructed.passes
    for lang in ("zh", "en"):
        assert f"“{scale.label(score, lang)}”" in instructed.text.get(lang)


def test_statements_are_distinct(any_questionnaire: Questionnaire) -> None:
    for lang in ("zh", "en"):
        said = [item.text.get(lang) for item in any_questionnaire.items]
        assert len(set(said)) == len(said)


def test_hypotheses_are_the_paths_of_the_base_model() -> None:
    for name in ("huabei_baitiao", "huabei_baitiao_short"):
        q = load(name)
        assert [h.id for h in q.hypotheses] == [f"H{number}" for number in range(1, 13)]
        paths = {(h.source, h.target) for h in q.hypotheses}
        assert paths == set(q.model("tam_risk_trust").paths())
        assert q.truth is not None
        signs = {(p.target, p.source): "+" if p.beta > 0 else "-" for p in q.truth.paths}
        assert {(h.target, h.source): h.sign for h in q.hypotheses}.items() <= signs.items()
        assert all(h.reason and h.references for h in q.hypotheses)


def test_the_four_models_of_the_study_share_all_items() -> None:
    for name in ("huabei_baitiao", "huabei_baitiao_short"):
        q = load(name)
        for model in ("tam", "tam_risk", "tam_trust", "tam_risk_trust"):
            assert q.declared(model).measurement is None
            assert q.syntax(model).startswith(q.measurement)
        assert all(code in q.measurement for code in q.item_codes)


def test_questions_are_numbered_in_the_order_of_the_pages() -> None:
    q = load("huabei_baitiao")
    assert (q.variable("user").number, q.item("PU1").number, q.item("PU1").row) == (1, 3, 1)
    assert (q.item("PE4").number, q.item("PE4").row) == (3, 8)
    assert (q.check("AC1").number, q.check("AC1").row) == (5, 10)
    assert (q.item("PS1").number, q.item("PS1").row) == (5, 11)
    assert q.variable("credit_card").number == 18


def test_a_number_in_the_file_is_kept() -> None:
    q = loads(SAMPLE.replace("{code: PU2, text:", "{code: PU2, number: 9, row: 4, text:"))
    assert (q.item("PU2").number, q.item("PU2").row) == (9, 4)
    assert (q.item("PU1").number, q.item("PU1").row) == (1, 1)


def test_labels_are_filled_with_the_product() -> None:
    q = load("huabei_baitiao")
    assert q.label("PU4") == "总体来说，该产品对我的购物和支付很有用。"
    assert q.label("PU4", "en", "baitiao") == "Overall, Baitiao is useful for my shopping and payments."
    assert q.label("PU4", "zh", "月付") == "总体来说，月付对我的购物和支付很有用。"
    assert q.label("PR") == "感知风险"
    assert q.label("gender", "en") == "Gender"
    assert q.label("AC2", "zh", "huabei") == "我曾经在月球上用花呗付过款。"


@pytest.mark.parametrize(
    ("method", "word", "message"),
    [
        ("item", "PU9", "unknown item 'PU9'; did you mean 'PU1'|unknown item 'PU9'; did you mean 'PU4'"),
        ("construct", "PEOUU", "unknown construct 'PEOUU'; did you mean 'PEOU'"),
        ("construct_of", "PU9", "unknown item 'PU9'"),
        ("items_of", "XX", "unknown construct 'XX'"),
        ("check", "AC3", "unknown check 'AC3'"),
        ("variable", "genders", "unknown variable 'genders'; did you mean 'gender'"),
        ("model", "tam_rsk", "unknown model 'tam_rsk'; did you mean 'tam_risk'"),
        ("syntax", "tan", "unknown model 'tan'; did you mean 'tam'"),
        ("label", "PUU", "unknown code 'PUU'; did you mean 'PU'"),
        ("scale_of", "gender", "unknown item or check 'gender'"),
    ],
)
def test_an_unknown_code_is_answered(method: str, word: str, message: str) -> None:
    with pytest.raises(InputError, match=f"questionnaire huabei_baitiao: ({message})"):
        getattr(load("huabei_baitiao"), method)(word)


def test_a_questionnaire_is_frozen_and_travels() -> None:
    q = load("huabei_baitiao")
    with pytest.raises(ValidationError, match="frozen"):
        q.name = "other"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(q)) == q
    assert Questionnaire.model_validate_json(q.model_dump_json()) == q


def test_a_measurement_model_in_the_file_wins() -> None:
    text = SAMPLE.replace("outcome: INT", "outcome: INT\nmeasurement: |\n  PU =~ PU1 + PU2\n  PU1 ~~ PU2")
    assert loads(text).syntax("base").startswith("PU =~ PU1 + PU2\nPU1 ~~ PU2\nPR  ~ p*PU")


def test_the_credit_battery_has_the_seeds_figures() -> None:
    q = load("credit_reference")
    values = {value.id: value for value in q.reference_values}
    printed = {
        "unaware": 50,
        "clause_not_read": 43.51,
        "clause_not_noticed": 12.98,
        "three_or_more_products": 18.60,
        "more_than_three_products": 18.60,
        "ever_overdue": 29.77,
        "often_overdue": 6.11,
        "reason_forgot": 72.5,
        "reason_no_money": 20,
        "never_applied_credit_card": 60,
        "income_below_6000": 75.3,
        "instalment_18_30": 44.4,
    }
    assert {key: values[key].value for key in printed} == printed
    for value in values.values():
        assert (value.measure is None) == (value.testable == "context")
        for part, whole in value.counts:
            assert round(100 * part / whole, value.decimals) == value.value
    assert values["clause_not_read"].counts == ((114, 262), (57, 131))  # both give 43.51 %
    assert values["three_or_more_products"].measure.at_least == 3
    assert values["more_than_three_products"].measure.at_least == 4
    # reasons are asked of those who were overdue, on another base than the share of the overdue
    assert q.variable("CR8").base.model_dump() == {"variable": "CR7", "options": (2, 3)}
    assert values["reason_forgot"].counts[0][1] != values["ever_overdue"].counts[0][0]


def test_the_credit_battery_is_complete() -> None:
    q = load("credit_reference")
    codes = {variable.code for variable in q.variables}
    assert {f"CR{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 16)} <= codes
    assert {"CR9a", "CR9b", "CR9c", "CR9d"} <= codes
    assert q.items_of("R4") == ["R4a", "R4b", "R4c", "R4d"]
    assert len(q.items_of("ADV")) == 3
    assert q.models == ()
    assert all(q.variable(f"CR9{letter}").correct for letter in "abcd")
    assert q.variable("CR2").kind == "multiple"
    assert q.variable("CR2").option(11).exclusive


def test_respondent_shares_are_given_for_every_question(any_questionnaire: Questionnaire) -> None:
    truth = any_questionnaire.truth
    assert truth is not None
    for variable in any_questionnaire.variables:
        if variable.kind == "number":
            drawn = truth.numbers[variable.code]
            assert set(drawn.ranges) == {option.code for option in any_questionnaire.variable(drawn.by).options}
            continue
        shares = truth.respondents[variable.code]
        assert set(shares) == {option.code for option in variable.options}


def test_loading_needs_no_heavy_library() -> None:
    code = (
        "import sys; from tamkit.questionnaire import load; load('huabei_baitiao');"
        "heavy = {'numpy', 'pandas', 'scipy', 'docx', 'openpyxl', 'matplotlib'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
