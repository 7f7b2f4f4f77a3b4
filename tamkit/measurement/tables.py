"""Tables read off a fitted measurement model, one row a loading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tamkit.errors import AnalysisError
from tamkit.measurement import reliability, remarks
from tamkit.measurement.blocks import Block, complete
from tamkit.messages import Message

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.sem.matrices import Array


def item_table(fit: Any, data: pd.DataFrame, blocks: Iterable[Block], notes: list[Message]) -> pd.DataFrame:
    """Item statistics beside the CFA loading of each item on its construct."""
    import pandas as pd

    table = fit.table
    loadings = table[table["op"] == "=~"].drop_duplicates(["lhs", "rhs"]).set_index(["lhs", "rhs"])
    rows = []
    for block in blocks:
        k = len(block.items)
        if k == 1 or block.composite:
            continue
        X = complete(data, block.items, what=Message("measurement.what.item_statistics", code=block.code))
        citc = reliability.corrected_item_total(X)
        deleted: Iterable[float | None] = reliability.alpha_if_deleted(X) if k > 2 else [None] * k
        if k == 2:
            notes.append(remarks.two_items(block.code))
        for i, (item, without) in enumerate(zip(block.items, deleted, strict=True)):
            found = loadings.loc[(block.code, item)]
            fixed = not bool(found["free"])
            rows.append(
                {
                    "construct": block.code,
                    "item": item,
                    "mean": float(X[:, i].mean()),
                    "sd": float(X[:, i].std(ddof=1)),
                    "citc": float(citc[i]),
                    "alpha_if_deleted": without,
                    "loading": float(found["std_all"]),
                    "est": float(found["est"]),
                    "se": None if fixed else float(found["se"]),
                    "z": None if fixed else float(found["z"]),
                    "pvalue": None if fixed else float(found["pvalue"]),
                    "smc": _smc(fit, item, float(found["std_all"])),
                    "fixed": fixed,
                }
            )
    frame = pd.DataFrame(rows)
    for code, scale in frame.groupby("construct", sort=False):
        against = against_the_rest(scale["loading"].to_numpy(), scale["citc"].to_numpy())
        if against.any():
            notes.append(remarks.wrong_sign(str(code), tuple(scale["item"][against])))
    if frame["fixed"].any():
        notes.append(remarks.FIXED)
    numbers = ["alpha_if_deleted", "se", "z", "pvalue"]
    return frame.astype(dict.fromkeys(numbers, float))


def against_the_rest(loadings: Array, citc: Array) -> Array:
    """Which items of a scale run against the others (k,): those whose loading has the sign of the fewer.

    Where all have one sign, those with a negative item-rest r. (One turned item makes r negative for the others too.)

    >>> import numpy as np
    >>> against_the_rest(np.array([0.8, -0.7, 0.6]), np.array([-0.1, -0.6, -0.1])).tolist()
    [False, True, False]
    """
    import numpy as np

    most = -1 if np.sum(loadings < 0) > len(loadings) / 2 else 1
    other = loadings * most < 0
    return np.asarray(other if other.any() else citc < 0)


def _smc(fit: Any, item: str, loading: float) -> float:
    r2 = fit.r2
    if r2 and isinstance(next(iter(r2.values())), dict):
        r2 = next(iter(r2.values()))
    return float(r2.get(item, loading**2))


def second_order_table(fit: Any, blocks: Iterable[Block]) -> pd.DataFrame:
    """Standardized loadings of facets on their construct, with their own standard errors."""
    import pandas as pd

    table = fit.table
    loadings = table[table["op"] == "=~"].drop_duplicates(["lhs", "rhs"]).set_index(["lhs", "rhs"])
    rows = []
    for block in blocks:
        for facet in block.facets:
            found = loadings.loc[(block.code, facet)]
            z, p = two_sided(float(found["std_all"]), float(found["std_all_se"]))
            rows.append(
                {
                    "construct": block.code,
                    "facet": facet,
                    "loading": float(found["std_all"]),
                    "se": float(found["std_all_se"]),
                    "z": z,
                    "pvalue": p,
                    "smc": _smc(fit, facet, float(found["std_all"])),
                }
            )
    return pd.DataFrame(rows)


def two_sided(estimate: float, se: float) -> tuple[float, float]:
    """z and its two-sided normal p."""
    from scipy import stats

    if not se > 0.0:
        raise AnalysisError("measurement.no_standard_error")
    z = estimate / se
    return z, float(2.0 * stats.norm.sf(abs(z)))
