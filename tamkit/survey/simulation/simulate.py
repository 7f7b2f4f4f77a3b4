"""`simulate`: answers with a known truth, as a survey and, on request, as a platform's file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import OptionError, listed, unknown
from tamkit.messages import Message
from tamkit.shown import Card, Shown
from tamkit.survey.simulation import careless as inattention
from tamkit.survey.simulation import latent, people
from tamkit.survey.simulation.answers import draw_answers, streams

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Questionnaire, Truth
    from tamkit.survey.survey import Survey

#: The first simulated response arrives then; a fixed moment, so that the same seed gives the same bytes.
START = dt.datetime(2026, 3, 2, 8, 0, 0)

#: Mean seconds between two submissions.
GAP = 240.0


@dataclass(frozen=True, slots=True, repr=False)
class Simulated(Shown):
    """Simulated answers and the truth behind them.

    Attributes
    ----------
    survey
        The answers as :func:`tamkit.survey.load` would give them, ``simulated`` True.
    raw
        The answers to items and checks as clicked, before reverse keys and without the missing ones taken out.
    latent
        True score of every latent variable, one column each.
    careless
        Kind of carelessness of each respondent, "" for the attentive.
    population
        Paths, loadings and residual variances the attentive were drawn from; ``questionnaire.population(model)`` is the
        same as lavaan syntax.
    paths
        The files written, none when only answers were asked for.
    seed
        The seed.
    """

    survey: Survey
    raw: pd.DataFrame
    latent: pd.DataFrame
    careless: pd.Series[str]
    population: latent.Population
    paths: tuple[Path, ...]
    seed: int

    def _card(self) -> Card:
        number = int((self.careless != "").sum())
        form = self.survey.questionnaire.name
        return Card(
            Message("survey.simulation", n=len(self.raw), questionnaire=form, seed=self.seed),
            {
                "careless": number,
                "latent": tuple(map(str, self.latent.columns)),
                "files": tuple(path.name for path in self.paths),
            },
            (".survey.screen()", ".raw", ".latent", ".careless"),
        )


def simulate(
    questionnaire: Questionnaire | str,
    n: int,
    seed: int,
    model: str | None = None,
    careless: float = 0.0,
    *,
    truth: Truth | str | Path | None = None,
    kinds: Sequence[str] = inattention.KINDS,
    missing: float = 0.0,
    platform: str = "csv",
    path: str | Path | None = None,
    **options: Any,
) -> Simulated:
    """Draw ``n`` respondents; the same seed gives the same answers and the same bytes in the file.

    Latent scores follow the structure of ``questionnaire.truth`` (of the named ``model`` when one is given), answers
    the loadings and thresholds, so the population's parameters are known. ``careless`` is the share of respondents who
    don't read, in equal parts of ``kinds`` (:mod:`tamkit.survey.simulation.careless`); they are quicker and answer the
    attention checks at random. ``truth`` is a truth on top of the questionnaire's own
    (:func:`tamkit.questionnaire.with_truth`): ``"demo"``, which is shipped, or a file. ``missing`` is the share of
    scale answers left out completely at random. ``path`` writes
    a file in the layout of ``platform`` (:func:`tamkit.survey.write.write`; ``options`` go there).

    Raises
    ------
    InputError
        For a questionnaire without truth, an unknown model, platform or kind, or a number out of range.
    """
    from tamkit.questionnaire import load, with_truth

    if isinstance(questionnaire, str):
        questionnaire = load(questionnaire)
    if truth is not None:
        questionnaire = with_truth(questionnaire, truth)
    _check(n, seed, careless, missing, kinds)
    rngs = streams(seed)
    pop = latent.population(questionnaire, model)

    columns, skipped = people.draw_variables(questionnaire, n, rngs["people"])
    eta, keyed = draw_answers(questionnaire, pop, latent.thresholds(questionnaire), columns, n, rngs)
    kind = inattention.assign(n, careless, tuple(kinds), rngs["careless"])
    raw = _clicked(questionnaire, keyed, n, kind, rngs)
    survey = _survey(questionnaire, raw, columns, skipped, kind, missing, rngs, seed)
    written: tuple[Path, ...] = ()
    if path is not None:
        from tamkit.survey.write import write

        written = write(survey, path, platform, **options)
    return _simulated(survey, raw, eta, kind, pop, written, seed)


def _check(n: int, seed: int, careless: float, missing: float, kinds: Sequence[str]) -> None:
    if n < 1:
        raise OptionError("survey.simulate_nobody", n=n)
    if seed < 0:
        raise OptionError("survey.simulate_seed_negative", seed=seed)
    for name, value in (("careless", careless), ("missing", missing)):
        if not 0 <= value < 1:
            raise OptionError("survey.simulate_share_out_of_range", option=name, share=value)
    for kind in kinds:
        if kind not in inattention.KINDS:
            what = unknown("kind of careless respondent", kind, inattention.KINDS)
            raise OptionError("located", place="simulate", what=what)
    if careless > 0 and not kinds:
        raise OptionError("survey.simulate_needs_kind", known=listed(inattention.KINDS))


def _clicked(questionnaire: Questionnaire, keyed: Any, n: int, kind: NDArray[Any], rngs: Any) -> pd.DataFrame:
    """What was ticked, items and checks in the order of the form."""
    import pandas as pd

    attentive = people.draw_checks(questionnaire, n, rngs["checks"])
    order = _form_order(questionnaire)
    scales = [questionnaire.scale_of(code) for code in order]
    steps = np.array([scale.high - scale.low + 1 for scale in scales])
    raw = np.empty((n, len(order)))
    for j, code in enumerate(order):
        if code in attentive:
            raw[:, j] = attentive[code] - scales[j].low + 1
        else:
            turned = questionnaire.item(code).reverse is not False
            raw[:, j] = steps[j] + 1 - keyed[code] if turned else keyed[code]
    raw = inattention.overwrite(raw, steps, kind, rngs["careless"])
    raw += np.array([scale.low - 1 for scale in scales])  # steps count from 1, a slider from its lowest number
    return pd.DataFrame(raw, columns=order, index=pd.RangeIndex(1, n + 1, name="id"))


def _form_order(questionnaire: Questionnaire) -> list[str]:
    """Items and checks as they stand on the form; what no block names comes last."""
    scaled = [*questionnaire.item_codes, *(check.code for check in questionnaire.checks)]
    listed_ = [part.code for block in questionnaire.blocks for part in questionnaire.entries(block)]
    first = [code for code in listed_ if code in scaled]
    return [*first, *(code for code in scaled if code not in first)]


def _survey(
    questionnaire: Questionnaire,
    raw: pd.DataFrame,
    columns: Any,
    skipped: Any,
    kind: Any,
    missing: float,
    rngs: Any,
    seed: int,
) -> Survey:
    import pandas as pd

    from tamkit.survey.derived import with_derived
    from tamkit.survey.survey import Survey

    n, index = len(raw), raw.index
    holes = rngs["missing"].random((n, len(questionnaire.items))) < missing
    items = raw[questionnaire.item_codes].copy()
    for item in questionnaire.items:
        if item.reverse is not False:
            items[item.code] = questionnaire.scale_of(item.code).turned(items[item.code])
    items = items.mask(holes)
    checks = raw[[check.code for check in questionnaire.checks]].copy()
    seconds = people.draw_seconds(questionnaire, n, kind != "", rngs["seconds"])
    arrival = np.cumsum(np.round(rngs["arrival"].exponential(GAP, n)))
    submitted = pd.to_datetime(START) + pd.to_timedelta(arrival + seconds[0], unit="s")
    meta = pd.DataFrame({"serial": index, "submitted": submitted, "seconds": seconds, "simulated": True}, index=index)
    respondents = pd.DataFrame(columns, index=index)
    unasked = pd.DataFrame({name: who for name, who in skipped.items() if who.any()}, index=index, dtype=bool)
    respondents, unasked = with_derived(questionnaire, items, respondents, unasked)
    return Survey(
        questionnaire=questionnaire,
        items=items,
        checks=checks,
        respondents=respondents,
        meta=meta,
        skipped=unasked,
        simulated=True,
        notes=(Message("survey.simulated", seed=seed),),
    )


def _simulated(
    survey: Survey, raw: pd.DataFrame, eta: Any, kind: Any, pop: latent.Population, written: tuple[Path, ...], seed: int
) -> Simulated:
    import pandas as pd

    return Simulated(
        survey=survey,
        raw=raw,
        latent=pd.DataFrame(eta, index=raw.index),
        careless=pd.Series(kind, index=raw.index, name="careless"),
        population=pop,
        paths=written,
        seed=seed,
    )
