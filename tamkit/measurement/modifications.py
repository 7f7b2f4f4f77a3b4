"""Modification indices with the items' words, for information only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tamkit.errors import OptionError
from tamkit.measurement.blocks import Source, blocks_of, first_order
from tamkit.measurement.remarks import MODIFICATIONS

if TYPE_CHECKING:
    import pandas as pd

CAVEAT = MODIFICATIONS  # to be printed with the table


def modifications(
    fit: Any,
    constructs: Source,
    *,
    texts: Mapping[str, str] | None = None,
    lang: str = "en",
    minimum: float = 10.0,
    most: int = 20,
) -> pd.DataFrame:
    """The largest modification indices of a measurement model, each with what its variables ask.

    Parameters
    ----------
    fit
        A ``tamkit.sem.Fit``.
    constructs, texts, lang
        What measures what; item texts by code. A questionnaire brings its own texts in ``lang``.
    minimum, most
        Smallest index listed, and how many at most.

    Returns
    -------
    DataFrame[lhs, op, rhs, mi, epc, kind, same_construct, text_lhs, text_rhs], largest first; ``kind`` is
    ``residual_covariance`` (two items), ``cross_loading`` or ``other``. R: ``lavaan::modindices(fit, sort. = TRUE)``.
    """
    import pandas as pd

    if most < 1:
        raise OptionError("measurement.at_least_one_index", most=most)
    owner = {item: block.code for block in first_order(blocks_of(constructs)) for item in block.items}
    words = dict(texts or {})
    if not words and hasattr(constructs, "label"):
        words = {item: constructs.label(item, lang) for item in owner}
    found = fit.modification_indices(minimum)
    rows = []
    for row in found.sort_values("mi", ascending=False).head(most).to_dict("records"):
        a, b = str(row["lhs"]), str(row["rhs"])
        kind = "other"
        if row["op"] == "~~" and a in owner and b in owner:
            kind = "residual_covariance"
        elif row["op"] == "=~" and b in owner:
            kind = "cross_loading"
        rows.append(
            {
                "lhs": a,
                "op": row["op"],
                "rhs": b,
                "mi": float(row["mi"]),
                "epc": float(row["epc"]),
                "kind": kind,
                "same_construct": a in owner and b in owner and owner[a] == owner[b],
                "text_lhs": words.get(a, a),
                "text_rhs": words.get(b, b),
            }
        )
    columns = ["lhs", "op", "rhs", "mi", "epc", "kind", "same_construct", "text_lhs", "text_rhs"]
    return pd.DataFrame(rows, columns=columns)
