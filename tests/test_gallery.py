"""The committed gallery is what tamkit wrote, whole, and says that it is simulated."""

from __future__ import annotations

import json
from pathlib import Path

from tamkit.study.folder import MANIFEST, files_of

DEMO = Path(__file__).resolve().parents[1] / "reports" / "demo"


def test_the_gallery_is_as_it_was_written() -> None:
    manifest = json.loads((DEMO / "report" / MANIFEST).read_text(encoding="utf-8"))
    present = files_of(DEMO / "report")
    present.pop(MANIFEST)
    assert present == manifest["files"]
    outside = files_of(DEMO)
    assert outside["study.yaml"] == manifest["study"]["sha256"]
    assert outside[manifest["questionnaire"]["file"]] == manifest["questionnaire"]["sha256"]
    assert all(outside[f"data/{entry['file']}"] == entry["sha256"] for entry in manifest["data"])


def test_the_gallery_is_simulated_and_says_so() -> None:
    report = DEMO / "report"
    assert json.loads((report / "results.json").read_text(encoding="utf-8"))["simulated"] is True
    assert "模拟数据" in (report / "report.zh.md").read_text(encoding="utf-8")
    assert "SIMULATED DATA" in (report / "report.en.md").read_text(encoding="utf-8")
