"""The options of one estimation: checked once, here, and carried whole to every fit that is made with them.

`Options` is where the keywords of :func:`tamkit.fit`, the flags of the command line and the keys of ``study.yaml`` come
from: each field says how it is read (`tamkit.sem.option_kinds`) and what it means. Nothing heavy is imported.

To add an option: a field here, and what it does where the engine looks for it.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any

from tamkit.errors import InputError, OptionError, unknown
from tamkit.messages import Message
from tamkit.sem.estimators import ESTIMATORS, FOR_ITEMS, Estimator, names
from tamkit.sem.fit_test_names import check_estimator, check_incomplete, check_ordered
from tamkit.sem.option_kinds import Choice, Column, FitTests, Flag, Kind, Names, Search, Whole

GROUP_EQUAL = (
    "loadings",
    "intercepts",
    "means",
    "thresholds",
    "regressions",
    "residuals",
    "residual.covariances",
    "lv.variances",
    "lv.covariances",
)


def _option(default: Any, kind: Kind, help: Message, *, study: bool = True, told: bool = True) -> Any:
    """A field; ``study``: whether it is a key of ``study.yaml``; ``told``: whether results depend on it and say it."""
    return field(default=default, metadata={"kind": kind, "help": help, "study": study, "told": told})


@dataclass(frozen=True, slots=True)
class Options:
    """Every option of :func:`tamkit.fit`, under lavaan's names with ``_`` for ``.``.

    Attributes
    ----------
    estimator
        A row of the table of estimators: ML, MLM (Satorra–Bentler), MLR (Huber–White, Yuan–Bentler), GLS, ULS, DWLS,
        WLSMV, WLSM or ULSMV. None is not said: lavaan's ML for a model, MLR for what takes a questionnaire's items.
    missing
        ``"listwise"`` drops incomplete rows; ``"fiml"`` uses all of them (ML, MLR); ``"pairwise"``, with ordered
        variables, takes for each statistic the cases that answered what it needs.
    ordered, parameterization
        Names of ordinal items (``"all"``: every endogenous observed variable), for DWLS, ULS and their robust versions:
        thresholds and polychoric correlations are fitted, given the observed exogenous variables if there are any.
        ``"delta"`` (responses have variance one) or ``"theta"`` (their residuals have).
    group, group_equal, group_partial
        A grouping column; which parameters are equal across groups; which of those stay free, e.g. ``["PU=~PU2"]``.
    std_lv, meanstructure, orthogonal
        Latent variances of 1 in place of first loadings of 1; intercepts (by default where the data or the model ask
        for them); latent variables that don't covary unless it is written.
    fixed_x
        Take the moments of exogenous observed variables from the sample (default for ML and for ordered items) or
        estimate them (default for GLS, ULS and DWLS on moments, as in lavaan).
    likelihood
        ``"normal"`` (lavaan, χ² = N·F) or ``"wishart"`` (AMOS, χ² = (N − G)·F).
    information
        ``"expected"`` or ``"observed"``; by default the estimator's.
    se
        Standard errors of least squares, by default lavaan 0.7's: ``"robust.sem"`` (the sandwich with the
        distribution-free Γ; DWLS, WLSMV, WLSM, ULSMV), ``"robust.sem.nt"`` (with Γ under normality; ULS of continuous
        items) or ``"standard"`` (the inverse information, what lavaan 0.6 prints for ULS and DWLS). The others are
        chosen by estimator: MLM for ``robust.sem``, MLR for ``robust.huber.white``.
    test
        Tests of exact fit beside the estimator's own, by lavaan's names: ``"standard"``, ``"satorra.bentler"``,
        ``"browne.residual.nt.model"``, ``"peba4_rls"`` (``"fmg"``), ``"pall_ug_ml"``, ``"bollen.stine"`` …; all of
        them are explained in `tamkit.sem.fit_tests`. They stand in ``fit.tests``. ``"bollen.stine"`` takes as many
        draws as ``bootstrap`` says, 1000 where it says none.
    bootstrap, ci, seed, jobs
        Number of non-parametric draws (0: none); ``percentile``, ``bc`` or ``bca``; the result does not depend on
        ``jobs``, the parts worked on at a time.
    search
        Whether to look further for a lower minimum than the one that the usual starts lead to
        (`tamkit.sem.wide_search`): True tells of it in a warning, ``"adopt"`` takes it.
    engine
        ``"tamkit"`` or ``"semopy"`` (ML, one group, complete data: estimates and standard errors from semopy).

    Raises
    ------
    InputError
        For a value that is not allowed, or options that exclude each other.

    Examples
    --------
    >>> Options(estimator="mlr").estimator
    'MLR'
    >>> Options(bootstrap=500).without_bootstrap().bootstrap
    0
    """

    estimator: str | None = _option(
        None,
        Choice("estimator", names(), optional=True),
        Message("sem.help_estimator", for_items=FOR_ITEMS),
    )
    missing: str = _option(
        "listwise",
        Choice("missing", ("listwise", "fiml", "pairwise"), {"ml": "fiml", "direct": "fiml"}),
        Message("sem.help_missing"),
    )
    ordered: tuple[str, ...] = _option((), Names(every="all"), Message("sem.help_ordered"))
    group: str | None = _option(None, Column(), Message("sem.help_group"), study=False)
    group_equal: tuple[str, ...] = _option((), Names(GROUP_EQUAL), Message("sem.help_group_equal"), study=False)
    group_partial: tuple[str, ...] = _option((), Names(), Message("sem.help_group_partial"), study=False)
    std_lv: bool = _option(False, Flag(), Message("sem.help_std_lv"))
    meanstructure: bool | None = _option(None, Flag(optional=True), Message("sem.help_meanstructure"))
    fixed_x: bool | None = _option(None, Flag(optional=True), Message("sem.help_fixed_x"))
    orthogonal: bool = _option(False, Flag(), Message("sem.help_orthogonal"))
    likelihood: str = _option("normal", Choice("likelihood", ("normal", "wishart")), Message("sem.help_likelihood"))
    information: str | None = _option(
        None, Choice("information", ("expected", "observed"), optional=True), Message("sem.help_information")
    )
    se: str | None = _option(
        None,
        Choice("se", ("standard", "robust.sem", "robust.sem.nt", "robust.huber.white"), optional=True),
        Message("sem.help_se"),
    )
    parameterization: str = _option(
        "delta", Choice("parameterization", ("delta", "theta")), Message("sem.help_parameterization")
    )
    test: tuple[str, ...] = _option((), FitTests(), Message("sem.help_test"), told=False)
    bootstrap: int = _option(0, Whole(0, 1_000_000), Message("sem.help_bootstrap"))
    ci: str = _option("percentile", Choice("ci", ("percentile", "bc", "bca")), Message("sem.help_ci"))
    seed: int | None = _option(None, Whole(0, 2**63 - 1, optional=True), Message("sem.help_seed"))
    jobs: int = _option(1, Whole(1, 1024), Message("sem.help_jobs"), told=False)
    search: bool | str = _option(False, Search(), Message("sem.help_search"))
    engine: str = _option("tamkit", Choice("engine", ("tamkit", "semopy")), Message("sem.help_engine"), study=False)

    def __post_init__(self) -> None:
        for one in fields(self):
            object.__setattr__(self, one.name, read(one.name, getattr(self, one.name)))
        kind = self.kind
        if self.missing == "fiml" and not kind.full_information:
            raise OptionError("sem.fiml_needs_ml", able=names(full_information=True), estimator=kind.name)
        able = tuple(one.name for one in ESTIMATORS.values() if one.takes_ordered)
        if self.missing == "pairwise" and not kind.takes_ordered:
            raise OptionError("sem.pairwise_needs_least_squares", able=able, estimator=kind.name)
        if self.ordered and not kind.takes_ordered:
            raise OptionError("sem.estimator_not_for_ordered", estimator=kind.name, able=able)
        if self.group_partial and not self.group_equal:
            raise OptionError("sem.group_partial_needs_equal")
        if self.bootstrap == 1:
            raise OptionError("sem.one_draw_says_nothing")
        if self.se is not None and self.se not in kind.errors(bool(self.ordered)):
            raise OptionError(
                "sem.no_such_errors", se=self.se, estimator=kind.name, able=kind.errors(bool(self.ordered))
            )
        if self.likelihood == "wishart" and kind.name != "ML":
            raise OptionError("sem.wishart_needs_ml")
        if self.likelihood == "wishart" and self.missing == "fiml":
            raise OptionError("sem.wishart_needs_complete_rows")
        for name in self.test:
            check_estimator(name, kind)
            if self.missing == "fiml":
                check_incomplete(name)
            if self.ordered:
                check_ordered(name)

    @property
    def kind(self) -> Estimator:
        """The estimator's row of the table; ML's where none is named."""
        return ESTIMATORS[self.estimator or "ML"]

    @property
    def errors(self) -> str:
        """The standard errors of the fit."""
        return self.se or self.kind.errors(bool(self.ordered))[0]

    # -- made from what a user gave --------------------------------------------------------------------------------

    @classmethod
    def of(cls, base: Options | None = None, **given: Any) -> Options:
        """``base`` (lavaan's defaults unless given) with the options named; an unknown name is told with the nearest.

        >>> Options.of(Options(estimator="MLR"), seed=3).to_dict()["estimator"]
        'MLR'
        """
        return cls._merged(base, given, "ML")

    @classmethod
    def _merged(cls, base: Options | None, given: Mapping[str, Any], unsaid: str) -> Options:
        """``base`` with what is given on top; ``unsaid``: the estimator where neither names one."""
        if base is not None and not isinstance(base, Options):
            raise OptionError("sem.not_options", found=type(base).__name__)
        for name in given:
            if name not in FIELDS:
                raise InputError(unknown("option", name, FIELDS))
        start = base if base is not None else cls()
        named = given.get("estimator") or start.estimator or unsaid
        return replace(start, **{**given, "estimator": named})

    @classmethod
    def for_items(cls, base: Options | None = None, **given: Any) -> Options:
        """The options of an analysis of a questionnaire's items: MLR unless an estimator is named, and every item
        ordered where the estimator is made for ordered items and nothing is said about them."""
        found = cls._merged(base, given, FOR_ITEMS)
        return replace(found, ordered=("all",)) if found.kind.ordinal and not found.ordered else found

    @classmethod
    def for_companions(cls, base: Options | None = None, **given: Any) -> Options:
        """`for_items`, for fits beside the model reported in full: of everybody, not resampled, by tamkit's own engine.

        What ``base`` says of these is for the model reported in full and is left out; named here they are refused.
        """
        for name in REPORTED_ONLY:
            if name in given and read(name, given[name]) != FIELDS[name].default:
                raise OptionError("sem.option_not_here", option=name)
        return cls.for_items(base, **given).for_measurement()

    # -- for the fits of one analysis ------------------------------------------------------------------------------

    def without_bootstrap(self) -> Options:
        """The same for a companion of the model reported in full, of which only the fit is wanted."""
        return replace(self, bootstrap=0, test=(), search=self._adopts)

    def for_measurement(self) -> Options:
        """The same for a companion on the same answers, a measurement model for instance: no groups, no resamples."""
        alone = replace(self, group=None, group_equal=(), group_partial=(), engine="tamkit")
        return alone.without_bootstrap()

    @property
    def _adopts(self) -> bool | str:
        """``search`` of a companion: what is only told is told of the model reported in full."""
        return self.search if self.search == "adopt" else False

    def with_estimator(self, name: str) -> Options:
        """The same analysis of items by another estimator, with what has to change with it."""
        kind = ESTIMATORS[read("estimator", name)]
        changed: dict[str, Any] = {"estimator": kind.name, "test": (), "se": None}
        changed["ordered"] = (self.ordered or ("all",)) if kind.ordinal else ()
        if (self.missing == "fiml" and not kind.full_information) or (self.missing == "pairwise" and not kind.ordinal):
            changed["missing"] = "listwise"
        if self.likelihood == "wishart" and kind.name != "ML":
            changed["likelihood"] = "normal"
        return replace(self, **changed)

    def to_dict(self) -> dict[str, Any]:
        """Every option that estimates depend on as plain data, for JSON; ``jobs`` is none: bytes are the same. Nor is
        ``test``: what was tested stands with the results."""
        found = {name: getattr(self, name) for name, one in FIELDS.items() if one.metadata["told"]}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


#: Options of the model reported in full alone.
REPORTED_ONLY = ("bootstrap", "test", "search", "group", "group_equal", "group_partial", "engine")
FIELDS: dict[str, Field[Any]] = {one.name: one for one in fields(Options)}


def read(name: str, value: Any) -> Any:
    """One option's value as `Options` keeps it; InputError that says what is allowed."""
    return FIELDS[name].metadata["kind"].read(name, value)


def study_keys() -> tuple[str, ...]:
    """The options that a study file can set; the others are the study's own doing (its groups, its robustness runs)."""
    return tuple(name for name, one in FIELDS.items() if one.metadata["study"])


def signature_of(function: Any) -> inspect.Signature:
    """``function``'s signature with ``**given`` spelt out as the options, for help() and notebooks."""
    shown = inspect.signature(function)
    kept = [one for one in shown.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD]
    own = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=one.default, annotation=one.type)
        for name, one in FIELDS.items()
    ]
    return shown.replace(parameters=[*kept, *own])
