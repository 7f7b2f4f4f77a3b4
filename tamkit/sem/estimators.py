"""What each estimator's name stands for: which discrepancy, which standard errors, which test, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from tamkit.errors import InputError, nearest

EstimatorName = Literal["ML", "MLM", "MLR", "GLS", "ULS", "DWLS", "WLSMV", "WLSM", "ULSMV"]
Missing = Literal["listwise", "fiml", "pairwise"]
Likelihood = Literal["normal", "wishart"]
Information = Literal["expected", "observed"]
Interval = Literal["percentile", "bc", "bca"]
Engine = Literal["tamkit", "semopy"]
Parameterization = Literal["delta", "theta"]
SE = Literal["standard", "robust.sem", "robust.huber.white", "bootstrap"]
TestName = Literal[
    "standard", "satorra.bentler", "yuan.bentler.mplus", "scaled.shifted", "mean.var.adjusted", "bollen.stine"
]


@dataclass(frozen=True, slots=True)
class Estimator:
    """``fit`` is the discrepancy minimised; ``se`` and ``test`` as lavaan names them."""

    name: str
    fit: str
    se: str
    test: str
    information: str


ESTIMATORS: dict[str, Estimator] = {
    "ML": Estimator("ML", "ML", "standard", "standard", "expected"),
    "MLM": Estimator("MLM", "ML", "robust.sem", "satorra.bentler", "expected"),
    "MLR": Estimator("MLR", "ML", "robust.huber.white", "yuan.bentler.mplus", "observed"),
    "GLS": Estimator("GLS", "GLS", "standard", "standard", "expected"),
    "ULS": Estimator("ULS", "ULS", "standard", "standard", "expected"),
    "DWLS": Estimator("DWLS", "DWLS", "standard", "standard", "expected"),
    "WLSMV": Estimator("WLSMV", "DWLS", "robust.sem", "scaled.shifted", "expected"),
    "WLSM": Estimator("WLSM", "DWLS", "robust.sem", "satorra.bentler", "expected"),
    "ULSMV": Estimator("ULSMV", "ULS", "robust.sem", "scaled.shifted", "expected"),
}


def chosen(what: str, value: object, allowed: object) -> str:
    """``value`` when it is one of the Literal ``allowed``; otherwise InputError naming what is allowed."""
    choices = [str(choice) for choice in get_args(allowed)]
    if value in choices:
        return str(value)
    for choice in choices:
        if str(value).casefold() == choice.casefold():
            return choice
    near = nearest(str(value), choices)
    raise InputError(
        f"unknown {what} {value!r}; allowed: {', '.join(choices)}." + (f" Did you mean {near!r}?" if near else "")
    )
