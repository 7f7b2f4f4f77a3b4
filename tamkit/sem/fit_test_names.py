"""The tests of exact fit by name, and with which estimators and data each exists; names are lavaan's. No numbers here.

The eigenvalue tests (Foldnes, Moss & Grønneberg 2024) are a family: what is made of the eigenvalues (``all``, ``pall``,
``peba`` with the number of blocks, ``pols`` with the penalty), ``_ug`` for the unbiased Γ, and ``_ml`` or ``_rls``,
the statistic. What is left out is as in lavaan: two blocks, penalty 2, the usual Γ, ``_ml``. ``fmg`` is ``peba4_rls``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tamkit.errors import OptionError, nearest
from tamkit.sem.estimators import ESTIMATORS, Estimator

SCALED = ("satorra.bentler", "mean.var.adjusted", "scaled.shifted")
LIKELIHOOD_SCALED = ("yuan.bentler", "yuan.bentler.mplus")
#: The residual-based tests and the Γ of each.
BROWNE = {
    "browne.residual.nt": "nt",
    "browne.residual.nt.model": "nt.model",
    "browne.residual.adf": "adf",
    "browne.residual.adf.model": "adf.model",
}
BOLLEN_STINE = "bollen.stine"
NAMED = ("standard", *SCALED, *LIKELIHOOD_SCALED, *BROWNE, BOLLEN_STINE)
#: What there is of incomplete rows, of ordered items, and of a covariance matrix without rows.
INCOMPLETE = ("standard", *LIKELIHOOD_SCALED)
ORDERED = ("standard", *SCALED, "browne.residual.adf")
MATRIX = ("standard", "browne.residual.nt", "browne.residual.nt.model")
#: How the eigenvalue tests are spelt, for messages.
FAMILY = ("all", "pall", "peba<k>", "pols<g>", "fmg")
_EIGENVALUE = re.compile(r"(?P<method>all|pall|peba|pols)(?P<number>\d+(?:\.\d+)?)?(?P<ug>_ug)?(?:_(?P<stat>ml|rls))?")
_PRESET = re.compile(r"fmg(?P<ug>_ug)?(?:_(?P<stat>ml|rls))?")


@dataclass(frozen=True, slots=True)
class EigenvalueTest:
    """One of the family: ``method`` all, pall, peba or pols; ``number`` its blocks or penalty; ``unbiased`` Γ or not;
    ``rls``: of the residual-based statistic instead of the likelihood ratio."""

    method: str
    number: float = 2.0
    unbiased: bool = False
    rls: bool = False

    @property
    def name(self) -> str:
        """
        >>> EigenvalueTest("peba", 4, rls=True).name, EigenvalueTest("all", unbiased=True).name
        ('peba4_rls', 'all_ug_ml')
        """
        number = f"{self.number:g}" if self.method in ("peba", "pols") else ""
        return f"{self.method}{number}{'_ug' if self.unbiased else ''}_{'rls' if self.rls else 'ml'}"


def eigenvalue_test(name: str) -> EigenvalueTest | None:
    """The test of the family that a name spells; None for any other word.

    >>> eigenvalue_test("peba4_ug_rls")
    EigenvalueTest(method='peba', number=4.0, unbiased=True, rls=True)
    >>> eigenvalue_test("fmg").name, eigenvalue_test("standard")
    ('peba4_rls', None)
    """
    word = name.strip().casefold()
    if preset := _PRESET.fullmatch(word):
        return EigenvalueTest("peba", 4.0, bool(preset["ug"]), preset["stat"] != "ml")
    found = _EIGENVALUE.fullmatch(word)
    if found is None:
        return None
    method, number = found["method"], float(found["number"] or 2)
    blocks = method != "peba" or number.is_integer()
    if number <= 0 or not blocks or (found["number"] and method in ("all", "pall")):
        return None
    return EigenvalueTest(method, number, bool(found["ug"]), found["stat"] == "rls")


def canonical(name: str) -> str:
    """A test's full name; OptionError naming what there is for a word that is none.

    >>> canonical("Satorra.Bentler"), canonical("fmg"), canonical("pall")
    ('satorra.bentler', 'peba4_rls', 'pall_ml')
    """
    word = name.strip().casefold()
    if word in NAMED:
        return word
    found = eigenvalue_test(word)
    if found is None:
        near = nearest(word, (*NAMED, "peba4_rls", "peba4_ml", "pols2_ml", "pall_ml", "all_ml"))
        raise OptionError("sem.unknown_test", found=repr(name), named=NAMED, family=FAMILY, near=near)
    return found.name


def check_estimator(name: str, estimator: Estimator) -> None:
    """Raise OptionError for a test that does not exist for an estimator."""
    if not _knows(estimator, name):
        able = tuple(one.name for one in ESTIMATORS.values() if _knows(one, name))
        raise OptionError("sem.test_needs_estimator", test=name, able=able, estimator=estimator.name)


def _knows(estimator: Estimator, name: str) -> bool:
    """As in lavaan: eigenvalue tests are for ML and MLM, what needs a likelihood for ML's kind, GLS has Browne's."""
    if eigenvalue_test(name) is not None:
        return estimator.discrepancy == "ML" and estimator.information == "expected"
    if name in LIKELIHOOD_SCALED:
        return estimator.discrepancy == "ML"
    return name == "standard" or name in BROWNE or estimator.discrepancy != "GLS"


def check_incomplete(name: str) -> None:
    """Raise OptionError for a test that incomplete rows don't have."""
    if name not in INCOMPLETE:
        raise OptionError("sem.test_needs_complete_rows", test=name, able=INCOMPLETE)


def check_ordered(name: str) -> None:
    """Raise OptionError for a test that ordered variables don't have."""
    if name not in ORDERED:
        raise OptionError("sem.test_not_for_ordered", test=name, able=ORDERED)


def check_matrix(name: str) -> None:
    """Raise OptionError for a test that needs rows."""
    if name not in MATRIX:
        raise OptionError("sem.test_needs_rows", test=name, able=MATRIX)


def check_unbiased(name: str, *, fixed_x: bool, n: int) -> None:
    """Raise OptionError where the unbiased Γ does not exist: it takes all moments to vary, and four cases.

    ``fixed_x``: whether moments of predictors are taken from the sample; ``n``: cases of the smallest group.
    """
    found = eigenvalue_test(name)
    if found is not None and found.unbiased and fixed_x:
        raise OptionError("sem.test_unbiased_needs_random_x", test=name)
    if found is not None and found.unbiased and n < 4:
        raise OptionError("sem.test_unbiased_needs_four", test=name, n=n)
