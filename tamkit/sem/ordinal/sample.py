"""The sample as ordinal statistics: one set a group, with categories shared by all groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tamkit.errors import InputError, listed
from tamkit.sem.admissibility import FitWarning
from tamkit.sem.moments import Sample
from tamkit.sem.ordinal.codes import MAX_CATEGORIES
from tamkit.sem.ordinal.moments import ordinal_moments


def ordinal_sample(sample: Sample, ordered: Sequence[str], group: str | None) -> tuple[Sample, dict[str, int]]:
    """``sample`` with the polychoric statistics of each group as its moments, and the number of thresholds by name.

    The categories of a variable are the values that occur in any group; each must occur in every group, because a
    threshold beside an empty category has no estimate. Raises InputError naming variable, group and category.
    """
    assert sample.data is not None
    kind = np.array([name in ordered for name in sample.names])
    levels = []
    for name, j in zip(sample.names, range(len(kind)), strict=True):
        if not kind[j]:
            continue
        values = np.unique(np.concatenate([part[:, j] for part in sample.data]))
        values = values[~np.isnan(values)]
        if len(values) > MAX_CATEGORIES:
            raise InputError(
                f"ordered variable {name!r} has {len(values)} different values; at most {MAX_CATEGORIES} categories "
                "are allowed. Treat it as continuous."
            )
        levels.append(tuple(values))
    moments = []
    for label, part in zip(sample.groups, sample.data, strict=True):
        try:
            moments.append(ordinal_moments(part, kind, sample.names, levels))
        except InputError as error:
            if group is None:
                raise
            raise InputError(f"in group {label!r} of {group!r}: {error}") from None
    own = [name for name in sample.names if name in ordered]
    changed = replace(
        sample,
        cov=tuple(part.cov for part in moments),
        mean=tuple(part.mean for part in moments),
        ordinal=tuple(moments),
    )
    return changed, {name: len(values) - 1 for name, values in zip(own, levels, strict=True)}


def warnings_of(sample: Sample) -> list[FitWarning]:
    """What the reader must know of the polychoric correlations: nearly perfect pairs, a matrix not positive
    definite."""
    found = []
    for label, moments in zip(sample.groups, sample.ordinal, strict=True):
        where = f" in group {label!r}" if len(sample.groups) > 1 else ""
        if moments.near_one:
            pairs = listed([f"{a} and {b}" for a, b in moments.near_one], 6)
            found.append(FitWarning("polychoric_near_one", f"polychoric correlations beyond .99{where}: {pairs}."))
        sd = np.sqrt(np.diag(moments.cov))
        if np.linalg.eigvalsh(moments.cov / np.outer(sd, sd))[0] < 1e-8:
            found.append(
                FitWarning(
                    "polychoric_not_pd",
                    f"the matrix of polychoric correlations is not positive definite{where}; robust CFI, TLI and RMSEA "
                    "are not available, and estimates may be unstable.",
                )
            )
    return found
