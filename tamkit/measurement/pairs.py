"""Discriminant validity in the CFA itself: the interval of each latent correlation, and the test that it is 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from tamkit.errors import AnalysisError, OptionError
from tamkit.measurement import remarks
from tamkit.measurement.blocks import Source, blocks_of, items_of, measurement_model, restricted, scores, top_level
from tamkit.measurement.model_fits import attempt, needed, settings
from tamkit.measurement.remarks import Remarked
from tamkit.messages import Message
from tamkit.sem.comparison import difference
from tamkit.syntax import Term, as_model, line

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.sem.options import Options


@dataclass(frozen=True, slots=True, repr=False)
class Pairs(Remarked):
    """Pairs of constructs.

    Attributes
    ----------
    table
        DataFrame[construct_1, construct_2, r, ci_lower, ci_upper, at, chisq_diff, df_diff, pvalue_diff]: the latent
        correlation with its interval, the value it was held at, and the chi-square difference that made.
    cutoff
        The correlation tested against.
    options
        What every model was fitted with.
    remarks, notes
        Pairs beyond the cut-off already, and tests that failed.
    """

    table: pd.DataFrame
    cutoff: float
    options: Options
    remarks: tuple[Message, ...]


def latent_pairs(
    data: pd.DataFrame,
    constructs: Source,
    *,
    only: Sequence[str] | None = None,
    model: str | None = None,
    cutoff: float = 1.0,
    options: Options | None = None,
    **given: Any,
) -> Pairs:
    """Every pair of constructs: latent correlation with its confidence interval, and chi-square difference.

    The model is fitted with latent variances of 1; then, pair by pair, with the correlation held at ``cutoff`` in the
    sign it has (a risk construct is tested against -1). A significant difference says the two are not one construct.

    Parameters
    ----------
    data, constructs, model
        Scores, what measures what, and the measurement model if it is not just that.
    only
        Codes to compare; all top-level constructs otherwise.
    cutoff
        1 (one construct); Rönkkö & Cho also test .9 and .85. A correlation already beyond the cut-off is not tested
        against it (its difference would speak for the opposite), and named in the notes.
    options, given
        `tamkit.sem.Options`, or its fields as keywords; MLR unless named.

    Returns
    -------
    Pairs

    Notes
    -----
    Source: Anderson & Gerbing (1988); Rönkkö & Cho (2022), Organizational Research Methods 25. With an estimator that
    scales, the difference is scaled. R: ``semTools::discriminantValidity(fit, cutoff = 1, merge = FALSE)``.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> rng = np.random.default_rng(3)
    >>> f = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 400)
    >>> data = pd.DataFrame(np.repeat(f, 3, axis=1) + rng.normal(size=(400, 6)), columns=list("abcdef"))
    >>> scales = {"A": list("abc"), "B": list("def")}
    >>> found = latent_pairs(data, scales, estimator="ML")
    >>> round(float(found.table.loc[0, "r"]), 2), bool(found.table.loc[0, "pvalue_diff"] < 0.001)
    (0.48, True)
    """
    import pandas as pd

    if not 0.0 < cutoff <= 1.0:
        raise OptionError("measurement.cutoff", cutoff=cutoff)
    blocks = blocks_of(constructs)
    if only is not None:
        blocks = restricted(blocks, only)
    whole = as_model(model) if model is not None and only is None else measurement_model(blocks)
    items = scores(data, items_of(blocks))
    chosen = settings(options, given, std_lv=True)
    base = needed("measurement", whole, items, chosen)
    codes = [block.code for block in top_level(blocks) if not block.composite]
    if len(codes) < 2:
        raise AnalysisError("measurement.one_construct")
    table = base.table
    covariances = {
        frozenset((a, b)): row
        for a, b, row in zip(table["lhs"], table["rhs"], table.to_dict("records"), strict=True)
        if row["op"] == "~~" and a != b
    }
    rows: list[dict[str, Any]] = []
    notes: list[Message] = []
    for a, b in combinations(codes, 2):
        found = covariances.get(frozenset((a, b)))
        if found is None or not found["free"]:
            notes.append(remarks.no_correlation(a, b))
            continue
        r = float(found["std_all"])
        at = cutoff if r >= 0.0 else -cutoff
        row = {
            "construct_1": a,
            "construct_2": b,
            "r": r,
            "ci_lower": float(found["std_all_ci_lower"]),
            "ci_upper": float(found["std_all_ci_upper"]),
            "at": at,
        }
        if abs(r) >= cutoff:
            notes.append(remarks.beyond(a, b, r, cutoff))
            continue
        one = Term(a, "~~", b, fixed=(at,))
        bound, said = attempt(line(one), whole.with_fixed({one.key: at}), items, chosen)
        if bound is None:
            notes += said
            continue
        test = difference(base, bound)
        if test["pvalue_diff"] != test["pvalue_diff"]:
            better = test["chisq_diff"] < 0
            notes.append(remarks.held_fits_better(a, b) if better else remarks.negative_scaling(a, b))
        rows.append(row | test)
    return Pairs(pd.DataFrame(rows), cutoff, chosen, tuple(notes))
