"""The population model of a questionnaire's truth as lavaan syntax with every parameter fixed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from tamkit.errors import InputError, QuestionnaireError
from tamkit.messages import Message
from tamkit.questionnaire.asked import Asked
from tamkit.questionnaire.named_models import model_of
from tamkit.questionnaire.truth import Truth
from tamkit.syntax import Model, Term


def population(questionnaire: Asked, model: str | None = None) -> str:
    """Every loading, path and (residual) variance of the standardized population as lavaan lines.

    ``model`` keeps only the paths that the named model has, so data can be drawn from ``tam`` as well as from the
    full model; None takes all paths of the truth. Residual variances follow from the paths so that every latent
    variable and every latent response has variance 1 [1]_.

    Raises
    ------
    InputError
        When the questionnaire has no truth.
    QuestionnaireError
        When the paths run in a circle, or the values leave a construct no variance.

    Notes
    -----
    Variances and covariances of the latent variables are built in causal order: for a target y with weights b on
    earlier variables with correlation matrix R, cov(y, z) = Σ b·R[., z] and the residual variance is 1 − b'Rb.

    .. [1] Wright (1934), The method of path coefficients, Annals of Mathematical Statistics 5(3), 161–215.

    >>> from tamkit.questionnaire import load
    >>> print(load("huabei_baitiao_short").population().splitlines()[0])
    PU =~ 0.78*PU1 + 0.78*PU2 + 0.78*PU3 + 0.78*PU4
    """
    return f"{population_model(questionnaire, model)}\n"


def population_model(questionnaire: Asked, model: str | None = None) -> Model:
    """:func:`population` as a model."""
    truth = truth_of(questionnaire)
    terms: list[Term] = []

    def add(lhs: str, op: str, rhs: str, value: float) -> None:
        terms.append(Term(lhs, op, rhs, fixed=(float(f"{value:.12g}"),)))

    for construct in questionnaire.constructs:
        loadings = {code: loading(truth, code, facet=False) for code in (item.code for item in construct.items)}
        loadings |= {code: loading(truth, code, facet=True) for code in construct.facets}
        for code, value in loadings.items():
            add(construct.code, "=~", code, value)
        for code, value in loadings.items():
            add(code, "~~", code, 1 - value**2)
    for (first, second), value in _minor_covariances(questionnaire).items():
        add(first, "~~", second, value)
    paths, correlations, residuals = structure(questionnaire, model)
    for target, sources in paths.items():
        for source, beta in sources.items():
            add(target, "~", source, beta)
    for code, variance in residuals.items():
        add(code, "~~", code, variance)
    exogenous = [code for code, sources in paths.items() if not sources]
    for first, second in combinations(exogenous, 2):
        add(first, "~~", second, correlations[first][second])
    return Model(tuple(terms), origin=Message("questionnaire.population_of", name=questionnaire.name))


def truth_of(questionnaire: Asked) -> Truth:
    """The questionnaire's truth."""
    if questionnaire.truth is None:
        raise InputError("questionnaire.of", name=questionnaire.name, what=Message("questionnaire.no_truth"))
    return questionnaire.truth


def loading(truth: Truth, code: str, *, facet: bool) -> float:
    """The standardized loading of an item or a facet."""
    return truth.loadings.get(code, truth.facet_loading if facet else truth.loading)


def minor_weights(questionnaire: Asked) -> dict[str, list[float]]:
    """The weight of each minor factor on each item's latent response; empty where the truth has none.

    An item's weights have the squared length share · (1 − λ²), which leaves its loading and its variance as they are.
    """
    truth = truth_of(questionnaire)
    if truth.minor is None:
        return {}
    import numpy as np

    minor, codes = truth.minor, questionnaire.item_codes
    drawn = np.random.default_rng(minor.seed).standard_normal((len(codes), minor.factors))
    drawn *= (1 - minor.decay) ** np.arange(minor.factors)
    unique = np.array([1 - loading(truth, code, facet=False) ** 2 for code in codes])
    drawn *= np.sqrt(minor.share * unique / (drawn**2).sum(axis=1))[:, None]
    return dict(zip(codes, drawn.tolist(), strict=True))


def _minor_covariances(questionnaire: Asked) -> dict[tuple[str, str], float]:
    weights = minor_weights(questionnaire)
    return {
        (first, second): sum(a * b for a, b in zip(weights[first], weights[second], strict=True))
        for first, second in combinations(weights, 2)
    }


def structure(
    questionnaire: Asked, model: str | None = None
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]], dict[str, float]]:
    """Paths by target, correlations of the structural constructs, and their residual variances.

    The structural constructs are all but the facets of second-order ones; the paths are in causal order.
    """
    truth = truth_of(questionnaire)
    facets = {facet for construct in questionnaire.second_order() for facet in construct.facets}
    codes = [construct.code for construct in questionnaire.constructs if construct.code not in facets]
    weights: dict[str, dict[str, float]] = {code: {} for code in codes}
    wanted = None if model is None else model_of(questionnaire, model).paths()
    for path in truth.paths:
        if wanted is None or (path.source, path.target) in wanted:
            ends = {path.source, path.target}
            if ends & facets:
                what = Message("questionnaire.truth_path_of_facet", source=path.source, target=path.target)
                raise QuestionnaireError("questionnaire.of", name=questionnaire.name, what=what)
            if ends <= set(weights):  # paths of modules that are switched off are passed over
                weights[path.target][path.source] = path.beta
    order = _causal_order(weights, questionnaire.name)
    given = {(c.first, c.second): c.r for c in truth.covariances} | {
        (c.second, c.first): c.r for c in truth.covariances
    }
    correlations: dict[str, dict[str, float]] = {}
    residuals: dict[str, float] = {}
    for code in order:
        sources = weights[code]
        correlations[code] = {code: 1.0}
        for other in list(correlations):
            if other != code:
                r = (
                    sum(beta * correlations[source][other] for source, beta in sources.items())
                    if sources
                    else given.get((code, other), 0.0)  # both exogenous: these come first
                )
                correlations[code][other] = correlations[other][code] = r
        explained = sum(beta * correlations[code][source] for source, beta in sources.items())
        if explained >= 1:
            what = Message("questionnaire.truth_explains_too_much", explained=explained, construct=code)
            raise QuestionnaireError("questionnaire.of", name=questionnaire.name, what=what)
        residuals[code] = 1 - explained
    return {code: weights[code] for code in order}, correlations, residuals


def _causal_order(weights: Mapping[str, Mapping[str, float]], name: str) -> list[str]:
    """Exogenous variables first, then each target after its sources."""
    order = [code for code in weights if not weights[code]]
    rest = [code for code in weights if weights[code]]
    while rest:
        ready = [code for code in rest if all(source in order for source in weights[code])]
        if not ready:
            what = Message("questionnaire.truth_runs_in_a_circle", constructs=tuple(rest))
            raise QuestionnaireError("questionnaire.of", name=name, what=what)
        order += ready
        rest = [code for code in rest if code not in ready]
    return order
