"""The population that simulated answers are drawn from.

Everything is standardized: latent variables and latent responses have variance 1, so a loading of .78 leaves a
residual variance of 1 - .78², and a path of .35 is a standardized regression weight.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

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
    maximum; ``numbers`` names those that depend on another answer. ``seconds`` is the time a form takes.
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
    numbers: dict[str, Drawn] = Field(default_factory=dict)
    seconds: Seconds = Seconds()
