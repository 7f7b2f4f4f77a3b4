"""What is wrong with a questionnaire, said in Chinese: values, plurals and zeros, libraries' own errors included."""

import re
from collections.abc import Iterator

import pytest
from questionnaire.sample import SAMPLE

import tamkit
from tamkit.errors import InputError, ModelSyntaxError, OptionError, QuestionnaireError
from tamkit.messages import Message
from tamkit.questionnaire import export, load, loads, show, summary
from tamkit.questionnaire.loader import parse
from tamkit.questionnaire.tree import read

ENGLISH = re.compile(r"[a-z]{3,} [a-z]{2,}")


@pytest.fixture
def chinese() -> Iterator[None]:
    tamkit.set_language("zh")
    yield
    tamkit.set_language("en")


MISTAKES = [
    ("outcome: INT", "outcomes: INT", "没有名为“outcomes”的键，是否想写“outcome”？此处可用：name、"),
    ("{zh: 样例, en: Sample}", "{zh: 样例, en: Sample, and more}", "应给逗号前的文本加上引号"),
    ("    name: {zh: 有用性, en: Usefulness}\n", "", "“constructs”的第 1 项缺少键“name”。"),
    ('version: "1"', "version: 1.0", "“version”应为文本，现为1.0，应加上引号。"),
    ("points: 3", "points: three", "“points”应为整数，现为“three”。"),
    ("points: 5", "points: 12", "“points”的取值为12，不得大于 11。"),
    (
        "valence: negative",
        "valence: negativ",
        "“valence”的取值为“negativ”，是否想写“negative”？可用：positive、negative。",
    ),
    ("zh: [不同意, 一般, 同意]", "zh: [不同意]", "3 点量表只给出了 1 个标签；每一点都应有一个标签。"),
    ("zh: [不同意, 一般, 同意]", "zh: []", "3 点量表没有标签；每一点都应有一个标签。"),
    ("code: FR\n", "code: PU\n", "代码“PU”已用于第 23 行的构念；代码不得重复。"),
    ("zh: 有用一", "zh: ''", "“zh”为空。"),
    ("text: {zh: 有用一, en: Useful one}", "text: {}", "“text”：文本至少需要 zh、en 之一。"),
    ("counts: [258, 406]", "counts: [[258]]", "“counts”的第 1 项缺少第 2 项。"),
    ("counts: [258, 406]", "counts: [258, 406, 1]", "“counts”的第 1 项应为列表，现为258。"),
]


@pytest.mark.parametrize(("old", "new", "told"), MISTAKES)
def test_a_mistake_in_chinese(old: str, new: str, told: str) -> None:
    assert SAMPLE.count(old) == 1
    said = [problem.message.say("zh") for problem in parse(SAMPLE.replace(old, new))[1]]
    assert any(told in one for one in said), said


@pytest.mark.usefixtures("chinese")
def test_several_mistakes_are_counted_and_each_has_its_line() -> None:
    text = SAMPLE.replace("outcome: INT", "outcomes: INT").replace("points: 5", "points: 12")
    with pytest.raises(QuestionnaireError) as caught:
        loads(text, "my.yaml")
    head, *lines = str(caught.value).split("\n")
    assert re.fullmatch(r"my\.yaml：共 \d+ 处错误", head)
    assert lines[0].startswith("my.yaml:4:1：没有名为“outcomes”的键")
    told = caught.value.message.to_dict()
    assert [one["key"] for one in told["values"]["mistakes"]] == ["located"] * len(lines)
    assert told["en"].startswith("my.yaml: ")


@pytest.mark.parametrize(
    "text",
    [
        "a: [1, 2\nb: 3\n",
        "a: b: c\n",
        "a: {b: 1\nc: 2\n",
        "a:\n\tb: 1\n",
        'a: "b\n',
        "a:\n  b: 1\n c: 2\n",
        "- a\nb: 1\n",
    ],
)
def test_what_the_reader_of_yaml_finds_is_said_in_chinese(text: str) -> None:
    with pytest.raises(QuestionnaireError) as caught:
        read(text, "f")
    said = caught.value.message.say("zh")
    assert "不符合 YAML 语法：" in said
    assert not ENGLISH.search(said), said


def test_no_mistake_of_a_wrong_value_is_left_in_english() -> None:
    for wrong in ("null", "7", "-1.5", "true", "[]", "{}", "[[]]", "{x: []}"):
        for key in ("version", "title", "outcome", "products", "scales", "constructs", "blocks", "truth", "models"):
            text = re.sub(rf"(?m)^{key}:.*\n(?:[ -].*\n)*", f"{key}: {wrong}\n", SAMPLE)
            for problem in parse(text)[1]:
                assert not ENGLISH.search(problem.message.say("zh")), problem


def test_the_classes_of_errors(tmp_path) -> None:
    form = loads(SAMPLE)
    with pytest.raises(QuestionnaireError):
        loads("a: &x 1\n")
    with pytest.raises(OptionError):
        export(form, "doc", tmp_path / "x")
    with pytest.raises(InputError) as lacking:
        form.item("PU9")
    assert type(lacking.value) is InputError
    assert lacking.value.message.say("zh").startswith("问卷 sample：没有名为“PU9”的题项，是否想写“PU")
    broken = form.model_copy(update={"measurement": "PU =~\n"})
    with pytest.raises(ModelSyntaxError) as syntax:
        broken.measurement_model()
    assert "问卷 sample 的测量模型" in syntax.value.message.say("zh")


def test_what_is_shown_follows_the_language() -> None:
    form = loads(SAMPLE)
    assert summary(form, "zh").startswith("8 个题项、5 个构念、1 道检测题")
    assert summary(form, "en").startswith("8 items, 5 constructs, 1 attention check")
    text = show(form, "zh")
    assert "CONSTRUCTS" not in text
    assert "[反向计分]" in text
    assert "（2 个题项，并入 PR）" in text
    assert "[条件：user = 1]" in text


def test_what_is_to_be_set_by_hand_in_chinese(tmp_path) -> None:
    notes = [note.say("zh") for note in export(load("credit_reference"), "wjx", tmp_path / "c.txt")]
    assert notes[1] == "第 13 题：仅在第 12 题选择“是”时显示。"
    assert notes[2] == "第 15、16 题（共 2 题）：仅在第 14 题选择“偶尔 / 经常”时显示。"


def test_the_codebook_in_both_languages_has_remarks_in_both() -> None:
    from tamkit.questionnaire.forms import codebook

    rows = codebook.sheets(loads(SAMPLE), lang="both")["items"][1]
    assert "反向计分 / reverse" in {row[8] for row in rows}


def test_a_message_of_a_refusal_falls_back_on_the_system() -> None:
    from tamkit.questionnaire.said import refusal

    assert refusal(PermissionError(13, "Permission denied")).say("zh") == "没有权限"
    assert refusal(OSError(99999, "Odd")).say("zh") == "Odd"
    assert isinstance(refusal(OSError()), Message)
