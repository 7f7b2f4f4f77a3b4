"""What kind of mediation a direct and an indirect effect make."""

from __future__ import annotations

ALPHA = 0.05


def mediation_type(*, indirect: float, indirect_p: float, direct: float, direct_p: float) -> str:
    """Zhao, Lynch & Chen's (2010) type of mediation.

    ========================  ================================================
    ``complementary``         both significant, same sign
    ``competitive``           both significant, opposite signs (suppression, 遮掩效应)
    ``indirect_only``         the indirect effect alone is significant
    ``direct_only``           the direct effect alone is significant
    ``none``                  neither is
    ``""``                    there is no indirect effect to judge
    ========================  ================================================

    A direct effect that isn't significant doesn't show that mediation is "full"; hence the neutral names. A path the
    model leaves out (NaN) counts as not significant.

    >>> mediation_type(indirect=0.2, indirect_p=0.001, direct=-0.1, direct_p=0.02)
    'competitive'
    >>> mediation_type(indirect=0.2, indirect_p=0.001, direct=float("nan"), direct_p=float("nan"))
    'indirect_only'
    """
    if indirect != indirect or indirect_p != indirect_p:
        return ""
    through, straight = indirect_p < ALPHA, direct_p < ALPHA
    if through and straight:
        return "complementary" if indirect * direct > 0 else "competitive"
    if through:
        return "indirect_only"
    return "direct_only" if straight else "none"
