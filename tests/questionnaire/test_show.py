"""A questionnaire as text for the terminal."""

import pytest
from questionnaire.sample import SAMPLE

from tamkit.messages.catalogue import catalogue
from tamkit.questionnaire import load, loads, show, summary
from tamkit.questionnaire.show import _pad


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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_section_has_its_heading_in_the_catalogue(lang: str) -> None:
    headings = catalogue(lang)["questionnaire.show_section"]
    lines = show(loads(SAMPLE), lang).rstrip().split("\n")
    found = [lines[at + 1] for at, line in enumerate(lines) if not line][1:]
    sections = ["constructs", "checks", "variables", "pages", "models", "hypotheses", "modules", "reference_values"]
    assert found == [headings[name] for name in sections]


def test_options_stand_below_the_variable_that_has_them() -> None:
    lines = show(loads(SAMPLE), "en").split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("  user "))
    assert lines[at].split() == ["user", "2.", "Do", "you", "use", "it?", "(single)"]
    assert lines[at + 1].strip() == "1 Yes | 2 No"
    at = next(number for number, line in enumerate(lines) if line.startswith("  age "))
    assert lines[at + 1] == ""  # a number has no options


@pytest.mark.parametrize(
    ("text", "width", "padded"),
    [("PU", 5, "PU   "), ("风险", 5, "风险 "), ("风险PU", 4, "风险PU "), ("ＰＵ", 6, "ＰＵ  ")],
)
def test_a_chinese_character_is_two_columns_wide(text: str, width: int, padded: str) -> None:
    assert _pad(text, width) == padded
