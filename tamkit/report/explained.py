"""Every endogenous construct with its R² and, of each antecedent, direct, indirect and total effect and f² (T14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tamkit.report.build import records, value
from tamkit.report.content import Content
from tamkit.sem.paths import path_rows


@dataclass(frozen=True, slots=True)
class Explained:
    """A construct the model explains, and what leads to it: rows in the form of ``drivers.effects``."""

    construct: str
    r2: float | None
    effects: tuple[dict[str, Any], ...]


def explained(content: Content, besides: str) -> tuple[Explained, ...]:
    """The endogenous constructs but ``besides`` (the outcome, which has a ranking of its own) and facets.

    A source without an indirect way has its path alone: direct and total effect are one.
    """
    out = []
    for row in records(content.drivers.r2):
        construct = str(row["construct"])
        if construct == besides or content.questionnaire_facet(construct):
            continue
        effects = tuple(sorted(_effects(content, construct), key=lambda one: -abs(one["total"])))
        out.append(Explained(construct, value(row, "r2"), effects))
    return tuple(out)


def _effects(content: Content, target: str) -> list[dict[str, Any]]:
    mediated = {row["source"]: row for row in records(content.drivers.mediated) if row["outcome"] == target}
    main = content.drivers.main
    direct = {str(row["source"]): row for row in path_rows(main.table, main.latent) if row["target"] == target}
    found = [_of_ways(source, row) for source, row in mediated.items()]
    return found + [_of_a_path(source, row) for source, row in direct.items() if source not in mediated]


def _of_ways(source: str, row: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"source": source, "mediation": row.get("mediation") or ""}
    for kind in ("direct", "indirect", "total"):
        there = kind != "direct" or bool(row["direct_estimated"])
        out[kind] = row[f"{kind}_std"] if there else 0.0
        for part in ("se", "ci_lower", "ci_upper"):
            out[f"{kind}_{part}"] = row[f"{kind}_std_{part}"] if there else None
    return out


def _of_a_path(source: str, row: dict[str, Any]) -> dict[str, Any]:
    ends = {part: row.get(f"std_all_{part}") for part in ("se", "ci_lower", "ci_upper")}
    out: dict[str, Any] = {"source": source, "mediation": "", "indirect": 0.0, "indirect_se": None}
    for kind in ("direct", "total"):
        out |= {kind: float(row["std_all"])} | {f"{kind}_{part}": end for part, end in ends.items()}
    return out
