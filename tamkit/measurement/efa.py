"""Exploratory factor analysis in one call, from adequacy to the cross-loading table."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tamkit.errors import AnalysisError, DataError, OptionError
from tamkit.measurement import remarks, retention
from tamkit.measurement.adequacy import Bartlett, Kmo, bartlett, kmo
from tamkit.measurement.blocks import Matrix, complete, correlation, scores
from tamkit.measurement.explained import communalities, total_variance
from tamkit.measurement.extraction import Extraction, extract
from tamkit.measurement.remarks import Remarked, unknown_choice
from tamkit.measurement.rotation import Method, rotate, tidy
from tamkit.messages import Message
from tamkit.shown import phrase

if TYPE_CHECKING:
    import pandas as pd

Number = int | Literal["parallel", "map", "kaiser"]
Mode = Literal["factor", "spss"]
SPLIT = "tamkit_split_seed"  # where a part of a sample keeps the seed it was drawn by


@dataclass(frozen=True, slots=True, repr=False)
class Efa(Remarked):
    """An exploratory factor analysis.

    Attributes
    ----------
    factors, extraction, rotation, mode
        What was done; ``mode`` is ``spss`` for principal components, varimax and eigenvalues above 1.
    n, cases, seed
        Complete rows used, their labels, and the seed of parallel analysis.
    split
        The seed by which :func:`split_cases` drew these rows, or None.
    kmo, bartlett
        Sampling adequacy and test of sphericity.
    numbers
        DataFrame[rule, factors, note], the note a message: parallel analysis (factor and component basis), MAP, Kaiser.
    parallel
        Parallel analyses by basis, for the scree plot.
    pattern, structure
        Items by factors: regression weights, and correlations with the factors. Columns F1 … by variance explained.
    phi
        Factor correlations.
    items
        DataFrame[item, factor, loading, second_factor, second_loading, gap, communality, kmo, verdict].
    variance
        DataFrame[factor, eigenvalue, ss_loadings, share, cumulative]; the last two as fractions of all items.
    explained, communalities
        SPSS's tables of total variance and communalities (:mod:`tamkit.measurement.explained`).
    chisq, df, pvalue
        Test that the factors suffice (maximum likelihood only), else None.
    remarks, notes
        Heywood cases, disagreeing rules, what the reader must know.
    """

    factors: int
    extraction: Extraction
    rotation: Method
    mode: Mode
    n: int
    cases: tuple[Hashable, ...]
    seed: int
    split: int | None
    kmo: Kmo
    bartlett: Bartlett
    numbers: pd.DataFrame
    parallel: dict[str, retention.Parallel]
    pattern: pd.DataFrame
    structure: pd.DataFrame
    phi: pd.DataFrame
    items: pd.DataFrame
    variance: pd.DataFrame
    explained: pd.DataFrame
    communalities: pd.DataFrame
    chisq: float | None
    df: int | None
    pvalue: float | None
    remarks: tuple[Message, ...]

    def _known_by(self) -> dict[str, object]:
        fit = None if self.chisq is None else f"{self.chisq:.3f}, df {self.df}, {phrase(self.pvalue or 0.0)}"
        return {"factors": f"{self.factors} ({self.extraction}, {self.rotation})", "n": f"{self.n:,}", "chisq": fit}


def explore(
    data: pd.DataFrame,
    items: Sequence[str] | None = None,
    *,
    factors: Number = "parallel",
    mode: Mode = "factor",
    extraction: Extraction | None = None,
    rotation: Method | None = None,
    correlations: Literal["pearson", "polychoric"] = "pearson",
    kappa: float = 4.0,
    gamma: float = 0.0,
    draws: int = 500,
    percentile: float = 95.0,
    seed: int = 1,
    loading: float = 0.5,
    gap: float = 0.2,
    communality: float = 0.4,
    sampling: float = 0.5,
) -> Efa:
    """Exploratory factor analysis of the items.

    Parameters
    ----------
    data, items
        Scores after reverse keys; all columns when no items are named. Rows with missing cells are left out.
    factors
        A number, or the rule that sets it: ``parallel`` (factor basis), ``map``, ``kaiser``.
    mode
        ``factor``: minres and oblimin with parallel analysis; ``spss``: principal components, varimax and eigenvalues
        above 1, to match theses made with SPSS's defaults. Extraction, rotation and factors can still be named.
    extraction, rotation, kappa, gamma
        See :func:`tamkit.measurement.extract` and :func:`tamkit.measurement.rotate`.
    correlations
        ``polychoric`` factors the correlations of the responses behind the categories.
    draws, percentile, seed
        Of parallel analysis.
    loading, gap, communality, sampling
        An item is ``kept`` by the verdict when its largest loading, its lead over the next, its communality and its own
        KMO reach these; otherwise the verdict names what is short. The verdict, a message, is a reading aid: nothing is
        dropped.

    Raises
    ------
    AnalysisError
        Too few rows, a constant item, a singular matrix, too many factors.

    Notes
    -----
    R: ``psych::fa(data, nfactors, fm = "minres", rotate = "oblimin")``; ``psych::principal(data, nfactors)``.

    Examples
    --------
    >>> import pandas as pd
    >>> rng = np.random.default_rng(3)
    >>> f = rng.multivariate_normal([0, 0], [[1, 0.3], [0.3, 1]], 400)
    >>> data = pd.DataFrame(np.repeat(f, 4, axis=1) + rng.normal(size=(400, 8)), columns=list("abcdefgh"))
    >>> explore(data, draws=100).items.groupby("factor")["item"].apply("".join).sort_values().tolist()
    ['abcd', 'efgh']
    """
    import pandas as pd

    if mode not in ("factor", "spss"):
        raise OptionError(unknown_choice(Message("measurement.choice.mode"), mode, ("factor", "spss")))
    if mode == "spss":
        extraction, rotation = extraction or "pca", rotation or "varimax"
        factors = "kaiser" if factors == "parallel" else factors
    extraction, rotation = extraction or "minres", rotation or "oblimin"
    codes = list(data.columns if items is None else items)
    if len(codes) < 3:
        raise AnalysisError("measurement.efa_few_items", items=len(codes))
    X = complete(data, codes, what=Message("measurement.what.efa"))
    R = correlation(X) if correlations == "pearson" else _polychoric(X)
    adequacy = kmo(R)
    parallels, numbers = number_of_factors(X, R, draws=draws, percentile=percentile, seed=seed)
    notes: list[Message] = []
    m = _number(factors, numbers)
    extracted = extract(R, m, extraction, n=X.shape[0])
    if extraction == "pca" and rotation == "none":
        rotated = tidy(extracted.loadings, np.eye(m), sort=False)
    else:
        rotated = rotate(extracted.loadings, rotation, kappa=kappa, gamma=gamma)
    names = [f"F{j + 1}" for j in range(m)]
    h2 = 1.0 - extracted.uniqueness
    eigenvalues = retention.eigenvalues(R)
    if extracted.heywood:
        notes.append(remarks.heywood([codes[i] for i in extracted.heywood]))
    if len(set(numbers["factors"])) > 1:
        notes.append(remarks.RULES_DISAGREE)
    if extraction == "pca":
        notes.append(remarks.COMPONENTS)
    return Efa(
        factors=m,
        extraction=extraction,
        rotation=rotation,
        mode=mode,
        n=X.shape[0],
        cases=tuple(scores(data, codes).dropna().index),
        seed=seed,
        split=data.attrs.get(SPLIT),
        kmo=adequacy,
        bartlett=bartlett(R, X.shape[0]),
        numbers=numbers,
        parallel=parallels,
        pattern=pd.DataFrame(rotated.pattern, index=codes, columns=names),
        structure=pd.DataFrame(rotated.structure, index=codes, columns=names),
        phi=pd.DataFrame(rotated.phi, index=names, columns=names),
        items=cross_loadings(
            rotated.pattern,
            h2,
            codes,
            adequacy.items,
            loading=loading,
            gap=gap,
            communality=communality,
            sampling=sampling,
        ),
        variance=_variance(rotated.pattern, rotated.phi, eigenvalues, names),
        explained=total_variance(eigenvalues, extracted.loadings, rotated.pattern, rotated.phi),
        communalities=communalities(R, h2, codes, adequacy.items, components=extraction == "pca"),
        chisq=extracted.chisq,
        df=extracted.df,
        pvalue=extracted.pvalue,
        remarks=tuple(notes),
    )


def _polychoric(X: Matrix) -> Matrix:
    from tamkit.measurement.reliability import polychoric_of

    return polychoric_of(X)


def number_of_factors(
    X: Matrix, R: Matrix, *, draws: int = 500, percentile: float = 95.0, seed: int = 1
) -> tuple[dict[str, retention.Parallel], pd.DataFrame]:
    """Every rule side by side: parallel analysis on both bases, MAP, Kaiser. Returns the analyses and a table."""
    import pandas as pd

    analyses = retention.parallels(X, ("fa", "pca"), draws=draws, percentile=percentile, seed=seed)
    velicer = retention.minimum_average_partial(R)
    rows: list[tuple[str, int, Message]] = [
        ("parallel", analyses["fa"].factors, Message("measurement.rule.parallel")),
        ("parallel_components", analyses["pca"].factors, Message("measurement.rule.parallel_components")),
        ("map", velicer.factors, Message("measurement.rule.map")),
        ("map_fourth", velicer.factors_fourth, Message("measurement.rule.map_fourth")),
        ("kaiser", retention.kaiser(R), Message("measurement.rule.kaiser")),
    ]
    return analyses, pd.DataFrame(rows, columns=["rule", "factors", "note"])


def _number(factors: Number, numbers: pd.DataFrame) -> int:
    if isinstance(factors, int | np.integer) and not isinstance(factors, bool):
        return int(factors)
    if factors not in ("parallel", "map", "kaiser"):
        raise OptionError("measurement.number_of_factors", factors=factors)
    found = int(numbers.set_index("rule").loc[factors, "factors"])
    if found == 0:
        raise AnalysisError("measurement.no_factors", rule=factors)
    return found


def cross_loadings(
    pattern: Matrix,
    h2: Matrix,
    codes: Sequence[str],
    msa: Matrix,
    *,
    loading: float = 0.5,
    gap: float = 0.2,
    communality: float = 0.4,
    sampling: float = 0.5,
) -> pd.DataFrame:
    """Each item's factor, its largest and second loading, the gap in absolute size, communality, and a verdict.

    With one factor there is no second loading: the columns about it are left out.
    """
    import pandas as pd

    size = np.abs(pattern)
    order = np.argsort(-size, axis=1, kind="stable")
    rows: list[dict[str, Any]] = []
    for i, code in enumerate(codes):
        first = int(order[i, 0])
        row: dict[str, Any] = {"item": code, "factor": f"F{first + 1}", "loading": float(pattern[i, first])}
        short = [] if size[i, first] >= loading else ["loading"]
        if pattern.shape[1] > 1:
            second = int(order[i, 1])
            lead = float(size[i, first] - size[i, second])
            row |= {"second_factor": f"F{second + 1}", "second_loading": float(pattern[i, second]), "gap": lead}
            short += [] if lead >= gap else ["gap"]
        row |= {"communality": float(h2[i]), "kmo": float(msa[i])}
        short += [] if h2[i] >= communality else ["communality"]
        short += [] if msa[i] >= sampling else ["kmo"]
        row["verdict"] = remarks.low(short) if short else remarks.KEPT
        rows.append(row)
    return pd.DataFrame(rows)


def _variance(pattern: Matrix, phi: Matrix, eigen: Matrix, names: list[str]) -> pd.DataFrame:
    """Sums of squared loadings (for correlated factors ``diag(phi P'P)``, as psych) as shares of all items."""
    import pandas as pd

    ss = np.diag(phi @ pattern.T @ pattern)
    share = ss / pattern.shape[0]
    return pd.DataFrame(
        {
            "factor": names,
            "eigenvalue": eigen[: len(names)],
            "ss_loadings": ss,
            "share": share,
            "cumulative": np.cumsum(share),
        }
    )


def split_cases(data: pd.DataFrame, *, seed: int, share: float = 0.5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two random halves of the rows, for an EFA on the first and a CFA on the second; the order of rows is kept.

    The seed stays with both parts (``attrs``), and an exploratory analysis of one reports it.

    Examples
    --------
    >>> import pandas as pd
    >>> a, b = split_cases(pd.DataFrame({"x": range(10)}), seed=1)
    >>> len(a), len(b), set(a.index) & set(b.index)
    (5, 5, set())
    """
    if not 0.0 < share < 1.0:
        raise OptionError("measurement.share_of_split", share=share)
    if not data.index.is_unique:
        raise DataError("measurement.row_labels")
    n = len(data)
    chosen = np.zeros(n, dtype=bool)
    chosen[np.random.default_rng(seed).permutation(n)[: round(n * share)]] = True
    parts = data[chosen].copy(), data[~chosen].copy()
    for part in parts:
        part.attrs[SPLIT] = seed
    return parts
