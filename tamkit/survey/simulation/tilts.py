"""How much likelier each answer is made by the answers that were drawn before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire, Variable
    from tamkit.questionnaire.truth import Tilt

Floats = NDArray[np.float64]


def needed(questionnaire: Questionnaire) -> dict[str, set[str]]:
    """Variables that follow others (by a tilt, a number by its range), each with those that must be drawn before it."""
    own = {variable.code for variable in questionnaire.variables}
    out: dict[str, set[str]] = {}
    for tilt in _tilts(questionnaire):
        if tilt.variable in own:
            out.setdefault(tilt.variable, set()).update(_sources(questionnaire, tilt) & own)
    for variable, drawn in questionnaire.truth.numbers.items() if questionnaire.truth is not None else ():
        if variable in own:
            out.setdefault(variable, set()).update({drawn.by} & own)
    return out


def log_odds(questionnaire: Questionnaire, variable: Variable, columns: Mapping[str, Any], n: int) -> Floats | None:
    """What the tilts add to the log odds of every option (n, options); None for a variable without tilts."""
    chosen = [tilt for tilt in _tilts(questionnaire) if tilt.variable == variable.code]
    own = {other.code for other in questionnaire.variables}
    chosen = [tilt for tilt in chosen if _sources(questionnaire, tilt) <= own]
    if not chosen:
        return None
    import pandas as pd

    from tamkit.survey.quantities import values_of

    codes = [option.code for option in variable.options]
    frame = pd.DataFrame(dict(columns), index=range(n))
    out = np.zeros((n, len(codes)))
    for tilt in chosen:
        above = np.nan_to_num(values_of(frame, questionnaire, tilt.by) - tilt.at)
        out[:, [codes.index(option) for option in tilt.options]] += np.log(tilt.odds) * above[:, None]
    return out


def _tilts(questionnaire: Questionnaire) -> tuple[Tilt, ...]:
    return questionnaire.truth.tilts if questionnaire.truth is not None else ()


def _sources(questionnaire: Questionnaire, tilt: Tilt) -> set[str]:
    if tilt.by.code is not None:
        return {tilt.by.code}
    return {variable.code for variable in questionnaire.variables if variable.correct is not None}
