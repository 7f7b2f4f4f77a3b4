"""Which route a request takes: the one place that knows all kinds of data.

A new kind is one room with a class that answers `tamkit.sem.setup.Route`, and one line here.
"""

from __future__ import annotations

from collections.abc import Sequence

from tamkit.sem.complete.route import CompleteRoute
from tamkit.sem.estimators import Estimator
from tamkit.sem.missing.route import incomplete
from tamkit.sem.moments import Sample
from tamkit.sem.ordinal.route import ordinal
from tamkit.sem.ordinal.sample import check_exogenous, check_thresholds, ordered_names
from tamkit.sem.setup import Route
from tamkit.syntax import Model, Names


def choose(
    sample: Sample,
    model: Model,
    names: Names,
    *,
    ordered: Sequence[str],
    missing: str,
    estimator: Estimator,
    fixed_x: bool | None,
    group: str | None,
) -> tuple[Sample, Route, bool]:
    """The sample as it will be fitted, its route, and whether exogenous observed variables are fixed.

    ``fixed_x`` None: as lavaan has it, for ML and for ordered items.
    Raises InputError where the data, the options and the model do not go together.
    """
    known = ordered_names(ordered, estimator, missing, names, model)
    if known:
        fixed = True if fixed_x is None else fixed_x
        if fixed:
            check_exogenous(known, names)
        sample, route = ordinal(sample, known, group, names.ov_x if fixed else ())
        check_thresholds(model, route.thresholds)
        return sample, route, fixed
    fixed = estimator.discrepancy == "ML" if fixed_x is None else fixed_x
    if missing == "fiml":
        places = [index for index, name in enumerate(names.ov) if fixed and name in names.ov_x]
        return *incomplete(sample, places), fixed
    return sample, CompleteRoute(), fixed
