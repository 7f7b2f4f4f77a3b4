"""What reporting standards ask, line by line: where it stands in this report, and what its author has to add.

After APA's JARS-Quant with its part on structural equation models (Appelbaum et al., 2018), in words of our own. A line
is answered by tables and sections that the report really has; some ask, beside those, for what only the author knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import groupby

from tamkit.report.build import columns
from tamkit.report.content import Content
from tamkit.report.tree import Figure, Paragraph, Row, Run, Section, Table, blocks_of
from tamkit.report.words import Words

ORDER = 200  # behind all that it looks for
OF_ALL = True
SHOWN = 10  # tables that a line names; of more, the first ones


@dataclass(frozen=True, slots=True)
class Line:
    """
    Attributes
    ----------
    group, item
        Cases of ``report.jars.group`` and ``report.jars.item``.
    answers
        Ids of the tables, figures and sections that answer it, the first ones first; a pattern is of tables and
        figures alone.
    asks
        Whether the author has to add something even so; without an answer always.
    of
        Which studies it is asked of: ``models``, those with ``groups`` or ``indirect`` effects, or "" for all.
    """

    group: str
    item: str
    answers: tuple[str, ...] = ()
    asks: bool = False
    of: str = ""


LINES = (
    Line("method", "eligibility", ("sample_flow", "screening_rules"), asks=True),
    Line("method", "recruitment"),
    Line("method", "ethics"),
    Line("method", "participants", ("respondents", "multiple_response", "numbers")),
    Line("method", "size", ("hypothesis_power",), asks=True),
    Line("method", "measures", ("constructs", "item_texts")),
    Line(
        "method",
        "quality",
        (
            *("reliability", "loadings", "fornell_larcker", "validity", "htmt"),
            *("item_reliability", "second_order", "second_order_reliability"),
        ),
        of="models",
    ),
    Line("method", "procedure", ("methods_procedure", "method_checklist")),
    Line("method", "diagnostics", ("screening_rules", "items")),
    Line("method", "missing", ("missing*", "methods_screening")),
    Line("method", "strategy", ("methods_analysis", "hypotheses")),
    Line("method", "software", ("versions",)),
    Line("method", "openness", ("hashes",), asks=True),
    Line("model", "specification", ("path_diagram", "cfa_diagram", "appendix_syntax"), of="models"),
    Line("model", "identification", ("fit", "loadings"), of="models"),
    Line("model", "estimation", ("methods_analysis",), of="models"),
    Line("model", "alternatives", ("comparison", "comparison_tests", "competing"), of="models"),
    Line("model", "invariance", ("invariance_*",), of="groups"),
    Line("model", "inputs", ("latent_correlations", "item_correlations"), of="models"),
    Line("results", "flow", ("sample_flow",)),
    Line("results", "descriptives", ("respondents", "items", "battery_shares")),
    Line("results", "global", ("fit",), of="models"),
    Line("results", "local", ("modification_indices", "fit_section"), of="models"),
    Line("results", "changes", ("modification_indices",), asks=True, of="models"),
    Line("results", "estimates", ("paths", "loadings"), of="models"),
    Line("results", "explained", ("r2", "effects", "contributions"), of="models"),
    Line("results", "indirect", ("mediation", "effects"), of="indirect"),
    Line("results", "hypotheses", ("hypotheses",), of="models"),
    Line("results", "robustness", ("sensitivity", "robustness", "robustness_fit", "controls"), of="models"),
    Line(
        "results",
        "method_bias",
        ("method_tests", "method_one_factor", "competing", "method_vif", "method_latent", "method_marker*"),
        of="models",
    ),
    Line("discussion", "limits", ("limits",)),
    Line("discussion", "meaning"),
)


def build(content: Content, t: Words, built: tuple[Section, ...]) -> Section:
    there = _there(built)
    asked = [line for line in LINES if _asked(line, content)]
    rows: list[Row] = []
    open_lines = 0
    for group, lines in groupby(asked, key=lambda line: line.group):
        rows.append(Row(heading=t("report.jars.group", group=group)))
        for line in lines:
            found = _answers(line, there)
            lacking = line.asks or not found
            open_lines += lacking
            lacks = t("report.jars.lacks", item=line.item) if lacking else ""
            rows.append(Row((t("report.jars.item", item=line.item), _where(found, there, t), lacks)))
    spec = columns(t, ("jars_item", "text"), ("where", "text"), ("to_add", "text"))
    table = Table("jars", t("report.jars.caption"), spec, tuple(rows))
    text = t.p("report.jars.text", lines=len(asked), open=open_lines)
    inner = Section("jars_section", t("report.jars.title"), (text, table))
    return Section("jars_chapter", t("report.jars.title"), (inner,), part="appendix")


def _there(built: Iterable[Section]) -> dict[str, str]:
    """What the report has: the ids of its tables and figures, and of its sections with their titles."""
    found: dict[str, str] = {}
    for section in built:
        found[section.id] = section.title
        for block in blocks_of(section):
            if isinstance(block, Section):
                found.setdefault(block.id, block.title)
            elif isinstance(block, Table | Figure):
                found[block.id] = ""
    return found


def _answers(line: Line, there: dict[str, str]) -> list[str]:
    found = (
        name for one in line.answers for name in there if name == one or (fnmatchcase(name, one) and not there[name])
    )
    return list(dict.fromkeys(found))[:SHOWN]


def _where(found: list[str], there: dict[str, str], t: Words) -> Paragraph:
    """``Table 3, Table 4, section "Methods"``: tables by their numbers, which are given later."""
    runs: list[Run] = []
    for name in found:
        runs += [Run(t("list.between"))] if runs else []
        title = there[name]
        runs.append(Run(t("report.jars.section", title=title)) if title else Run(name, "ref", name))
    return Paragraph(tuple(runs))


def _asked(line: Line, content: Content) -> bool:
    drivers = content.drivers
    if line.of == "groups":
        return bool(content.findings.groups)
    if line.of == "indirect":
        return drivers is not None and len(drivers.mediation) > 0
    return line.of == "" or drivers is not None
