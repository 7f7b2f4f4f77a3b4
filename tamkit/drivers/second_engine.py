"""The model reported in full by somebody else's program: the same standardized loadings and paths, or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tamkit.drivers.reruns import FAILURES, SEMOPY, for_semopy, reason
from tamkit.messages import Message
from tamkit.sem.estimators import ESTIMATORS

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.syntax import Model

#: Standardized numbers that differ by less are the same in print.
AGREEMENT = 0.001
#: Digits that are kept of a difference: below them is the noise of two solvers, which no two machines share.
DIGITS = 4
#: Free parameters that semopy takes about a second for.
MOST = 250


@dataclass(frozen=True, slots=True)
class SecondEngine:
    """How far another program's estimates of the main model are from the reported ones.

    Attributes
    ----------
    engine, n
        The other program; the respondents both used.
    loadings, paths
        How many standardized coefficients of each kind were compared.
    largest_loading, largest_path
        The largest absolute difference of each kind, to four digits.
    at
        The coefficient with the larger of the two, as ``lhs op rhs``; "" where the four digits are 0.
    agree
        Whether none differs by more than `AGREEMENT`.
    why
        Why there is no comparison, or None.
    """

    engine: str = SEMOPY
    n: int = 0
    loadings: int = 0
    paths: int = 0
    largest_loading: float = 0.0
    largest_path: float = 0.0
    at: str = ""
    agree: bool = False
    why: Message | None = None

    @property
    def largest(self) -> float:
        return max(self.largest_loading, self.largest_path)


def second_engine(model: Model | str, data: pd.DataFrame, main: Any) -> SecondEngine:
    """Fit the model with semopy and compare standardized loadings and paths with those of ``main``.

    semopy is used for what it computes as ML does: one group, complete rows, normal-theory ML.
    Robust standard errors and tests leave the estimates as they are, so MLR and MLM are compared too. What can't be
    compared comes back with the reason.
    """
    why = cannot(main)
    if why is not None:
        return SecondEngine(why=why)
    from tamkit import sem

    options = replace(for_semopy(main.options.for_measurement()), engine=SEMOPY, search=False)
    try:
        other = sem.fit(model, data, options=options).require_converged()
    except FAILURES as error:
        return SecondEngine(why=reason(error))
    return compared(main, other)


def cannot(main: Any) -> Message | None:
    """Why semopy has nothing to compare with a fit; None where it has."""
    options = main.options
    if ESTIMATORS[str(main.estimator)].discrepancy != "ML" or options.ordered:
        return Message("drivers.second_engine_estimator", estimator=str(main.estimator))
    if len(main.n) > 1:
        return Message("drivers.second_engine_groups")
    if options.missing != "listwise":
        return Message("drivers.second_engine_missing")
    if main.npar > MOST:
        return Message("drivers.second_engine_size", parameters=main.npar, most=MOST)
    return None


def compared(main: Any, other: Any) -> SecondEngine:
    """The standardized loadings and paths of two fits of one model to the same rows, side by side."""
    if sum(main.n) != sum(other.n):
        return SecondEngine(why=Message("sem.engines_differ"))
    own, found = _standardized(main), _standardized(other)
    gaps = {key: abs(own[key] - found[key]) for key in own if key in found}
    sizes = {op: [gap for key, gap in gaps.items() if key[1] == op] for op in ("=~", "~")}
    largest = {op: round(max(size, default=0.0), DIGITS) for op, size in sizes.items()}
    at = max(gaps, key=lambda key: gaps[key]) if max(largest.values()) > 0 else ("", "", "")
    return SecondEngine(
        n=int(sum(main.n)),
        loadings=len(sizes["=~"]),
        paths=len(sizes["~"]),
        largest_loading=largest["=~"],
        largest_path=largest["~"],
        at=" ".join(at).strip(),
        agree=set(own) == set(found) and max(gaps.values(), default=1.0) <= AGREEMENT,
    )


def _standardized(fit: Any) -> dict[tuple[str, str, str], float]:
    rows = fit.table[fit.table["op"].isin(["=~", "~"])]
    ends = zip(rows["lhs"], rows["op"], rows["rhs"], rows["std_all"], strict=True)
    return {(str(lhs), str(op), str(rhs)): float(value) for lhs, op, rhs, value in ends}
