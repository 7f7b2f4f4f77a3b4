"""Two engines on the same data: every estimate and standard error side by side."""

from __future__ import annotations

from typing import Any

import numpy as np


def compare_engines(model: str, data: Any, **options: Any) -> Any:
    """Fit with tamkit and with semopy; a DataFrame lhs, op, rhs, est, est_semopy, se, se_semopy and their differences.

    ``difference`` is in units of standard errors, so that one number says whether the engines agree.
    """
    from tamkit.sem.fitting import fit

    ours = fit(model, data, engine="tamkit", **options).table
    theirs = fit(model, data, engine="semopy", **options).table
    frame = ours.loc[ours["free"], ["lhs", "op", "rhs", "est", "se"]].copy()
    frame["est_semopy"] = theirs.loc[ours["free"], "est"]
    frame["se_semopy"] = theirs.loc[ours["free"], "se"]
    frame["difference"] = (frame["est_semopy"] - frame["est"]) / frame["se"]
    frame["se_ratio"] = frame["se_semopy"] / np.where(frame["se"] > 0, frame["se"], np.nan)
    return frame.reset_index(drop=True)
