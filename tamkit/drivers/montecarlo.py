"""Monte-Carlo power: how often a study of n respondents would find each path, if the truth were as stated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tamkit.errors import AnalysisError, InputError, QuestionnaireError
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.sem.intervals import Z975
from tamkit.sem.paths import path_rows
from tamkit.syntax import Model, as_model

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire
    from tamkit.sem.options import Options
    from tamkit.sem.replications import Replications

Array = NDArray[np.float64]
COLUMNS = ["n", "source", "target", "true", "mean", "sd", "mean_se", "power", "power_mcse", "coverage", "replications"]
CELLS = 4_000_000  # answers that are held at a time
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
    from tamkit.sem.options import Options
    from tamkit.sem.replications import replications as fitted

    chosen = Options.for_companions(options, **given)
    sizes = [_whole("n", size, 3) for size in dict.fromkeys([n] if isinstance(n, int | str) else n)]
    replications, seed = _whole("replications", replications, 1), _whole("seed", seed, 0)
    draw, names, syntax, true = _source(truth, model)

    def lots(place: int, size: int) -> Iterator[Array]:
        """The samples of one size, a lot at a time."""
        step = max(1, CELLS // (size * len(names)))
        for begin in range(0, replications, step):
            lot = []
            for replication in range(begin, min(begin + step, replications)):
                if progress is not None:
                    done = place * replications + replication
                    progress(Message("drivers.sample_size", n=size), done, len(sizes) * replications)
                lot.append(draw(size, _seed(seed, size, replication)))
            yield np.stack(lot)

    found = []
    for place, size in enumerate(sizes):
        one = fitted(syntax, names, lots(place, size), chosen)
        if not len(one.kept):
            raise AnalysisError("drivers.no_solution", n=size, replications=replications)
        found.append(_summary(one, true, size))
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
) -> tuple[Callable[[int, int], Array], Sequence[str], Model, dict[tuple[str, str], float]]:
    """How to draw answers, what the columns are called, the model to fit, and the true standardized paths."""
    from tamkit.sem import population as population_of

    if isinstance(truth, str | Model):
        population = as_model(truth)
        if not population.has_numbers():
            raise InputError("drivers.no_numbers")
        analysed, known = population.numbers_off(), population_of(population, standardized=True)
        return normal(known.cov, known.mean), known.observed, analysed, _true_paths(population, analysed)
    from tamkit.survey.simulation.answers import drawing

    if truth.truth is None:
        raise QuestionnaireError("drivers.no_truth", questionnaire=truth.name)
    name = model or truth.truth.model
    if name is None:
        raise QuestionnaireError("drivers.truth_model", questionnaire=truth.name)
    population, analysed = as_model(truth.population(name)), truth.model(name)
    return drawing(truth, name), truth.item_codes, analysed, _true_paths(population, analysed)


def normal(cov: Array, mean: Array) -> Callable[[int, int], Array]:
    """Multivariate normal cases, as `tamkit.sem.simulate` draws them."""
    root = np.linalg.cholesky(cov)

    def draw(size: int, seed: int) -> Array:
        rows: Array = np.random.default_rng(seed).standard_normal((size, len(root))) @ root.T + mean
        return rows

    return draw


def _true_paths(population: Model, analysed: Model) -> dict[tuple[str, str], float]:
    """The population's standardized paths, by fitting the model to the population's own moments."""
    from tamkit import sem

    implied = sem.population(population, standardized=True)
    cov = pd.DataFrame(implied.cov, index=list(implied.observed), columns=list(implied.observed))
    fit = sem.fit(analysed, sem.Moments(cov, MANY))
    return {(row["source"], row["target"]): float(row["std_all"]) for row in path_rows(fit.table)}


def _summary(found: Replications, true: dict[tuple[str, str], float], size: int) -> pd.DataFrame:
    """One row a path; significance and coverage by the normal distribution, as the estimator's own table has them."""
    value = np.array([true[path] for path in found.paths])
    zero = np.abs(value) < 1e-6
    with np.errstate(invalid="ignore", divide="ignore"):
        significant = np.abs(found.est / found.se) > Z975
        hit = significant & (zero | (np.sign(found.est) == np.sign(value)))
        inside = np.abs(found.std - value) <= Z975 * found.std_se
    count = len(found.kept)
    share = hit.mean(axis=0)
    frame = pd.DataFrame(
        {
            "n": size,
            "source": [source for source, _ in found.paths],
            "target": [target for _, target in found.paths],
            "true": value,
            "mean": found.std.mean(axis=0),
            "sd": found.std.std(axis=0, ddof=1) if count > 1 else np.nan,
            "mean_se": found.std_se.mean(axis=0),
            "power": share,
            "power_mcse": np.sqrt(share * (1 - share) / count),
            "coverage": inside.mean(axis=0),
            "replications": count,
        }
    )
    return frame[COLUMNS]
