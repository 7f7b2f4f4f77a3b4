"""Respondent variables, times and attention checks of simulated respondents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import QuestionnaireError
from tamkit.survey.simulation import tilts

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire

Floats = NDArray[np.float64]

#: What a number is drawn between when the questionnaire doesn't say.
NUMBER_RANGE = (0.0, 100.0)


def draw_variables(
    questionnaire: Questionnaire, n: int, rng: np.random.Generator
) -> tuple[dict[str, Any], dict[str, NDArray[np.bool_]]]:
    """Columns of the respondents frame and, for each, who was not asked.

    Shares come from ``truth.respondents``; options it doesn't name share what is left over equally. ``truth.tilts``
    let them differ from person to person, by what was drawn before.

    Raises
    ------
    QuestionnaireError
        When tilts make each of two variables follow from the other.
    """
    truth: Any = questionnaire.truth
    drawn: Mapping[str, Any] = truth.numbers if truth is not None else {}
    shares: Mapping[str, Mapping[int, float]] = truth.respondents if truth is not None else {}
    columns: dict[str, Any] = {}
    skipped: dict[str, NDArray[np.bool_]] = {}
    asked_of: dict[str, NDArray[np.bool_]] = {}
    for variable in _bases_first(questionnaire):
        asked = np.ones(n, dtype=bool)
        if variable.base is not None:
            asked = _chosen(columns, variable.base.variable, variable.base.options, n)
            asked &= asked_of.get(variable.base.variable, True)
        asked_of[variable.code] = asked
        tilted = tilts.log_odds(questionnaire, variable, columns, n)
        for name, values in _draw(variable, dict(shares.get(variable.code, {})), n, rng, tilted).items():
            if name in drawn:
                values = _by_answer(values, drawn[name], columns, variable, rng)
            if values.dtype.kind == "f":
                values = np.where(asked, values, np.nan)
            columns[name], skipped[name] = values, ~asked
    order = [
        name for v in questionnaire.variables for name in columns if name == v.code or name.startswith(v.code + ".")
    ]
    return {name: columns[name] for name in order}, {name: skipped[name] for name in order}


def _bases_first(questionnaire: Questionnaire) -> list[Any]:
    """Variables so that the one a skip depends on comes before the skip, and what a tilt is by before the tilted."""
    needed = tilts.needed(questionnaire)
    done: dict[str, Any] = {}
    waiting = list(questionnaire.variables)
    while waiting:
        ready: list[Any] = []
        for v in waiting:
            based = v.base is None or v.base.variable in done or v.base.variable == v.code
            if based and needed.get(v.code, set()) <= {*done, *(earlier.code for earlier in ready)}:
                ready.append(v)
        if not ready and any(v.code in needed for v in waiting):
            raise QuestionnaireError(
                "survey.tilts_in_a_circle", questionnaire=questionnaire.name, variables=tuple(v.code for v in waiting)
            )
        ready = ready or waiting  # a circle of skips: taken in file order
        done |= {v.code: v for v in ready}
        waiting = [v for v in waiting if v.code not in done]
    return list(done.values())


def _chosen(columns: Mapping[str, Any], variable: str, options: Any, n: int) -> NDArray[np.bool_]:
    if variable in columns:
        return np.isin(columns[variable], list(options))
    picked = np.zeros(n, dtype=bool)
    for option in options:
        if f"{variable}.{option}" in columns:
            picked |= columns[f"{variable}.{option}"] == 1
    return picked


def _draw(
    variable: Any, shares: dict[int, float], n: int, rng: np.random.Generator, tilted: Floats | None = None
) -> dict[str, Any]:
    if variable.kind == "number":
        low = variable.minimum if variable.minimum is not None else NUMBER_RANGE[0]
        high = variable.maximum if variable.maximum is not None else NUMBER_RANGE[1]
        return {variable.code: rng.integers(int(low), int(high) + 1, n).astype(float)}
    if variable.kind == "text":
        return {variable.code: np.full(n, None, dtype=object)}
    codes = [option.code for option in variable.options]
    if variable.kind == "single":
        p = np.array(_complete(codes, shares))
        chosen = _one_each(np.broadcast_to(p, (n, len(p))) if tilted is None else p * np.exp(tilted), rng)
        return {variable.code: np.asarray(codes, dtype=float)[chosen]}
    each = np.array([shares.get(code, 0.3) for code in codes])
    if tilted is not None:
        odds = each / np.maximum(1 - each, 1e-9) * np.exp(tilted)
        each = odds / (1 + odds)
    ticks = _ticks(each, [o.exclusive for o in variable.options], n, rng)
    return {f"{variable.code}.{code}": ticks[:, j] for j, code in enumerate(codes)}


def _one_each(weights: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """One column a row (n, k), drawn in proportion to the weights; the draws are those of ``Generator.choice``."""
    edges = np.cumsum(weights, axis=1)
    edges /= edges[:, -1:]
    return np.asarray((edges <= rng.random(len(weights))[:, None]).sum(axis=1))


def _by_answer(
    values: Floats, drawn: Any, columns: Mapping[str, Any], variable: Any, rng: np.random.Generator
) -> Floats:
    """Numbers within the range of each person's answer; those without one keep theirs."""
    share = rng.random(len(values))
    for option, (low, high) in drawn.ranges.items():
        here = _chosen(columns, drawn.by, [option], len(values))
        values = np.where(here, low + np.floor(share * (high - low + 1)), values)
    return values


def _ticks(shares: Floats, exclusive: list[bool], n: int, rng: np.random.Generator) -> Floats:
    """Ticks (n, options) with these shares, everybody's or (n, options) each person's, at least one a person, exclusive
    options alone.

    Independent ticks would leave some people without any; those get one option, drawn in proportion to the shares, and
    the independent ticks are made rarer by as much, so that every option still has the share stated (as far as the
    shares add up to one tick a person).
    """
    alone = np.flatnonzero(exclusive)
    others = np.flatnonzero(~np.array(exclusive))
    shares = np.broadcast_to(shares, (n, len(exclusive)))
    out = np.zeros(shares.shape)
    edges = np.cumsum(shares[:, alone], axis=1)
    which = (edges <= rng.random(n)[:, None]).sum(axis=1)
    for place, j in enumerate(alone):
        out[which == place, j] = 1.0
    free = which == len(alone)
    left = 1.0 - (edges[:, -1:] if len(alone) else 0.0)
    wanted = np.clip(shares[:, others] / np.maximum(left, 1e-9), 0.0, 0.999)
    if not len(others) or wanted.sum() == 0:
        return out
    total = np.maximum(wanted.sum(axis=1, keepdims=True), 1e-9)
    thinned = np.ones((n, 1))
    for _ in range(200):
        thinned = np.maximum(0.0, 1.0 - np.prod(1.0 - wanted * thinned, axis=1, keepdims=True) / total)
    ticks = rng.random((n, len(others))) < wanted * thinned
    nothing = np.flatnonzero(~ticks.any(axis=1))
    ticks[nothing, _one_each(wanted[nothing], rng)] = True
    out[np.ix_(free, others)] = ticks[free]
    return out


def _complete(codes: list[int], shares: Mapping[int, float]) -> list[float]:
    left = max(1.0 - sum(shares.get(code, 0.0) for code in codes), 0.0)
    unnamed = [code for code in codes if code not in shares]
    return [shares[code] if code in shares else left / len(unnamed) for code in codes]


def mean_shifts(questionnaire: Questionnaire, columns: Mapping[str, Any], n: int) -> dict[str, Floats]:
    """Shift of every latent mean person by person, from ``truth.shifts``."""
    truth: Any = questionnaire.truth
    out: dict[str, Floats] = {}
    for variable, by_option in truth.shifts.items():
        for option, by_construct in by_option.items():
            members = _chosen(columns, variable, [option], n)
            for construct, shift in by_construct.items():
                out.setdefault(construct, np.zeros(n))[members] += shift
    return out


def path_weights(
    questionnaire: Questionnaire,
    paths: Mapping[str, Mapping[str, float]],
    columns: Mapping[str, Any],
    n: int,
) -> dict[tuple[str, str], Floats]:
    """The weight of every path that ``truth.differences`` makes another one in a group, person by person."""
    truth: Any = questionnaire.truth
    out: dict[tuple[str, str], Floats] = {}
    for one in truth.differences:
        own = paths.get(one.target, {}).get(one.source)
        if own is not None:
            weights = out.setdefault((one.source, one.target), np.full(n, own))
            weights[_chosen(columns, one.variable, one.options, n)] = one.beta
    return out


def draw_checks(questionnaire: Questionnaire, n: int, rng: np.random.Generator) -> dict[str, Floats]:
    """Answers of attentive respondents to the checks: one of those that pass."""
    return {c.code: rng.choice(np.asarray(c.passes, dtype=float), n) for c in questionnaire.checks}


def draw_seconds(questionnaire: Questionnaire, n: int, careless: Any, rng: np.random.Generator) -> Floats:
    """Whole seconds for the form: log-normal per question, faster for those who don't read."""
    from tamkit.questionnaire import Seconds

    spec: Any = questionnaire.truth.seconds if questionnaire.truth is not None else Seconds()
    questions = len(questionnaire.items) + len(questionnaire.checks) + len(questionnaire.variables)
    median = np.where(careless, spec.careless_median, spec.median)
    sigma = np.where(careless, spec.careless_sigma, spec.sigma)
    seconds = questions * median * np.exp(sigma * rng.standard_normal(n))
    return np.asarray(np.maximum(np.round(seconds), 2.0))
