"""The population that simulated answers are drawn from.

Everything is standardized: latent variables and latent responses have variance 1, so a loading of .78 leaves a
residual variance of 1 - .78², and a path of .35 is a standardized regression weight.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from tamkit.questionnaire.analyses import Quantity
from tamkit.questionnaire.texts import Float, Int, Part, Text

Loading = Annotated[Float, Field(gt=-1, lt=1)]
Probability = Annotated[Float, Field(ge=0, le=1)]


class Path(Part):
    """One standardized regression of a latent variable on another."""

    source: str
    target: str
    beta: Annotated[Float, Field(gt=-1, lt=1)]


class Covariance(Part):
    """The correlation of two exogenous latent variables."""

    first: str
    second: str
    r: Annotated[Float, Field(gt=-1, lt=1)]


class Tilt(Part):
    """How a respondent's answer to one question goes with another: the odds of ``options`` of ``variable`` are those of
    ``Truth.respondents`` times ``odds`` for every unit that the quantity ``by`` is above ``at``.

    P(option) is in proportion to share · odds^(by − at), products over all tilts of the variable; where the quantity
    is not there (it was not asked), it counts as ``at``.
    """

    variable: str
    options: Annotated[tuple[Int, ...], Field(min_length=1)]
    by: Quantity
    odds: Annotated[Float, Field(gt=0)]
    at: Float = 0.0


class Difference(Part):
    """A path that is ``beta`` for those who gave one of ``options`` to ``variable``; the others have the path's own."""

    variable: str
    options: Annotated[tuple[Int, ...], Field(min_length=1)]
    source: str
    target: str
    beta: Annotated[Float, Field(gt=-1, lt=1)]


class Minor(Part):
    """Many small causes that items share and no model names, as in real answers [1]_.

    ``factors`` minor factors carry ``share`` of each item's unique variance. Their weights are drawn from a standard
    normal with ``seed``, those of factor j shrunk by (1 − ``decay``)^j: with 0 all are alike and cancel out, the larger
    it is the fewer items' clusters it makes and the worse a model fits.

    .. [1] Tucker, Koopman & Linn (1969), Evaluation of factor analytic research procedures by means of simulated
       correlation matrices, Psychometrika 34(4), 421–459.
    """

    share: Annotated[Float, Field(ge=0, lt=1)]
    decay: Annotated[Float, Field(ge=0, lt=1)] = 0.2
    factors: Annotated[Int, Field(ge=1, le=500)] = 50
    seed: Annotated[Int, Field(ge=0)] = 1


class Seconds(Part):
    """How long a form takes: log-normal seconds per question, and the same for those who don't read.

    A respondent's time is questions · exp(log(median) + sigma·z), z standard normal.
    """

    median: Annotated[Float, Field(gt=0)] = 6.0
    sigma: Annotated[Float, Field(gt=0)] = 0.35
    careless_median: Annotated[Float, Field(gt=0)] = 1.2
    careless_sigma: Annotated[Float, Field(gt=0)] = 0.3


class Drawn(Part):
    """How a number is drawn: evenly within a range (both ends included) that the answer to ``by`` tells.

    So a year of birth goes with the age band; who gave no answer that is named is between minimum and maximum.
    """

    by: str
    ranges: Annotated[dict[Int, tuple[Int, Int]], Field(min_length=1)]


class Truth(Part):
    """Population values for simulation.

    ``loading`` is every item's standardized loading and ``facet_loading`` every facet's on its second-order
    construct; ``loadings`` names exceptions by item or facet. ``paths`` and ``covariances`` are the structure.
    ``thresholds`` names sets of cut points on the standard normal latent response (points − 1 of them, rising);
    ``cuts`` says which set an item, or all items of a construct, use; ``default_cut`` serves the rest.
    ``respondents`` gives the share of every option of a variable (of a multiple choice: the probability that the
    option is ticked); ``shifts`` the latent means, in standard deviations, of those who gave an option
    (variable → option → construct → shift), the way groups differ. Numbers are drawn between a variable's minimum and
    maximum; ``numbers`` names those that depend on another answer. ``tilts`` let an answer go with another one,
    ``differences`` give a path another weight in a group, ``minor`` adds misfit. ``seconds`` is the time a form takes.
    """

    note: Text | None = None
    model: str | None = None
    loading: Loading = 0.78
    facet_loading: Loading = 0.80
    loadings: dict[str, Loading] = Field(default_factory=dict)
    paths: tuple[Path, ...] = ()
    covariances: tuple[Covariance, ...] = ()
    thresholds: dict[str, tuple[Float, ...]] = Field(default_factory=dict)
    default_cut: str | None = None
    cuts: dict[str, str] = Field(default_factory=dict)
    respondents: dict[str, dict[Int, Probability]] = Field(default_factory=dict)
    shifts: dict[str, dict[Int, dict[str, Float]]] = Field(default_factory=dict)
    tilts: tuple[Tilt, ...] = ()
    differences: tuple[Difference, ...] = ()
    minor: Minor | None = None
    numbers: dict[str, Drawn] = Field(default_factory=dict)
    seconds: Seconds = Seconds()

    def over(self, other: Truth) -> Truth:
        """This truth on top of another: what it doesn't say is as there.

        Maps are joined key by key, paths and covariances by their ends, tilts and differences follow those there.

        >>> low = Truth(loading=0.7, paths=(Path(source="PU", target="INT", beta=0.3),))
        >>> Truth(paths=(Path(source="PU", target="INT", beta=0.0),)).over(low).paths[0].beta
        0.0
        """
        joined: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set}
        for name, mine in joined.items():
            theirs = getattr(other, name)
            if isinstance(mine, dict):
                joined[name] = {**theirs, **mine}
            elif name in ENDS:
                joined[name] = tuple({_ends(one, *ENDS[name]): one for one in (*theirs, *mine)}.values())
            elif isinstance(mine, tuple):
                joined[name] = (*theirs, *mine)
        return other.model_copy(update=joined)


def _ends(part: Part, first: str, second: str, ordered: bool) -> tuple[str, str]:
    ends = (getattr(part, first), getattr(part, second))
    return ends if ordered else (min(ends), max(ends))


#: By which two codes an entry is known, and whether their order matters.
ENDS = {"paths": ("source", "target", True), "covariances": ("first", "second", False)}
