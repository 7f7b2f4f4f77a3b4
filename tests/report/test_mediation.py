"""What a report says of mediation: its table, what stands in the folder alone, and what it never says."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from report import real
from report.reading import has, rows, section, table, text_of
from study import small

import tamkit
from tamkit.messages import languages
from tamkit.messages.catalogue import catalogue
from tamkit.report import csvs, document, mediation
from tamkit.report.cited import plain
from tamkit.report.content import Content
from tamkit.report.tree import Document, asides, tables
from tamkit.report.words import Words
from tamkit.study import Study

T = Words("en")
ROOT = Path(__file__).resolve().parents[2]
NEVER = re.compile(r"full(y)?[ -]mediat|complete(ly)?[ -]mediat|完全(的)?中介", re.IGNORECASE)


def test_the_table_is_of_the_ways_to_the_outcome(models: Content, models_en: Document) -> None:
    frame = models.drivers.mediation
    to_it = frame[frame["outcome"] == models.drivers.outcome]
    assert len(frame) == 24
    shown = [row for row in rows(models_en, "mediation") if " → " in str(row["path"])]
    assert len(shown) == len(to_it) == 16
    by_name = {" → ".join(row["path"].split(" -> ")): row for row in to_it.to_dict("records")}
    for row in shown:
        own = by_name[str(row["path"])]
        assert row["b"] == own["est"]
        assert row["std"] == own["std"]
        assert row["flow"] == plain(mediation.flow_of(T, own))
        assert row["mediation"] == (T("report.mediation", type=own["mediation"]) if own["mediation"] else "")
    notes = " ".join(table(models_en, "mediation").notes)
    assert f"n = {sum(models.drivers.main.n)} of {models.clean.n} valid" in notes


@pytest.mark.parametrize(
    ("way", "en", "zh"),
    [
        ({"flow": "none"}, "indirect effect not significant", "间接效应不显著"),
        ({"flow": "partial", "share": 0.4}, "partial, ab/c = 0.400", "部分中介，ab/c = 0.400"),
        ({"flow": "partial", "share": float("nan")}, "partial", "部分中介"),
        ({"flow": "suppression", "share": 0.5}, "suppression, |ab/c′| = 0.500", "遮掩效应，|ab/c′| = 0.500"),
        ({"flow": "partial", "extension": "chain"}, "partial §", "部分中介 §"),
        (
            {"flow": "indirect_only", "argued": "mediation"},
            "indirect effect; direct effect not significant",
            "间接效应显著，直接效应不显著",
        ),
        (
            {"flow": "indirect_only", "argued": "suppression"},
            "indirect effect; direct effect not significant, total neither",
            "间接效应显著，直接效应不显著，总效应不显著",
        ),
        ({"flow": "no_direct_path"}, "indirect effect; the model has no direct path", "间接效应显著，模型无直接路径"),
        ({"flow": "", "extension": "chain"}, "—", "—"),
    ],
)
def test_what_the_flow_comes_to_in_words(way: dict[str, object], en: str, zh: str) -> None:
    assert plain(mediation.flow_of(T, way)) == en
    assert plain(mediation.flow_of(Words("zh"), way)) == zh


def test_all_ways_and_what_follows_stand_in_the_folder(models: Content, models_en: Document) -> None:
    found = {one.id: one for one in section(models_en, "effects_section").aside}
    assert set(found) == {
        "indirect",
        "indirect_sums",
        "indirect_differences",
        "indirect_steps",
        "defined",  # which the table of ways repeats
        *(f"indirect_by_{group}" for group in models.findings.group_mediation or {}),
    }
    assert set(found) <= {one.id for one in asides(models_en)}
    assert not set(found) & {one.id for one in tables(models_en)}
    head, body = csvs.grid(found["indirect"])
    frame = models.drivers.mediation
    assert head == list(frame.columns)
    assert [line[head.index("est")] for line in body] == frame["est"].tolist()
    assert {"percentile_lower", "bca_upper", "std_bca_lower"} <= set(head)
    said = text_of(section(models_en, "effects_section"))
    assert "tables/indirect*.csv" in said
    assert all(name.startswith("indirect") for name in set(found) - {"defined"})
    assert "All 24 indirect paths" in said


def test_each_group_has_its_list(models: Content) -> None:
    found = models.findings.group_mediation
    assert found is not None
    (frame,) = found.values()
    assert frame.groupby("group").size().tolist() == [24, 24]
    told = models.findings.to_dict()["extras"]["group_mediation"]["gender"]
    assert len(told) == 48
    assert {row["ci"] for row in told} == {"wald"}


def test_how_many_pairs_differ(models: Content) -> None:
    frame = models.drivers.way_differences
    to_it = frame[frame["outcome"] == models.drivers.outcome]
    assert len(to_it) == 9 * 8 // 2 + 5 * 4 // 2

    def said(p: list[float], reachable: list[bool], lang: str = "en") -> str:
        changed = pd.DataFrame(to_it.head(len(p))).assign(p_holm=p, holm_reachable=reachable)
        drivers = dataclasses.replace(models.drivers, way_differences=changed)
        return text_of(section(document(real.but(models, drivers=drivers), lang), "effects_section"))

    assert "3 comparisons were made" in said([0.01, 0.02, 0.5], [True] * 3)
    assert "2 differences are significant" in said([0.01, 0.02, 0.5], [True] * 3)
    assert "no difference is significant" in said([0.5, 0.05], [True] * 2)
    few = said([0.01, 0.02, 0.5], [False, True, True])
    assert "1 difference is significant" in few
    assert "One of these comparisons cannot become significant after the adjustment with 40 draws." in few
    assert "作了 3 次两两比较，其中 2 次差异显著" in said([0.01, 0.02, 0.5], [True] * 3, "zh")
    drivers = dataclasses.replace(models.drivers, way_differences=frame.head(0))
    assert "of two indirect paths of one construct" not in str(document(real.but(models, drivers=drivers), "en"))


def test_how_many_ways_are_significant_is_said_first(models: Content) -> None:
    frame = models.drivers.mediation
    to_it = frame["outcome"] == models.drivers.outcome
    changed = frame.copy()
    changed.loc[to_it, "pvalue"] = [0.01] * 3 + [0.05] * 13
    changed.loc[to_it, "p_holm"] = [0.0] + [0.5] * 15
    drivers = dataclasses.replace(models.drivers, mediation=changed)
    said = text_of(section(document(real.but(models, drivers=drivers), "en"), "effects_section"))
    assert "shows that 3 of 16 indirect paths are significant (p < .05), 1 after Holm's adjustment" in said
    said = text_of(section(document(real.but(models, drivers=drivers), "zh"), "effects_section"))
    assert "16 条间接路径中有 3 条显著（p < .05），作 Holm 校正后为 1 条" in said
    assert "由 40 次自助抽样得到" in said


def test_without_draws_the_delta_method_is_said(ordered_en: Document) -> None:
    assert "by the delta method, for nothing was resampled" in text_of(section(ordered_en, "effects_section"))


@pytest.fixture(scope="module")
def looped(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """A study of a model with a feedback loop."""
    more = "bootstrap: 40\nmeasurement: {common_method: false, competing: false, htmt_bootstrap: 0}\n"
    folder = small.write(tmp_path_factory.mktemp("looped") / "study", 300, more)
    form = folder / "form.yaml"
    text = form.read_text(encoding="utf-8")
    turned = text.replace("INT ~ PU + IT\\nPU ~ IT", "INT ~ PU\\nPU ~ IT + INT")
    assert turned != text
    form.write_text(turned, encoding="utf-8")
    return Study.load(folder).run().content


def test_a_loop_is_named_and_the_rest_of_the_report_is_not_lost(looped: Content) -> None:
    made = document(looped, "en")
    assert not has(made, "mediation")
    assert not section(made, "effects_section").aside
    said = text_of(section(made, "effects_section"))
    assert "feedback loop, PU → INT → PU" in said
    assert "反馈回路 PU → INT → PU" in text_of(section(document(looped, "zh"), "effects_section"))
    for part in ("effects", "paths", "fit", "hypotheses"):
        assert has(made, part), part
    assert any("PU → INT → PU" in str(warning) for warning in looped.warnings)
    assert looped.drivers.mediation.empty
    assert looped.findings.contributions is None  # explained variance is not divided in a loop
    assert looped.findings.to_dict()["drivers"]["mediation"] == []


@pytest.mark.parametrize("lang", languages())
def test_no_sentence_of_a_report_says_full_mediation(models: Content, lang: str) -> None:
    assert not NEVER.search(str(document(models, lang)))


def test_no_sentence_anywhere_says_full_mediation() -> None:
    for lang in languages():
        assert not NEVER.search(json.dumps(catalogue(lang), ensure_ascii=False)), lang
    package = Path(tamkit.__file__).parent
    files = [
        *package.rglob("*.py"),
        *(ROOT / "questionnaires").glob("*.yaml"),
        *(ROOT / "docs").glob("*.md"),
    ]  # the guides forbid it
    files += [ROOT / "README.md", *(ROOT / "analysis").rglob("*.py"), *(ROOT / "analysis").rglob("*.ipynb")]
    assert len(files) > 300
    assert [str(path) for path in files if NEVER.search(path.read_text(encoding="utf-8"))] == []
    assert NEVER.search("Fully mediated, 完全中介")
