"""Multi-group measurement models written out parameter by parameter.

Every level is plain lavaan syntax with ``c(…)`` modifiers, scaled by latent variances of 1 in the first group, so that
no marker item is exempt from the test and what is equal, free or fixed can be read in the text itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from tamkit.errors import InputError
from tamkit.measurement.blocks import Block

Level = Literal["configural", "thresholds", "metric", "scalar", "strict", "structural"]
CONTINUOUS: tuple[Level, ...] = ("configural", "metric", "scalar", "strict", "structural")
ORDINAL: tuple[Level, ...] = ("configural", "thresholds", "metric", "scalar", "strict", "structural")


def parameter(kind: str, construct: str, item: str) -> str:
    """A parameter's name in ``freed``: ``PU=~PU2`` (loading), ``PU2~1`` (intercept), ``PU2~~PU2`` (residual)."""
    return {"loading": f"{construct}=~{item}", "intercept": f"{item}~1", "residual": f"{item}~~{item}"}[kind]


def equal(label: str, groups: int) -> str:
    return f"c({', '.join([label] * groups)})*"


def apart(label: str, groups: int) -> str:
    return f"c({', '.join(f'{label}_g{g + 1}' for g in range(groups))})*"


def first_then(first: str, rest: str, groups: int) -> str:
    """``first`` in group 1 and ``rest`` in the others; ``NA`` frees a parameter."""
    return f"c({', '.join([first] + [rest] * (groups - 1))})*"


def group_syntax(
    blocks: Iterable[Block],
    level: Level,
    groups: int,
    *,
    freed: Iterable[str] = (),
    thresholds: dict[str, int] | None = None,
) -> str:
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

    >>> print(group_syntax([Block("F", ("a", "b"))], "metric", 2))
    F =~ c(l_F_a, l_F_a)*a + c(l_F_b, l_F_b)*b
    a ~ c(i_a_g1, i_a_g2)*1
    b ~ c(i_b_g1, i_b_g2)*1
    F ~~ c(1, NA)*F
    F ~ c(0, 0)*1
    """
    blocks = tuple(blocks)
    freed = frozenset(freed)
    if level not in ORDINAL or (level == "thresholds" and thresholds is None):
        raise InputError(f"unknown level of invariance {level!r}; allowed: {', '.join(CONTINUOUS)}.")
    reached = ORDINAL.index(level)

    def holds(name: Level) -> bool:
        return reached >= ORDINAL.index(name)

    lines = []
    for block in blocks:
        terms = []
        for item in block.items:
            same = holds("metric") and parameter("loading", block.code, item) not in freed
            label = f"l_{block.code}_{item}"
            terms.append((equal(label, groups) if same else apart(label, groups)) + item)
        lines.append(f"{block.code} =~ {' + '.join(terms)}")
    items = list(dict.fromkeys(item for block in blocks for item in block.items))
    if thresholds is None:
        lines += _intercepts_and_residuals(items, groups, freed, scalar=holds("scalar"), strict=holds("strict"))
    else:
        lines += _ordinal(
            items,
            groups,
            freed,
            thresholds,
            same=holds("thresholds"),
            scalar=holds("scalar"),
            strict=holds("strict"),
        )
    lines += _latent(blocks, groups, level, metric=holds("metric"), scalar=holds("scalar"))
    return "\n".join(lines)


def _intercepts_and_residuals(
    items: list[str], groups: int, freed: frozenset[str], *, scalar: bool, strict: bool
) -> list[str]:
    lines = []
    for item in items:
        same = scalar and parameter("intercept", "", item) not in freed
        lines.append(f"{item} ~ {(equal if same else apart)(f'i_{item}', groups)}1")
    if strict:
        for item in items:
            same = parameter("residual", "", item) not in freed
            lines.append(f"{item} ~~ {(equal if same else apart)(f'r_{item}', groups)}{item}")
    return lines


def _ordinal(
    items: list[str],
    groups: int,
    freed: frozenset[str],
    thresholds: dict[str, int],
    *,
    same: bool,
    scalar: bool,
    strict: bool,
) -> list[str]:
    """Thresholds first: once they are equal, intercepts and residual variances of the later groups can be free.

    An item with two categories has one threshold and no such information: its residual variance stays 1.
    """
    lines = []
    for item in items:
        for t in range(1, thresholds[item] + 1):
            label = f"t{t}_{item}"
            lines.append(f"{item} | {(equal if same else apart)(label, groups)}t{t}")
    for item in items:
        loose = same and (not scalar or parameter("intercept", "", item) in freed) and thresholds[item] > 1
        lines.append(f"{item} ~ {first_then('0', 'NA' if loose else '0', groups)}1")
        loose = same and (not strict or parameter("residual", "", item) in freed) and thresholds[item] > 1
        lines.append(f"{item} ~~ {first_then('1', 'NA' if loose else '1', groups)}{item}")
    return lines


def _latent(blocks: tuple[Block, ...], groups: int, level: Level, *, metric: bool, scalar: bool) -> list[str]:
    structural = level == "structural"
    lines = []
    for block in blocks:
        lines.append(
            f"{block.code} ~~ {first_then('1', 'NA' if metric and not structural else '1', groups)}{block.code}"
        )
    if structural:
        for i, a in enumerate(blocks):
            for b in blocks[i + 1 :]:
                lines.append(f"{a.code} ~~ {equal(f'c_{a.code}_{b.code}', groups)}{b.code}")
    for block in blocks:
        lines.append(f"{block.code} ~ {first_then('0', 'NA' if scalar else '0', groups)}1")
    return lines
