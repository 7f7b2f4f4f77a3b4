"""Monte-Carlo power: how often a study of n respondents would find each path, if the truth were as stated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tamkit.errors import AnalysisError, InputError, QuestionnaireError
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.sem.paths import path_rows
from tamkit.syntax import Model, as_model

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire
    from tamkit.sem.options import Options

ALPHA = 0.05
COLUMNS = ["n", "source", "target", "true", "mean", "sd", "mean_se", "power", "power_mcse", "coverage", "replications"]
MANY = 1_000_000  # rows the population's own moments are taken to come from


def power(
    truth: Questionnaire | Model | str,
    n: Sequence[int] | int,
    *,
    model: str | None = None,
    replications: int = 200,
    seed: int = 1,
    options: Options | None = None,
    progress: Progress | None = None,
    **given: Any,
) -> pd.DataFrame:
    """Simulate ``replications`` studies for each sample size and fit the model to each.

    Parameters
    ----------
    truth
        A questionnaire with a ``truth`` (answers are ordered categories, as its scales have them), or lavaan syntax in
        which every loading and path has a number, its standardized value (answers are normal; variances without a
        number are what makes every variable's variance 1; the model fitted is the same with the numbers other than 0
        taken off).
    model
        The questionnaire's model to simulate and fit; by default the one its truth names.
    options, given
        `tamkit.sem.Options`, or its fields as keywords, for every sample; MLR unless named. Nothing is bootstrapped.

    Returns
    -------
    One row a sample size and structural path: the ``estimator``; ``true`` and the mean ``mean`` of the standardized
    estimates, their ``sd``, the mean standard error ``mean_se``; ``power``, the share of replications in which the path
    is significant (two-sided .05) with the sign of the truth (where the truth is 0: significant with either sign, the
    error rate), and ``power_mcse`` = √(p(1 − p)/R); ``coverage`` of the truth by the standardized 95 % interval; and
    the ``replications`` that converged, of those asked for. Samples that don't converge are counted out, and the count
    is there to see.

    Raises
    ------
    InputError
        For a truth without values, or sample sizes below the number of items.
    AnalysisError
        When no replication of a sample size converges.

    Notes
    -----
    Muthén, L. K. & Muthén, B. O. (2002). How to use a Monte Carlo study to decide on sample size and determine power.
    Structural Equation Modeling, 9, 599–620. In R: ``simsem::sim``.
    """
    from tamkit import sem
    from tamkit.sem.options import Options

    chosen = Options.for_companions(options, **given)
    sizes = [_whole("n", size, 3) for size in dict.fromkeys([n] if isinstance(n, int | str) else n)]
    replications, seed = _whole("replications", replications, 1), _whole("seed", seed, 0)
    draw, syntax, true = _source(truth, model)
    found = []
    for place, size in enumerate(sizes):
        kept: list[pd.DataFrame] = []
        for replication in range(replications):
            if progress is not None:
                progress(
                    Message("drivers.sample_size", n=size),
                    place * replications + replication,
                    len(sizes) * replications,
                )
            try:
                fit = sem.fit(syntax, draw(size, _seed(seed, size, replication)), options=chosen)
            except AnalysisError:
                continue
            if fit.converged:
                kept.append(_paths(fit))
        if not kept:
            raise AnalysisError("drivers.no_solution", n=size, replications=replications)
        found.append(_summary(kept, true, size))
    table = pd.concat(found, ignore_index=True)
    table.insert(1, "estimator", chosen.estimator)
    return table


def _whole(name: str, value: Any, low: int) -> int:
    from tamkit.sem.option_kinds import Whole

    number = Whole(low, 10**9).read(name, value)
    assert number is not None
    return number


def _seed(seed: int, size: int, replication: int) -> int:
    """A seed of its own for each sample, so that a sample does not depend on which others are drawn."""
    return int(np.random.SeedSequence([seed, size, replication]).generate_state(1)[0])


def _source(
    truth: Any, model: str | None
) -> tuple[Callable[[int, int], pd.DataFrame], Model, dict[tuple[str, str], float]]:
    """How to draw answers, the model to fit, and the true standardized paths (source, target)."""

    if isinstance(truth, str | Model):
        population = as_model(truth)
        if not population.has_numbers():
            raise InputError("drivers.no_numbers")
        analysed = population.numbers_off()

        def draw(size: int, seed: int) -> pd.DataFrame:
            from tamkit.sem import simulate

            frame: pd.DataFrame = simulate(population, size, seed=seed, standardized=True)
            return frame

    else:
        from tamkit.survey import simulate

        if truth.truth is None:
            raise QuestionnaireError("drivers.no_truth", questionnaire=truth.name)
        name = model or truth.truth.model
        if name is None:
            raise QuestionnaireError("drivers.truth_model", questionnaire=truth.name)
        population, analysed = as_model(truth.population(name)), truth.model(name)

        def draw(size: int, seed: int) -> pd.DataFrame:
            items: pd.DataFrame = simulate(truth, n=size, seed=seed, model=name).survey.items
            return items

    return draw, analysed, _true_paths(population, analysed)


def _true_paths(population: Model, analysed: Model) -> dict[tuple[str, str], float]:
    """The population's standardized paths, by fitting the model to the population's own moments."""
    from tamkit import sem

    implied = sem.population(population, standardized=True)
    cov = pd.DataFrame(implied.cov, index=list(implied.observed), columns=list(implied.observed))
    fit = sem.fit(analysed, sem.Moments(cov, MANY))
    return {(row["source"], row["target"]): float(row["std_all"]) for row in path_rows(fit.table)}


def _paths(fit: Any) -> pd.DataFrame:
    columns = ["source", "target", "est", "pvalue", "std_all", "std_all_se", "std_all_ci_lower", "std_all_ci_upper"]
    return pd.DataFrame(path_rows(fit.table), columns=columns)


def _summary(kept: Sequence[pd.DataFrame], true: dict[tuple[str, str], float], size: int) -> pd.DataFrame:
    first = kept[0]
    stack = {name: np.array([frame[name].to_numpy(float) for frame in kept]) for name in first.columns[2:]}
    value = np.array([true[source, target] for source, target in zip(first["source"], first["target"], strict=True)])
    zero = np.abs(value) < 1e-6
    hit = (stack["pvalue"] < ALPHA) & (zero | (np.sign(stack["est"]) == np.sign(value)))
    inside = (stack["std_all_ci_lower"] <= value) & (value <= stack["std_all_ci_upper"])
    share = hit.mean(axis=0)
    frame = pd.DataFrame(
        {
            "n": size,
            "source": first["source"],
            "target": first["target"],
            "true": value,
            "mean": stack["std_all"].mean(axis=0),
            "sd": stack["std_all"].std(axis=0, ddof=1) if len(kept) > 1 else np.nan,
            "mean_se": stack["std_all_se"].mean(axis=0),
            "power": share,
            "power_mcse": np.sqrt(share * (1 - share) / len(kept)),
            "coverage": inside.mean(axis=0),
            "replications": len(kept),
        }
    )
    return frame[COLUMNS]
