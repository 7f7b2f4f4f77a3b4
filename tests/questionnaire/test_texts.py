"""Texts, labels and scales."""

import pytest
from pydantic import ValidationError

from tamkit.questionnaire import Scale, Text, load
from tamkit.questionnaire.texts import normalise


def agree() -> Scale:
    return load("huabei_baitiao").scales["agree5"]


def test_the_other_language_stands_in() -> None:
    assert Text(zh="风险").get("en") == "风险"
    assert Text(en="risk").get("zh") == "risk"


def test_a_plain_string_is_taken_by_its_script() -> None:
    assert Text.model_validate("感知风险") == Text(zh="感知风险")
    assert Text.model_validate("Perceived risk") == Text(en="Perceived risk")


def test_the_product_is_filled_in_and_a_sentence_begins_with_a_capital() -> None:
    text = Text(zh="{P}很有用。", en="{P} is useful; I like {P}.")
    assert text.get("zh", "花呗") == "花呗很有用。"
    assert text.get("en", "the product") == "The product is useful; I like the product."
    assert text.get("zh") == "{P}很有用。"


def test_a_text_needs_a_language() -> None:
    with pytest.raises(ValidationError, match="zh, en or both"):
        Text()


@pytest.mark.parametrize(
    ("label", "score"),
    [
        ("非常不同意", 1),
        ("比较不同意", 2),
        ("不同意", 2),
        ("一般", 3),
        ("同意", 4),
        ("非常同意", 5),
        ("完全同意", 5),
        ("不太同意", 2),
        ("说不清", 3),
        (" 非常不同 意 ", 1),
        ("A.非常不同意", 1),
        ("Ｅ．非常同意", 5),
        ("5、非常同意", 5),
        ("(4) 比较同意", 4),
        ("非常同意(5)", 5),
        ("非常同意（5分）", 5),
        ("5=非常同意", 5),
        ("５", 5),
        ("3.0", 3),
        ("Strongly agree", 5),
        ("strongly  AGREE", 5),
        ("Strongly_agree", 5),
        ("Disagree", 2),
        ("6", None),
        ("0", None),
        ("非常", None),
        ("", None),
        ("非常同意(1)", None),
        ("1 非常同意", None),
        ("同意或不同意", None),
    ],
)
def test_a_label_is_read_whole_or_not_at_all(label: str, score: int | None) -> None:
    assert agree().code_of(label) == score


def test_every_label_and_synonym_reads_as_its_own_point() -> None:
    for name in ("huabei_baitiao", "credit_reference"):
        for scale in load(name).scales.values():
            for row in scale.labels.values():
                assert [scale.code_of(label) for label in row] == list(range(1, scale.points + 1))
            for point, row in scale.synonyms.items():
                assert {scale.code_of(label) for label in row} == {point}


def test_normalising_keeps_a_label_that_is_a_number() -> None:
    assert normalise("1000–4999 元") == "1000–4999元"
    assert normalise("1–3 次") == "1–3次"
    assert normalise("3.5") == "3.5"
