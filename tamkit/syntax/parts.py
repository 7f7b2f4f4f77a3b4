"""The parts of a model: a parameter as written, a constraint, variables by role, and all of them together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

from tamkit.errors import ModelSyntaxError
from tamkit.messages import Message
from tamkit.syntax.expression import Expression
from tamkit.syntax.tokens import NOWHERE, Token, in_line

#: A number, or None for ``NA``: free this parameter.
Value = float | None
#: ``(lhs, op, rhs)``: one parameter of a model.
Key = tuple[str, str, str]
#: What a made model is called in messages; empty: the model.
Origin = str | Message


@dataclass(frozen=True, slots=True)
class Term:
    """One parameter as written: ``lhs op rhs`` with its modifiers, each one value or one a group.

    ``op`` is ``=~``, ``<~``, ``~``, ``~~``, ``~1`` (``rhs`` is empty), ``|`` or ``~*~``. ``left`` and ``token`` are the
    places of the two names in the text; a term that nobody wrote stands nowhere (line 0).
    """

    lhs: str
    op: str
    rhs: str
    fixed: tuple[Value, ...] = ()
    labels: tuple[str, ...] = ()
    starts: tuple[Value, ...] = ()
    token: Token = field(default=NOWHERE, compare=False, repr=False)
    left: Token = field(default=NOWHERE, compare=False, repr=False)

    @property
    def key(self) -> Key:
        """What tells parameters apart: a covariance is the same one either way round."""
        if self.op == "~~" and self.rhs < self.lhs:
            return (self.rhs, self.op, self.lhs)
        return (self.lhs, self.op, self.rhs)


@dataclass(frozen=True, slots=True)
class Constraint:
    """``left op right`` with op one of ``== < >``, or a definition ``name := right`` (left is None)."""

    op: str
    name: str
    left: Expression | None
    right: Expression
    token: Token = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Names:
    """The variables of a model by role, each in the order it first appears.

    ``ov`` observed; ``ov_x`` exogenous observed (moments taken from the sample under fixed.x); ``lv`` latent;
    ``lv_x`` exogenous latent; ``outcomes`` dependent variables that predict nothing (their residuals covary);
    ``indicators`` what latent variables are measured by; ``products`` such as ``A:B``, which are in no other role.
    """

    ov: tuple[str, ...]
    ov_x: tuple[str, ...]
    lv: tuple[str, ...]
    lv_x: tuple[str, ...]
    outcomes: tuple[str, ...]
    indicators: tuple[str, ...]
    products: tuple[str, ...] = ()

    @property
    def ov_nox(self) -> tuple[str, ...]:
        return tuple(name for name in self.ov if name not in self.ov_x)


@dataclass(frozen=True, slots=True)
class Statements:
    """What a text says: its terms in the order written, its constraints and definitions. `Model` is this with methods
    that make other models; what changes one works on these, and gives back what it was given.

    Attributes
    ----------
    terms, constraints
        The parameters with their modifiers; what must hold between them and what is defined from them.
    text
        What the user wrote, to show a mistake in; empty for a model that was made.
    origin
        What a made model is called in messages, as in ``questionnaire sample, model base``.
    """

    terms: tuple[Term, ...]
    constraints: tuple[Constraint, ...] = ()
    text: str = field(default="", compare=False, repr=False)
    origin: Origin = field(default="", compare=False)

    def measured(self, op: str = "=~") -> dict[str, tuple[str, ...]]:
        """What stands right of ``=~`` (or ``<~``) for every variable on its left, in order.

        >>> from tamkit.syntax import parse
        >>> parse("f =~ NA*x1 + x2 + # comment\\n     start(.5)*x3\\nf ~~ 1*f").measured()
        {'f': ('x1', 'x2', 'x3')}
        """
        found: dict[str, tuple[str, ...]] = {}
        for term in self.terms:
            if term.op == op:
                found[term.lhs] = (*found.get(term.lhs, ()), term.rhs)
        return found

    def paths(self) -> tuple[tuple[str, str], ...]:
        """``(source, target)`` of every regression, in order."""
        return tuple((term.rhs, term.lhs) for term in self.terms if term.op == "~")

    def labels(self) -> tuple[str, ...]:
        """The labels of parameters, then the names of what is defined, each once."""
        labels = [label for term in self.terms for label in term.labels]
        return tuple(dict.fromkeys([*labels, *(c.name for c in self.constraints if c.op == ":=")]))

    def find(self, lhs: str, op: str, rhs: str = "") -> Term | None:
        """The term of a parameter, or None when the text does not mention it."""
        key = Term(lhs, op, rhs).key
        return next((term for term in self.terms if term.key == key), None)

    def has_numbers(self) -> bool:
        """Whether a parameter is fixed at a number."""
        return any(value is not None for term in self.terms for value in term.fixed)

    def made(self, origin: Origin) -> Self:
        """The same model as a part of something larger: a mistake in it is told of ``origin``, not of a line."""
        return replace(
            self,
            terms=tuple(replace(term, token=NOWHERE, left=NOWHERE) for term in self.terms),
            constraints=tuple(replace(constraint, token=NOWHERE) for constraint in self.constraints),
            text="",
            origin=origin,
        )

    def error(self, part: Term | Constraint, message: Message, token: Token | None = None) -> ModelSyntaxError:
        """What to raise for something wrong with a part: with its line where a user wrote it, else with the origin."""
        token = token or part.token
        if self.text and token.line:
            return ModelSyntaxError(in_line(self.text, token, message))
        return self.complaint(message)

    def complaint(self, message: Message) -> ModelSyntaxError:
        """What to raise for something wrong with the model as a whole."""
        return ModelSyntaxError("located", place=self.origin or Message("syntax.the_model"), what=message)


#: Statements of any kind: what is made of a `Model` is a `Model`.
Some = TypeVar("Some", bound=Statements)
