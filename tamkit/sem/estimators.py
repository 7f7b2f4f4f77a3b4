"""The table of estimators: what each name stands for. Nothing else in the tree lists estimators.

To add one: a row here, and its discrepancy in the route that minimises it if it is a new one.
"""

from __future__ import annotations

from dataclasses import dataclass

from tamkit.errors import OptionError, nearest
from tamkit.messages import Message


@dataclass(frozen=True, slots=True)
class Estimator:
    """One estimator.

    Attributes
    ----------
    name
        As lavaan has it.
    discrepancy
        What is minimised: ML, GLS, ULS or DWLS.
    se, test
        Standard errors and test of fit, as lavaan names them. Of least squares they are lavaan 0.7's: 0.6 took the
        inverse information for them, which they are only where W is the inverse of Γ.
    se_ordered
        Standard errors of ordered items where they are others.
    information
        ``expected`` or ``observed``, where nothing else is asked for and the data are complete.
    ordinal
        Made for ordered items: an analysis of a questionnaire's items takes every item as ordered with it.
    robust
        Standard errors and test allow for answers that are not normal.
    full_information
        Can use incomplete rows (``missing="fiml"``).
    needs_rows
        A covariance matrix is not enough.
    cutoffs_apply
        Hu & Bentler's (1999) cut-offs were found for it; they don't carry over to the others (Xia & Yang 2019).
    """

    name: str
    discrepancy: str
    se: str = "standard"
    test: str = "standard"
    information: str = "expected"
    ordinal: bool = False
    robust: bool = False
    full_information: bool = False
    needs_rows: bool = False
    cutoffs_apply: bool = False
    se_ordered: str = ""

    def errors(self, ordered: bool) -> tuple[str, ...]:
        """The standard errors there are, the usual ones first: least squares have three, the others are named by them.

        >>> ESTIMATORS["ULS"].errors(ordered=False), ESTIMATORS["MLM"].errors(ordered=False)
        (('robust.sem.nt', 'standard', 'robust.sem'), ('robust.sem',))
        """
        usual = self.se_ordered if ordered and self.se_ordered else self.se
        least_squares = ("standard", "robust.sem") if ordered else ("standard", "robust.sem", "robust.sem.nt")
        return (usual, *(name for name in least_squares if name != usual and self.takes_ordered))

    @property
    def takes_ordered(self) -> bool:
        """Whether it can take ordered variables at all: least squares on whatever statistics."""
        return self.discrepancy in ("ULS", "DWLS")

    @property
    def normal_theory(self) -> bool:
        """Whether its weights follow from normality."""
        return self.discrepancy in ("ML", "GLS")


def _table(*rows: Estimator) -> dict[str, Estimator]:
    return {row.name: row for row in rows}


ESTIMATORS: dict[str, Estimator] = _table(
    Estimator("ML", "ML", full_information=True, cutoffs_apply=True),
    Estimator("MLM", "ML", "robust.sem", "satorra.bentler", robust=True, needs_rows=True, cutoffs_apply=True),
    Estimator(
        "MLR",
        "ML",
        "robust.huber.white",
        "yuan.bentler.mplus",
        "observed",
        robust=True,
        full_information=True,
        needs_rows=True,
        cutoffs_apply=True,
    ),
    Estimator("GLS", "GLS"),
    Estimator("ULS", "ULS", "robust.sem.nt", se_ordered="robust.sem"),
    Estimator("DWLS", "DWLS", "robust.sem", ordinal=True, needs_rows=True),
    Estimator("WLSMV", "DWLS", "robust.sem", "scaled.shifted", ordinal=True, robust=True, needs_rows=True),
    Estimator("WLSM", "DWLS", "robust.sem", "satorra.bentler", ordinal=True, robust=True, needs_rows=True),
    Estimator("ULSMV", "ULS", "robust.sem", "scaled.shifted", ordinal=True, robust=True, needs_rows=True),
)

#: Names that are spoken for, and what to say of them.
RESERVED = {"PLS": Message("sem.pls"), "PLSc": Message("sem.plsc")}
#: What every analysis of a questionnaire's items uses unless told otherwise: five-point answers are not normal.
FOR_ITEMS = "MLR"


def names(**flags: bool) -> tuple[str, ...]:
    """The names of the estimators with these flags, in the table's order.

    >>> names(full_information=True)
    ('ML', 'MLR')
    """
    return tuple(one.name for one in ESTIMATORS.values() if all(getattr(one, key) is on for key, on in flags.items()))


def estimator(name: object) -> Estimator:
    """The row of a name, however it is cased; OptionError naming what is allowed.

    >>> estimator("wlsmv").test
    'scaled.shifted'
    """
    return ESTIMATORS[chosen("estimator", name, names())]


def chosen(what: str, value: object, allowed: tuple[str, ...]) -> str:
    """The one of ``allowed`` that ``value`` is, however it is cased; otherwise OptionError naming the nearest and all.

    >>> chosen("ci", "BCa", ("percentile", "bc", "bca"))
    'bca'
    """
    for name, meaning in RESERVED.items():
        if isinstance(value, str) and value.strip().casefold() == name.casefold() and name not in allowed:
            raise OptionError("sem.not_in_this_version", name=name, meaning=meaning, allowed=allowed)
    for choice in allowed:
        if isinstance(value, str) and value.strip().casefold() == choice.casefold():
            return choice
    near = nearest(value, allowed) if isinstance(value, str) else None
    raise OptionError("sem.unknown_choice", what=what, found=repr(value), allowed=allowed, near=near)
