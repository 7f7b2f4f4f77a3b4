"""Reading lavaan syntax: every operator and modifier, and each mistake shown at its place."""

from __future__ import annotations

import pickle
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamkit.errors import InputError, ModelSyntaxError
from tamkit.messages import Message
from tamkit.syntax import Model, parse, parse_constraints, read
from tamkit.syntax.tokens import tokenize


def terms(text: str) -> list[tuple[str, str, str]]:
    return [(t.lhs, t.op, t.rhs) for t in parse(text).terms]


def only(text: str, index: int = -1) -> tuple[list[float | None], list[str], list[float]]:
    term = parse(text).terms[index]
    return list(term.fixed), list(term.labels), list(term.starts)


# -- operators ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f =~ x1 + x2", [("f", "=~", "x1"), ("f", "=~", "x2")]),
        ("y ~ x + z", [("y", "~", "x"), ("y", "~", "z")]),
        ("a ~~ a + b", [("a", "~~", "a"), ("a", "~~", "b")]),
        ("y ~ 1", [("y", "~1", "")]),
        ("y ~ 1 + x", [("y", "~1", ""), ("y", "~", "x")]),
        ("u | t1 + t2 + t10", [("u", "|", "t1"), ("u", "|", "t2"), ("u", "|", "t10")]),
        ("u ~*~ u", [("u", "~*~", "u")]),
        ("a + b ~ x", [("a", "~", "x"), ("b", "~", "x")]),
        ("a + b ~~ c + d", [("a", "~~", "c"), ("a", "~~", "d"), ("b", "~~", "c"), ("b", "~~", "d")]),
        ("a + b ~ 1", [("a", "~1", ""), ("b", "~1", "")]),
    ],
)
def test_operators(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("text", "operator", "name"),
    [("ab := a*b", ":=", "ab"), ("a == b", "==", ""), ("a < 1", "<", ""), ("a + b > 0", ">", "")],
)
def test_constraints_and_definitions(text: str, operator: str, name: str) -> None:
    (constraint,) = parse(f"y ~ a*x + b*z\n{text}").constraints
    assert (constraint.op, constraint.name) == (operator, name)


# -- layout ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "f =~ x1 + x2 + x3",
        "f =~ x1 +\n x2 + x3",
        "f =~ x1\n   + x2\n   + x3",
        "f =~\n x1 + x2 +\n\n x3",
        "f =~ x1 + x2 + x3  # all of them",
        "f =~ x1 + x2 +   # and\n x3   ! the last",
        "# first\n\n  f=~x1+x2+x3;\n",
        "\tf =~ x1 + x2 + x3\r\n",
        "f =~ x1 + x2; f =~ x3",
        "f =~ x1\nf =~ x2 + x3",
        "f ＝～ x1 ＋ x2 ＋ x3",  # punctuation of a Chinese keyboard
    ],
)
def test_layout_does_not_matter(text: str) -> None:
    assert terms(text) == [("f", "=~", "x1"), ("f", "=~", "x2"), ("f", "=~", "x3")]


@pytest.mark.parametrize(
    "text",
    ["f ＝～ ０．５＊x1；y ～ (１／２)＊f", "f =~ 0.5*x1\ny ∼ 1/2*f ＃ why？", "f =~ 0.5*x1;y 〜 −(−0.5)*f ！why"],
)
def test_full_width_marks_and_look_alikes_are_read(text: str) -> None:
    assert parse(text) == parse("f =~ 0.5*x1\ny ~ 0.5*f")


def test_what_is_quoted_or_a_name_stays_as_it_is() -> None:
    assert parse('y ~ "a；b＊"*题１').terms[0].labels == ("a；b＊",)
    assert parse('y ~ "a；b＊"*题１').terms[0].rhs == "题１"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y ~ A + A:B", ("y", "~", "A:B")),
        ("y ~ b*A ：B", ("y", "~", "A:B")),
        ("A:B ~~ C", ("A:B", "~~", "C")),
        ("C ~~ 0*A:B", ("C", "~~", "A:B")),
        ("f =~ x1:x2 + x3:x4", ("f", "=~", "x3:x4")),
        ("y ~ A:B:C", ("y", "~", "A:B:C")),
    ],
)
def test_a_product_is_one_name(text: str, expected: tuple[str, str, str]) -> None:
    assert terms(text)[-1] == expected


def test_a_formative_construct_is_read() -> None:
    assert terms("f <~ x1 + x2") == [("f", "<~", "x1"), ("f", "<~", "x2")]


def test_names_may_have_dots_underscores_and_chinese_characters() -> None:
    assert terms("信任 =~ 题1 + .x_2 + x.3") == [("信任", "=~", "题1"), ("信任", "=~", ".x_2"), ("信任", "=~", "x.3")]


def test_a_covariance_written_both_ways_round_is_one_parameter() -> None:
    model = parse("a ~~ r*b\nb ~~ 0.5?a")
    assert [(t.lhs, t.rhs, t.labels, t.starts) for t in model.terms] == [("a", "b", ("r",), (0.5,))]


# -- modifiers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("modifier", "expected"),
    [
        ("", ([], [], [])),
        ("0.5*", ([0.5], [], [])),
        ("-1.5e-1*", ([-0.15], [], [])),
        ("+2*", ([2.0], [], [])),
        (".5*", ([0.5], [], [])),
        ("NA*", ([None], [], [])),
        ("a*", ([], ["a"], [])),
        ('"a"*', ([], ["a"], [])),
        ("'a b'*", ([], ["a b"], [])),
        ("start(0.8)*", ([], [], [0.8])),
        ("0.8?", ([], [], [0.8])),
        ("start(c(0.8))*", ([], [], [0.8])),
        ("start(c(0.8, NA))*", ([], [], [0.8, None])),
        ("start(c(0.8)*", None),
        ("(1/2)*", ([0.5], [], [])),
        ("1/2*", ([0.5], [], [])),
        ("-(1/2)*", ([-0.5], [], [])),
        ("(0.5 + 0.25)*", ([0.75], [], [])),
        ("2*3*", ([6.0], [], [])),
        ("2^2*", ([4.0], [], [])),
        ("sqrt(4)*", ([2.0], [], [])),
        ("1/2*a*", ([0.5], ["a"], [])),
        ("start(1/2)*", ([], [], [0.5])),
        ("1/2?", ([], [], [0.5])),
        ("c(1/2, sqrt(4) - 1)*", ([0.5, 1.0], [], [])),
        ("fixed(0.5)*", ([0.5], [], [])),
        ("“a”*", ([], ["a"], [])),
        ("start(0.8, 0.9)*", ([], [], [0.8, 0.9])),
        ("c(a, b)*", ([], ["a", "b"], [])),
        ("c('a', \"b\")*", ([], ["a", "b"], [])),
        ("c(1, NA)*", ([1.0, None], [], [])),
        ("c(NA, -0.5)*", ([None, -0.5], [], [])),
        ("label('a')*", ([], ["a"], [])),
        ("equal('f=~x1')*", ([], ["f=~x1"], [])),
        ("a*start(0.8)*", ([], ["a"], [0.8])),
        ("start(0.8)*a*", ([], ["a"], [0.8])),
        ("NA*a*", ([None], ["a"], [])),
    ],
)
def test_modifiers(modifier: str, expected: tuple[list[float | None], list[str], list[float]] | None) -> None:
    text = f"f =~ x1 + {modifier}x2"
    if expected is None:
        with pytest.raises(InputError):
            parse(text)
    else:
        assert only(text) == expected


def test_modifiers_of_a_term_written_twice_are_joined() -> None:
    assert only("f =~ x1 + a*x2\nf =~ start(0.6)*x2") == ([], ["a"], [0.6])


def test_fixed_and_labelled_intercepts() -> None:
    assert only("y ~ 0") == ([0.0], [], [])
    assert only("y ~ 0*1") == ([0.0], [], [])
    assert only("y ~ m*1") == ([], ["m"], [])


def test_modifiers_on_a_sum_of_left_sides_apply_to_each() -> None:
    model = parse("a + b ~ r*x")
    assert [t.labels for t in model.terms] == [("r",), ("r",)]


# -- expressions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a*b + 1", 7.0),
        ("a + b*c", 14.0),
        ("(a + b)*c", 20.0),
        ("a - b - c", -5.0),
        ("c/a/2", 1.0),
        ("a^b", 8.0),
        ("2^a^b", 256.0),
        ("a**b", 8.0),
        ("-a^2", -4.0),
        ("(-a)^2", 4.0),
        ("--a", 2.0),
        ("+a", 2.0),
        ("2*-a", -4.0),
        ("sqrt(c)", 2.0),
        ("exp(log(c))", 4.0),
        ("abs(-c)", 4.0),
        ("a*(b + c/(a + 2)) - 1e1", -2.0),
    ],
)
def test_arithmetic(text: str, value: float) -> None:
    expression = parse(f"y ~ a*x + b*z + c*w\nd := {text}").constraints[0].right
    values = {"a": np.array([2.0]), "b": np.array([3.0]), "c": np.array([4.0])}
    assert np.allclose(expression.evaluate(values), value)


@given(st.lists(st.floats(0.2, 3.0), min_size=3, max_size=3))
@settings(max_examples=25, deadline=None)
def test_gradients_are_exact(point: list[float]) -> None:
    text = "y ~ a*x + b*z + c*w\nd := a*b^2/c - sqrt(a*c)*exp(-b) + log(c)*tanh(a) - abs(a - b - 3.5)"
    expression = parse(text).constraints[0].right
    values = {name: np.array([x]) for name, x in zip("abc", point, strict=True)}
    gradient = expression.gradient(values)
    a, b, c = point
    wanted = {
        "a": b**2 / c - 0.5 * np.sqrt(c / a) * np.exp(-b) + np.log(c) / np.cosh(a) ** 2 + 1,
        "b": 2 * a * b / c + np.sqrt(a * c) * np.exp(-b) - 1,
        "c": -a * b**2 / c**2 - 0.5 * np.sqrt(a / c) * np.exp(-b) + np.tanh(a) / c,
    }
    for name, value in wanted.items():
        assert np.allclose(gradient[name], value, rtol=1e-12, atol=1e-12)


def test_constraints_alone_are_read_for_a_wald_test() -> None:
    found = parse_constraints("a == b; c == 0")
    assert [(c.op, c.left.text if c.left else "", c.right.text) for c in found] == [("==", "a", "b"), ("==", "c", "0")]


# -- mistakes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("f =~ x1 + x2 +", 1, 15, "ends where a name was expected"),
        ("f =~ x1 x2", 1, 9, "expected '+', found 'x2'"),
        ("f =~ x1 + + x2", 1, 13, "expected a number, found 'x2'"),
        ("f =~ x1 @ x2", 1, 9, "unexpected character '@'"),
        ("f = x1 + x2", 1, 3, "did you mean =~, ~ or =="),
        ("f =~ x1\ny ~ x + 2", 2, 9, "expected a variable name, found '2'"),
        ("f =~ x1\n\n  =~ x2", 3, 3, "nothing stands before '=~'"),
        ("f =~ x1; y ~", 1, 12, "nothing stands after '~'"),
        ("f =~ x1 + x2\nx1 x2", 2, 1, "no operator"),
        ("y ~ x:2", 1, 6, "a product is written between two names"),
        ("A:B ~ x", 1, 1, "the product 'A:B' cannot stand left of '~'"),
        ("group: 1\nf =~ x1", 1, 6, "blocks such as 'group:'"),
        ("f =~ 0.5 x1", 1, 6, "expected a variable name, found '0.5'"),
        ("f =~ a*0.5*x1 + sum(3)*x2", 1, 17, "unknown modifier sum(…)"),
        ("f =~ x1 + start(abc)*x2", 1, 11, "start(…) takes numbers; found abc."),
        ("f =~ x1 + equal(2)*x2", 1, 11, "equal(…) takes labels; found 2"),
        ("f =~ c(1, a)*x1 + x2", 1, 6, "numbers or labels, not both"),
        ("f =~ c(1, 2*x1", 1, 12, "expected ')'"),
        ("f =~ x1 + x2\nu | q1", 2, 5, "thresholds are named t1, t2"),
        ("y ~ a*x\na*2 := 3", 2, 1, "a definition starts with one new name"),
        ("y ~ a*x\nb := (a + 1", 2, 12, "expected ')'"),
        ("y ~ a*x\nb := a +* 2", 2, 9, "unexpected '*' in an expression"),
        ("y ~ a*x\nb := sine(a)", 2, 6, "unknown function 'sine'"),
        ("y ~ a*x\na ==", 2, 3, "needs something on both sides"),
        ("f =~ f + x1", 1, 6, "stands on both sides of '=~'"),
        ("y ~ y", 1, 5, "stands on both sides of '~'"),
        ("a + ~ x", 1, 4, "the line ends too early before '~'"),
        ("2*f =~ x1", 1, 1, "unexpected '2' before '=~'"),
        ("f =~ x1 +\ng =~ x2 + x3", 1, 10, "ends where a name was expected"),
        ("y ~\nz ~ x", 1, 3, "nothing stands after '~'"),
        ("p =~ 0", 1, 6, "cannot be measured by the number 0"),
        ("f =~ efa('b')*x1 + x2", 1, 6, "efa(…) is not in this version"),
        ("efa('b')*f =~ x1 + x2", 1, 1, "efa(…) is not in this version"),
        ("f =~ x1 + lower(0)*x2", 1, 11, "written as a constraint on a label"),
        ("y ~ a*b*x", 1, 7, "y ~ x has two labels, 'a' and 'b'; a parameter has one"),
        (
            "f =~ a*x1 + x2\nf =~ b*x1",
            2,
            8,
            "two labels, 'a' and 'b'; a parameter has one (the first stands in line 1)",
        ),
        ("y ~~ a*x\nx ~~ b*y", 2, 8, "two labels, 'a' and 'b'"),
        ("y ~ 0.5*x + 0.7*x", 1, 17, "two values, 0.5 and 0.7"),
        ("y ~ a*x\nq := 2*a\nq := a", 3, 1, "'q' is defined a second time (the first is in line 2)"),
        ("y ~ a*x\na := 2", 2, 1, "'a' is already the label of y ~ x"),
        ("y ~ (1/0)*x", 1, 5, "no finite value"),
        ("y ~ sqrt(-1)*x", 1, 5, "no finite value"),
        ("y ~ 1e999*x", 1, 5, "no finite value"),
        ("y ~ (2*a)*x", 1, 8, "expected a number, found 'a'"),
        ("u ~*~ v", 1, 7, "a scale is one variable's"),
        ("y ~ ''*x", 1, 5, "a label is a word"),
        ("y ~ " + "(" * 200 + "1" + ")" * 200 + "*x", 1, 105, "nested more than 100 deep"),
    ],
)
def test_a_mistake_is_shown_at_its_place(text: str, line: int, column: int, says: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    message = str(caught.value)
    assert says in message
    assert f"line {line}, column {column}:" in message
    shown, caret = message.split("\n")[-2:]
    assert shown == "    " + text.split("\n")[line - 1]
    assert caret == "    " + " " * (column - 1) + "^"


def test_every_mistake_of_a_text_is_told_in_order() -> None:
    model, mistakes = read("PU =~ PU1 + PU2\nATT - PU\nINT ~ @ PU +\nATT ~ a*b*PU; q := a*")
    assert [(mistake.line, mistake.column) for mistake in mistakes] == [(2, 1), (3, 7), (4, 9), (4, 22)]
    assert [term.rhs for term in model.terms] == ["PU1", "PU2"]
    assert pickle.loads(pickle.dumps(mistakes[0])).column == 1


def test_the_place_is_right_after_full_width_characters() -> None:
    with pytest.raises(InputError) as caught:
        parse("信任 =~ 题一 ＋ 题二 题三")
    message = str(caught.value)
    shown, caret = message.split("\n")[-2:]
    assert "信任 =~ 题一 ＋ 题二 题三" in shown  # as written, not as read
    assert shown[caret.index("^")] == "题"


@pytest.mark.parametrize("text", ["", "  \n# nothing\n", "a == b"])
def test_a_model_without_a_formula_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no formula"):
        parse(text)


def test_a_model_must_be_text() -> None:
    with pytest.raises(InputError, match="text in lavaan syntax; got list"):
        parse(["f =~ x1"])  # type: ignore[arg-type]


_words = st.sampled_from(
    [
        "f",
        "x1",
        "y",
        "=~",
        "~",
        "~~",
        ":=",
        "==",
        "<",
        ">",
        "|",
        "+",
        "*",
        "(",
        ")",
        ",",
        "1",
        "0.5",
        "NA",
        "c",
        "\n",
        ";",
        "'",
        "^",
        "-",
        "t1",
        "?",
        ":",
    ]
)


@given(st.lists(_words, max_size=14).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    """No text makes the parser fail in another way than by saying what is wrong."""
    with suppress(InputError):
        assert isinstance(parse(text), Model)


def test_tokens_know_their_places() -> None:
    tokens = tokenize("f =~ x1\n  + x2")
    assert [(t.text, t.line, t.column) for t in tokens if t.kind != "newline"] == [
        ("f", 1, 1),
        ("=~", 1, 3),
        ("x1", 1, 6),
        ("+", 2, 3),
        ("x2", 2, 5),
        ("", 2, 7),
    ]


# -- the sentences -----------------------------------------------------------------------------------------------------


def told(text: str, language: str = "zh") -> str:
    with pytest.raises(ModelSyntaxError) as caught:
        parse(text)
    return caught.value.message.say(language)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("f =~ x1 x2", "模型语法第 1 行第 9 列：此处应为“+”，实际为“x2”。\n    f =~ x1 x2\n            ^"),
        ("f =~ c(1, 2", "此处应为“)”，但本行已结束。"),
        ("f = x1", "单独的“=”不是运算符；是否想写 =~、~ 或 ==？"),
        ("f =~ x1 @ x2", "无法识别的字符“@”。\n"),
        ("f =~ a*x1 + x2\nf =~ b*x1", "f =~ x1 有两个标签：'a' 和 'b'；一个参数只能有一个（前一个在第 1 行）。"),
        ("y ~ 0.5*x + 0.7*x", "y ~ x 有两个取值：0.5 和 0.7；一个参数只能有一个（前一个在第 1 行）。"),
        ("f =~ x1 + start(abc)*x2", "start(…) 中应为数字，实际为 abc。"),
        ("f =~ x1 + equal(NA)*x2", "equal(…) 中应为标签，实际为 NA。"),
        ("a + ~ x", "“~”之前应为名称，但此处为空。"),
    ],
)
def test_a_mistake_is_told_in_chinese(text: str, says: str) -> None:
    assert says in told(text)


def test_a_variable_called_as_the_end_is_not_taken_for_it() -> None:
    assert "found 'none'" in told("f =~ x1 none", "en")


def test_a_mistake_keeps_its_reason_apart_from_its_place() -> None:
    _, (mistake,) = read("f =~ x1 x2")
    assert mistake.reason == Message("syntax.expected_mark_found", mark="+", found="x2", at_end=False)
    assert pickle.loads(pickle.dumps(mistake)).reason == mistake.reason
