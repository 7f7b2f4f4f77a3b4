"""Statements → the parameter table, with the defaults of lavaan's ``sem()``.

The table is the one description of a model that everything else reads: matrices, constraints, output. Rows stand in
lavaan's order: what was written, then thresholds, variances, default covariances, exogenous moments and intercepts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from tamkit.errors import ModelSyntaxError, OptionError, nearest
from tamkit.messages import Message
from tamkit.sem.options import GROUP_EQUAL
from tamkit.syntax import Constraint, Model, Names, Term

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What decides the defaults of the table."""

    meanstructure: bool = False
    std_lv: bool = False
    fixed_x: bool = True
    orthogonal: bool = False
    parameterization: str = "delta"
    groups: int = 1
    group_equal: tuple[str, ...] = ()
    group_partial: tuple[str, ...] = ()


@dataclass(slots=True)
class Parameter:
    """One row. ``free`` is 0 for a fixed parameter, else the 1-based position in θ; ``value`` the fixed value."""

    lhs: str
    op: str
    rhs: str
    group: int = 1
    user: bool = False
    free: int = 0
    value: float = NAN
    start: float = NAN
    label: str = ""
    exo: bool = False
    is_free: bool = True

    @property
    def name(self) -> str:
        """As in ``PU=~PU1``; from the second group on with ``.g2``."""
        return f"{self.lhs}{self.op}{self.rhs}" + (f".g{self.group}" if self.group > 1 else "")


@dataclass(frozen=True, slots=True)
class ParameterTable:
    """All rows, the number ``k`` of different free parameters, the constraints left to solve and the definitions."""

    rows: tuple[Parameter, ...]
    names: Names
    options: TableOptions
    k: int
    constraints: tuple[Constraint, ...]
    definitions: tuple[Constraint, ...]
    ordered: Mapping[str, int] = field(default_factory=dict)

    def of_group(self, group: int) -> list[Parameter]:
        return [row for row in self.rows if row.group == group]

    def free_rows(self) -> list[Parameter]:
        """The first row of each free parameter, in the order of θ."""
        first: dict[int, Parameter] = {}
        for row in self.rows:
            if row.free and row.free not in first:
                first[row.free] = row
        return [first[index] for index in sorted(first)]

    def labelled(self) -> dict[str, Parameter]:
        """Label or plain name → its first row, for constraints and definitions."""
        found: dict[str, Parameter] = {}
        for row in self.rows:
            for name in (row.label, row.name):
                if name:
                    found.setdefault(name, row)
        return found


def check_names(model: Model, names: Names, columns: Sequence[str], where: str = "data") -> None:
    """Raise InputError for the first observed name that is no column, at its place in the model, with the nearest.

    ``where`` is ``data`` or ``matrix``, for the message.
    """
    check_readable(model)
    known = set(columns)
    for name in names.ov:
        if name in known:
            continue
        term = next(t for t in model.terms if name in (t.lhs, t.rhs))
        near = nearest(name, [*columns, *names.lv])
        owner = next((t.lhs for t in model.terms if t.op == "=~" and t.rhs == name), None)
        if model.text or owner is None:
            what = Message("sem.no_column", name=name, where=where, near=near)
        else:
            what = Message("sem.item_no_column", item=name, construct=owner, where=where, near=near)
        raise model.error(term, what, term.left if name == term.lhs else None)
    both = [name for name in names.lv if name in known]
    if both:
        what = Message("sem.latent_and_column", name=both[0], where=where)
        raise ModelSyntaxError(what) if model.text else model.complaint(what)


def check_readable(model: Model) -> None:
    """Raise InputError for what is read but not fitted: products of variables and formative constructs."""
    latent = {term.lhs for term in model.terms if term.op in ("=~", "<~")}
    for term in model.terms:
        if term.op == "<~":
            raise model.error(term, Message("sem.formative_not_fitted", construct=term.lhs), term.left)
        for name, place in ((term.lhs, term.left), (term.rhs, term.token)):
            if ":" not in name:
                continue
            if latent & set(name.split(":")):
                what = Message("sem.latent_product", product=name)
            else:
                what = Message("sem.product_not_calculated", product=name)
            raise model.error(term, what, place)


def build(
    model: Model, options: TableOptions, ordered: Mapping[str, int] | None = None, names: Names | None = None
) -> ParameterTable:
    """The parameter table of ``model``; ``ordered`` gives the number of thresholds of each ordinal variable.

    ``names``: the model's `variables`, where they are known already.
    """
    ordered = dict(ordered or {})
    check_readable(model)
    names = names or model.names()
    if any(term.op == "~1" for term in model.terms):
        options = replace(options, meanstructure=True)
    ordered = {name: count for name, count in ordered.items() if name in names.ov}
    _check_model(model, names, options, ordered)
    rows: list[Parameter] = []
    for group in range(1, options.groups + 1):
        rows.extend(_group_rows(model, names, options, ordered, group))
    _apply_group_equal(rows, names, options)
    k = _number(rows)
    plain = tuple(c for c in model.constraints if c.op != ":=")
    defined = tuple(c for c in model.constraints if c.op == ":=")
    table = ParameterTable(tuple(rows), names, options, k, plain, defined, ordered)
    check_labels(model, table, (*table.constraints, *table.definitions))
    return table


def _check_model(model: Model, names: Names, options: TableOptions, ordered: Mapping[str, int]) -> None:
    """Refuse what would be ignored otherwise, or have no meaning."""
    if "thresholds" in options.group_equal and not ordered:
        raise OptionError("sem.equal_thresholds_need_ordered")
    for term in model.terms:
        if term.op in ("|", "~*~") and term.lhs in names.lv:
            raise model.error(term, Message("sem.latent_has_no", variable=term.lhs, operator=term.op))
        if term.op == "~*~" and term.lhs not in ordered:
            raise model.error(term, Message("sem.scale_of_unordered", variable=term.lhs))
        variance = term.op == "~~" and term.lhs == term.rhs and term.lhs in ordered
        if variance and options.parameterization == "delta" and set(term.fixed) != {1.0}:
            raise model.error(term, Message("sem.delta_residual_variance", variable=term.lhs))


def _default_rows(names: Names, options: TableOptions, ordered: Mapping[str, int]) -> list[Parameter]:
    rows = [
        Parameter(name, "|", f"t{index}")
        for name in names.ov
        if name in ordered
        for index in range(1, ordered[name] + 1)
    ]
    rows += [Parameter(name, "~~", name) for name in (*names.ov_nox, *names.lv)]
    rows += [Parameter(a, "~~", b) for a, b in combinations(names.lv_x, 2)]
    rows += [Parameter(a, "~~", b) for a, b in combinations(names.outcomes, 2)]
    rows += [Parameter(a, "~~", b) for i, a in enumerate(names.ov_x) for b in names.ov_x[i:]]
    rows += [Parameter(name, "~*~", name) for name in names.ov if name in ordered]
    if options.meanstructure:
        rows += [Parameter(name, "~1", "") for name in (*names.ov, *names.lv)]
    return rows


def _group_rows(
    model: Model, names: Names, options: TableOptions, ordered: Mapping[str, int], group: int
) -> list[Parameter]:
    written = {_key(t.lhs, t.op, t.rhs) for t in model.terms}
    rows = [Parameter(t.lhs, t.op, t.rhs, user=True) for t in model.terms]
    rows += [row for row in _default_rows(names, options, ordered) if _key(row.lhs, row.op, row.rhs) not in written]
    for row in rows:
        row.group = group
        _default_status(row, names, options, ordered)
    seen: set[str] = set()
    for row in rows:
        if row.op == "=~" and row.lhs not in seen:
            seen.add(row.lhs)
            if not options.std_lv:
                _fix(row, 1.0)
    loadings = [t for t in model.terms if t.op == "=~"]
    items_of, constructs_of = Counter(t.lhs for t in loadings), Counter(t.rhs for t in loadings)
    lonely = {t.rhs for t in loadings if items_of[t.lhs] == 1 and constructs_of[t.rhs] == 1}
    for row in rows:
        if row.op == "~~" and row.lhs == row.rhs and row.lhs in lonely and not row.user:
            _fix(row, 0.0)
    for term, row in zip(model.terms, rows, strict=False):
        _modify(model, term, row, options.groups)
    return rows


def _key(lhs: str, op: str, rhs: str) -> tuple[str, str, str]:
    if op == "~~" and rhs < lhs:
        return (rhs, op, lhs)
    return (lhs, op, rhs)


def _fix(row: Parameter, value: float) -> None:
    row.is_free, row.value = False, value


def _default_status(row: Parameter, names: Names, options: TableOptions, ordered: Mapping[str, int]) -> None:
    """Free or fixed before modifiers: the rules of ``sem()``."""
    variance = row.op == "~~" and row.lhs == row.rhs
    later = row.group > 1
    if variance and row.lhs in names.lv and options.std_lv:
        released = later and "loadings" in options.group_equal and "lv.variances" not in options.group_equal
        if not (released and not row.user):
            _fix(row, 1.0)
    if variance and row.lhs in ordered and not row.user:
        released = options.parameterization == "theta" and later and "thresholds" in options.group_equal
        if not released:
            _fix(row, 1.0)
    if row.op == "~*~" and not row.user:
        released = options.parameterization == "delta" and later and "thresholds" in options.group_equal
        if not released:
            _fix(row, 1.0)
    if row.op == "~1" and not row.user:
        if row.lhs in names.lv:
            released = later and "intercepts" in options.group_equal and "means" not in options.group_equal
            if not released:
                _fix(row, 0.0)
        elif row.lhs in ordered:
            # As in lavaan 0.7 each word means itself: equal thresholds locate the responses, so that their intercepts
            # are free in later groups until these are equal, that is 0, too.
            loose = "intercepts" not in options.group_equal or row.name.partition(".g")[0] in options.group_partial
            if not (later and "thresholds" in options.group_equal and loose):
                _fix(row, 0.0)
    covariance = row.op == "~~" and not variance
    if covariance and options.orthogonal and not row.user and row.lhs in names.lv and row.rhs in names.lv:
        _fix(row, 0.0)
    if options.fixed_x and not row.user and row.lhs in names.ov_x and (row.op == "~1" or row.rhs in names.ov_x):
        _fix(row, NAN)
        row.exo = True


def _modify(model: Model, term: Term, row: Parameter, groups: int) -> None:
    def one(values: Sequence[object], kind: str) -> object:
        if len(values) == 1:
            return values[0]
        if len(values) != groups:
            raise model.error(
                term,
                Message(
                    "sem.not_one_a_group",
                    n=len(values),
                    kind=kind,
                    groups=groups,
                    parameter=f"{term.lhs} {term.op} {term.rhs}",
                ),
            )
        return values[row.group - 1]

    if term.fixed:
        value = one(term.fixed, "fixed")
        if value is None:
            row.is_free, row.value = True, NAN
        else:
            _fix(row, float(value))  # type: ignore[arg-type]  # the parser reads only numbers here
    start = one(term.starts, "starts") if term.starts else None
    if start is not None:
        row.start = float(start)  # type: ignore[arg-type]  # as above
    if term.labels:
        row.label = str(one(term.labels, "labels"))


def _apply_group_equal(rows: list[Parameter], names: Names, options: TableOptions) -> None:
    """Give the rows of later groups the name of the first group's row where ``group.equal`` holds them together."""
    if options.groups == 1:
        return
    wrong = [word for word in options.group_equal if word not in GROUP_EQUAL]
    if wrong:
        raise OptionError("sem.unknown_equality", equality=wrong[0], allowed=GROUP_EQUAL)
    partial = {word.replace(" ", "") for word in options.group_partial}
    known = {row.name for row in rows if row.group == 1} | {row.label for row in rows if row.label}
    for word in sorted(partial):
        if word not in known:
            raise OptionError("sem.group_partial_unknown", name=word)
    first = {(row.lhs, row.op, row.rhs): row for row in rows if row.group == 1}
    for row in rows:
        if row.group == 1 or not _held(row, names, options.group_equal):
            continue
        reference = first[(row.lhs, row.op, row.rhs)]
        if reference.name in partial or (reference.label and reference.label in partial):
            continue
        if not row.label:
            row.label = reference.label or f".{reference.name}"
            reference.label = row.label


def _held(row: Parameter, names: Names, equal: tuple[str, ...]) -> bool:
    latent, diagonal = row.lhs in names.lv, row.lhs == row.rhs
    return (
        ("loadings" in equal and row.op == "=~")
        or ("intercepts" in equal and row.op == "~1" and row.lhs in names.ov_nox)
        or ("means" in equal and row.op == "~1" and latent)
        or ("thresholds" in equal and row.op == "|")
        or ("regressions" in equal and row.op == "~")
        or ("residuals" in equal and row.op == "~~" and diagonal and row.lhs in names.ov_nox)
        or ("residual.covariances" in equal and row.op == "~~" and not diagonal and row.lhs in names.ov_nox)
        or ("lv.variances" in equal and row.op == "~~" and diagonal and latent)
        or ("lv.covariances" in equal and row.op == "~~" and not diagonal and latent)
    )


def _number(rows: list[Parameter]) -> int:
    """Give each different free parameter its place in θ: equal labels are one parameter; a fixed one fixes them all."""
    pinned = {row.label: row.value for row in rows if row.label and not row.is_free and not row.exo}
    for row in rows:
        if row.is_free and row.label in pinned:
            _fix(row, pinned[row.label])
    places: dict[str, int] = {}
    for row in rows:
        if row.is_free:
            key = row.label or row.name
            row.free = places.setdefault(key, len(places) + 1)
    return len(places)


def check_labels(model: Model, table: ParameterTable, constraints: Sequence[Constraint]) -> None:
    """Raise InputError for the first name in a constraint or definition that is no label of the model.

    ``model`` is where the constraints stand, for the message.
    """
    if not constraints:
        return
    known = [*table.labelled(), *(c.name for c in table.definitions)]
    visible = [name for name in known if not name.startswith(".")]
    for constraint in constraints:
        sides = [side for side in (constraint.left, constraint.right) if side is not None]
        places = {name: place for side in sides for name, place in zip(side.names, side.places, strict=True)}
        earlier = known if constraint.op != ":=" else known[: known.index(constraint.name)]
        for name, place in places.items():
            if name in earlier:
                continue
            if name in known:
                raise model.error(constraint, Message("sem.defined_later", name=constraint.name, needed=name))
            near = nearest(name, visible)
            labels = tuple(sorted({row.label for row in table.rows if row.label and not row.label.startswith(".")}))
            message = Message("sem.no_such_label", name=name, near=near, labels=labels, n=len(labels))
            raise model.error(constraint, message, place)
