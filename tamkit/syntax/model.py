"""``Model``: what a text says, as frozen parts, and the questions people and modules ask of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from tamkit.errors import InputError
from tamkit.syntax.expression import Expression
from tamkit.syntax.tokens import NOWHERE, Token, spot

#: A number, or None for ``NA``: free this parameter.
Value = float | None
#: ``(lhs, op, rhs)``: one parameter of a model.
Key = tuple[str, str, str]


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

    def __str__(self) -> str:
        from tamkit.syntax.writer import line

        return line(self)


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
class Model:
    """A model: its terms in the order written, its constraints and definitions.

    ``str(model)`` is lavaan text that reads back to the same model; every method that changes something returns a new
    model. Two models are equal when their terms and constraints are.

    Attributes
    ----------
    terms, constraints
        The parameters with their modifiers; what must hold between them and what is defined from them.
    text
        What the user wrote, to show a mistake in; empty for a model that was made.
    origin
        What a made model is called in messages, as in ``questionnaire sample, model base``.

    Examples
    --------
    >>> from tamkit.syntax import parse
    >>> model = parse("PU =~ PU1 + PU2\\nINT =~ I1 + I2\\nINT ~ b*PU\\nb > 0")
    >>> model.paths()
    (('PU', 'INT'),)
    >>> print(model.unlabelled())
    PU  =~ PU1 + PU2
    INT =~ I1 + I2
    INT ~ PU
    """

    terms: tuple[Term, ...]
    constraints: tuple[Constraint, ...] = ()
    text: str = field(default="", compare=False, repr=False)
    origin: str = field(default="", compare=False)

    @classmethod
    def of(cls, measured: Mapping[str, Iterable[str]], *, origin: str = "") -> Model:
        """The measurement model of ``{construct: its items or facets}``.

        Raises
        ------
        InputError
            For a construct without items, or a name that lavaan syntax cannot hold.

        >>> print(Model.of({"PU": ["PU1", "PU2"], "RISK": ["FR", "PV"]}))
        PU   =~ PU1 + PU2
        RISK =~ FR + PV
        """
        from tamkit.syntax.changes import measuring

        return measuring(measured, origin)

    # ---- what people ask of a model

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

    def names(self) -> Names:
        """The variables sorted into roles, as lavaan sorts them.

        >>> from tamkit.syntax import parse
        >>> names = parse("f =~ x1 + x2\\ny ~ f + z").names()
        >>> names.lv, names.ov, names.ov_x
        (('f',), ('x1', 'x2', 'y', 'z'), ('z',))
        """
        from tamkit.syntax.roles import names

        return names(self)

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

    # ---- models made from it

    def plus(self, other: Model | str) -> Model:
        """This model with another's terms and constraints behind its own; a text may hold constraints alone.

        A parameter both have is one parameter: the modifiers of the two are joined.

        Raises
        ------
        InputError
            Where the two contradict each other: two labels or two values for one parameter, one name defined twice.
        """
        from tamkit.syntax.changes import joined

        return joined(self, other)

    def with_fixed(self, values: Mapping[Key, float]) -> Model:
        """This model with parameters held at numbers; one the text does not mention is added.

        >>> from tamkit.syntax import parse
        >>> print(parse("f =~ x1 + a*x2").with_fixed({("f", "=~", "x2"): 0.5, ("x1", "~~", "x2"): 0}))
        f =~ x1 + 0.5*a*x2
        x1 ~~ 0*x2
        """
        from tamkit.syntax.changes import fixed

        return fixed(self, values)

    def with_covariance(self, first: str, second: str, value: float | None = None) -> Model:
        """This model with the covariance of two variables held at ``value``, or free."""
        from tamkit.syntax.changes import fixed

        return fixed(self, {(first, "~~", second): value})

    def uncorrelated(self, name: str, others: Iterable[str]) -> Model:
        """This model with the covariances of one variable with others held at 0."""
        return self.with_fixed({(name, "~~", other): 0.0 for other in others})

    def with_method(
        self,
        name: str,
        items: Iterable[str],
        *,
        label: str | None = None,
        start: float | None = None,
        value: float | None = None,
    ) -> Model:
        """This model with a factor on which every one of ``items`` loads and which correlates with no construct.

        ``label`` gives the loadings one label, so that they are equal; ``start`` a start value; ``value`` a fixed one.

        >>> from tamkit.syntax import parse
        >>> print(parse("A =~ a1 + a2\\nB =~ b1 + b2").with_method("M", ["a1", "b1"], label="m"))
        A =~ a1 + a2
        B =~ b1 + b2
        M =~ m*a1 + m*b1
        M ~~ 0*A + 0*B
        """
        from tamkit.syntax.changes import with_method

        return with_method(self, name, tuple(items), label, start, value)

    def with_controls(self, controls: Iterable[str], outcomes: str | Iterable[str]) -> Model:
        """This model with the outcomes regressed on control variables too.

        The exogenous constructs are regressed on them as well: without it the model would claim that, say, age and
        perceived ease of use are unrelated, and the claim would bend the paths. Regressed on something, a construct is
        no longer exogenous to lavaan, whose defaults for covariances change with that; those of the model as it
        was are written out, so that nothing but the controls is added.

        Parameters
        ----------
        controls
            Observed variables, the columns of the data.
        outcomes
            The variable, or the variables, the controls explain.

        Raises
        ------
        InputError
            For a control that is an item or a construct of the model, or an outcome the model does not have.

        Examples
        --------
        >>> from tamkit.syntax import parse
        >>> model = parse("A =~ a1 + a2; B =~ b1 + b2; Y =~ y1 + y2; Y ~ A + B")
        >>> print(model.with_controls(["age"], "Y"))
        A =~ a1 + a2
        B =~ b1 + b2
        Y =~ y1 + y2
        Y ~ A + B + age
        A ~ age
        B ~ age
        A ~~ B
        """
        from tamkit.syntax.changes import with_controls

        return with_controls(self, tuple(controls), (outcomes,) if isinstance(outcomes, str) else tuple(outcomes))

    def across_groups(
        self,
        groups: int,
        *,
        equal: Collection[str] = (),
        freed: Collection[str] = (),
        thresholds: Mapping[str, int] | None = None,
    ) -> Model:
        """A measurement model written out for several groups, scaled by latent variances of 1 in the first of them.

        No marker item is then exempt from a test of equality, and what is equal, free or fixed stands in the text.

        Parameters
        ----------
        groups
            How many.
        equal
            What is equal across groups: of ``thresholds``, ``loadings``, ``intercepts``, ``residuals``,
            ``lv.variances`` and ``lv.covariances``. Equal loadings free the latent variances of the later groups,
            equal intercepts their latent means.
        freed
            Parameters that differ although ``equal`` names their kind: ``PU=~PU2``, ``PU2~1``, ``PU2~~PU2``.
        thresholds
            Number of thresholds of each item: the items are ordinal then (theta parameterization, identified as by Wu
            & Estabrook 2016).

        Examples
        --------
        >>> print(Model.of({"F": ["a", "b"]}).across_groups(2, equal=["loadings"]))
        F =~ c(l_F_a, l_F_a)*a + c(l_F_b, l_F_b)*b
        a ~ c(i_a_g1, i_a_g2)*1
        b ~ c(i_b_g1, i_b_g2)*1
        F ~~ c(1, NA)*F
        F ~ c(0, 0)*1
        """
        from tamkit.syntax.groups import across_groups

        return across_groups(self, groups, frozenset(equal), frozenset(freed), thresholds)

    def unlabelled(self) -> Model:
        """This model without labels, definitions and constraints, so that nothing ties parameters together.

        Fixed values, ``NA`` and start values stay.
        """
        return replace(self, terms=tuple(replace(term, labels=()) for term in self.terms), constraints=())

    def numbers_off(self) -> Model:
        """The model to fit to data from a population: numbers other than 0 taken off, so that they are estimated.

        >>> from tamkit.syntax import parse
        >>> print(parse("f =~ 0.8*x1 + 0*x2 + c(0, 0.5)*x3").numbers_off())
        f =~ x1 + 0*x2 + c(0, NA)*x3
        """

        from tamkit.syntax.changes import numbers_off

        return numbers_off(self)

    def made(self, origin: str) -> Model:
        """The same model as a part of something larger: a mistake in it is told of ``origin``, not of a line."""
        return replace(
            self,
            terms=tuple(replace(term, token=NOWHERE, left=NOWHERE) for term in self.terms),
            constraints=tuple(replace(constraint, token=NOWHERE) for constraint in self.constraints),
            text="",
            origin=origin,
        )

    # ---- showing it

    def __str__(self) -> str:
        from tamkit.syntax.writer import write

        return write(self)

    def error(self, part: Term | Constraint, message: str, token: Token | None = None) -> InputError:
        """What to raise for something wrong with a part: with its line where a user wrote it, else with the origin."""
        token = token or part.token
        if self.text and token.line:
            return InputError(f"model syntax, line {token.line}: {message}{spot(self.text, token.line, token.column)}")
        return self.complaint(message)

    def complaint(self, message: str) -> InputError:
        """What to raise for something wrong with the model as a whole."""
        return InputError(f"{self.origin or 'the model'}: {message}")


def as_model(given: Model | str) -> Model:
    """A model as it is, or read from its text.

    >>> as_model("f =~ x1 + x2") == as_model(as_model("f =~ x1 + x2"))
    True
    """
    if isinstance(given, Model):
        return given
    from tamkit.syntax.parser import parse

    return parse(given)
