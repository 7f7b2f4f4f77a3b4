"""Common-method bias without a latent method factor: Harman, full-collinearity VIF, the procedural checklist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tamkit.errors import AnalysisError, OptionError, unknown
from tamkit.measurement.adequacy import inverse_of
from tamkit.measurement.blocks import Matrix, Source, blocks_of, complete, correlation, items_of, top_level
from tamkit.measurement.extraction import extract
from tamkit.measurement.remarks import HARMAN
from tamkit.messages import Message, languages

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Harman:
    """Harman's single-factor test.

    Attributes
    ----------
    pca, paf
        Share of variance of the first unrotated component (what SPSS users print) and of a single common factor.
    eigenvalues_above_one
        Number of components with an eigenvalue above 1.
    caveat
        What the number does not say; to be printed with it.
    """

    pca: float
    paf: float
    eigenvalues_above_one: int
    caveat: Message = HARMAN


def harman(data: pd.DataFrame, constructs: Source) -> Harman:
    """Share of variance of the first unrotated factor of all items; by custom below .40 (China) or .50 (elsewhere).

    Source: Podsakoff et al. (2003); 周浩 & 龙立荣 (2004).
    R: ``eigen(cor(X))$values[1] / ncol(X)``; ``psych::fa(X, 1, fm = "pa", rotate = "none")``.

    >>> import pandas as pd
    >>> rng = np.random.default_rng(3)
    >>> f = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 400)
    >>> data = pd.DataFrame(np.repeat(f, 3, axis=1) + rng.normal(size=(400, 6)), columns=list("abcdef"))
    >>> scales = {"A": list("abc"), "B": list("def")}
    >>> found = harman(data, scales)
    >>> round(found.pca, 2), round(found.paf, 2)
    (0.46, 0.36)
    """
    items = items_of(blocks_of(constructs))
    R = correlation(complete(data, items, what=Message("measurement.what.harman")))
    eigen = np.linalg.eigvalsh(R)
    loadings = extract(R, 1, "minres").loadings  # minres is where iterated principal axes end
    k = len(items)
    return Harman(float(eigen[-1]) / k, float((loadings**2).sum()) / k, int((eigen > 1.0).sum()))


def vif(R: Matrix) -> Matrix:
    """Variance inflation factors of all variables of a correlation matrix (k, k): the diagonal of its inverse.

    >>> vif(np.array([[1.0, 0.6], [0.6, 1.0]])).round(4).tolist()
    [1.5625, 1.5625]
    """
    R = np.asarray(R, dtype=float)
    if R.shape[0] < 2:
        raise AnalysisError("measurement.vif_two_constructs")
    return np.asarray(np.diag(inverse_of(R)), dtype=float)


def full_collinearity(data: pd.DataFrame, constructs: Source, latent_cor: pd.DataFrame | None = None) -> pd.DataFrame:
    """Full-collinearity VIF: each construct explained by all the others (means < 3.3, latent scores < 5.0).

    DataFrame[construct, vif] from the means of the items, as composite-based studies print it, and ``vif_latent`` from
    the latent correlations of the CFA when given (larger, for they are free of measurement error).
    Source: Kock (2015), International Journal of e-Collaboration 11(4). R: ``diag(solve(R))``.

    >>> import pandas as pd
    >>> rng = np.random.default_rng(3)
    >>> f = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 400)
    >>> data = pd.DataFrame(np.repeat(f, 3, axis=1) + rng.normal(size=(400, 6)), columns=list("abcdef"))
    >>> scales = {"A": list("abc"), "B": list("def")}
    >>> full_collinearity(data, scales)["vif"].round(2).tolist()
    [1.15, 1.15]
    """
    import pandas as pd

    blocks = list(top_level(blocks_of(constructs)))
    X = complete(data, items_of(blocks), what=Message("measurement.what.collinearity"))
    items = items_of(blocks)
    means = np.column_stack([X[:, [items.index(item) for item in block.items]].mean(axis=1) for block in blocks])
    codes = [block.code for block in blocks]
    table = pd.DataFrame({"construct": codes, "vif": vif(correlation(means))})
    if latent_cor is not None:
        table["vif_latent"] = vif(latent_cor.loc[codes, codes].to_numpy(float))
    return table


@dataclass(frozen=True, slots=True)
class Remedy:
    """A procedural remedy against common-method bias: its key, its kind, and the question to answer yes or no."""

    key: str
    kind: str
    question: Message


CHECKLIST: tuple[Remedy, ...] = (
    Remedy("sources", "source", Message("measurement.remedy.sources")),
    Remedy("behaviour", "source", Message("measurement.remedy.behaviour")),
    Remedy("time", "time", Message("measurement.remedy.time")),
    Remedy("pages", "time", Message("measurement.remedy.pages")),
    Remedy("anchors", "format", Message("measurement.remedy.anchors")),
    Remedy("reverse", "format", Message("measurement.remedy.reverse")),
    Remedy("order", "format", Message("measurement.remedy.order")),
    Remedy("wording", "items", Message("measurement.remedy.wording")),
    Remedy("anonymous", "respondent", Message("measurement.remedy.anonymous")),
    Remedy("no_right_answer", "respondent", Message("measurement.remedy.no_right_answer")),
    Remedy("hidden_aim", "respondent", Message("measurement.remedy.hidden_aim")),
    Remedy("marker", "design", Message("measurement.remedy.marker")),
    Remedy("checks", "design", Message("measurement.remedy.checks")),
)


def checklist(answers: Mapping[str, bool] | None = None, lang: str | None = None) -> pd.DataFrame:
    """The procedural remedies as a table: DataFrame[key, kind, question, done], done True, False or ``"not stated"``.

    The questions are messages, which print themselves in the language of `tamkit.set_language`, or texts in ``lang``.

    Procedure comes before statistics: no test after the fact replaces it (Podsakoff, MacKenzie, Lee & Podsakoff 2003).

    >>> checklist({"anonymous": True}).set_index("key").loc[["anonymous", "time"], "done"].tolist()
    [True, 'not stated']
    """
    import pandas as pd

    answers = dict(answers or {})
    known = [remedy.key for remedy in CHECKLIST]
    for key, value in answers.items():
        if key not in known:
            raise OptionError(unknown("remedy", key, known))
        if not isinstance(value, bool):
            raise OptionError("measurement.remedy_answer", remedy=key, answer=value)
    if lang is not None and lang not in languages():
        raise OptionError(unknown("language", lang, languages()))
    return pd.DataFrame(
        [
            {
                "key": remedy.key,
                "kind": remedy.kind,
                "question": remedy.question if lang is None else remedy.question.say(lang),
                "done": answers.get(remedy.key, "not stated"),
            }
            for remedy in CHECKLIST
        ]
    )
