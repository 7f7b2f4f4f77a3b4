"""Competing measurement models: one factor, correlated first-order factors, second-order, bifactor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamkit.errors import AnalysisError, NotConverged
from tamkit.measurement.blocks import (
    Block,
    Source,
    blocks_of,
    first_order,
    items_of,
    measurement_model,
    scores,
    second_order,
    top_level,
)
from tamkit.measurement.model_fits import attempt, first_order_model, fit_table, free_name, settings
from tamkit.measurement.remarks import Remarked, together
from tamkit.messages import Message
from tamkit.syntax import Model, as_model

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.sem.options import Options


@dataclass(frozen=True, slots=True, repr=False)
class Competing(Remarked):
    """Competing measurement models on the same answers.

    Attributes
    ----------
    models
        Syntax by name: one_factor, merged (facets of a second-order construct made one factor), first_order,
        second_order, bifactor; the last, second and fourth only where a construct has facets.
    fits
        Converged fits by name.
    table
        One row a converged model with its fit measures.
    target
        DataFrame[construct, chisq_first, df_first, chisq_second, df_second, target], target = chisq_first /
        chisq_second; or None without a second-order construct.
    options
        What every model was fitted with.
    remarks, notes
        Models that failed and admissibility warnings.
    """

    models: dict[str, str]
    fits: dict[str, Any]
    table: pd.DataFrame
    target: pd.DataFrame | None
    options: Options
    remarks: tuple[Message, ...]

    def _known_by(self) -> dict[str, object]:
        return {"models": tuple(self.models)}


def candidates(constructs: Source) -> dict[str, Model]:
    """The competing models, from the most to the least restricted.

    >>> list(candidates({"A": ["a1", "a2", "a3"], "B": ["b1", "b2", "b3"]}))
    ['one_factor', 'first_order']
    """
    blocks = blocks_of(constructs)
    items = items_of(blocks)
    low = first_order(blocks)
    models = {"one_factor": Model.of({free_name(blocks, "G"): items})}
    whole = [block for block in second_order(blocks) if len(block.facets) > 1]
    if whole:
        models["merged"] = Model.of({block.code: block.items for block in top_level(blocks)})
    if len(low) > 1:
        models["first_order"] = first_order_model(blocks)
    if whole:
        models["second_order"] = measurement_model(blocks)
        models["bifactor"] = _bifactor(blocks)
    return models


def _bifactor(blocks: tuple[Block, ...]) -> Model:
    """Each second-order construct becomes a general factor of its items beside its facets, which then correlate with
    nothing: what they hold is specific by definition."""
    general = {block.code: block.items for block in second_order(blocks)}
    model = first_order_model(blocks).plus(Model.of(general))
    specific = [facet for block in second_order(blocks) for facet in block.facets]
    others = [block.code for block in blocks if block.code not in specific]
    for i, facet in enumerate(specific):
        model = model.uncorrelated(facet, [*specific[i + 1 :], *others])
    return model


def target_coefficient(first_order_chisq: float, second_order_chisq: float) -> float:
    """T = chi-square of the correlated first-order model / chi-square of the second-order model.

    1 when the second-order factor explains all the correlations of the facets; .90 and more is good, .80 the least.
    Source: Marsh & Hocevar (1985), Psychological Bulletin 97.

    >>> round(target_coefficient(90.0, 100.0), 2)
    0.9
    """
    if second_order_chisq <= 0.0:
        raise AnalysisError("measurement.target_coefficient")
    return first_order_chisq / second_order_chisq


def competing(
    data: pd.DataFrame,
    constructs: Source,
    *,
    models: Mapping[str, str] | None = None,
    options: Options | None = None,
    **given: Any,
) -> Competing:
    """Fit the competing measurement models and compare them.

    ``models`` adds or replaces models by name; with the value ``""`` it drops one. A model that does not converge is
    left out of the table and named in the notes, and the target coefficient is of chi-square at the same estimator
    (scaled where there is a scaled one). ``options``, ``given``: `tamkit.sem.Options`, MLR unless named.

    R: ``lavaan::cfa`` of each model; ``fitMeasures(first, "chisq") / fitMeasures(second, "chisq")``.

    >>> import numpy as np
    >>> import pandas as pd
    >>> rng = np.random.default_rng(3)
    >>> f = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 400)
    >>> data = pd.DataFrame(np.repeat(f, 3, axis=1) + rng.normal(size=(400, 6)), columns=list("abcdef"))
    >>> scales = {"A": list("abc"), "B": list("def")}
    >>> competing(data, scales).table[["model", "df"]].to_numpy().tolist()
    [['one_factor', 9.0], ['first_order', 8.0]]
    """
    import pandas as pd

    blocks = blocks_of(constructs)
    items = scores(data, items_of(blocks))
    wanted = {**candidates(blocks), **{name: as_model(text) if text else None for name, text in (models or {}).items()}}
    texts = {name: model for name, model in wanted.items() if model is not None}
    chosen = settings(options, given)
    fits: dict[str, Any] = {}
    said: list[Message] = []
    for name, text in texts.items():
        fit, heard = attempt(name, text, items, chosen)
        said += heard
        if fit is not None:
            fits[name] = fit
    if not fits:
        raise NotConverged("measurement.none_converged", reasons=together(said))
    target = None
    if {"first_order", "second_order"} <= fits.keys():
        a, b = fits["first_order"].fit, fits["second_order"].fit
        key = "chisq_scaled" if "chisq_scaled" in a and "chisq_scaled" in b else "chisq"
        target = pd.DataFrame(
            [
                {
                    "construct": " + ".join(block.code for block in second_order(blocks)),
                    "chisq_first": a[key],
                    "df_first": a["df"],
                    "chisq_second": b[key],
                    "df_second": b["df"],
                    "target": target_coefficient(a[key], b[key]),
                }
            ]
        )
    written = {name: str(model) for name, model in texts.items()}
    return Competing(written, fits, fit_table(fits), target, chosen, tuple(said))
