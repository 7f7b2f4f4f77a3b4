"""The right side of a formula: terms with their modifiers."""

from __future__ import annotations

from tamkit.messages import Message
from tamkit.syntax.expression import FUNCTIONS, Reader
from tamkit.syntax.merging import contradiction
from tamkit.syntax.parts import Term, Value
from tamkit.syntax.tokens import Token, syntax_error

#: lavaan's modifiers that ask for what there is not, and why each is refused.
REFUSED = {
    "efa": Message("syntax.efa_refused"),
    "lower": Message("syntax.lower_bound_refused"),
    "upper": Message("syntax.upper_bound_refused"),
    "prior": Message("syntax.prior_refused"),
    "rv": Message("syntax.random_slopes_refused"),
}


def variable(text: str, tokens: list[Token], at: int) -> tuple[Token, int]:
    """The variable at a place, a product such as ``A:B`` as one name, and the place behind it."""
    token = tokens[at]
    at += 1
    while tokens[at].text == ":":
        part = tokens[at + 1] if at + 1 < len(tokens) else tokens[at]
        if part.kind != "name":
            raise syntax_error(text, tokens[at], Message("syntax.product_not_two_names"))
        token = token._replace(text=f"{token.text}:{part.text}")
        at += 2
    return token, at


class TermReader:
    """Reads terms off ``tokens``, whose end stands there twice: one may always look one token ahead."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text, self.tokens, self.at = text, [*tokens, tokens[-1]], 0
        self.found: dict[str, tuple[object, ...]] = {}

    def peek(self, ahead: int = 0) -> Token:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def next(self) -> Token:
        """The token here; past the end one does not get."""
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def expect(self, mark: str) -> Token:
        token = self.next()
        if token.text != mark:
            ended = token.kind == "end"
            message = Message("syntax.expected_mark_found", mark=mark, found=token.text, at_end=ended)
            raise syntax_error(self.text, token, message)
        return token

    def term(self, lhs: Token, operator: Token) -> Term:
        """The next term, from its first modifier to its name."""
        modifiers: list[tuple[str, tuple[object, ...], Token]] = []
        while True:
            token = self.peek()
            if token.kind == "end":
                raise syntax_error(self.text, token, Message("syntax.line_ends_early"))
            read = self._modifier()
            if read is None:
                return self._finished(lhs, operator, modifiers)
            modifiers.append((*read, token))

    def _finished(self, lhs: Token, operator: Token, modifiers: list[tuple[str, tuple[object, ...], Token]]) -> Term:
        token = self.peek()
        if token.kind == "number" and operator.text == "~" and token.text in ("0", "1"):
            self.at += 1
            term = Term(lhs.text, "~1", "", token=token, left=lhs)
            if token.text == "0":
                modifiers = [*modifiers, ("fixed", (0.0,), token)]
            return self._modified(term, modifiers)
        if token.kind == "number" and operator.text in ("=~", "<~") and self.peek(1).kind == "end":
            message = Message("syntax.construct_measured_by_number", number=token.text)
            raise syntax_error(self.text, token, message)
        if token.kind != "name":
            raise syntax_error(self.text, token, Message("syntax.expected_variable", found=token.text))
        name, self.at = variable(self.text, self.tokens, self.at)
        self._check(lhs, operator, name)
        return self._modified(Term(lhs.text, operator.text, name.text, token=name, left=lhs), modifiers)

    def _check(self, lhs: Token, operator: Token, name: Token) -> None:
        op = operator.text
        if op == "|" and not (name.text.startswith("t") and name.text[1:].isdigit()):
            raise syntax_error(self.text, name, Message("syntax.threshold_name", found=name.text))
        if op in ("=~", "<~", "~") and lhs.text == name.text:
            raise syntax_error(self.text, name, Message("syntax.stands_on_both_sides", name=lhs.text, operator=op))
        if op == "~*~" and lhs.text != name.text:
            message = Message("syntax.scale_of_one_variable", variable=lhs.text, found=name.text)
            raise syntax_error(self.text, name, message)

    def _modified(self, term: Term, modifiers: list[tuple[str, tuple[object, ...], Token]]) -> Term:
        found: dict[str, tuple[object, ...]] = {}
        for kind, values, token in modifiers:
            if found.setdefault(kind, values) != values:
                raise syntax_error(self.text, token, contradiction(term, kind, found[kind], values))
        # the kinds are the names of Term's fields, which a type can't say
        return Term(term.lhs, term.op, term.rhs, token=term.token, left=term.left, **found)  # type: ignore[arg-type]

    def _modifier(self) -> tuple[str, tuple[object, ...]] | None:
        """Read one ``value*``, ``label*``, ``c(…)*``, ``start(…)*`` or ``value?``; None where none begins."""
        token, after = self.peek(), self.peek(1)
        if token.kind == "name" and after.text == "(" and token.text not in FUNCTIONS:
            read = self._function(self.next())
            self.expect("*")
            return read
        if token.kind == "name" and after.text == "*":
            self.at += 2
            return ("fixed", (None,)) if token.text == "NA" else ("labels", (token.text,))
        if token.kind == "string" and after.text == "*":
            self.at += 2
            return "labels", (self._quoted(token),)
        if self._number_begins():
            value = self._number()
            mark = self.next()
            if mark.text not in ("*", "?"):
                raise syntax_error(self.text, mark, Message("syntax.expected_star_after_number"))
            return "starts" if mark.text == "?" else "fixed", (value,)
        return None

    def _number_begins(self) -> bool:
        token, after = self.peek(), self.peek(1)
        if token.kind == "number":
            return after.text in ("*", "?", "/", "^", "**")
        return token.text in ("-", "+", "(") or (token.text in FUNCTIONS and after.text == "(")

    def _number(self, *, sums: bool = False) -> float:
        reader = Reader(self.text, self.tokens, self.at, constant=True)
        value = reader.value(sums=sums)
        self.at = min(reader.at, len(self.tokens) - 1)
        return value

    def _quoted(self, token: Token) -> str:
        label = token.text[1:-1]
        if not label.strip() or ('"' in label and "'" in label):
            raise syntax_error(self.text, token, Message("syntax.label_not_a_word"))
        return label

    def _function(self, name: Token) -> tuple[str, tuple[object, ...]]:
        if name.text in REFUSED:
            raise syntax_error(self.text, name, REFUSED[name.text])
        numbers, words = self._arguments(name, nested=name.text in ("start", "fixed", "label", "equal"))
        if numbers and words:
            raise syntax_error(self.text, name, Message("syntax.numbers_or_labels", modifier=name.text))
        if name.text == "c":
            return ("labels", tuple(words)) if words else ("fixed", tuple(numbers))
        if name.text in ("start", "fixed") and not words:
            return ("starts" if name.text == "start" else "fixed"), tuple(numbers)
        if name.text in ("label", "equal") and not numbers:
            return "labels", tuple(words)
        if name.text in ("start", "fixed", "label", "equal"):
            numeric = name.text in ("start", "fixed")
            found = words[0] if numeric else "NA" if numbers[0] is None else f"{numbers[0]:g}"
            message = Message("syntax.modifier_takes", modifier=name.text, numeric=numeric, found=found)
            raise syntax_error(self.text, name, message)
        raise syntax_error(self.text, name, Message("syntax.unknown_modifier", modifier=name.text))

    def _arguments(self, name: Token, *, nested: bool) -> tuple[list[Value], list[str]]:
        """What stands between the brackets: numbers (and NA), words; ``start(c(…))`` may hold a vector."""
        numbers: list[Value] = []
        words: list[str] = []
        self.expect("(")
        while True:
            token = self.peek()
            if token.kind == "number" or token.text in ("-", "+", "(") or self._number_begins():
                numbers.append(self._number(sums=True))
            elif token.kind == "string":
                words.append(self._quoted(self.next()))
            elif token.text == "NA":
                self.next()
                numbers.append(None)
            elif nested and token.text == "c" and self.peek(1).text == "(":
                more, said = self._arguments(self.next(), nested=False)
                numbers += more
                words += said
            elif token.kind == "name":
                words.append(self.next().text)
            else:
                ended = token.kind == "end"
                message = Message("syntax.unexpected_inside", found=token.text, at_end=ended, modifier=name.text)
                raise syntax_error(self.text, token, message)
            if self.peek().text == ",":
                self.next()
                continue
            self.expect(")")
            return numbers, words
