"""The tables and figures of a study by the field's numbers (T1–T22, F1–F10), and which layout shows which.

The one list of them: layouts, single tables on the command line and the documentation read it. A table that is on no
line stands in the full report and in a thesis's appendix.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from tamkit.errors import OptionError, unknown

LAYOUTS = ("brief", "thesis", "full")


@dataclass(frozen=True, slots=True)
class Entry:
    """
    Attributes
    ----------
    code
        ``T13``.
    shown
        Ids (patterns) of the tables or figures that readers of the layouts named in ``layouts`` ask for.
    more
        Ids of what belongs to it and stands in the full report and a thesis's appendix alone.
    layouts
        Where ``shown`` stands in the body, beside the full report.
    surveys
        Where it does too in a study without models.
    """

    code: str
    shown: tuple[str, ...]
    more: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    surveys: tuple[str, ...] = ()


_EVERY = ("brief", "thesis")
_THESIS = ("thesis",)
ENTRIES = (
    Entry("T1", ("sample_flow",), ("screening_rules", "sample_flow_figure"), _EVERY),
    Entry("T2", ("respondents",), (), _THESIS),
    Entry("T3", ("multiple_response",), ("numbers", "grid_*", "together_*"), surveys=_THESIS),
    Entry("T4", ("items",), ("constructs", "missing*", "item_texts", "item_correlations"), _THESIS),
    Entry("T5", ("reliability",), ("item_reliability",), _EVERY),
    Entry("T6", ("efa_kmo", "efa_variance", "efa_loadings"), ("efa*",), _THESIS),
    Entry("T7", ("loadings", "validity"), ("modification_indices",), _THESIS),
    Entry("T8", ("fornell_larcker",), ("latent_correlations",), _THESIS),
    Entry("T9", ("htmt",), ("htmt_intervals",), _THESIS),
    Entry("T10", ("fit",), ("fit_*", "calibrated*"), _EVERY),
    Entry("T11", ("second_order",), ("second_order_reliability", "competing_target")),
    Entry("T12", ("method_*",)),
    Entry("T13", ("hypotheses",), ("stated", "hypothesis_power"), _EVERY),
    Entry("T13", ("paths",), (), _EVERY),
    Entry("T14", ("effects",), ("contributions", "importance", "prediction", "r2", "f2", "ranking"), _EVERY),
    Entry("T15", ("mediation",), ("indirect*", "defined"), _THESIS),
    Entry("T16", ("comparison", "comparison_*", "competing")),
    Entry("T17", ("invariance_*", "ladders", "groups_*"), ("ladders_levels",)),
    Entry("T18", ("differences",), ("difference_*", "differences_*"), _THESIS),
    Entry("T19", ("moderation*",)),
    Entry("T20", ("sensitivity", "robustness", "controls", "engines")),
    Entry("T21", ("battery_references",), surveys=_EVERY),
    Entry("T21", ("battery_shares", "regression_*", "ranking_*"), ("battery_*", "pathway_*"), surveys=_THESIS),
    Entry("T22", ("profiles",), ("profile_*",)),
    Entry("F1", ("path_diagram",), (), _EVERY),
    Entry("F2", ("cfa_diagram",)),
    Entry("F3", ("likert*",)),
    Entry("F4", ("scree*", "efa_scree")),
    Entry("F5", ("htmt_figure",)),
    Entry("F6", ("screening_figure",)),
    Entry("F7", ("effects_figure", "indirect_figure"), (), _THESIS),
    Entry("F8", ("slopes*",)),
    Entry("F9", ("mosaic*",)),
    Entry("F10", ("radar*",)),
)


@cache
def shown(name: str, layout: str, modelled: bool = True) -> bool:
    """Whether the body of a layout shows a table or figure; of a study without models, what is its own is the survey.

    >>> shown("fit", "brief"), shown("items", "brief"), shown("items", "thesis"), shown("anything", "full")
    (True, False, True, True)
    >>> shown("regression_use", "thesis"), shown("regression_use", "thesis", modelled=False)
    (False, True)
    """
    return layout == "full" or any(
        _matches(name, entry.shown)
        for entry in ENTRIES
        if layout in entry.layouts or (layout in entry.surveys and not modelled)
    )


def chosen(code: str, names: Iterable[str]) -> list[str]:
    """Those of some ids that a code asks for: ``T13``, or the id of a table itself.

    >>> chosen("t13", ["paths", "fit", "hypotheses", "stated"]), chosen("fit", ["paths", "fit"])
    (['paths', 'hypotheses', 'stated'], ['fit'])

    Raises
    ------
    OptionError
        For a code or id that the study has none of.
    """
    there = list(names)
    if code in there:
        return [code]
    entries = [entry for entry in ENTRIES if entry.code.casefold() == code.casefold()]
    found = [name for name in there if any(_matches(name, (*entry.shown, *entry.more)) for entry in entries)]
    if not found:
        raise OptionError("located", place="--table", what=unknown("table", code, [*codes(there), *there]))
    return found


def codes(names: Collection[str]) -> list[str]:
    """The codes of which there is something."""
    return list(
        dict.fromkeys(
            entry.code for entry in ENTRIES if any(_matches(name, (*entry.shown, *entry.more)) for name in names)
        )
    )


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
