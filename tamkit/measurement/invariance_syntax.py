"""Multi-group measurement models written out parameter by parameter.

Every level is plain lavaan syntax with ``c(…)`` modifiers, scaled by latent variances of 1 in the first group, so that
no marker item is exempt from the test and what is equal, free or fixed can be read in the text itself
(:meth:`tamkit.syntax.Model.across_groups`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from tamkit.errors import OptionError
from tamkit.measurement.blocks import Block, measurement_model
from tamkit.measurement.remarks import unknown_choice
from tamkit.messages import Message
from tamkit.syntax import Model

Level = Literal["configural", "thresholds", "metric", "scalar", "strict", "structural"]
CONTINUOUS: tuple[Level, ...] = ("configural", "metric", "scalar", "strict", "structural")
ORDINAL: tuple[Level, ...] = ("configural", "thresholds", "metric", "scalar", "strict", "structural")


def parameter(kind: str, construct: str, item: str) -> str:
    """A parameter's name in ``freed``: ``PU=~PU2`` (loading), ``PU2~1`` (intercept), ``PU2~~PU2`` (residual)."""
    return {"loading": f"{construct}=~{item}", "intercept": f"{item}~1", "residual": f"{item}~~{item}"}[kind]


#: What each level holds equal, beside what the levels before it hold.
HELD: dict[Level, tuple[str, ...]] = {
    "configural": (),
    "thresholds": ("thresholds",),
    "metric": ("loadings",),
    "scalar": ("intercepts",),
    "strict": ("residuals",),
    "structural": ("lv.variances", "lv.covariances"),
}


def group_model(
    blocks: Iterable[Block],
    level: Level,
    groups: int,
    *,
    freed: Iterable[str] = (),
    thresholds: dict[str, int] | None = None,
) -> Model:
    """The measurement model at one level of invariance for a number of groups.

    Parameters
    ----------
    blocks
        First-order constructs.
    level
        How much is equal across groups; each level holds the ones before it.
    freed
        Parameters left free although the level holds them equal, named as by :func:`parameter`.
    thresholds
        Number of thresholds of each item: the items are ordinal then (theta parameterization, identified as by
        Wu & Estabrook 2016).

    >>> print(group_model([Block("F", ("a", "b"))], "metric", 2))
    F =~ c(l_F_a, l_F_a)*a + c(l_F_b, l_F_b)*b
    a ~ c(i_a_g1, i_a_g2)*1
    b ~ c(i_b_g1, i_b_g2)*1
    F ~~ c(1, NA)*F
    F ~ c(0, 0)*1
    """
    if level not in ORDINAL or (level == "thresholds" and thresholds is None):
        raise OptionError(
            unknown_choice(Message("measurement.choice.level"), level, CONTINUOUS if thresholds is None else ORDINAL)
        )
    reached = ORDINAL[: ORDINAL.index(level) + 1]
    equal = [kind for name in reached for kind in HELD[name]]
    return measurement_model(blocks).across_groups(groups, equal=equal, freed=list(freed), thresholds=thresholds)
