"""Lavaan model text → statements.

Read: ``=~ <~ ~ ~~ ~1 | ~*~ := == < >``, fixed values and arithmetic on numbers (``(1/2)*x``), ``NA*``, ``start(x)*``
and ``x?``, labels, ``c(…)*`` for groups, products ``A:B``, several names on the left (``a + b ~ x``), comments
(``#`` or ``!``), ``;`` and line continuation. ``level:``/``group:`` blocks and ``efa()`` are refused by name.
"""

from __future__ import annotations

from tamkit.errors import ModelSyntaxError
from tamkit.messages import Message
from tamkit.syntax.expression import parse_expression
from tamkit.syntax.merging import Clash, merge, named_twice
from tamkit.syntax.parts import Constraint, Statements, Term
from tamkit.syntax.terms import TermReader, variable
from tamkit.syntax.tokens import Mistake, Token, syntax_error, tokenize

_DEPTH = {"(": 1, ")": -1}


def statements(text: str) -> tuple[Statements, tuple[Mistake, ...]]:
    """What can be read of a text, statement by statement, and every mistake in it, in order.

    >>> found, mistakes = statements("PU =~ PU1 + PU2\\nINT ~\\nATT ~ a*b*PU")
    >>> len(found.terms), [(mistake.line, mistake.column) for mistake in mistakes]
    (2, [(2, 5), (3, 9)])
    """
    mistakes: list[Mistake] = []
    terms: list[Term] = []
    constraints: list[Constraint] = []
    for statement in _statements(tokenize(text, mistakes)):
        if any(token.kind == "bad" for token in statement):
            continue  # told already; what else is wrong with it would be guessing
        try:
            at = _operator_at(text, statement)
            if statement[at].text in (":=", "==", "<", ">"):
                constraints.append(_constraint(text, statement, at))
            else:
                terms.extend(_formula(text, statement, at))
        except Mistake as error:
            mistakes.append(error)
    joined, clashes = merge(terms)
    clashes += named_twice(joined, constraints)
    mistakes += [_clash(text, clash) for clash in clashes]
    mistakes.sort(key=lambda mistake: (mistake.line, mistake.column))
    return Statements(joined, tuple(constraints), text), tuple(mistakes)


def _clash(text: str, clash: Clash) -> Mistake:
    _, message, token = clash
    return syntax_error(text, token, message)


def parse_constraints(text: str) -> tuple[Constraint, ...]:
    """Constraints alone, as in ``a == b; c > 0``, for tests on a model that is already fitted.

    Raises
    ------
    ModelSyntaxError
        With line, column and the line itself; or when there is none.

    >>> [(c.left.text, c.op, c.right.text) for c in parse_constraints("a == b; c == 0")]
    [('a', '==', 'b'), ('c', '==', '0')]
    """
    found = []
    for statement in _statements(tokenize(text)):
        at = _operator_at(text, statement)
        if statement[at].text not in ("==", "<", ">"):
            raise syntax_error(text, statement[at], Message("syntax.expected_constraint"))
        found.append(_constraint(text, statement, at))
    if not found:
        raise ModelSyntaxError("syntax.no_constraint")
    return tuple(found)


def _statements(tokens: list[Token]) -> list[list[Token]]:
    """Split at line ends, except inside brackets, after a dangling operator, or before a line that continues.

    A line that holds an operator of its own continues no other: what dangles before it is a mistake of its own line.
    """
    statements: list[list[Token]] = []
    current: list[Token] = []
    depth = 0
    for index, token in enumerate(tokens):
        if token.kind not in ("newline", "end"):
            depth += _DEPTH.get(token.text, 0)
            current.append(token)
            continue
        rest = _next_line(tokens, index + 1)
        if token.text == "\n" and rest and _continued(current, rest, depth):
            continue
        if current:
            statements.append(current)
        current = []
        depth = 0
    return statements


def _continued(current: list[Token], following: list[Token], depth: int) -> bool:
    if following[0].text in ("+", "*", "/", "^", "**", ")"):
        return True
    dangling = bool(current) and (current[-1].kind == "operator" or current[-1].text in tuple("+-*/^,?("))
    if not dangling and depth <= 0:
        return False
    return depth > 0 or not any(token.kind == "operator" for token in following)


def _next_line(tokens: list[Token], at: int) -> list[Token]:
    """The tokens of the next line that holds any, up to a semicolon."""
    while tokens[at : at + 1] and tokens[at].kind == "newline":
        at += 1
    line: list[Token] = []
    for token in tokens[at:]:
        if token.kind in ("newline", "end"):
            break
        line.append(token)
    return line


def _operator_at(text: str, statement: list[Token]) -> int:
    depth = 0
    for index, token in enumerate(statement):
        depth += _DEPTH.get(token.text, 0)
        if token.kind == "operator" and depth == 0:
            return index
    if len(statement) > 1 and statement[1].text == ":":
        raise syntax_error(text, statement[1], Message("syntax.blocks_refused", block=statement[0].text))
    raise syntax_error(text, statement[0], Message("syntax.line_has_no_operator"))


def _end(token: Token) -> Token:
    return Token("end", "", token.line, token.column + len(token.text))


def _constraint(text: str, statement: list[Token], at: int) -> Constraint:
    operator = statement[at]
    left, right = statement[:at], statement[at + 1 :]
    if not left or not right:
        raise syntax_error(text, operator, Message("syntax.operator_needs_both_sides", operator=operator.text))
    parsed_right = parse_expression(text, [*right, _end(right[-1])])
    if operator.text == ":=":
        if len(left) != 1 or left[0].kind != "name":
            raise syntax_error(text, left[0], Message("syntax.definition_needs_name"))
        return Constraint(":=", left[0].text, None, parsed_right, left[0])
    return Constraint(operator.text, "", parse_expression(text, [*left, _end(left[-1])]), parsed_right, left[0])


def _formula(text: str, statement: list[Token], at: int) -> list[Term]:
    operator = statement[at]
    left, right = statement[:at], statement[at + 1 :]
    if not left:
        raise syntax_error(text, operator, Message("syntax.nothing_stands_before", operator=operator.text))
    if not right:
        raise syntax_error(text, operator, Message("syntax.nothing_stands_after", operator=operator.text))
    terms: list[Term] = []
    for name in _left(text, left, operator):
        reader = TermReader(text, [*right, _end(right[-1])])
        while True:
            terms.append(reader.term(name, operator))
            if reader.peek().kind == "end":
                break
            reader.expect("+")
    return terms


def _left(text: str, left: list[Token], operator: Token) -> list[Token]:
    """The names before an operator, joined by plus."""
    tokens = [*left, _end(left[-1])]
    names: list[Token] = []
    at = 0
    while True:
        token = tokens[at]
        if token.text == "efa" and tokens[at + 1].text == "(":
            raise syntax_error(text, token, Message("syntax.efa_refused"))
        if token.kind != "name":
            raise syntax_error(text, token, _no_name(token, operator))
        name, at = variable(text, tokens, at)
        if ":" in name.text and operator.text != "~~":
            message = Message("syntax.product_cannot_stand_left", product=name.text, operator=operator.text)
            raise syntax_error(text, name, message)
        names.append(name)
        if tokens[at].kind == "end":
            return names
        if tokens[at].text != "+":
            raise syntax_error(text, tokens[at], _no_name(tokens[at], operator))
        at += 1


def _no_name(token: Token, operator: Token) -> Message:
    """What to say of a token before an operator that is no name."""
    return Message("syntax.no_name_before", found=token.text, at_end=token.kind == "end", operator=operator.text)
