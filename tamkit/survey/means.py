"""Means of scales by groups of respondents: level by level, and tests of their differences.

The tests are pingouin's (Levene, ANOVA, Welch's ANOVA, Games–Howell, Cohen's d, Hedges's g) and scipy's (Student's and
Welch's t, which pingouin's are: it would integrate a Bayes factor for each), η², ω² and their noncentral intervals
statsmodels'. Welch's test is the one that counts: choosing between it and
Student's by Levene's costs the test its size (Delacre, Lakens & Leys 2017); the others stand beside it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.foreign import in_part
from tamkit.survey.proportions import wilson

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Questionnaire

Floats = NDArray[np.float64]

#: The most points a scale has, less one; beyond it is a slider.
LONGEST = 10
#: What of pingouin is needed: not its drawing, which brings seaborn, nor that its functions become methods of every
#: DataFrame, for which pandas_flavor brings xarray.
PINGOUIN = ("config", "distribution", "effsize", "parametric", "pairwise")
_UNREGISTERED = SimpleNamespace(register_dataframe_method=lambda function: function)
#: Columns of a row of :func:`level_row`, of :func:`compared` and of :func:`games_howell`.
LEVEL = (
    "n",
    "missing",
    "mean",
    "sd",
    "se",
    "ci_lower",
    "ci_upper",
    "favourable",
    "favourable_lower",
    "favourable_upper",
)
TEST = (
    *("levels", "n", "levene", "levene_p", "test", "stat", "df1", "df2", "pvalue"),
    *("equal_stat", "equal_df1", "equal_df2", "equal_p", "difference", "ci_lower", "ci_upper"),
    *("d", "g", "g_ci_lower", "g_ci_upper"),
    *("eta2", "eta2_ci_lower", "eta2_ci_upper", "omega2", "omega2_ci_lower", "omega2_ci_upper"),
)
PAIR = ("level_1", "level_2", "difference", "se", "t", "df", "pvalue", "g")


def scale_means(items: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """Each respondent's mean of each construct's items (a second-order one's are those of its facets), nan without all
    of them. Constructs whose items are on scales of different ends have no mean and are left out."""
    import pandas as pd

    found = {}
    for construct in questionnaire.constructs:
        codes = [code for code in questionnaire.items_of(construct.code) if code in items.columns]
        if codes and ends(questionnaire, construct.code) is not None:
            found[construct.code] = items[codes].to_numpy(dtype=float).mean(axis=1)
    return pd.DataFrame(found, index=items.index, dtype=float)


def ends(questionnaire: Questionnaire, construct: str) -> tuple[int, int] | None:
    """The lowest and the highest answer to a construct's items; None where they differ."""
    scales = [questionnaire.scale_of(code) for code in questionnaire.items_of(construct)]
    pairs = {(scale.low, scale.high) for scale in scales}
    return pairs.pop() if len(pairs) == 1 else None


def is_favourable(means: Floats, low: int, high: int, *, negative: bool = False) -> NDArray[np.bool_]:
    """Whose mean speaks for adoption: one point or more above the midpoint of the scale (a quarter of a slider), of
    a construct of negative valence below it.

    >>> is_favourable(np.array([3.9, 4.0, 2.0]), 1, 5).tolist()
    [False, True, False]
    >>> is_favourable(np.array([3.0, 2.0]), 1, 5, negative=True).tolist()
    [False, True]
    """
    middle, step = (high + low) / 2, 1.0 if high - low <= LONGEST else (high - low) / 4
    slack = 1e-9
    return means <= middle - step + slack if negative else means >= middle + step - slack


def level_row(values: Floats, low: int, high: int, *, negative: bool = False) -> dict[str, Any]:
    """n, missing, mean, sd, se, t interval of 95 %, and the share that is favourable with Wilson's interval."""
    from scipy.special import stdtrit

    x = values[~np.isnan(values)]
    n = len(x)
    row: dict[str, Any] = {**dict.fromkeys(LEVEL, np.nan), "n": n, "missing": len(values) - n}
    if not n:
        return row
    k = int(is_favourable(x, low, high, negative=negative).sum())
    row |= {"mean": float(x.mean()), "favourable": k / n}
    row["favourable_lower"], row["favourable_upper"] = wilson(k, n)
    if n > 1:
        sd = float(x.std(ddof=1))
        se, t = sd / np.sqrt(n), float(stdtrit(n - 1, 0.975))
        row |= {"sd": sd, "se": se, "ci_lower": row["mean"] - t * se, "ci_upper": row["mean"] + t * se}
    return row


def compared(parts: Sequence[Floats]) -> dict[str, Any]:
    """Whether the means of two or more groups differ; each has two different values at least.

    ``test`` is ``t`` (Welch's) of two groups, ``anova`` (Welch's) of more, with ``stat, df1, df2, pvalue``;
    ``equal_*`` is the same under equal variances (Student's t, ANOVA). ``difference`` with its interval, ``d``, ``g``
    are of two groups, first less second. η² = SSb/SSt; its interval is λ/(λ + n), λ from the noncentral F (Steiger
    2004); ω² = (f² − df1/df2)/(f² + 1 + 1/df2) with f² = SSb/SSw.

    R: ``t.test``, ``oneway.test``, ``aov``, ``car::leveneTest``, ``effectsize::eta_squared``.
    """
    with _quiet() as pg:
        return _compared(parts, pg)


def _compared(parts: Sequence[Floats], pg: Any) -> dict[str, Any]:
    n = [len(part) for part in parts]
    levene = pg.distribution.homoscedasticity(list(parts), method="levene", center="median").iloc[0]
    row: dict[str, Any] = {**dict.fromkeys(TEST, np.nan), "levels": len(parts), "n": sum(n)}
    row |= {"levene": float(levene["W"]), "levene_p": float(levene["pval"])}
    if len(parts) > 2:
        return row | _several(parts, pg)
    from scipy.stats import ttest_ind_from_stats

    first, second = parts
    known = [figure for x in parts for figure in (x.mean(), x.std(ddof=1), len(x))]
    welch, student = (ttest_ind_from_stats(*known, equal_var=equal) for equal in (False, True))
    row |= {"test": "t", "stat": float(welch.statistic), "df2": _welch_df(parts), "pvalue": float(welch.pvalue)}
    row |= {"equal_stat": float(student.statistic), "equal_df2": float(sum(n) - 2), "equal_p": float(student.pvalue)}
    row |= _effects(parts, row["equal_stat"] ** 2, (1.0, row["equal_df2"]))
    row["difference"] = float(first.mean() - second.mean())
    half = _half(row["difference"], row["stat"], row["df2"])
    row |= {"ci_lower": row["difference"] - half, "ci_upper": row["difference"] + half}
    row |= {
        name: float(pg.effsize.compute_effsize(first, second, eftype=kind))
        for name, kind in (("d", "cohen"), ("g", "hedges"))
    }
    lower, upper = pg.effsize.compute_esci(stat=row["g"], nx=n[0], ny=n[1], eftype="cohen", decimals=12)
    return row | {"g_ci_lower": float(lower), "g_ci_upper": float(upper)}


def _welch_df(parts: Sequence[Floats]) -> float:
    """The degrees of freedom of Welch and Satterthwaite, which scipy keeps to itself where it is told moments only."""
    own = np.array([x.var(ddof=1) / len(x) for x in parts])
    return float(own.sum() ** 2 / sum(v**2 / (len(x) - 1) for v, x in zip(own, parts, strict=True)))


def _long(parts: Sequence[Floats]) -> dict[str, Any]:
    """All values as ``y``, and the group of each, counted from 0, as ``g``."""
    return {"y": np.concatenate(parts), "g": np.repeat(np.arange(len(parts)), [len(part) for part in parts])}


@contextmanager
def _quiet() -> Iterator[Any]:
    """pingouin, and nothing of what it makes pandas say about its own future."""
    pg = in_part("pingouin", PINGOUIN, instead={"pandas_flavor": _UNREGISTERED}, prepared=_with_defaults)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        yield pg


def _with_defaults(pg: Any) -> None:
    pg.config.set_default_options()


def _several(parts: Sequence[Floats], pg: Any) -> dict[str, Any]:
    """The tests and effects of more than two groups."""
    import pandas as pd

    frame = pd.DataFrame(_long(parts))
    welch, equal = (
        test(frame, dv="y", between="g").iloc[0] for test in (pg.parametric.welch_anova, pg.parametric.anova)
    )
    F, df = float(equal["F"]), (float(equal["ddof1"]), float(equal["ddof2"]))
    row: dict[str, Any] = {"test": "anova", "stat": float(welch["F"]), "pvalue": float(welch["p_unc"])}
    row |= {"df1": float(welch["ddof1"]), "df2": float(welch["ddof2"])}
    row |= {"equal_stat": F, "equal_df1": df[0], "equal_df2": df[1], "equal_p": float(equal["p_unc"])}
    return row | _effects(parts, F, df)


def _half(difference: float, stat: float, df: float) -> float:
    """Half the width of the interval of a difference, from its t: se = difference / t."""
    from scipy.special import stdtrit

    return abs(difference / stat) * float(stdtrit(df, 0.975)) if stat else np.nan


def _effects(parts: Sequence[Floats], F: float, df: tuple[float, float]) -> dict[str, float]:
    from statsmodels.stats.oneway import confint_effectsize_oneway, effectsize_oneway

    n = np.array([len(part) for part in parts])
    means = np.array([part.mean() for part in parts])
    within = sum(float(((part - part.mean()) ** 2).sum()) for part in parts)
    f2 = float(effectsize_oneway(means, within / n.sum(), n, use_var="equal"))
    with np.errstate(divide="ignore"):  # a lower noncentrality of 0
        found = confint_effectsize_oneway(F, df, nobs=int(n.sum()))
    (eta_low, eta_high), (omega_low, omega_high) = found.eta2, found.ci_omega2
    return {
        **{"eta2": f2 / (1 + f2), "eta2_ci_lower": float(eta_low), "eta2_ci_upper": float(eta_high)},
        "omega2": (f2 - df[0] / df[1]) / (f2 + 1 + 1 / df[1]),
        **{"omega2_ci_lower": float(omega_low), "omega2_ci_upper": float(omega_high)},
    }


def games_howell(parts: Sequence[Floats], levels: Sequence[Any]) -> list[dict[str, Any]]:
    """Each two of several groups, p by the studentized range (Games & Howell 1976), g beside it.

    R: ``rstatix::games_howell_test``.
    """
    import pandas as pd

    with _quiet() as pg:
        found = pg.pairwise.pairwise_gameshowell(pd.DataFrame(_long(parts)), dv="y", between="g").to_dict("records")
    return [
        {
            **{"level_1": levels[int(row["A"])], "level_2": levels[int(row["B"])], "difference": row["diff"]},
            **{"se": row["se"], "t": row["T"], "df": row["df"], "pvalue": row["pval"], "g": row["hedges"]},
        }
        for row in found
    ]
