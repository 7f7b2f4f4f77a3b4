"""The sample as ordinal statistics: one set a group, with categories shared by all groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import AnalysisError, DataError, InputError, OptionError, listed, unknown
from tamkit.messages import Message
from tamkit.sem.estimators import ESTIMATORS, Estimator
from tamkit.sem.moments import Sample
from tamkit.sem.notes import FitWarning
from tamkit.sem.ordinal.codes import MAX_CATEGORIES, Array
from tamkit.sem.ordinal.conditional import conditional_moments
from tamkit.sem.ordinal.moments import OrdinalMoments, joint_moments, ordinal_moments
from tamkit.syntax import Model, Names


def ordered_names(
    ordered: Sequence[str], estimator: Estimator, missing: str, names: Names, model: Model
) -> tuple[str, ...]:
    """The ordered variables in the model's order; ``("all",)`` is every observed variable that is not exogenous.

    Raises InputError when one is unknown or latent, or the estimator or treatment of missing values is not for them.
    """
    if not ordered:
        if any(term.op == "|" for term in model.terms):
            raise OptionError("sem.thresholds_need_ordered")
        if missing == "pairwise":
            raise OptionError("sem.pairwise_needs_ordered")
        return ()
    if not estimator.takes_ordered:
        able = tuple(one.name for one in ESTIMATORS.values() if one.takes_ordered)
        raise OptionError("sem.estimator_not_for_ordered", estimator=estimator.name, able=able)
    if tuple(ordered) == ("all",):
        return tuple(name for name in names.ov if name not in names.ov_x)
    for name in ordered:
        if name in names.lv:
            raise OptionError("sem.latent_not_ordered", variable=name)
        if name not in names.ov:
            raise InputError(unknown("ordered variable", name, names.ov))
    return tuple(name for name in names.ov if name in ordered)


def ordinal_sample(
    sample: Sample, ordered: Sequence[str], group: str | None, covariates: Sequence[str] = ()
) -> tuple[Sample, tuple[OrdinalMoments, ...], dict[str, int]]:
    """The sample with polychoric moments, each group's statistics, and the number of thresholds by name.

    The categories of a variable are the values that occur in any group; each must occur in every group, because a
    threshold beside an empty category has no estimate. The statistics are those given the ``covariates`` if there are
    any; rows without a value of them are left out. Raises InputError naming variable, group and category.
    """
    if sample.data is None:
        raise DataError("sem.ordered_need_rows")
    kind = np.array([name in ordered for name in sample.names])
    levels = []
    for name, j in zip(sample.names, range(len(kind)), strict=True):
        if not kind[j]:
            continue
        values = np.unique(np.concatenate([part[:, j] for part in sample.data]))
        values = values[~np.isnan(values)]
        if len(values) > MAX_CATEGORIES:
            raise DataError("sem.too_many_categories", variable=name, n=len(values), most=MAX_CATEGORIES)
        levels.append(tuple(values))
    if covariates:
        sample = _with_covariates(sample, covariates)
    assert sample.data is not None
    moments = []
    for label, part in zip(sample.groups, sample.data, strict=True):
        try:
            moments.append(group_moments(part, sample.names, kind, levels, covariates))
        except InputError as error:
            if group is None:
                raise
            place = Message("sem.in_group", group=label, by=group)
            raise type(error)(Message("located", place=place, what=error.message)) from error
    own = [name for name in sample.names if name in ordered]
    whole = [joint_moments(part, sample.names) for part in moments]
    changed = replace(sample, cov=tuple(cov for cov, _ in whole), mean=tuple(mean for _, mean in whole))
    return changed, tuple(moments), {name: len(values) - 1 for name, values in zip(own, levels, strict=True)}


def check_exogenous(ordered: Sequence[str], names: Names) -> None:
    """Raise AnalysisError for an ordered variable that nothing explains: it would be a covariate, which has no
    thresholds."""
    for name in ordered:
        if name in names.ov_x:
            raise AnalysisError("sem.ordered_exogenous", variable=name)


def check_thresholds(model: Model, thresholds: Mapping[str, int]) -> None:
    """Raise InputError for a ``|`` of a variable that is not ordered, or of a threshold it does not have."""
    for term in model.terms:
        if term.op != "|":
            continue
        if term.lhs not in thresholds:
            raise model.error(term, Message("sem.threshold_of_unordered", variable=term.lhs))
        known = [f"t{t}" for t in range(1, thresholds[term.lhs] + 1)]
        if term.rhs not in known:
            raise model.error(
                term,
                Message(
                    "sem.no_such_threshold",
                    variable=term.lhs,
                    threshold=term.rhs,
                    categories=thresholds[term.lhs] + 1,
                    known=listed(known),
                ),
            )


def group_moments(
    data: Array,
    names: Sequence[str],
    kind: NDArray[np.bool_],
    levels: Sequence[Sequence[float]],
    covariates: Sequence[str] = (),
    *,
    gamma: bool = True,
) -> OrdinalMoments:
    """The statistics of one group's rows (n, all variables), given the covariates if there are any."""
    if not covariates:
        return ordinal_moments(data, kind, names, levels, gamma=gamma)
    x = [names.index(name) for name in covariates]
    y = [j for j, name in enumerate(names) if name not in covariates]
    return conditional_moments(data[:, y], kind[y], data[:, x], [names[j] for j in y], covariates, levels, gamma=gamma)


def _with_covariates(sample: Sample, covariates: Sequence[str]) -> Sample:
    """Only the rows that have a value of every covariate."""
    assert sample.data is not None
    x = [sample.names.index(name) for name in covariates]
    keep = [~np.isnan(part[:, x]).any(axis=1) for part in sample.data]
    return replace(
        sample,
        data=tuple(part[k] for part, k in zip(sample.data, keep, strict=True)),
        cases=tuple(at[k] for at, k in zip(sample.cases, keep, strict=True)),
        n=tuple(int(k.sum()) for k in keep),
        dropped=sample.dropped + sum(int((~k).sum()) for k in keep),
        without_exogenous=sum(int((~k).sum()) for k in keep),
    )


def notes_of(groups: Sequence[str], moments_of: Sequence[OrdinalMoments]) -> list[FitWarning]:
    """What the reader must know of the polychoric correlations: pairs near 1, a matrix not positive definite."""
    found = []
    for label, moments in zip(groups, moments_of, strict=True):
        group = label if len(groups) > 1 else None
        if moments.near_one:
            pairs = listed([f"{a} ~~ {b}" for a, b in moments.near_one], 6)
            message = Message("sem.polychoric_near_one", pairs=pairs, group=group)
            found.append(FitWarning("polychoric_near_one", message))
        sd = np.sqrt(np.diag(moments.cov))
        if np.linalg.eigvalsh(moments.cov / np.outer(sd, sd))[0] < 1e-8:
            found.append(FitWarning("polychoric_not_pd", Message("sem.polychoric_not_pd", group=group)))
    return found
