"""Lavaan model text → statements.

Supported: ``=~ ~ ~~ ~1 | ~*~ := == < >``, fixed values, ``NA*``, ``start(x)*`` and ``x?``, labels, ``c(…)*`` for
groups, several names on the left (``a + b ~ x``), comments (``#`` or ``!``), ``;`` and
line continuation. Formative ``<~``,
interactions ``a:b``, ``level:``/``group:`` blocks and ``efa()`` are refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tamkit.errors import InputError
from tamkit.sem.syntax.expression import Expression, parse_expression
from tamkit.sem.syntax.tokens import Token, syntax_error, tokenize

Value = float | None  # None is NA: free this parameter
_DEPTH = {"(": 1, ")": -1}


@dataclass(slots=True)
class Term:
    """One parameter as written: ``lhs op rhs`` with its modifiers, each one value or one a group."""

    lhs: str
    op: str
    rhs: str
    token: Token
    fixed: list[Value] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Constraint:
    """``left op right`` with op one of ``== < >``, or a definition ``name := right`` (left is None)."""

    op: str
    name: str
    left: Expression | None
    right: Expression
    token: Token


@dataclass(frozen=True, slots=True)
class Model:
    """A parsed model: its terms in the order written, its constraints and definitions, and its text."""

    text: str
    terms: tuple[Term, ...]
    constraints: tuple[Constraint, ...]


def parse(text: str) -> Model:
    """Parse a model.

    Examples
    --------
    >>> model = parse("PU =~ PU1 + 0.5*PU2\\nINT ~ a*PU\\ntotal := 2*a")
    >>> [(t.lhs, t.op, t.rhs, t.fixed, t.labels) for t in model.terms][1:]
    [('PU', '=~', 'PU2', [0.5], []), ('INT', '~', 'PU', [], ['a'])]

    Raises
    ------
    InputError
        With line, column and the line itself.
    """
    if not isinstance(text, str):
        raise InputError(f"a model is text in lavaan syntax; got {type(text).__name__}.")
    terms: list[Term] = []
    constraints: list[Constraint] = []
    for statement in _statements(text, tokenize(text)):
        at = _operator_at(text, statement)
        operator = statement[at]
        if operator.text in (":=", "==", "<", ">"):
            constraints.append(_constraint(text, statement, at))
        else:
            terms.extend(_formula(text, statement, at))
    if not terms:
        raise InputError("the model has no formula; expected lines such as 'PU =~ PU1 + PU2' or 'INT ~ PU'.")
    return Model(text, tuple(_merge(text, terms)), tuple(constraints))


def parse_constraints(text: str) -> tuple[Constraint, ...]:
    """Constraints alone, as in ``a == b; c > 0``, for tests on a model that is already fitted."""
    found = []
    for statement in _statements(text, tokenize(text)):
        at = _operator_at(text, statement)
        if statement[at].text not in ("==", "<", ">"):
            raise syntax_error(text, statement[at], "expected a constraint with ==, < or >.")
        found.append(_constraint(text, statement, at))
    if not found:
        raise InputError("no constraint was given; write for instance 'a == b'.")
    return tuple(found)


def _statements(text: str, tokens: list[Token]) -> list[list[Token]]:
    """Split at line ends, except inside brackets, after a dangling operator, or before a line that continues."""
    statements: list[list[Token]] = []
    current: list[Token] = []
    depth = 0
    for index, token in enumerate(tokens):
        if token.kind not in ("newline", "end"):
            depth += _DEPTH.get(token.text, 0)
            current.append(token)
            continue
        following = next((t for t in tokens[index + 1 :] if t.kind != "newline"), tokens[-1])
        dangling = bool(current) and (current[-1].kind == "operator" or current[-1].text in tuple("+-*/^,?("))
        continued = depth > 0 or dangling or following.text in ("+", "*", "/", "^", ")")
        if token.kind == "newline" and token.text == "\n" and continued and following.kind != "end":
            continue
        if current:
            statements.append(current)
        current = []
        depth = 0
    return statements


def _operator_at(text: str, statement: list[Token]) -> int:
    depth = 0
    for index, token in enumerate(statement):
        depth += _DEPTH.get(token.text, 0)
        if token.kind == "operator" and depth == 0:
            if token.text == "<~":
                raise syntax_error(
                    text, token, "formative constructs (<~) are not fitted here; use PLS for composites."
                )
            return index
        if token.text == ":" and index == 1:
            raise syntax_error(
                text,
                token,
                f"blocks such as '{statement[0].text}:' are not supported; give one value a group with c(…)*.",
            )
    raise syntax_error(text, statement[0], "this line has no operator; expected one of =~ ~ ~~ | := == < >.")


def _end(token: Token) -> Token:
    return Token("end", "", token.line, token.column + len(token.text))


def _constraint(text: str, statement: list[Token], at: int) -> Constraint:
    operator = statement[at]
    left, right = statement[:at], statement[at + 1 :]
    if not left or not right:
        raise syntax_error(text, operator, f"'{operator.text}' needs something on both sides.")
    parsed_right = parse_expression(text, [*right, _end(right[-1])])
    if operator.text == ":=":
        if len(left) != 1 or left[0].kind != "name":
            raise syntax_error(text, left[0], "a definition starts with one new name, as in 'indirect := a*b'.")
        return Constraint(":=", left[0].text, None, parsed_right, left[0])
    return Constraint(operator.text, "", parse_expression(text, [*left, _end(left[-1])]), parsed_right, left[0])


def _formula(text: str, statement: list[Token], at: int) -> list[Term]:
    operator = statement[at]
    left, right = statement[:at], statement[at + 1 :]
    if not left:
        raise syntax_error(text, operator, f"nothing stands before '{operator.text}'.")
    if not right:
        raise syntax_error(text, operator, f"nothing stands after '{operator.text}'.")
    names: list[Token] = []
    for index, token in enumerate(left):
        if index % 2 == 0 and token.kind == "name":
            names.append(token)
        elif index % 2 == 0 or token.text != "+":
            raise syntax_error(text, token, f"unexpected {token.text!r} before '{operator.text}'; expected a name.")
    terms: list[Term] = []
    for name in names:
        reader = _TermReader(text, [*right, _end(right[-1])])
        while True:
            terms.append(reader.term(name, operator))
            if reader.tokens[reader.at].kind == "end":
                break
            reader.expect("+")
    return terms


class _TermReader:
    """Reads terms off ``tokens``, whose end stands there twice: one may always look one token ahead."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text, self.tokens, self.at = text, [*tokens, tokens[-1]], 0

    def peek(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        """The token here; past the end one does not get."""
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def expect(self, mark: str) -> Token:
        token = self.next()
        if token.text != mark:
            found = "the end of the line" if token.kind == "end" else repr(token.text)
            raise syntax_error(self.text, token, f"expected {mark!r}, found {found}.")
        return token

    def term(self, lhs: Token, operator: Token) -> Term:
        term = Term(lhs.text, operator.text, "", lhs)
        while True:
            token, after = self.tokens[self.at], self.tokens[self.at + 1]
            if token.kind == "end":
                raise syntax_error(self.text, token, "the line ends where a name was expected.")
            if not self._modifier(term, token, after):
                self.at += 1
                return self._finish(term, token, operator)

    def _finish(self, term: Term, token: Token, operator: Token) -> Term:
        if token.kind == "number" and operator.text == "~" and token.text in ("0", "1"):
            term.op, term.rhs, term.token = "~1", "", token
            if token.text == "0":
                term.fixed = [0.0]
            return term
        if token.kind != "name":
            raise syntax_error(self.text, token, f"expected a variable name, found {token.text!r}.")
        if self.tokens[self.at].text == ":":
            raise syntax_error(
                self.text, self.peek(), "interactions 'a:b' are not read from syntax; add the product as a variable."
            )
        if operator.text == "|" and not (token.text.startswith("t") and token.text[1:].isdigit()):
            raise syntax_error(self.text, token, f"thresholds are named t1, t2, …; found {token.text!r}.")
        term.rhs, term.token = token.text, token
        return term

    def _modifier(self, term: Term, token: Token, after: Token) -> bool:
        """Read one ``value*``, ``label*``, ``c(…)*``, ``start(…)*`` or ``value?``; False where none begins."""
        if token.kind == "name" and after.text not in ("(", "*"):
            return False
        if token.kind == "name" and after.text == "(":
            self._function(term, self.next())
            self.expect("*")
            return True
        if token.text in ("-", "+") or token.kind == "number":
            if token.kind == "number" and after.text not in ("*", "?"):
                return False
            value = self._number()
            mark = self.next()
            if mark.text == "?":
                term.starts = [value]
            elif mark.text == "*":
                term.fixed = [value]
            else:
                raise syntax_error(self.text, mark, "expected '*' after a number.")
            return True
        if token.kind == "string" and after.text == "*":
            term.labels = [self.next().text[1:-1]]
            self.next()
            return True
        if token.kind == "name":
            self.next()
            self.next()
            if token.text == "NA":
                term.fixed = [None]
            else:
                term.labels = [token.text]
            return True
        return False

    def _number(self) -> float:
        sign = 1.0
        while self.peek().text in ("-", "+"):
            sign *= -1.0 if self.next().text == "-" else 1.0
        token = self.next()
        if token.kind != "number":
            raise syntax_error(self.text, token, f"expected a number, found {token.text!r}.")
        return sign * float(token.text)

    def _function(self, term: Term, name: Token) -> None:
        self.expect("(")
        numbers: list[Value] = []
        words: list[str] = []
        while True:
            token = self.peek()
            if token.kind == "number" or token.text in ("-", "+"):
                numbers.append(self._number())
            elif token.kind == "string":
                words.append(self.next().text[1:-1])
            elif token.text == "NA":
                self.next()
                numbers.append(None)
            elif token.kind == "name":
                words.append(self.next().text)
            else:
                raise syntax_error(self.text, token, f"unexpected {token.text!r} inside {name.text}(…).")
            if self.peek().text == ",":
                self.next()
                continue
            self.expect(")")
            break
        if name.text in ("c", "rep") and numbers and words:
            raise syntax_error(self.text, name, "c(…) takes numbers or labels, not both.")
        if name.text == "c":
            if words:
                term.labels = words
            else:
                term.fixed = numbers
        elif name.text == "start" and not words:
            term.starts = [0.0 if number is None else number for number in numbers]
        elif name.text in ("label", "equal") and not numbers:
            term.labels = words
        else:
            raise syntax_error(
                self.text, name, f"unknown modifier {name.text}(…); known are c(…), start(…), label(…), equal(…)."
            )


def _merge(text: str, terms: list[Term]) -> list[Term]:
    """Join the modifiers of terms written twice (``f =~ a*x1 + start(.5)*x1``), keeping the first place."""
    seen: dict[tuple[str, str, str], Term] = {}
    for term in terms:
        key = (term.lhs, term.op, term.rhs)
        if term.op == "~~" and (term.rhs, term.op, term.lhs) in seen:
            key = (term.rhs, term.op, term.lhs)
        if term.op in ("=~", "~") and term.lhs == term.rhs:
            raise syntax_error(text, term.token, f"{term.lhs!r} stands on both sides of '{term.op}'.")
        if key not in seen:
            seen[key] = term
            continue
        first = seen[key]
        for part in ("fixed", "labels", "starts"):
            if getattr(term, part):
                setattr(first, part, getattr(term, part))
    return list(seen.values())
