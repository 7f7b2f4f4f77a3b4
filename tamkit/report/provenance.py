"""Where the numbers of a report come from: files, questionnaire, estimator, n, seed, versions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from tamkit.messages import Message
from tamkit.report.build import columns, n_of
from tamkit.report.content import Content
from tamkit.report.tree import Row, Table
from tamkit.report.words import Words


def provenance(content: Content, t: Words) -> Table:
    """Where the numbers come from: files, questionnaire, estimator, n, seed, versions."""
    given, form = content.provenance, content.questionnaire
    told: list[tuple[str, object]] = []
    if content.simulated:
        told.append(("simulated", Message("report.provenance.simulated")))
    for source in content.clean.survey.sources:
        name = PurePath(str(getattr(source, "name", None) or source.path)).name
        platform = Message("report.platform", platform=str(source.platform))
        told.append(("data", Message("report.provenance.data", name=name, rows=source.rows, platform=platform)))
    named = Message("report.provenance.questionnaire", title=form.title, name=form.name, version=form.version)
    made = Message("report.provenance.items", items=len(form.item_codes), constructs=len(form.first_order()))
    told += [("questionnaire", named), ("items", made)]
    if content.drivers is not None:
        estimator = str(content.drivers.main.estimator)
        told.append(("estimator", Message("report.estimator", estimator=estimator)))
        told.append(("n", n_of(content.drivers.main)))
    for what in ("missing", "bootstrap", "ci", "seed", "study", "command", "tamkit", "created"):
        found = given.get(what)
        if found is None and isinstance(given.get("options"), Mapping):
            found = given["options"].get(what)
        if found is None and what == "tamkit" and isinstance(given.get("versions"), Mapping):
            found = given["versions"].get("tamkit")
        if found is not None and what == "missing":
            found = Message("report.missing", missing=str(found))
        if what in ("ci", "bootstrap") and content.drivers is None:
            continue
        htmt = int(given.get("htmt") or 0)
        if found is not None and what == "bootstrap" and htmt:
            found = Message("report.provenance.draws", draws=found, htmt=htmt)
        if found is not None and what == "ci":
            drawn = content.drivers.main.bootstrap is not None
            found = Message("report.interval_kind", kind=str(found) if drawn else "delta")
        if found is not None:
            told.append((what, found))
    return Table(
        "provenance",
        t("report.summary.provenance_caption"),
        columns(t, ("what", "text"), ("value", "text")),
        tuple(Row((t("report.provenance.label", what=what), t.say(found))) for what, found in told),
    )
