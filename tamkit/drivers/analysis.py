"""`analyse`: every named model fitted, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from tamkit.drivers import comparison, equivalence, hypotheses, mediation, ranking
from tamkit.drivers.verdicts import DELTA
from tamkit.errors import InputError, NotConverged, OptionError, TamkitError
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.sem.paths import path_rows, records
from tamkit.sem.structure import totals
from tamkit.shown import Card, Shown, noted

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire
    from tamkit.questionnaire.texts import Text
    from tamkit.sem import Fit
    from tamkit.sem.options import Options


@dataclass(frozen=True, slots=True, repr=False)
class Drivers(Shown):
    """
    Attributes
    ----------
    fits
        Every model by name, in the order asked for; the last is reported in full.
    main
        The last of ``fits``.
    outcome
        The construct whose drivers are sought.
    hypotheses
        One row a hypothesis: ``hypothesis, source, target, sign, est, se, z, pvalue, ci_lower, ci_upper, std, std_se,
        std_ci_lower, std_ci_upper, p_holm, verdict, model, ci90_lower, ci90_upper, negligible, excluded,
        p_equivalence`` (:mod:`tamkit.drivers.hypotheses`).
    effects
        One row a construct that leads to the outcome, ranked by the absolute total: ``source, outcome``, standardized
        ``direct, indirect, total``, each with ``_se, _ci_lower, _ci_upper``, unstandardized ``direct_b, indirect_b,
        total_b``, each with ``_se, _pvalue, _ci_lower, _ci_upper``, the ``mediation`` type of all ways together, and
        ``rank_lower, rank_upper``: the ranks that the tests of ``differences`` leave to it.
    differences
        One row a pair of them: whether one total effect is larger than the other
        (:func:`tamkit.drivers.ranking.differences`).
    mediation
        One row a way from any construct to any other through others (:func:`tamkit.drivers.mediation.table`).
    mediated
        One row a source and outcome that such ways join: indirect, direct and total effect, and what kind of mediation
        that is (:func:`tamkit.drivers.mediation.together`).
    way_differences
        One row a pair of ways of one source and outcome, their difference tested
        (:func:`tamkit.drivers.mediation.differences`).
    mediation_steps
        One row a way and step of the flow of 温忠麟 & 叶宝娟 (:func:`tamkit.drivers.mediation.steps`).
    r2
        ``construct, r2`` of every endogenous construct of the main model.
    comparison
        One row a model (:func:`tamkit.drivers.comparison.table`).
    equivalent
        Arrows of the main model whose direction the data can't tell: ``source, target, needs``.
    notes
        Sentences the reader must know.
    smallest_effect
        δ, by which the verdicts were given.
    """

    fits: dict[str, Fit]
    main: Fit
    outcome: str
    hypotheses: pd.DataFrame
    effects: pd.DataFrame
    differences: pd.DataFrame
    mediation: pd.DataFrame
    mediated: pd.DataFrame
    way_differences: pd.DataFrame
    mediation_steps: pd.DataFrame
    r2: pd.DataFrame
    comparison: pd.DataFrame
    equivalent: pd.DataFrame
    notes: tuple[Message, ...]
    smallest_effect: float = DELTA

    @property
    def options(self) -> Options:
        """What the model reported in full was fitted with."""
        return self.main.options

    def _card(self) -> Card:
        counts = self.hypotheses["verdict"].value_counts()
        verdicts = (Message("drivers.verdict", verdict=name, n=int(n)) for name, n in counts.items())
        effects = self.effects.itertuples()
        return Card(
            Message("drivers.head", outcome=self.outcome, models=tuple(self.fits), estimator=self.options.estimator),
            {
                "n": f"{sum(self.main.n):,}",
                "hypotheses": tuple(verdicts),
                "totals": tuple(Message("drivers.total_effect", source=row.source, total=row.total) for row in effects),
                "R²": tuple(f"{row.construct} {row.r2:.3f}" for row in self.r2.dropna().itertuples()),
                "undirected": tuple(f"{row.source} – {row.target}" for row in self.equivalent.itertuples()),
                "notes": noted(self.notes),
            },
            (".hypotheses", ".effects", ".differences", ".mediation", ".comparison", ".main", ".main.diagram()"),
        )

    def _tables(self) -> dict[str, Any]:
        return {
            "hypotheses": self.hypotheses,
            "effects": self.effects,
            "differences": self.differences,
            "mediation": self.mediation,
            "models": self.comparison,
        }


def analyse(
    items: pd.DataFrame,
    questionnaire: Questionnaire,
    models: Sequence[str] | str,
    *,
    options: Options | None = None,
    progress: Progress | None = None,
    smallest_effect: float = DELTA,
    **given: Any,
) -> Drivers:
    """Fit the named models of a questionnaire and say what drives its outcome.

    Parameters
    ----------
    items
        One column an item (and a covariate, where a model has one), one row a respondent.
    models
        Names of the questionnaire's models; the last is reported in full, the others are compared with it.
    options, **given
        `tamkit.sem.Options`, or its fields as keywords; MLR unless named, bootstrap for the model reported in full.
    progress
        Called with (what is fitted, models done, models), and during the bootstrap with (what is drawn, draws done,
        draws).

    smallest_effect
        δ, the smallest standardized effect that matters: smaller ones count as absent where the data exclude larger
        (:mod:`tamkit.drivers.verdicts`).

    Raises
    ------
    InputError
        For a model the questionnaire lacks, or one that names what the data lack.
    AnalysisError
        When a model is not identified or does not converge; the message names the model.
    """
    models = [models] if isinstance(models, str) else list(models)
    if not models:
        raise OptionError("drivers.no_models", questionnaire=questionnaire.name)
    from tamkit.sem.options import Options

    chosen = Options.for_items(options, **given)
    fits: dict[str, Fit] = {}
    reported = models[-1]
    # The last is reported in full wherever else it is named: it is fitted last, and once.
    for done, name in enumerate([*dict.fromkeys(name for name in models if name != reported), reported]):
        if progress is not None:
            progress(_model(name), done, len(models))
        # Resampling is for the model reported in full; its companions need only their fit.
        own = chosen if name == reported else chosen.without_bootstrap()
        fits[name] = _fit(name, items, questionnaire, own, progress)
    main = list(fits.values())[-1]
    outcome = questionnaire.outcome or _last_outcome(main)
    edges = [(row["source"], row["target"]) for row in path_rows(main.table, main.latent)]
    endogenous = list(dict.fromkeys(target for _, target in edges))
    others = None
    if len(comparison.one_sample(fits)) > 1:
        from tamkit.sem.fitting import estimates

        plain = replace(chosen.without_bootstrap(), missing="listwise")
        others = comparison.predicted(
            fits, lambda name, rows: estimates(questionnaire.model(name), rows, plain), items, outcome, chosen.seed or 1
        )
    compared = comparison.table(fits, endogenous, others)
    differences = ranking.differences(totals(main, outcome))
    return Drivers(
        fits=fits,
        main=main,
        outcome=outcome,
        hypotheses=hypotheses.table(fits, questionnaire.hypotheses, smallest_effect),
        effects=ranking.table(main, outcome, differences),
        differences=differences,
        mediation=mediation.table(main),
        mediated=mediation.together(main),
        way_differences=mediation.differences(main),
        mediation_steps=mediation.steps(main),
        r2=pd.DataFrame({"construct": endogenous, "r2": [main.r2.get(name, float("nan")) for name in endogenous]}),
        comparison=compared,
        equivalent=equivalence.table(edges, _correlated(main)),
        notes=notes(fits, compared, {name: questionnaire.declared(name).title for name in fits}),
        smallest_effect=smallest_effect,
    )


def notes(fits: Mapping[str, Fit], compared: pd.DataFrame, titles: Mapping[str, Text]) -> tuple[Message, ...]:
    """What the tables alone would hide: warnings of every fit, models that can't be compared."""
    found = [_of(name, warning.message) for name, fit in fits.items() for warning in fit.warnings]
    for row in compared.iloc[:-1].itertuples():
        if not (row.nested or row.nests):
            found.append(Message("drivers.not_nested", model=titles[row.model], full=titles[list(fits)[-1]]))
    return tuple(dict.fromkeys(found))


def _model(name: str) -> Message:
    return Message("drivers.model", model=name)


def _of(name: str, what: Message | str) -> Message:
    """What there is to say of a model."""
    return Message("located", place=_model(name), what=what)


def _fit(
    name: str, items: pd.DataFrame, questionnaire: Questionnaire, options: Options, progress: Progress | None
) -> Fit:
    from tamkit.sem import fit

    try:
        found = fit(questionnaire.model(name), items, options=options, progress=progress)
    except TamkitError as error:
        raise type(error)(_of(name, error.message)) from error
    if not found.converged:
        raise NotConverged(_of(name, Message("drivers.not_converged", estimator=options.estimator, rows=sum(found.n))))
    return found


def _correlated(fit: Fit) -> list[tuple[str, str]]:
    """Pairs of constructs with a free covariance."""
    latent = set(fit.latent)
    rows = records(fit.table)
    pairs = [(row["lhs"], row["rhs"]) for row in rows if row["op"] == "~~" and row["free"] and row["lhs"] != row["rhs"]]
    return [pair for pair in pairs if latent.issuperset(pair)]


def _last_outcome(fit: Fit) -> str:
    """The construct that predicts nothing, where the questionnaire names no outcome."""
    paths = path_rows(fit.table, fit.latent)
    sources = {row["source"] for row in paths}
    ends = [row["target"] for row in paths if row["target"] not in sources]
    if not ends:
        raise InputError("drivers.no_outcome")
    return str(ends[-1])
