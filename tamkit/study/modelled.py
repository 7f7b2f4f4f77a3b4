"""What of a study's questionnaire and answers goes into its models."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.measurement import Block
    from tamkit.questionnaire import Questionnaire
    from tamkit.survey import Clean


def modelled(clean: Clean) -> pd.DataFrame:
    """The items, and beside them the respondent variables in numbers and the knowledge score, for models that have
    covariates."""
    from tamkit.survey.quantities import with_score

    numbers = with_score(clean.respondents, clean.questionnaire).select_dtypes("number")
    return clean.items.join(numbers[[name for name in numbers.columns if name not in clean.items.columns]])


def modelled_items(questionnaire: Questionnaire) -> list[str]:
    """The items of the constructs that stand in models; those of markers and descriptive scales are left out."""
    constructs = [construct for construct in questionnaire.first_order() if construct.role == "model"]
    return [item.code for construct in constructs for item in construct.items]


def blocks(questionnaire: Questionnaire, *roles: str) -> tuple[Block, ...]:
    """What measures what, for the constructs of these roles."""
    from tamkit.measurement import blocks_of

    wanted = {construct.code for construct in questionnaire.constructs if construct.role in roles}
    return tuple(block for block in blocks_of(questionnaire) if block.code in wanted)
