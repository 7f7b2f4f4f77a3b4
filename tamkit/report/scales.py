"""What is said of the scales: where reliability and validity lie, and which constructs and items miss a cut-off."""

from __future__ import annotations

from typing import Any

from tamkit.report import cutoffs
from tamkit.report.build import num, records, value
from tamkit.report.content import Content
from tamkit.report.references import short
from tamkit.report.tree import Paragraph
from tamkit.report.words import Words


def criterion(content: Content, t: Words, rows: list[dict[str, Any]], key: str, bound: cutoffs.Cutoff) -> str:
    """Where the values of one measure lie, and which constructs miss its cut-off; "" where none is known."""
    known = {str(row["construct"]): found for row in rows if (found := value(row, key)) is not None}
    if not known:
        return ""
    low = [code for code, found in known.items() if bound.met(found) != "good"]
    named = [t("report.measurement.named", name=content.within(code, t.lang), value=num(known[code])) for code in low]
    return t(
        "report.measurement.criterion",
        name=bound.symbol if key != "alpha" else t("report.column", key="alpha"),
        n=len(known),
        low=num(min(known.values())),
        high=num(max(known.values())),
        bound=f"{bound.good:.2f}",
        missed=t.join(named) or None,
        every=len(low) == len(known),
        source=short((bound.good_by,), t.lang),
    )


def outside(content: Content, t: Words) -> list[Paragraph]:
    """α of the scales that are in no model, from their complete rows: these are used by their means elsewhere."""
    from tamkit.measurement.reliability import alpha

    inside = {str(row["construct"]) for row in records(content.measurement.reliability)}
    said = []
    for construct in content.questionnaire.first_order():
        codes = [item.code for item in construct.items if item.code in content.clean.items]
        rows = content.clean.items[codes].dropna()
        if construct.code in inside or len(codes) < 2 or len(rows) < 3 or bool((rows.nunique() < 2).any()):
            continue
        told = {"name": content.within(construct.code, t.lang), "items": len(codes)}
        said.append(t("report.measurement.outside_of", alpha=num(alpha(rows.to_numpy(float))), **told))
    return [t.p("report.measurement.outside", list=t.clauses(said))] if said else []


def items(content: Content, t: Words) -> Paragraph:
    """The items that hang together with the others too little, and those without which α would be higher."""
    rows = records(content.measurement.items)
    alphas = {str(row["construct"]): value(row, "alpha") for row in records(content.measurement.reliability)}
    deleted = [(row, value(row, "alpha_if_deleted"), alphas.get(str(row["construct"]))) for row in rows]
    known = [(str(row["item"]), found, own) for row, found, own in deleted if found is not None and own is not None]
    low = [str(row["item"]) for row in rows if cutoffs.CITC.met(value(row, "citc")) == "no"]
    return t.p(
        "report.measurement.items_text",
        low=t.join(low) or None,
        raised=t.join([item for item, found, own in known if found > own]) or None,
        known=bool(known),
        source=short((cutoffs.CITC.acceptable_by,), t.lang),
    )
