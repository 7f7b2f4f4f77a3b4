"""Discriminant validity: HTMT and HTMT2 with bootstrap intervals, Fornell-Larcker on latent correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tamkit.errors import AnalysisError, OptionError
from tamkit.measurement.blocks import (
    Block,
    Matrix,
    Source,
    blocks_of,
    complete,
    correlation,
    first_order,
    items_of,
    restricted,
)
from tamkit.measurement.remarks import NO_HTMT, Remarked, composite, fewer_draws, one_item, together
from tamkit.messages import Message
from tamkit.sem.intervals import fewest, interval
from tamkit.sem.resampling import chunks, resampled, weighted_moments

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["htmt", "htmt2"]
Sign = Literal["absolute", "valence", "signed"]


@dataclass(frozen=True, slots=True, repr=False)
class Htmt(Remarked):
    """Heterotrait-monotrait ratios.

    Attributes
    ----------
    matrix
        Square frame, construct by construct, 1 on the diagonal.
    pairs
        One row a pair: construct_1, construct_2, htmt, and with a bootstrap ci_lower, ci_upper.
    kind, sign
        Which ratio, and how negative correlations were treated.
    level, draws, defined, seed
        Of the bootstrap; ``defined`` counts the draws in which every ratio exists. 0 draws: no interval.
    remarks, notes
        Constructs left out, with the reason.
    """

    matrix: pd.DataFrame
    pairs: pd.DataFrame
    kind: Kind
    sign: Sign
    level: float
    draws: int
    defined: int
    seed: int | None
    remarks: tuple[Message, ...]

    def _known_by(self) -> dict[str, object]:
        drawn = Message("measurement.draws_defined", draws=self.draws, defined=self.defined) if self.draws else None
        return {"kind": self.kind, "constructs": tuple(map(str, self.matrix.index)), "bootstrap": drawn}


def ratios(R: Matrix, of: Sequence[Sequence[int]], *, kind: Kind = "htmt") -> Matrix:
    """HTMT of every pair of blocks, for a stack of correlation matrices at once.

    ``htmt``: mean correlation between the items of two constructs over the geometric mean of their mean correlations
    within (Henseler, Ringle & Sarstedt 2015). ``htmt2``: geometric means throughout, consistent for congeneric items
    (Roemer, Schuberth & Henseler 2021).

    Parameters
    ----------
    R
        (…, k, k), signs already treated.
    of
        Positions of the items of each of q blocks, at least two each.

    Returns
    -------
    (…, q, q), 1 on the diagonal. Where a ratio does not exist (a mean within that is not positive; for ``htmt2`` any
    correlation that is not positive) the cell is NaN, for the caller to refuse or count.
    """
    q = len(of)
    out = np.ones((*R.shape[:-2], q, q))
    V = R
    if kind == "htmt2":
        V = np.log(np.where(R > 0.0, R, np.nan))
    within = []
    for block in of:
        rows, columns = np.triu_indices(len(block), 1)
        b = np.asarray(block)
        within.append(V[..., b[rows], b[columns]].mean(axis=-1))
    for i in range(q):
        for j in range(i):
            between = V[..., np.asarray(of[i])[:, None], np.asarray(of[j])[None, :]].mean(axis=(-2, -1))
            if kind == "htmt2":
                value = np.exp(between - (within[i] + within[j]) / 2.0)
            else:
                product = np.where((within[i] > 0.0) & (within[j] > 0.0), within[i] * within[j], np.nan)
                value = between / np.sqrt(product)
            out[..., i, j] = out[..., j, i] = value
    return out


def resampled_correlations(X: Matrix, counts: Matrix) -> Matrix:
    """Correlation matrices (B, k, k) of B resamples that take row i of X (n, k) ``counts[b, i]`` times.

    NaN where a resample leaves an item no variance.
    """
    S, _ = weighted_moments((X - X.mean(axis=0)) / X.std(axis=0), counts)
    variance = np.diagonal(S, axis1=1, axis2=2)
    sd = np.sqrt(np.where(variance > 1e-12, variance, np.nan))
    return np.asarray(S / (sd[:, :, None] * sd[:, None, :]), dtype=float)


def htmt(
    data: pd.DataFrame,
    constructs: Source,
    *,
    kind: Kind = "htmt",
    sign: Sign = "absolute",
    only: Sequence[str] | None = None,
    correlations: Matrix | None = None,
    draws: int = 0,
    seed: int = 1,
    level: float = 0.95,
    indices: np.ndarray | None = None,
) -> Htmt:
    """HTMT or HTMT2 of every pair of first-order constructs, with a percentile bootstrap interval.

    Parameters
    ----------
    data, constructs
        Scores after reverse keys, and which items measure what (see :func:`blocks_of`).
    kind
        ``htmt`` or ``htmt2``.
    sign
        ``absolute`` takes |r|, so that a risk construct, which correlates negatively with the others, is judged like
        any other (HTMT+; semTools' default); ``valence`` turns the items of negative constructs round and keeps the
        signs that remain; ``signed`` takes r as it is (Henseler et al. 2015).
    only
        Codes of the constructs to compare; all first-order ones otherwise.
    correlations
        (k, k) correlations to use instead of Pearson's, for example polychoric; no bootstrap then.
    draws, seed, level, indices
        Bootstrap draws of rows, and the interval's level; ``indices`` (B, n) injects the resamples. Draws and interval
        are those of a fit's bootstrap (`tamkit.sem.resampling`, `tamkit.sem.intervals`: R's ``boot``).

    Raises
    ------
    AnalysisError
        A named construct is a composite or has one item; a ratio does not exist (the pair is named).

    Notes
    -----
    Below .85 (strict) or .90 (lenient) and an upper limit below 1: discriminant. Rows with missing cells are left out.
    R: ``semTools::htmt(model, data, htmt2 = FALSE, absolute = TRUE)``.

    Examples
    --------
    >>> import pandas as pd
    >>> rng = np.random.default_rng(3)
    >>> f = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 400)
    >>> data = pd.DataFrame(np.repeat(f, 3, axis=1) + rng.normal(size=(400, 6)), columns=list("abcdef"))
    >>> round(float(htmt(data, {"A": list("abc"), "B": list("def")}).matrix.loc["A", "B"]), 1)
    0.5
    """
    import pandas as pd

    if kind not in ("htmt", "htmt2") or sign not in ("absolute", "valence", "signed"):
        raise OptionError("measurement.htmt_options", kind=kind, sign=sign)
    blocks, notes = _comparable(constructs, only)
    items = items_of(blocks)
    place = {item: i for i, item in enumerate(items)}
    of = [[place[item] for item in block.items] for block in blocks]
    codes = [block.code for block in blocks]
    turn = np.ones(len(items))
    if sign == "valence":
        for block, positions in zip(blocks, of, strict=True):
            if block.negative:
                turn[positions] = -1.0

    def treated(R: Matrix) -> Matrix:
        return np.abs(R) if sign == "absolute" else R * np.outer(turn, turn)

    X = None
    if correlations is None:
        X = complete(data, items, what=Message("measurement.what.htmt"))
        R = correlation(X)
    else:
        R = np.asarray(correlations, dtype=float)
        if R.shape != (len(items), len(items)):
            raise OptionError("measurement.correlations_shape", shape=" × ".join(map(str, R.shape)), items=len(items))
    values = ratios(treated(R), of, kind=kind)
    _refuse_undefined(values, codes, kind)
    rows, columns = np.tril_indices(len(codes), -1)
    pairs = pd.DataFrame(
        {
            "construct_1": [codes[j] for j in columns],
            "construct_2": [codes[i] for i in rows],
            kind: values[rows, columns],
        }
    )
    if X is None and draws:
        raise OptionError("measurement.htmt_bootstrap_rows")
    defined = asked = 0
    if X is not None and (draws or indices is not None):
        lots = chunks([len(X)], draws, seed, indices)
        asked = sum(chunk.size for chunk in lots)

        def statistic(counts: list[Matrix]) -> Matrix:
            found = ratios(treated(resampled_correlations(X, counts[0])), of, kind=kind)
            return np.asarray(found[:, rows, columns])

        stack = np.concatenate(resampled(statistic, [len(X)], lots))
        whole = ~np.isnan(stack).any(axis=1)
        defined = int(whole.sum())
        if defined < max(20, asked // 2):
            raise AnalysisError("measurement.htmt_few_draws", kind=kind, defined=defined, draws=asked)
        pairs["ci_lower"], pairs["ci_upper"] = interval(stack[whole], values[rows, columns], "percentile", None, level)
        if defined < fewest(level):
            notes.append(Message("measurement.htmt_no_interval", draws=defined, needed=fewest(level)))
        if defined < asked:
            notes.append(fewer_draws(defined, asked))
    return Htmt(
        matrix=pd.DataFrame(values, index=codes, columns=codes),
        pairs=pairs,
        kind=kind,
        sign=sign,
        level=level,
        draws=asked,
        defined=defined,
        seed=seed if draws else None,
        remarks=tuple(notes),
    )


def _comparable(constructs: Source, only: Sequence[str] | None) -> tuple[list[Block], list[Message]]:
    """First-order constructs HTMT exists for; a named one it does not exist for is refused, others are noted."""
    blocks = blocks_of(constructs)
    if only is not None:
        blocks = restricted(blocks, only)
    kept, notes = [], []
    for block in first_order(blocks):
        reason = None
        if block.composite:
            reason = composite(block.code)
        elif len(block.items) < 2:
            reason = one_item(block.code, len(block.items))
        if reason is None:
            kept.append(block)
        elif only is not None and block.code in only:
            raise AnalysisError(reason)
        else:
            notes.append(reason)
    if len(kept) < 2:
        raise AnalysisError(together([NO_HTMT, *notes]))
    return kept, notes


def _refuse_undefined(values: Matrix, codes: list[str], kind: Kind) -> None:
    bad = np.argwhere(np.tril(np.isnan(values), -1))
    if bad.size:
        i, j = bad[0]
        raise AnalysisError("measurement.htmt_undefined", kind=kind, a=codes[j], b=codes[i])


def fornell_larcker(latent_cor: pd.DataFrame, ave: dict[str, float]) -> pd.DataFrame:
    """Fornell-Larcker table: square root of AVE on the diagonal, latent correlations beside it.

    Decide on latent correlations from the CFA, not on correlations of item means, which measurement error shrinks.
    Source: Fornell & Larcker (1981), JMR 18.

    >>> import pandas as pd
    >>> cor = pd.DataFrame([[1.0, 0.4], [0.4, 1.0]], index=["A", "B"], columns=["A", "B"])
    >>> fornell_larcker(cor, {"A": 0.64, "B": 0.49}).round(2).to_numpy().tolist()
    [[0.8, 0.4], [0.4, 0.7]]
    """
    import pandas as pd

    codes = [code for code in latent_cor.index if code in ave]
    table = latent_cor.loc[codes, codes].to_numpy(float, copy=True)
    table[np.diag_indices(len(codes))] = np.sqrt([ave[code] for code in codes])
    return pd.DataFrame(table, index=codes, columns=codes)


def shared_variance(latent_cor: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """MSV and ASV of each construct: the largest and the mean squared latent correlation with the others.

    Returns DataFrame[construct, msv, msv_with, asv]. Source: Hair et al. (2010); MSV < AVE is Fornell-Larcker again.
    """
    import pandas as pd

    codes = list(codes)
    if len(codes) < 2:
        raise AnalysisError("measurement.msv_two_constructs")
    squared = latent_cor.loc[codes, codes].to_numpy(float) ** 2
    np.fill_diagonal(squared, -1.0)
    most = squared.argmax(axis=1)
    np.fill_diagonal(squared, 0.0)
    return pd.DataFrame(
        {
            "construct": codes,
            "msv": squared[np.arange(len(codes)), most],
            "msv_with": [codes[i] for i in most],
            "asv": squared.sum(axis=1) / (len(codes) - 1),
        }
    )
