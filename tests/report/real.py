"""Small real studies, every stage on that they can have: what the chapters of a report are tested on.

``models``: continuous items, groups, control variables, an exploratory half, other estimators and another engine.
``ordered``: ordered items, nothing resampled, no groups. ``battery``: credit reference beside the short form.
"""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

from tamkit import questionnaire, survey
from tamkit.report.content import Content
from tamkit.report.findings import Findings
from tamkit.study import Study

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"

MODELS = """\
data: responses.csv
questionnaire: huabei_baitiao_short
screening: {attention: 1, min_seconds_per_item: 2, longstring: 0.5, missing: 0.2}
estimator: ML
ci: percentile
bootstrap: 40
seed: 7
models: [tam, tam_risk_trust]
groups: [gender]
controls: [gender, age]
robustness: [MLR, semopy, strict_screening]
measurement: {htmt_bootstrap: 40, efa: true, remedies: {anonymous: true, pages: false}}
report: {lang: en, format: md}
"""

ORDERED = """\
data: responses.csv
questionnaire: huabei_baitiao_short
screening: {exclude: []}
estimator: WLSMV
bootstrap: 0
models: [tam, tam_risk_trust]
measurement: {htmt_bootstrap: 0, common_method: false, competing: false}
report: {lang: en, format: md}
"""

BATTERY = """\
data: responses.csv
questionnaire: credit_reference
modules: [SC]
screening: {exclude: []}
bootstrap: 0
report: {lang: en, format: md}
"""


def content(folder: Path, text: str) -> Content:
    """What the study says that stands in the text, run in a folder."""
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return Study.load(folder / "study.yaml").run().content


def models(folder: Path) -> Content:
    shutil.copyfile(GOLDEN / "groups" / "responses.csv", folder / "responses.csv")
    return content(folder, MODELS)


def ordered(folder: Path) -> Content:
    shutil.copyfile(GOLDEN / "wlsmv" / "responses.csv", folder / "responses.csv")
    return content(folder, ORDERED)


def battery(folder: Path) -> Content:
    form = questionnaire.load("credit_reference").with_modules("SC")
    survey.simulate(form, 180, 5, path=folder / "responses.csv")
    return content(folder, BATTERY)


def demo() -> Content:
    """The committed demo: what `tamkit demo` makes, read and computed again."""
    return Study.load(ROOT / "reports" / "demo" / "study.yaml").run().content


FOUND = {field.name for field in dataclasses.fields(Findings)}


def but(content: Content, **parts: object) -> Content:
    """The content with other parts: its own, or its findings'."""
    found = {name: parts.pop(name) for name in list(parts) if name in FOUND}
    findings = dataclasses.replace(content.findings, **found)  # type: ignore[arg-type]
    return dataclasses.replace(content, findings=findings, **parts)  # type: ignore[arg-type]
