"""A questionnaire as text for the terminal."""

import pytest
from questionnaire.sample import SAMPLE

from tamkit.questionnaire import load, loads, show, summary


@pytest.mark.parametrize("name", ["huabei_baitiao", "huabei_baitiao_short", "credit_reference"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_code_and_text_is_shown(name: str, lang: str) -> None:
    questionnaire = load(name)
    text = show(questionnaire, lang, "huabei")
    for item in questionnaire.items:
        assert f"{item.code:<6} {questionnaire.label(item.code, lang, 'huabei')}" in text
    for code in [part.code for part in questionnaire.asked]:
        assert code in text
    for model in questionnaire.models:
        assert f"  {model.name} " in text
    assert "{P}" not in text


def test_remarks() -> None:
    text = show(loads(SAMPLE), "en")
    assert "    PV1    Private one [reverse]" in text
    assert "  PR Risk = FR + PV" in text
    assert "  FR Financial risk [negative]" in text
    assert "[if user = 1]" in text
    assert "EX    Extra (2 items, joins PR)" in text
    assert "63.5 percent: Use it" in text


def test_counts() -> None:
    assert summary(loads(SAMPLE)) == (
        "8 items, 5 constructs, 1 attention check, 3 variables, 1 model, 2 hypotheses, "
        "1 optional module, 1 reference value"
    )
