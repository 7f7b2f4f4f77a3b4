"""`tamkit.sem` in an environment with numpy, scipy, pandas, threadpoolctl and lazy_loader alone.

Run by `.ci/run` against the installed package, outside the checkout.
"""

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pandas as pd

import tamkit
from tamkit import sem

MODEL = """
PU =~ pu1 + pu2 + pu3
INT =~ int1 + int2 + int3
INT ~ b*PU
twice := 2*b
"""


def answers(n: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    use = rng.standard_normal(n)
    intention = 0.6 * use + 0.8 * rng.standard_normal(n)
    made = {f"pu{j}": 0.8 * use + 0.6 * rng.standard_normal(n) for j in (1, 2, 3)}
    made |= {f"int{j}": 0.8 * intention + 0.6 * rng.standard_normal(n) for j in (1, 2, 3)}
    return pd.DataFrame(made)


def refused(draw: Callable[[], object]) -> str:
    """What is said where no PNG can be made."""
    try:
        draw()
    except tamkit.InputError as error:
        return str(error)
    raise AssertionError("a PNG without matplotlib")


def main() -> None:
    for absent in ("matplotlib", "pydantic", "seaborn", "semopy", "statsmodels", "yaml"):
        assert find_spec(absent) is None, f"{absent} is installed: this proves nothing"
    assert {"fit", "Study", "TamkitError"} <= set(dir(tamkit))
    data = answers()
    holes = data.mask(np.random.default_rng(2).random(data.shape) < 0.1)
    scale = data.apply(lambda column: np.digitize(column, [-1.0, -0.3, 0.3, 1.0]) + 1)
    runs = {
        "ML": sem.fit(MODEL, data),
        "MLR": sem.fit(MODEL, data, estimator="MLR"),
        "WLSMV": sem.fit(MODEL, scale, estimator="WLSMV"),
        "FIML": sem.fit(MODEL, holes, missing="fiml"),
        "bootstrap": sem.fit(MODEL, data, bootstrap=100, seed=1),
    }
    for name, fit in runs.items():
        slope = fit.table.set_index("label").loc["b"]
        assert fit.converged, name
        assert abs(slope["std_all"] - 0.6) < 0.1, name
        assert str(fit), name
        assert b"<ellipse" in fit.diagram().svg(), name
        assert "matplotlib" in refused(fit.diagram().png), name
        print(f"{name}: χ²({fit.fit['df']:.0f}) = {fit.fit['chisq']:.2f}, b = {slope['est']:.3f} ({slope['se']:.3f})")


if __name__ == "__main__":
    main()
