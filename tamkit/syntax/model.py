"""``Model``: what a text says, and all that people and modules ask of it or make from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from tamkit.errors import ModelSyntaxError
from tamkit.syntax import changes, roles
from tamkit.syntax import groups as groups_
from tamkit.syntax.parser import statements
from tamkit.syntax.parts import Key, Names, Origin, Statements
from tamkit.syntax.tokens import Mistake
from tamkit.syntax.writer import write


class Model(Statements):
    """A model: its terms in the order written, its constraints and definitions.

    ``str(model)`` is lavaan text that reads back to the same model; every method that changes something returns a new
    model. Two models are equal when their terms and constraints are.

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

    __slots__ = ()

    @classmethod
    def of(cls, measured: Mapping[str, Iterable[str]], *, origin: Origin = "") -> Model:
        """The measurement model of ``{construct: its items or facets}``.

        Raises
        ------
        ModelSyntaxError
            For a construct without items, or a name that lavaan syntax cannot hold.

        >>> print(Model.of({"PU": ["PU1", "PU2"], "RISK": ["FR", "PV"]}))
        PU   =~ PU1 + PU2
        RISK =~ FR + PV
        """
        return changes.measuring(cls((), origin=origin), measured)

    # ---- what people ask of a model

    def names(self) -> Names:
        """The variables sorted into roles, as lavaan sorts them.

        >>> from tamkit.syntax import parse
        >>> names = parse("f =~ x1 + x2\\ny ~ f + z").names()
        >>> names.lv, names.ov, names.ov_x
        (('f',), ('x1', 'x2', 'y', 'z'), ('z',))
        """
        return roles.names(self)

    # ---- models made from it

    def plus(self, other: Model | str) -> Model:
        """This model with another's terms and constraints behind its own; a text may hold constraints alone.

        A parameter both have is one parameter: the modifiers of the two are joined.

        Raises
        ------
        ModelSyntaxError
            Where the two contradict each other: two labels or two values for one parameter, one name defined twice.
        """
        return changes.joined(self, other)

    def with_fixed(self, values: Mapping[Key, float]) -> Model:
        """This model with parameters held at numbers; one the text does not mention is added.

        >>> from tamkit.syntax import parse
        >>> print(parse("f =~ x1 + a*x2").with_fixed({("f", "=~", "x2"): 0.5, ("x1", "~~", "x2"): 0}))
        f =~ x1 + 0.5*a*x2
        x1 ~~ 0*x2
        """
        return changes.fixed(self, values)

    def with_covariance(self, first: str, second: str, value: float | None = None) -> Model:
        """This model with the covariance of two variables held at ``value``, or free."""
        return changes.fixed(self, {(first, "~~", second): value})

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
        return changes.with_method(self, name, tuple(items), label, start, value)

    def with_controls(
        self, controls: str | Iterable[str], outcomes: str | Iterable[str], *, orthogonal: bool = False
    ) -> Model:
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
        orthogonal
            Latent variables do not covary by default (the option of that name), so that no covariance is written out.

        Raises
        ------
        ModelSyntaxError
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
        return changes.with_controls(self, _names(controls), _names(outcomes), orthogonal)

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
        return groups_.across_groups(self, groups, frozenset(_names(equal)), frozenset(_names(freed)), thresholds)

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

        return changes.numbers_off(self)

    # ---- showing it

    def __str__(self) -> str:
        return write(self)


def _names(given: str | Iterable[str]) -> tuple[str, ...]:
    """One name, or several."""
    return (given,) if isinstance(given, str) else tuple(given)


def as_model(given: Model | str) -> Model:
    """A model as it is, or read from its text.

    >>> as_model("f =~ x1 + x2") == as_model(as_model("f =~ x1 + x2"))
    True
    """
    return given if isinstance(given, Model) else parse(given)


def read(text: str) -> tuple[Model, tuple[Mistake, ...]]:
    """What can be read of a text, statement by statement, and every mistake in it, in order.

    >>> model, mistakes = read("PU =~ PU1 + PU2\\nINT ~\\nATT ~ a*b*PU")
    >>> len(model.terms), [(mistake.line, mistake.column) for mistake in mistakes]
    (2, [(2, 5), (3, 9)])
    """
    found, mistakes = statements(text)
    return Model(found.terms, found.constraints, found.text), mistakes


def parse(text: str) -> Model:
    """The model of a text.

    Raises
    ------
    ModelSyntaxError
        For the first mistake, with line, column and the line itself.

    Examples
    --------
    >>> model = parse("PU =~ PU1 + 0.5*PU2\\nINT ~ a*PU\\ntotal := 2*a")
    >>> [(t.lhs, t.op, t.rhs, t.fixed, t.labels) for t in model.terms][1:]
    [('PU', '=~', 'PU2', (0.5,), ()), ('INT', '~', 'PU', (), ('a',))]
    """
    if not isinstance(text, str):
        raise ModelSyntaxError("syntax.model_not_text", found=type(text).__name__)
    return _parsed(text)


@lru_cache(maxsize=128)
def _parsed(text: str) -> Model:
    """:func:`parse` of a text; a model can't be changed, and an analysis asks for the same few again and again."""
    model, mistakes = read(text)
    if mistakes:
        raise mistakes[0]
    if not model.terms:
        raise ModelSyntaxError("syntax.model_has_no_formula")
    return model
