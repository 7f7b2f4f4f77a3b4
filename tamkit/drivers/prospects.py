"""What a study could have found: power at two sizes, the smallest effect it could see, the n that absence would take.

The population of a hypothesis is the fitted model with that path's β set to the value in question, the others kept,
standardized, residual variances adjusted, and the items cut as the sample's are (`tamkit.sem.populations`). Two
populations are sampled for the whole study, with every hypothesised path at δ and at .20 in its hypothesised direction,
and each sample is fitted by the study's estimator. From there a hypothesis' own population is a shift away: its
information says how much larger or smaller z is than in the population that was sampled,

    power(x) = share of the samples with  ±z + κ (λ(x) − λ₀) > 1.96 ,

λ = b/SE(b) by the information of each population, κ what the estimator makes of it, Σ z̄λ₀ / Σ λ₀² over the two. Where
the two populations are the same the shift is nil and the power is the share itself; its Monte-Carlo error is that of a
share. What stands between and beyond the two sizes follows from the information with the same κ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.drivers.verdicts import DELTA, Z95
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.sem.intervals import Z975
from tamkit.sem.paths import path_rows
from tamkit.sem.populations import Likeness, Path, likeness
from tamkit.sem.replications import Replications, replications
from tamkit.syntax import as_model

if TYPE_CHECKING:
    from tamkit.sem import Fit

SAMPLES = 400
SECOND = 0.20  # the other size at which power is told
WANTED = 0.80
Z80, Z90 = 0.8416212335729143, 1.2815515655446004
#: The sizes at which the information is asked; what lies between is interpolated.
SIZES = (0.02, 0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prospect:
    """Of one hypothesis; NaN where there is none.

    Attributes
    ----------
    delta, at_delta, at_20
        The size, and the power (two-sided .05, hypothesised sign) at it and at .20.
    mcse_delta, mcse_20
        Their Monte-Carlo errors.
    detectable
        The smallest |β| with power .80.
    n_needed
        How many respondents *absent* at ±δ takes, with power .80 where β is 0.
    method
        ``monte_carlo``; ``information`` where nothing is resampled; ``estimate``: from the path's own standard error,
        where populations like the model cannot be made.
    samples
        Samples behind each power, the fewer of the two.
    impossible
        Whether the model leaves no room for δ, and for .20: R² would be above 1.
    """

    delta: float
    at_delta: float = float("nan")
    at_20: float = float("nan")
    mcse_delta: float = float("nan")
    mcse_20: float = float("nan")
    detectable: float = float("nan")
    n_needed: float = float("nan")
    method: str = ""
    samples: int = 0
    impossible: tuple[bool, bool] = (False, False)


def prospects(
    fit: Fit,
    paths: Mapping[Path, str],
    delta: float = DELTA,
    *,
    samples: int | None = None,
    most: int | None = None,
    seed: int | None = None,
    n: int | None = None,
    progress: Progress | None = None,
) -> dict[Path, Prospect]:
    """The prospects of the hypothesised ``paths`` (with their signs) in the model that tests them.

    ``samples`` of each of the two populations, 0 for the information alone; unless given 400 where samples are solved
    as a stack, which is cheap (but no more than ``most``), and none where each is a fit of its own (ordered items,
    incomplete rows). ``n``: another number of respondents than the fit's.
    """
    alike = likeness(fit)
    rows = {(row["source"], row["target"]): row for row in path_rows(fit.table)}
    n = n or sum(fit.n)
    if samples is None:
        usual = SAMPLES if most is None else min(SAMPLES, most)
        samples = usual if fit.setup.route.replicates(fit.setup) else 0
    if alike is None:
        return {path: _by_error(rows[path], n / sum(fit.n), sum(fit.n), delta) for path in paths}
    signs = {path: 1.0 if sign == "+" else -1.0 for path, sign in paths.items()}
    anchors = [_anchor(alike, signs, size) for size in (delta, SECOND)]
    sampled = alike.populations(anchors)
    known = alike.information(sampled, n)
    drawn = _drawn(alike, fit, sampled, n, samples, seed, progress) if samples else None
    asked = sorted({0.0, delta, SECOND, *SIZES})
    every = [{path: sign * size} for path, sign in signs.items() for size in asked]
    made = alike.populations(every)
    grid = alike.information(made, n).reshape(4, len(paths), len(asked), -1)
    possible = made.possible.reshape(len(paths), len(asked))
    own = alike.information(alike.populations([{}]), n)[:, 0]
    out = {}
    for place, (path, sign) in enumerate(signs.items()):
        at = alike.paths.index(path)
        b, se, _, std_se = grid[:, place, :, at]
        with np.errstate(invalid="ignore", divide="ignore"):
            ahead = _Ahead(np.array(asked), sign * b / se, float(std_se[asked.index(0.0)]))
            first = [(sign * known[0, a, at] / known[1, a, at], float(known[3, a, at])) for a in (0, 1)]
        if drawn is None or not np.isfinite(first).all():
            # What the estimator's own standard errors are to those of the information, here where both are known.
            kappa = float(own[3, at]) / (float(rows[path]["std_all_se"]) * np.sqrt(sum(fit.n) / n))
            loss = 1.0 / kappa
            found = _by_information(ahead, kappa, loss, n, delta)
        else:
            z = [sign * one.est[:, at] / one.se[:, at] for one in drawn]
            loss = float(np.mean([one.std_se[:, at].mean() / se for one, (_, se) in zip(drawn, first, strict=True)]))
            found = _by_samples(ahead, z, [lam for lam, _ in first], loss, n, delta)
        small, large = (bool(not possible[place, asked.index(size)]) for size in (delta, SECOND))
        out[path] = replace(found, impossible=(small, large))
    return out


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What the information says of one path: λ (S,) at sizes (S,), and SE(β) where β is 0."""

    sizes: Array
    noncentral: Array
    std_se: float

    def at(self, size: float) -> float:
        return float(self.noncentral[int(np.flatnonzero(self.sizes == size)[0])])

    def reaching(self, wanted: float) -> float:
        """The size at which λ is what is wanted; NaN where it never is."""
        known = np.isfinite(self.noncentral)
        sizes, lam = self.sizes[known], self.noncentral[known]
        above = np.flatnonzero(lam >= wanted)
        if not len(above) or above[0] == 0:
            return float("nan")
        i = int(above[0])
        share = (wanted - lam[i - 1]) / (lam[i] - lam[i - 1])
        return float(sizes[i - 1] + share * (sizes[i] - sizes[i - 1]))


def _anchor(alike: Likeness, signs: Mapping[Path, float], size: float) -> dict[Path, float]:
    """All hypothesised paths at ±size; nearer to nil where that is impossible together."""
    for part in (1.0, 0.5, 0.25):
        change = {path: sign * size * part for path, sign in signs.items()}
        if alike.populations([change]).possible[0]:
            return change
    return {}


def _drawn(
    alike: Likeness, fit: Fit, sampled: Any, n: int, samples: int, seed: int | None, progress: Progress | None
) -> list[Replications] | None:
    """The samples of both populations, fitted; None where fewer than half of them converge."""
    names, model = alike.setup.sample.names, as_model(fit.model)
    step = max(1, min(100, 4_000_000 // (n * len(names))))
    out = []
    for at in (0, 1):
        rng = np.random.default_rng([0 if seed is None else seed, 12, at])

        def lots(at: int = at, rng: np.random.Generator = rng) -> Any:
            for begin in range(0, samples, step):
                if progress is not None:
                    progress(Message("drivers.power_samples"), at * samples + begin, 2 * samples)
                yield alike.draw(sampled, at, n, min(step, samples - begin), rng)

        found = replications(model, names, lots(), fit.options)
        if len(found.kept) < max(2, samples / 2):
            return None
        out.append(found)
    return out


def _by_samples(ahead: _Ahead, z: list[Array], first: Sequence[float], loss: float, n: int, delta: float) -> Prospect:
    means = [float(one.mean()) for one in z]
    kappa = sum(m * lam for m, lam in zip(means, first, strict=True)) / sum(lam**2 for lam in first)
    shares = []
    for one, lam, size in zip(z, first, (delta, SECOND), strict=True):
        there = ahead.at(size)
        shares.append(float((one + kappa * (there - lam) > Z975).mean()) if np.isfinite(there) else float("nan"))
    errors = [float(np.sqrt(p * (1 - p) / len(one))) for p, one in zip(shares, z, strict=True)]
    least = Z975 - float(np.quantile(z[1] - means[1], 1 - WANTED))
    return Prospect(
        delta,
        at_delta=shares[0],
        at_20=shares[1],
        mcse_delta=errors[0],
        mcse_20=errors[1],
        detectable=ahead.reaching(least / kappa) if kappa > 0 else float("nan"),
        n_needed=_needed(loss * ahead.std_se, n, delta),
        method="monte_carlo",
        samples=min(len(one) for one in z),
    )


def _by_information(ahead: _Ahead, kappa: float, loss: float, n: int, delta: float) -> Prospect:
    from scipy.special import ndtr

    shares = [float(ndtr(kappa * ahead.at(size) - Z975)) for size in (delta, SECOND)]
    return Prospect(
        delta,
        at_delta=shares[0],
        at_20=shares[1],
        detectable=ahead.reaching((Z975 + Z80) / kappa) if kappa > 0 else float("nan"),
        n_needed=_needed(loss * ahead.std_se, n, delta),
        method="information",
    )


def _by_error(row: Mapping[str, Any], more: float, n: int, delta: float) -> Prospect:
    from scipy.special import ndtr

    se = float(row["std_all_se"]) / np.sqrt(more)
    return Prospect(
        delta,
        at_delta=float(ndtr(delta / se - Z975)),
        at_20=float(ndtr(SECOND / se - Z975)),
        detectable=(Z975 + Z80) * se,
        n_needed=_needed(se, n * more, delta),
        method="estimate",
    )


def _needed(std_se: float, n: float, delta: float) -> float:
    """The n at which both one-sided tests at ±δ succeed with power .80 where β = 0: z.95 + z.90 errors are δ."""
    needed = n * ((Z95 + Z90) * std_se / delta) ** 2
    return float(np.ceil(needed)) if np.isfinite(needed) else float("nan")
